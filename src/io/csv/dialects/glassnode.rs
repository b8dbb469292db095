//! Glassnode's export of one metric, and its file of ETF flows.
//!
//! Knows `timestamp,value` in a file named after the metric, and the header that
//! says `USD mn`. The name of the metric is kept for what the program has no id for.

use super::words::{date_column, slug, stem};
use super::{Dialect, Plan};
use crate::domain::catalog::{DIFFICULTY, ETF_TOTAL, HASHRATE, PRICE};
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::unit::Unit;
use crate::io::csv::plan::SeriesPlan;
use crate::io::csv::sniff::{Sniffed, key_of};

/// `timestamp,value` or `Datetime,ETF Net Flow (USD mn)`.
pub struct Glassnode;

const FLOW: &str = "etfnetflowusdmn";
/// What a file's name says, id and unit. Hashrate is in H/s there.
const METRICS: [(&str, &str, Unit); 5] = [
    ("priceusdclose", PRICE, Unit::Usd),
    ("marketpriceusd", PRICE, Unit::Usd),
    ("hashratemean", HASHRATE, Unit::HashesPerSecond),
    ("difficultylatest", DIFFICULTY, Unit::Difficulty),
    ("marketcapusd", "custom.market_cap_usd", Unit::Usd),
];

impl Dialect for Glassnode {
    fn name(&self) -> &'static str {
        "glassnode"
    }

    fn title(&self) -> &'static str {
        "Glassnode metric"
    }

    fn expects(&self) -> &'static str {
        "timestamp, value, or Datetime, ETF Net Flow (USD mn)"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let named = key_of(stem(&file.name)).contains("glassnode");
        match self.plan(file) {
            Some(_) if named || file.column(&[FLOW]).is_some() => 90,
            Some(_) => 70,
            None => 0,
        }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let source = SourceId::new("glassnode")?;
        let date = date_column(file)?;
        let series = if let Some(column) = file.column(&[FLOW]) {
            let flow = SeriesPlan::scalar(SeriesKey::new(ETF_TOTAL, source), column).in_unit(Unit::Usd, 6);
            SeriesPlan { cadence: Some(Cadence::Irregular), ..flow }
        } else if file.keys == ["timestamp", "value"] {
            let name = key_of(stem(&file.name));
            let known = METRICS.iter().find(|(key, ..)| name.contains(key));
            let custom = format!("custom.{}", slug(stem(&file.name)));
            let (id, unit) = known.map_or((custom.as_str(), Unit::Number), |(_, id, unit)| (*id, *unit));
            SeriesPlan::scalar(SeriesKey::new(id, source), 1).in_unit(unit, 0)
        } else {
            return None;
        };
        Some(Plan::published("Glassnode", "metric", &file.name, date, vec![series]))
    }
}
