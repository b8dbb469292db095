//! The quick way and the reference agree on every table, however it is cut up.

use std::cell::Cell;
use std::io::{self, Read};
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::blocks::LineBlocks;
use super::parser::Rules;
use crate::domain::table_answers::Answers;
use crate::domain::time::UnixSecs;
use crate::io::csv::date::DayOrder;
use crate::io::csv::error::CsvError;
use crate::io::csv::number::NumberStyle;
use crate::io::csv::plan::{Blank, MovedVolume, Plan};
use crate::io::csv::read::{Pace, ReadOptions, read_rows};
use crate::io::csv::sniff::sniff;
use crate::io::csv::table::RowSink;
use crate::io::packed::RowBlock;

/// Keeps every row as text, values by their bits.
#[derive(Default)]
struct Kept(Vec<String>);

impl RowSink for Kept {
    fn push(&mut self, series: usize, rows: &RowBlock) -> io::Result<()> {
        for row in 0..rows.len() {
            let cells: Vec<_> =
                rows.cells.iter().filter_map(|column| column.get(row)).map(|v| v.to_bits()).collect();
            self.0.push(format!("{series} {} {} {cells:?}", rows.lines[row], rows.times[row]));
        }
        self.0.sort_by_key(|row| row.split(' ').next().map(str::to_owned)); // stable: file order within a series
        Ok(())
    }
}

/// How a table is read in one comparison.
#[derive(Clone, Copy)]
struct Way {
    by_reference: bool,
    pace: Pace,
}

const REFERENCE: Way = Way { by_reference: true, pace: Pace { block: 1 << 20, alone: usize::MAX } };
const WAYS: [Way; 4] = [
    Way { by_reference: false, pace: Pace { block: 1 << 20, alone: usize::MAX } },
    Way { by_reference: false, pace: Pace { block: 40, alone: usize::MAX } },
    Way { by_reference: false, pace: Pace { block: 64, alone: 1 } },
    Way { by_reference: true, pace: Pace { block: 50, alone: 2 } },
];

/// What the caller settles beside the table.
#[derive(Clone, Copy, Debug)]
struct Settled {
    numbers: NumberStyle,
    day_order: Option<DayOrder>,
    blank: Blank,
    power: i32,
    moved: bool,
}

const AS_IT_IS: Settled =
    Settled { numbers: NumberStyle::Point, day_order: None, blank: Blank::NoRow, power: 0, moved: false };

fn newest() -> UnixSecs {
    UnixSecs::from_ymd(2040, 1, 1).unwrap()
}

/// Everything found in a table in one text, and whether there is a quick way through it.
fn outcome(text: &[u8], way: Way, change: impl FnOnce(&mut Plan), settled: Settled) -> (String, bool) {
    let answers = Answers { day_order: settled.day_order, ..Answers::default() };
    let (file, blocks, head) = match sniff(text, "x.csv") {
        Ok(sniffed) => sniffed,
        Err(fault) => return (fault.to_string(), false),
    };
    let answers = Answers { numbers: Some(settled.numbers), power: Some(settled.power), ..answers };
    let mut settled_file = match crate::io::csv::settle::settle(&file, &answers) {
        Ok(settled) => settled,
        Err(fault) => return (fault.to_string(), false),
    };
    change(&mut settled_file.plan);
    let series = settled_file.plan.series.len();
    let rules = Rules::new(&file, &settled_file, newest(), settled.day_order);
    let quick = rules.has_quick_way();
    let rules = if way.by_reference { rules.by_reference_alone() } else { rules };
    let blocks = LineBlocks::new(blocks, head, way.pace.block);
    let mut kept = Kept::default();
    let options = ReadOptions { answers: &answers, ..ReadOptions::up_to(newest()) };
    let found = read_rows(blocks, &rules, &mut kept, series, &options, way.pace);
    // What was handed on before a fault is nobody's: nothing of the file is taken then.
    let rows = if found.is_ok() { kept.0.join("\n") } else { String::new() };
    (format!("{:#?}\n{rows}", found.map_err(|fault| fault.to_string())), quick)
}

fn agree(text: &[u8], change: impl Fn(&mut Plan), settled: Settled) -> Result<bool, TestCaseError> {
    let (reference, _) = outcome(text, REFERENCE, &change, settled);
    let mut quick = false;
    for way in WAYS {
        let (found, has_quick_way) = outcome(text, way, &change, settled);
        quick |= has_quick_way;
        prop_assert_eq!(&found, &reference, "{}", String::from_utf8_lossy(text));
    }
    Ok(quick)
}

#[test]
fn every_fixture_is_read_the_same_in_every_way() {
    let mut quick = 0;
    for (name, text) in crate::io::csv::read::tests::FIXTURES {
        match agree(text.as_bytes(), |_| {}, AS_IT_IS) {
            Ok(has_quick_way) => quick += usize::from(has_quick_way),
            Err(fault) => panic!("{name}: {fault}"),
        }
    }
    assert!(quick > 5, "{quick} fixtures have a quick way");
}

