//! Two sources of a series held against each other: a sentence and a few figures.

use egui::{Align, Button, CornerRadius, Frame, Label, Layout, Margin, RichText, Ui, vec2};

use crate::app::command::Command;
use crate::app::data_command::DataCommand;
use crate::app::data_words::source_title;
use crate::app::derived::any_title;
use crate::app::edit::Edit;
use crate::app::source_compare::Comparison;
use crate::app::state::AppState;
use crate::calc::source_difference::SourceDifference;
use crate::domain::age::counted;
use crate::domain::format::{UNKNOWN, grouped};
use crate::domain::number_format::NumberFormat;
use crate::domain::unit::Unit;
use crate::ui::panels::data::series::indented_ui;
use crate::ui::theme::Theme;
use crate::ui::theme::style::RADIUS;
use crate::ui::widgets::text::{small_print_ui, strong};
use crate::ui::widgets::value::value_words;

/// Width of the names of the figures, in points.
const NAME: f32 = 220.0;
/// Width of a figure, in points.
const FIGURE: f32 = 130.0;

/// The comparison that is shown, below its series.
pub(super) fn comparison_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let Some(shown) = state.comparison() else { return };
    let theme = Theme::of(ui);
    indented_ui(ui, |ui| {
        ui.add_space(4.0);
        Frame::new()
            .fill(theme.chip)
            .corner_radius(CornerRadius::same(RADIUS))
            .inner_margin(Margin::same(10))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                body_ui(ui, state, shown, commands);
            });
        ui.add_space(4.0);
    });
}

fn body_ui(ui: &mut Ui, state: &AppState, shown: &Comparison, commands: &mut Vec<Command>) {
    let (one, other) = (source_title(&shown.first.source), source_title(&shown.second.source));
    ui.horizontal(|ui| {
        let title = strong(ui, format!("{one} and {other}"));
        ui.label(title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Close").accessible_name("Stop comparing").clicked() {
                commands.push(Command::Data(DataCommand::Compare(None)));
            }
            let drawn = state.library().drawn(&shown.second.id, &state.document_now().preferred_sources);
            let is_drawn = drawn.is_some_and(|entry| *entry.series.key() == shown.second);
            let draw = Button::new(format!("Draw {other}"));
            if !shown.second.weekly && ui.add_enabled(!is_drawn, draw).clicked() {
                let (id, source) = (shown.second.id.clone(), Some(shown.second.source.clone()));
                commands.push(Command::Edit(Edit::PreferSource { id, source }));
            }
        });
    });
    match &shown.found {
        Some(Ok(found)) => {
            let numbers = Theme::of(ui).numbers;
            let unit = state.library().get(&shown.first).map_or(Unit::Number, |entry| entry.series.unit());
            let sentence = numbers.of(sentence(found, one, other));
            ui.add(Label::new(sentence).wrap());
            if found.rows_common > 0 {
                ui.add_space(4.0);
                figures_ui(ui, found, &shown.first.id, unit, numbers);
            }
        }
        Some(Err(error)) => {
            let text =
                format!("{} of {one} and {other} cannot be compared: {error}", any_title(&shown.first.id));
            ui.add(Label::new(text).wrap());
        }
        None if state.is_comparing() => {
            small_print_ui(ui, "Comparing …");
        }
        None => {
            small_print_ui(ui, "The comparison was stopped, ask for it again");
        }
    }
}

/// What the figures come to, in one sentence.
fn sentence(found: &SourceDifference, one: &str, other: &str) -> String {
    let rows = |number: u64| counted(number as i64, "row");
    let alone = format!(
        "{} only in {one}, {} only in {other}",
        rows(found.rows_only_first),
        rows(found.rows_only_second)
    );
    let Some((from, to)) = found.span else {
        return format!("No row of the two has the same time: {alone}");
    };
    let common = rows(found.rows_common);
    let span = format!("{common} in common from {} to {}", from.day_label(), to.day_label());
    if found.rows_equal == found.rows_common {
        return format!("{span}, every one the same; {alone}");
    }
    let same = match found.rows_equal {
        0 => String::new(),
        equal => format!(", {} of them the same", grouped(equal as f64, 0)),
    };
    format!("{span}{same}; {alone}")
}

/// A difference without a sign, in the unit of its series.
fn amount(id: &str, unit: Unit, value: f64) -> String {
    value_words(id, unit, value).trim_start_matches('+').to_owned()
}

/// A share small enough to need its decimals: `0.004 %`.
fn share(ratio: Option<f64>) -> String {
    let Some(percent) = ratio.map(|ratio| ratio * 100.0) else { return UNKNOWN.to_owned() };
    format!("{} %", grouped(percent, if percent < 0.1 { 4 } else { 2 }))
}

fn figures_ui(ui: &mut Ui, found: &SourceDifference, id: &str, unit: Unit, numbers: NumberFormat) {
    let mut lines = vec![("Median difference", found.median, found.median_relative, String::new())];
    if let Some(largest) = &found.largest {
        let values =
            format!("{} and {}", value_words(id, unit, largest.first), value_words(id, unit, largest.second));
        let when = format!("on {}: {values}", largest.time.day_label());
        lines.push(("Largest difference", Some(largest.absolute), largest.relative, when));
    }
    for (name, absolute, relative, when) in lines {
        let absolute = absolute.map_or_else(|| UNKNOWN.to_owned(), |value| amount(id, unit, value));
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            for (width, align, words) in [
                (NAME - 60.0, Align::Min, name.to_owned()),
                (FIGURE, Align::Max, numbers.of(absolute)),
                (FIGURE - 40.0, Align::Max, numbers.of(share(relative))),
            ] {
                let layout = match align {
                    Align::Max => Layout::right_to_left(Align::Center),
                    _ => Layout::left_to_right(Align::Center),
                };
                ui.allocate_ui_with_layout(vec2(width, 18.0), layout, |ui| {
                    ui.set_min_width(width);
                    let colour = Theme::of(ui).text_strong;
                    ui.label(RichText::new(words).color(colour));
                });
            }
            ui.label(RichText::new(numbers.of(when)).color(Theme::of(ui).text));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::UnixSecs;

    fn found() -> SourceDifference {
        SourceDifference {
            rows_common: 1_200,
            rows_only_first: 1,
            rows_only_second: 3,
            rows_equal: 2,
            span: Some((UnixSecs(0), UnixSecs(0).plus_days(1_199))),
            median: Some(12.0),
            median_relative: Some(0.0002),
            largest: None,
        }
    }

    #[test]
    fn a_comparison_is_said_in_one_sentence() {
        assert_eq!(
            sentence(&found(), "Bitstamp", "case file"),
            "1,200 rows in common from 1 Jan 1970 to 14 Apr 1973, 2 of them the same; \
             1 row only in Bitstamp, 3 rows only in case file"
        );
        let same = SourceDifference { rows_equal: 1_200, ..found() };
        assert!(sentence(&same, "a", "b").contains("every one the same"));
        let apart = SourceDifference { rows_common: 0, span: None, ..found() };
        assert!(sentence(&apart, "a", "b").starts_with("No row of the two"));
    }

    #[test]
    fn a_small_share_keeps_its_decimals() {
        assert_eq!(share(Some(0.000_04)), "0.0040 %");
        assert_eq!(share(Some(0.014)), "1.40 %");
        assert_eq!(share(None), UNKNOWN);
        assert_eq!(amount("etf.flow.total", Unit::Usd, 15.1e6), "$15.1 M");
    }
}
