//! The strip above the charts while a past day is shown: nobody takes the past for now.

use egui::accesskit::{Live, Role};
use egui::{Align, Button, Frame, Layout, Margin, Panel, RichText, Stroke, Ui, vec2};

use crate::app::command::Command;
use crate::app::data_command::DataCommand;
use crate::app::state::AppState;
use crate::domain::time::UnixSecs;
use crate::ui::theme::Theme;
use crate::ui::theme::style::HAIRLINE;
use crate::ui::widgets::icon::Icon;

/// What the strip says.
pub fn words(day: UnixSecs) -> String {
    format!("As known on {} · rows seen later are left out", day.day_label())
}

/// The strip, if a past day is shown; takes its room from the top of `ui`.
pub fn as_known_strip_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let Some(day) = state.as_known_on() else { return };
    let theme = Theme::of(ui);
    let ground = Frame::new()
        .fill(theme.panel)
        .stroke(Stroke::new(HAIRLINE, theme.accent))
        .inner_margin(Margin::symmetric(12, 4));
    Panel::top("as known strip").frame(ground).show_separator_line(false).show(ui, |ui| {
        let strip = ui.horizontal(|ui| {
            let (_, rect) = ui.allocate_space(vec2(16.0, 24.0));
            Icon::Info.paint(ui.painter(), rect, theme.accent);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.add(Button::new("Back to now")).clicked() {
                    commands.push(Command::Data(DataCommand::ShowAsKnown(None)));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let text = RichText::new(words(day)).color(theme.text_strong);
                    ui.add(egui::Label::new(text).truncate());
                });
            });
        });
        ui.ctx().accesskit_node_builder(strip.response.id, |node| {
            node.set_role(Role::Status);
            node.set_live(Live::Polite);
            node.set_label(words(day));
        });
    });
}
