//! Aggregation against brute force, and against itself.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::domain::unit::Unit;

fn at(text: &str) -> UnixSecs {
    UnixSecs::parse_iso(text).unwrap()
}

fn series_of(id: &str, cadence: Cadence, times: Vec<UnixSecs>, columns: Columns) -> Series {
    Series::new(SeriesKey::new(id, SourceId::case_file()), Unit::Usd, cadence, times, columns).unwrap()
}

fn scalar(id: &str, cadence: Cadence, rows: &[(&str, f64)]) -> Series {
    let times = rows.iter().map(|(time, _)| at(time)).collect();
    series_of(id, cadence, times, Columns::Scalar(rows.iter().map(|(_, value)| *value).collect()))
}

/// Sound candles at rising times; about one row in eight is a gap, volumes are whole.
fn candles() -> impl Strategy<Value = Series> {
    let row = (1i64..40, 0u32..8, 1.0..100.0f64, 0.0..10.0f64, 0.0..10.0f64, 0u32..1_000, 0u32..8);
    (0i64..1_000_000, prop::collection::vec(row, 1..200)).prop_map(|(start, rows)| {
        let mut columns = Ohlcv { volume: Some(Vec::new()), ..Ohlcv::default() };
        let mut times = Vec::new();
        let mut time = 1_700_000_000 + start * 60;
        for (step, gap, open, up, down, volume, no_volume) in rows {
            time += step * 900;
            times.push(UnixSecs(time));
            let of = |value: f64| if gap == 0 { f64::NAN } else { value + 20.0 };
            columns.open.push(of(open));
            columns.high.push(of(open + up));
            columns.low.push(of(open - down));
            columns.close.push(of(open + (up - down) / 2.0));
            let volume = if no_volume == 0 { f64::NAN } else { f64::from(volume) };
            columns.volume.as_mut().unwrap().push(volume);
        }
        series_of("price.btc.usd", Cadence::Intraday, times, Columns::Ohlcv(Box::new(columns)))
    })
}

fn bits(series: &Series) -> Vec<Vec<u64>> {
    let column = |(_, values): (&str, &[f64])| values.iter().map(|value| value.to_bits()).collect();
    series.named_columns().into_iter().map(column).collect()
}

fn made(series: &Series, interval: Interval) -> Series {
    aggregate(series, interval, gather_of(series)).unwrap().series
}

proptest! {
    #[test]
    fn in_steps_or_at_once_the_rows_are_the_same(price in candles()) {
        use Interval::{Day, Hour1, Hour4, Month, Week};
        for path in [vec![Hour1, Hour4, Day, Week], vec![Hour4, Day, Month], vec![Hour1, Week], vec![Day, Month]] {
            let stepped = path.iter().fold(price.clone(), |rows, interval| made(&rows, *interval));
            let at_once = made(&price, *path.last().unwrap());
            prop_assert_eq!(stepped.times(), at_once.times());
            prop_assert_eq!(bits(&stepped), bits(&at_once));
        }
    }

    #[test]
    fn volumes_and_extremes_are_conserved(price in candles(), which in 1usize..6) {
        let interval = Interval::ALL[which];
        let rows = made(&price, interval);
        let (before, after) = (price.ohlcv().unwrap(), rows.ohlcv().unwrap());
        let total = |o: &Ohlcv| o.volume.as_ref().unwrap().iter().filter(|v| !v.is_nan()).sum::<f64>();
        prop_assert_eq!(total(before), total(after));
        let most = |o: &Ohlcv| o.high.iter().copied().fold(f64::NAN, f64::max).to_bits();
        let least = |o: &Ohlcv| o.low.iter().copied().fold(f64::NAN, f64::min).to_bits();
        prop_assert_eq!((most(before), least(before)), (most(after), least(after)));
        prop_assert_eq!(
            price.last_value().map(|(_, close)| close), rows.last_value().map(|(_, close)| close)
        );
    }

    #[test]
    fn every_row_lies_in_its_bucket_and_no_bucket_is_empty(price in candles(), which in 1usize..6) {
        let interval = Interval::ALL[which];
        let rows = made(&price, interval);
        for (row, start) in rows.times().iter().enumerate() {
            let end = row_end(rows.times(), row, interval).unwrap();
            prop_assert_eq!(interval.bucket_start(*start), *start);
            prop_assert_eq!(interval.bucket_start(UnixSecs(end.0 - 1)), *start);
            prop_assert!(!price.rows_between(*start, UnixSecs(end.0 - 1)).is_empty());
        }
        prop_assert!(price.times().iter().all(|time| rows.times().contains(&interval.bucket_start(*time))));
    }

    #[test]
    fn a_week_of_flows_is_the_sum_of_its_sessions(
        start in 0i64..3_000, flows in prop::collection::vec((1i64..5, -900i32..900), 1..120),
    ) {
        let mut day = UnixSecs::from_ymd(2024, 1, 11).unwrap().plus_days(start);
        let mut rows = Vec::new();
        for (step, flow) in flows {
            day = day.plus_days(step);
            rows.push((day, f64::from(flow)));
        }
        let (times, values): (Vec<_>, Vec<_>) = rows.iter().copied().unzip();
        let etf = series_of(catalog::ETF_TOTAL, Cadence::Irregular, times, Columns::Scalar(values));
        let mut brute: BTreeMap<UnixSecs, f64> = BTreeMap::new();
        for (day, flow) in &rows {
            let mut monday = *day;
            while monday.date().weekday() != jiff::civil::Weekday::Monday {
                monday = monday.plus_days(-1);
            }
            *brute.entry(monday).or_default() += flow;
        }
        let weekly = made(&etf, Interval::Week);
        let found: BTreeMap<UnixSecs, f64> =
            weekly.times().iter().copied().zip(weekly.values().iter().copied()).collect();
        prop_assert_eq!(found, brute);
    }
}

