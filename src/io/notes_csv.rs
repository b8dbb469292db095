//! Notes as CSV: `date,title,text,source,price`, written and read.
//!
//! Knows the form of the table; knows nothing of where a file lies. Texts may
//! hold line ends, commas and quotes (RFC 4180) and are made harmless for
//! spreadsheets on the way out, which the way in undoes. Reading is bounded like
//! any other CSV; a row that is no note is left out and said, the others stay.

use std::io::Read;

use crate::domain::level::check_price;
use crate::domain::note::{MAX_NOTES, MAX_SOURCE_CHARS, MAX_TEXT_CHARS, MAX_TITLE_CHARS, Note, NoteId};
use crate::io::csv::date::{DateReading, EXPECTED_DATE, parse_date};
use crate::io::csv::error::shorten;
use crate::io::csv::own_table::{header_is, open_table};
use crate::io::csv::records::Record;
use crate::io::csv::{CsvError, RowWarning, read_safe_text_cell, safe_text_cell};

/// The columns, in the order they are written.
pub const NOTES_HEADER: [&str; 5] = ["date", "title", "text", "source", "price"];
/// Bytes of the longest cell: every character of a text at its widest.
const MAX_CELL_BYTES: usize = 4 * MAX_TEXT_CHARS + 8;

/// The notes of a file.
#[derive(Debug, Default)]
pub struct NotesRead {
    /// In the order of the file; ids are only their places in it.
    pub notes: Vec<Note>,
    /// Rows that were left out.
    pub warnings: Vec<RowWarning>,
}

/// Why a file gave no notes at all.
#[derive(Debug, thiserror::Error)]
pub enum NotesCsvError {
    /// The header has no date, or neither title nor text.
    #[error(
        "line {line}: expected a header with date and title (date,title,text,source,price), found {found:?}"
    )]
    Header {
        /// Line of the header, from 1.
        line: u64,
        /// The header as it stands.
        found: String,
    },
    /// Not one row could be taken.
    #[error("none of the rows is a note; the first: {0}")]
    NoRow(RowWarning),
    /// More rows than a workspace holds.
    #[error("line {line}: expected at most {MAX_NOTES} notes")]
    TooMany {
        /// Line of the first note too many, from 1.
        line: u64,
    },
    /// The table cannot be read.
    #[error(transparent)]
    Csv(#[from] CsvError),
}

/// Writes notes as a table, earliest first.
///
/// **Shape.** A header and a row a note. Dates are ISO, with the time where it
/// is not 00:00 UTC; a price is the shortest decimal with the same bits.
pub fn write_notes(notes: &[Note]) -> Vec<u8> {
    let mut sorted: Vec<&Note> = notes.iter().collect();
    sorted.sort_by_key(|note| (note.at, note.id));
    let mut table = NOTES_HEADER.join(",");
    table.push('\n');
    for note in sorted {
        table.push_str(&note.at.iso());
        for text in [&note.title, &note.text, &note.source] {
            table.push(',');
            table.push_str(&safe_text_cell(text));
        }
        table.push(',');
        if let Some(price) = note.price {
            table.push_str(&price.to_string());
        }
        table.push('\n');
    }
    table.into_bytes()
}

/// Whether the head of a file is that of a table of notes: exactly its five columns.
pub fn is_notes(head: &[u8]) -> bool {
    header_is(head, |header| {
        header.len() == NOTES_HEADER.len()
            && header.cells().zip(NOTES_HEADER).all(|(cell, name)| cell.trim().eq_ignore_ascii_case(name))
    })
}

