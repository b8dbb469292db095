//! The charts without a mouse and without eyes: keys, accessible tree, words.

use egui::accesskit::{Live, Role};
use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use expect_test::expect;
use hashfloor::app::command::{Command, Dialog, Selection};
use hashfloor::app::edit::Edit;
use hashfloor::app::picture::PictureSubject;
use hashfloor::app::summary::pane_summary;
use hashfloor::calc::interval::Interval;
use hashfloor::domain::level::LevelId;
use hashfloor::domain::note::Note;

use super::desk::{CTRL, Desk, day};

/// What the live region says.
fn announced(desk: &Desk) -> String {
    let live = |node: &egui_kittest::Node<'_>| node.accesskit_node().live() == Live::Polite;
    let nodes = desk.tree().query_all_by(|node| node.label().is_some());
    let said: Vec<String> = nodes.filter(live).filter_map(|node| node.accesskit_node().label()).collect();
    said.join(" | ")
}

fn names_with(desk: &Desk, words: &str) -> Vec<String> {
    desk.names().into_iter().filter(|name| name.contains(words)).collect()
}

/// Gives the keyboard to whatever has this role and begins with this name.
fn focus_on(desk: &mut Desk, role: Role, start: &str) {
    let is_it = |node: &egui_kittest::Node<'_>| {
        let node = node.accesskit_node();
        node.role() == role && node.label().is_some_and(|label| label.starts_with(start))
    };
    desk.tree().query_all_by(|_| true).find(is_it).expect(start).focus();
    desk.wait(0.1);
}

