//! The table of machines: from which energy price and coin price on each earns.

use egui::{Align, Ui};

use super::table::{Cell, head_ui, row_ui};
use super::{Scene, heading_ui};
use crate::app::amount::Amount;
use crate::app::miners::MiningNow;
use crate::calc::machines::{MACHINES, Machine};
use crate::domain::format::{grouped, signed};
use crate::ui::widgets::card::card_ui;
use crate::ui::widgets::text::small_print_ui;

/// Parts of the width: state, model, break-even, shutdown price, margin.
const WIDTHS: [f32; 5] = [1.0, 3.6, 1.6, 2.3, 2.0];

pub fn machines_ui(ui: &mut Ui, scene: &Scene<'_>, mining: &MiningNow, price: f64) {
    let hashprice_usd = mining.hashprice_btc * price;
    let usd_per_kwh = mining.inputs.usd_per_kwh;
    let margin_of = |machine: &Machine| machine.margin_usd_per_ph_day(hashprice_usd, usd_per_kwh);
    let off = MACHINES.iter().filter(|machine| margin_of(machine) < 0.0).count();
    card_ui(ui, None, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        heading_ui(ui, "Machines");
        let words = format!(
            "At {} USD/kWh: {} of {} do not earn their energy",
            Amount::Electricity.text(usd_per_kwh),
            off,
            MACHINES.len()
        );
        small_print_ui(ui, scene.of(words));
        ui.add_space(4.0);
        let right = Align::Max;
        let names = [
            ("", Align::Min),
            ("Model", Align::Min),
            ("$/kWh", right),
            ("Off under", right),
            ("Margin", right),
        ];
        head_ui(ui, &WIDTHS, &names);
        // The bar of the best machine is full to the right.
        let most =
            MACHINES.iter().map(margin_of).map(f64::abs).filter(|m| m.is_finite()).fold(0.01, f64::max);
        let scale = most.min(hashprice_usd.max(0.01));
        for machine in &MACHINES {
            machine_ui(ui, scene, machine, mining, hashprice_usd, scale);
        }
        ui.add_space(4.0);
        small_print_ui(
            ui,
            "$/kWh: energy price at which it just earns its energy. Off under: coin price, USD, at yours. \
             Margin: revenue less energy of one PH/s, to the left a loss. Makers' figures",
        );
    });
}

fn machine_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    machine: &Machine,
    mining: &MiningNow,
    hashprice_usd: f64,
    scale: f64,
) {
    let theme = scene.theme;
    let usd_per_kwh = mining.inputs.usd_per_kwh;
    let breakeven = machine.breakeven_usd_per_kwh(hashprice_usd);
    let shutdown = machine.shutdown_price_usd(mining.hashprice_btc, usd_per_kwh);
    let margin = machine.margin_usd_per_ph_day(hashprice_usd, usd_per_kwh);
    let (word, ink) = if margin < 0.0 { ("off", theme.down) } else { ("on", theme.up) };
    let (breakeven, shutdown) = (scene.of(grouped(breakeven, 3)), scene.of(grouped(shutdown, 0)));
    let margin_words = scene.of(signed(margin, 2));
    let name = format!(
        "{}: {word}, break-even {breakeven} USD/kWh, shutdown price {shutdown} USD, margin {margin_words} USD a day",
        machine.model
    );
    let cells = [
        Cell::Strong(word.to_owned(), Align::Min, ink),
        Cell::Words(machine.short_name().to_owned(), Align::Min, theme.text),
        Cell::Strong(breakeven, Align::Max, theme.text_strong),
        Cell::Strong(shutdown, Align::Max, theme.text_strong),
        Cell::Bar(margin / scale, ink),
    ];
    let figures = format!(
        "{}, {}: {} TH/s, {} J/TH ({})\nMargin {margin_words} USD a day for one PH/s",
        machine.model,
        machine.year,
        grouped(machine.th_s, 1),
        grouped(machine.j_per_th, 1),
        machine.source
    );
    row_ui(ui, &WIDTHS, &cells, &name).on_hover_text(scene.of(figures));
}
