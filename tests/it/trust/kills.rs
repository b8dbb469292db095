//! kill -9 at any moment: what was acknowledged is there.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::time::Duration;

use hashfloor::app::saver::{Content, Saver};
use hashfloor::app::workspace::{Document, WORKSPACE_VERSION, Workspace};
use hashfloor::io::document::{Integrity, load_document};
use serde_json::{Map, Value, json};

use super::{NOW, child, folder_of_child};
use crate::chance::Chance;
use crate::gestures::desk::Desk;

/// Kills of the thread that saves, on every run; more by the variable `HASHFLOOR_TEST_KILLS`.
const KILLS: u64 = 250;
/// Kills of a window in the middle of a drag, on every run.
const DRAG_KILLS: u64 = 50;

fn kills(usual: u64) -> u64 {
    std::env::var("HASHFLOOR_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(usual)
}

fn document(counter: u64) -> Map<String, Value> {
    // A few blocks of a disk, so that a write takes more than one moment.
    let note = "x".repeat(40_000);
    let value = json!({
        "format": "hashfloor-workspace", "version": WORKSPACE_VERSION, "counter": counter,
        "document": {"note": note},
    });
    value.as_object().unwrap().clone()
}

/// The state on disk, which must be whole.
fn counter_on_disk(path: &Path) -> u64 {
    let loaded = load_document(path, WORKSPACE_VERSION, NOW).unwrap();
    assert_eq!((loaded.integrity, loaded.recovery), (Integrity::Intact, None));
    let counter = loaded.members["counter"].as_u64().unwrap();
    Workspace::from_members(loaded.members).unwrap();
    counter
}

#[test]
#[ignore = "runs as the child of the other test"]
fn the_child_that_saves() {
    let path = folder_of_child().join("default.json");
    let first = if path.exists() { counter_on_disk(&path) + 1 } else { 1 };
    let saver = Saver::start(std::sync::Arc::new(|| {})).unwrap();
    for counter in first.. {
        saver.save(path.clone(), Content::Document(document(counter)));
        saver.flush();
        assert_eq!(saver.take_failures(), Vec::<String>::new());
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nsaved {counter}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn no_acknowledged_state_is_lost_in_hundreds_of_kills() {
    let kills = kills(KILLS);
    let seed = 0x4846;
    let mut seeded = Chance(seed);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("default.json");
    let mut acknowledged = 0;
    let mut interrupted = 0;
    for kill in 0..kills {
        let mut command = child("kills::the_child_that_saves");
        let mut saving = command.env("HASHFLOOR_TEST_FOLDER", folder.path()).spawn().unwrap();
        let mut lines = BufReader::new(saving.stdout.take().unwrap()).lines();
        let mut heed = |line: &str| {
            if let Some(counter) = line.strip_prefix("saved ") {
                acknowledged = counter.parse::<u64>().unwrap();
            }
            line.starts_with("saved ")
        };
        // After a few acknowledged states, somewhere within the next ones.
        for _ in 0..=seeded.below(3) {
            while !heed(&lines.next().expect("the child saves until it is killed").unwrap()) {}
        }
        std::thread::sleep(Duration::from_micros(seeded.below(3_000) as u64));
        saving.kill().unwrap();
        saving.wait().unwrap();
        for line in lines.map_while(Result::ok) {
            heed(&line);
        }
        let found = counter_on_disk(&path);
        assert!(found >= acknowledged, "seed {seed:#x}, kill {kill}: {found}, acknowledged {acknowledged}");
        let stray = |name: &str| name.starts_with(".hashfloor-");
        let names = std::fs::read_dir(folder.path()).unwrap();
        let left = names.filter(|entry| stray(entry.as_ref().unwrap().file_name().to_str().unwrap())).count();
        interrupted = interrupted.max(left);
        acknowledged = found;
    }
    println!("{kills} kills, {acknowledged} states, {interrupted} writes cut in the middle");
    assert!(interrupted > 0, "no kill ever met a write under way, so nothing was tested");
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{line}").unwrap();
    out.flush().unwrap();
}

fn levels(document: &Document) -> String {
    serde_json::to_string(&document.levels).unwrap()
}

#[test]
#[ignore = "runs as the child of the other test"]
fn the_child_that_drags() {
    let seed = std::env::var("HASHFLOOR_TEST_SEED").unwrap().parse().unwrap();
    let mut seeded = Chance(seed);
    let mut desk = Desk::open_at(&folder_of_child());
    desk.state().flush();
    say(&format!("committed {}", levels(desk.state().document())));
    loop {
        let ids: Vec<u32> = desk.state().document().levels.iter().map(|level| level.id.0).collect();
        let visible: Vec<u32> = ids.into_iter().filter(|id| desk.find_chip(*id).is_some()).collect();
        let id = visible[seeded.below(visible.len())];
        let from = desk.on_line(id);
        desk.press(from);
        for _ in 0..3 {
            let price = 62_000.0 + seeded.below(20_000) as f64;
            let to = desk.at("2025-12-20", price);
            desk.glide(to);
            if desk.state().preview_edit().is_some() {
                say("dragging");
            }
        }
        say(&format!("letting go {}", levels(desk.state().document_now())));
        desk.release();
        desk.state().flush();
        say(&format!("committed {}", levels(desk.state().document())));
    }
}

/// What a window that was killed had said.
#[derive(Default)]
struct Heard {
    committed: Option<Value>,
    letting_go: Option<Value>,
    is_dragging: bool,
    drags: usize,
}

impl Heard {
    fn line(&mut self, line: &str) {
        let value = |text: &str| serde_json::from_str::<Value>(text).ok();
        if let Some(levels) = line.strip_prefix("committed ").and_then(value) {
            (self.committed, self.letting_go, self.is_dragging) = (Some(levels), None, false);
        } else if let Some(levels) = line.strip_prefix("letting go ").and_then(value) {
            (self.letting_go, self.is_dragging) = (Some(levels), false);
        } else if line == "dragging" {
            self.is_dragging = true;
            self.drags += 1;
        }
    }
}

/// Real pointer events in a window laid out in memory, in a process of its own; killed
/// while a level is under the hand, it loses that gesture and nothing else.
#[test]
fn a_kill_in_the_middle_of_a_drag_loses_the_gesture_in_hand_at_most() {
    let kills = kills(DRAG_KILLS);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("workspaces").join("default.json");
    let mut seeded = Chance(0x6472_6167);
    let (mut in_hand, mut drags) = (0, 0);
    for kill in 0..kills {
        let mut command = child("kills::the_child_that_drags");
        command.env("HASHFLOOR_TEST_FOLDER", folder.path());
        command.env("HASHFLOOR_TEST_SEED", (seeded.next() >> 1).to_string());
        let mut window = command.spawn().unwrap();
        let mut lines = BufReader::new(window.stdout.take().unwrap()).lines();
        let mut heard = Heard::default();
        // A few drags to the end, then somewhere within the next one.
        let enough = 1 + 3 * seeded.below(3);
        while heard.drags < enough {
            heard.line(&lines.next().expect("the child drags until it is killed").unwrap());
        }
        std::thread::sleep(Duration::from_micros(seeded.below(60_000) as u64));
        window.kill().unwrap();
        window.wait().unwrap();
        for line in lines.map_while(Result::ok) {
            heard.line(&line);
        }
        let loaded = load_document(&path, WORKSPACE_VERSION, NOW).unwrap();
        assert_eq!((loaded.integrity, loaded.recovery), (Integrity::Intact, None), "kill {kill}");
        let found = Some(&loaded.members["document"]["levels"]);
        let committed = heard.committed.as_ref();
        assert!(committed.is_some(), "kill {kill}: nothing was ever committed");
        let may_be = found == committed || (found.is_some() && found == heard.letting_go.as_ref());
        assert!(may_be, "kill {kill}: on disk {found:?}, committed {committed:?}, {:?}", heard.letting_go);
        in_hand += u64::from(heard.is_dragging);
        drags += heard.drags;
    }
    println!("{kills} kills, {in_hand} with a level under the hand, {drags} drags");
    assert!(in_hand * 2 > kills, "only {in_hand} of {kills} kills met a level under the hand");
}
