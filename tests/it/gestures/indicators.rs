//! Indicators by key and by mouse: found, seen as a preview, added, changed, taken out.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hashfloor::app::command::Dialog;
use hashfloor::app::panes::PRICE_PANE;
use hashfloor::domain::catalog::PRICE;

use super::desk::{CTRL, Desk};

const SMA_50: &str = "derived.sma_50";

fn opened() -> Desk {
    let mut desk = Desk::open();
    desk.key(Key::I);
    assert_eq!(desk.state().dialog(), Some(Dialog::Indicators));
    desk.wait(0.1);
    desk
}

fn chosen(desk: &Desk) -> String {
    let nodes = desk.tree().query_all_by_role(Role::ListBoxOption);
    let mut selected = nodes.filter(|node| node.accesskit_node().is_selected() == Some(true));
    selected.next().unwrap().accesskit_node().label().unwrap()
}

/// Whether a series is committed.
fn is_placed(desk: &Desk, id: &str) -> bool {
    desk.state().document().panes.iter().any(|pane| pane.placed(id).is_some())
}

/// Whether a series is on the chart, committed or not.
fn is_drawn(desk: &Desk, id: &str) -> bool {
    desk.state().panes().iter().any(|pane| pane.drawn(id).is_some())
}

/// Opens the menu of a legend's entry and clicks an item.
fn choose(desk: &mut Desk, entry: &str, item: &str) {
    let at = desk.middle_of(entry);
    desk.click(at);
    desk.wait(0.2);
    let found = desk.tree().query_all_by_label(item).last();
    let at = found.unwrap_or_else(|| panic!("no {item} in {:?}", desk.names())).rect().center();
    desk.click(at);
    desk.wait(0.3);
}

/// Puts another text into the field of this accessible name.
fn retype(desk: &mut Desk, field: &str, text: &str) {
    let nodes = desk.tree().query_all_by_role_and_label(Role::TextInput, field);
    nodes.last().unwrap().focus();
    desk.wait(0.1);
    desk.chord(CTRL, Key::A);
    desk.type_text(text);
}

#[test]
fn what_is_found_is_previewed_and_enter_adds_it_in_one_step_of_undo() {
    let mut desk = opened();
    let before = desk.document();
    desk.type_text("rsi");
    desk.wait(0.1);
    assert!(chosen(&desk).contains("RSI") || chosen(&desk).contains("elative"), "{}", chosen(&desk));
    assert!(is_drawn(&desk, "derived.rsi_14"), "the preview is on the chart");
    assert_eq!(desk.document(), before, "and nothing is committed yet");
    desk.key(Key::Enter);
    assert_eq!(desk.state().dialog(), None);
    assert!(is_placed(&desk, "derived.rsi_14"));
    assert_eq!(desk.state().panes().last().unwrap().id, "derived.rsi_14", "in a pane of its own");
    assert_eq!(desk.state().history().len(), 1);
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.document(), before);
}

#[test]
fn esc_takes_the_preview_away() {
    let mut desk = opened();
    let before = desk.document();
    desk.type_text("rsi");
    desk.wait(0.1);
    assert!(is_drawn(&desk, "derived.rsi_14"));
    desk.key(Key::Escape);
    desk.wait(0.1);
    assert_eq!(desk.state().dialog(), None);
    assert!(!is_drawn(&desk, "derived.rsi_14") && desk.state().preview_edit().is_none());
    assert_eq!(desk.document(), before);
}

#[test]
fn the_arrow_keys_go_through_the_list_and_the_preview_follows() {
    let mut desk = opened();
    desk.type_text("average");
    desk.wait(0.1);
    let first = chosen(&desk);
    desk.key(Key::ArrowDown);
    let second = chosen(&desk);
    assert_ne!(first, second);
    desk.key(Key::ArrowUp);
    assert_eq!(chosen(&desk), first);
}

