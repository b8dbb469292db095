//! Scenario cards: what a house said, and what a model of price alone makes of it.
//!
//! Every number is as of the last row and belongs to the assumptions below the
//! cards; where there are none, the card says what is missing.

mod assumptions;

use egui::{CollapsingHeader, Color32, Popup, RichText, Ui};

use crate::app::command::{Command, Selection};
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::calc::scenario::odds::{ScenarioOdds, turn};
use crate::domain::format::{percent, signed, signed_percent};
use crate::domain::scenario::{Rule, Scenario, Status};
use crate::ui::theme::Theme;
use crate::ui::theme::style::HEADING;
use crate::ui::widgets::button::{Toggle, icon_button_ui, segments_ui};
use crate::ui::widgets::card::{card_ui, pill_ui, share_bar_ui};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::text::{row_ui, small_print_ui, strong};
use crate::ui::widgets::value::{dollars, plain_price};

/// Every scenario as a card, then the assumptions they share.
pub fn scenarios_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let document = state.document_now();
    ui.spacing_mut().item_spacing.y = 8.0;
    if document.scenarios.is_empty() {
        card_ui(ui, None, |ui| {
            let text = strong(ui, "No scenarios");
            ui.label(text);
            small_print_ui(ui, "Undo brings a deleted scenario back");
        });
    }
    for scenario in &document.scenarios {
        ui.push_id(&scenario.id, |ui| scenario_ui(ui, state, scenario, commands));
    }
    if !document.scenarios.is_empty() {
        assumptions::assumptions_ui(ui, state, commands);
    }
    ui.add_space(8.0);
}

fn scenario_ui(ui: &mut Ui, state: &AppState, scenario: &Scenario, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let colour = theme.scenario_colour(scenario);
    card_ui(ui, Some(colour), |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        head_ui(ui, state, scenario, commands);
        if !scenario.title.is_empty() {
            let quote = RichText::new(quoted(&scenario.title)).small().color(theme.text_weak);
            ui.add(egui::Label::new(quote).wrap());
        }
        ui.add_space(4.0);
        let target = format!("{} · {}", dollars(scenario.target), scenario.deadline.day_label());
        figures_ui(ui, "Target, deadline", target);
        match state.odds(&scenario.id) {
            Some(Ok(odds)) => odds_ui(ui, scenario, odds, colour),
            Some(Err(error)) => {
                small_print_ui(ui, format!("No odds: {error}"));
            }
            None => {
                small_print_ui(ui, "No odds: import daily prices of BTC/USD first");
            }
        }
        rule_ui(ui, scenario, commands);
        more_ui(ui, state, scenario);
    });
}

fn head_ui(ui: &mut Ui, state: &AppState, scenario: &Scenario, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let selected = matches!(state.selection(), Some(Selection::Scenario { id, .. }) if *id == scenario.id);
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let more = icon_button_ui(ui, Icon::More, Toggle::No, &format!("More for {}", scenario.house));
            Popup::menu(&more).show(|ui| actions_ui(ui, scenario, commands));
            if let Some(Ok(odds)) = state.odds(&scenario.id) {
                let (words, colour) = status_words(odds.status, theme);
                pill_ui(ui, &words, colour);
            }
            if scenario.hidden {
                pill_ui(ui, "hidden", theme.text_weak);
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let title = strong(ui, &scenario.house).size(HEADING);
                let title = if selected { title.color(theme.scenario_colour(scenario)) } else { title };
                let label = egui::Label::new(title).truncate().sense(egui::Sense::click());
                if ui.add(label).on_hover_text("Select it on the chart").clicked() {
                    let selection = Selection::Scenario { id: scenario.id.clone(), waypoint: None };
                    commands.push(Command::Select(Some(selection)));
                }
            });
        });
    });
}

