//! Rows of the preferences for live data: when to refresh, whom to ask, with which key.
//!
//! A key is typed into dots, handed over and forgotten here; from then on only that there
//! is one can be seen.

use std::collections::BTreeMap;

use egui::{Button, Checkbox, ComboBox, Key, Response, RichText, TextEdit, Ui};

use super::{Rows, amounts};
use crate::app::amount::Amount;
use crate::app::data_overview::SourceStatus;
use crate::app::live_settings::{
    TypedKey, first_choices, is_whole_address, read_address, series_with_choices,
};
use crate::app::setting_change::SettingChange;
use crate::domain::catalog;
use crate::domain::live::KeyNeed;
use crate::ui::theme::Theme;
use crate::ui::widgets::button::segments_ui;
use crate::ui::widgets::text::{small_print_ui, weak};

/// Width of a field for an address or a key.
const FIELD_WIDTH: f32 = 230.0;

/// What is typed into fields and not yet taken, by id of the source.
#[derive(Clone, Default)]
pub struct HalfTyped {
    addresses: BTreeMap<&'static str, String>,
    keys: BTreeMap<&'static str, String>,
}

/// When to refresh, whom to ask first, and a row or two for every source.
pub fn live_ui(
    ui: &mut Ui,
    rows: &mut Rows<'_>,
    amounts: &mut amounts::HalfTyped,
    half_typed: &mut HalfTyped,
) {
    let tooltip = "On start and then again and again while the program runs";
    rows.row_ui(ui, "Refresh by itself", tooltip, |rows, ui| {
        let choices = [(true, "On", tooltip), (false, "Off", "Only when you ask for it")];
        if let Some(on) = segments_ui(ui, rows.state.settings().live().on_start, &choices) {
            rows.change(SettingChange::RefreshOnStart(on));
        }
    });
    amounts::amounts_ui(ui, rows, &[Amount::RefreshMinutes], amounts);
    let tooltip = "Hourly candles of the price; the first time takes a hundred requests";
    rows.row_ui(ui, "Hourly candles", tooltip, |rows, ui| {
        let mut on = rows.state.settings().live().hourly;
        let response = ui.add(Checkbox::new(&mut on, "Fetch")).on_hover_text(tooltip);
        if response.accessible_name("Fetch hourly candles").clicked() {
            rows.change(SettingChange::RefreshHourly(on));
        }
    });
    for series in series_with_choices() {
        first_ui(ui, rows, series);
    }
    if rows.search.is_empty() {
        ui.add_space(8.0);
        small_print_ui(ui, "Sources, and the address that is asked if it is not their own");
    }
    for status in rows.state.sources_status() {
        source_ui(ui, rows, &status, half_typed);
    }
}

fn first_ui(ui: &mut Ui, rows: &mut Rows<'_>, series: &'static str) {
    let choices = first_choices(series);
    let Some(usual) = choices.first() else { return };
    let title = catalog::entry(series).map_or(series, |entry| entry.title);
    let name = format!("Ask first for {title}");
    let tooltip = "Who is asked first; the others stand in when it does not answer";
    rows.row_ui(ui, &name, tooltip, |rows, ui| {
        let now = rows.state.settings().live().first.get(series);
        let chosen = choices.iter().find(|info| now.is_some_and(|now| now.as_str() == info.id));
        let words = chosen.map_or_else(|| format!("{} (usual)", usual.title), |info| info.title.to_owned());
        let shown =
            ComboBox::from_id_salt(("first", series)).selected_text(words).width(180.0).show_ui(ui, |ui| {
                let usual_words = format!("{} (usual)", usual.title);
                if ui.selectable_label(chosen.is_none(), usual_words).clicked() && chosen.is_some() {
                    rows.change(SettingChange::FirstSource(series, None));
                }
                for info in choices.iter().skip(1) {
                    let is_chosen = chosen.is_some_and(|chosen| chosen.id == info.id);
                    if ui.selectable_label(is_chosen, info.title).clicked() && !is_chosen {
                        rows.change(SettingChange::FirstSource(series, Some(info.id)));
                    }
                }
            });
        shown.response.on_hover_text(tooltip).accessible_name(&name);
    });
}

