//! A workspace file: in range, and what is saved of it is what is opened next.

use super::own_tables::{check_level, check_note};
use super::sentence;
use crate::app::workspace::Workspace;
use crate::io::document::read_members;

/// Bytes of a workspace file, from the checksum on.
pub fn workspace(bytes: &[u8]) {
    let Ok((members, _)) = read_members(bytes) else { return };
    let workspace = match Workspace::from_members(members) {
        Ok(workspace) => workspace,
        Err(error) => return sentence(&error, 100_000),
    };
    let document = &workspace.document;
    document.levels.iter().for_each(check_level);
    document.notes.iter().for_each(check_note);
    for scenario in &document.scenarios {
        scenario.check().unwrap_or_else(|error| panic!("{error}"));
    }
    assert!(document.touch_tolerance > 0.0 && document.touch_tolerance < 1.0, "{}", document.touch_tolerance);
    let saved = workspace.to_members().expect("what was read can be saved");
    let text = serde_json::to_vec(&saved).expect("members are JSON");
    let (members, _) = read_members(&text).expect("what was saved can be read");
    let again = Workspace::from_members(members).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(again, workspace, "what was saved is not what is opened");
}
