//! TradingView's chart export and its pine-seed files.
//!
//! Knows `time,open,high,low,close` in lower case with anything behind it:
//! indicators come under names that repeat, so only the first of a name is read
//! and the rest is left to be chosen. A pine-seed file has no header and times
//! such as `20180201T`. The market stands in the file's name: `BITSTAMP_BTCUSD, 1D.csv`.

use super::market::Market;
use super::words::stem;
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::io::csv::plan::Cells;
use crate::io::csv::sniff::Sniffed;

/// `time,open,high,low,close[,…]`, or `20180201T,…` without a header.
pub struct TradingView;

const FIRST: [&str; 5] = ["time", "open", "high", "low", "close"];

impl Dialect for TradingView {
    fn name(&self) -> &'static str {
        "tradingview"
    }

    fn title(&self) -> &'static str {
        "TradingView export"
    }

    fn expects(&self) -> &'static str {
        "time, open, high, low, close and indicators, in lower case"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        if self.plan(file).is_none() {
            return 0;
        }
        let lower = file.header.iter().zip(FIRST).all(|(name, known)| name.trim() == known);
        let named = stem(&file.name).contains(", ");
        // With a lower-case `volume` alone behind the prices it may be anybody's.
        let anybody = file.header.get(5..).is_some_and(|rest| rest == ["volume"]);
        match (is_seed(file), lower) {
            (true, _) => 95,
            (false, true) if named || !anybody => 90,
            _ => 0,
        }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let seed = is_seed(file);
        if !seed && !file.keys.iter().map(String::as_str).zip(FIRST).all(|(key, known)| key == known) {
            return None;
        }
        if file.width() < FIRST.len() || (!seed && file.header.is_empty()) {
            return None;
        }
        let volume = if seed { (file.width() > 5).then_some(5) } else { file.column(&["volume"]) };
        let cells = Cells::Candle { open: 1, high: 2, low: 3, close: 4, volume };
        let market = Market::of(file, "usd");
        let series = market.series(&market.price_id(), &SourceId::new("tradingview")?, cells);
        Some(Plan::published("TradingView", "chart export", &file.name, 0, vec![series]))
    }
}

/// No header, and every time eight digits and a `T`.
fn is_seed(file: &Sniffed) -> bool {
    let is_time = |cell: &str| cell.strip_suffix('T').is_some_and(|day| day.len() == 8);
    file.header.is_empty()
        && matches!(file.width(), 5 | 6)
        && file.holds_dates(0)
        && file.sample(0).all(is_time)
}
