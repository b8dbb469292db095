//! What a drag does, from press to release or Esc.
//!
//! A drag shows its change as a preview and makes it once, on release. The
//! grab offset is kept, so nothing jumps; the price axis is frozen meanwhile.

use egui::{Modifiers, Pos2, Vec2};

use crate::app::command::{Command, Selection};
use crate::app::edit::Edit;
use crate::app::edit_panes::PaneEdit;
use crate::app::settings::WheelChoice;
use crate::app::state::AppState;
use crate::app::view::{AxisId, ValueRange};
use crate::chart::navigate::axis_drag_zoom_factor;
use crate::chart::scale::ValueScale;
use crate::chart::viewport::TimeView;
use crate::domain::format::{grouped, signed, signed_percent};
use crate::domain::level::{LevelId, Place};
use crate::domain::time::UnixSecs;
use crate::ui::chart::draw::Draft;
use crate::ui::chart::frame::{PaneFrame, moved_border};
use crate::ui::chart::levels::Part;
use crate::ui::chart::sloped::Held;
use crate::ui::chart::stage::Stage;
use crate::ui::chart::target::{Target, moved_to, part_price, snap_radius, tidy};

/// A pointer no further than this from where it was pressed leaves a level where
/// it was, whatever would catch it there, in pixels.
const HOME_PX: f32 = 1.0;

/// Points that count as one notch of a wheel.
const POINTS_PER_NOTCH: f32 = 50.0;

/// What the hand holds.
#[derive(Clone, Debug)]
pub enum Grasp {
    /// A level, or a bound of a zone.
    Level {
        /// Which.
        id: LevelId,
        /// Which part.
        part: Part,
        /// Where it was.
        start: Place,
        /// Pointer y minus line y at the press.
        grab_px: f32,
    },
    /// A point of a path.
    Waypoint {
        /// Which scenario.
        scenario: String,
        /// Which point.
        index: usize,
        /// Pointer minus handle at the press.
        grab_px: Vec2,
    },
    /// The ground: pans.
    Ground {
        /// Time when pressed.
        view: TimeView,
        /// The axis of the pane and its values when pressed, if the user has taken it.
        taken: Option<(AxisId, ValueScale)>,
    },
    /// The time axis: zooms time.
    TimeAxis {
        /// Time when pressed.
        view: TimeView,
    },
    /// A value axis: zooms its values.
    ValueAxis {
        /// Which.
        axis: AxisId,
        /// Values when pressed.
        scale: ValueScale,
        /// What the user had taken the axis to before.
        taken: Option<ValueRange>,
    },
    /// The border below a pane: gives it more or less height.
    Border {
        /// The panes above and below it, with their weights and heights when pressed.
        neighbours: [(String, f32, f32); 2],
    },
    /// A rectangle being drawn, to be zoomed into.
    Box {
        /// The axis of the pane it was begun in.
        axis: AxisId,
    },
    /// A distance being measured.
    Measure {
        /// The pane it was begun in.
        pane: String,
    },
    /// Esc was pressed: nothing more until the button is let go.
    Dropped,
    /// A sloped line or one of its ends.
    Sloped(Held),
    /// A zone or a line being drawn.
    Draw(Draft),
}

/// What a part of a level is to the selection.
pub fn part_selection(id: LevelId, part: Part) -> Selection {
    match part {
        Part::Anchor(end) => Selection::Anchor { level: id, end },
        _ => Selection::Level(id),
    }
}

/// A drag under way.
#[derive(Clone, Debug)]
pub struct Gesture {
    /// What is held.
    pub grasp: Grasp,
    /// Where the button went down.
    pub press: Pos2,
    /// An axis held still since the press.
    pub frozen: Option<(AxisId, ValueScale)>,
    /// What the drag says beside the pointer: price and sentences.
    pub card: Option<(f64, Vec<String>)>,
}

impl Gesture {
    /// Grasps a target, if the model lets it be moved.
    pub fn grasping(stage: &Stage<'_>, frame: &PaneFrame, target: &Target, press: Pos2) -> Option<Self> {
        let state = stage.state;
        let grasp = match target {
            Target::Level { id, part } => {
                let level = state.document().level(*id).filter(|level| !level.locked)?;
                let (id, part, start) = (*id, *part, level.place);
                if matches!(start, Place::Line { .. }) {
                    Grasp::Sloped(Held { id, part, start, press })
                } else {
                    let line = frame.y(part_price(start, part, UnixSecs(0)));
                    // A chip may stand away from its line: only the way of the hand counts.
                    let grab_px = press.y - line;
                    Grasp::Level { id, part, start, grab_px }
                }
            }
            Target::Waypoint { scenario, index } => {
                let waypoint = state.document().scenario(scenario)?.waypoints.get(*index)?;
                let at = frame.at(waypoint.date.0 as f64, waypoint.price);
                let grab_px = press - at;
                Grasp::Waypoint { scenario: scenario.clone(), index: *index, grab_px }
            }
            Target::Path { .. } => return None,
        };
        // The axis keeps still, whatever series it is fitted to.
        let frozen = stage.price_pane().map(|pane| (AxisId::right(&pane.pane.id), pane.frame.scale));
        Some(Self { grasp, press, frozen, card: None })
    }

