//! What a fleet of miners does whatever the price: nothing appears, nothing is lost, nobody
//! knows the future.

use hashfloor::calc::fleet::calibration::{CalibrationError, WINDOW_DAYS};
use hashfloor::calc::fleet::february::{FEBRUARY_CUTOFF, FEBRUARY_RETARGETS};
use hashfloor::calc::fleet::run::{Difficulties, retargeted};
use hashfloor::calc::fleet::{
    Curtailment, FleetSettings, Held, History, Run, Start, calibrate, predict, simulate,
};
use hashfloor::domain::catalog;
use hashfloor::domain::time::{DAY_SECS, UnixSecs};
use hashfloor::io::case_file::bundled;

use crate::chance::Chance;

const HASHES_PER_DIFFICULTY: f64 = 4_294_967_296.0;

fn day(iso: &str) -> UnixSecs {
    UnixSecs::parse_iso(iso).unwrap()
}

/// Installed hashrate at which blocks come every 600 s while everyone runs.
fn in_balance(difficulty: f64) -> f64 {
    difficulty * HASHES_PER_DIFFICULTY / 600.0
}

fn start() -> Start {
    Start {
        at: day("2026-01-22"),
        height: 933_408,
        difficulty: 141.67e12,
        installed_h_s: in_balance(141.67e12),
        fees_btc: 0.02,
        switches: Vec::new(),
    }
}

fn run(fleet: &FleetSettings, prices: &[(UnixSecs, f64)], days: i64) -> Run {
    simulate(fleet, &start(), prices, Difficulties::Retargeted, start().at.plus_days(days))
}

/// A path of daily prices that wanders by up to 6 % a day.
fn wandering(chance: &mut Chance, days: i64) -> Vec<(UnixSecs, f64)> {
    let mut price: f64 = 75_000.0;
    let walk = |day: i64| {
        price =
            (price * (1.0 + (f64::from(chance.within(0.0, 1.0)) - 0.5) * 0.12)).clamp(15_000.0, 300_000.0);
        (start().at.plus_days(day), price)
    };
    (0..days).map(walk).collect()
}

fn settings(chance: &mut Chance) -> FleetSettings {
    let mut fleet = FleetSettings {
        off_days: f64::from(chance.within(0.0, 1.0)) * 20.0,
        return_days: f64::from(chance.within(0.0, 1.0)) * 20.0,
        return_margin: f64::from(chance.within(0.0, 1.0)) * 0.2,
        growth_per_year: f64::from(chance.within(0.0, 1.0)) * 1.2,
        ..FleetSettings::default()
    };
    fleet.power.median_usd_per_kwh = 0.03 + f64::from(chance.within(0.0, 1.0)) * 0.05;
    fleet.power.spread = f64::from(chance.within(0.0, 1.0)) * 0.5;
    fleet
}

#[test]
fn hashes_make_blocks_and_nothing_hashes_that_is_not_installed() {
    for seed in 0..20 {
        let mut chance = Chance(seed);
        let (fleet, prices) = (settings(&mut chance), wandering(&mut chance, 300));
        let run = run(&fleet, &prices, 300);
        let mut blocks = 0.0;
        for pair in run.segments.windows(2) {
            assert!((pair[0].until - pair[1].from).abs() < 1e-9, "seed {seed}: a gap at {}", pair[0].until);
        }
        for segment in &run.segments {
            let secs = segment.until - segment.from;
            let most = segment.installed_h_s
                * (fleet.growth_per_year * segment.eagerness * secs / 31_536_000.0).exp();
            assert!((0.0..=1.0).contains(&segment.share_on), "seed {seed}");
            assert!(segment.hashes / secs <= most * (1.0 + 1e-9), "seed {seed}");
            blocks += segment.hashes / segment.difficulty / HASHES_PER_DIFFICULTY;
        }
        assert!((blocks - run.blocks).abs() < 1e-6 * blocks.max(1.0), "seed {seed}");
        // All blocks of the epochs that ended, less the first one, which was there before.
        let ended = 2_016.0 * run.epochs.len() as f64 - 1.0;
        assert!(blocks >= ended - 1e-6 && blocks < ended + 2_016.0, "seed {seed}: {blocks} {ended}");
        for epoch in &run.epochs {
            let secs = epoch.until.secs_since(epoch.from) as f64;
            let ruled = retargeted(epoch.difficulty, secs);
            // Times of epochs are whole seconds.
            assert!((epoch.next_difficulty / ruled - 1.0).abs() < 4e-6, "seed {seed}");
            assert!((0.0..=1.0).contains(&epoch.share_off), "seed {seed}");
        }
        for pair in run.epochs.windows(2) {
            assert_eq!(pair[0].next_difficulty.to_bits(), pair[1].difficulty.to_bits());
            assert_eq!(pair[0].height + 2_016, pair[1].height);
        }
    }
}

