//! Indicators against independent implementations (numpy, TA-Lib, pandas).

use hashfloor::calc::indicators::cross::crosses;
use hashfloor::calc::indicators::drawdown::{drawdown, max_drawdown};
use hashfloor::calc::indicators::ema::ema;
use hashfloor::calc::indicators::realised_vol::{Around, realised_vol};
use hashfloor::calc::indicators::rsi::rsi;
use hashfloor::calc::indicators::sma::sma;
use hashfloor::calc::indicators::weekly::{week_closes, weeks_of_daily};
use hashfloor::domain::time::UnixSecs;
use proptest::prelude::*;

use crate::golden::{Table, assert_column, date, json, number, numbers};

const FILES: [&str; 2] = ["ohlcv_gbm", "ohlcv_nasty"];

type Average = fn(&[f64], usize) -> Vec<f64>;

/// The indicator a column name such as `rsi_14` stands for.
fn averaged(name: &str, closes: &[f64]) -> Option<Vec<f64>> {
    let (kind, window) = name.split_once('_')?;
    let window = window.parse().ok()?;
    let average: Average = match kind {
        "sma" => sma,
        "ema" => ema,
        "rsi" => rsi,
        "rv" => |closes, window| realised_vol(closes, window, Around::Mean),
        "rvz" => |closes, window| realised_vol(closes, window, Around::Zero),
        _ => return None,
    };
    Some(average(closes, window))
}

#[test]
fn every_daily_column_matches_the_golden_files() {
    for file in FILES {
        let table = Table::read(&format!("{file}.csv"));
        let expected = Table::read(&format!("{file}.expected.csv"));
        let closes = table.numbers("close");
        let falls = drawdown(&table.dates("date"), &table.numbers("high"), &table.numbers("low"), &closes);
        assert_eq!(table.text("date"), expected.text("date"));
        for name in expected.names().iter().skip(1) {
            let found = match name.as_str() {
                "dd_close" => falls.dd_close.clone(),
                "dd_intraday" => falls.dd_intraday.clone(),
                "days_since_ath" => falls.days_since_ath.clone(),
                "mdd_close" => falls.mdd_close.clone(),
                name => averaged(name, &closes).unwrap(),
            };
            assert_column(&format!("{file} {name}"), &found, &expected.numbers(name));
        }
    }
}

#[test]
fn every_weekly_column_matches_the_golden_files() {
    for file in FILES {
        let table = Table::read(&format!("{file}.csv"));
        let expected = Table::read(&format!("{file}.weekly.expected.csv"));
        let weeks = weeks_of_daily(&table.dates("date"), &table.numbers("close"));
        assert_eq!(
            weeks.iter().map(|w| w.monday).collect::<Vec<_>>(),
            expected.dates("week_start"),
            "{file}"
        );
        let last_rows: Vec<UnixSecs> = weeks.iter().map(|week| week.last_row_date).collect();
        assert_eq!(last_rows, expected.dates("last_row_date"), "{file}");
        let complete: Vec<String> = weeks.iter().map(|week| week.complete.to_string()).collect();
        assert_eq!(complete, expected.text("complete"), "{file}");
        let closes = week_closes(&weeks);
        assert_column(&format!("{file} weekly close"), &closes, &expected.numbers("close"));
        for name in expected.names().iter().skip(4) {
            let found = averaged(name, &closes).unwrap();
            assert_column(&format!("{file} weekly {name}"), &found, &expected.numbers(name));
        }
    }
}

