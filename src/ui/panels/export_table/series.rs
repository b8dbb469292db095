//! The list of stored series, each to be ticked.

use std::collections::BTreeSet;

use egui::{Button, Checkbox, ScrollArea, Ui};

use crate::app::data_words::source_title;
use crate::app::derived::any_title;
use crate::app::export_request::TableRequest;
use crate::app::library::Entry;
use crate::app::state::AppState;
use crate::domain::format::{grouped, visible_text};
use crate::ui::widgets::text::{small_print_ui, strong};

/// Height of the list, points.
const HEIGHT: f32 = 206.0;

/// Ticks series; until somebody does, those that are drawn are ticked.
pub fn series_ui(ui: &mut Ui, state: &AppState, request: &mut TableRequest) {
    let title = strong(ui, "Series");
    ui.label(title);
    let before = state.chosen_keys(request);
    let mut chosen = before.clone();
    let stored = state.stored_series();
    ui.horizontal(|ui| {
        if ui.add(Button::new("Select all")).clicked() {
            chosen = stored.iter().map(|entry| entry.series.key().to_string()).collect();
        }
        if ui.add(Button::new("Select drawn")).clicked() {
            request.series = None;
            chosen = state.drawn_keys();
        }
        if ui.add(Button::new("Select none")).clicked() {
            chosen = BTreeSet::new();
        }
    });
    ScrollArea::vertical().id_salt("series to export").max_height(HEIGHT).auto_shrink([false, true]).show(
        ui,
        |ui| {
            for entry in &stored {
                one_ui(ui, entry, &mut chosen);
            }
            if stored.is_empty() {
                small_print_ui(ui, "No series is stored yet");
            }
        },
    );
    if chosen != before {
        // Ticking what is drawn by hand is a choice too, which a later drawing does not change.
        let is_drawn = request.series.is_none() && chosen == state.drawn_keys();
        request.series = (!is_drawn).then_some(chosen);
    }
}

fn one_ui(ui: &mut Ui, entry: &Entry, chosen: &mut BTreeSet<String>) {
    let key = entry.series.key();
    let name = key.to_string();
    let mut is_chosen = chosen.contains(&name);
    let weekly = if key.weekly { " weekly" } else { "" };
    let source =
        if key.source.is_case_file() { "case file".to_owned() } else { source_title(&key.source).to_owned() };
    let label = format!("{}{weekly} · {}", any_title(&key.id), visible_text(&source));
    let tooltip = format!("{name}: {} rows", grouped(entry.series.len() as f64, 0));
    let response = ui.add(Checkbox::new(&mut is_chosen, label)).on_hover_text(tooltip);
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.changed() {
        if is_chosen {
            chosen.insert(name);
        } else {
            chosen.remove(&name);
        }
    }
}
