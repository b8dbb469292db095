//! Every step since the workspace was opened, and the way to any of them.
//!
//! Newest at the top, so that what was just done is seen without scrolling;
//! undone steps stay above the present one, weaker, until something else is
//! done. Only the rows in sight are built.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::command::Command;
use crate::app::history::CAP;
use crate::app::state::AppState;
use crate::domain::format::{grouped, visible_text};
use crate::domain::time::UnixSecs;
use crate::domain::zone::Zone;
use crate::ui::theme::Theme;
use crate::ui::theme::style::{RADIUS, body_font, small_font, strong_font};
use crate::ui::widgets::button::focus_ring;
use crate::ui::widgets::text::{paint_line, small_print_ui};

/// Height of a row in points.
const ROW: f32 = 26.0;
/// Room for the time at the right of a row, in points.
const TIME: f32 = 88.0;
/// Where the words of a row begin, in points.
const INDENT: f32 = 20.0;

/// What a row says; number 0 is the workspace as it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    number: usize,
    words: String,
    time: String,
}

/// The list and its small print.
pub fn history_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let history = state.history();
    let (total, done) = (history.total(), history.len());
    let undone = total - done;
    small_print_ui(ui, count_words(done, undone));
    small_print_ui(
        ui,
        format!(
            "The last {} steps are kept until another workspace is opened or the program is closed",
            grouped(CAP as f64, 0)
        ),
    );
    ui.add_space(8.0);
    let height = ROW * (total + 1) as f32;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let seen = ui.clip_rect();
    let first = ((seen.top() - rect.top()) / ROW).floor().max(0.0) as usize;
    let last = ((seen.bottom() - rect.top()) / ROW).ceil().max(0.0) as usize;
    for line in first..last.min(total + 1) {
        let row = row_of(state, total - line);
        let top = rect.top() + line as f32 * ROW;
        let place = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), ROW));
        row_ui(ui, place, &row, done, commands);
    }
}

fn row_of(state: &AppState, number: usize) -> Row {
    match state.history().step(number) {
        Some(step) => Row {
            number,
            words: sentence(&visible_text(step.caption)),
            time: time_words(step.at_ms, state.now(), state.zone()),
        },
        None => Row { number, words: "As it was opened".to_owned(), time: String::new() },
    }
}

fn row_ui(ui: &mut Ui, place: Rect, row: &Row, done: usize, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let is_present = row.number == done;
    let is_undone = row.number > done;
    let response = ui.interact(place, ui.scope_id().with(("step", row.number)), Sense::click());
    let ground = place.expand2(vec2(4.0, 0.0));
    if is_present {
        ui.painter().rect_filled(ground, CornerRadius::same(RADIUS), theme.selected);
        ui.painter().circle_filled(pos2(place.left() + 8.0, place.center().y), 3.0, theme.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(ground, CornerRadius::same(RADIUS), theme.chip);
    }
    focus_ring(ui, &response, ground);
    let colour = match (is_present, is_undone) {
        (true, _) => theme.text_strong,
        (_, true) => theme.text_weak,
        _ => theme.text,
    };
    let font = if is_present { strong_font() } else { body_font() };
    let right = if row.time.is_empty() { place.right() } else { place.right() - TIME };
    let words = Rect::from_min_max(pos2(place.left() + INDENT, place.top()), pos2(right, place.bottom()));
    paint_line(ui, words, &row.words, font, colour);
    let at = pos2(place.right() - 4.0, place.center().y);
    ui.painter().text(at, Align2::RIGHT_CENTER, &row.time, small_font(), theme.text_weak);
    let name = accessible_name(row, is_present, is_undone);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_present, &name));
    let hint = if is_undone { "Redo up to this step" } else { "Undo back to this step" };
    let clicked = response.clicked();
    if !is_present {
        response.on_hover_text(hint);
        if clicked {
            commands.push(Command::JumpTo(row.number));
        }
    }
}

fn accessible_name(row: &Row, is_present: bool, is_undone: bool) -> String {
    let state = match (is_present, is_undone) {
        (true, _) => ", present",
        (_, true) => ", undone",
        _ => "",
    };
    format!("Step {}: {}{state}", row.number, row.words)
}

fn count_words(done: usize, undone: usize) -> String {
    let steps = |number: usize| match number {
        1 => "1 step".to_owned(),
        number => format!("{} steps", grouped(number as f64, 0)),
    };
    match (done, undone) {
        (0, 0) => "Nothing was done yet; every change will be listed here".to_owned(),
        (done, 0) => format!("{} done, choose one to go back to it", steps(done)),
        (done, undone) => format!("{} done, {} undone", steps(done), grouped(undone as f64, 0)),
    }
}

/// The clock of a step of today, the day and clock of an older one.
fn time_words(at_ms: i64, now: UnixSecs, zone: &Zone) -> String {
    let at = zone.civil(UnixSecs(at_ms.div_euclid(1_000)));
    let is_today = at.date() == zone.civil(now).date();
    let form = if is_today { "%H:%M:%S" } else { "%-d %b %H:%M" };
    at.strftime(form).to_string()
}

/// The first letter large.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_another_day_says_its_day() {
        let now = UnixSecs::parse_iso("2026-04-01T12:00").unwrap();
        let at = UnixSecs::parse_iso("2026-04-01T09:05").unwrap();
        assert_eq!(time_words(at.0 * 1_000, now, &Zone::utc()), "09:05:00");
        assert_eq!(time_words((at.0 - 86_400) * 1_000, now, &Zone::utc()), "31 Mar 09:05");
    }

    #[test]
    fn counts_are_said_in_words() {
        assert_eq!(count_words(1, 0), "1 step done, choose one to go back to it");
        assert_eq!(count_words(1_200, 3), "1,200 steps done, 3 undone");
    }
}
