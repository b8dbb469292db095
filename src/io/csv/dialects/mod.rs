//! The dialects: which tables are known and how their columns map to series.
//!
//! A dialect sees the head of a file, says how well it fits and makes a
//! [`Plan`]; it never reads the file. To add one, write one file and add one
//! line to [`REGISTRY`]. Scores are compared, never added: 100 is certain, two
//! that lie within [`NEAR_TIE`] of each other become a question to the user.

pub mod alternative_me;
pub mod binance;
pub mod bitstamp;
pub mod blockchain_com;
pub mod candles;
pub mod coindesk;
pub mod coingecko;
pub mod coinmarketcap;
pub mod coinmetrics;
pub mod cryptodatadownload;
pub mod farside;
mod footer;
pub mod glassnode;
pub mod investing;
pub mod kraken;
pub(super) mod market;
pub mod own;
mod plausible;
pub mod sosovalue;
pub mod stooq;
pub mod tradingview;
pub mod value;
pub(super) mod words;
pub mod yahoo;

use super::error::{CsvError, Question};
use super::plan::Plan;
use super::records::Record;
use super::sniff::Sniffed;

/// Scores closer than this are a tie.
pub const NEAR_TIE: u32 = 10;

/// What a line of the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A row of values.
    Data,
    /// A row for a day on which nothing happened; in no series.
    Holiday,
    /// A line of sums or notes; not a row at all.
    Footer,
}

/// A kind of table that users have on disk.
pub trait Dialect: Sync {
    /// Short stable name, for `--dialect`.
    fn name(&self) -> &'static str;

    /// Name for people.
    fn title(&self) -> &'static str;

    /// The columns it reads, for messages.
    fn expects(&self) -> &'static str;

    /// How well a file fits, from 0 (not at all) to 100 (certain).
    fn score(&self, file: &Sniffed) -> u32;

    /// Which column is which part of which series; `None` if a needed one is missing.
    fn plan(&self, file: &Sniffed) -> Option<Plan>;

    /// What a line of the table is.
    fn row_kind(&self, plan: &Plan, record: &Record<'_>) -> RowKind {
        footer::kind(plan.date, record)
    }

    /// What is corrected in such a file and must be said; most correct nothing.
    fn notes(&self, _plan: &Plan, _file: &Sniffed) -> Vec<String> {
        Vec::new()
    }

    /// Whether [`Self::row_kind`] may say anything but data of a row that has a date.
    /// Every row then goes through it, which is slow; rows without a date always do.
    fn judges_dated_rows(&self) -> bool {
        false
    }
}

/// Every dialect, the most particular first.
pub static REGISTRY: [&dyn Dialect; 20] = [
    &own::Hashfloor,
    &yahoo::Yahoo,
    &farside::Farside,
    &coinmetrics::CoinMetrics,
    &cryptodatadownload::CryptoDataDownload,
    &investing::Investing,
    &binance::Binance,
    &kraken::Kraken,
    &bitstamp::Bitstamp,
    &tradingview::TradingView,
    &coingecko::CoinGecko,
    &coinmarketcap::CoinMarketCap,
    &blockchain_com::BlockchainCom,
    &glassnode::Glassnode,
    &stooq::Stooq,
    &coindesk::CoinDesk,
    &sosovalue::SoSoValue,
    &alternative_me::AlternativeMe,
    &candles::Candles,
    &value::Value,
];

/// The dialect of a file: the one named, else the one that fits best.
///
/// # Errors
/// [`CsvError::UnknownDialect`], [`CsvError::DialectDoesNotFit`],
/// [`CsvError::NoDialect`], or [`CsvError::Ambiguous`] on a near tie.
pub fn choose(file: &Sniffed, named: Option<&str>) -> Result<(&'static dyn Dialect, Plan), CsvError> {
    if let Some(name) = named {
        let dialect = find(name)?;
        return match dialect.plan(file) {
            Some(plan) => Ok((dialect, plan)),
            None => Err(CsvError::DialectDoesNotFit {
                dialect: dialect.name(),
                header: file.header_or_first_row(),
                expected: dialect.expects(),
            }),
        };
    }
    let scored = REGISTRY
        .iter()
        .filter_map(|dialect| {
            let score = dialect.score(file);
            let plan = (score > 0).then(|| dialect.plan(file)).flatten()?;
            Some((score, *dialect, plan))
        })
        .collect();
    best_of(scored, file)
}

