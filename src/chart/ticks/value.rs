//! Round values along an axis: 1, 2 or 5 times a power of ten.
//!
//! Knows a scale and a height; knows nothing of units. On a log axis under two
//! decades each interval of the 1-2-5 ladder is divided as finely as its own
//! height allows: one step for the whole axis would leave the lower half empty
//! (the step that fits at 200,000 is larger than everything below it).

use crate::chart::scale::{ScaleKind, ValueScale};

/// Most ticks one axis gets, whatever gap is asked for.
const MOST_TICKS: f64 = 500.0;
/// Finest subdivision on a log axis, as a power of ten below its decade.
const FINEST_EXPONENT: i32 = 10;

/// One grid line of a value axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueTick {
    /// The round value, in data units; never −0.
    pub value: f64,
}

/// Round values inside the scale, rising, at least `min_gap_px` apart on an axis
/// `height_px` high.
///
/// **Shape.** Linear: multiples of one 1-2-5 step. Log from two decades on: 1-2-5
/// times powers of ten, or only powers of ten where those are too near; below two
/// decades the intervals between them are divided further. Empty without height.
/// **Cost.** A few comparisons a tick.
pub fn value_ticks(scale: &ValueScale, height_px: f32, min_gap_px: f32) -> Vec<ValueTick> {
    if !(height_px.is_finite() && height_px > 0.0) {
        return Vec::new();
    }
    let share = (f64::from(min_gap_px.max(1.0)) / f64::from(height_px)).max(1.0 / MOST_TICKS);
    let min_gap = share * scale.axis_span();
    let values = match scale.kind {
        ScaleKind::Linear => multiples(Step::at_least(min_gap), scale.lo, scale.hi),
        ScaleKind::Log => log_values(scale, min_gap),
    };
    values.into_iter().map(|value| ValueTick { value }).collect()
}

/// `mantissa × 10^exponent`, kept apart so that multiples are exact decimals.
#[derive(Clone, Copy)]
struct Step {
    mantissa: i32,
    exponent: i32,
}

impl Step {
    /// The smallest 1-2-5 step that is no smaller than `width`.
    fn at_least(width: f64) -> Self {
        let exponent = width.log10().floor() as i32;
        [(1, exponent), (2, exponent), (5, exponent)]
            .map(|(mantissa, exponent)| Self { mantissa, exponent })
            .into_iter()
            .find(|step| step.times(1) >= width * (1.0 - 1e-12))
            .unwrap_or(Self { mantissa: 1, exponent: exponent + 1 })
    }

    /// `count` steps. Dividing by a power of ten rounds once: 3 × 0.1 is 0.3 here.
    fn times(self, count: i64) -> f64 {
        let whole = (count * i64::from(self.mantissa)) as f64;
        if self.exponent < 0 { whole / 10f64.powi(-self.exponent) } else { whole * 10f64.powi(self.exponent) }
    }
}

fn multiples(step: Step, lo: f64, hi: f64) -> Vec<f64> {
    let width = step.times(1);
    // A hair of tolerance, so that an edge that is itself a multiple is a tick.
    let first = (lo / width - 1e-9).ceil() as i64;
    let last = (hi / width + 1e-9).floor() as i64;
    // Adding zero turns a −0 into 0.
    (first..=last).map(|count| step.times(count) + 0.0).collect()
}

fn log_values(scale: &ValueScale, min_gap: f64) -> Vec<f64> {
    let inside = |value: &f64| (scale.lo * (1.0 - 1e-9)..=scale.hi * (1.0 + 1e-9)).contains(value);
    let first_decade = scale.lo.log10().floor() as i32;
    let last_decade = scale.hi.log10().ceil() as i32;
    if min_gap > 2f64.log10() {
        let every = [1, 2, 3, 5, 10, 20, 50, 100]
            .into_iter()
            .find(|every| f64::from(*every) >= min_gap * (1.0 - 1e-12))
            .unwrap_or(200);
        let first = first_decade.div_euclid(every) * every;
        return (0..)
            .map(|index| first + index * every)
            .take_while(|decade| *decade <= last_decade)
            .map(|decade| 10f64.powi(decade))
            .filter(inside)
            .collect();
    }
    let rungs: Vec<(Step, Step)> = (first_decade..=last_decade)
        .flat_map(|exponent| {
            let rung = |mantissa| Step { mantissa, exponent };
            let next = Step { mantissa: 1, exponent: exponent + 1 };
            [(rung(1), rung(2)), (rung(2), rung(5)), (rung(5), next)]
        })
        .collect();
    let is_wide = scale.axis_span() >= 2.0;
    let mut values = Vec::new();
    for (from, to) in rungs {
        let (low, high) = (from.times(1), to.times(1));
        if low > scale.hi * (1.0 + 1e-9) || high < scale.lo {
            continue;
        }
        let divided = if is_wide { None } else { divide(low, high, scale, min_gap, from.exponent) };
        match divided {
            Some(within) => values.extend(within.into_iter().filter(|value| *value < high * (1.0 - 1e-9))),
            None => values.push(low),
        }
    }
    values.retain(inside);
    values
}

