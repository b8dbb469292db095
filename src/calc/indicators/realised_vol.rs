//! Realised volatility of closes.
//!
//! Returns are row to row and not rescaled across missing days: a three-day
//! gap gives one return, not three. Rows a year are a parameter, since exchange
//! sessions count 252 where a market that never closes counts 365.

use super::compact::on_kept_rows;
use super::kernel::{Kernel, Recent, SPREAD, block_rows, run_whole};
use super::moments::Moments;
use super::pair::{Pair, add, both, max, min, mul, sqrt, sub};
use super::returns::{log_return, log_returns};
use super::scan::{SumScan, fresh_square_sum, fresh_sum, sum_four};
use super::window::Sliding;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, ParamKind, Params, Plot, Scaling, Shape, by_rows,
};

/// Rows a year of a market that never closes.
pub const DAYS_PER_YEAR: f64 = 365.0;

const DAYS: Param = Param {
    name: "days",
    title: "Rows a year",
    kind: ParamKind::Count { min: 1, max: 1_000_000 },
    default: DAYS_PER_YEAR,
};

/// Realised volatility around the mean.
pub const AROUND_MEAN: Calculation = Calculation {
    name: "rv",
    title: "Realised volatility",
    group: Group::Volatility,
    summary: "How much prices moved from row to row, as a share a year: 0.6 is 60 %.",
    formula: "sqrt(365)·standard deviation (divided by n − 1) of the last n log returns from row to row; set \
              days to 252 for series of exchange sessions",
    source: "Standard definition; returns are not rescaled over missing days",
    params: &[Param::window_from(2, "window", 30), DAYS],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |params| outputs("rv", "Realised volatility", params),
    warm_up: |params| params.count("window"),
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Invariant,
    stream: |params| {
        let mut vol = of_params(params, Around::Mean);
        by_rows(move |_, [close]| [vol.push(close)])
    },
    whole: Some(|params, columns| whole(params, columns, Around::Mean)),
};

/// Realised volatility around zero.
pub const AROUND_ZERO: Calculation = Calculation {
    name: "rvz",
    title: "Realised volatility around zero",
    summary: "How much prices moved from row to row, a steady trend counted as a move, as a share a year: 0.6 \
              is 60 %.",
    formula: "sqrt(365·mean of the squares of the last n log returns from row to row); set days to 252 for \
              series of exchange sessions",
    params: &[Param::window("window", 30), DAYS],
    outputs: |params| outputs("rvz", "Realised volatility around zero", params),
    stream: |params| {
        let mut vol = of_params(params, Around::Zero);
        by_rows(move |_, [close]| [vol.push(close)])
    },
    whole: Some(|params, columns| whole(params, columns, Around::Zero)),
    ..AROUND_MEAN
};

/// The usual year goes without saying: `rv_30`, but `rv_30_252`.
fn outputs(name: &str, title: &str, params: &Params) -> Vec<Output> {
    let (window, days) = (params.count("window"), params.number("days"));
    let is_usual = days.total_cmp(&DAYS_PER_YEAR).is_eq();
    let year = if is_usual { String::new() } else { format!("_{days}") };
    let column = format!("{name}_{window}{year}");
    vec![Output::new(column, "", format!("{title} {window}"), OutputUnit::Ratio)]
}

fn of_params(params: &Params, around: Around) -> Vol {
    Vol::new(params.count("window"), params.number("days"), around)
}

fn whole(params: &Params, columns: &[&[f64]], around: Around) -> Vec<Vec<f64>> {
    columns.iter().take(1).map(|column| run_whole(&mut of_params(params, around), column)).collect()
}

/// Which mean the squared returns are taken around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// The mean of the window; divides by n − 1.
    Mean,
    /// Zero; divides by n.
    Zero,
}

