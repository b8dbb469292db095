//! Levels on the price pane: lines, zones, labels and chips.

use egui::{Align2, Painter, Pos2, Rect, Stroke, pos2, vec2};

use crate::app::command::Selection;
use crate::app::state::AppState;
use crate::chart::hit::{Candidate, HitClass, distance_to_rect};
use crate::chart::stack::stack_chips;
use crate::domain::format::{grouped, visible_text};
use crate::domain::level::{AnchorEnd, Level, LevelId, Place};
use crate::domain::scenario::Scenario;
use crate::domain::time::UnixSecs;
use crate::ui::chart::fired::alert_suffix;
use crate::ui::chart::frame::{AXIS_WIDTH, PaneFrame};
use crate::ui::chart::sloped;
use crate::ui::chart::strokes::{Pattern, Strokes};
use crate::ui::chart::text::{CHIP_HEIGHT, SMALL, backed_text, chip, regular};
use crate::ui::theme::Theme;

/// The line of a level with an alert.
const ALERT_DASHES: Pattern = Pattern::Dashed { dash: 6.0, gap: 4.0 };
/// The bounds of a zone.
const ZONE_DASHES: Pattern = Pattern::Dashed { dash: 3.0, gap: 5.0 };
/// Gap between two chips, points.
const CHIP_GAP: f32 = 1.0;

/// Height below which a chip can no longer be read, points.
const LEAST_CHIP_HEIGHT: f32 = 11.0;

/// Which part of a level is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// The lower bound of a zone.
    Low,
    /// The upper bound of a zone.
    High,
    /// An end of a sloped line.
    Anchor(AnchorEnd),
}

/// A level as it lies on the screen.
#[derive(Clone, Debug)]
pub struct PlacedLevel {
    /// Which.
    pub id: LevelId,
    /// Screen y of each line, with the part it belongs to.
    pub lines: Vec<(Part, f32)>,
    /// The chip on the price axis.
    pub chip: Rect,
    /// The y that the chip belongs to.
    pub wanted_y: f32,
    /// The points of a sloped line, left to right.
    pub path: Vec<Pos2>,
    /// The ends of a sloped line that lie in the plot.
    pub handles: Vec<(AnchorEnd, Pos2)>,
}

/// A scenario's target as its chip lies on the axis.
#[derive(Clone, Debug)]
pub struct PlacedTarget {
    /// Which scenario.
    pub scenario: String,
    /// Which of its waypoints.
    pub index: usize,
    /// The chip on the price axis.
    pub chip: Rect,
    /// The y that the chip belongs to.
    pub wanted_y: f32,
}

/// Everything on the price axis that gives way to one another.
#[derive(Clone, Debug, Default)]
pub struct Placed {
    /// The levels within the pane.
    pub levels: Vec<PlacedLevel>,
    /// The targets within the pane.
    pub targets: Vec<PlacedTarget>,
    /// Centre of the last close's chip.
    pub last_chip_y: Option<f32>,
}

