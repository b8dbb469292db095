//! What a price would mean, in words: one table for the card at the chart and for panels.
//!
//! Knows how the answers are worded and grouped; what they are is the app's.

use egui::{Grid, RichText, Ui};

use crate::app::amount::Amount;
use crate::app::answers::{Answers, LeverageAnswer};
use crate::app::state::AppState;
use crate::calc::leverage::Side;
use crate::domain::format::{UNKNOWN, compact, grouped, signed, signed_percent, visible_text};
use crate::domain::number_format::NumberFormat;
use crate::domain::unit::Unit;
use crate::ui::theme::Theme;
use crate::ui::widgets::text::{group_heading, strong, weak};
use crate::ui::widgets::value::dollars;

/// Whether an answer is welcome to whom it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Neither.
    Plain,
    /// A profit.
    Gain,
    /// A loss.
    Loss,
    /// There is no answer.
    Unknown,
}

impl Tone {
    fn of(value: f64) -> Self {
        if value > 0.0 {
            Self::Gain
        } else if value < 0.0 {
            Self::Loss
        } else {
            Self::Plain
        }
    }

    /// Its ink.
    pub fn colour(self, theme: &Theme) -> egui::Color32 {
        match self {
            Self::Plain => theme.text_strong,
            Self::Gain => theme.up,
            Self::Loss => theme.down,
            Self::Unknown => theme.text_weak,
        }
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What is answered.
    pub name: String,
    /// The answer with its unit, or why there is none.
    pub value: String,
    /// Whether it is welcome.
    pub tone: Tone,
}

/// Answers that concern the same people.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Whom they concern.
    pub title: &'static str,
    /// What they rest on.
    pub note: String,
    /// The answers.
    pub rows: Vec<Row>,
}

/// The answers in words, grouped, with numbers written the chosen way.
pub fn groups(answers: &Answers, numbers: NumberFormat) -> Vec<Group> {
    let mut groups = vec![market(answers), miners(answers), holders(answers)];
    for group in &mut groups {
        group.note = numbers.of(std::mem::take(&mut group.note));
        for row in &mut group.rows {
            row.value = numbers.of(std::mem::take(&mut row.value));
            // The name of a zone is the user's own, and what follows it is not.
            row.name = match row.name.split_once(OWN_NAME_ENDS) {
                Some((own, rest)) => format!("{own} {}", numbers.of(rest)),
                None => numbers.of(std::mem::take(&mut row.name)),
            };
        }
    }
    groups
}

/// Stands between a name of the user's and the program's words behind it.
const OWN_NAME_ENDS: char = '\u{1f}';
/// Longest name of a zone in the table, in characters.
const LONGEST_NAME: usize = 24;

fn known(name: impl Into<String>, value: String, tone: Tone) -> Row {
    Row { name: name.into(), value, tone }
}

fn unknown(name: &str, why: &str) -> Row {
    Row { name: name.to_owned(), value: format!("{UNKNOWN} {why}"), tone: Tone::Unknown }
}

fn percent_row(name: impl Into<String>, ratio: f64) -> Row {
    known(name, signed_percent(ratio, 1), Tone::Plain)
}

fn market(answers: &Answers) -> Group {
    let close = match answers.from_last_close {
        Ok(ratio) => known("From the last close", signed_percent(ratio, 2), Tone::Plain),
        Err(why) => unknown("From the last close", why),
    };
    let high = match answers.from_high {
        Ok((ratio, high)) => percent_row(
            format!(
                "From the high {}, {}, {}",
                grouped(high.price_usd, 0),
                high.of.word(),
                high.on.day_label()
            ),
            ratio,
        ),
        Err(why) => unknown("From the high", why),
    };
    let average = match answers.from_weekly_average {
        Ok(ratio) => percent_row("From the 200-week EMA", ratio),
        Err(why) => unknown("From the 200-week EMA", why),
    };
    Group { title: "Market", note: String::new(), rows: vec![close, high, average] }
}

fn miners(answers: &Answers) -> Group {
    let title = "Miners";
    let miners = match answers.miners {
        Ok(miners) => miners,
        Err(why) => {
            let rows = ["Hashprice", "Margin", "Break-even efficiency"].map(|name| unknown(name, why));
            return Group { title, note: String::new(), rows: rows.into() };
        }
    };
    let difficulty = compact(miners.difficulty, Unit::Difficulty);
    let cents = |value: f64| grouped(value, 2);
    let rigs = format!(
        "Margin at {} J/TH, ${}/kWh",
        Amount::RigEfficiency.text(miners.efficiency_j_per_th),
        Amount::Electricity.text(miners.electricity_usd_per_kwh)
    );
    let margin = signed(miners.margin_usd, 2);
    let rows = vec![
        known("Hashprice", format!("{} USD/PH/day", cents(miners.hashprice_usd)), Tone::Plain),
        known(rigs, format!("{margin} USD/PH/day"), Tone::of(miners.margin_usd)),
        known(
            "Break-even efficiency",
            format!("{} J/TH", grouped(miners.breakeven_j_per_th, 1)),
            Tone::of(miners.breakeven_j_per_th - miners.efficiency_j_per_th),
        ),
    ];
    Group { title, note: format!("difficulty {difficulty} of {}", miners.since.day_label()), rows }
}

