//! A key of the user's lies in one file that only the user may read, and nowhere else.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

use hashfloor::app::command::Command as Ask;
use hashfloor::app::data_command::DataCommand;
use hashfloor::app::live_settings::TypedKey;
use hashfloor::app::setting_change::SettingChange;
use hashfloor::app::state::AppState;
use hashfloor::domain::live::Reach;
use hashfloor::headless::crash::report_panics;
use hashfloor::io::crash_report::reports;
use hashfloor::io::files::write_atomic;

use super::{add_level, child, folder_of_child, options, said};

const KEY: &str = "k3y-never-t0-be-seen";

/// A window's start, as far as it has no window, that may ask this machine.
fn windowed(data: &Path) -> AppState {
    let mut state = AppState::new(options(data).clock, Arc::new(|| {}));
    state.allow(Reach::Loopback);
    state.begin(&options(data));
    state.settle();
    state
}

/// A server that knows nothing and hands over the heads of what it was asked.
fn refusing() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = sync_channel(64);
    let serve = move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
                head.push(byte[0]);
            }
            sender.try_send(String::from_utf8_lossy(&head).into_owned()).unwrap();
            // What else was sent may be cut off; the answer is all that matters.
            stream
                .write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                .ok();
            stream.shutdown(Shutdown::Write).ok();
            stream.read_to_end(&mut Vec::new()).ok();
        }
    };
    std::thread::Builder::new().name("refusing".to_owned()).spawn(serve).unwrap();
    (address, receiver)
}

#[test]
#[ignore = "runs as the child of the other tests"]
fn the_child_that_has_a_key() {
    let data = folder_of_child().join("data");
    report_panics(Some(&data));
    let mut state = windowed(&data);
    let change = SettingChange::SourceKey("sosovalue", TypedKey::new(KEY));
    println!("{change:?}");
    state.dispatch(Ask::ChangeSetting(change));
    // The question with the key in it fails, and that is told.
    let (address, asked) = refusing();
    state.dispatch(Ask::ChangeSetting(SettingChange::SourceAddress("sosovalue", Some(address))));
    state.dispatch(Ask::Data(DataCommand::TestSource("sosovalue")));
    state.dispatch(Ask::Data(DataCommand::Refresh(vec!["etf.flow.total".to_owned()])));
    state.settle();
    state.poll();
    state.settle();
    let asked: Vec<String> = asked.try_iter().collect();
    assert!(asked.len() >= 2, "a test and a refresh");
    for request in asked {
        let (line, headers) = request.split_once("\r\n").unwrap();
        let is_once = headers.matches(KEY).count() == 1;
        assert!(is_once && !line.contains(KEY), "the key goes into one header and not into the address");
        assert!(!headers.to_lowercase().contains("referer:"));
    }
    add_level(&mut state, 61_111.0);
    state.flush();
    println!("asked, and {}", said(&state));
    let all = format!("{:?}", state.notices());
    println!("{all} {:?} {:?} {:?}", state.history(), state.sources_status(), state.data_overview());
    panic!("{:?} {:?} {:?}", state.settings(), state.history(), state.settings().live());
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_key_is_in_one_private_file_and_in_nothing_that_is_said_or_reported() {
    let folder = tempfile::tempdir().unwrap();
    let inner = child("secrets::the_child_that_has_a_key");
    // Not the link in /proc, which would be the shell's own there.
    let mut command = Command::new("sh");
    command.args(["-c", "umask 000 && exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
    command.args(inner.get_args()).env("HASHFLOOR_TEST_FOLDER", folder.path());
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!output.status.success() && text.contains("SourceKey") && text.contains("asked, and"), "{text}");
    assert!(!text.contains(KEY), "{text}");
    let data = folder.path().join("data");
    let settings = data.join("settings.toml");
    assert!(std::fs::read_to_string(&settings).unwrap().contains(KEY));
    assert_eq!((mode(&settings), mode(&data)), (0o600, 0o700));
    let crash = reports(&data).into_iter().next().expect("there is a report");
    assert!(std::fs::read_to_string(&crash).unwrap().contains("Settings {"));
    let mut files = Vec::new();
    files_below(folder.path(), &mut files);
    let with_key: Vec<_> = files.iter().filter(|file| holds(&std::fs::read(file).unwrap(), KEY)).collect();
    assert_eq!(with_key, [&settings]);
    let named = |name: &str| files.iter().any(|file| file.to_string_lossy().contains(name));
    assert!(named("cache.db") && named("workspaces/default.json"), "{files:?}");
}

#[test]
fn a_key_that_others_could_read_is_kept_from_them_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let settings = data.join("settings.toml");
    drop(windowed(&data));
    for (text, is_made_private) in
        [("theme = \"dark\"\n", false), ("[sources.sosovalue]\napi_key = \"abc\"\n", true)]
    {
        write_atomic(&settings, text.as_bytes()).unwrap();
        std::fs::set_permissions(&settings, std::fs::Permissions::from_mode(0o644)).unwrap();
        let state = windowed(&data);
        let sentence = "There is a key in settings.toml and others could read it; only you can from now on";
        assert_eq!(said(&state).contains(sentence), is_made_private);
        assert_eq!(mode(&settings), if is_made_private { 0o600 } else { 0o644 });
        drop(state);
        assert!(!said(&windowed(&data)).contains(sentence), "it is said once");
    }
}