    /// A gesture that holds no axis still.
    pub fn of(grasp: Grasp, press: Pos2) -> Self {
        Self { grasp, press, frozen: None, card: None }
    }

    /// What is selected by this grasp.
    pub fn selection(&self) -> Option<Selection> {
        match &self.grasp {
            Grasp::Level { id, .. } => Some(Selection::Level(*id)),
            Grasp::Sloped(held) => Some(part_selection(held.id, held.part)),
            Grasp::Waypoint { scenario, index, .. } => {
                Some(Selection::Scenario { id: scenario.clone(), waypoint: Some(*index) })
            }
            _ => None,
        }
    }

    /// Whether release makes a change.
    pub fn commits(&self) -> bool {
        match self.grasp {
            Grasp::Level { .. } | Grasp::Waypoint { .. } | Grasp::Border { .. } | Grasp::Sloped(_) => true,
            // What is drawn is something as soon as it is said beside the pointer.
            Grasp::Draw(_) => self.card.is_some(),
            _ => false,
        }
    }

    /// Follows the pointer.
    pub fn follow(
        &mut self,
        state: &AppState,
        frame: &PaneFrame,
        at: Pos2,
        modifiers: Modifiers,
        commands: &mut Vec<Command>,
    ) {
        match &self.grasp {
            Grasp::Level { id, part, start, grab_px } => {
                let radius = snap_radius(state, modifiers);
                let time = UnixSecs(frame.time_at(at.x) as i64);
                let before = part_price(*start, *part, time);
                let (price, caught) = if (at.y - self.press.y).abs() < HOME_PX {
                    (before, None)
                } else {
                    let wanted = frame.value_at(at.y - grab_px);
                    let held = Held { id: *id, part: *part, start: *start, press: self.press };
                    held.snapped(state, frame, wanted, time, radius)
                };
                let place = moved_to(*start, *part, price, time);
                if place.check().is_ok() {
                    commands.push(Command::Preview(Edit::MoveLevel { id: *id, place }));
                    let mut lines = card(before, price, caught);
                    if matches!((place, part), (Place::Zone { .. }, Part::Whole)) {
                        lines.push("for the middle of the zone".to_owned());
                    }
                    self.card = Some((price, lines));
                }
            }
            Grasp::Sloped(held) => {
                if let Some(moved) = held.follow(state, frame, at, snap_radius(state, modifiers)) {
                    let mut lines: Vec<String> = moved.date.iter().map(|date| date.weekday_label()).collect();
                    lines.extend(card(moved.before, moved.price, moved.caught));
                    self.card = Some((moved.price, lines));
                    commands.push(Command::Preview(Edit::MoveLevel { id: held.id, place: moved.place }));
                }
            }
            Grasp::Draw(draft) => match draft.to(state, frame, self.press, at, modifiers) {
                Some(drawn) => {
                    commands.push(Command::Preview(drawn.edit));
                    self.card = Some((drawn.price, drawn.lines));
                }
                None => {
                    self.card = None;
                    if state.preview_edit().is_some() {
                        commands.push(Command::CancelPreview);
                    }
                }
            },
            Grasp::Waypoint { scenario, index, grab_px } => {
                let point = at - *grab_px;
                let price = tidy(frame.value_at(point.y));
                let Some(held) = state.document().scenario(scenario) else { return };
                let Some((first, last)) = held.waypoint_bounds(*index) else { return };
                let day = UnixSecs(frame.time_at(point.x).round() as i64 + 43_200).start_of_day();
                // By its chip on the axis a target moves in price alone.
                let by_chip = frame.rects.axis.contains(self.press);
                let held_date = held.waypoints.get(*index).map(|waypoint| waypoint.date);
                let date = match held_date {
                    Some(date) if by_chip => date,
                    _ => day.max(first).min(last),
                };
                let edit = Edit::MoveWaypoint { scenario: scenario.clone(), index: *index, date, price };
                let was = held.waypoints.get(*index).map_or(price, |waypoint| waypoint.price);
                let mut lines = vec![date.weekday_label()];
                lines.extend(card(was, price, None));
                self.card = Some((price, lines));
                commands.push(Command::Preview(edit));
            }
            Grasp::Ground { view, taken } => {
                let moved = at - self.press;
                let width = f64::from(frame.rects.plot.width().max(1.0));
                let secs = -f64::from(moved.x) * view.span() / width;
                commands.push(Command::SetTimeView(view.pan(secs)));
                if let Some((axis, scale)) = taken {
                    let share = f64::from(moved.y / frame.rects.plot.height().max(1.0));
                    let range = ValueRange {
                        low: scale.value_from_unit(share),
                        high: scale.value_from_unit(1.0 + share),
                    };
                    commands.push(Command::TakeAxis(axis.clone(), range));
                }
            }
            Grasp::TimeAxis { view } => {
                let factor = axis_drag_zoom_factor(self.press.x - at.x);
                commands.push(Command::SetTimeView(view.zoom_about(view.to, factor)));
            }
            Grasp::ValueAxis { axis, scale, .. } => {
                let factor = axis_drag_zoom_factor(at.y - self.press.y);
                let half = 0.5 / factor;
                let range = ValueRange {
                    low: scale.value_from_unit(0.5 - half),
                    high: scale.value_from_unit(0.5 + half),
                };
                commands.push(Command::TakeAxis(axis.clone(), range));
            }
            Grasp::Border { neighbours: [upper, lower] } => {
                let (above, below) = moved_border(upper.2, lower.2, at.y - self.press.y);
                let per_point = (upper.1 + lower.1) / (upper.2 + lower.2).max(1.0);
                let weights =
                    vec![(upper.0.clone(), above * per_point), (lower.0.clone(), below * per_point)];
                commands.push(Command::Preview(Edit::Panes(PaneEdit::Resize { weights })));
            }
            Grasp::Box { .. } | Grasp::Measure { .. } | Grasp::Dropped => {}
        }
    }

