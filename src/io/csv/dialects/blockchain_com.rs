//! Blockchain.com's charts: a CSV without a header, or the site's JSON as a table.
//!
//! Knows the names of its charts, which stand in the file's name or, after
//! [`super::super::front`], in the header. Hashrate is in TH/s there. The site's
//! JSON holds averages of some days, so they get a source of their own: averaged
//! rows must never mix with the daily ones of the live source.

use super::words::{date_column, stem};
use super::{Dialect, Plan};
use crate::domain::catalog::{DIFFICULTY, HASHRATE, PRICE};
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::domain::unit::Unit;
use crate::io::csv::plan::SeriesPlan;
use crate::io::csv::sniff::{Sniffed, key_of};

/// `2017-05-04 00:00:00,521974519553`, or `time,hash-rate,market-price`.
pub struct BlockchainCom;

/// Chart by key, id, unit, power of ten between the cells and the unit. Longer names first:
/// a file's name is searched for them in this order.
const CHARTS: [(&str, &str, Unit, i32); 15] = [
    ("hashrate", HASHRATE, Unit::HashesPerSecond, 12),
    ("marketprice", PRICE, Unit::Usd, 0),
    ("difficulty", DIFFICULTY, Unit::Difficulty, 0),
    ("marketcap", "custom.market_cap_usd", Unit::Usd, 0),
    ("totalbitcoins", "custom.supply_btc", Unit::Btc, 0),
    ("tradevolume", "custom.trade_volume_usd", Unit::Usd, 0),
    ("minersrevenue", "custom.miners_revenue_usd", Unit::Usd, 0),
    ("transactionfeesusd", "custom.fees_usd", Unit::Usd, 0),
    ("transactionfees", "custom.fees_btc", Unit::Btc, 0),
    ("costpertransaction", "custom.cost_per_transaction_usd", Unit::Usd, 0),
    ("ntransactions", "custom.transactions", Unit::Number, 0),
    ("nuniqueaddresses", "custom.unique_addresses", Unit::Number, 0),
    ("mempoolsize", "custom.mempool_bytes", Unit::Number, 0),
    ("avgblocksize", "custom.block_size_mb", Unit::Number, 0),
    ("mvrv", "custom.mvrv", Unit::Number, 0),
];

impl Dialect for BlockchainCom {
    fn name(&self) -> &'static str {
        "blockchain_com"
    }

    fn title(&self) -> &'static str {
        "Blockchain.com chart"
    }

    fn expects(&self) -> &'static str {
        "date and value without a header in a file named after its chart, or the site's JSON"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let dated = file.header.is_empty() && file.date_form(0) == Some("ISO date");
        let is_site = file.comments.iter().any(|line| line == SITE_MARK);
        match self.plan(file) {
            Some(_) if is_site => 95,
            Some(_) if dated || is_named_chart(file) => 85,
            _ => 0,
        }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let average = file.comments.iter().find_map(|line| line.strip_prefix("average: "));
        let source = match average.map(key_of) {
            Some(days) if !days.is_empty() => format!("blockchain_com_{}", days.to_ascii_lowercase()),
            _ => "blockchain_com".to_owned(),
        };
        let source = SourceId::new(&source)?;
        let chart_series = |column: usize, (_, id, unit, power): &(&str, &str, Unit, i32)| {
            SeriesPlan::scalar(SeriesKey::new(id, source.clone()), column).in_unit(*unit, *power)
        };
        let date = date_column(file)?;
        let series: Vec<_> = if file.header.is_empty() {
            let name = key_of(stem(&file.name));
            let chart = CHARTS.iter().find(|(key, ..)| name.contains(key)).filter(|_| file.width() == 2)?;
            vec![chart_series(1, chart)]
        } else {
            let columns = file.keys.iter().enumerate().filter(|(column, _)| *column != date);
            columns
                .filter_map(|(column, name)| {
                    Some(chart_series(column, CHARTS.iter().find(|(key, ..)| *key == name.as_str())?))
                })
                .collect()
        };
        let what = average.map_or_else(|| "charts".to_owned(), |days| format!("charts, {days} average"));
        (!series.is_empty()).then(|| Plan::published("Blockchain.com", &what, &file.name, date, series))
    }
}

/// Whether the only value is named as the site's addresses are: `Timestamp,hash-rate`.
fn is_named_chart(file: &Sniffed) -> bool {
    let [time, name] = file.header.as_slice() else { return false };
    let name = name.trim();
    let is_slug = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let known = CHARTS.iter().find(|(key, ..)| *key == key_of(name));
    let is_usual = |(_, _, _, power): &(&str, &str, Unit, i32)| name.contains('-') || *power == 0;
    time.trim() == "Timestamp" && is_slug && known.is_some_and(is_usual)
}

/// The first comment of a table made of the site's JSON.
pub(in crate::io::csv) const SITE_MARK: &str = "Blockchain.com site export";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::csv::dialects::choose;
    use crate::io::csv::text::Encoding;

    #[test]
    fn a_chart_may_be_named_in_its_header() {
        let chosen = |header: &str| {
            let text = format!("{header}\n2024-03-01 00:00:00,520000000.0\n");
            let file = Sniffed::of(text.as_bytes(), "x.csv", Encoding::Utf8).unwrap();
            let (dialect, plan) = choose(&file, None).unwrap();
            (dialect.name(), plan.series[0].key.to_string(), plan.series[0].power)
        };
        let hashrate = format!("{HASHRATE}@blockchain_com");
        assert_eq!(chosen("Timestamp,hash-rate"), ("blockchain_com", hashrate, 12));
        assert_eq!(chosen("Timestamp,difficulty").0, "blockchain_com");
        assert_eq!(chosen("Timestamp,hashrate").0, "value", "of an unknown unit");
    }
}