/// Reads a table of notes. Columns are found by their names, in any order; `text`,
/// `source` and `price` may be missing, other columns are passed over.
///
/// # Errors
/// [`NotesCsvError`]: a table without the columns, without one good row, or past
/// a bound of the reader.
pub fn read_notes(input: impl Read) -> Result<NotesRead, NotesCsvError> {
    let mut records = open_table(input, MAX_CELL_BYTES)?;
    let columns = match records.next_record()? {
        Some(header) => Columns::of(&header)?,
        None => return Err(CsvError::Empty.into()),
    };
    let mut read = NotesRead::default();
    while let Some(record) = records.next_record()? {
        if record.cells().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if read.notes.len() + read.warnings.len() >= MAX_NOTES {
            return Err(NotesCsvError::TooMany { line: record.line });
        }
        let id = NoteId(u32::try_from(read.notes.len() + 1).unwrap_or(u32::MAX));
        match columns.note(&record, id) {
            Ok(note) => read.notes.push(note),
            Err(warning) => read.warnings.push(warning),
        }
    }
    match (read.notes.is_empty(), read.warnings.first()) {
        (true, Some(first)) => Err(NotesCsvError::NoRow(first.clone())),
        (true, None) => Err(CsvError::HeaderOnly { header: NOTES_HEADER.map(str::to_owned).to_vec() }.into()),
        _ => Ok(read),
    }
}

/// Which column holds what.
struct Columns {
    date: usize,
    title: Option<usize>,
    text: Option<usize>,
    source: Option<usize>,
    price: Option<usize>,
}

impl Columns {
    fn of(header: &Record<'_>) -> Result<Self, NotesCsvError> {
        let place = |name: &str| header.cells().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        let (title, text) = (place("title"), place("text"));
        match place("date") {
            Some(date) if title.or(text).is_some() => {
                Ok(Self { date, title, text, source: place("source"), price: place("price") })
            }
            _ => {
                let cells: Vec<&str> = header.cells().collect();
                Err(NotesCsvError::Header { line: header.line, found: shorten(&cells.join(",")) })
            }
        }
    }

