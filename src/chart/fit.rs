//! From the visible range of values to the scale that shows it with some air.
//!
//! Knows padding; knows nothing of rows (see `level_of_detail::value_range`).
//! Air is a fraction of the axis, not of the value, so that a log axis gets
//! the same share of its height above and below as a linear one.

use crate::chart::scale::{ScaleKind, ValueScale};

/// Most air that may be asked for on one side, as a multiple of the range.
const MOST_PAD: f64 = 10.0;

/// A scale that shows `range` (lowest and highest value, data units) with air:
/// `pad_top` and `pad_bottom` are fractions of the range along the axis.
///
/// A range without width, or without a place on a log axis, is repaired as
/// [`ValueScale::new`] says; air that is no number counts as none.
pub fn fit(range: (f64, f64), kind: ScaleKind, pad_top: f64, pad_bottom: f64) -> ValueScale {
    let tight = ValueScale::new(kind, range.0, range.1);
    ValueScale::new(
        kind,
        tight.value_from_unit(-usable_pad(pad_bottom)),
        tight.value_from_unit(1.0 + usable_pad(pad_top)),
    )
}

/// A linear scale for bars: it always shows 0, and a side without bars gets no air,
/// so that bars of one sign stand on the pane's edge.
pub fn fit_bars(range: (f64, f64), pad_top: f64, pad_bottom: f64) -> ValueScale {
    let (lo, hi) = (range.0.min(range.1).min(0.0), range.1.max(range.0).max(0.0));
    let pad_top = if hi > 0.0 { pad_top } else { 0.0 };
    let pad_bottom = if lo < 0.0 { pad_bottom } else { 0.0 };
    if lo < hi {
        fit((lo, hi), ScaleKind::Linear, pad_top, pad_bottom)
    } else {
        fit((0.0, 1.0), ScaleKind::Linear, 0.0, 0.0)
    }
}

fn usable_pad(pad: f64) -> f64 {
    if pad.is_nan() { 0.0 } else { pad.clamp(0.0, MOST_PAD) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn air_is_a_share_of_the_axis_on_both_kinds() {
        let linear = fit((100.0, 200.0), ScaleKind::Linear, 0.1, 0.2);
        assert_eq!((linear.lo, linear.hi), (80.0, 210.0));
        let log = fit((100.0, 10_000.0), ScaleKind::Log, 0.5, 0.5);
        assert!((log.lo - 10.0).abs() < 1e-9 && (log.hi - 100_000.0).abs() < 1e-4, "{log:?}");
    }

    #[test]
    fn bars_always_show_zero_and_stand_on_it() {
        let volume = fit_bars((300.0, 900.0), 0.1, 0.1);
        assert_eq!(volume.lo, 0.0);
        assert!(volume.hi > 900.0);
        let outflows = fit_bars((-500.0, -20.0), 0.1, 0.1);
        assert_eq!(outflows.hi, 0.0);
        assert!(outflows.lo < -500.0);
        let both = fit_bars((-500.0, 500.0), 0.1, 0.1);
        assert_eq!((both.lo, both.hi), (-600.0, 600.0));
    }

    #[test]
    fn bars_of_nothing_still_make_a_scale() {
        for range in [(0.0, 0.0), (f64::NAN, f64::NAN)] {
            let scale = fit_bars(range, 0.1, 0.1);
            assert_eq!((scale.lo, scale.hi), (0.0, 1.0));
        }
    }
}
