//! The fleet: how it was fitted, what it said of the February retargets, and its settings.
//!
//! The error stands beside the prediction as it is; what no price explains is said in words.

use egui::{Align, CollapsingHeader, DragValue, RichText, Ui, vec2};

use super::table::{Cell, head_ui, row_ui};
use super::{Scene, heading_ui};
use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::miners::edits::MinersEdit;
use crate::app::miners::fleet::FittedFleet;
use crate::calc::fleet::february::{FEBRUARY_CUTOFF, Predicted, STORM_WORDS};
use crate::calc::fleet::{Calibration, Curtailment, Epoch, MIX_SOURCE, POWER_SOURCE};
use crate::calc::machines::MACHINES;
use crate::domain::format::{UNKNOWN, grouped, percent, signed, signed_percent};
use crate::domain::time::UnixSecs;
use crate::ui::widgets::card::card_ui;
use crate::ui::widgets::slider::{Numbered, Slid, numbered_slider_ui};
use crate::ui::widgets::text::{row_ui as name_row_ui, small_print_ui};

/// Parts of the width: day, predicted, actual, error.
const RETARGET_WIDTHS: [f32; 4] = [2.4, 2.0, 2.0, 2.4];
/// Parts of the width: day, hashrate, change, all-in cost, share off.
const EPOCH_WIDTHS: [f32; 6] = [3.9, 3.2, 4.3, 3.7, 3.9, 2.7];
/// Width of the share of a machine, points.
const SHARE_FIELD: f32 = 52.0;
/// The storm of January 2026: 23 January to 4 February.
const STORM: (UnixSecs, UnixSecs) = (UnixSecs(1_769_126_400), UnixSecs(1_770_163_200));

pub fn fleet_ui(ui: &mut Ui, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let known = scene.state.fitted_fleet();
    card_ui(ui, None, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        heading_ui(ui, "How miners answer");
        match known.map(|known| (known.answer, known.is_pending)) {
            None => {
                small_print_ui(ui, "Fitting the fleet to prices, retargets and hashrate…");
            }
            Some((Err(why), _)) => {
                small_print_ui(ui, format!("No fleet: {why}"));
            }
            Some((Ok(fitted), is_pending)) => {
                if is_pending {
                    small_print_ui(ui, "Fitting again; these figures are of the fleet before…");
                }
                fitted_ui(ui, scene, fitted);
            }
        }
        let fitted = known.and_then(|known| known.answer.as_ref().ok());
        settings_ui(ui, scene, fitted.map(|fitted| &fitted.calibration), commands);
    });
}

fn fitted_ui(ui: &mut Ui, scene: &Scene<'_>, fitted: &FittedFleet) {
    small_print_ui(ui, scene.of(fit_words(&fitted.calibration)));
    ui.add_space(4.0);
    let right = Align::Max;
    let names = [("Retarget", Align::Min), ("Predicted", right), ("Came", right), ("Error, points", right)];
    head_ui(ui, &RETARGET_WIDTHS, &names);
    for retarget in &fitted.prediction.retargets {
        retarget_ui(ui, scene, retarget);
    }
    let plain: Vec<String> = fitted
        .prediction
        .retargets
        .iter()
        .filter_map(|retarget| Some(signed(-retarget.actual? * 100.0, 2)))
        .collect();
    if !plain.is_empty() {
        let words = format!("No change at all would have been off by {} points", plain.join(" and "));
        small_print_ui(ui, scene.of(words));
    }
    if fitted.prediction.retargets.len() < fitted.retargets {
        small_print_ui(ui, "Prices end before the next retarget of the model");
    }
    ui.add_space(4.0);
    small_print_ui(ui, STORM_WORDS);
    let title = RichText::new("Epochs as the model has them").small();
    CollapsingHeader::new(title).id_salt("epochs").show(ui, |ui| {
        let names = [
            ("Until", Align::Min),
            ("EH/s", right),
            ("Change", right),
            ("All-in", right),
            ("Margin", right),
            ("Off", right),
        ];
        head_ui(ui, &EPOCH_WIDTHS, &names);
        for epoch in &fitted.prediction.run.epochs {
            epoch_ui(ui, scene, epoch);
        }
        small_print_ui(
            ui,
            "From the last retarget before the cut-off at the real prices. All-in: USD a coin; margin: USD a \
             day for one running PH/s; off: part of the installed hashrate that stands still",
        );
    });
}

