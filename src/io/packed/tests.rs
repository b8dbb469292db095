//! The spool held against the plain way: all rows in memory, sorted at the end.

use proptest::prelude::*;

use super::codec::{Codec, CodecError, Order, RowsIn, RowsOut};
use super::*;
use crate::domain::series::Cadence;
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Rows collected, sorted and freed of doubled ones in the plainest way.
mod plain {
    use super::*;

    const SAME_PRICE: f64 = 1e-6;

    pub fn sorted(
        rows: &RowBlock,
        width: usize,
        rule: Doubled,
        dropped: &mut dyn FnMut(DroppedRow),
    ) -> RowBlock {
        let cell = |column: usize, row: usize| rows.cells[column].get(row).copied().unwrap_or(f64::NAN);
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|row| rows.times[*row]); // stable: rows of one time stay in file order
        let mut kept: Vec<usize> = Vec::new();
        for group in order.chunk_by(|a, b| rows.times[*a] == rows.times[*b]) {
            let previous = kept.last().copied();
            let follows = |row: &&usize| {
                previous.is_some_and(|previous| {
                    let close = cell(3, previous);
                    (cell(0, **row) - close).abs() <= SAME_PRICE * close
                })
            };
            let chosen = match rule {
                Doubled::OpensAtPreviousClose if group.len() > 1 => {
                    group.iter().find(follows).or(group.last())
                }
                _ => group.last(),
            };
            let chosen = *chosen.unwrap();
            for row in group.iter().copied().filter(|row| *row != chosen) {
                if !(0..width).all(|c| one_gap(cell(c, row)).to_bits() == one_gap(cell(c, chosen)).to_bits())
                {
                    dropped(DroppedRow { line: u64::from(rows.lines[row]), time: UnixSecs(rows.times[row]) });
                }
            }
            kept.push(chosen);
        }
        let mut sorted =
            RowBlock { times: kept.iter().map(|row| rows.times[*row]).collect(), ..RowBlock::default() };
        for (index, column) in sorted.cells.iter_mut().enumerate().take(width) {
            column.extend(kept.iter().map(|row| cell(index, *row)));
        }
        sorted
    }

    pub fn cadence(rows: &RowBlock) -> Cadence {
        let midnight = rows.times.iter().all(|time| time % DAY_SECS == 0);
        let short = rows.times.windows(2).filter(|pair| pair[1] - pair[0] < DAY_SECS).count();
        let daily = rows.times.windows(2).filter(|pair| pair[1] - pair[0] == DAY_SECS).count();
        let half = rows.len().saturating_sub(1).div_ceil(2);
        if midnight && daily >= half {
            Cadence::Daily
        } else if short > 0 && short >= half {
            Cadence::Intraday
        } else {
            Cadence::Irregular
        }
    }
}

fn bits(rows: &RowBlock) -> (Vec<i64>, Vec<Vec<u64>>) {
    let bits = |column: &Vec<f64>| column.iter().map(|cell| one_gap(*cell).to_bits()).collect();
    (rows.times.clone(), rows.cells.iter().map(bits).collect())
}

fn together(rows: &SortedRows) -> RowBlock {
    let mut all = RowBlock::default();
    for block in rows.blocks() {
        let block = block.unwrap();
        assert!(!block.is_empty() && block.len() <= CHUNK_ROWS);
        let month = |time: &i64| UnixSecs(*time).date().first_of_month();
        assert_eq!(block.times.first().map(month), block.times.last().map(month), "two months in a block");
        all.times.extend(&block.times);
        for (all, more) in all.cells.iter_mut().zip(&block.cells) {
            all.extend(more);
        }
    }
    all
}

/// Spools the rows in blocks, under tiny bounds, and by the plain way.
fn judge(rows: &RowBlock, width: usize, rule: Doubled, block: usize, run_rows: usize, memory: usize) {
    let mut rows = rows.clone();
    rows.cells.iter_mut().skip(width).for_each(Vec::clear);
    let rows = &rows;
    let mut spool = RowSpool::bounded(width, rule, run_rows, memory);
    for from in (0..rows.len()).step_by(block) {
        let until = (from + block).min(rows.len());
        let mut part = RowBlock {
            times: rows.times[from..until].to_vec(),
            lines: rows.lines[from..until].to_vec(),
            ..RowBlock::default()
        };
        for (part, column) in part.cells.iter_mut().zip(&rows.cells).take(width) {
            part.extend(&column[from..until]);
        }
        spool.push(&part).unwrap();
    }
    let (mut dropped, mut expected_dropped) = (Vec::new(), Vec::new());
    let sorted = spool.finish(&mut |row| dropped.push(row)).unwrap();
    let expected = plain::sorted(rows, width, rule, &mut |row| expected_dropped.push(row));
    assert_eq!(bits(&together(&sorted)), bits(&expected));
    assert_eq!(dropped, expected_dropped);
    assert_eq!(sorted.len(), expected.len() as u64);
    assert_eq!(sorted.first().map(|time| time.0), expected.times.first().copied());
    assert_eq!(sorted.last().map(|time| time.0), expected.times.last().copied());
    assert_eq!(sorted.cadence(), plain::cadence(&expected));
    for (index, column) in rows.cells.iter().enumerate().take(width) {
        assert_eq!(sorted.has_number(index), column.iter().any(|cell| !cell.is_nan()), "column {index}");
    }
}