    fn note(&self, record: &Record<'_>, id: NoteId) -> Result<Note, RowWarning> {
        let wrong = |column: &str, expected, found: &str| RowWarning {
            line: record.line,
            column: column.to_owned(),
            expected,
            found: shorten(found),
        };
        let date = record.cell(self.date);
        let at = match parse_date(date) {
            Some(DateReading::Sure(at)) => at,
            _ => return Err(wrong("date", EXPECTED_DATE, date)),
        };
        let cell = |place: Option<usize>| read_safe_text_cell(place.map_or("", |column| record.cell(column)));
        let price = match cell(self.price).trim() {
            "" => None,
            text => match text.parse().ok().filter(|price| check_price(*price).is_ok()) {
                Some(price) => Some(price),
                None => return Err(wrong("price", "a price such as 68500.5, or nothing", text)),
            },
        };
        let bounds = [
            ("title", self.title, MAX_TITLE_CHARS, "a title of at most 256 characters"),
            ("text", self.text, MAX_TEXT_CHARS, "a text of at most 4,096 characters"),
            ("source", self.source, MAX_SOURCE_CHARS, "a source of at most 1,024 characters"),
        ];
        for (column, place, longest, expected) in bounds {
            if cell(place).chars().nth(longest).is_some() {
                return Err(wrong(column, expected, &cell(place)));
            }
        }
        let mut note = Note::new(id, at, price, "").map_err(|_refused| wrong("date", EXPECTED_DATE, date))?;
        note.set_words(&cell(self.title), &cell(self.text), &cell(self.source));
        Ok(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::UnixSecs;
    use proptest::prelude::*;

    fn day(text: &str) -> UnixSecs {
        UnixSecs::parse_iso(text).unwrap()
    }

    fn note(id: u32, at: &str, words: [&str; 3], price: Option<f64>) -> Note {
        let mut note = Note::new(NoteId(id), day(at), price, "").unwrap();
        note.set_words(words[0], words[1], words[2]);
        note
    }

    #[test]
    fn a_table_is_what_a_spreadsheet_reads_and_runs_nothing() {
        let notes = [
            note(
                1,
                "2026-02-05T13:00:00Z",
                ["=HYPERLINK(\"x\")", "two\nlines, \"quoted\"", ""],
                Some(62_000.5),
            ),
            note(2, "2026-02-02", ["-5 %", "", "https://example.org/a"], None),
        ];
        expect_test::expect![[r#"
            date,title,text,source,price
            2026-02-02,'-5 %,,https://example.org/a,
            2026-02-05T13:00:00Z,"'=HYPERLINK(""x"")","two
            lines, ""quoted""",,62000.5
        "#]]
        .assert_eq(std::str::from_utf8(&write_notes(&notes)).unwrap());
    }

    #[test]
    fn a_bad_row_names_line_column_and_cell_and_the_good_ones_stay() {
        let table = "date,title,text,source,price\n2026-02-05,\"one\nline\",,,\n1/3/2026,two,,,\n\
                     2026-02-07,three,,,cheap\n2026-02-08,,,,\n2026-02-09,four,,,70000\n";
        let read = read_notes(table.as_bytes()).unwrap();
        let titles: Vec<&str> = read.notes.iter().map(|note| note.title.as_str()).collect();
        assert_eq!(titles, ["one line", "", "four"]);
        let said: Vec<String> = read.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "line 4, column \"date\": expected a date such as 2024-01-31 between 1970 and 2200, found \"1/3/2026\"",
                "line 5, column \"price\": expected a price such as 68500.5, or nothing, found \"cheap\"",
            ]
        );
    }

    #[test]
    fn columns_are_found_by_name_and_a_semicolon_may_separate_them() {
        let table = "\u{feff}Price;Title;Date;Mood\n70000;floor, or not;2026-02-05;calm\n";
        let read = read_notes(table.as_bytes()).unwrap();
        assert_eq!(read.notes, [note(1, "2026-02-05", ["floor, or not", "", ""], Some(70_000.0))]);
    }

    #[test]
    fn another_table_is_no_table_of_notes() {
        assert!(is_notes(b"Date, title,text,source,price\r\n"));
        assert!(is_notes(b"date;title;text;source;price"));
        assert!(!is_notes(b"date,title,text,source\n"));
        assert!(!is_notes(b"Date,Open,High,Low,Close\n"));
        assert!(!is_notes(b"\0\0\0"));
        let error = read_notes(&b"# mine\nday,words\n"[..]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 2: expected a header with date and title (date,title,text,source,price), found \"day,words\""
        );
        assert!(matches!(read_notes(&b""[..]), Err(NotesCsvError::Csv(CsvError::Empty))));
        assert!(matches!(
            read_notes(&b"date,title\n"[..]),
            Err(NotesCsvError::Csv(CsvError::HeaderOnly { .. }))
        ));
    }

    #[test]
    fn a_text_as_long_as_a_note_holds_comes_back_and_a_quote_left_open_ends() {
        let widest = "\u{1F600}".repeat(MAX_TEXT_CHARS);
        let notes = [note(1, "2026-02-05", ["long", &widest, ""], None)];
        assert_eq!(read_notes(write_notes(&notes).as_slice()).unwrap().notes, notes);
        let open = format!("date,title\n2026-02-05,\"{}", "x".repeat(1 << 20));
        assert!(matches!(read_notes(open.as_bytes()), Err(NotesCsvError::Csv(CsvError::TooLong { .. }))));
    }

    #[test]
    fn more_notes_than_a_workspace_holds_are_refused_by_line() {
        let table = format!("date,title\n{}", "2026-02-05,a\n".repeat(MAX_NOTES + 1));
        let error = read_notes(table.as_bytes()).unwrap_err();
        assert!(matches!(error, NotesCsvError::TooMany { line } if line == MAX_NOTES as u64 + 2), "{error}");
    }

    proptest! {
        #[test]
        fn what_was_written_reads_back_exactly(
            rows in prop::collection::vec(
                (0..7_289_654_400_i64, "(?s).{0,40}", "(?s)[=+@,;\"'\t\r\n#-]{0,4}.{0,80}", "(?s).{0,30}",
                 prop::option::of(0.01..1e9f64)),
                1..12,
            ),
        ) {
            let mut notes: Vec<Note> = Vec::new();
            for (at, title, text, source, price) in rows {
                let mut note = Note::new(NoteId(0), UnixSecs(at), price, "").unwrap();
                note.set_words(&title, &text, &source);
                notes.push(note);
            }
            notes.sort_by_key(|note| note.at);
            for (note, id) in notes.iter_mut().zip(1..) {
                note.id = NoteId(id);
            }
            let read = read_notes(write_notes(&notes).as_slice()).unwrap();
            prop_assert!(read.warnings.is_empty(), "{:?}", read.warnings);
            prop_assert_eq!(read.notes, notes);
        }
    }
}
