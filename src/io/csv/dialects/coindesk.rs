//! CoinDesk's and CryptoCompare's candles.
//!
//! Knows their header in capitals. The volume is in dollars there and is taken as
//! it stands.

use super::market::Market;
use super::words::candle;
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::io::csv::sniff::Sniffed;

/// `TIME,OPEN,HIGH,LOW,CLOSE,VOLUME`.
pub struct CoinDesk;

impl Dialect for CoinDesk {
    fn name(&self) -> &'static str {
        "coindesk"
    }

    fn title(&self) -> &'static str {
        "CoinDesk and CryptoCompare candles"
    }

    fn expects(&self) -> &'static str {
        "TIME, OPEN, HIGH, LOW, CLOSE, VOLUME in capitals"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let known = ["TIME", "OPEN", "HIGH", "LOW", "CLOSE", "VOLUME"];
        let names = file.header.iter().map(|name| name.trim());
        if names.eq(known) && self.plan(file).is_some() { 90 } else { 0 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let market = Market::of(file, "usd");
        let series = market.series(&market.price_id(), &SourceId::new("coindesk")?, candle(file)?);
        Some(Plan::published("CoinDesk", "candles", &file.name, file.column(&["time"])?, vec![series]))
    }
}
