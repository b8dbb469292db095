//! Asking whether a document changed.

use hashfloor::io::http::{HttpError, HttpResponse, Validators};

use super::{Listener, client, question, serving};
use crate::fixture_server::{Answer, FixtureServer};

const DATE: &str = "Sun, 01 Mar 2026 00:00:00 GMT";

fn with_headers(status: u16, headers: &[(&str, &str)]) -> FixtureServer {
    let mut answer = Answer { status, ..Answer::json("[]") };
    answer.headers.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    serving(answer)
}

fn ask_knowing(server: &FixtureServer, known: Validators) -> Result<HttpResponse, HttpError> {
    let mut question = question(&server.base(), "/");
    question.known = known;
    client().send(&question, &Listener::default())
}

fn validators(server: &FixtureServer) -> Validators {
    match ask_knowing(server, Validators::default()).unwrap() {
        HttpResponse::Fresh { validators, .. } => validators,
        HttpResponse::NotModified => panic!("nothing was known"),
    }
}

#[test]
fn what_a_server_says_of_a_document_is_given_back_to_it() {
    let server = with_headers(200, &[("etag", "W/\"abc\""), ("last-modified", DATE)]);
    let known = validators(&server);
    let expected = Validators { etag: Some("W/\"abc\"".to_owned()), last_modified: Some(DATE.to_owned()) };
    assert_eq!(known, expected);
    let server = with_headers(304, &[]);
    assert_eq!(ask_knowing(&server, known).unwrap(), HttpResponse::NotModified);
    let seen = &server.requests()[0];
    assert_eq!(seen.header("if-none-match"), Some("W/\"abc\""));
    assert_eq!(seen.header("if-modified-since"), Some(DATE));
}

#[test]
fn nothing_changed_is_no_answer_to_who_knows_nothing() {
    let server = with_headers(304, &[]);
    let unfit = Validators { etag: Some("x".repeat(257)), last_modified: Some("a\u{1}b".to_owned()) };
    for known in [Validators::default(), unfit] {
        let outcome = ask_knowing(&server, known);
        assert!(matches!(outcome, Err(HttpError::UnaskedNotModified { .. })), "{outcome:?}");
    }
    assert!(server.requests().iter().all(|seen| seen.header("if-none-match").is_none()));
}

#[test]
fn a_validator_without_end_is_not_kept() {
    let long = "x".repeat(257);
    for etag in [long.as_str(), "", "caf\u{e9}"] {
        let server = with_headers(200, &[("etag", etag)]);
        assert_eq!(validators(&server), Validators::default(), "{etag:?}");
    }
}
