//! One value a date: the plainest table there is.
//!
//! Knows a few header names that say what the value is; else the series is
//! named after its header, or after the file when the header says only `value`.

use super::{DATE_KEYS, Dialect, Plan};
use crate::domain::catalog::{ETF_TOTAL, FEAR_GREED, PRICE};
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, SeriesKey};
use crate::io::csv::plan::SeriesPlan;
use crate::io::csv::sniff::Sniffed;

/// `date,value`, `date,price`, or the same without a header.
pub struct Value;

const PRICE_KEYS: [&str; 7] =
    ["price", "close", "priceusd", "btcusd", "closingprice", "marketprice", "marketpriceusd"];
const FLOW_KEYS: [&str; 2] = ["etfnetflowusdmn", "netflowmusd"];

struct Found {
    column: usize,
    id: String,
    power: i32,
    score: u32,
}

impl Dialect for Value {
    fn name(&self) -> &'static str {
        "value"
    }

    fn title(&self) -> &'static str {
        "Date and value"
    }

    fn expects(&self) -> &'static str {
        "date or time and one value, price or close"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        date_column(file).and_then(|date| find(file, date)).map_or(0, |found| found.score)
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let date = date_column(file)?;
        let found = find(file, date)?;
        let key = SeriesKey::new(&found.id, SourceId::new("csv")?);
        let cadence = found.id.starts_with("etf.").then_some(Cadence::Irregular);
        let series = SeriesPlan { power: found.power, cadence, ..SeriesPlan::scalar(key, found.column) };
        Some(Plan {
            date,
            series: vec![series],
            source_title: "Imported file".to_owned(),
            citation: file.name.clone(),
            licence: String::new(),
        })
    }
}

fn date_column(file: &Sniffed) -> Option<usize> {
    if file.header.is_empty() { file.holds_dates(0).then_some(0) } else { file.column(&DATE_KEYS) }
}

fn find(file: &Sniffed, date: usize) -> Option<Found> {
    // A table of candles is no single value, whoever reads it.
    if ["open", "high", "low"].iter().all(|key| file.column(&[*key]).is_some()) {
        return None;
    }
    if let (Some(column), Some(_)) =
        (file.column(&["value"]), file.column(&["classification", "valueclassification"]))
    {
        return Some(Found { column, id: FEAR_GREED.to_owned(), power: 0, score: 80 });
    }
    if let Some(column) = file.column(&FLOW_KEYS) {
        return Some(Found { column, id: ETF_TOTAL.to_owned(), power: 6, score: 80 });
    }
    if let Some(column) = file.column(&PRICE_KEYS).filter(|column| *column != date) {
        return Some(Found { column, id: PRICE.to_owned(), power: 0, score: 50 });
    }
    let mut values = (0..file.width()).filter(|column| *column != date);
    let column = file.column(&["value"]).or_else(|| values.next().filter(|_| values.next().is_none()))?;
    let says_nothing =
        matches!(file.keys.get(column).map(String::as_str), None | Some("" | "value" | "v" | "y"));
    let stem = file.name.rsplit(['/', '\\']).next().map_or("", |name| name.split('.').next().unwrap_or(""));
    let word = if says_nothing { slug(stem) } else { slug(file.header.get(column)?) };
    (file.rows.is_empty() || file.holds_amounts(column)).then(|| Found {
        column,
        id: format!("custom.{word}"),
        power: 0,
        score: 40,
    })
}

/// Lower-case letters, digits and single underscores, at most 48; `values` if none remain.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.truncate(48);
    let slug = slug.trim_end_matches('_');
    if slug.is_empty() { "values".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::csv::text::Encoding;

    fn id_of(text: &str) -> Option<String> {
        let file = Sniffed::of(text.as_bytes(), "Hash Rate (7D).csv", Encoding::Utf8).unwrap();
        Value.plan(&file).map(|plan| plan.series[0].key.to_string())
    }

    #[test]
    fn the_header_or_else_the_file_names_the_series() {
        for (header, id) in [
            ("date,price", "price.btc.usd@csv"),
            ("snapped_at,price,market_cap,total_volume", "price.btc.usd@csv"),
            ("date,Close", "price.btc.usd@csv"),
            ("date,timestamp,value,classification", "sentiment.fear_greed@csv"),
            ("Datetime,ETF Net Flow (USD mn)", "etf.flow.total@csv"),
            ("date,Open Interest (USD)", "custom.open_interest_usd@csv"),
            ("timestamp,value", "custom.hash_rate_7d@csv"),
        ] {
            let row =
                "2024-01-11,2,3,4".split(',').take(header.split(',').count()).collect::<Vec<_>>().join(",");
            assert_eq!(id_of(&format!("{header}\n{row}\n")).as_deref(), Some(id), "{header}");
        }
        assert_eq!(id_of("2024-01-11,5\n2024-01-12,6\n").as_deref(), Some("custom.hash_rate_7d@csv"));
    }

    #[test]
    fn several_unnamed_values_are_not_guessed_at() {
        assert_eq!(id_of("date,width,height\n2024-01-11,1,2\n"), None);
        assert_eq!(id_of("date,colour\n2024-01-11,red\n"), None);
    }
}
