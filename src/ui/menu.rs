//! The menu bar.
//!
//! Knows which command stands in which menu; captions, tooltips and keys come
//! from the command itself, so that a menu can never disagree with its key.

use egui::{Button, MenuBar, Response, RichText, Ui};

use crate::app::command::{Command, Dialog, End, LineTool, PathPurpose, ZoomDirection};
use crate::app::derived::any_title;
use crate::app::edit::Edit;
use crate::app::edit_panes::PaneEdit;
use crate::app::export::ExportKind;
use crate::app::import::ImportCommand;
use crate::app::level_edits::level_words;
use crate::app::miners::edits::MinersEdit;
use crate::app::pane_spec::Style;
use crate::app::settings::{ThemeChoice, TimeZoneChoice};
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::calc::interval::Interval;
use crate::chart::scale::ScaleKind;
use crate::chart::viewport::RangePreset;
use crate::domain::catalog;
use crate::domain::level::LevelKind;
use crate::ui::data_menu::data_menu_ui;
use crate::ui::file_menu::workspaces_ui;
use crate::ui::in_force::shortcut_of;
use crate::ui::theme::Theme;

/// What stands before an item.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// It does something.
    None,
    /// It is one of several states; `true` is the one in force.
    State(bool),
}

/// The bar of menus, left to right.
pub fn menu_bar_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    MenuBar::new().ui(ui, |ui| {
        ui.spacing_mut().button_padding = egui::vec2(8.0, 4.0);
        ui.spacing_mut().item_spacing.x = 0.0;
        menu_ui(ui, "File", |ui| file_ui(ui, state, commands));
        menu_ui(ui, "Edit", |ui| edit_ui(ui, state, commands));
        menu_ui(ui, "View", |ui| view_ui(ui, state, commands));
        menu_ui(ui, "Chart", |ui| chart_ui(ui, state, commands));
        menu_ui(ui, "Levels", |ui| levels_ui(ui, state, commands));
        menu_ui(ui, "Scenarios", |ui| scenarios_ui(ui, state, commands));
        menu_ui(ui, "Data", |ui| data_menu_ui(ui, state, commands));
        menu_ui(ui, "Help", |ui| help_ui(ui, commands));
    });
}

fn menu_ui(ui: &mut Ui, title: &str, items: impl FnOnce(&mut Ui)) {
    ui.menu_button(title, |ui| {
        widen(ui);
        items(ui);
    });
}

pub(super) fn submenu_ui(ui: &mut Ui, title: &str, items: impl FnOnce(&mut Ui)) {
    #[cfg(test)]
    if tests::is_listing() {
        items(ui);
        return;
    }
    ui.menu_button(format!("{NO_MARK}{title}"), |ui| {
        widen(ui);
        items(ui);
    })
    .response
    .accessible_name(title);
}

fn widen(ui: &mut Ui) {
    ui.set_min_width(224.0);
    ui.spacing_mut().button_padding = egui::vec2(8.0, 3.0);
}

/// As wide as a tick and its space, so that captions stand under each other.
const NO_MARK: &str = "     ";

pub(super) fn item_ui(ui: &mut Ui, commands: &mut Vec<Command>, command: Command) {
    let caption = command.info().caption.to_owned();
    named_item_ui(ui, commands, command, &caption, Mark::None, true);
}

fn state_ui(ui: &mut Ui, commands: &mut Vec<Command>, command: Command, on: bool) {
    let caption = command.info().caption.to_owned();
    named_item_ui(ui, commands, command, &caption, Mark::State(on), true);
}

