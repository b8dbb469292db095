//! What rows of prices decide of a scenario, and what they leave to the model.
#![expect(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "fixtures must be valid, decided odds exactly 0 or 1"
)]

use hashfloor::calc::indicators::realised_vol::{Around, realised_vol};
use hashfloor::calc::scenario::odds::{OddsError, ScenarioOdds, scenario_odds};
use hashfloor::calc::scenario::score::status;
use hashfloor::calc::scenario::{Gbm, barrier};
use hashfloor::domain::provenance::SourceId;
use hashfloor::domain::scenario::{Assumptions, Basis, Drift, Origin, Rule, Scenario, Status, Waypoint};
use hashfloor::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesKey};
use hashfloor::domain::time::UnixSecs;
use hashfloor::domain::unit::Unit;
use proptest::prelude::*;

fn day(text: &str) -> UnixSecs {
    UnixSecs::parse_iso(text).unwrap()
}

/// The dip: 50,000 first, 100,000 at the end of the year.
fn dip() -> Scenario {
    let point = |date, price, target| Waypoint { date: day(date), price, basis: Basis::Assumed, target };
    let scenario = Scenario {
        id: "dip".to_owned(),
        house: "House".to_owned(),
        title: String::new(),
        published: day("2026-02-12"),
        source: String::new(),
        origin: Origin { date: day("2026-02-13"), close: 65_000.0 },
        waypoints: vec![point("2026-06-30", 50_000.0, true), point("2026-12-31", 100_000.0, false)],
        target: 50_000.0,
        deadline: day("2026-12-31"),
        rule: Rule::Touch,
        invalidation: None,
        probability: None,
        note: String::new(),
        colour: None,
        hidden: false,
        extra: serde_json::Map::new(),
    };
    assert_eq!(scenario.check(), Ok(()));
    scenario
}

/// Daily candles of (high, low, close) from a day on.
fn candles(first: &str, rows: &[(f64, f64, f64)]) -> Series {
    let (first, last) = (day(first), i64::try_from(rows.len()).unwrap());
    let columns = Ohlcv {
        open: rows.iter().map(|row| row.2).collect(),
        high: rows.iter().map(|row| row.0).collect(),
        low: rows.iter().map(|row| row.1).collect(),
        close: rows.iter().map(|row| row.2).collect(),
        volume: None,
    };
    let times = (0..last).map(|n| first.plus_days(n)).collect();
    let key = SeriesKey::new("price.btc.usd", SourceId::case_file());
    Series::new(key, Unit::Usd, Cadence::Daily, times, Columns::Ohlcv(Box::new(columns))).unwrap()
}

fn closes(first: &str, closes: &[f64]) -> Series {
    candles(first, &closes.iter().map(|close| (*close, *close, *close)).collect::<Vec<_>>())
}

fn with_vol(vol: f64) -> Assumptions {
    Assumptions { vol_annual: Some(vol), drift: Drift::Martingale }
}

fn odds(scenario: &Scenario, prices: &Series) -> ScenarioOdds {
    scenario_odds(scenario, prices, &with_vol(0.6)).unwrap()
}

#[test]
fn a_low_touches_and_only_a_close_closes() {
    let wick = candles("2026-02-13", &[(66e3, 64e3, 65e3), (65e3, 49e3, 55e3), (56e3, 48e3, 50e3)]);
    assert_eq!(status(&dip(), &wick), Status::Hit(day("2026-02-14")));
    let by_close = Scenario { rule: Rule::Close, ..dip() };
    assert_eq!(status(&by_close, &wick), Status::Hit(day("2026-02-15")));
}

#[test]
fn a_target_above_is_touched_by_a_high() {
    let rise = Scenario { target: 100_000.0, ..dip() };
    let rows = candles("2026-02-14", &[(99e3, 64e3, 65e3), (101e3, 90e3, 95e3)]);
    assert_eq!(status(&rise, &rows), Status::Hit(day("2026-02-15")));
}

