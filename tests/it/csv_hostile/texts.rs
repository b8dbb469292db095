//! Hostile bytes of tables.

use std::io::{self, Read as _};
use std::sync::atomic::{AtomicU64, Ordering};

use hashfloor::io::csv::Understood;

use super::{Counted, Place, repeated};

/// Bytes that may be taken of an endless record before it is refused: some blocks of read-ahead.
const SOON: u64 = 4 << 20;

#[test]
fn a_field_of_a_gigabyte_is_refused_after_the_first_kilobytes() {
    let place = Place::new();
    for quote in ["", "\""] {
        let taken = AtomicU64::new(0);
        let start = format!("date,value\n2031-03-01,{quote}");
        let input = io::Cursor::new(start).chain(io::repeat(b'7').take(1 << 30));
        let said = place.refuses(Counted(input, &taken));
        assert!(said.contains("line 2: expected"), "{said}");
        assert!(said.contains("64 KiB") || said.contains("4 KiB"), "{said}");
        assert!(taken.load(Ordering::SeqCst) <= SOON, "{taken:?} bytes were read");
    }
}

#[test]
fn a_hundred_thousand_columns_are_refused_wherever_they_stand() {
    let place = Place::new();
    let wide = vec!["1"; 100_000].join(",");
    for text in [format!("{wide}\n2031-03-01,1\n"), format!("date,value\n2031-03-01,1\n{wide}\n")] {
        let said = place.refuses(text.as_bytes());
        assert!(said.contains("expected at most 256 columns"), "{said}");
    }
    let said = place.refuses(repeated(",", 256 << 20));
    assert!(said.contains("256 columns"), "{said}");
}

#[test]
fn a_nul_is_another_kind_of_file_wherever_it_stands() {
    let place = Place::new();
    let row = "2031-03-01,1\n";
    for before in [0, 5, 13, 20_000, 200_000] {
        let mut bytes = format!("date,value\n{}", row.repeat(before / row.len() + 1)).into_bytes();
        bytes.insert(before, 0);
        let said = place.refuses(&bytes[..]);
        assert!(said.contains("is NUL: expected text (CSV), found some other kind of file"), "{said}");
    }
}

#[test]
fn numbers_no_series_can_hold_are_refused_in_their_cells() {
    let place = Place::new();
    let long = "9".repeat(400);
    let head = "date,open,high,low,close\n";
    for value in ["1e308", "1e309", "-1e400", "1e99999", "inf", "-inf", "Infinity", "nan(1)", "0x1F", &long] {
        let text =
            format!("{head}2031-03-01,10,12,9,11\n2031-03-02,10,{value},9,11\n2031-03-03,10,12,9,11\n");
        let preview = place.read(text.as_bytes()).unwrap();
        assert_eq!(kept_and_warned(&preview.understood), (2, vec![3]), "{value}");
        let warning = preview.understood.warnings[0].to_string();
        assert!(warning.starts_with("line 3, column \"high\": expected"), "{warning}");
        assert!(warning.contains(&value[..3]), "{warning}");
        place.refuses(format!("{head}2031-03-01,10,{value},9,11\n").as_bytes());
    }
}

#[test]
fn years_that_no_chart_has_are_refused_in_their_rows() {
    let place = Place::new();
    for date in
        ["10000-01-01", "0000-01-01", "-0001-01-01", "0001-01-01", "2201-01-01", "1969-12-31", "2999-01-01"]
    {
        let text = format!("date,value\n2031-03-01,1.5\n2031-03-02,1.5\n2031-03-03,1.5\n{date},1\n");
        let preview = place.read(text.as_bytes()).unwrap();
        assert_eq!(preview.understood.series[0].rows.len(), 3, "{date}");
        let warning = preview.understood.warnings[0].to_string();
        assert!(warning.starts_with("line 5, column \"date\": expected"), "{warning}");
        place.refuses(format!("date,value\n{date},1\n").as_bytes());
    }
}

#[test]
fn a_quote_left_open_costs_what_it_swallows_and_no_more() {
    let place = Place::new();
    let swallowed = "2031-03-02,1\n".repeat(10_000);
    let said = place.refuses(format!("date,value\n2031-03-01,\"1\n{swallowed}").as_bytes());
    assert!(said.contains("expected a row of at most 64 KiB (is a quote left open?)"), "{said}");
    // A short one is one bad row of many lines, and is told of.
    let rows = "2031-03-01,10,12,9,11\n2031-03-02,10,12,9,\"11\n2031-03-03,10,12,9,11\n";
    let preview = place.read(format!("date,open,high,low,close\n{rows}").as_bytes()).unwrap();
    assert_eq!(kept_and_warned(&preview.understood), (1, vec![3]));
}