fn copied(commands: &[OutputCommand]) -> Option<String> {
    commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

/// Puts the data cursor on and goes to the day of the crash.
fn at_the_crash(desk: &mut Desk) {
    desk.key(Key::C);
    for _ in 0..400 {
        if announced(desk).contains("Thu 5 Feb 2026") {
            return;
        }
        desk.key(Key::ArrowLeft);
    }
    panic!("the day of the crash was never said: {}", announced(desk));
}

#[test]
fn the_data_cursor_goes_row_by_row_and_says_each() {
    let mut desk = Desk::open();
    assert_eq!(announced(&desk), "");
    at_the_crash(&mut desk);
    assert_eq!(announced(&desk), "BTC/USD, Thu 5 Feb 2026, close 62,700, −14.13 %");
    assert!(desk.has_label("BTC/USD, Thu 5 Feb 2026, close 62,700, −14.13 %"));
    desk.key(Key::ArrowRight);
    assert!(announced(&desk).starts_with("BTC/USD, Fri 6 Feb 2026, close "));
    desk.key(Key::PageUp);
    assert!(announced(&desk).contains("Tue 27 Jan 2026"), "{}", announced(&desk));
    desk.key(Key::PageDown);
    assert!(announced(&desk).contains("Fri 6 Feb 2026"), "{}", announced(&desk));
    assert!(desk.state().history().is_empty());
}

#[test]
fn the_data_cursor_is_painted_and_the_legends_read_there() {
    let mut desk = Desk::open();
    at_the_crash(&mut desk);
    let says = |words: &str| desk.texts().iter().any(|text| text.contains(words));
    assert!(says("C 62,700  −14.13 %"), "{:?}", desk.texts());
    assert!(says("All funds −434.1 M"));
    assert!(desk.texts().iter().any(|text| text == "62,700"), "its value stands on the axis");
}

#[test]
fn up_and_down_go_through_the_series_of_every_pane_and_home_and_end_to_the_ends() {
    let mut desk = Desk::open();
    at_the_crash(&mut desk);
    let mut seen = vec![announced(&desk)];
    loop {
        desk.key(Key::ArrowDown);
        let now = announced(&desk);
        if seen.last() == Some(&now) {
            break;
        }
        seen.push(now);
    }
    assert!(seen.iter().any(|words| words.starts_with("Hashrate, ")), "{seen:?}");
    assert!(seen.iter().any(|words| words.starts_with("Difficulty, ")), "{seen:?}");
    assert_eq!(seen.last().unwrap(), "All funds, Thu 5 Feb 2026, −434.1 M USD");
    for _ in 1..seen.len() {
        desk.key(Key::ArrowUp);
    }
    assert_eq!(announced(&desk), seen[0]);
    let rows = &desk.state().price().unwrap().series;
    let (first, last) = (rows.first_time().unwrap(), rows.last_time().unwrap());
    desk.key(Key::Home);
    assert!(announced(&desk).contains(&first.weekday_label()), "{}", announced(&desk));
    assert!(desk.state().time_view().from <= first.0 as f64, "the view follows");
    desk.key(Key::End);
    assert!(announced(&desk).contains(&last.weekday_label()), "{}", announced(&desk));
    assert!(desk.state().time_view().to >= last.0 as f64);
}

#[test]
fn arrows_pan_without_the_data_cursor_and_move_a_level_that_is_selected_with_it() {
    let mut desk = Desk::open();
    let view = desk.state().time_view();
    desk.key(Key::ArrowLeft);
    assert_ne!(desk.state().time_view(), view);
    desk.key(Key::Num8);
    desk.key(Key::C);
    let said = announced(&desk);
    desk.click(desk.on_line(3));
    desk.key(Key::ArrowUp);
    assert!((desk.price(3) - 70_100.0).abs() < 1e-9);
    assert_eq!(announced(&desk), format!("{said} | 70,000 support moved to 70,100"));
}

#[test]
fn shift_and_m_measure_from_the_data_cursor() {
    let mut desk = Desk::open();
    at_the_crash(&mut desk);
    desk.chord(Modifiers::SHIFT, Key::ArrowLeft);
    assert!(announced(&desk).contains("; measured +10,3"), "{}", announced(&desk));
    assert!(announced(&desk).ends_with("−1 day, 2 rows"), "{}", announced(&desk));
    desk.key(Key::M);
    assert!(!announced(&desk).contains("measured"));
    desk.key(Key::M);
    desk.key(Key::ArrowRight);
    desk.key(Key::ArrowRight);
    assert!(announced(&desk).ends_with("2 days, 3 rows"), "{}", announced(&desk));
    assert!(desk.texts().iter().any(|text| text == "2 days"), "it is painted too");
    desk.key(Key::Escape);
    assert!(!announced(&desk).contains("measured") && !announced(&desk).is_empty());
}

#[test]
fn notes_and_levels_are_added_at_the_data_cursor() {
    let mut desk = Desk::open();
    at_the_crash(&mut desk);
    desk.chord(Modifiers::ALT, Key::H);
    let level = desk.state().document().levels.last().unwrap();
    assert!((level.place.price() - 62_700.0).abs() < 1e-9);
    let Some(Selection::Level(LevelId(_))) = desk.state().selection() else { panic!("not selected") };
    desk.chord(Modifiers::ALT, Key::N);
    let Note { at, price, .. } = desk.state().document().notes.last().unwrap();
    assert_eq!((*at, *price), (day("2026-02-05"), Some(62_700.0)));
}

#[test]
fn panes_axes_series_and_borders_are_in_the_tree_with_what_they_say() {
    let desk = Desk::open();
    let figures: Vec<(String, String)> = desk
        .tree()
        .query_all_by_role(Role::Figure)
        .map(|node| node.accesskit_node())
        .filter_map(|node| Some((node.label()?, node.description()?)))
        .collect();
    let panes = ["BTC/USD pane", "Hashrate pane", "Difficulty pane", "US spot ETF net flow pane"];
    assert_eq!(figures.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), panes);
    for ((_, words), pane) in figures.iter().zip(desk.state().panes()) {
        assert_eq!(*words, pane_summary(desk.state(), pane));
    }
    for axis in ["BTC/USD axis, ", "Hashrate axis, ", "Difficulty axis, ", "US spot ETF net flow axis, "] {
        assert_eq!(names_with(&desk, axis).len(), 1, "{axis}");
    }
    assert!(names_with(&desk, "BTC/USD axis, ")[0].ends_with(", logarithmic"));
    assert_eq!(names_with(&desk, "Time axis, "), ["Time axis, 15 Sep 2025 to 5 Jan 2027, UTC"]);
    let series = names_with(&desk, "BTC/USD series");
    assert_eq!(series, ["BTC/USD series, last 68,230 USD on 31 Mar 2026"]);
    let borders = names_with(&desk, "Border between ");
    assert_eq!(borders.len(), 3, "{borders:?}");
}