#[test]
fn crosses_and_deepest_falls_match_the_golden_events() {
    for file in FILES {
        let table = Table::read(&format!("{file}.csv"));
        let expected = json(&format!("{file}.events.json"));
        let (times, closes) = (table.dates("date"), table.numbers("close"));
        let window = |key: &str| usize::try_from(expected["cross"][key].as_u64().unwrap()).unwrap();
        let (fast, slow) = (sma(&closes, window("fast")), sma(&closes, window("slow")));
        let found = crosses(&fast, &slow);
        let events = expected["cross"]["events"].as_array().unwrap();
        assert_eq!(found.len(), events.len(), "{file}: {found:?}");
        for (found, event) in found.iter().zip(events) {
            assert_eq!(times[found.row], date(&event["date"]), "{file}");
            assert_eq!(found.cross.word(), event["type"], "{file}");
            assert_column("fast", &[fast[found.row]], &[number(&event["fast"])]);
            assert_column("slow", &[slow[found.row]], &[number(&event["slow"])]);
        }
        let (fall, golden) = (max_drawdown(&times, &closes).unwrap(), &expected["max_drawdown_close"]);
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
        let times: Vec<UnixSecs> = (0_i64..).take(closes.len()).map(|n| UnixSecs(0).plus_days(n)).collect();
        let window = usize::try_from(case["rsi_n"].as_u64().unwrap()).unwrap();
        assert_column(&format!("{name} rsi"), &rsi(&closes, window), &numbers(&case["rsi"]));
        for column in ["sma_3", "ema_3", "rv_5"] {
            let found = averaged(column, &closes).unwrap();
            assert_column(&format!("{name} {column}"), &found, &numbers(&case[column]));
        }
        let falls = drawdown(&times, &closes, &closes, &closes);
        assert_column(&format!("{name} dd_close"), &falls.dd_close, &numbers(&case["dd_close"]));
    }
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

/// Every indicator of one column, by the name its parameter follows.
const COLUMNS: [&str; 5] = ["sma", "ema", "rsi", "rv", "rvz"];

fn closes() -> impl Strategy<Value = Vec<f64>> {
    let price = prop_oneof![8 => 1e-2..1e6, 1 => Just(f64::NAN), 1 => Just(70_000.0)];
    prop::collection::vec(price, 0..120)
}

fn same(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_future_never_changes_the_past(past in closes(), future in closes(), window in 1_usize..40) {
        let all: Vec<f64> = past.iter().chain(&future).copied().collect();
        let times: Vec<UnixSecs> = (0_i64..).take(all.len()).map(|n| UnixSecs(0).plus_days(n)).collect();
        for kind in COLUMNS {
            let name = format!("{kind}_{window}");
            let (then, now) = (averaged(&name, &past).unwrap(), averaged(&name, &all).unwrap());
            prop_assert!(same(&then, &now[..past.len()]), "{}", name);
        }
        let then = drawdown(&times[..past.len()], &past, &past, &past);
        let now = drawdown(&times, &all, &all, &all);
        prop_assert!(same(&then.dd_close, &now.dd_close[..past.len()]));
        prop_assert!(same(&then.dd_intraday, &now.dd_intraday[..past.len()]));
        prop_assert!(same(&then.days_since_ath, &now.days_since_ath[..past.len()]));
        prop_assert!(same(&then.mdd_close, &now.mdd_close[..past.len()]));
        let (fast, slow) = (sma(&all, window), sma(&all, 2 * window));
        let mut now = crosses(&fast, &slow);
        now.retain(|event| event.row < past.len());
        prop_assert_eq!(crosses(&fast[..past.len()], &slow[..past.len()]), now);
        let then = weeks_of_daily(&times[..past.len()], &past);
        let complete = then.iter().filter(|week| week.complete).count();
        prop_assert_eq!(&then[..complete], &weeks_of_daily(&times, &all)[..complete]);
    }

    #[test]
    fn values_start_after_the_warm_up_and_stand_on_rows_with_a_close(
        closes in closes(),
        window in 2_usize..40,
    ) {
        for kind in COLUMNS {
            let found = averaged(&format!("{kind}_{window}"), &closes).unwrap();
            prop_assert_eq!(found.len(), closes.len());
            let warm_up = if matches!(kind, "sma" | "ema") { window - 1 } else { window };
            let kept = closes.iter().enumerate().filter(|(_, close)| !close.is_nan()).map(|(row, _)| row);
            let expected: Vec<usize> = kept.skip(warm_up).collect();
            let valued: Vec<usize> = (0..found.len()).filter(|row| !found[*row].is_nan()).collect();
            prop_assert_eq!(valued, expected, "{}", kind);
        }
    }

    #[test]
    fn rsi_stays_within_its_scale(closes in closes(), window in 1_usize..40) {
        for strength in rsi(&closes, window).into_iter().filter(|strength| !strength.is_nan()) {
            prop_assert!((0.0..=100.0).contains(&strength), "{}", strength);
        }
    }
}
