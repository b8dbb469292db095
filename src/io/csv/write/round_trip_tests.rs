//! That what is written reads back to the same bits, ids, sources, units and cadences.
//!
//! `HASHFLOOR_ROUND_TRIPS` sets how many cases are tried; the everyday number is small.

use proptest::prelude::*;

use super::metadata::{sidecar_bytes, sidecar_lines};
use super::*;
use crate::domain::catalog;
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, Columns, Ohlcv};
use crate::domain::table_answers::Answers;
use crate::domain::unit::Unit;
use crate::io::csv::read::{ReadOptions, read};

/// Cases tried when nobody asks for more.
const USUAL_CASES: u32 = 300;
/// The first second that reads back when dates are counted from 1970.
const FIRST_EPOCH: i64 = 100_000_000;

/// Step of time, scalar value, low, spread, place of the open in it, volume.
type Row = (i64, f64, f64, f64, f64, f64);

#[derive(Clone, Copy, Debug)]
struct Kind {
    shape: Shape,
    cadence: Cadence,
    unit: Unit,
    daily: bool,
    weekly: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Scalar,
    Candles,
    CandlesWithVolume,
}

fn kind_strategy() -> impl Strategy<Value = Kind> {
    let shapes = prop_oneof![Just(Shape::Scalar), Just(Shape::Candles), Just(Shape::CandlesWithVolume)];
    let cadences = prop_oneof![
        Just(Cadence::Intraday),
        Just(Cadence::Daily),
        Just(Cadence::Weekly),
        Just(Cadence::Irregular)
    ];
    let units = proptest::sample::select(Unit::ALL.to_vec());
    (shapes, cadences, units, any::<bool>(), any::<bool>())
        .prop_map(|(shape, cadence, unit, daily, weekly)| Kind { shape, cadence, unit, daily, weekly })
}

fn rows_strategy() -> impl Strategy<Value = Vec<Row>> {
    let number = prop_oneof![
        any::<f64>().prop_filter("within a series", |v| v.is_finite() && v.abs() <= 1e300),
        -1e9..1e9_f64,
        Just(-0.0),
    ];
    let gap = prop_oneof![9 => number, 1 => Just(f64::NAN)];
    let row = (1..400_000_i64, gap, 0.01..1e8_f64, 0.0..1.0_f64, 0.0..1.0_f64, 0.0..1e12_f64);
    proptest::collection::vec(row, 1..30)
}

/// A value that a unit admits.
fn admitted(unit: Unit, value: f64) -> f64 {
    match unit {
        Unit::HashesPerSecond | Unit::Difficulty => value.abs(),
        Unit::Index100 => value.abs() % 100.0,
        _ => value,
    }
}

fn series_of(source: &str, kind: Kind, start: i64, rows: &[Row]) -> Series {
    let mut now = if kind.daily { start / DAY_SECS * DAY_SECS } else { start };
    let times = rows.iter().map(|(step, ..)| {
        now += if kind.daily { (step / 1_000 + 1) * DAY_SECS } else { *step };
        UnixSecs(now)
    });
    let times = times.collect();
    let is_scalar = kind.shape == Shape::Scalar;
    let id = if is_scalar { "custom.numbers" } else { "price.btc.usd" };
    let key = SeriesKey { id: id.to_owned(), source: SourceId::new(source).unwrap(), weekly: kind.weekly };
    let (unit, columns) = if is_scalar {
        (kind.unit, Columns::Scalar(rows.iter().map(|row| admitted(kind.unit, row.1)).collect()))
    } else {
        let column = |value: fn(&Row) -> f64| rows.iter().map(value).collect::<Vec<f64>>();
        let columns = Ohlcv {
            open: column(|(_, _, low, spread, place, _)| low + low * spread * place),
            high: column(|(_, _, low, spread, ..)| low + low * spread),
            low: column(|row| row.2),
            close: column(|row| row.2),
            volume: (kind.shape == Shape::CandlesWithVolume).then(|| column(|row| row.5)),
        };
        (Unit::Usd, Columns::Ohlcv(Box::new(columns)))
    };
    Series::new(key, unit, kind.cadence, times, columns).unwrap()
}

fn series_strategy() -> impl Strategy<Value = Vec<Series>> {
    let start = prop_oneof![Just(FIRST_EPOCH), FIRST_EPOCH..6_200_000_000];
    proptest::collection::vec((kind_strategy(), start, rows_strategy()), 1..4).prop_map(|all| {
        let sources = ["case", "yahoo", "csv"];
        let series = all.iter().zip(sources);
        series.map(|((kind, start, rows), source)| series_of(source, *kind, *start, rows)).collect()
    })
}

