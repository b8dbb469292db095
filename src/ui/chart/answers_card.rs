//! The card that answers while a level moves: beside the pointer, or beside the line
//! for a moment after a key has moved it.
//!
//! Knows where the card has room: within the plot, away from the hand and from the chips
//! on the axis. What it says is [`crate::ui::answers`]'s.

use std::sync::Arc;
use std::time::Duration;

use egui::{Galley, Id, LayerId, Order, Painter, Pos2, Rect, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use crate::app::command::Selection;
use crate::app::state::AppState;
use crate::domain::format::grouped;
use crate::domain::level::LevelId;
use crate::ui::answers::{Group, groups};
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::text::{SMALL, regular, strong};
use crate::ui::theme::Theme;

/// How long the card stays after a key has moved a level, seconds.
const STAYS_SECS: f64 = 2.0;
/// Room between the card's edge and what it holds.
const MARGIN: f32 = 8.0;
/// Room between the card and the pointer.
const FROM_POINTER: Vec2 = vec2(16.0, 14.0);
/// Room between the card and the edges of the plot.
const FROM_EDGE: f32 = 6.0;
/// Room between two lines.
const LEADING: f32 = 1.5;
/// Room above a heading.
const ABOVE_HEADING: f32 = 4.0;
/// Room between a name and its value, and between two columns.
const GUTTER: f32 = 16.0;

/// Room that the labels of levels take at the right of the plot.
const LABELS_WIDTH: f32 = 190.0;

/// A name at the left and a value at the right.
struct Line {
    name: Arc<Galley>,
    value: Option<Arc<Galley>>,
    above: f32,
}

impl Line {
    fn size(&self) -> Vec2 {
        let value = self.value.as_ref().map_or(0.0, |value| value.size().x + GUTTER);
        vec2(self.name.size().x + value, self.above + self.name.size().y + LEADING)
    }
}

/// A painter above the chart, its legends and its markers, and below menus and windows.
pub fn above(ui: &Ui) -> Painter {
    ui.ctx().layer_painter(LayerId::new(Order::Middle, Id::unique("answers card")))
}

/// Where the card of a level that a key has moved stands beside: its line, left of the labels.
pub fn beside_line(frame: &PaneFrame, price: f64) -> Pos2 {
    pos2(frame.rects.plot.right() - LABELS_WIDTH, frame.y(price))
}

/// Paints the card for a price: the price, `lines` about the drag, and the answers.
pub fn paint(
    painter: &Painter,
    theme: &Theme,
    state: &AppState,
    frame: &PaneFrame,
    pointer: Pos2,
    price: f64,
    lines: &[String],
) {
    let numbers = state.settings().numbers;
    let text = |text: String, colour| painter.layout_no_wrap(text, regular(SMALL), colour);
    let heading = painter.layout_no_wrap(numbers.of(grouped(price, 0)), strong(14.0), theme.text_strong);
    let mut head = vec![Line { name: heading, value: None, above: 0.0 }];
    // Two to a line: what caught the level stands behind how far it has gone.
    for pair in lines.chunks(2) {
        let mut texts = pair.iter().map(|line| text(numbers.of(line), theme.text));
        if let Some(name) = texts.next() {
            head.push(Line { name, value: texts.next(), above: 0.0 });
        }
    }
    let blocks: Vec<Vec<Line>> =
        groups(&state.answers(price), numbers).iter().map(|group| block(painter, theme, group)).collect();
    let plot = frame.rects.plot;
    let room = plot.size() - vec2(2.0 * FROM_EDGE, 2.0 * FROM_EDGE);
    let columns = arranged(&blocks, height(&head), room);
    let body: Vec<(f32, f32)> = columns
        .iter()
        .map(|column| {
            let lines = column.iter().filter_map(|at| blocks.get(*at)).flatten();
            lines.fold((0.0_f32, 0.0), |(width, height), line| {
                (width.max(line.size().x), height + line.size().y)
            })
        })
        .collect();
    let body_width =
        body.iter().map(|(width, _)| width).sum::<f32>() + GUTTER * body.len().saturating_sub(1) as f32;
    let body_height = body.iter().map(|(_, height)| *height).fold(0.0, f32::max);
    let head_width = head.iter().map(|line| line.size().x).fold(0.0, f32::max);
    let size = vec2(body_width.max(head_width), height(&head) + body_height) + Vec2::splat(2.0 * MARGIN);
    let card = Rect::from_min_size(placed(size, pointer, plot), size);
    painter.rect_filled(card, 4.0, theme.chip);
    painter.rect_stroke(card, 4.0, Stroke::new(1.0, theme.text_weak), StrokeKind::Inside);
    let inner = card.shrink(MARGIN);
    let below_head = lines_at(painter, theme, head.iter(), inner.min, inner.width());
    // A wide head is shared out, so that values end where the card does.
    let spare = (head_width - body_width).max(0.0) / body.len().max(1) as f32;
    let mut left = inner.left();
    for (column, (width, _)) in columns.iter().zip(&body) {
        let lines = column.iter().filter_map(|at| blocks.get(*at)).flatten();
        lines_at(painter, theme, lines, pos2(left, below_head), width + spare);
        left += width + spare + GUTTER;
    }
}

fn block(painter: &Painter, theme: &Theme, group: &Group) -> Vec<Line> {
    let title = painter.layout_no_wrap(group.title.to_uppercase(), strong(10.0), theme.text_weak);
    let note = painter.layout_no_wrap(group.note.clone(), regular(10.0), theme.text_weak);
    let mut lines = vec![Line { name: title, value: Some(note), above: ABOVE_HEADING }];
    lines.extend(group.rows.iter().map(|row| Line {
        name: painter.layout_no_wrap(row.name.clone(), regular(SMALL), theme.text),
        value: Some(painter.layout_no_wrap(row.value.clone(), strong(SMALL), row.tone.colour(theme))),
        above: 0.0,
    }));
    lines
}

fn height(lines: &[Line]) -> f32 {
    lines.iter().map(|line| line.size().y).sum()
}

/// Which blocks stand in which column: as few columns as the plot's height allows.
fn arranged(blocks: &[Vec<Line>], head: f32, room: Vec2) -> Vec<Vec<usize>> {
    let heights: Vec<f32> = blocks.iter().map(|block| height(block)).collect();
    let all: f32 = heights.iter().sum();
    let fits = |body: f32| head + body + 2.0 * MARGIN <= room.y;
    match heights.as_slice() {
        [market, miners, holders] if !fits(all) => {
            if fits((market + holders).max(*miners)) {
                vec![vec![0, 2], vec![1]]
            } else {
                vec![vec![0], vec![1], vec![2]]
            }
        }
        _ => vec![(0..blocks.len()).collect()],
    }
}

fn lines_at<'a>(
    painter: &Painter,
    theme: &Theme,
    lines: impl Iterator<Item = &'a Line>,
    at: Pos2,
    width: f32,
) -> f32 {
    let mut y = at.y;
    for line in lines {
        let top = y + line.above;
        painter.galley(pos2(at.x, top), Arc::clone(&line.name), theme.text);
        if let Some(value) = &line.value {
            painter.galley(pos2(at.x + width - value.size().x, top), Arc::clone(value), theme.text);
        }
        y += line.size().y;
    }
    y
}

