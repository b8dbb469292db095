//! The question of the first start: a quiet strip above the charts, in nobody's way.

use egui::accesskit::{Live, Role};
use egui::{Align, Button, Label, Layout, RichText, Ui};

use crate::app::command::Command;
use crate::app::data_command::{DataCommand, FirstFetch};
use crate::app::state::AppState;
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;

/// Sources that are named; the others are counted.
const NAMED_SOURCES: usize = 3;

/// Says that live data can be had, and waits for a word as long as it takes.
pub fn first_fetch_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let sources = state.sources_status();
    let titles: Vec<&str> = sources.iter().map(|source| source.info.title).collect();
    let sentence =
        format!("Live data can be fetched from {}. Nothing is fetched without your word", names(&titles));
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
                ui.add(Label::new(RichText::new(&sentence).color(colour)).wrap());
            });
        });
    });
    ui.ctx().accesskit_node_builder(strip.response.id, |node| {
        node.set_role(Role::Status);
        node.set_live(Live::Polite);
        node.set_label(sentence);
    });
}

/// `Bitstamp, Kraken and 9 others`.
fn names(titles: &[&str]) -> String {
    match titles {
        [] => "public sources".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., last] if most.len() < NAMED_SOURCES => format!("{} and {last}", most.join(", ")),
        _ => {
            let (named, others) = titles.split_at(NAMED_SOURCES.min(titles.len()));
            format!("{} and {} others", named.join(", "), others.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_sources_are_named_and_the_others_counted() {
        assert_eq!(names(&["A"]), "A");
        assert_eq!(names(&["A", "B"]), "A and B");
        assert_eq!(names(&["A", "B", "C"]), "A, B and C");
        assert_eq!(names(&["A", "B", "C", "D", "E"]), "A, B, C and 2 others");
    }
}
