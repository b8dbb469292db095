//! Straight lines through points: ordinary least squares with a constant, and its errors.
//!
//! Knows pairs of numbers; knows nothing of prices, flows or days. Everything is computed from
//! deviations from the means, never from raw sums of squares: the logarithm of difficulty is
//! about 32 with a spread of 2, and raw sums would lose half of the digits.
//!
//! Two kinds of errors are offered. The usual one believes that residuals know nothing of each
//! other. The one of Newey and West allows neighbours to be alike, which residuals of market
//! series are.

/// A fitted line y = a + b x.
///
/// **Unit**: `a` and `se_a` are in units of y, `b` and `se_b` in units of y per unit of x.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ols {
    /// Pairs it is fitted to.
    pub n: usize,
    /// Value at x = 0.
    pub a: f64,
    /// Slope.
    pub b: f64,
    /// Standard error of `a`, for independent residuals.
    pub se_a: f64,
    /// Standard error of `b`, for independent residuals.
    pub se_b: f64,
    /// Share of the variance of y that the line explains; `NaN` if y never changes.
    pub r2: f64,
    /// Standard deviation of the residuals, with n − 2 degrees of freedom.
    pub resid_sd: f64,
    /// Correlation of x and y; `NaN` if y never changes.
    pub corr: f64,
}

impl Ols {
    /// The line's value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        self.a + self.b * x
    }
}

/// Standard errors that hold for residuals with a memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HacErrors {
    /// Of `a`.
    pub se_a: f64,
    /// Of `b`.
    pub se_b: f64,
}

/// The line through pairs of which more may come: the fit over the first rows only, for every
/// number of rows, without a look at what follows.
///
/// **Cost**: the same for every row; co-moments are moved with the mean (Welford 1962), so they
/// do not lose digits as raw sums do.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accumulating {
    moments: Moments,
}

impl Accumulating {
    /// Takes a pair; one that lacks a value is none.
    pub fn push(&mut self, x: f64, y: f64) {
        if x.is_finite() && y.is_finite() {
            self.moments.push(x, y);
        }
    }

    /// Pairs it has taken.
    pub fn n(&self) -> usize {
        self.moments.n
    }

    /// The line through what it has taken; `None` for fewer than three pairs, or if x never
    /// changes.
    pub fn fit(&self) -> Option<Ols> {
        let moments = &self.moments;
        moments.line().map(|b| moments.fit(b, (moments.syy - b * moments.sxy).max(0.0)))
    }
}

/// Means and sums of products of deviations from them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Moments {
    n: usize,
    mean_x: f64,
    mean_y: f64,
    sxx: f64,
    sxy: f64,
    syy: f64,
}

impl Moments {
    fn push(&mut self, x: f64, y: f64) {
        self.n += 1;
        let n = self.n as f64;
        let (dx, dy) = (x - self.mean_x, y - self.mean_y);
        self.mean_x += dx / n;
        self.mean_y += dy / n;
        self.sxx += dx * (x - self.mean_x);
        self.sxy += dx * (y - self.mean_y);
        self.syy += dy * (y - self.mean_y);
    }

    /// Two passes: nearer to the truth than the running form where all pairs are at hand.
    fn of(pairs: &[(f64, f64)]) -> Self {
        let n = pairs.len() as f64;
        let mean = |value: fn(&(f64, f64)) -> f64| {
            let rough = pairs.iter().map(value).sum::<f64>() / n;
            rough + pairs.iter().map(|pair| value(pair) - rough).sum::<f64>() / n
        };
        let (mean_x, mean_y) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let mut moments = Self { n: pairs.len(), mean_x, mean_y, ..Self::default() };
        for (x, y) in pairs {
            let (dx, dy) = (x - mean_x, y - mean_y);
            moments.sxx += dx * dx;
            moments.sxy += dx * dy;
            moments.syy += dy * dy;
        }
        moments
    }

    /// The slope, if there are enough pairs and x has a spread beyond rounding.
    fn line(&self) -> Option<f64> {
        let rounding = 4.0 * f64::EPSILON * self.mean_x;
        let is_spread = self.sxx > self.n as f64 * rounding * rounding;
        (self.n >= 3 && is_spread).then(|| self.sxy / self.sxx)
    }

    fn fit(&self, b: f64, squared_residuals: f64) -> Ols {
        let n = self.n as f64;
        let resid_sd = (squared_residuals / (n - 2.0)).sqrt();
        Ols {
            n: self.n,
            a: self.mean_y - b * self.mean_x,
            b,
            se_a: resid_sd * (1.0 / n + self.mean_x * self.mean_x / self.sxx).sqrt(),
            se_b: resid_sd / self.sxx.sqrt(),
            r2: 1.0 - squared_residuals / self.syy,
            resid_sd,
            corr: self.sxy / (self.sxx.sqrt() * self.syy.sqrt()),
        }
    }
}

/// Pairs that have both values.
fn pairs(x: &[f64], y: &[f64]) -> Vec<(f64, f64)> {
    let both = x.iter().copied().zip(y.iter().copied());
    both.filter(|(x, y)| x.is_finite() && y.is_finite()).collect()
}

/// Fits y = a + b x.
///
/// **Gaps**: a pair that lacks a value is left out; a longer slice is cut to the shorter.
/// `None` for fewer than three pairs, or if x never changes. **Cost**: a few passes.
///
/// ```
/// use hashfloor::calc::regression::ols;
/// let line = ols(&[1.0, 2.0, 3.0], &[5.0, 7.0, 9.0]).unwrap();
/// assert_eq!((line.a, line.b, line.n), (3.0, 2.0, 3));
/// ```
pub fn ols(x: &[f64], y: &[f64]) -> Option<Ols> {
    fit_pairs(&pairs(x, y)).map(|(_, line)| line)
}

