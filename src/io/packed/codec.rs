//! Up to [`CHUNK_ROWS`] rows as bytes and back, to the bit.
//!
//! Layout: version, width and flags, number of rows; first time and the
//! distances; the batches, if rows of several stand together; the cells. Prices
//! of a candle are written as whole numbers of the last decimal and as distances
//! (the open from the previous close, the close from the open, the high and the
//! low from the body), because those are small. What does not fit that form is
//! written column by column, in the last resort as the bits of each number.
//! Bytes may come from a damaged disk: nothing is believed, nothing panics.

use super::bytes::Reader;
use super::decimals::{MOST_DECIMALS, decimals_of, from_whole, power, to_whole};
use super::{CHUNK_ROWS, MAX_CELLS, ints};

const VERSION: u8 = 1;
const HAS_BATCHES: u8 = 0x10;
const IS_CANDLE: u8 = 0x20;
/// Cells that make a candle's prices.
const PRICES: usize = 4;

const HAS_GAPS: u8 = 0x10;
const NO_NUMBER: u8 = 0;
const AS_BITS: u8 = 1;
const AS_WHOLE: u8 = 2;
const AS_STEPS: u8 = 3;

/// Why bytes are no packed rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CodecError {
    /// They end too early.
    #[error("packed rows end too early")]
    Short,
    /// They go on where they should end.
    #[error("packed rows do not end where they should")]
    Long,
    /// Another layout.
    #[error("packed rows of an unknown layout {0}")]
    Layout(u8),
    /// More rows than a chunk has, or none.
    #[error("{0} rows in one chunk, expected 1 to {CHUNK_ROWS}")]
    Count(u16),
    /// A number wider than it can be.
    #[error("a packed number is wider than it can be")]
    Width,
    /// Times that do not rise.
    #[error("packed times do not rise")]
    Order,
}

/// Rows to be packed: columns of the same length, at most [`CHUNK_ROWS`] and at least one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowsIn<'a> {
    pub times: &'a [i64],
    /// The first [`RowsIn::width`] are used; NaN is a gap.
    pub cells: [&'a [f64]; MAX_CELLS],
    pub width: usize,
    /// Who wrote each row, where that is not one batch for all.
    pub batches: Option<&'a [i64]>,
}

/// What is expected of times one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Each comes after the one before.
    Rising,
    /// Rows of one time may stand side by side.
    NotFalling,
}

/// Where unpacked rows are appended.
#[derive(Debug)]
pub(crate) struct RowsOut<'a> {
    pub times: &'a mut Vec<i64>,
    /// Columns beyond the width of the rows get gaps up to `pad`.
    pub cells: &'a mut [Vec<f64>; MAX_CELLS],
    pub batches: &'a mut Vec<i64>,
    /// How many columns are filled in any case.
    pub pad: usize,
    pub order: Order,
}

/// Packs and unpacks; keeps its scratch columns between chunks.
#[derive(Debug)]
pub(crate) struct Codec {
    scratch: [[i64; CHUNK_ROWS]; PRICES],
    present: Vec<f64>,
}

impl Default for Codec {
    fn default() -> Self {
        Self { scratch: [[0; CHUNK_ROWS]; PRICES], present: Vec::new() }
    }
}

impl Codec {
    /// Appends the rows to `out`; rows beyond [`CHUNK_ROWS`] are the caller's fault and left out.
    pub(crate) fn pack(&mut self, rows: &RowsIn<'_>, out: &mut Vec<u8>) {
        let count = rows.times.len().min(CHUNK_ROWS);
        let (Some(times), Some(first)) = (rows.times.get(..count), rows.times.first()) else { return };
        let width = rows.width.min(MAX_CELLS);
        let mut prices = [&[][..]; PRICES];
        for (price, cells) in prices.iter_mut().zip(&rows.cells) {
            *price = cells.get(..count).unwrap_or_default();
        }
        let decimals = (width >= PRICES).then(|| self.candle_decimals(prices)).flatten();
        out.push(VERSION);
        let flags = [(rows.batches.is_some(), HAS_BATCHES), (decimals.is_some(), IS_CANDLE)];
        let flags = flags.iter().filter(|(is_set, _)| *is_set).fold(0, |flags, (_, flag)| flags | flag);
        out.push(width as u8 | flags);
        out.extend_from_slice(&(count as u16).to_le_bytes());
        out.extend_from_slice(&first.to_le_bytes());
        // The scratch columns hold the prices by now.
        let mut steps = [0; CHUNK_ROWS];
        for (step, pair) in steps.iter_mut().zip(times.windows(2)) {
            if let [before, after] = pair {
                *step = after.wrapping_sub(*before);
            }
        }
        ints::put(steps.get(..count.saturating_sub(1)).unwrap_or_default(), out);
        if let Some(batches) = rows.batches.and_then(|batches| batches.get(..count)) {
            ints::put(batches, out);
        }
        let mut next = 0;
        if let Some(decimals) = decimals {
            out.push(decimals);
            self.put_prices(count, out);
            next = PRICES;
        }
        for cells in rows.cells.iter().take(width).skip(next) {
            self.put_column(cells.get(..count).unwrap_or_default(), out);
        }
    }