/// Where a card stands: at the left of the pointer and below it, else where there is room;
/// never beyond the plot, so never over the chips on the axis.
fn placed(size: Vec2, pointer: Pos2, plot: Rect) -> Pos2 {
    let inside = plot.shrink(FROM_EDGE);
    let (furthest_left, furthest_top) = (inside.right() - size.x, inside.bottom() - size.y);
    let at_left = (pointer.x - FROM_POINTER.x - size.x).min(furthest_left);
    let at_right = pointer.x + FROM_POINTER.x;
    let left = if at_left >= inside.left() { at_left } else { at_right.min(furthest_left) };
    let (below, above) = (pointer.y + FROM_POINTER.y, pointer.y - FROM_POINTER.y - size.y);
    let top = if below <= furthest_top {
        below
    } else if above >= inside.top() {
        above
    } else {
        (pointer.y - size.y / 2.0).min(furthest_top)
    };
    pos2(left.max(inside.left()), top.max(inside.top()))
}

/// Notices when a key has moved the selected level, and keeps its card for a moment.
#[derive(Debug, Default)]
pub struct AfterKey {
    seen: Option<(LevelId, f64)>,
    moved_from: f64,
    until_secs: f64,
    was_held: bool,
}

impl AfterKey {
    /// The price to answer for and the one before, while the card is to be shown.
    pub fn follow(&mut self, ui: &Ui, state: &AppState, is_held: bool) -> Option<(f64, f64)> {
        let now = match state.selection() {
            Some(Selection::Level(id)) => {
                state.document_now().level(*id).map(|level| (level.id, level.place.price()))
            }
            _ => None,
        };
        let time = ui.input(|input| input.time);
        // A drag is made in the frame after the one that lets it go.
        let is_held = is_held || state.preview_edit().is_some();
        let by_hand = std::mem::replace(&mut self.was_held, is_held) || is_held;
        match (self.seen, now) {
            (Some((before, from)), Some((id, to))) if before == id && !by_hand => {
                if (from - to).abs() > f64::EPSILON {
                    if time >= self.until_secs {
                        self.moved_from = from;
                    }
                    self.until_secs = time + STAYS_SECS;
                }
            }
            _ => self.until_secs = 0.0,
        }
        self.seen = now;
        let left = self.until_secs - time;
        if left <= 0.0 {
            return None;
        }
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
        now.map(|(_, price)| (price, self.moved_from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_stays_within_the_plot_and_off_the_pointer_wherever_there_is_room() {
        let plot = Rect::from_min_max(pos2(230.0, 80.0), pos2(900.0, 380.0));
        for size in [vec2(300.0, 140.0), vec2(330.0, 240.0)] {
            for x in (230..960).step_by(10) {
                for y in (80..380).step_by(10) {
                    let pointer = pos2(x as f32, y as f32);
                    let card = Rect::from_min_size(placed(size, pointer, plot), size);
                    assert!(plot.contains_rect(card), "{pointer:?} {card:?}");
                    let inside = plot.shrink(FROM_EDGE);
                    let need = size + FROM_POINTER;
                    let has_room = pointer.x - need.x >= inside.left()
                        || pointer.x + need.x <= inside.right()
                        || pointer.y - need.y >= inside.top()
                        || pointer.y + need.y <= inside.bottom();
                    assert!(!has_room || !card.contains(pointer), "{pointer:?} {card:?}");
                }
            }
        }
    }
}
