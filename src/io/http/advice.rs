//! What to do about an error: the user, the caller, and the client itself.

use crate::domain::format::lower_first;
use crate::io::http::HttpError;

/// Whether the same question is worth asking again right away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// The answer would be the same.
    Never,
    /// Once more, then it is taken for true.
    Once,
    /// As often as the limits allow.
    Yes,
}

impl HttpError {
    /// What went wrong and what can be done about it, in one sentence.
    pub fn with_advice(&self) -> String {
        format!("{self}; {}", lower_first(self.advice()))
    }

    /// What the user can do about it, in one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Reach { .. } => "Allow the network, or import a file instead",
            Self::Path { .. } => "Check the address in the settings of this source",
            Self::Header { .. } => "Enter the key again in the settings of this source",
            Self::Setup { .. } => "Check that the system's certificates are installed, then start again",
            Self::Cancelled => "Start the refresh again when you like; what was fetched is stored",
            Self::Name { .. } => "Check the connection to the internet and the address in the settings",
            Self::PrivateAddress { .. } => {
                "Check the network you are in; if the address is meant, name it in the settings"
            }
            Self::Connect { .. } => {
                "Check the connection to the internet, a proxy or firewall, then try again"
            }
            Self::Tls { .. } => "Check the clock of this machine and whether a proxy or portal is in between",
            Self::Timeout { .. } | Self::Cut { .. } => "Try again later; what was fetched is stored",
            Self::Protocol { .. } => "Check the address and the proxy; something else answers there",
            Self::Status { status: 401 | 403, .. } => {
                "Check the key, or choose another source; it may refuse this place or program"
            }
            Self::Status { status: 404 | 410, .. } => {
                "Choose another source; its address may have changed, see the settings"
            }
            Self::Status { status: 429, .. } => "Wait some minutes, and refresh less often",
            Self::Status { status: 500.., .. } => "Try again later; the trouble is on the other side",
            Self::Status { .. } => "Choose another source; this one refuses the question",
            Self::AskedToWait { .. } | Self::Banned { .. } => {
                "Leave it in peace that long, and refresh less often"
            }
            Self::Redirect { .. } | Self::RedirectLoop { .. } => {
                "Open the address in a browser; if it moved, name the new one in the settings"
            }
            Self::TooLarge { .. } | Self::Encoding { .. } | Self::ContentType { .. } | Self::Start { .. } => {
                "Choose another source; the answer of this one is not what it used to be"
            }
            Self::WebPage { .. } => {
                "Open the address in a browser; sign in to the network if it asks for that"
            }
            Self::Empty { .. } | Self::UnaskedNotModified { .. } => {
                "Try again later, or choose another source"
            }
        }
    }

    /// Whether another source may have what this one does not give: not if the user stopped
    /// it, and not if the program may not go anywhere.
    pub fn asks_another_source(&self) -> bool {
        !matches!(self, Self::Cancelled | Self::Reach { .. } | Self::Setup { .. })
    }

    /// Whether asking again later is of no use until somebody changes something.
    pub fn is_lasting(&self) -> bool {
        match self {
            Self::Status { status, .. } => (400..500).contains(status) && !matches!(status, 408 | 429),
            other => {
                other.again() == Again::Never
                    && !matches!(other, Self::Cancelled | Self::AskedToWait { .. } | Self::Banned { .. })
            }
        }
    }

    /// Whether to ask again right away.
    pub(super) fn again(&self) -> Again {
        match self {
            Self::Connect { .. } | Self::Timeout { .. } | Self::Cut { .. } => Again::Yes,
            Self::Status { status, .. } if *status >= 500 || *status == 429 => Again::Yes,
            Self::Name { .. } => Again::Once,
            _ => Again::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_passes_by_itself_is_not_called_lasting() {
        let status = |status| HttpError::Status { host: "a".to_owned(), status };
        assert_eq!(
            [403, 404, 408, 429, 451, 500].map(|code| status(code).is_lasting()),
            [true, true, false, false, true, false]
        );
        let wait = HttpError::Banned { host: "a".to_owned(), wait: Duration::from_secs(9) };
        assert!(!wait.is_lasting() && wait.asks_another_source());
        assert!(!HttpError::Cancelled.asks_another_source());
    }
}
