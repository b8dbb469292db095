//! A market that was never traded: figures for every live source, by arithmetic.
//!
//! Nothing is stored but what a test revised, so that a hundred thousand hours
//! cost nothing until they are asked for. Each source answers with the order,
//! units, limits and gaps of its own; [`Market::truth`] says what a reader
//! should have in the end.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use hashfloor::domain::session::is_us_session;
use hashfloor::domain::time::{DAY_SECS, UnixSecs};

use super::{Answer, Answers, Seen};

mod exchanges;
mod figures;
mod flows;
mod network;

pub use figures::FUNDS;

/// Seconds of an hour.
pub const HOUR_SECS: i64 = 3_600;
/// The day of the first block.
pub const GENESIS_DAY: UnixSecs = UnixSecs(1_230_940_800);

/// Every series the market has, with its source.
pub const KEYS: &[&str] = &[
    "price.btc.usd@bitstamp",
    "price.btc.usd.hourly@bitstamp",
    "price.btc.usd@coinbase",
    "price.btc.usd.hourly@coinbase",
    "price.btc.usdt@binance",
    "price.btc.usdt.hourly@binance",
    "price.btc.usd@kraken",
    "price.btc.usd.hourly@kraken",
    "hashrate.network@mempool",
    "hashrate.network@bitview",
    "hashrate.network@coinmetrics",
    "hashrate.network@blockchain_com",
    "difficulty@mempool",
    "difficulty@bitview",
    "difficulty@blockchain_com",
    "etf.flow.total@sosovalue",
    "etf.flow.total@csv_url",
    "sentiment.fear_greed@alternative_me",
];

/// The address of the table of ETF flows, for `[sources.csv_url]`.
pub const CSV_PATH: &str = "/flows/etf.csv";

/// What stands behind the fixture server when it answers honestly.
#[derive(Debug)]
pub struct Market {
    now: AtomicI64,
    first_day: UnixSecs,
    page_rows: usize,
    revised: Mutex<BTreeMap<(String, UnixSecs), f64>>,
}

impl Market {
    /// The market as it stands at an instant, with all the history it can have.
    pub fn new(now: UnixSecs) -> Self {
        Self {
            now: AtomicI64::new(now.0),
            first_day: GENESIS_DAY,
            page_rows: 10_000,
            revised: Mutex::new(BTreeMap::new()),
        }
    }

    /// Without anything before a day.
    pub fn since(mut self, first_day: UnixSecs) -> Self {
        self.first_day = first_day;
        self
    }

    /// With at most so many rows a page, where answers say which page is next.
    pub fn in_pages_of(mut self, rows: usize) -> Self {
        self.page_rows = rows;
        self
    }

    /// What time it is there.
    pub fn now(&self) -> UnixSecs {
        UnixSecs(self.now.load(Ordering::SeqCst))
    }

    /// Lets time pass.
    pub fn set_now(&self, now: UnixSecs) {
        self.now.store(now.0, Ordering::SeqCst);
    }

    /// Publishes another value for a row that is there: the close of a candle.
    pub fn revise(&self, key: &str, time: UnixSecs, value: f64) {
        self.revised.lock().unwrap().insert((key.to_owned(), time), value);
    }

    /// The rows of a series as they are published now: time, and `value` or open, high, low,
    /// close and volume.
    pub fn truth(&self, key: &str) -> Vec<(UnixSecs, Vec<f64>)> {
        let (id, source) = key.split_once('@').unwrap();
        let scalar = |rows: Vec<(UnixSecs, f64)>| rows.into_iter().map(|(time, v)| (time, vec![v])).collect();
        match id {
            _ if id.starts_with("price.") => {
                let candles = self.candles(key);
                candles.into_iter().map(|(time, candle)| (time, candle.columns().to_vec())).collect()
            }
            "hashrate.network" => scalar(self.hashrates(source)),
            "difficulty" => scalar(self.difficulties(source)),
            "sentiment.fear_greed" => scalar(self.moods()),
            _ if id.starts_with("etf.flow.") => scalar(self.flows(key)),
            _ => panic!("the market has no {key}"),
        }
    }

