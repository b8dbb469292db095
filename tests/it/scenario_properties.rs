//! What must hold of the odds whatever is asked of them.

use hashfloor::calc::scenario::table::{OddsQuery, odds_table};
use hashfloor::calc::scenario::{Gbm, barrier, exit};
use hashfloor::domain::scenario::Drift;
use proptest::prelude::*;

/// Numbers of ordinary size, and every order of magnitude a user could type.
fn positive(ordinary: std::ops::Range<f64>, powers: std::ops::Range<f64>) -> impl Strategy<Value = f64> {
    prop_oneof![3 => ordinary, 2 => powers.prop_map(|power| 10_f64.powf(power))]
}

fn price() -> impl Strategy<Value = f64> {
    positive(1e4..2e5, -30.0..30.0)
}

fn model() -> impl Strategy<Value = Gbm> {
    let vol = prop_oneof![8 => positive(0.1..2.0, -200.0..20.0), 1 => Just(0.0)];
    let drift = prop_oneof![3 => -2.0..2.0, 1 => Just(0.0), 1 => -1e6..1e6, 1 => Just(1e-9)];
    prop_oneof![
        (vol.clone(), drift).prop_map(|(vol_annual, log_drift)| Gbm { log_drift, vol_annual }),
        vol.prop_map(|vol| Gbm::new(Drift::Martingale, vol)),
    ]
}

fn years() -> impl Strategy<Value = f64> {
    prop_oneof![8 => positive(0.01..5.0, -12.0..6.0), 1 => Just(0.0)]
}

fn is_probability(p: f64) -> bool {
    (0.0..=1.0).contains(&p)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_is_a_probability(
        model in model(), spot in price(), level in price(), other in price(), years in years(),
    ) {
        let answers = [
            barrier::finish_above(model, spot, level, years),
            barrier::finish_below(model, spot, level, years),
            barrier::touch(model, spot, level, years),
            barrier::touch_daily_close(model, spot, level, years),
            barrier::touch_ever(model, spot, level),
            barrier::touch_low_and_finish_above(model, spot, level, other, years),
            barrier::touch_then_touch(model, spot, level, other, years),
            exit::upper_first_ever(model, spot, level.min(other), level.max(other)),
        ];
        prop_assert!(answers.iter().all(|p| is_probability(*p)), "{:?}", answers);
    }

    #[test]
    fn a_farther_level_is_not_likelier_to_be_touched(
        model in model(), spot in price(), near in 0.0..3.0, more in 0.0..3.0, years in years(),
    ) {
        for side in [1.0_f64, -1.0] {
            let touch = |distance: f64| barrier::touch(model, spot, spot * (side * distance).exp(), years);
            prop_assert!(touch(near + more) <= touch(near) + 1e-12);
        }
    }

    #[test]
    fn a_level_that_is_finished_beyond_was_touched_and_a_touch_is_at_last_a_touch_ever(
        model in model(), spot in price(), level in price(), years in years(),
    ) {
        let touch = barrier::touch(model, spot, level, years);
        let finish = if level > spot {
            barrier::finish_above(model, spot, level, years)
        } else {
            barrier::finish_below(model, spot, level, years)
        };
        prop_assert!(finish <= touch + 1e-12, "{} finishes, {} touches", finish, touch);
        prop_assert!(touch <= barrier::touch_ever(model, spot, level) + 1e-9);
        prop_assert!(barrier::touch_daily_close(model, spot, level, years) <= touch + 1e-12);
    }

    #[test]
    fn a_race_has_one_outcome(
        model in model(), spot in price(), one in price(), apart in 1e-3..5.0, years in years(),
    ) {
        let exit = exit::first_exit(model, spot, one, one * f64::exp(apart), years);
        let outcomes = [exit.upper_first, exit.lower_first, exit.neither];
        prop_assert!(outcomes.iter().all(|p| is_probability(*p)), "{:?}", exit);
        prop_assert!((outcomes.iter().sum::<f64>() - 1.0).abs() <= 1e-12, "{:?}", exit);
    }

    #[test]
    fn images_and_sines_agree_where_they_meet(up in 0.01..1.0_f64, down in 0.01..1.0_f64, nu in -2.0..2.0) {
        let width = up + down;
        let model = Gbm { log_drift: nu, vol_annual: 0.6 };
        let switch = (width / 0.6).powi(2);
        let at = |years: f64| exit::first_exit(model, 1.0, f64::exp(-down), f64::exp(up), years);
        let (before, after) = (at(switch * (1.0 - 1e-10)), at(switch * (1.0 + 1e-10)));
        prop_assert!((before.upper_first - after.upper_first).abs() <= 1e-9);
        prop_assert!((before.lower_first - after.lower_first).abs() <= 1e-9);
    }
}

#[test]
fn impossible_questions_are_refused_with_the_number() {
    let good = OddsQuery {
        spot_usd: 65_000.0,
        vol_annual: 0.6,
        drift: Drift::Martingale,
        days: 321.0,
        levels: vec![50_000.0],
        between: Some((60_000.0, 72_000.0)),
    };
    assert!(odds_table(&good).is_ok());
    let bad = [
        (OddsQuery { spot_usd: 0.0, ..good.clone() }, "spot: expected a price above 0 USD, found 0"),
        (OddsQuery { vol_annual: -0.1, ..good.clone() }, "volatility: expected"),
        (OddsQuery { days: f64::NAN, ..good.clone() }, "days: expected 0 or more, found NaN"),
        (OddsQuery { levels: vec![f64::INFINITY], ..good.clone() }, "level: expected"),
        (
            OddsQuery { between: Some((72_000.0, 60_000.0)), ..good.clone() },
            "low: expected a price below high",
        ),
    ];
    for (query, message) in bad {
        let error = odds_table(&query).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
}
