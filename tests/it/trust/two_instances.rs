//! Two programs on one folder.

use std::io::{BufRead as _, BufReader, Write as _};

use hashfloor::app::command::Command as Ask;
use hashfloor::io::files::write_atomic;
use hashfloor::io::lock::InstanceLock;

use super::{add_level, child, folder_of_child, has_level, library_bits, opened, said};

#[test]
fn the_second_window_says_that_it_does_not_save_and_the_first_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = opened(folder.path());
    assert_eq!(first.unsaved_because(), None);
    let mut second = opened(folder.path());
    assert!(said(&second).contains("Another Hashfloor window has this folder open"), "{}", said(&second));
    assert_eq!(library_bits(second.library()), library_bits(first.library()));
    add_level(&mut first, 61_111.0);
    add_level(&mut second, 62_222.0);
    add_level(&mut first, 63_333.0);
    first.flush();
    second.flush();
    assert!(has_level(&second, 62_222.0), "the second can still be played with");
    drop(second);
    drop(first);
    let third = opened(folder.path());
    assert_eq!(third.unsaved_because(), None, "the lock is free again");
    let found = [61_111.0, 62_222.0, 63_333.0].map(|price| has_level(&third, price));
    assert_eq!(found, [true, false, true]);
}

#[test]
fn the_second_window_stores_no_import() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("t.csv");
    write_atomic(&table, b"date,value\n2026-03-01,41\n").unwrap();
    let data = folder.path().join("data");
    let first = opened(&data);
    let mut second = opened(&data);
    second.dispatch(Ask::PreviewImport(table));
    second.settle();
    second.dispatch(Ask::ConfirmImport);
    second.settle();
    assert!(said(&second).contains("Not imported. Another Hashfloor window"), "{}", said(&second));
    drop((first, second));
    assert_eq!(
        library_bits(opened(&data).library()),
        library_bits(opened(&folder.path().join("b")).library())
    );
}

#[test]
#[ignore = "runs as the child of the other test"]
fn the_child_that_holds_the_lock() {
    let mut state = opened(&folder_of_child());
    assert_eq!(state.unsaved_because(), None);
    add_level(&mut state, 64_444.0);
    state.flush();
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nholding").unwrap();
    out.flush().unwrap();
    loop {
        std::thread::park();
    }
}

#[test]
fn a_killed_window_frees_its_lock_and_keeps_its_edits() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..5 {
        let mut command = child("two_instances::the_child_that_holds_the_lock");
        let mut holder = command.env("HASHFLOOR_TEST_FOLDER", folder.path()).spawn().unwrap();
        let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == "holding"));
        assert!(InstanceLock::try_acquire(folder.path()).unwrap().is_none());
        holder.kill().unwrap();
        holder.wait().unwrap();
        let next = opened(folder.path());
        assert_eq!((next.unsaved_because(), said(&next).as_str()), (None, ""));
        assert!(has_level(&next, 64_444.0));
    }
}
