//! The texts beside the grid lines: one scale and one precision for a whole axis.
//!
//! Knows units and their prefixes; knows nothing of where the ticks lie. All
//! labels of an axis share prefix and decimals, because 900 M beside 1.1 B has
//! to be read twice; only a log axis of many decades cannot.

use crate::domain::format::{MINUS, UNKNOWN, flow_millions, grouped, signed};
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

/// Counts and sums: in full where they fit beside an axis, and from where a prefix says less than
/// a power of ten.
const COUNT_PREFIXES: &[Prefix] = &[
    prefix(1e15, 1.0, ""),
    prefix(1e12, 1e12, "T"),
    prefix(1e9, 1e9, "B"),
    prefix(1e6, 1e6, "M"),
    prefix(1e5, 1e3, "k"),
];
/// Dollars are in full as long as they can be a price.
const DOLLAR_PREFIXES: &[Prefix] =
    &[prefix(1e15, 1.0, ""), prefix(1e12, 1e12, "T"), prefix(1e9, 1e9, "B"), prefix(1e7, 1e6, "M")];

/// How the values of an axis are written, on its ticks, chips and readouts alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueFormat {
    /// Values of a unit, without a plus: `70,000`, `1,030 EH/s`, `125.9 T`.
    Plain(Unit),
    /// Dollars in and out, signed, in millions: `+400 M`, `−544.9 M`.
    Flow,
    /// Ratios to a base, less one, as a change: 0.1 is `+10 %`.
    Percent,
    /// An index of 100 at the left edge: `100`, `87.4`.
    Index,
}

/// How one axis writes its values: prefix and decimals that all of them share.
///
/// Made from the axis's ticks by [`ValueFormat::axis`]; chip and readout come from the
/// same value, so `1,000 E` on the axis is never `1.03 ZH/s` in the readout beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AxisNumbers {
    format: ValueFormat,
    /// Ticks too far apart to share a prefix: each value is written on its own.
    each_its_own: bool,
    divisor: f64,
    prefix: &'static str,
    digits: usize,
    is_scientific: bool,
}

impl ValueFormat {
    /// The format of a pane by its unit and whether its values are flows.
    pub fn of(unit: Unit, flow: bool) -> Self {
        if flow && unit == Unit::Usd { Self::Flow } else { Self::Plain(unit) }
    }

    /// One prefix and one precision for these ticks, in data units.
    ///
    /// **Shape.** The fewest decimals that write every value to within a hundredth of
    /// itself and of the smallest distance between two, so no two ticks get one text.
    /// **Gaps.** Values that are not finite do not count. **Cost.** O(n log n).
    pub fn axis(self, ticks: &[f64]) -> AxisNumbers {
        self.axis_by(ticks, self.prefixes())
    }

    fn axis_by(self, ticks: &[f64], prefixes: &[Prefix]) -> AxisNumbers {
        let largest = ticks.iter().filter(|v| v.is_finite()).fold(0.0, |most: f64, v| most.max(v.abs()));
        let (divisor, prefix) = match self {
            Self::Percent | Self::Plain(Unit::Ratio) => (0.01, ""),
            _ => prefixes
                .iter()
                .find(|prefix| largest >= prefix.from * (1.0 - 1e-9))
                .map_or((1.0, ""), |prefix| (prefix.divisor, prefix.text)),
        };
        let scaled: Vec<f64> = ticks.iter().map(|value| value / divisor).collect();
        let gap = smallest_gap(&scaled);
        let most = largest / divisor;
        let is_scientific = most >= SCIENTIFIC_FROM || (most > 0.0 && most < SCIENTIFIC_BELOW);
        let digits = if is_scientific { digits_of_power(most, gap) } else { fewest_decimals(&scaled, gap) };
        let each_its_own = smallest_magnitude(ticks) * WIDE_RATIO < largest;
        AxisNumbers { format: self, each_its_own, divisor, prefix, digits, is_scientific }
    }

    /// One text a tick, in the order of the values.
    pub fn tick_labels(self, ticks: &[f64]) -> Vec<String> {
        let axis = self.axis(ticks);
        ticks.iter().map(|value| axis.tick(*value)).collect()
    }

    /// A value in full where there is no axis beside it (status line, table, speech):
    /// `$68,860`-like texts without the sign of the currency, `1,030 EH/s`, `+10.3 %`.
    pub fn readout(self, value: f64) -> String {
        // Without an axis, flows of a table are of one scale: small ones are parts of a million.
        if self == Self::Flow && value != 0.0 && value.abs() < 1e6 {
            return flow_millions(value);
        }
        let prefixes = match self {
            Self::Plain(Unit::Number | Unit::Usd) => &[],
            _ => self.prefixes(),
        };
        self.axis_by(&[value], prefixes).readout(value)
    }

