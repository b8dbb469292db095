//! The Miners tab by its accessible names: what its sliders ask for and what its tables say.

use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hashfloor::app::amount::Amount;
use hashfloor::app::clock::Clock;
use hashfloor::app::command::{Command, Dialog};
use hashfloor::app::edit::Edit;
use hashfloor::app::miners::edits::MinersEdit;
use hashfloor::app::setting_change::SettingChange;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::app::view::Tab;
use hashfloor::domain::level::Place;
use hashfloor::domain::time::UnixSecs;
use hashfloor::ui::right_panel;
use hashfloor::ui::theme::{Theme, fonts};
use tempfile::TempDir;

struct Bench {
    state: AppState,
    commands: Vec<Command>,
    _folder: TempDir,
}

fn opened() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-02").unwrap()),
        edits: false,
    };
    let mut state = AppState::opened(&options, Arc::new(|| {}));
    state.dispatch(Command::ShowTab(Tab::Miners));
    state.settle();
    Bench { state, commands: Vec::new(), _folder: folder }
}

/// Width of the panel, in points.
const WIDTH: f32 = 340.0;

/// The panel in so high a window that nothing has to be scrolled to.
fn panel(bench: Bench) -> Harness<'static, Bench> {
    let mut harness = Harness::builder()
        .with_size([WIDTH, 3_200.0])
        .with_context_setup(|ctx| {
            ctx.set_fonts(fonts::definitions());
            Theme::dark().apply(ctx);
        })
        .build_ui_state(
            |ui, bench: &mut Bench| right_panel::right_ui(ui, &bench.state, &mut bench.commands),
            bench,
        );
    harness.run();
    harness
}

/// Everything that is said in words that begin like this.
fn said(harness: &Harness<'_, Bench>, begins: &str) -> Vec<String> {
    let words = |node: &egui_kittest::Node<'_>| {
        let node = node.accesskit_node();
        node.label().or(node.value()).filter(|words| words.starts_with(begins))
    };
    harness
        .query_all_by(|node| node.label().or(node.value()).is_some())
        .filter_map(|node| words(&node))
        .collect()
}

/// Presses an arrow key on the slider of this name.
fn press(harness: &mut Harness<'static, Bench>, slider: &str, key: egui::Key) -> Vec<Command> {
    harness.get_by_role_and_label(Role::Slider, slider).focus();
    harness.run();
    harness.key_press(key);
    harness.run();
    std::mem::take(&mut harness.state_mut().commands)
}

#[test]
fn the_sliders_of_settings_change_settings_by_their_step() {
    let mut harness = panel(opened());
    let commands = press(&mut harness, "Electricity price, USD/kWh", egui::Key::ArrowRight);
    let change = SettingChange::Amount(Amount::Electricity, Some(0.071));
    assert_eq!(commands, [Command::ChangeSetting(change)]);
    let commands = press(&mut harness, "Rig efficiency, J/TH", egui::Key::ArrowLeft);
    let change = SettingChange::Amount(Amount::RigEfficiency, Some(17.0));
    assert_eq!(commands, [Command::ChangeSetting(change)]);
    let commands = press(&mut harness, "Fees of a block, BTC", egui::Key::ArrowRight);
    let change = SettingChange::Amount(Amount::BlockFees, Some(0.03));
    assert_eq!(commands, [Command::ChangeSetting(change)]);
}

/// Takes what was asked for.
fn asked(harness: &mut Harness<'static, Bench>) -> Vec<Command> {
    harness.run();
    std::mem::take(&mut harness.state_mut().commands)
}

#[test]
fn a_click_on_a_slider_gives_it_the_arrow_keys() {
    let mut harness = panel(opened());
    let rect = harness.get_by_role_and_label(Role::Slider, "Electricity price, USD/kWh").rect();
    harness.drag_at(rect.center());
    harness.step();
    harness.drop_at(rect.center());
    asked(&mut harness);
    harness.key_press(egui::Key::ArrowLeft);
    let change = SettingChange::Amount(Amount::Electricity, Some(0.069));
    assert_eq!(asked(&mut harness), [Command::ChangeSetting(change)]);
}