#[test]
fn a_price_at_which_everyone_earns_settles_at_a_block_every_600_seconds() {
    let fleet = FleetSettings::default();
    for factor in [0.3, 0.8, 1.0, 1.7] {
        let mut begin = start();
        begin.installed_h_s *= factor;
        let until = begin.at.plus_days(400);
        let run = simulate(&fleet, &begin, &[(begin.at, 900_000.0)], Difficulties::Retargeted, until);
        let last = run.epochs.last().unwrap();
        let spacing = last.until.secs_since(last.from) as f64 / 2_015.0;
        // The real rule measures 2,015 intervals and wants them to take the time of 2,016.
        assert!((spacing - 600.0 * 2_016.0 / 2_015.0).abs() < 0.01, "{spacing}");
        assert!(last.share_off.abs() < 1e-12 && last.change.abs() < 1e-5);
    }
}

#[test]
fn nobody_returns_while_the_price_is_halved() {
    let fleet = FleetSettings::default();
    let at = start().at;
    let run = run(&fleet, &[(at, 90_000.0), (at.plus_days(5), 45_000.0)], 60);
    let before_first_retarget = run.epochs[0].until.0 as f64;
    let shares: Vec<f64> = run
        .segments
        .iter()
        .filter(|segment| {
            segment.from >= at.plus_days(5).0 as f64 && segment.from < before_first_retarget - 1.0
        })
        .map(|segment| segment.share_on)
        .collect();
    assert!(shares.windows(2).all(|pair| pair[1] <= pair[0]), "{shares:?}");
    assert!(shares[0] > shares[shares.len() - 1] + 0.1, "{shares:?}");
    assert!(run.epochs[0].change < -0.02, "blocks slow: {}", run.epochs[0].change);
    // Then difficulty falls and those who would earn again come back.
    let least = run.segments.iter().map(|segment| segment.share_on).fold(1.0, f64::min);
    assert!(run.segments.last().unwrap().share_on > least);
}

#[test]
fn machines_wait_their_days_before_they_stop() {
    let at = start().at;
    for off_days in [2.0, 9.0] {
        let fleet = FleetSettings { off_days, ..FleetSettings::default() };
        let run = run(&fleet, &[(at, 90_000.0), (at.plus_days(1), 30_000.0)], 14);
        let stops = run.segments.windows(2).find(|pair| pair[1].share_on < pair[0].share_on).unwrap();
        let waited = (stops[1].from - at.plus_days(1).0 as f64) / DAY_SECS as f64;
        assert!((waited - off_days).abs() < 1e-6, "{waited}");
    }
}