    /// A value as a chip on an axis has room for it: as [`Self::readout`], large counts and sums
    /// with a prefix: `1.25 M`.
    pub fn chip(self, value: f64) -> String {
        self.axis(&[value]).readout(value)
    }

    fn prefixes(self) -> &'static [Prefix] {
        match self {
            Self::Plain(Unit::HashesPerSecond) => HASHRATE_PREFIXES,
            Self::Plain(Unit::Difficulty) => DIFFICULTY_PREFIXES,
            Self::Flow => FLOW_PREFIXES,
            Self::Plain(Unit::Number) => COUNT_PREFIXES,
            Self::Plain(Unit::Usd) => DOLLAR_PREFIXES,
            Self::Plain(_) | Self::Percent | Self::Index => &[],
        }
    }

    fn is_signed(self) -> bool {
        matches!(self, Self::Flow | Self::Percent)
    }

    /// Decimals of a chip or readout, whatever the ticks need.
    fn decimals(self, scaled: f64) -> usize {
        match self {
            // Prices of a thousand dollars and more lose their cents.
            Self::Plain(Unit::Usd) if scaled.abs() < 1_000.0 => 2,
            Self::Plain(Unit::Number | Unit::UsdPerPhDay) => 2,
            Self::Plain(Unit::UsdPerKwh) => 4,
            Self::Plain(Unit::BtcPerPhDay) => 8,
            Self::Plain(Unit::Btc) if scaled.abs() < 1_000.0 => 4,
            Self::Plain(Unit::Usd | Unit::Btc | Unit::Index100 | Unit::Days) => 0,
            Self::Plain(Unit::HashesPerSecond | Unit::Difficulty) if scaled.abs() >= 1_000.0 => 0,
            Self::Plain(Unit::HashesPerSecond | Unit::Difficulty | Unit::Ratio | Unit::JoulesPerTerahash)
            | Self::Flow
            | Self::Percent
            | Self::Index => 1,
        }
    }
}

impl AxisNumbers {
    /// The text beside a grid line: `70,000`, `1,100 E`, `−400 M`, `+10 %`; `—` for
    /// what is not finite.
    pub fn tick(&self, value: f64) -> String {
        if self.each_its_own && value.is_finite() {
            let own = self.format.axis(&[value]);
            return own.text(value, own.digits);
        }
        self.text(value, self.digits)
    }

    /// The text of a chip on the axis: as its ticks, with the digits a single value
    /// deserves: `68,860`, `1,030 E`, `−544.9 M`, `+10.3 %`.
    pub fn chip(&self, value: f64) -> String {
        if self.each_its_own && value.is_finite() {
            let own = self.format.axis(&[value]);
            return own.text(value, self.format.decimals(value / own.divisor));
        }
        let least = self.format.decimals(value / self.divisor);
        let digits = if self.is_scientific { self.digits + 1 } else { least.max(self.digits) };
        self.text(value, digits)
    }

    /// The text of a readout: as the chip, with the unit in full: `1,030 EH/s`.
    pub fn readout(&self, value: f64) -> String {
        let chip = self.chip(value);
        let is_hashrate = self.format == ValueFormat::Plain(Unit::HashesPerSecond);
        match (is_hashrate && value.is_finite(), chip.ends_with(char::is_alphabetic)) {
            (true, true) => format!("{chip}H/s"),
            (true, false) => format!("{chip} H/s"),
            (false, _) => match self.format {
                ValueFormat::Plain(unit) if value.is_finite() && !unit.suffix().is_empty() => {
                    format!("{chip} {}", unit.suffix())
                }
                _ => chip,
            },
        }
    }

    /// What the numbers of the axis count, for its head: `EH/s`, `T`, `US$ M`, `%`.
    pub fn unit_words(&self) -> String {
        let prefix = if self.each_its_own { "" } else { self.prefix };
        match self.format {
            ValueFormat::Plain(Unit::HashesPerSecond) => format!("{prefix}H/s"),
            ValueFormat::Plain(Unit::Usd) => format!("US$ {prefix}").trim_end().to_owned(),
            ValueFormat::Plain(Unit::Btc) => "BTC".to_owned(),
            ValueFormat::Flow => format!("US$ {prefix}").trim_end().to_owned(),
            ValueFormat::Percent | ValueFormat::Plain(Unit::Ratio) => "%".to_owned(),
            ValueFormat::Plain(Unit::Difficulty | Unit::Index100 | Unit::Number) | ValueFormat::Index => {
                prefix.to_owned()
            }
            ValueFormat::Plain(unit) => unit.suffix().to_owned(),
        }
    }