pub(super) fn named_item_ui(
    ui: &mut Ui,
    commands: &mut Vec<Command>,
    command: Command,
    caption: &str,
    mark: Mark,
    enabled: bool,
) -> Response {
    #[cfg(test)]
    tests::list(&command);
    let info = command.info();
    let marked =
        if mark == Mark::State(true) { format!("✓ {caption}") } else { format!("{NO_MARK}{caption}") };
    let mut button = Button::new(marked);
    if let Some(shortcut) = shortcut_of(ui, &command) {
        button = button.shortcut_text(RichText::new(shortcut.to_string()).weak());
    }
    let response = ui.add_enabled(enabled, button);
    response.widget_info(|| match mark {
        Mark::None => egui::WidgetInfo::labeled(egui::accesskit::Role::MenuItem, enabled, caption),
        Mark::State(on) => {
            egui::WidgetInfo::selected(egui::accesskit::Role::MenuItemCheckBox, enabled, on, caption)
        }
    });
    if response.clicked() {
        commands.push(command);
        ui.close();
    }
    response.on_hover_text(info.tooltip)
}

fn file_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    workspaces_ui(ui, state, commands);
    ui.separator();
    item_ui(ui, commands, Command::ChooseImport);
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::TypePath(PathPurpose::Import))));
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::ImportAddress)));
    item_ui(ui, commands, Command::Import(ImportCommand::AskPaste));
    ui.separator();
    for kind in [ExportKind::Csv, ExportKind::Svg, ExportKind::Png] {
        item_ui(ui, commands, Command::ChooseExport(kind));
    }
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::ExportTable)));
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::ExportPicture)));
    ui.separator();
    item_ui(ui, commands, Command::ChooseNotesImport);
    item_ui(ui, commands, Command::ChooseNotesExport);
    ui.separator();
    item_ui(ui, commands, Command::Quit);
}

fn edit_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let history = state.history();
    for (command, step) in [(Command::Undo, history.undo_caption()), (Command::Redo, history.redo_caption())]
    {
        let word = command.info().caption;
        let caption = step.map_or_else(|| word.to_owned(), |step| format!("{word} {step}"));
        named_item_ui(ui, commands, command, &caption, Mark::None, step.is_some());
    }
    ui.separator();
    let selected = state.selection().is_some();
    for command in [Command::DeleteSelected, Command::ToggleLockSelected] {
        let caption = command.info().caption;
        named_item_ui(ui, commands, command, caption, Mark::None, selected)
            .on_disabled_hover_text("Select a level, a waypoint or a note first");
    }
    ui.separator();
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::Preferences)));
}

fn view_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let view = state.view();
    state_ui(ui, commands, Command::ToggleLeftPanel, view.left_panel);
    state_ui(ui, commands, Command::ToggleRightPanel, view.right_panel);
    state_ui(ui, commands, Command::ToggleNavigator, !view.no_navigator);
    ui.separator();
    for tab in Tab::ALL {
        state_ui(ui, commands, Command::ShowTab(tab), view.right_panel && view.tab == tab);
    }
    ui.separator();
    submenu_ui(ui, "Theme", |ui| {
        for choice in ThemeChoice::ALL {
            state_ui(ui, commands, Command::SetTheme(choice), state.settings().theme == choice);
        }
    });
    item_ui(ui, commands, Command::FitAxes);
    let events = !state.document_now().hide_events;
    let command = Command::Edit(Edit::ShowEvents(!events));
    named_item_ui(ui, commands, command, "Events of the case file", Mark::State(events), true);
    let band = state.document_now().miners.cost_band;
    let command = Command::Edit(Edit::Miners(MinersEdit::ShowCostBand(!band)));
    named_item_ui(ui, commands, command, "Cost band", Mark::State(band), true);
    ui.separator();
    submenu_ui(ui, "Time zone", |ui| {
        for choice in TimeZoneChoice::ALL {
            state_ui(ui, commands, Command::SetTimeZone(choice), state.settings().time_zone == choice);
        }
    });
    submenu_ui(ui, "Size", |ui| {
        for command in [Command::ScaleUp, Command::ScaleDown, Command::ScaleReset] {
            item_ui(ui, commands, command);
        }
    });
    state_ui(ui, commands, Command::ToggleFullScreen, state.is_full_screen());
}

