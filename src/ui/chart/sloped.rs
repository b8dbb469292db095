//! Sloped lines on the price pane: where they run, how they are drawn and dragged.
//!
//! Reads places in data space and the live transform; changes nothing. A line is straight
//! on the axis it was drawn on and sampled finely on the other one. Dragged by its body it
//! keeps its shape on the screen, so that it does not turn under the hand.

use egui::{Painter, Pos2, Rect, Shape, Stroke, Vec2, vec2};

use crate::app::command::{Selection, TimeDirection};
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::chart::hit::distance_to_segment;
use crate::chart::scale::ScaleKind;
use crate::domain::level::{Anchor, AnchorEnd, LevelId, Place, Straight};
use crate::domain::time::UnixSecs;
use crate::ui::chart::dashes::dashed;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::levels::{Part, PlacedLevel};
use crate::ui::chart::target::{Target, snapped, tidy};
use crate::ui::theme::Theme;

/// Radius of a handle, points.
pub const HANDLE: f32 = 5.0;
/// Distance between the points of a curve, points.
const SAMPLE_PX: f32 = 4.0;
/// The most points of a curve.
const MOST_SAMPLES: f32 = 600.0;
/// A pointer no further than this from where it was pressed leaves a line where it was,
/// whatever would catch it there, in points.
const HOME_PX: f32 = 1.0;

/// The screen points of a line within the time of the pane, left to right; empty where
/// it does not exist there.
pub fn path(place: Place, frame: &PaneFrame) -> Vec<Pos2> {
    let Place::Line { from, straight, .. } = place else { return Vec::new() };
    let start = from.date.max(UnixSecs(frame.view.from.floor() as i64));
    let last = place.last_moment(UnixSecs(frame.view.to.ceil() as i64));
    let Some(end) = last.filter(|end| *end > start) else { return Vec::new() };
    let is_straight = matches!(
        (straight, frame.scale.kind),
        (Straight::Linear, ScaleKind::Linear) | (Straight::Log, ScaleKind::Log)
    );
    let width = frame.x(end.0 as f64) - frame.x(start.0 as f64);
    let steps = if is_straight { 1 } else { (width / SAMPLE_PX).ceil().clamp(1.0, MOST_SAMPLES) as i64 };
    let span = end.secs_since(start);
    let times = (0..=steps).map(|step| UnixSecs(start.0 + span * step / steps));
    let points = times.filter_map(|time| Some(frame.at(time.0 as f64, place.price_at(time)?)));
    points.filter(|at| at.is_finite()).collect()
}

/// Whether any of a path may lie in the plot.
pub fn is_visible(path: &[Pos2], frame: &PaneFrame) -> bool {
    let plot = frame.rects.plot;
    path.windows(2).any(|pair| matches!(pair, [a, b] if Rect::from_two_pos(*a, *b).intersects(plot)))
}

/// The ends that lie in the plot.
pub fn handles(place: Place, frame: &PaneFrame) -> Vec<(AnchorEnd, Pos2)> {
    let at = |end| Some((end, frame.at(place.anchor(end)?.date.0 as f64, place.anchor(end)?.price)));
    let all = AnchorEnd::ALL.into_iter().filter_map(at);
    all.filter(|(_, at)| frame.rects.plot.contains(*at)).collect()
}

/// Distance of a pointer from a path, points; infinite from an empty one.
pub fn distance(path: &[Pos2], pointer: Pos2) -> f32 {
    let to = |pair: &[Pos2]| match pair {
        [a, b] => distance_to_segment((pointer.x, pointer.y), (a.x, a.y), (b.x, b.y)),
        _ => f32::INFINITY,
    };
    path.windows(2).map(to).fold(f32::INFINITY, f32::min)
}

/// Paints a line.
pub fn paint(painter: &Painter, path: Vec<Pos2>, stroke: Stroke, dashes: Option<(f32, f32)>) {
    match dashes {
        Some(dashes) => painter.extend(dashed(&path, painter.clip_rect(), stroke, dashes)),
        None => {
            painter.add(Shape::line(path, stroke));
        }
    }
}

/// Paints the handles of the lines that are pointed at, held, selected or being drawn.
pub fn paint_handles(
    painter: &Painter,
    theme: &Theme,
    state: &AppState,
    placed: &[PlacedLevel],
    hot: Option<&Target>,
) {
    let selected = state.selection().and_then(Selection::level);
    let drawn = match state.preview_edit() {
        Some(Edit::AddLevel { .. }) => state.document_now().levels.last().map(|level| level.id),
        _ => None,
    };
    for level in placed {
        let hot_part = match hot {
            Some(Target::Level { id, part }) if *id == level.id => Some(*part),
            _ => None,
        };
        if hot_part.is_none() && ![selected, drawn].contains(&Some(level.id)) {
            continue;
        }
        let Some(known) = state.document_now().level(level.id) else { continue };
        let colour = theme.level_colour(known);
        for (end, at) in &level.handles {
            let is_hot = hot_part == Some(Part::Anchor(*end));
            let radius = if is_hot { HANDLE + 1.5 } else { HANDLE };
            painter.circle(*at, radius, theme.pane, Stroke::new(2.0, colour));
            if state.selection() == Some(&Selection::Anchor { level: level.id, end: *end }) {
                painter.circle_stroke(*at, radius + 3.0, Stroke::new(1.5, theme.accent));
            }
        }
    }
}