    fn text(&self, value: f64, digits: usize) -> String {
        if !value.is_finite() {
            return UNKNOWN.to_owned();
        }
        let scaled = value / self.divisor;
        let number = match (self.is_scientific, self.format.is_signed()) {
            _ if value == 0.0 => "0".to_owned(),
            (true, is_signed) => scientific(scaled, digits, is_signed),
            (false, true) => signed(scaled, digits),
            (false, false) => grouped(scaled, digits),
        };
        match (self.format, self.prefix) {
            (ValueFormat::Percent | ValueFormat::Plain(Unit::Ratio), _) => format!("{number} %"),
            (_, "") => number,
            _ if value == 0.0 => number,
            (_, prefix) => format!("{number} {prefix}"),
        }
    }
}

/// Why an axis cannot be logarithmic, as the end of "No logarithmic axis: …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLog {
    /// Money goes in and out.
    #[error("flows can be negative")]
    Flows,
    /// What has fallen has a change below zero.
    #[error("changes in percent can be negative")]
    Percent,
    /// An index that begins at zero.
    #[error("the index can be zero")]
    Index,
    /// A value at or below zero is there.
    #[error("some values are zero or less")]
    Values,
}

/// Whether the values of an axis all have a logarithm.
///
/// `lowest` is the lowest value that can come into view (not only the one that is in
/// view: panning must not turn the axis round); `NaN` where there is none.
///
/// # Errors
/// [`NoLog`] says why not, in words for the menu.
pub fn may_be_log(format: ValueFormat, lowest: f64) -> Result<(), NoLog> {
    match format {
        ValueFormat::Flow => Err(NoLog::Flows),
        ValueFormat::Percent => Err(NoLog::Percent),
        ValueFormat::Plain(Unit::Index100) => Err(NoLog::Index),
        ValueFormat::Plain(_) | ValueFormat::Index if lowest <= 0.0 => Err(NoLog::Values),
        ValueFormat::Plain(_) | ValueFormat::Index => Ok(()),
    }
}

