//! The right panel: its tabs, and the panel of the open one.

use egui::accesskit::Role;
use egui::{Align2, FontId, Popup, Response, ScrollArea, Sense, Stroke, Ui, WidgetInfo, vec2};

use crate::app::command::Command;
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::ui::panels::{alerts, flows, history, levels, miners, notes, scenarios};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, body_font, strong_font};
use crate::ui::widgets::button::focus_ring;

/// Height of the row of tabs in points.
const TABS: f32 = 32.0;
/// Width of the row of tabs in points.
const TABS_WIDTH: f32 = 312.0;

/// Tabs and the open panel.
pub fn right_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let open = state.view().tab;
    tabs_ui(ui, open, commands);
    ui.add_space(8.0);
    ScrollArea::vertical().id_salt(open.title()).auto_shrink([false, false]).show(ui, |ui| match open {
        Tab::Scenarios => scenarios::scenarios_ui(ui, state, commands),
        Tab::Levels => levels::levels_ui(ui, state, commands),
        Tab::Miners => miners::miners_ui(ui, state, commands),
        Tab::Flows => flows::flows_ui(ui, state, commands),
        Tab::Notes => notes::notes_ui(ui, state, commands),
        Tab::Alerts => alerts::alerts_ui(ui, state, commands),
        Tab::History => history::history_ui(ui, state, commands),
    });
}

/// Words on the menu of the tabs that do not stand in the row: the open one, if it is among them.
fn menu_words(open: Tab) -> String {
    let open = Tab::ALL.iter().skip(Tab::IN_ROW).find(|tab| **tab == open);
    format!("{} ▼", open.map_or("More", |tab| tab.title()))
}

/// As much room beside each word as beside any other.
fn spare_width(ui: &Ui, open: Tab) -> f32 {
    let in_row = Tab::ALL.iter().take(Tab::IN_ROW);
    let words = in_row.map(|tab| words_width(ui, tab.title())).sum::<f32>();
    (TABS_WIDTH - words - words_width(ui, &menu_words(open))) / (Tab::IN_ROW + 1) as f32
}

fn words_width(ui: &Ui, words: &str) -> f32 {
    let colour = Theme::of(ui).text;
    ui.painter().layout_no_wrap(words.to_owned(), strong_font(), colour).size().x
}

fn tabs_ui(ui: &mut Ui, open: Tab, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let spare = spare_width(ui, open);
    let row = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for tab in Tab::ALL.into_iter().take(Tab::IN_ROW) {
            let info = Command::ShowTab(tab).info();
            let response = tab_ui(ui, tab.title(), spare, tab == open);
            response.widget_info(|| WidgetInfo::selected(Role::Tab, true, tab == open, tab.title()));
            if response.on_hover_text(info.tooltip).clicked() && tab != open {
                commands.push(Command::ShowTab(tab));
            }
        }
        let is_open = Tab::ALL.iter().skip(Tab::IN_ROW).any(|tab| *tab == open);
        let menu = tab_ui(ui, &menu_words(open), spare, is_open);
        menu.widget_info(|| WidgetInfo::labeled(Role::Button, true, "More tabs"));
        Popup::menu(&menu).show(|ui| {
            for tab in Tab::ALL.into_iter().skip(Tab::IN_ROW) {
                let info = Command::ShowTab(tab).info();
                let entry = ui.add(egui::Button::selectable(tab == open, tab.title()));
                if entry.on_hover_text(info.tooltip).clicked() {
                    commands.push(Command::ShowTab(tab));
                }
            }
        });
    });
    let y = row.response.rect.bottom() - HAIRLINE / 2.0;
    ui.painter().hline(ui.max_rect().x_range(), y, Stroke::new(HAIRLINE, theme.border));
}

fn tab_ui(ui: &mut Ui, words: &str, spare: f32, is_open: bool) -> Response {
    let theme = Theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(words_width(ui, words) + spare, TABS), Sense::click());
    let font: FontId = if is_open { strong_font() } else { body_font() };
    let colour = if is_open || response.hovered() { theme.text_strong } else { theme.text_weak };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, words, font, colour);
    if is_open {
        ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(2.0, theme.accent));
    }
    focus_ring(ui, &response, rect.shrink(2.0));
    response
}
