//! The exact reader of one amount, and the words for "no value".
//!
//! Knows the grammar of digits, groups and fractions; affixes are taken off in
//! [`super::affix`]. Common cells are cleaned on the stack: the odd cells of a
//! ten-million-row file must not cost an allocation each.

use super::affix::Parts;
use super::{NumberFault, NumberStyle};

/// Whether a cell stands for "no value".
pub fn is_missing(cell: &str) -> bool {
    const WORDS: [&str; 13] = [
        "null",
        "nan",
        "n/a",
        "na",
        "none",
        "#n/a",
        "nil",
        "nat",
        "<na>",
        "n.a.",
        "undefined",
        "#n/v",
        "\\n",
    ];
    let cell = cell.trim();
    match cell.as_bytes().first() {
        None => true,
        Some(b'0'..=b'9') => false,
        Some(_) => {
            matches!(cell, "-" | "–" | "—" | "−" | "―" | "--" | "---" | "…" | "...")
                || WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
        }
    }
}

/// Reads an amount times ten to the `power`; `None` for a missing value.
///
/// Grammar: a sign of any kind or parentheses, a currency, digits in groups of
/// three as `style` has them, a fraction, an exponent, and behind it a percent
/// sign, a currency and one of `K M B T` with their relatives. The percent sign
/// changes nothing: 5% is 5.
///
/// # Errors
/// [`NumberFault::Form`] for anything else, among it `inf` and hexadecimal;
/// [`NumberFault::Range`] for what a series cannot hold.
pub fn parse_amount(cell: &str, style: NumberStyle, power: i32) -> Result<Option<f64>, NumberFault> {
    if power == 0 && is_plain(cell, style) {
        return in_range(cell.as_bytes()).map(Some);
    }
    if is_missing(cell) {
        return Ok(None);
    }
    let form = if style == NumberStyle::Comma { NumberFault::FormComma } else { NumberFault::Form };
    if style == NumberStyle::PointOnly && cell.contains(',') {
        return Err(NumberFault::Comma);
    }
    let parts = Parts::of(cell).ok_or(form)?;
    let (mantissa, exponent) = match parts.body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent).ok_or(form)?),
        None => (parts.body, 0),
    };
    let point = if style == NumberStyle::Comma { ',' } else { '.' };
    let (whole, fraction) = mantissa.split_once(point).unwrap_or((mantissa, ""));
    if !digits(fraction) || !is_grouped(whole, style) || (whole.is_empty() && fraction.is_empty()) {
        return Err(form);
    }
    let mut clean = Clean::default();
    if parts.negative {
        clean.push(b'-');
    }
    whole.bytes().filter(u8::is_ascii_digit).for_each(|digit| clean.push(digit));
    clean.push(b'.');
    fraction.bytes().for_each(|digit| clean.push(digit));
    clean.push(b'e');
    clean.push_integer(exponent + power + parts.power);
    in_range(clean.bytes()).map(Some)
}

/// `-123.45`: digits with at most one point and one leading minus.
fn is_plain(cell: &str, style: NumberStyle) -> bool {
    let unsigned = cell.strip_prefix('-').unwrap_or(cell);
    let mut points = u32::from(style == NumberStyle::Comma);
    let mut digits = 0;
    for byte in unsigned.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' => points += 1,
            _ => return false,
        }
    }
    points <= 1 && digits > 0
}

fn in_range(clean: &[u8]) -> Result<f64, NumberFault> {
    match std::str::from_utf8(clean).ok().and_then(|text| text.parse::<f64>().ok()) {
        Some(value) if value.abs() <= 1e300 => Ok(value),
        Some(_) => Err(NumberFault::Range),
        None => Err(NumberFault::Form),
    }
}

fn parse_exponent(text: &str) -> Option<i32> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.is_empty() || unsigned.len() > 4 || !digits(unsigned) {
        return None;
    }
    text.parse().ok()
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Digits, or groups of three after a first group of one to three, all parted alike.
pub(super) fn is_grouped(whole: &str, style: NumberStyle) -> bool {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else { return true };
    let known = match separator {
        ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\'' | '’' => true,
        ',' => style == NumberStyle::Point,
        '.' => style == NumberStyle::Comma,
        _ => false,
    };
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    known
        && (1..=3).contains(&first.len())
        && digits(first)
        && groups.all(|group| group.len() == 3 && digits(group))
}

/// A cleaned number; on the stack unless it is very long.
struct Clean {
    small: [u8; Clean::SMALL],
    used: usize,
    large: Vec<u8>,
}

impl Default for Clean {
    fn default() -> Self {
        Self { small: [0; Self::SMALL], used: 0, large: Vec::new() }
    }
}

impl Clean {
    const SMALL: usize = 96;

    fn push(&mut self, byte: u8) {
        match self.small.get_mut(self.used) {
            Some(slot) if self.large.is_empty() => *slot = byte,
            _ => {
                if self.large.is_empty() {
                    self.large.extend_from_slice(&self.small);
                }
                self.large.push(byte);
            }
        }
        self.used += 1;
    }

    fn push_integer(&mut self, number: i32) {
        if number < 0 {
            self.push(b'-');
        }
        let number = number.unsigned_abs();
        let mut divisor = 1_000_000_000;
        while divisor > 1 && number / divisor == 0 {
            divisor /= 10;
        }
        while divisor > 0 {
            self.push(b'0' + u8::try_from(number / divisor % 10).unwrap_or(0));
            divisor /= 10;
        }
    }

    fn bytes(&self) -> &[u8] {
        if self.large.is_empty() { self.small.get(..self.used).unwrap_or_default() } else { &self.large }
    }
}

#[cfg(test)]
mod tests {
    use super::NumberStyle::{Comma, Point, PointOnly};
    use super::*;

