//! Stooq's history, whose header is in the language of the site.
//!
//! Knows the order of the columns and reads their words in any language; in
//! English the header is everybody's, so only the file's name tells it there.

use super::market::Market;
use super::words::{candle, stem};
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::io::csv::plan::Cells;
use crate::io::csv::sniff::Sniffed;

/// `Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie[,Wolumen]`.
pub struct Stooq;

impl Dialect for Stooq {
    fn name(&self) -> &'static str {
        "stooq"
    }

    fn title(&self) -> &'static str {
        "Stooq history"
    }

    fn expects(&self) -> &'static str {
        "date, open, high, low, close and perhaps volume, in this order and any language"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let english = ["open", "high", "low", "close"].iter().any(|word| file.column(&[*word]).is_some());
        let name = stem(&file.name).to_ascii_lowercase();
        let named = name.contains("stooq") || (name.ends_with("_d") && name.len() <= 9);
        if self.plan(file).is_none() || (english && !named) { 0 } else { 85 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let cells = candle(file)?;
        let in_order =
            matches!(cells, Cells::Candle { open: 1, high: 2, low: 3, close: 4, volume: None | Some(5) });
        // Whatever its language, Stooq writes ISO dates between commas.
        let theirs = file.delimiter == b',' && file.date_form(0).is_none_or(|form| form == "ISO date");
        if !in_order || !theirs || file.width() > 6 || !(file.rows.is_empty() || file.holds_dates(0)) {
            return None;
        }
        let market = Market::of(file, "usd");
        let series = market.series(&market.price_id(), &SourceId::new("stooq")?, cells);
        Some(Plan::published("Stooq", "history", &file.name, 0, vec![series]))
    }
}
