//! Values beside a date: the plainest tables there are.
//!
//! Knows a few header names that say what a value is; else a series is named
//! after its header, or after the file when the header says only `value`. An ETF
//! flow of a few hundred can be dollars or millions: without a word on it that
//! is left open, to be asked.

use super::market::Market;
use super::words::{PRICE, date_column, is_candle_word, is_named_date, slug, stem};
use super::{Dialect, Plan};
use crate::domain::catalog::{self, DIFFICULTY, ETF_TOTAL};
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::unit::Unit;
use crate::io::csv::date::{DateReading, parse_date};
use crate::io::csv::number::{NumberStyle, parse_amount};
use crate::io::csv::plan::{Cells, Scale, SeriesPlan};
use crate::io::csv::sniff::{SURELY_DOLLARS, Sniffed, key_of};

/// `date,value`, `date,price`, several values, or one without a header.
pub struct Value;

/// Keys that only tables of ETF flows have.
const FLOW_KEYS: [&str; 6] =
    ["netflowmusd", "netflowusdmn", "netflowusdm", "totalnetflowusdm", "netflowusdbn", "netflowbnusd"];
/// From this year on the difficulty of Bitcoin is in the millions and above.
const DIFFICULTY_GREW: i16 = 2013;
const GROWN_DIFFICULTY: f64 = 1e6;
/// More columns than this are no list of values but something unknown.
const MOST_VALUES: usize = 64;

impl Dialect for Value {
    fn name(&self) -> &'static str {
        "value"
    }

    fn title(&self) -> &'static str {
        "Date and values"
    }

    fn expects(&self) -> &'static str {
        "date or time and one value, price or close, or several values with names"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        find(file).map_or(0, |(score, _)| score)
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let (_, series) = find(file)?;
        Some(Plan::of_file(&file.name, date_column(file)?, series))
    }
}

fn find(file: &Sniffed) -> Option<(u32, Vec<SeriesPlan>)> {
    let date = date_column(file)?;
    let source = SourceId::new("csv")?;
    // A table of candles is no single value, whoever reads it.
    if file.keys.iter().filter(|key| is_candle_word(key)).count() >= 3 {
        return None;
    }
    if let Some(flow) = flow(file, date, &source) {
        return Some((50, vec![flow]));
    }
    if let Some(price) = price(file, &source) {
        return Some((50, vec![price]));
    }
    let named = |column: usize, id: &str| SeriesPlan::scalar(SeriesKey::new(id, source.clone()), column);
    let fits = |column: &usize| file.rows.is_empty() || file.holds_amounts(*column);
    if let Some(column) = file.column(&["value"]).filter(fits) {
        return Some((40, vec![named(column, &id_after(file, column))]));
    }
    let others = || (0..file.width()).filter(|column| *column != date);
    let mut values = others().filter(fits).filter(|column| !is_named_date(file, *column));
    match (values.next(), values.next()) {
        (Some(column), None) if file.width() == 2 || !file.header.is_empty() => {
            Some((40, vec![named(column, &id_after(file, column))]))
        }
        (Some(first), Some(second)) if !file.header.is_empty() => {
            let columns = [first, second].into_iter().chain(values).take(MOST_VALUES);
            let mut series: Vec<SeriesPlan> = Vec::new();
            for column in columns {
                let id = id_after(file, column);
                // Of columns with one name the first; the others can be chosen.
                if !series.iter().any(|known| known.key.id == id) {
                    series.push(named(column, &id));
                }
            }
            Some((30, series))
        }
        _ => None,
    }
}

/// The price of a table, if a column's header says that it is one.
pub(in crate::io::csv) fn price(file: &Sniffed, source: &SourceId) -> Option<SeriesPlan> {
    let date = date_column(file)?;
    let column = file.column(&PRICE).filter(|column| *column != date)?;
    let market = Market::of(file, "usd");
    Some(market.series(&market.price_id(), source, Cells::Scalar(column)))
}

