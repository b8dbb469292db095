//! Refreshing, from the question to the rows on disk, against a server on this machine.

mod faults;
mod first_fill;
mod healing;
mod kills;
#[cfg(target_os = "linux")]
mod memory;
mod refreshing;
mod window;
mod zones;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hashfloor::app::clock::Clock;
use hashfloor::app::import::SharedCache;
use hashfloor::app::live_settings::{LiveSettings, SourceSettings};
use hashfloor::app::refresh::{RefreshControl, RefreshReport, RefreshRequest, SeriesOutcome, refresh};
use hashfloor::domain::live::Reach;
use hashfloor::domain::series::SeriesKey;
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::cache::Cache;
use hashfloor::io::http::{BaseUrl, HttpClient, HttpOptions, Limits, ProxyUse, Trust};
use hashfloor::io::sources::SOURCES;
use tempfile::TempDir;

use crate::fixture_server::market::{CSV_PATH, Market};
use crate::fixture_server::{Answers, FixtureServer, VirtualTimer};

/// 2026-09-28 10:30, a Monday.
const NOW: UnixSecs = UnixSecs(1_790_591_400);

/// Bounds a test can wait for.
const LIMITS: Limits = Limits {
    connect: Duration::from_millis(500),
    idle: Duration::from_millis(250),
    total: Duration::from_secs(5),
    body_bytes: 8 << 20,
    tries: 3,
    first_pause: Duration::from_secs(1),
    longest_wait: Duration::from_secs(3_600),
};

/// Every source asked at one address.
fn settings(base: &str) -> LiveSettings {
    let sources = SOURCES.iter().map(|source| {
        let id = source.info.id;
        let base_url = Some(BaseUrl::parse(base, Trust::UserSet).unwrap());
        let path = (id == "csv_url").then(|| CSV_PATH.to_owned());
        (id.to_owned(), SourceSettings { base_url, path, ..SourceSettings::default() })
    });
    LiveSettings { sources: sources.collect(), ..LiveSettings::default() }
}

/// A client whose waits cost nothing.
fn client(tries: u32) -> HttpClient {
    client_with(Limits { tries, ..LIMITS })
}

fn client_with(limits: Limits) -> HttpClient {
    let (_, timer) = VirtualTimer::new();
    let proxies = ProxyUse::Ignored;
    HttpClient::new(HttpOptions { reach: Reach::Loopback, limits, timer, proxies, ..HttpOptions::default() })
        .unwrap()
}

/// Stops after so many pages.
struct StopAfter {
    pages: usize,
    stored: AtomicUsize,
}

impl RefreshControl for StopAfter {
    fn is_cancelled(&self) -> bool {
        self.stored.load(Ordering::SeqCst) >= self.pages
    }
    fn progress(&self, _words: String) {}
    fn page_stored(&self, _key: &SeriesKey, _rows: u64) {
        self.stored.fetch_add(1, Ordering::SeqCst);
    }
}

/// A market, the server in front of it and a cache in a folder.
struct Place {
    market: Arc<Market>,
    server: FixtureServer,
    /// Lasts as long as the cache in it.
    _folder: TempDir,
    cache: SharedCache,
}

impl Place {
    /// With all history from a day on.
    fn since(first_day: &str) -> Self {
        let market = Arc::new(Market::new(NOW).since(UnixSecs::parse_iso(first_day).unwrap()));
        Self::with(Arc::clone(&market) as Arc<dyn Answers>, market)
    }

    fn with(answers: Arc<dyn Answers>, market: Arc<Market>) -> Self {
        let server = FixtureServer::start(answers);
        let folder = tempfile::tempdir().unwrap();
        let cache = open(folder.path());
        Self { market, server, cache: Arc::new(Mutex::new(cache)), _folder: folder }
    }

    fn refresh(&self, series: &[&str]) -> RefreshReport {
        self.refresh_with(series, usize::MAX, 3)
    }

