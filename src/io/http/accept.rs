//! Whether an answer is what was asked for: checked even when the status is 200.
//!
//! Portals, challenges and half-broken servers answer 200 with a page for
//! people. The type is judged before a byte is read, the first character after.

use reqwest::header::{CONTENT_TYPE, HeaderMap};

use crate::io::http::told::told;
use crate::io::http::{Expects, HttpError};

/// Types that name a table of text; `octet-stream` is what file servers say of any file.
const TABLE_TYPES: &[&str] = &[
    "text/csv",
    "text/plain",
    "text/tab-separated-values",
    "text/x-csv",
    "application/csv",
    "application/x-csv",
    "application/vnd.ms-excel",
    "application/octet-stream",
    "binary/octet-stream",
];

/// The mark some programs put before UTF-8.
const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

impl Expects {
    /// Value of the `Accept` header.
    pub(super) fn accept(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Table => "text/csv, text/plain, application/octet-stream;q=0.5",
        }
    }

    /// What was expected, in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Table => "a table of text",
        }
    }

    fn takes(self, essence: &str) -> bool {
        match self {
            Self::Json => {
                matches!(essence, "application/json" | "text/json")
                    || (essence.starts_with("application/") && essence.ends_with("+json"))
            }
            Self::Table => TABLE_TYPES.contains(&essence),
        }
    }
}

/// Judges the type an answer names.
///
/// # Errors
/// [`HttpError::WebPage`] and [`HttpError::ContentType`].
pub(super) fn check_type(
    headers: &HeaderMap,
    expects: Expects,
    key: Option<&str>,
    host: &str,
) -> Result<(), HttpError> {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if matches!(essence.as_str(), "text/html" | "application/xhtml+xml") {
        return Err(HttpError::WebPage { host: host.to_owned() });
    }
    if expects.takes(&essence) {
        return Ok(());
    }
    let found = told(&essence, key);
    Err(HttpError::ContentType { host: host.to_owned(), expected: expects.words(), found })
}

/// Judges the first character, and takes the mark before JSON away, which its readers refuse.
///
/// # Errors
/// [`HttpError::Empty`], [`HttpError::WebPage`] and [`HttpError::Start`].
pub(super) fn check_start(mut body: Vec<u8>, expects: Expects, host: &str) -> Result<Vec<u8>, HttpError> {
    let (host, expected) = (host.to_owned(), expects.words());
    if expects == Expects::Json && body.starts_with(UTF8_MARK) {
        body.drain(..UTF8_MARK.len());
    }
    // Marks of UTF-16 and its zero bytes, which may stand in a table.
    let is_before = |byte: u8| {
        byte.is_ascii_whitespace() || expects == Expects::Table && b"\xEF\xBB\xBF\xFE\xFF\0".contains(&byte)
    };
    match (body.iter().find(|byte| !is_before(**byte)), expects) {
        (None, _) => Err(HttpError::Empty { host, expected }),
        (Some(b'<'), _) => Err(HttpError::WebPage { host }),
        (Some(b'{' | b'['), Expects::Json) | (Some(_), Expects::Table) => Ok(body),
        (Some(_), Expects::Json) => Err(HttpError::Start { host, expected }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_of(named: &str, expects: Expects) -> Result<(), HttpError> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, named.parse().unwrap());
        check_type(&headers, expects, None, "a")
    }

    #[test]
    fn types_are_judged_without_their_parameters() {
        for json in
            ["application/json", "Application/JSON; charset=utf-8", "text/json", "application/problem+json"]
        {
            assert!(type_of(json, Expects::Json).is_ok(), "{json}");
            assert!(type_of(json, Expects::Table).is_err(), "{json}");
        }
        for table in ["text/csv; header=present", "text/plain", "application/octet-stream"] {
            assert!(type_of(table, Expects::Table).is_ok(), "{table}");
            assert!(type_of(table, Expects::Json).is_err(), "{table}");
        }
        for expects in [Expects::Json, Expects::Table] {
            assert!(matches!(type_of("text/html;charset=utf-8", expects), Err(HttpError::WebPage { .. })));
            assert!(matches!(type_of("", expects), Err(HttpError::ContentType { .. })));
        }
    }

    #[test]
    fn the_first_character_tells_data_from_a_page() {
        let start = |body: &[u8], expects| check_start(body.to_vec(), expects, "a");
        assert_eq!(start(b"\xEF\xBB\xBF [1]", Expects::Json).unwrap(), b" [1]");
        assert_eq!(start(b"\xEF\xBB\xBFa;b", Expects::Table).unwrap(), b"\xEF\xBB\xBFa;b");
        assert!(start(b"\xFF\xFEa\0", Expects::Table).is_ok());
        for page in [&b"<html>"[..], b"\n  <!doctype html>"] {
            assert!(matches!(start(page, Expects::Json), Err(HttpError::WebPage { .. })));
            assert!(matches!(start(page, Expects::Table), Err(HttpError::WebPage { .. })));
        }
        assert!(matches!(start(b"\xFF\xFE<\0h\0", Expects::Table), Err(HttpError::WebPage { .. })));
        assert!(matches!(start(b"Too Many Requests", Expects::Json), Err(HttpError::Start { .. })));
        assert!(matches!(start(b" \n", Expects::Json), Err(HttpError::Empty { .. })));
    }
}
