//! How far this start may go into the network: the one place that lets it out.
//!
//! Everything else starts with nothing and is handed what is decided here, so that no
//! test and no command that only reads can reach a host by mistake.

use std::ffi::OsStr;

use crate::domain::live::Reach;
use crate::headless::output::say;

/// The variable that narrows it down: `none`, `loopback` or `internet`.
pub const VARIABLE: &str = "HASHFLOOR_NETWORK";

/// How far this start may go; a word that is not understood lets it nowhere and is said.
pub fn reach() -> Reach {
    match read(std::env::var_os(VARIABLE).as_deref()) {
        Ok(reach) => reach,
        Err(sentence) => {
            say(&sentence);
            Reach::Nothing
        }
    }
}

fn read(word: Option<&OsStr>) -> Result<Reach, String> {
    let Some(word) = word.filter(|word| !word.is_empty()) else { return Ok(Reach::Internet) };
    match word.to_str() {
        Some("none") => Ok(Reach::Nothing),
        Some("loopback") => Ok(Reach::Loopback),
        Some("internet") => Ok(Reach::Internet),
        _ => Err(format!(
            "nothing is reached: {VARIABLE} is {:?}, expected none, loopback or internet",
            word.to_string_lossy()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_narrows_it_down_and_an_unknown_one_lets_it_nowhere() {
        let of = |word: &str| read(Some(OsStr::new(word)));
        assert_eq!(read(None), Ok(Reach::Internet));
        assert_eq!(of(""), Ok(Reach::Internet));
        assert_eq!(of("internet"), Ok(Reach::Internet));
        assert_eq!(of("loopback"), Ok(Reach::Loopback));
        assert_eq!(of("none"), Ok(Reach::Nothing));
        assert_eq!(
            of("None").unwrap_err(),
            "nothing is reached: HASHFLOOR_NETWORK is \"None\", expected none, loopback or internet"
        );
    }
}
