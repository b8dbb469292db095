//! What is written, to the letter, and that it reads back to the same bits.

use expect_test::expect;

use super::*;
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
    write_series(&mut out, series, options, &|_| ControlFlow::Continue(())).unwrap();
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
    let series = Series::new(key("etf.flow.total@csv"), Unit::Usd, Cadence::Intraday, hours, values).unwrap();
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
    write_json(
        &mut out,
        &[&candles(), &scalar("etf.flow.ibit@case", &[1, 2], &[1.25, 2.0])],
        &options,
        &|_| ControlFlow::Continue(()),
    )
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
    let described = Described { provenance, aggregation: None };
    let described = BTreeMap::from([(series.key().clone(), described)]);
    let options = WriteOptions { comments: true, described, ..WriteOptions::default() };
    let text = written(&[&series], &options).replace(env!("CARGO_PKG_VERSION"), "VERSION");
    expect![[r#"
        # Hashfloor export
        # program: hashfloor VERSION
        # series: price.btc.usd@case
        # unit: USD
        # cadence: daily
        # source: Case\u{d}\u{a}=1+1
        # citation: a,'=b; '@c, '-d, e-f
        # seen: 1970-01-01
    "#]]
    .assert_eq(&text[..text.find("date,").unwrap()]);
}

#[test]
fn the_file_beside_a_table_stands_for_its_comments() {
    let (prices, flows) = (candles(), scalar("custom.flow@mine", &[0], &[1.0]));
    let provenance = Provenance {
        title: "A; =B\n\\".to_owned(),
        citation: "'=c,".to_owned(),
        licence: "CC BY 4.0".to_owned(),
        seen_at: UnixSecs(0),
    };
    let aggregation = Some("weekly: last value".to_owned());
    let described = BTreeMap::from([(prices.key().clone(), Described { provenance, aggregation })]);
    let options = WriteOptions { comments: true, described, ..WriteOptions::default() };
    let all = [&prices, &flows];
    let comments: Vec<String> =
        written(&all, &options).lines().map_while(|line| Some(line.strip_prefix("# ")?.to_owned())).collect();
    let mut lines = metadata::sidecar_lines(&metadata::sidecar_bytes(&all, &options)).unwrap();
    // Only the order within a series is another, and what is said of the whole stays away.
    let sorted = |lines: &[String]| {
        let mut lines: Vec<String> =
            lines.iter().filter(|line| !line.starts_with("program: ")).cloned().collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&lines), sorted(&comments));
    assert_eq!(lines.remove(1), "series: price.btc.usd@case");
    for foreign in [&b"{}"[..], b"[1]", b"", b"date,value\n", b"{\"series\":[]}"] {
        assert_eq!(metadata::sidecar_lines(foreign), None);
    }
}

#[test]
fn volumes_say_what_they_are_counted_in() {
    let times = times(&[0]);
    let column = || vec![1.0];
    let columns =
        Ohlcv { open: column(), high: column(), low: column(), close: column(), volume: Some(column()) };
    let columns = Columns::Ohlcv(Box::new(columns));
    let series = Series::new(key("price.btc.usd@mine"), Unit::Usd, Cadence::Daily, times, columns).unwrap();
    let text = written(&[&series], &WriteOptions { comments: true, ..WriteOptions::default() });
    assert!(text.contains("\n# volume unit: BTC\n"), "{text}");
}

#[test]
fn a_watcher_sees_every_row_and_can_stop_the_writing() {
    let rows = 60_000;
    let values = (0..rows).map(|row| row as f64 + 0.25).collect();
    let series = Series::new(
        key("custom.long@mine"),
        Unit::Number,
        Cadence::Intraday,
        (0..rows).map(|row| UnixSecs(row * 60)).collect(),
        Columns::Scalar(values),
    )
    .unwrap();
    let seen = std::cell::RefCell::new(Vec::new());
    let mut whole = Vec::new();
    write_series(&mut whole, &[&series], &WriteOptions::default(), &|rows| {
        seen.borrow_mut().push(rows);
        ControlFlow::Continue(())
    })
    .unwrap();
    let seen = seen.into_inner();
    assert!(seen.len() > 3 && seen.is_sorted() && seen.last() == Some(&60_000), "{seen:?}");
    let mut part = Vec::new();
    let stopped = write_series(&mut part, &[&series], &WriteOptions::default(), &|_| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(WriteError::Cancelled)));
    assert!(part.len() < whole.len() / 3 && whole.starts_with(&part));
}

#[test]
fn full_names_bring_ids_and_sources_back_without_a_word_beside_them() {
    let names = ColumnNames::IdAndSource;
    let text = written(&[&candles()], &WriteOptions { names, ..WriteOptions::default() });
    expect![[r#"
        date,price.btc.usd@case.open,price.btc.usd@case.high,price.btc.usd@case.low,price.btc.usd@case.close
        2031-03-01,1.5,3,1,2
        2031-03-02,2,4,0.1,
    "#]]
    .assert_eq(&text);
    let found = read(text.as_bytes(), "x.csv", &ReadOptions::up_to(UnixSecs(7_289_654_399))).unwrap();
    // As texts, for a gap equals nothing, itself included.
    assert_eq!(format!("{:?}", found.series[0].series().unwrap()), format!("{:?}", candles()));
}