    /// Fills the scratch columns with whole prices if all of them have the same few decimals.
    fn candle_decimals(&mut self, prices: [&[f64]; PRICES]) -> Option<u8> {
        let mut decimals = 0;
        for cells in prices {
            for value in [cells.first(), cells.get(cells.len() / 2), cells.last()].into_iter().flatten() {
                decimals = decimals_of(*value, decimals)?;
            }
        }
        'again: while decimals <= MOST_DECIMALS {
            let power = power(decimals)?;
            for (cells, whole) in prices.iter().zip(&mut self.scratch) {
                if !to_whole(cells, power, whole) {
                    decimals += 1;
                    continue 'again;
                }
            }
            return Some(decimals);
        }
        None
    }

    fn put_prices(&mut self, count: usize, out: &mut Vec<u8>) {
        let [open, high, low, close] = &mut self.scratch;
        let mut steps = [0; CHUNK_ROWS];
        let mut before = 0_i64;
        for ((((open, high), low), close), step) in
            open.iter_mut().zip(high).zip(low).zip(close).zip(&mut steps).take(count)
        {
            *step = open.wrapping_sub(before);
            before = *close;
            *high = high.wrapping_sub((*open).max(*close));
            *low = (*open).min(*close).wrapping_sub(*low);
            *close = close.wrapping_sub(*open);
        }
        ints::put(steps.get(..count).unwrap_or_default(), out);
        let [_, high, low, close] = &self.scratch;
        for column in [close, high, low] {
            ints::put(column.get(..count).unwrap_or_default(), out);
        }
    }

    fn put_column(&mut self, cells: &[f64], out: &mut Vec<u8>) {
        let has_gaps = cells.iter().fold(false, |found, cell| found | cell.is_nan());
        let mut present = std::mem::take(&mut self.present);
        present.clear();
        let values = if has_gaps {
            present.extend(cells.iter().copied().filter(|cell| !cell.is_nan()));
            present.as_slice()
        } else {
            cells
        };
        let kind_at = out.len();
        let flag = if has_gaps { HAS_GAPS } else { 0 };
        out.push(NO_NUMBER | flag);
        if has_gaps {
            for eight in cells.chunks(8) {
                let bits = eight.iter().rev().fold(0, |bits, cell| bits << 1 | u8::from(!cell.is_nan()));
                out.push(bits);
            }
        }
        if !values.is_empty() {
            let kind = self.put_values(values, out);
            if let Some(place) = out.get_mut(kind_at) {
                *place = kind | flag;
            }
        }
        self.present = present;
    }

    fn put_values(&mut self, values: &[f64], out: &mut Vec<u8>) -> u8 {
        let [scratch, steps, ..] = &mut self.scratch;
        let whole = scratch.get_mut(..values.len()).unwrap_or_default();
        let Some(decimals) = column_decimals(values, whole) else {
            for (whole, value) in whole.iter_mut().zip(values) {
                *whole = value.to_bits() as i64;
            }
            ints::put(whole, out);
            return AS_BITS;
        };
        out.push(decimals);
        let steps = steps.get_mut(..values.len()).unwrap_or_default();
        let mut before = 0;
        for (step, whole) in steps.iter_mut().zip(whole.iter()) {
            *step = whole.wrapping_sub(before);
            before = *whole;
        }
        if span(steps.get(1..).unwrap_or_default()) < span(whole) {
            ints::put(steps, out);
            AS_STEPS
        } else {
            ints::put(whole, out);
            AS_WHOLE
        }
    }

    /// Appends the rows that lie in `bytes` and says how many they are.
    ///
    /// Batches are appended only where they stand inside. After an error the columns hold
    /// rubbish behind their former end.
    pub(crate) fn unpack(&mut self, bytes: &[u8], out: &mut RowsOut<'_>) -> Result<usize, CodecError> {
        let mut from = Reader::new(bytes);
        let version = from.byte()?;
        let flags = from.byte()?;
        let width = usize::from(flags & 0x0f);
        let is_candle = flags & IS_CANDLE != 0;
        let is_known = flags & !(0x0f | HAS_BATCHES | IS_CANDLE) == 0;
        if version != VERSION
            || !is_known
            || !(1..=MAX_CELLS).contains(&width)
            || (is_candle && width < PRICES)
        {
            return Err(CodecError::Layout(version));
        }
        let counted = from.u16()?;
        let count = usize::from(counted);
        if count == 0 || count > CHUNK_ROWS {
            return Err(CodecError::Count(counted));
        }
        let mut time = from.i64()?;
        let mut column = [0; CHUNK_ROWS];
        let steps = column.get_mut(..count - 1).unwrap_or_default();
        ints::get(&mut from, steps)?;
        out.times.reserve(count);
        out.times.push(time);
        let mut is_in_order = true;
        let least_step = i64::from(out.order == Order::Rising);
        out.times.extend(steps.iter().map(|step| {
            is_in_order &= *step >= least_step && time.checked_add(*step).is_some();
            time = time.wrapping_add(*step);
            time
        }));
        if !is_in_order {
            return Err(CodecError::Order);
        }
        if flags & HAS_BATCHES != 0 {
            let batches = column.get_mut(..count).unwrap_or_default();
            ints::get(&mut from, batches)?;
            out.batches.extend_from_slice(batches);
        }
        let mut next = 0;
        if is_candle {
            self.get_prices(&mut from, count, out.cells)?;
            next = PRICES;
        }
        for cells in out.cells.iter_mut().take(width).skip(next) {
            self.get_column(&mut from, count, cells)?;
        }
        for cells in out.cells.iter_mut().take(out.pad).skip(width) {
            cells.resize(cells.len().saturating_add(count), f64::NAN);
        }
        if from.is_at_end() { Ok(count) } else { Err(CodecError::Long) }
    }

    fn get_prices(
        &mut self,
        from: &mut Reader<'_>,
        count: usize,
        cells: &mut [Vec<f64>; MAX_CELLS],
    ) -> Result<(), CodecError> {
        let power = power(from.byte()?).ok_or(CodecError::Width)?;
        let [open, close, high, low] = &mut self.scratch;
        for column in [&mut *open, close, high, low] {
            ints::get(from, column.get_mut(..count).unwrap_or_default())?;
        }
        let mut before = 0_i64;
        for (((open, close), high), low) in
            open.iter_mut().zip(close.iter_mut()).zip(high.iter_mut()).zip(low.iter_mut()).take(count)
        {
            *open = open.wrapping_add(before);
            *close = close.wrapping_add(*open);
            before = *close;
            *high = high.wrapping_add((*open).max(*close));
            *low = (*open).min(*close).wrapping_sub(*low);
        }
        for (cells, whole) in cells.iter_mut().zip([&*open, high, low, close]) {
            cells.extend(whole.iter().take(count).map(|whole| from_whole(*whole, power)));
        }
        Ok(())
    }

    fn get_column(
        &mut self,
        from: &mut Reader<'_>,
        count: usize,
        cells: &mut Vec<f64>,
    ) -> Result<(), CodecError> {
        let flags = from.byte()?;
        let gaps = if flags & HAS_GAPS == 0 { None } else { Some(from.take(count.div_ceil(8))?) };
        let present = gaps.map_or(count, |gaps| {
            let bits = gaps.iter().map(|byte| byte.count_ones() as usize).sum::<usize>();
            bits.min(count)
        });
        let [values, ..] = &mut self.scratch;
        let values = values.get_mut(..present).unwrap_or_default();
        match flags & !HAS_GAPS {
            NO_NUMBER if gaps.is_some() && present == 0 => {}
            AS_BITS => {
                ints::get(from, values)?;
                let numbers = values.iter().map(|bits| super::one_gap(f64::from_bits(*bits as u64)));
                spread(numbers, gaps, count, cells);
                return Ok(());
            }
            kind @ (AS_WHOLE | AS_STEPS) => {
                let power = power(from.byte()?).ok_or(CodecError::Width)?;
                ints::get(from, values)?;
                if kind == AS_STEPS {
                    let mut before = 0_i64;
                    for value in values.iter_mut() {
                        *value = value.wrapping_add(before);
                        before = *value;
                    }
                }
                spread(values.iter().map(|whole| from_whole(*whole, power)), gaps, count, cells);
                return Ok(());
            }
            _ => return Err(CodecError::Layout(flags)),
        }
        spread(std::iter::empty(), gaps, count, cells);
        Ok(())
    }
}

/// Fills `whole` if all values have the same few decimals, and says how many.
fn column_decimals(values: &[f64], whole: &mut [i64]) -> Option<u8> {
    let mut decimals = 0;
    for value in [values.first(), values.get(values.len() / 2), values.last()].into_iter().flatten() {
        decimals = decimals_of(*value, decimals)?;
    }
    (decimals..=MOST_DECIMALS)
        .find(|decimals| power(*decimals).is_some_and(|power| to_whole(values, power, whole)))
}

/// From the least to the most of the numbers, which are below 2^53.
fn span(values: &[i64]) -> u64 {
    let least = values.iter().copied().min().unwrap_or(0);
    values.iter().copied().max().unwrap_or(0).wrapping_sub(least) as u64
}

/// Puts numbers where the gaps are not.
fn spread(mut numbers: impl Iterator<Item = f64>, gaps: Option<&[u8]>, count: usize, cells: &mut Vec<f64>) {
    let Some(bits) = gaps else {
        cells.extend(numbers);
        return;
    };
    let bits = bits.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1)).take(count);
    cells.extend(bits.map(|is_there| if is_there { numbers.next().unwrap_or(f64::NAN) } else { f64::NAN }));
}