/// Whose chip it is.
enum Owner<'a> {
    Level(&'a Level),
    Target(&'a Scenario, usize),
    LastClose,
}

/// Places every visible level and target that lies within the pane, and the last
/// close; chips do not overlap one another.
pub fn place<'a>(
    levels: &[Level],
    scenarios: impl Iterator<Item = &'a Scenario>,
    frame: &PaneFrame,
    last_y: Option<f32>,
) -> Placed {
    let plot = frame.rects.plot;
    let mut wanted: Vec<(Owner<'_>, f32)> = levels
        .iter()
        .filter(|level| !level.hidden)
        .filter_map(|level| Some((Owner::Level(level), wanted_y(level.place, frame)?)))
        .collect();
    for scenario in scenarios {
        let target = scenario.waypoints.iter().position(|waypoint| waypoint.target);
        let y = frame.y(scenario.target);
        if let Some(index) = target.filter(|_| plot.y_range().contains(y)) {
            wanted.push((Owner::Target(scenario, index), y));
        }
    }
    if let Some(y) = last_y.filter(|y| plot.y_range().contains(*y)) {
        wanted.push((Owner::LastClose, y));
    }
    wanted.sort_by(|a, b| a.1.total_cmp(&b.1));
    let ys: Vec<f32> = wanted.iter().map(|(_, y)| *y).collect();
    let half = CHIP_HEIGHT / 2.0;
    let centres = stack_chips(&ys, CHIP_HEIGHT, CHIP_GAP, plot.top() - half, plot.bottom());
    // Where they do not fit, they are lower rather than one over the other.
    let apart = centres.windows(2).map(|pair| pair.last().unwrap_or(&0.0) - pair.first().unwrap_or(&0.0));
    let height = apart.fold(CHIP_HEIGHT, |height, apart| height.min(apart - CHIP_GAP)).max(LEAST_CHIP_HEIGHT);
    let axis = frame.rects.axis;
    let mut placed = Placed::default();
    for ((owner, wanted_y), centre) in wanted.into_iter().zip(centres) {
        let size = vec2(AXIS_WIDTH - 10.0, height);
        let chip = Rect::from_center_size(pos2(axis.left() + 5.0 + size.x / 2.0, centre), size);
        let level = match owner {
            Owner::Level(level) => level,
            Owner::Target(scenario, index) => {
                let scenario = scenario.id.clone();
                placed.targets.push(PlacedTarget { scenario, index, chip, wanted_y });
                continue;
            }
            Owner::LastClose => {
                placed.last_chip_y = Some(centre);
                continue;
            }
        };
        let (mut lines, mut path, mut handles) = (Vec::new(), Vec::new(), Vec::new());
        match level.place {
            Place::Price(price) => lines.push((Part::Whole, frame.y(price))),
            Place::Zone { low, high } => {
                lines.extend([(Part::Low, frame.y(low)), (Part::High, frame.y(high))]);
            }
            Place::Line { .. } => {
                (path, handles) = (sloped::path(level.place, frame), sloped::handles(level.place, frame));
            }
        }
        placed.levels.push(PlacedLevel { id: level.id, lines, chip, wanted_y, path, handles });
    }
    placed
}

/// The y in the plot that a place's chip belongs to; `None` where nothing of it is seen.
fn wanted_y(place: Place, frame: &PaneFrame) -> Option<f32> {
    let plot = frame.rects.plot;
    let (y, is_seen) = match place {
        Place::Price(price) => {
            let y = frame.y(price);
            (y, plot.y_range().contains(y))
        }
        Place::Zone { low, high } => {
            (frame.y(place.price()), frame.y(high) <= plot.bottom() && frame.y(low) >= plot.top())
        }
        Place::Line { .. } => {
            let path = sloped::path(place, frame);
            (path.last()?.y, sloped::is_visible(&path, frame))
        }
    };
    (is_seen && y.is_finite()).then(|| y.clamp(plot.top(), plot.bottom()))
}

/// What can be grasped of the placed levels, for the hit test; `name` gives each its id.
pub fn candidates(
    placed: &[PlacedLevel],
    frame: &PaneFrame,
    pointer: Pos2,
    mut name: impl FnMut(LevelId, Part) -> u64,
) -> Vec<Candidate> {
    let mut all = Vec::new();
    for level in placed {
        let rect = level.chip;
        let to_chip =
            distance_to_rect((pointer.x, pointer.y), (rect.min.x, rect.min.y), (rect.max.x, rect.max.y));
        let id = name(level.id, Part::Whole);
        all.push(Candidate { id, class: HitClass::Chip, distance_px: to_chip });
        if frame.rects.plot.contains(pointer) {
            for (part, y) in &level.lines {
                let id = name(level.id, *part);
                all.push(Candidate { id, class: HitClass::Line, distance_px: (pointer.y - y).abs() });
            }
            for (end, at) in &level.handles {
                let id = name(level.id, Part::Anchor(*end));
                all.push(Candidate { id, class: HitClass::Handle, distance_px: at.distance(pointer) });
            }
            if !level.path.is_empty() {
                let distance_px = sloped::distance(&level.path, pointer);
                all.push(Candidate { id, class: HitClass::Line, distance_px });
            }
        }
    }
    all
}

/// Paints lines and zones, below the data.
pub fn lines(painter: &Painter, theme: &Theme, state: &AppState, frame: &PaneFrame, hot: Option<LevelId>) {
    let plot = frame.rects.plot;
    let mut strokes = Strokes::new(painter);
    for level in state.document_now().levels.iter().filter(|level| !level.hidden) {
        let colour = theme.level_colour(level);
        let strong = hot == Some(level.id) || is_selected(state, level.id);
        let width = if strong { 2.0 } else { 1.0 };
        match level.place {
            Place::Price(price) => {
                let pattern = if level.alert.is_some() { ALERT_DASHES } else { Pattern::Solid };
                strokes.horizontal(plot.x_range(), frame.y(price), width, colour, pattern);
            }
            Place::Zone { low, high } => {
                let rect = Rect::from_x_y_ranges(plot.x_range(), frame.y(high)..=frame.y(low));
                let inside = rect.intersect(plot);
                strokes.rect(inside, colour.gamma_multiply(if strong { 0.2 } else { 0.1 }));
                for y in [rect.top(), rect.bottom()] {
                    strokes.horizontal(plot.x_range(), y, width, colour.gamma_multiply(0.6), ZONE_DASHES);
                }
            }
            Place::Line { .. } => {
                let dashes = level.alert.is_some().then_some((6.0, 4.0));
                sloped::paint(painter, sloped::path(level.place, frame), Stroke::new(width, colour), dashes);
            }
        }
    }
    strokes.paint(painter);
}

fn is_selected(state: &AppState, id: LevelId) -> bool {
    state.selection().and_then(Selection::level) == Some(id)
}

/// Paints labels and chips, above the data. `plain` paints into the plot's
/// clip, `axis` into the axis strip.
pub fn chips(
    plain: &Painter,
    axis: &Painter,
    theme: &Theme,
    state: &AppState,
    frame: &PaneFrame,
    placed: &[PlacedLevel],
) {
    let right = frame.rects.plot.right();
    // All labels, then all chips: two places to paint into instead of one after the other.
    for place in placed {
        let Some(level) = state.document_now().level(place.id) else { continue };
        let label = label_text(state, level);
        if !label.is_empty() {
            let position = pos2(right - 10.0, place.chip.center().y);
            let (colour, ground) = (theme.level_colour(level), theme.pane);
            backed_text(plain, position, Align2::RIGHT_CENTER, label, regular(SMALL), colour, ground);
        }
    }
    for place in placed {
        let Some(level) = state.document_now().level(place.id) else { continue };
        let colour = theme.level_colour(level);
        let centre = place.chip.center().y;
        if (centre - place.wanted_y).abs() > 0.5 {
            let leader = [pos2(right - 6.0, place.wanted_y), pos2(right + 5.0, centre)];
            axis.line_segment(leader, Stroke::new(1.0, colour));
        }
        let text = theme.numbers.of(chip_text(level.place, frame));
        chip(axis, place.chip, text, colour, theme.text_on(colour));
        if is_selected(state, level.id) {
            axis.rect_stroke(place.chip, 3.0, Stroke::new(1.0, theme.text_strong), egui::StrokeKind::Outside);
        }
    }
}

/// The price of a level as its chip says it: a sloped line's where it is seen last.
fn chip_text(place: Place, frame: &PaneFrame) -> String {
    match place {
        Place::Price(price) => grouped(price, 0),
        Place::Zone { low, high } => {
            let thousands = |price: f64| {
                let tenths = (price / 100.0).round();
                grouped(tenths / 10.0, if tenths % 10.0 == 0.0 { 0 } else { 1 })
            };
            format!("{}–{}k", thousands(low), thousands(high))
        }
        Place::Line { to, .. } => {
            let last = place.last_moment(UnixSecs(frame.view.to.floor() as i64));
            grouped(last.and_then(|last| place.price_at(last)).unwrap_or(to.price), 0)
        }
    }
}

/// Paints the chips of the scenarios' targets.
pub fn target_chips(
    axis: &Painter,
    theme: &Theme,
    state: &AppState,
    frame: &PaneFrame,
    targets: &[PlacedTarget],
) {
    let right = frame.rects.plot.right();
    for place in targets {
        let Some(scenario) = state.document_now().scenario(&place.scenario) else { continue };
        let colour = theme.scenario_colour(scenario);
        let centre = place.chip.center().y;
        let leader = [pos2(right - 6.0, place.wanted_y), pos2(right + 5.0, centre)];
        axis.line_segment(leader, Stroke::new(1.0, colour));
        let text = theme.numbers.of(grouped(scenario.target, 0));
        chip(axis, place.chip, text, colour, theme.text_on(colour));
    }
}

fn label_text(state: &AppState, level: &Level) -> String {
    let mut label = visible_text(&level.label);
    if level.locked {
        label.push_str(" · locked");
    }
    label.push_str(alert_suffix(state, level));
    label
}
