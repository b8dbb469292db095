//! Every way to misbehave ends soon, in a sentence, after as many tries as help.

use std::time::{Duration, Instant};

use hashfloor::io::http::{HttpError, Step};

use super::{LIMITS, ask, body, client, serving};
use crate::fixture_server::{Answer, Fault, closed_port};

const HONEST: &str = r#"{"data":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24]}"#;

/// What a fault must end in, and how often it is asked.
fn expected(fault: &Fault) -> (&'static str, usize) {
    match fault {
        Fault::SlowDrip => ("whole", 3),
        Fault::SlowHead | Fault::Stall | Fault::Mute => ("silence", 3),
        Fault::HangUp | Fault::Cut | Fault::CutChunks | Fault::CutGzip => ("cut", 3),
        Fault::Endless | Fault::GzipBomb => ("too large", 1),
        Fault::Truncated => ("fresh", 1),
        Fault::WebPage | Fault::WebPageAsData => ("web page", 1),
        Fault::ContentType(_) => ("type", 1),
        Fault::Encoding(_) => ("encoding", 1),
        Fault::Redirect(..) => ("redirect", 1),
        Fault::NotModified => ("unasked", 1),
        Fault::Status(429 | 500.., _) => ("status", 3),
        Fault::Status(..) => ("status", 1),
        Fault::Empty | Fault::NoContent => ("empty", 1),
        Fault::Garbage | Fault::HeaderFlood | Fault::EndlessHeader => ("protocol", 1),
        Fault::Instead(_) => unreachable!("not one of the usual"),
    }
}

fn kind(error: &HttpError) -> &'static str {
    match error {
        HttpError::Timeout { step: Step::Whole, .. } => "whole",
        HttpError::Timeout { step: Step::NextPiece, .. } => "silence",
        HttpError::Cut { .. } => "cut",
        HttpError::TooLarge { .. } => "too large",
        HttpError::WebPage { .. } => "web page",
        HttpError::ContentType { .. } => "type",
        HttpError::Encoding { .. } => "encoding",
        HttpError::Redirect { .. } => "redirect",
        HttpError::UnaskedNotModified { .. } => "unasked",
        HttpError::Status { .. } => "status",
        HttpError::Empty { .. } => "empty",
        HttpError::Protocol { .. } => "protocol",
        _ => "another",
    }
}

#[test]
fn every_fault_ends_in_time_with_its_own_error_and_as_many_tries_as_help() {
    for fault in Fault::usual() {
        let server = serving(Answer::json(HONEST));
        server.misbehave("/", fault.clone(), usize::MAX);
        let start = Instant::now();
        let outcome = ask(&client(), &server.base(), "/data?day=1");
        // Three tries of 1.5 s; a generous factor for a busy machine.
        assert!(start.elapsed() < Duration::from_secs(20), "{fault:?}");
        let found = outcome.as_ref().map_or_else(kind, |_| "fresh");
        let tries = server.requests().len();
        assert_eq!((found, tries), expected(&fault), "{fault:?}: {outcome:?}");
        if let Err(error) = outcome {
            let said = error.to_string();
            let host = server.base().replace("http://", "");
            assert!(said.contains(&host) && !said.contains("day=1") && !said.ends_with('.'), "{said}");
            assert!(!error.advice().is_empty() && error.asks_another_source(), "{said}");
        }
    }
}

#[test]
fn what_passes_is_asked_again_and_the_honest_answer_taken() {
    for fault in Fault::usual().into_iter().filter(|fault| expected(fault).1 > 1) {
        let server = serving(Answer::json(HONEST));
        server.misbehave("/", fault.clone(), 2);
        let found = ask(&client(), &server.base(), "/data");
        assert_eq!(found.map(body).unwrap(), HONEST.as_bytes(), "{fault:?}");
        assert_eq!(server.requests().len(), 3, "{fault:?}");
    }
}

#[test]
fn after_any_fault_the_same_client_goes_on() {
    let client = client();
    for fault in Fault::usual() {
        let server = serving(Answer::json(HONEST));
        server.misbehave("/", fault.clone(), 1);
        drop(ask(&client, &server.base(), "/first"));
        server.behave();
        let found = ask(&client, &server.base(), "/second");
        assert_eq!(found.map(body).unwrap(), HONEST.as_bytes(), "{fault:?}");
    }
}

#[test]
fn a_door_that_is_closed_is_said_with_the_words_of_the_system() {
    let error = ask(&client(), &closed_port(), "/").unwrap_err();
    assert!(matches!(&error, HttpError::Connect { reason, .. } if reason.contains("refused")), "{error}");
    assert!(!error.is_lasting());
}

#[test]
fn the_number_of_tries_is_a_bound() {
    let server = serving(Answer::json(HONEST));
    server.misbehave("/", Fault::Status(503, None), usize::MAX);
    let error = ask(&client(), &server.base(), "/").unwrap_err();
    assert!(matches!(error, HttpError::Status { status: 503, .. }), "{error}");
    assert_eq!(server.requests().len(), LIMITS.tries as usize);
}
