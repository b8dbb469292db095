//! Who is under water at the price: machines, ETF buyers by month, the user's coins, leverage.

use egui::{Align, Ui};

use super::table::{Cell, head_ui, row_ui};
use super::{Scene, heading_ui};
use crate::app::command::{Command, Dialog};
use crate::calc::leverage::{Side, smallest_wiped_leverage};
use crate::calc::under_water::{Line, Who, lines};
use crate::domain::format::{grouped, percent, signed_percent};
use crate::domain::time::month_abbreviation;
use crate::ui::widgets::card::card_ui;
use crate::ui::widgets::text::{group_heading, row_ui as name_row_ui, small_print_ui};

/// Parts of the width: state, who, line, distance.
const WIDTHS: [f32; 4] = [1.4, 3.7, 2.5, 2.3];

pub fn water_ui(ui: &mut Ui, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let Some(price) = scene.price.map(|price| price.usd()) else { return };
    let known = scene.state.under_water_known();
    let all = lines(&known);
    card_ui(ui, None, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        heading_ui(ui, "Who is under water");
        let under = all.iter().filter(|line| line.is_under(price)).count();
        small_print_ui(ui, format!("{under} of {} lose money at this price", all.len()));
        ui.add_space(4.0);
        let right = Align::Max;
        head_ui(
            ui,
            &WIDTHS,
            &[("", Align::Min), ("Who", Align::Min), ("Loses under", right), ("Distance", right)],
        );
        let mut group = "";
        for line in &all {
            let title = group_of(line);
            if title != group {
                group = title;
                ui.add_space(4.0);
                let heading = group_heading(ui, title);
                ui.label(heading);
            }
            line_ui(ui, scene, line, price);
        }
        ui.add_space(4.0);
        if let Some((entry, maintenance)) = known.leverage {
            let words = match smallest_wiped_leverage(Side::Long, entry, price, maintenance) {
                Some(leverage) => format!("{}×", grouped(leverage, 1)),
                None => "none".to_owned(),
            };
            name_row_ui(ui, "Smallest wiped leverage", scene.of(words));
        }
        if known.leverage.is_none() || known.holding.is_none() {
            small_print_ui(ui, "Your coins and a leveraged entry are left out until you set them");
            let open = ui.button("Set your position…");
            if open.on_hover_text("Coins, average cost and entry price are in the preferences").clicked() {
                commands.push(Command::ShowDialog(Some(Dialog::Preferences)));
            }
        }
        match known.cohorts.first() {
            None => {
                small_print_ui(ui, "No ETF buyers: load the flows of all funds and daily prices first");
            }
            Some(first) => {
                let date = first.month.date();
                let words = format!(
                    "ETF buyers by month: inflows over the coins they bought at each day's close, and their part \
                     of all inflows since {} {}. Who left is not known, so outflows take nothing off",
                    month_abbreviation(date.month()),
                    date.year()
                );
                small_print_ui(ui, words);
            }
        }
    });
}

fn group_of(line: &Line) -> &'static str {
    match line.who {
        Who::Machine(_) => "Miners",
        Who::EtfBuyers(_) => "ETF buyers",
        Who::Treasury(_) => "You",
        Who::Leverage(_) => "Leveraged longs",
    }
}

fn line_ui(ui: &mut Ui, scene: &Scene<'_>, line: &Line, price: f64) {
    let theme = scene.theme;
    let is_under = line.is_under(price);
    let word = match (line.who, is_under) {
        (Who::Leverage(_), true) => "wiped",
        (_, true) => "under",
        (_, false) => "above",
    };
    let ink = if is_under { theme.down } else { theme.up };
    let who = match line.who {
        Who::Machine(machine) => machine.short_name().to_owned(),
        Who::EtfBuyers(cohort) => {
            let date = cohort.month.date();
            let month = month_abbreviation(date.month());
            format!("{month} {} · {}", date.year(), percent(cohort.share, 0))
        }
        Who::Treasury(holding) => format!("{} BTC", grouped(holding.coins_btc, 2)),
        Who::Leverage(leverage) => format!("{}×", grouped(leverage, 0)),
    };
    let (at, distance) = (scene.of(grouped(line.line_usd, 0)), signed_percent(line.distance(price), 1));
    let distance = scene.of(distance);
    let who = scene.of(who);
    let name = format!("{who}: {word}, line {at} USD, price {distance}");
    let cells = [
        Cell::Strong(word.to_owned(), Align::Min, ink),
        Cell::Words(who, Align::Min, theme.text),
        Cell::Strong(at, Align::Max, theme.text_strong),
        Cell::Strong(distance, Align::Max, ink),
    ];
    row_ui(ui, &WIDTHS, &cells, &name);
}
