//! Plain amounts, straight from bytes.
//!
//! Knows digits, one point and groups of three; knows nothing of columns. An
//! amount whose digits make an integer up to 2^53 and whose power of ten is at
//! most 22 is one exact division or product of two exact doubles, hence the
//! nearest double, the same that the exact parser finds. Others are `None`.
//! Eight digits are looked at as one integer: cells differ in length from row to
//! row, and a loop over digits would guess wrong where each ends.

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

/// Digits with at most one `point`, after an optional minus, from `at`; the value
/// times ten to the `power` and the place behind it. `None` unless it is certain.
#[inline(always)]
pub fn plain(text: &[u8], at: usize, point: u8, power: i32) -> Option<(f64, usize)> {
    if power == 0
        && let Some(found) = short(text, at, point)
    {
        return Some(found);
    }
    any(text, at, point, power)
}

/// One to seven digits, a point and one to eight digits, as most amounts are, then any
/// other byte within sixteen: the value and the place of that byte.
#[inline(always)]
pub fn short(text: &[u8], at: usize, point: u8) -> Option<(f64, usize)> {
    let window = text.get(at..at.wrapping_add(16))?.first_chunk::<16>()?;
    let low = u64::from_le_bytes(*window.first_chunk()?);
    let high = u64::from_le_bytes(*window.last_chunk()?);
    let (amount, scale, length) = short_digits(low, high, point)?;
    Some((amount as f64 / power_of_ten(scale), at.wrapping_add(length)))
}

/// [`short`] with at most one `group` byte, before three digits.
#[inline(always)]
pub fn short_grouped(text: &[u8], at: usize, point: u8, group: u8) -> Option<(f64, usize)> {
    let window = text.get(at..at.wrapping_add(16))?.first_chunk::<16>()?;
    let low = u64::from_le_bytes(*window.first_chunk()?);
    let high = u64::from_le_bytes(*window.last_chunk()?);
    let bits = others(low).trailing_zeros() & 0x38;
    if (low >> bits) as u8 != group {
        return short(text, at, point);
    }
    // The bytes behind the group's mark move up and close the gap.
    let before = (1_u64 << bits).wrapping_sub(1);
    let closed = (low & before) | (((low >> 8) | (high << 56)) & !before);
    if !(8..=24).contains(&bits) || others(closed).trailing_zeros() & 0x78 != bits + 24 {
        return None;
    }
    let (amount, scale, length) = short_digits(closed, high >> 8, point)?;
    // The last byte is none of the text any more.
    (length < 15).then(|| (amount as f64 / power_of_ten(scale), at.wrapping_add(length).wrapping_add(1)))
}

/// [`short`] in sixteen bytes: digits without the point, how many behind it, and the
/// place of the byte behind them.
#[inline(always)]
fn short_digits(low: u64, high: u64, point: u8) -> Option<(i64, usize, usize)> {
    let others = others(low);
    // The first byte that is no digit, then the next, wherever of the sixteen it is.
    let behind = others & others.wrapping_sub(1);
    let last = if behind == 0 { 64 + self::others(high).trailing_zeros() } else { behind.trailing_zeros() };
    let whole_bits = others.trailing_zeros() & 0x78;
    let end = (last >> 3) as usize;
    // Nothing before the point, or nothing at all that is no digit.
    if others == 0 || whole_bits == 0 || (low >> whole_bits) as u8 != point || last > 127 {
        return None;
    }
    let scale = end.wrapping_sub((whole_bits >> 3) as usize).wrapping_sub(1);
    if end <= 9 {
        if scale == 0 {
            return None;
        }
        // Up to eight digits: the bytes behind the point move up by one and close the gap.
        let before = (1_u64 << whole_bits).wrapping_sub(1);
        let closed = (low & before) | (((low >> 8) | (high << 56)) & !before);
        let length = (last >> 3).wrapping_sub(1).wrapping_mul(8);
        return Some((eight(closed << (64_u32.wrapping_sub(length) & 63)) as i64, scale, end));
    }
    if scale > 8 {
        return None;
    }
    let both = u128::from(low) | (u128::from(high) << 64);
    let fraction = (both >> (whole_bits + 8)) as u64;
    let before = eight(low << (64 - whole_bits));
    let behind = eight(fraction << (64_usize.wrapping_sub(scale.wrapping_mul(8)) & 63));
    Some((before.wrapping_mul(integer_power(scale)).wrapping_add(behind) as i64, scale, end))
}