fn a_date() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (1_000_000_000_u64..2_000_000_000).prop_map(|seconds| seconds.to_string()),
        1 => (1_000_000_000_000_u64..2_000_000_000_000).prop_map(|milli| milli.to_string()),
        4 => "20[0-3][0-9]-0[1-9]-[0-2][1-8]",
        3 => "20[0-3][0-9]-0[1-9]-[0-2][1-8][T ][0-2][0-9]:[0-5][0-9]:[0-5][0-9](Z| UTC|)",
        3 => "(Jan|Feb|Jul|Dec) [0-2]?[1-9], 20[0-4][0-9]",
        1 => "[0-3]?[0-9]/[01]?[0-9]/20[0-3][0-9]",
        1 => "(Total|20240101|2024/1/5|5 Jan 2024|2099-01-01|x|)",
    ]
}

fn an_amount() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[1-9][0-9]{0,5}\\.[0-9]{1,8}",
        3 => "[1-9][0-9]{0,3}",
        3 => "[1-9][0-9]{0,2}(,[0-9]{3}){1,2}(\\.[0-9]{1,2})?",
        1 => "-?[0-9]{0,20}\\.?[0-9]{0,24}",
        1 => "[0-9]{1,3}(\\.[0-9]{3}){0,2},[0-9]{1,2}",
        2 => Just(String::new()),
        1 => "(-|null|NaN|1e3|\\(5\\.5\\)|inf| 12 |\\+3|1,23|12%|é)",
    ]
}

fn quoted(cell: &str, how: u8, delimiter: &str) -> String {
    match how {
        0..5 if cell.contains(delimiter) || cell.contains(',') => format!("\"{cell}\""),
        0..5 => cell.to_owned(),
        5..8 => format!("\"{cell}\""),
        8 => format!("\"{cell}\n\""),
        9 => format!("\"{cell}\"\"\""),
        10 => format!("{cell}\""),
        _ => format!(" {cell}"),
    }
}

