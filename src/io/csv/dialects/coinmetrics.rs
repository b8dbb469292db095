//! Coin Metrics' wide table of daily metrics, as their repository publishes it.
//!
//! Knows the metrics that say something on a chart; the set of columns differs
//! from version to version, so each is optional and the rest is left to be chosen.
//! The price is `PriceUSD`, the close; `ReferenceRateUSD` stands in only where
//! that is missing, since it is the rate of the day's first second.

use super::market::Market;
use super::words::date_column;
use super::{Dialect, Plan};
use crate::domain::catalog::{DIFFICULTY, HASHRATE};
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::domain::unit::Unit;
use crate::io::csv::plan::{Cells, SeriesPlan};
use crate::io::csv::sniff::Sniffed;

/// `time,AdrActCnt,…,PriceUSD,…`.
pub struct CoinMetrics;

/// Metric by key, id, unit and power of ten between the cells and the unit.
const METRICS: [(&str, &str, Unit, i32); 18] = [
    ("hashrate", HASHRATE, Unit::HashesPerSecond, 12), // TH/s in their data
    ("diffmean", DIFFICULTY, Unit::Difficulty, 0),
    ("capmrktcurusd", "custom.market_cap_usd", Unit::Usd, 0),
    ("caprealusd", "custom.realized_cap_usd", Unit::Usd, 0),
    ("capmvrvcur", "custom.mvrv", Unit::Number, 0),
    ("adractcnt", "custom.active_addresses", Unit::Number, 0),
    ("txcnt", "custom.transactions", Unit::Number, 0),
    ("blkcnt", "custom.blocks", Unit::Number, 0),
    ("feetotntv", "custom.fees_btc", Unit::Btc, 0),
    ("feetotusd", "custom.fees_usd", Unit::Usd, 0),
    ("isstotntv", "custom.issuance_btc", Unit::Btc, 0),
    ("isstotusd", "custom.issuance_usd", Unit::Usd, 0),
    ("splycur", "custom.supply_btc", Unit::Btc, 0),
    ("splyexntv", "custom.exchange_supply_btc", Unit::Btc, 0),
    ("flowinexusd", "custom.exchange_inflow_usd", Unit::Usd, 0),
    ("flowoutexusd", "custom.exchange_outflow_usd", Unit::Usd, 0),
    ("nvtadj", "custom.nvt", Unit::Number, 0),
    ("volumereportedspotusd1d", "custom.spot_volume_usd", Unit::Usd, 0),
];

impl Dialect for CoinMetrics {
    fn name(&self) -> &'static str {
        "coinmetrics"
    }

    fn title(&self) -> &'static str {
        "Coin Metrics"
    }

    fn expects(&self) -> &'static str {
        "time and metrics such as PriceUSD, HashRate, SplyCur"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        // As they write them: `hash_rate` or `price usd` is anybody's.
        let theirs =
            ["PriceUSD", "ReferenceRateUSD", "AdrActCnt", "HashRate", "SplyCur", "CapMrktCurUSD", "DiffMean"];
        let known = file.header.iter().filter(|name| theirs.contains(&name.trim()));
        let known = known.count();
        match (known, file.column(&["asset"])) {
            (2.., _) | (1, Some(_)) if self.plan(file).is_some() => 95,
            (1, None) if self.plan(file).is_some() && file.column(&["time"]).is_some() => 85,
            _ => 0,
        }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let source = SourceId::new("coinmetrics")?;
        let market = Market::of(file, "usd");
        let price = file.column(&["priceusd"]).or_else(|| file.column(&["referencerateusd"]));
        let price = price.map(|column| market.series(&market.price_id(), &source, Cells::Scalar(column)));
        let metrics = METRICS.iter().filter_map(|(key, id, unit, power)| {
            let column = file.column(&[*key])?;
            let plan = match market.base.as_str() {
                "btc" => {
                    SeriesPlan::scalar(SeriesKey::new(id, source.clone()), column).in_unit(*unit, *power)
                }
                // The metrics of another chain are not Bitcoin's, nor in bitcoin.
                other => {
                    let id = format!("custom.{other}.{key}");
                    let unit = if *unit == Unit::Usd { Unit::Usd } else { Unit::Number };
                    SeriesPlan::scalar(SeriesKey::new(&id, source.clone()), column).in_unit(unit, 0)
                }
            };
            Some(plan)
        });
        let series: Vec<_> = price.into_iter().chain(metrics).collect();
        let date = date_column(file)?;
        let plan = Plan::published("Coin Metrics", "daily metrics", &file.name, date, series);
        (!plan.series.is_empty()).then(|| Plan { licence: "CC BY-NC 4.0".to_owned(), ..plan })
    }
}