/// Volatility of the last rows.
///
/// The sums of returns and of their squares run on from row to row ([`super::kernel`]); where
/// the variance is a small difference of large sums, or small beside what it was before, each
/// window is taken on its own, by [`Moments`].
pub struct Vol {
    window: usize,
    days: f64,
    around: Around,
    /// 1/n around the mean, 0 around zero.
    mean_share: f64,
    /// Days over what the sum of squares is divided by.
    factor: f64,
    block: usize,
    row: usize,
    before: Option<f64>,
    state: State,
    recent: Recent,
    /// Room for the returns of a block and of the window before it.
    room: Vec<f64>,
}

enum State {
    Running {
        sum: SumScan,
        squares: SumScan,
        /// The greatest sum of squares since they were summed afresh.
        top: f64,
    },
    Alone(Sliding<Moments>),
    /// With the number of rows that are summed.
    AloneSquares(Sliding<f64>, f64),
}

impl Vol {
    /// Of `window` returns, with so many rows a year.
    pub fn new(window: usize, days: f64, around: Around) -> Self {
        let n = window as f64;
        let (mean_share, divisor) = match around {
            Around::Mean => (1.0 / n, n - 1.0),
            Around::Zero => (0.0, n),
        };
        Self {
            window,
            days,
            around,
            mean_share,
            factor: days / divisor,
            block: block_rows(window),
            row: 0,
            before: None,
            state: alone(window, around),
            // Those of the window, and the one that leaves it.
            recent: Recent::new(window + 1),
            room: Vec::new(),
        }
    }

    /// Whether the sums are summed afresh on this row: the first row has no return.
    fn begins_block(&self, row: usize) -> bool {
        row.is_multiple_of(self.block) && row > self.window && self.window > 0
    }

    /// The result of the next row; its return is the last of the recent ones.
    fn step(&mut self) -> f64 {
        let row = self.row;
        self.row += 1;
        let Some((newest, before)) = self.recent.last(self.window + 1).split_last() else { return f64::NAN };
        let stays = before.get(before.len().saturating_sub(self.window)..).unwrap_or_default();
        if self.begins_block(row) {
            let (sum, squares) = (fresh_sum(stays), fresh_square_sum(stays));
            let (top, sum, squares) = (squares, SumScan::from(sum), SumScan::from(squares));
            self.state = State::Running { sum, squares, top };
        }
        if let State::Running { sum, squares, top } = &mut self.state {
            let leaves = stays.first().copied().unwrap_or(f64::NAN);
            let change = newest - leaves;
            let (sum, squares) = (sum.push(change), squares.push(change * (newest + leaves)));
            let spread = squares - sum * sum * self.mean_share;
            *top = top.max(squares);
            if spread * SPREAD >= *top {
                // As `vol_block` does it.
                let spread = if spread > 0.0 { spread } else { 0.0 };
                return (spread * self.factor).sqrt();
            }
            self.state = alone(self.window, self.around);
            for before in stays.iter().skip(1) {
                self.state.push(*before);
            }
        }
        let variance = self.state.push(*newest);
        (self.days * variance).sqrt()
    }

    /// The results of a block, if none of its windows has to be taken on its own.
    fn try_block(&mut self, values: &[f64], from: usize, results: &mut [f64]) -> Option<()> {
        let after = values.get(from..from + self.block)?;
        let before = values.get(from.checked_sub(1)?..)?.get(..self.block)?;
        self.room.resize(self.window + self.block, f64::NAN);
        let (stays, new) = self.room.split_at_mut(self.window);
        for (cell, r) in stays.iter_mut().zip(self.recent.last(self.window)) {
            *cell = *r;
        }
        let base = [fresh_sum(stays), fresh_square_sum(stays)];
        log_returns(after, before, new);
        let (new, old) = (self.room.get(self.window..)?, self.room.get(..self.block)?);
        let (end, low, top) = vol_block(base, self.mean_share, self.factor, new, old, results);
        let is_sound = low * SPREAD >= top.max(base[1]) && end.iter().all(|sum| sum.is_finite());
        if is_sound {
            // The block is at least a window long.
            self.recent.extend(self.room.get(self.block.saturating_sub(1)..)?);
        }
        is_sound.then_some(())
    }
}