/// Lines of the warnings, and rows kept of the first series.
fn kept_and_warned(understood: &Understood) -> (u64, Vec<u64>) {
    let lines = understood.warnings.iter().map(|warning| warning.line).collect();
    (understood.series[0].rows.len(), lines)
}

#[test]
fn ragged_rows_are_told_of_and_the_others_kept() {
    let place = Place::new();
    let good = "2031-03-01,1\n".repeat(20);
    let ragged = "2031-03-02\n2031-03-03,3,,\n2031-03-04,4,5\n2031-03-05,1,234.5\n2031-03-06,6\n";
    let preview = place.read(format!("date,value\n{good}{ragged}").as_bytes()).unwrap();
    assert_eq!(kept_and_warned(&preview.understood), (3, vec![22, 24, 25]));
    let said = place.refuses("date,value\n2031-03-01\n2031-03-02\n".as_bytes());
    assert!(said.contains("hostile.csv: "), "{said}");
}

#[test]
fn mixed_line_ends_cost_no_row() {
    let place = Place::new();
    let text = "date,value\r\n2031-03-01,1\n2031-03-02,2\r2031-03-03,3\r\n\r\n\n2031-03-04,4\r\r2031-03-05,5";
    let preview = place.read(text.as_bytes()).unwrap();
    assert_eq!(kept_and_warned(&preview.understood), (5, vec![]));
}

#[test]
fn bytes_that_are_no_utf_8_hurt_only_the_cell_they_stand_in() {
    let place = Place::new();
    let mut late = b"\xEF\xBB\xBFdate,value,note\n".to_vec();
    late.extend(b"2031-03-01,1,fine\n2031-03-02,2,\xFF\xFE\n2031-03-03,\xFF3,x\n2031-03-04,4,y\n");
    let preview = place.read(&late[..]).unwrap();
    assert_eq!(kept_and_warned(&preview.understood), (3, vec![4]));
    let noise: Vec<u8> = (0..4_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 | 0x80).collect();
    place.refuses(&noise[..]);
}

#[test]
fn half_a_character_of_utf_16_costs_its_row_at_most() {
    let place = Place::new();
    let text = "date,value\n2031-03-01,1\n2031-03-02,2\n";
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for cut in [1, 2, 3] {
        let preview = place.read(&utf16[..utf16.len() - cut]).unwrap();
        assert!(kept_and_warned(&preview.understood).0 >= 1, "cut by {cut}");
    }
    place.refuses(&b"\xFF\xFE"[..]);
    place.refuses(&b"\xFF\xFEd"[..]);
    let alone: Vec<u8> = [0xFF, 0xFE].into_iter().chain([0x00, 0xD8].repeat(4_000)).collect();
    place.refuses(&alone[..]);
}

#[test]
fn nothing_and_next_to_nothing_are_refused_for_what_they_are() {
    let place = Place::new();
    for text in ["", " ", "\n\n\r\n", "\u{feff}", "# only\n# comments\n", "\"\"", ",,,\n,,,\n"] {
        place.refuses(text.as_bytes());
    }
    assert!(place.refuses("".as_bytes()).contains("the file is empty"));
    let said = place.refuses("date,open,high,low,close\n".as_bytes());
    assert!(said.contains("a header but no row of values"), "{said}");
}

#[test]
fn a_header_twice_is_never_read_as_a_sum_of_both() {
    let place = Place::new();
    // Which of two `value` columns counts is not guessed at, or it is the first.
    match place.read("date,value,value\n2031-03-01,1,2\n2031-03-02,2,3\n".as_bytes()) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(preview) => {
            let series = preview.understood.series[0].series().unwrap();
            assert_eq!(series.values(), [1.0, 2.0]);
        }
    }
    let text = "time,open,high,low,close,Plot,Plot,MA,MA\n1930089600,10,12,9,11,1,2,3,4\n1930176000,11,13,10,12,1,2,3,4\n";
    let preview = place.read(text.as_bytes()).unwrap();
    assert_eq!(preview.understood.series[0].rows.len(), 2);
}

#[test]
fn deep_json_and_deep_html_are_refused_without_a_deep_stack() {
    let place = Place::new();
    for deep in ["[", "{\"a\":", "<table><tr><td>", "<div>", "<table>", "<td><b>"] {
        place.refuses(repeated(deep, 8 << 20));
    }
}