/// Nine to fifteen digits from `at`, their number, and the place behind them.
#[inline(always)]
pub fn count(text: &[u8], at: usize) -> Option<(u64, usize)> {
    let window = text.get(at..at.wrapping_add(16))?.first_chunk::<16>()?;
    let low = u64::from_le_bytes(*window.first_chunk()?);
    let high = u64::from_le_bytes(*window.last_chunk()?);
    let more = (others(high).trailing_zeros() / 8) as usize;
    if others(low) != 0 || !(1..8).contains(&more) {
        return None;
    }
    let whole = eight(low).wrapping_mul(integer_power(more));
    Some((whole.wrapping_add(eight(high << (64 - more * 8))), at.wrapping_add(more + 8)))
}

/// The highest bit of every byte that is no digit.
#[inline(always)]
pub fn others(bytes: u64) -> u64 {
    let digits = bytes ^ 0x3030_3030_3030_3030;
    ((digits & 0x7F7F_7F7F_7F7F_7F7F).wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
}

/// The integer of eight digits, the first in the lowest byte; zero bytes are zeros.
#[inline(always)]
fn eight(digits: u64) -> u64 {
    let pairs = (digits & 0x0F0F_0F0F_0F0F_0F0F).wrapping_mul(10 * 256 + 1) >> 8;
    let fours = (pairs & 0x00FF_00FF_00FF_00FF).wrapping_mul(100 * 65_536 + 1) >> 16;
    (fours & 0x0000_FFFF_0000_FFFF).wrapping_mul(10_000 * 4_294_967_296 + 1) >> 32
}

/// Ten to a `power` of at most eight.
#[inline(always)]
fn integer_power(power: usize) -> u64 {
    const POWERS: [u64; 16] =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 0, 0, 0, 0, 0, 0, 0];
    #[expect(clippy::indexing_slicing, reason = "the table has 16 entries and the mask leaves 0 to 15")]
    POWERS[power & 15]
}

/// [`plain`], digit by digit.
#[inline]
fn any(text: &[u8], at: usize, point: u8, power: i32) -> Option<(f64, usize)> {
    let first = *text.get(at)?;
    let start = at + usize::from(first == b'-');
    let (whole, mut end) = digits(text, start, 0);
    let mut amount = whole;
    let mut scale = 0;
    let mut count = end - start;
    if text.get(end) == Some(&point) {
        let from = end + 1;
        (amount, end) = digits(text, from, whole);
        scale = end - from;
        count += scale;
    }
    if count == 0 {
        return None;
    }
    if count > MAX_DIGITS || amount > MAX_EXACT {
        return if power == 0 && point == b'.' {
            long(text.get(at..end)?).map(|value| (value, end))
        } else {
            None
        };
    }
    let value =
        if power == 0 { amount as i64 as f64 / power_of_ten(scale) } else { shifted(amount, scale, power)? };
    Some((if first == b'-' { -value } else { value }, end))
}