/// Candles as exchanges write them: two decimals, a volume with more.
fn candles(times: Vec<i64>) -> RowBlock {
    let price = |n: usize, lift: i64| (4_200_000 + (n as i64 * 7_919) % 40_000 + lift) as f64 / 100.0;
    let column = |lift: i64| (0..times.len()).map(|n| price(n, lift)).collect::<Vec<_>>();
    let volume = (0..times.len()).map(|n| (n * 104_729 % 9_999_991) as f64 / 10_000.0).collect();
    RowBlock {
        cells: [column(0), column(900), column(-900), column(10), volume],
        lines: (0..times.len() as u32).map(|n| n + 2).collect(),
        times,
    }
}

fn minutes(count: i64) -> Vec<i64> {
    (0..count).map(|n| 1_706_000_000 / 60 * 60 + 60 * n).collect()
}

fn pack(rows: &RowBlock, width: usize, batches: Option<&[i64]>) -> Vec<u8> {
    let [a, b, c, d, e] = &rows.cells;
    let mut bytes = Vec::new();
    Codec::default().pack(&RowsIn { times: &rows.times, cells: [a, b, c, d, e], width, batches }, &mut bytes);
    bytes
}

fn unpack(bytes: &[u8]) -> Result<(RowBlock, Vec<i64>), CodecError> {
    let (mut block, mut batches) = (RowBlock::default(), Vec::new());
    let mut out = RowsOut {
        times: &mut block.times,
        cells: &mut block.cells,
        batches: &mut batches,
        pad: 0,
        order: Order::NotFalling,
    };
    let rows = Codec::default().unpack(bytes, &mut out)?;
    assert_eq!(rows, block.len());
    Ok((block, batches))
}

fn any_cell() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (0_i64..10_000_000).prop_map(|n| n as f64 / 100.0),
        1 => (-1_000_000_i64..1_000_000).prop_map(|n| n as f64 / 1e8),
        1 => Just(f64::NAN),
        1 => Just(0.0),
        1 => any::<f64>(),
    ]
}

fn any_rows(most: usize) -> impl Strategy<Value = RowBlock> {
    let step =
        prop_oneof![6 => Just(60_i64), 2 => 0_i64..4_000_000, 1 => -100_000_i64..100_000, 1 => Just(0)];
    let cells = prop_oneof![
        (0_i64..900).prop_map(|n| n as f64).prop_map(|n| [n, n + 2.0, n - 1.0, n + 1.0, n / 8.0]),
        [any_cell(), any_cell(), any_cell(), any_cell(), any_cell()],
    ];
    (prop::collection::vec((step, cells), 1..most), 0_u8..3).prop_map(|(rows, order)| {
        let mut block = RowBlock::default();
        let mut time = 1_706_000_000_i64;
        for (line, (step, cells)) in rows.into_iter().enumerate() {
            time += match order {
                0 => step.abs(),
                1 => -step.abs(),
                _ => step,
            };
            block.times.push(time);
            block.lines.push(line as u32 * 2 + 1);
            for (column, cell) in block.cells.iter_mut().zip(cells) {
                column.push(cell);
            }
        }
        block
    })
}

#[test]
fn minute_candles_take_about_eight_bytes_a_row() {
    let rows = candles(minutes(512));
    let bytes = pack(&rows, 5, None);
    assert!(bytes.len() < 512 * 9, "{} bytes", bytes.len());
    assert_eq!(bits(&unpack(&bytes).unwrap().0), bits(&rows));
}

#[test]
fn a_file_in_order_and_one_in_reverse_are_packed_once() {
    let rising = minutes(20_000);
    let mut falling = rising.clone();
    falling.reverse();
    for times in [rising, falling] {
        judge(&candles(times.clone()), 5, Doubled::Last, 1_000, 4_096, usize::MAX);
        let mut spool = RowSpool::bounded(5, Doubled::Last, 4_096, usize::MAX);
        spool.push(&candles(times)).unwrap();
        let sorted = spool.finish(&mut |_| panic!("nothing is doubled")).unwrap();
        let bytes: usize = (0..).map_while(|n| sorted.chunk(n).unwrap()).map(|chunk| chunk.bytes.len()).sum();
        // One copy and the line numbers: nothing was unpacked and packed again.
        assert!(sorted.packed_bytes() < bytes * 11 / 10, "{} kept, {bytes} needed", sorted.packed_bytes());
    }
}

