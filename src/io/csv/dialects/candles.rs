//! Candles of any exporter: a date and open, high, low, close.
//!
//! Knows header words in several languages, in any order and case; as a last
//! resort four columns whose numbers can only be a candle's, in the usual order.
//! Several volume columns (`Volume BTC`, `Volume USD`) are left alone: which of
//! them counts, and whether they are swapped, only a particular dialect can know.

use super::market::Market;
use super::plausible::is_plausible;
use super::words::{candle, date_column};
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::io::csv::plan::Cells;
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
        match (self.plan(file), candle(file)) {
            (None, _) => 0,
            (Some(_), Some(_)) => 70,
            (Some(_), None) => 55,
        }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let date = date_column(file)?;
        let cells = match candle(file) {
            Some(named) => named,
            // Under names in these letters four columns may be anything: bands, percentiles.
            None if file.header.iter().any(|name| name.contains(|c: char| c.is_ascii_alphabetic())) => {
                return None;
            }
            None => by_place(file, date)?,
        };
        let market = Market::of(file, "usd");
        let series = market.series(&market.price_id(), &SourceId::new("csv")?, cells);
        Some(Plan::of_file(&file.name, date, vec![series]))
    }
}

/// The four columns behind the date, if every sampled row can be a candle there.
fn by_place(file: &Sniffed, date: usize) -> Option<Cells> {
    let mut amounts = (date + 1..file.width()).take_while(|column| file.holds_amounts(*column));
    let mut next = || amounts.next();
    let (open, high, low, close) = (next()?, next()?, next()?, next()?);
    let volume = next();
    // More columns than a candle has are something else.
    let cells = Cells::Candle { open, high, low, close, volume };
    (next().is_none() && is_plausible(file, cells)).then_some(cells)
}
