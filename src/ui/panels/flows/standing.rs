//! How things stand after the last session of the stretch: rolling sums, streak, cost, slope.

use egui::Ui;

use crate::app::flows::FlowSummary;
use crate::domain::age::counted;
use crate::domain::catalog;
use crate::domain::format::{UNKNOWN, grouped, signed, signed_percent};
use crate::domain::unit::Unit;
use crate::ui::theme::Theme;
use crate::ui::widgets::text::{group_heading, row_ui, small_print_ui};
use crate::ui::widgets::value::{dollars, value_words};

/// Windows that are told, in sessions.
const WINDOWS: [&str; 3] = ["Last 5 sessions", "Last 12 sessions", "Last 20 sessions"];

fn flow(usd: Option<f64>) -> String {
    usd.map_or_else(|| UNKNOWN.to_owned(), |usd| value_words(catalog::ETF_TOTAL, Unit::Usd, usd))
}

/// `12 sessions of outflows`.
fn streak_words(streak: i32) -> String {
    let way = if streak < 0 { "outflows" } else { "inflows" };
    match streak {
        0 => "none".to_owned(),
        _ => format!("{} of {way}", counted(i64::from(streak.unsigned_abs()), "session")),
    }
}

/// Rolling sums, cumulative flow, streaks, and the worst twelve sessions.
pub(super) fn standing_ui(ui: &mut Ui, summary: &FlowSummary) {
    let Some(last) = &summary.last else { return };
    let numbers = Theme::of(ui).numbers;
    ui.add_space(10.0);
    let heading = group_heading(ui, &format!("As of {}", last.day.day_label()));
    ui.label(heading);
    for (name, sum) in WINDOWS.into_iter().zip(last.sums_usd) {
        row_ui(ui, name, numbers.of(flow(sum)));
    }
    let since = format!("Since {}", last.since.day_label());
    row_ui(ui, since, numbers.of(flow(Some(last.cumulative_usd))))
        .on_hover_text("From the first session at hand; what flowed before is not in it");
    row_ui(ui, "Streak", streak_words(last.streak));
    let (outflows, inflows) = summary.longest;
    row_ui(ui, "Longest streaks", format!("{} out, {inflows} in", outflows.unsigned_abs()))
        .on_hover_text("Longest runs that stood on a session of these days");
    if let Some(worst) = summary.largest_outflow {
        row_ui(ui, "Worst 12 sessions", numbers.of(flow(Some(worst.usd)))).on_hover_text(format!(
            "{} to {}: the largest outflow of all windows of 12 sessions within these days",
            worst.from.day_label(),
            worst.to.day_label()
        ));
    }
}

/// What was paid, and the close relative to it.
pub(super) fn costs_ui(ui: &mut Ui, summary: &FlowSummary) {
    let Some((last, costs)) = summary.last.as_ref().and_then(|last| Some((last, last.costs?))) else {
        return;
    };
    let numbers = Theme::of(ui).numbers;
    ui.add_space(8.0);
    let heading = group_heading(ui, "Cost basis");
    ui.label(heading);
    for (name, cost, how) in [
        (
            "All inflows",
            costs.gross_inflow_usd,
            "Sum of inflows over the coins they bought at each day's close",
        ),
        (
            "Running average",
            costs.running_average_usd,
            "Inflows add coins at the day's close, outflows take them at average cost; without coins left it \
             begins anew",
        ),
    ] {
        let words = if cost.is_nan() {
            "no coins left".to_owned()
        } else {
            format!("{}  ({})", dollars(cost), signed_percent(costs.close_usd / cost - 1.0, 1))
        };
        row_ui(ui, name, numbers.of(words)).on_hover_text(how);
    }
    let coins = format!("{} BTC", grouped(costs.coins_btc, 0));
    row_ui(ui, "Coins left", numbers.of(coins))
        .on_hover_text("Bought and not sold again, by the running average");
    let left_out = match costs.unpriced {
        0 => String::new(),
        unpriced => format!(
            "{unpriced} of {} sessions have no daily close at hand and are in none of these. ",
            costs.sessions
        ),
    };
    let words = format!(
        "{left_out}In brackets: the close of {}, {}, relative to the cost. Only flows since {} count, and coins that \
         GBTC converted have none",
        last.day.day_label(),
        numbers.of(dollars(costs.close_usd)),
        last.since.day_label()
    );
    small_print_ui(ui, words);
}

/// The slope of returns on flows, with its error.
pub(super) fn beta_ui(ui: &mut Ui, summary: &FlowSummary) {
    let Some((line, errors)) = summary.beta else { return };
    let numbers = Theme::of(ui).numbers;
    ui.add_space(8.0);
    let heading = group_heading(ui, "Price after flows");
    ui.label(heading);
    let slope = format!("{} ± {} %", signed(line.b * 100.0, 2), grouped(errors.se_b * 100.0, 2));
    row_ui(ui, "Return for +$1 billion", numbers.of(slope)).on_hover_text(
        "Slope of a session's return on the flow of the session before, which is the first that can be used: \
         flows are published after the close. ± one error after Newey and West, 5 lags",
    );
    let t = signed(line.b / errors.se_b, 1);
    row_ui(ui, "Slope over its error", numbers.of(t))
        .on_hover_text("Below about 2 in size it cannot be told from none");
    row_ui(ui, "Explained", numbers.of(format!("{} %", grouped(line.r2 * 100.0, 1))))
        .on_hover_text(format!("Share of the variance of returns, over {}", counted(line.n as i64, "pair")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_streak_is_said_with_its_way() {
        assert_eq!(streak_words(-12), "12 sessions of outflows");
        assert_eq!(streak_words(1), "1 session of inflows");
        assert_eq!(streak_words(0), "none");
    }
}
