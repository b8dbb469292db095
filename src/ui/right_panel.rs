//! The right panel: its tabs, and the panel of the open one.

use egui::accesskit::Role;
use egui::{Align2, FontId, ScrollArea, Sense, Stroke, Ui, WidgetInfo, vec2};

use crate::app::command::Command;
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::ui::panels::{alerts, history, levels, notes, scenarios};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, body_font, strong_font};
use crate::ui::widgets::button::focus_ring;

/// Height of the row of tabs in points.
const TABS: f32 = 32.0;

/// Tabs and the open panel.
pub fn right_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let open = state.view().tab;
    tabs_ui(ui, open, commands);
    ui.add_space(8.0);
    ScrollArea::vertical().id_salt(open.title()).auto_shrink([false, false]).show(ui, |ui| match open {
        Tab::Scenarios => scenarios::scenarios_ui(ui, state, commands),
        Tab::Levels => levels::levels_ui(ui, state, commands),
        Tab::Notes => notes::notes_ui(ui, state, commands),
        Tab::Alerts => alerts::alerts_ui(ui, state, commands),
        Tab::History => history::history_ui(ui, state, commands),
    });
}

fn tabs_ui(ui: &mut Ui, open: Tab, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let row = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for tab in Tab::ALL {
            let is_open = tab == open;
            let info = Command::ShowTab(tab).info();
            let width = ui.max_rect().width() / Tab::ALL.len() as f32;
            let (rect, response) = ui.allocate_exact_size(vec2(width, TABS), Sense::click());
            let font: FontId = if is_open { strong_font() } else { body_font() };
            let colour = if is_open || response.hovered() { theme.text_strong } else { theme.text_weak };
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, tab.title(), font, colour);
            if is_open {
                let line = Stroke::new(2.0, theme.accent);
                ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, line);
            }
            focus_ring(ui, &response, rect.shrink(2.0));
            response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_open, tab.title()));
            if response.on_hover_text(info.tooltip).clicked() && !is_open {
                commands.push(Command::ShowTab(tab));
            }
        }
    });
    let y = row.response.rect.bottom() - HAIRLINE / 2.0;
    ui.painter().hline(ui.max_rect().x_range(), y, Stroke::new(HAIRLINE, theme.border));
}