    fn revised(&self, key: &str, time: UnixSecs) -> Option<f64> {
        self.revised.lock().unwrap().get(&(key.to_owned(), time)).copied()
    }

    /// Midnights from the later of two days to the last one that has begun.
    fn days(&self, start: UnixSecs) -> impl DoubleEndedIterator<Item = UnixSecs> + use<> {
        let first = start.max(self.first_day.start_of_day()).0 / DAY_SECS;
        (first..=self.now().0.div_euclid(DAY_SECS)).map(|day| UnixSecs(day * DAY_SECS))
    }

    /// Days on which the funds traded and whose figures are out: not today's.
    fn sessions(&self) -> Vec<UnixSecs> {
        let start = UnixSecs::from_ymd(2024, 1, 11).unwrap();
        let today = self.now().start_of_day();
        self.days(start).filter(|day| *day < today && is_us_session(*day)).collect()
    }

    /// The index of Fear & Greed, without the days its publisher missed.
    fn moods(&self) -> Vec<(UnixSecs, f64)> {
        let start = UnixSecs::from_ymd(2018, 2, 1).unwrap();
        let missed = ["2018-04-14", "2018-04-15", "2018-04-16", "2024-10-26"];
        let days = self.days(start).filter(|day| !missed.contains(&day.iso_date().as_str()));
        let key = "sentiment.fear_greed@alternative_me";
        days.map(|day| (day, self.revised(key, day).unwrap_or_else(|| figures::mood(day)))).collect()
    }

    fn fear_and_greed(&self) -> Answer {
        let mut rows = Vec::new();
        for (index, (day, value)) in self.moods().iter().rev().enumerate() {
            let word = if *value < 50.0 { "Fear" } else { "Greed" };
            let until = if index == 0 { r#","time_until_update":"68499""# } else { "" };
            rows.push(format!(
                r#"{{"value":"{value}","value_classification":"{word}","timestamp":"{}"{until}}}"#,
                day.0
            ));
        }
        Answer::json(format!(
            r#"{{"name":"Fear and Greed Index","data":[{}],"metadata":{{"error":null}}}}"#,
            rows.join(",")
        ))
    }
}

impl Answers for Market {
    fn answer(&self, request: &Seen) -> Answer {
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/api/v2/ohlc/btcusd/") => self.bitstamp(request),
            ("GET", "/products/BTC-USD/candles") => self.coinbase(request),
            ("GET", "/api/v3/klines") => self.binance(request),
            ("GET", "/0/public/OHLC") => self.kraken(request),
            ("GET", "/api/v1/mining/hashrate/all") => self.mining_hashrate(),
            ("GET", "/api/v1/mining/difficulty-adjustments") => self.mining_difficulty(),
            ("GET", "/api/v1/difficulty-adjustment") => self.mining_epoch(),
            ("GET", "/charts/hash-rate") => self.chart_hashrate(request),
            ("GET", "/charts/difficulty") => self.chart_difficulty(request),
            ("GET", "/v4/timeseries/asset-metrics") => self.asset_metrics(request),
            ("GET", "/fng/") => self.fear_and_greed(),
            ("POST", "/openapi/v2/etf/historicalInflowChart") => self.inflow_chart(request),
            ("POST", "/openapi/v2/etf/currentEtfDataMetrics") => self.etf_metrics(request),
            ("GET", CSV_PATH) => self.flows_table(),
            _ => failure(404, r#"{"message":"NotFound"}"#),
        }
    }
}

fn failure(status: u16, body: &str) -> Answer {
    Answer { status, ..Answer::json(body) }
}

fn whole(request: &Seen, name: &str) -> Option<i64> {
    request.parameter(name)?.parse().ok()
}
