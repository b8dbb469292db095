//! Words of a server, made fit to be shown.

/// Longest quotation.
const MOST_CHARACTERS: usize = 60;

/// What a server wrote: visible ASCII, short, and never the key it was asked with.
pub(super) fn told(text: &str, key: Option<&str>) -> String {
    if key.is_some_and(|key| text.contains(key)) {
        return "…".to_owned();
    }
    let shown: String = text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
    if shown.len() <= MOST_CHARACTERS {
        return shown;
    }
    format!("{}…", shown.chars().take(MOST_CHARACTERS).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_short_visible_and_without_the_key() {
        assert_eq!(told("text/html\u{7}\n", None), "text/html");
        assert_eq!(told(&"x".repeat(500), None).chars().count(), MOST_CHARACTERS + 1);
        assert_eq!(told("you sent abc123!", Some("abc123")), "…");
    }
}
