//! Scheme, host and port of a source, checked once.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

/// Who named a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The program: it must be a public host over TLS.
    BuiltIn,
    /// The user, in the settings: this machine and his own network are meant too.
    UserSet,
}

/// Scheme, host and port: `https://www.bitstamp.net`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
    trust: Trust,
}

/// Why a text is no address to ask.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// Not scheme and host.
    #[error("expected scheme and host such as https://www.bitstamp.net, found {0:?}")]
    Form(String),
    /// Plain http to another machine.
    #[error("plain http reaches this machine only, expected https, found {0:?}")]
    Plain(String),
}

impl BaseUrl {
    /// Reads `scheme://host[:port][/]`.
    ///
    /// # Errors
    /// [`BaseUrlError`] for anything else, and for plain http to another machine.
    pub fn parse(text: &str, trust: Trust) -> Result<Self, BaseUrlError> {
        let form = || BaseUrlError::Form(text.to_owned());
        let url = Url::parse(text.trim()).map_err(|_source| form())?;
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && matches!(url.path(), "" | "/");
        if !bare || url.host_str().is_none() {
            return Err(form());
        }
        let base = Self { url, trust };
        match base.url.scheme() {
            "https" => Ok(base),
            "http" if base.is_loopback() && trust == Trust::UserSet => Ok(base),
            "http" => Err(BaseUrlError::Plain(text.to_owned())),
            _ => Err(form()),
        }
    }

    /// Whether it is this machine.
    pub fn is_loopback(&self) -> bool {
        self.url.host_str() == Some("localhost")
            || self.address().is_some_and(|address| address.is_loopback())
    }

    /// Its address, where it is written out instead of a name.
    pub(super) fn address(&self) -> Option<IpAddr> {
        self.url.host_str()?.trim_matches(['[', ']']).parse().ok()
    }

    /// Whether it is asked in plain text.
    pub(super) fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// Who named it.
    pub fn trust(&self) -> Trust {
        self.trust
    }

    /// The address of a path and query below it; `None` for what would lead to another place.
    pub(super) fn join(&self, path: &str) -> Option<Url> {
        let joined = self.url.join(path).ok()?;
        (path.starts_with('/')
            && joined.scheme() == self.url.scheme()
            && joined.username().is_empty()
            && joined.host() == self.url.host()
            && joined.port_or_known_default() == self.url.port_or_known_default())
        .then_some(joined)
    }

    /// The host, for messages and for keeping the pace.
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_and_host_are_taken_and_nothing_else() {
        let base = BaseUrl::parse("https://www.bitstamp.net/", Trust::BuiltIn).unwrap();
        assert_eq!(
            (base.to_string().as_str(), base.host().as_str()),
            ("https://www.bitstamp.net", "www.bitstamp.net")
        );
        for bad in
            ["", "bitstamp", "ftp://a.b", "https://", "https://a.b/c", "https://u:p@a.b", "https://a.b/?k=1"]
        {
            assert!(BaseUrl::parse(bad, Trust::UserSet).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_path_never_leads_to_another_place() {
        let base = BaseUrl::parse("https://a.org", Trust::BuiltIn).unwrap();
        assert_eq!(base.join("/b?c=1").unwrap().as_str(), "https://a.org/b?c=1");
        for other in ["b", "", "//b.org/", "/\\b.org/", "https://b.org/", "http://a.org/", "//u@a.org/"] {
            assert_eq!(base.join(other), None, "{other:?}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_and_only_where_the_user_named_it() {
        for here in ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:9"] {
            assert!(BaseUrl::parse(here, Trust::UserSet).unwrap().is_loopback(), "{here}");
            assert!(BaseUrl::parse(here, Trust::BuiltIn).is_err());
        }
        for there in ["http://example.org", "http://192.168.1.2", "http://127.0.0.1.example.org"] {
            assert_eq!(
                BaseUrl::parse(there, Trust::UserSet),
                Err(BaseUrlError::Plain(there.to_owned())),
                "{there}"
            );
        }
    }
}