#[test]
fn a_series_node_says_its_value_at_the_cursor() {
    let mut desk = Desk::open();
    at_the_crash(&mut desk);
    assert_eq!(
        names_with(&desk, "BTC/USD series"),
        ["BTC/USD series, last 68,230 USD on 31 Mar 2026, at the cursor 62,700 USD"]
    );
}

fn heights(desk: &Desk) -> Vec<f32> {
    let charts = desk.tree().state().charts();
    charts.placed_panes().iter().map(|(_, frame)| frame.rects.whole.height()).collect()
}

#[test]
fn a_border_moves_by_key_in_one_undo_step() {
    let mut desk = Desk::open();
    let before = heights(&desk);
    focus_on(&mut desk, Role::Splitter, "Border between BTC/USD and Hashrate");
    for _ in 0..3 {
        desk.key(Key::ArrowUp);
    }
    let after = heights(&desk);
    assert!((before[0] - after[0] - 36.0).abs() < 2.0, "{before:?} {after:?}");
    assert!((after[1] - before[1] - 36.0).abs() < 2.0);
    assert_eq!(desk.state().history().len(), 1);
    desk.chord(CTRL, Key::Z);
    assert_eq!(heights(&desk), before);
}

#[test]
fn a_value_axis_zooms_shifts_and_fits_by_key() {
    let mut desk = Desk::open();
    let scale = |desk: &Desk| desk.frame().scale;
    let fitted = scale(&desk);
    focus_on(&mut desk, Role::Slider, "BTC/USD axis, ");
    desk.key(Key::ArrowUp);
    let closer = scale(&desk);
    assert!((fitted.axis_span() / closer.axis_span() - 1.25).abs() < 1e-6);
    desk.chord(Modifiers::SHIFT, Key::ArrowUp);
    assert!(scale(&desk).lo > closer.lo && scale(&desk).hi > closer.hi);
    assert!((scale(&desk).axis_span() - closer.axis_span()).abs() < 1e-9);
    assert!(names_with(&desk, "BTC/USD axis, ")[0].ends_with("logarithmic, held"));
    assert!(desk.has_label("Fit axis: BTC/USD axis"));
    assert!(desk.texts().iter().any(|text| text == "auto"));
    desk.key(Key::Enter);
    assert_eq!(scale(&desk), fitted);
    assert!(!desk.has_label("Fit axis: BTC/USD axis"));
}

#[test]
fn the_auto_button_fits_its_axis() {
    let mut desk = Desk::open();
    let fitted = desk.frame().scale;
    focus_on(&mut desk, Role::Slider, "BTC/USD axis, ");
    desk.key(Key::ArrowDown);
    assert_ne!(desk.frame().scale, fitted);
    desk.click_label("Fit axis: BTC/USD axis");
    assert_eq!(desk.frame().scale, fitted);
}

#[test]
fn the_time_axis_pans_even_while_the_data_cursor_is_on() {
    let mut desk = Desk::open();
    desk.key(Key::C);
    let (said, view) = (announced(&desk), desk.state().time_view());
    focus_on(&mut desk, Role::Slider, "Time axis, ");
    desk.key(Key::ArrowLeft);
    assert!(desk.state().time_view().from < view.from);
    desk.key(Key::Plus);
    assert!(desk.state().time_view().span() < view.span());
    assert_eq!(announced(&desk), said);
}