fn fit_words(fit: &Calibration) -> String {
    format!(
        "Fitted on {} mean hashrates from {} to {}, nothing later: median power price {} USD/kWh, off after {} \
         days, growth {} a year where the average machine earns twice its energy and less where it earns less, \
         {} EH/s installed of which {} ran. Error {} (with every machine always on {})",
        fit.observations,
        fit.from.day_label(),
        // The cut-off is the end of its day.
        FEBRUARY_CUTOFF.plus_days(-1).day_label(),
        grouped(fit.fleet.power.median_usd_per_kwh, 4),
        grouped(fit.fleet.off_days, 0),
        signed_percent(fit.fleet.growth_per_year.exp_m1(), 0),
        grouped(fit.start.installed_h_s / 1e18, 0),
        percent(fit.share_on, 0),
        percent(fit.error, 1),
        percent(fit.error_if_all_run, 1),
    )
}

fn retarget_ui(ui: &mut Ui, scene: &Scene<'_>, retarget: &Predicted) {
    let theme = scene.theme;
    let day = retarget.actual_at.unwrap_or(retarget.epoch.until).day_label();
    let predicted = scene.of(signed_percent(retarget.predicted, 2));
    let came =
        retarget.actual.map_or_else(|| UNKNOWN.to_owned(), |change| scene.of(signed_percent(change, 2)));
    let error =
        retarget.error().map_or_else(|| UNKNOWN.to_owned(), |error| scene.of(signed(error * 100.0, 2)));
    let name = format!("Retarget of {day}: predicted {predicted}, came {came}, error {error} points");
    let cells = [
        Cell::Words(day, Align::Min, theme.text),
        Cell::Strong(predicted, Align::Max, theme.text_strong),
        Cell::Strong(came, Align::Max, theme.text_strong),
        Cell::Strong(error, Align::Max, theme.text_strong),
    ];
    let modelled = format!(
        "The model has it on {}, with {} of the installed hashrate off and a coin at {} USD all-in",
        retarget.epoch.until.day_label(),
        percent(retarget.epoch.share_off, 1),
        grouped(retarget.epoch.all_in_usd_per_btc, 0)
    );
    row_ui(ui, &RETARGET_WIDTHS, &cells, &name).on_hover_text(scene.of(modelled));
}

fn epoch_ui(ui: &mut Ui, scene: &Scene<'_>, epoch: &Epoch) {
    let theme = scene.theme;
    let date = epoch.until.date();
    let day = format!("{} {}", date.day(), crate::domain::time::month_abbreviation(date.month()));
    let values = [
        grouped(epoch.hashrate_h_s / 1e18, 0),
        signed_percent(epoch.change, 1),
        grouped(epoch.all_in_usd_per_btc, 0),
        signed(epoch.margin_usd_per_ph_day, 1),
        percent(epoch.share_off, 0),
    ]
    .map(|value| scene.of(value));
    let [hashrate, change, cost, margin, off] = &values;
    let name = format!(
        "Epoch until {day}: {hashrate} EH/s, change {change}, all-in {cost} USD, margin {margin} USD, {off} off"
    );
    let mut cells = vec![Cell::Words(day, Align::Min, theme.text)];
    cells.extend(values.iter().map(|value| Cell::Words(value.clone(), Align::Max, theme.text_strong)));
    let more = format!(
        "Difficulty {} T, then {} T; hashprice {} USD; energy {} USD a coin; price {} USD",
        grouped(epoch.difficulty / 1e12, 2),
        grouped(epoch.next_difficulty / 1e12, 2),
        grouped(epoch.hashprice_usd, 2),
        grouped(epoch.energy_usd_per_btc, 0),
        grouped(epoch.price_usd, 0)
    );
    row_ui(ui, &EPOCH_WIDTHS, &cells, &name).on_hover_text(scene.of(more));
}

