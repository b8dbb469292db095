//! CoinGecko's export of prices, market capitalisation and volume.
//!
//! Knows its four columns. The price of a day is that of 00:00 UTC.

use super::market::Market;
use super::words::date_column;
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::domain::unit::Unit;
use crate::io::csv::plan::{Cells, SeriesPlan};
use crate::io::csv::sniff::Sniffed;

/// `snapped_at,price,market_cap,total_volume`.
pub struct CoinGecko;

impl Dialect for CoinGecko {
    fn name(&self) -> &'static str {
        "coingecko"
    }

    fn title(&self) -> &'static str {
        "CoinGecko history"
    }

    fn expects(&self) -> &'static str {
        "snapped_at, price, market_cap, total_volume"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        if file.column(&["snappedat"]).is_some() && self.plan(file).is_some() { 95 } else { 0 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let source = SourceId::new("coingecko")?;
        let market = Market::of(file, "usd");
        let price = market.series(&market.price_id(), &source, Cells::Scalar(file.column(&["price"])?));
        let coin = if market.base == "btc" { String::new() } else { format!("{}_", market.base) };
        let unit = if market.is_in_dollars() { Unit::Usd } else { Unit::Number };
        let others =
            [("marketcap", "market_cap"), ("totalvolume", "volume")].into_iter().filter_map(|(key, word)| {
                let key_of = SeriesKey::new(&format!("custom.{coin}{word}_{}", market.quote), source.clone());
                Some(SeriesPlan::scalar(key_of, file.column(&[key])?).in_unit(unit, 0))
            });
        let series = std::iter::once(price).chain(others).collect();
        Some(Plan::published("CoinGecko", "historical data", &file.name, date_column(file)?, series))
    }
}
