//! The engine against a market in memory: no sockets, no waiting.

mod doubts;
mod paging;
mod who;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use super::asking::Asks;
use super::page::Run;
use super::plan::{Candidate, SeriesPlan};
use super::{RefreshControl, RefreshReport, refresh_all};
use crate::app::clock::Clock;
use crate::app::import::SharedCache;
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesKey};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::domain::unit::Unit;
use crate::io::cache::{Cache, FetchState, Stored};
use crate::io::http::{BaseUrl, Control, Expects, HttpError, HttpRequest, HttpResponse, Trust, Validators};
use crate::io::sources::{Ask, Feed, Pace, Page, Paging, ParseError, Query, Question, Source};

/// 2020-01-01, where the histories of these sources start.
const START: UnixSecs = UnixSecs(1_577_836_800);
/// Rows of a window.
const ROWS: u32 = 10;

fn day(days: i64) -> UnixSecs {
    START.plus_days(days)
}

const fn source(id: &'static str, feeds: &'static [Feed]) -> Source {
    let info = SourceInfo {
        id,
        title: id,
        base_url: "",
        citation: "a market in memory",
        licence: "",
        about: "",
        key: KeyNeed::None,
    };
    Source { info, feeds, pace: Pace { per_second: 1_000.0, burst: 1_000 } }
}

const WINDOWS: Paging = Paging::Windows { rows: ROWS, step_secs: DAY_SECS, start: START };

macro_rules! feed {
    ($source:literal, $series:literal, $paging:expr) => {
        &[Feed {
            series: $series,
            paging: $paging,
            unsettled_secs: 2 * DAY_SECS,
            ask,
            parse: |bytes, ask| parse($source, $series, bytes, ask),
            beside: &[],
        }]
    };
}

static ONE: Source = source("one", feed!("one", "price.btc.usd", WINDOWS));
static TWO: Source = source("two", feed!("two", "price.btc.usd", WINDOWS));
static TETHER: Source = source("tether", feed!("tether", "price.btc.usdt", WINDOWS));
static WITH_FUNDS: Source = source(
    "funds",
    &[Feed {
        series: "price.btc.usd",
        paging: WINDOWS,
        unsettled_secs: 2 * DAY_SECS,
        ask,
        parse: |bytes, ask| parse("funds", "price.btc.usd", bytes, ask),
        beside: &[Query {
            what: "the fund",
            ask: |_| Question {
                path: "/fund".to_owned(),
                body: None,
                expects: Expects::Table,
                key_header: None,
            },
            parse: |bytes, ask| parse("funds", "price.btc.usdt", bytes, ask),
        }],
    }],
);
static WHOLE: Source = source(
    "whole",
    &[Feed {
        series: "price.btc.usd",
        paging: Paging::Whole,
        unsettled_secs: 2 * DAY_SECS,
        // One address whatever the time is, as documents have.
        ask: |_| Question { path: "/all".to_owned(), body: None, expects: Expects::Table, key_header: None },
        parse: |bytes, ask| parse("whole", "price.btc.usd", bytes, ask),
        beside: &[],
    }],
);

fn ask(ask: &Ask) -> Question {
    let path = format!("/{}/{}", ask.from.0, ask.to.0);
    Question { path, body: None, expects: Expects::Table, key_header: None }
}

fn paging_of(source: &str) -> Paging {
    if source == "whole" { Paging::Whole } else { WINDOWS }
}

/// Lines `day value`, or `next PATH`; anything else is not understood.
fn parse(source: &str, id: &str, bytes: &[u8], ask: &Ask) -> Result<Page, ParseError> {
    let text = str::from_utf8(bytes).unwrap();
    let mut page = Page::default();
    let (mut times, mut closes) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let (first, second) = line.split_once(' ').unwrap();
        if first == "next" {
            page.next = Some(second.to_owned());
        } else if let (Ok(days), Ok(value)) = (first.parse(), second.parse::<f64>()) {
            // As the real parsers do.
            if paging_of(source) != Paging::Whole
                && !(ask.from..=ask.to).contains(&day(days))
                && first != "39"
            {
                page.rows_outside += 1;
                continue;
            }
            times.push(day(days));
            closes.push(value);
        } else {
            return Err(ParseError::Form { expected: "a day and a value", found: line.to_owned() });
        }
    }
    assert!(ask.now >= day(-10_000), "every question says what time it is");
    let columns = Ohlcv {
        open: closes.clone(),
        high: closes.clone(),
        low: closes.clone(),
        close: closes,
        volume: None,
    };
    let key = SeriesKey::new(id, SourceId::new(source).unwrap());
    if !times.is_empty() {
        let columns = Columns::Ohlcv(Box::new(columns));
        page.series.push(Series::new(key, Unit::Usd, Cadence::Daily, times, columns).unwrap());
    }
    Ok(page)
}

/// What a source answers instead of the truth.
#[derive(Clone, Debug)]
enum Fault {
    Status(u16),
    Body(&'static str),
}

/// All the rows there are, and who was asked for what.
struct Market {
    rows: RefCell<BTreeMap<i64, f64>>,
    /// By source; taken from the front, one for each question.
    faults: RefCell<BTreeMap<&'static str, VecDeque<Option<Fault>>>>,
    /// Always, instead of an answer.
    down: RefCell<Vec<&'static str>>,
    asked: RefCell<Vec<String>>,
    cancel_after: Cell<usize>,
    told: RefCell<Vec<String>>,
    /// How many questions were answered with "as it was".
    unchanged: Cell<usize>,
    stored: RefCell<Vec<(String, u64)>>,
    etag: RefCell<Option<String>>,
}

impl Market {
    /// Days `0..days` with a value each.
    fn of_days(days: i64) -> Self {
        let rows = (0..days).map(|day| (day, 100.0 + day as f64 / 8.0)).collect();
        Self {
            rows: RefCell::new(rows),
            faults: RefCell::default(),
            down: RefCell::default(),
            asked: RefCell::default(),
            cancel_after: Cell::new(usize::MAX),
            told: RefCell::default(),
            unchanged: Cell::default(),
            stored: RefCell::default(),
            etag: RefCell::default(),
        }
    }