#[test]
fn a_doubled_sunday_keeps_the_row_that_follows_and_names_the_other() {
    let sunday = 1_711_843_200;
    let mut rows = candles(vec![sunday - DAY_SECS, sunday, sunday, sunday + DAY_SECS]);
    rows.cells[3][0] = 100.0;
    rows.cells[0][1] = 100.000_05;
    rows.cells[0][2] = 170.0;
    for (rule, line, open) in [(Doubled::OpensAtPreviousClose, 4, 100.000_05), (Doubled::Last, 3, 170.0)] {
        let mut spool = RowSpool::new(5, rule);
        spool.push(&rows).unwrap();
        let mut dropped = Vec::new();
        let sorted = spool.finish(&mut |row| dropped.push(row)).unwrap();
        assert_eq!(dropped, [DroppedRow { line, time: UnixSecs(sunday) }]);
        assert_eq!(together(&sorted).cells[0][1], open);
    }
}

#[test]
fn a_million_rows_of_one_time_do_not_pile_up() {
    let mut spool = RowSpool::bounded(1, Doubled::Last, 1 << 12, 1 << 20);
    let mut block = RowBlock { times: vec![7; 1_000], lines: vec![1; 1_000], ..RowBlock::default() };
    for n in 0..200 {
        block.cells[0] = vec![f64::from(n); 1_000];
        spool.push(&block).unwrap();
    }
    let mut dropped = 0;
    let sorted = spool.finish(&mut |_| dropped += 1).unwrap();
    assert_eq!((sorted.len(), dropped), (1, 199_000));
    assert_eq!(together(&sorted).cells[0], [199.0]);
}

#[test]
fn an_empty_spool_gives_no_rows() {
    let sorted = RowSpool::new(5, Doubled::Last).finish(&mut |_| ()).unwrap();
    assert!(sorted.is_empty());
    assert_eq!((sorted.first(), sorted.last(), sorted.blocks().count()), (None, None, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_spool_gives_what_the_plain_way_gives(
        rows in any_rows(900),
        width in prop::sample::select(vec![1, 4, 5]),
        follows in any::<bool>(),
        block in 1_usize..700,
        run_rows in 1_usize..400,
        memory in prop::sample::select(vec![0, 1_usize << 20]),
    ) {
        let rule = if follows { Doubled::OpensAtPreviousClose } else { Doubled::Last };
        judge(&rows, width, rule, block, run_rows, memory);
    }

    #[test]
    fn packed_rows_come_back_to_the_bit(
        rows in any_rows(512),
        width in 1_usize..=5,
        batches in prop::option::of(0_i64..1 << 40),
    ) {
        let mut rows = rows;
        rows.lines.clear();
        rows.times.sort_unstable();
        for column in &mut rows.cells {
            for cell in column.iter_mut() {
                *cell = one_gap(*cell);
            }
        }
        for column in rows.cells.iter_mut().skip(width) {
            column.clear();
        }
        let numbers: Vec<i64> = batches.iter().flat_map(|first| (0..rows.len() as i64).map(move |n| first + n / 100)).collect();
        let batches = batches.map(|_| numbers.as_slice());
        let bytes = pack(&rows, width, batches);
        let (found, found_batches) = unpack(&bytes).unwrap();
        prop_assert_eq!(bits(&found), bits(&rows));
        prop_assert_eq!(found_batches, numbers);
        for cut in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            prop_assert!(unpack(&bytes[..cut]).is_err());
        }
    }

    #[test]
    fn any_bytes_are_rows_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        unpack(&bytes).ok();
    }

    #[test]
    fn flipped_bits_are_rows_or_an_error(
        rows in any_rows(512),
        flips in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        let mut rows = rows;
        rows.times.sort_unstable();
        let mut bytes = pack(&rows, 5, None);
        for flip in flips {
            let bit = flip.index(bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        if let Ok((found, _)) = unpack(&bytes) {
            prop_assert!(found.times.is_sorted() && found.len() <= CHUNK_ROWS);
        }
    }
}

#[test]
fn every_nan_is_the_one_gap_down_to_its_bits() {
    for bits in [0x7ff8_0000_0000_0001, 0xffff_5ab5_6ad5_ab52, 0x7ff0_0000_0000_0001, u64::MAX] {
        let strange = std::hint::black_box(f64::from_bits(bits));
        assert_eq!(one_gap(strange).to_bits(), f64::NAN.to_bits(), "{bits:x}");
        assert_eq!(canonical(strange).to_bits(), f64::NAN.to_bits(), "{bits:x}");
    }
    for value in [f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1.5, f64::MIN_POSITIVE / 2.0] {
        assert_eq!(one_gap(value).to_bits(), value.to_bits());
    }
    assert_eq!(canonical(-0.0).to_bits(), 0);
    for whole in [i64::MIN, i64::MAX, 0x3cb0_0000_0000_0001, -0x4330_0000_0000_0000] {
        let number = decimals::from_whole(std::hint::black_box(whole), 100.0);
        assert!(!number.is_nan() || number.to_bits() == f64::NAN.to_bits(), "{whole:x}");
    }
}
