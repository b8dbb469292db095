//! Which panes of a tall stack are shown, and the strip that goes to the others.
//!
//! Knows heights and how many panes there are. Panes scroll whole and the price stays: a pane
//! cut in half cannot be read, and everything else is read against the price. What is shown is
//! a way of looking, so it is neither saved nor undone.

use egui::{Align2, Button, Event, Rect, RichText, Ui, pos2, vec2};

use crate::app::panes::Pane;
use crate::app::state::AppState;
use crate::ui::chart::frame::{FOLD_HEIGHT, MIN_PANE_HEIGHT, Surroundings, price_least, stack_height};
use crate::ui::chart::stage::Stage;
use crate::ui::chart::text::{SMALL, regular};

/// The panes that have room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Their places among all panes.
    pub panes: Vec<usize>,
    /// How many lie above what is shown.
    pub above: usize,
    /// How many lie below.
    pub below: usize,
}

impl Shown {
    /// Whether some panes are beyond what is shown.
    pub fn is_folded(&self) -> bool {
        self.above + self.below > 0
    }
}

/// What has room in a stack of this height, from the pane `first` of those beside the price on.
pub fn shown(height: f32, price: Option<usize>, count: usize, first: usize) -> Shown {
    let others: Vec<usize> = (0..count).filter(|place| Some(*place) != price).collect();
    let room = room(height, price.is_some(), others.len());
    let first = first.min(others.len().saturating_sub(room));
    let chosen = others.get(first..(first + room).min(others.len())).unwrap_or_default();
    let is_shown = |place: &usize| Some(*place) == price || chosen.contains(place);
    Shown {
        panes: (0..count).filter(is_shown).collect(),
        above: first,
        below: others.len().saturating_sub(first + room),
    }
}

/// How many panes have room beside the price; at least one.
fn room(height: f32, has_price: bool, others: usize) -> usize {
    let fits = |height: f32| {
        let free = if has_price { height - price_least(height) } else { height };
        (free / MIN_PANE_HEIGHT).floor().max(1.0) as usize
    };
    if others <= fits(height) { others } else { fits(height - FOLD_HEIGHT).min(others) }
}

/// Where the stack is scrolled to.
#[derive(Debug, Default)]
pub struct Fold {
    /// The first shown of the panes beside the price.
    first: usize,
    /// The panes of the frame before.
    seen: Vec<String>,
    /// The pane the data cursor stood in.
    cursor: Option<String>,
}

impl Fold {
    /// The first shown of the panes beside the price.
    pub fn first(&self) -> usize {
        self.first
    }

    /// Brings a pane into view that has just come, or that the data cursor has gone to.
    pub fn follow(&mut self, state: &AppState, whole: Rect, around: Surroundings) {
        let panes = state.panes();
        let ids: Vec<String> = panes.iter().map(|pane| pane.id.clone()).collect();
        let has_grown = !self.seen.is_empty() && ids.len() == self.seen.len() + 1;
        let new = ids.iter().find(|id| !self.seen.contains(id)).filter(|_| has_grown).cloned();
        let cursor = state.cursor_row().map(|row| row.pane.id.clone());
        let moved = cursor.clone().filter(|_| cursor != self.cursor);
        let height = stack_height(whole, around);
        for id in [new, moved].into_iter().flatten() {
            self.reveal(panes, height, &id);
        }
        self.first = shown(height, price_place(panes), panes.len(), self.first).above;
        (self.seen, self.cursor) = (ids, cursor);
    }

    fn reveal(&mut self, panes: &[Pane], height: f32, id: &str) {
        let mut others = panes.iter().filter(|pane| !pane.is_price());
        let Some(place) = others.position(|pane| pane.id == id) else { return };
        let price = price_place(panes);
        let count = panes.len() - usize::from(price.is_some());
        let room = room(height, price.is_some(), count);
        self.first = self.first.min(place).max((place + 1).saturating_sub(room));
    }
}

/// The place of the price pane among all panes.
pub fn price_place(panes: &[Pane]) -> Option<usize> {
    panes.iter().position(Pane::is_price)
}

/// The strip under the panes: how many lie beyond, a button each way, and the wheel.
pub fn fold_ui(ui: &mut Ui, stage: &Stage<'_>, fold: &mut Fold) {
    let Some(strip) = stage.rects.fold else { return };
    let theme = stage.theme;
    ui.painter().rect_filled(strip, 0.0, theme.panel);
    ui.painter().hline(strip.x_range(), strip.top(), egui::Stroke::new(1.0, theme.border));
    let mut left = strip.left() + 8.0;
    for (arrow, count, side) in [("↑", stage.shown.above, "above"), ("↓", stage.shown.below, "below")] {
        if count == 0 {
            continue;
        }
        let what = if count == 1 { "pane" } else { "panes" };
        let caption = RichText::new(format!("{arrow} {count} {what} {side}")).font(regular(SMALL));
        let rect = Rect::from_min_size(pos2(left, strip.top() + 1.0), vec2(118.0, strip.height() - 2.0));
        let button = ui.put(rect, Button::new(caption).frame(false));
        left = rect.right() + 6.0;
        if button
            .on_hover_text(format!("Show the next pane {side}; the wheel does so over this strip"))
            .clicked()
        {
            fold.first = if side == "above" { fold.first.saturating_sub(1) } else { fold.first + 1 };
        }
    }
    let words = "Hide a pane, or maximise one, for more room";
    let at = pos2(strip.right() - 10.0, strip.center().y);
    if strip.width() > 620.0 {
        ui.painter().text(at, Align2::RIGHT_CENTER, words, regular(SMALL), theme.text_weak);
    }
    if ui.input(|input| input.pointer.hover_pos()).is_some_and(|at| strip.contains(at)) {
        let turned: f32 = ui.input(|input| {
            let wheel = |event: &Event| match event {
                Event::MouseWheel { delta, .. } => Some(delta.y),
                _ => None,
            };
            input.events.iter().filter_map(wheel).sum()
        });
        if turned < 0.0 {
            fold.first += 1;
        } else if turned > 0.0 {
            fold.first = fold.first.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_stays_and_the_others_scroll_whole() {
        assert_eq!(shown(600.0, Some(0), 4, 0), Shown { panes: vec![0, 1, 2, 3], above: 0, below: 0 });
        let many = shown(532.0, Some(0), 16, 0);
        assert_eq!((many.panes.len(), many.above, many.below), (6, 0, 10));
        let end = shown(532.0, Some(0), 16, 99);
        assert_eq!((end.panes, end.above, end.below), (vec![0, 11, 12, 13, 14, 15], 10, 0));
        let middle = shown(532.0, Some(2), 16, 1);
        assert_eq!(middle.panes, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn what_is_shown_has_room_at_any_height() {
        for height in 220..1_400_u16 {
            let height = f32::from(height);
            for count in 1..25 {
                let some = shown(height, Some(0), count, 3);
                let strip = if some.is_folded() { FOLD_HEIGHT } else { 0.0 };
                let others = (some.panes.len() - 1) as f32 * MIN_PANE_HEIGHT;
                let needed = if count > 1 { others + price_least(height - strip) } else { 0.0 };
                assert!(needed <= height - strip + 20.0, "{height} {count} {some:?}");
                assert_eq!(some.panes.len() + some.above + some.below, count);
            }
        }
    }
}
