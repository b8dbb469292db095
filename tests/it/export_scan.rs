//! No text in any table the program writes is a formula to a spreadsheet.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use hashfloor::domain::level::{Level, LevelId, LevelKind, Place};
use hashfloor::domain::note::{Note, NoteId};
use hashfloor::domain::provenance::{Provenance, SourceId};
use hashfloor::domain::series::{Cadence, Columns, Series, SeriesKey};
use hashfloor::domain::time::UnixSecs;
use hashfloor::domain::unit::Unit;
use hashfloor::io::csv::{ColumnNames, Described, WriteOptions, write_series};
use hashfloor::io::levels_csv::write_levels;
use hashfloor::io::notes_csv::write_notes;

use crate::chance::Chance;

const ROUNDS: usize = 20_000;

/// A short text of what spreadsheets run, quote and split at.
fn hostile(chance: &mut Chance) -> String {
    const PARTS: [&str; 18] = [
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        "\0",
        ",",
        ";",
        "|",
        "\"",
        "'",
        " ",
        "cmd|' /C calc'!A0",
        "＝",
        "a",
        "\\",
    ];
    (0..chance.below(6)).map(|_| chance.one_of(&PARTS)).collect()
}

/// The cells of a table, unquoted, whichever of the usual delimiters splits it.
fn cells(table: &str, delimiter: char) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = table.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            c if !quoted && (c == delimiter || c == '\n') => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

/// A cell that starts a formula, unless it is a number.
fn formula(table: &[u8], delimiter: char) -> Option<String> {
    let text = std::str::from_utf8(table).unwrap();
    assert!(!text.contains('\0'), "{text:?}");
    cells(text, delimiter).into_iter().find(|cell| {
        let start = cell.trim_start_matches(' ');
        start.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
            && cell.parse::<f64>().is_err()
    })
}

#[test]
fn no_cell_of_levels_notes_or_series_starts_a_formula() {
    let mut chance = Chance(6);
    for round in 0..ROUNDS {
        let mut text = || hostile(&mut chance);
        let level = Level {
            id: LevelId(1),
            kind: LevelKind::Support,
            place: Place::Price(70_000.0),
            label: text(),
            note: text(),
            source: text(),
            colour: Some(text()),
            locked: false,
            hidden: false,
            alert: None,
            extra: serde_json::Map::new(),
        };
        let note = Note {
            id: NoteId(1),
            at: UnixSecs(0),
            title: text(),
            text: text(),
            source: text(),
            colour: None,
            hidden: false,
            price: Some(-1.5),
            extra: serde_json::Map::new(),
        };
        let key = SeriesKey::new("custom.numbers", SourceId::new("-mine").unwrap());
        let columns = Columns::Scalar(vec![-1.5]);
        let series =
            Series::new(key.clone(), Unit::Number, Cadence::Daily, vec![UnixSecs(0)], columns).unwrap();
        let provenance =
            Provenance { title: text(), citation: text(), licence: text(), seen_at: UnixSecs(0) };
        let described = BTreeMap::from([(key, Described { provenance, aggregation: Some(text()) })]);
        let options = WriteOptions {
            comments: true,
            names: ColumnNames::IdAndSource,
            described,
            ..WriteOptions::default()
        };
        let mut rows = Vec::new();
        write_series(&mut rows, &[&series], &options, &|_| ControlFlow::Continue(())).unwrap();
        // A spreadsheet may split a table at any of these, whatever it was written for.
        for table in [&write_levels(&[level]), &write_notes(&[note]), &rows] {
            for delimiter in [',', ';', '|', '\t'] {
                let found = formula(table, delimiter);
                assert_eq!(found, None, "round {round}: {}", String::from_utf8_lossy(table));
            }
        }
    }
}

#[test]
fn the_scan_sees_what_is_a_formula() {
    for table in ["a,=b\n", "a\n@b", "\"=1,2\"", "a, -b"] {
        assert!(formula(table.as_bytes(), ',').is_some(), "{table}");
    }
    assert_eq!(formula(b"-1.5,a=b,'=c\n", ','), None);
}