fn alone(window: usize, around: Around) -> State {
    match around {
        Around::Mean => State::Alone(Sliding::new(window, Moments::merge)),
        Around::Zero => State::AloneSquares(Sliding::new(window, |a, b| a + b), window as f64),
    }
}

impl State {
    /// Takes a return into the windows on their own; the variance, `NaN` before there is one.
    fn push(&mut self, r: f64) -> f64 {
        let variance = match self {
            Self::Alone(window) => window.push(Moments::of(r)).map(Moments::sample_variance),
            Self::AloneSquares(window, rows) => window.push(r * r).map(|squares| squares / *rows),
            Self::Running { .. } => None,
        };
        variance.unwrap_or(f64::NAN)
    }
}

impl Kernel for Vol {
    fn push(&mut self, value: f64) -> f64 {
        let Some(before) = self.before.replace(value) else {
            self.row += 1;
            return f64::NAN;
        };
        self.recent.push(log_return(value, before));
        self.step()
    }

    fn run(&mut self, values: &[f64], from: usize, results: &mut [f64]) {
        let end = from + results.len();
        let mut rest = results;
        while let row = end - rest.len()
            && row < end
        {
            let rows = rest.len().min(self.block - row % self.block);
            let (part, later) = rest.split_at_mut(rows);
            rest = later;
            if rows == self.block && self.begins_block(row) && self.try_block(values, row, part).is_some() {
                self.row += rows;
                self.before = values.get(row + rows - 1).copied();
                continue;
            }
            for (value, result) in values.get(row..).unwrap_or_default().iter().zip(part) {
                *result = self.push(*value);
            }
        }
    }
}

/// Volatilities of a block of rows from the sums of the window before it; the sums at its end,
/// the least spread and the greatest sum of squares.
fn vol_block(
    base: Pair,
    mean_share: f64,
    factor: f64,
    new: &[f64],
    old: &[f64],
    results: &mut [f64],
) -> (Pair, f64, f64) {
    let ([mut sum, mut squares], mean_share, factor) = (base, both(mean_share), both(factor));
    let (mut low, mut top) = (both(f64::INFINITY), both(0.0));
    let rows = new.as_chunks::<4>().0.iter().zip(old.as_chunks::<4>().0);
    for ((new, old), results) in rows.zip(results.as_chunks_mut::<4>().0) {
        let front = (sub([new[0], new[1]], [old[0], old[1]]), add([new[0], new[1]], [old[0], old[1]]));
        let back = (sub([new[2], new[3]], [old[2], old[3]]), add([new[2], new[3]], [old[2], old[3]]));
        let (even, odd) = sum_four(&mut sum, [front.0[0], back.0[0]], [front.0[1], back.0[1]]);
        let (front, back) = (mul(front.0, front.1), mul(back.0, back.1));
        let (even_squares, odd_squares) = sum_four(&mut squares, [front[0], back[0]], [front[1], back[1]]);
        let even = sub(even_squares, mul(mul(even, even), mean_share));
        let odd = sub(odd_squares, mul(mul(odd, odd), mean_share));
        low = min(low, min(even, odd));
        top = max(top, max(even_squares, odd_squares));
        let even = sqrt(mul(max(even, both(0.0)), factor));
        let odd = sqrt(mul(max(odd, both(0.0)), factor));
        *results = [even[0], odd[0], even[1], odd[1]];
    }
    ([sum, squares], low[0].min(low[1]), top[0].max(top[1]))
}

/// sqrt(365) · standard deviation of the last `window` log returns.
///
/// **Shape**: as long as `closes`. **Unit**: per year, 0.6 is 60 %. **Gaps**:
/// see [`super`]; the first value stands on kept row `window`. A window of 0
/// gives `NaN` only, and so does 1 around the mean. Closes must be positive:
/// windows that hold another one are `NaN`.
pub fn realised_vol(closes: &[f64], window: usize, around: Around) -> Vec<f64> {
    on_kept_rows(closes, |kept| run_whole(&mut Vol::new(window, DAYS_PER_YEAR, around), kept))
}