/// A dialect that fits: its score and its plan.
type Scored = (u32, &'static dyn Dialect, Plan);

fn best_of(mut scored: Vec<Scored>, file: &Sniffed) -> Result<(&'static dyn Dialect, Plan), CsvError> {
    scored.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    if let [(best, ..), (second, ..), ..] = scored.as_slice()
        && best - second < NEAR_TIE
    {
        let near = scored.iter().filter(|(score, ..)| best - score < NEAR_TIE);
        let candidates = near.map(|(_, dialect, _)| (dialect.name(), dialect.title())).collect();
        return Err(CsvError::Ambiguous(Question::Dialect(candidates)));
    }
    scored.into_iter().next().map(|(_, dialect, plan)| (dialect, plan)).ok_or_else(|| CsvError::NoDialect {
        header: file.header_or_first_row(),
        expected: format!(
            "a date with open, high, low, close; a date with values; the table of {}",
            REGISTRY.map(Dialect::name).join(", ")
        ),
    })
}

fn find(name: &str) -> Result<&'static dyn Dialect, CsvError> {
    REGISTRY.into_iter().find(|dialect| dialect.name() == name).ok_or_else(|| CsvError::UnknownDialect {
        name: name.to_owned(),
        known: REGISTRY.map(Dialect::name).join(", "),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::io::csv::text::Encoding;

    fn named(text: &str, name: &str) -> Sniffed {
        Sniffed::of(text.as_bytes(), name, Encoding::Utf8).unwrap()
    }

    fn sniffed(text: &str) -> Sniffed {
        named(text, "x.csv")
    }

    #[test]
    fn exactly_one_dialect_wins_each_fixture() {
        for (fixture, text) in crate::io::csv::read::tests::FIXTURES {
            let mut table = String::new();
            let mut bytes = crate::io::csv::front::as_table(Box::new(text.as_bytes())).unwrap();
            bytes.read_to_string(&mut table).unwrap();
            let (winner, _) =
                choose(&named(&table, fixture), None).unwrap_or_else(|e| panic!("{fixture}: {e}"));
            assert!(fixture.starts_with(winner.name()), "{fixture} went to {}", winner.name());
        }
    }

    #[test]
    fn every_dialect_has_a_fixture_and_its_own_name() {
        for (index, dialect) in REGISTRY.iter().enumerate() {
            let name = dialect.name();
            assert!(
                crate::io::csv::read::tests::FIXTURES.iter().any(|(file, _)| file.starts_with(name)),
                "{name}"
            );
            assert!(REGISTRY[..index].iter().all(|other| other.name() != name), "{name} twice");
        }
    }

    #[test]
    fn a_near_tie_is_asked_and_a_clear_lead_is_not() {
        let file = sniffed("Date,Close,High,Low,Open,Volume\n2031-01-01,2,3,1,2,5\n");
        let scored = |first: u32, second: u32| -> Vec<Scored> {
            let plan = candles::Candles.plan(&file).unwrap();
            vec![(second, &candles::Candles, plan.clone()), (first, &yahoo::Yahoo, plan)]
        };
        assert_eq!(best_of(scored(80, 80 - NEAR_TIE), &file).unwrap().0.name(), "yahoo");
        let message = best_of(scored(80, 81 - NEAR_TIE), &file).err().unwrap().to_string();
        assert_eq!(
            message,
            "the columns fit yahoo (Yahoo Finance history) and candles (Open, high, low, close); name one with --dialect"
        );
    }

    #[test]
    fn unknown_columns_and_names_are_said_with_what_was_expected() {
        let strange = sniffed("colour,size\nred,big\n");
        let message = choose(&strange, None).err().unwrap().to_string();
        assert!(
            message.starts_with("no known table has the columns colour, size; expected one of: "),
            "{message}"
        );
        let message = choose(&strange, Some("excel")).err().unwrap().to_string();
        assert!(
            message.starts_with("there is no dialect \"excel\": expected one of hashfloor, yahoo, farside, "),
            "{message}"
        );
        assert!(matches!(choose(&strange, Some("yahoo")), Err(CsvError::DialectDoesNotFit { .. })));
    }
}
