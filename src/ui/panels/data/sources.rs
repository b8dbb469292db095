//! The page of live sources: what each has, on which terms, where it is asked and whether it answers.

use egui::{Align, Button, Id, Label, Layout, RichText, ScrollArea, Ui};

use crate::app::command::{Command, Dialog};
use crate::app::data_command::DataCommand;
use crate::app::data_overview::{ConnectionTest, SeriesStatus, SourceStatus};
use crate::app::data_words::{NO_NETWORK, error_words, test_words};
use crate::app::derived::any_title;
use crate::app::setting_change::{Section, SettingChange};
use crate::app::state::AppState;
use crate::domain::format::visible_text;
use crate::domain::live::{KeyNeed, Reach};
use crate::ui::theme::Theme;
use crate::ui::theme::style::SMALL;
use crate::ui::widgets::card::{card_ui, pill_ui};
use crate::ui::widgets::text::{small_print_ui, strong, weak};

/// A card for every source, in a given height.
pub fn sources_ui(
    ui: &mut Ui,
    state: &AppState,
    sources: &[SourceStatus],
    height: f32,
    commands: &mut Vec<Command>,
) {
    if sources.is_empty() {
        let text = strong(ui, "No live sources");
        ui.label(text);
        return;
    }
    if state.reach() == Reach::Nothing {
        small_print_ui(ui, NO_NETWORK);
    }
    let height = height - 20.0;
    ScrollArea::vertical().id_salt("sources").auto_shrink([false, true]).max_height(height).show(ui, |ui| {
        for source in sources {
            ui.push_id(source.info.id, |ui| {
                card_ui(ui, None, |ui| source_ui(ui, state, source, commands));
            });
        }
    });
}

fn source_ui(ui: &mut Ui, state: &AppState, source: &SourceStatus, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.horizontal(|ui| {
        let title = strong(ui, source.info.title);
        ui.label(title);
        let theme = Theme::of(ui);
        if !source.enabled {
            pill_ui(ui, "not asked", theme.text_weak);
        }
        let titles: Vec<_> = source.series.iter().map(|id| any_title(id)).collect();
        let text = weak(ui, titles.join(", "));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            test_ui(ui, state, source, commands);
            enabled_ui(ui, source, commands);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(text).truncate());
            });
        });
    });
    ui.add(Label::new(source.info.about).wrap());
    where_ui(ui, source, commands);
    let terms = [source.info.licence, source.info.citation];
    let terms: Vec<&str> = terms.into_iter().filter(|line| !line.is_empty()).collect();
    small_print_ui(ui, terms.join(" · "));
    result_ui(ui, source);
    let failed = |status: &&SeriesStatus| status.key.source.as_str() == source.info.id;
    for status in state.data_overview().series.iter().filter(failed) {
        if let Some(error) = &status.error {
            let title = any_title(&status.key.id);
            let words = format!("{title}: {}", error_words(state, status, error));
            danger_ui(ui, &Theme::of(ui).numbers.of(words));
        }
    }
}

/// The switch that says whether it is asked.
fn enabled_ui(ui: &mut Ui, source: &SourceStatus, commands: &mut Vec<Command>) {
    let mut on = source.enabled;
    let response = ui.checkbox(&mut on, "Ask").on_hover_text("Whether this source may be asked at all");
    if response.changed() {
        commands.push(Command::ChangeSetting(SettingChange::SourceEnabled(source.info.id, on)));
    }
    response.accessible_name(format!("Ask {}", source.info.title));
}

/// Where it is asked, and the key.
fn where_ui(ui: &mut Ui, source: &SourceStatus, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        let whose = if source.address_is_own { "address of your own" } else { "its own address" };
        let address = match source.address.as_str() {
            "" => "No address is set yet".to_owned(),
            address => format!("{} ({whose})", visible_text(address)),
        };
        let key = match (source.info.key, source.has_key) {
            (KeyNeed::None, _) => "no key needed",
            (KeyNeed::Optional, true) => "key is set",
            (KeyNeed::Optional, false) => "no key set, it answers without one",
        };
        let text = weak(ui, format!("{address} · {key}"));
        ui.label(text);
        if source.info.key != KeyNeed::None || source.address.is_empty() {
            let response = ui.link(RichText::new("Preferences").size(SMALL));
            if response.on_hover_text("Address and key, in Preferences, Live data").clicked() {
                ui.data_mut(|data| data.insert_temp(Id::unique("wanted preferences"), Section::Live));
                commands.push(Command::ShowDialog(Some(Dialog::Preferences)));
            }
        }
    });
}

fn test_ui(ui: &mut Ui, state: &AppState, source: &SourceStatus, commands: &mut Vec<Command>) {
    let command = Command::Data(DataCommand::TestSource(source.info.id));
    let info = command.info();
    let blocked = match () {
        () if state.reach() == Reach::Nothing => Some(NO_NETWORK),
        () if !source.enabled => Some("It is not to be asked: switch it on first"),
        () if source.address.is_empty() => Some("Set its address first"),
        () if source.test == Some(ConnectionTest::Asking) => Some("It is being asked"),
        () => None,
    };
    let response = ui.add_enabled(blocked.is_none(), Button::new(info.caption));
    let response = response.on_hover_text(info.tooltip).on_disabled_hover_text(blocked.unwrap_or_default());
    if response.clicked() {
        commands.push(command);
    }
    response.accessible_name(format!("{} of {}", info.caption, source.info.title));
}

fn result_ui(ui: &mut Ui, source: &SourceStatus) {
    let Some(test) = &source.test else { return };
    let words = Theme::of(ui).numbers.of(test_words(test));
    if matches!(test, ConnectionTest::Failed { .. }) {
        danger_ui(ui, &words);
    } else {
        let colour = Theme::of(ui).text_strong;
        ui.add(Label::new(RichText::new(words).size(SMALL).color(colour)).wrap());
    }
}

fn danger_ui(ui: &mut Ui, words: &str) {
    let colour = Theme::of(ui).danger;
    ui.add(Label::new(RichText::new(words).size(SMALL).color(colour)).wrap());
}
