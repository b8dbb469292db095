//! The question of the first start: a quiet strip above the charts, in nobody's way.

use egui::accesskit::{Live, Role};
use egui::{Align, Button, Label, Layout, RichText, Ui};

use crate::app::command::Command;
use crate::app::data_command::{DataCommand, FirstFetch};
use crate::app::state::AppState;
use crate::domain::format::grouped;
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;

/// Says that live data can be had, and waits for a word as long as it takes.
pub fn first_fetch_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let sources = state.sources_status();
    let asked = sources.iter().filter(|source| source.enabled && !source.address.is_empty());
    let titles: Vec<&str> = asked.map(|source| source.info.title).collect();
    let sentence = sentence(titles.len());
    let colour = Theme::of(ui).text;
    let strip = ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // From the right: the quietest answer stands last.
            for answer in [FirstFetch::NotNow, FirstFetch::Always, FirstFetch::FetchNow] {
                let command = Command::Data(DataCommand::AnswerFirstFetch(answer));
                let info = command.info();
                let button = match answer {
                    FirstFetch::FetchNow => primary_button_ui(ui, info.caption),
                    FirstFetch::Always | FirstFetch::NotNow => ui.add(Button::new(info.caption)),
                };
                if button.on_hover_text(info.tooltip).clicked() {
                    commands.push(command);
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let words = ui.add(Label::new(RichText::new(&sentence).color(colour)).wrap());
                words.on_hover_text(titles.join(", "));
            });
        });
    });
    ui.ctx().accesskit_node_builder(strip.response.id, |node| {
        node.set_role(Role::Status);
        node.set_live(Live::Polite);
        node.set_label(sentence);
    });
}

/// Short enough for one line between both side panels; who they are is said on hover.
fn sentence(sources: usize) -> String {
    let from = match sources {
        1 => "a public source".to_owned(),
        number => format!("{} public sources", grouped(number as f64, 0)),
    };
    format!("Live data can be fetched from {from}, never without your word")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_are_counted() {
        assert_eq!(sentence(11), "Live data can be fetched from 11 public sources, never without your word");
        assert_eq!(sentence(1), "Live data can be fetched from a public source, never without your word");
    }
}
