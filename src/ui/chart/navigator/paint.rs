//! How the navigator looks: the history, the calendar, the window and its grips.
//!
//! Everything is a rectangle on whole pixels in a few meshes, so that egui
//! feathers nothing; the history's two meshes are kept from frame to frame.

use std::sync::Arc;

use egui::{Color32, Id, Mesh, Painter, Rangef, Rect, Shape, Ui, pos2};

use crate::app::library::Entry;
use crate::app::state::AppState;
use crate::chart::level_of_detail::{Column, Run};
use crate::chart::navigator::{Edge, NavigatorPart, NavigatorScale, column_spans};
use crate::chart::scale::{ScaleKind, ValueScale};
use crate::chart::ticks::{TimeTick, time_ticks_in};
use crate::domain::catalog;
use crate::domain::series::Series;
use crate::domain::time::UnixSecs;
use crate::ui::chart::text::{SMALL, regular, strong};
use crate::ui::theme::Theme;

/// Height of the row of years below the history, points.
const LABELS_HEIGHT: f32 = 15.0;
/// Air above the history's highest value, points.
const AIR: f32 = 3.0;
/// Least distance between two years, points.
const TICK_GAP: f32 = 52.0;
/// Least distance between two words below the history, points.
const LABEL_GAP: f32 = 6.0;
/// Width and height of a grip, points.
const GRIP: (f32, f32) = (5.0, 15.0);

/// What the hand and the keyboard do to the looks.
pub struct Looks {
    /// The part that is held or would be.
    pub hot: Option<NavigatorPart>,
    /// Whether keys go to the strip.
    pub has_focus: bool,
    /// The window's ends in words, where they are to be read.
    pub ends: Option<(String, String)>,
}

/// What the kept meshes depend on.
#[derive(Clone, Copy, PartialEq)]
struct HistoryKey {
    price: Option<u64>,
    weekly: Option<u64>,
    scale: NavigatorScale,
    track: Rect,
    kind: ScaleKind,
    dark: bool,
    pixel: f32,
}

/// The history as meshes: quiet beside the window, bright in it.
struct History {
    key: HistoryKey,
    quiet: Arc<Mesh>,
    bright: Arc<Mesh>,
    ticks: Vec<TimeTick>,
}

/// The nearest edge of a pixel.
fn snapped(at: f32, pixel: f32) -> f32 {
    (at / pixel).round() * pixel
}

/// A pixel-snapping pen: rectangles of one mesh.
struct Pen {
    pixel: f32,
    mesh: Mesh,
}

impl Pen {
    fn new(pixel: f32) -> Self {
        Self { pixel, mesh: Mesh::default() }
    }

    /// A rectangle with its corners on pixels, a pixel wide and high at least.
    fn fill(&mut self, left: f32, top: f32, right: f32, bottom: f32, colour: Color32) {
        let (left, top) = (snapped(left, self.pixel), snapped(top, self.pixel));
        let right = snapped(right, self.pixel).max(left + self.pixel);
        let bottom = snapped(bottom, self.pixel).max(top + self.pixel);
        self.mesh.add_colored_rect(Rect::from_min_max(pos2(left, top), pos2(right, bottom)), colour);
    }

    fn column(&mut self, x: f32, rect: Rect, colour: Color32) {
        self.fill(x, rect.top(), x + self.pixel, rect.bottom(), colour);
    }

    fn outline(&mut self, rect: Rect, colour: Color32) {
        let pixel = self.pixel;
        self.fill(rect.left(), rect.top(), rect.right(), rect.top() + pixel, colour);
        self.fill(rect.left(), rect.bottom() - pixel, rect.right(), rect.bottom(), colour);
        self.fill(rect.left(), rect.top(), rect.left() + pixel, rect.bottom(), colour);
        self.fill(rect.right() - pixel, rect.top(), rect.right(), rect.bottom(), colour);
    }

    fn put_down(self, painter: &Painter) {
        painter.add(Shape::mesh(self.mesh));
    }
}

