//! Numbers as the shortest decimals that read back to the same bits.
//!
//! Knows `f64` and digits; knows nothing of tables. Most numbers in files were
//! decimals of a few places once: those are found again by scaling to a whole
//! number below 10^15 and dividing back, which is exact in both directions (no two
//! decimals of fifteen digits share a double), and written two digits at a time.
//! All others go through the standard library's shortest form, ten times slower.

use std::io::Write as _;

/// The powers of ten that scale.
const POWERS: [f64; 13] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];
/// Whole numbers below have at most fifteen digits.
const FIFTEEN_DIGITS: f64 = 1e15;
/// Places that are tried when those of the last number do not fit.
const TRIED: [usize; 5] = [0, 2, 4, 8, 12];
/// Stands for "the last number had more places than any that are tried".
const MANY: usize = POWERS.len();
/// The only places tried after such a number.
const TRIED_AFTER_MANY: usize = 8;

/// `00` to `99`.
#[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which refuses a place outside")]
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut n = 0;
    while n < 100 {
        pairs[n] = [b'0' + (n / 10) as u8, b'0' + (n % 10) as u8];
        n += 1;
    }
    pairs
};

/// Two digits of a number below 100.
#[inline]
pub(super) fn pair(number: u64) -> [u8; 2] {
    PAIRS.get((number % 100) as usize).copied().unwrap_or(*b"00")
}

/// Writes numbers of one column, whose places are usually alike.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decimals {
    places: usize,
}

impl Decimals {
    /// Appends a finite number; with an exponent where digits would only be zeros.
    #[inline]
    pub(super) fn push(&mut self, text: &mut Vec<u8>, value: f64) {
        let size = value.abs();
        let plain = size <= 0.0 || (1e-6..1e17).contains(&size);
        if plain && let Some((scaled, places)) = self.scaled(size) {
            push_decimal(text, value.is_sign_negative(), scaled, places);
        } else if plain {
            write!(text, "{value}").ok(); // a vector takes everything
        } else {
            write!(text, "{value:e}").ok(); // a vector takes everything
        }
    }

    /// The number as a whole number and how many of its digits are places, none of them a last zero.
    #[inline]
    fn scaled(&mut self, size: f64) -> Option<(u64, usize)> {
        if let Some(whole) = scaled_by(size, self.places) {
            return Some(self.stripped(whole));
        }
        self.scaled_anew(size)
    }

    fn scaled_anew(&mut self, size: f64) -> Option<(u64, usize)> {
        let tried: &[usize] = if self.places == MANY { &[TRIED_AFTER_MANY] } else { &TRIED };
        for places in tried {
            if let Some(whole) = scaled_by(size, *places) {
                self.places = *places;
                return Some(self.stripped(whole));
            }
        }
        self.places = MANY;
        None
    }

    #[inline]
    fn stripped(&mut self, mut whole: u64) -> (u64, usize) {
        let mut places = self.places;
        while places > 0 && whole.is_multiple_of(10) {
            whole /= 10;
            places -= 1;
        }
        // One number with many places must not slow down a whole column of few.
        if self.places > places + 2 {
            self.places -= 1;
        }
        (whole, places)
    }
}

/// `size` times ten to the `places`, if that is a whole number of at most fifteen
/// digits from which `size` comes back.
#[inline]
fn scaled_by(size: f64, places: usize) -> Option<u64> {
    let power = *POWERS.get(places)?;
    let scaled = size * power;
    if scaled >= FIFTEEN_DIGITS {
        return None;
    }
    let whole = (scaled + 0.5) as u64;
    ((whole as f64 / power).to_bits() == size.to_bits()).then_some(whole)
}

/// Appends `whole` with a point before its last `places` digits.
#[inline]
#[expect(
    clippy::indexing_slicing,
    reason = "a sign, fifteen digits, twelve more zeros and a point fit in 32"
)]
fn push_decimal(text: &mut Vec<u8>, negative: bool, mut whole: u64, places: usize) {
    let mut digits = [0u8; 32];
    let mut at = digits.len();
    let mut left = places;
    while left >= 2 {
        at -= 2;
        digits[at..at + 2].copy_from_slice(&pair(whole));
        whole /= 100;
        left -= 2;
    }
    if left == 1 {
        at -= 1;
        digits[at] = b'0' + (whole % 10) as u8;
        whole /= 10;
    }
    if places > 0 {
        at -= 1;
        digits[at] = b'.';
    }
    while whole >= 100 {
        at -= 2;
        digits[at..at + 2].copy_from_slice(&pair(whole));
        whole /= 100;
    }
    if whole >= 10 {
        at -= 2;
        digits[at..at + 2].copy_from_slice(&pair(whole));
    } else {
        at -= 1;
        digits[at] = b'0' + whole as u8;
    }
    if negative {
        at -= 1;
        digits[at] = b'-';
    }
    text.extend_from_slice(&digits[at..]);
}

/// Appends a whole number of any size.
#[inline]
pub(super) fn push_whole(text: &mut Vec<u8>, value: i64) {
    push_decimal(text, value < 0, value.unsigned_abs(), 0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the standard library writes, by the same rule of exponents.
    fn reference(value: f64) -> String {
        let size = value.abs();
        if size <= 0.0 || (1e-6..1e17).contains(&size) { format!("{value}") } else { format!("{value:e}") }
    }

    fn written(decimals: &mut Decimals, value: f64) -> String {
        let mut text = Vec::new();
        decimals.push(&mut text, value);
        String::from_utf8(text).unwrap()
    }

    fn number() -> impl Strategy<Value = f64> {
        let finite = any::<f64>().prop_filter("finite", |value| value.is_finite());
        let decimal = (any::<i64>(), 0i32..64, -320i32..20).prop_map(|(digits, shift, exponent)| {
            format!("{}e{exponent}", digits >> shift).parse().unwrap_or(0.0)
        });
        let places = (-10_000_000_000i64..10_000_000_000, 0usize..13)
            .prop_map(|(whole, places)| whole as f64 / POWERS[places]);
        let edges = prop_oneof![
            Just(0.0),
            Just(-0.0),
            Just(f64::MAX),
            Just(f64::MIN_POSITIVE),
            Just(5e-324),
            Just(1e-6),
            Just(1e15),
            Just(1e15 - 0.125),
            Just(1e17),
            Just(9_007_199_254_740_993.0),
            Just(0.1 + 0.2),
        ];
        prop_oneof![3 => finite, 3 => decimal, 3 => places, 1 => edges, 1 => -1e9..1e9f64]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn every_number_of_a_column_is_the_shortest_that_reads_back(
            values in proptest::collection::vec(number(), 1..20),
        ) {
            let mut decimals = Decimals::default();
            for value in values {
                let text = written(&mut decimals, value);
                prop_assert_eq!(&text, &reference(value));
                prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
            }
        }

        #[test]
        fn whole_numbers_are_written_as_the_standard_library_does(value in any::<i64>()) {
            let mut text = Vec::new();
            push_whole(&mut text, value);
            prop_assert_eq!(String::from_utf8(text).unwrap(), value.to_string());
        }
    }

    #[test]
    fn one_odd_number_does_not_slow_down_the_column_after_it() {
        let mut decimals = Decimals::default();
        for value in [63_123.45, 63_123.5, 0.1 + 0.2, 63_123.45, 7.25] {
            assert_eq!(written(&mut decimals, value), reference(value));
        }
        for _ in 0..10 {
            written(&mut decimals, 63_123.45);
        }
        assert_eq!(decimals.places, 4, "the places come down again");
    }
}
