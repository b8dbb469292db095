//! What is written, to the letter, and that it reads back to the same bits.

use expect_test::expect;
use proptest::prelude::*;

use super::*;
use crate::domain::provenance::SourceId;
use crate::domain::series::{Cadence, Columns, Ohlcv};
use crate::domain::unit::Unit;
use crate::io::csv::read::{ReadOptions, read};

fn key(text: &str) -> SeriesKey {
    let (id, weekly, source) = SeriesKey::parse(text).unwrap();
    SeriesKey { id, weekly, source: source.unwrap() }
}

fn times(days: &[i64]) -> Vec<UnixSecs> {
    days.iter().map(|day| UnixSecs::from_ymd(2031, 3, 1).unwrap().plus_days(*day)).collect()
}

fn scalar(name: &str, days: &[i64], values: &[f64]) -> Series {
    Series::new(key(name), Unit::Usd, Cadence::Irregular, times(days), Columns::Scalar(values.to_vec()))
        .unwrap()
}

fn candles() -> Series {
    let columns = Ohlcv {
        open: vec![1.5, 2.0],
        high: vec![3.0, 4.0],
        low: vec![1.0, 0.1],
        close: vec![2.0, f64::NAN],
        volume: None,
    };
    let columns = Columns::Ohlcv(Box::new(columns));
    Series::new(key("price.btc.usd@case"), Unit::Usd, Cadence::Daily, times(&[0, 1]), columns).unwrap()
}