fn holders(answers: &Answers) -> Group {
    let mut rows = Vec::new();
    rows.push(match &answers.cost_zone {
        Ok(zone) => {
            let bounds = format!("{}–{}", grouped(zone.low_usd, 0), grouped(zone.high_usd, 0));
            let name: String = visible_text(&zone.name).chars().take(LONGEST_NAME).collect();
            let (low, high) = (signed_percent(zone.at_low, 1), signed_percent(zone.at_high, 1));
            let is_mixed = zone.at_low > 0.0 && zone.at_high < 0.0;
            let tone = if is_mixed { Tone::Plain } else { Tone::of(zone.at_low) };
            known(format!("{name}{OWN_NAME_ENDS}{bounds}"), format!("{low} to {high}"), tone)
        }
        Err(why) => unknown("ETF cost zone", why),
    });
    if let Some(treasury) = answers.treasury {
        let holding = treasury.holding;
        let name = format!(
            "Your {} BTC at {}",
            Amount::TreasuryCoins.text(holding.coins_btc),
            grouped(holding.average_cost_usd, 0)
        );
        let value =
            format!("{} USD ({})", signed(treasury.profit_usd, 0), signed_percent(treasury.profit_ratio, 1));
        rows.push(known(name, value, Tone::of(treasury.profit_usd)));
    }
    if let Some(leverage) = answers.leverage {
        rows.push(leverage_row(&leverage));
    }
    Group { title: "Holders", note: String::new(), rows }
}

fn leverage_row(answer: &LeverageAnswer) -> Row {
    let side = match answer.side {
        Side::Long => "Longs",
        Side::Short => "Shorts",
    };
    let name = format!("{side} from {}", grouped(answer.entry_usd, 0));
    match answer.smallest_wiped {
        Some(leverage) => known(name, format!("liquidated from {}×", grouped(leverage, 1)), Tone::Loss),
        None => known(name, "none liquidated".to_owned(), Tone::Plain),
    }
}

/// The answers for a price as a table in a panel or a tooltip.
pub fn answers_ui(ui: &mut Ui, state: &AppState, price_usd: f64) {
    let theme = Theme::of(ui);
    let numbers = state.settings().numbers;
    let price = strong(ui, numbers.of(dollars(price_usd)));
    ui.label(price);
    for group in groups(&state.answers(price_usd), numbers) {
        ui.horizontal(|ui| {
            let (title, note) = (group_heading(ui, group.title), weak(ui, &group.note));
            ui.label(title);
            ui.label(note);
        });
        Grid::new(("answers", group.title)).num_columns(2).spacing([16.0, 2.0]).show(ui, |ui| {
            for row in &group.rows {
                ui.label(RichText::new(&row.name).small().color(theme.text));
                ui.label(RichText::new(&row.value).small().color(row.tone.colour(&theme)));
                ui.end_row();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::answers::CostZone;
    use crate::calc::treasury::Holding;

    fn answers() -> Answers {
        Answers {
            price_usd: 70_000.0,
            from_last_close: Ok(-0.1),
            from_high: Err("no price loaded"),
            from_weekly_average: Ok(0.0123),
            miners: Err("no difficulty loaded"),
            cost_zone: Ok(CostZone {
                name: "v1.5".to_owned(),
                low_usd: 84_000.0,
                high_usd: 90_000.0,
                at_low: -1.0 / 6.0,
                at_high: -2.0 / 9.0,
            }),
            treasury: Some(crate::app::answers::TreasuryAnswer {
                holding: Holding { coins_btc: 2.0, average_cost_usd: 75_000.0 },
                profit_usd: -10_000.0,
                profit_ratio: -1.0 / 15.0,
            }),
            leverage: Some(LeverageAnswer {
                entry_usd: 90_000.0,
                side: Side::Long,
                smallest_wiped: Some(4.98),
            }),
        }
    }

    fn lines(numbers: NumberFormat) -> Vec<String> {
        let rows = groups(&answers(), numbers).into_iter().flat_map(|group| group.rows);
        rows.map(|row| format!("{}: {}", row.name, row.value)).collect()
    }

    #[test]
    fn every_answer_has_its_unit_and_what_is_unknown_says_why() {
        assert_eq!(
            lines(NumberFormat::CommaPoint),
            [
                "From the last close: −10.00 %",
                "From the high: — no price loaded",
                "From the 200-week EMA: +1.2 %",
                "Hashprice: — no difficulty loaded",
                "Margin: — no difficulty loaded",
                "Break-even efficiency: — no difficulty loaded",
                "v1.5 84,000–90,000: −16.7 % to −22.2 %",
                "Your 2 BTC at 75,000: −10,000 USD (−6.7 %)",
                "Longs from 90,000: liquidated from 5.0×",
            ]
        );
    }

    #[test]
    fn numbers_are_written_the_chosen_way_and_names_are_left_alone() {
        let lines = lines(NumberFormat::PointComma);
        assert_eq!(lines[6], "v1.5 84.000–90.000: −16,7 % to −22,2 %");
        assert_eq!(lines[7], "Your 2 BTC at 75.000: −10.000 USD (−6,7 %)");
    }
}
