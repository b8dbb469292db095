//! SoSoValue's flows of the US spot Bitcoin ETFs, in US$.
//!
//! Two calls: the total of the last 300 sessions, and what each fund did in the
//! last one. The snapshot makes rows of funds only; its total is not stored,
//! because two calls of one source would then contradict each other by the
//! hour. A fund that has not reported is unknown.

use serde::Deserialize;

use crate::domain::catalog::ETF_TOTAL;
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::series::is_series_id;
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::io::sources::json::{self, Number, Object, refusal, shorten, value};
use crate::io::sources::rows::{Grid, ParseError, Scalars, Shape, Window};
use crate::io::sources::{Ask, Feed, Pace, Page, Paging, Query, Question, Source, etf_gate};

const ID: &str = "sosovalue";
const BODY: &str = r#"{"type":"us-btc-spot"}"#;
const KEY_HEADER: &str = "x-soso-api-key";
/// The status of a value that is final.
const UPDATED: &str = "1";

/// SoSoValue.
pub const SOURCE: Source = Source {
    info: SourceInfo {
        id: ID,
        title: "SoSoValue",
        base_url: "https://api.sosovalue.xyz",
        citation: "SoSoValue, US spot Bitcoin ETFs",
        licence: "SoSoValue API terms; a free key is asked for",
        about: "Net flow of all US spot ETFs for the last 300 sessions, and of each fund in the last one",
        key: KeyNeed::Optional,
    },
    feeds: &[Feed {
        series: ETF_TOTAL,
        paging: Paging::Whole,
        // Ten sessions: a fund may report days late.
        unsettled_secs: 16 * DAY_SECS,
        ask: |_| question("historicalInflowChart"),
        parse: history,
        beside: &[Query {
            what: "the flows of each fund in the last session",
            ask: |_| question("currentEtfDataMetrics"),
            parse: snapshot,
        }],
    }],
    // 20 a minute are allowed with a free key.
    pace: Pace { per_second: 0.3, burst: 2 },
};

fn question(call: &str) -> Question {
    Question {
        body: Some(BODY.to_owned()),
        key_header: Some(KEY_HEADER),
        ..Question::get(format!("/openapi/v2/etf/{call}"))
    }
}

/// What every answer is wrapped in.
#[derive(Deserialize)]
struct Answer<T> {
    data: Option<T>,
}

#[derive(Deserialize)]
struct Verdict {
    #[serde(default)]
    code: Option<Number>,
    #[serde(default, alias = "message")]
    msg: Option<String>,
}

/// The data of an answer that says it is one.
fn data<'de, T: Deserialize<'de>>(body: &'de [u8], expected: &'static str) -> Result<T, ParseError> {
    // Beside an error code `data` may be of any form, so that the code is read first.
    let Object(Verdict { code, msg }) = json::read(body, expected)?;
    if let Some(Number(code)) = code.filter(|Number(code)| code.abs() > 0.0) {
        let words = msg.filter(|words| !words.trim().is_empty());
        return Err(refusal(&words.unwrap_or_else(|| format!("error code {code}"))));
    }
    let Object(Answer { data }) = json::read(body, expected)?;
    data.ok_or_else(|| ParseError::Form { expected, found: "no data".to_owned() })
}

/// Rows as such or in a `list`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Days {
    Bare(Vec<Object<Day>>),
    Listed { list: Vec<Object<Day>> },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Day {
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    data_date: Option<String>,
    #[serde(default)]
    total_net_inflow: Option<Amount>,
}

/// A number, or one wrapped together with its date and status.
#[derive(Deserialize)]
#[serde(untagged)]
enum Amount {
    Bare(Number),
    Wrapped(Object<Wrapped>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wrapped {
    #[serde(default)]
    value: Option<Number>,
    #[serde(default)]
    last_update_date: Option<String>,
    #[serde(default)]
    status: Option<Status>,
}

/// `"1"` or `1`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Status {
    Text(String),
    Number(i64),
}

impl Amount {
    /// The amount, unless it is said not to be there yet.
    fn known(&self) -> Option<f64> {
        match self {
            Self::Bare(Number(amount)) => Some(*amount),
            Self::Wrapped(Object(wrapped)) => {
                let is_final = wrapped.status.as_ref().is_none_or(|status| match status {
                    Status::Text(status) => status == UPDATED,
                    Status::Number(status) => *status == 1,
                });
                value(wrapped.value).filter(|_| is_final)
            }
        }
    }

