//! What mining earns and costs, at a price and as the user supposes.
//!
//! Everything is at the price of the level in the hand, else at the last close. What costs a
//! pass over rows is kept by the app ([`crate::app::miners`]); a frame reads and writes it out.

mod costs;
mod earnings;
mod fleet;
mod machines;
mod suppose;
mod table;
mod water;

use egui::Ui;

use crate::app::command::Command;
use crate::app::miners::{MiningNow, PriceAsked};
use crate::app::state::AppState;
use crate::ui::theme::Theme;
use crate::ui::theme::style::HEADING;
use crate::ui::widgets::card::card_ui;
use crate::ui::widgets::text::{small_print_ui, strong};
use crate::ui::widgets::value::dollars;

/// What every card of the panel works with.
struct Scene<'a> {
    state: &'a AppState,
    /// The price that is asked about.
    price: Option<PriceAsked>,
    /// Mining as it is, or why it is not known.
    mining: Result<MiningNow, &'static str>,
    theme: Theme,
}

impl Scene<'_> {
    /// Numbers written the chosen way.
    fn of(&self, words: impl Into<String>) -> String {
        self.theme.numbers.of(words)
    }
}

/// The panel.
pub fn miners_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let scene = Scene { state, price: state.price_asked(), mining: state.mining_now(), theme };
    ui.spacing_mut().item_spacing.y = 8.0;
    price_ui(ui, &scene);
    suppose::suppose_ui(ui, &scene, commands);
    match (&scene.mining, scene.price) {
        (Ok(mining), Some(price)) => {
            earnings::earnings_ui(ui, &scene, mining, price.usd());
            machines::machines_ui(ui, &scene, mining, price.usd());
            costs::costs_ui(ui, &scene, mining, price.usd(), commands);
        }
        (Err(why), _) => missing_ui(ui, why),
        (_, None) => missing_ui(ui, "no price loaded"),
    }
    fleet::fleet_ui(ui, &scene, commands);
    water::water_ui(ui, &scene, commands);
    ui.add_space(8.0);
}

fn price_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let words = match scene.price {
        Some(PriceAsked::InHand(price)) => format!("At {}, the level in your hand", dollars(price)),
        Some(PriceAsked::LastClose(price, day)) => {
            format!("At {}, close of {}", dollars(price), day.day_label())
        }
        None => return,
    };
    let words = strong(ui, scene.of(words));
    ui.label(words).on_hover_text("Drag a level on the chart to see another price answered");
}

fn missing_ui(ui: &mut Ui, why: &str) {
    card_ui(ui, None, |ui| {
        let title = strong(ui, "Nothing to reckon with");
        ui.label(title);
        small_print_ui(ui, format!("Missing: {why}. Import or refresh it under Data"));
    });
}

fn heading_ui(ui: &mut Ui, words: &str) {
    let words = strong(ui, words).size(HEADING);
    ui.label(words);
}