/// A table line by line, well formed for the most part.
fn a_table() -> impl Strategy<Value = String> {
    let cell = (an_amount(), prop_oneof![30 => 0_u8..8, 1 => 8_u8..12]);
    let row =
        (a_date(), prop_oneof![30 => 0_u8..8, 1 => 8_u8..12], proptest::collection::vec(cell, 5), 0_u8..60);
    let header = prop_oneof![
        Just("time,open,high,low,close,volume"),
        Just("Date,Price,Open,High,Low,Vol."),
        Just("date,price,note,x,y,z"),
        Just("date,price.btc.usd,difficulty,hashrate,a.b,c.d"),
    ];
    let delimiter = prop_oneof![4 => Just(","), 1 => Just(";"), 1 => Just("\t"), 1 => Just("|")];
    let end = prop_oneof![4 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\r")];
    let table = (header, delimiter, end, proptest::collection::vec(row, 0..30), any::<bool>(), any::<bool>());
    table.prop_map(|(header, delimiter, end, rows, same_form, ended)| {
        let mut lines = vec![header.replace(',', delimiter)];
        let form = rows.first().map(|(date, ..)| date.clone());
        for (date, how, cells, odd) in rows {
            let date = match &form {
                Some(form) if same_form => form.clone(),
                _ => date,
            };
            let mut line = vec![quoted(&date, how, delimiter)];
            // In order, so that most rows make a candle.
            let mut amounts: Vec<_> = cells;
            if odd < 40 {
                let first = amounts[0].clone();
                amounts.iter_mut().take(4).for_each(|cell| *cell = first.clone());
            }
            line.extend(amounts.iter().map(|(cell, how)| quoted(cell, *how, delimiter)));
            match odd {
                50 => lines.push(String::new()),
                51 => lines.push("# a note, of no use".to_owned()),
                52 => line.push("234".to_owned()),
                53 => line.push(String::new()),
                54 => line.truncate(3),
                55 => lines.push("   ".to_owned()),
                56 => lines.push("\"\"".to_owned()),
                57 => line.push(format!("\"{}", "x".repeat(3))),
                _ => {}
            }
            lines.push(line.join(delimiter));
        }
        lines.join(end) + if ended { end } else { "" }
    })
}

#[test]
fn generated_tables_are_read_the_same_in_every_way() {
    let quick = Cell::new(0);
    let numbers =
        prop_oneof![Just(NumberStyle::Point), Just(NumberStyle::PointOnly), Just(NumberStyle::Comma)];
    let order = prop_oneof![Just(None), Just(Some(DayOrder::DayFirst)), Just(Some(DayOrder::MonthFirst))];
    let settled = (numbers, order, any::<bool>(), prop_oneof![Just(0), Just(6)], any::<bool>());
    proptest!(ProptestConfig::with_cases(1_500), |(text in a_table(), (numbers, day_order, gap, power, moved) in settled)| {
        let blank = if gap { Blank::Gap } else { Blank::NoRow };
        let settled = Settled { numbers, day_order, blank, power, moved };
        let change = |plan: &mut Plan| {
            for series in &mut plan.series {
                series.blank = settled.blank;
                series.power = settled.power;
                let before = UnixSecs(1_500_000_000);
                series.moved_volume = settled.moved.then_some(MovedVolume { before, column: 4 });
            }
        };
        quick.set(quick.get() + u32::from(agree(text.as_bytes(), change, settled)?));
    });
    assert!(quick.get() > 200, "{} tables have a quick way", quick.get());
}

#[test]
fn text_of_any_kind_is_read_the_same_in_every_way() {
    let text = "(date,price\n)?([0-9]{10},[0-9.]{1,6}\r?\n|[\"a#,;\r\n0-9]{0,9}){0,30}";
    proptest!(ProptestConfig::with_cases(1_500), |(text in text)| {
        agree(text.as_bytes(), |_| {}, AS_IT_IS)?;
    });
}

/// A long table with one hard place in its middle, read on several threads.
fn long_table(middle: &str) -> String {
    let rows = |from: u64| {
        (from..from + 3_000).map(|day| format!("{},{day}.5\n", 1_000_000_000 + day * 60)).collect::<String>()
    };
    format!("time,price\n{}{middle}{}", rows(1), rows(10_001))
}

#[test]
fn hard_places_far_into_a_table_keep_their_lines() {
    for middle in [
        "",
        "\"1000000001\n\",\"5\n\"\n",
        "1000000001,\"x\n\n\n\"\n\n#\n1000000002,5\n",
        "1000000001,\"\n1000000002,5\n1000000003,6\n\"\n1000000004,7\n",
        &format!("1000000001,\"{}\"\n", "5\n".repeat(1_000)),
        &format!("#{}\n", "x".repeat(5_000)),
    ] {
        agree(long_table(middle).as_bytes(), |_| {}, AS_IT_IS).unwrap();
    }
}

#[test]
fn a_bound_passed_far_into_a_table_is_named_by_its_line() {
    for (middle, words) in [
        (format!("1,\"{}", "x\n".repeat(40_000)), "expected a row of at most 64 KiB"),
        (format!("{}\n", "x".repeat(5_000)), "line 3002: expected cells of at most 4 KiB"),
        (format!("{}\n", ",".repeat(300)), "line 3002: expected at most 256 columns"),
    ] {
        let text = long_table(&middle);
        let (found, _) = outcome(text.as_bytes(), WAYS[2], |_| {}, AS_IT_IS);
        assert!(found.contains(words), "{found:.300}");
        agree(text.as_bytes(), |_| {}, AS_IT_IS).unwrap();
    }
}

/// Gives a table and then does something else.
struct Then<'a, F>(&'a [u8], F);

impl<F: FnMut() -> io::Result<usize>> Read for Then<'_, F> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() { (self.1)() } else { self.0.read(room) }
    }
}

fn read_then(
    after: impl FnMut() -> io::Result<usize> + Send,
    progress: &dyn Fn(u64) -> ControlFlow<()>,
) -> CsvError {
    // Longer than what is read alone, so that the workers are at it.
    let text = long_table("").repeat(60);
    let options = ReadOptions { progress, ..ReadOptions::up_to(newest()) };
    crate::io::csv::read(Then(text.as_bytes(), after), "x.csv", &options).unwrap_err()
}

#[test]
fn a_panic_of_the_input_is_an_error_and_no_hang() {
    let message = read_then(|| panic!("on purpose"), &|_| ControlFlow::Continue(())).to_string();
    assert!(message.contains("please report this"), "{message}");
}

#[test]
fn an_input_that_fails_midway_says_so() {
    let fault = read_then(|| Err(io::Error::other("the disk is gone")), &|_| ControlFlow::Continue(()));
    assert_eq!(fault.to_string(), "the file could not be read: the disk is gone");
}

#[test]
fn reading_on_several_threads_can_be_cancelled() {
    let progress = |rows| if rows > 100_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let row = b"1000000000,5\n";
    let text: Vec<u8> = row.repeat(300_000);
    let options = ReadOptions { progress: &progress, ..ReadOptions::up_to(newest()) };
    let input = io::Cursor::new(b"time,price\n".to_vec()).chain(&text[..]).chain(io::repeat(b'\n'));
    let result = crate::io::csv::read(input, "x.csv", &options);
    assert!(matches!(result, Err(CsvError::Cancelled { rows }) if rows > 100_000), "{result:?}");
}