/// A level under the hand.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Which level.
    pub id: LevelId,
    /// Its body or one of its ends.
    pub part: Part,
    /// Where it was.
    pub start: Place,
    /// Where the button went down.
    pub press: Pos2,
}

/// Where a held line has come to.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The whole line.
    pub place: Place,
    /// The price under the hand, USD.
    pub price: f64,
    /// The price that was there at the press, USD.
    pub before: f64,
    /// The date of the end that is held.
    pub date: Option<UnixSecs>,
    /// What the price caught.
    pub caught: Option<String>,
}

impl Held {
    /// Follows the pointer; `None` where the line cannot go.
    pub fn follow(&self, state: &AppState, frame: &PaneFrame, at: Pos2, radius_px: f32) -> Option<Moved> {
        match self.part {
            Part::Anchor(end) => self.follow_anchor(end, state, frame, at, radius_px),
            _ => self.follow_body(state, frame, at, radius_px),
        }
    }

    fn follow_anchor(
        &self,
        end: AnchorEnd,
        state: &AppState,
        frame: &PaneFrame,
        at: Pos2,
        radius_px: f32,
    ) -> Option<Moved> {
        let held = self.start.anchor(end)?;
        let way = at - self.press;
        let to = frame.at(held.date.0 as f64, held.price) + way;
        let date =
            self.date_beside_the_other(end, moved_date(state, frame, held.date, way, radius_px), state)?;
        let (price, caught) = if way.y.abs() < HOME_PX {
            (held.price, None)
        } else {
            snapped(state, frame, frame.value_at(to.y), date, Some(self.id), radius_px)
        };
        let place = self.start.with_anchor(end, Anchor { date, price }).check().ok()?;
        Some(Moved { place, price, before: held.price, date: Some(date), caught })
    }

    /// The date itself, or a row away from the other end where it would cross it.
    fn date_beside_the_other(&self, end: AnchorEnd, date: UnixSecs, state: &AppState) -> Option<UnixSecs> {
        Some(match end {
            AnchorEnd::From => {
                let other = self.start.anchor(AnchorEnd::To)?.date;
                if date < other { date } else { state.row_beside(other, TimeDirection::Earlier) }
            }
            AnchorEnd::To => {
                let other = self.start.anchor(AnchorEnd::From)?.date;
                if date > other { date } else { state.row_beside(other, TimeDirection::Later) }
            }
        })
    }

    fn follow_body(&self, state: &AppState, frame: &PaneFrame, at: Pos2, radius_px: f32) -> Option<Moved> {
        let Place::Line { mut from, mut to, straight, ray } = self.start else { return None };
        // By its chip on the axis a line moves in price alone.
        let by_chip = frame.rects.axis.contains(self.press);
        let way = if by_chip { vec2(0.0, at.y - self.press.y) } else { at - self.press };
        let last = self.start.last_moment(UnixSecs(frame.view.to.ceil() as i64))?;
        let held_at = UnixSecs(frame.time_at(self.press.x).round() as i64).min(last).max(from.date);
        let before = self.start.price_at(held_at)?;
        let (price, caught) = if way.y.abs() < HOME_PX {
            (before, None)
        } else {
            let wanted = frame.value_at(frame.y(before) + way.y);
            let time = UnixSecs(frame.time_at(at.x).round() as i64);
            snapped(state, frame, wanted, time, Some(self.id), radius_px)
        };
        let up = frame.y(price) - frame.y(before);
        let later = moved_date(state, frame, from.date, way, radius_px).secs_since(from.date);
        for anchor in [&mut from, &mut to] {
            anchor.date.0 = anchor.date.0.saturating_add(later);
            if way.y.abs() >= HOME_PX {
                anchor.price = tidy(frame.value_at(frame.y(anchor.price) + up));
            }
        }
        let place = Place::Line { from, to, straight, ray }.check().ok()?;
        Some(Moved { place, price, before, date: None, caught })
    }
}

/// A date moved with the pointer: to a row, or freely where nothing catches.
fn moved_date(state: &AppState, frame: &PaneFrame, date: UnixSecs, way: Vec2, radius_px: f32) -> UnixSecs {
    if way.x.abs() < HOME_PX {
        return date;
    }
    let time = UnixSecs(frame.time_at(frame.x(date.0 as f64) + way.x).round() as i64);
    if radius_px > 0.0 { state.row_near(time) } else { time }
}
