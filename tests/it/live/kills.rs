//! kill -9 at any moment of a long refresh: what was acknowledged is there, the rest comes later.
//!
//! A page is on its way to the disk for a few milliseconds only. Kills are timed by the moment
//! the server has answered it: after a pause that grows by every kill that came before the page
//! was stored and shrinks by every one that came after, so that they gather around the commit.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::ChildStdout;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hashfloor::app::clock::Clock;
use hashfloor::app::refresh::{RefreshControl, RefreshRequest, refresh};
use hashfloor::domain::series::SeriesKey;
use hashfloor::domain::time::UnixSecs;

use super::{NOW, assert_truth, child, client, given_to_child, key, open, settings};
use crate::chance::Chance;
use crate::fixture_server::market::Market;
use crate::fixture_server::{Answer, Answers, FixtureServer, Seen};

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

/// What the parent hears of.
enum Heard {
    /// The server has the answer for the window that starts here.
    Answered(Instant, UnixSecs),
    /// The child said something.
    Line(String),
    /// The child says no more.
    End,
}

/// A market that tells when it was asked.
struct Watched {
    market: Arc<Market>,
    tell: Mutex<SyncSender<Heard>>,
}

impl Answers for Watched {
    fn answer(&self, request: &Seen) -> Answer {
        let answer = self.market.answer(request);
        let start = request.parameter("start").unwrap().parse().unwrap();
        // The child of the kill before may still be asking.
        self.tell.lock().unwrap().send(Heard::Answered(Instant::now(), UnixSecs(start))).ok();
        answer
    }
}

/// Reads on another thread, so that the parent can wait for two things at once.
fn listen(out: ChildStdout, tell: SyncSender<Heard>) -> std::thread::JoinHandle<()> {
    let work = move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            tell.send(Heard::Line(line)).ok();
        }
        tell.send(Heard::End).ok();
    };
    std::thread::Builder::new().name("the child's words".to_owned()).spawn(work).unwrap()
}

/// One life of the child.
#[derive(Default)]
struct Life {
    /// New rows it said are stored.
    acknowledged: u64,
    is_complete: bool,
    has_ended: bool,
    /// The last window that was answered, and when.
    answered: Option<(Instant, UnixSecs)>,
}

impl Life {
    fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Answered(at, start) => self.answered = Some((at, start)),
            Heard::Line(line) => {
                if let Some(rows) = line.strip_prefix("stored ") {
                    // The end is read again every time; pages of the past are new.
                    let rows: u64 = rows.parse().unwrap();
                    self.acknowledged += if rows > 3 { rows } else { 0 };
                }
                self.is_complete |= line == "complete";
            }
            Heard::End => self.has_ended = true,
        }
    }

    /// Listens until the child was answered so often, or has ended.
    fn live(&mut self, heard: &Receiver<Heard>, answers: usize) {
        let mut left = answers;
        while left > 0 && !self.has_ended {
            let one = heard.recv_timeout(Duration::from_secs(60)).expect("the child works or ends");
            left -= usize::from(matches!(one, Heard::Answered(..)));
            self.hear(one);
        }
    }

    fn live_until(&mut self, heard: &Receiver<Heard>, end: Instant) {
        while let left = end.saturating_duration_since(Instant::now())
            && !left.is_zero()
            && !self.has_ended
        {
            match heard.recv_timeout(left) {
                Ok(one) => self.hear(one),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
    }
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
    let (nobody, _) = sync_channel(10_000);
    let watched = Arc::new(Watched { market: Arc::clone(&market), tell: Mutex::new(nobody) });
    let server = FixtureServer::start(Arc::clone(&watched) as _);
    let mut folder = tempfile::tempdir().unwrap();
    let (mut held, mut completed, mut unheard, mut before, mut after) = (0, 0, 0_u64, 0, 0);
    // From the answer to the commit, as it seems.
    let mut edge = Duration::from_millis(10);
    let mut kill = 0;
    while kill < kills || completed == 0 {
        let (tell, heard) = sync_channel(10_000);
        *watched.tell.lock().unwrap() = tell.clone();
        let mut command = child("kills::the_child_that_refreshes", folder.path(), &server.base());
        let mut refreshing = command.spawn().unwrap();
        let listening = listen(refreshing.stdout.take().unwrap(), tell);
        let mut life = Life::default();
        // Without kills left, the last run goes to the end.
        life.live(&heard, if kill < kills { 1 + seeded.below(6) } else { usize::MAX });
        let limit = usize::try_from(edge.as_micros() * 2).unwrap().max(1);
        // Pages after this one may be under way when the kill comes.
        let aimed_at = life.answered;
        if let Some((answered, _)) = aimed_at {
            life.live_until(&heard, answered + Duration::from_micros(seeded.below(limit) as u64));
        }
        let was_ended = life.has_ended;
        refreshing.kill().unwrap();
        refreshing.wait().unwrap();
        listening.join().unwrap();
        heard.try_iter().for_each(|one| life.hear(one));
        kill += 1;
        let cache = open(folder.path());
        assert!(cache.integrity().unwrap().is_sound(), "seed {seed:#x}, kill {kill}");
        let summaries = cache.summaries().unwrap();
        let stored = summaries.iter().find(|one| one.key == key(SERIES));
        let rows = stored.map_or(0, |one| {
            let stretch = one.last.unwrap().secs_since(one.first.unwrap()) / 3_600 + 1;
            assert_eq!((one.rows, one.last), (stretch as u64, Some(UnixSecs(hour))), "one stretch up to now");
            one.rows
        });
        let acknowledged = life.acknowledged;
        assert!(rows >= held + acknowledged, "seed {seed:#x}, kill {kill}: {rows}, {held} + {acknowledged}");
        unheard += u64::from(rows > held + acknowledged);
        // A window of the past: its page is there, or it is not.
        let oldest = UnixSecs(hour - (held as i64 - 1) * 3_600);
        if let Some((_, start)) = aimed_at
            && !was_ended
            && (held == 0 || start < oldest)
        {
            match stored.and_then(|one| one.first).is_some_and(|stored| stored <= start.max(first)) {
                true => (after, edge) = (after + 1, edge * 9 / 10),
                false => (before, edge) = (before + 1, edge * 10 / 9),
            }
        }
        held = rows;
        if life.is_complete {
            assert_truth(&market, &cache, SERIES);
            completed += 1;
            drop(cache);
            (folder, held) = (tempfile::tempdir().unwrap(), 0);
        }
    }
    println!(
        "{kill} kills, {completed} fills came to their end; of a page that was answered \
         about {edge:?} ago, {before} kills came before it was stored, {after} after, {unheard} of them before \
         anybody heard of it"
    );
    assert!(before >= kills / 5 && after >= kills / 5, "{before} before, {after} after of {kills}");
}
