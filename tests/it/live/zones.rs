//! What is stored does not depend on where the machine stands.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use hashfloor::app::clock::Clock;
use hashfloor::app::refresh::{RefreshRequest, refresh};

use super::{NOW, Place, StopAfter, child, client, contents, given_to_child, open, settings};

const SERIES: [&str; 4] =
    ["price.btc.usd", "price.btc.usd.hourly@coinbase", "etf.flow.total@csv_url", "difficulty"];

#[test]
#[ignore = "runs as the child of the other test"]
fn the_child_that_refreshes_in_a_zone() {
    let (folder, base) = given_to_child();
    let request = RefreshRequest { series: SERIES.map(str::to_owned).to_vec() };
    let control = StopAfter { pages: usize::MAX, stored: AtomicUsize::new(0) };
    let cache = Arc::new(Mutex::new(open(&folder)));
    let report = refresh(&request, &settings(&base), &client(3), &cache, Clock::Fixed(NOW), &control);
    assert!(report.series.iter().all(|one| one.error.is_none()), "{report:?}");
}

#[test]
fn what_is_stored_is_the_same_in_every_time_zone() {
    let place = Place::since("2026-02-20");
    let mut found = Vec::new();
    for zone in ["UTC", "Pacific/Apia", "Asia/Kathmandu", "America/New_York"] {
        let folder = tempfile::tempdir().unwrap();
        let mut command =
            child("zones::the_child_that_refreshes_in_a_zone", folder.path(), &place.server.base());
        assert!(command.env("TZ", zone).output().unwrap().status.success(), "{zone}");
        let cache = open(folder.path());
        let states = cache.fetch_states().unwrap();
        found.push((zone, format!("{}{states:?}{:?}", contents(&cache), cache.batches().unwrap())));
    }
    for (zone, contents) in &found[1..] {
        assert!(*contents == found[0].1, "{zone} stores other rows than {}", found[0].0);
    }
    assert!(found[0].1.len() > 100_000, "hardly anything was stored");
}
