//! kill -9 at any moment: what was acknowledged is there.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::time::Duration;

use hashfloor::app::saver::{Content, Saver};
use hashfloor::app::workspace::{WORKSPACE_VERSION, Workspace};
use hashfloor::io::document::{Integrity, load_document};
use serde_json::{Map, Value, json};

use super::{NOW, Seeded, child, folder_of_child};

const KILLS: u64 = 100;

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
fn no_acknowledged_state_is_lost_in_a_hundred_kills() {
    let seed = 0x4846;
    let mut seeded = Seeded(seed);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("default.json");
    let mut acknowledged = 0;
    let mut interrupted = 0;
    for kill in 0..KILLS {
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
    println!("{KILLS} kills, {acknowledged} states, {interrupted} writes cut in the middle");
    assert!(interrupted > 0, "no kill ever met a write under way, so nothing was tested");
}
