//! Means, variances and covariances of parts of a window, and of two parts together.
//!
//! Merged after Chan, Golub and LeVeque (1979): no difference of large sums, so what does not
//! move has a variance of exactly 0.

/// Count, mean and sum of squared deviations.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moments {
    count: f64,
    pub(super) mean: f64,
    squares: f64,
}

impl Moments {
    pub(super) fn of(value: f64) -> Self {
        Self { count: 1.0, mean: value, squares: 0.0 }
    }

    pub(super) fn merge(self, other: Self) -> Self {
        let count = self.count + other.count;
        let apart = other.mean - self.mean;
        Self {
            count,
            mean: self.mean + apart * other.count / count,
            squares: self.squares + other.squares + apart * apart * self.count * other.count / count,
        }
    }

    /// Of a sample: divides by n − 1.
    pub(super) fn sample_variance(self) -> f64 {
        self.squares / (self.count - 1.0)
    }

    /// Of all there is: divides by n.
    pub(super) fn population_variance(self) -> f64 {
        self.squares / self.count
    }
}

/// Count, means and sums of products of deviations of two columns, `x` and `y`.
#[derive(Clone, Copy, Debug)]
pub(super) struct PairMoments {
    count: f64,
    mean: [f64; 2],
    pub(super) xx: f64,
    pub(super) yy: f64,
    pub(super) xy: f64,
}

impl PairMoments {
    pub(super) fn of(x: f64, y: f64) -> Self {
        Self { count: 1.0, mean: [x, y], xx: 0.0, yy: 0.0, xy: 0.0 }
    }

    pub(super) fn merge(self, other: Self) -> Self {
        let count = self.count + other.count;
        let [x, y] = self.mean;
        let [other_x, other_y] = other.mean;
        let (apart_x, apart_y) = (other_x - x, other_y - y);
        let share = other.count / count;
        let weight = self.count * share;
        Self {
            count,
            mean: [x + apart_x * share, y + apart_y * share],
            xx: self.xx + other.xx + apart_x * apart_x * weight,
            yy: self.yy + other.yy + apart_y * apart_y * weight,
            xy: self.xy + other.xy + apart_x * apart_y * weight,
        }
    }
}
