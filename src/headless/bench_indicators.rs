//! The indicator bench: five indicators over raw closes, in the rounds of their peers.
//!
//! Knows the kit's raw column and its `RESULT` line. What is measured are the kernels of the
//! registry, block by block, so that a block of closes is read from memory once. The first run
//! makes its columns, later ones reuse them; the median of seven counts, as with the peers.
//! Beside the times stand what one appended candle costs, and how far the last rows are from
//! sums in twice the precision.

use std::hint::black_box;
use std::io::Read as _;
use std::path::Path;
use std::time::Instant;

use serde_json::json;

use crate::calc::indicators::ema::Average;
use crate::calc::indicators::kernel::Kernel;
use crate::calc::indicators::realised_vol::{Around, DAYS_PER_YEAR, Vol};
use crate::calc::indicators::rsi::Strength;
use crate::calc::indicators::sma::Mean;
use crate::headless::output::{Failure, print};
use crate::io::files::{FileError, open_regular};
use crate::ui::frame_cost::process_cpu_secs;

/// Runs after the first.
const RUNS: usize = 7;
/// Rows that go through all indicators before the next ones: closes and one column of results
/// fit into what the processor keeps near itself.
const BLOCK_ROWS: usize = 65_536;
/// Candles that are appended for the cost of one.
const APPENDED: usize = 10_000;

/// The five of the kit.
fn kernels() -> [Box<dyn Kernel>; 5] {
    [
        Box::new(Mean::new(50)),
        Box::new(Mean::new(200)),
        Box::new(Average::new(50)),
        Box::new(Strength::new(14)),
        Box::new(Vol::new(30, DAYS_PER_YEAR, Around::Mean)),
    ]
}

/// Reads the closes, computes and prints what it took.
///
/// # Errors
/// [`Failure::Work`] if the closes cannot be read.
pub fn run(path: &Path) -> Result<(), Failure> {
    let closes = read_closes(path)?;
    let mut columns: Vec<Vec<f64>> = Vec::new();
    let mut times = Vec::new();
    for _ in 0..=RUNS {
        let (began, cpu) = (Instant::now(), process_cpu_secs().unwrap_or(0.0));
        columns.resize_with(kernels().len(), || vec![0.0; closes.len()]);
        compute(&closes, &mut columns);
        times.push((began.elapsed().as_secs_f64(), process_cpu_secs().unwrap_or(0.0) - cpu));
    }
    let (first_wall, first_cpu) = times.first().copied().unwrap_or_default();
    let later = times.get(1..).unwrap_or_default();
    let last: Vec<f64> = columns.iter().filter_map(|column| column.last().copied()).collect();
    let result = json!({
        "wall": median(later.iter().map(|(wall, _)| *wall)),
        "cpu": median(later.iter().map(|(_, cpu)| *cpu)),
        "first_wall": first_wall,
        "first_cpu": first_cpu,
        "last": last,
        "appended_ns": appended_ns(&closes),
        "worst_relative_error": worst_errors(&closes, &columns),
    });
    print(format!("RESULT {result}\n").as_bytes())
}

fn compute(closes: &[f64], columns: &mut [Vec<f64>]) {
    let mut kernels = kernels();
    for from in (0..closes.len()).step_by(BLOCK_ROWS) {
        let to = closes.len().min(from + BLOCK_ROWS);
        for (kernel, column) in kernels.iter_mut().zip(columns.iter_mut()) {
            if let Some(part) = column.get_mut(from..to) {
                kernel.run(closes, from, part);
            }
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Nanoseconds of one candle more, for each indicator.
fn appended_ns(closes: &[f64]) -> Vec<f64> {
    let (before, after) = closes.split_at(closes.len().saturating_sub(APPENDED));
    let cost = |mut kernel: Box<dyn Kernel>| {
        kernel.run(before, 0, &mut vec![0.0; before.len()]);
        let began = Instant::now();
        for close in after {
            black_box(kernel.push(*close));
        }
        began.elapsed().as_secs_f64() * 1e9 / after.len().max(1) as f64
    };
    kernels().into_iter().map(cost).collect()
}

/// The greatest relative error of both means and the volatility over the last rows, against
/// sums over each window in twice the precision.
fn worst_errors(closes: &[f64], columns: &[Vec<f64>]) -> Vec<f64> {
    let returns: Vec<f64> = closes.iter().skip(1).zip(closes).map(|(a, b)| (a / b).ln()).collect();
    let rows = closes.len().saturating_sub(APPENDED)..closes.len();
    let worst = |place: usize, exact: &dyn Fn(usize) -> Option<f64>| {
        let errors = rows.clone().filter_map(|row| {
            let (found, exact) = (*columns.get(place)?.get(row)?, exact(row)?);
            Some(((found - exact) / exact).abs())
        });
        errors.fold(0.0, f64::max)
    };
    let window = |column: &[f64], end: usize, rows: usize| -> Option<Vec<f64>> {
        column.get(end.checked_sub(rows)?..end).map(<[f64]>::to_vec)
    };
    let mean = |values: Vec<f64>| exact_sum(&values) / values.len() as f64;
    let vol = |values: Vec<f64>| {
        let mean = exact_sum(&values) / values.len() as f64;
        let squares: Vec<f64> = values.iter().map(|value| (value - mean) * (value - mean)).collect();
        (DAYS_PER_YEAR * exact_sum(&squares) / (values.len() - 1) as f64).sqrt()
    };
    vec![
        worst(0, &|row| window(closes, row + 1, 50).map(mean)),
        worst(1, &|row| window(closes, row + 1, 200).map(mean)),
        worst(4, &|row| window(&returns, row, 30).map(vol)),
    ]
}

/// The sum with what rounding takes from it put back (Neumaier).
fn exact_sum(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    sum + lost
}

fn read_closes(path: &Path) -> Result<Vec<f64>, Failure> {
    let mut bytes = Vec::new();
    let mut file = open_regular(path).map_err(Failure::work)?;
    file.read_to_end(&mut bytes).map_err(|source| Failure::work(FileError::new("read", path, source)))?;
    let words = bytes.chunks_exact(8).map(|word| <[u8; 8]>::try_from(word).unwrap_or_default());
    Ok(words.map(f64::from_le_bytes).collect())
}