fn actions_ui(ui: &mut Ui, scenario: &Scenario, commands: &mut Vec<Command>) {
    let id = || scenario.id.clone();
    for edit in [
        Edit::HideScenario { scenario: id(), hidden: !scenario.hidden },
        Edit::CloneScenario { scenario: id() },
        Edit::DeleteScenario { scenario: id() },
    ] {
        let command = Command::Edit(edit);
        let info = command.info();
        if ui.button(info.caption).on_hover_text(info.tooltip).clicked() {
            commands.push(command);
            ui.close();
        }
    }
}

fn status_words(status: Status, theme: Theme) -> (String, Color32) {
    match status {
        Status::Open => (status.word().to_owned(), theme.text),
        Status::Hit(day) | Status::Withdrawn(day) => {
            (format!("{} {}", status.word(), day.day_label()), theme.text_strong)
        }
        Status::Expired => (status.word().to_owned(), theme.text_strong),
    }
}

fn odds_ui(ui: &mut Ui, scenario: &Scenario, odds: &ScenarioOdds, colour: Color32) {
    let target = plain_price(scenario.target);
    let (name, p) = match scenario.rule {
        Rule::Touch => (format!("P(touch {target})"), odds.p_touch),
        Rule::Close => (format!("P(a daily close beyond {target})"), odds.p_touch_daily_close),
    };
    probability_ui(ui, name, p, colour);
    let name = format!("P(beyond on {})", scenario.deadline.day_label());
    probability_ui(ui, name, odds.p_finish_beyond, colour);
    if let (Some(p), Some((first, then))) = (odds.p_dip_then_reach, turn(scenario)) {
        let name = format!("P({}, then {})", plain_price(first), plain_price(then));
        probability_ui(ui, name, p, colour);
    }
    ui.add_space(2.0);
    if odds.days_left > 0.0 {
        let required = format!("{} a year · z {}", signed_percent(odds.required_cagr, 1), signed(odds.z, 2));
        figures_ui(ui, "Required", required).on_hover_text(format!(
            "{} a day for {:.0} days; z is how many standard deviations of the model that is",
            signed_percent(odds.required_daily, 2),
            odds.days_left
        ));
    }
    figures_ui(ui, "As of", format!("{}, {}", odds.as_of.day_label(), dollars(odds.spot_usd)));
}

/// A row whose words are the program's own, with numbers written the chosen way.
fn figures_ui(ui: &mut Ui, name: impl Into<String>, value: impl Into<String>) -> egui::Response {
    let numbers = Theme::of(ui).numbers;
    row_ui(ui, numbers.of(name), numbers.of(value))
}

fn probability_ui(ui: &mut Ui, name: String, p: f64, colour: Color32) {
    figures_ui(ui, name, percent(p, 1));
    share_bar_ui(ui, p, colour);
}

fn rule_ui(ui: &mut Ui, scenario: &Scenario, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.label("Rule");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let choices = [
                (Rule::Touch, "Touch", "Decided when the day's range reaches the target"),
                (Rule::Close, "Close", "Decided when a day closes at or beyond the target"),
            ];
            if let Some(rule) = segments_ui(ui, Some(scenario.rule), &choices) {
                commands.push(Command::Edit(Edit::SetScenarioRule { scenario: scenario.id.clone(), rule }));
            }
        });
    });
}

fn more_ui(ui: &mut Ui, state: &AppState, scenario: &Scenario) {
    let title = RichText::new("More").small();
    let shown = CollapsingHeader::new(title).id_salt("more").show(ui, |ui| {
        small_print_ui(ui, format!("Published {}", scenario.published.day_label()));
        for line in [&scenario.source, &scenario.note].into_iter().filter(|line| !line.is_empty()) {
            small_print_ui(ui, line);
        }
        if let Some(invalidation) = scenario.invalidation {
            small_print_ui(ui, format!("Withdrawn by a close beyond {}", dollars(invalidation)));
        }
        if let Some(Ok(odds)) = state.odds(&scenario.id) {
            small_print_ui(ui, format!("Model: {}", odds.method));
        }
    });
    shown.header_response.accessible_name(format!("More about {}", scenario.house));
}

fn quoted(title: &str) -> String {
    if title.starts_with(['“', '"', '„', '«']) { title.to_owned() } else { format!("“{title}”") }
}
