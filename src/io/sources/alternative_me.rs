//! alternative.me's Fear & Greed index, newest first and all text.
//!
//! Its terms want the attribution right beside the value, so the citation is the
//! same words as the case file's.

use serde::Deserialize;

use crate::domain::catalog::FEAR_GREED;
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::time::DAY_SECS;
use crate::io::sources::json::{self, Number, Object, refusal, seconds, value};
use crate::io::sources::rows::{Grid, ParseError, Scalars, Shape, Window};
use crate::io::sources::{Ask, Feed, Pace, Page, Paging, Question, Source};

const ID: &str = "alternative_me";

/// alternative.me.
pub const SOURCE: Source = Source {
    info: SourceInfo {
        id: ID,
        title: "alternative.me",
        base_url: "https://api.alternative.me",
        citation: "alternative.me Crypto Fear & Greed Index",
        licence: "Free with attribution beside the value",
        about: "Fear & Greed index by days since February 2018",
        key: KeyNeed::None,
    },
    feeds: &[Feed {
        series: FEAR_GREED,
        paging: Paging::Whole,
        unsettled_secs: 2 * DAY_SECS,
        ask: |_| Question::get("/fng/?limit=0".to_owned()),
        parse,
        beside: &[],
    }],
    // No limit is published; the index changes once a day.
    pace: Pace { per_second: 0.1, burst: 2 },
};

#[derive(Deserialize)]
struct Answer {
    data: Vec<Object<Day>>,
    #[serde(default)]
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Day {
    timestamp: Number,
    #[serde(default)]
    value: Option<Number>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    error: Option<String>,
}

fn parse(body: &[u8], asked: &Ask) -> Result<Page, ParseError> {
    let Object(answer): Object<Answer> = json::read(body, "data[] with value and timestamp")?;
    if let Some(words) = answer.metadata.and_then(|metadata| metadata.error).filter(|words| !words.is_empty())
    {
        return Err(refusal(&words));
    }
    let shape = Shape { source: ID, series: FEAR_GREED, grid: Grid::Days, window: Window::Whole };
    let mut rows = Scalars::new(&shape, asked);
    for Object(day) in answer.data {
        let Number(time) = day.timestamp;
        // The index is a day's; older answers dated it 05:00.
        rows.add(seconds(Some(time), 1.0)?.start_of_day(), value(day.value))?;
    }
    rows.into_page()
}
