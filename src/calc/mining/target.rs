//! The 256-bit number a block's hash must not exceed, and its four-byte form in headers.
//!
//! Follows Bitcoin Core's arith_uint256 (SetCompact, GetCompact) to the bit, the sign bit that
//! nobody uses included. Kept as 32 bytes, most significant first: the compact form is made of
//! bytes, and two targets then compare as their bytes do.

use std::fmt;

/// Bytes of a mantissa.
const MANTISSA_BYTES: u32 = 3;
const SIGN_BIT: u32 = 0x0080_0000;
/// The bits of a mantissa without its sign.
const MANTISSA: u32 = SIGN_BIT - 1;
/// 65535 · 2^208, the target of difficulty 1.
const DIFFICULTY_ONE: f64 = 65_535.0 * (1_u128 << 104) as f64 * (1_u128 << 104) as f64;

/// A number of 256 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target([u8; 32]);

/// What a four-byte form stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Its size without the sign; `None` if it has more than 256 bits.
    pub target: Option<Target>,
    /// Whether it is below zero: the sign bit is set on something that is not 0.
    pub is_negative: bool,
}

impl Decoded {
    /// The target, if it is one a block can have: above zero and within 256 bits.
    pub fn valid(self) -> Option<Target> {
        self.target.filter(|target| !self.is_negative && *target != Target::default())
    }
}

impl Target {
    /// The easiest target of the main network: 2^224 − 1.
    pub const MAIN_LIMIT: Self = {
        let mut bytes = [0xff; 32];
        let (zeros, _) = bytes.split_at_mut(4);
        zeros.copy_from_slice(&[0; 4]);
        Self(bytes)
    };

    /// The number these bytes spell, most significant first.
    pub const fn from_be_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes, most significant first.
    pub const fn to_be_bytes(self) -> [u8; 32] {
        self.0
    }

