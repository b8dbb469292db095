//! The status bar: what is under the cursor, what is saved, what is being done.

use egui::{Align, Label, Layout, RichText, Ui};

use crate::app::command::Command;
use crate::app::state::{AppState, Phase};
use crate::domain::age::row_age_words;
use crate::domain::format::grouped;
use crate::domain::series::Cadence;
use crate::ui::chart::draw::tool_hint;
use crate::ui::panels::activity::activity_ui;
use crate::ui::theme::Theme;
use crate::ui::widgets::icon::Icon;

/// Every value under the cursor, in one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CursorReadout {
    /// `Thu 5 Feb 2026 C 62,700 −14.13 % …`.
    pub text: String,
}

/// Readout at the left; jobs, saving and rows at the right.
pub fn status_bar_ui(
    ui: &mut Ui,
    state: &AppState,
    cursor: Option<&CursorReadout>,
    commands: &mut Vec<Command>,
) {
    let theme = Theme::of(ui);
    ui.horizontal_centered(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // What lives in memory for good reason (a picture) is neither saved nor unsaved.
            if state.workspace_path().is_some() || state.unsaved_because().is_some() {
                saved_ui(ui, state);
                separator_dot(ui);
                workspace_ui(ui, state);
                separator_dot(ui);
            } else if state.phase() == Phase::Loading {
                saved_ui(ui, state);
                separator_dot(ui);
            }
            let rows = format!(
                "{} rows in {} series",
                state.settings().numbers.of(grouped(state.library().rows() as f64, 0)),
                state.library().entries().count()
            );
            ui.label(RichText::new(rows).small().color(theme.text_weak));
            if let Some((last, _)) = state.last_close() {
                separator_dot(ui);
                let cadence = state.price().map_or(Cadence::Daily, |price| price.series.cadence());
                let age = row_age_words(state.now(), last, cadence);
                let age = format!("price of {}, {age}", last.day_label());
                ui.label(RichText::new(age).small().color(theme.text_weak));
            }
            if !state.running_jobs().is_empty() {
                separator_dot(ui);
            }
            activity_ui(ui, state, commands);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let hint = state.line_tool().map(tool_hint);
                let (text, colour) = match (cursor, state.phase()) {
                    _ if hint.is_some() => (hint.unwrap_or_default().to_owned(), theme.accent),
                    (Some(readout), _) => (readout.text.clone(), theme.text),
                    (None, Phase::Loading) => ("Opening your data …".to_owned(), theme.text_weak),
                    (None, Phase::Ready) => {
                        ("Point at the chart to read its values".to_owned(), theme.text_weak)
                    }
                };
                ui.add(Label::new(RichText::new(text).small().color(colour)).truncate());
            });
        });
    });
}

fn saved_ui(ui: &mut Ui, state: &AppState) {
    const LONGEST: f32 = 420.0;
    let theme = Theme::of(ui);
    if let Some(why) = state.unsaved_because() {
        ui.scope(|ui| {
            ui.set_max_width(LONGEST.min(ui.available_width() / 2.0));
            let text = RichText::new(why).small().color(theme.danger);
            ui.add(Label::new(text).truncate()).on_hover_text(why);
        });
        let (_, rect) = ui.allocate_space(egui::vec2(16.0, 16.0));
        Icon::Problem.paint(ui.painter(), rect, theme.danger);
        return;
    }
    let word = match (state.phase(), state.is_saved()) {
        (Phase::Loading, _) => "Opening …",
        (Phase::Ready, true) => "Saved",
        (Phase::Ready, false) => "Saving …",
    };
    let response = ui.label(RichText::new(word).small().color(theme.text_weak));
    if let Some(path) = state.workspace_path() {
        response.on_hover_text(format!("Levels, scenarios and view are kept in {}", path.display()));
    }
}

/// The name of the workspace, no wider than a long name needs to be told from another.
fn workspace_ui(ui: &mut Ui, state: &AppState) {
    const LONGEST: f32 = 160.0;
    let name = state.workspace_name();
    let place = state.workspace_path().map(|path| path.display().to_string());
    let hint = place.unwrap_or_else(|| "This workspace has no file".to_owned());
    let font = egui::TextStyle::Small.resolve(ui.style());
    let wanted = ui.painter().layout_no_wrap(name.clone(), font, Theme::of(ui).text_weak).size().x;
    ui.scope(|ui| {
        ui.set_max_width(LONGEST.min(wanted + 1.0));
        let text = RichText::new(&name).small().color(Theme::of(ui).text_weak);
        ui.add(Label::new(text).truncate()).on_hover_text(hint);
    });
}

fn separator_dot(ui: &mut Ui) {
    ui.label(RichText::new("·").small().color(Theme::of(ui).text_weak));
}
