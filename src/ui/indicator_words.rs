//! What an indicator is: definition, formula, source, inputs and outputs, in words.
//!
//! The picker and the card at the legend say the same of it.

use egui::{Label, RichText, Ui};

use crate::app::computed::units;
use crate::app::indicator_draft::Draft;
use crate::calc::calculation::{Calculation, Params, Shape};
use crate::domain::format::grouped;
use crate::ui::theme::Theme;
use crate::ui::theme::style::SMALL;
use crate::ui::widgets::source::source_ui;

/// A name in small print, and below it the words.
pub fn told_ui(ui: &mut Ui, name: &str, words: &str) {
    let theme = Theme::of(ui);
    ui.add_space(4.0);
    ui.label(RichText::new(name).size(SMALL).color(theme.text_weak));
    ui.add(Label::new(RichText::new(words).color(theme.text)).wrap());
}

/// Definition, formula and source.
pub fn definition_ui(ui: &mut Ui, calculation: &Calculation) {
    let theme = Theme::of(ui);
    ui.add(Label::new(RichText::new(calculation.summary).color(theme.text)).wrap());
    told_ui(ui, "Formula", calculation.formula);
    ui.add_space(6.0);
    source_ui(ui, calculation.source);
}

/// What it reads, from when on it has values, and what it gives.
pub fn inputs_and_outputs_ui(ui: &mut Ui, calculation: &Calculation, params: &Params) {
    told_ui(ui, "Reads", &reads_words(calculation));
    told_ui(ui, "First value", &warm_up_words(calculation, params));
    let outputs = (calculation.outputs)(params);
    let given = outputs.iter().map(|output| format!("{} ({})", output.title, units::words(output.unit)));
    told_ui(ui, "Gives", &given.collect::<Vec<_>>().join(", "));
}

/// The columns it reads: `closes; traded volumes where they are known`.
pub fn reads_words(calculation: &Calculation) -> String {
    let words = |inputs: &[crate::calc::calculation::Input]| {
        inputs.iter().map(|input| input.words()).collect::<Vec<_>>().join(", ")
    };
    match (calculation.inputs, calculation.optional) {
        (inputs, []) => words(inputs),
        (inputs, optional) => format!("{}; {} where known", words(inputs), words(optional)),
    }
}

fn warm_up_words(calculation: &Calculation, params: &Params) -> String {
    let rows = (calculation.warm_up)(params) + 1;
    match (calculation.shape, rows) {
        (Shape::Weeks, rows) => format!("in week {}", grouped(rows as f64, 0)),
        (_, rows) => format!("on row {}", grouped(rows as f64, 0)),
    }
}

/// The parameters of a draft in words: `Rows 14`.
pub fn params_words(draft: &Draft) -> String {
    let named = draft.calculation.params.iter().zip(&draft.typed);
    named.map(|(param, typed)| format!("{} {typed}", param.title)).collect::<Vec<_>>().join(", ")
}
