//! The measuring window: warm-up, the first full view, pan, zoom, and rest.
//!
//! Every frame goes through the state's own door and through the shipped chart.
//! A frame is measured from the beginning of its UI code to the beginning of the
//! next one's, so that painting and the swap of buffers are in it.

use std::io::Write as _;
use std::time::{Duration, Instant};

use egui::{CentralPanel, Context, Event, Frame, RawInput, Ui, ViewportBuilder};

use crate::app::command::Command;
use crate::app::state::AppState;
use crate::chart::viewport::TimeView;
use crate::domain::series::SeriesError;
use crate::domain::time::UnixSecs;
use crate::ui::bench::report::{Measured, Report};
use crate::ui::bench::{BenchKind, bench_rows, bench_state, schedule};
use crate::ui::chart::ChartUi;
use crate::ui::context::prepare;
use crate::ui::frame_cost::process_cpu_secs;
use crate::ui::theme::Theme;
use crate::ui::window::{WindowError, find_display};

/// Size of the window, points.
const SIZE: [f32; 2] = [1_280.0, 720.0];
/// Frames before anything is measured.
const WARM_UP_FRAMES: usize = 10;
/// A run that takes longer is cut short.
const LONGEST_RUN: Duration = Duration::from_secs(40);
/// Measured frames after which a run may be cut short.
const LEAST_FRAMES: usize = 6;
/// How long the window rests before its idling is measured.
const SETTLING: Duration = Duration::from_millis(500);
/// How long its idling is measured.
const IDLING: Duration = Duration::from_secs(2);

/// Why a bench could not be run.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// There is no window to paint in.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// The synthetic rows are no series.
    #[error("the bench's rows are refused: {0}")]
    Rows(#[from] SeriesError),
}

/// Whether frames that miss their refresh make the run a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameCheck {
    /// They are only counted.
    Count,
    /// Two in a row over 16.7 ms end the program with status 1.
    RefuseTwoInARow,
}

/// Opens the window, goes through the schedule, prints the kit's line and ends the program.
///
/// # Errors
/// [`BenchError`] when no window can be opened.
pub fn run_draw(kind: BenchKind, rows: usize, check: FrameCheck) -> Result<(), BenchError> {
    let display = find_display()?;
    let began = Instant::now();
    let series = bench_rows(kind, rows)?;
    let generate_ms = millis(began);
    let times = series.times();
    let full = schedule::view(times, (0, rows.saturating_sub(1)));
    let views: Vec<TimeView> = full
        .into_iter()
        .chain(schedule::steps(rows).into_iter().filter_map(|step| schedule::view(times, step)))
        .collect();
    let first_row = times.first().copied().unwrap_or_default();
    let began = Instant::now();
    let state = bench_state(series);
    let report = Report { rows, generate_ms, build_ms: millis(began), ..Report::default() };
    let native = eframe::NativeOptions {
        viewport: ViewportBuilder::default().with_title("Hashfloor bench").with_inner_size(SIZE),
        renderer: eframe::Renderer::Glow,
        glow_options: eframe::egui_glow::GlowConfiguration { vsync: false, ..Default::default() },
        persist_window: false,
        dithering: false,
        event_loop_builder: display.event_loop(),
        ..Default::default()
    };
    let born = Instant::now();
    let create: eframe::AppCreator<'_> = Box::new(move |creation| {
        let theme = Theme::dark();
        prepare(&creation.egui_ctx);
        theme.apply(&creation.egui_ctx);
        Ok(Box::new(BenchWindow {
            stage: Stage { state, charts: ChartUi::default(), theme, first_row },
            views,
            report,
            check,
            phase: Phase::WarmUp(0),
            born,
        }))
    });
    eframe::run_native("Hashfloor bench", native, create)
        .map_err(|error| WindowError::Refused(error.to_string()).into())
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

/// CPU seconds of this process and of the X server, if the kit has told which it is.
fn cpu_secs() -> f64 {
    process_cpu_secs().unwrap_or(0.0) + x_server_cpu_secs().unwrap_or(0.0)
}

fn x_server_cpu_secs() -> Option<f64> {
    let process: u32 = std::env::var("XVFB_PID").ok()?.parse().ok()?;
    let text = std::fs::read_to_string(format!("/proc/{process}/schedstat")).ok()?;
    let nanoseconds: f64 = text.split_ascii_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// What is painted.
struct Stage {
    state: AppState,
    charts: ChartUi,
    theme: Theme,
    first_row: UnixSecs,
}

impl Stage {
    fn paint(&mut self, ui: &mut Ui, view: TimeView) {
        if self.state.time_view() != view {
            self.state.dispatch(Command::SetTimeView(view));
        }
        let (state, charts, theme) = (&self.state, &mut self.charts, &self.theme);
        CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
            charts.show(ui, state, theme, &mut Vec::new());
        });
    }
}

