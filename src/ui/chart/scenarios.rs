//! Scenarios on the price pane: the fan of the model, paths, handles, targets.

use egui::epaint::{BandPoint, BandShape};
use egui::{Align2, Color32, Painter, Pos2, Rangef, Rect, Shape, Stroke, pos2, vec2};

use crate::app::command::Selection;
use crate::app::state::AppState;
use crate::calc::scenario::Gbm;
use crate::calc::scenario::fan::{FanRow, fan};
use crate::calc::scenario::path::price_at;
use crate::chart::hit::{Candidate, HitClass, distance_to_segment};
use crate::domain::format::{compact, percent, visible_text};
use crate::domain::scenario::Scenario;
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::domain::unit::Unit;
use crate::ui::chart::dashes::dashed;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::text::{SMALL, backed_text, regular, strong};
use crate::ui::theme::Theme;

/// Radius of a handle, points.
const HANDLE: f32 = 5.0;
/// Share of the pane's width to the left of which boundaries are labelled.
const FAN_LABELS_UNTIL: f32 = 0.68;
/// Room a label needs below its handle, points.
const ROOM_FOR_LABEL: f32 = 28.0;
/// Times at which the fan is computed.
const FAN_STEPS: i64 = 48;

/// The scenarios that are drawn.
pub fn shown(state: &AppState) -> impl Iterator<Item = &Scenario> {
    state.document_now().scenarios.iter().filter(|scenario| !scenario.hidden)
}

/// The model's 5–95 % and 25–75 % bands and its median, from the last close.
pub fn model_fan(painter: &Painter, theme: &Theme, state: &AppState, frame: &PaneFrame) {
    let Some(odds) = shown(state).find_map(|scenario| state.odds(&scenario.id)?.as_ref().ok()) else {
        return;
    };
    let Some(until) = shown(state).map(|scenario| scenario.deadline).max() else { return };
    let days = until.secs_since(odds.as_of) / DAY_SECS;
    if days < 1 {
        return;
    }
    // Finer near the start, where the cone opens as a square root.
    let times: Vec<UnixSecs> = (0..=FAN_STEPS)
        .map(|step| odds.as_of.plus_days(days * step * step / (FAN_STEPS * FAN_STEPS)))
        .collect();
    let model = Gbm { log_drift: odds.log_drift, vol_annual: odds.vol_annual };
    let rows = fan(model, odds.spot_usd, odds.as_of, &times);
    for (low, high, strength) in [(0, 4, 0.10), (1, 3, 0.14)] {
        let band = rows
            .iter()
            .filter_map(|row| {
                let (low, high) = (row.quantiles.get(low)?, row.quantiles.get(high)?);
                let (top, bottom) = (frame.y(*high), frame.y(*low));
                Some(BandPoint::new(frame.x(row.time.0 as f64), Rangef::new(top, bottom)))
            })
            .collect();
        painter.add(Shape::Band(BandShape::filled(band, theme.hashrate.gamma_multiply(strength))));
    }
    let median: Vec<Pos2> =
        rows.iter().filter_map(|row| Some(frame.at(row.time.0 as f64, *row.quantiles.get(2)?))).collect();
    painter.extend(dashed(&median, frame.rects.plot, Stroke::new(1.0, theme.text_weak), (3.0, 4.0)));
    fan_labels(painter, theme, frame, &rows);
}

/// The share below each boundary, written on it where there is room for all.
fn fan_labels(painter: &Painter, theme: &Theme, frame: &PaneFrame, rows: &[FanRow]) {
    let plot = frame.rects.plot.shrink2(vec2(24.0, 20.0));
    let words =
        [(4, "95 %", -1.0), (3, "75 %", -1.0), (2, "median", -1.0), (1, "25 %", 1.0), (0, "5 %", 1.0)];
    for (index, word, side) in words {
        // As far right as the boundary is inside the pane, but before the labels of the levels.
        let at = rows
            .iter()
            .filter_map(|row| Some(frame.at(row.time.0 as f64, *row.quantiles.get(index)?)))
            .rfind(|at| plot.contains(*at) && at.x < plot.left() + plot.width() * FAN_LABELS_UNTIL);
        if let Some(at) = at {
            let at = pos2(at.x, at.y + side * 8.0);
            painter.text(at, Align2::RIGHT_CENTER, word, regular(10.0), theme.text_weak);
        }
    }
}

/// The legend of the fan: method and inputs.
pub fn fan_legend(state: &AppState) -> Option<String> {
    let odds = shown(state).find_map(|scenario| state.odds(&scenario.id)?.as_ref().ok())?;
    let drift = state.document_now().assumptions.drift.words();
    let kind = if odds.vol_is_realised { "90-day realised" } else { "yours" };
    Some(format!("model 5–95 %, 25–75 % · {drift} · volatility {} ({kind})", percent(odds.vol_annual, 0)))
}

