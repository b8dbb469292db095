//! Indicators of the registry against independent implementations (numpy, TA-Lib, pandas).

use std::ops::ControlFlow;

use hashfloor::calc::calculation::{CalcError, Computed, Input, InputTable, Params, compute, registry};
use hashfloor::calc::indicators::cross::crosses;
use hashfloor::calc::indicators::drawdown::{drawdown, max_drawdown};
use hashfloor::calc::indicators::ema::ema;
use hashfloor::calc::indicators::realised_vol::{Around, realised_vol};
use hashfloor::calc::indicators::rsi::rsi;
use hashfloor::calc::indicators::sma::sma;
use hashfloor::calc::indicators::weekly::{week_closes, weeks_of_daily};
use hashfloor::calc::interval::flat_candles;
use hashfloor::domain::catalog;
use hashfloor::domain::provenance::SourceId;
use hashfloor::domain::series::{Cadence, Columns, Series, SeriesKey};
use hashfloor::domain::time::UnixSecs;
use hashfloor::domain::unit::Unit;

use crate::golden::{Table, assert_column, date, json, near, number, numbers};

const FILES: [&str; 2] = ["ohlcv_gbm", "ohlcv_nasty"];

fn candles(file: &str) -> InputTable {
    let table = Table::read(&format!("{file}.csv"));
    let inputs = [Input::Open, Input::High, Input::Low, Input::Close, Input::Volume];
    inputs.into_iter().fold(InputTable::new(table.dates("date")), |found, input| {
        found.with(input, table.numbers(input.headers()[0]))
    })
}

fn closes_only(closes: &[f64]) -> InputTable {
    let times = (0_i64..).take(closes.len()).map(|day| UnixSecs(0).plus_days(day)).collect();
    InputTable::new(times).with(Input::Close, closes.to_vec())
}

fn answer(name: &str, typed: &[(&str, usize)], table: &InputTable) -> Result<Computed, CalcError> {
    let calculation = registry::find(name).unwrap_or_else(|| panic!("no calculation {name}"));
    let typed: Vec<(&str, String)> = typed.iter().map(|(name, value)| (*name, value.to_string())).collect();
    let typed = typed.iter().map(|(name, value)| (*name, value.as_str()));
    let params = Params::read(calculation.params, typed).unwrap();
    compute(calculation, &params, table, &|| ControlFlow::Continue(()))
}

fn computed(name: &str, typed: &[(&str, usize)], table: &InputTable) -> Computed {
    answer(name, typed, table).unwrap_or_else(|error| panic!("{error}"))
}

/// Headers of a calculation's columns.
fn headers(name: &str, typed: &[(&str, usize)]) -> Vec<String> {
    let calculation = registry::find(name).unwrap();
    let params = typed
        .iter()
        .fold(calculation.defaults(), |params, (name, value)| params.with(name, *value as f64).unwrap());
    (calculation.outputs)(&params).into_iter().map(|output| output.column).collect()
}

/// The result a header such as `rsi_14` asks for, under exactly this header.
fn column(header: &str, table: &InputTable) -> Vec<f64> {
    let parts = header.split_once('_').and_then(|(name, window)| Some((name, window.parse().ok()?)));
    let found = match parts {
        Some((name, window)) => {
            assert_eq!(headers(name, &[("window", window)]), [header]);
            computed(name, &[("window", window)], table)
        }
        None => {
            let mut found = computed("drawdown", &[], table);
            let place = headers("drawdown", &[]).iter().position(|column| column == header).unwrap();
            found.columns = vec![found.columns.swap_remove(place)];
            found
        }
    };
    assert_eq!(found.times, table.times, "{header}");
    found.columns.into_iter().next().unwrap()
}

#[test]
fn every_daily_column_matches_the_golden_files() {
    for file in FILES {
        let table = candles(file);
        let expected = Table::read(&format!("{file}.expected.csv"));
        assert_eq!(table.times, expected.dates("date"));
        for name in expected.names().iter().skip(1) {
            assert_column(&format!("{file} {name}"), &column(name, &table), &expected.numbers(name));
        }
    }
}

