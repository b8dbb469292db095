//! Live sources: one file each, found through one list.
//!
//! A source is data: what it has, what to ask for a window of time, and a pure
//! function from the bytes of an answer to series. It never touches the network
//! itself, so that every parser can be fed anything.

use crate::domain::live::{RetargetEstimate, SourceInfo};
use crate::domain::series::Series;
use crate::domain::time::UnixSecs;
use crate::io::http::Expects;

mod alternative_me;
mod binance;
mod bitstamp;
mod bitview;
mod blockchain_com;
mod coinbase;
mod coinmetrics;
mod csv_url;
pub mod etf_gate;
mod json;
mod kraken;
mod mempool;
mod mining_api;
mod rows;
mod sosovalue;

pub use crate::io::http::Pace;
pub use crate::io::sources::etf_gate::GateError;
pub use crate::io::sources::rows::ParseError;

/// A live source.
#[derive(Debug)]
pub struct Source {
    /// What people are told of it.
    pub info: SourceInfo,
    /// What it has.
    pub feeds: &'static [Feed],
    /// Requests a second it is asked at most, and how many at once after a pause.
    pub pace: Pace,
}

/// One series (or table of series) of a source.
#[derive(Debug)]
pub struct Feed {
    /// The series it is asked for: `price.btc.usd`.
    pub series: &'static str,
    /// How its history is fetched.
    pub paging: Paging,
    /// How much of the end may still change and is fetched again, in seconds.
    pub unsettled_secs: i64,
    /// What to ask.
    pub ask: fn(&Ask) -> Question,
    /// What came back.
    pub parse: fn(&[u8], &Ask) -> Result<Page, ParseError>,
    /// What is asked beside it, once, after the feed itself has answered.
    pub beside: &'static [Query],
}

/// A further question to the same source: what comes along with a feed.
///
/// It brings other series (flows by fund) or an estimate, never rows of the feed's own
/// series; if it fails, the feed has not failed.
#[derive(Debug)]
pub struct Query {
    /// What it is for, in words that follow "could not fetch".
    pub what: &'static str,
    /// What to ask.
    pub ask: fn(&Ask) -> Question,
    /// What came back.
    pub parse: fn(&[u8], &Ask) -> Result<Page, ParseError>,
}

/// How a history is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// One request answers all there is.
    Whole,
    /// Windows of at most this many rows, `step_secs` apart, back to `start`.
    Windows {
        /// Rows of one window.
        rows: u32,
        /// Seconds between two rows.
        step_secs: i64,
        /// Before this there is nothing.
        start: UnixSecs,
    },
}

/// A window of time that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// First row, included.
    pub from: UnixSecs,
    /// Last row, included.
    pub to: UnixSecs,
    /// What time it is: no row may be dated later than two days after.
    pub now: UnixSecs,
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Path and query, from `/` on.
    pub path: String,
    /// JSON to POST; `None` is a GET.
    pub body: Option<String>,
    /// What is expected to come back.
    pub expects: Expects,
    /// Header that takes the user's key, if the source knows keys.
    pub key_header: Option<&'static str>,
}

impl Question {
    /// A GET that expects JSON and knows no key.
    pub(in crate::io::sources) fn get(path: String) -> Self {
        Self { path, body: None, expects: Expects::Json, key_header: None }
    }
}

/// What an answer held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Sorted, unique, finite and plausible rows; empty where the source has none.
    pub series: Vec<Series>,
    /// Rows without a number (`null`): unknown, not zero.
    pub rows_unknown: u64,
    /// Rows outside the window that was asked for, left out. A page with nothing but these
    /// does not say that the source has no older rows.
    pub rows_outside: u64,
    /// Path and query of the next page of the same window, if the source says there is one.
    pub next: Option<String>,
    /// What it says of the next change of difficulty.
    pub estimate: Option<RetargetEstimate>,
}

/// Every source, in the order of the settings.
pub const SOURCES: &[&Source] = &[
    &bitstamp::SOURCE,
    &coinbase::SOURCE,
    &binance::SOURCE,
    &kraken::SOURCE,
    &mempool::SOURCE,
    &bitview::SOURCE,
    &coinmetrics::SOURCE,
    &blockchain_com::SOURCE,
    &alternative_me::SOURCE,
    &sosovalue::SOURCE,
    &csv_url::SOURCE,
];

/// The source with this id.
pub fn source(id: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.info.id == id).copied()
}

/// Sources that have a series, the best first: see [`FALLBACKS`].
pub fn sources_of(series: &str) -> impl Iterator<Item = (&'static Source, &'static Feed)> {
    let order = FALLBACKS.iter().find(|(id, _)| *id == series).map_or(&[][..], |(_, order)| order);
    order.iter().filter_map(move |id| {
        let source = source(id)?;
        Some((source, source.feeds.iter().find(|feed| answers(feed, series))?))
    })
}

/// Whether a feed is asked for a series.
///
/// Binance's dollars are USDT: it stands in for the price under an id of its own.
fn answers(feed: &Feed, series: &str) -> bool {
    let usdt = |id: &str| id.replace("price.btc.usd", "price.btc.usdt");
    feed.series == series || feed.series == usdt(series)
}

/// Which sources are asked for a series, in this order.
pub const FALLBACKS: &[(&str, &[&str])] = &[
    ("price.btc.usd", &["bitstamp", "coinbase", "binance", "kraken"]),
    ("price.btc.usd.hourly", &["bitstamp", "coinbase", "binance", "kraken"]),
    ("price.btc.usdt", &["binance"]),
    ("price.btc.usdt.hourly", &["binance"]),
    ("hashrate.network", &["mempool", "bitview", "coinmetrics", "blockchain_com"]),
    ("difficulty", &["mempool", "bitview", "blockchain_com"]),
    ("etf.flow.total", &["sosovalue", "csv_url"]),
    ("sentiment.fear_greed", &["alternative_me"]),
];
