//! Live data in the window: the first question, the preferences, and what may be reached.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use egui::Key;
use hashfloor::app::command::{Command, Dialog};
use hashfloor::app::data_command::DataPage;
use hashfloor::app::setting_change::{Section, SettingChange};
use hashfloor::domain::live::Reach;

use crate::gestures::desk::{CTRL, Desk};

const KEY: &str = "k3y-never-t0-be-seen";
const FIRST_ANSWERS: [&str; 3] = ["Fetch now", "Always", "Not now"];

/// A window that may reach this machine, at rest.
fn connected() -> Desk {
    let mut desk = Desk::open();
    desk.allow(Reach::Loopback);
    at_rest(&mut desk);
    desk
}

fn at_rest(desk: &mut Desk) {
    for _ in 0..5 {
        desk.wait(0.1);
        desk.settle();
    }
    desk.wait(0.5);
}

fn file(desk: &Desk) -> String {
    desk.state().flush();
    std::fs::read_to_string(desk.state().folders().unwrap().settings_path()).unwrap_or_default()
}

fn live_page(desk: &mut Desk) {
    desk.chord(CTRL, Key::Comma);
    desk.wait(0.2);
    desk.click_label(Section::Live.title());
}

/// Brings a row of the preferences into sight.
fn search(desk: &mut Desk, words: &str) {
    desk.click_label("Search preferences");
    desk.type_text(words);
    desk.wait(0.1);
}

fn type_into(desk: &mut Desk, label: &str, text: &str) {
    desk.click_label(label);
    desk.chord(CTRL, Key::A);
    desk.type_text(text);
}

#[test]
fn the_first_start_asks_once_beside_the_charts_and_not_now_is_remembered() {
    let mut desk = connected();
    assert!(FIRST_ANSWERS.iter().all(|answer| desk.has_label(answer)), "{:?}", desk.names());
    let sentence = desk.texts().into_iter().find(|text| text.starts_with("Live data can be fetched from"));
    assert!(sentence.unwrap().ends_with("public sources, never without your word"));
    // Nothing is in the way: the charts take keys and levels as ever.
    desk.ask(Command::SelectNextLevel);
    assert!(desk.state().selection().is_some() && desk.state().dialog().is_none());
    desk.click_label("Not now");
    desk.wait(0.2);
    assert!(FIRST_ANSWERS.iter().all(|answer| !desk.has_label(answer)));
    assert_eq!(file(&desk), "[refresh]\non_start = false\n");
    let mut again = desk.restarted();
    again.allow(Reach::Loopback);
    at_rest(&mut again);
    assert!(!again.has_label("Not now") && again.state().data_overview().log.is_empty());
}

#[test]
fn without_a_network_and_in_a_window_that_only_looks_nothing_is_asked() {
    let mut desk = Desk::open();
    at_rest(&mut desk);
    assert!(FIRST_ANSWERS.iter().all(|answer| !desk.has_label(answer)));
    let mut connected = connected();
    connected.ask(Command::EnterSafeMode);
    at_rest(&mut connected);
    assert!(!connected.has_label("Fetch now"));
}

#[test]
fn the_question_is_answered_by_key_and_the_window_rests_while_it_waits() {
    let mut desk = connected();
    assert!(desk.repaint_in_secs() >= 1.0, "{}", desk.repaint_in_secs());
    desk.focus("Not now");
    desk.key(Key::Enter);
    desk.wait(0.2);
    assert_eq!(desk.state().settings().live().on_start, Some(false));
}