#[test]
fn dearer_power_never_makes_more_machines_run_before_the_first_retarget() {
    let at = start().at;
    let prices = [(at, 80_000.0), (at.plus_days(3), 55_000.0), (at.plus_days(9), 64_000.0)];
    let shares = |median: f64| {
        let mut fleet = FleetSettings::default();
        fleet.power.median_usd_per_kwh = median;
        let run = run(&fleet, &prices, 13);
        let share = |hour: i64| {
            let time = (at.0 + hour * 3_600) as f64;
            run.segments.iter().find(|segment| segment.until > time).unwrap().share_on
        };
        (0..300).map(share).collect::<Vec<_>>()
    };
    let medians = [0.02, 0.035, 0.05, 0.065, 0.08];
    for pair in medians.windows(2) {
        let (cheap, dear) = (shares(pair[0]), shares(pair[1]));
        assert!(dear.iter().zip(&cheap).all(|(dear, cheap)| dear <= cheap), "{pair:?}");
    }
}

#[test]
fn a_price_that_is_told_twice_changes_nothing_and_the_same_run_gives_the_same_bits() {
    for seed in 0..10 {
        let mut chance = Chance(1_000 + seed);
        let (fleet, prices) = (settings(&mut chance), wandering(&mut chance, 200));
        let split: Vec<(UnixSecs, f64)> = prices
            .iter()
            .flat_map(|(time, price)| [0, 7, 15, 16].map(|hour| (UnixSecs(time.0 + hour * 3_600), *price)))
            .collect();
        let (whole, parts) = (run(&fleet, &prices, 200), run(&fleet, &split, 200));
        assert_eq!(whole, run(&fleet, &prices, 200), "seed {seed}");
        assert_eq!(whole.epochs.len(), parts.epochs.len(), "seed {seed}");
        for (a, b) in whole.epochs.iter().zip(&parts.epochs) {
            assert!((a.next_difficulty / b.next_difficulty - 1.0).abs() < 1e-9, "seed {seed}");
            assert!((a.until.0 - b.until.0).abs() <= 1, "seed {seed}");
            assert!((a.all_in_usd_per_btc / b.all_in_usd_per_btc - 1.0).abs() < 1e-9, "seed {seed}");
        }
    }
}

#[test]
fn a_later_price_changes_no_earlier_hash() {
    let mut chance = Chance(77);
    let (fleet, prices) = (settings(&mut chance), wandering(&mut chance, 120));
    let mut other = prices.clone();
    for (_, price) in &mut other[60..] {
        *price *= 0.5;
    }
    let until = prices[60].0.0 as f64;
    let early = |run: Run| {
        let early = run.segments.into_iter().filter(|segment| segment.until <= until);
        early.collect::<Vec<_>>()
    };
    let (a, b) = (early(run(&fleet, &prices, 120)), early(run(&fleet, &other, 120)));
    assert!(!a.is_empty());
    assert_eq!(a, b);
}

#[test]
fn the_subsidy_halves_within_an_epoch_at_its_height() {
    let begin = Start { at: day("2028-04-01"), height: 1_048_320, ..start() };
    let fleet = FleetSettings::default();
    let until = begin.at.plus_days(20);
    let run = simulate(&fleet, &begin, &[(begin.at, 400_000.0)], Difficulties::Retargeted, until);
    let halved = run.segments.windows(2).find(|pair| pair[1].hashprice_usd < pair[0].hashprice_usd * 0.6);
    let halved = halved.unwrap()[1];
    let blocks: f64 = run
        .segments
        .iter()
        .filter(|segment| segment.until <= halved.from)
        .map(|segment| segment.hashes / segment.difficulty / HASHES_PER_DIFFICULTY)
        .sum();
    // 1,050,000 is 1,680 blocks after the first of the epoch, which was there.
    assert!((blocks - 1_679.0).abs() < 1e-6, "{blocks}");
}

#[test]
fn a_curtailment_stops_machines_for_its_days_only() {
    let at = start().at;
    let curtailments = vec![Curtailment { from: at.plus_days(2), until: at.plus_days(6), share: 0.25 }];
    let fleet = FleetSettings { curtailments, ..FleetSettings::default() };
    let run = run(&fleet, &[(at, 900_000.0)], 10);
    for segment in &run.segments {
        let days = (segment.from - at.0 as f64) / DAY_SECS as f64;
        let share = if (2.0..6.0).contains(&days) { 0.75 } else { 1.0 };
        assert!((segment.share_on - share).abs() < 1e-12, "{days}");
    }
}