#[test]
fn a_pane_is_moved_maximised_and_opened_from_its_title_by_key() {
    let mut desk = Desk::open();
    let order = |desk: &Desk| desk.state().panes().iter().map(|pane| pane.title.clone()).collect::<Vec<_>>();
    desk.focus("Hashrate pane");
    desk.chord(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(order(&desk)[1..3], ["Difficulty", "Hashrate"]);
    desk.chord(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(order(&desk)[1..3], ["Hashrate", "Difficulty"]);
    desk.key(Key::F);
    assert_eq!(order(&desk), ["Hashrate"]);
    desk.key(Key::F);
    assert_eq!(order(&desk).len(), 4);
    desk.key(Key::Enter);
    assert!(desk.has_label("Copy summary") && desk.has_label("Hide pane"));
}

#[test]
fn menus_of_titles_and_series_open_by_either_button_and_by_key() {
    let mut desk = Desk::open();
    for (button, item) in [("Hashrate pane", "Hide pane"), ("Hashrate settings", "Draw as")] {
        let at = desk.middle_of(button);
        desk.click(at);
        assert!(desk.has_label(item), "a click on {button}");
        desk.key(Key::Escape);
        desk.wait(0.3);
        assert!(!desk.has_label(item));
        desk.right_click(at);
        assert!(desk.has_label(item), "the other button on {button}");
        desk.key(Key::Escape);
        desk.wait(0.3);
        desk.focus(button);
        desk.key(Key::Enter);
        assert!(desk.has_label(item), "Enter on {button}");
        desk.key(Key::Escape);
        desk.wait(0.3);
    }
}

#[test]
fn enter_on_a_pane_puts_the_data_cursor_there() {
    let mut desk = Desk::open();
    focus_on(&mut desk, Role::Figure, "Difficulty pane");
    desk.key(Key::Enter);
    assert!(announced(&desk).starts_with("Difficulty, "), "{}", announced(&desk));
}

#[test]
fn each_pane_is_summed_up_in_a_paragraph() {
    let desk = Desk::open();
    let state = desk.state();
    let all: Vec<String> = state.panes().iter().map(|pane| pane_summary(state, pane)).collect();
    expect![[r#"
        BTC/USD from 15 Sep 2025 to 31 Mar 2026: first 115,440 USD, last 68,230 USD, a change of −40.90 %. Highest 126,200 USD on 6 Oct 2025, lowest 60,070 USD on 6 Feb 2026. 198 rows, no gaps. Source: Case file, February 2026, last row 31 Mar 2026. SMA 50: first 114,404 USD, last 68,672 USD. SMA 200: first 102,649 USD, last 90,589 USD. 200-week EMA: first 63,253 USD, last 69,017 USD.

        Hashrate from 15 Sep 2025 to 17 Feb 2026: first 1,025 EH/s, last 1,043 EH/s, a change of +1.77 %. Highest 1,136 EH/s on 29 Oct 2025, lowest 866.2 EH/s on 1 Feb 2026. 39 rows. Source: Case file, February 2026, last row 17 Feb 2026, which is old.

        Difficulty from 18 Sep 2025 to 20 Mar 2026: first 142.3 T, last 133.8 T, a change of −6.01 %. Highest 156.0 T on 29 Oct 2025, lowest 125.9 T on 7 Feb 2026. 14 changes, the largest +14.73 % on 19 Feb 2026. 14 rows. Source: Case file, February 2026, last row 20 Mar 2026.

        US spot ETF net flow, All funds from 3 Nov 2025 to 27 Feb 2026: −6,370.6 M USD in all. Largest inflow +840.6 M USD on 14 Jan 2026, largest outflow −903.2 M USD on 20 Nov 2025. 80 sessions. Source: Case file, February 2026, last row 27 Feb 2026, which is old."#]].assert_eq(&all.join("\n\n"));
}

/// Clicks a button and returns what was handed to the clipboard.
fn copy_by(desk: &mut Desk, label: &str) -> Option<String> {
    let at = desk.tree().get_by_label(label).rect().center();
    desk.wait(0.4);
    desk.press(at);
    desk.frame_with([egui::Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    }]);
    output(desk.tree())
}

fn output<T>(harness: &Harness<'_, T>) -> Option<String> {
    copied(&harness.output().platform_output.commands)
}

#[test]
fn the_context_menu_copies_value_and_summary() {
    let mut desk = Desk::open();
    let at = desk.at("2026-02-05", 57_500.0) + egui::vec2(0.5, 0.0);
    desk.right_click(at);
    let value = copy_by(&mut desk, "Copy value").unwrap();
    assert!(value.starts_with("BTC/USD, Thu 5 Feb 2026: close 62,700 USD; 57,"), "{value}");
    assert!(value.ends_with(" at the pointer"), "{value}");
    desk.right_click(at);
    let summary = copy_by(&mut desk, "Copy summary").unwrap();
    assert_eq!(summary, pane_summary(desk.state(), &desk.state().panes()[0]));
}

#[test]
fn the_context_menu_exports_the_pane_it_was_opened_on() {
    let mut desk = Desk::open();
    let (pane, frame) = desk.tree().state().charts().placed_panes()[1].clone();
    desk.right_click(frame.rects.plot.center());
    desk.click_label("Export this pane…");
    assert_eq!(desk.state().dialog(), Some(Dialog::ExportPicture));
    assert_eq!(desk.state().view().picture.subject, PictureSubject::Pane(pane));
}

#[test]
fn one_esc_does_one_thing() {
    let mut desk = Desk::open();
    let pane = desk.state().panes()[0].id.clone();
    desk.key(Key::F11);
    desk.ask(Command::ToggleMaximised(pane));
    desk.wait(0.1);
    at_the_crash(&mut desk);
    desk.key(Key::M);
    desk.ask(Command::Select(Some(Selection::Level(LevelId(3)))));
    desk.click_label("File");
    let left = |desk: &Desk| {
        let state = desk.state();
        [
            desk.has_label("Quit"),
            state.cursor_anchor().is_some(),
            state.cursor_row().is_some(),
            state.selection().is_some(),
            state.view().maximised.is_some(),
            state.is_full_screen(),
        ]
    };
    for gone in 0..6 {
        let expected: Vec<bool> = (0..6).map(|index| index >= gone).collect();
        assert_eq!(left(&desk).to_vec(), expected, "after {gone}");
        desk.key(Key::Escape);
        desk.wait(0.3);
    }
    assert_eq!(left(&desk), [false; 6]);
}

#[test]
fn a_measured_distance_goes_before_the_selection() {
    let mut desk = Desk::open();
    desk.click(desk.on_line(3));
    desk.hold(Modifiers::SHIFT);
    desk.drag(desk.at("2025-12-01", 100_000.0), desk.at("2026-01-01", 80_000.0));
    desk.hold(Modifiers::NONE);
    let is_measured = |desk: &Desk| desk.texts().iter().any(|text| text.ends_with(" rows"));
    assert!(is_measured(&desk) && desk.state().selection().is_some(), "{:?}", desk.texts());
    desk.key(Key::Escape);
    assert!(!is_measured(&desk) && desk.state().selection().is_some());
    desk.key(Key::Escape);
    assert!(desk.state().selection().is_none());
}

#[test]
fn another_interval_is_seen_and_a_row_under_way_is_said() {
    let mut desk = Desk::open();
    assert!(names_with(&desk, "Interval: ").is_empty());
    desk.ask(Command::Edit(Edit::SetInterval(Interval::Week)));
    desk.settle();
    desk.wait(0.1);
    assert_eq!(names_with(&desk, "Interval: "), ["Interval: Week"]);
    assert!(desk.texts().iter().any(|text| text.contains("running week")), "{:?}", desk.texts());
    desk.key(Key::C);
    desk.key(Key::End);
    assert!(announced(&desk).ends_with("running week"), "{}", announced(&desk));
    desk.ask(Command::Edit(Edit::SetInterval(Interval::Hour1)));
    desk.settle();
    desk.wait(0.1);
    assert!(desk.texts().iter().any(|text| text.contains("· stored daily")), "{:?}", desk.texts());
}