#[test]
fn the_number_of_a_slider_can_be_typed_and_given_up() {
    let mut harness = panel(opened());
    let type_into = |harness: &mut Harness<'static, Bench>, words: &str, end: egui::Key| {
        harness.get_by_role_and_label(Role::TextInput, "Electricity price, USD/kWh, typed").click();
        harness.run();
        harness.event(egui::Event::Text(words.to_owned()));
        harness.run();
        let bounds = "0.001 to 10 USD/kWh; Enter sets it, Esc leaves it";
        assert_eq!(said(harness, "0.001 to"), [bounds]);
        harness.key_press(end);
        asked(harness)
    };
    assert_eq!(type_into(&mut harness, "0.0655", egui::Key::Escape), []);
    assert_eq!(type_into(&mut harness, "11", egui::Key::Enter), [], "beyond its bounds");
    let change = SettingChange::Amount(Amount::Electricity, Some(0.0655));
    assert_eq!(type_into(&mut harness, "0.0655", egui::Key::Enter), [Command::ChangeSetting(change)]);
}

/// Painted words that were cut for want of room, or stand beyond the panel.
fn cut(shape: &egui::Shape, found: &mut Vec<String>) {
    match shape {
        egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| cut(shape, found)),
        egui::Shape::Text(text) if text.galley.elided || text.visual_bounding_rect().right() > WIDTH => {
            found.push(text.galley.text().to_owned())
        }
        _ => {}
    }
}

#[test]
fn no_words_of_the_panel_are_cut_and_nothing_makes_it_wider() {
    let mut harness = panel(opened());
    for section in ["Epochs as the model has them", "Fleet, power prices, behaviour"] {
        harness.get_by_label(section).click();
        harness.run();
    }
    let mut found = Vec::new();
    for clipped in &harness.output().shapes {
        cut(&clipped.shape, &mut found);
    }
    assert_eq!(found, [] as [&str; 0]);
}

#[test]
fn the_slider_of_difficulty_is_a_preview_in_the_hand_and_one_edit_when_it_is_let_go() {
    let mut harness = panel(opened());
    let rect = harness.get_by_role_and_label(Role::Slider, "Difficulty change, percent").rect();
    harness.drag_at(rect.center());
    harness.step();
    harness.hover_at(rect.center() - egui::vec2(60.0, 0.0));
    harness.step();
    let held = std::mem::take(&mut harness.state_mut().commands);
    let is_preview = |command: &Command| {
        matches!(command, Command::Preview(Edit::Miners(MinersEdit::SetDifficultyChange(change)))
            if (-0.3..-0.05).contains(change))
    };
    assert!(held.iter().any(is_preview), "{held:?}");
    assert!(held.iter().all(|command| matches!(command, Command::Preview(_))), "{held:?}");
    harness.drop_at(rect.center() - egui::vec2(60.0, 0.0));
    harness.run();
    assert_eq!(harness.state().commands.last(), Some(&Command::CommitPreview));
}

#[test]
fn the_table_says_of_each_machine_in_words_whether_it_earns() {
    let harness = panel(opened());
    let at = |begins: &str| said(&harness, begins).join("|");
    assert_eq!(
        at("Antminer S21: "),
        "Antminer S21: on, break-even 0.077 USD/kWh, shutdown price 62,174 USD, margin +2.86 USD a day"
    );
    assert!(at("Antminer S19j Pro: ").starts_with("Antminer S19j Pro: off, break-even 0.046 USD/kWh"));
    assert_eq!(at("At 0.07 USD/kWh"), "At 0.07 USD/kWh: 8 of 14 do not earn their energy");
}

