//! The texts beside the grid lines: one scale and one precision for a whole axis.
//!
//! Knows units and their prefixes; knows nothing of where the ticks lie. All
//! labels of an axis share prefix and decimals, because 900 M beside 1.1 B has
//! to be read twice; only a log axis of many decades cannot.

use crate::domain::format::{MINUS, UNKNOWN, grouped, signed};
use crate::domain::unit::Unit;

/// Decimals beyond which two values are no longer told apart.
const MOST_DECIMALS: usize = 12;
/// An axis whose largest tick is more than this many times the smallest labels each on its own.
const WIDE_RATIO: f64 = 1e4;
/// How far a label may be off, as a share of the value and of the smallest distance between two.
const TOLERANCE: f64 = 0.01;
/// From here on numbers are written with a power of ten.
const SCIENTIFIC_FROM: f64 = 1e12;
/// And below this.
const SCIENTIFIC_BELOW: f64 = 1e-6;

/// A prefix, the magnitude from which it is used, and what it stands for.
struct Prefix {
    from: f64,
    divisor: f64,
    text: &'static str,
}

const fn prefix(from: f64, divisor: f64, text: &'static str) -> Prefix {
    Prefix { from, divisor, text }
}

const HASHRATE_PREFIXES: &[Prefix] = &[
    prefix(1e18, 1e18, "E"),
    prefix(1e15, 1e15, "P"),
    prefix(1e12, 1e12, "T"),
    prefix(1e9, 1e9, "G"),
    prefix(1e6, 1e6, "M"),
    prefix(1e4, 1e3, "k"),
];
const DIFFICULTY_PREFIXES: &[Prefix] =
    &[prefix(1e12, 1e12, "T"), prefix(1e9, 1e9, "G"), prefix(1e6, 1e6, "M"), prefix(1e4, 1e3, "k")];
/// Flows are read in millions, as the trade reports them; billions from ten on.
const FLOW_PREFIXES: &[Prefix] = &[prefix(1e10, 1e9, "B"), prefix(1e6, 1e6, "M"), prefix(1e4, 1e3, "k")];

/// One text a value: `70,000`, `1,100 E` (EH/s), `140 T`, `25`; with `flow` signed,
/// dollars in millions: `+400 M`, `−400 M`, `0`.
///
/// **Unit.** `values` in the canonical unit; the prefix follows the largest magnitude.
/// **Shape.** The fewest decimals, the same for all, that write every value to within a
/// hundredth of itself and of the smallest distance between two, so no two ticks get one
/// text. Ticks more than a factor of 10,000 apart (a long log axis) have prefix and
/// decimals each of its own: `1`, `1 M`, `100 T`.
/// **Gaps.** A value that is not finite becomes `—`. **Cost.** O(n log n).
pub fn tick_labels(values: &[f64], unit: Unit, flow: bool) -> Vec<String> {
    let largest = values.iter().filter(|v| v.is_finite()).fold(0.0, |most: f64, v| most.max(v.abs()));
    let prefixes = match unit {
        Unit::HashesPerSecond => HASHRATE_PREFIXES,
        Unit::Difficulty => DIFFICULTY_PREFIXES,
        Unit::Usd if flow => FLOW_PREFIXES,
        Unit::Usd | Unit::Index100 | Unit::Number => &[],
    };
    let (divisor, prefix) = prefixes
        .iter()
        .find(|prefix| largest >= prefix.from * (1.0 - 1e-9))
        .map_or((1.0, ""), |prefix| (prefix.divisor, prefix.text));
    let is_wide = smallest_magnitude(values) * WIDE_RATIO < largest;
    if is_wide {
        return values.iter().flat_map(|value| tick_labels(&[*value], unit, flow)).collect();
    }
    let scaled: Vec<f64> = values.iter().map(|value| value / divisor).collect();
    let gap = smallest_gap(&scaled);
    let largest = largest / divisor;
    let is_scientific = largest >= SCIENTIFIC_FROM || (largest > 0.0 && largest < SCIENTIFIC_BELOW);
    let digits = if is_scientific { digits_of_power(largest, gap) } else { fewest_decimals(&scaled, gap) };
    scaled
        .iter()
        .map(|value| {
            if !value.is_finite() {
                return UNKNOWN.to_owned();
            }
            if *value == 0.0 {
                return "0".to_owned();
            }
            let number = match (is_scientific, flow) {
                (true, _) => scientific(*value, digits, flow),
                (false, true) => signed(*value, digits),
                (false, false) => grouped(*value, digits),
            };
            if prefix.is_empty() { number } else { format!("{number} {prefix}") }
        })
        .collect()
}

/// Magnitude of the value nearest to zero that is not zero; infinite where there is none.
fn smallest_magnitude(values: &[f64]) -> f64 {
    let magnitudes = values.iter().map(|value| value.abs());
    magnitudes.filter(|magnitude| *magnitude > 0.0).fold(f64::INFINITY, f64::min)
}

/// Smallest distance between two differing finite values; the magnitude where there is but one.
fn smallest_gap(values: &[f64]) -> f64 {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let gaps = sorted.windows(2).filter_map(|pair| match pair {
        [before, after] if after > before => Some(after - before),
        _ => None,
    });
    let smallest = gaps.fold(f64::INFINITY, f64::min);
    if smallest.is_finite() { smallest } else { sorted.first().map_or(0.0, |value| value.abs()) }
}

