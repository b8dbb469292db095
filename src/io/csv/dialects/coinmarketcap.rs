//! CoinMarketCap's historical data: semicolons, quoted instants, newest first.
//!
//! Knows its columns. A row is dated by `timeOpen`, the start of its day;
//! `name` holds 2781, their number for the US dollar, so it says nothing of the
//! coin. The volume is in dollars there and is taken as it stands.

use super::market::Market;
use super::words::candle;
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::domain::unit::Unit;
use crate::io::csv::plan::SeriesPlan;
use crate::io::csv::sniff::Sniffed;

/// `timeOpen;timeClose;timeHigh;timeLow;name;open;high;low;close;volume;marketCap;…`.
pub struct CoinMarketCap;

impl Dialect for CoinMarketCap {
    fn name(&self) -> &'static str {
        "coinmarketcap"
    }

    fn title(&self) -> &'static str {
        "CoinMarketCap history"
    }

    fn expects(&self) -> &'static str {
        "timeOpen, timeClose, open, high, low, close, volume, marketCap"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        if file.column(&["timeclose"]).is_some() && self.plan(file).is_some() { 95 } else { 0 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let source = SourceId::new("coinmarketcap")?;
        let market = Market::of(file, "usd");
        let price = market.series(&market.price_id(), &source, candle(file)?);
        let coin = if market.base == "btc" { String::new() } else { format!("{}_", market.base) };
        let supply = if market.base == "btc" { Unit::Btc } else { Unit::Number };
        let others = [
            ("marketcap", format!("custom.{coin}market_cap_usd"), Unit::Usd),
            ("circulatingsupply", format!("custom.{coin}supply"), supply),
        ];
        let others = others.into_iter().filter_map(|(key, id, unit)| {
            Some(
                SeriesPlan::scalar(SeriesKey::new(&id, source.clone()), file.column(&[key])?)
                    .in_unit(unit, 0),
            )
        });
        let series = std::iter::once(price).chain(others).collect();
        let date = file.column(&["timeopen"])?;
        Some(Plan::published("CoinMarketCap", "historical data", &file.name, date, series))
    }
}