#[test]
fn every_choice_of_the_live_page_is_saved_at_once_and_undone() {
    let mut desk = connected();
    live_page(&mut desk);
    desk.click_label("On");
    assert_eq!(desk.state().settings().live().on_start, Some(true));
    desk.click_label("Off");
    type_into(&mut desk, "Refresh every", "30");
    desk.key(Key::Enter);
    desk.wait(0.1);
    desk.click_label("Fetch hourly candles");
    desk.click_label("Ask Bitstamp");
    type_into(&mut desk, "Address of Bitstamp", "http://127.0.0.1:9");
    desk.key(Key::Enter);
    desk.wait(0.1);
    let expected = "[refresh]\non_start = false\nevery_minutes = 30\nhourly = true\n\n\
                    [sources.bitstamp]\nenabled = false\nbase_url = \"http://127.0.0.1:9\"\n";
    assert_eq!(file(&desk), expected);
    desk.click_label("Undo set address of Bitstamp");
    assert_eq!(file(&desk), expected.replace("base_url = \"http://127.0.0.1:9\"\n", ""));
    desk.click_label("Reset live data");
    assert_eq!(file(&desk), "");
}

#[test]
fn an_address_that_cannot_be_asked_is_said_beside_the_field_and_not_taken() {
    let mut desk = connected();
    live_page(&mut desk);
    search(&mut desk, "kraken");
    type_into(&mut desk, "Address of Kraken", "http://example.org");
    desk.key(Key::Enter);
    desk.wait(0.1);
    let refusal = "plain http reaches this machine only, expected https".to_owned();
    assert!(desk.texts().contains(&refusal), "{:?}", desk.texts());
    assert_eq!(file(&desk), "");
    // Esc drops what is half typed.
    desk.click_label("Address of Kraken");
    desk.key(Key::Escape);
    desk.wait(0.1);
    assert!(!desk.texts().contains(&refusal));
}

#[test]
fn another_source_is_asked_first_when_the_user_says_so() {
    let mut desk = connected();
    live_page(&mut desk);
    desk.click_label("Ask first for BTC/USD");
    desk.click_label("Kraken");
    assert_eq!(file(&desk), "[refresh.first]\n\"price.btc.usd\" = \"kraken\"\n");
    assert_eq!(desk.state().settings().live().first["price.btc.usd"].as_str(), "kraken");
}

#[test]
fn a_key_is_typed_into_dots_and_never_seen_again() {
    let mut desk = connected();
    live_page(&mut desk);
    search(&mut desk, "key for soso");
    type_into(&mut desk, "Key for SoSoValue", KEY);
    desk.wait(0.1);
    assert!(!shows(&desk, KEY), "{:?}", desk.texts());
    desk.key(Key::Enter);
    desk.wait(0.2);
    assert_eq!(file(&desk), format!("[sources.sosovalue]\napi_key = \"{KEY}\"\n"));
    assert!(desk.texts().contains(&"A key is set".to_owned()));
    assert!(!shows(&desk, KEY));
    assert_eq!(desk.state().history().undo_caption(), Some("set key for SoSoValue"));
    assert!(!format!("{:?}", desk.state().history()).contains(KEY));
    desk.click_label("Undo set key for SoSoValue");
    assert_eq!(file(&desk), "");
    desk.ask(Command::Redo);
    desk.wait(0.1);
    desk.click_label("Clear key for SoSoValue");
    desk.wait(0.1);
    assert_eq!(
        (file(&desk), desk.state().history().undo_caption()),
        (String::new(), Some("clear key for SoSoValue"))
    );
    desk.ask(Command::ShowDialog(None));
    desk.ask(Command::ShowTab(hashfloor::app::view::Tab::History));
    desk.wait(0.2);
    assert!(!shows(&desk, KEY));
}

/// Whether a text stands anywhere on the screen or in what a screen reader is told.
fn shows(desk: &Desk, text: &str) -> bool {
    let values = desk.values();
    desk.texts().iter().chain(&desk.names()).chain(&values).any(|shown| shown.contains(text))
}

#[test]
fn preferences_and_their_live_page_are_found_by_search() {
    let mut desk = connected();
    desk.ask(Command::ShowDialog(Some(Dialog::Preferences)));
    desk.wait(0.2);
    search(&mut desk, "kraken");
    assert!(desk.has_label("Ask Kraken") && !desk.has_label("Ask Bitstamp"));
    assert!(!desk.has_label("Refresh every"));
}

