//! Bodies: compressed, bounded, posted.

use hashfloor::io::http::{Expects, HttpError, HttpResponse};

use super::{LIMITS, Listener, ask, body, client, question, serving};
use crate::fixture_server::{Answer, Fault, gzip};

/// What one step of unpacking may add to what was kept at the cap.
const PIECE: u64 = 64 << 10;

fn packed(json: &str) -> Answer {
    let mut answer = Answer::json(gzip(json.as_bytes()));
    answer.headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
    answer
}

#[test]
fn gzip_is_asked_for_and_unpacked() {
    let json = format!("[{}]", "1234567,".repeat(50_000) + "0");
    let server = serving(packed(&json));
    assert_eq!(body(ask(&client(), &server.base(), "/").unwrap()), json.as_bytes());
    assert_eq!(server.requests()[0].header("accept-encoding"), Some("gzip"));
}

#[test]
fn a_bomb_ends_at_the_cap_and_not_behind_it() {
    let server = serving(Answer::json("{}"));
    server.misbehave("/", Fault::GzipBomb, 1);
    let error = ask(&client(), &server.base(), "/").unwrap_err();
    let HttpError::TooLarge { limit, seen, .. } = error else { panic!("{error}") };
    assert_eq!(limit, LIMITS.body_bytes);
    assert!(seen > limit as u64 && seen <= limit as u64 + PIECE, "{seen}");
}

#[test]
fn an_answer_of_exactly_the_cap_is_taken_and_one_byte_more_is_not() {
    for (length, fits) in [(LIMITS.body_bytes, true), (LIMITS.body_bytes + 1, false)] {
        let json = format!("[{}]", " ".repeat(length - 2));
        for answer in [Answer::json(json.clone()), packed(&json)] {
            let server = serving(answer);
            let outcome = ask(&client(), &server.base(), "/");
            assert_eq!(outcome.is_ok(), fits, "{length}");
            assert!(fits || matches!(outcome, Err(HttpError::TooLarge { .. })));
        }
    }
}

#[test]
fn a_compressed_answer_that_is_damaged_is_not_taken() {
    let mut broken = packed(r#"{"data":[1,2,3,4,5,6,7,8,9]}"#);
    let end = broken.body.len() - 5;
    broken.body[end] ^= 1;
    let server = serving(broken);
    let error = ask(&client(), &server.base(), "/").unwrap_err();
    assert!(matches!(error, HttpError::Cut { .. }), "{error}");
}

#[test]
fn a_table_is_taken_as_it_is_and_a_page_is_not() {
    let csv = b"\xEF\xBB\xBFdate,total\n2026-01-02,1.5\n";
    let table = |content_type: &str, body: &[u8]| Answer {
        status: 200,
        headers: vec![("content-type".to_owned(), content_type.to_owned())],
        body: body.to_vec(),
    };
    let get = |answer: Answer| {
        let server = serving(answer);
        let mut question = question(&server.base(), "/flows.csv");
        question.expects = Expects::Table;
        client().send(&question, &Listener::default())
    };
    assert_eq!(body(get(table("text/plain; charset=utf-8", csv)).unwrap()), csv);
    for page in [table("text/html", csv), table("text/csv", b" <!DOCTYPE html>")] {
        assert!(matches!(get(page), Err(HttpError::WebPage { .. })));
    }
}

#[test]
fn json_is_posted_and_the_program_names_itself() {
    let server = serving(Answer::json("[]"));
    let mut question = question(&server.base(), "/etf?x=1");
    question.body = Some(r#"{"type":"us-btc-spot"}"#.to_owned());
    let answer = client().send(&question, &Listener::default()).unwrap();
    assert!(matches!(answer, HttpResponse::Fresh { .. }));
    let seen = &server.requests()[0];
    assert_eq!(
        (seen.method.as_str(), seen.body.as_slice()),
        ("POST", br#"{"type":"us-btc-spot"}"#.as_slice())
    );
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("user-agent"), Some(concat!("hashfloor/", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn pages_of_one_host_share_a_connection() {
    let server = serving(Answer::json("[]"));
    let client = client();
    for page in 0..20 {
        ask(&client, &server.base(), &format!("/page/{page}")).unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (20, 1));
}