    #[test]
    fn amounts_as_people_write_them_are_read() {
        for (cell, value) in [
            ("1,234.5", 1234.5),
            ("1 234.5", 1234.5),
            ("1\u{a0}234.5", 1234.5),
            ("1\u{202f}234\u{202f}567", 1_234_567.0),
            ("1\u{2009}234", 1234.0),
            ("1'234.5", 1234.5),
            ("1’234’567.25", 1_234_567.25),
            ("(95.1)", -95.1),
            ("−95.1", -95.1),
            ("–95.1", -95.1),
            ("-95.1", -95.1),
            ("$1,119.9", 1119.9),
            ("-$ 5", -5.0),
            ("$-5", -5.0),
            ("($1,000)", -1000.0),
            ("US$ 5", 5.0),
            ("USD 5", 5.0),
            ("5 USD", 5.0),
            ("5€", 5.0),
            ("£5", 5.0),
            ("CHF 1'000", 1000.0),
            ("₿0.5", 0.5),
            ("0.5 BTC", 0.5),
            ("-1.07%", -1.07),
            ("+ 3 %", 3.0),
            ("57.32K", 57_320.0),
            ("1.04B", 1_040_000_000.0),
            ("$1.2T", 1.2e12),
            ("1.1M", 1_100_000.0),
            ("0.07 M USD", 70_000.0),
            ("($4.1mn)", -4_100_000.0),
            (" \u{a0}12 ", 12.0),
            ("+3", 3.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("9.44495122962963e-7", 9.44495122962963e-7),
            ("1E3", 1000.0),
        ] {
            assert_eq!(parse_amount(cell, Point, 0), Ok(Some(value)), "{cell}");
        }
    }

    #[test]
    fn a_decimal_comma_is_read_where_the_column_has_it() {
        for (cell, value) in [
            ("1.234,5", 1234.5),
            ("1 234,5", 1234.5),
            ("1.234", 1234.0),
            ("0,57", 0.57),
            ("63,123", 63.123),
            ("-1,07 %", -1.07),
            ("57,32K", 57_320.0),
            ("1,5 Mrd.", 1.5e9),
            ("(95,1)", -95.1),
            ("1234", 1234.0),
            ("1,5e3", 1500.0),
        ] {
            assert_eq!(parse_amount(cell, Comma, 0), Ok(Some(value)), "{cell}");
        }
        for cell in ["1.5", "1,234.5", "1,2,3", "12.34", "1.2345"] {
            assert_eq!(parse_amount(cell, Comma, 0), Err(NumberFault::FormComma), "{cell}");
        }
        assert_eq!(parse_amount("63,123", PointOnly, 0), Err(NumberFault::Comma));
        assert_eq!(parse_amount("63.123", PointOnly, 0), Ok(Some(63.123)));
    }

    #[test]
    fn missing_is_not_zero() {
        for cell in ["", " ", "-", "–", "—", "\u{a0}", "null", "NaN", "nan", "N/A", "#N/A", "--", "…"] {
            assert_eq!(parse_amount(cell, Point, 6), Ok(None), "{cell:?}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for cell in [
            "inf",
            "-inf",
            "Infinity",
            "0x10",
            "1,23",
            "1,2345",
            ",123",
            "1.2.3",
            "(1",
            "1)",
            "(-1)",
            "--1",
            "1 2",
            "e5",
            ".",
            "1e",
            "1e+",
            "1e99999",
            "12abc",
            "1_000",
            "1,234,5",
            "\u{FFFD}",
            "1,234 567",
            "1KK",
            "5%%",
            "$$5",
            "5 USD USD",
            "1.234,5",
            "5 Bio.",
            "1 234,5",
            "K",
            "$",
            "1'23",
        ] {
            assert_eq!(parse_amount(cell, Point, 0), Err(NumberFault::Form), "{cell}");
        }
        for cell in ["1e400", "-1e400", "1e301", "1e299K", &"9".repeat(400), &format!("${}", "9".repeat(400))]
        {
            assert_eq!(parse_amount(cell, Point, 0), Err(NumberFault::Range), "{cell}");
        }
    }

    #[test]
    fn a_unit_is_shifted_in_the_text_and_so_exact() {
        assert_eq!(parse_amount("655.3", Point, 6), Ok(Some(655_300_000.0)));
        // Multiplied, 1.1 × 1e6 gives 1100000.0000000002 and 0.07 × 1e6 gives 70000.00000000001.
        assert_eq!(parse_amount("1.1", Point, 6), Ok(Some(1_100_000.0)));
        assert_eq!(parse_amount("0.07", Point, 6), Ok(Some(70_000.0)));
        assert_eq!(parse_amount("(1,119.9)", Point, 6), Ok(Some(-1_119_900_000.0)));
        assert_eq!(parse_amount("1.5e-3", Point, 6), Ok(Some(1_500.0)));
        assert_eq!(parse_amount("1,1K", Comma, -3), Ok(Some(1.1)));
    }

    #[test]
    fn a_number_longer_than_the_stack_buffer_is_still_exact() {
        let long = format!("$0.{}125", "0".repeat(150));
        assert_eq!(parse_amount(&long, Point, 150), Ok(Some(0.125)));
    }

    #[test]
    fn any_text_is_read_or_refused_and_never_a_panic() {
        use proptest::prelude::*;
        proptest!(|(text in "[-+(]?[$€]?[0-9.,'’ eEKMB%)\u{a0}\\PC]{0,16}", power in -20..20)| {
            for style in [Point, Comma, PointOnly] {
                if let Ok(Some(value)) = parse_amount(&text, style, power) {
                    prop_assert!(value.abs() <= 1e300);
                }
            }
        });
    }
}
