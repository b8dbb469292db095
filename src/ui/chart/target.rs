//! What lies under the pointer, and where a dragged price catches.

use std::borrow::Cow;

use egui::{Modifiers, Pos2};

use crate::app::derived::any_title;
use crate::app::dispatch::moved_by;
use crate::app::panes::AxisSide;
use crate::app::settings::DEFAULT_SNAP_PX;
use crate::app::state::AppState;
use crate::chart::hit::{Candidate, HitClass, Pointer, distance_to_rect, nearest};
use crate::chart::snap::{SnapTarget, nearest_targets, snap};
use crate::domain::format::grouped;
use crate::domain::level::{Anchor, Level, LevelId, Place};
use crate::domain::time::UnixSecs;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::levels::{self, Part, Placed};
use crate::ui::chart::scenarios;
use crate::ui::chart::sloped::Held;

/// Something that can be grasped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A level, a bound of a zone or an end of a line.
    Level {
        /// Which.
        id: LevelId,
        /// Which part of it.
        part: Part,
    },
    /// A point of a scenario's path.
    Waypoint {
        /// Which scenario.
        scenario: String,
        /// Which point.
        index: usize,
    },
    /// The path between its points.
    Path {
        /// Which scenario.
        scenario: String,
    },
}

/// What the pointer means on the price pane: chip before handle before line.
pub fn under_pointer(
    state: &AppState,
    frame: &PaneFrame,
    placed: &Placed,
    at: Pos2,
    pointer: Pointer,
) -> Option<Target> {
    let mut targets = Vec::new();
    let mut all = {
        let name = |id, part| {
            targets.push(Target::Level { id, part });
            targets.len() as u64 - 1
        };
        levels::candidates(&placed.levels, frame, at, name)
    };
    for place in &placed.targets {
        let rect = place.chip;
        let distance_px = distance_to_rect((at.x, at.y), (rect.min.x, rect.min.y), (rect.max.x, rect.max.y));
        let id = targets.len() as u64;
        targets.push(Target::Waypoint { scenario: place.scenario.clone(), index: place.index });
        all.push(Candidate { id, class: HitClass::Chip, distance_px });
    }
    all.extend({
        let name = |scenario: &str, waypoint: Option<usize>| {
            let scenario = scenario.to_owned();
            targets.push(match waypoint {
                Some(index) => Target::Waypoint { scenario, index },
                None => Target::Path { scenario },
            });
            targets.len() as u64 - 1
        };
        scenarios::candidates(state, frame, at, name)
    });
    let id = all.get(nearest(&all, pointer)?)?.id;
    targets.into_iter().nth(usize::try_from(id).ok()?)
}

/// The price a dragged level comes to rest at, with the name of what it caught.
pub fn snapped(
    state: &AppState,
    frame: &PaneFrame,
    price: f64,
    time: UnixSecs,
    moving: Option<LevelId>,
    radius_px: f32,
) -> (f64, Option<String>) {
    if radius_px <= 0.0 {
        return (tidy(price), None);
    }
    let targets = snap_targets(state, time, moving);
    match snap(price, |price| frame.y(price), &targets, radius_px) {
        Some(target) => (target.price, Some(target.name.into_owned())),
        None => (tidy(price), None),
    }
}

impl Held {
    /// Where a held level comes to rest at a price wanted by the hand. A zone moved as a
    /// whole catches by the bound that lies nearer to something.
    pub fn snapped(
        &self,
        state: &AppState,
        frame: &PaneFrame,
        wanted: f64,
        time: UnixSecs,
        radius_px: f32,
    ) -> (f64, Option<String>) {
        let (Part::Whole, Place::Zone { low, high }) = (self.part, self.start) else {
            return snapped(state, frame, wanted, time, Some(self.id), radius_px);
        };
        let by = wanted - self.start.price();
        let caught = [low, high].into_iter().filter_map(|bound| {
            let (price, name) = snapped(state, frame, bound + by, time, Some(self.id), radius_px);
            let away_px = (frame.y(price) - frame.y(bound + by)).abs();
            Some((away_px, wanted + price - (bound + by), name?))
        });
        match caught.min_by(|(a, ..), (b, ..)| a.total_cmp(b)) {
            Some((_, price, name)) => (price, Some(name)),
            None => (tidy(wanted), None),
        }
    }
}

/// A price without digits that no hand can mean: whole dollars from $1,000 on.
pub fn tidy(price: f64) -> f64 {
    if price >= 1_000.0 { price.round() } else { (price * 100.0).round() / 100.0 }
}