#[test]
fn a_run_without_prices_or_machines_is_empty() {
    let fleet = FleetSettings::default();
    assert_eq!(run(&fleet, &[], 30), Run::default());
    assert_eq!(run(&fleet, &[(start().at.plus_days(1), 1.0)], 30), Run::default());
    assert_eq!(run(&fleet, &[(start().at, f64::NAN)], 30), Run::default());
    let empty = FleetSettings { mix: Vec::new(), ..fleet };
    assert_eq!(run(&empty, &[(start().at, 70_000.0)], 30), Run::default());
}

/// The case file as a history: closes count from the end of their day, retargets from noon.
fn case() -> History {
    let mut history = History::default();
    for incoming in bundled().unwrap().incoming {
        let (series, key) = (&incoming.series, incoming.series.key());
        let rows = series.times().iter().copied().zip(series.values().iter().copied());
        match key.id.as_str() {
            catalog::PRICE if !key.weekly => {
                history.prices = rows.map(|(time, close)| (time.plus_days(1), close)).collect();
            }
            catalog::DIFFICULTY => {
                history.retargets =
                    rows.map(|(time, value)| (UnixSecs(time.0 + DAY_SECS / 2), value)).collect();
            }
            catalog::HASHRATE => history.hashrates_7d = rows.collect(),
            _ => {}
        }
    }
    history
}

#[test]
fn no_datum_after_22_january_changes_the_calibration() {
    let (base, history) = (FleetSettings::default(), case());
    let calibration = calibrate(&base, Held::default(), &history, 0.02, FEBRUARY_CUTOFF).unwrap();
    let mut other = history.clone();
    let columns = [&mut other.prices, &mut other.retargets, &mut other.hashrates_7d];
    let mut changed = 0;
    for (time, value) in columns.into_iter().flatten() {
        if *time > day("2026-01-23") {
            (*value, changed) = (*value * 0.37, changed + 1);
        }
    }
    assert!(changed > 70, "{changed}");
    assert_eq!(calibrate(&base, Held::default(), &other, 0.02, FEBRUARY_CUTOFF).unwrap(), calibration);
    // The test can fail: what was known by then does change it.
    let mut earlier = history;
    for (time, value) in &mut earlier.hashrates_7d {
        if *time == day("2026-01-20") {
            *value *= 0.9;
        }
    }
    assert_ne!(calibrate(&base, Held::default(), &earlier, 0.02, FEBRUARY_CUTOFF).unwrap(), calibration);
}

#[test]
fn the_february_retargets_are_predicted_and_the_error_is_printed_as_it_is() {
    let history = case();
    let calibration =
        calibrate(&FleetSettings::default(), Held::default(), &history, 0.02, FEBRUARY_CUTOFF).unwrap();
    println!(
        "fitted on {} hashrates since {}: median power {:.4} USD/kWh, off after {} days, growth {:+.3}, \
         {:.0} EH/s installed, {:.1} % of it running, error {:.2} % ({:.2} % if all ran)",
        calibration.observations,
        calibration.from.iso_date(),
        calibration.fleet.power.median_usd_per_kwh,
        calibration.fleet.off_days,
        calibration.fleet.growth_per_year,
        calibration.start.installed_h_s / 1e18,
        calibration.share_on * 100.0,
        calibration.error * 100.0,
        calibration.error_if_all_run * 100.0,
    );
    assert!(calibration.error < calibration.error_if_all_run);
    assert_eq!(calibration.start.height, 933_408);
    let prediction = predict(&calibration, &history, FEBRUARY_RETARGETS);
    let actual: Vec<(String, f64)> = prediction
        .retargets
        .iter()
        .map(|retarget| {
            println!(
                "{}: predicted {:+.2} %, actual {:+.2} %, error {:+.2} points",
                retarget.actual_at.unwrap().iso_date(),
                retarget.predicted * 100.0,
                retarget.actual.unwrap() * 100.0,
                retarget.error().unwrap() * 100.0,
            );
            let percent = (retarget.actual.unwrap() * 1e4).round() / 100.0;
            (retarget.actual_at.unwrap().iso_date(), percent)
        })
        .collect();
    assert_eq!(actual, [("2026-02-07".to_owned(), -11.16), ("2026-02-19".to_owned(), 14.73)]);
    // Price alone does not explain a storm: the model is far off, and a better fit would be suspicious.
    assert!(prediction.retargets.iter().all(|retarget| retarget.error().unwrap().abs() > 0.02));
}