/// The id after a column's header, or after the file when that says nothing.
fn id_after(file: &Sniffed, column: usize) -> String {
    let header = file.header.get(column).map_or("", |name| name.trim());
    if catalog::entry(header).is_some() {
        return header.to_owned();
    }
    if key_of(header) == DIFFICULTY && is_whole_difficulty(file, column) {
        return DIFFICULTY.to_owned();
    }
    let says_nothing = matches!(key_of(header).as_str(), "" | "value" | "v" | "y");
    format!("custom.{}", if says_nothing { slug(stem(&file.name)) } else { slug(header) })
}

/// Whether no cell can be a difficulty in some larger unit, such as `80.5` for 80.5 T.
fn is_whole_difficulty(file: &Sniffed, column: usize) -> bool {
    let Some(date) = date_column(file) else { return false };
    let style = file.numbers.clone().unwrap_or(NumberStyle::Point);
    file.sample(date).zip(file.sample(column)).all(|(date, cell)| {
        let time = parse_date(date).and_then(DateReading::some_time);
        let is_late = time.is_some_and(|time| time.date().year() >= DIFFICULTY_GREW);
        let value = parse_amount(cell, style, 0).ok().flatten();
        !(is_late && value.is_some_and(|value| value < GROWN_DIFFICULTY))
    })
}

