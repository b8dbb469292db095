//! The alerts tab and a level's menu, by mouse and by name.

use egui::{Key, vec2};
use egui_kittest::kittest::Queryable as _;
use hashfloor::app::command::{Command, Selection};
use hashfloor::app::notice::Severity;
use hashfloor::domain::alert::{Alert, AlertWhen};
use hashfloor::domain::level::LevelId;
use hashfloor::io::files::write_atomic;
use hashfloor::ui::picture::{Subject, snapshot_svg};

use super::desk::{CTRL, Desk, day};

const RECLAIM: &str = "BTC/USD crosses up 72,000 (reclaim signals reversal)";
const BREAK: &str = "BTC/USD crosses down 60,000 (a break opens the mid-50s)";

fn with_tab() -> Desk {
    let mut desk = Desk::open();
    desk.open_tab_of_menu("Alerts");
    desk
}

fn alert(desk: &Desk, id: u32) -> Option<Alert> {
    desk.level(id).alert
}

/// A day whose close breaks 60,000, imported from a file.
fn break_60_000(desk: &mut Desk) {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("rows.csv");
    let text = "# Hashfloor export\n# series: price.btc.usd@case\n# unit: USD\n# cadence: daily\n\
        date,open,high,low,close\n2026-04-01,68000,68000,58000,59000\n";
    write_atomic(&table, text.as_bytes()).unwrap();
    for command in [Command::PreviewImport(table), Command::ConfirmImport] {
        desk.ask(command);
        desk.settle();
    }
    desk.wait(0.1);
}

#[test]
fn the_tab_lists_the_two_alerts_of_the_case_as_armed() {
    let desk = with_tab();
    for words in [RECLAIM, BREAK] {
        assert!(desk.has_label(&format!("Alert: {words}, armed 31 Mar 2026")), "{:?}", desk.names());
    }
    assert!(desk.texts().iter().any(|text| text.starts_with("Nothing yet: ")));
    assert!(!desk.has_label("Clear list"));
}

#[test]
fn condition_and_how_often_are_changed_where_they_stand_each_in_one_step_of_undo() {
    let mut desk = with_tab();
    desk.click_label(&format!("How often, of the alert: {RECLAIM}"));
    desk.click_label("every time");
    assert!(alert(&desk, 2).unwrap().every_time);
    desk.click_label(&format!("Condition of the alert: {RECLAIM}"));
    desk.click_label("touches");
    assert_eq!(alert(&desk, 2).unwrap().when, AlertWhen::Touch);
    assert_eq!(desk.state().history().undo_caption(), Some("change alert of 72,000 resistance"));
    assert_eq!(desk.saved()["levels"][1]["alert"]["when"], "touch");
    desk.chord(CTRL, Key::Z);
    desk.chord(CTRL, Key::Z);
    assert_eq!(alert(&desk, 2), Some(Alert::new(AlertWhen::CrossUp)));
}

#[test]
fn an_alert_is_paused_resumed_and_deleted_by_its_icons() {
    let mut desk = with_tab();
    desk.click_label(&format!("Pause: {BREAK}"));
    assert!(alert(&desk, 6).unwrap().paused);
    assert!(desk.has_label(&format!("Alert: {BREAK}, paused")));
    assert!(desk.texts().contains(&"a break opens the mid-50s · alert paused".to_owned()));
    desk.click_label(&format!("Resume: {BREAK}"));
    assert!(!alert(&desk, 6).unwrap().paused);
    desk.click_label(&format!("Delete alert: {BREAK}"));
    assert_eq!(alert(&desk, 6), None);
    assert!(desk.notices().contains(&"Deleted alert of 60,000 support".to_owned()));
    desk.click(desk.middle_of("Undo"));
    assert_eq!(alert(&desk, 6), Some(Alert::new(AlertWhen::CrossDown)));
}