fn written(series: &[&Series], options: &WriteOptions) -> String {
    let mut out = Vec::new();
    write_series(&mut out, series, options).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn one_series_has_plain_columns_and_gaps_are_empty() {
    expect![[r#"
        date,open,high,low,close
        2031-03-01,1.5,3,1,2
        2031-03-02,2,4,0.1,
    "#]]
    .assert_eq(&written(&[&candles()], &WriteOptions::default()));
    let flows = scalar("etf.flow.total@case", &[0, 1, 2, 3], &[-95.1e6, 1e-9, f64::NAN, 1.03e21]);
    expect![[r#"
        date,value
        2031-03-01,-95100000
        2031-03-02,1e-9
        2031-03-03,
        2031-03-04,1.03e21
    "#]]
    .assert_eq(&written(&[&flows], &WriteOptions::default()));
}

#[test]
fn several_series_share_one_date_column() {
    let (case, yahoo) =
        (scalar("etf.flow.ibit@case", &[1, 2], &[1.0, 2.0]), scalar("etf.flow.ibit@csv", &[2], &[3.0]));
    expect![[r#"
        date,price.btc.usd.open,price.btc.usd.high,price.btc.usd.low,price.btc.usd.close,etf.flow.ibit@case,etf.flow.ibit@csv
        2031-03-01,1.5,3,1,2,,
        2031-03-02,2,4,0.1,,1,
        2031-03-03,,,,,2,3
    "#]]
    .assert_eq(&written(&[&candles(), &case, &yahoo], &WriteOptions::default()));
}

#[test]
fn days_are_inclusive_and_sub_daily_rows_carry_their_time() {
    let start = UnixSecs::from_ymd(2031, 3, 1).unwrap();
    let hours = (0..72).map(|hour| UnixSecs(start.0 + hour * 3_600)).collect();
    let values = Columns::Scalar((0..72).map(f64::from).collect());
    let series = Series::new(key("price.btc.usd@csv"), Unit::Usd, Cadence::Intraday, hours, values).unwrap();
    let day = Some(start.plus_days(1));
    let text = written(&[&series], &WriteOptions { from: day, to: day, ..WriteOptions::default() });
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        (lines[1], lines[24], lines.len()),
        ("2031-03-02T00:00:00Z,24", "2031-03-02T23:00:00Z,47", 25)
    );
}

#[test]
fn json_has_the_same_rows_and_null_for_a_gap() {
    let mut out = Vec::new();
    let options =
        WriteOptions { to: Some(UnixSecs::from_ymd(2031, 3, 2).unwrap()), ..WriteOptions::default() };
    write_json(&mut out, &[&candles(), &scalar("etf.flow.ibit@case", &[1, 2], &[1.25, 2.0])], &options)
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(
        json[0]["rows"],
        serde_json::json!([["2031-03-01", 1.5, 3, 1, 2], ["2031-03-02", 2, 4, 0.1, null]])
    );
    assert_eq!(json[1]["id"], "etf.flow.ibit@case");
    assert_eq!(json[1]["columns"], serde_json::json!(["date", "value"]));
    assert_eq!(json[1]["rows"], serde_json::json!([["2031-03-02", 1.25]]));
}

#[test]
fn no_comment_is_a_formula_wherever_a_spreadsheet_splits_it() {
    let series = candles();
    let provenance = Provenance {
        title: "Case\r\n=1+1".to_owned(),
        citation: "a,=b; @c, -d, e-f".to_owned(),
        licence: String::new(),
        seen_at: UnixSecs(0),
    };
    let provenance = BTreeMap::from([(series.key().clone(), provenance)]);
    let options = WriteOptions { comments: true, provenance, ..WriteOptions::default() };
    let text = written(&[&series], &options);
    expect![[r#"
        # Hashfloor export
        # series: price.btc.usd@case
        # unit: USD
        # cadence: daily
        # source: Case  =1+1
        # citation: a,'=b; '@c, '-d, e-f
    "#]]
    .assert_eq(&text[..text.find("date,").unwrap()]);
}

/// Step of time, scalar value, low, spread, place of the open in it, volume.
type Row = (i64, f64, f64, f64, f64, f64);

#[derive(Clone, Copy, Debug)]
struct Kind {
    shape: Shape,
    cadence: Cadence,
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
    (shapes, cadences, any::<bool>(), any::<bool>()).prop_map(|(shape, cadence, daily, weekly)| Kind {
        shape,
        cadence,
        daily,
        weekly,
    })
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

fn series_of(source: &str, kind: Kind, rows: &[Row]) -> Series {
    let mut now = 0;
    let times = rows.iter().map(|(step, ..)| {
        now += if kind.daily { (step / 1_000 + 1) * DAY_SECS } else { *step };
        UnixSecs(now)
    });
    let times = times.collect();
    let is_scalar = kind.shape == Shape::Scalar;
    let id = if is_scalar { "custom.numbers" } else { "price.btc.usd" };
    let key = SeriesKey { id: id.to_owned(), source: SourceId::new(source).unwrap(), weekly: kind.weekly };
    let (unit, columns) = if is_scalar {
        (Unit::Number, Columns::Scalar(rows.iter().map(|row| row.1).collect()))
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
    proptest::collection::vec((kind_strategy(), rows_strategy()), 1..4).prop_map(|all| {
        let sources = ["case", "yahoo", "csv"];
        all.iter().zip(sources).map(|((kind, rows), source)| series_of(source, *kind, rows)).collect()
    })
}

/// Rows as bits; of several series in one table a row without values cannot be told from none.
fn bits(series: &Series, keep_gaps: bool) -> Vec<(i64, Vec<(&'static str, u64)>)> {
    let columns = series.named_columns();
    let rows = series.times().iter().enumerate().map(|(row, time)| {
        let values = columns.iter().map(|(name, column)| {
            (*name, if column[row].is_nan() { f64::NAN.to_bits() } else { column[row].to_bits() })
        });
        (time.0, values.collect::<Vec<_>>())
    });
    rows.filter(|(_, values)| keep_gaps || values.iter().any(|(_, bits)| *bits != f64::NAN.to_bits()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_written_reads_back_to_the_same_bits_ids_units_and_cadences(
        all in series_strategy(),
        with_source in any::<bool>(),
    ) {
        let names = if with_source { ColumnNames::IdAndSource } else { ColumnNames::Id };
        let refs: Vec<_> = all.iter().collect();
        let text = written(&refs, &WriteOptions { comments: true, names, ..WriteOptions::default() });
        let newest = UnixSecs(7_289_654_399);
        let expected: Vec<_> = all.iter().filter(|one| !bits(one, all.len() == 1).is_empty()).collect();
        if expected.is_empty() {
            return Ok(());
        }
        let found = read(text.as_bytes(), "x.csv", &ReadOptions::up_to(newest)).unwrap();
        prop_assert_eq!(found.dialect, "hashfloor");
        prop_assert_eq!(found.warnings_total, 0, "{:?}", found.warnings);
        prop_assert_eq!(found.series.len(), expected.len());
        for (found, expected) in found.series.iter().zip(expected) {
            let found = &found.series().unwrap();
            prop_assert_eq!(found.key(), expected.key());
            prop_assert_eq!((found.unit(), found.cadence()), (expected.unit(), expected.cadence()));
            prop_assert_eq!(bits(found, true), bits(expected, all.len() == 1));
        }
    }

    #[test]
    fn any_text_cell_is_no_formula_and_reads_back(text in "['=+@\t\r\n,;\" a-]{0,6}|\\PC{0,12}") {
        let cell = safe_text_cell(&text);
        let line = format!("{cell},end\n");
        let mut reader = csv_core::Reader::new();
        let (mut output, mut ends) = ([0; 256], [0; 8]);
        let (_, _, _, count) = reader.read_record(line.as_bytes(), &mut output, &mut ends);
        prop_assert_eq!(count, 2, "{}", line);
        let raw = std::str::from_utf8(&output[..ends[0]]).unwrap();
        prop_assert!(!raw.starts_with(is_trigger), "{}", raw);
        prop_assert_eq!(read_safe_text_cell(raw), text);
    }
}
