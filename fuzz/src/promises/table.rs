//! Tables that users have: read as they are, with any answer to any question.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use super::{NEWEST, sentence};
use crate::domain::series::is_series_id;
use crate::domain::unit::Unit;
use crate::io::csv::date::DayOrder;
use crate::io::csv::number::NumberStyle;
use crate::io::csv::{
    Answers, ColumnAnswer, ColumnRole, ReadOptions, SeriesRead, Understood, dialects, front, read,
};

/// The first two bytes choose the answers, the rest is the file; `00` answers nothing.
pub fn csv_read(bytes: &[u8]) {
    let [one, two, file @ ..] = bytes else { return };
    let answers = answers(one.wrapping_sub(b'0'), two.wrapping_sub(b'0'));
    let options =
        ReadOptions { answers: &answers, newest_date: NEWEST, progress: &|_| ControlFlow::Continue(()) };
    match read(file, "file.csv", &options) {
        Ok(understood) => check(&understood, file),
        Err(error) => sentence(&error, 4_000),
    }
}

/// Every answer that can be given, by number.
fn answers(one: u8, two: u8) -> Answers {
    let mut answers = Answers {
        day_order: [None, Some(DayOrder::DayFirst), Some(DayOrder::MonthFirst), None][usize::from(one & 3)],
        numbers: [None, Some(NumberStyle::Point), Some(NumberStyle::Comma), Some(NumberStyle::PointOnly)]
            [usize::from(one >> 2 & 3)],
        power: [None, Some(6), Some(-3), Some(300)][usize::from(one >> 4 & 3)],
        ..Answers::default()
    };
    match two & 3 {
        1 => answers.series = Some("price.btc.usd@someone".to_owned()),
        2 => {
            answers.dialect =
                dialects::REGISTRY.get(usize::from(two >> 2)).map(|known| known.name().to_owned())
        }
        3 => answers.columns = columns(two >> 2),
        _ => {}
    }
    answers
}

fn columns(which: u8) -> Vec<ColumnAnswer> {
    use ColumnRole::{Close, Date, High, Low, NotUsed, Open, Volume};
    let value = |unit, power| ColumnRole::Value { id: "my.own".to_owned(), unit, power };
    let roles = match which % 5 {
        0 => vec![Date, value(Unit::Usd, 0)],
        1 => vec![value(Unit::Index100, 0), Date, NotUsed],
        2 => vec![Date, Open, High, Low, Close, Volume],
        3 => vec![Date, Date, value(Unit::Number, -400), value(Unit::Number, 400)],
        _ => vec![NotUsed, Close, value(Unit::HashesPerSecond, 12)],
    };
    let place = |(column, role)| ColumnAnswer { column: column * (1 + usize::from(which / 5)), role };
    roles.into_iter().enumerate().map(place).collect()
}

fn check(read: &Understood, file: &[u8]) {
    assert!(!read.series.is_empty(), "a table without a series was taken");
    assert!(read.warnings.len() <= 1_000 && read.warnings.len() as u64 <= read.warnings_total);
    assert!(read.first_rows.len() <= 5 && read.last_rows.len() <= 5);
    assert!(read.columns.len() <= 256 && read.header.len() <= 256);
    if is_plain(file) {
        let lines = file.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64 + 1;
        assert!(read.rows_read <= lines, "{} rows in {lines} lines", read.rows_read);
        for warning in &read.warnings {
            assert!(warning.line <= lines, "a warning of line {} in {lines} lines", warning.line);
        }
    }
    for series in &read.series {
        check_series(series, read.rows_read);
    }
}

/// Whether every row is a line of the file: not packed, and no HTML or JSON.
fn is_plain(file: &[u8]) -> bool {
    !file.starts_with(b"PK")
        && !file.starts_with(&[0x1F, 0x8B])
        && !file.iter().any(|byte| b"<{[".contains(byte))
}

fn check_series(series: &SeriesRead, rows_read: u64) {
    let key = &series.key;
    assert!(is_series_id(&key.id), "{key}");
    let kept = series.rows.len();
    assert!(kept > 0, "{key} without a row");
    assert!(series.rows_rejected <= series.rows_read && series.rows_read <= rows_read, "{key}");
    assert!(kept <= series.rows_read - series.rows_rejected, "{key}: {kept} rows kept");
    let mut seen = 0;
    let mut before = None;
    for block in series.rows.blocks() {
        let block = block.expect("rows of a small file wait in memory");
        seen += block.len() as u64;
        for time in &block.times {
            assert!(before.is_none_or(|before| before < *time), "{key}: {time} after {before:?}");
            assert!((0..=NEWEST.0).contains(time), "{key}: a row of {time}");
            before = Some(*time);
        }
        for (index, column) in block.cells.iter().enumerate().take(series.rows.width()) {
            assert_eq!(column.len(), block.len(), "{key}");
            let fits = |value: &f64| value.is_nan() || value.abs() <= 1e300;
            assert!(column.iter().all(fits), "{key}: column {index} holds more than a series can");
        }
        if series.rows.width() >= 4 {
            let [open, high, low, close, volume] = &block.cells;
            for row in 0..block.len() {
                // A price that is missing is a gap in a candle of its own and contradicts no other.
                for price in [open[row], close[row]] {
                    let fits = !(price <= 0.0 || price < low[row] || price > high[row]);
                    assert!(fits, "{key}: {price} outside {}–{}", low[row], high[row]);
                }
            }
            assert!(
                volume.iter().all(|volume| volume.is_nan() || *volume >= 0.0),
                "{key}: a negative volume"
            );
        }
    }
    assert_eq!(seen, kept, "{key}");
    let whole = series.series().unwrap_or_else(|error| panic!("{key}: {error}"));
    assert_eq!(whole.len() as u64, kept, "{key}");
}

/// A front rewrites what it knows, the same in whatever pieces it is read, and not endlessly.
pub fn csv_front(bytes: &[u8]) {
    let whole = rewritten(bytes, 1 << 16);
    match (&whole, &rewritten(bytes, 7)) {
        (Ok(whole), Ok(pieces)) => assert!(whole == pieces, "two readings of one file differ"),
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => panic!("only one of two readings fails: {error}"),
        (Err(_), Err(_)) => {}
    }
    if let Ok(whole) = &whole {
        assert!(whole.len() <= 64 * bytes.len() + 65_536, "{} bytes become {}", bytes.len(), whole.len());
    }
    match read(bytes, "page.html", &ReadOptions::up_to(NEWEST)) {
        Ok(understood) => check(&understood, bytes),
        Err(error) => sentence(&error, 4_000),
    }
}

/// What comes out of the front when it is asked for `piece` bytes at a time.
fn rewritten(bytes: &[u8], piece: usize) -> Result<Vec<u8>, String> {
    let input = Box::new(Cursor::new(bytes.to_vec()));
    let mut table = front::as_table(input).map_err(|error| {
        sentence(&error, 4_000);
        error.to_string()
    })?;
    let mut all = Vec::new();
    let mut room = vec![0; piece];
    loop {
        match table.read(&mut room) {
            Ok(0) => return Ok(all),
            Ok(read) => all.extend_from_slice(&room[..read]),
            Err(error) => return Err(error.to_string()),
        }
    }
}
