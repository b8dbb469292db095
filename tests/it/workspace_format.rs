//! The description of the workspace file says what the program does.

use std::path::Path;

use hashfloor::app::workspace::{WORKSPACE_VERSION, Workspace};
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::document::{Integrity, document_bytes, load_document};
use hashfloor::io::files::write_atomic;

const DESCRIPTION: &str = include_str!("../../docs/WORKSPACE.md");

/// The first block of JSON.
fn example() -> String {
    let (_, rest) = DESCRIPTION.split_once("```json\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

fn read(text: &str) -> (Workspace, Integrity) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("example.json");
    write_atomic(&path, text.as_bytes()).unwrap();
    let loaded = load_document(&path, WORKSPACE_VERSION, UnixSecs(0)).unwrap();
    assert_eq!((loaded.newer_version, loaded.recovery), (None, None));
    (Workspace::from_members(loaded.members).unwrap(), loaded.integrity)
}

fn written(workspace: &Workspace) -> String {
    let bytes = document_bytes(Path::new("example.json"), &workspace.to_members().unwrap()).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_example_is_what_the_program_writes_byte_for_byte() {
    let text = example();
    let (workspace, integrity) = read(&text);
    let again = written(&workspace);
    if std::env::var_os("UPDATE_EXPECT").is_some() && again != text {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/WORKSPACE.md");
        write_atomic(&path, DESCRIPTION.replace(&text, &again).as_bytes()).unwrap();
        return;
    }
    assert_eq!(again, text, "UPDATE_EXPECT=1 writes it anew");
    assert_eq!(integrity, Integrity::Intact);
}

#[test]
fn the_example_is_described_member_by_member() {
    let value: serde_json::Value = serde_json::from_str(&example()).unwrap();
    let mut names = std::collections::BTreeSet::new();
    collect(&value, &mut names);
    let undescribed: Vec<_> =
        names.iter().filter(|name| !DESCRIPTION.contains(&format!("`{name}`"))).collect();
    assert!(undescribed.is_empty(), "{undescribed:?}");
    for name in ["checksum", "document", "format", "levels", "version", "view"] {
        assert!(names.contains(name), "{name}");
    }
}

fn collect(value: &serde_json::Value, names: &mut std::collections::BTreeSet<String>) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                // Ids of panes and series are the user's, not the format's.
                if !["axes", "preferred_sources"].contains(&name.as_str()) {
                    collect(value, names);
                }
                names.insert(name.clone());
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        _ => {}
    }
}

#[test]
fn an_example_edited_by_hand_opens_and_keeps_what_this_version_does_not_know() {
    let text = example().replace("\"price\": 70000.0", "\"price\": 69500, \"glow\": 3");
    let (workspace, integrity) = read(&text);
    assert_eq!(integrity, Integrity::HandEdited);
    let again = written(&workspace);
    assert!(again.contains("\"price\": 69500.0") && again.contains("\"glow\": 3"), "{again}");
}
