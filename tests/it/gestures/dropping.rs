//! A file let go over the window: shown first, stored on request.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hashfloor::io::files::write_atomic;

use super::desk::Desk;

/// What the window system hands over.
#[derive(Debug)]
pub struct Dropped(pub PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// Frames until a background job has made it so; far longer than any job takes.
pub fn until(desk: &mut Desk, done: impl Fn(&Desk) -> bool) {
    for _ in 0..2_000 {
        if done(desk) {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
        desk.wait(0.01);
    }
    panic!("nothing came of it");
}

fn source(desk: &Desk) -> String {
    desk.state().price().unwrap().series.key().source.to_string()
}

#[test]
fn a_dropped_file_is_shown_before_it_is_stored_and_drawn_after() {
    let mut desk = Desk::open();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("BTC-USD.csv");
    let rows = "Date,Open,High,Low,Close,Adj Close,Volume\n\
                2026-03-30,66000,68500,65500,67000,67000,10\n\
                2026-03-31,67000,69000,66500,68500,68500,12\n";
    write_atomic(&path, rows.as_bytes()).unwrap();
    desk.drop_file(Arc::new(Dropped(path)));
    until(&mut desk, |desk| desk.state().import_preview().is_some());
    assert_eq!(source(&desk), "case", "nothing is stored yet");
    desk.wait(0.3);
    desk.click_label("Import");
    until(&mut desk, |desk| source(desk) == "yahoo");
    assert_eq!(desk.state().last_close().unwrap().1, 68_500.0);
    assert_eq!(desk.state().history().undo_caption(), Some("import BTC-USD.csv"));
}