#[test]
fn rows_up_to_the_origin_and_after_the_deadline_decide_nothing() {
    let before = candles("2026-02-12", &[(66e3, 49e3, 65e3), (66e3, 49e3, 65e3), (66e3, 64e3, 65e3)]);
    assert_eq!(status(&dip(), &before), Status::Open);
    let late = candles("2026-12-30", &[(66e3, 64e3, 65e3), (66e3, 64e3, 65e3), (66e3, 49e3, 65e3)]);
    assert_eq!(status(&dip(), &late), Status::Expired);
    let in_time = candles("2026-12-30", &[(66e3, 64e3, 65e3), (66e3, 49e3, 65e3)]);
    assert_eq!(status(&dip(), &in_time), Status::Hit(day("2026-12-31")));
}

#[test]
fn a_scenario_expires_with_the_row_of_its_last_day_and_not_before() {
    let rows = [(66e3, 64e3, 65e3); 2];
    assert_eq!(status(&dip(), &candles("2026-12-29", &rows)), Status::Open);
    assert_eq!(status(&dip(), &candles("2026-12-30", &rows)), Status::Expired);
    let gap = candles("2026-12-30", &[(66e3, 64e3, 65e3), (f64::NAN, f64::NAN, f64::NAN)]);
    assert_eq!(status(&dip(), &gap), Status::Open);
}

#[test]
fn a_close_beyond_the_invalidation_withdraws_unless_the_target_came_first() {
    let fragile = Scenario { invalidation: Some(80_000.0), ..dip() };
    let up = candles("2026-02-14", &[(81e3, 64e3, 80e3), (82e3, 70e3, 81e3), (81e3, 40e3, 45e3)]);
    assert_eq!(status(&fragile, &up), Status::Withdrawn(day("2026-02-15")));
    let both = candles("2026-02-14", &[(82e3, 49e3, 81e3)]);
    assert_eq!(status(&fragile, &both), Status::Hit(day("2026-02-14")));
    let below = Scenario { invalidation: Some(60_000.0), target: 100_000.0, ..dip() };
    assert_eq!(status(&below, &closes("2026-02-14", &[60e3, 59e3])), Status::Withdrawn(day("2026-02-15")));
}

#[test]
fn a_close_without_a_candle_stands_for_its_high_and_low() {
    let bare = candles("2026-02-14", &[(f64::NAN, f64::NAN, 50e3)]);
    assert_eq!(status(&dip(), &bare), Status::Hit(day("2026-02-14")));
}

#[test]
fn the_published_story_has_the_published_odds() {
    let odds = odds(&dip(), &closes("2026-02-12", &[66e3, 65e3]));
    assert_eq!((odds.as_of, odds.spot_usd, odds.days_left), (day("2026-02-13"), 65e3, 321.0));
    assert_eq!((odds.status, odds.vol_is_realised), (Status::Open, false));
    // Table of reference values: 72.2 % touch 50k at 60 %, 7.0 % dip and reach 100k.
    assert!((odds.p_touch - 0.722).abs() < 5e-4, "{odds:?}");
    assert!((odds.p_dip_then_reach.unwrap() - 0.070).abs() < 5e-4, "{odds:?}");
    assert!(odds.p_finish_beyond < odds.p_touch_daily_close && odds.p_touch_daily_close < odds.p_touch);
    let years: f64 = 321.0 / 365.0;
    let growth = (50.0_f64 / 65.0).ln();
    assert!((odds.required_cagr - (growth / years).exp_m1()).abs() < 1e-12);
    assert!((odds.required_daily - (growth / 321.0).exp_m1()).abs() < 1e-12);
    assert!((odds.z - (growth + 0.18 * years) / (0.6 * years.sqrt())).abs() < 1e-12);
}

#[test]
fn what_was_touched_is_certain_and_what_is_over_is_decided() {
    let wick = candles("2026-02-13", &[(66e3, 64e3, 65e3), (65e3, 49e3, 55e3)]);
    let hit = odds(&dip(), &wick);
    assert_eq!(hit.p_touch, 1.0);
    assert!(hit.p_touch_daily_close < 1.0 && hit.p_finish_beyond < 1.0);
    let model = Gbm::new(Drift::Martingale, 0.6);
    let reach = barrier::touch(model, 55e3, 100e3, hit.days_left / 365.0);
    assert_eq!(hit.p_dip_then_reach, Some(reach));

    let missed = odds(&dip(), &closes("2026-12-29", &[65e3, 51e3, 52e3, 50e3]));
    assert_eq!((missed.status, missed.days_left), (Status::Expired, 0.0));
    assert_eq!([missed.p_touch, missed.p_touch_daily_close, missed.p_finish_beyond], [0.0; 3]);
    assert_eq!(missed.p_dip_then_reach, Some(0.0));
    assert!(missed.required_cagr.is_nan() && missed.z.is_nan());

    let done = odds(&dip(), &closes("2026-12-28", &[45e3, 100e3, 101e3, 49e3, 90e3]));
    assert_eq!([done.p_touch, done.p_touch_daily_close, done.p_finish_beyond], [1.0; 3]);
    assert_eq!(done.p_dip_then_reach, Some(1.0));
}

