//! Where a server may send us on to: another path on the same host, nothing else.
//!
//! So a key never reaches a host it was not meant for, and no public server can
//! make this program ask something of the private network it runs in.

use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Method, StatusCode, Url};

use crate::io::http::HttpError;
use crate::io::http::told::told;

/// How often a request is sent on.
pub(super) const MOST_HOPS: usize = 2;

/// Whether a status sends us on.
pub(super) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// The address to go on to. A POST goes on only where it stays one (307, 308).
///
/// # Errors
/// [`HttpError::Redirect`] with the host that was named, never its path or query.
pub(super) fn follow(
    from: &Url,
    method: &Method,
    status: StatusCode,
    headers: &HeaderMap,
    key: Option<&str>,
    host: &str,
) -> Result<Url, HttpError> {
    let refused = |target: String| HttpError::Redirect { host: host.to_owned(), target };
    let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let Some(target) = location.and_then(|location| from.join(location).ok()) else {
        return Err(refused("nowhere".to_owned()));
    };
    let is_same = target.scheme() == from.scheme()
        && target.host() == from.host()
        && target.port_or_known_default() == from.port_or_known_default()
        && target.username().is_empty()
        && target.password().is_none();
    if !is_same {
        return Err(refused(told(&place(&target), key)));
    }
    if method != Method::GET && !matches!(status.as_u16(), 307 | 308) {
        return Err(refused(format!("{host} as another question")));
    }
    Ok(target)
}

/// Scheme, host and port.
fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{host}{port}", url.scheme())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(from: &str, method: &Method, status: u16, location: &str) -> Result<String, String> {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, location.parse().unwrap());
        let status = StatusCode::from_u16(status).unwrap();
        follow(&from.parse().unwrap(), method, status, &headers, Some("k3y"), "a.org")
            .map(|url| url.to_string())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn another_path_on_the_same_host_is_followed() {
        for location in ["/b?c=1", "https://a.org/b?c=1", "https://a.org:443/b?c=1", "//a.org/b?c=1"] {
            let found = go("https://a.org/x?y=2", &Method::GET, 301, location);
            assert_eq!(found.as_deref(), Ok("https://a.org/b?c=1"), "{location}");
        }
        assert!(go("http://127.0.0.1:9/", &Method::GET, 302, "http://127.0.0.1:9/b").is_ok());
    }

    #[test]
    fn any_other_place_is_refused_and_named_without_its_query() {
        for location in [
            "http://a.org/b?token=secret",
            "https://a.org:8443/b?token=secret",
            "https://evil.org/b?token=secret",
            "https://u:secret@a.org/b",
            "https://k3y.evil.org/",
            "http://127.0.0.1/secret",
            "https://[::1]/secret",
            "file:///secret",
            "data:text/plain,secret",
        ] {
            let said = go("https://a.org/x", &Method::GET, 301, location).unwrap_err();
            assert!(!said.contains("secret") && !said.contains("k3y"), "{location}: {said}");
        }
        assert!(go("http://127.0.0.1:9/", &Method::GET, 302, "http://127.0.0.1:10/").is_err());
        assert!(go("http://127.0.0.1:9/", &Method::GET, 302, "https://127.0.0.1:9/").is_err());
    }

    #[test]
    fn what_was_posted_is_not_turned_into_another_question() {
        for (status, goes) in [(301, false), (302, false), (303, false), (307, true), (308, true)] {
            assert_eq!(go("https://a.org/x", &Method::POST, status, "/b").is_ok(), goes, "{status}");
        }
    }
}
