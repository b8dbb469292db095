//! A server may send us to another path of its own and nowhere else.

use hashfloor::io::http::{HttpError, Secret};

use super::{Listener, ask, body, client, question, serving};
use crate::fixture_server::{Answer, Fault};

#[test]
fn another_path_of_the_same_host_is_followed_twice_and_not_a_third_time() {
    let server = serving(Answer::json("[1]"));
    let (base, hop) = (server.base(), |to: &str| Fault::Redirect(302, to.to_owned()));
    server.misbehave("/one", hop("/two?page=2"), 1);
    server.misbehave("/two", hop(&format!("{base}/three")), 1);
    assert_eq!(body(ask(&client(), &base, "/one").unwrap()), b"[1]");
    let paths: Vec<String> = server.requests().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths, ["/one", "/two", "/three"]);
    server.misbehave("/round", hop("/round"), usize::MAX);
    let error = ask(&client(), &base, "/round").unwrap_err();
    assert!(matches!(error, HttpError::RedirectLoop { most: 2, .. }), "{error}");
    assert_eq!(server.requests().len(), 6);
}

#[test]
fn no_other_host_port_or_scheme_hears_of_the_request_or_its_key() {
    let (server, other) = (serving(Answer::json("[1]")), serving(Answer::json("[2]")));
    let key = Secret::new("k3y-of-the-user").unwrap();
    for status in [301, 302, 303, 307, 308] {
        for target in [
            format!("{}/?from=secret", other.base()),
            other.base().replace("127.0.0.1", "localhost"),
            server.base().replace("http:", "https:"),
            server.base().replace("127.0.0.1", "localhost"),
            "file:///etc/passwd".to_owned(),
            "https://k3y-of-the-user.example.org/".to_owned(),
        ] {
            server.misbehave("/", Fault::Redirect(status, target.clone()), 1);
            let mut question = question(&server.base(), "/start?q=1");
            question.key = Some(("x-api-key", key.clone()));
            let error = client().send(&question, &Listener::default()).unwrap_err();
            assert!(matches!(error, HttpError::Redirect { .. }), "{target}: {error}");
            let said = format!("{error} {error:?}");
            assert!(!said.contains("secret") && !said.contains("k3y"), "{said}");
        }
    }
    assert_eq!(other.connections(), 0);
    assert!(server.requests().iter().all(|seen| seen.path == "/start"));
}

#[test]
fn a_key_stays_with_its_host_on_the_way_and_no_referer_tells_of_it() {
    let server = serving(Answer::json("[1]"));
    server.misbehave("/one", Fault::Redirect(307, "/two".to_owned()), 1);
    let mut question = question(&server.base(), "/one?token=1");
    question.key = Some(("x-api-key", Secret::new("k3y").unwrap()));
    client().send(&question, &Listener::default()).unwrap();
    for seen in server.requests() {
        assert_eq!((seen.header("x-api-key"), seen.header("referer")), (Some("k3y"), None));
    }
}
