//! The value axis: data units to a fraction of the pane's height, straight or logarithmic.
//!
//! Knows one range and how to map it; knows nothing of pixels or of which
//! series asked. A range that cannot be drawn is repaired when the scale is
//! made, by ordinary code that debug and release builds share, so that no
//! later step has to ask whether a span is zero.

use serde::{Deserialize, Serialize};

/// Largest magnitude a scale speaks of, the bound of every stored value.
const LARGEST: f64 = 1e300;
/// Smallest value a logarithmic axis tells from zero.
const SMALLEST_LOG: f64 = 1e-300;
/// Narrowest span a scale keeps, relative to its larger end.
const NARROWEST: f64 = 1e-9;
/// Half the width given to a single value, relative to it.
const HALF_WIDTH_OF_ONE_VALUE: f64 = 0.01;

/// How values are spaced along the axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScaleKind {
    /// Equal differences are equally far apart.
    #[default]
    Linear,
    /// Equal ratios are equally far apart; only positive values have a place.
    Log,
}

/// The visible range of values and how it maps to the height of a pane.
///
/// The public fields are for reading; [`ValueScale::new`] makes a changed one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueScale {
    /// Spacing of the values.
    pub kind: ScaleKind,
    /// Value at the lower edge, in data units; always finite, above 0 on a log axis.
    pub lo: f64,
    /// Value at the upper edge, in data units; always above `lo`.
    pub hi: f64,
    axis_lo: f64,
    axis_span: f64,
}

impl ValueScale {
    /// A scale from `lo` to `hi` in data units, repaired where they span nothing.
    ///
    /// In this order: an end that is not a number makes the range 0…1 (1…10 on
    /// a log axis); ends beyond ±1e300 are cut to it; swapped ends are swapped
    /// back; on a log axis a range without positive values becomes 1…10 and a
    /// lower end of 0 or less becomes a thousandth of the upper; a span under a
    /// billionth of the larger end is widened by 1 % to both sides (±1 about 0).
    ///
    /// **Cost.** Two logarithms at most; the scale keeps them.
    pub fn new(kind: ScaleKind, lo: f64, hi: f64) -> Self {
        let (lo, hi) = repaired(kind, lo, hi);
        let axis_lo = axis_from_value(kind, lo);
        Self { kind, lo, hi, axis_lo, axis_span: axis_from_value(kind, hi) - axis_lo }
    }

    /// The place on the axis: the value itself, or its decimal logarithm.
    ///
    /// **Gaps.** `NaN` stays `NaN`. On a log axis 0 and less lie at −300, far
    /// below every pane, so that a fan which reaches zero still leaves downwards.
    pub fn axis_from_value(&self, value: f64) -> f64 {
        axis_from_value(self.kind, value)
    }

    /// The value at a place on the axis, the inverse of [`Self::axis_from_value`];
    /// cut to ±1e300 so that it is always finite.
    pub fn value_from_axis(&self, axis: f64) -> f64 {
        match self.kind {
            ScaleKind::Linear => axis.clamp(-LARGEST, LARGEST),
            ScaleKind::Log => 10f64.powf(axis.clamp(-300.0, 300.0)),
        }
    }

    /// The fraction of the height: 0 at `lo`, 1 at `hi`, beyond them outside 0…1.
    ///
    /// **Gaps.** `NaN` stays `NaN`. **Cost.** One logarithm on a log axis.
    pub fn unit_from_value(&self, value: f64) -> f64 {
        (self.axis_from_value(value) - self.axis_lo) / self.axis_span
    }

    /// The value at a fraction of the height, the inverse of [`Self::unit_from_value`].
    pub fn value_from_unit(&self, unit: f64) -> f64 {
        self.value_from_axis(self.axis_lo + unit * self.axis_span)
    }

    /// Length of the range along the axis: data units, or decades on a log axis.
    pub fn axis_span(&self) -> f64 {
        self.axis_span
    }

    /// The same range with another spacing, repaired anew.
    pub fn with_kind(self, kind: ScaleKind) -> Self {
        Self::new(kind, self.lo, self.hi)
    }
}

