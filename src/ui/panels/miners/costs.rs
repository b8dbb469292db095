//! The cost of a coin by every model, side by side, and the price over each.

use egui::{Align, Ui};

use super::table::{Cell, head_ui, row_ui};
use super::{Scene, heading_ui};
use crate::app::amount::Amount;
use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::miners::MiningNow;
use crate::app::miners::edits::MinersEdit;
use crate::calc::production_cost::{CostModel, CostRange, REFERENCE, published_regression_usd};
use crate::domain::format::{compact, grouped};
use crate::domain::unit::Unit;
use crate::ui::widgets::card::card_ui;
use crate::ui::widgets::text::small_print_ui;

/// Parts of the width: model, cost, price over cost.
const WIDTHS: [f32; 3] = [4.4, 2.0, 2.2];

pub fn costs_ui(ui: &mut Ui, scene: &Scene<'_>, mining: &MiningNow, price: f64, commands: &mut Vec<Command>) {
    card_ui(ui, None, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        heading_ui(ui, "Production cost of a coin");
        let inputs = mining.inputs;
        let words = format!(
            "With your rigs and power, {} J/TH at {} USD/kWh, at difficulty {}. Every model gives 87,000 USD at \
             141.67 T with {} J/TH at {}, which the indicators of cost take unless told otherwise",
            Amount::RigEfficiency.text(inputs.j_per_th),
            Amount::Electricity.text(inputs.usd_per_kwh),
            compact(mining.difficulty, Unit::Difficulty),
            grouped(REFERENCE.j_per_th, 0),
            grouped(REFERENCE.usd_per_kwh, 3),
        );
        small_print_ui(ui, scene.of(words));
        ui.add_space(4.0);
        head_ui(ui, &WIDTHS, &[("Model", Align::Min), ("USD", Align::Max), ("Price over it", Align::Max)]);
        for model in CostModel::ALL {
            let cost = model.cost_usd(mining.difficulty, mining.inputs);
            model_ui(ui, scene, model.title(), cost, price, model.words());
        }
        let published = published_regression_usd(mining.difficulty, mining.height);
        model_ui(
            ui,
            scene,
            "Regression as published",
            published,
            price,
            "exp(10.256 + 0.525 ln difficulty) ÷ coins paid out, Glassnode 2022: far below the others since, \
             so no part of the band",
        );
        if let Some(range) = CostRange::at(mining.difficulty, mining.inputs) {
            ui.add_space(4.0);
            let words = format!(
                "Band of the four models {}–{} USD, price over its middle {}",
                grouped(range.low_usd, 0),
                grouped(range.high_usd, 0),
                grouped(price / range.middle_usd(), 2)
            );
            small_print_ui(ui, scene.of(words));
        }
        if !scene.state.document_now().miners.cost_band {
            ui.add_space(4.0);
            let edit = Command::Edit(Edit::Miners(MinersEdit::ShowCostBand(true)));
            let info = edit.info();
            if ui.button(info.caption).on_hover_text(info.tooltip).clicked() {
                commands.push(edit);
            }
        }
    });
}

fn model_ui(ui: &mut Ui, scene: &Scene<'_>, title: &str, cost: f64, price: f64, words: &str) {
    let theme = scene.theme;
    let ratio = price / cost;
    let (word, ink) = if ratio < 1.0 { ("below", theme.down) } else { ("above", theme.up) };
    let (cost, ratio) = (scene.of(grouped(cost, 0)), scene.of(grouped(ratio, 2)));
    let name = format!("{title}: {cost} USD, price over cost {ratio}, {word}");
    let cells = [
        Cell::Words(title.to_owned(), Align::Min, theme.text),
        Cell::Strong(cost, Align::Max, theme.text_strong),
        Cell::Strong(format!("{ratio} {word}"), Align::Max, ink),
    ];
    row_ui(ui, &WIDTHS, &cells, &name).on_hover_text(scene.of(words));
}
