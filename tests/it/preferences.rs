//! Preferences: the window by mouse and key, the file, and undo.

use egui::{Key, Modifiers};
use hashfloor::app::amount::Amount;
use hashfloor::app::command::{Command, Dialog};
use hashfloor::app::command_name::NAMED;
use hashfloor::app::setting_change::{Section, SettingChange};
use hashfloor::app::settings::{ThemeChoice, TimeZoneChoice};
use hashfloor::app::shortcut::Shortcut;
use hashfloor::domain::number_format::NumberFormat;

use crate::gestures::desk::{CTRL, Desk};

fn opened() -> Desk {
    let mut desk = Desk::open();
    desk.chord(CTRL, Key::Comma);
    assert_eq!(desk.state().dialog(), Some(Dialog::Preferences));
    desk.wait(0.2);
    desk
}

fn file(desk: &Desk) -> String {
    desk.state().flush();
    std::fs::read_to_string(desk.state().folders().unwrap().settings_path()).unwrap()
}

fn electricity(desk: &Desk) -> Option<f64> {
    desk.state().settings().set_amount(Amount::Electricity)
}

fn set_electricity(usd_per_kwh: f64) -> Command {
    Command::ChangeSetting(SettingChange::Amount(Amount::Electricity, Some(usd_per_kwh)))
}

fn replace_text(desk: &mut Desk, label: &str, text: &str) {
    desk.click_label(label);
    desk.chord(CTRL, Key::A);
    desk.type_text(text);
}

#[test]
fn a_change_of_a_setting_is_undone_and_redone_on_disk_too() {
    let mut desk = Desk::open();
    let document = desk.document();
    desk.ask(set_electricity(0.05));
    desk.ask(set_electricity(0.062));
    let history = desk.state().history();
    // Both within 800 ms: a number that is dragged is one step.
    assert_eq!(history.len(), 1);
    assert_eq!(history.undo_caption(), Some("set electricity price to 0.062 USD/kWh"));
    assert_eq!(file(&desk), "[miners]\nelectricity_usd_per_kwh = 0.062\n");
    desk.chord(CTRL, Key::Z);
    assert_eq!(electricity(&desk), None);
    assert_eq!(file(&desk), "");
    desk.chord(CTRL | Modifiers::SHIFT, Key::Z);
    assert_eq!(electricity(&desk), Some(0.062));
    assert_eq!(file(&desk), "[miners]\nelectricity_usd_per_kwh = 0.062\n");
    assert_eq!(desk.document(), document);
}

#[test]
fn settings_and_levels_are_steps_of_one_history_and_the_scale_is_none() {
    let mut desk = Desk::open();
    let first = desk.document();
    desk.ask(Command::SetTheme(ThemeChoice::Light));
    desk.ask(Command::ScaleUp);
    desk.ask(Command::SelectNextLevel);
    desk.ask(Command::ToggleLockSelected);
    desk.ask(Command::SetTimeZone(TimeZoneChoice::Local));
    assert_eq!(desk.state().history().len(), 3);
    for _ in 0..3 {
        desk.ask(Command::Undo);
    }
    let settings = desk.state().settings();
    assert_eq!((settings.theme, settings.time_zone), (ThemeChoice::System, TimeZoneChoice::Utc));
    assert!(desk.state().zone().is_utc());
    assert_eq!(desk.document(), first);
    assert_eq!(file(&desk), "ui_scale = 1.1\n");
    for _ in 0..3 {
        desk.ask(Command::Redo);
    }
    assert_eq!(desk.state().settings().theme, ThemeChoice::Light);
}

#[test]
fn comments_and_keys_of_others_survive_a_change_and_a_restart() {
    let desk = Desk::open();
    let path = desk.state().folders().unwrap().settings_path();
    let text = "# mine\n[sources.bitstamp] # off\nenabled = false\n";
    hashfloor::io::files::write_atomic(&path, text.as_bytes()).unwrap();
    let mut desk = desk.restarted();
    desk.ask(set_electricity(0.05));
    desk.ask(Command::ChangeSetting(SettingChange::Reset(Section::Miners)));
    desk.ask(Command::SetTheme(ThemeChoice::Dark));
    assert_eq!(file(&desk), format!("theme = \"dark\"\n{text}"));
    let desk = desk.restarted();
    assert_eq!(desk.state().settings().theme, ThemeChoice::Dark);
}

