//! What can go wrong between a question and its answer.
//!
//! Names hosts, never a path, a query or a key: these sentences end up in
//! logs, notices and bug reports.

use std::fmt;
use std::time::Duration;

/// What was waited for when the time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A connection.
    Connect,
    /// The next piece of the answer.
    NextPiece,
    /// The whole answer.
    Whole,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The program may not go there.
    #[error("the network is switched off for {host}")]
    Reach {
        /// Where it would have gone.
        host: String,
    },
    /// The path does not lead to a place on the host.
    #[error("the address asked for is no path on {host}, expected one that begins with /")]
    Path {
        /// The host.
        host: String,
    },
    /// A header cannot carry what it was given.
    #[error("the key for {host} cannot stand in the header {header:?}")]
    Header {
        /// The host.
        host: String,
        /// Name of the header.
        header: &'static str,
    },
    /// TLS or the means to wait for a socket could not be set up.
    #[error("cannot set up connections: {reason}")]
    Setup {
        /// What the system says.
        reason: String,
    },
    /// The user stopped it.
    #[error("stopped")]
    Cancelled,
    /// The name has no address.
    #[error("no address is known for {host}: {reason}")]
    Name {
        /// The host.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// A public host whose address lies in a private network or on this machine.
    #[error("{host} leads to this machine or a private network, expected a public address")]
    PrivateAddress {
        /// The host.
        host: String,
    },
    /// Nobody took the connection.
    #[error("no connection to {host}: {reason}")]
    Connect {
        /// The host.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// The host could not prove that it is who it is.
    #[error("no safe connection to {host}: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// What rustls says.
        reason: String,
    },
    /// The time was up.
    #[error("{host} {}", late(*.step, *.limit))]
    Timeout {
        /// The host.
        host: String,
        /// What was waited for.
        step: Step,
        /// How long.
        limit: Duration,
    },
    /// The answer ended before its end.
    #[error("the answer of {host} broke off: {reason}")]
    Cut {
        /// The host.
        host: String,
        /// How that was seen.
        reason: String,
    },
    /// Not HTTP, or more headers than anyone needs.
    #[error("{host} does not speak HTTP as expected: {reason}")]
    Protocol {
        /// The host.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// The server said no, or that it is in trouble.
    #[error("{host} answered {status}{}", meaning(*.status))]
    Status {
        /// Who said so.
        host: String,
        /// The status.
        status: u16,
    },
    /// It asks for a longer pause than the program makes.
    #[error("{host} asks to wait {}, longer than the {} this program waits", words(*.wait), words(*.longest))]
    AskedToWait {
        /// The host.
        host: String,
        /// How long it asks to wait.
        wait: Duration,
        /// How long the program does.
        longest: Duration,
    },
    /// It turned this address away because it was asked too often (418).
    #[error("{host} turns this address away for {} because it was asked too often (418)", words(*.wait))]
    Banned {
        /// The host.
        host: String,
        /// For how long.
        wait: Duration,
    },
    /// It sends us elsewhere.
    #[error("{host} sends the request on to {target}, expected an answer or another path on the same host")]
    Redirect {
        /// The host.
        host: String,
        /// Scheme and host it names.
        target: String,
    },
    /// It sends us round and round.
    #[error("{host} sends the request on more than {most} times")]
    RedirectLoop {
        /// The host.
        host: String,
        /// How often was followed.
        most: usize,
    },
    /// More than anyone needs.
    #[error("the answer of {host} is larger than {limit} bytes")]
    TooLarge {
        /// The host.
        host: String,
        /// The cap.
        limit: usize,
        /// Bytes that were there, decompressed, when it was left.
        seen: u64,
    },
    /// A compression that was not asked for.
    #[error("{host} compressed its answer as {found:?}, expected gzip or nothing")]
    Encoding {
        /// The host.
        host: String,
        /// What it names.
        found: String,
    },
    /// Another type than asked for.
    #[error("{host} answered with {found:?}, expected {expected}")]
    ContentType {
        /// The host.
        host: String,
        /// What was expected.
        expected: &'static str,
        /// What it names; empty if it names nothing.
        found: String,
    },
    /// A page for people.
    #[error("{host} answered with a web page instead of data (a login page or a challenge?)")]
    WebPage {
        /// The host.
        host: String,
    },
    /// Right type, wrong first character.
    #[error("the answer of {host} does not begin like {expected}")]
    Start {
        /// The host.
        host: String,
        /// What was expected.
        expected: &'static str,
    },
    /// Nothing at all.
    #[error("the answer of {host} is empty, expected {expected}")]
    Empty {
        /// The host.
        host: String,
        /// What was expected.
        expected: &'static str,
    },
    /// "As before" to a question that named no before.
    #[error("{host} says that nothing changed (304), though nothing is known of it yet")]
    UnaskedNotModified {
        /// The host.
        host: String,
    },
}

fn late(step: Step, limit: Duration) -> String {
    let limit = words(limit);
    match step {
        Step::Connect => format!("did not take a connection within {limit}"),
        Step::NextPiece => format!("sent nothing for {limit}"),
        Step::Whole => format!("took longer than {limit}"),
    }
}

fn meaning(status: u16) -> &'static str {
    match status {
        401 => " (it asks for a key)",
        403 => " (it refuses this program or this place)",
        404 | 410 => " (there is nothing at this address)",
        429 => " (it was asked too often)",
        451 => " (it refuses this place for legal reasons)",
        500.. => " (it is in trouble itself)",
        _ => "",
    }
}

/// A length of time for people, rounded up: `60 s`, `35 min`, `3 h`, `12 days`.
pub(super) fn words(length: Duration) -> impl fmt::Display {
    let seconds = length.as_secs().saturating_add(u64::from(length.subsec_nanos() > 0));
    match seconds {
        0..=120 => format!("{seconds} s"),
        121..=7_199 => format!("{} min", seconds.div_ceil(60)),
        7_200..=172_799 => format!("{} h", seconds.div_ceil(3_600)),
        _ => format!("{} days", seconds.div_ceil(86_400)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_told_in_the_unit_people_would_use() {
        let told = |seconds| words(Duration::from_secs(seconds)).to_string();
        assert_eq!(
            [0, 60, 121, 3_600, 7_201, 1_000_000_000].map(told),
            ["0 s", "60 s", "3 min", "60 min", "3 h", "11575 days"]
        );
        assert_eq!(words(Duration::from_millis(200)).to_string(), "1 s");
    }
}
