//! More series and more panes than have room: nothing of them is out of reach.

use egui::Key;
use egui_kittest::kittest::Queryable as _;
use hashfloor::app::command::Command;
use hashfloor::app::edit::Edit;
use hashfloor::app::edit_computed::ComputedPlace;
use hashfloor::app::edit_panes::PaneEdit;
use hashfloor::app::pane_spec::PRICE_PANE;

use super::desk::Desk;

fn add(desk: &mut Desk, window: usize, place: ComputedPlace) -> String {
    let id = format!("derived.sma_{window}");
    let edit = PaneEdit::AddComputed { series: vec![id.clone()], place };
    desk.ask(Command::Edit(Edit::Panes(edit)));
    desk.wait(0.3);
    id
}

#[test]
fn what_has_no_room_in_a_legend_is_hidden_and_removed_from_its_menu_by_key() {
    let mut desk = Desk::open();
    for window in 21..31 {
        add(&mut desk, window, ComputedPlace::OverInput);
    }
    let more = desk.names().into_iter().find(|name| name.ends_with("more in the BTC/USD pane")).unwrap();
    desk.tree().get_by_label(&more).focus();
    desk.wait(0.1);
    desk.key(Key::Enter);
    desk.wait(0.3);
    desk.click_label("Draw SMA 30");
    desk.wait(0.2);
    let hidden = |desk: &Desk| {
        let document = desk.state().document();
        document.pane(PRICE_PANE).and_then(|pane| pane.placed("derived.sma_30")).map(|placed| placed.hidden)
    };
    assert_eq!(hidden(&desk), Some(true), "the list stays open for the next dot");
    desk.click_label("SMA 30");
    desk.wait(0.3);
    desk.click_label("Remove");
    desk.wait(0.2);
    assert_eq!(hidden(&desk), None);
}

#[test]
fn panes_without_room_lie_below_and_a_new_one_comes_into_view() {
    let mut desk = Desk::open();
    let added: Vec<String> = (21..36).map(|window| add(&mut desk, window, ComputedPlace::OwnPane)).collect();
    assert!(desk.pane_ids().contains(added.last().unwrap()), "{:?}", desk.pane_ids());
    let price = desk.pane_frame(PRICE_PANE).rects.whole.height();
    assert!(price >= 160.0, "{price}");
    let first = added.first().unwrap();
    assert!(!desk.pane_ids().contains(first));
    for _ in 0..added.len() {
        let up = desk.names().into_iter().find(|name| name.starts_with('↑') && name.ends_with("above"));
        let Some(up) = up else { break };
        desk.click_label(&up);
        desk.wait(0.1);
    }
    assert!(desk.pane_ids().contains(first) && !desk.pane_ids().contains(added.last().unwrap()));
    assert!(desk.names().iter().any(|name| name.ends_with("below")));
}
