//! What this program is, its licences, and who published the numbers it shows.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Label, RichText, Ui};

use crate::app::command::Command;
use crate::app::state::AppState;
use crate::ui::panels::dialog::{Closing, dialog_ui, section_ui};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::small_print_ui;

/// What the program is made of: name, licence, holder.
const MADE_OF: [(&str, &str); 4] = [
    ("Inter", "SIL Open Font License 1.1, © The Inter Project Authors"),
    ("egui, eframe and egui_plot", "MIT or Apache-2.0, © Emil Ernerfeldt and contributors"),
    ("SQLite through rusqlite", "public domain; MIT, © The rusqlite developers"),
    ("resvg", "MIT or Apache-2.0, © The resvg Authors"),
];

/// The window of [`crate::app::command::Dialog::About`].
pub fn about_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let mut close = false;
    let closing = dialog_ui(
        ui,
        "about",
        "About Hashfloor",
        520.0,
        |ui| body_ui(ui, state),
        |ui| close = primary_button_ui(ui, "Close").clicked(),
    );
    if close || closing != Closing::No {
        commands.push(Command::ShowDialog(None));
    }
}

fn body_ui(ui: &mut Ui, state: &AppState) {
    let theme = Theme::of(ui);
    let words = format!(
        "Version {}, licensed under {}",
        env!("CARGO_PKG_VERSION"),
        env!("CARGO_PKG_LICENSE").replace(" OR ", " or ")
    );
    ui.label(RichText::new(words).color(theme.text_strong));
    ui.label("Bitcoin under stress: price, hashrate, difficulty and ETF flows on one time axis");
    small_print_ui(ui, "Odds are outputs of a model of price alone. Not a forecast, not advice");

    section_ui(ui, "Sources");
    let mut sources: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, entry) in state.library().entries() {
        let source = &entry.provenance;
        let lines = sources.entry(source.title.as_str()).or_default();
        lines.extend(
            [source.citation.as_str(), source.licence.as_str()].into_iter().filter(|line| !line.is_empty()),
        );
    }
    if sources.is_empty() {
        small_print_ui(ui, "No series yet");
    }
    for (title, lines) in sources {
        ui.label(RichText::new(title).color(theme.text_strong));
        for line in lines {
            selectable_small_print_ui(ui, line);
        }
        ui.add_space(4.0);
    }

    section_ui(ui, "Made of");
    for (name, licence) in MADE_OF {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(name).color(theme.text_strong));
            ui.label(RichText::new(licence).small().color(theme.text_weak));
        });
    }
}

fn selectable_small_print_ui(ui: &mut Ui, line: &str) {
    let text = RichText::new(line).small().color(Theme::of(ui).text_weak);
    ui.add(Label::new(text).wrap().selectable(true));
}