fn axis_from_value(kind: ScaleKind, value: f64) -> f64 {
    match kind {
        ScaleKind::Linear => value,
        ScaleKind::Log if value < SMALLEST_LOG => -300.0,
        ScaleKind::Log => value.log10(),
    }
}

fn repaired(kind: ScaleKind, lo: f64, hi: f64) -> (f64, f64) {
    let fallback = match kind {
        ScaleKind::Linear => (0.0, 1.0),
        ScaleKind::Log => (1.0, 10.0),
    };
    if !lo.is_finite() || !hi.is_finite() {
        return fallback;
    }
    let (mut lo, mut hi) = (lo.min(hi).clamp(-LARGEST, LARGEST), hi.max(lo).clamp(-LARGEST, LARGEST));
    if kind == ScaleKind::Log {
        if hi < SMALLEST_LOG * 1e6 {
            return fallback;
        }
        if lo < SMALLEST_LOG {
            lo = hi / 1e3;
        }
    }
    let larger = lo.abs().max(hi.abs());
    if hi - lo <= larger * NARROWEST {
        let middle = lo + (hi - lo) / 2.0;
        let half = match middle.abs() * HALF_WIDTH_OF_ONE_VALUE {
            half if half > 1e-100 => half,
            _ => 1.0,
        };
        (lo, hi) = (middle - half, middle + half);
    }
    (lo, hi)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_kind() -> impl Strategy<Value = ScaleKind> {
        prop_oneof![Just(ScaleKind::Linear), Just(ScaleKind::Log)]
    }

    #[test]
    fn a_single_price_gets_one_percent_to_both_sides() {
        for kind in [ScaleKind::Linear, ScaleKind::Log] {
            let scale = ValueScale::new(kind, 70_000.0, 70_000.0);
            assert_eq!((scale.lo, scale.hi), (69_300.0, 70_700.0));
        }
        let zero = ValueScale::new(ScaleKind::Linear, 0.0, 0.0);
        assert_eq!((zero.lo, zero.hi), (-1.0, 1.0));
    }

    #[test]
    fn a_log_axis_never_starts_at_zero_or_below() {
        let half = ValueScale::new(ScaleKind::Log, -400.0, 800.0);
        assert_eq!((half.lo, half.hi), (0.8, 800.0));
        let none = ValueScale::new(ScaleKind::Log, -400.0, -1.0);
        assert_eq!((none.lo, none.hi), (1.0, 10.0));
    }

    #[test]
    fn equal_ratios_are_equally_far_apart_on_a_log_axis() {
        let scale = ValueScale::new(ScaleKind::Log, 1_000.0, 100_000.0);
        assert_eq!(scale.unit_from_value(10_000.0), 0.5);
        assert!(scale.unit_from_value(0.0) < -100.0);
        assert!(scale.unit_from_value(f64::NAN).is_nan());
    }

    #[test]
    fn the_kind_is_saved_as_a_lower_case_word() {
        assert_eq!(serde_json::to_string(&ScaleKind::Log).unwrap(), "\"log\"");
    }

    proptest! {
        #[test]
        fn whatever_it_is_given_a_scale_spans_something(kind in any_kind(), lo in any::<f64>(), hi in any::<f64>()) {
            let scale = ValueScale::new(kind, lo, hi);
            prop_assert!(scale.lo.is_finite() && scale.hi.is_finite() && scale.lo < scale.hi, "{scale:?}");
            prop_assert!(scale.axis_span() > 0.0 && scale.axis_span().is_finite(), "{scale:?}");
            prop_assert!(kind == ScaleKind::Linear || scale.lo > 0.0);
            prop_assert_eq!(scale.unit_from_value(scale.lo), 0.0);
            prop_assert_eq!(scale.unit_from_value(scale.hi), 1.0);
        }

        #[test]
        fn a_value_comes_back_from_its_place(kind in any_kind(), lo in 1.0..1e6f64, width in 1.0..1e6f64, unit in -1.0..2.0f64) {
            let scale = ValueScale::new(kind, lo, lo + width);
            let value = scale.value_from_unit(unit);
            let back = scale.unit_from_value(value);
            prop_assert!((back - unit).abs() < 1e-6, "{back} {unit}");
        }
    }
}
