//! Coinbase Exchange's candles of BTC-USD.
//!
//! Rows are time, low, high, open, close, volume, newest first; times without a
//! trade have none, and the answer may begin before the window that was asked
//! for. More than 300 candles are refused there, so a window never has more.

use crate::domain::catalog::{PRICE, PRICE_HOURLY};
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::io::sources::json::{self, Cells, seconds};
use crate::io::sources::rows::{Candles, Grid, HOUR_SECS, ParseError, Shape, Window, window};
use crate::io::sources::{Ask, Feed, Pace, Page, Paging, Question, Source};

const ID: &str = "coinbase";
/// Most candles of one answer.
const ROWS: u32 = 300;
/// 20 July 2015.
const START: UnixSecs = UnixSecs(1_437_350_400);

/// Coinbase Exchange.
pub const SOURCE: Source = Source {
    info: SourceInfo {
        id: ID,
        title: "Coinbase Exchange",
        base_url: "https://api.exchange.coinbase.com",
        citation: "Coinbase Exchange, BTC-USD",
        licence: "Coinbase market data terms, for personal use",
        about: "BTC/USD candles by days and hours since July 2015",
        key: KeyNeed::None,
    },
    feeds: &[
        Feed {
            series: PRICE,
            paging: Paging::Windows { rows: ROWS, step_secs: DAY_SECS, start: START },
            unsettled_secs: 2 * DAY_SECS,
            ask: |asked| question(asked, DAY_SECS),
            parse: |body, asked| parse(body, asked, &DAILY),
            beside: &[],
        },
        Feed {
            series: PRICE_HOURLY,
            paging: Paging::Windows { rows: ROWS, step_secs: HOUR_SECS, start: START },
            unsettled_secs: 2 * HOUR_SECS,
            ask: |asked| question(asked, HOUR_SECS),
            parse: |body, asked| parse(body, asked, &HOURLY),
            beside: &[],
        },
    ],
    // 10 a second are allowed and "should not be polled frequently" is asked.
    pace: Pace { per_second: 3.0, burst: 5 },
};

const DAILY: Shape<'_> = Shape { source: ID, series: PRICE, grid: Grid::Days, window: Window::Asked };
const HOURLY: Shape<'_> =
    Shape { source: ID, series: PRICE_HOURLY, grid: Grid::Hours, window: Window::Asked };

fn question(asked: &Ask, step_secs: i64) -> Question {
    let (from, to) = window(asked, step_secs, i64::from(ROWS));
    Question::get(format!(
        "/products/BTC-USD/candles?granularity={step_secs}&start={}Z&end={}Z",
        from.civil(),
        to.civil()
    ))
}

fn parse(body: &[u8], asked: &Ask, shape: &Shape<'_>) -> Result<Page, ParseError> {
    let candles: Vec<Cells<6>> = json::read(body, "a list of [time, low, high, open, close, volume]")?;
    let mut rows = Candles::new(shape, asked);
    for Cells([time, low, high, open, close, volume]) in candles {
        rows.add(seconds(time, 1.0)?, [open, high, low, close], volume)?;
    }
    rows.into_page()
}
