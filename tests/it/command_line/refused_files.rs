//! What `hashfloor import` does not take: one sentence, exit status 1, nothing stored.

use super::{Program, one_sentence};

/// Imports a path and shows that nothing came of it.
#[track_caller]
fn refused(program: &Program, path: &str) -> String {
    let before = program.holdings();
    let said = program.refusal(&["import", path, "--json"], 1);
    one_sentence(&said);
    assert_eq!(program.holdings(), before);
    assert_eq!(std::fs::read_dir(program.data().join("imports")).unwrap().count(), 0);
    said
}

#[test]
fn a_missing_file() {
    let program = Program::new();
    assert!(refused(&program, "nowhere.csv").contains("there is no such file or folder: nowhere.csv"));
}

#[test]
fn a_folder() {
    let program = Program::new();
    let said = refused(&program, program.folder.path().to_str().unwrap());
    assert!(said.contains("expected a regular file, found a folder"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_pipe_without_a_writer_does_not_hang() {
    let program = Program::new();
    let pipe = program.beside("pipe.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let said = refused(&program, pipe.to_str().unwrap());
    assert!(said.contains("expected a regular file, found a named pipe"), "{said}");
}

#[test]
fn bytes_that_are_no_text() {
    let program = Program::new();
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend((0..4_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()));
    refused(&program, program.file("picture.csv", bytes).to_str().unwrap());
}

#[test]
fn an_empty_file_a_lone_header_and_a_table_of_something_else() {
    let program = Program::new();
    let empty = refused(&program, program.file("empty.csv", "").to_str().unwrap());
    assert!(empty.contains("the file is empty"), "{empty}");
    let header = program.file("header.csv", "date,open,high,low,close\n");
    let header = refused(&program, header.to_str().unwrap());
    assert!(header.contains("no row of values"), "{header}");
    let cities = program.file("cities.csv", "city,country\nOslo,Norway\nBern,Switzerland\n");
    refused(&program, cities.to_str().unwrap());
}

#[test]
fn a_table_of_levels_belongs_to_a_workspace() {
    let program = Program::new();
    let levels = program.file("levels.csv", "kind,price,label\nsupport,70000,floor\n");
    let said = refused(&program, levels.to_str().unwrap());
    assert!(said.contains("levels.csv is a table of levels"), "{said}");
}

#[test]
fn a_quote_that_never_ends() {
    let program = Program::new();
    let text = format!("date,value\n2021-03-01,\"{}", "1".repeat(1 << 20));
    let said = refused(&program, program.file("quote.csv", text).to_str().unwrap());
    assert!(said.contains("line 2"), "{said}");
}

#[test]
fn rows_of_a_dialect_that_does_not_exist() {
    let program = Program::new();
    let path = program.file("v.csv", "date,value\n2021-03-01,1\n");
    let said = program.refusal(&["import", path.to_str().unwrap(), "--dialect", "excel"], 1);
    assert!(said.contains("there is no dialect \"excel\": expected one of"), "{said}");
}