#[test]
fn the_form_adds_an_alert_to_a_level_and_one_for_two_series() {
    let mut desk = with_tab();
    desk.click_label("What it crosses");
    desk.click_label("70,000 support");
    desk.click_label("Add alert");
    assert_eq!(alert(&desk, 3), Some(Alert::new(AlertWhen::Cross)));
    assert_eq!(desk.state().history().undo_caption(), Some("add alert to 70,000 support"));
    // What was chosen is used up: nothing is added twice.
    desk.click_label("Add alert");
    assert_eq!(desk.state().history().len(), 1);
    desk.click_label("What it crosses");
    // The series tree has this title too; the list lies in the right panel.
    let titles = desk.tree().get_all_by_label("SMA 200");
    let at = titles.map(|node| node.rect().center()).max_by(|a, b| a.x.total_cmp(&b.x)).unwrap();
    desk.click(at);
    desk.click_label("Condition");
    desk.click_label("crosses down");
    desk.click_label("Add alert");
    let added = desk.state().document().alerts.clone();
    assert_eq!(added.len(), 1);
    assert_eq!((added[0].watch.as_str(), added[0].against.as_str()), ("price.btc.usd", "derived.sma_200"));
    assert_eq!(added[0].when, AlertWhen::CrossDown);
    assert_eq!(desk.saved()["alerts"][0]["against"], "derived.sma_200");
    let desk = desk.restarted();
    assert!(desk.has_label("Alert: BTC/USD crosses down SMA 200, armed 31 Mar 2026"));
}

#[test]
fn the_menu_of_a_level_sets_and_takes_off_its_alert() {
    let mut desk = Desk::open();
    desk.right_click(desk.on_line(3));
    desk.click_label("Alert");
    desk.click_label("Crosses down");
    assert_eq!(alert(&desk, 3), Some(Alert::new(AlertWhen::CrossDown)));
    assert!(desk.texts().contains(&"key floor · alert".to_owned()), "{:?}", desk.texts());
    desk.right_click(desk.on_line(3));
    desk.click_label("Alert");
    desk.click_label("No alert");
    assert_eq!(alert(&desk, 3), None);
    assert_eq!(desk.state().history().len(), 2);
}

#[test]
fn what_fired_is_said_until_dismissed_and_listed_and_a_click_goes_there() {
    let mut desk = Desk::open();
    break_60_000(&mut desk);
    let said =
        "An alert fired: BTC/USD crossed below 60,000 (a break opens the mid-50s) on 1 Apr 2026, at 59,000";
    let notice = desk.state().notices().shown().iter().find(|notice| notice.text == said).unwrap();
    assert_eq!(notice.severity, Severity::Alert);
    desk.click(desk.middle_of("Show alerts"));
    assert!(!desk.notices().contains(&said.to_owned()), "its button has answered it");
    assert!(desk.has_label(&format!("Alert: {BREAK}, fired 1 Apr 2026")), "{:?}", desk.names());
    assert!(desk.texts().contains(&"a break opens the mid-50s · alert fired".to_owned()));
    let picture = snapshot_svg(&desk.state().snapshot(), Subject::Charts, vec2(900.0, 600.0));
    assert!(picture.contains("a break opens the mid-50s · alert fired"), "a picture says it too");
    desk.click_label("Fired 1 Apr 2026, at 59,000: BTC/USD crossed below 60,000 (a break opens the mid-50s)");
    assert_eq!(desk.state().selection(), Some(&Selection::Level(LevelId(6))));
    let view = desk.state().time_view();
    let middle = (view.from + view.to) / 2.0;
    assert!((middle - day("2026-04-01").0 as f64).abs() < 1.0, "{view:?}");
    let mut desk = desk.restarted();
    assert!(desk.has_label(&format!("Alert: {BREAK}, fired 1 Apr 2026")));
    desk.click_label(&format!("Arm again: {BREAK}"));
    assert!(desk.has_label(&format!("Alert: {BREAK}, armed 1 Apr 2026")));
    desk.click_label("Clear list");
    assert!(desk.state().alert_log().fired.is_empty());
    desk.click(desk.middle_of("Undo"));
    assert_eq!(desk.state().alert_log().fired.len(), 1);
}

#[test]
fn without_an_alert_the_tab_says_what_to_do_next() {
    let mut desk = with_tab();
    for words in [RECLAIM, BREAK] {
        desk.click_label(&format!("Delete alert: {words}"));
    }
    assert!(desk.has_label("No alerts yet"));
    assert!(desk.has_label("Add one below, or right-click on a level"));
}
