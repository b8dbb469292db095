//! What kind of table it is, in plain words, and what was settled about it.

use egui::{Align, ComboBox, Layout, RichText, Ui};

use crate::app::command::Command;
use crate::app::dispatch::sentence;
use crate::app::import::{
    Answers, DayOrder, Filling, ImportCommand, ImportWindow, NumberStyle, columns_left, dialects, recognised,
    role_words,
};
use crate::ui::panels::import::{answer, is_asking};
use crate::ui::theme::Theme;
use crate::ui::widgets::text::{small_print_ui, strong, weak};

/// Width of the choice of a kind of table, in points.
const KINDS: f32 = 260.0;

/// Kind of table, what was recognised, and what was settled the last time.
pub(super) fn head_ui(ui: &mut Ui, open: &ImportWindow, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            kinds_ui(ui, open, commands);
            let name = weak(ui, "Kind of table");
            ui.label(name);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = match open.preview().filter(|_| open.trouble().is_none()) {
                    Some(preview) => preview.understood.dialect_title,
                    None if is_asking(open) => "Waiting for an answer",
                    None => "Not recognised",
                };
                let title = strong(ui, title);
                ui.label(title);
                let place = weak(ui, open.place());
                ui.add(egui::Label::new(place).truncate());
            });
        });
    });
    if let Some(preview) = open.preview().filter(|_| open.trouble().is_none()) {
        let words = recognised(preview).join(" · ");
        ui.add(egui::Label::new(RichText::new(words).color(Theme::of(ui).text)).wrap());
        if !preview.understood.citation.is_empty() && preview.understood.citation != preview.name {
            small_print_ui(ui, &preview.understood.citation);
        }
        for note in &preview.understood.notes {
            ui.add(egui::Label::new(RichText::new(sentence(note)).color(Theme::of(ui).text_strong)).wrap());
        }
        if let Some(words) = columns_left(&preview.understood) {
            let words = weak(ui, format!("{}; a heading's menu gives one a role", sentence(&words)));
            ui.add(egui::Label::new(words).wrap());
        }
    } else if let Some(head) = open.head() {
        let count = head.titles.len();
        let noun = if count == 1 { "column" } else { "columns" };
        let words = format!("{count} {noun}, {}", head.encoding.title());
        small_print_ui(ui, words);
    }
    settled_ui(ui, open, commands);
}

fn kinds_ui(ui: &mut Ui, open: &ImportWindow, commands: &mut Vec<Command>) {
    let understood = open.preview().map(|preview| preview.understood.dialect);
    let chosen = open.answers().dialect.as_deref().or(understood);
    let title =
        dialects().find(|(name, _)| Some(*name) == chosen).map_or("Not recognised", |(_, title)| title);
    let name = format!("Kind of table: {title}");
    let enabled = open.filling() != Filling::Storing;
    ui.add_enabled_ui(enabled, |ui| {
        let shown =
            ComboBox::from_id_salt("kind of table").selected_text(title).width(KINDS).show_ui(ui, |ui| {
                let mut wanted = None;
                let as_recognised = open.answers().dialect.is_none();
                if ui.selectable_label(as_recognised, "As recognised").clicked() {
                    wanted = Some(None);
                }
                for (name, title) in dialects() {
                    let is_chosen = open.answers().dialect.as_deref() == Some(name);
                    if ui.selectable_label(is_chosen, title).clicked() {
                        wanted = Some(Some(name.to_owned()));
                    }
                }
                wanted
            });
        shown.response.accessible_name(&name);
        if let Some(dialect) = shown.inner.flatten() {
            commands.push(answer(Answers { dialect, ..open.answers().clone() }));
        }
    });
}

/// What the user has settled, and a way to have it forgotten.
fn settled_ui(ui: &mut Ui, open: &ImportWindow, commands: &mut Vec<Command>) {
    let words = answer_words(open);
    if words.is_empty() {
        return;
    }
    let lead = if open.is_from_last_time() { "As last time for this header" } else { "As you settled" };
    ui.horizontal_wrapped(|ui| {
        let text = weak(ui, format!("{lead}: {}", words.join(", ")));
        ui.label(text);
        let (caption, command) = if open.is_from_last_time() {
            ("Forget", Command::Import(ImportCommand::Forget))
        } else {
            ("Undo my choices", answer(Answers::default()))
        };
        let tooltip = if open.is_from_last_time() {
            command.info().tooltip
        } else {
            "Drop what you settled and read the file as it was recognised"
        };
        let enabled = open.filling() != Filling::Storing;
        let button = egui::Button::new(RichText::new(caption).small()).small();
        let name = format!("{caption}: {}", words.join(", "));
        let response = ui.add_enabled(enabled, button).on_hover_text(tooltip);
        if response.accessible_name(name).clicked() {
            commands.push(command);
        }
    });
}

fn answer_words(open: &ImportWindow) -> Vec<String> {
    let answers = open.answers();
    let mut words = Vec::new();
    if let Some(dialect) = &answers.dialect {
        let title = dialects().find(|(name, _)| name == dialect).map_or(dialect.as_str(), |(_, title)| title);
        words.push(format!("read as {title}"));
    }
    words.extend(answers.day_order.map(|order| match order {
        DayOrder::DayFirst => "the day comes first".to_owned(),
        DayOrder::MonthFirst => "the month comes first".to_owned(),
    }));
    words.extend(answers.numbers.map(|numbers| match numbers {
        NumberStyle::Comma => "commas before fractions".to_owned(),
        _ => "points before fractions".to_owned(),
    }));
    words.extend(answers.power.map(|power| match power {
        0 => "amounts as they stand".to_owned(),
        3 => "amounts in thousands".to_owned(),
        6 => "amounts in millions".to_owned(),
        9 => "amounts in billions".to_owned(),
        power => format!("amounts times ten to the {power}"),
    }));
    words.extend(answers.series.iter().map(|id| format!("stored as {id}")));
    let titles = open.titles();
    words.extend(answers.columns.iter().map(|one| {
        let title = titles.get(one.column).map_or("a column", String::as_str);
        format!("{title} is {}", role_words(&one.role))
    }));
    words
}
