//! The bar of ranges and price styles, with the source of the drawn price at its right.
//!
//! Whatever does not fit drops from the right: first the pill, then the import
//! button, which the File menu has too.

use egui::accesskit::Role;
use egui::{Align, Layout, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::command::{Command, Dialog, LineTool};
use crate::app::edit::Edit;
use crate::app::edit_panes::PaneEdit;
use crate::app::library::is_stale;
use crate::app::pane_spec::Style;
use crate::app::state::AppState;
use crate::calc::interval::Interval;
use crate::chart::scale::ScaleKind;
use crate::chart::viewport::RangePreset;
use crate::domain::age::row_age_words;
use crate::domain::catalog;
use crate::ui::theme::Theme;
use crate::ui::theme::style::small_font;
use crate::ui::widgets::button::{Toggle, choice_ui, icon_button_ui, primary_button_ui, segments_ui};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::text::dot;

/// Room that the import button needs, in points.
const IMPORT_WIDTH: f32 = 120.0;
/// Room that the button of the indicators needs with its divider, in points.
const INDICATORS_WIDTH: f32 = 110.0;
/// What the pill needs besides its text, in points.
const PILL_CHROME: f32 = 42.0;

/// Ranges, candles or line, log or linear; source of the price and import.
pub fn toolbar_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for preset in RangePreset::ALL {
            let info = Command::ApplyPreset(preset).info();
            let tooltip = match state.shortcut_of(&Command::ApplyPreset(preset)) {
                Some(key) => format!("{} ({key})", info.tooltip),
                None => info.tooltip.to_owned(),
            };
            if choice_ui(ui, state.view().preset == Some(preset), preset.label(), &tooltip).clicked() {
                commands.push(Command::ApplyPreset(preset));
            }
        }
        if let Some(pane) = state.document_now().price_pane() {
            divider_ui(ui);
            let chosen = match pane.placed(catalog::PRICE).map(|placed| placed.style) {
                Some(Style::Auto) | None => Style::Candles,
                Some(style) => style,
            };
            let edit = |style| {
                let (series, pane) = (catalog::PRICE.to_owned(), pane.id.clone());
                Edit::Panes(PaneEdit::SetStyle { series, pane, style })
            };
            switch_ui(ui, commands, chosen, &[Style::Candles, Style::Line], edit);
            divider_ui(ui);
            let edit = |scale| Edit::Panes(PaneEdit::SetScale { pane: pane.id.clone(), scale });
            switch_ui(ui, commands, pane.scale, &[ScaleKind::Log, ScaleKind::Linear], edit);
        }
        line_tools_ui(ui, state, commands);
        indicators_ui(ui, state, commands);
        interval_ui(ui, state, commands);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| right_ui(ui, state, commands));
    });
}

/// The line tools, pressed while in hand.
fn line_tools_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    if state.drawn_price().is_none() {
        return;
    }
    divider_ui(ui);
    let tools =
        [(LineTool::TrendLine, Icon::TrendLine, "Trend line tool"), (LineTool::Ray, Icon::Ray, "Ray tool")];
    for (tool, icon, name) in tools {
        let command = Command::DrawLine(tool);
        let in_hand = Toggle::Is(state.line_tool() == Some(tool));
        let key = command.info().shortcut.map(|key| format!(" ({key})")).unwrap_or_default();
        let response = icon_button_ui(ui, icon, in_hand, name);
        if response.on_hover_text(format!("{}{key}", command.info().tooltip)).clicked() {
            commands.push(command);
        }
    }
}

/// The indicator picker, where the bar has room for it.
fn indicators_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    if state.library().is_empty() || ui.available_width() < IMPORT_WIDTH + INDICATORS_WIDTH {
        return;
    }
    divider_ui(ui);
    let command = Command::ShowDialog(Some(Dialog::Indicators));
    let info = command.info();
    let tooltip = match state.shortcut_of(&command) {
        Some(key) => format!("{} ({key})", info.tooltip),
        None => info.tooltip.to_owned(),
    };
    if choice_ui(ui, state.dialog() == Some(Dialog::Indicators), "Indicators", &tooltip).clicked() {
        commands.push(command);
    }
}

/// The interval, where it is not the stored one: it changes what every row means.
fn interval_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let chosen = state.document_now().interval;
    if chosen == Interval::AsStored {
        return;
    }
    divider_ui(ui);
    let words = Command::Edit(Edit::SetInterval(chosen)).info();
    let name = format!("Interval: {}", words.caption);
    let button = ui.menu_button(words.caption, |ui| {
        for interval in Interval::ALL {
            let command = Command::Edit(Edit::SetInterval(interval));
            let info = command.info();
            if ui.selectable_label(interval == chosen, info.caption).on_hover_text(info.tooltip).clicked() {
                commands.push(command);
                ui.close();
            }
        }
    });
    button.response.accessible_name(name).on_hover_text(words.tooltip);
}

fn divider_ui(ui: &mut Ui) {
    ui.add_space(8.0);
    let (_, rect) = ui.allocate_space(vec2(1.0, 20.0));
    ui.painter().rect_filled(rect, 0.0, Theme::of(ui).border);
    ui.add_space(8.0);
}

fn switch_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    commands: &mut Vec<Command>,
    chosen: T,
    values: &[T],
    edit: impl Fn(T) -> Edit,
) {
    let infos: Vec<_> = values.iter().map(|value| (*value, Command::Edit(edit(*value)).info())).collect();
    let choices: Vec<_> = infos.iter().map(|(value, info)| (*value, info.caption, info.tooltip)).collect();
    if let Some(value) = segments_ui(ui, Some(chosen), &choices) {
        commands.push(Command::Edit(edit(value)));
    }
}

fn right_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    if ui.available_width() < IMPORT_WIDTH {
        return;
    }
    let info = Command::ChooseImport.info();
    if primary_button_ui(ui, info.caption).on_hover_text(info.tooltip).clicked() {
        commands.push(Command::ChooseImport);
    }
    ui.add_space(8.0);
    source_pill_ui(ui, state);
}

/// Where the drawn price comes from and how old it is.
fn source_pill_ui(ui: &mut Ui, state: &AppState) {
    let theme = Theme::of(ui);
    let Some(entry) = state.price() else { return };
    let old = is_stale(&entry.series, state.now());
    let last = entry.series.last_time().map(|time| format!("last row {}", time.day_label()));
    let mut words = vec![entry.provenance.title.clone()];
    words.extend(last);
    if old {
        let last = entry.series.last_time();
        words.extend(last.map(|last| row_age_words(state.now(), last, entry.series.cadence())));
    }
    let text = words.join(" · ");
    let galley = ui.painter().layout_no_wrap(text.clone(), small_font(), theme.text);
    if galley.size().x + PILL_CHROME > ui.available_width() {
        return;
    }
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + PILL_CHROME, 24.0), Sense::hover());
    ui.painter().rect_filled(rect, 12.0, theme.chip);
    let centre = rect.center().y;
    dot(ui, pos2(rect.left() + 16.0, centre), if old { theme.accent } else { theme.up }, true);
    ui.painter().galley(pos2(rect.left() + 28.0, centre - galley.size().y / 2.0), galley, theme.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    let tooltip = format!("{}\n{}", entry.provenance.citation, entry.series.key());
    response.on_hover_text(tooltip.trim());
}