/// The net flow of the ETFs, if a column or the file says so.
fn flow(file: &Sniffed, date: usize, source: &SourceId) -> Option<SeriesPlan> {
    // "Net flow" holds the letters of "ETF" too.
    let about = |key: &str| key.replace("netflow", "flow").contains("etf");
    let about_etfs = about(&key_of(stem(&file.name)));
    let is_flow = |key: &str| {
        let flows = key.contains("flow") && !key.contains("cum") && !key.contains("outflow");
        let others = ["exchange", "miner", "stablecoin", "eth"];
        let is_other = others.iter().any(|word| key.contains(word));
        flows && !is_other && (about(key) || about_etfs || FLOW_KEYS.contains(&key))
    };
    let mut columns = file.keys.iter().enumerate().filter(|(column, key)| *column != date && is_flow(key));
    let (column, key) = columns.next().filter(|_| columns.next().is_none())?;
    let words = format!("{key}{}", file.units.get(column).map_or_else(String::new, |unit| key_of(unit)));
    let header = file.header.get(column).map_or("", |name| name.as_str());
    // An amount of coins is no money.
    if words.ends_with("btc") || header.to_ascii_lowercase().contains("(btc") {
        return None;
    }
    let says = |list: &[&str]| list.iter().any(|word| words.contains(word));
    let said = if says(&["bn", "billion", "mrd"]) {
        Some(9)
    } else if says(&["usdmn", "musd", "usdm", "million", "usm", "mn", "mio"]) {
        Some(6)
    } else {
        says(&["thousand", "kusd", "usdk"]).then_some(3)
    };
    let (power, scale) = match file.usual_size(column) {
        _ if let Some(power) = said => (power, Scale::Known),
        Some(size) if size >= SURELY_DOLLARS => (0, Scale::Known),
        _ => (0, Scale::DollarsOrMillions),
    };
    let plan =
        SeriesPlan::scalar(SeriesKey::new(ETF_TOTAL, source.clone()), column).in_unit(Unit::Usd, power);
    Some(SeriesPlan { scale, cadence: Some(Cadence::Irregular), ..plan })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::csv::text::Encoding;

    fn plan(text: &str, name: &str) -> Option<Plan> {
        Value.plan(&Sniffed::of(text.as_bytes(), name, Encoding::Utf8).unwrap())
    }

    fn ids_of(text: &str) -> Option<String> {
        let ids = plan(text, "Hash Rate (7D).csv")?.series.into_iter().map(|series| series.key.to_string());
        Some(ids.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn the_header_or_else_the_file_names_the_series() {
        for (header, id) in [
            ("date,price", "price.btc.usd@csv"),
            ("day,price,market_cap,total_volume", "price.btc.usd@csv"),
            ("date,Close", "price.btc.usd@csv"),
            ("Datum,Kurs (€)", "price.btc.eur@csv"),
            ("Datum,Kurs", "price.btc.usd@csv"),
            ("date,Price (USD)", "price.btc.usd@csv"),
            ("date,BTC/USD", "price.btc.usd@csv"),
            ("date,Last Price", "price.btc.usd@csv"),
            ("date,Cotação", "price.btc.usd@csv"),
            ("date,Difficulty", "custom.difficulty@csv"),
            ("date,Open Interest (USD)", "custom.open_interest_usd@csv"),
            ("timestamp,value", "custom.hash_rate_7d@csv"),
            ("date,width,height", "custom.width@csv custom.height@csv"),
            ("date,MA,MA", "custom.ma@csv"),
            ("ETF net flow,date", "etf.flow.total@csv"),
            ("date,net_flow_musd", "etf.flow.total@csv"),
        ] {
            let row = if header.starts_with("ETF") { "2,2024-01-11" } else { "2024-01-11,2,3,4" };
            let row = row.split(',').take(header.split(',').count()).collect::<Vec<_>>().join(",");
            assert_eq!(ids_of(&format!("{header}\n{row}\n")).as_deref(), Some(id), "{header}");
        }
        assert_eq!(ids_of("2024-01-11,5\n2024-01-12,6\n").as_deref(), Some("custom.hash_rate_7d@csv"));
    }

    #[test]
    fn another_coin_in_the_name_never_becomes_bitcoin() {
        let plan = plan("date,price\n2024-01-11,2500\n", "ethereum 2024.csv").unwrap();
        assert_eq!(plan.series[0].key.to_string(), "price.eth.usd@csv");
    }

    #[test]
    fn a_difficulty_is_one_unless_it_is_counted_in_trillions() {
        for (cell, id) in [("80.5 T", "difficulty@csv"), ("80.5", "custom.difficulty@csv")] {
            assert_eq!(ids_of(&format!("Date,Difficulty\n2024-03-01,{cell}\n")).as_deref(), Some(id));
        }
        assert_eq!(ids_of("Date,DIFFICULTY\n2009-03-01,1\n").as_deref(), Some("difficulty@csv"));
    }

    #[test]
    fn text_is_not_guessed_at() {
        assert_eq!(ids_of("date,colour\n2024-01-11,red\n"), None);
        assert_eq!(ids_of("2024-01-11,1,2\n2024-01-12,1,2\n"), None);
    }

    #[test]
    fn a_flow_is_in_millions_if_it_says_so_and_in_dollars_if_it_is_large() {
        let scale = |text: &str| {
            let series = plan(text, "etf flows.csv").unwrap().series.remove(0);
            (series.power, series.scale)
        };
        assert_eq!(scale("date,Net flow (US$ mn)\n2024-01-11,655.3\n"), (6, Scale::Known));
        assert_eq!(scale("date,Net flow (USD bn)\n2024-01-11,0.6553\n"), (9, Scale::Known));
        assert_eq!(scale("date,Net flow in Mrd. USD\n2024-01-11,0.6553\n"), (9, Scale::Known));
        assert_eq!(scale("date,Net flow (thousand USD)\n2024-01-11,655300\n"), (3, Scale::Known));
        assert_eq!(scale("date,Net flow (k USD)\n2024-01-11,655300\n"), (3, Scale::Known));
        for coins in ["ETF Net Flow (BTC)", "Net flow BTC"] {
            let plan = plan(&format!("date,{coins}\n2024-01-11,1111.7\n"), "etf flows.csv").unwrap();
            assert!(plan.series[0].key.id.starts_with("custom."), "{}", plan.series[0].key);
        }
        assert_eq!(scale("date,Net flow\n,US$m\n2024-01-11,655.3\n"), (6, Scale::Known));
        assert_eq!(scale("date,Net flow\n2024-01-11,655300000\n"), (0, Scale::Known));
        assert_eq!(scale("date,Net flow\n2024-01-11,655.3\n"), (0, Scale::DollarsOrMillions));
    }
}
