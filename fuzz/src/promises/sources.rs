//! Answers of live sources: whole or not at all, and nothing that cannot be.

use super::{NEWEST, NOW, sentence};
use crate::domain::level::MAX_PRICE_USD;
use crate::domain::live::RetargetEstimate;
use crate::domain::series::{Series, is_series_id};
use crate::domain::time::{FIRST_BLOCK_DAY, UnixSecs};
use crate::domain::unit::Unit;
use crate::io::sources::{self, Ask, Feed, Page, Paging, ParseError, Query};

/// Every parser of one source reads the same bytes.
pub fn source(id: &str, body: &[u8]) {
    let source = sources::source(id).expect("a source of this id");
    let all = Ask { from: FIRST_BLOCK_DAY, to: NOW, now: NOW };
    for Feed { parse, paging, beside, .. } in source.feeds {
        check(parse(body, &all), &all, id, body);
        if let Paging::Windows { .. } = paging {
            let window = Ask { from: UnixSecs(NOW.0 - 90 * 86_400), ..all };
            if let Some(page) = check(parse(body, &window), &window, id, body) {
                for time in page.series.iter().flat_map(Series::times) {
                    assert!((window.from..=window.to).contains(time), "a row of {time} was not asked for");
                }
            }
        }
        for Query { parse, .. } in *beside {
            check(parse(body, &all), &all, id, body);
        }
    }
}

fn check(read: Result<Page, ParseError>, asked: &Ask, id: &str, body: &[u8]) -> Option<Page> {
    let page = match read {
        Ok(page) => page,
        Err(error) => {
            sentence(&error, 4_000);
            return None;
        }
    };
    let mut rows = page.rows_unknown + page.rows_outside;
    for series in &page.series {
        let key = series.key();
        assert!(is_series_id(&key.id), "{key}");
        assert_eq!(key.source.to_string(), id, "{key}");
        assert!(!series.is_empty(), "{key} without a row");
        rows += series.len() as u64;
        check_series(series, id == "csv_url");
    }
    // The shortest row there is takes three bytes: `[1]`, `1,1`.
    assert!(rows <= body.len() as u64, "{rows} rows in {} bytes", body.len());
    if let Some(estimate) = &page.estimate {
        check_estimate(estimate, asked, id);
    }
    if let Some(next) = &page.next {
        assert!(next.starts_with('/') && !next.starts_with("//"), "the next page is {next:?}");
        assert!(next.len() <= 4_000 && !next.chars().any(|c| c.is_control() || c == ' '), "{next:?}");
    }
    Some(page)
}

/// Times ascend and can be; values are those that such a series can have.
fn check_series(series: &Series, may_have_gaps: bool) {
    let key = series.key();
    for pair in series.times().windows(2) {
        assert!(pair[0] < pair[1], "{key}: {} after {}", pair[1], pair[0]);
    }
    for time in series.times() {
        assert!((FIRST_BLOCK_DAY..=NEWEST).contains(time), "{key}: a row of {time}");
    }
    let is_price = key.id.starts_with("price.");
    for (column, values) in series.named_columns() {
        assert_eq!(values.len(), series.len());
        for value in values {
            let fits = match series.unit() {
                _ if column == "volume" => value.is_nan() || (*value >= 0.0 && value.is_finite()),
                _ if may_have_gaps && value.is_nan() => true,
                Unit::Usd if is_price => *value > 0.0 && *value <= MAX_PRICE_USD,
                Unit::Usd if key.id.starts_with("etf.flow.") => value.abs() <= 3e9,
                Unit::Index100 => (0.0..=100.0).contains(value),
                Unit::HashesPerSecond | Unit::Difficulty => *value > 0.0 && *value <= 1e300,
                _ => value.abs() <= 1e300,
            };
            assert!(fits, "{key}: {column} is {value}");
        }
    }
    if let Some(candles) = series.ohlcv() {
        for row in 0..series.len() {
            let (high, low) = (candles.high[row], candles.low[row]);
            for price in [candles.open[row], candles.close[row]] {
                assert!(low <= price && price <= high, "{key}: {price} outside {low}–{high}");
            }
        }
    }
}

fn check_estimate(estimate: &RetargetEstimate, asked: &Ask, id: &str) {
    assert_eq!(estimate.source.to_string(), id);
    assert_eq!(estimate.seen_at, asked.now);
    assert!((0.0..=100.0).contains(&estimate.progress_percent), "{estimate:?}");
    assert!((-75.0..=300.0).contains(&estimate.change_percent), "{estimate:?}");
    assert!(estimate.remaining_blocks <= 2_016, "{estimate:?}");
    let latest = UnixSecs(asked.now.0 + 70 * 86_400);
    assert!((FIRST_BLOCK_DAY..=latest).contains(&estimate.expected_at), "{estimate:?}");
}
