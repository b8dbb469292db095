//! Bitstamp's candles of BTC/USD: true dollars, the longest history of any exchange.
//!
//! Oldest first, seconds and prices as text. The candle that is still running is
//! asked for too, because a chart without today is no chart; whoever stores it
//! knows from its time that it is not over.

use serde::Deserialize;

use crate::domain::catalog::{PRICE, PRICE_HOURLY};
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::io::sources::json::{self, Number, Object, seconds, value};
use crate::io::sources::rows::{Candles, Grid, HOUR_SECS, ParseError, Shape, Window, window};
use crate::io::sources::{Ask, Feed, Pace, Page, Paging, Question, Source};

const ID: &str = "bitstamp";
/// Most candles of one answer.
const ROWS: u32 = 1_000;
/// 18 August 2011.
const START: UnixSecs = UnixSecs(1_313_625_600);

/// Bitstamp.
pub const SOURCE: Source = Source {
    info: SourceInfo {
        id: ID,
        title: "Bitstamp",
        base_url: "https://www.bitstamp.net",
        citation: "Bitstamp, BTC/USD",
        licence: "Public market data of Bitstamp, for information",
        about: "BTC/USD candles by days and hours since August 2011",
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
    // 10,000 requests in ten minutes are allowed: half of that.
    pace: Pace { per_second: 8.0, burst: 8 },
};

const DAILY: Shape<'_> = Shape { source: ID, series: PRICE, grid: Grid::Days, window: Window::Asked };
const HOURLY: Shape<'_> =
    Shape { source: ID, series: PRICE_HOURLY, grid: Grid::Hours, window: Window::Asked };

fn question(asked: &Ask, step_secs: i64) -> Question {
    let (from, to) = window(asked, step_secs, i64::from(ROWS));
    let limit = (to.secs_since(from) / step_secs + 1).clamp(1, i64::from(ROWS));
    Question::get(format!(
        "/api/v2/ohlc/btcusd/?step={step_secs}&limit={limit}&start={}&end={}",
        from.0, to.0
    ))
}

#[derive(Deserialize)]
struct Answer {
    data: Object<Data>,
}

#[derive(Deserialize)]
struct Data {
    ohlc: Vec<Object<Candle>>,
}

#[derive(Deserialize)]
struct Candle {
    timestamp: Number,
    #[serde(default)]
    open: Option<Number>,
    #[serde(default)]
    high: Option<Number>,
    #[serde(default)]
    low: Option<Number>,
    #[serde(default)]
    close: Option<Number>,
    #[serde(default)]
    volume: Option<Number>,
}

fn parse(body: &[u8], asked: &Ask, shape: &Shape<'_>) -> Result<Page, ParseError> {
    let Object(Answer { data: Object(Data { ohlc }) }) =
        json::read(body, "data.ohlc[] with timestamp, open, high, low, close and volume")?;
    let mut rows = Candles::new(shape, asked);
    for Object(candle) in ohlc {
        let Number(time) = candle.timestamp;
        let prices = [candle.open, candle.high, candle.low, candle.close].map(value);
        rows.add(seconds(Some(time), 1.0)?, prices, value(candle.volume))?;
    }
    rows.into_page()
}
