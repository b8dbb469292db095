//! ETF flows from a table at the user's own address, read by the CSV importer.
//!
//! Only the user knows the address, so the path asked here is a stand-in that
//! whoever sends it replaces. An import lets bad rows go and says so; here nobody
//! watches, so one row that cannot be read refuses the table. A row in which
//! every fund has a value has to add up to its total.

use crate::domain::catalog::ETF_TOTAL;
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::provenance::SourceId;
use crate::domain::series::{Series, SeriesKey};
use crate::domain::time::DAY_SECS;
use crate::io::csv::{self, ReadOptions};
use crate::io::http::Expects;
use crate::io::sources::json::shorten;
use crate::io::sources::rows::{ParseError, date, newest};
use crate::io::sources::{Ask, Feed, Pace, Page, Paging, Question, Source, etf_gate};

const ID: &str = "csv_url";
const FLOWS: &str = "etf.flow.";

/// The user's own table.
pub const SOURCE: Source = Source {
    info: SourceInfo {
        id: ID,
        title: "Your CSV address",
        base_url: "",
        citation: "A table at an address of your own",
        licence: "As the table's publisher says",
        about: "ETF flows from a table in the form of Farside's, or date and net flow",
        key: KeyNeed::None,
    },
    feeds: &[Feed {
        series: ETF_TOTAL,
        paging: Paging::Whole,
        unsettled_secs: 16 * DAY_SECS,
        ask: |_| Question { expects: Expects::Table, ..Question::get("/".to_owned()) },
        parse,
        beside: &[],
    }],
    pace: Pace { per_second: 0.2, burst: 2 },
};

fn parse(body: &[u8], asked: &Ask) -> Result<Page, ParseError> {
    let table = |error: csv::CsvError| ParseError::Table(error.to_string());
    let read = csv::read(body, "table.csv", &ReadOptions::up_to(newest(asked))).map_err(table)?;
    if let Some(warning) = read.warnings.first() {
        return Err(ParseError::Table(warning.to_string()));
    }
    let source = SourceId::new(ID).ok_or_else(|| ParseError::Table("a source name".to_owned()))?;
    let mut page = Page::default();
    for one in &read.series {
        let series = one.series().map_err(|error| ParseError::Table(error.to_string()))?;
        let id = &one.key.id;
        if !id.starts_with(FLOWS) {
            let found = shorten(id);
            return Err(ParseError::Form { expected: "a table of ETF flows with a column Total", found });
        }
        for time in [series.first_time(), series.last_time()].into_iter().flatten() {
            date(time, asked)?;
        }
        for (day, flow) in series.times().iter().zip(series.values()) {
            etf_gate::judge_size(*day, *flow)?;
        }
        page.series.push(Series::new(
            SeriesKey::new(id, source.clone()),
            series.unit(),
            series.cadence(),
            series.times().to_vec(),
            series.columns().clone(),
        )?);
    }
    judge(&page.series)?;
    Ok(page)
}

/// Lets every row through the gate in which all funds have a value.
fn judge(series: &[Series]) -> Result<(), ParseError> {
    let Some(total) = series.iter().find(|series| series.key().id == ETF_TOTAL) else {
        let found = "a table without a total".to_owned();
        return Err(ParseError::Form { expected: "a table of ETF flows with a column Total", found });
    };
    let funds: Vec<_> = series.iter().filter(|series| series.key().id != ETF_TOTAL).collect();
    if funds.is_empty() {
        return Ok(());
    }
    for (day, total) in total.times().iter().zip(total.values()) {
        let values: Vec<f64> = funds
            .iter()
            .filter_map(|fund| fund.values().get(fund.times().binary_search(day).ok()?).copied())
            .filter(|flow| !flow.is_nan())
            .collect();
        if values.len() == funds.len() && !total.is_nan() {
            etf_gate::judge(*day, &values, *total)?;
        }
    }
    Ok(())
}