fn setting_ui(
    ui: &mut Ui,
    setting: Numbered<'_>,
    commands: &mut Vec<Command>,
    edit: impl Fn(f64) -> MinersEdit,
) {
    match numbered_slider_ui(ui, setting) {
        Slid::Held(value) => commands.push(Command::Preview(Edit::Miners(edit(value)))),
        Slid::Set(value) => commands.push(Command::Edit(Edit::Miners(edit(value)))),
        Slid::LetGo => commands.push(Command::CommitPreview),
        Slid::GivenUp => commands.push(Command::CancelPreview),
        Slid::Not => {}
    }
}

fn settings_ui(ui: &mut Ui, scene: &Scene<'_>, fit: Option<&Calibration>, commands: &mut Vec<Command>) {
    let title = RichText::new("Fleet, power prices, behaviour").small();
    CollapsingHeader::new(title).id_salt("fleet settings").show(ui, |ui| {
        let choices = &scene.state.document_now().miners;
        let (fleet, held) = (&choices.fleet, choices.held);
        let fitted = |held: Option<f64>, of_fit: Option<f64>, usual: f64| {
            let word = if held.is_some() { "yours" } else { "fitted" };
            (held.or(of_fit).unwrap_or(usual), word)
        };
        let of_fit = |of: fn(&Calibration) -> f64| fit.map(of);
        let (median, word) = fitted(
            held.median_usd_per_kwh,
            of_fit(|fit| fit.fleet.power.median_usd_per_kwh),
            fleet.power.median_usd_per_kwh,
        );
        let setting = Numbered {
            name: "Median power",
            tooltip: "What miners pay in the middle",
            note: word.to_owned(),
            text: grouped(median, 4),
            unit: "USD/kWh",
            slider: "Median power price, USD/kWh",
            now: median,
            range: 0.02..=0.12,
            step: 0.0005,
            bounds: 0.001..=10.0,
        };
        setting_ui(ui, setting, commands, |value| MinersEdit::SetMedianPower(Some(value)));
        let setting = Numbered {
            name: "Spread of power prices",
            tooltip: "Two of three miners pay at most so much more than the median, or less by the same factor",
            note: String::new(),
            text: signed(spread_percent(fleet.power.spread), 0),
            unit: "%",
            slider: "Spread of power prices, percent",
            now: spread_percent(fleet.power.spread),
            range: 0.0..=120.0,
            step: 1.0,
            bounds: 0.0..=600.0,
        };
        setting_ui(ui, setting, commands, |value| MinersEdit::SetPowerSpread((value / 100.0).ln_1p()));
        small_print_ui(ui, scene.of(spread_words(fleet.power.spread)));
        let (off_days, word) = fitted(held.off_days, of_fit(|fit| fit.fleet.off_days), fleet.off_days);
        let setting = Numbered {
            name: "Off after a loss of",
            tooltip: "How long a machine runs at a loss before it is switched off",
            note: word.to_owned(),
            text: grouped(off_days, 0),
            unit: "days",
            slider: "Off after days at a loss",
            now: off_days,
            range: 0.0..=60.0,
            step: 1.0,
            bounds: 0.0..=365.0,
        };
        setting_ui(ui, setting, commands, |value| MinersEdit::SetOffDays(Some(value)));
        let above =
            format!("Days on which it would earn {} more than its energy", percent(fleet.return_margin, 0));
        let setting = Numbered {
            name: "Back after a gain of",
            tooltip: &above,
            note: String::new(),
            text: grouped(fleet.return_days, 0),
            unit: "days",
            slider: "Back after days of gain",
            now: fleet.return_days,
            range: 0.0..=60.0,
            step: 1.0,
            bounds: 0.0..=365.0,
        };
        setting_ui(ui, setting, commands, MinersEdit::SetReturnDays);
        let (growth, word) =
            fitted(held.growth_per_year, of_fit(|fit| fit.fleet.growth_per_year), fleet.growth_per_year);
        let setting = Numbered {
            name: "Growth, at most",
            tooltip: "Of the installed hashrate in a year, where the average machine earns twice its energy",
            note: word.to_owned(),
            text: signed(growth.exp_m1() * 100.0, 0),
            unit: "%",
            slider: "Growth of installed hashrate, percent a year",
            now: growth.exp_m1() * 100.0,
            range: 0.0..=200.0,
            step: 1.0,
            bounds: 0.0..=1_900.0,
        };
        setting_ui(ui, setting, commands, |value| {
            MinersEdit::SetGrowth(Some((value / 100.0).ln_1p()))
        });
        curtailment_ui(ui, scene, commands);
        shares_ui(ui, scene, commands);
        let reset = Command::Edit(Edit::Miners(MinersEdit::ResetFleet));
        let info = reset.info();
        let button = ui.add_enabled(!choices.fleet_is_usual(), egui::Button::new(info.caption));
        if button.on_hover_text(info.tooltip).on_disabled_hover_text("It is as it came").clicked() {
            commands.push(reset);
        }
        small_print_ui(ui, format!("Machines: {MIX_SOURCE}"));
        small_print_ui(ui, format!("Power prices: {POWER_SOURCE}"));
    });
}