#[test]
fn another_key_does_it_from_now_on_and_the_menu_says_so() {
    let mut desk = Desk::open();
    let moved = Shortcut::command(hashfloor::app::shortcut::Key::Char('U'));
    desk.ask(set_electricity(0.05));
    desk.ask(Command::ChangeSetting(SettingChange::Shortcut("undo", Some(moved))));
    assert_eq!(desk.state().history().len(), 2);
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.state().history().len(), 2);
    desk.click_label("Edit");
    let texts = desk.texts();
    assert!(texts.contains(&"Ctrl+U".to_owned()) && !texts.contains(&"Ctrl+Z".to_owned()), "{texts:?}");
    desk.key(Key::Escape);
    desk.chord(CTRL, Key::U);
    // The rebinding itself is what was undone, so the old key is back.
    assert_eq!(desk.state().history().len(), 1);
    desk.chord(CTRL, Key::Z);
    assert_eq!(desk.state().history().len(), 0);
    assert_eq!(electricity(&desk), None);
}

#[test]
fn a_command_without_a_key_of_its_own_can_be_given_one() {
    let mut desk = Desk::open();
    let f9 = Shortcut::bare(hashfloor::app::shortcut::Key::F(9));
    desk.ask(Command::ChangeSetting(SettingChange::Shortcut("theme-light", Some(f9))));
    desk.key(Key::F9);
    assert_eq!(desk.state().settings().theme, ThemeChoice::Light);
}

#[test]
fn a_key_that_is_taken_is_refused_in_a_sentence_and_a_free_one_is_bound() {
    let mut desk = opened();
    desk.click_label("Keys");
    desk.click_label("Key of Import CSV");
    assert!(desk.texts().contains(&"Press a key…".to_owned()));
    desk.chord(CTRL, Key::Z);
    let refusal = "Ctrl+Z is the key of Undo already".to_owned();
    assert!(desk.texts().contains(&refusal), "{:?}", desk.texts());
    assert!(desk.state().settings().keys.is_empty());
    desk.click_label("Key of Import CSV");
    desk.chord(CTRL | Modifiers::SHIFT, Key::I);
    assert!(!desk.texts().contains(&refusal));
    assert_eq!(file(&desk), "[keys]\nimport-csv = \"Ctrl+Shift+I\"\n");
    desk.click_label("Reset key of Import CSV");
    assert!(desk.state().settings().keys.is_empty());
    // Esc while a key is waited for leaves the window open.
    desk.click_label("Key of Import CSV");
    desk.key(Key::Escape);
    assert_eq!(desk.state().dialog(), Some(Dialog::Preferences));
    desk.key(Key::Escape);
    assert_eq!(desk.state().dialog(), None);
}

#[test]
fn choices_take_effect_at_once_and_esc_closes() {
    let mut desk = opened();
    desk.click_label("Light");
    assert_eq!(desk.state().settings().theme, ThemeChoice::Light);
    desk.click_label("1.234,5");
    assert_eq!(desk.state().settings().numbers, NumberFormat::PointComma);
    assert_eq!(file(&desk), "theme = \"light\"\nnumber_format = \"1.234,5\"\n");
    desk.click_label("Undo write numbers as 1.234,5");
    assert_eq!(desk.state().settings().numbers, NumberFormat::CommaPoint);
    desk.click_label("Reset appearance");
    assert_eq!(desk.state().settings().theme, ThemeChoice::System);
    desk.click_label("Copy path");
    desk.key(Key::Escape);
    assert_eq!(desk.state().dialog(), None);
}

#[test]
fn a_number_that_cannot_be_is_said_beside_the_field_and_not_taken() {
    let mut desk = opened();
    desk.click_choice("Miners");
    for (typed, sentence) in
        [("cheap", "cheap is no number"), ("99", "Electricity price must lie between 0.001 and 10 USD/kWh")]
    {
        replace_text(&mut desk, "Electricity price", typed);
        assert!(desk.texts().contains(&sentence.to_owned()), "{:?}", desk.texts());
        desk.key(Key::Enter);
        assert_eq!(electricity(&desk), None);
    }
    replace_text(&mut desk, "Electricity price", "0.062");
    desk.key(Key::Enter);
    assert_eq!(electricity(&desk), Some(0.062));
    assert!(!desk.texts().iter().any(|text| text.contains("must lie between")));
}