    /// Esc: what was shown is dropped, the rest of the drag does nothing.
    pub fn drop(&mut self, commands: &mut Vec<Command>) {
        match &self.grasp {
            Grasp::Ground { view, taken } => {
                commands.push(Command::SetTimeView(*view));
                if let Some((axis, scale)) = taken {
                    let range = ValueRange { low: scale.lo, high: scale.hi };
                    commands.push(Command::TakeAxis(axis.clone(), range));
                }
            }
            Grasp::TimeAxis { view } => commands.push(Command::SetTimeView(*view)),
            Grasp::ValueAxis { axis, taken, .. } => commands.push(match taken {
                Some(range) => Command::TakeAxis(axis.clone(), *range),
                None => Command::FitAxis(axis.clone()),
            }),
            Grasp::Box { .. } | Grasp::Measure { .. } => {}
            _ => commands.push(Command::CancelPreview),
        }
        self.let_go();
    }

    /// The rest of the drag does nothing.
    pub fn let_go(&mut self) {
        (self.grasp, self.card, self.frozen) = (Grasp::Dropped, None, None);
    }
}

/// What the card says besides the answers: change since the start, and what has caught it.
fn card(before: f64, price: f64, caught: Option<String>) -> Vec<String> {
    let mut lines = vec![since_words(before, price)];
    lines.extend(caught.map(|caught| format!("at {caught}")));
    lines
}

/// `+1,000 (+1.54 %) since 65,000`.
pub fn since_words(before: f64, price: f64) -> String {
    let ratio = signed_percent(price / before - 1.0, 2);
    format!("{} ({ratio}) since {}", signed(price - before, 0), grouped(before, 0))
}

/// The way of a wheel or trackpad event over the chart.
pub fn scrolled(
    ui: &egui::Ui,
    frame: &PaneFrame,
    pointer: Pos2,
    view: TimeView,
    wheel: WheelChoice,
) -> Option<TimeView> {
    use crate::chart::navigate::wheel_zoom_factor;
    use egui::{Event, MouseWheelUnit};
    let width = f64::from(frame.rects.plot.width().max(1.0));
    let (mut next, mut any) = (view, false);
    ui.input(|input| {
        for event in &input.events {
            match event {
                Event::MouseWheel { unit, delta, modifiers, .. } => {
                    let in_points = match unit {
                        MouseWheelUnit::Point => *delta,
                        _ => *delta * POINTS_PER_NOTCH,
                    };
                    let pans = match wheel {
                        WheelChoice::Auto => *unit == MouseWheelUnit::Point && !modifiers.shift,
                        WheelChoice::Pan => !modifiers.shift,
                        WheelChoice::Zoom => false,
                    };
                    let notches = in_points / POINTS_PER_NOTCH;
                    if pans && !modifiers.command {
                        let way = if delta.x.abs() >= delta.y.abs() { in_points.x } else { in_points.y };
                        next = next.pan(-f64::from(way) * next.span() / width);
                    } else if modifiers.shift {
                        next = next.pan(-f64::from(notches.x + notches.y) * 0.1 * next.span());
                    } else {
                        let time =
                            next.time_from_x(pointer.x, frame.rects.plot.left(), frame.rects.plot.width());
                        next = next.zoom_about(time, wheel_zoom_factor(f64::from(notches.y)));
                    }
                    any = true;
                }
                Event::Zoom(factor) => {
                    let time = next.time_from_x(pointer.x, frame.rects.plot.left(), frame.rects.plot.width());
                    next = next.zoom_about(time, f64::from(*factor));
                    any = true;
                }
                _ => {}
            }
        }
    });
    any.then_some(next)
}