#[test]
fn every_weekly_column_matches_the_golden_files() {
    for file in FILES {
        let table = candles(file);
        let expected = Table::read(&format!("{file}.weekly.expected.csv"));
        for header in expected.names().iter().skip(4) {
            let (kind, window) = header.split_once('_').unwrap();
            let (name, typed) = (format!("weekly_{kind}"), [("window", window.parse().unwrap())]);
            assert_eq!(headers(&name, &typed), ["last_row_date", "close", "complete", header]);
            let found = computed(&name, &typed, &table);
            assert_eq!(found.times, expected.dates("week_start"), "{file}");
            let last_rows: Vec<UnixSecs> =
                found.columns[0].iter().map(|secs| UnixSecs(*secs as i64)).collect();
            assert_eq!(last_rows, expected.dates("last_row_date"), "{file}");
            assert_column(&format!("{file} weekly close"), &found.columns[1], &expected.numbers("close"));
            let complete: Vec<&str> =
                found.columns[2].iter().map(|flag| if *flag > 0.0 { "true" } else { "false" }).collect();
            assert_eq!(complete, expected.text("complete"), "{file}");
            assert_column(&format!("{file} weekly {header}"), &found.columns[3], &expected.numbers(header));
        }
    }
}

#[test]
fn the_last_week_is_complete_once_the_file_reaches_its_sunday_even_without_a_close_there() {
    // 1970-01-01 was a Thursday, so row 3 is a Sunday.
    for (closes, complete) in [
        (&[1.0, 2.0, 3.0][..], 0.0),
        (&[1.0, 2.0, 3.0, 4.0], 1.0),
        (&[1.0, 2.0, 3.0, f64::NAN], 1.0),
        (&[1.0, 2.0, f64::NAN], 0.0),
    ] {
        let table = closes_only(closes);
        let found = computed("weekly_sma", &[("window", 1)], &table);
        assert_eq!(found.columns[2], [complete], "{closes:?}");
        assert_eq!(weeks_of_daily(&table.times, closes)[0].complete, complete > 0.0, "{closes:?}");
    }
}

#[test]
fn crosses_and_deepest_falls_match_the_golden_events() {
    for file in FILES {
        let table = candles(file);
        let expected = json(&format!("{file}.events.json"));
        let window = |key: &str| usize::try_from(expected["cross"][key].as_u64().unwrap()).unwrap();
        let found = computed("cross", &[("fast", window("fast")), ("slow", window("slow"))], &table);
        let fast = column(&format!("sma_{}", window("fast")), &table);
        let slow = column(&format!("sma_{}", window("slow")), &table);
        let events = expected["cross"]["events"].as_array().unwrap();
        assert_eq!(found.len(), events.len(), "{file}: {found:?}");
        for ((time, word), event) in found.times.iter().zip(&found.columns[0]).zip(events) {
            assert_eq!(*time, date(&event["date"]), "{file}");
            assert_eq!(["death", "golden"][*word as usize], event["type"], "{file}");
            let row = table.times.binary_search(time).unwrap();
            assert_column("fast", &[fast[row]], &[number(&event["fast"])]);
            assert_column("slow", &[slow[row]], &[number(&event["slow"])]);
        }
        let closes = table.column(Input::Close).unwrap();
        let (fall, golden) = (max_drawdown(&table.times, closes).unwrap(), &expected["max_drawdown_close"]);
        assert_column("deepest fall", &[fall.ratio], &[number(&golden["value"])]);
        assert_eq!([fall.peak, fall.trough], [date(&golden["peak_date"]), date(&golden["trough_date"])]);
        assert!(golden["recovery_date"].is_null());
        assert_eq!(fall.recovery, None);
    }
}

#[test]
fn short_flat_and_monotone_inputs_match_the_golden_edges() {
    for (name, case) in json("edges.json").as_object().unwrap() {
        let Some(closes) = case.get("close").map(numbers) else { continue };
        let table = closes_only(&closes);
        let rsi = format!("rsi_{}", case["rsi_n"]);
        assert_column(&format!("{name} {rsi}"), &column(&rsi, &table), &numbers(&case["rsi"]));
        for header in ["sma_3", "ema_3", "rv_5", "dd_close"] {
            assert_column(&format!("{name} {header}"), &column(header, &table), &numbers(&case[header]));
        }
    }
}

#[test]
fn a_file_of_closes_alone_has_both_drawdowns_and_what_needs_more_says_so() {
    let table = closes_only(&[3.0, 4.0, 1.0, 2.0]);
    assert_eq!(column("dd_intraday", &table), column("dd_close", &table));
    let refused = |name| answer(name, &[], &table).unwrap_err().to_string();
    assert_eq!(refused("obv"), "obv needs traded volumes (volume)");
    assert_eq!(refused("volume_profile"), "volume_profile needs traded volumes (volume)");
    assert_eq!(refused("atr"), "atr needs highs (high) and lows (low)");
    assert_eq!(refused("beta"), "beta needs a second series (other)");
    let empty = closes_only(&[f64::NAN; 3]);
    assert!(column("sma_2", &empty).iter().all(|mean| mean.is_nan()), "no close, no row, no error");
}