#[test]
fn the_week_of_the_crash_by_hand() {
    let days = [
        ("2026-01-31", 84.0, 84.5, 76.0, 78.0),
        ("2026-02-01", 78.0, 79.0, 75.0, 76.0),
        ("2026-02-02", 76.0, 79.5, 74.0, 78.5),
        ("2026-02-05", 73.0, 73.5, 62.0, 63.0),
        ("2026-02-06", 63.0, 71.5, 60.0, 70.5),
    ];
    let column = |pick: fn(&(&str, f64, f64, f64, f64)) -> f64| days.iter().map(pick).collect::<Vec<f64>>();
    let rows = Ohlcv {
        open: column(|d| d.1),
        high: column(|d| d.2),
        low: column(|d| d.3),
        close: column(|d| d.4),
        volume: None,
    };
    let times = days.iter().map(|day| at(day.0)).collect();
    let daily = series_of("price.btc.usd", Cadence::Daily, times, Columns::Ohlcv(Box::new(rows)));
    let weekly = aggregate(&daily, Interval::Week, Gather::Candles).unwrap();
    assert!(!weekly.is_last_complete);
    let week = weekly.series.ohlcv().unwrap();
    assert_eq!(weekly.series.times(), [at("2026-01-26"), at("2026-02-02")]);
    assert_eq!((week.open[1], week.high[1], week.low[1], week.close[1]), (76.0, 79.5, 60.0, 70.5));
    let monthly = aggregate(&daily, Interval::Month, Gather::Candles).unwrap();
    assert_eq!(monthly.series.times(), [at("2026-01-01"), at("2026-02-01")]);
    assert_eq!(monthly.series.ohlcv().unwrap().low[1], 60.0);
    assert_eq!(monthly.series.cadence(), Cadence::Irregular);
}

#[test]
fn the_last_bucket_is_complete_when_the_rows_reach_its_end() {
    let complete = |cadence, id: &str, last: &str, interval| {
        let rows = scalar(id, cadence, &[("2026-01-05", 1.0), (last, 2.0)]);
        aggregate(&rows, interval, Gather::Sum).unwrap().is_last_complete
    };
    assert!(complete(Cadence::Daily, "x", "2026-02-08", Interval::Week));
    assert!(!complete(Cadence::Daily, "x", "2026-02-07", Interval::Week));
    assert!(complete(Cadence::Daily, "x", "2026-02-28", Interval::Month));
    // No session follows the Friday within its week: nothing is missing.
    assert!(complete(Cadence::Irregular, catalog::ETF_TOTAL, "2026-02-06", Interval::Week));
    assert!(!complete(Cadence::Irregular, catalog::ETF_TOTAL, "2026-02-05", Interval::Week));
    assert!(complete(Cadence::Irregular, catalog::ETF_TOTAL, "2026-01-30", Interval::Month));
}