#[test]
fn a_number_is_typed_the_way_it_is_shown() {
    let mut desk = Desk::open();
    desk.ask(Command::ChangeSetting(SettingChange::Numbers(NumberFormat::PointComma)));
    desk.chord(CTRL, Key::Comma);
    desk.wait(0.2);
    desk.click_label("Your position");
    replace_text(&mut desk, "Average cost", "71.234,5");
    desk.key(Key::Tab);
    desk.wait(0.1);
    assert_eq!(desk.state().settings().set_amount(Amount::TreasuryCost), Some(71_234.5));
}

#[test]
fn searching_finds_rows_of_every_section() {
    let mut desk = opened();
    assert!(!desk.has_label("Electricity price"));
    desk.click_label("Search preferences");
    desk.type_text("electr");
    desk.wait(0.1);
    assert!(desk.has_label("Electricity price"));
    assert!(!desk.has_label("Average cost") && !desk.has_label("Key of Quit"));
}

#[test]
fn tab_reaches_every_control_and_each_has_a_name() {
    let mut desk = opened();
    for section in Section::ALL {
        if section != Section::Appearance {
            desk.click_choice(section.title());
        }
        let mut focused = std::collections::BTreeSet::new();
        for _ in 0..40 {
            desk.key(Key::Tab);
            if let Some(id) = desk.ctx().memory(egui::Memory::focused) {
                focused.insert(id.value());
            }
        }
        assert!(focused.len() >= 9, "{section:?}: {}", focused.len());
    }
    assert!(desk.names().iter().all(|name| !name.trim().is_empty()));
}

#[test]
fn a_file_that_cannot_be_read_is_left_and_the_window_says_so() {
    let desk = Desk::open();
    let path = desk.state().folders().unwrap().settings_path();
    hashfloor::io::files::write_atomic(&path, b"theme = ").unwrap();
    let mut desk = desk.restarted();
    desk.chord(CTRL, Key::Comma);
    desk.wait(0.2);
    let words = "Changes last until the program ends: settings.toml could not be read and is left as it is";
    assert!(desk.texts().contains(&words.to_owned()), "{:?}", desk.texts());
    desk.click_label("Light");
    assert_eq!(desk.state().settings().theme, ThemeChoice::Light);
    assert_eq!(file(&desk), "theme = ");
}

#[test]
fn every_named_command_has_words_for_its_row() {
    for (name, command) in NAMED {
        let info = command.info();
        assert!(!info.caption.is_empty() && !info.tooltip.is_empty(), "{name}");
    }
}

#[test]
fn another_number_format_changes_what_is_drawn_and_not_what_is_exported_or_saved() {
    let mut desk = Desk::open();
    let document = desk.document();
    let drawn = |desk: &Desk, text: &str| desk.texts().iter().filter(|found| found.contains(text)).count();
    let before = drawn(&desk, "68,230");
    assert!(before >= 3, "{:?}", desk.texts());
    desk.ask(Command::ChangeSetting(SettingChange::Numbers(NumberFormat::PointComma)));
    desk.wait(0.1);
    assert_eq!((drawn(&desk, "68,230"), drawn(&desk, "68.230")), (0, before), "{:?}", desk.texts());
    // On the axis, on chips, in the legend and on the scenarios' cards.
    for text in ["120.000", "100.000", "SMA 50 68.672", "63,5 %", "$50.000"] {
        assert!(drawn(&desk, text) > 0, "{text} in {:?}", desk.texts());
    }
    assert_eq!(desk.document(), document);
    let csv = desk.state().folders().unwrap().data.join("out.csv");
    desk.ask(Command::ExportTo(hashfloor::app::export::ExportKind::Csv, csv.clone()));
    desk.settle();
    let written = std::fs::read_to_string(csv).unwrap();
    assert!(written.contains("68230") && !written.contains("68.230"));
}