#[test]
fn a_wrong_parameter_is_said_and_not_added() {
    let mut desk = opened();
    desk.type_text("simple moving");
    desk.wait(0.1);
    retype(&mut desk, "Rows", "0");
    desk.wait(0.1);
    assert!(desk.has_label("Expected a whole number from 1 to 100000"), "{:?}", desk.names());
    assert!(desk.has_label("Rows: expected a whole number from 1 to 100000"), "{:?}", desk.names());
    let before = desk.document();
    desk.key(Key::Enter);
    assert_eq!((desk.state().dialog(), desk.document()), (Some(Dialog::Indicators), before));
    retype(&mut desk, "Rows", "20");
    desk.wait(0.1);
    assert!(is_drawn(&desk, "derived.sma_20"));
    desk.key(Key::Enter);
    desk.wait(0.1);
    assert!(is_placed(&desk, "derived.sma_20"), "{:?}", desk.notices());
    let price = desk.state().document().pane(PRICE_PANE).unwrap();
    assert!(price.placed("derived.sma_20").is_some(), "an average stands over its input");
}

#[test]
fn what_lacks_its_input_says_so_and_cannot_be_added() {
    let mut desk = opened();
    desk.type_text("on-balance");
    desk.wait(0.1);
    let said = |desk: &Desk| desk.names().iter().any(|name| name.contains("needs traded volumes"));
    assert!(said(&desk), "{:?}", desk.names());
    let before = desk.document();
    desk.key(Key::Enter);
    assert_eq!(desk.state().dialog(), Some(Dialog::Indicators));
    assert_eq!(desk.document(), before);
    // Its name alone says the same, before anything is computed.
    let calculation = hashfloor::calc::calculation::registry::find("volume_profile").unwrap();
    let fresh = hashfloor::app::indicator_draft::Draft::new(desk.state(), calculation);
    assert_eq!(fresh.lacks(desk.state()).as_deref(), Some("needs traded volumes"));
    // The keyboard is still in the search field.
    desk.wait(0.1);
    desk.chord(CTRL, Key::A);
    desk.type_text("rsi");
    desk.wait(0.1);
    assert!(is_drawn(&desk, "derived.rsi_14"), "{}", chosen(&desk));
}

#[test]
fn what_is_drawn_already_is_a_state_of_the_button_and_no_fault() {
    let mut desk = opened();
    desk.type_text("simple moving");
    desk.wait(0.1);
    assert!(desk.has_label("Drawn already"), "{:?}", desk.names());
    assert!(!desk.texts().iter().any(|text| text.contains("is drawn already")));
    desk.key(Key::Enter);
    assert_eq!(desk.state().dialog(), Some(Dialog::Indicators));
}

#[test]
fn tab_goes_from_the_search_to_the_parameters_past_the_list() {
    let mut desk = opened();
    desk.type_text("rsi");
    desk.wait(0.1);
    desk.key(Key::Tab);
    desk.wait(0.1);
    desk.chord(CTRL, Key::A);
    desk.type_text("21");
    desk.wait(0.1);
    assert!(is_drawn(&desk, "derived.rsi_21"), "{:?}", desk.names());
}

#[test]
fn yes_or_no_and_dates_are_not_offered_as_lines() {
    let mut desk = opened();
    desk.type_text("weekly exp");
    desk.wait(0.1);
    let offered = |name| desk.tree().query_all_by_role_and_label(Role::CheckBox, name).count();
    assert_eq!((offered("Weekly close"), offered("Complete"), offered("Last row")), (1, 0, 0));
}

#[test]
fn an_indicator_whose_input_is_missing_stays_in_the_legend_with_what_it_needs() {
    let document = serde_json::json!({"panes": [
        {"id": "price", "series": [{"id": PRICE}, {"id": "derived.obv"}]},
    ]});
    let mut workspace = Desk::open().saved();
    workspace["panes"] = document["panes"].clone();
    let version = hashfloor::app::workspace::WORKSPACE_VERSION;
    let members =
        serde_json::json!({"format": "hashfloor-workspace", "version": version, "document": workspace});
    let desk = Desk::open_workspace(&members);
    let notes = &desk.state().panes()[0].notes;
    assert_eq!(notes.len(), 1, "{:?}", desk.notices());
    assert_eq!((notes[0].words.as_str(), notes[0].is_missing), ("needs traded volumes", true));
    assert!(desk.texts().iter().any(|text| text.contains("needs traded volumes")));
}