fn fit_pairs(pairs: &[(f64, f64)]) -> Option<(Moments, Ols)> {
    let moments = Moments::of(pairs);
    let b = moments.line()?;
    // Residuals themselves, not a difference of sums of squares: exact for a perfect line.
    let residual = |(x, y): &(f64, f64)| (y - moments.mean_y) - b * (x - moments.mean_x);
    let squared = pairs.iter().map(|pair| residual(pair).powi(2)).sum();
    Some((moments, moments.fit(b, squared)))
}

/// Standard errors of [`ols`] after Newey and West (1987): Bartlett weights 1 − l/(lags + 1),
/// no small-sample factor. With `lags` 0 they are White's, for residuals of unequal size.
///
/// **Gaps**: as [`ols`]; lags count the pairs that remain. **Cost**: `lags` passes.
pub fn newey_west_se(x: &[f64], y: &[f64], lags: usize) -> Option<HacErrors> {
    ols_hac(x, y, lags).map(|(_, errors)| errors)
}

/// The line and both kinds of errors; see [`ols`] and [`newey_west_se`].
pub fn ols_hac(x: &[f64], y: &[f64], lags: usize) -> Option<(Ols, HacErrors)> {
    let pairs = pairs(x, y);
    let (moments, line) = fit_pairs(&pairs)?;
    // How far each pair pulls a and b: their variance is the long-run variance of these.
    let n = moments.n as f64;
    let pulls = |weight: &dyn Fn(f64) -> f64| -> Vec<f64> {
        let pull = |(x, y): &(f64, f64)| {
            let dx = x - moments.mean_x;
            ((y - moments.mean_y) - line.b * dx) * weight(dx)
        };
        pairs.iter().map(pull).collect()
    };
    let on_b = pulls(&|dx| dx / moments.sxx);
    let on_a = pulls(&|dx| 1.0 / n - moments.mean_x * dx / moments.sxx);
    let (se_a, se_b) = (long_run_sd(&on_a, lags), long_run_sd(&on_b, lags));
    Some((line, HacErrors { se_a, se_b }))
}

/// Root of the sum of products of neighbours up to `lags` apart, with Bartlett's weights, which
/// keep it from turning negative but for rounding.
fn long_run_sd(pulls: &[f64], lags: usize) -> f64 {
    let together = |apart: usize| -> f64 {
        let later = pulls.iter().skip(apart);
        later.zip(pulls).map(|(later, earlier)| later * earlier).sum()
    };
    let weighted = |lag: usize| (1.0 - lag as f64 / (lags as f64 + 1.0)) * together(lag);
    let neighbours: f64 = (1..=lags.min(pulls.len())).map(weighted).sum();
    (together(0) + 2.0 * neighbours).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() <= 1e-12 * expected.abs().max(1.0)
    }

    #[test]
    fn the_running_form_agrees_with_the_whole_one_on_every_row() {
        let x: Vec<f64> = (0..200).map(|n| 1e6 + f64::from(n * n % 37)).collect();
        let y: Vec<f64> = (0..200).map(|n| 3.0 + f64::from(n * 7 % 11)).collect();
        let mut running = Accumulating::default();
        for (row, (a, b)) in x.iter().zip(&y).enumerate() {
            running.push(*a, *b);
            running.push(f64::NAN, *b);
            let (found, expected) = (running.fit(), ols(&x[..=row], &y[..=row]));
            assert_eq!(found.is_some(), expected.is_some(), "row {row}");
            let Some((found, expected)) = found.zip(expected) else { continue };
            assert_eq!(found.n, expected.n);
            assert!((found.b - expected.b).abs() < 1e-9 * expected.se_b.max(1e-9), "row {row}");
            assert!((found.resid_sd - expected.resid_sd).abs() < 1e-9, "row {row}");
            assert!((found.corr - expected.corr).abs() < 1e-9, "row {row}");
        }
    }

    #[test]
    fn pairs_that_lack_a_value_change_nothing() {
        let full = ols_hac(&[1.0, 2.0, 4.0, 7.0], &[1.0, 3.0, 2.0, 8.0], 1);
        let holed = ols_hac(&[1.0, 9.0, 2.0, f64::NAN, 4.0, 7.0], &[1.0, f64::NAN, 3.0, 5.0, 2.0, 8.0], 1);
        assert!(full.is_some());
        assert_eq!(full, holed);
    }

    #[test]
    fn without_lags_the_errors_are_those_of_white() {
        let (x, y) = ([0.0, 1.0, 2.0, 3.0], [0.0, 2.0, 1.0, 5.0]);
        let (line, errors) = ols_hac(&x, &y, 0).unwrap();
        let (mean, sxx) = (1.5, 5.0);
        let sum: f64 = x.iter().zip(y).map(|(x, y)| ((x - mean) * (y - line.at(*x))).powi(2)).sum();
        assert!(near(errors.se_b, sum.sqrt() / sxx), "{errors:?}");
    }

    #[test]
    fn there_is_no_line_through_too_few_pairs_or_one_x() {
        assert_eq!(ols(&[], &[]), None);
        assert_eq!(ols(&[1.0, 2.0], &[1.0, 2.0]), None);
        assert_eq!(ols(&[0.1; 50], &(0..50).map(f64::from).collect::<Vec<_>>()), None);
        let flat = ols(&[1.0, 2.0, 3.0], &[4.0; 3]).unwrap();
        assert_eq!((flat.a, flat.b, flat.resid_sd), (4.0, 0.0, 0.0));
        assert!(flat.corr.is_nan() && flat.r2.is_nan());
    }
}