/// How much more than the median one pays who is a spread above it, percent.
fn spread_percent(spread: f64) -> f64 {
    spread.exp_m1() * 100.0
}

/// `Two of three pay from 22 % less to 28 % more than the median`.
fn spread_words(spread: f64) -> String {
    let (less, more) = (-(-spread).exp_m1(), spread.exp_m1());
    format!("Two of three pay from {} less to {} more than the median", percent(less, 0), percent(more, 0))
}

fn curtailment_ui(ui: &mut Ui, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let now = scene.state.document_now().miners.fleet.curtailments.first().map_or(0.0, |part| part.share);
    let setting = Numbered {
        name: "Off in the storm",
        tooltip: "Part of the installed hashrate that stood still whatever the price was",
        note: "23 Jan – 4 Feb".to_owned(),
        text: grouped(now * 100.0, 0),
        unit: "%",
        slider: "Off in the storm, percent",
        now: now * 100.0,
        range: 0.0..=40.0,
        step: 1.0,
        bounds: 0.0..=100.0,
    };
    setting_ui(ui, setting, commands, |value| {
        let (from, until) = STORM;
        let part = Curtailment { from, until, share: value / 100.0 };
        MinersEdit::SetCurtailment((value > 0.0).then_some(part))
    });
}

fn shares_ui(ui: &mut Ui, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let fleet = &scene.state.document_now().miners.fleet;
    let all: f64 = fleet.mix.iter().map(|part| part.share).sum();
    let mean = format!("mean {} J/TH", grouped(fleet.mean_j_per_th(), 1));
    name_row_ui(ui, "Machines in proportion", scene.of(mean));
    for machine in &MACHINES {
        let share = fleet.mix.iter().find(|part| part.model == machine.model).map_or(0.0, |part| part.share);
        ui.horizontal(|ui| {
            let mut percent_now = share * 100.0;
            let value = DragValue::new(&mut percent_now).range(0.0..=100.0).speed(0.5).fixed_decimals(1);
            let name = format!("Share of {}", machine.model);
            let size = vec2(SHARE_FIELD, ui.spacing().interact_size.y);
            let response = ui.add_sized(size, value).accessible_name(&name);
            let words = format!("{}, {} of all", machine.short_name(), percent(share / all, 0));
            ui.add(egui::Label::new(RichText::new(scene.of(words)).small()).truncate());
            if response.changed() && (percent_now - share * 100.0).abs() > 1e-9 {
                let model = machine.model.to_owned();
                let edit = MinersEdit::SetShare { model, share: percent_now / 100.0 };
                commands.push(Command::Edit(Edit::Miners(edit)));
            }
        });
    }
}