#[test]
fn one_day_that_spans_both_prices_does_not_tell_their_order() {
    let span = odds(&dip(), &candles("2026-02-14", &[(101e3, 49e3, 65e3)]));
    let model = Gbm::new(Drift::Martingale, 0.6);
    assert_eq!(span.p_dip_then_reach, Some(barrier::touch(model, 65e3, 100e3, span.days_left / 365.0)));
}

#[test]
fn a_path_to_one_side_has_no_turn() {
    let mut straight = dip();
    straight.waypoints.pop();
    assert_eq!(odds(&straight, &closes("2026-02-13", &[65e3])).p_dip_then_reach, None);
}

#[test]
fn the_turn_is_measured_to_the_farthest_point_across() {
    let mut story = dip();
    story.waypoints[1].date = day("2026-10-31");
    story.waypoints.push(Waypoint { date: day("2026-12-31"), price: 70_000.0, ..story.waypoints[1] });
    let prices = closes("2026-02-13", &[65e3]);
    assert_eq!(odds(&story, &prices).p_dip_then_reach, odds(&dip(), &prices).p_dip_then_reach);
}

#[test]
fn a_dip_before_the_target_is_a_turn_too() {
    let mut story = dip();
    story.waypoints[0].target = false;
    story.waypoints[1].target = true;
    story.target = 100_000.0;
    let prices = closes("2026-02-13", &[65e3]);
    assert_eq!(odds(&story, &prices).p_dip_then_reach, odds(&dip(), &prices).p_dip_then_reach);
}

#[test]
fn volatility_is_that_of_ninety_returns_or_a_sentence() {
    let walk: Vec<f64> = (0..92_u32).map(|n| 65e3 * (1.0 + 0.01 * f64::from(n * n % 7))).collect();
    let prices = closes("2026-01-01", &walk);
    let odds = scenario_odds(&dip(), &prices, &Assumptions::default()).unwrap();
    assert!(odds.vol_is_realised);
    let expected = realised_vol(&walk, 90, Around::Mean)[91];
    assert!((odds.vol_annual / expected - 1.0).abs() < 1e-12);
    let short = scenario_odds(&dip(), &closes("2026-01-01", &walk[..90]), &Assumptions::default());
    let message = short.unwrap_err().to_string();
    assert_eq!(message, "BTC/USD of the case file has 90 daily closes, a realised volatility needs 91");
    let empty = scenario_odds(&dip(), &closes("2026-01-01", &[]), &with_vol(0.6));
    assert!(matches!(empty, Err(OddsError::NoClose { .. })));
    let nonsense = scenario_odds(&dip(), &prices, &with_vol(f64::NAN));
    assert!(matches!(nonsense, Err(OddsError::Input { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn later_rows_never_undo_what_was_decided(
        prices in prop::collection::vec(30e3..120e3_f64, 2..40),
        seen in 1_usize..40,
        rule in prop_oneof![Just(Rule::Touch), Just(Rule::Close)],
        invalidation in prop_oneof![Just(None), Just(Some(80e3))],
    ) {
        let scenario = Scenario {
            rule, invalidation, waypoints: dip().waypoints[..1].to_vec(), deadline: day("2026-07-01"), ..dip()
        };
        let first = "2026-06-10";
        let then = status(&scenario, &closes(first, &prices[..seen.min(prices.len())]));
        let now = status(&scenario, &closes(first, &prices));
        prop_assert!(then == Status::Open || then == now, "{:?} became {:?}", then, now);
    }
}