    fn refresh_with(&self, series: &[&str], pages: usize, tries: u32) -> RefreshReport {
        let request = RefreshRequest { series: series.iter().map(|id| (*id).to_owned()).collect() };
        let control = StopAfter { pages, stored: AtomicUsize::new(0) };
        let clock = Clock::Fixed(self.market.now());
        refresh(&request, &settings(&self.server.base()), &client(tries), &self.cache, clock, &control)
    }

    /// Paths that were asked for since `before` requests.
    fn asked(&self, before: usize) -> Vec<String> {
        self.server.requests()[before..].iter().map(|seen| seen.path.clone()).collect()
    }

    /// Shows that what is stored under a key is what the market publishes, bit for bit.
    #[track_caller]
    fn assert_truth(&self, key: &str) {
        assert_truth(&self.market, &self.cache.lock().unwrap(), key);
    }

    /// Everything that is stored, as text.
    fn contents(&self) -> String {
        contents(&self.cache.lock().unwrap())
    }
}

fn open(folder: &Path) -> Cache {
    Cache::open(&folder.join("cache.db"), NOW).unwrap().0
}

fn key(text: &str) -> SeriesKey {
    let (id, _, source) = SeriesKey::parse(text).unwrap();
    SeriesKey::new(&id, source.unwrap())
}

fn contents(cache: &Cache) -> String {
    let rows = cache.load_all().unwrap();
    let vintages: Vec<_> = rows.iter().map(|stored| cache.revisions(stored.series.key()).unwrap()).collect();
    format!("{rows:?}{vintages:?}")
}

/// Times and cells as bits.
type Bits = Vec<(i64, Vec<u64>)>;

fn stored_bits(cache: &Cache, text: &str) -> Bits {
    let Some(stored) = cache.load(&key(text)).unwrap() else { return Vec::new() };
    assert_eq!(stored.damaged_months, [""; 0], "{text}");
    let columns = stored.series.named_columns();
    let rows = stored.series.times().iter().enumerate();
    rows.map(|(row, time)| (time.0, columns.iter().map(|(_, cells)| cells[row].to_bits()).collect()))
        .collect()
}

fn true_bits(market: &Market, text: &str) -> Bits {
    let rows = market.truth(text).into_iter();
    rows.map(|(time, cells)| (time.0, cells.iter().map(|cell| cell.to_bits()).collect())).collect()
}

#[track_caller]
fn assert_truth(market: &Market, cache: &Cache, key: &str) {
    let (stored, truth) = (stored_bits(cache, key), true_bits(market, key));
    let first_wrong = stored.iter().zip(&truth).find(|(one, other)| one != other);
    assert!(
        !truth.is_empty() && stored == truth,
        "{key}: {} of {}, {first_wrong:?}",
        stored.len(),
        truth.len()
    );
}

/// The outcome of a series in a report.
#[track_caller]
fn outcome<'a>(report: &'a RefreshReport, id: &str) -> &'a SeriesOutcome {
    let found = report.series.iter().find(|outcome| outcome.id == id);
    found.unwrap_or_else(|| panic!("{id} is not in {report:?}"))
}

/// Who answered for each series.
fn answered(report: &RefreshReport) -> BTreeMap<&str, &str> {
    let good = report.series.iter().filter(|outcome| outcome.error.is_none());
    good.map(|outcome| (outcome.id.as_str(), outcome.source.as_ref().unwrap().as_str())).collect()
}

/// This test binary again, running one ignored test as a child process.
fn child(test: &str, folder: &Path, base: &str) -> Command {
    let itself =
        if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe().unwrap() };
    let mut command = Command::new(itself);
    command.args(["--ignored", "--exact", "--nocapture", &format!("live::{test}")]);
    command.env("HASHFLOOR_TEST_FOLDER", folder).env("HASHFLOOR_TEST_BASE", base);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// The folder and the server a child process was given.
fn given_to_child() -> (PathBuf, String) {
    let folder = std::env::var_os("HASHFLOOR_TEST_FOLDER").expect("run by the test it is the child of");
    (folder.into(), std::env::var("HASHFLOOR_TEST_BASE").unwrap())
}