#[test]
fn an_undone_switch_is_off_again_in_the_file() {
    let mut desk = connected();
    desk.ask(Command::ChangeSetting(SettingChange::SourceEnabled("kraken", false)));
    assert!(desk.state().sources_status().iter().any(|source| !source.enabled));
    desk.ask(Command::Undo);
    assert!(desk.state().sources_status().iter().all(|source| source.enabled));
    assert_eq!(file(&desk), "");
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Files below these folders that hold a text, named from the package on.
fn holding(folders: &[&str], text: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    folders.iter().for_each(|folder| rust_files(&root.join(folder), &mut files));
    let has = |path: &&PathBuf| std::fs::read_to_string(path).unwrap().contains(text);
    let named = |path: &PathBuf| path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    files.iter().filter(has).map(named).collect()
}

#[test]
fn only_one_file_lets_the_program_out_and_no_test_does() {
    // Spelt in two halves, so that this file does not hold it.
    let word = ["Reach::", "Internet"].concat();
    let holding_it = holding(&["src", "tests", "benches"], &word);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let may = |path: &String| match path.as_str() {
        "src/headless/network.rs" | "src/domain/live.rs" => true,
        path if path.starts_with("src/io/http/") => true,
        // There every name leads where a table of the test's own says.
        path if path.starts_with("tests/it/http/") => {
            let text = std::fs::read_to_string(root.join(path)).unwrap();
            text.lines().filter(|line| line.contains(&word)).all(|line| line.contains("names: Names::Table("))
        }
        _ => false,
    };
    let others: Vec<_> = holding_it.iter().filter(|path| !may(path)).collect();
    assert!(others.is_empty(), "{others:?} let the program into the network");
    assert!(holding_it.contains("src/headless/network.rs"));
    let by_name = holding(&["src", "tests", "benches"], &["domain::live::Reach", "::*"].concat());
    assert!(by_name.is_empty(), "{by_name:?} could name it without its type");
}

#[test]
fn every_start_of_the_program_in_a_test_is_kept_on_this_machine() {
    let starts = holding(&["tests", "benches"], &["CARGO_BIN_EXE_", "hashfloor"].concat());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in &starts {
        let text = std::fs::read_to_string(root.join(path)).unwrap();
        let (how, starts) = match path.as_str() {
            // Whatever is set, what leaves this machine is refused by what is loaded first.
            "tests/it/http/no_network.rs" => ("watch.command(", "fn command(&self"),
            _ => ("command.env(\"HASHFLOOR_NETWORK\", \"loopback\")", "fn command(&self"),
        };
        assert!(text.contains(how) && text.contains(starts), "{path} starts the program by itself");
    }
    let helpers = ["tests/it/command_line/mod.rs", "tests/it/http/no_network.rs"].map(str::to_owned);
    assert_eq!(starts, BTreeSet::from(helpers));
}

#[test]
fn ages_go_on_while_nothing_happens_and_the_window_rests_in_between() {
    let mut desk = Desk::open();
    at_rest(&mut desk);
    let secs = desk.repaint_in_secs();
    assert!((1.0..=3_601.0).contains(&secs), "{secs}");
}

#[test]
fn the_key_that_refreshes_works_in_the_data_window_too_and_in_no_other() {
    let mut desk = connected();
    for (dialog, refreshes) in [(Dialog::Preferences, false), (Dialog::Data(DataPage::Series), true)] {
        desk.ask(Command::ShowDialog(Some(dialog)));
        desk.wait(0.1);
        desk.key(Key::F5);
        at_rest(&mut desk);
        assert_eq!(!desk.state().data_overview().log.is_empty(), refreshes, "{dialog:?}");
        assert_eq!(desk.state().dialog(), Some(dialog));
    }
}