#[test]
fn what_does_not_move_has_no_volatility_and_is_neither_bought_nor_sold() {
    let table = closes_only(&[0.1; 60]);
    let last = |header: &str| *column(header, &table).last().unwrap();
    let found = vec![last("rv_30"), last("rvz_30"), last("rsi_14"), last("roc_12")];
    assert_eq!(found, vec![0.0, 0.0, 50.0, 0.0]);
    let bands = computed("bollinger", &[], &table);
    let last: Vec<f64> = bands.columns.iter().map(|column| *column.last().unwrap()).collect();
    assert_eq!(last[..3], [0.1; 3]);
    assert!(last[3].is_nan() && last[4] == 0.0, "a band without a width: {last:?}");
}

#[test]
fn a_spike_is_forgotten_with_its_window() {
    let mut closes: Vec<f64> = (0..120).map(|row| 50_000.0 + f64::from(row * 37 % 11)).collect();
    let calm = closes_only(&closes);
    closes[20] = 1e18;
    let spiked = closes_only(&closes);
    for header in ["sma_30", "rv_30", "rvz_30", "roc_30"] {
        assert_eq!(column(header, &spiked)[52..], column(header, &calm)[52..], "{header}");
    }
    let bands = |table| computed("bollinger", &[], table).columns.concat();
    assert_eq!(bands(&spiked)[52..120], bands(&calm)[52..120]);
}

#[test]
fn years_of_wild_rows_leave_nothing_in_a_window_that_stands_still() {
    let mut closes: Vec<f64> =
        (0..5_000_u32).map(|row| 50_000.0 * (1.0 + f64::from(row * 37 % 101))).collect();
    closes[2_700] = 1e15;
    closes.extend([0.1; 2_200]);
    let table = closes_only(&closes);
    let still = 5_000 + 201..closes.len();
    for (header, expected) in [("sma_200", 0.1), ("rv_200", 0.0), ("rvz_200", 0.0), ("roc_200", 0.0)] {
        let found = column(header, &table);
        for row in still.clone() {
            assert!(near(found[row], expected, 1e-13, 0.0), "{header}, row {row}: {}", found[row]);
        }
    }
    let bands = computed("bollinger", &[], &table);
    assert_eq!(bands.columns[4][still.clone()], vec![0.0; still.len()], "a width out of nothing");
    assert_eq!(computed("cross", &[], &table).times.last().filter(|time| **time > table.times[5_300]), None);
}

#[test]
fn the_averages_of_columns_are_those_of_the_registry() {
    let table = candles("ohlcv_nasty");
    let closes = table.column(Input::Close).unwrap();
    for (header, found) in [
        ("sma_50", sma(closes, 50)),
        ("ema_20", ema(closes, 20)),
        ("rsi_14", rsi(closes, 14)),
        ("rv_30", realised_vol(closes, 30, Around::Mean)),
        ("rvz_30", realised_vol(closes, 30, Around::Zero)),
    ] {
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
        assert!(found.iter().zip(&column(header, &table)).all(same), "{header}");
    }
    let high = table.column(Input::High).unwrap();
    let falls = drawdown(&table.times, high, table.column(Input::Low).unwrap(), closes);
    assert_column("dd_intraday", &falls.dd_intraday, &column("dd_intraday", &table));
    let weeks = weeks_of_daily(&table.times, closes);
    let found = computed("weekly_sma", &[], &table);
    assert_eq!(weeks.iter().map(|week| week.monday).collect::<Vec<_>>(), found.times);
    assert_eq!(week_closes(&weeks), found.columns[1]);
}

