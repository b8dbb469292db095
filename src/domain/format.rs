//! Numbers as people read them: grouped thousands, a true minus, compact units.
//!
//! Only for the screen and for messages. Files and JSON use the shortest
//! decimal that reads back to the same bits.

use crate::domain::unit::Unit;

/// The true minus sign, as wide as a plus.
pub const MINUS: char = '\u{2212}';
/// What stands where a value is unknown.
pub const UNKNOWN: &str = "—";

/// Words that stood alone, within a sentence: the first letter small. `UI scale` stays.
pub fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => words.to_owned(),
    }
}

/// `1,234.50`, `−95.1`; [`UNKNOWN`] for a value that is not finite.
pub fn grouped(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
    let mut text = String::with_capacity(plain.len() + 6);
    let is_zero = plain.bytes().all(|b| matches!(b, b'0' | b'.'));
    if value < 0.0 && !is_zero {
        text.push(MINUS);
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// Like [`grouped`], with a plus before a positive value.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = grouped(value, decimals);
    let is_zero = text.bytes().all(|b| matches!(b, b'0' | b'.' | b','));
    if value > 0.0 && value.is_finite() && !is_zero { format!("+{text}") } else { text }
}

/// `+3.99 %` from a ratio of 0.0399.
pub fn signed_percent(ratio: f64, decimals: usize) -> String {
    if ratio.is_finite() { format!("{} %", signed(ratio * 100.0, decimals)) } else { UNKNOWN.to_owned() }
}

/// `66.4 %` from a probability of 0.664.
pub fn percent(ratio: f64, decimals: usize) -> String {
    if ratio.is_finite() { format!("{} %", grouped(ratio * 100.0, decimals)) } else { UNKNOWN.to_owned() }
}

/// A value with its unit, short enough for a readout: `68,860`, `1,030 EH/s`,
/// `125.9 T`, `12`. Prices of a thousand dollars and more lose their cents.
pub fn compact(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Usd => grouped(value, if value.abs() >= 1_000.0 { 0 } else { 2 }),
        Unit::HashesPerSecond => with_scale(value, HASHRATE_SCALES),
        Unit::Difficulty => with_scale(value, DIFFICULTY_SCALES),
        Unit::Btc => grouped(value, if value.abs() >= 1_000.0 { 0 } else { 4 }),
        Unit::Index100 => grouped(value, 0),
        Unit::Number => grouped(value, 2),
        Unit::Ratio => percent(value, 1),
        Unit::UsdPerPhDay => with_suffix(value, 2, unit),
        Unit::BtcPerPhDay => with_suffix(value, 8, unit),
        Unit::UsdPerKwh => with_suffix(value, 4, unit),
        Unit::JoulesPerTerahash => with_suffix(value, 1, unit),
        Unit::Days => with_suffix(value, 0, unit),
    }
}

fn with_suffix(value: f64, decimals: usize, unit: Unit) -> String {
    if value.is_finite() {
        format!("{} {}", grouped(value, decimals), unit.suffix())
    } else {
        UNKNOWN.to_owned()
    }
}

/// A dollar flow in millions with its sign: `−544.9 M`, `+15.1 M`.
pub fn flow_millions(value_usd: f64) -> String {
    if value_usd.is_finite() { format!("{} M", signed(value_usd / 1e6, 1)) } else { UNKNOWN.to_owned() }
}

/// A text of somebody else's as it can be shown: controls, and characters that
/// are invisible or turn the line around, become visible escapes.
pub fn visible_text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if c.is_control() || hidden {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

const HASHRATE_SCALES: &[(f64, &str)] =
    &[(1e18, "EH/s"), (1e15, "PH/s"), (1e12, "TH/s"), (1e9, "GH/s"), (1e6, "MH/s"), (1.0, "H/s")];
const DIFFICULTY_SCALES: &[(f64, &str)] = &[(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, "")];

fn with_scale(value: f64, scales: &[(f64, &str)]) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    let (scale, suffix) = scales
        .iter()
        .copied()
        .find(|(scale, _)| value.abs() >= *scale)
        .or_else(|| scales.last().copied())
        .unwrap_or((1.0, ""));
    let scaled = value / scale;
    let decimals = if scaled.abs() >= 1_000.0 { 0 } else { 1 };
    format!("{} {suffix}", grouped(scaled, decimals)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart_and_minus_is_true() {
        assert_eq!(grouped(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(grouped(-95.1, 1), "−95.1");
        assert_eq!(grouped(999.0, 0), "999");
        assert_eq!(grouped(-0.04, 1), "0.0");
        assert_eq!(grouped(f64::NAN, 1), UNKNOWN);
    }

    #[test]
    fn what_turns_a_line_around_is_shown_as_an_escape() {
        assert_eq!(visible_text("floor\u{202e}\n"), "floor\\u{202e}\\u{a}");
        assert_eq!(visible_text("Boden – 70k"), "Boden – 70k");
    }

    #[test]
    fn signs_and_units_stand_with_the_number() {
        assert_eq!(signed(12.0, 1), "+12.0");
        assert_eq!(signed_percent(-0.1116, 2), "−11.16 %");
        assert_eq!(compact(1.0303e21, Unit::HashesPerSecond), "1,030 EH/s");
        assert_eq!(compact(9.135e20, Unit::HashesPerSecond), "913.5 EH/s");
        assert_eq!(compact(125.86e12, Unit::Difficulty), "125.9 T");
        assert_eq!(flow_millions(-544.9e6), "−544.9 M");
        assert_eq!(flow_millions(f64::NAN), UNKNOWN);
    }
}