/// [`plain`] with `group` between groups of three digits.
#[inline]
pub fn grouped(text: &[u8], at: usize, point: u8, group: u8, power: i32) -> Option<(f64, usize)> {
    if power == 0
        && let Some(found) = short_grouped(text, at, point, group)
    {
        return Some(found);
    }
    let first = *text.get(at)?;
    let start = at + usize::from(first == b'-');
    let (mut amount, mut end) = digits(text, start, 0);
    let mut count = end - start;
    if text.get(end) == Some(&group) {
        if !(1..=3).contains(&count) {
            return None;
        }
        while text.get(end) == Some(&group) {
            let from = end + 1;
            (amount, end) = digits(text, from, amount);
            if end - from != 3 {
                return None;
            }
            count += 3;
        }
    }
    let mut scale = 0;
    if text.get(end) == Some(&point) {
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
    let amount = amount as i64 as f64;
    Some(if exponent < 0 { amount / factor } else { amount * factor })
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
        let cell = prop_oneof![
            "-?[0-9]{0,21}([.,][0-9]{1,4}){0,3}([.,][0-9]{0,24})?[,.;e \"]?[0-9,.;]{0,16}",
            "[0-9]{0,9}[.,][0-9]{0,9}[,.;\n\"/:].{0,16}",
        ];
        let style =
            prop_oneof![Just(NumberStyle::Point), Just(NumberStyle::Comma), Just(NumberStyle::PointOnly)];
        let power = prop_oneof![Just(0), 0..9_i32];
        proptest!(ProptestConfig::with_cases(20_000), |(cell in cell, style in style, power in power)| {
            let (point, group) = if style == NumberStyle::Comma { (b',', b'.') } else { (b'.', b',') };
            let text = cell.as_bytes();
            let quick = [plain(text, 0, point, power), grouped(text, 0, point, group, power)];
            let many = if style == NumberStyle::PointOnly { 1 } else { 2 };
            for (value, end) in quick.into_iter().take(many).flatten() {
                let exact = parse_amount(&cell[..end], style, power);
                prop_assert_eq!(exact.map(|v| v.map(f64::to_bits)), Ok(Some(value.to_bits())), "{}", cell);
            }
        });
    }

    #[test]
    fn usual_amounts_are_certain() {
        for (cell, value) in [("42012.06", 42012.06), ("0", 0.0), ("-0.0", -0.0), (".5", 0.5), ("5.", 5.0)] {
            for behind in ["", ",", "\n1072915200,42000.0"] {
                let (found, end) = plain(format!("{cell}{behind}").as_bytes(), 0, b'.', 0).unwrap();
                assert_eq!((found.to_bits(), end), (f64::to_bits(value), cell.len()), "{cell}{behind}");
            }
        }
        assert_eq!(short(b"1234567.12345678,,,", 0, b'.'), None, "no byte behind it in sixteen");
        assert_eq!(short(b"123456.12345678,,,", 0, b'.'), Some((123_456.123_456_78, 15)));
        assert_eq!(short(b"123456.78,,,,,,,,,", 0, b'.'), Some((123_456.78, 9)));
        assert_eq!(short(b"1.2345678,,,,,,,,,", 0, b'.'), Some((1.234_567_8, 9)));
        assert_eq!(short(b"1,2;,,,,,,,,,,,,,,", 0, b','), Some((1.2, 3)));
        assert_eq!(grouped(b"43,215.60\",\"43,215", 0, b'.', b',', 0), Some((43_215.6, 9)));
        assert_eq!(grouped(b"43.215,60\",\"43,215", 0, b',', b'.', 0), Some((43_215.6, 9)));
        assert_eq!(grouped(b"1,234,567.5\"", 0, b'.', b',', 0), Some((1_234_567.5, 11)));
        assert_eq!(grouped(b"655.3", 0, b'.', b',', 6), Some((655_300_000.0, 5)));
        assert_eq!(plain(b"88727.670042497412345678,", 0, b'.', 0), Some((88_727.670_042_497_41, 24)));
        for cell in ["", "-", ".", "x", "1,23", ",123", "1234,567", "+1", " 1"] {
            assert!(grouped(cell.as_bytes(), 0, b'.', b',', 0).is_none(), "{cell}");
        }
    }
}