fn fewest_decimals(values: &[f64], gap: f64) -> usize {
    let is_honest = |decimals: &usize| {
        let power = 10f64.powi(i32::try_from(*decimals).unwrap_or(0));
        let off = |value: &f64| ((value * power).round() / power - value).abs();
        let tolerated = |value: &f64| gap.min(value.abs()) * TOLERANCE;
        values.iter().filter(|value| value.is_finite()).all(|value| off(value) <= tolerated(value))
    };
    (0..MOST_DECIMALS).find(is_honest).unwrap_or(MOST_DECIMALS)
}

/// Digits after the point of a number written with a power of ten, so that ticks `gap` apart differ.
fn digits_of_power(largest: f64, gap: f64) -> usize {
    let ratio = if gap > 0.0 { (largest / gap).log10().ceil().clamp(0.0, 15.0) } else { 0.0 };
    ratio as usize
}

fn scientific(value: f64, digits: usize, flow: bool) -> String {
    let power = format!("{value:.digits$e}").replace('-', MINUS.encode_utf8(&mut [0; 4]));
    if flow && value > 0.0 { format!("+{power}") } else { power }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scale::{ScaleKind, ValueScale};
    use crate::chart::ticks::value_ticks;
    use proptest::prelude::*;

    #[test]
    fn every_unit_reads_as_the_trade_writes_it() {
        assert_eq!(
            tick_labels(&[50_000.0, 70_000.0, 100_000.0], Unit::Usd, false),
            ["50,000", "70,000", "100,000"]
        );
        assert_eq!(
            tick_labels(&[9e20, 1e21, 1.1e21], Unit::HashesPerSecond, false),
            ["900 E", "1,000 E", "1,100 E"]
        );
        assert_eq!(tick_labels(&[1.2e14, 1.4e14], Unit::Difficulty, false), ["120 T", "140 T"]);
        assert_eq!(tick_labels(&[-4e8, 0.0, 4e8, 8e8], Unit::Usd, true), ["−400 M", "0", "+400 M", "+800 M"]);
        assert_eq!(tick_labels(&[-2e10, 0.0, 5.5e10], Unit::Usd, true), ["−20 B", "0", "+55 B"]);
        assert_eq!(tick_labels(&[0.0, 25.0], Unit::Index100, false), ["0", "25"]);
    }

    #[test]
    fn decimals_are_as_few_as_tell_all_apart() {
        assert_eq!(tick_labels(&[0.5, 1.0, 1.5], Unit::Number, false), ["0.5", "1.0", "1.5"]);
        assert_eq!(tick_labels(&[67_000.0, 67_000.25], Unit::Usd, false), ["67,000.00", "67,000.25"]);
        assert_eq!(tick_labels(&[1.4e14, 1.405e14], Unit::Difficulty, false), ["140.0 T", "140.5 T"]);
        assert_eq!(tick_labels(&[66_217.34], Unit::Usd, false), ["66,217"]);
    }

    #[test]
    fn a_small_tick_beside_a_large_one_does_not_read_as_zero() {
        assert_eq!(tick_labels(&[0.1, 100.0], Unit::Usd, false), ["0.1", "100.0"]);
    }

    #[test]
    fn unknown_and_very_large_values_stay_readable() {
        assert_eq!(tick_labels(&[f64::NAN, 1.0], Unit::Usd, true), ["—", "+1"]);
        assert_eq!(tick_labels(&[1e15, 1.5e15], Unit::Number, false), ["1.0e15", "1.5e15"]);
        assert_eq!(tick_labels(&[2e-12, 3e-12], Unit::Number, false), ["2.0e−12", "3.0e−12"]);
        assert!(tick_labels(&[], Unit::Usd, false).is_empty());
    }

    #[test]
    fn on_an_axis_of_many_decades_each_tick_has_its_own_prefix() {
        assert_eq!(
            tick_labels(&[1.0, 1e3, 1e6, 1e14], Unit::Difficulty, false),
            ["1", "1,000", "1 M", "100 T"]
        );
        assert_eq!(tick_labels(&[0.1, 10.0, 1e5], Unit::Usd, false), ["0.1", "10", "100,000"]);
    }

    proptest! {
        #[test]
        fn no_two_ticks_of_an_axis_read_alike(
            is_log in any::<bool>(), flow in any::<bool>(), unit in 0usize..Unit::ALL.len(),
            exponent in -4.0..22.0f64, decades in -6.0..14.0f64,
        ) {
            let kind = if is_log { ScaleKind::Log } else { ScaleKind::Linear };
            let lo = 10f64.powf(exponent);
            let ticks = value_ticks(&ValueScale::new(kind, lo, lo * (1.0 + 10f64.powf(decades))), 600.0, 25.0);
            let values: Vec<f64> = ticks.iter().map(|tick| tick.value).collect();
            let labels = tick_labels(&values, Unit::ALL[unit], flow);
            let distinct: std::collections::BTreeSet<&String> = labels.iter().collect();
            prop_assert_eq!(distinct.len(), values.len(), "{:?} {:?}", values, labels);
            prop_assert!(labels.iter().all(|label| !label.starts_with("−0")));
        }
    }
}
