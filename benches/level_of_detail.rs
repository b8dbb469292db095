//! What it costs to build the level of detail, and to ask it for a view.
//!
//! A query is to cost the same from six thousand rows to ten million; building is
//! to stay under 2 ms a million rows. Run: `cargo bench --bench level_of_detail`.

#![expect(clippy::expect_used, reason = "a benchmark without its data has nothing to say")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hashfloor::chart::level_of_detail::{Pyramid, SeriesLod, SumPyramid};
use hashfloor::chart::viewport::TimeView;
use hashfloor::domain::provenance::SourceId;
use hashfloor::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesKey};
use hashfloor::domain::time::UnixSecs;
use hashfloor::domain::unit::Unit;

const SIZES: [usize; 4] = [6_000, 100_000, 1_000_000, 10_000_000];
const WIDTH_PX: f32 = 1_200.0;
const MIN_CANDLE_PX: f32 = 2.0;
const ROW_SECS: f64 = 60.0;
const FIRST: i64 = 1_500_000_000;

/// A random walk around 50,000 that is the same in every run.
fn walk(rows: usize) -> Vec<f64> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut price = 50_000.0;
    (0..rows)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let step = (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
            price = (price * (1.0 + step * 0.002)).clamp(1_000.0, 1e6);
            price
        })
        .collect()
}

fn series(columns: Columns, rows: usize) -> Series {
    let key = SeriesKey::new("price.btc.usd", SourceId::case_file());
    let times = (0..rows as i64).map(|row| UnixSecs(FIRST + row * 60)).collect();
    Series::new(key, Unit::Usd, Cadence::Intraday, times, columns).expect("a sound series")
}

fn candles(rows: usize) -> Series {
    let close = walk(rows);
    let columns = Ohlcv {
        open: close.iter().map(|price| price * 0.9995).collect(),
        high: close.iter().map(|price| price * 1.001).collect(),
        low: close.iter().map(|price| price * 0.999).collect(),
        volume: Some(close.clone()),
        close,
    };
    series(Columns::Ohlcv(Box::new(columns)), rows)
}

/// The whole range, and a quarter that begins between two buckets.
fn views(rows: usize) -> [(&'static str, TimeView); 2] {
    let (from, span) = (FIRST as f64, rows as f64 * ROW_SECS);
    [
        ("full", TimeView::new(from, from + span)),
        ("quarter", TimeView::new(from + span * 0.3712, from + span * 0.6212)),
    ]
}

fn build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    let values = walk(1_000_000);
    group.throughput(Throughput::Elements(values.len() as u64));
    group.bench_function("pyramid/1000000", |bencher| bencher.iter(|| Pyramid::new(black_box(&values))));
    group.bench_function("sums/1000000", |bencher| bencher.iter(|| SumPyramid::new(black_box(&values))));
    let rows = candles(1_000_000);
    group.bench_function("candles/1000000", |bencher| bencher.iter(|| SeriesLod::new(black_box(&rows))));
    group.finish();
}

fn line(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("line");
    for rows in SIZES {
        let made = series(Columns::Scalar(walk(rows)), rows);
        let lod = SeriesLod::new(&made);
        for (name, view) in views(rows) {
            group.bench_with_input(BenchmarkId::new(name, rows), &view, |bencher, view| {
                bencher.iter(|| lod.column(&made).visible_line(black_box(view), WIDTH_PX));
            });
        }
        let (_, view) = views(rows)[0];
        group.bench_with_input(BenchmarkId::new("range", rows), &view, |bencher, view| {
            bencher.iter(|| lod.value_range(&made, black_box(view)));
        });
    }
    group.finish();
}

fn candle(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("candles");
    for rows in SIZES {
        let made = candles(rows);
        let lod = SeriesLod::new(&made);
        let candles = lod.candles(&made).expect("candles");
        for (name, view) in views(rows) {
            group.bench_with_input(BenchmarkId::new(name, rows), &view, |bencher, view| {
                bencher.iter(|| candles.visible_candles(black_box(view), WIDTH_PX, MIN_CANDLE_PX, ROW_SECS));
            });
        }
    }
    group.finish();
}

fn brief() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
}

criterion_group! { name = benches; config = brief(); targets = build, line, candle }
criterion_main!(benches);