/// Paints paths and handles.
pub fn paths(
    painter: &Painter,
    theme: &Theme,
    state: &AppState,
    frame: &PaneFrame,
    hot: Option<(&str, Option<usize>)>,
    last_row: UnixSecs,
) {
    for scenario in shown(state) {
        let colour = theme.scenario_colour(scenario);
        let selected = match state.selection() {
            Some(Selection::Scenario { id, .. }) => *id == scenario.id,
            _ => false,
        };
        let is_hot = hot.is_some_and(|(id, _)| id == scenario.id);
        let width = if selected || is_hot { 2.5 } else { 1.75 };
        let points = sampled(scenario);
        let position = |(time, price): &(UnixSecs, f64)| frame.at(time.0 as f64, *price);
        let (past, future): (Vec<_>, Vec<_>) = points.iter().partition(|(time, _)| *time <= last_row);
        let mut past: Vec<Pos2> = past.iter().map(position).collect();
        let mut future: Vec<Pos2> = future.iter().map(position).collect();
        if let Some(price) = price_at(&scenario.path(), last_row) {
            let seam = position(&(last_row, price));
            past.push(seam);
            future.insert(0, seam);
        }
        let behind = Stroke::new(1.25, colour.gamma_multiply(0.7));
        painter.extend(dashed(&past, frame.rects.plot, behind, (2.0, 3.0)));
        painter.add(Shape::line(future, Stroke::new(width, colour)));
        for (index, waypoint) in scenario.waypoints.iter().enumerate() {
            let at = frame.at(waypoint.date.0 as f64, waypoint.price);
            let near = hot == Some((scenario.id.as_str(), Some(index)));
            handle(painter, theme, at, colour, waypoint.target, near);
        }
        label(painter, theme, frame, scenario, colour);
    }
}

/// Points of a path, dense enough to be straight in log price on any axis.
fn sampled(scenario: &Scenario) -> Vec<(UnixSecs, f64)> {
    let path = scenario.path();
    let mut points = Vec::new();
    for pair in path.windows(2) {
        if let [(from, price), (to, _)] = pair {
            points.push((*from, *price));
            let step = (to.secs_since(*from) / 12).max(DAY_SECS);
            let mut time = UnixSecs(from.0 + step);
            while time < *to {
                if let Some(price) = price_at(&path, time) {
                    points.push((time, price));
                }
                time = UnixSecs(time.0 + step);
            }
        }
    }
    points.extend(path.last());
    points
}

fn handle(painter: &Painter, theme: &Theme, at: Pos2, colour: Color32, target: bool, hot: bool) {
    let radius = if hot { HANDLE + 1.5 } else { HANDLE };
    if target {
        let points = [vec2(0.0, -1.0), vec2(1.0, 0.0), vec2(0.0, 1.0), vec2(-1.0, 0.0)]
            .map(|corner| at + corner * (radius + 1.5));
        painter.add(Shape::convex_polygon(points.to_vec(), theme.pane, Stroke::new(2.0, colour)));
    } else {
        painter.circle(at, radius, theme.pane, Stroke::new(2.0, colour));
    }
}

fn label(painter: &Painter, theme: &Theme, frame: &PaneFrame, scenario: &Scenario, colour: Color32) {
    let Some((index, target)) = scenario.waypoints.iter().enumerate().find(|(_, waypoint)| waypoint.target)
    else {
        return;
    };
    let at = frame.at(target.date.0 as f64, target.price);
    // A target that ends the path is written above it, a turning point below.
    let turns = scenario.waypoints.get(index + 1).is_some();
    let room_below = frame.rects.plot.bottom() - at.y > ROOM_FOR_LABEL;
    let (offset, align) = match (turns && target.price < scenario.origin.close, room_below) {
        (true, true) => (vec2(0.0, 10.0), Align2::CENTER_TOP),
        (true, false) => (vec2(12.0, 0.0), Align2::LEFT_CENTER),
        (false, _) => (vec2(0.0, -10.0), Align2::RIGHT_BOTTOM),
    };
    let target = theme.numbers.of(compact(scenario.target, Unit::Usd));
    let text = format!("{} {target}", visible_text(&scenario.house));
    backed_text(painter, at + offset, align, text, strong(SMALL), colour, theme.pane);
}

/// What can be grasped of the paths, for the hit test; `name` gives each its id.
pub fn candidates(
    state: &AppState,
    frame: &PaneFrame,
    pointer: Pos2,
    mut name: impl FnMut(&str, Option<usize>) -> u64,
) -> Vec<Candidate> {
    let mut all = Vec::new();
    if !frame.rects.plot.contains(pointer) {
        return all;
    }
    // Where two handles coincide, the target is meant: it is listed first.
    for wants_target in [true, false] {
        for scenario in shown(state) {
            let points = scenario.waypoints.iter().enumerate();
            for (index, waypoint) in points.filter(|(_, waypoint)| waypoint.target == wants_target) {
                let at = frame.at(waypoint.date.0 as f64, waypoint.price);
                let id = name(&scenario.id, Some(index));
                all.push(Candidate { id, class: HitClass::Handle, distance_px: at.distance(pointer) });
            }
        }
    }
    for scenario in shown(state) {
        let points: Vec<Pos2> =
            sampled(scenario).iter().map(|(time, price)| frame.at(time.0 as f64, *price)).collect();
        let nearest = points
            .windows(2)
            .filter_map(|pair| match pair {
                [a, b] => Some(distance_to_segment((pointer.x, pointer.y), (a.x, a.y), (b.x, b.y))),
                _ => None,
            })
            .fold(f32::INFINITY, f32::min);
        let id = name(&scenario.id, None);
        all.push(Candidate { id, class: HitClass::Line, distance_px: nearest });
    }
    all
}

/// The screen rectangle of a handle, for accessibility.
pub fn handle_rect(frame: &PaneFrame, time: UnixSecs, price: f64) -> Rect {
    Rect::from_center_size(frame.at(time.0 as f64, price), vec2(HANDLE * 2.0, HANDLE * 2.0))
}