/// Multiples of the finest step that divides `low..high` into whole parts which stay
/// `min_gap` apart at the upper, narrower end of what is visible.
fn divide(low: f64, high: f64, scale: &ValueScale, min_gap: f64, exponent: i32) -> Option<Vec<f64>> {
    let top = high.min(scale.hi);
    let wide_enough = |step: &Step| {
        let below = top - step.times(1);
        below <= 0.0 || (top / below).log10() >= min_gap
    };
    // 1, 0.5, 0.2, 0.1, 0.05 … of the decade: each divides 1–2, 2–5 and 5–10 evenly.
    let finer = (1..=FINEST_EXPONENT)
        .flat_map(|down| [5, 2, 1].map(|mantissa| Step { mantissa, exponent: exponent - down }));
    let steps = std::iter::once(Step { mantissa: 1, exponent }).chain(finer);
    let step = steps.take_while(wide_enough).last()?;
    Some(multiples(step, low.max(scale.lo), top))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ticks(kind: ScaleKind, lo: f64, hi: f64, height: f32) -> Vec<f64> {
        value_ticks(&ValueScale::new(kind, lo, hi), height, 30.0).iter().map(|tick| tick.value).collect()
    }

    #[test]
    fn linear_ticks_are_round_and_hold_no_negative_zero() {
        assert_eq!(
            ticks(ScaleKind::Linear, -8.5e8, 8.5e8, 300.0),
            [-8e8, -6e8, -4e8, -2e8, 0.0, 2e8, 4e8, 6e8, 8e8]
        );
        let around_zero = ticks(ScaleKind::Linear, -1.0, 1.0, 300.0);
        assert!(around_zero.iter().all(|value| *value != 0.0 || value.is_sign_positive()));
        assert_eq!(ticks(ScaleKind::Linear, 0.0, 0.5, 200.0), [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    }

    #[test]
    fn a_log_axis_of_a_crash_has_round_prices_from_bottom_to_top() {
        assert_eq!(
            ticks(ScaleKind::Log, 45_000.0, 130_000.0, 360.0),
            [45_000.0, 50_000.0, 60_000.0, 70_000.0, 80_000.0, 90_000.0, 100_000.0, 120_000.0]
        );
    }

    #[test]
    fn a_log_axis_of_many_decades_has_one_two_five() {
        assert_eq!(
            ticks(ScaleKind::Log, 90.0, 12_000.0, 300.0),
            [100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0]
        );
        assert_eq!(ticks(ScaleKind::Log, 0.5, 2e6, 300.0), [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6]);
    }

    #[test]
    fn a_narrow_log_axis_has_even_steps() {
        assert_eq!(
            ticks(ScaleKind::Log, 67_000.0, 69_000.0, 150.0),
            [67_000.0, 67_500.0, 68_000.0, 68_500.0, 69_000.0]
        );
    }

    #[test]
    fn without_height_there_is_no_tick() {
        for height in [0.0, -5.0, f32::NAN, f32::INFINITY] {
            assert!(ticks(ScaleKind::Linear, 0.0, 1.0, height).is_empty());
        }
    }

    proptest! {
        #[test]
        fn ticks_keep_their_distance_and_lie_inside(
            is_log in any::<bool>(), lo_exponent in -6.0..20.0f64, decades in 0.0005..12.0f64,
            height in 60.0..2_000.0f32, gap in 10.0..60.0f32,
        ) {
            let kind = if is_log { ScaleKind::Log } else { ScaleKind::Linear };
            let lo = 10f64.powf(lo_exponent);
            let scale = ValueScale::new(kind, lo, lo * 10f64.powf(decades));
            let units: Vec<f64> =
                value_ticks(&scale, height, gap).iter().map(|t| scale.unit_from_value(t.value)).collect();
            prop_assert!(units.iter().all(|unit| (-1e-6..=1.0 + 1e-6).contains(unit)), "{units:?}");
            let least = f64::from(gap / height) * 0.999;
            prop_assert!(units.windows(2).all(|pair| pair[1] - pair[0] >= least), "{units:?} {least}");
            prop_assert!(height < gap * 8.0 || is_log || units.len() >= 2, "{units:?}");
            prop_assert!(height < gap * 12.0 || units.len() >= 2, "{scale:?} {units:?}");
        }
    }
}
