//! The table of levels: every one can be edited where it stands.
//!
//! A row has three lines, so that a label and a source have room beside the figures; the
//! selected one opens to everything it knows and to its words. What is typed becomes an edit on
//! Enter or when the field is left, never letter by letter; Esc leaves the level as it was.

mod grid;
mod open;
mod order;
mod row;

use egui::{Align, Id, Rect, Ui, vec2};

use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::level_edits::tolerance_words;
use crate::app::state::AppState;
use crate::calc::level_history::is_touch_tolerance;
use crate::domain::level::LevelKind;
use crate::ui::theme::Theme;
use crate::ui::widgets::field::{Field, Lines};
use crate::ui::widgets::named_field::{ONE_LINE, wrong_ui};
use crate::ui::widgets::text::{small_print_ui, strong, weak};
use crate::ui::widgets::value::dollars;

/// The table, its buttons, and the next step when it is empty.
pub fn levels_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    buttons_ui(ui, state, commands);
    ui.add_space(8.0);
    let document = state.document_now();
    if document.levels.is_empty() {
        let text = strong(ui, "No levels yet");
        ui.label(text);
        small_print_ui(
            ui,
            "Add one above or with Alt+H, double-click on the chart where it should be, or import a CSV file",
        );
        return;
    }
    let order = order::remembered_ui(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    for level in order.sorted(state, &document.levels) {
        // Two levels may have the same words, which the icons go by.
        ui.push_id(level.id, |ui| row::level_ui(ui, state, level, commands));
    }
    ui.add_space(12.0);
    foot_ui(ui, state, commands);
}

fn buttons_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let no_price = "There is no price yet: import a CSV file first";
    let no_level = "There is no level yet: add one first";
    let (has_price, has_levels) = (state.last_close().is_some(), !state.document_now().levels.is_empty());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (caption, command, enabled, why_not) in [
            ("+ Support", Command::AddLevelAtLastClose(LevelKind::Support), has_price, no_price),
            ("+ Resistance", Command::AddLevelAtLastClose(LevelKind::Resistance), has_price, no_price),
            ("Import…", Command::ChooseLevelsImport, true, ""),
            ("Export…", Command::ChooseLevelsExport, has_levels, no_level),
        ] {
            let info = command.info();
            let response = ui
                .add_enabled(enabled, egui::Button::new(caption))
                .on_hover_text(info.tooltip)
                .on_disabled_hover_text(why_not)
                .accessible_name(info.caption);
            if response.clicked() {
                commands.push(command);
            }
        }
    });
}

/// What the figures are counted from, and the tolerance they are counted with.
fn foot_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 4.0;
    tolerance_ui(ui, state, commands);
    small_print_ui(
        ui,
        "A touch is a daily low at a support, or high at a resistance, that turned within the tolerance; \
         a break is the first daily close on the other side",
    );
    if let Some((time, close)) = state.last_close() {
        let close = Theme::of(ui).numbers.of(dollars(close));
        small_print_ui(ui, format!("Distances from the close of {}, {close}", time.day_label()));
    }
    ui.add_space(12.0);
}

fn tolerance_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let field = Field {
        id: Id::unique("tolerance of touches"),
        name: "Tolerance of touches".to_owned(),
        hint: "0.75 %",
        strong: true,
        align: Align::Max,
        editable: true,
        longest: 12,
        lines: Lines::One,
    };
    let numbers = Theme::of(ui).numbers;
    let read = |text: &str| read_tolerance(&numbers.plain(text));
    let fits = |text: &str| read(text).is_some();
    let now = state.document_now().touch_tolerance;
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), ONE_LINE));
    let name = weak(ui, "Tolerance of a touch");
    crate::ui::widgets::text::line_at(ui, row, Align::Min, name)
        .on_hover_text("How near a swing must come to a level, as a share of its price");
    let rect = Rect::from_min_max(egui::pos2(row.right() - 72.0, row.top()), row.max);
    let typed = field.ui(ui, rect, &numbers.of(tolerance_words(now)), fits, "");
    if let Some(tolerance) = typed.as_deref().and_then(read)
        && tolerance.to_bits() != now.to_bits()
    {
        commands.push(Command::Edit(Edit::SetTouchTolerance(tolerance)));
    }
    let wrong = numbers.of("Expected a tolerance such as 0.75 %, from 0.01 % to 10 %");
    wrong_ui(ui, &field, fits, &wrong);
}

/// Reads a share in percent.
fn read_tolerance(text: &str) -> Option<f64> {
    let bare = text.trim().trim_end_matches('%').trim_end();
    let plain = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit() || c == '.');
    let percent: f64 = plain.then(|| bare.parse().ok()).flatten()?;
    Some(percent / 100.0).filter(|fraction| is_touch_tolerance(*fraction))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tolerance_is_read_in_percent_and_reads_back() {
        for (text, fraction) in [("0.75 %", 0.0075), ("1", 0.01), (" 10% ", 0.1), ("0.01", 0.0001)] {
            assert_eq!(read_tolerance(text), Some(fraction), "{text}");
            assert_eq!(read_tolerance(&tolerance_words(fraction)), Some(fraction));
        }
        for text in ["", "%", "0", "0.009", "10.1", "-1", "inf", "nan", "1e1"] {
            assert_eq!(read_tolerance(text), None, "{text}");
        }
    }
}
