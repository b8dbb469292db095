//! A key that never shows itself.

use std::fmt;

/// A key. `Debug` and `Display` show that there is one, never which.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a key; `None` for one that is blank or could not stand in a header.
    pub fn new(key: &str) -> Option<Self> {
        let key = key.trim();
        let fits = !key.is_empty() && key.len() <= 512 && key.bytes().all(|b| b.is_ascii_graphic());
        fits.then(|| Self(key.to_owned()))
    }

    /// Whether somebody repeats the key: such a text is not to be quoted.
    pub fn stands_in(&self, text: &[u8]) -> bool {
        text.windows(self.0.len()).any(|part| part == self.0.as_bytes())
    }

    /// The key itself, for the one header it goes into.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("••••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_kept_and_never_shown() {
        let key = Secret::new(" abc-123 ").unwrap();
        assert_eq!(key.reveal(), "abc-123");
        assert!(!format!("{key} {key:?}").contains("abc"));
        assert!(key.stands_in(b"{\"msg\":\"abc-123 is unknown\"}") && !key.stands_in(b"abc-12"));
        for bad in ["", "  ", "a b", "a\nb", "ключ"] {
            assert_eq!(Secret::new(bad), None, "{bad:?}");
        }
    }
}