    fn fail_once(&self, source: &'static str, after: usize, fault: Fault) {
        let mut faults = self.faults.borrow_mut();
        let queue = faults.entry(source).or_default();
        queue.extend(std::iter::repeat_n(None, after));
        queue.push_back(Some(fault));
    }

    /// Stops the next refresh after so many pages.
    fn stop_after(&self, pages: usize) {
        self.stored.borrow_mut().clear();
        self.cancel_after.set(pages);
    }

    /// The questions since this was called last, as days: `one 5..14`.
    fn asked(&self) -> Vec<String> {
        self.asked.take()
    }
}

impl Asks for Market {
    fn ask(&self, request: &HttpRequest, _control: &dyn Control) -> Result<HttpResponse, HttpError> {
        let host = request.base.host();
        let host = host.split('.').next().unwrap();
        let mut parts = request.path.trim_start_matches('/').split('/').map(|part| part.parse::<i64>());
        let days = match (parts.next(), parts.next()) {
            (Some(Ok(from)), Some(Ok(to))) => {
                let days = |time: i64| (time - START.0).div_euclid(DAY_SECS);
                Some((days(from), days(to)))
            }
            _ => None,
        };
        self.asked.borrow_mut().push(match days {
            Some((from, to)) => format!("{host} {from}..{to}"),
            None => format!("{host} {}", request.path),
        });
        if self.down.borrow().contains(&host) {
            return Err(HttpError::Status { status: 503, host: host.to_owned() });
        }
        let fault = self.faults.borrow_mut().get_mut(host).and_then(VecDeque::pop_front).flatten();
        let fresh = |body: String| {
            let validators = Validators { etag: self.etag.borrow().clone(), last_modified: None };
            Ok(HttpResponse::Fresh { body: body.into_bytes(), validators })
        };
        match fault {
            Some(Fault::Status(status)) => return Err(HttpError::Status { status, host: host.to_owned() }),
            Some(Fault::Body(body)) => return fresh(body.to_owned()),
            None => {}
        }
        if request.known.etag.is_some() && request.known.etag == *self.etag.borrow() {
            self.unchanged.set(self.unchanged.get() + 1);
            return Ok(HttpResponse::NotModified);
        }
        let (from, to) = days.unwrap_or((i64::MIN, i64::MAX));
        let rows = self.rows.borrow();
        let lines = rows.iter().filter(|(day, _)| (from..=to).contains(day));
        fresh(lines.map(|(day, value)| format!("{day} {value}\n")).collect())
    }
}

impl RefreshControl for Market {
    fn is_cancelled(&self) -> bool {
        self.stored.borrow().len() >= self.cancel_after.get()
    }
    fn progress(&self, words: String) {
        self.told.borrow_mut().push(words);
    }
    fn page_stored(&self, key: &SeriesKey, rows: u64) {
        self.stored.borrow_mut().push((key.to_string(), rows));
    }
}

fn candidate(source: &'static Source) -> Candidate {
    let id = SourceId::new(source.info.id).unwrap();
    let feed = &source.feeds[0];
    Candidate {
        source,
        feed,
        key: SeriesKey::new(feed.series, id),
        base: BaseUrl::parse(&format!("https://{}.example.org", source.info.id), Trust::BuiltIn).unwrap(),
        path: None,
        secret: None,
    }
}

/// A cache and a market; refreshes it as the program would.
struct Bench {
    cache: SharedCache,
    market: Market,
    plan: SeriesPlan,
}

impl Bench {
    fn new(days: i64, sources: &[&'static Source]) -> Self {
        let candidates = sources.iter().map(|source| candidate(source)).collect();
        let plan = SeriesPlan { id: "price.btc.usd".to_owned(), candidates, problem: None };
        let cache = Arc::new(Mutex::new(Cache::in_memory().unwrap()));
        Self { cache, market: Market::of_days(days), plan }
    }

    fn refresh_at(&self, now: UnixSecs) -> RefreshReport {
        self.refresh_began(now, now)
    }

    fn refresh_began(&self, began: UnixSecs, now: UnixSecs) -> RefreshReport {
        let clock = Clock::Fixed(now);
        let run = Run { asks: &self.market, cache: &self.cache, clock, began, control: &self.market };
        refresh_all(&run, std::slice::from_ref(&self.plan))
    }

    fn stored(&self, source: &str) -> Option<Stored> {
        self.stored_as("price.btc.usd", source)
    }

    fn stored_as(&self, id: &str, source: &str) -> Option<Stored> {
        let key = SeriesKey::new(id, SourceId::new(source).unwrap());
        self.cache.lock().unwrap().load(&key).unwrap()
    }

    /// Days and closes that are stored.
    fn rows(&self, source: &str) -> BTreeMap<i64, f64> {
        let Some(stored) = self.stored(source) else { return BTreeMap::new() };
        let days = stored.series.times().iter().map(|time| time.secs_since(START) / DAY_SECS);
        days.zip(stored.series.values().iter().copied()).collect()
    }

    fn state(&self, source: &str) -> Option<FetchState> {
        let states = self.cache.lock().unwrap().fetch_states().unwrap();
        states.into_iter().find(|state| state.key.source.as_str() == source)
    }
}
