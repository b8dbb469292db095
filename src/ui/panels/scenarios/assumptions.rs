//! What the model of every card assumes: volatility and drift.
//!
//! A slider shows its change while it is dragged and makes it when it is let
//! go, so that a drag is one step of undo.

use egui::{Button, Key, Slider, Ui};

use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::calc::scenario::odds::measured_vol;
use crate::domain::format::{percent, signed_percent};
use crate::domain::scenario::Drift;
use crate::ui::theme::Theme;
use crate::ui::widgets::button::segments_ui;
use crate::ui::widgets::card::card_ui;
use crate::ui::widgets::text::{row_ui, small_print_ui, strong};

/// Volatilities of the slider, in percent a year.
const VOLATILITY_PERCENT: std::ops::RangeInclusive<f64> = 20.0..=120.0;
/// Drifts of the slider, in percent a year.
const DRIFT_PERCENT: std::ops::RangeInclusive<f64> = -100.0..=100.0;

/// Which of the drifts; the number of an own one apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Martingale,
    ZeroLog,
    Own,
}

/// The card below the scenarios.
pub fn assumptions_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    card_ui(ui, None, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let title = strong(ui, "Assumptions").size(crate::ui::theme::style::HEADING);
        ui.label(title);
        ui.add_space(4.0);
        volatility_ui(ui, state, commands);
        ui.add_space(8.0);
        drift_ui(ui, state, commands);
        ui.add_space(8.0);
        small_print_ui(ui, "A model of price alone. Not a forecast, not advice");
    });
}

fn volatility_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let given = state.document_now().assumptions.vol_annual;
    let realised = state.derived().daily.as_ref().and_then(|daily| measured_vol(daily).ok());
    let name = if given.is_none() { "Volatility (90-day realised)" } else { "Volatility (own)" };
    let in_force = given.or(realised);
    row_ui(ui, name, in_force.map_or_else(|| "—".to_owned(), |vol| format!("{} a year", percent(vol, 0))));
    let mut value = in_force.unwrap_or(0.6) * 100.0;
    slider_ui(ui, &mut value, VOLATILITY_PERCENT, "Volatility, percent a year", commands, |value| {
        Edit::SetVolatility(Some(value / 100.0))
    });
    let info = Command::Edit(Edit::SetVolatility(None)).info();
    let caption = match realised {
        Some(vol) => format!("{} ({})", info.caption, percent(vol, 0)),
        None => info.caption.to_owned(),
    };
    let why_not = if realised.is_none() { "There are fewer than 91 daily closes" } else { "It is in use" };
    let button = ui.add_enabled(given.is_some() && realised.is_some(), Button::new(caption));
    if button.on_hover_text(info.tooltip).on_disabled_hover_text(why_not).clicked() {
        commands.push(Command::Edit(Edit::SetVolatility(None)));
    }
}

fn drift_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let drift = state.document_now().assumptions.drift;
    let (mode, own) = match drift {
        Drift::Martingale => (Mode::Martingale, 0.0),
        Drift::ZeroLog => (Mode::ZeroLog, 0.0),
        Drift::Mu(rate) | Drift::Nu(rate) => (Mode::Own, rate),
    };
    let words = match drift {
        Drift::Martingale | Drift::ZeroLog => drift.words(),
        Drift::Mu(rate) => format!("{} a year", signed_percent(rate, 0)),
        Drift::Nu(rate) => format!("{} a year, log", signed_percent(rate, 0)),
    };
    row_ui(ui, "Drift", words);
    let choices = [
        (Mode::Martingale, "Martingale", "The expected price stays where it is"),
        (Mode::ZeroLog, "Zero log", "The median price stays where it is"),
        (Mode::Own, "Own", "A yearly drift of your own"),
    ];
    if let Some(mode) = segments_ui(ui, Some(mode), &choices) {
        let drift = match mode {
            Mode::Martingale => Drift::Martingale,
            Mode::ZeroLog => Drift::ZeroLog,
            Mode::Own => Drift::Mu(own),
        };
        commands.push(Command::Edit(Edit::SetDrift(drift)));
    }
    if mode == Mode::Own {
        let is_log = matches!(drift, Drift::Nu(_));
        let mut value = own * 100.0;
        slider_ui(ui, &mut value, DRIFT_PERCENT, "Drift, percent a year", commands, |value| {
            let rate = value / 100.0;
            Edit::SetDrift(if is_log { Drift::Nu(rate) } else { Drift::Mu(rate) })
        });
    }
}

fn slider_ui(
    ui: &mut Ui,
    value: &mut f64,
    range: std::ops::RangeInclusive<f64>,
    name: &str,
    commands: &mut Vec<Command>,
    edit: impl Fn(f64) -> Edit,
) {
    let theme = Theme::of(ui);
    ui.scope(|ui| {
        ui.spacing_mut().slider_width = ui.available_width();
        ui.spacing_mut().interact_size.y = 20.0;
        let visuals = ui.visuals_mut();
        visuals.selection.bg_fill = theme.text_weak;
        visuals.widgets.inactive.bg_fill = theme.border;
        for state in
            [&mut visuals.widgets.inactive, &mut visuals.widgets.hovered, &mut visuals.widgets.active]
        {
            state.fg_stroke.color = theme.text_strong;
        }
        let slider = Slider::new(value, range).show_value(false).step_by(1.0);
        let response = ui.add(slider).accessible_name(name);
        let in_hand = response.dragged() || response.is_pointer_button_down_on();
        // A slider also reports that it rounded the value it was given: not a change.
        if response.changed() && (in_hand || response.has_focus()) {
            let edit = edit(*value);
            commands.push(if in_hand { Command::Preview(edit) } else { Command::Edit(edit) });
        }
        if response.drag_stopped() {
            let given_up = ui.input(|input| input.key_pressed(Key::Escape));
            commands.push(if given_up { Command::CancelPreview } else { Command::CommitPreview });
        }
    });
}
