//! Numbers that are whole multiples of a power of ten, as whole numbers.
//!
//! Prices are written with a few decimals, and 60123.45 is the same `f64` as
//! 6012345 / 100 to the bit. Whether that holds is tried for every number of a
//! column; one that does not keeps the whole column as it is.

/// Most decimals that are tried.
pub(super) const MOST_DECIMALS: u8 = 8;
/// Whole numbers are smaller than this, so that [`SHIFT`] rounds them.
const LIMIT: f64 = 2_251_799_813_685_248.0; // 2^51
/// Added to a number below 2^51, this leaves it rounded to a whole number in the lowest bits.
const SHIFT: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52

/// 10 to the power of `decimals`, exactly.
pub(super) fn power(decimals: u8) -> Option<f64> {
    const POWERS: [f64; 9] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
    POWERS.get(usize::from(decimals)).copied()
}

/// The fewest decimals from `least` on that a number has, if it has so few.
pub(super) fn decimals_of(value: f64, least: u8) -> Option<u8> {
    (least..=MOST_DECIMALS).find(|decimals| {
        let mut whole = [0];
        power(*decimals).is_some_and(|power| to_whole(&[value], power, &mut whole))
    })
}

/// Fills `whole` with the numbers times `power`; false if one of them is not such a multiple.
pub(super) fn to_whole(values: &[f64], power: f64, whole: &mut [i64]) -> bool {
    let mut all_fit = true;
    for (value, whole) in values.iter().zip(whole) {
        let shifted = value * power + SHIFT;
        let rounded = shifted - SHIFT;
        *whole = (shifted.to_bits() as i64).wrapping_sub(SHIFT.to_bits() as i64);
        all_fit &= (rounded / power).to_bits() == value.to_bits();
        all_fit &= rounded.abs() < LIMIT;
    }
    all_fit
}

/// The number that [`to_whole`] made `whole` of; anything for numbers it cannot have made.
pub(super) fn from_whole(whole: i64, power: f64) -> f64 {
    // Of bytes that nobody packed, the sum may be any bits: then it is a gap, not a NaN of its own.
    super::one_gap((f64::from_bits((SHIFT.to_bits() as i64).wrapping_add(whole) as u64) - SHIFT) / power)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_fewest_decimals_are_found() {
        for (value, decimals) in [
            (0.0, Some(0)),
            (60_123.0, Some(0)),
            (-0.1, Some(1)),
            (60_123.45, Some(2)),
            (0.000_000_01, Some(8)),
            (0.1 + 0.2, None),
            (1e300, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(decimals_of(value, 0), decimals, "{value}");
        }
    }

    proptest! {
        #[test]
        fn whatever_fits_comes_back_to_the_bit(value in any::<f64>(), whole in -(1_i64 << 52)..1 << 52, k in 0..=MOST_DECIMALS) {
            let power = power(k).unwrap();
            for value in [value, whole as f64 / power, (whole >> 20) as f64 / power] {
                let mut found = [0];
                if to_whole(&[value], power, &mut found) {
                    prop_assert_eq!(from_whole(found[0], power).to_bits(), value.to_bits());
                }
            }
        }

        #[test]
        fn a_written_price_fits(whole in 0..1_i64 << 50, k in 0..=MOST_DECIMALS) {
            let digits = usize::from(k);
            let value: f64 = format!("{:.digits$}", whole as f64 / power(k).unwrap()).parse().unwrap();
            prop_assert!(decimals_of(value, 0).is_some_and(|found| found <= k));
        }
    }
}