    /// Reads up to 64 hexadecimal digits; `None` for anything else.
    pub fn parse_hex(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let padded = format!("{text:0>64}");
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(padded.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// Reads the four bytes of a header (nBits).
    ///
    /// ```
    /// use hashfloor::calc::mining::target::Target;
    /// let target = Target::decode(0x1d00_ffff).valid().unwrap();
    /// assert_eq!(target.difficulty(), 1.0);
    /// ```
    pub fn decode(bits: u32) -> Decoded {
        let size = bits >> 24;
        let mantissa = bits & MANTISSA;
        let lost = MANTISSA_BYTES.saturating_sub(size);
        let word = mantissa >> (8 * lost);
        let is_negative = word != 0 && bits & SIGN_BIT != 0;
        let is_too_large =
            word != 0 && (size > 34 || (word > 0xff && size > 33) || (word > 0xffff && size > 32));
        let mut bytes = [0; 32];
        let shift = usize::try_from(size.saturating_sub(MANTISSA_BYTES)).unwrap_or(usize::MAX);
        let from_the_right = bytes.iter_mut().rev().skip(shift);
        for (byte, part) in from_the_right.zip(word.to_be_bytes().into_iter().rev()) {
            *byte = part;
        }
        Decoded { target: (!is_too_large).then_some(Self(bytes)), is_negative }
    }

    /// Its four-byte form: the three leading bytes, cut and not rounded, and how many bytes the
    /// number has. One byte fewer is kept where the top bit would read as a sign.
    pub fn encode(self) -> u32 {
        let significant: Vec<u8> = self.0.into_iter().skip_while(|byte| *byte == 0).collect();
        let padded = significant.iter().copied().chain([0; 3]);
        let mantissa = padded.take(3).fold(0_u32, |word, byte| word << 8 | u32::from(byte));
        let size = u32::try_from(significant.len()).unwrap_or(0);
        let (mantissa, size) =
            if mantissa & SIGN_BIT == 0 { (mantissa, size) } else { (mantissa >> 8, size + 1) };
        size << 24 | mantissa
    }

    /// floor(self · `factor` / `divisor`); `None` where that has more than 256 bits.
    ///
    /// The product itself may have more. A divisor of 0 gives `None` too.
    pub fn times_over(self, factor: u32, divisor: u32) -> Option<Self> {
        let mut bytes = self.0;
        let mut carry = 0_u64;
        for byte in bytes.iter_mut().rev() {
            let product = u64::from(*byte) * u64::from(factor) + carry;
            *byte = product.to_le_bytes()[0];
            carry = product >> 8;
        }
        let divisor = u64::from(divisor);
        if carry >= divisor {
            return None;
        }
        let mut rest = carry;
        for byte in &mut bytes {
            let part = rest << 8 | u64::from(*byte);
            // rest < divisor, so the quotient fits a byte.
            *byte = (part / divisor).to_le_bytes()[0];
            rest = part % divisor;
        }
        Some(Self(bytes))
    }

    /// 65535 · 2^208 / target; infinite for 0. Exactly rounded for every target that a header
    /// can hold.
    pub fn difficulty(self) -> f64 {
        let number = self.0.iter().fold(0.0, |number, byte| number * 256.0 + f64::from(*byte));
        DIFFICULTY_ONE / number
    }

    /// The target that a header can hold whose difficulty is nearest to this one, with its
    /// four-byte form: published difficulties are rounded, those of headers are not.
    ///
    /// `None` for what is no difficulty: not above zero, or with a target of more than 256 bits.
    pub fn nearest_to_difficulty(difficulty: f64) -> Option<(u32, Self)> {
        let number = DIFFICULTY_ONE / difficulty;
        if !(difficulty > 0.0 && (1.0..2_f64.powi(255)).contains(&number)) {
            return None;
        }
        let mut bytes = [0; 32];
        let mut left = number;
        let mut unit = 2_f64.powi(248);
        for byte in &mut bytes {
            // Powers of two: neither division nor difference rounds.
            let digit = (left / unit).floor();
            *byte = digit as u8;
            left -= digit * unit;
            unit /= 256.0;
        }
        let below = Self(bytes).encode();
        let away = |target: &Self| (target.difficulty() / difficulty).ln().abs();
        // The next larger one; past the largest mantissa it has a byte more.
        let is_full = below & MANTISSA == MANTISSA;
        let above = if is_full { ((below >> 24) + 1) << 24 | 0x8000 } else { below + 1 };
        let candidates = [below, above].into_iter();
        candidates
            .filter_map(|bits| Self::decode(bits).valid().map(|target| (bits, target)))
            .min_by(|(_, a), (_, b)| away(a).total_cmp(&away(b)))
    }
}

/// 64 hexadecimal digits.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_may_be_larger_than_the_room_if_the_quotient_is_not() {
        let large = Target::parse_hex(&"f".repeat(64)).unwrap();
        assert_eq!(large.times_over(4_838_400, 4_838_400), Some(large));
        assert_eq!(large.times_over(2, 1), None);
        assert_eq!(large.times_over(1, 0), None);
        let seven = Target::parse_hex("7").unwrap();
        assert_eq!(seven.times_over(1000, 3).unwrap(), Target::parse_hex("91d").unwrap());
    }

    #[test]
    fn hexadecimal_text_reads_back_and_nothing_else_is_read() {
        let text = "00000000000000000001fca10000000000000000000000000000000000000000";
        assert_eq!(Target::parse_hex(text).unwrap().to_string(), text);
        for wrong in ["", "0x10", "-1", "+1", &"0".repeat(65), "ä0"] {
            assert_eq!(Target::parse_hex(wrong), None, "{wrong}");
        }
        assert_eq!(Target::MAIN_LIMIT.to_string(), format!("{:0>8}{}", "", "f".repeat(56)));
        assert_eq!(Target::MAIN_LIMIT.encode(), 0x1d00_ffff);
    }

    #[test]
    fn a_rounded_difficulty_finds_the_header_it_came_from() {
        for bits in [0x1d00_ffff, 0x1701_fca1, 0x1702_3c7e, 0x1b04_864c, 0x1c00_8000] {
            let difficulty = Target::decode(bits).valid().unwrap().difficulty();
            for rounded in [difficulty, difficulty * (1.0 + 1e-8), difficulty * (1.0 - 1e-8)] {
                assert_eq!(Target::nearest_to_difficulty(rounded).unwrap().0, bits, "{bits:08x}");
            }
        }
        for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-20] {
            assert_eq!(Target::nearest_to_difficulty(wrong), None, "{wrong}");
        }
    }
}