/// One text a value: `70,000`, `1,100 E` (EH/s), `140 T`, `25`; with `flow` signed,
/// dollars in millions: `+400 M`, `−400 M`, `0`. See [`ValueFormat::tick_labels`].
pub fn tick_labels(values: &[f64], unit: Unit, flow: bool) -> Vec<String> {
    ValueFormat::of(unit, flow).tick_labels(values)
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
    fn large_counts_and_sums_are_short_beside_an_axis_and_whole_in_a_readout() {
        let (count, dollars) = (ValueFormat::Plain(Unit::Number), ValueFormat::Plain(Unit::Usd));
        assert_eq!(count.readout(1_254_050.44), "1,254,050.44");
        assert_eq!([count.chip(1_254_050.44), count.chip(98_765.4)], ["1.25 M", "98,765.40"]);
        assert_eq!(count.tick_labels(&[-1e6, 0.0, 1.5e6]), ["−1.0 M", "0", "1.5 M"]);
        assert_eq!([dollars.chip(1.37e12), dollars.chip(1_254_050.0)], ["1.37 T", "1,254,050"]);
        assert_eq!(dollars.readout(1.37e9), "1,370,000,000");
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

    #[test]
    fn axis_chip_and_readout_of_one_value_agree() {
        let hashrate = ValueFormat::Plain(Unit::HashesPerSecond);
        let axis = hashrate.axis(&[9e20, 1e21, 1.1e21]);
        assert_eq!((axis.tick(1e21).as_str(), axis.unit_words().as_str()), ("1,000 E", "EH/s"));
        assert_eq!(axis.chip(1.0303e21), "1,030 E");
        assert_eq!(axis.readout(1.0303e21), "1,030 EH/s");
        assert_eq!(axis.readout(9.135e20), "913.5 EH/s");
        // Far below what the axis shows it keeps the axis's prefix.
        assert_eq!(axis.readout(5e17), "0.5 EH/s");
        let flows = ValueFormat::Flow.axis(&[-4e8, 0.0, 4e8]);
        assert_eq!([flows.tick(-4e8), flows.chip(-5.449e8), flows.chip(0.0)], ["−400 M", "−544.9 M", "0"]);
        assert_eq!(flows.unit_words(), "US$ M");
        let price = ValueFormat::Plain(Unit::Usd).axis(&[60_000.0, 70_000.0]);
        assert_eq!([price.chip(68_859.6), price.readout(f64::NAN)], ["68,860", "—"]);
    }

    #[test]
    fn a_change_is_in_percent_and_an_index_counts_from_a_hundred() {
        assert_eq!(ValueFormat::Percent.tick_labels(&[-0.1, 0.0, 0.1]), ["−10 %", "0 %", "+10 %"]);
        assert_eq!(ValueFormat::Percent.tick_labels(&[0.0, 0.005, 0.01]), ["0 %", "+0.5 %", "+1.0 %"]);
        assert_eq!(ValueFormat::Percent.readout(-0.4731), "−47.3 %");
        assert_eq!(ValueFormat::Percent.tick_labels(&[10.0, 20.0]), ["+1,000 %", "+2,000 %"]);
        assert_eq!(ValueFormat::Index.tick_labels(&[50.0, 100.0, 200.0]), ["50", "100", "200"]);
        assert_eq!(ValueFormat::Index.readout(87.44), "87.4");
    }

    #[test]
    fn without_an_axis_a_value_reads_as_everywhere_else() {
        use crate::domain::format::compact;
        for (unit, value) in [
            (Unit::Usd, 68_860.4),
            (Unit::Usd, 12.5),
            (Unit::HashesPerSecond, 1.0303e21),
            (Unit::HashesPerSecond, 9.135e20),
            (Unit::Difficulty, 125.86e12),
            (Unit::Index100, 12.0),
            (Unit::Btc, 2.75),
            (Unit::Btc, 19_968_813.66),
            (Unit::Number, 1.5),
            (Unit::Ratio, 0.4531),
            (Unit::Ratio, -0.1116),
            (Unit::UsdPerPhDay, 31.26),
            (Unit::BtcPerPhDay, 0.000_446_57),
            (Unit::UsdPerKwh, 0.0744),
            (Unit::JoulesPerTerahash, 17.5),
            (Unit::Days, 121.0),
        ] {
            assert_eq!(ValueFormat::Plain(unit).readout(value), compact(value, unit));
        }
        assert_eq!(ValueFormat::Flow.readout(-544.9e6), flow_millions(-544.9e6));
        assert_eq!(ValueFormat::Flow.readout(600_000.0), "+0.6 M", "no thousands beside millions");
    }

    #[test]
    fn what_can_be_zero_or_less_is_never_logarithmic_and_the_reason_is_said() {
        let words = |format, lowest| may_be_log(format, lowest).map_err(|why| why.to_string());
        assert_eq!(words(ValueFormat::Flow, 5.0), Err("flows can be negative".to_owned()));
        assert_eq!(words(ValueFormat::Percent, 5.0), Err("changes in percent can be negative".to_owned()));
        assert_eq!(words(ValueFormat::Plain(Unit::Index100), 5.0), Err("the index can be zero".to_owned()));
        assert_eq!(
            words(ValueFormat::Plain(Unit::Number), 0.0),
            Err("some values are zero or less".to_owned())
        );
        for format in [ValueFormat::Plain(Unit::Usd), ValueFormat::Index] {
            assert_eq!(words(format, 0.01), Ok(()));
            assert_eq!(words(format, f64::NAN), Ok(()));
        }
    }

    proptest! {
        #[test]
        fn the_chip_of_a_ticks_own_value_reads_as_the_tick(
            which in 0usize..Unit::ALL.len() + 3, exponent in -2.0..15.0f64, decades in 0.05..1.5f64,
        ) {
            let format = *Unit::ALL.map(ValueFormat::Plain).iter()
                .chain(&[ValueFormat::Flow, ValueFormat::Percent, ValueFormat::Index])
                .nth(which).unwrap();
            let lo = 10f64.powf(exponent);
            let scale = ValueScale::new(ScaleKind::Linear, lo, lo * (1.0 + 10f64.powf(decades)));
            let values: Vec<f64> = value_ticks(&scale, 400.0, 30.0).iter().map(|tick| tick.value).collect();
            let axis = format.axis(&values);
            let number = |text: &str| {
                let plain = text.replace(['+', ',', '%'], "").replace('\u{2212}', "-");
                plain.split_whitespace().next().unwrap().parse::<f64>().unwrap()
            };
            for value in &values {
                let (tick, chip) = (axis.tick(*value), axis.chip(*value));
                prop_assert!((number(&tick) - number(&chip)).abs() <= number(&tick).abs() * 0.011, "{tick} {chip}");
                let prefix = |text: &str| text.split_whitespace().nth(1).unwrap_or("").to_owned();
                prop_assert_eq!(prefix(&tick), prefix(&chip));
            }
        }
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
