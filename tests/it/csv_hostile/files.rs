//! Paths that are no plain file, and files that change under the reader.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::ops::ControlFlow;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hashfloor::io::files::write_atomic;

use super::{KEPT, Place};

impl Place {
    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.beside(name);
        write_atomic(&path, bytes).unwrap();
        path
    }
}

#[test]
fn what_is_no_plain_file_is_named_and_not_waited_for() {
    let place = Place::new();
    let pipe = place.beside("pipe.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for (path, sentence) in [
        (place.folder.path(), "expected a regular file, found a folder"),
        (&pipe, "expected a regular file, found a named pipe"),
        (Path::new("/dev/zero"), "expected a regular file, found a device"),
        (Path::new("/dev/null"), "expected a regular file, found a device"),
        (&place.beside("nowhere.csv"), "there is no such file or folder"),
    ] {
        let said = place.refuses_file(path);
        assert!(said.contains(sentence), "{said}");
        assert!(said.contains(path.to_str().unwrap()), "{said}");
    }
}

#[test]
fn a_link_is_followed_and_a_circle_of_links_is_refused() {
    let place = Place::new();
    let real = place.file("real.csv", KEPT.as_bytes());
    let link = place.beside("link.csv");
    symlink(&real, &link).unwrap();
    let preview = place.read_file(&link, &|_| ControlFlow::Continue(())).unwrap();
    assert_eq!(preview.understood.series[0].rows.len(), 2);
    let (one, other) = (place.beside("one.csv"), place.beside("other.csv"));
    symlink(&one, &other).unwrap();
    symlink(&other, &one).unwrap();
    let said = place.refuses_file(&one);
    assert!(said.contains("cannot read") && said.contains("one.csv"), "{said}");
}

#[test]
fn a_file_nobody_may_read_is_refused() {
    let place = Place::new();
    let path = place.file("secret.csv", KEPT.as_bytes());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(&path).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    let said = place.refuses_file(&path);
    assert!(said.contains("permission denied"), "{said}");
}

#[test]
fn a_sparse_file_of_ten_gigabytes_is_refused_at_its_first_block() {
    let place = Place::new();
    let path = place.beside("sparse.csv");
    let file = File::create(&path).unwrap();
    file.set_len(10 << 30).unwrap();
    let began = Instant::now();
    let said = place.refuses_file(&path);
    assert!(said.contains("byte 0 is NUL"), "{said}");
    // Reading it all takes seconds; a hundred times the figure to reach leaves room for a busy machine.
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

/// A table of some megabytes, longer than all that is read ahead.
fn long_table() -> Vec<u8> {
    let mut table = b"date,open,high,low,close\n".to_vec();
    for row in 0..400_000_i64 {
        writeln!(table, "{},10,12,9,11", 1_500_000_000 + 60 * row).unwrap();
    }
    table
}

fn grow(path: &Path) {
    OpenOptions::new().append(true).open(path).unwrap().write_all(b"1900000000,10,12,9,11\n").unwrap();
}

fn overwrite(path: &Path, bytes: &[u8]) {
    OpenOptions::new().write(true).truncate(true).open(path).unwrap().write_all(bytes).unwrap();
}

/// What is done to a file under the reader's hands.
type Change<'a> = &'a (dyn Fn(&Path) + Sync);

fn cut(path: &Path, bytes: u64) {
    OpenOptions::new().write(true).open(path).unwrap().set_len(bytes).unwrap();
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    let place = Place::new();
    let table = long_table();
    let changes: [(&str, Change<'_>); 4] = [
        ("grows", &grow),
        ("is cut to half", &|path| cut(path, 5_000_011)),
        ("is emptied", &|path| cut(path, 0)),
        ("becomes something else", &|path| overwrite(path, b"\0\0\0")),
    ];
    for (what, change) in changes {
        let path = place.file("changing.csv", &table);
        let changed = AtomicBool::new(false);
        let said = place.refusal(place.read_file(&path, &|_| {
            if !changed.swap(true, Ordering::SeqCst) {
                change(&path);
            }
            ControlFlow::Continue(())
        }));
        assert!(changed.load(Ordering::SeqCst), "it {what} after it was read");
        let expected =
            said.contains("it changed while it was read, import it again") || said.contains("is NUL");
        assert!(expected, "it {what}: {said}");
    }
    let path = place.file("still.csv", &table);
    let rows = place.read_file(&path, &|_| ControlFlow::Continue(())).unwrap().understood.rows_read;
    assert_eq!(rows, 400_000);
}
