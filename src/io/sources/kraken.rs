//! Kraken's candles of BTC/USD: the last 720 and no more.
//!
//! Rows are time, open, high, low, close, vwap, volume, count. The pair in the
//! answer has another name than the one asked for, and errors come with status
//! 200 in a list of their own; what begins with `W` there is only a warning.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::domain::catalog::{PRICE, PRICE_HOURLY};
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::time::DAY_SECS;
use crate::io::sources::json::{self, Cells, Object, refusal, seconds};
use crate::io::sources::rows::{Candles, Grid, HOUR_SECS, ParseError, Shape, Window};
use crate::io::sources::{Ask, Feed, Pace, Page, Paging, Question, Source};

const ID: &str = "kraken";
const EXPECTED: &str = "result.PAIR[] of [time, open, high, low, close, vwap, volume, count]";

/// Kraken.
pub const SOURCE: Source = Source {
    info: SourceInfo {
        id: ID,
        title: "Kraken",
        base_url: "https://api.kraken.com",
        citation: "Kraken, XBT/USD",
        licence: "Public market data of Kraken",
        about: "The last 720 BTC/USD candles by days or hours",
        key: KeyNeed::None,
    },
    feeds: &[
        Feed {
            series: PRICE,
            paging: Paging::Whole,
            unsettled_secs: 2 * DAY_SECS,
            ask: |_| question("1440"),
            parse: |body, asked| parse(body, asked, &DAILY),
            beside: &[],
        },
        Feed {
            series: PRICE_HOURLY,
            paging: Paging::Whole,
            unsettled_secs: 2 * HOUR_SECS,
            ask: |_| question("60"),
            parse: |body, asked| parse(body, asked, &HOURLY),
            beside: &[],
        },
    ],
    // One a second is borne, one in 1.5 s was once refused in a long run.
    pace: Pace { per_second: 0.3, burst: 2 },
};

const DAILY: Shape<'_> = Shape { source: ID, series: PRICE, grid: Grid::Days, window: Window::Whole };
const HOURLY: Shape<'_> =
    Shape { source: ID, series: PRICE_HOURLY, grid: Grid::Hours, window: Window::Whole };

fn question(minutes: &str) -> Question {
    Question::get(format!("/0/public/OHLC?pair=XBTUSD&interval={minutes}"))
}

#[derive(Deserialize)]
struct Errors {
    #[serde(default)]
    error: Vec<String>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    result: Option<OnlyPair>,
}

/// The candles under the one name that is not `last`.
struct OnlyPair(Vec<Cells<7>>);

impl<'de> Deserialize<'de> for OnlyPair {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OnlyPairVisitor)
    }
}

struct OnlyPairVisitor;

impl<'de> Visitor<'de> for OnlyPairVisitor {
    type Value = OnlyPair;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the candles of one pair")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut candles = None;
        while let Some(name) = members.next_key::<String>()? {
            if name == "last" {
                members.next_value::<IgnoredAny>()?;
            } else if candles.is_none() {
                candles = Some(members.next_value()?);
            } else {
                return Err(A::Error::custom("the candles of two pairs"));
            }
        }
        candles.map(OnlyPair).ok_or_else(|| A::Error::custom("the candles of no pair"))
    }
}

fn parse(body: &[u8], asked: &Ask, shape: &Shape<'_>) -> Result<Page, ParseError> {
    // An error may stand beside an empty `result` that would not be read.
    let Object(Errors { error }) = json::read(body, EXPECTED)?;
    if let Some(words) = error.iter().find(|words| !words.starts_with('W')) {
        return Err(refusal(words));
    }
    let Object(Answer { result }) = json::read(body, EXPECTED)?;
    let Some(OnlyPair(candles)) = result else {
        return Err(ParseError::Form { expected: EXPECTED, found: "no result".to_owned() });
    };
    let mut rows = Candles::new(shape, asked);
    for Cells([time, open, high, low, close, _vwap, volume]) in candles {
        rows.add(seconds(time, 1.0)?, [open, high, low, close], volume)?;
    }
    rows.into_page()
}