#[test]
fn a_storm_of_its_size_and_days_explains_the_fall_that_prices_do_not() {
    let history = case();
    let fitted =
        calibrate(&FleetSettings::default(), Held::default(), &history, 0.02, FEBRUARY_CUTOFF).unwrap();
    let plain = predict(&fitted, &history, 1).retargets[0];
    let mut stormy = fitted;
    let (from, until) = (day("2026-01-23"), day("2026-02-04"));
    stormy.fleet.curtailments = vec![Curtailment { from, until, share: 0.15 }];
    let storm = predict(&stormy, &history, 1).retargets[0];
    assert!(storm.predicted < plain.predicted - 0.08, "{} {}", storm.predicted, plain.predicted);
    assert!(storm.error().unwrap().abs() < plain.error().unwrap().abs());
}

#[test]
fn a_short_history_says_what_it_lacks() {
    let base = FleetSettings::default();
    let mut history = case();
    let none = calibrate(&base, Held::default(), &history, 0.02, day("2020-01-20"));
    assert!(matches!(none, Err(CalibrationError::Retargets { found: 2, .. })), "{none:?}");
    history.prices.retain(|(time, _)| *time > FEBRUARY_CUTOFF.plus_days(-WINDOW_DAYS / 2));
    let error = calibrate(&base, Held::default(), &history, 0.02, FEBRUARY_CUTOFF).unwrap_err().to_string();
    assert!(
        error.starts_with("no price known before ") && error.ends_with("expected daily closes"),
        "{error}"
    );
}

#[test]
fn what_is_held_is_not_fitted() {
    let (base, history) = (FleetSettings::default(), case());
    let held = Held { median_usd_per_kwh: Some(0.0412), off_days: Some(5.0), growth_per_year: Some(0.1) };
    let fleet = calibrate(&base, held, &history, 0.02, FEBRUARY_CUTOFF).unwrap().fleet;
    assert_eq!(fleet.power.median_usd_per_kwh.to_bits(), 0.0412_f64.to_bits());
    assert_eq!(
        (fleet.off_days.to_bits(), fleet.growth_per_year.to_bits()),
        (5.0_f64.to_bits(), 0.1_f64.to_bits())
    );
    let wrong = Held { off_days: Some(-1.0), ..Held::default() };
    assert!(matches!(
        calibrate(&base, wrong, &history, 0.02, FEBRUARY_CUTOFF),
        Err(CalibrationError::Fleet(_))
    ));
}

#[test]
fn the_fleet_grows_as_the_average_machine_earns_and_not_where_it_does_not() {
    let mut grown = Vec::new();
    for price in [20_000.0, 60_000.0, 90_000.0, 120_000.0, 900_000.0, 9e6] {
        let fleet = FleetSettings { growth_per_year: 0.5, ..FleetSettings::default() };
        let run = run(&fleet, &[(start().at, price)], 12);
        let last = run.segments.last().unwrap();
        grown.push(last.installed_h_s / start().installed_h_s);
        let eager = run.segments.iter().all(|segment| (0.0..=2.0).contains(&segment.eagerness));
        assert!(eager, "{price}");
    }
    assert!((grown[0] - 1.0).abs() < 1e-12, "{grown:?}");
    assert!(grown.windows(2).all(|pair| pair[1] >= pair[0]), "{grown:?}");
}
