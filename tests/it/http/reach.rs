//! How far the program may go is decided before anything is looked up.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hashfloor::domain::live::Reach;
use hashfloor::io::http::{HttpClient, HttpError, HttpOptions, Names};

use super::{ask, options, serving};
use crate::fixture_server::Answer;

#[test]
fn a_client_nobody_allowed_anything_asks_nobody() {
    let server = serving(Answer::json("[]"));
    let client = HttpClient::new(HttpOptions::default()).unwrap();
    for base in [server.base(), "https://www.bitstamp.net".to_owned()] {
        let error = ask(&client, &base, "/").unwrap_err();
        assert!(matches!(error, HttpError::Reach { .. }) && !error.asks_another_source(), "{error}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_client_for_this_machine_looks_no_other_host_up() {
    let looked_up = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&looked_up);
    let table = move |_: &str| -> io::Result<Vec<IpAddr>> {
        count.fetch_add(1, Ordering::SeqCst);
        Err(io::ErrorKind::NotFound.into())
    };
    let options = HttpOptions { reach: Reach::Loopback, names: Names::Table(Arc::new(table)), ..options() };
    let client = HttpClient::new(options).unwrap();
    for host in [
        "www.bitstamp.net",
        "10.0.0.1",
        "192.168.1.1",
        "127.0.0.1.example.org",
        "localhost.example.org",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ] {
        let error = ask(&client, &format!("https://{host}"), "/").unwrap_err();
        assert!(matches!(error, HttpError::Reach { .. }), "{host}: {error}");
    }
    assert_eq!(looked_up.load(Ordering::SeqCst), 0);
}

#[test]
fn localhost_that_leads_elsewhere_is_not_this_machine() {
    let table = |_: &str| -> io::Result<Vec<IpAddr>> { Ok(vec!["192.0.2.1".parse().unwrap()]) };
    let client = HttpClient::new(HttpOptions { names: Names::Table(Arc::new(table)), ..options() }).unwrap();
    let error = ask(&client, "http://localhost:9", "/").unwrap_err();
    assert!(matches!(error, HttpError::PrivateAddress { .. }), "{error:?}");
}
