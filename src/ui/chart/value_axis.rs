//! What a value axis says: ticks, chips and readouts of one pane agree by coming from here.
//!
//! Knows measures and compare modes; paints nothing. In a compare mode the axis stays
//! in the values of one series, the reference, and only its texts turn into change:
//! levels and gestures need not know.

use crate::app::pane_spec::Compare;
use crate::app::panes::Measure;
use crate::chart::scale::{ScaleKind, ValueScale};
use crate::chart::ticks::{ValueFormat, value_ticks};

/// Changes smaller than this are written as none, as a ratio.
const LEAST_CHANGE: f64 = 5e-5;

/// How the values of an axis are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AxisFormat {
    /// What the values are.
    pub measure: Measure,
    /// The mode and the reference's value at the left edge, if the pane compares.
    pub compare: Option<(Compare, f64)>,
}

impl AxisFormat {
    /// An axis of values.
    pub fn plain(measure: Measure) -> Self {
        Self { measure, compare: None }
    }

    /// A value as a chip or a readout writes it.
    pub fn text(&self, value: f64) -> String {
        match self.compare {
            Some((Compare::Percent, base)) => {
                let change = value / base - 1.0;
                // A place on the screen is no finer than this: what is left is rounding.
                let told = if change.abs() < LEAST_CHANGE { 0.0 } else { change };
                ValueFormat::Percent.readout(told)
            }
            Some((Compare::Index, base)) => ValueFormat::Index.readout(value / base * 100.0),
            _ => ValueFormat::of(self.measure.unit, self.measure.flow).chip(value),
        }
    }

    /// The base of the comparison, where there is one.
    fn base(&self) -> Option<(Compare, f64)> {
        self.compare.filter(|(mode, _)| *mode != Compare::Values)
    }

    /// Given places of an axis of values and their texts.
    pub fn labelled(&self, values: &[f64]) -> Vec<(f64, String)> {
        let labels = ValueFormat::of(self.measure.unit, self.measure.flow).tick_labels(values);
        values.iter().copied().zip(labels).collect()
    }

    /// Round places of the axis and their texts, rising.
    pub fn ticks(&self, scale: &ValueScale, height_px: f32, gap_px: f32) -> Vec<(f64, String)> {
        let Some((mode, base)) = self.base() else {
            let values: Vec<f64> =
                value_ticks(scale, height_px, gap_px).iter().map(|tick| tick.value).collect();
            let labels = ValueFormat::of(self.measure.unit, self.measure.flow).tick_labels(&values);
            return values.into_iter().zip(labels).collect();
        };
        // Round percentages are round on a linear axis of change; on a log axis the ratios are.
        let shift = if mode == Compare::Percent && scale.kind == ScaleKind::Linear { 1.0 } else { 0.0 };
        let of_base = |value: f64| (value / base - shift) * 100.0;
        let shown = ValueScale::new(scale.kind, of_base(scale.lo), of_base(scale.hi));
        let ticks: Vec<f64> = value_ticks(&shown, height_px, gap_px).iter().map(|tick| tick.value).collect();
        let labels = if mode == Compare::Percent {
            // On a log axis the ticks are ratios, on a linear one changes already.
            let changes: Vec<f64> = ticks.iter().map(|tick| tick / 100.0 + shift - 1.0).collect();
            ValueFormat::Percent.tick_labels(&changes)
        } else {
            ValueFormat::Index.tick_labels(&ticks)
        };
        ticks.iter().map(|tick| (tick / 100.0 + shift) * base).zip(labels).collect()
    }
}

/// A value with its unit as the trade writes it: `68,860`, `1,030 EH/s`, `−544.9 M`.
pub fn value_text(measure: Measure, value: f64) -> String {
    ValueFormat::of(measure.unit, measure.flow).readout(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::Unit;

    const PRICE: Measure = Measure { unit: Unit::Usd, flow: false };

    fn texts(compare: Option<(Compare, f64)>, kind: ScaleKind, lo: f64, hi: f64) -> String {
        let format = AxisFormat { measure: PRICE, compare };
        let ticks = format.ticks(&ValueScale::new(kind, lo, hi), 200.0, 40.0);
        ticks.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn change_is_round_where_the_axis_is_linear_and_ratios_where_it_is_not() {
        let percent = Some((Compare::Percent, 50_000.0));
        assert_eq!(
            texts(percent, ScaleKind::Linear, 30_000.0, 80_000.0),
            "−40 % −20 % 0 % +20 % +40 % +60 %"
        );
        assert_eq!(texts(percent, ScaleKind::Log, 25_000.0, 200_000.0), "−50 % 0 % +100 %");
        let index = Some((Compare::Index, 50_000.0));
        assert_eq!(texts(index, ScaleKind::Linear, 30_000.0, 80_000.0), "60 80 100 120 140 160");
    }

    #[test]
    fn a_chip_says_the_same_as_a_tick() {
        let format = AxisFormat { measure: PRICE, compare: Some((Compare::Percent, 50_000.0)) };
        assert_eq!(format.text(60_000.0), "+20.0 %");
        assert_eq!([format.text(50_000.001), format.text(49_999.999)], ["0 %", "0 %"]);
        assert_eq!(AxisFormat::plain(PRICE).text(60_000.0), "60,000");
        let flows = Measure { unit: Unit::Usd, flow: true };
        assert_eq!(AxisFormat::plain(flows).text(-5.449e8), "−544.9 M");
    }
}
