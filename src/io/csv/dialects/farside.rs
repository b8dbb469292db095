//! Farside Investors' table of daily US spot ETF flows, as file or pasted.
//!
//! Knows the funds' tickers, US$ millions and the lines of sums below the table.
//! A holiday shows as all funds blank with a total of 0.0; it has no row in any
//! series, because no trading is not the same as no net flow.

use super::{Dialect, Plan, RowKind, footer};
use crate::domain::catalog;
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, SeriesKey, is_series_id};
use crate::domain::unit::Unit;
use crate::io::csv::number::{NumberStyle, is_missing, parse_amount};
use crate::io::csv::plan::{Cells, SeriesPlan};
use crate::io::csv::records::Record;
use crate::io::csv::sniff::{SURELY_DOLLARS, Sniffed};

/// `Date IBIT FBTC … Total`, the last name often blank.
pub struct Farside;

/// Lines between header and rows of their page, beside the usual sums.
const FOOTERS: [&str; 2] = ["fee", "seed"];

impl Dialect for Farside {
    fn name(&self) -> &'static str {
        "farside"
    }

    fn title(&self) -> &'static str {
        "Farside ETF flows"
    }

    fn expects(&self) -> &'static str {
        "Date, two or more ETF tickers such as IBIT, Total"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let known = file.keys.iter().filter(|key| catalog::entry(&format!("etf.flow.{key}")).is_some());
        match known.filter(|key| key.as_str() != "total").count() {
            0 | 1 => 0,
            _ if self.plan(file).is_some() => 95,
            _ => 0,
        }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let first = file.keys.first()?;
        if !(first == "date" || (first.is_empty() && file.holds_dates(0))) {
            return None;
        }
        let last = file.width().checked_sub(1)?;
        let is_total = |column: usize, key: &str| key == "total" || (key.is_empty() && column == last);
        let total = file.keys.iter().enumerate().skip(1).find(|(column, key)| is_total(*column, key))?.0;
        let mut ids = vec![(catalog::ETF_TOTAL.to_owned(), total)];
        for (column, key) in file.keys.iter().enumerate().skip(1) {
            let id = format!("etf.flow.{key}");
            if column != total && is_series_id(&id) && !ids.iter().any(|(known, _)| *known == id) {
                ids.push((id, column));
            }
        }
        let source = SourceId::new("farside")?;
        // Farside writes millions; a table of the same columns in dollars has a thousand times more.
        let power = if file.usual_size(total).is_some_and(|size| size >= SURELY_DOLLARS) { 0 } else { 6 };
        let series = ids.into_iter().map(|(id, column)| SeriesPlan {
            unit: Unit::Usd,
            power,
            cadence: Some(Cadence::Irregular),
            ..SeriesPlan::scalar(SeriesKey::new(&id, source.clone()), column)
        });
        Some(Plan {
            date: 0,
            series: series.collect(),
            source_title: "Farside Investors".to_owned(),
            citation: format!("Farside Investors, Bitcoin ETF flow ({})", file.name),
            licence: String::new(),
        })
    }

    fn judges_dated_rows(&self) -> bool {
        true
    }

    fn row_kind(&self, plan: &Plan, record: &Record<'_>) -> RowKind {
        let first = record.cell(plan.date).trim();
        let named = FOOTERS.iter().any(|word| first.eq_ignore_ascii_case(word));
        if named || footer::kind(plan.date, record) == RowKind::Footer {
            return RowKind::Footer;
        }
        let mut cells = plan.series.iter().filter_map(|series| match series.cells {
            Cells::Scalar(column) => Some(record.cell(column)),
            Cells::Candle { .. } => None,
        });
        let nothing_in_total = cells.next().is_some_and(|total| {
            let reads = |style| parse_amount(total, style, 0);
            let value = reads(NumberStyle::Point).or_else(|_| reads(NumberStyle::Comma));
            value.is_ok_and(|value| value.is_none_or(|value| value.abs() <= 0.0))
        });
        if nothing_in_total && cells.all(is_missing) { RowKind::Holiday } else { RowKind::Data }
    }
}
