//! Blockchain.com's charts of hashrate and difficulty.
//!
//! The hashrate is in TH/s. Without `sampled=false` long charts come thinned to
//! every fourth day. Days without blocks say 0, which is no hashrate.

use serde::Deserialize;

use crate::domain::catalog::{DIFFICULTY, HASHRATE};
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::time::DAY_SECS;
use crate::io::sources::json::{self, Number, Object, refusal, seconds, shorten, value};
use crate::io::sources::rows::{Grid, ParseError, Scalars, Shape, Window};
use crate::io::sources::{Ask, Feed, Pace, Page, Paging, Question, Source};

const ID: &str = "blockchain_com";
const EXPECTED: &str = "values[] with x and y";

/// Blockchain.com.
pub const SOURCE: Source = Source {
    info: SourceInfo {
        id: ID,
        title: "Blockchain.com",
        base_url: "https://api.blockchain.info",
        citation: "Blockchain.com charts",
        licence: "Blockchain.com API terms of use",
        about: "Hashrate and difficulty by days since 2009",
        key: KeyNeed::None,
    },
    feeds: &[
        Feed {
            series: HASHRATE,
            paging: Paging::Whole,
            unsettled_secs: 2 * DAY_SECS,
            ask: |_| question("hash-rate"),
            parse: hashrate,
            beside: &[],
        },
        Feed {
            series: DIFFICULTY,
            paging: Paging::Whole,
            unsettled_secs: 14 * DAY_SECS,
            ask: |_| question("difficulty"),
            parse: difficulty,
            beside: &[],
        },
    ],
    // One request in ten seconds is asked for.
    pace: Pace { per_second: 0.1, burst: 2 },
};

fn question(chart: &str) -> Question {
    Question::get(format!("/charts/{chart}?timespan=all&sampled=false&format=json"))
}

#[derive(Deserialize)]
struct Chart<const POWER: i32> {
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    unit: Option<String>,
    values: Vec<Object<Point<POWER>>>,
}

#[derive(Deserialize)]
struct Point<const POWER: i32> {
    x: Number,
    #[serde(default)]
    y: Option<Number<POWER>>,
}

fn hashrate(body: &[u8], asked: &Ask) -> Result<Page, ParseError> {
    let Object(chart): Object<Chart<12>> = json::read(body, EXPECTED)?;
    if let Some(unit) = chart.unit.as_deref().filter(|unit| !unit.contains("TH/s")) {
        return Err(ParseError::Form { expected: "a hashrate in TH/s", found: shorten(unit) });
    }
    let shape = Shape { source: ID, series: HASHRATE, grid: Grid::Days, window: Window::Whole };
    points(chart, asked, &shape)
}

fn difficulty(body: &[u8], asked: &Ask) -> Result<Page, ParseError> {
    // Some points stand for less than a day, so the times are not held to midnight.
    let shape = Shape { source: ID, series: DIFFICULTY, grid: Grid::Events, window: Window::Whole };
    let Object(chart): Object<Chart<0>> = json::read(body, EXPECTED)?;
    points(chart, asked, &shape)
}

fn points<const POWER: i32>(chart: Chart<POWER>, asked: &Ask, shape: &Shape<'_>) -> Result<Page, ParseError> {
    if let Some(status) = chart.status.filter(|status| status != "ok") {
        return Err(refusal(&status));
    }
    let mut rows = Scalars::new(shape, asked);
    for Object(Point { x: Number(time), y }) in chart.values {
        rows.add(seconds(Some(time), 1.0)?, value(y).filter(|y| y.abs() > 0.0))?;
    }
    rows.into_page()
}
