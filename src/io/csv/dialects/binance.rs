//! Binance's public dumps of candles: spot without a header, futures with one.
//!
//! Knows the twelve columns and their order. Times turn from milliseconds to
//! microseconds in 2025; each cell says which it is by its magnitude. Futures are
//! another market than spot and get an id of their own.

use super::market::{Market, step_suffix};
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::io::csv::plan::Cells;
use crate::io::csv::sniff::Sniffed;

/// `open time, open, high, low, close, volume, close time, …, ignore`.
pub struct Binance;

const COLUMNS: usize = 12;

impl Dialect for Binance {
    fn name(&self) -> &'static str {
        "binance"
    }

    fn title(&self) -> &'static str {
        "Binance candles"
    }

    fn expects(&self) -> &'static str {
        "open_time, open, high, low, close, volume, close_time and five more, the header left out for spot"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let epochs = [0, 6]
            .iter()
            .all(|column| file.date_form(*column).is_some_and(|form| form.ends_with("since 1970")));
        let closes = || file.header.is_empty() && file.sample(11).all(|cell| cell.trim() == "0");
        if epochs && (closes() || is_futures(file)) && self.plan(file).is_some() { 95 } else { 0 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let named = is_futures(file);
        if file.width() != COLUMNS || !(named || file.header.is_empty()) || !file.holds_dates(0) {
            return None;
        }
        let market = Market::of(file, "usdt");
        let perpetual = if named { ".perpetual" } else { "" };
        let id = format!("{}{perpetual}{}", market.price_id(), step_suffix(file, 0));
        let cells = Cells::Candle { open: 1, high: 2, low: 3, close: 4, volume: Some(5) };
        let series = market.series(&id, &SourceId::new("binance")?, cells);
        let what = if named { "candles of futures" } else { "candles" };
        Some(Plan::published("Binance", what, &file.name, 0, vec![series]))
    }
}

fn is_futures(file: &Sniffed) -> bool {
    let named = |at: usize, key: &str| file.keys.get(at).is_some_and(|found| found == key);
    named(0, "opentime") && named(4, "close") && named(6, "closetime") && file.width() == COLUMNS
}
