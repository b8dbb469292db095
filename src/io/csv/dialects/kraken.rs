//! Kraken's downloadable candles: seven columns without a header.
//!
//! Knows their order: time, open, high, low, close, volume, trades. Days without
//! a trade have no row. The market stands in the file's name, `XBTUSD_1440.csv`.

use super::market::{Market, step_suffix};
use super::plausible::is_plausible;
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::io::csv::plan::Cells;
use crate::io::csv::sniff::Sniffed;

/// `time,open,high,low,close,volume,trades`, no header.
pub struct Kraken;

const CELLS: Cells = Cells::Candle { open: 1, high: 2, low: 3, close: 4, volume: Some(5) };

impl Dialect for Kraken {
    fn name(&self) -> &'static str {
        "kraken"
    }

    fn title(&self) -> &'static str {
        "Kraken candles"
    }

    fn expects(&self) -> &'static str {
        "seconds, open, high, low, close, volume, trades, no header"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let seconds = file.date_form(0) == Some("seconds since 1970");
        let trades = file.sample(6).all(|cell| !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit()));
        if seconds && trades && is_plausible(file, CELLS) && self.plan(file).is_some() { 90 } else { 0 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        if file.width() != 7 || !file.header.is_empty() || !file.holds_dates(0) {
            return None;
        }
        let market = Market::of(file, "usd");
        let id = format!("{}{}", market.price_id(), step_suffix(file, 0));
        let series = market.series(&id, &SourceId::new("kraken")?, CELLS);
        Some(Plan::published("Kraken", "OHLCVT download", &file.name, 0, vec![series]))
    }
}