/// Paints the strip.
pub fn paint(ui: &Ui, state: &AppState, theme: &Theme, rect: Rect, scale: &NavigatorScale, looks: &Looks) {
    let pixel = 1.0 / ui.pixels_per_point().max(0.1);
    let track = Rect::from_min_max(rect.min, pos2(rect.right(), rect.bottom() - LABELS_HEIGHT));
    let history = history(ui, state, theme, track, scale, pixel);
    let view = state.time_view();
    let (left, right) = scale.window(&view);
    let window = Rect::from_min_max(pos2(left, track.top()), pos2(right, track.bottom()));
    let painter = ui.painter_at(rect);
    let mut ground = Pen::new(pixel);
    ground.fill(window.left(), window.top(), window.right(), window.bottom(), theme.selected);
    ground.fill(track.left(), track.top(), track.right(), track.top() + pixel, theme.border);
    for tick in &history.ticks {
        ground.column(scale.x(tick.time.0 as f64), track, theme.grid);
    }
    ground.put_down(&painter);
    painter.add(Shape::Mesh(Arc::clone(&history.quiet)));
    ui.painter_at(window.intersect(rect)).add(Shape::Mesh(Arc::clone(&history.bright)));
    let mut marks = Pen::new(pixel);
    marks.fill(track.left(), track.bottom() - pixel, track.right(), track.bottom(), theme.border);
    if let Some((last, _)) = state.last_close() {
        marks.column(scale.x(last.0 as f64), track, theme.accent.gamma_multiply(0.7));
    }
    let is_held = matches!(looks.hot, Some(NavigatorPart::Window));
    marks.outline(window, if is_held { theme.text } else { theme.text_weak });
    for (edge, x) in [(Edge::Left, window.left()), (Edge::Right, window.right())] {
        let is_hot = looks.hot == Some(NavigatorPart::Grip(edge));
        let (half, middle) = (GRIP.0 / 2.0, track.center().y);
        let x = x.clamp(track.left() + half, track.right() - half);
        let (top, bottom) = (middle - GRIP.1 / 2.0, middle + GRIP.1 / 2.0);
        let ink = if is_hot { theme.accent } else { theme.text };
        marks.fill(x - half - 1.0, top - 1.0, x + half + 1.0, bottom + 1.0, theme.pane);
        marks.fill(x - half, top, x + half, bottom, ink);
    }
    if looks.has_focus {
        marks.outline(rect, theme.accent);
    }
    marks.put_down(&painter);
    let ends = looks.ends.as_ref().map(|words| end_labels(&painter, theme, rect, window, words));
    labels(&painter, theme, rect, scale, &history.ticks, ends.as_ref().map_or(&[][..], |ends| &ends[..]));
}

/// Years below the history; none is cut off, touches its neighbour or what is `taken`.
fn labels(
    painter: &Painter,
    theme: &Theme,
    rect: Rect,
    scale: &NavigatorScale,
    ticks: &[TimeTick],
    taken: &[Rangef],
) {
    let y = rect.bottom() - LABELS_HEIGHT / 2.0;
    let mut free_from = rect.left();
    for tick in ticks {
        let x = scale.x(tick.time.0 as f64);
        let ink = if tick.strong { theme.text } else { theme.text_weak };
        let galley = painter.layout_no_wrap(tick.label.clone(), regular(SMALL), ink);
        let half = galley.size().x / 2.0;
        let around = Rangef::new(x - half, x + half).expand(LABEL_GAP);
        let is_covered = taken.iter().any(|taken| taken.intersects(around));
        if x - half < free_from || x + half > rect.right() || is_covered {
            continue;
        }
        free_from = around.max;
        painter.galley(pos2(x - half, y - galley.size().y / 2.0), galley, ink);
    }
}

/// The window's ends in words below its edges, side by side where it is narrow;
/// returns what they cover.
fn end_labels(
    painter: &Painter,
    theme: &Theme,
    rect: Rect,
    window: Rect,
    (from, to): &(String, String),
) -> [Rangef; 2] {
    let y = rect.bottom() - LABELS_HEIGHT / 2.0;
    let lay = |words: &String| painter.layout_no_wrap(words.clone(), strong(SMALL), theme.text_strong);
    let (from, to) = (lay(from), lay(to));
    let (from_width, to_width) = (from.size().x, to.size().x);
    let total = from_width + 2.0 * LABEL_GAP + to_width;
    let (mut left, mut right) = (window.left(), window.right());
    if right - left < total {
        let middle = f32::midpoint(left, right);
        (left, right) = (middle - total / 2.0, middle + total / 2.0);
    }
    // Into the strip, keeping them apart.
    let inside = rect.x_range().shrink(3.0);
    left = left.min(inside.max - total).max(inside.min);
    right = right.min(inside.max).max(left + total);
    let covered = [Rangef::new(left, left + from_width), Rangef::new(right - to_width, right)];
    for (galley, range) in [from, to].into_iter().zip(covered) {
        painter.galley(pos2(range.min, y - galley.size().y / 2.0), galley, theme.text_strong);
    }
    covered
}

