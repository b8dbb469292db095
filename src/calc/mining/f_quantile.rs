//! Quantiles of the F distribution, the distribution of a ratio of two waiting times.
//!
//! The library's own inverse stops at a tolerance that depends on the parameters and may loop;
//! here its distribution function is inverted by Newton's method between two bounds, in the
//! logarithm of the ratio, where the function is nearly a normal one.

use statrs::function::beta::{checked_beta_reg, checked_ln_beta};

/// More steps than bisection alone would need for every bit.
const MOST_STEPS: usize = 200;
/// Steps below this share of one do not move a result within its error.
const LEAST_STEP: f64 = 1e-15;

/// The value that F(`d1`, `d2`) does not exceed with probability `p`.
///
/// `None` unless 0 < p < 1 and both degrees of freedom are above zero and finite. **Error**:
/// about 1e-12 relative for degrees of freedom up to some ten thousand.
pub fn f_quantile(p: f64, d1: f64, d2: f64) -> Option<f64> {
    let is_valid = p > 0.0 && p < 1.0 && d1 > 0.0 && d2 > 0.0 && d1.is_finite() && d2.is_finite();
    if !is_valid {
        return None;
    }
    let (a, b) = (d1 / 2.0, d2 / 2.0);
    let ln_beta = checked_ln_beta(a, b).ok()?;
    // How far the distribution function at e^u is above p, taken from the nearer tail.
    let above = |u: f64| {
        let (x, y) = shares(a, b, u);
        if p <= 0.5 {
            checked_beta_reg(a, b, x).ok().map(|below| below - p)
        } else {
            checked_beta_reg(b, a, y).ok().map(|beyond| (1.0 - p) - beyond)
        }
    };
    let density = |u: f64| {
        let (x, y) = shares(a, b, u);
        (a * x.ln() + b * y.ln() - ln_beta).exp()
    };
    let spread = (1.0 / a + 1.0 / b).sqrt();
    let (mut low, mut high) = (-spread, spread);
    for _ in 0..MOST_STEPS {
        if above(low)? <= 0.0 {
            break;
        }
        low *= 2.0;
    }
    for _ in 0..MOST_STEPS {
        if above(high)? >= 0.0 {
            break;
        }
        high *= 2.0;
    }
    let mut u = (low + high) / 2.0;
    for _ in 0..MOST_STEPS {
        let off = above(u)?;
        if off > 0.0 {
            high = u;
        } else {
            low = u;
        }
        let newton = u - off / density(u);
        let next = if newton > low && newton < high { newton } else { (low + high) / 2.0 };
        let step = next - u;
        u = next;
        if step.abs() <= LEAST_STEP * u.abs().max(1.0) {
            break;
        }
    }
    Some(u.exp())
}

/// x of the incomplete beta function at a ratio e^u, and 1 − x without the loss of digits.
fn shares(a: f64, b: f64, u: f64) -> (f64, f64) {
    let weighted = a * u.exp();
    if weighted.is_infinite() { (1.0, 0.0) } else { (weighted / (weighted + b), b / (weighted + b)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_the_forms_that_can_be_solved() {
        // F(2, 2m): the survival function is (1 + x/m)^-m; F(2R, 2) by 1/F.
        for m in [1.0, 2.0, 146.0, 2_014.0_f64] {
            for p in [0.001, 0.05, 0.5, 0.95, 0.999_f64] {
                let exact = m * (-(-p).ln_1p() / m).exp_m1();
                let found = f_quantile(p, 2.0, 2.0 * m).unwrap();
                assert!((found / exact - 1.0).abs() < 1e-11, "m {m}, p {p}: {found}, expected {exact}");
                let turned = f_quantile(1.0 - p, 2.0 * m, 2.0).unwrap();
                assert!((turned * exact - 1.0).abs() < 1e-11, "m {m}, p {p}: {turned}");
            }
        }
    }

    #[test]
    fn every_quantile_an_epoch_can_ask_for_has_its_probability_below_it() {
        for done in (1..2_015).step_by(19) {
            let (left, done) = (f64::from(2_015 - done), f64::from(done));
            for p in [0.05, 0.95] {
                let f = f_quantile(p, 2.0 * left, 2.0 * done).unwrap();
                let below = checked_beta_reg(left, done, left * f / (left * f + done)).unwrap();
                assert!((below - p).abs() < 1e-11, "{done} done, p {p}: {below}");
            }
        }
    }

    #[test]
    fn what_is_no_probability_or_no_freedom_has_no_quantile() {
        for (p, d1, d2) in
            [(0.0, 2.0, 2.0), (1.0, 2.0, 2.0), (f64::NAN, 2.0, 2.0), (0.5, 0.0, 2.0), (0.5, 2.0, -1.0)]
        {
            assert_eq!(f_quantile(p, d1, d2), None, "{p} {d1} {d2}");
        }
    }
}