    fn date(&self) -> Option<&str> {
        match self {
            Self::Bare(_) => None,
            Self::Wrapped(Object(wrapped)) => wrapped.last_update_date.as_deref(),
        }
    }
}

fn history(body: &[u8], asked: &Ask) -> Result<Page, ParseError> {
    let days: Days = data(body, "data.list[] with date and totalNetInflow")?;
    let (Days::Bare(days) | Days::Listed { list: days }) = days;
    let shape = Shape { source: ID, series: ETF_TOTAL, grid: Grid::Events, window: Window::Whole };
    let mut rows = Scalars::new(&shape, asked);
    for Object(row) in days {
        let date = day(row.date.or(row.data_date).as_deref())?;
        rows.add(date, row.total_net_inflow.and_then(|amount| amount.known()))?;
    }
    rows.into_page()
}

/// The day of a date with or without a time of day.
fn day(text: Option<&str>) -> Result<UnixSecs, ParseError> {
    let text = text.unwrap_or_default();
    let wrong = || ParseError::Form { expected: "a date such as 2026-08-01", found: shorten(text) };
    UnixSecs::parse_iso(text).map(UnixSecs::start_of_day).ok_or_else(wrong)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    #[serde(default)]
    daily_net_inflow: Option<Amount>,
    list: Vec<Object<Fund>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fund {
    ticker: String,
    #[serde(default)]
    daily_net_inflow: Option<Amount>,
}

fn snapshot(body: &[u8], asked: &Ask) -> Result<Page, ParseError> {
    let Object(metrics): Object<Metrics> = data(body, "data.list[] with ticker and dailyNetInflow")?;
    let total = metrics.daily_net_inflow.as_ref();
    let total_day = total.and_then(Amount::date).map(|date| day(Some(date))).transpose()?;
    let mut page = Page::default();
    let mut of_the_day = Vec::new();
    for Object(fund) in &metrics.list {
        let Some(amount) = fund.daily_net_inflow.as_ref() else {
            page.rows_unknown += 1;
            continue;
        };
        let own_day = amount.date().map(|date| day(Some(date))).transpose()?;
        let (Some(usd), Some(fund_day)) = (amount.known(), own_day.or(total_day)) else {
            page.rows_unknown += 1;
            continue;
        };
        if Some(fund_day) == total_day {
            of_the_day.push(usd);
        }
        page.series.extend(fund_series(&fund.ticker, fund_day, usd, asked)?.series);
    }
    let ids: Vec<_> = page.series.iter().map(|series| &series.key().id).collect();
    if let Some(twice) =
        ids.iter().enumerate().find(|(at, id)| ids.iter().take(*at).any(|other| other == *id))
    {
        return Err(ParseError::Form { expected: "every fund once", found: format!("{} twice", twice.1) });
    }
    // Only a table in which every fund has reported has to add up.
    if let (Some(day), Some(total)) = (total_day, total.and_then(Amount::known))
        && of_the_day.len() == metrics.list.len()
    {
        etf_gate::judge(day, &of_the_day, total)?;
    }
    Ok(page)
}

fn fund_series(ticker: &str, day: UnixSecs, usd: f64, asked: &Ask) -> Result<Page, ParseError> {
    let id = format!("etf.flow.{}", ticker.trim().to_ascii_lowercase());
    if !is_series_id(&id) || id == ETF_TOTAL {
        return Err(ParseError::Form { expected: "a ticker such as IBIT", found: shorten(ticker) });
    }
    let shape = Shape { source: ID, series: &id, grid: Grid::Events, window: Window::Whole };
    let mut rows = Scalars::new(&shape, asked);
    rows.add(day, Some(usd))?;
    rows.into_page()
}
