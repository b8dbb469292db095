//! File dialogs that answer at once, or never.

use std::process::Stdio;
use std::time::{Duration, Instant};

use hashfloor::app::clock::Clock;
use hashfloor::app::command::{Command as Ask, Dialog, PathPurpose};
use hashfloor::app::export::ExportKind;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;

use super::{NOW, add_level, child, folder_of_child, has_level};

/// Asks for a file in a process whose desktop bus is `address`, and returns what that process prints.
fn ask_with_bus(address: &str, clock: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut command = child("dialogs::the_child_that_asks");
    command.env("HASHFLOOR_TEST_FOLDER", folder.path()).env("DBUS_SESSION_BUS_ADDRESS", address);
    command.env("HASHFLOOR_TEST_CLOCK", clock);
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
#[ignore = "runs as the child of the other tests"]
fn the_child_that_asks() {
    // A clock that stands still makes every answer a quick one, however busy the machine is.
    let stands = std::env::var_os("HASHFLOOR_TEST_CLOCK").is_some_and(|clock| clock == "stands");
    let clock = if stands { Clock::Fixed(NOW) } else { Clock::System };
    let options = StartOptions { data_dir: Some(folder_of_child()), workspace: None, clock, edits: true };
    for (ask, purpose) in [
        (Ask::ChooseImport, PathPurpose::Import),
        (Ask::ChooseExport(ExportKind::Csv), PathPurpose::Export(ExportKind::Csv)),
        (Ask::ChooseNotesImport, PathPurpose::ImportNotes),
        (Ask::ChooseNotesExport, PathPurpose::ExportNotes),
    ] {
        let mut state = AppState::opened(&options, std::sync::Arc::new(|| {}));
        state.dispatch(ask);
        // The program goes on whatever the dialog does.
        add_level(&mut state, 65_432.0);
        assert!(has_level(&state, 65_432.0));
        let asked = Instant::now();
        let offered = loop {
            state.poll();
            let typed = Some(Dialog::TypePath(purpose));
            let action = |notice: &hashfloor::app::notice::Notice| matches!(&notice.action, Some((_, Ask::ShowDialog(dialog))) if *dialog == typed);
            if state.dialog() == typed {
                break "at once";
            }
            if state.notices().shown().iter().any(action) {
                break "beside the dialog";
            }
            assert!(asked.elapsed() < Duration::from_secs(30), "a typed path is never offered");
            std::thread::sleep(Duration::from_millis(10));
        };
        println!("typed path offered {offered}");
    }
}

#[test]
fn without_a_dialog_a_typed_path_is_offered_at_once() {
    let text = ask_with_bus("unix:path=/nonexistent/bus", "stands");
    assert_eq!(text.matches("typed path offered at once").count(), 4, "{text}");
}

#[test]
fn beside_a_dialog_that_hangs_a_typed_path_is_offered() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("bus");
    // Takes connections and never says a word.
    let _hung = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let text = ask_with_bus(&format!("unix:path={}", socket.display()), "runs");
    assert_eq!(text.matches("typed path offered beside the dialog").count(), 4, "{text}");
}
