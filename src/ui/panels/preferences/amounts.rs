//! Rows of the preferences that are numbers: typed, chosen or slid.

use std::collections::BTreeMap;

use egui::{ComboBox, Key, RichText, Slider, TextEdit, Ui};

use super::Rows;
use crate::app::amount::Amount;
use crate::app::setting_change::SettingChange;
use crate::domain::format::grouped;
use crate::ui::theme::Theme;
use crate::ui::widgets::text::weak;

/// Sizes that are offered; keys go through the same.
const SCALES: [f64; 9] = [0.75, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0];
/// Width of a field for a number.
const FIELD_WIDTH: f32 = 110.0;

/// What is typed into fields and not yet taken.
pub type HalfTyped = BTreeMap<Amount, String>;

/// Fields for numbers. A field is taken when it is left or Enter is pressed; what cannot
/// be taken is said beside it and the number stays.
pub fn amounts_ui(ui: &mut Ui, rows: &mut Rows<'_>, amounts: &[Amount], half_typed: &mut HalfTyped) {
    for amount in amounts {
        let info = amount.info();
        rows.row_ui(ui, info.name, info.tooltip, |rows, ui| field_ui(ui, rows, *amount, half_typed));
    }
}

fn field_ui(ui: &mut Ui, rows: &mut Rows<'_>, amount: Amount, half_typed: &mut HalfTyped) {
    let info = amount.info();
    let settings = rows.state.settings();
    let numbers = settings.numbers;
    let shown = |value: f64| numbers.of(amount.text(value));
    let now = settings.set_amount(amount).map_or_else(String::new, shown);
    let mut text = half_typed.get(&amount).cloned().unwrap_or_else(|| now.clone());
    let hint = info.default.map_or_else(|| "not set".to_owned(), shown);
    let field = TextEdit::singleline(&mut text).hint_text(hint).desired_width(FIELD_WIDTH);
    let response = ui.add(field).on_hover_text(info.tooltip).accessible_name(info.name);
    ui.label(weak(ui, info.unit));
    let wanted = wanted(amount, &text, |text| numbers.read(text));
    if response.changed() {
        half_typed.insert(amount, text.clone());
    }
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        half_typed.remove(&amount);
    }
    if response.lost_focus() && half_typed.contains_key(&amount) && wanted.is_ok() {
        half_typed.remove(&amount);
        if text != now
            && let Ok(value) = wanted
        {
            rows.change(SettingChange::Amount(amount, value));
        }
        return;
    }
    if let (Err(sentence), true) = (wanted, half_typed.contains_key(&amount)) {
        let colour = Theme::of(ui).danger;
        ui.add(egui::Label::new(RichText::new(sentence).small().color(colour)).wrap());
    } else if text.is_empty() && info.default.is_some() {
        ui.label(weak(ui, "default"));
    }
}

/// The number that is typed; nothing is typed where the default is wanted.
fn wanted(amount: Amount, text: &str, read: impl Fn(&str) -> Option<f64>) -> Result<Option<f64>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match read(text) {
        Some(value) => amount.check(value).map(Some),
        None => Err(format!("{} is no number", text.trim())),
    }
}

/// How near a level must come to snap.
pub fn snap_ui(ui: &mut Ui, rows: &mut Rows<'_>) {
    let info = Amount::SnapPx.info();
    rows.row_ui(ui, info.name, info.tooltip, |rows, ui| {
        let before = f64::from(rows.state.settings().snap_px);
        let mut px = before;
        let slider = Slider::new(&mut px, 0.0..=40.0).integer().suffix(" points");
        let slider = slider.custom_formatter(|px, _| match px {
            px if px < 0.5 => "off".to_owned(),
            px => grouped(px, 0),
        });
        let response = ui.add(slider).on_hover_text(info.tooltip).accessible_name(info.name);
        if response.changed() && (px - before).abs() > f64::EPSILON {
            rows.change(SettingChange::Amount(Amount::SnapPx, Some(px)));
        }
    });
}

/// Size of everything.
pub fn scale_ui(ui: &mut Ui, rows: &mut Rows<'_>) {
    let info = Amount::UiScale.info();
    rows.row_ui(ui, info.name, info.tooltip, |rows, ui| {
        let percent = |scale: f64| format!("{} %", grouped(scale * 100.0, 0));
        let now = rows.state.settings().amount(Amount::UiScale).unwrap_or(1.0);
        let shown =
            ComboBox::from_id_salt("ui scale").selected_text(percent(now)).width(90.0).show_ui(ui, |ui| {
                for scale in SCALES {
                    if ui.selectable_label((scale - now).abs() < 0.005, percent(scale)).clicked() {
                        rows.change(SettingChange::Amount(Amount::UiScale, Some(scale)));
                    }
                }
            });
        shown.response.on_hover_text(info.tooltip).accessible_name(info.name);
    });
}
