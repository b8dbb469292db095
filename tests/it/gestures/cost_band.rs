//! The cost band on the price pane: shown and hidden as one step, and never in the way.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hashfloor::app::amount::Amount;
use hashfloor::app::command::Command;
use hashfloor::app::edit::Edit;
use hashfloor::app::miners::edits::MinersEdit;
use hashfloor::app::setting_change::SettingChange;

use super::desk::Desk;

fn chip(desk: &Desk) -> Option<String> {
    let all = desk.tree().query_all_by_role(Role::Button);
    let mut labels = all.filter_map(|node| node.accesskit_node().label());
    labels.rfind(|label| label.starts_with("production cost (models) "))
}

fn show(shown: bool) -> Command {
    Command::Edit(Edit::Miners(MinersEdit::ShowCostBand(shown)))
}

#[test]
fn the_band_names_itself_and_makes_room_for_the_price_over_it() {
    let mut desk = Desk::open();
    let before = desk.frame().rects;
    assert_eq!(chip(&desk), None);
    desk.ask(show(true));
    desk.wait(0.1);
    let after = desk.frame().rects;
    assert_eq!(after.whole, before.whole, "no pane moves");
    assert!(after.plot.bottom() < before.plot.bottom() - 30.0);
    assert_eq!(after.plot.bottom(), after.axis.bottom());
    let words = chip(&desk).unwrap();
    assert_eq!(words, "production cost (models) 82,163–91,499 · price ÷ cost 0.79");
    desk.ask(Command::Undo);
    desk.wait(0.1);
    assert_eq!((desk.frame().rects, chip(&desk)), (before, None));
}

#[test]
fn the_band_answers_the_energy_price_within_the_next_frame_and_is_saved() {
    let mut desk = Desk::open();
    desk.ask(show(true));
    let before = chip(&desk).unwrap();
    desk.ask(Command::ChangeSetting(SettingChange::Amount(Amount::Electricity, Some(0.1))));
    let after = chip(&desk).unwrap();
    assert_ne!(before, after);
    assert_eq!(desk.saved()["miners"]["cost_band"], true);
    let mut desk = desk.restarted();
    desk.wait(0.1);
    assert_eq!(chip(&desk), Some(after));
}

#[test]
fn the_chip_opens_the_miners_tab() {
    let mut desk = Desk::open();
    desk.ask(show(true));
    desk.wait(0.1);
    let at = desk.tree().get_by_role_and_label(Role::Button, &chip(&desk).unwrap()).rect().center();
    desk.click(at);
    desk.wait(0.1);
    assert_eq!(desk.state().view().tab, hashfloor::app::view::Tab::Miners);
}
