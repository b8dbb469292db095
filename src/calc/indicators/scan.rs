//! Recurrences four rows at a time, and the same row by row.
//!
//! A sum or an average that hangs on the row before it waits for that row. Taken in groups of
//! four, only one number hangs on the group before, and the four results come of it side by
//! side. The order of the additions is part of the result, so it is written twice here and
//! nowhere else: in groups for whole columns, by rows for a stream. Both give the same bits.

use super::pair::{Pair, add, both, mul};

/// Numbers summed up from a start.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SumScan {
    base: f64,
    first: f64,
    middle: f64,
    third: f64,
    phase: u8,
}

impl SumScan {
    /// Begins a group with this sum.
    pub(super) fn from(base: f64) -> Self {
        Self { base, ..Self::default() }
    }

    /// Takes a number; the sum with it.
    pub(super) fn push(&mut self, value: f64) -> f64 {
        let phase = self.phase;
        self.phase = (phase + 1) % 4;
        match phase {
            0 => {
                self.first = value;
                self.base + value
            }
            1 => {
                self.first += value;
                self.middle = self.base + self.first;
                self.middle
            }
            2 => {
                self.third = value;
                self.middle + value
            }
            _ => {
                let second = self.third + value;
                let sum = self.middle + second;
                self.base += self.first + second;
                sum
            }
        }
    }
}

/// Takes the rows 0 and 2, and 1 and 3 of a group; the sums at these rows.
#[inline(always)]
pub(super) fn sum_four(base: &mut f64, even: Pair, odd: Pair) -> (Pair, Pair) {
    let halves = add(even, odd);
    let starts = [*base, *base + halves[0]];
    *base += halves[0] + halves[1];
    (add(starts, even), add(starts, halves))
}

/// Numbers of which each weighs less by one factor with every row that follows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DecayScan {
    factor: f64,
    /// Its second and its fourth power.
    powers: Pair,
    base: f64,
    first: f64,
    middle: f64,
    third: f64,
    phase: u8,
}

impl DecayScan {
    /// Begins a group with what there is.
    pub(super) fn from(factor: f64, base: f64) -> Self {
        let square = factor * factor;
        Self { factor, powers: [square, square * square], base, ..Self::default() }
    }

    /// Whether the next row begins a group.
    pub(super) fn is_between_groups(&self) -> bool {
        self.phase == 0
    }

    /// Takes a number; what there is with it.
    pub(super) fn push(&mut self, value: f64) -> f64 {
        let (factor, [square, fourth]) = (self.factor, self.powers);
        let phase = self.phase;
        self.phase = (phase + 1) % 4;
        match phase {
            0 => {
                self.first = value;
                factor * self.base + value
            }
            1 => {
                self.first = factor * self.first + value;
                self.middle = square * self.base + self.first;
                self.middle
            }
            2 => {
                self.third = value;
                factor * self.middle + value
            }
            _ => {
                let second = factor * self.third + value;
                let sum = square * self.middle + second;
                self.base = fourth * self.base + (square * self.first + second);
                sum
            }
        }
    }

    /// What there is at the end of the last group.
    ///
    /// To be asked between groups only.
    pub(super) fn base(&self) -> f64 {
        self.base
    }

    /// Goes on after groups that were taken elsewhere.
    pub(super) fn set_base(&mut self, base: f64) {
        self.base = base;
    }

    /// The factor and its powers, for groups.
    pub(super) fn weights(&self) -> Weights {
        let [square, fourth] = self.powers;
        Weights { factor: self.factor, square, fourth }
    }
}

/// How much is left after one, two and four rows.
///
/// In this order: side by side, the second and the fourth power would be taken for a pair, and
/// the one number that hangs on the group before would wait for its neighbour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    square: f64,
    pub(super) factor: f64,
    fourth: f64,
}

/// Takes the rows 0 and 2, and 1 and 3 of a group; what there is at these rows.
#[inline(always)]
pub(super) fn decay_four(weights: Weights, base: &mut f64, even: Pair, odd: Pair) -> (Pair, Pair) {
    let Weights { factor, square, fourth } = weights;
    let halves = add(mul(both(factor), even), odd);
    let starts = [*base, square * *base + halves[0]];
    *base = fourth * *base + (square * halves[0] + halves[1]);
    (add(mul(both(factor), starts), even), add(mul(both(square), starts), halves))
}

/// The sum of numbers, in an order of its own that suits vector registers.
pub(super) fn fresh_sum(values: &[f64]) -> f64 {
    fresh(values, |value| value)
}

/// The sum of squares, in the order of [`fresh_sum`].
pub(super) fn fresh_square_sum(values: &[f64]) -> f64 {
    fresh(values, |value| value * value)
}

#[inline(always)]
fn fresh(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let mut lanes = [0.0; 8];
    let (chunks, rest) = values.as_chunks::<8>();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += term(*value);
        }
    }
    for (lane, value) in lanes.iter_mut().zip(rest) {
        *lane += term(*value);
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<f64> {
        (1..=64).map(|n| f64::from(n).sqrt() * f64::from(n % 7 - 3)).collect()
    }

    #[test]
    fn groups_of_four_and_single_rows_give_the_same_bits() {
        let rows = rows();
        let (mut sum, mut decay) = (SumScan::from(0.3), DecayScan::from(13.0 / 14.0, 0.3));
        let (mut base, mut left) = (0.3, 0.3);
        for row in rows.as_chunks::<4>().0 {
            let (even, odd) = ([row[0], row[2]], [row[1], row[3]]);
            let by_rows = |push: &mut dyn FnMut(f64) -> f64| row.map(push).map(f64::to_bits);
            let (a, b) = sum_four(&mut base, even, odd);
            assert_eq!(by_rows(&mut |row| sum.push(row)), [a[0], b[0], a[1], b[1]].map(f64::to_bits));
            let (a, b) = decay_four(decay.weights(), &mut left, even, odd);
            assert_eq!(by_rows(&mut |row| decay.push(row)), [a[0], b[0], a[1], b[1]].map(f64::to_bits));
        }
    }

    #[test]
    fn scans_are_the_recurrences_they_stand_for() {
        let (mut scan, mut sum) = (SumScan::from(1.0), 1.0);
        let (mut decay, mut left) = (DecayScan::from(0.9, 1.0), 1.0);
        for row in rows() {
            sum += row;
            left = 0.9 * left + row;
            assert!((scan.push(row) - sum).abs() < 1e-12 && (decay.push(row) - left).abs() < 1e-12);
        }
        assert!((fresh_sum(&rows()) - rows().iter().sum::<f64>()).abs() < 1e-12);
        assert!((fresh_square_sum(&[3.0, 4.0]) - 25.0).abs() < 1e-12);
    }
}
