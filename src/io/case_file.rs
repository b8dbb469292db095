//! The bundled case file: February 2026, compiled into the program.
//!
//! Knows the layout of `assets/case/2026-02` and turns it into the same
//! [`Incoming`] series as any import. Decimals are moved in the text before it
//! is read: multiplying 544.9 by a million would round twice.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use serde::Deserialize;
use serde_json::Value;

use crate::domain::catalog;
use crate::domain::event::Event;
use crate::domain::level::Level;
use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::scenario::{Scenario, ScenarioError};
use crate::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesError, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::io::cache::Incoming;

macro_rules! case_files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../assets/case/2026-02/", $name)))),+]
    };
}

/// Every file of the case by name.
const FILES: &[(&str, &str)] = case_files![
    "case.toml",
    "btc_usd_daily.csv",
    "btc_usd_weekly_close.csv",
    "difficulty_retargets.csv",
    "hashrate_7d_mean.csv",
    "etf_net_flow.csv",
    "fear_greed.csv",
    "events.csv",
    "levels.json",
    "scenarios.json",
];

/// Everything the case file brings.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseFile {
    /// Name for people, also the title of every provenance.
    pub title: String,
    /// The series, in the order of the manifest.
    pub incoming: Vec<Incoming>,
    /// Dated events, in order of time.
    pub events: Vec<Event>,
    /// The levels that the articles name.
    pub levels: Vec<Level>,
    /// The published scenarios.
    pub scenarios: Vec<Scenario>,
}

impl CaseFile {
    /// A case file without anything in it, for when the bundled one cannot be read.
    pub fn empty() -> Self {
        Self {
            title: String::new(),
            incoming: Vec::new(),
            events: Vec::new(),
            levels: Vec::new(),
            scenarios: Vec::new(),
        }
    }
}

