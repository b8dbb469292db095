//! The fields of an indicator: parameters, series it is computed from, outputs.
//!
//! Changes the draft it is given; whoever shows it decides what becomes of that.

use egui::{Button, ComboBox, FontId, Id, Label, RichText, TextEdit, Ui, vec2};

use crate::app::computed::{any_title, units};
use crate::app::dispatch::sentence;
use crate::app::indicator_draft::{Draft, draws_lines, main_candidates, second_series};
use crate::app::state::AppState;
use crate::calc::calculation::{OutputUnit, Param, ParamKind};
use crate::ui::theme::Theme;
use crate::ui::theme::style::SMALL;

/// Width of a field of a number, in points.
const FIELD: f32 = 96.0;
/// Width of a list of series, in points.
const SERIES: f32 = 180.0;
/// Width of the names, in points.
const NAMES: f32 = 124.0;
/// Height of a line of fields, in points.
const LINE: f32 = 22.0;

/// What was done in the fields in this frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Enter was pressed in a field.
    pub entered: bool,
}

/// Every parameter with what is wrong beneath it.
pub fn params_ui(ui: &mut Ui, draft: &mut Draft, scope: Id, focus_first: bool) -> Done {
    let mut done = Done::default();
    let theme = Theme::of(ui);
    for (place, param) in draft.calculation.params.iter().enumerate() {
        let Some(mut text) = draft.typed.get(place).cloned() else { continue };
        ui.horizontal(|ui| {
            name_ui(ui, param.title);
            match param.kind {
                ParamKind::Choice(words) => choice_ui(ui, scope.with(place), param, words, &mut text),
                ParamKind::Count { min, max } => {
                    done.entered |=
                        text_ui(ui, scope.with(place), param, &mut text, focus_first && place == 0);
                    step_ui(ui, param, &mut text, (f64::from(min), f64::from(max)));
                }
                ParamKind::Number { unit, .. } => {
                    done.entered |=
                        text_ui(ui, scope.with(place), param, &mut text, focus_first && place == 0);
                    ui.label(RichText::new(unit).size(SMALL).color(theme.text_weak));
                }
            }
        });
        if let Some(typed) = draft.typed.get_mut(place) {
            *typed = text;
        }
        if let Some(wrong) = draft.wrong(place) {
            ui.horizontal(|ui| {
                ui.add_space(NAMES);
                ui.add(Label::new(RichText::new(sentence(&wrong)).size(SMALL).color(theme.danger)).wrap());
            });
        }
    }
    done
}

fn name_ui(ui: &mut Ui, name: &str) {
    let ink = Theme::of(ui).text_weak;
    // A long name takes a second line rather than running into its field.
    let words = ui.painter().layout(name.to_owned(), FontId::proportional(SMALL), ink, NAMES - 12.0);
    let (_, rect) = ui.allocate_space(vec2(NAMES - 8.0, words.size().y.max(LINE)));
    let size = words.size();
    let at = egui::pos2(rect.left(), rect.center().y - size.y / 2.0);
    ui.painter().galley(at, words, ink);
}

/// Whether Enter was pressed in it.
fn text_ui(ui: &mut Ui, id: Id, param: &Param, text: &mut String, takes_focus: bool) -> bool {
    let field = TextEdit::singleline(text).id(id).desired_width(FIELD).char_limit(24);
    let response = ui.add(field).accessible_name(param.title);
    if takes_focus {
        response.request_focus();
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if entered {
        // What cannot be taken is to be mended: the keyboard stays here.
        response.request_focus();
    }
    entered
}

/// One less and one more, for the hand.
fn step_ui(ui: &mut Ui, param: &Param, text: &mut String, (min, max): (f64, f64)) {
    let Ok(now) = text.trim().parse::<f64>() else { return };
    for (sign, word, by) in [("\u{2212}", "less", -1.0), ("+", "more", 1.0)] {
        let next = now + by;
        let name = format!("{}: one {word}", param.title);
        let button =
            ui.add_enabled((min..=max).contains(&next), Button::new(sign).min_size(vec2(LINE, LINE)));
        if button.accessible_name(name).clicked() {
            *text = next.to_string();
        }
    }
}

fn choice_ui(ui: &mut Ui, id: Id, param: &Param, words: &[&str], text: &mut String) {
    let shown = ComboBox::from_id_salt(id).selected_text(text.as_str()).width(FIELD).show_ui(ui, |ui| {
        for word in words {
            ui.selectable_value(text, (*word).to_owned(), *word);
        }
    });
    shown.response.accessible_name(param.title);
}

/// The series it is computed from, and the second one where there is one.
pub fn inputs_ui(ui: &mut Ui, state: &AppState, draft: &mut Draft, scope: Id) {
    let candidates = main_candidates(state, draft.calculation);
    if candidates.len() > 1 {
        let now = draft.main().to_owned();
        if let Some(id) = series_ui(ui, "Of", "Computed from", &now, &candidates, scope.with("of")) {
            let is_usual = candidates.first() == Some(&id);
            draft.of = (!is_usual).then_some(id);
        }
    }
    if draft.needs_second() {
        let candidates = second_series(state, draft.calculation);
        let now = draft.with.clone().unwrap_or_default();
        if let Some(id) = series_ui(ui, "With", "Second series", &now, &candidates, scope.with("with")) {
            draft.with = Some(id);
        }
    }
}

fn series_ui(ui: &mut Ui, word: &str, name: &str, now: &str, ids: &[String], id: Id) -> Option<String> {
    let mut chosen = None;
    ui.horizontal(|ui| {
        name_ui(ui, word);
        let shown = if now.is_empty() { "choose a series".into() } else { any_title(now) };
        let combo = ComboBox::from_id_salt(id).selected_text(shown).width(SERIES).truncate();
        let shown = combo.show_ui(ui, |ui| {
            for id in ids {
                if ui.selectable_label(id == now, any_title(id)).clicked() {
                    chosen = Some(id.clone());
                }
            }
        });
        shown.response.accessible_name(name);
    });
    chosen
}

/// Which of its outputs are drawn.
pub fn outputs_ui(ui: &mut Ui, draft: &mut Draft) {
    let Ok(params) = draft.params() else { return };
    let outputs = (draft.calculation.outputs)(&params);
    if outputs.len() < 2 || !draws_lines(draft.calculation) {
        return;
    }
    ui.horizontal_top(|ui| {
        name_ui(ui, "Draw");
        ui.vertical(|ui| {
            for (place, output) in outputs.iter().enumerate() {
                // A date is no value, and yes or no is no line.
                if matches!(output.unit, OutputUnit::Date | OutputUnit::Flag) {
                    continue;
                }
                let Some(mut drawn) = draft.outputs.get(place).copied() else { continue };
                let hover = units::words(output.unit);
                let response = ui.checkbox(&mut drawn, &output.title).on_hover_text(hover);
                if response.changed()
                    && let Some(cell) = draft.outputs.get_mut(place)
                {
                    *cell = drawn;
                }
            }
        });
    });
}
