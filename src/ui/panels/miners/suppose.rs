//! The sliders: energy price, rigs and fees, which are settings, and the difficulty supposed.
//!
//! A setting changes with the hand and joins to one step of undo; the supposed difficulty is a
//! preview until it is let go, like every slider over the document.

use std::ops::RangeInclusive;

use egui::{Button, Ui};

use super::{Scene, heading_ui};
use crate::app::amount::Amount;
use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::miners::choices::DIFFICULTY_CHANGES;
use crate::app::miners::edits::MinersEdit;
use crate::app::setting_change::SettingChange;
use crate::domain::format::{compact, signed};
use crate::domain::unit::Unit;
use crate::ui::widgets::card::card_ui;
use crate::ui::widgets::slider::{Numbered, Slid, numbered_slider_ui};

/// The settings with a slider: which, from where to where, and its step.
const SLIDERS: [(Amount, RangeInclusive<f64>, f64); 3] = [
    (Amount::Electricity, 0.02..=0.15, 0.001),
    (Amount::RigEfficiency, 9.0..=60.0, 0.5),
    (Amount::BlockFees, 0.0..=0.5, 0.01),
];
/// Values of the settings are whole in such parts.
const DECIMALS: f64 = 1e6;
/// Changes of difficulty on the slider, percent.
const CHANGE_PERCENT: RangeInclusive<f64> = -30.0..=30.0;

pub fn suppose_ui(ui: &mut Ui, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    card_ui(ui, None, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        heading_ui(ui, "What you run on");
        for (amount, range, step) in SLIDERS {
            amount_ui(ui, scene, amount, range, step, commands);
        }
        change_ui(ui, scene, commands);
        ui.add_space(4.0);
        let mut shown = scene.state.document_now().miners.cost_band;
        let info = Command::Edit(Edit::Miners(MinersEdit::ShowCostBand(true))).info();
        let band = ui.checkbox(&mut shown, "Cost band on the chart").on_hover_text(info.tooltip);
        if band.changed() {
            commands.push(Command::Edit(Edit::Miners(MinersEdit::ShowCostBand(shown))));
        }
    });
}

fn amount_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    amount: Amount,
    range: RangeInclusive<f64>,
    step: f64,
    commands: &mut Vec<Command>,
) {
    let info = amount.info();
    let now = scene.state.settings().amount(amount).or(info.default).unwrap_or(0.0);
    let name = format!("{}, {}", info.name, info.unit);
    let number = Numbered {
        name: info.name,
        tooltip: info.tooltip,
        note: String::new(),
        text: amount.text(now),
        unit: info.unit,
        slider: &name,
        now,
        range,
        step,
        bounds: info.lowest..=info.highest,
    };
    if let Slid::Held(value) | Slid::Set(value) = numbered_slider_ui(ui, number) {
        // In decimals, not in the bits of a sum of steps.
        let value = (value * DECIMALS).round() / DECIMALS;
        commands.push(Command::ChangeSetting(SettingChange::Amount(amount, Some(value))));
    }
}

fn change_ui(ui: &mut Ui, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let change = scene.state.document_now().miners.difficulty_change;
    let note = match &scene.mining {
        Ok(mining) => compact(mining.difficulty, Unit::Difficulty),
        Err(_) => String::new(),
    };
    let number = Numbered {
        name: "Difficulty change",
        tooltip: "What is earned and what a coin costs if difficulty were other than the latest",
        note,
        text: signed(change * 100.0, 1),
        unit: "%",
        slider: "Difficulty change, percent",
        now: change * 100.0,
        range: CHANGE_PERCENT,
        step: 0.1,
        bounds: DIFFICULTY_CHANGES.start() * 100.0..=DIFFICULTY_CHANGES.end() * 100.0,
    };
    let edit = |change: f64| Edit::Miners(MinersEdit::SetDifficultyChange(change));
    match numbered_slider_ui(ui, number) {
        Slid::Held(percent) => commands.push(Command::Preview(edit(percent / 100.0))),
        Slid::Set(percent) => commands.push(Command::Edit(edit(percent / 100.0))),
        Slid::LetGo => commands.push(Command::CommitPreview),
        Slid::GivenUp => commands.push(Command::CancelPreview),
        Slid::Not => {}
    }
    let as_it_is = ui.add_enabled(change.abs() > 0.0, Button::new("Difficulty as it is"));
    let as_it_is = as_it_is.on_disabled_hover_text("It is as it is");
    if as_it_is.on_hover_text("Reckon with the latest difficulty").clicked() {
        commands.push(Command::Edit(edit(0.0)));
    }
}
