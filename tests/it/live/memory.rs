//! What a hostile answer costs in memory, with the bounds the program really has.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use hashfloor::app::clock::Clock;
use hashfloor::app::refresh::{RefreshRequest, refresh};
use hashfloor::domain::live::Reach;
use hashfloor::io::http::{HttpClient, HttpOptions, ProxyUse};

use super::{NOW, Place, StopAfter, child, given_to_child, open, settings};
use crate::fixture_server::{Fault, VirtualTimer};

/// More than this no answer may cost.
const MOST_KIB: u64 = 64 << 10;
const ID: &str = "sentiment.fear_greed";

/// The most memory this process ever had, in KiB.
fn peak_kib() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
#[ignore = "runs as the child of the other test"]
fn the_child_that_is_answered_badly() {
    let (folder, base) = given_to_child();
    let (_, timer) = VirtualTimer::new();
    let (reach, proxies) = (Reach::Loopback, ProxyUse::Ignored);
    let http = HttpClient::new(HttpOptions { reach, timer, proxies, ..HttpOptions::default() }).unwrap();
    let cache = Arc::new(Mutex::new(open(&folder)));
    let once = || {
        let request = RefreshRequest { series: vec![ID.to_owned()] };
        let control = StopAfter { pages: usize::MAX, stored: AtomicUsize::new(0) };
        refresh(&request, &settings(&base), &http, &cache, Clock::Fixed(NOW), &control).series.remove(0).error
    };
    assert_eq!(once(), None, "an honest answer first");
    let before = peak_kib();
    let said = [once(), once(), once()].map(|error| error.unwrap());
    let grown = peak_kib() - before;
    assert!(said.iter().all(|error| error.contains("larger than 33554432 bytes")), "{said:?}");
    println!("\ngrown {grown}");
}

#[test]
fn a_bomb_or_an_answer_without_end_costs_64_mib_at_most() {
    let place = Place::since("2026-01-01");
    let folder = tempfile::tempdir().unwrap();
    let mut bad = child("memory::the_child_that_is_answered_badly", folder.path(), &place.server.base());
    // The honest answer comes first: faults are ordered for what follows it.
    place.server.misbehave("/fng/", Fault::ContentType("application/json"), 1);
    for fault in [Fault::GzipBomb, Fault::Endless, Fault::GzipBomb] {
        place.server.misbehave("/fng/", fault, 1);
    }
    let output = bad.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let grown = said.lines().find_map(|line| line.strip_prefix("grown ")).unwrap_or_else(|| panic!("{said}"));
    println!("{grown} KiB more at the peak");
    assert!(grown.parse::<u64>().unwrap() <= MOST_KIB, "{grown} KiB");
}
