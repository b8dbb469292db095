//! The window over `settings.toml`: every choice takes effect and is saved at once.
//!
//! Knows rows and sections; bounds, words and what a change does are the app's.
//! What is half typed or searched for lives in egui's memory while the window is open.

mod amounts;
mod keys;
mod live;

use egui::{Button, Id, RichText, ScrollArea, TextEdit, Ui, vec2};

use crate::app::amount::Amount;
use crate::app::command::Command;
use crate::app::setting_change::{Section, SettingChange};
use crate::app::settings::{ThemeChoice, TimeZoneChoice, WheelChoice};
use crate::app::state::AppState;
use crate::domain::number_format::NumberFormat;
use crate::ui::panels::dialog::{Closing, dialog_ui};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::{choice_ui, primary_button_ui, segments_ui};
use crate::ui::widgets::text::{small_print_ui, strong};

/// Width of the window.
const WIDTH: f32 = 720.0;
/// Width of the list of sections.
const LIST_WIDTH: f32 = 150.0;
/// Width of the names before the controls.
const NAME_WIDTH: f32 = 180.0;
/// Height of the rows, whichever section is shown, so that the window keeps still.
const ROWS_HEIGHT: f32 = 380.0;

/// What the window remembers between frames.
#[derive(Clone, Default)]
struct Memory {
    section: Option<Section>,
    search: String,
    amounts: amounts::HalfTyped,
    keys: keys::Recording,
    live: live::HalfTyped,
}

/// What every row needs: the program, what it asks for, and which names are searched for.
struct Rows<'a> {
    state: &'a AppState,
    commands: &'a mut Vec<Command>,
    search: String,
}

impl Rows<'_> {
    fn change(&mut self, change: SettingChange) {
        self.commands.push(Command::ChangeSetting(change));
    }

    /// Whether a row with these words is among what is searched for.
    fn has(&self, words: &str) -> bool {
        self.search.is_empty() || words.to_lowercase().contains(&self.search)
    }

    /// A name and its control in one line.
    fn row_ui(&mut self, ui: &mut Ui, name: &str, tooltip: &str, control: impl FnOnce(&mut Self, &mut Ui)) {
        if !self.has(name) {
            return;
        }
        ui.horizontal(|ui| {
            ui.set_min_height(28.0);
            let (rect, response) = ui.allocate_exact_size(vec2(NAME_WIDTH, 20.0), egui::Sense::hover());
            let theme = Theme::of(ui);
            let font = crate::ui::theme::style::body_font();
            crate::ui::widgets::text::paint_line(ui, rect, name, font, theme.text);
            if !tooltip.is_empty() {
                response.on_hover_text(tooltip);
            }
            control(self, ui);
        });
    }
}

/// The window of [`crate::app::command::Dialog::Preferences`].
pub fn preferences_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let id = Id::unique("preferences memory");
    let mut memory: Memory = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    // Where a link elsewhere led to.
    let wanted = Id::unique("wanted preferences");
    if let Some(section) = ui.data(|data| data.get_temp(wanted)) {
        memory.section = Some(section);
        ui.data_mut(|data| data.remove::<Section>(wanted));
    }
    let section = memory.section.unwrap_or(Section::Appearance);
    let is_searching = !memory.search.is_empty();
    let mut close = false;
    let mut asked = Vec::new();
    let closing = dialog_ui(
        ui,
        "preferences",
        "Preferences",
        WIDTH,
        |ui| body_ui(ui, state, section, &mut memory, &mut asked),
        |ui| close = foot_ui(ui, state, (!is_searching).then_some(section), commands),
    );
    commands.append(&mut asked);
    if close || closing != Closing::No {
        ui.data_mut(|data| data.remove::<Memory>(id));
        commands.push(Command::ShowDialog(None));
    } else {
        ui.data_mut(|data| data.insert_temp(id, memory));
    }
}

fn body_ui(
    ui: &mut Ui,
    state: &AppState,
    section: Section,
    memory: &mut Memory,
    commands: &mut Vec<Command>,
) {
    let theme = Theme::of(ui);
    if let Some(why) = state.settings_unsaved_because() {
        let words = format!("Changes last until the program ends: {why}");
        ui.label(RichText::new(words).color(theme.danger));
        ui.add_space(4.0);
    }
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_width(LIST_WIDTH);
            let search =
                TextEdit::singleline(&mut memory.search).hint_text("Search").desired_width(LIST_WIDTH);
            ui.add(search).accessible_name("Search preferences");
            ui.add_space(4.0);
            for other in Section::ALL {
                let chosen = memory.search.is_empty() && other == section;
                ui.allocate_ui_with_layout(
                    vec2(LIST_WIDTH, 24.0),
                    egui::Layout::top_down_justified(egui::Align::Min),
                    |ui| {
                        if choice_ui(ui, chosen, other.title(), "").clicked() {
                            memory.section = Some(other);
                            memory.search.clear();
                        }
                    },
                );
            }
        });
        ui.add_space(8.0);
        ui.vertical(|ui| {
            ScrollArea::vertical()
                .id_salt(("preferences rows", section, memory.search.is_empty()))
                .auto_shrink([false, false])
                .max_height(ROWS_HEIGHT.min(ui.ctx().content_rect().height() - 220.0))
                .show(ui, |ui| {
                    let search = memory.search.trim().to_lowercase();
                    let mut rows = Rows { state, commands, search };
                    if rows.search.is_empty() {
                        section_ui(ui, section, &mut rows, memory);
                        return;
                    }
                    for section in Section::ALL {
                        section_ui(ui, section, &mut rows, memory);
                    }
                });
        });
    });
    ui.separator();
    if let Some(folders) = state.folders() {
        let path = folders.settings_path().display().to_string();
        ui.horizontal(|ui| {
            if ui.add(Button::new("Copy path")).on_hover_text("Put the path on the clipboard").clicked() {
                commands.push(Command::CopyText(path.clone()));
            }
            small_print_ui(ui, path);
        });
    }
}