/// How near something must be to catch, points: as it is set, or the other way about
/// while Ctrl is held.
pub fn snap_radius(state: &AppState, modifiers: Modifiers) -> f32 {
    let strength = state.settings().snap_px;
    match (modifiers.command, strength > 0.0) {
        (true, true) => 0.0,
        (true, false) => DEFAULT_SNAP_PX,
        (false, _) => strength,
    }
}

/// The price of a part of a place that a hand moves, USD; a line's at this moment.
pub fn part_price(place: Place, part: Part, time: UnixSecs) -> f64 {
    match (place, part) {
        (Place::Zone { low, .. }, Part::Low) => low,
        (Place::Zone { high, .. }, Part::High) => high,
        (place, Part::Anchor(end)) => place.anchor(end).map_or(place.price(), |anchor| anchor.price),
        (place @ Place::Line { .. }, _) => place.price_at(time).unwrap_or(place.price()),
        (place, _) => place.price(),
    }
}

/// A place with one part at another price, the rest as it hangs on it.
pub fn moved_to(place: Place, part: Part, price: f64, time: UnixSecs) -> Place {
    match (place, part) {
        (Place::Price(_), _) => Place::Price(price),
        (Place::Zone { high, .. }, Part::Low) => Place::Zone { low: price, high },
        (Place::Zone { low, .. }, Part::High) => Place::Zone { low, high: price },
        (place, Part::Anchor(end)) => match place.anchor(end) {
            Some(anchor) => place.with_anchor(end, Anchor { price, ..anchor }),
            None => place,
        },
        (place, _) => moved_by(place, price - part_price(place, part, time)),
    }
}

/// What lies near a level, nearest first, for a menu.
pub fn nearby(state: &AppState, level: &Level, part: Part, time: UnixSecs) -> Vec<SnapTarget<'static>> {
    let price = part_price(level.place, part, time);
    nearest_targets(price, snap_targets(state, time, Some(level.id)))
}

fn snap_targets(state: &AppState, time: UnixSecs, moving: Option<LevelId>) -> Vec<SnapTarget<'static>> {
    let mut targets = Vec::new();
    let mut add = |price: f64, name: String| {
        if price.is_finite() {
            targets.push(SnapTarget { price, name: Cow::Owned(name) });
        }
    };
    if let Some(price) = state.drawn_price()
        && let rows = &price.entry.series
        && let Some(row) = rows.row_at_or_before(time)
        && let Some(found) = rows.times().get(row)
        && time.secs_since(*found) < price.row_secs.max(1)
    {
        let date = found.date();
        let day = format!("{} {}", date.day(), crate::domain::time::month_abbreviation(date.month()));
        for (name, column) in rows.named_columns().into_iter().filter(|(name, _)| *name != "volume") {
            add(column.get(row).copied().unwrap_or(f64::NAN), format!("{name} {day}"));
        }
    }
    let others = state.document().levels.iter().filter(|level| Some(level.id) != moving && !level.hidden);
    for level in others {
        let words = if level.label.is_empty() { level.kind.word() } else { &level.label };
        match level.place {
            Place::Price(price) => add(price, format!("{} {words}", grouped(price, 0))),
            Place::Zone { low, high } => {
                add(low, format!("{} low of {words}", grouped(low, 0)));
                add(high, format!("{} high of {words}", grouped(high, 0)));
            }
            Place::Line { .. } => {
                if let Some(price) = level.place.price_at(time) {
                    add(price, format!("{} line {words}", grouped(price, 0)));
                }
            }
        }
    }
    for id in averages(state) {
        let entry = state.library().drawn(&id, &state.document().preferred_sources);
        if let Some(series) = entry.map(|entry| &entry.series)
            && let Some(row) = series.row_at_or_before(time)
        {
            add(series.values().get(row).copied().unwrap_or(f64::NAN), any_title(&id).into_owned());
        }
    }
    targets
}

/// What a level can snap to besides prices: the usual averages, and every computed line that
/// shares the price's axis.
fn averages(state: &AppState) -> Vec<String> {
    let usual = ["derived.sma_50", "derived.sma_200", "derived.weekly_ema_200", "cost.production"];
    let mut ids: Vec<String> = usual.into_iter().map(str::to_owned).collect();
    let on_price = state.panes().iter().filter(|pane| pane.is_price()).flat_map(|pane| &pane.series);
    for series in on_price.filter(|series| series.is_computed() && series.axis == AxisSide::Right) {
        if !ids.contains(&series.id) {
            ids.push(series.id.clone());
        }
    }
    ids
}
