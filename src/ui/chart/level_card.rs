//! What a level knows, in a card beside a pointer that rests on it.

use egui::{CornerRadius, Galley, Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};
use std::sync::Arc;

use crate::app::level_edits::level_words;
use crate::app::level_lines::{alert_sentence, breaks_words, days_words, touches_words};
use crate::app::state::AppState;
use crate::domain::format::{signed_percent, visible_text};
use crate::domain::level::Level;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::stage::Stage;
use crate::ui::chart::target::Target;
use crate::ui::chart::text::{BODY, SMALL, regular, strong};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, RADIUS};

/// How long the pointer rests before the card comes, seconds.
const REST_SECS: f32 = 0.4;
/// Widest line, points.
const WIDTH: f32 = 280.0;
/// Room between the card's edge and its words, points.
const PAD: f32 = 10.0;
/// Room between two lines, points.
const LEADING: f32 = 3.0;

/// The strength of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ink {
    Strong,
    Text,
    Weak,
}

/// Shows the card while the pointer rests on a level and nothing is dragged.
pub fn level_card_ui(ui: &Ui, stage: &Stage<'_>, target: Option<&Target>, pointer: Option<Pos2>) {
    let (Some(Target::Level { id, .. }), Some(at), Some(frame)) = (target, pointer, stage.price_frame())
    else {
        return;
    };
    let Some(level) = stage.state.document_now().level(*id) else { return };
    if ui.input(|input| input.pointer.any_down()) || ui.ctx().any_popup_open() {
        return;
    }
    let rested = ui.input(|input| input.pointer.time_since_last_movement());
    if rested < REST_SECS {
        let left = std::time::Duration::from_secs_f32(REST_SECS - rested);
        ui.ctx().request_repaint_after(left);
        return;
    }
    paint(ui, stage.theme, frame, at, &lines(stage.state, level));
}

/// What the card says, top to bottom.
fn lines(state: &AppState, level: &Level) -> Vec<(String, Ink)> {
    let numbers = state.settings().numbers;
    let mut lines = vec![(numbers.of(level_words(level)), Ink::Strong)];
    let mut add = |text: String, ink| {
        if !text.is_empty() {
            lines.push((text, ink));
        }
    };
    add(visible_text(&level.label), Ink::Text);
    if let Some(ratio) = state.level_distance(level) {
        add(numbers.of(format!("{} from the last close", signed_percent(ratio, 1))), Ink::Text);
    }
    if let Some(known) = state.level_history(level.id) {
        let ink = if known.is_pending { Ink::Weak } else { Ink::Text };
        for words in [touches_words(known.history), breaks_words(known.history), days_words(known.history)] {
            add(numbers.of(words), ink);
        }
    }
    if level.alert.is_some() {
        add(alert_sentence(level.alert.as_ref()), Ink::Text);
    }
    let first_line = level.note.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    add(visible_text(first_line), Ink::Weak);
    if !level.source.is_empty() {
        add(format!("Source: {}", visible_text(&level.source)), Ink::Weak);
    }
    lines
}

fn paint(ui: &Ui, theme: &Theme, frame: &PaneFrame, at: Pos2, lines: &[(String, Ink)]) {
    let painter = ui.painter();
    let galleys: Vec<Arc<Galley>> = lines
        .iter()
        .map(|(text, ink)| {
            let (font, colour) = match ink {
                Ink::Strong => (strong(BODY), theme.text_strong),
                Ink::Text => (regular(SMALL), theme.text),
                Ink::Weak => (regular(SMALL), theme.text_weak),
            };
            let mut job = egui::text::LayoutJob::simple_singleline(text.clone(), font, colour);
            job.wrap = egui::text::TextWrapping::truncate_at_width(WIDTH);
            painter.layout_job(job)
        })
        .collect();
    let width = galleys.iter().map(|galley| galley.size().x).fold(0.0, f32::max) + 2.0 * PAD;
    let height = galleys.iter().map(|galley| galley.size().y + LEADING).sum::<f32>() - LEADING + 2.0 * PAD;
    let card = place(at, width, height, frame.rects.plot);
    painter.rect_filled(card, CornerRadius::same(RADIUS), theme.panel);
    let line = Stroke::new(HAIRLINE, theme.border);
    painter.rect_stroke(card, CornerRadius::same(RADIUS), line, StrokeKind::Inside);
    let mut y = card.top() + PAD;
    for galley in galleys {
        let height = galley.size().y;
        painter.galley(pos2(card.left() + PAD, y), galley, theme.text);
        y += height + LEADING;
    }
}

/// Below and left of the pointer if there is room, above it otherwise; inside the plot.
fn place(at: Pos2, width: f32, height: f32, plot: Rect) -> Rect {
    const BESIDE: f32 = 16.0;
    let below = at.y + BESIDE;
    let top = if below + height <= plot.bottom() { below } else { at.y - BESIDE - height };
    let left = (at.x - width / 2.0).min(plot.right() - width - 4.0).max(plot.left() + 4.0);
    Rect::from_min_size(pos2(left, top.max(plot.top() + 4.0)), vec2(width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_card_stays_inside_the_plot_and_off_the_pointer() {
        let plot = Rect::from_min_max(pos2(0.0, 0.0), pos2(800.0, 400.0));
        for at in [pos2(2.0, 10.0), pos2(798.0, 10.0), pos2(400.0, 395.0), pos2(400.0, 200.0)] {
            let card = place(at, 200.0, 120.0, plot);
            assert!(plot.contains_rect(card), "{card:?} for {at:?}");
            assert!(!card.contains(at), "{card:?} for {at:?}");
        }
    }
}
