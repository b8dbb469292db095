//! What indicators cost: whole columns in blocks, and one candle more.
//!
//! `cargo bench --bench indicators`. The same work in the rounds of other programs is
//! `hashfloor bench indicators FILE`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hashfloor::calc::indicators::ema::Average;
use hashfloor::calc::indicators::kernel::Kernel;
use hashfloor::calc::indicators::realised_vol::{Around, DAYS_PER_YEAR, Vol};
use hashfloor::calc::indicators::rsi::Strength;
use hashfloor::calc::indicators::sma::Mean;

type Made = fn() -> Box<dyn Kernel>;

const KERNELS: [(&str, Made); 6] = [
    ("sma 50", || Box::new(Mean::new(50))),
    ("sma 200", || Box::new(Mean::new(200))),
    ("ema 50", || Box::new(Average::new(50))),
    ("rsi 14", || Box::new(Strength::new(14))),
    ("rv 30", || Box::new(Vol::new(30, DAYS_PER_YEAR, Around::Mean))),
    ("rvz 30", || Box::new(Vol::new(30, DAYS_PER_YEAR, Around::Zero))),
];

/// A walk of prices, the same in every run.
fn closes(rows: usize) -> Vec<f64> {
    let mut state = 1_u64;
    let mut price = 42_000.0_f64;
    let mut step = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        price *= 1.0 + ((state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5) * 1e-3;
        price
    };
    (0..rows).map(|_| step()).collect()
}

fn whole(criterion: &mut Criterion) {
    const ROWS: usize = 1_000_000;
    let values = closes(ROWS);
    let mut results = vec![0.0; ROWS];
    let mut group = criterion.benchmark_group("a million rows");
    group.throughput(Throughput::Elements(ROWS as u64));
    for (name, made) in KERNELS {
        group.bench_function(name, |bencher| {
            bencher.iter(|| made().run(black_box(&values), 0, black_box(&mut results)));
        });
    }
    group.finish();
}

fn appended(criterion: &mut Criterion) {
    let values = closes(100_000);
    let mut group = criterion.benchmark_group("one candle more");
    for (name, made) in KERNELS {
        let mut kernel = made();
        let mut rows = values.iter().cycle();
        group.bench_function(name, |bencher| {
            bencher.iter(|| rows.next().map(|close| kernel.push(black_box(*close))));
        });
    }
    group.finish();
}

criterion_group!(benches, whole, appended);
criterion_main!(benches);