/// The kept history, made anew when what it depends on has changed.
fn history(
    ui: &Ui,
    state: &AppState,
    theme: &Theme,
    track: Rect,
    scale: &NavigatorScale,
    pixel: f32,
) -> Arc<History> {
    let sources = &state.document_now().preferred_sources;
    let price = state.price();
    let weekly = state.library().weekly(catalog::PRICE, sources);
    let key = HistoryKey {
        price: price.map(|entry| entry.revision),
        weekly: weekly.map(|entry| entry.revision),
        scale: *scale,
        track,
        kind: state.document_now().price_pane().map_or(ScaleKind::Log, |pane| pane.scale),
        dark: theme.dark,
        pixel,
    };
    let id = Id::unique("time navigator history");
    let kept = ui.ctx().data(|data| data.get_temp::<Arc<History>>(id));
    if let Some(kept) = kept.filter(|kept| kept.key == key) {
        return kept;
    }
    let runs = runs(price, weekly.map(|entry| &*entry.series), scale);
    let colour = theme.series_colour(catalog::PRICE);
    let mesh = |line: f32, area: f32| {
        Arc::new(history_mesh(&runs, &key, (colour.gamma_multiply(line), colour.gamma_multiply(area))))
    };
    let ticks = time_ticks_in(&scale.reach, scale.width, TICK_GAP, &state.axis_zone());
    let made = Arc::new(History { key, quiet: mesh(0.5, 0.12), bright: mesh(1.0, 0.1), ticks });
    ui.ctx().data_mut(|data| data.insert_temp(id, Arc::clone(&made)));
    made
}

/// Closes over the whole reach: of weeks before the first row, then of the drawn price.
fn runs(price: Option<&Entry>, weekly: Option<&Series>, scale: &NavigatorScale) -> Vec<Run> {
    let mut runs = Vec::new();
    if let Some(weekly) = weekly {
        let first = price.and_then(|price| price.series.first_time());
        // The close of a week is known on its Sunday; the row is dated by its Monday.
        let sundays: Vec<UnixSecs> = weekly.times().iter().map(|monday| monday.plus_days(6)).collect();
        let before = first.map_or(sundays.len(), |first| sundays.partition_point(|time| *time < first));
        let (times, values) = (sundays.get(..before), weekly.values().get(..before));
        if let (Some(times), Some(values)) = (times, values) {
            runs.extend(Column::plain(times, values).visible_line(&scale.reach, scale.width));
        }
    }
    if let Some(price) = price {
        runs.extend(price.lod.column(&price.series).visible_line(&scale.reach, scale.width));
    }
    runs
}

fn history_mesh(runs: &[Run], key: &HistoryKey, (line, area): (Color32, Color32)) -> Mesh {
    let mut pen = Pen::new(key.pixel);
    let values = runs.iter().flatten().map(|(_, value)| *value);
    let range = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
    let kind = if range.0 > 0.0 { key.kind } else { ScaleKind::Linear };
    let values = ValueScale::new(kind, range.0, range.1);
    let (top, bottom) = (key.track.top() + AIR, key.track.bottom() - 2.0 * key.pixel);
    let y = |value: f64| bottom - values.unit_from_value(value) as f32 * (bottom - top);
    let left = snapped(key.track.left(), key.pixel);
    for run in runs {
        let points: Vec<(f32, f32)> =
            run.iter().map(|(time, value)| (key.scale.x(*time), snapped(y(*value), key.pixel))).collect();
        let spans = column_spans(&points, left, key.track.width(), key.pixel);
        let x = |column: usize| left + column as f32 * key.pixel;
        let spans = spans.into_iter().map(|(column, top, low)| {
            let top = snapped(top, key.pixel);
            (column, top, snapped(low, key.pixel).max(top + key.pixel))
        });
        let spans: Vec<(usize, f32, f32)> = spans.collect();
        // Neighbours of one height are one rectangle.
        for same in spans.chunk_by(|a, b| a.1.total_cmp(&b.1).is_eq() && a.2.total_cmp(&b.2).is_eq()) {
            let (Some((from, top, foot)), Some((to, _, _))) = (same.first(), same.last()) else { continue };
            pen.fill(x(*from), *top, x(*to + 1), *foot, line);
            if *foot < key.track.bottom() {
                pen.fill(x(*from), *foot, x(*to + 1), key.track.bottom(), area);
            }
        }
    }
    pen.mesh
}
