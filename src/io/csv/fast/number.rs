//! Plain amounts, straight from bytes.
//!
//! Knows digits, one point and groups of three; knows nothing of columns. An
//! amount whose digits make an integer up to 2^53 and whose power of ten is at
//! most 22 is one exact division or product of two exact doubles, hence the
//! nearest double, the same that the exact parser finds. Others are `None`.

/// Integers up to here are doubles: 2^53.
const MAX_EXACT: u64 = 1 << 53;
/// Digits of which an integer cannot overflow 64 bits.
const MAX_DIGITS: usize = 19;
/// Powers of ten that are doubles, filled up to a length that needs no check.
static POWERS: [f64; 32] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
];
/// The largest power among [`POWERS`].
const MAX_POWER: i32 = 22;

/// Digits with at most one point, after an optional minus, from `at`; the value
/// times ten to the `power` and the place behind it. `None` unless it is certain.
#[inline(always)]
pub fn plain(text: &[u8], at: usize, power: i32) -> Option<(f64, usize)> {
    let first = *text.get(at)?;
    let start = at + usize::from(first == b'-');
    let (whole, mut end) = digits(text, start, 0);
    let mut amount = whole;
    let mut scale = 0;
    let mut count = end - start;
    if text.get(end) == Some(&b'.') {
        let from = end + 1;
        (amount, end) = digits(text, from, whole);
        scale = end - from;
        count += scale;
    }
    if count == 0 {
        return None;
    }
    if count > MAX_DIGITS || amount > MAX_EXACT {
        return if power == 0 { long(text.get(at..end)?).map(|value| (value, end)) } else { None };
    }
    let value = if power == 0 { amount as f64 / power_of_ten(scale) } else { shifted(amount, scale, power)? };
    Some((if first == b'-' { -value } else { value }, end))
}

/// [`plain`] with commas between groups of three digits.
#[inline]
pub fn grouped(text: &[u8], at: usize, power: i32) -> Option<(f64, usize)> {
    let first = *text.get(at)?;
    let start = at + usize::from(first == b'-');
    let (mut amount, mut end) = digits(text, start, 0);
    let mut count = end - start;
    if text.get(end) == Some(&b',') {
        if !(1..=3).contains(&count) {
            return None;
        }
        while text.get(end) == Some(&b',') {
            let from = end + 1;
            (amount, end) = digits(text, from, amount);
            if end - from != 3 {
                return None;
            }
            count += 3;
        }
    }
    let mut scale = 0;
    if text.get(end) == Some(&b'.') {
        let from = end + 1;
        (amount, end) = digits(text, from, amount);
        scale = end - from;
        count += scale;
    }
    if count == 0 || count > MAX_DIGITS || amount > MAX_EXACT {
        return None;
    }
    let value = shifted(amount, scale, power)?;
    Some((if first == b'-' { -value } else { value }, end))
}

/// Goes on with `amount` over the digits from `at`; the place of the first other byte.
/// More than [`MAX_DIGITS`] digits wrap around: whoever calls counts them.
#[inline(always)]
pub fn digits(text: &[u8], at: usize, amount: u64) -> (u64, usize) {
    let (mut amount, mut end) = (amount, at);
    while let Some(byte) = text.get(end) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        amount = amount.wrapping_mul(10).wrapping_add(u64::from(digit));
        end = end.wrapping_add(1);
    }
    (amount, end)
}

/// `amount × 10^(power − scale)`, rounded once.
#[inline]
fn shifted(amount: u64, scale: usize, power: i32) -> Option<f64> {
    let exponent = power - i32::try_from(scale).ok()?;
    if exponent.abs() > MAX_POWER {
        return None;
    }
    let factor = power_of_ten(exponent.unsigned_abs() as usize);
    Some(if exponent < 0 { amount as f64 / factor } else { amount as f64 * factor })
}

#[inline(always)]
fn power_of_ten(power: usize) -> f64 {
    #[expect(clippy::indexing_slicing, reason = "the table has 32 entries and the mask leaves 0 to 31")]
    POWERS[power & 31]
}

/// More digits than a double holds, by the exact parser.
#[cold]
fn long(cell: &[u8]) -> Option<f64> {
    let value: f64 = std::str::from_utf8(cell).ok()?.parse().ok()?;
    (value.abs() <= 1e300).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::csv::number::{NumberStyle, parse_amount};
    use proptest::prelude::*;

    #[test]
    fn what_is_read_here_is_what_the_exact_parser_reads() {
        let cell = "-?[0-9]{0,21}(,[0-9]{1,4}){0,3}(\\.[0-9]{0,24})?[,.;e \"]?";
        proptest!(ProptestConfig::with_cases(20_000), |(cell in cell, power in prop_oneof![Just(0), 0..9_i32])| {
            for (name, read) in [("plain", plain as fn(&[u8], usize, i32) -> _), ("grouped", grouped)] {
                if let Some((value, end)) = read(cell.as_bytes(), 0, power) {
                    let exact = parse_amount(&cell[..end], NumberStyle::Point, power);
                    prop_assert_eq!(exact.map(|v| v.map(f64::to_bits)), Ok(Some(f64::to_bits(value))), "{} {}", name, cell);
                }
            }
        });
    }

    #[test]
    fn usual_amounts_are_certain() {
        for (cell, value) in [("42012.06", 42012.06), ("0", 0.0), ("-0.0", -0.0), (".5", 0.5), ("5.", 5.0)] {
            let (found, end) = plain(cell.as_bytes(), 0, 0).unwrap();
            assert_eq!((found.to_bits(), end), (f64::to_bits(value), cell.len()), "{cell}");
        }
        assert_eq!(grouped(b"1,234,567.5\"", 0, 0), Some((1_234_567.5, 11)));
        assert_eq!(grouped(b"655.3", 0, 6), Some((655_300_000.0, 5)));
        assert_eq!(plain(b"88727.670042497412345678,", 0, 0), Some((88_727.670_042_497_41, 24)));
        for cell in ["", "-", ".", "x", "1,23", ",123", "1234,567", "+1", " 1"] {
            assert!(grouped(cell.as_bytes(), 0, 0).is_none(), "{cell}");
        }
    }
}
