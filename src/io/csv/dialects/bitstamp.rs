//! Bitstamp's minutes as the Kaggle data sets hold them.
//!
//! Knows the old header, which nobody else has, and the names of the newer files,
//! whose header `timestamp,open,…` could be anybody's.

use super::market::{Market, step_suffix};
use super::words::{candle, date_column, stem};
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::io::csv::plan::Cells;
use crate::io::csv::sniff::Sniffed;

/// `Timestamp,Open,High,Low,Close,Volume` in a file that says Bitstamp or Kaggle's name for it.
pub struct Bitstamp;

impl Dialect for Bitstamp {
    fn name(&self) -> &'static str {
        "bitstamp"
    }

    fn title(&self) -> &'static str {
        "Bitstamp minutes (Kaggle)"
    }

    fn expects(&self) -> &'static str {
        "timestamp, open, high, low, close, volume in a file named after Bitstamp"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let name = stem(&file.name).to_ascii_lowercase();
        let named = name.contains("bitstamp") || name.starts_with("btcusd_1-min");
        let first = |key: &str| file.keys.first().is_some_and(|found| found == key);
        let old = file.column(&["weightedprice"]).is_some() && file.column(&["volumecurrency"]).is_some();
        let plain = named && file.width() <= 6;
        if first("timestamp") && (old || plain) && self.plan(file).is_some() { 90 } else { 0 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let date = date_column(file)?;
        let market = Market::of(file, "usd");
        let id = format!("{}{}", market.price_id(), step_suffix(file, date));
        let Cells::Candle { open, high, low, close, volume } = candle(file)? else { return None };
        let volume = volume.or_else(|| file.column(&["volumebtc"]));
        let cells = Cells::Candle { open, high, low, close, volume };
        let series = market.series(&id, &SourceId::new("bitstamp")?, cells);
        Some(Plan::published("Bitstamp", "candles from Kaggle", &file.name, date, vec![series]))
    }
}