#[test]
fn touches_and_noise_are_no_cross() {
    for case in json("edges.json")["sign_state_cases"].as_array().unwrap() {
        let found: Vec<(u64, &str)> = crosses(&numbers(&case["fast"]), &numbers(&case["slow"]))
            .iter()
            .map(|event| (event.row as u64, event.cross.word()))
            .collect();
        let expected: Vec<(u64, &str)> = case["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| (event["index"].as_u64().unwrap(), event["type"].as_str().unwrap()))
            .collect();
        assert_eq!(found, expected, "{}", case["name"]);
    }
}

#[test]
fn a_series_refuses_every_file_that_must_be_rejected() {
    for case in json("edges.json")["must_reject"].as_array().unwrap() {
        let cells: Vec<(&str, &str)> =
            case["csv"].as_str().unwrap().lines().skip(1).map(|line| line.split_once(',').unwrap()).collect();
        let times: Option<Vec<UnixSecs>> = cells.iter().map(|(date, _)| UnixSecs::parse_iso(date)).collect();
        // What is no date does not get as far as a series.
        let Some(times) = times else { continue };
        let closes: Vec<f64> = cells.iter().map(|(_, close)| close.parse().unwrap()).collect();
        for prices in [Columns::Ohlcv(Box::new(flat_candles(&closes))), Columns::Scalar(closes)] {
            let key = SeriesKey::new(catalog::PRICE, SourceId::case_file());
            let made = Series::new(key, Unit::Usd, Cadence::Daily, times.clone(), prices);
            assert!(made.is_err(), "{}", case["why"]);
        }
    }
}

/// Numbers of formulas without a golden file, worked out by hand.
#[test]
fn macd_bands_ranges_and_volumes_follow_their_definitions() {
    let closes = [10.0, 12.0, 11.0, 15.0, 15.0, 9.0];
    let table = closes_only(&closes)
        .with(Input::High, vec![11.0, 13.0, 12.5, 16.0, 15.0, 14.0])
        .with(Input::Low, vec![9.0, 11.0, 10.0, 12.0, 15.0, 8.0])
        .with(Input::Volume, vec![5.0, 2.0, 1.0, 4.0, 8.0, 3.0])
        .with(Input::Other, vec![100.0, 144.0, 121.0, 225.0, 225.0, 81.0]);
    let nan = f64::NAN;
    // EMA 1 is the close; EMA 2 has alpha 2/3 and the seed 11.
    let slow = [11.0, 11.0, 41.0 / 3.0, 131.0 / 9.0, 293.0 / 27.0];
    let line: Vec<f64> = closes[1..].iter().zip(slow).map(|(fast, slow)| fast - slow).collect();
    let macd = computed("macd", &[("fast", 1), ("slow", 2), ("signal", 3)], &table);
    assert_column("line", &macd.columns[0][1..], &line);
    let seed = (line[0] + line[1] + line[2]) / 3.0;
    let signal = [seed, (seed + line[3]) / 2.0, (seed + line[3]) / 4.0 + line[4] / 2.0];
    assert_column("signal", &macd.columns[1], &[nan, nan, nan, signal[0], signal[1], signal[2]]);
    assert_column("histogram", &macd.columns[2][3..4], &[line[2] - seed]);

    let bands = computed("bollinger", &[("window", 3), ("deviations", 2)], &table);
    let deviation = (2.0_f64 / 3.0).sqrt();
    let first: Vec<f64> = bands.columns.iter().map(|column| column[2]).collect();
    assert_column(
        "bands",
        &first,
        &[11.0, 11.0 + 2.0 * deviation, 11.0 - 2.0 * deviation, 0.5, 4.0 * deviation / 11.0],
    );

    // True ranges: 3, 2.5, 5, 0, 7.
    let atr = computed("atr", &[("window", 2)], &table);
    assert_column("atr", &atr.columns[0], &[nan, nan, 2.75, 3.875, 1.9375, 4.46875]);
    assert_column("roc", &column("roc_2", &table), &[nan, nan, 0.1, 0.25, 4.0 / 11.0, -0.4]);
    assert_eq!(computed("obv", &[], &table).columns[0], [5.0, 7.0, 6.0, 10.0, 10.0, 7.0]);

    // The other is the square: twice the log return, wholly in step.
    let pair = |name| computed(name, &[("window", 3)], &table).columns.concat();
    assert!(near(pair("correlation")[5], 1.0, 1e-12, 0.0), "{:?}", pair("correlation"));
    assert_column("beta", &pair("beta"), &[nan, nan, nan, 0.5, 0.5, 0.5]);
    let year = computed("rv", &[("window", 3), ("days", 252)], &table).columns.concat();
    let usual = column("rv_3", &table);
    assert_column("sessions", &[year[4]], &[usual[4] * (252.0_f64 / 365.0).sqrt()]);
    assert_eq!(headers("rv", &[("window", 3), ("days", 252)]), ["rv_3_252"]);
}
