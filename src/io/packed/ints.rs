//! A column of whole numbers in as few bits as most of them need.
//!
//! The least number is taken off, the rest is packed with one width for all;
//! the few that need more bits stand in a list behind (Zukowski et al. 2006,
//! "Super-Scalar RAM-CPU Cache Compression": patched frame of reference). That
//! list is what makes a missing day among minutes cost bytes, not a wider column.

use super::bytes::{Reader, put_varint, unzigzag, zigzag};
use super::codec::CodecError;

/// What one exception costs at least: its place and a byte of its upper bits.
const EXCEPTION_BITS: u32 = 24;

/// Appends `values` to `out`; [`get`] must be told their number.
pub(super) fn put(values: &[i64], out: &mut Vec<u8>) {
    let (mut least, mut most) = (i64::MAX, i64::MIN);
    for value in values {
        least = least.min(*value);
        most = most.max(*value);
    }
    if values.is_empty() {
        return;
    }
    put_varint(zigzag(least), out);
    let widest = bits_of(most.wrapping_sub(least) as u64);
    if widest == 0 {
        out.extend_from_slice(&[0, 0, 0]);
        return;
    }
    let width = best_width(values, least, widest);
    let mask = low_bits(width);
    out.push(width as u8);
    let count_at = out.len();
    out.extend_from_slice(&[0, 0]);
    if width < widest {
        let mut count = 0_u16;
        for (place, value) in values.iter().enumerate() {
            let above = value.wrapping_sub(least) as u64 & !mask;
            if above != 0 {
                out.extend_from_slice(&(place as u16).to_le_bytes());
                put_varint(above >> width, out);
                count = count.saturating_add(1);
            }
        }
        if let Some(counted) = out.get_mut(count_at..count_at.saturating_add(2)) {
            counted.copy_from_slice(&count.to_le_bytes());
        }
    }
    pack(values, least, mask, width, out);
}

fn pack(values: &[i64], least: i64, mask: u64, width: u32, out: &mut Vec<u8>) {
    if width == 0 {
        return;
    }
    let end = out.len().wrapping_add((values.len().wrapping_mul(width as usize)).div_ceil(8));
    let (mut word, mut filled) = (0_u64, 0_u32);
    for value in values {
        let value = value.wrapping_sub(least) as u64 & mask;
        word |= value << filled;
        filled = filled.wrapping_add(width);
        if filled >= 64 {
            out.extend_from_slice(&word.to_le_bytes());
            filled = filled.wrapping_sub(64);
            word = if filled == 0 { 0 } else { value >> width.wrapping_sub(filled) };
        }
    }
    out.extend_from_slice(&word.to_le_bytes());
    out.truncate(end);
}

/// The width with the least sum of packed bits and exceptions.
fn best_width(values: &[i64], least: i64, widest: u32) -> u32 {
    let mut lengths = [0_u16; 65];
    for value in values {
        let bits = bits_of(value.wrapping_sub(least) as u64);
        if let Some(count) = lengths.get_mut(bits as usize) {
            *count = count.wrapping_add(1);
        }
    }
    let (mut best, mut best_cost) = (widest, values.len() as u32 * widest);
    let mut exceptions = 0_u32;
    for width in (0..widest).rev() {
        exceptions += u32::from(lengths.get(width as usize + 1).copied().unwrap_or(0));
        let more_bits = (widest - width).saturating_sub(7);
        let cost = values.len() as u32 * width + exceptions * (EXCEPTION_BITS + more_bits);
        if cost < best_cost {
            (best, best_cost) = (width, cost);
        }
    }
    best
}

/// Fills `values` from what [`put`] wrote for as many.
pub(super) fn get(from: &mut Reader<'_>, values: &mut [i64]) -> Result<(), CodecError> {
    if values.is_empty() {
        return Ok(());
    }
    let least = unzigzag(from.varint()?);
    let width = u32::from(from.byte()?);
    if width > 64 {
        return Err(CodecError::Width);
    }
    let exceptions = from.u16()?;
    let mut patches = from.clone();
    for _ in 0..exceptions {
        from.u16()?;
        from.varint()?;
    }
    if width == 0 {
        values.fill(least);
    } else {
        let packed = from.take((values.len().wrapping_mul(width as usize)).div_ceil(8))?;
        unpack(packed, least, width, values);
    }
    for _ in 0..exceptions {
        let place = patches.u16()?;
        let above = patches.varint()?.checked_shl(width).ok_or(CodecError::Width)?;
        let value = values.get_mut(usize::from(place)).ok_or(CodecError::Width)?;
        *value = value.wrapping_add(above as i64);
    }
    Ok(())
}

fn unpack(packed: &[u8], least: i64, width: u32, values: &mut [i64]) {
    let (words, rest) = packed.as_chunks::<8>();
    let mut last = [0_u8; 8];
    for (byte, from) in last.iter_mut().zip(rest) {
        *byte = *from;
    }
    let mut words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    let mask = low_bits(width);
    let (mut word, mut left) = (0_u64, 0_u32);
    for value in values {
        let bits = if left >= width {
            let bits = word & mask;
            word = word.wrapping_shr(width);
            left = left.wrapping_sub(width);
            bits
        } else {
            // Every word is there: `packed` has been measured against the number of values.
            let next = words.next().unwrap_or(0);
            let bits = (word | next.wrapping_shl(left)) & mask;
            let used = width.wrapping_sub(left);
            word = if used == 64 { 0 } else { next >> used };
            left = 64_u32.wrapping_sub(used);
            bits
        };
        *value = least.wrapping_add(bits as i64);
    }
}

fn bits_of(value: u64) -> u32 {
    64 - value.leading_zeros()
}

fn low_bits(width: u32) -> u64 {
    1_u64.checked_shl(width).map_or(u64::MAX, |above| above.wrapping_sub(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn round_trip(values: &[i64]) -> usize {
        let mut out = Vec::new();
        put(values, &mut out);
        let mut found = vec![7; values.len()];
        let mut reader = Reader::new(&out);
        get(&mut reader, &mut found).unwrap();
        assert_eq!(found, values);
        assert!(reader.is_at_end());
        out.len()
    }

    #[test]
    fn a_constant_column_takes_a_few_bytes_and_a_rare_jump_a_few_more() {
        assert!(round_trip(&[60; 511]) <= 5);
        let mut jump = [60; 511];
        jump[300] = 86_460;
        assert!(round_trip(&jump) <= 12);
    }

    #[test]
    fn extremes_come_back() {
        round_trip(&[]);
        round_trip(&[i64::MIN]);
        round_trip(&[i64::MIN, i64::MAX, 0, -1, 1]);
        for width in 0..64 {
            let values: Vec<i64> = (0..200).map(|n| if n % 3 == 0 { 1 << width } else { n }).collect();
            round_trip(&values);
        }
    }

    proptest! {
        #[test]
        fn any_column_comes_back(
            values in prop::collection::vec(any::<i64>(), 0..300),
            shift in 0_u32..64,
        ) {
            let narrowed: Vec<i64> = values.iter().map(|value| value >> shift).collect();
            round_trip(&narrowed);
        }
    }
}