fn chart_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let document = state.document_now();
    if let Some(pane) = document.price_pane() {
        let chosen = pane.placed(catalog::PRICE).map(|placed| placed.style);
        for style in [Style::Candles, Style::HollowCandles, Style::OhlcBars, Style::Line, Style::Area] {
            let edit = PaneEdit::SetStyle { series: catalog::PRICE.to_owned(), pane: pane.id.clone(), style };
            let on = chosen == Some(style) || (style == Style::Candles && chosen == Some(Style::Auto));
            state_ui(ui, commands, Command::Edit(Edit::Panes(edit)), on);
        }
        ui.separator();
        for scale in [ScaleKind::Log, ScaleKind::Linear] {
            let edit = PaneEdit::SetScale { pane: pane.id.clone(), scale };
            state_ui(ui, commands, Command::Edit(Edit::Panes(edit)), pane.scale == scale);
        }
        ui.separator();
    }
    let hidden: Vec<_> = document.panes.iter().filter(|pane| pane.hidden).collect();
    if !hidden.is_empty() {
        submenu_ui(ui, "Hidden panes", |ui| {
            for pane in hidden {
                let first = pane.series.first().map_or(pane.id.as_str(), |placed| placed.id.as_str());
                let edit = PaneEdit::Hide { pane: pane.id.clone(), hidden: false };
                let caption = format!("Show {}", any_title(first));
                named_item_ui(ui, commands, Command::Edit(Edit::Panes(edit)), &caption, Mark::None, true);
            }
        });
        ui.separator();
    }
    ui.separator();
    item_ui(ui, commands, Command::AddNoteAtLastRow);
    state_ui(ui, commands, Command::ToggleDataCursor, state.cursor_row().is_some());
    state_ui(ui, commands, Command::MeasureFromDataCursor, state.cursor_anchor().is_some());
    ui.separator();
    for command in [
        Command::Zoom(ZoomDirection::In),
        Command::Zoom(ZoomDirection::Out),
        Command::GoTo(End::First),
        Command::GoTo(End::Last),
    ] {
        item_ui(ui, commands, command);
    }
    ui.separator();
    submenu_ui(ui, "Range", |ui| {
        for preset in RangePreset::ALL {
            state_ui(ui, commands, Command::ApplyPreset(preset), state.view().preset == Some(preset));
        }
    });
    submenu_ui(ui, "Interval", |ui| {
        for interval in Interval::ALL {
            let command = Command::Edit(Edit::SetInterval(interval));
            state_ui(ui, commands, command, document.interval == interval);
        }
    });
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::GoToDate)));
    ui.separator();
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::Indicators)));
}

fn levels_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    for kind in LevelKind::ALL {
        let command = Command::AddLevelAtLastClose(kind);
        let caption = command.info().caption;
        named_item_ui(ui, commands, command, caption, Mark::None, state.last_close().is_some())
            .on_disabled_hover_text("There is no price yet: import a CSV file first");
    }
    ui.separator();
    let can_draw = state.drawn_price().is_some();
    for tool in LineTool::ALL {
        let command = Command::DrawLine(tool);
        let caption = command.info().caption;
        let mark = Mark::State(state.line_tool() == Some(tool));
        named_item_ui(ui, commands, command, caption, mark, can_draw)
            .on_disabled_hover_text("There is no price yet: import a CSV file first");
    }
    item_ui(ui, commands, Command::AddZoneAtLastClose);
    ui.separator();
    let levels = &state.document_now().levels;
    named_item_ui(ui, commands, Command::SelectNextLevel, "Next level", Mark::None, !levels.is_empty());
    ui.separator();
    item_ui(ui, commands, Command::ChooseLevelsImport);
    let command = Command::ChooseLevelsExport;
    let caption = command.info().caption;
    named_item_ui(ui, commands, command, caption, Mark::None, !levels.is_empty())
        .on_disabled_hover_text("There is no level yet: add one first");
    if levels.is_empty() {
        return;
    }
    submenu_ui(ui, "Shown", |ui| {
        let mut sorted: Vec<_> = levels.iter().collect();
        sorted.sort_by(|a, b| b.place.price().total_cmp(&a.place.price()));
        for level in sorted {
            let edit = Edit::HideLevel { id: level.id, hidden: !level.hidden };
            let caption = level_words(level);
            named_item_ui(ui, commands, Command::Edit(edit), &caption, Mark::State(!level.hidden), true);
        }
    });
}

