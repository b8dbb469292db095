//! Amounts in cells, by a strict decimal grammar.
//!
//! Knows how people and exporters write numbers; knows nothing of columns.
//! The text is cleaned and then read by Rust's exact parser; a change of unit
//! is a shift of the decimal exponent in the text, so that `655.3` millions are
//! exactly the double nearest to 655,300,000 and not a rounded product.

/// What points and commas in amounts are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStyle {
    /// `1,234.5`: groups by comma, fractions after a point.
    #[default]
    Point,
    /// `1.234,5`, `1 234,5`: fractions after a comma.
    Comma,
    /// `1234.5`; a comma is refused, since `63,123` is as likely 63.123 where semicolons delimit cells.
    PointOnly,
}

impl NumberStyle {
    /// What to assume beside this delimiter when the cells leave it open.
    pub fn beside(delimiter: u8) -> Self {
        if delimiter == b';' { Self::PointOnly } else { Self::Point }
    }
}

/// Why a cell is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// Not of the grammar.
    Form,
    /// Beyond ±1e300, the bound of a series.
    Range,
    /// A comma where it may stand for the decimal point.
    Comma,
}

impl NumberFault {
    /// What would have been right, for a row warning.
    pub fn expected(self) -> &'static str {
        match self {
            Self::Form => "an amount such as 1,234.5 or (95.1)",
            Self::Range => "an amount within ±1e300",
            Self::Comma => "an amount with a decimal point and no comma, such as 1234.5",
        }
    }
}

/// Whether a cell stands for "no value".
pub fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    const WORDS: [&str; 7] = ["null", "nan", "n/a", "na", "none", "#n/a", "nil"];
    matches!(cell, "" | "-" | "–" | "—" | "−") || WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// Reads an amount times ten to the `power`; `None` for a missing value.
///
/// Grammar: `[(] [sign] [$ | US$] digits[,ddd]…[.digits][e[sign]digits] [)]`;
/// parentheses or a sign of any kind (`-`, `−`, `–`) make it negative.
///
/// # Errors
/// [`NumberFault::Form`] for anything else, among it `inf` and hexadecimal;
/// [`NumberFault::Range`] for what a series cannot hold.
pub fn parse_amount(cell: &str, power: i32) -> Result<Option<f64>, NumberFault> {
    if power == 0 && is_plain(cell) {
        return in_range(cell).map(Some);
    }
    if is_missing(cell) {
        return Ok(None);
    }
    let cell = cell.trim();
    let (negative, body) = match cell.strip_prefix('(').map(|rest| rest.strip_suffix(')')) {
        Some(inside) => (true, strip_dollar(inside.ok_or(NumberFault::Form)?.trim())),
        None => {
            let (before, rest) = strip_sign(cell);
            let rest = strip_dollar(rest);
            let (after, rest) = if before.is_none() { strip_sign(rest) } else { (None, rest) };
            (before.or(after).unwrap_or(false), rest)
        }
    };
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (body, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !digits(fraction) || !is_grouped(whole) || (whole.is_empty() && fraction.is_empty()) {
        return Err(NumberFault::Form);
    }
    let mut clean = String::with_capacity(cell.len() + 8);
    if negative {
        clean.push('-');
    }
    clean.extend(whole.chars().filter(|c| *c != ','));
    clean.push('.');
    clean.push_str(fraction);
    clean.push('e');
    clean.push_str(&(exponent + power).to_string());
    in_range(&clean).map(Some)
}

/// `-123.45`: digits with at most one point and one leading minus.
fn is_plain(cell: &str) -> bool {
    let unsigned = cell.strip_prefix('-').unwrap_or(cell);
    let mut points = 0;
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

fn in_range(clean: &str) -> Result<f64, NumberFault> {
    match clean.parse::<f64>() {
        Ok(value) if value.abs() <= 1e300 => Ok(value),
        Ok(_) => Err(NumberFault::Range),
        Err(_) => Err(NumberFault::Form),
    }
}

fn strip_sign(text: &str) -> (Option<bool>, &str) {
    let mut rest = text.chars();
    match rest.next() {
        Some('-' | '−' | '–') => (Some(true), rest.as_str().trim_start()),
        Some('+') => (Some(false), rest.as_str().trim_start()),
        _ => (None, text),
    }
}

fn strip_dollar(text: &str) -> &str {
    text.strip_prefix("US$").or_else(|| text.strip_prefix('$')).map_or(text, str::trim_start)
}

fn parse_exponent(text: &str) -> Result<i32, NumberFault> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberFault::Form);
    }
    text.parse().map_err(|_fault: std::num::ParseIntError| NumberFault::Form)
}

/// Digits, or groups of three after a first group of one to three.
fn is_grouped(whole: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let Some((first, groups)) = whole.split_once(',') else {
        return digits(whole);
    };
    (1..=3).contains(&first.len())
        && digits(first)
        && groups.split(',').all(|group| group.len() == 3 && digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_people_write_them_are_read() {
        for (cell, value) in [
            ("1,234.5", 1234.5),
            ("(95.1)", -95.1),
            ("−95.1", -95.1),
            ("-95.1", -95.1),
            ("$1,119.9", 1119.9),
            ("-$ 5", -5.0),
            ("$-5", -5.0),
            ("($1,000)", -1000.0),
            (" \u{a0}12 ", 12.0),
            ("+3", 3.0),
            (".5", 0.5),
            ("9.44495122962963e-7", 9.44495122962963e-7),
            ("1E3", 1000.0),
        ] {
            assert_eq!(parse_amount(cell, 0), Ok(Some(value)), "{cell}");
        }
    }

    #[test]
    fn missing_is_not_zero() {
        for cell in ["", " ", "-", "–", "—", "\u{a0}", "null", "NaN", "nan", "N/A", "#N/A"] {
            assert_eq!(parse_amount(cell, 6), Ok(None), "{cell:?}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for cell in [
            "inf", "-inf", "Infinity", "0x10", "1,23", "1,2345", ",123", "1.2.3", "(1", "1)", "(-1)", "--1",
            "1 2", "e5", ".", "1e", "1e+", "1e99999", "12abc", "1_000", "1,234,5", "\u{FFFD}",
        ] {
            assert_eq!(parse_amount(cell, 0), Err(NumberFault::Form), "{cell}");
        }
        for cell in ["1e400", "-1e400", "1e301", &"9".repeat(400)] {
            assert_eq!(parse_amount(cell, 0), Err(NumberFault::Range), "{cell}");
        }
    }

    #[test]
    fn a_unit_is_shifted_in_the_text_and_so_exact() {
        assert_eq!(parse_amount("655.3", 6), Ok(Some(655_300_000.0)));
        // Multiplied, 1.1 × 1e6 gives 1100000.0000000002 and 0.07 × 1e6 gives 70000.00000000001.
        assert_eq!(parse_amount("1.1", 6), Ok(Some(1_100_000.0)));
        assert_eq!(parse_amount("0.07", 6), Ok(Some(70_000.0)));
        assert_eq!(parse_amount("(1,119.9)", 6), Ok(Some(-1_119_900_000.0)));
        assert_eq!(parse_amount("1.5e-3", 6), Ok(Some(1_500.0)));
    }
}