#[test]
fn the_costs_follow_the_supposed_difficulty_and_stand_side_by_side() {
    let mut bench = opened();
    // Back from 133.8 T to the difficulty the models go through.
    let difficulty = bench.state.mining_now().unwrap().difficulty_known;
    let change = 141.67e12 / difficulty - 1.0;
    bench.state.dispatch(Command::Preview(Edit::Miners(MinersEdit::SetDifficultyChange(change))));
    let harness = panel(bench);
    assert_eq!(said(&harness, "Linear: "), ["Linear: 87,000 USD, price over cost 0.78, below"]);
    assert_eq!(
        said(&harness, "Difficulty regression: "),
        ["Difficulty regression: 87,000 USD, price over cost 0.78, below"]
    );
    assert!(said(&harness, "All-in, calibrated: ")[0].contains("96,8"));
    assert!(said(&harness, "Fixed overhead: ")[0].contains("93,7"));
    assert!(said(&harness, "Regression as published: ")[0].ends_with("above"));
}

#[test]
fn the_fleet_says_what_it_predicted_and_what_came_with_the_error() {
    let harness = panel(opened());
    let words = said(&harness, "Retarget of ");
    assert_eq!(words.len(), 2, "{words:?}");
    assert!(words[0].starts_with("Retarget of 7 Feb 2026: predicted "), "{words:?}");
    assert!(words[0].contains("came −11.16 %, error "), "{words:?}");
    assert!(words[1].contains("came +14.73 %, error "), "{words:?}");
    assert!(said(&harness, "Fitted on 73 mean hashrates")[0].contains("22 Jan 2026, nothing later"));
    assert!(said(&harness, "From about 23 January").len() == 1, "the storm is named");
}

#[test]
fn the_fleet_can_be_opened_and_changed() {
    let mut harness = panel(opened());
    harness.get_by_label("Fleet, power prices, behaviour").click();
    harness.run();
    let commands = press(&mut harness, "Off after days at a loss", egui::Key::ArrowLeft);
    assert_eq!(commands, [Command::Edit(Edit::Miners(MinersEdit::SetOffDays(Some(20.0))))]);
    let commands = press(&mut harness, "Off in the storm, percent", egui::Key::ArrowRight);
    let is_storm = |command: &Command| matches!(command, Command::Edit(Edit::Miners(MinersEdit::SetCurtailment(Some(part)))) if part.share > 0.0);
    assert!(commands.iter().all(is_storm) && commands.len() == 1, "{commands:?}");
    assert!(said(&harness, "Share of ").len() == 14);
}

#[test]
fn those_under_water_are_told_apart_by_a_word() {
    let mut bench = opened();
    for (amount, value) in
        [(Amount::TreasuryCoins, 2.0), (Amount::TreasuryCost, 60_000.0), (Amount::LeverageEntry, 90_000.0)]
    {
        bench.state.dispatch(Command::ChangeSetting(SettingChange::Amount(amount, Some(value))));
    }
    let harness = panel(bench);
    assert!(said(&harness, "S9: under")[0].contains("line 348,"));
    assert!(said(&harness, "Jan 2026 · ")[0].contains("under, line 94,"));
    assert!(said(&harness, "2.00 BTC: above")[0].contains("line 60,000 USD"));
    assert_eq!(said(&harness, "2×: above").len(), 1);
    assert_eq!(said(&harness, "10×: wiped").len(), 1);
}

#[test]
fn a_position_that_is_not_set_leads_to_where_it_is_set() {
    let mut harness = panel(opened());
    harness.get_by_label("Set your position…").click();
    harness.run();
    assert_eq!(harness.state().commands, [Command::ShowDialog(Some(Dialog::Preferences))]);
}

#[test]
fn a_level_in_the_hand_is_the_price_of_the_panel() {
    let mut bench = opened();
    let id = bench.state.document().levels[0].id;
    bench.state.dispatch(Command::Preview(Edit::MoveLevel { id, place: Place::Price(50_000.0) }));
    let harness = panel(bench);
    assert_eq!(said(&harness, "At $50,000"), ["At $50,000, the level in your hand"]);
    assert!(said(&harness, "Antminer S21: ")[0].starts_with("Antminer S21: off"));
}

#[test]
fn the_cost_band_is_asked_for_by_its_box() {
    let mut harness = panel(opened());
    harness.get_by_label("Cost band on the chart").click();
    harness.run();
    let edit = Edit::Miners(MinersEdit::ShowCostBand(true));
    assert_eq!(harness.state().commands, [Command::Edit(edit)]);
}