fn scenarios_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let scenarios = &state.document_now().scenarios;
    if scenarios.is_empty() {
        ui.add_enabled(false, Button::new(format!("{NO_MARK}No scenarios")));
        return;
    }
    for scenario in scenarios {
        let edit = Edit::HideScenario { scenario: scenario.id.clone(), hidden: !scenario.hidden };
        let mark = Mark::State(!scenario.hidden);
        named_item_ui(ui, commands, Command::Edit(edit), &scenario.house, mark, true);
    }
    ui.separator();
    submenu_ui(ui, "Clone", |ui| {
        for scenario in scenarios {
            let edit = Edit::CloneScenario { scenario: scenario.id.clone() };
            named_item_ui(ui, commands, Command::Edit(edit), &scenario.house, Mark::None, true);
        }
    });
}

fn help_ui(ui: &mut Ui, commands: &mut Vec<Command>) {
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::Palette)));
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::Shortcuts)));
    item_ui(ui, commands, Command::ShowDialog(Some(Dialog::About)));
    let theme = Theme::of(ui);
    ui.separator();
    ui.label(
        RichText::new(format!("{NO_MARK}Hashfloor {}", env!("CARGO_PKG_VERSION")))
            .small()
            .color(theme.text_weak),
    );
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::sync::Arc;

    use super::*;
    use crate::app::clock::Clock;
    use crate::app::startup::StartOptions;
    use crate::domain::time::UnixSecs;

    thread_local! {
        /// The commands of the items drawn, while they are listed.
        static LISTED: RefCell<Option<Vec<Command>>> = const { RefCell::new(None) };
    }

    pub(super) fn is_listing() -> bool {
        LISTED.with_borrow(Option::is_some)
    }

    pub(super) fn list(command: &Command) {
        LISTED.with_borrow_mut(|listed| listed.iter_mut().for_each(|listed| listed.push(command.clone())));
    }

    /// Every command of every menu and submenu, as they stand open.
    fn items(state: &AppState) -> Vec<Command> {
        LISTED.set(Some(Vec::new()));
        let ctx = egui::Context::default();
        crate::ui::context::prepare(&ctx);
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let commands = &mut Vec::new();
            file_ui(ui, state, commands);
            edit_ui(ui, state, commands);
            view_ui(ui, state, commands);
            chart_ui(ui, state, commands);
            levels_ui(ui, state, commands);
            scenarios_ui(ui, state, commands);
            data_menu_ui(ui, state, commands);
            help_ui(ui, commands);
        });
        output.textures_delta.clear();
        LISTED.take().unwrap()
    }

    #[test]
    fn every_item_of_every_menu_is_among_the_offers() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap());
        let options =
            StartOptions { data_dir: Some(folder.path().to_owned()), workspace: None, clock, edits: false };
        let mut state = AppState::opened(&options, Arc::new(|| {}));
        let pane = state.document().panes[1].id.clone();
        state.dispatch(Command::Edit(Edit::Panes(PaneEdit::Hide { pane, hidden: true })));
        let (items, offers) = (items(&state), Command::offered(&state));
        assert!(items.len() > 60, "{} items were listed", items.len());
        for item in items {
            assert!(offers.iter().any(|offer| offer.command == item), "{item:?} is not offered");
        }
    }
}
