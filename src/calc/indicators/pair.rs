//! Two numbers that go through the same arithmetic, as one register of the processor holds them.
//!
//! Plain arrays: the compiler makes vector instructions of them, without a word of `unsafe`.

/// Two numbers.
pub(super) type Pair = [f64; 2];

/// The same number twice.
#[inline(always)]
pub(super) fn both(value: f64) -> Pair {
    [value, value]
}

/// Sums.
#[inline(always)]
pub(super) fn add(a: Pair, b: Pair) -> Pair {
    [a[0] + b[0], a[1] + b[1]]
}

/// Differences.
#[inline(always)]
pub(super) fn sub(a: Pair, b: Pair) -> Pair {
    [a[0] - b[0], a[1] - b[1]]
}

/// Products.
#[inline(always)]
pub(super) fn mul(a: Pair, b: Pair) -> Pair {
    [a[0] * b[0], a[1] * b[1]]
}

/// Quotients.
#[inline(always)]
pub(super) fn div(a: Pair, b: Pair) -> Pair {
    [a[0] / b[0], a[1] / b[1]]
}

/// Sizes.
#[inline(always)]
pub(super) fn abs(a: Pair) -> Pair {
    [a[0].abs(), a[1].abs()]
}

/// Square roots.
#[inline(always)]
pub(super) fn sqrt(a: Pair) -> Pair {
    [a[0].sqrt(), a[1].sqrt()]
}

/// The lesser ones; of `b` where one is no number.
#[inline(always)]
pub(super) fn min(a: Pair, b: Pair) -> Pair {
    [if a[0] < b[0] { a[0] } else { b[0] }, if a[1] < b[1] { a[1] } else { b[1] }]
}

/// The greater ones; of `b` where one is no number.
#[inline(always)]
pub(super) fn max(a: Pair, b: Pair) -> Pair {
    [if a[0] > b[0] { a[0] } else { b[0] }, if a[1] > b[1] { a[1] } else { b[1] }]
}
