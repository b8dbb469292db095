//! Tables of levels, written, read, and read wrongly on purpose.

use proptest::prelude::*;

use super::*;
use crate::domain::level::{Alert, Anchor, LevelId, LevelKind};
use crate::domain::level_words::{tidy_label, tidy_note, tidy_source};
use crate::domain::time::UnixSecs;

fn day(text: &str) -> UnixSecs {
    UnixSecs::parse_iso(text).unwrap()
}

fn level(id: u32, kind: LevelKind, place: Place) -> Level {
    Level::new(LevelId(id), kind, place)
}

#[test]
fn a_table_is_what_a_spreadsheet_reads_and_runs_nothing() {
    let mut floor = level(1, LevelKind::Support, Place::Price(70_000.0));
    (floor.label, floor.note) = ("=cmd()".to_owned(), "two\nlines, \"quoted\"".to_owned());
    (floor.source, floor.locked) = ("@article".to_owned(), true);
    floor.alert = Some(Alert { every_time: true, ..Alert::new(AlertWhen::CrossDown) });
    let mut cost = level(2, LevelKind::Cost, Place::Zone { low: 84_000.0, high: 90_000.5 });
    (cost.colour, cost.hidden) = (Some("#1E90FF".to_owned()), true);
    let from = Anchor { date: day("2026-01-14"), price: 97_932.37 };
    let to = Anchor { date: day("2026-02-05T13:00:00Z"), price: 70_000.0 };
    let ray = level(3, LevelKind::Resistance, Place::Line { from, to, straight: Straight::Log, ray: true });
    expect_test::expect![[r#"
        kind,price,low,high,from_date,from_price,to_date,to_price,straight,ray,label,note,source,colour,locked,hidden,alert,alert_every,alert_watch,alert_paused
        support,70000,,,,,,,,,'=cmd(),"two
        lines, ""quoted""",'@article,,yes,,cross_down,yes,,
        cost,,84000,90000.5,,,,,,,,,,#1E90FF,,yes,,,,
        resistance,,,,2026-01-14,97932.37,2026-02-05T13:00:00Z,70000,log,yes,,,,,,,,,,
    "#]]
    .assert_eq(std::str::from_utf8(&write_levels(&[floor, cost, ray])).unwrap());
}

#[test]
fn a_bad_row_names_line_column_and_cell_and_the_good_ones_stay() {
    let table = "kind,price,low,high,from_date,from_price,to_date,to_price,label,colour,alert,locked\n\
                 support,70000,,,,,,,good,,,\n\
                 floor,70000,,,,,,,,,,\n\
                 support,cheap,,,,,,,,,,\n\
                 support,,9,8,,,,,,,,\n\
                 support,1,2,3,,,,,,,,\n\
                 support,,,,2026-02-05,9,2026-02-05,8,,,,\n\
                 support,,,,1/3/2026,9,2026-02-05,8,,,,\n\
                 support,70000,,,,,,,,pink,,\n\
                 support,70000,,,,,,,,,soon,\n\
                 support,70000,,,,,,,,,,perhaps\n\
                 ,,,,,,,,,,,\n\
                 Neutral,5,,,,,,,also good,#fa0,TOUCH,TRUE\n";
    let read = read_levels(table.as_bytes()).unwrap();
    let labels: Vec<&str> = read.levels.iter().map(|level| level.label.as_str()).collect();
    assert_eq!(labels, ["good", "also good"]);
    assert_eq!(read.levels[1].colour.as_deref(), Some("#FFAA00"));
    assert_eq!(
        (read.levels[1].alert.clone(), read.levels[1].locked),
        (Some(Alert::new(AlertWhen::Touch)), true)
    );
    let said: Vec<String> = read.warnings.iter().map(ToString::to_string).collect();
    expect_test::expect![[r#"
        line 3, column "kind": expected support, resistance, cost or neutral, found "floor"
        line 4, column "price": expected a price such as 68500.5, from 0.01 to 1,000,000,000, found "cheap"
        line 5, column "high": expected a high above the low, found "8"
        line 6, column "price": expected exactly one place: a price, low with high, or a line with both its ends, found "1"
        line 7, column "to_date": expected a date after from_date, found "2026-02-05"
        line 8, column "from_date": expected a date such as 2024-01-31 between 1970 and 2200, found "1/3/2026"
        line 9, column "colour": expected a colour such as #1E90FF, or nothing, found "pink"
        line 10, column "alert": expected cross_up, cross_down, cross, touch or nothing, found "soon"
        line 11, column "locked": expected yes, no or nothing, found "perhaps""#]]
    .assert_eq(&said.join("\n"));
}

#[test]
fn columns_are_found_by_name_and_a_semicolon_may_separate_them() {
    let table = "\u{feff}Mood;Price;Kind;Label\ncalm;70000;SUPPORT;floor, or not\n";
    let read = read_levels(table.as_bytes()).unwrap();
    let mut expected = level(1, LevelKind::Support, Place::Price(70_000.0));
    expected.label = "floor, or not".to_owned();
    assert_eq!(read.levels, [expected]);
}

#[test]
fn another_table_is_no_table_of_levels() {
    assert!(is_levels(b"Kind, price, label\r\n"));
    assert!(is_levels(b"label;low;high;kind"));
    assert!(is_levels(&write_levels(&[])));
    assert!(!is_levels(b"kind,price\n"));
    assert!(!is_levels(b"date,title,text,source,price\n"));
    assert!(!is_levels(b"Date,Open,High,Low,Close\n"));
    assert!(!is_levels(b"\0\0\0"));
    let error = read_levels(&b"# mine\nday,words\n"[..]).unwrap_err();
    assert!(matches!(error, LevelsCsvError::Header { line: 2, .. }), "{error}");
    assert!(matches!(read_levels(&b""[..]), Err(LevelsCsvError::Csv(CsvError::Empty))));
    assert!(matches!(
        read_levels(&b"kind,price\n"[..]),
        Err(LevelsCsvError::Csv(CsvError::HeaderOnly { .. }))
    ));
    assert!(matches!(read_levels(&b"kind,price\nx,1\n"[..]), Err(LevelsCsvError::NoRow(_))));
}

#[test]
fn sizes_are_bounded() {
    let table = format!("kind,price\n{}", "support,1\n".repeat(MAX_LEVELS + 1));
    let error = read_levels(table.as_bytes()).unwrap_err();
    assert!(matches!(error, LevelsCsvError::TooMany { line } if line == MAX_LEVELS as u64 + 2), "{error}");
    let mut long = level(1, LevelKind::Cost, Place::Price(5.0));
    long.note = "\u{1F600}".repeat(MAX_LEVEL_NOTE_CHARS);
    assert_eq!(read_levels(write_levels(&[long.clone()]).as_slice()).unwrap().levels, [long.clone()]);
    let longer = format!("kind,price,note\nsupport,1,{}a\n", long.note);
    let error = read_levels(longer.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("a note of at most 4,000 characters"), "{error}");
    let open = format!("kind,price,note\nsupport,1,\"{}", "x".repeat(1 << 20));
    assert!(matches!(read_levels(open.as_bytes()), Err(LevelsCsvError::Csv(CsvError::TooLong { .. }))));
}

fn a_price() -> impl Strategy<Value = f64> {
    prop_oneof![0.01..1e9_f64, (1..100_000_u32).prop_map(f64::from)]
}

fn a_place() -> impl Strategy<Value = Place> {
    let anchor = || (0..7_000_000_000_i64, a_price());
    prop_oneof![
        a_price().prop_map(Place::Price),
        (a_price(), a_price()).prop_map(|(a, b)| Place::Zone { low: a.min(b), high: a.max(b) }),
        (anchor(), anchor(), any::<bool>(), any::<bool>()).prop_map(|(a, b, is_log, ray)| {
            let (from, to) = if a.0 <= b.0 { (a, b) } else { (b, a) };
            let anchor = |(date, price)| Anchor { date: UnixSecs(date), price };
            let straight = if is_log { Straight::Log } else { Straight::Linear };
            Place::Line { from: anchor(from), to: anchor(to), straight, ray }
        }),
    ]
    .prop_filter("possible", |place| place.check().is_ok())
}

fn a_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[=+@'\\-\t]{0,3}[a-z,;\"\n\r ]{0,12}"]
}

fn an_alert() -> impl Strategy<Value = Option<Alert>> {
    let when = prop::sample::select(vec![AlertWhen::CrossUp, AlertWhen::CrossDown, AlertWhen::Touch]);
    let watch = prop::sample::select(vec!["price.btc.usd", "derived.sma_50", "=cost.production"]);
    prop::option::of((when, any::<bool>(), any::<bool>(), watch).prop_map(
        |(when, every_time, paused, watch)| Alert {
            every_time,
            paused,
            watch: watch.to_owned(),
            ..Alert::new(when)
        },
    ))
}

fn a_level() -> impl Strategy<Value = Level> {
    let words = (a_text(), a_text(), a_text(), prop::option::of(0..0x0100_0000_u32));
    let kind = prop::sample::select(LevelKind::ALL.to_vec());
    (kind, a_place(), words, any::<bool>(), any::<bool>(), an_alert()).prop_map(
        |(kind, place, (label, note, source, colour), locked, hidden, alert)| {
            let mut level = level(1, kind, place);
            (level.label, level.note, level.source) =
                (tidy_label(&label), tidy_note(&note), tidy_source(&source));
            level.colour = colour.map(|rgb| format!("#{rgb:06X}"));
            (level.locked, level.hidden, level.alert) = (locked, hidden, alert);
            level
        },
    )
}

proptest! {
    #[test]
    fn levels_come_back_from_their_table_bit_for_bit(mut levels in prop::collection::vec(a_level(), 1..6)) {
        for (number, level) in (1..).zip(&mut levels) {
            level.id = LevelId(number);
        }
        let table = write_levels(&levels);
        prop_assert!(is_levels(&table));
        let read = read_levels(table.as_slice()).unwrap();
        prop_assert!(read.warnings.is_empty(), "{:?}", read.warnings);
        prop_assert_eq!(read.levels, levels);
    }

    #[test]
    fn whatever_a_file_holds_reading_it_ends(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut table = b"kind,price,label\n".to_vec();
        table.extend(bytes);
        if let Ok(read) = read_levels(table.as_slice()) {
            prop_assert!(read.levels.iter().all(|level| level.place.check().is_ok()));
        }
    }
}
