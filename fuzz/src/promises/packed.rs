//! Packed rows: bytes of a damaged disk are refused or rows in order, and what is packed comes back.

use crate::io::packed::codec::{Codec, Order, RowsIn, RowsOut};
use crate::io::packed::{CHUNK_ROWS, MAX_CELLS};

/// The rows of a chunk.
#[derive(Debug, Default, PartialEq)]
struct Rows {
    times: Vec<i64>,
    cells: [Vec<f64>; MAX_CELLS],
    batches: Vec<i64>,
}

/// The first byte chooses the order that is expected, or rows made of the rest instead.
pub fn packed_codec(bytes: &[u8]) {
    let [mode, bytes @ ..] = bytes else { return };
    match mode.wrapping_sub(b'0') {
        0 => unpacked(bytes, Order::Rising),
        1 => unpacked(bytes, Order::NotFalling),
        width => packed(bytes, usize::from(width % 5) + 1),
    }
}

fn unpack(bytes: &[u8], order: Order) -> Result<Rows, String> {
    let mut rows = Rows::default();
    let Rows { times, cells, batches } = &mut rows;
    let mut out = RowsOut { times, cells, batches, pad: MAX_CELLS, order };
    let count = Codec::default().unpack(bytes, &mut out).map_err(|error| {
        super::sentence(&error, 200);
        error.to_string()
    })?;
    assert_eq!(count, rows.times.len());
    Ok(rows)
}

fn unpacked(bytes: &[u8], order: Order) {
    let Ok(rows) = unpack(bytes, order) else { return };
    let count = rows.times.len();
    assert!((1..=CHUNK_ROWS).contains(&count), "{count} rows");
    for pair in rows.times.windows(2) {
        let rises = if order == Order::Rising { pair[0] < pair[1] } else { pair[0] <= pair[1] };
        assert!(rises, "{} after {}", pair[1], pair[0]);
    }
    assert!(rows.batches.is_empty() || rows.batches.len() == count);
    for column in &rows.cells {
        assert_eq!(column.len(), count);
        for value in column {
            let canonical = !value.is_nan() || value.to_bits() == f64::NAN.to_bits();
            assert!(canonical, "{:x}", value.to_bits());
        }
    }
    let again = unpack(&pack(&rows, MAX_CELLS), order).expect("what was packed can be unpacked");
    assert_same(&again, &rows);
}

/// Rows of arbitrary cells: eight bytes of time and eight a cell.
fn packed(bytes: &[u8], width: usize) {
    let mut rows = Rows::default();
    let mut time = 0_i64;
    for row in bytes.chunks_exact(8 * (width + 1)).take(CHUNK_ROWS) {
        let mut words =
            row.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().expect("eight bytes")));
        time = time.saturating_add((words.next().unwrap_or_default() >> 20) as i64 + 1);
        rows.times.push(time);
        for column in rows.cells.iter_mut().take(width) {
            // Small whole cents and any bits by turns: both ways of packing are taken.
            let word = words.next().unwrap_or_default();
            let value = if word & 1 == 0 { (word >> 44) as f64 / 100.0 } else { f64::from_bits(word) };
            column.push(if value.is_nan() { f64::NAN } else { value + 0.0 });
        }
    }
    if rows.times.is_empty() {
        return;
    }
    let back = unpack(&pack(&rows, width), Order::Rising).expect("what was packed can be unpacked");
    for column in rows.cells.iter_mut().skip(width) {
        column.resize(rows.times.len(), f64::NAN);
    }
    assert_same(&back, &rows);
}

fn pack(rows: &Rows, width: usize) -> Vec<u8> {
    let batches = (!rows.batches.is_empty()).then_some(rows.batches.as_slice());
    let cells = rows.cells.each_ref().map(Vec::as_slice);
    let mut out = Vec::new();
    Codec::default().pack(&RowsIn { times: &rows.times, cells, width, batches }, &mut out);
    out
}

fn assert_same(one: &Rows, other: &Rows) {
    assert_eq!(one.times, other.times);
    assert_eq!(one.batches, other.batches);
    for (one, other) in one.cells.iter().zip(&other.cells) {
        let same = one.iter().zip(other).all(|(one, other)| one.to_bits() == other.to_bits());
        assert!(same && one.len() == other.len(), "{one:?} is not {other:?}");
    }
}
