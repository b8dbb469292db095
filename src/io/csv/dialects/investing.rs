//! Investing.com's historical data, in the language of the site.
//!
//! Knows its columns (a price for the close, a volume with K, M or B, a change in
//! percent) and reads them by their words. The volume is in the coin.

use super::market::Market;
use super::words::{candle, date_column};
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::io::csv::sniff::Sniffed;

/// `"Date","Price","Open","High","Low","Vol.","Change %"`.
pub struct Investing;

/// What the site calls the last price.
const PRICE: [&str; 13] = [
    "price", "zuletzt", "dernier", "ultimo", "ultima", "ostatnio", "цена", "simdi", "laatst", "senast",
    "最新", "終値", "종가",
];

impl Dialect for Investing {
    fn name(&self) -> &'static str {
        "investing"
    }

    fn title(&self) -> &'static str {
        "Investing.com history"
    }

    fn expects(&self) -> &'static str {
        "Date, Price, Open, High, Low, Vol., Change %"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let Some(last) = file.width().checked_sub(1) else { return 0 };
        let filled = || file.sample(last).filter(|cell| !cell.trim().is_empty());
        let changes = filled().next().is_some() && filled().all(|cell| cell.trim_end().ends_with('%'));
        let priced = file.column(&PRICE).is_some();
        if changes && priced && self.plan(file).is_some() { 95 } else { 0 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let market = Market::of(file, "usd");
        let series = market.series(&market.price_id(), &SourceId::new("investing")?, candle(file)?);
        let date = date_column(file)?;
        Some(Plan::published("Investing.com", "historical data", &file.name, date, vec![series]))
    }
}