#[test]
fn what_is_not_stored_finer_is_said() {
    let daily = scalar("price.btc.usd", Cadence::Daily, &[("2026-02-05", 1.0), ("2026-02-06", 2.0)]);
    let words =
        |series: &Series, interval| availability(series, "BTC/USD", interval).map_err(|why| why.to_string());
    assert_eq!(
        words(&daily, Interval::Hour1),
        Err("BTC/USD is stored daily from the case file, hours are not there".to_owned())
    );
    assert_eq!(words(&daily, Interval::Week), Ok(()));
    assert_eq!(words(&daily, Interval::AsStored), Ok(()));
    let weekly = scalar("price.btc.usd", Cadence::Weekly, &[("2026-02-02", 1.0)]);
    assert_eq!(
        words(&weekly, Interval::Month),
        Err("BTC/USD is stored weekly from the case file, weeks do not divide into months".to_owned())
    );
    assert!(words(&weekly, Interval::Day).unwrap_err().ends_with("days are not there"));
    let hours = [("2026-02-05T00:00:00Z", 1.0), ("2026-02-05T04:00:00Z", 2.0)];
    let four_hours = scalar("price.btc.usd", Cadence::Intraday, &hours);
    assert!(words(&four_hours, Interval::Hour1).unwrap_err().contains("every 4 hours"));
    assert_eq!(words(&four_hours, Interval::Hour4), Ok(()));
    assert!(is_stored_at(&four_hours, Interval::Hour4) && !is_stored_at(&four_hours, Interval::Day));
    assert!(is_stored_at(&daily, Interval::Day));
}

#[test]
fn an_index_keeps_its_last_value_and_a_gap_stays_one() {
    let rows = [("2026-02-02", 14.0), ("2026-02-03", f64::NAN), ("2026-02-09", f64::NAN)];
    let index = scalar("sentiment.fear_greed", Cadence::Daily, &rows);
    let weekly = made(&index, Interval::Week);
    assert_eq!(weekly.values()[0], 14.0);
    assert!(weekly.values()[1].is_nan());
    assert_eq!(gather_of(&index), Gather::Last);
}

#[test]
fn a_stored_row_ends_where_the_nearest_neighbour_begins() {
    let days = ["2026-02-05", "2026-02-06", "2026-02-09"].map(at);
    assert_eq!(row_end(&days, 1, Interval::AsStored), Some(at("2026-02-07")));
    assert_eq!(row_end(&days, 2, Interval::AsStored), Some(at("2026-02-10")));
    assert_eq!(row_end(&days, 3, Interval::AsStored), None);
    assert_eq!(row_end(&[at("2026-02-01")], 0, Interval::Month), Some(at("2026-03-01")));
    assert_eq!(row_end(&days[..1], 0, Interval::AsStored), None);
}

#[test]
fn intervals_are_written_in_words() {
    let text = serde_json::to_string(&Interval::ALL).unwrap();
    assert_eq!(text, r#"["as_stored","hour1","hour4","day","week","month"]"#);
}

#[test]
fn a_mean_is_over_what_is_known_and_of_nothing_there_is_none() {
    let rates = scalar(
        "hashrate.network",
        Cadence::Daily,
        &[("2026-02-02", 1.0), ("2026-02-03", f64::NAN), ("2026-02-08", 4.0), ("2026-02-09", f64::NAN)],
    );
    let weeks = aggregate(&rates, Interval::Week, Gather::Mean).unwrap().series;
    assert_eq!(weeks.times(), [at("2026-02-02"), at("2026-02-09")]);
    assert!((weeks.values()[0] - 2.5).abs() < 1e-12 && weeks.values()[1].is_nan());
}
