//! Binance's public candles of BTC/USDT.
//!
//! USDT is not the dollar: the series has an id of its own and never stands in
//! for `price.btc.usd` under that name. Times are milliseconds, prices text.

use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::io::sources::json::{self, Cells, seconds};
use crate::io::sources::rows::{Candles, Grid, HOUR_SECS, ParseError, Shape, Window, window};
use crate::io::sources::{Ask, Feed, Pace, Page, Paging, Question, Source};

const ID: &str = "binance";
const USDT: &str = "price.btc.usdt";
const USDT_HOURLY: &str = "price.btc.usdt.hourly";
/// Most candles of one answer.
const ROWS: u32 = 1_000;
/// 17 August 2017.
const START: UnixSecs = UnixSecs(1_502_928_000);

/// Binance, its host for public data.
pub const SOURCE: Source = Source {
    info: SourceInfo {
        id: ID,
        title: "Binance",
        base_url: "https://data-api.binance.vision",
        citation: "Binance, BTC/USDT",
        licence: "Public market data of Binance",
        about: "BTC/USDT candles by days and hours since August 2017; USDT is not quite the dollar",
        key: KeyNeed::None,
    },
    feeds: &[
        Feed {
            series: USDT,
            paging: Paging::Windows { rows: ROWS, step_secs: DAY_SECS, start: START },
            unsettled_secs: 2 * DAY_SECS,
            ask: |asked| question(asked, "1d", DAY_SECS),
            parse: |body, asked| parse(body, asked, &DAILY),
            beside: &[],
        },
        Feed {
            series: USDT_HOURLY,
            paging: Paging::Windows { rows: ROWS, step_secs: HOUR_SECS, start: START },
            unsettled_secs: 2 * HOUR_SECS,
            ask: |asked| question(asked, "1h", HOUR_SECS),
            parse: |body, asked| parse(body, asked, &HOURLY),
            beside: &[],
        },
    ],
    // Each costs 2 of 6,000 a minute; who goes on after a 429 is banned.
    pace: Pace { per_second: 5.0, burst: 5 },
};

const DAILY: Shape<'_> = Shape { source: ID, series: USDT, grid: Grid::Days, window: Window::Asked };
const HOURLY: Shape<'_> = Shape { source: ID, series: USDT_HOURLY, grid: Grid::Hours, window: Window::Asked };

fn question(asked: &Ask, interval: &str, step_secs: i64) -> Question {
    let (from, to) = window(asked, step_secs, i64::from(ROWS));
    let limit = (to.secs_since(from) / step_secs + 1).clamp(1, i64::from(ROWS));
    Question::get(format!(
        "/api/v3/klines?symbol=BTCUSDT&interval={interval}&startTime={}000&endTime={}000&limit={limit}",
        from.0, to.0
    ))
}

fn parse(body: &[u8], asked: &Ask, shape: &Shape<'_>) -> Result<Page, ParseError> {
    let candles: Vec<Cells<6>> =
        json::read(body, "a list of [time in ms, open, high, low, close, volume, …]")?;
    let mut rows = Candles::new(shape, asked);
    for Cells([time, open, high, low, close, volume]) in candles {
        rows.add(seconds(time, 1_000.0)?, [open, high, low, close], volume)?;
    }
    rows.into_page()
}
