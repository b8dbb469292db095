//! Work per frame without a graphics card: query, shapes and tessellation.
//!
//! `chart` is the shipped pane with axes, grid, chips and levels; `egui_plot` is
//! plain egui_plot given every point in every frame. Each iteration shows the
//! next of the drawing bench's 60 pan and 30 zoom steps.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot be set up should stop, and its rows are its own"
)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use egui::{Context, FullOutput, Pos2, RawInput, Rect, Stroke, Ui, vec2};
use egui_plot::{BoxElem, BoxPlot, BoxSpread, Line, Plot, PlotBounds, PlotPoint, PlotPoints};
use hashfloor::app::command::Command;
use hashfloor::chart::viewport::TimeView;
use hashfloor::domain::series::Series;
use hashfloor::ui::bench::{BenchKind, bench_rows, bench_state, schedule};
use hashfloor::ui::chart::ChartUi;
use hashfloor::ui::context::prepare;
use hashfloor::ui::theme::Theme;

const SIZES: [(&str, usize); 4] = [("6k", 6_000), ("100k", 100_000), ("1M", 1_000_000), ("10M", 10_000_000)];

/// Most rows that egui_plot is handed, by kind: beyond them a frame takes seconds.
fn bearable(kind: BenchKind) -> usize {
    match kind {
        BenchKind::Line => 1_000_000,
        BenchKind::Candle => 100_000,
    }
}

/// A context that lays out 1280 × 720 points and tessellates them.
struct Screen {
    context: Context,
    seconds: f64,
}

impl Screen {
    fn new() -> Self {
        let context = Context::default();
        prepare(&context);
        Theme::dark().apply(&context);
        Self { context, seconds: 0.0 }
    }

    /// Runs one frame; returns how many primitives came out.
    fn frame(&mut self, ui: impl FnMut(&mut Ui)) -> usize {
        self.seconds += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1_280.0, 720.0))),
            time: Some(self.seconds),
            ..RawInput::default()
        };
        let mut output: FullOutput = self.context.run_ui(input, ui);
        let shapes = std::mem::take(&mut output.shapes);
        let pixels_per_point = output.pixels_per_point;
        output.drop_without_applying_deltas();
        self.context.tessellate(shapes, pixels_per_point).len()
    }
}

fn views(series: &Series) -> Vec<(TimeView, (usize, usize))> {
    let steps = schedule::steps(series.len()).into_iter();
    steps.filter_map(|step| Some((schedule::view(series.times(), step)?, step))).collect()
}

fn shipped_chart(criterion: &mut Criterion, kind: BenchKind, group: &str) {
    let mut group = criterion.benchmark_group(group);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3)).sample_size(20);
    for (name, rows) in SIZES {
        let series = bench_rows(kind, rows).unwrap();
        let views = views(&series);
        let mut state = bench_state(series);
        let (mut screen, mut charts, theme) = (Screen::new(), ChartUi::default(), Theme::dark());
        let mut next = views.iter().cycle();
        group.bench_function(BenchmarkId::new("chart", name), |bencher| {
            bencher.iter(|| {
                let (view, _) = next.next().unwrap();
                state.dispatch(Command::SetTimeView(*view));
                let state = &state;
                black_box(screen.frame(|ui| {
                    charts.show(ui, state, &theme, &mut Vec::new());
                }))
            });
        });
    }
    group.finish();
}

fn plain_egui_plot(criterion: &mut Criterion, kind: BenchKind, group: &str) {
    let mut group = criterion.benchmark_group(group);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3)).sample_size(10);
    for (name, rows) in SIZES.into_iter().filter(|(_, rows)| *rows <= bearable(kind)) {
        let series = bench_rows(kind, rows).unwrap();
        let views = views(&series);
        let points: Vec<PlotPoint> = series
            .times()
            .iter()
            .zip(series.values())
            .map(|(time, close)| PlotPoint::new(time.0 as f64, *close))
            .collect();
        let mut screen = Screen::new();
        let mut next = views.iter().cycle();
        group.bench_function(BenchmarkId::new("egui_plot", name), |bencher| {
            bencher.iter(|| {
                let (view, rows) = next.next().unwrap();
                let bounds = bounds(&series, view, *rows);
                black_box(screen.frame(|ui| {
                    Plot::new("plot").allow_drag(false).show(ui, |plot| {
                        plot.set_plot_bounds(bounds);
                        match kind {
                            BenchKind::Line => {
                                plot.line(Line::new("close", PlotPoints::Borrowed(&points)).width(1.0));
                            }
                            BenchKind::Candle => plot.box_plot(BoxPlot::new("candles", boxes(&series))),
                        }
                    });
                }))
            });
        });
    }
    group.finish();
}

fn bounds(series: &Series, view: &TimeView, (from, to): (usize, usize)) -> PlotBounds {
    let lows = series.ohlcv().map_or(series.values(), |columns| &columns.low);
    let highs = series.ohlcv().map_or(series.values(), |columns| &columns.high);
    let low = lows[from..=to].iter().copied().fold(f64::INFINITY, f64::min);
    let high = highs[from..=to].iter().copied().fold(f64::NEG_INFINITY, f64::max);
    PlotBounds::from_min_max([view.from, low], [view.to, high])
}

fn boxes(series: &Series) -> Vec<BoxElem> {
    let columns = series.ohlcv().unwrap();
    let theme = Theme::dark();
    let width = 0.7 * (series.times()[1].0 - series.times()[0].0) as f64;
    let rows =
        series.times().iter().zip(&columns.open).zip(&columns.high).zip(&columns.low).zip(&columns.close);
    rows.map(|((((time, open), high), low), close)| {
        let colour = if close >= open { theme.up } else { theme.down };
        let spread =
            BoxSpread::new(*low, open.min(*close), f64::midpoint(*open, *close), open.max(*close), *high);
        BoxElem::new(time.0 as f64, spread)
            .whisker_width(0.0)
            .box_width(width)
            .fill(colour)
            .stroke(Stroke::new(1.0, colour))
    })
    .collect()
}

fn frames(criterion: &mut Criterion) {
    for (kind, group) in [(BenchKind::Line, "line"), (BenchKind::Candle, "candles")] {
        shipped_chart(criterion, kind, group);
        plain_egui_plot(criterion, kind, group);
    }
}

criterion_group!(benches, frames);
criterion_main!(benches);