/// What is wrong with a file of the case.
#[derive(Debug, thiserror::Error)]
pub enum CaseFileError {
    /// The manifest names a file that was not compiled in.
    #[error("the case file has no {0}")]
    Missing(String),
    /// The manifest cannot be read.
    #[error("{0}: case.toml")]
    Manifest(#[from] toml::de::Error),
    /// Levels or scenarios cannot be read.
    #[error("{source}: {file}")]
    Json {
        /// The file.
        file: &'static str,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// A table lacks a column that the manifest names.
    #[error("expected a column {column:?}: {file}")]
    Column {
        /// The column.
        column: String,
        /// The file.
        file: String,
    },
    /// A cell that does not read.
    #[error("row {row}, column {column:?}: expected {expected}, found {found:?}: {file}")]
    Cell {
        /// Row after the header, from 1.
        row: usize,
        /// The column.
        column: String,
        /// What would have been right.
        expected: &'static str,
        /// The cell.
        found: String,
        /// The file.
        file: String,
    },
    /// The rows do not make a series.
    #[error(transparent)]
    Series(#[from] SeriesError),
    /// A path is impossible.
    #[error("{0}: scenarios.json")]
    Scenario(#[from] ScenarioError),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    title: String,
    as_of: UnixSecs,
    series: Vec<SeriesEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeriesEntry {
    id: String,
    file: String,
    time_column: String,
    columns: Vec<String>,
    unit: Unit,
    exponent: i32,
    cadence: Cadence,
    citation: String,
}

/// The scenarios, each starting from the close of its day in the price table:
/// no price stands in the case twice.
fn scenarios(incoming: &[Incoming]) -> Result<Vec<Scenario>, CaseFileError> {
    let json = |source| CaseFileError::Json { file: "scenarios.json", source };
    let mut values: Vec<Value> = serde_json::from_str(text_of("scenarios.json")?).map_err(json)?;
    for value in &mut values {
        if let Some(origin) = value.get_mut("origin").and_then(Value::as_object_mut) {
            let day = origin.get("date").and_then(Value::as_str).and_then(UnixSecs::parse_iso);
            if let Some(close) = day.and_then(|day| close_of(incoming, day)) {
                origin.insert("close".to_owned(), close.into());
            }
        }
    }
    let scenarios: Vec<Scenario> =
        values.into_iter().map(serde_json::from_value).collect::<Result<_, _>>().map_err(json)?;
    for scenario in &scenarios {
        scenario.check()?;
    }
    Ok(scenarios)
}

fn close_of(incoming: &[Incoming], day: UnixSecs) -> Option<f64> {
    let price = incoming
        .iter()
        .map(|incoming| &incoming.series)
        .find(|series| series.key().id == catalog::PRICE && !series.key().weekly)?;
    let row = price.times().binary_search(&day).ok()?;
    price.values().get(row).copied()
}

/// Reads the case file that is compiled into the program.
///
/// # Errors
/// [`CaseFileError`] names the file and the cell; a released program has none.
pub fn bundled() -> Result<CaseFile, CaseFileError> {
    let manifest: Manifest = toml::from_str(text_of("case.toml")?)?;
    let incoming: Vec<Incoming> =
        manifest.series.iter().map(|entry| series_of(&manifest, entry)).collect::<Result<_, _>>()?;
    let levels = serde_json::from_str(text_of("levels.json")?)
        .map_err(|source| CaseFileError::Json { file: "levels.json", source })?;
    let scenarios = scenarios(&incoming)?;
    Ok(CaseFile { title: manifest.title, incoming, events: events()?, levels, scenarios })
}

fn text_of(name: &str) -> Result<&'static str, CaseFileError> {
    let file = FILES.iter().find(|(file, _)| *file == name);
    file.map(|(_, text)| *text).ok_or_else(|| CaseFileError::Missing(name.to_owned()))
}

fn series_of(manifest: &Manifest, entry: &SeriesEntry) -> Result<Incoming, CaseFileError> {
    let table = Table::read(&entry.file)?;
    let weekly = entry.cadence == Cadence::Weekly;
    let mut times = table.times(&entry.time_column)?;
    if weekly {
        // The file dates a week by its last day, a series by its first.
        times = times.into_iter().map(UnixSecs::start_of_iso_week).collect();
    }
    let mut columns = entry
        .columns
        .iter()
        .map(|column| table.numbers(column, entry.exponent))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter();
    let columns = match (columns.next(), columns.next(), columns.next(), columns.next()) {
        (Some(open), Some(high), Some(low), Some(close)) => {
            Columns::Ohlcv(Box::new(Ohlcv { open, high, low, close, volume: None }))
        }
        (first, ..) => Columns::Scalar(first.unwrap_or_default()),
    };
    let key = SeriesKey { id: entry.id.clone(), source: SourceId::case_file(), weekly };
    let series = Series::new(key, entry.unit, entry.cadence, times, columns)?;
    let provenance = Provenance {
        title: manifest.title.clone(),
        citation: entry.citation.clone(),
        licence: String::new(),
        seen_at: manifest.as_of,
    };
    Ok(Incoming { series, provenance })
}

fn events() -> Result<Vec<Event>, CaseFileError> {
    let table = Table::read("events.csv")?;
    let text = |column| table.column(column);
    let words = text("title")?.zip(text("text")?).zip(text("source")?);
    let event = |(date, ((title, text), source)): (UnixSecs, ((&str, &str), &str))| Event {
        date,
        title: title.to_owned(),
        text: text.to_owned(),
        source: source.to_owned(),
    };
    Ok(table.times("date")?.into_iter().zip(words).map(event).collect())
}

/// One CSV file of the case; lines that start with `#` say where it comes from.
struct Table {
    file: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(file: &str) -> Result<Self, CaseFileError> {
        let mut reader = ReaderBuilder::new().comment(Some(b'#')).build();
        let mut records = records(&mut reader, text_of(file)?).into_iter();
        let header = records.next().unwrap_or_default();
        Ok(Self { file: file.to_owned(), header, rows: records.collect() })
    }

    fn column(&self, name: &str) -> Result<impl Iterator<Item = &str>, CaseFileError> {
        let missing = || CaseFileError::Column { column: name.to_owned(), file: self.file.clone() };
        let index = self.header.iter().position(|column| column == name).ok_or_else(missing)?;
        Ok(self.rows.iter().map(move |row| row.get(index).map_or("", String::as_str)))
    }

    fn times(&self, name: &str) -> Result<Vec<UnixSecs>, CaseFileError> {
        self.parse(name, "a day such as 2026-02-05", UnixSecs::parse_iso)
    }

    fn numbers(&self, name: &str, exponent: i32) -> Result<Vec<f64>, CaseFileError> {
        self.parse(name, "a number", |cell| shifted_decimal(cell, exponent))
    }

    fn parse<T>(
        &self,
        name: &str,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, CaseFileError> {
        let cells = self.column(name)?.enumerate();
        let cell = |(index, found): (usize, &str)| {
            parse(found).ok_or_else(|| CaseFileError::Cell {
                row: index + 1,
                column: name.to_owned(),
                expected,
                found: found.to_owned(),
                file: self.file.clone(),
            })
        };
        cells.map(cell).collect()
    }
}

fn records(reader: &mut Reader, text: &str) -> Vec<Vec<String>> {
    let mut input = text.as_bytes();
    // No record is longer than the text and none has more fields than that.
    let (mut output, mut ends) = (vec![0; text.len() + 1], vec![0; 64]);
    let (mut written, mut fields) = (0, 0);
    let mut records = Vec::new();
    loop {
        let (Some(free), Some(free_ends)) = (output.get_mut(written..), ends.get_mut(fields..)) else {
            return records;
        };
        let (result, read, wrote, ended) = reader.read_record(input, free, free_ends);
        input = input.get(read..).unwrap_or_default();
        (written, fields) = (written + wrote, fields + ended);
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::Record => {
                let mut start = 0;
                let record = ends.iter().take(fields).map(|end| {
                    let field = output.get(start..*end).unwrap_or_default();
                    start = *end;
                    String::from_utf8_lossy(field).into_owned()
                });
                records.push(record.collect());
                (written, fields) = (0, 0);
            }
            // A table of ours has fewer than 64 columns: nothing more to read.
            ReadRecordResult::End | ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                return records;
            }
        }
    }
}

/// Reads a decimal with its point moved by `exponent` places: rounded once, not twice.
fn shifted_decimal(text: &str, exponent: i32) -> Option<f64> {
    let is_decimal = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e'));
    let (digits, written) = match text.split_once('e') {
        Some((digits, written)) => (digits, written.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let value: f64 = format!("{digits}e{}", written + exponent).parse().ok()?;
    (is_decimal && value.is_finite()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::level::Place;
    use crate::domain::scenario::Basis;

    fn day(text: &str) -> UnixSecs {
        UnixSecs::parse_iso(text).unwrap()
    }

    fn series(case: &CaseFile, id: &str, weekly: bool) -> Series {
        let found = case.incoming.iter().find(|i| i.series.key().id == id && i.series.key().weekly == weekly);
        found.unwrap().series.clone()
    }

    fn at(series: &Series, date: &str) -> usize {
        series.times().binary_search(&day(date)).unwrap()
    }

    #[test]
    fn every_table_has_the_rows_it_should() {
        let case = bundled().unwrap();
        let rows: Vec<(String, usize)> =
            case.incoming.iter().map(|i| (i.series.key().to_string(), i.series.len())).collect();
        let rows: Vec<(&str, usize)> = rows.iter().map(|(key, rows)| (key.as_str(), *rows)).collect();
        assert_eq!(
            rows,
            [
                ("price.btc.usd@case", 455),
                ("price.btc.usd:weekly@case", 261),
                ("difficulty@case", 165),
                ("hashrate.network@case", 103),
                ("etf.flow.total@case", 80),
                ("etf.flow.ibit@case", 80),
                ("etf.flow.fbtc@case", 80),
                ("etf.flow.gbtc@case", 80),
                ("sentiment.fear_greed@case", 105),
            ]
        );
        assert!(case.incoming.iter().all(|i| !i.provenance.citation.is_empty()));
    }

    #[test]
    fn the_figures_in_the_events_are_those_of_the_tables() {
        use crate::domain::format::{grouped, signed_percent};
        let case = bundled().unwrap();
        let price = series(&case, "price.btc.usd", false);
        let candles = price.ohlcv().unwrap();
        let flow = series(&case, "etf.flow.total", false);
        let mood = series(&case, "sentiment.fear_greed", false);
        let difficulty = series(&case, "difficulty", false);
        let mut checked = 0;
        for event in &case.events {
            let words = format!("{} {}", event.title, event.text);
            let mut expect = |figure: String| {
                assert!(words.contains(&figure), "{words:?} lacks {figure}");
                checked += 1;
            };
            let date = event.date.iso_date();
            if words.contains("ETF") {
                expect(grouped(flow.values()[at(&flow, &date)].abs() / 1e6, 1));
            } else if words.contains("Low of") {
                expect(grouped(candles.low[at(&price, &date)], 0));
                expect(grouped(candles.close[at(&price, &date)], 0));
            } else if words.contains("highest price") {
                expect(grouped(candles.high[at(&price, &date)], 0));
            } else if words.contains("Difficulty") {
                let row = at(&difficulty, &date);
                expect(signed_percent(difficulty.values()[row] / difficulty.values()[row - 1] - 1.0, 2));
            } else if words.contains("Fear & Greed") {
                expect(grouped(mood.values()[at(&mood, &date)], 0));
            }
        }
        assert_eq!(checked, 10);
    }

    #[test]
    fn units_match_the_catalogue() {
        for Incoming { series, .. } in bundled().unwrap().incoming {
            let entry = catalog::entry(&series.key().id).unwrap();
            assert_eq!(series.unit(), entry.unit, "{}", series.key());
        }
    }

    #[test]
    fn the_crash_reads_exactly_as_published() {
        let case = bundled().unwrap();
        let price = series(&case, "price.btc.usd", false);
        let candles = price.ohlcv().unwrap();
        assert_eq!(candles.low[at(&price, "2026-02-06")], 60_070.0);
        assert_eq!(candles.low.iter().copied().fold(f64::MAX, f64::min), 60_070.0);
        assert_eq!(candles.high[at(&price, "2025-10-06")], 126_200.0);
        assert_eq!(candles.high.iter().copied().fold(0.0, f64::max), 126_200.0);
        let flow = series(&case, "etf.flow.total", false);
        for (date, usd) in [
            ("2026-02-02", 561_800_000.0),
            ("2026-02-03", -272_000_000.0),
            ("2026-02-04", -544_900_000.0),
            ("2026-02-05", -434_100_000.0),
            ("2026-02-06", 371_100_000.0),
        ] {
            assert_eq!(flow.values()[at(&flow, date)], usd, "{date}");
        }
        let hashrate = series(&case, "hashrate.network", false);
        assert_eq!(hashrate.values()[at(&hashrate, "2025-01-02")], 788.5e18);
        let mood = series(&case, "sentiment.fear_greed", false);
        assert_eq!(mood.values()[at(&mood, "2026-02-12")], 5.0);
        assert_eq!(mood.values()[at(&mood, "2026-02-06")], 9.0);
    }

    #[test]
    fn weeks_are_dated_by_their_monday_and_have_no_gap() {
        let weekly = series(&bundled().unwrap(), "price.btc.usd", true);
        assert_eq!(weekly.first_time(), Some(day("2019-12-30")));
        assert_eq!(weekly.last_time(), Some(day("2024-12-23")));
        assert!(weekly.times().windows(2).all(|pair| pair[1] == pair[0].plus_days(7)));
        assert_eq!((weekly.values()[0], weekly.values()[260]), (7_410.0, 93_530.0));
    }

    #[test]
    fn stated_difficulty_changes_follow_from_the_difficulties() {
        let table = Table::read("difficulty_retargets.csv").unwrap();
        let heights = table.numbers("height", 0).unwrap();
        let difficulties = table.numbers("difficulty", 0).unwrap();
        let changes: Vec<f64> =
            table.column("change_pct").unwrap().map(|cell| cell.parse().unwrap()).collect();
        for row in 1..heights.len() {
            assert_eq!(heights[row] - heights[row - 1], 2016.0);
            let change = (difficulties[row] / difficulties[row - 1] - 1.0) * 100.0;
            assert!((change - changes[row]).abs() < 0.0051, "height {}: {change}", heights[row]);
        }
        let crash = heights.iter().position(|height| *height == 935_424.0).unwrap();
        assert_eq!(changes[crash], -11.16);
    }

    #[test]
    fn scenarios_start_at_a_close_of_the_case_file_and_assume_openly() {
        let case = bundled().unwrap();
        let price = series(&case, "price.btc.usd", false);
        let ids: Vec<&str> = case.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        assert_eq!(ids, ["standard-chartered", "jpmorgan"]);
        for scenario in &case.scenarios {
            let row = at(&price, &scenario.origin.date.iso_date());
            assert_eq!(scenario.origin.close, price.values()[row], "{}", scenario.id);
            assert!(scenario.waypoints.iter().all(|waypoint| waypoint.basis == Basis::Assumed));
            assert!(!scenario.note.is_empty() && scenario.extra.is_empty());
        }
    }

    #[test]
    fn levels_are_the_named_ones_and_two_of_them_speak_up() {
        let levels = bundled().unwrap().levels;
        let prices: Vec<f64> = levels.iter().map(|level| level.place.price()).collect();
        assert_eq!(prices, [76e3, 72e3, 70e3, 68e3, 65e3, 60e3, 87e3, 87e3]);
        assert_eq!(levels[6].place, Place::Zone { low: 84_000.0, high: 90_000.0 });
        let alerts: Vec<f64> =
            levels.iter().filter(|level| level.alert.is_some()).map(|level| level.place.price()).collect();
        assert_eq!(alerts, [72e3, 60e3]);
        for (index, level) in levels.iter().enumerate() {
            assert!(!level.source.is_empty() && !level.label.is_empty() && level.extra.is_empty());
            assert!(levels[..index].iter().all(|other| other.id != level.id));
        }
    }

    #[test]
    fn events_are_in_order_and_say_where_they_come_from() {
        let events = bundled().unwrap().events;
        assert_eq!(events.len(), 11);
        assert!(events.windows(2).all(|pair| pair[0].date < pair[1].date));
        assert!(events.iter().all(|e| !e.title.is_empty() && !e.text.is_empty() && !e.source.is_empty()));
        assert!(events.iter().any(|e| e.date == day("2026-02-06") && e.text.contains("00:00 UTC; the day")));
    }

    #[test]
    fn decimals_are_moved_in_the_text() {
        for (text, exponent, value) in [
            ("-544.9", 6, -544_900_000.0),
            ("788.5", 18, 788.5e18),
            ("1.5e+13", 0, 1.5e13),
            ("-0.1", 6, -1e5),
        ] {
            assert_eq!(shifted_decimal(text, exponent), Some(value), "{text}");
        }
        for bad in ["", "nan", "inf", "1,5", "1e999", "12 "] {
            assert_eq!(shifted_decimal(bad, 0), None, "{bad}");
        }
    }
}
