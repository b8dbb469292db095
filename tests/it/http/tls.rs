//! Row 12: a host that cannot prove who it is gets no question.

use std::io::{self};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use hashfloor::domain::live::Reach;
use hashfloor::io::http::{HttpClient, HttpError, HttpOptions, Names};

use super::{answering, ask, body, options};
use crate::fixture_server::{Answer, FixtureServer, Shown, Tls};

fn trusting(tls: &Tls) -> HttpOptions {
    HttpOptions { extra_roots: vec![tls.root.clone()], ..options() }
}

#[test]
fn a_certificate_of_a_trusted_authority_is_taken() {
    let tls = Tls::new(Shown::Good, &["127.0.0.1", "localhost"]);
    let server = FixtureServer::start_tls(answering(Answer::json("[1]")), tls.clone());
    let client = HttpClient::new(trusting(&tls)).unwrap();
    for base in [server.base(), server.base().replace("127.0.0.1", "localhost")] {
        assert_eq!(body(ask(&client, &base, "/").unwrap()), b"[1]");
    }
}

#[test]
fn an_expired_foreign_or_home_made_certificate_ends_it_at_once() {
    for shown in [Shown::Expired, Shown::WrongHost, Shown::SelfSigned] {
        let tls = Tls::new(shown, &["127.0.0.1"]);
        let server = FixtureServer::start_tls(answering(Answer::json("[1]")), tls.clone());
        let error = ask(&HttpClient::new(trusting(&tls)).unwrap(), &server.base(), "/").unwrap_err();
        assert!(matches!(error, HttpError::Tls { .. }), "{shown:?}: {error:?}");
        assert!(error.is_lasting() && error.to_string().contains("127.0.0.1"), "{error}");
        assert_eq!((server.requests().len(), server.connections()), (0, 1), "{shown:?}");
    }
}

#[test]
fn an_authority_nobody_named_is_not_trusted() {
    let tls = Tls::new(Shown::Good, &["127.0.0.1"]);
    let server = FixtureServer::start_tls(answering(Answer::json("[1]")), tls);
    let stranger = Tls::new(Shown::Good, &["127.0.0.1"]);
    let error = ask(&HttpClient::new(trusting(&stranger)).unwrap(), &server.base(), "/").unwrap_err();
    assert!(matches!(error, HttpError::Tls { .. }), "{error:?}");
    assert!(server.requests().is_empty());
}

#[test]
fn a_server_that_speaks_plain_text_where_tls_is_expected_gets_no_question() {
    let tls = Tls::new(Shown::Good, &["127.0.0.1"]);
    let server = FixtureServer::start(answering(Answer::json("[1]")));
    let base = server.base().replace("http:", "https:");
    let error = ask(&HttpClient::new(trusting(&tls)).unwrap(), &base, "/").unwrap_err();
    assert!(matches!(error, HttpError::Connect { .. }), "{error:?}");
    assert!(server.requests().is_empty());
}

/// A client for which every name leads to this machine, and no other name exists.
pub(super) fn everything_is_here(tls: &Tls) -> HttpOptions {
    let table = |_: &str| -> io::Result<Vec<IpAddr>> { Ok(vec![Ipv4Addr::LOCALHOST.into()]) };
    HttpOptions { reach: Reach::Internet, names: Names::Table(Arc::new(table)), ..trusting(tls) }
}

#[test]
fn the_name_is_checked_and_not_the_address_it_leads_to() {
    let tls = Tls::new(Shown::Good, &["data.example.test"]);
    let server = FixtureServer::start_tls(answering(Answer::json("[1]")), tls.clone());
    let client = HttpClient::new(everything_is_here(&tls)).unwrap();
    let base = |host: &str| format!("https://{host}:{}", server.port());
    assert_eq!(body(ask(&client, &base("data.example.test"), "/").unwrap()), b"[1]");
    let error = ask(&client, &base("other.example.test"), "/").unwrap_err();
    assert!(matches!(error, HttpError::Tls { .. }), "{error:?}");
}
