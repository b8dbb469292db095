//! Panels are clicked by their accessible names and answer with commands only.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use hashfloor::app::clock::Clock;
use hashfloor::app::command::{Command, Selection};
use hashfloor::app::edit::Edit;
use hashfloor::app::level_edits::level_words;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::app::view::Tab;
use hashfloor::domain::level::Place;
use hashfloor::domain::time::UnixSecs;
use hashfloor::ui::menu::menu_bar_ui;
use hashfloor::ui::panels::{dialogs_ui, library};
use hashfloor::ui::right_panel;
use hashfloor::ui::theme::{Theme, fonts};
use tempfile::TempDir;

struct Bench {
    state: AppState,
    commands: Vec<Command>,
    folder: TempDir,
}

fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-02").unwrap()),
        edits: false,
    };
    Bench { state: AppState::opened(&options, Arc::new(|| {})), commands: Vec::new(), folder }
}

fn panel(
    bench: Bench,
    show: impl Fn(&mut egui::Ui, &AppState, &mut Vec<Command>) + 'static,
) -> Harness<'static, Bench> {
    Harness::builder()
        .with_size([720.0, 1_400.0])
        .with_context_setup(|ctx| {
            ctx.set_fonts(fonts::definitions());
            Theme::dark().apply(ctx);
        })
        .build_ui_state(move |ui, bench: &mut Bench| show(ui, &bench.state, &mut bench.commands), bench)
}

#[test]
fn clicking_a_series_asks_to_hide_it_and_changes_nothing() {
    let mut harness = panel(bench(), library::library_ui);
    harness.get_by_role_and_label(egui::accesskit::Role::CheckBox, "Hashrate").click();
    harness.run();
    let edit = Edit::ShowSeries { id: "hashrate.network".to_owned(), shown: false };
    assert_eq!(harness.state().commands, [Command::Edit(edit)]);
    assert!(harness.state().state.document().shows("hashrate.network"));
}

#[test]
fn a_typed_price_moves_the_level_on_enter() {
    let mut bench = bench();
    bench.state.dispatch(Command::ShowTab(Tab::Levels));
    let level = bench.state.document().levels.iter().find(|level| !level.locked).unwrap().clone();
    let name = format!("Price of {}", level_words(&level));
    let mut harness = panel(bench, right_panel::right_ui);
    harness.get_by_label(&name).click();
    harness.run();
    harness.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    harness.get_by_label(&name).type_text("61.5k");
    harness.run();
    assert!(harness.state().commands.is_empty(), "{:?}", harness.state().commands);
    harness.key_press(egui::Key::Enter);
    harness.run();
    let edit = Edit::MoveLevel { id: level.id, place: Place::Price(61_500.0) };
    assert_eq!(harness.state().commands, [Command::Edit(edit)]);
}

#[test]
fn escape_leaves_the_level_where_it_was() {
    let mut bench = bench();
    bench.state.dispatch(Command::ShowTab(Tab::Levels));
    let level = bench.state.document().levels.iter().find(|level| !level.locked).unwrap().clone();
    let name = format!("Price of {}", level_words(&level));
    let mut harness = panel(bench, right_panel::right_ui);
    harness.get_by_label(&name).click();
    harness.run();
    harness.get_by_label(&name).type_text("9");
    harness.run();
    harness.key_press(egui::Key::Escape);
    harness.run();
    assert!(harness.state().commands.is_empty(), "{:?}", harness.state().commands);
}

#[test]
fn clicking_a_level_selects_it() {
    let mut bench = bench();
    bench.state.dispatch(Command::ShowTab(Tab::Levels));
    let level = bench.state.document().levels.first().unwrap().clone();
    let mut harness = panel(bench, right_panel::right_ui);
    harness.get_by_label(&level_words(&level)).click_accesskit();
    harness.run();
    assert_eq!(harness.state().commands, [Command::Select(Some(Selection::Level(level.id)))]);
}

#[test]
fn the_import_window_says_what_it_read_and_cancels() {
    let mut bench = bench();
    let path = bench.folder.path().join("closes.csv");
    let text = "Date,Open,High,Low,Close,Adj Close,Volume\n\
                2026-03-02,10,12,9,11,11,5\n2026-03-03,11,13,10,12,12,6\n2026-03-04,x,13,10,12,12,6\n";
    hashfloor::io::files::write_atomic(&path, text.as_bytes()).unwrap();
    bench.state.dispatch(Command::PreviewImport(path));
    let start = Instant::now();
    while bench.state.import_preview().is_none() && start.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(5));
        bench.state.poll();
    }
    assert!(bench.state.import_preview().is_some(), "{:?}", bench.state.notices().shown());
    let mut harness = panel(bench, dialogs_ui);
    harness.run();
    assert!(harness.query_all_by_label("Import closes.csv").next().is_some());
    assert!(harness.query_by_label("Not taken (1)").is_some());
    harness.get_by_label("Cancel").click();
    harness.run();
    assert_eq!(harness.state().commands, [Command::CancelImport]);
}

#[test]
fn dragging_the_volatility_previews_and_commits_once() {
    let mut harness = panel(bench(), right_panel::right_ui);
    let rail = harness.get_by_label("Volatility, percent a year").rect();
    harness.drag_at(rail.left_center() + egui::vec2(rail.width() * 0.3, 0.0));
    harness.run();
    harness.hover_at(rail.left_center() + egui::vec2(rail.width() * 0.6, 0.0));
    harness.run();
    harness.drop_at(rail.left_center() + egui::vec2(rail.width() * 0.6, 0.0));
    harness.run();
    let commands = &harness.state().commands;
    assert!(matches!(commands.first(), Some(Command::Preview(Edit::SetVolatility(Some(_))))), "{commands:?}");
    let commits = commands.iter().filter(|command| **command == Command::CommitPreview).count();
    assert_eq!((commits, commands.last()), (1, Some(&Command::CommitPreview)));
    assert!(!commands.iter().any(|command| matches!(command, Command::Edit(_))), "{commands:?}");
}

#[test]
fn undo_is_named_after_its_step_and_asleep_without_one() {
    let mut fresh = panel(bench(), menu_bar_ui);
    fresh.get_by_label("Edit").click();
    fresh.run();
    fresh.get_by_role_and_label(egui::accesskit::Role::MenuItem, "Undo").click();
    fresh.run();
    assert!(fresh.state().commands.is_empty());

    let mut bench = bench();
    let level = bench.state.document().levels.first().unwrap().clone();
    bench.state.dispatch(Command::Edit(Edit::HideLevel { id: level.id, hidden: true }));
    let caption = format!("Undo hide {}", level_words(&level));
    let mut harness = panel(bench, menu_bar_ui);
    harness.get_by_label("Edit").click();
    harness.run();
    harness.get_by_role_and_label(egui::accesskit::Role::MenuItem, &caption).click();
    harness.run();
    assert_eq!(harness.state().commands, [Command::Undo]);
}
