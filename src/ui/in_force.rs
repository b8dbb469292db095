//! What the user has set and every part of the window shows: keys and the way of numbers.
//!
//! The window tells it to egui's context once a frame; a menu or a theme reads it there,
//! so that it need not be handed through every function between.

use std::sync::Arc;

use egui::{Context, Id, Ui};

use crate::app::command::Command;
use crate::app::settings::Settings;
use crate::app::shortcut::Shortcut;
use crate::domain::number_format::NumberFormat;

#[derive(Clone)]
struct InForce(Arc<Settings>);

fn place() -> Id {
    Id::unique("settings in force")
}

/// Tells the context what is set.
pub fn tell(ctx: &Context, settings: &Settings) {
    let told: Option<InForce> = ctx.data(|data| data.get_temp(place()));
    let is_old = told
        .is_none_or(|told| told.0.numbers != settings.numbers || !Arc::ptr_eq(&told.0.keys, &settings.keys));
    if is_old {
        ctx.data_mut(|data| data.insert_temp(place(), InForce(Arc::new(settings.clone()))));
    }
}

/// The key of a command in force.
pub fn shortcut_of(ui: &Ui, command: &Command) -> Option<Shortcut> {
    let told: Option<InForce> = ui.data(|data| data.get_temp(place()));
    told.map_or_else(|| command.info().shortcut, |told| told.0.shortcut_of(command))
}

/// How numbers are written.
pub fn numbers(ui: &Ui) -> NumberFormat {
    ui.data(|data| data.get_temp::<InForce>(place())).map(|told| told.0.numbers).unwrap_or_default()
}
