//! A proxy that the environment names: asked for the internet, never for this machine.
//!
//! The environment belongs to a whole process, so that each test is one of its own.

use std::process::{Command, Stdio};

use hashfloor::io::http::{BaseUrl, HttpClient, HttpOptions, ProxyUse, Secret, Trust};

use super::tls::everything_is_here;
use super::{Listener, options, question, serving};
use crate::fixture_server::{Answer, Shown, Tls, closed_port};

fn child(test: &str, proxy: &str, base: &str) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "--nocapture", &format!("http::proxy::{test}")]);
    for name in
        ["NO_PROXY", "no_proxy", "https_proxy", "http_proxy", "all_proxy", "ALL_PROXY", "REQUEST_METHOD"]
    {
        command.env_remove(name);
    }
    command.env("HTTPS_PROXY", proxy).env("HTTP_PROXY", proxy).env("HASHFLOOR_TEST_BASE", base);
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// What a child process is to ask.
fn base() -> String {
    std::env::var("HASHFLOOR_TEST_BASE").unwrap()
}

#[test]
#[ignore = "runs as the child of another test"]
fn the_child_that_asks_this_machine() {
    let options = HttpOptions { proxies: ProxyUse::Environment, ..options() };
    let client = HttpClient::new(options).unwrap();
    client.send(&question(&base(), "/"), &Listener::default()).unwrap();
}

#[test]
fn this_machine_is_asked_without_a_proxy() {
    let server = serving(Answer::json("[1]"));
    child("the_child_that_asks_this_machine", &closed_port(), &server.base());
    assert_eq!(server.requests().len(), 1);
}

#[test]
#[ignore = "runs as the child of another test"]
fn the_child_that_asks_the_internet() {
    let tls = Tls::new(Shown::Good, &["data.example.test"]);
    let options = HttpOptions { proxies: ProxyUse::Environment, ..everything_is_here(&tls) };
    let mut question = question(&base(), "/secret?page=1");
    question.base = BaseUrl::parse(&base(), Trust::BuiltIn).unwrap();
    question.key = Some(("x-api-key", Secret::new("k3y-of-the-user").unwrap()));
    let outcome = HttpClient::new(options).unwrap().send(&question, &Listener::default());
    println!("outcome: {:?}", outcome.unwrap_err());
}

#[test]
fn the_internet_is_asked_through_the_proxy_which_learns_the_host_only() {
    let proxy = serving(Answer { status: 407, ..Answer::json("[]") });
    let with_word = proxy.base().replace("http://", "http://user:pr0xyw0rd@");
    let said = child("the_child_that_asks_the_internet", &with_word, "https://data.example.test");
    assert!(said.contains("Connect {") && !said.contains("pr0xyw0rd") && !said.contains("k3y"), "{said}");
    let seen = proxy.requests();
    assert!(!seen.is_empty());
    for request in seen {
        assert_eq!((request.method.as_str(), request.path.as_str()), ("CONNECT", "data.example.test:443"));
        assert!(request.headers.iter().all(|(_, value)| !value.contains("k3y") && !value.contains("secret")));
    }
}
