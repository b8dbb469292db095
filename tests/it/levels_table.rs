//! The table of levels, worked by its accessible names.

use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hashfloor::app::clock::Clock;
use hashfloor::app::command::{Command, Dialog, Selection};
use hashfloor::app::edit::Edit;
use hashfloor::app::level_edits::level_words;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::app::view::Tab;
use hashfloor::domain::level::{Level, LevelId, Place};
use hashfloor::domain::time::UnixSecs;
use hashfloor::ui::panels::dialogs_ui;
use hashfloor::ui::right_panel;
use hashfloor::ui::theme::{Theme, fonts};
use tempfile::TempDir;

struct Bench {
    state: AppState,
    asked: Vec<Command>,
    _folder: TempDir,
}

type Table = Harness<'static, Bench>;

/// The right panel as wide as it is in the window; commands are carried out.
fn table() -> Table {
    let folder = tempfile::tempdir().unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-02").unwrap()),
        edits: true,
    };
    let mut state = AppState::opened(&options, Arc::new(|| {}));
    state.dispatch(Command::ShowTab(Tab::Levels));
    Harness::builder()
        .with_size([328.0, 1_600.0])
        .with_context_setup(|ctx| {
            ctx.set_fonts(fonts::definitions());
            Theme::dark().apply(ctx);
        })
        .build_ui_state(
            |ui, bench: &mut Bench| {
                let mut commands = Vec::new();
                right_panel::right_ui(ui, &bench.state, &mut commands);
                dialogs_ui(ui, &bench.state, &mut commands);
                for command in commands {
                    bench.asked.push(command.clone());
                    bench.state.dispatch(command);
                }
            },
            Bench { state, asked: Vec::new(), _folder: folder },
        )
}

fn level(table: &Table, price: f64) -> Level {
    let levels = &table.state().state.document().levels;
    levels.iter().find(|level| level.place == Place::Price(price)).unwrap().clone()
}

fn ask(table: &mut Table, command: Command) {
    table.state_mut().state.dispatch(command);
    table.run();
}

fn click(table: &mut Table, label: &str) {
    table.get_by_label(label).click();
    table.run();
}

/// Writes into a field in place of what stands there, and ends with a key.
fn write(table: &mut Table, field: &str, text: &str, end: egui::Key) {
    click(table, field);
    table.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    table.get_by_label(field).type_text(text);
    table.run();
    table.key_press(end);
    table.run();
}

/// The rows as they stand, top to bottom.
fn rows(table: &Table) -> Vec<LevelId> {
    let mut rows: Vec<_> = table
        .state()
        .state
        .document()
        .levels
        .iter()
        .map(|level| (table.get_by_label(&level_words(level)).rect().top(), level.id))
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, id)| id).collect()
}