/// Close, reset of the section that is shown, and undo of what was just set.
fn foot_ui(ui: &mut Ui, state: &AppState, section: Option<Section>, commands: &mut Vec<Command>) -> bool {
    let close = primary_button_ui(ui, "Close").clicked();
    if let Some(section) = section {
        let may_reset = state.settings().says_any(&section.keys());
        let reset = Button::new(format!("Reset {}", section.title().to_lowercase()));
        let reset = ui.add_enabled(may_reset, reset).on_hover_text("Give this section what it came with");
        if reset.on_disabled_hover_text("Everything here is as it came").clicked() {
            commands.push(Command::ChangeSetting(SettingChange::Reset(section)));
        }
    }
    let history = state.history();
    if let Some(caption) = history.undo_caption().filter(|_| history.undoes_setting())
        && ui.add(Button::new(format!("Undo {caption}"))).clicked()
    {
        commands.push(Command::Undo);
    }
    close
}

fn section_ui(ui: &mut Ui, section: Section, rows: &mut Rows<'_>, memory: &mut Memory) {
    let top = ui.cursor().top();
    if rows.search.is_empty() {
        let title = strong(ui, section.title());
        ui.label(title);
        ui.add_space(4.0);
    }
    match section {
        Section::Appearance => appearance_ui(ui, rows),
        Section::Hand => {
            wheel_ui(ui, rows);
            amounts::snap_ui(ui, rows);
            amounts::amounts_ui(ui, rows, &[Amount::NudgeUsd], &mut memory.amounts);
            notifications_ui(ui, rows);
        }
        Section::Miners => {
            let all = [Amount::Electricity, Amount::RigEfficiency, Amount::BlockFees];
            amounts::amounts_ui(ui, rows, &all, &mut memory.amounts);
        }
        Section::Position => {
            let all = [
                Amount::TreasuryCoins,
                Amount::TreasuryCost,
                Amount::LeverageEntry,
                Amount::MaintenanceMargin,
            ];
            amounts::amounts_ui(ui, rows, &all, &mut memory.amounts);
        }
        Section::Live => live::live_ui(ui, rows, &mut memory.amounts, &mut memory.live),
        Section::Keys => keys::keys_ui(ui, rows, &mut memory.keys),
    }
    let words = match section {
        Section::Miners | Section::Position => {
            "Used by the card that answers while a level is dragged; everything stays on this machine"
        }
        Section::Live => "Nothing is asked without your word; keys stay in settings.toml on this machine",
        _ => "",
    };
    if !words.is_empty() && (rows.search.is_empty() || ui.cursor().top() > top) {
        ui.add_space(4.0);
        small_print_ui(ui, words);
    }
}

fn appearance_ui(ui: &mut Ui, rows: &mut Rows<'_>) {
    rows.row_ui(ui, "Theme", "Also in the View menu", |rows, ui| {
        let choices = ThemeChoice::ALL.map(|choice| {
            let info = Command::SetTheme(choice).info();
            (choice, info.caption, info.tooltip)
        });
        if let Some(choice) = segments_ui(ui, Some(rows.state.settings().theme), &choices) {
            rows.change(SettingChange::Theme(choice));
        }
    });
    amounts::scale_ui(ui, rows);
    rows.row_ui(ui, "Time zone", "Daily rows keep their UTC day in every zone", |rows, ui| {
        let choices = TimeZoneChoice::ALL.map(|choice| {
            let info = Command::SetTimeZone(choice).info();
            (choice, info.caption, info.tooltip)
        });
        if let Some(choice) = segments_ui(ui, Some(rows.state.settings().time_zone), &choices) {
            rows.change(SettingChange::TimeZone(choice));
        }
    });
    let tooltip = "How numbers are drawn; files, exports and the clipboard keep 1,234.5 or plain digits";
    rows.row_ui(ui, "Number format", tooltip, |rows, ui| {
        let choices = NumberFormat::ALL.map(|format| (format, format.word(), ""));
        if let Some(format) = segments_ui(ui, Some(rows.state.settings().numbers), &choices) {
            rows.change(SettingChange::Numbers(format));
        }
    });
}

fn notifications_ui(ui: &mut Ui, rows: &mut Rows<'_>) {
    let tooltip = "Alerts are always said in this window; on Linux the desktop shows them too";
    rows.row_ui(ui, "Desktop notifications", tooltip, |rows, ui| {
        let choices = [(true, "On", ""), (false, "Off", "")];
        if let Some(shown) = segments_ui(ui, Some(rows.state.settings().desktop_notifications), &choices) {
            rows.change(SettingChange::DesktopNotifications(shown));
        }
    });
}

fn wheel_ui(ui: &mut Ui, rows: &mut Rows<'_>) {
    rows.row_ui(ui, "Wheel", "What wheel and trackpad do over the charts", |rows, ui| {
        let choices = [
            (WheelChoice::Auto, "Automatic", "Notches of a wheel zoom, strokes on a trackpad pan"),
            (WheelChoice::Zoom, "Zoom", "Everything zooms, for systems whose wheels speak in pixels"),
            (WheelChoice::Pan, "Pan", "Everything pans, for systems whose trackpads speak in lines"),
        ];
        if let Some(choice) = segments_ui(ui, Some(rows.state.settings().wheel), &choices) {
            rows.change(SettingChange::Wheel(choice));
        }
    });
}