/// Rows as bits; of several series in one table a row without values cannot be told from none.
/// As everywhere that rows are kept, −0.0 is 0.0.
fn bits(series: &Series, keep_gaps: bool) -> Vec<(i64, Vec<(&'static str, u64)>)> {
    let columns = series.named_columns();
    let rows = series.times().iter().enumerate().map(|(row, time)| {
        let values = columns.iter().map(|(name, column)| {
            (*name, if column[row].is_nan() { f64::NAN.to_bits() } else { (column[row] + 0.0).to_bits() })
        });
        (time.0, values.collect::<Vec<_>>())
    });
    rows.filter(|(_, values)| keep_gaps || values.iter().any(|(_, bits)| *bits != f64::NAN.to_bits()))
        .collect()
}

/// The name a series comes back under. Prices that nobody says the cadence of, in a table of
/// rows whole weeks or months apart, get an id of their own.
fn name_read_back(wrote: &Series, read: &Series, all: &[Series], said: Said) -> SeriesKey {
    let mut name = wrote.key().clone();
    let mut times: Vec<_> = all.iter().flat_map(Series::times).collect();
    times.sort_unstable();
    let mut days = times.windows(2).map(|pair| pair[1].secs_since(*pair[0])).map(|step| step / DAY_SECS);
    let is_price = name.id.starts_with("price.") && !name.weekly;
    if said == Said::Nowhere && is_price && days.any(|days| matches!(days, 7 | 28..=31)) {
        let ending = [".weekly", ".monthly"].into_iter().find(|ending| read.key().id.ends_with(ending));
        name.id.push_str(ending.unwrap_or_default());
    }
    name
}

/// Where it is said what the rows are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Said {
    Above,
    Beside,
    Nowhere,
}

fn cases() -> u32 {
    let asked = std::env::var("HASHFLOOR_ROUND_TRIPS").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(USUAL_CASES)
}

fn written(series: &[&Series], options: &WriteOptions) -> String {
    let mut out = Vec::new();
    write_series(&mut out, series, options, &|_| ControlFlow::Continue(())).unwrap();
    String::from_utf8(out).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn what_is_written_reads_back_to_the_same_bits_ids_units_and_cadences(
        all in series_strategy(),
        said in prop_oneof![Just(Said::Above), Just(Said::Beside), Just(Said::Nowhere)],
        dates in prop_oneof![Just(DateStyle::Iso), Just(DateStyle::EpochSecs), Just(DateStyle::EpochMillis)],
        with_source in any::<bool>(),
    ) {
        // Without a word beside them, only full names say whose the rows are.
        let full = with_source || said == Said::Nowhere;
        let names = if full { ColumnNames::IdAndSource } else { ColumnNames::Id };
        let refs: Vec<_> = all.iter().collect();
        let comments = said == Said::Above;
        let options = WriteOptions { comments, names, dates, ..WriteOptions::default() };
        let text = written(&refs, &options);
        let mut answers = Answers::default();
        if said == Said::Beside {
            answers.beside = sidecar_lines(&sidecar_bytes(&refs, &options)).unwrap();
        }
        let expected: Vec<_> = all.iter().filter(|one| !bits(one, all.len() == 1).is_empty()).collect();
        if expected.is_empty() {
            return Ok(());
        }
        let options = ReadOptions { answers: &answers, ..ReadOptions::up_to(UnixSecs(7_289_654_399)) };
        let found = read(text.as_bytes(), "x.csv", &options).unwrap();
        prop_assert_eq!(found.dialect, "hashfloor");
        prop_assert_eq!(found.warnings_total, 0, "{:?}", found.warnings);
        prop_assert_eq!(found.series.len(), expected.len());
        for (found, expected) in found.series.iter().zip(expected) {
            let found = &found.series().unwrap();
            prop_assert_eq!(found.key(), &name_read_back(expected, found, &all, said));
            prop_assert_eq!(bits(found, true), bits(expected, all.len() == 1));
            if said != Said::Nowhere {
                prop_assert_eq!((found.unit(), found.cadence()), (expected.unit(), expected.cadence()));
            } else if catalog::entry(&expected.key().id).is_some() {
                prop_assert_eq!(found.unit(), expected.unit());
            }
        }
    }
}