/// Where a run is.
enum Phase {
    /// Frames painted so far.
    WarmUp(usize),
    /// The view painted in the frame before, and when that frame began.
    Measuring { view: usize, began: Instant, cpu_secs: f64, ui_ms: f64, first_at: Instant },
    /// The last view stays, nothing asks for a frame.
    Resting,
}

struct BenchWindow {
    stage: Stage,
    /// The full view, then the steps.
    views: Vec<TimeView>,
    report: Report,
    check: FrameCheck,
    phase: Phase,
    born: Instant,
}

impl BenchWindow {
    fn begin_frame(&mut self, ui: &mut Ui, view: usize, first_at: Instant) {
        let (began, cpu_secs) = (Instant::now(), cpu_secs());
        let Some(shown) = self.views.get(view).copied() else { return };
        self.stage.paint(ui, shown);
        self.phase = Phase::Measuring { view, began, cpu_secs, ui_ms: millis(began), first_at };
        ui.ctx().request_repaint();
    }

    fn rest(&mut self, ui: &mut Ui) {
        self.phase = Phase::Resting;
        self.paint_full(ui);
        let report = std::mem::take(&mut self.report);
        let check = self.check;
        let spawned = std::thread::Builder::new().name("bench idle".to_owned()).spawn(move || {
            std::thread::sleep(SETTLING);
            let spent = cpu_secs();
            std::thread::sleep(IDLING);
            std::process::exit(end(&report, (cpu_secs() - spent) * 1e3 / IDLING.as_secs_f64(), check));
        });
        if spawned.is_err() {
            std::process::exit(1);
        }
    }

    fn paint_full(&mut self, ui: &mut Ui) {
        if let Some(full) = self.views.first().copied() {
            self.stage.paint(ui, full);
        }
    }
}

/// Prints what was found; returns the exit status.
fn end(report: &Report, idle_cpu_ms_per_s: f64, check: FrameCheck) -> i32 {
    let mut out = std::io::stdout().lock();
    let printed = writeln!(out, "{}", report.line(idle_cpu_ms_per_s)).and_then(|()| out.flush());
    let missed = report.missed();
    let refused = check == FrameCheck::RefuseTwoInARow && missed.two_in_a_row > 0;
    if check == FrameCheck::RefuseTwoInARow {
        let words = format!(
            "hashfloor: {} of {} frames over 16.7 ms, {} of them right after another",
            missed.frames,
            report.frames.len(),
            missed.two_in_a_row
        );
        writeln!(std::io::stderr(), "{words}").ok(); // a closed pipe is nobody's loss
    }
    i32::from(refused || printed.is_err())
}

impl eframe::App for BenchWindow {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let (now, spent) = (Instant::now(), cpu_secs());
        match self.phase {
            Phase::WarmUp(frames) => {
                if frames == 0 {
                    self.report.startup_ms = millis(self.born);
                }
                if frames < WARM_UP_FRAMES {
                    ui.label(format!(
                        "Warming up, {} rows from {}",
                        self.report.rows,
                        self.stage.first_row.day_label()
                    ));
                    self.phase = Phase::WarmUp(frames + 1);
                    ui.ctx().request_repaint();
                } else {
                    self.begin_frame(ui, 0, now);
                }
            }
            Phase::Measuring { view, began, cpu_secs, ui_ms, first_at } => {
                let wall_ms = now.duration_since(began).as_secs_f64() * 1e3;
                let measured = Measured { wall_ms, cpu_ms: (spent - cpu_secs) * 1e3, ui_ms };
                if view == 0 {
                    self.report.first = measured;
                } else {
                    self.report.frames.push(measured);
                }
                let is_cut_short =
                    self.report.frames.len() >= LEAST_FRAMES && first_at.elapsed() > LONGEST_RUN;
                if view + 1 < self.views.len() && !is_cut_short {
                    self.begin_frame(ui, view + 1, first_at);
                } else {
                    self.rest(ui);
                }
            }
            Phase::Resting => self.paint_full(ui),
        }
    }

    fn raw_input_hook(&mut self, _ctx: &Context, input: &mut RawInput) {
        // No peer has a pointer over it: wherever the screen's lies, there is no crosshair.
        input.events.retain(|event| !matches!(event, Event::PointerMoved(_) | Event::MouseMoved(_)));
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        self.stage.theme.pane.to_normalized_gamma_f32()
    }
}