fn source_ui(ui: &mut Ui, rows: &mut Rows<'_>, status: &SourceStatus, half_typed: &mut HalfTyped) {
    let info = status.info;
    rows.row_ui(ui, info.title, info.about, |rows, ui| {
        let mut on = status.enabled;
        let tooltip = "Whether this source may be asked at all";
        let response = ui.add(Checkbox::new(&mut on, "Ask")).on_hover_text(tooltip);
        if response.accessible_name(format!("Ask {}", info.title)).clicked() {
            rows.change(SettingChange::SourceEnabled(info.id, on));
        }
        address_ui(ui, rows, status, &mut half_typed.addresses);
    });
    if info.key != KeyNeed::None {
        let tooltip = "Optional: with a key it answers more, or longer";
        rows.row_ui(ui, &format!("Key for {}", info.title), tooltip, |rows, ui| {
            key_ui(ui, rows, status, &mut half_typed.keys);
        });
    }
}

/// The address of one's own; empty asks the source's.
fn address_ui(
    ui: &mut Ui,
    rows: &mut Rows<'_>,
    status: &SourceStatus,
    half_typed: &mut BTreeMap<&'static str, String>,
) {
    let info = status.info;
    let now = if status.address_is_own { status.address.clone() } else { String::new() };
    let mut text = half_typed.get(info.id).cloned().unwrap_or_else(|| now.clone());
    let hint = if is_whole_address(info) { "https://example.org/etf.csv" } else { info.base_url };
    let name = format!("Address of {}", info.title);
    let response = ui.add(TextEdit::singleline(&mut text).hint_text(hint).desired_width(FIELD_WIDTH));
    let response = response.on_hover_text("Another server that answers like this one").accessible_name(name);
    if response.changed() {
        half_typed.insert(info.id, text.clone());
    }
    let typed = text.trim();
    let wanted = if typed.is_empty() { Ok(()) } else { read_address(info, typed).map(drop) };
    if is_taken(ui, &response, half_typed, info.id) && wanted.is_ok() {
        half_typed.remove(info.id);
        if typed != now {
            let address = (!typed.is_empty()).then(|| typed.to_owned());
            rows.change(SettingChange::SourceAddress(info.id, address));
        }
    } else if let (Err(sentence), true) = (wanted, half_typed.contains_key(info.id)) {
        refusal_ui(ui, sentence);
    }
}

/// A field of dots for a key, or that there is one.
fn key_ui(
    ui: &mut Ui,
    rows: &mut Rows<'_>,
    status: &SourceStatus,
    half_typed: &mut BTreeMap<&'static str, String>,
) {
    let info = status.info;
    if status.has_key {
        ui.label(weak(ui, "A key is set"));
        let clear = ui.add(Button::new("Clear")).on_hover_text("Forget this key");
        if clear.accessible_name(format!("Clear key for {}", info.title)).clicked() {
            rows.change(SettingChange::SourceKey(info.id, None));
        }
        return;
    }
    let mut text = half_typed.get(info.id).cloned().unwrap_or_default();
    let field = TextEdit::singleline(&mut text).password(true).hint_text("None").desired_width(FIELD_WIDTH);
    let response = ui.add(field).on_hover_text("Kept in settings.toml, which only you may read");
    let response = response.accessible_name(format!("Key for {}", info.title));
    if response.changed() {
        half_typed.insert(info.id, text.clone());
    }
    let wanted = TypedKey::new(&text);
    let is_blank = text.trim().is_empty();
    if is_taken(ui, &response, half_typed, info.id) && (wanted.is_some() || is_blank) {
        half_typed.remove(info.id);
        // What the field would bring back with Ctrl+Z.
        egui::text_edit::TextEditState::default().store(ui.ctx(), response.id);
        if let Some(key) = wanted {
            rows.change(SettingChange::SourceKey(info.id, Some(key)));
        }
    } else if wanted.is_none() && !is_blank {
        refusal_ui(ui, "A key has letters, digits and signs, and no spaces".to_owned());
    }
}

/// Whether what is typed is to be taken now; Esc drops it.
fn is_taken(
    ui: &Ui,
    response: &Response,
    half_typed: &mut BTreeMap<&'static str, String>,
    id: &'static str,
) -> bool {
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        half_typed.remove(id);
    }
    response.lost_focus() && half_typed.contains_key(id)
}

fn refusal_ui(ui: &mut Ui, sentence: String) {
    let colour = Theme::of(ui).danger;
    ui.add(egui::Label::new(RichText::new(sentence).small().color(colour)).wrap());
}
