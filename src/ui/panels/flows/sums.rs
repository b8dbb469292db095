//! What moved over the stretch: all funds together, and each by its share.

use egui::{Align2, Ui, vec2};

use crate::app::flows::{ColumnSum, FlowSummary, FlowTable};
use crate::domain::age::counted;
use crate::domain::catalog;
use crate::domain::format::{UNKNOWN, percent, signed};
use crate::domain::unit::Unit;
use crate::ui::theme::Theme;
use crate::ui::theme::style::small_font;
use crate::ui::widgets::text::{group_heading, paint_line, row_ui, small_print_ui};
use crate::ui::widgets::value::value_words;

/// Height of a line of a fund, in points.
const LINE: f32 = 19.0;
/// Width of each of the three numbers, in points.
const NUMBERS: [f32; 3] = [84.0, 76.0, 74.0];

/// Net flow of all funds in dollars, coins and relative to assets, and how many sessions went which way.
pub(super) fn sums_ui(ui: &mut Ui, table: &FlowTable, summary: &FlowSummary) {
    let numbers = Theme::of(ui).numbers;
    let Some(total) = summary.sums.first().filter(|_| is_total(table)) else { return };
    ui.add_space(8.0);
    let heading = group_heading(ui, "Net flow, all funds");
    ui.label(heading);
    row_ui(ui, "In dollars", numbers.of(value_words(catalog::ETF_TOTAL, Unit::Usd, total.usd)));
    row_ui(ui, "In bitcoin", numbers.of(coins_words(total)))
        .on_hover_text(format!("Each session at its own day's close{}", left_out_words(total)));
    row_ui(ui, "Relative to assets", UNKNOWN).on_hover_text(
        "No assets of the funds are at hand, and what they hold cannot be told from their flows",
    );
    let [inflows, outflows, zeros] = summary.ways;
    let mut words = format!("{inflows} in, {outflows} out");
    for (count, word) in [(zeros, "zero"), (summary.pending, "pending"), (summary.missing, "without figure")]
    {
        if count > 0 {
            words.push_str(&format!(", {count} {word}"));
        }
    }
    let holidays = counted(summary.holidays as i64, "market holiday");
    row_ui(ui, "Sessions", words).on_hover_text(format!("{holidays} among these days"));
}

/// `+31,864 BTC`, `+31,864 BTC in 120 of 306 sessions` where closes are missing.
pub(super) fn coins_words(sum: &ColumnSum) -> String {
    let coins = || format!("{} BTC", signed(sum.btc, 0));
    match (sum.sessions, sum.unpriced) {
        (0, _) => UNKNOWN.to_owned(),
        (_, 0) => coins(),
        (sessions, unpriced) if unpriced >= sessions => "no daily closes".to_owned(),
        (sessions, unpriced) => format!("{} in {} of {sessions} sessions", coins(), sessions - unpriced),
    }
}

fn left_out_words(sum: &ColumnSum) -> String {
    match sum.unpriced {
        0 => String::new(),
        unpriced => {
            let sessions = counted(unpriced as i64, "session");
            format!("; no daily close of {sessions} is at hand, and they are not in it")
        }
    }
}

fn is_total(table: &FlowTable) -> bool {
    table.columns.first().is_some_and(|column| column.id == catalog::ETF_TOTAL)
}

/// Each fund: dollars, coins, and its share of what left.
pub(super) fn funds_ui(ui: &mut Ui, table: &FlowTable, summary: &FlowSummary) {
    let theme = Theme::of(ui);
    if table.columns.len() < 2 || summary.span.is_none() {
        return;
    }
    ui.add_space(8.0);
    let heading = group_heading(ui, "By fund");
    ui.label(heading);
    ui.spacing_mut().item_spacing.y = 0.0;
    let heads = ["US$ million", "BTC", "Of outflow"].map(str::to_owned);
    line_ui(ui, "Fund", &heads, theme.text_weak, "Fund, millions of dollars, bitcoin, share of the outflow").on_hover_text(
        "Share of the fund in what left on sessions on which all funds together lost money; negative for a fund \
         that gained on them",
    );
    for (column, sum) in table.columns.iter().zip(&summary.sums).skip(usize::from(is_total(table))) {
        let share =
            if sum.share_of_outflow.is_nan() { UNKNOWN.to_owned() } else { percent(sum.share_of_outflow, 1) };
        // A part of the stretch beside the dollars of all of it would be read as the same flows.
        let coins = if sum.is_priced() { signed(sum.btc, 0) } else { UNKNOWN.to_owned() };
        let cells = if sum.sessions == 0 {
            [(); 3].map(|()| UNKNOWN.to_owned())
        } else {
            [signed(sum.usd / super::cell::USD_PER_MUSD, 1), coins, share]
        };
        let cells = cells.map(|words| theme.numbers.of(words));
        let [dollars, _, share] = &cells;
        let title = &column.title;
        let coins = theme.numbers.of(coins_words(sum));
        let name = format!("{title}: {dollars} million dollars, {coins}, {share} of the outflow");
        let line = line_ui(ui, super::table::ticker(title), &cells, theme.text, &name);
        line.on_hover_text(format!("{title}: {coins}"));
    }
    ui.spacing_mut().item_spacing.y = 4.0;
    let funds = summary.sums.iter().skip(usize::from(is_total(table)));
    if let Some(worst) = funds.filter(|sum| sum.unpriced > 0).max_by_key(|sum| sum.unpriced) {
        small_print_ui(ui, theme.numbers.of(unpriced_words(worst)));
    }
}

/// Why there are no sums in coins.
fn unpriced_words(worst: &ColumnSum) -> String {
    format!(
        "BTC is left out where daily closes are missing, at most of {} of {} sessions: point at a fund for the \
         coins of the others",
        worst.unpriced, worst.sessions
    )
}

fn line_ui(
    ui: &mut Ui,
    title: &str,
    numbers: &[String; 3],
    ink: egui::Color32,
    name: &str,
) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Row, true, name));
    let mut right = rect.right();
    for (words, width) in numbers.iter().zip(NUMBERS).rev() {
        let at = egui::pos2(right, rect.center().y);
        ui.painter().text(at, Align2::RIGHT_CENTER, words, small_font(), ink);
        right -= width;
    }
    let name_rect = egui::Rect::from_min_max(rect.min, egui::pos2(right, rect.bottom()));
    paint_line(ui, name_rect, title, small_font(), ink);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_in_coins_of_a_part_of_the_sessions_says_of_how_many() {
        let sum = |sessions, unpriced| {
            coins_words(&ColumnSum { sessions, unpriced, btc: 31_864.2, ..ColumnSum::default() })
        };
        assert_eq!(sum(306, 0), "+31,864 BTC");
        assert_eq!(sum(306, 186), "+31,864 BTC in 120 of 306 sessions");
        assert_eq!(sum(306, 306), "no daily closes");
        assert_eq!(sum(0, 0), "—");
    }
}
