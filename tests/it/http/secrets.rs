//! A key goes into one header and is seen nowhere else.

use hashfloor::io::http::{HttpError, Secret};

use super::{Listener, client, question, serving};
use crate::fixture_server::{Answer, Fault};

const KEY: &str = "sosovalue-1234567890";

#[test]
fn no_error_and_no_debug_text_holds_the_key() {
    // A hostile server throws back what it was sent.
    let echo = |name: &str| vec![(name.to_owned(), format!("{KEY}/{KEY}"))];
    let echoes = [
        Fault::Instead(Answer { status: 200, headers: echo("content-type"), body: KEY.into() }),
        Fault::Instead(Answer { headers: echo("content-encoding"), ..Answer::json(KEY) }),
        Fault::Instead(Answer { headers: echo("location"), ..Answer { status: 301, ..Answer::json(KEY) } }),
        Fault::Instead(Answer::json(KEY)),
        Fault::Instead(Answer { status: 500, ..Answer::json(KEY) }),
    ];
    for fault in echoes.into_iter().chain(Fault::usual()) {
        let server = serving(Answer::json(r#"{"data":[1,2,3]}"#));
        server.misbehave("/", fault.clone(), usize::MAX);
        let mut question = question(&server.base(), "/flows?page=1");
        question.key = Some(("x-soso-api-key", Secret::new(KEY).unwrap()));
        let (client, listener) = (client(), Listener::default());
        let outcome = client.send(&question, &listener);
        let shown = format!("{question:?} {client:?} {outcome:?} {:?}", listener.heard());
        assert!(!shown.contains(KEY), "{fault:?}: {shown}");
        if let Err(error) = outcome {
            let mut chain = format!("{error}");
            let mut source = std::error::Error::source(&error);
            while let Some(link) = source {
                chain += &format!("{link} {link:?}");
                source = link.source();
            }
            assert!(!chain.contains(KEY), "{fault:?}: {chain}");
        }
        for seen in server.requests() {
            assert_eq!(seen.header("x-soso-api-key"), Some(KEY));
            let elsewhere = seen.headers.iter().filter(|(_, value)| value.contains(KEY)).count();
            assert_eq!(elsewhere, 1);
            // What the server itself put into the place it sent us on to is its own affair.
            assert!(seen.path != "/flows" || seen.query == "page=1");
        }
    }
}

#[test]
fn a_header_that_cannot_exist_is_said_before_anybody_is_asked() {
    let server = serving(Answer::json("[]"));
    let mut question = question(&server.base(), "/");
    question.key = Some(("not a header", Secret::new(KEY).unwrap()));
    let error = client().send(&question, &Listener::default()).unwrap_err();
    assert!(matches!(error, HttpError::Header { .. }) && !error.to_string().contains(KEY), "{error}");
    assert!(server.requests().is_empty());
}