#[test]
fn every_column_sorts_both_ways_and_what_is_not_known_stays_last() {
    let mut table = table();
    let by_price = rows(&table);
    let history = |table: &Table, id: LevelId| table.state().state.level_history(id).unwrap().history.clone();
    for column in
        ["Kind", "Distance", "Label", "Alert", "Source", "Touches", "Last touch", "Breaks", "Price, USD"]
    {
        let name = format!("Sort by {column}");
        click(&mut table, &name);
        let once = rows(&table);
        click(&mut table, &name);
        let twice = rows(&table);
        assert_eq!(once.len(), by_price.len());
        if !matches!(column, "Alert") {
            assert_ne!(once, twice, "{column}");
        }
        match column {
            "Touches" => {
                let counts: Vec<_> = once.iter().map(|id| history(&table, *id).touches.len()).collect();
                assert!(counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
            }
            "Breaks" => {
                let counts: Vec<_> = twice.iter().map(|id| history(&table, *id).breaks.len()).collect();
                assert!(counts.is_sorted(), "{counts:?}");
            }
            "Last touch" => {
                for order in [&once, &twice] {
                    let days: Vec<_> = order
                        .iter()
                        .map(|id| history(&table, *id).last_touch().map(|touch| touch.at))
                        .collect();
                    let known = days.iter().take_while(|day| day.is_some()).count();
                    assert!(days[known..].iter().all(Option::is_none), "{days:?}");
                }
            }
            _ => {}
        }
    }
    click(&mut table, "Sort by Price, USD");
    let last = rows(&table);
    assert!(last == by_price || last.iter().rev().eq(&by_price));
}

#[test]
fn a_price_typed_in_the_table_moves_the_level_and_its_figures_and_undo_brings_both_back() {
    let mut table = table();
    let before = level(&table, 72_000.0);
    let known = |table: &Table| table.state().state.level_history(before.id).unwrap().history.clone();
    let then = known(&table);
    write(&mut table, &format!("Price of {}", level_words(&before)), "90k", egui::Key::Enter);
    assert_eq!(level(&table, 90_000.0).id, before.id);
    assert_ne!(known(&table), then);
    ask(&mut table, Command::Undo);
    assert_eq!(level(&table, 72_000.0), before);
    assert_eq!(known(&table), then);
}

#[test]
fn note_source_and_colour_are_written_in_the_open_row_also_while_it_is_locked() {
    let mut table = table();
    let before = level(&table, 70_000.0);
    let words = level_words(&before);
    ask(&mut table, Command::Edit(Edit::LockLevel { id: before.id, locked: true }));
    write(&mut table, &format!("Price of {words}"), "71,000", egui::Key::Enter);
    assert_eq!(level(&table, 70_000.0).id, before.id);
    ask(&mut table, Command::Select(Some(Selection::Level(before.id))));
    write(&mut table, &format!("Source of {words}"), "desk", egui::Key::Enter);
    // Tab leaves a note that may have several lines.
    write(&mut table, &format!("Note of {words}"), "held twice", egui::Key::Tab);
    click(&mut table, &format!("Colour 3 for {words}"));
    let after = level(&table, 70_000.0);
    assert_eq!((after.note.as_str(), after.source.as_str()), ("held twice", "desk"));
    assert_eq!(after.colour, Some(Theme::hex(Theme::dark().palette[2])));
    write(&mut table, &format!("Colour code of {words}"), "#1e90ff", egui::Key::Enter);
    assert_eq!(level(&table, 70_000.0).colour.as_deref(), Some("#1E90FF"));
    click(&mut table, &format!("Colour of its kind for {words}"));
    assert_eq!(level(&table, 70_000.0).colour, None);
    let steps = table.state().state.history().len();
    for _ in 0..steps {
        ask(&mut table, Command::Undo);
    }
    assert_eq!(level(&table, 70_000.0), before);
}

#[test]
fn a_day_of_a_touch_or_break_leads_there() {
    let mut table = table();
    let id = level(&table, 72_000.0).id;
    ask(&mut table, Command::Select(Some(Selection::Level(id))));
    let history = table.state().state.level_history(id).unwrap().history.clone();
    let (touch, broken) = (history.touches.last().unwrap().at, history.breaks.last().unwrap().at);
    click(&mut table, &format!("Go to the touch of {}", touch.day_label()));
    click(&mut table, &format!("Go to the break down of {}", broken.day_label()));
    let asked = &table.state().asked;
    assert_eq!(asked[asked.len() - 2..], [Command::GoToDate(touch), Command::GoToDate(broken)]);
}

#[test]
fn the_tolerance_at_the_foot_is_undoable_and_bounded() {
    let mut table = table();
    let tolerance = |table: &Table| table.state().state.document().touch_tolerance.to_string();
    write(&mut table, "Tolerance of touches", "2 %", egui::Key::Enter);
    assert_eq!(tolerance(&table), "0.02");
    assert_eq!(table.state().state.history().undo_caption(), Some("set tolerance to 2 %"));
    write(&mut table, "Tolerance of touches", "40 %", egui::Key::Enter);
    assert_eq!(tolerance(&table), "0.02");
    ask(&mut table, Command::Undo);
    assert_eq!(tolerance(&table), "0.0075");
}

#[test]
fn a_level_is_cloned_hidden_and_deleted_in_its_row() {
    let mut table = table();
    let id = level(&table, 70_000.0).id;
    click(&mut table, "Hide 70,000 support");
    assert!(level(&table, 70_000.0).hidden);
    assert!(table.state().state.level_history(id).is_some());
    ask(&mut table, Command::Select(Some(Selection::Level(id))));
    click(&mut table, "Clone 70,000 support");
    assert_eq!(level(&table, 70_700.0).kind, level(&table, 70_000.0).kind);
    click(&mut table, "Delete 70,000 support");
    assert!(table.state().state.document().level(id).is_none());
}

#[test]
fn nothing_in_the_table_stands_outside_it() {
    let mut table = table();
    let id = level(&table, 72_000.0).id;
    ask(&mut table, Command::Select(Some(Selection::Level(id))));
    let room = table.ctx.content_rect();
    for node in table.root().children_recursive() {
        let Some(rect) = node.accesskit_node().bounding_box() else { continue };
        let (left, right) = (f64::from(room.left()) - 0.5, f64::from(room.right()) + 0.5);
        assert!(rect.x0 >= left && rect.x1 <= right, "{node:?}");
    }
}

#[test]
fn without_levels_the_next_step_is_said() {
    let mut table = table();
    let ids: Vec<LevelId> = table.state().state.document().levels.iter().map(|level| level.id).collect();
    for id in ids {
        ask(&mut table, Command::Edit(Edit::DeleteLevel { id }));
    }
    assert!(table.query_by_label("No levels yet").is_some());
    assert!(table.get_by_label("Export levels as CSV…").accesskit_node().is_disabled());
}

#[test]
fn the_window_for_note_and_source_saves_both_in_one_step_and_cancel_gives_up() {
    let mut table = table();
    let before = level(&table, 70_000.0);
    let fill_in = |table: &mut Table| {
        ask(table, Command::ShowDialog(Some(Dialog::LevelWords(before.id))));
        // The note has the keyboard at once.
        table.get_by_role_and_label(Role::MultilineTextInput, "Note").type_text(" twice");
        table.run();
        table.get_by_role_and_label(Role::TextInput, "Source").click();
        table.run();
        table.get_by_role_and_label(Role::TextInput, "Source").type_text(" and me");
        table.run();
    };
    fill_in(&mut table);
    click(&mut table, "Cancel");
    assert_eq!(level(&table, 70_000.0), before);
    fill_in(&mut table);
    click(&mut table, "Save");
    let after = level(&table, 70_000.0);
    assert!(after.note.contains(" twice") && after.source.contains(" and me"), "{after:?}");
    assert_eq!(table.state().state.dialog(), None);
    ask(&mut table, Command::Undo);
    assert_eq!(level(&table, 70_000.0), before);
}
