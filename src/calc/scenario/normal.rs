//! The normal distribution, accurate far out in its tails.
//!
//! Barrier formulas multiply a huge exponential by a tiny tail probability. The
//! product is computed here from combined exponents ([`exp_times_tail`]); the
//! textbook form overflows or cancels for ordinary inputs.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Phi(y), the probability of a standard normal value below `y`.
pub fn cdf(y: f64) -> f64 {
    0.5 * libm::erfc(-y * FRAC_1_SQRT_2)
}

/// exp(y²)·erfc(y), for `y` from about −26 (below it overflows) to infinity.
///
/// Relative error at most 3e-13 for y ≥ 0: the direct product up to 25, the
/// asymptotic series (Abramowitz and Stegun 7.1.23, four terms) beyond.
pub fn erfcx(y: f64) -> f64 {
    if y < 25.0 {
        return (y * y).exp() * libm::erfc(y);
    }
    let r = 1.0 / (y * y);
    let series = 1.0 - r / 2.0 + 3.0 * r * r / 4.0 - 15.0 * r * r * r / 8.0 + 105.0 * r * r * r * r / 16.0;
    series / (y * PI.sqrt())
}

/// exp(e)·Phi(−d), where `combined` is e − d²/2 as the caller knows it.
///
/// In every barrier formula e − d²/2 is minus a sum of squares. Written so, it
/// loses nothing; subtracted here it would be the small difference of two
/// numbers as large as drift²/volatility².
pub fn exp_times_tail(e: f64, d: f64, combined: f64) -> f64 {
    if d >= 0.0 { 0.5 * combined.exp() * erfcx(d * FRAC_1_SQRT_2) } else { e.exp() * cdf(-d) }
}

/// The value below which a standard normal falls with probability `p`.
///
/// Algorithm AS 241 (Wichura 1988, PPND16), relative error about 1e-16.
/// −∞ at 0, ∞ at 1, `NaN` outside.
pub fn quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.425 * 0.425 - q * q;
        return q * polynomial(&CENTRE.0, r) / polynomial(&CENTRE.1, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return f64::INFINITY.copysign(q);
    }
    let r = (-tail.ln()).sqrt();
    let (shift, (over, under)) = if r <= 5.0 { (1.6, &NEAR_TAIL) } else { (5.0, &FAR_TAIL) };
    (polynomial(over, r - shift) / polynomial(under, r - shift)).copysign(q)
}

/// Coefficients from the constant term up, by Horner's rule.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

type Rational = ([f64; 8], [f64; 8]);

const CENTRE: Rational = (
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
);

const NEAR_TAIL: Rational = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const FAR_TAIL: Rational = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantile_undoes_the_distribution_far_into_both_tails() {
        for step in -370..=80 {
            let y = f64::from(step) / 10.0;
            let p = cdf(y);
            // Near 1 the probability itself no longer tells neighbours apart.
            let resolution = f64::EPSILON / (-y * y / 2.0).exp();
            let tolerance = 1e-13 * y.abs().max(1.0) + if y > 0.0 { resolution } else { 0.0 };
            assert!((quantile(p) - y).abs() <= tolerance, "{y}: {}", quantile(p));
        }
        assert_eq!([quantile(0.0), quantile(0.5), quantile(1.0)], [f64::NEG_INFINITY, 0.0, f64::INFINITY]);
        assert!(quantile(1.5).is_nan() && quantile(f64::NAN).is_nan());
    }

    #[test]
    fn combined_exponents_survive_where_the_product_overflows() {
        // exp(800)·Phi(−40): infinity times a number near the smallest in the literal form.
        let expected = (800.0_f64 - 804.608_442_013_753_8).exp();
        assert!((exp_times_tail(800.0, 40.0, 0.0) / expected - 1.0).abs() < 1e-11);
    }
}