#[test]
fn a_parameter_is_changed_in_the_legend_with_a_preview_and_one_step_of_undo() {
    let mut desk = Desk::open();
    choose(&mut desk, "SMA 50 settings", "Settings…");
    retype(&mut desk, "Rows", "30");
    desk.wait(0.1);
    assert!(is_drawn(&desk, "derived.sma_30") && !is_drawn(&desk, SMA_50));
    assert!(is_placed(&desk, SMA_50), "it is a preview");
    desk.key(Key::Enter);
    desk.wait(0.1);
    assert!(is_placed(&desk, "derived.sma_30") && !is_placed(&desk, SMA_50));
    assert_eq!(desk.state().history().len(), 1);
    assert_eq!(desk.state().history().undo_caption(), Some("change SMA 50 to SMA 30"));
    desk.chord(CTRL, Key::Z);
    assert!(is_placed(&desk, SMA_50) && !is_placed(&desk, "derived.sma_30"));
}

#[test]
fn esc_reverts_a_parameter() {
    let mut desk = Desk::open();
    let before = desk.document();
    choose(&mut desk, "SMA 50 settings", "Settings…");
    retype(&mut desk, "Rows", "30");
    desk.wait(0.1);
    assert!(is_drawn(&desk, "derived.sma_30"));
    desk.key(Key::Escape);
    desk.wait(0.1);
    assert!(is_drawn(&desk, SMA_50) && !is_drawn(&desk, "derived.sma_30"));
    assert_eq!(desk.document(), before);
    assert!(!desk.has_label("Apply"));
}

#[test]
fn the_card_about_the_weekly_average_says_what_its_seed_still_weighs() {
    let mut desk = Desk::open();
    choose(&mut desk, "200-week EMA settings", "About this indicator");
    let texts = desk.texts();
    let said = |words: &str| texts.iter().any(|text| text.contains(words));
    assert!(said("alpha = 2/(n+1)"), "{texts:?}");
    assert!(said("327 weekly closes went in"), "{texts:?}");
    assert!(said("127 weeks after the last of those that seed still weighs 28.1 %"), "{texts:?}");
    assert!(!said("weighs 9 %"), "{texts:?}");
    desk.key(Key::Escape);
    desk.wait(0.1);
    assert!(!desk.texts().iter().any(|text| text.contains("that seed")));
}

#[test]
fn an_indicator_with_several_lines_is_removed_whole() {
    let mut desk = opened();
    desk.type_text("macd");
    desk.wait(0.1);
    desk.key(Key::Enter);
    desk.wait(0.1);
    let pane = desk.state().panes().last().unwrap();
    let (id, lines) = (pane.id.clone(), pane.series.len());
    assert!(lines > 1, "{id} has {lines}");
    let last = format!("{} settings", pane.series.last().unwrap().title);
    let remove = format!("Remove {} ({lines} lines)", pane.series[0].title);
    choose(&mut desk, &last, &remove);
    assert!(desk.state().document().pane(&id).is_none());
    let said = format!("Removed {}", remove.trim_start_matches("Remove "));
    assert!(desk.texts().iter().any(|text| text.contains(&said)), "{said}");
    assert_eq!(desk.state().history().len(), 2);
}

#[test]
fn crosses_are_marks_with_the_last_one_in_the_legend() {
    let mut desk = opened();
    desk.type_text("crosses");
    desk.wait(0.1);
    desk.key(Key::Enter);
    desk.wait(0.1);
    let price = desk.state().panes().iter().find(|pane| pane.is_price()).unwrap();
    let note = price.notes.first().unwrap();
    let last = note.marks.last().unwrap();
    assert_eq!((last.word.as_str(), last.time.iso_date().as_str()), ("death", "2025-11-16"));
    assert_eq!(last.name, "Death cross");
    assert_eq!(note.said(&note.words), "Golden and death crosses · last death on 16 Nov 2025");
}
