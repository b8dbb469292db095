//! kill -9 at any moment of a long refresh: what was acknowledged is there, the rest comes later.

use std::io::{BufRead as _, BufReader, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hashfloor::app::clock::Clock;
use hashfloor::app::refresh::{RefreshControl, RefreshRequest, refresh};
use hashfloor::domain::series::SeriesKey;
use hashfloor::domain::time::UnixSecs;

use super::{NOW, assert_truth, child, client, given_to_child, key, open, settings};
use crate::chance::Chance;
use crate::fixture_server::FixtureServer;
use crate::fixture_server::market::Market;

/// Kills on every run; more by the variable `HASHFLOOR_TEST_KILLS`.
const KILLS: u64 = 200;
const ROWS: i64 = 100_000;
const SERIES: &str = "price.btc.usd.hourly@bitstamp";

/// Says on standard output what is on disk.
struct Says;

impl RefreshControl for Says {
    fn is_cancelled(&self) -> bool {
        false
    }
    fn progress(&self, _words: String) {}
    fn page_stored(&self, _key: &SeriesKey, rows: u64) {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nstored {rows}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
#[ignore = "runs as the child of the other test"]
fn the_child_that_refreshes() {
    let (folder, base) = given_to_child();
    let request = RefreshRequest { series: vec![SERIES.to_owned()] };
    let cache = Arc::new(Mutex::new(open(&folder)));
    let report = refresh(&request, &settings(&base), &client(3), &cache, Clock::Fixed(NOW), &Says);
    assert_eq!(report.series[0].error, None);
    let mut out = std::io::stdout().lock();
    writeln!(out, "\ncomplete").unwrap();
    out.flush().unwrap();
}

#[test]
fn no_page_is_lost_in_hundreds_of_kills_and_the_end_is_the_servers_data() {
    let variable = std::env::var("HASHFLOOR_TEST_KILLS");
    let kills = variable.ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let seed = 0x5265_6672;
    let mut seeded = Chance(seed);
    let hour = NOW.0.div_euclid(3_600) * 3_600;
    // The market has whole days: the first one is where 100,000 hours fit.
    let first = UnixSecs(hour - (ROWS - 1) * 3_600).start_of_day();
    let market = Arc::new(Market::new(NOW).since(first));
    let server = FixtureServer::start(Arc::clone(&market) as _);
    let (mut folder, mut held, mut completed, mut cut) = (tempfile::tempdir().unwrap(), 0, 0, 0);
    let mut kill = 0;
    while kill < kills || completed == 0 {
        let mut command = child("kills::the_child_that_refreshes", folder.path(), &server.base());
        let mut refreshing = command.spawn().unwrap();
        let mut lines = BufReader::new(refreshing.stdout.take().unwrap()).lines();
        let (mut acknowledged, mut is_complete) = (0, false);
        let mut heed = |line: &str| {
            let rows = line.strip_prefix("stored ").map(|rows| rows.parse::<u64>().unwrap());
            // The end is read again every time; pages of the past are new.
            acknowledged += rows.filter(|rows| *rows > 3).unwrap_or(0);
            is_complete |= line == "complete";
            rows.is_some()
        };
        // Without kills left, the last run goes to the end.
        let pages = if kill < kills { 1 + seeded.below(6) } else { usize::MAX };
        let mut heard = 0;
        while heard < pages {
            let Some(line) = lines.next() else { break };
            heard += usize::from(heed(&line.unwrap()));
        }
        std::thread::sleep(Duration::from_micros(seeded.below(25_000) as u64));
        refreshing.kill().unwrap();
        refreshing.wait().unwrap();
        for line in lines.map_while(Result::ok) {
            heed(&line);
        }
        kill += 1;
        let cache = open(folder.path());
        assert!(cache.integrity().unwrap().is_sound(), "seed {seed:#x}, kill {kill}");
        let summaries = cache.summaries().unwrap();
        let rows = summaries.iter().find(|one| one.key == key(SERIES)).map_or(0, |one| {
            let stretch = one.last.unwrap().secs_since(one.first.unwrap()) / 3_600 + 1;
            assert_eq!((one.rows, one.last), (stretch as u64, Some(UnixSecs(hour))), "one stretch up to now");
            one.rows
        });
        assert!(rows >= held + acknowledged, "seed {seed:#x}, kill {kill}: {rows}, {held} + {acknowledged}");
        cut += u64::from(rows > held + acknowledged);
        held = rows;
        if is_complete {
            assert_truth(&market, &cache, SERIES);
            completed += 1;
            drop(cache);
            (folder, held) = (tempfile::tempdir().unwrap(), 0);
        }
    }
    println!(
        "{kill} kills, {completed} fills came to their end, {cut} kills met a page that was just stored"
    );
}
