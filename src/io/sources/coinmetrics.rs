//! Coin Metrics' community data: the hashrate, in TH/s, as text.
//!
//! Times have nine decimals. A further page is asked of the same host whatever
//! host its address names: only path and query are taken, and only of the one
//! path we ask.

use serde::Deserialize;

use crate::domain::catalog::HASHRATE;
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::io::sources::json::{self, Number, Object, shorten, value};
use crate::io::sources::rows::{Grid, ParseError, Scalars, Shape, Window};
use crate::io::sources::{Ask, Feed, Pace, Page, Paging, Question, Source};

const ID: &str = "coinmetrics";
const PATH: &str = "/v4/timeseries/asset-metrics";
/// Characters of the address of a further page.
const ADDRESS_CHARS: usize = 2_000;

/// Coin Metrics, community.
pub const SOURCE: Source = Source {
    info: SourceInfo {
        id: ID,
        title: "Coin Metrics",
        base_url: "https://community-api.coinmetrics.io",
        citation: "Coin Metrics community data",
        licence: "CC BY-NC 4.0: not for commercial use",
        about: "Hashrate by days since 2009",
        key: KeyNeed::None,
    },
    feeds: &[Feed {
        series: HASHRATE,
        paging: Paging::Whole,
        unsettled_secs: 2 * DAY_SECS,
        ask: question,
        parse,
        beside: &[],
    }],
    // Ten in six seconds are allowed.
    pace: Pace { per_second: 1.0, burst: 2 },
};

fn question(_asked: &Ask) -> Question {
    Question::get(format!(
        "{PATH}?assets=btc&metrics=HashRate&frequency=1d&start_time=2009-01-03&page_size=10000&paging_from=start"
    ))
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Object<Row>>,
    #[serde(default)]
    next_page_url: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    time: String,
    #[serde(default, rename = "HashRate")]
    hashrate: Option<Number<12>>,
}

fn parse(body: &[u8], asked: &Ask) -> Result<Page, ParseError> {
    let Object(answer): Object<Answer> = json::read(body, "data[] with time and HashRate")?;
    let shape = Shape { source: ID, series: HASHRATE, grid: Grid::Days, window: Window::Whole };
    let mut rows = Scalars::new(&shape, asked);
    for Object(row) in answer.data {
        let wrong =
            || ParseError::Form { expected: "data[].time such as 2026-02-17", found: shorten(&row.time) };
        let time = UnixSecs::parse_iso(&row.time).ok_or_else(wrong)?;
        rows.add(time, value(row.hashrate).filter(|hashes| hashes.abs() > 0.0))?;
    }
    let mut page = rows.into_page()?;
    page.next = answer.next_page_url.filter(|url| !url.is_empty()).map(|url| path_of(&url)).transpose()?;
    Ok(page)
}

/// Path and query of an address, if they are of the call we make.
fn path_of(url: &str) -> Result<String, ParseError> {
    let beyond_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = beyond_scheme.find('/').and_then(|slash| beyond_scheme.get(slash..)).unwrap_or_default();
    let is_ours = path.strip_prefix(PATH).is_some_and(|query| query.starts_with('?'));
    if is_ours && path.len() <= ADDRESS_CHARS && path.bytes().all(|b| b.is_ascii_graphic() && b != b'#') {
        Ok(path.to_owned())
    } else {
        Err(ParseError::Form { expected: "a next_page_url of the same call", found: shorten(url) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_page_is_asked_of_the_same_host_and_call() {
        let path = "/v4/timeseries/asset-metrics?assets=btc&next_page_token=0.MjA";
        for host in
            ["https://community-api.coinmetrics.io", "http://127.0.0.1:81", "https://evil.example", ""]
        {
            assert_eq!(path_of(&format!("{host}{path}")).unwrap(), path, "{host}");
        }
        for bad in [
            "https://community-api.coinmetrics.io/v4/catalog?x=1",
            "https://community-api.coinmetrics.io",
            "//evil.example/v4/timeseries/asset-metrics",
            "https://a/v4/timeseries/asset-metrics/../../x?y",
            "https://a/v4/timeseries/asset-metrics?a b",
            "https://a/v4/timeseries/asset-metrics?a#b",
        ] {
            assert!(path_of(bad).is_err(), "{bad}");
        }
    }
}
