//! What a petahash earns, what it keeps, and when the subsidy is halved next.

use egui::Ui;

use super::{Scene, heading_ui};
use crate::app::amount::Amount;
use crate::app::miners::MiningNow;
use crate::calc::mining::{
    breakeven_j_per_th, breakeven_usd_per_kwh, margin_usd_per_ph_day, shutdown_price_usd,
};
use crate::domain::format::{compact, grouped, signed};
use crate::domain::unit::Unit;
use crate::ui::widgets::card::card_ui;
use crate::ui::widgets::text::{row_ui, small_print_ui};

pub fn earnings_ui(ui: &mut Ui, scene: &Scene<'_>, mining: &MiningNow, price: f64) {
    let inputs = mining.inputs;
    let hashprice_usd = mining.hashprice_btc * price;
    let margin = margin_usd_per_ph_day(hashprice_usd, inputs.j_per_th, inputs.usd_per_kwh);
    card_ui(ui, None, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        heading_ui(ui, "Earnings of one PH/s");
        let mut row = |name: &str, value: String, tooltip: &str| {
            row_ui(ui, name, scene.of(value)).on_hover_text(tooltip);
        };
        row(
            "Hashprice",
            format!("{} USD a day", grouped(hashprice_usd, 2)),
            "10^15 × 86,400 ÷ (difficulty × 2^32) × subsidy and fees of a block × price",
        );
        row(
            "Hashprice in coins",
            format!("{} BTC a day", grouped(mining.hashprice_btc, 8)),
            "The same without the price",
        );
        let word = if margin < 0.0 { "a loss" } else { "a gain" };
        row(
            "Margin",
            format!("{} USD a day, {word}", signed(margin, 2)),
            "Hashprice less the energy of your rigs, 24 × J/TH × USD/kWh",
        );
        row(
            "Your break-even",
            format!("{} USD/kWh", grouped(breakeven_usd_per_kwh(hashprice_usd, inputs.j_per_th), 4)),
            "The energy price at which your rigs earn just their energy",
        );
        row(
            "Rigs that earn here",
            format!("under {} J/TH", grouped(breakeven_j_per_th(hashprice_usd, inputs.usd_per_kwh), 1)),
            "At your energy price",
        );
        let shutdown = shutdown_price_usd(mining.hashprice_btc, inputs.j_per_th, inputs.usd_per_kwh);
        row(
            "Your shutdown price",
            format!("{} USD", grouped(shutdown, 0)),
            "The coin price under which your rigs do not earn their energy",
        );
        let halving = mining.next_halving();
        row(
            "Next halving",
            month(halving.about),
            "Counted on from the latest retarget at a block every ten minutes",
        );
        let mut words = format!(
            "Difficulty {} since {}, {} BTC a block with {} of fees",
            compact(mining.difficulty_known, Unit::Difficulty),
            mining.since.day_label(),
            grouped(inputs.block_btc, 3),
            Amount::BlockFees.text(mining.fees_btc),
        );
        if (mining.difficulty - mining.difficulty_known).abs() > 0.0 {
            words.push_str(&format!("; supposed {}", compact(mining.difficulty, Unit::Difficulty)));
        }
        words.push_str(&format!(
            ". From block {} on the subsidy is {} BTC",
            grouped(halving.height as f64, 0),
            grouped(halving.subsidy_btc, 4)
        ));
        small_print_ui(ui, scene.of(words));
    });
}

/// The month of a time that is not known to the day.
fn month(time: crate::domain::time::UnixSecs) -> String {
    let date = time.date();
    format!("about {} {}", crate::domain::time::month_abbreviation(date.month()), date.year())
}
