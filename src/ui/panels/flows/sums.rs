//! What moved over the stretch: all funds together, and each by its share.

use egui::{Align2, Ui, vec2};

use crate::app::flows::{FlowSummary, FlowTable};
use crate::domain::age::counted;
use crate::domain::catalog;
use crate::domain::format::{UNKNOWN, percent, signed};
use crate::domain::unit::Unit;
use crate::ui::theme::Theme;
use crate::ui::theme::style::small_font;
use crate::ui::widgets::text::{group_heading, paint_line, row_ui};
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
    let coins = if total.sessions > total.unpriced {
        format!("{} BTC", signed(total.btc, 0))
    } else {
        UNKNOWN.to_owned()
    };
    let left_out = match total.unpriced {
        0 => String::new(),
        unpriced => format!("; {} without a close left out", counted(unpriced as i64, "session")),
    };
    row_ui(ui, "In bitcoin", numbers.of(coins))
        .on_hover_text(format!("Each session at its own day's close{left_out}"));
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
        let coins = if sum.sessions > sum.unpriced { signed(sum.btc, 0) } else { UNKNOWN.to_owned() };
        let cells = if sum.sessions == 0 {
            [(); 3].map(|()| UNKNOWN.to_owned())
        } else {
            [signed(sum.usd / super::cell::USD_PER_MUSD, 1), coins, share]
        };
        let cells = cells.map(|words| theme.numbers.of(words));
        let [dollars, coins, share] = &cells;
        let title = &column.title;
        let name = format!("{title}: {dollars} million dollars, {coins} BTC, {share} of the outflow");
        line_ui(ui, title, &cells, theme.text, &name);
    }
    ui.spacing_mut().item_spacing.y = 4.0;
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
