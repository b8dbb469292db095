//! Candles of any exporter: a date and open, high, low, close by name.
//!
//! Knows only header names, in any order and case; further columns are not
//! used. Several volume columns (`Volume BTC`, `Volume USD`) are left alone:
//! which of them counts, and whether they are swapped, only a particular
//! dialect can know.

use super::{DATE_KEYS, Dialect, Plan};
use crate::domain::catalog::PRICE;
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::io::csv::plan::{Cells, SeriesPlan};
use crate::io::csv::sniff::Sniffed;

/// `time,open,high,low,close[,volume]`.
pub struct Candles;

impl Dialect for Candles {
    fn name(&self) -> &'static str {
        "candles"
    }

    fn title(&self) -> &'static str {
        "Open, high, low, close"
    }

    fn expects(&self) -> &'static str {
        "date or time, open, high, low, close, and perhaps volume"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        if self.plan(file).is_some() { 70 } else { 0 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let cells = Cells::Candle {
            open: file.column(&["open"])?,
            high: file.column(&["high"])?,
            low: file.column(&["low"])?,
            close: file.column(&["close"])?,
            volume: file.column(&["volume", "vol"]),
        };
        Some(Plan {
            date: file.column(&DATE_KEYS)?,
            series: vec![SeriesPlan::candles(SeriesKey::new(PRICE, SourceId::new("csv")?), cells)],
            source_title: "Imported file".to_owned(),
            citation: file.name.clone(),
            licence: String::new(),
        })
    }
}
