//! Series on their way into the cache: in memory or packed, month by month.

use std::io;
use std::ops::{ControlFlow, Range};

use crate::domain::provenance::Provenance;
use crate::domain::series::{Cadence, Series, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::io::cache::checksum::Month;
use crate::io::cache::error::CacheFault;
use crate::io::cache::packed_rows::Unpacked;
use crate::io::cache::rows::{Row, Shape, rows_of};
use crate::io::cache::{Incoming, SortedIncoming};
use crate::io::packed::codec::{Codec, Order, RowsOut};
use crate::io::packed::{Extremes, SortedRows, canonical};

/// Rows between two looks at whether to go on.
const PACE_ROWS: u64 = 50_000;
/// No number of a series is larger.
const LARGEST: f64 = 1e300;

/// A series that arrives.
#[derive(Clone, Copy)]
pub(super) struct Arrival<'a> {
    pub key: &'a SeriesKey,
    pub unit: Unit,
    pub cadence: Cadence,
    pub shape: Shape,
    pub first: Option<UnixSecs>,
    pub last: Option<UnixSecs>,
    pub provenance: &'a Provenance,
    rows: Rows<'a>,
}

#[derive(Clone, Copy)]
enum Rows<'a> {
    InMemory(&'a Series),
    Packed(&'a SortedRows),
}

impl<'a> From<&'a Incoming> for Arrival<'a> {
    fn from(incoming: &'a Incoming) -> Self {
        let Incoming { series, provenance } = incoming;
        Self {
            key: series.key(),
            unit: series.unit(),
            cadence: series.cadence(),
            shape: Shape::of(series),
            first: series.first_time(),
            last: series.last_time(),
            provenance,
            rows: Rows::InMemory(series),
        }
    }
}

impl<'a> From<&'a SortedIncoming> for Arrival<'a> {
    fn from(incoming: &'a SortedIncoming) -> Self {
        Self {
            key: &incoming.key,
            unit: incoming.unit,
            cadence: incoming.cadence,
            shape: if incoming.rows.width() == 1 { Shape::Value } else { Shape::Candle },
            first: incoming.rows.first(),
            last: incoming.rows.last(),
            provenance: &incoming.provenance,
            rows: Rows::Packed(&incoming.rows),
        }
    }
}

impl<'a> Arrival<'a> {
    /// What every row must fulfil and some does not. A [`Series`] has been judged when it was made.
    pub(super) fn broken_rule(&self) -> Option<&'static str> {
        let Rows::Packed(rows) = self.rows else { return None };
        let Extremes { least, most, highs_and_lows_hold, .. } = rows.extremes();
        let below = |bound: f64| move |least: &f64| *least < bound;
        let [prices @ .., volume] = least;
        if least.iter().any(below(-LARGEST)) || most.iter().any(|most| *most > LARGEST) {
            Some("a finite number")
        } else if self.shape == Shape::Value {
            None
        } else if prices.iter().any(|least| *least <= 0.0) {
            Some("a price above 0")
        } else if *volume < 0.0 {
            Some("a volume of 0 or more")
        } else {
            (!highs_and_lows_hold).then_some("a high and a low that enclose the open and the close")
        }
    }

    /// Whether packed rows hold only what the cache keeps as it is.
    pub(super) fn keeps_its_bits(&self) -> bool {
        matches!(self.rows, Rows::Packed(rows) if !rows.extremes().has_negative_zero)
    }

    /// Its rows by month, as rows of a batch.
    pub(super) fn months(&self, batch_id: i64) -> Months<'a> {
        let rows = match self.rows {
            Rows::InMemory(series) => {
                let rows: Box<dyn Iterator<Item = Row> + 'a> = Box::new(rows_of(series, batch_id));
                MonthRows::InMemory(rows.peekable())
            }
            Rows::Packed(rows) => MonthRows::Packed { rows, starts: rows.chunk_starts().collect(), next: 0 },
        };
        Months { batch_id, shape: self.shape, rows }
    }
}

/// The months of an arriving series, one after the other.
pub(super) struct Months<'a> {
    batch_id: i64,
    shape: Shape,
    rows: MonthRows<'a>,
}

enum MonthRows<'a> {
    InMemory(std::iter::Peekable<Box<dyn Iterator<Item = Row> + 'a>>),
    Packed { rows: &'a SortedRows, starts: Vec<i64>, next: usize },
}

/// The rows of one month.
pub(super) enum MonthOf<'a> {
    /// As they are.
    Rows(Vec<Row>),
    /// Packed.
    Chunks(&'a SortedRows, Range<usize>),
}

impl<'a> Iterator for Months<'a> {
    type Item = (Month, MonthOf<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.rows {
            MonthRows::InMemory(rows) => {
                let month = Month::of(rows.peek()?.time);
                let mut found = Vec::new();
                while let Some(row) = rows.next_if(|row| month.contains(row.time)) {
                    found.push(row);
                }
                Some((month, MonthOf::Rows(found)))
            }
            MonthRows::Packed { rows, starts, next } => {
                let from = *next;
                let month = Month::of(*starts.get(from)?);
                let left = starts.get(from..).unwrap_or_default();
                // A chunk lies within one month, so its first time tells which.
                *next = from.saturating_add(left.partition_point(|first| *first < month.end).max(1));
                Some((month, MonthOf::Chunks(rows, from..*next)))
            }
        }
    }
}

impl Months<'_> {
    /// Unpacks what is packed.
    pub(super) fn unpack(&self, month: MonthOf<'_>, pace: &mut Pace<'_>) -> Result<Vec<Row>, CacheFault> {
        let (rows, chunks) = match month {
            MonthOf::Rows(rows) => {
                pace.go_on(rows.len() as u64)?;
                return Ok(rows);
            }
            MonthOf::Chunks(rows, chunks) => (rows, chunks),
        };
        let mut unpacked = Unpacked::default();
        let mut codec = Codec::default();
        for index in chunks {
            let Some(chunk) = rows.chunk(index).map_err(CacheFault::Waiting)? else { break };
            let mut out = RowsOut {
                times: &mut unpacked.times,
                cells: &mut unpacked.cells,
                batches: &mut unpacked.batches,
                pad: self.shape.width(),
                order: Order::Rising,
            };
            let count = codec
                .unpack(&chunk.bytes, &mut out)
                .map_err(|error| CacheFault::Waiting(io::Error::new(io::ErrorKind::InvalidData, error)))?;
            pace.go_on(count as u64)?;
        }
        for cell in unpacked.cells.iter_mut().flatten() {
            *cell = canonical(*cell);
        }
        let count = unpacked.times.len();
        unpacked.batches.resize(count, self.batch_id);
        let rows = unpacked.rows(0..count).collect();
        Ok(rows)
    }
}

/// Says how many rows are done, and hears whether to go on.
pub(super) struct Pace<'a> {
    rows: u64,
    said: u64,
    progress: &'a dyn Fn(u64) -> ControlFlow<()>,
}

impl<'a> Pace<'a> {
    pub(super) fn new(progress: &'a dyn Fn(u64) -> ControlFlow<()>) -> Self {
        Self { rows: 0, said: 0, progress }
    }

    /// Counts further rows; asks from time to time.
    pub(super) fn go_on(&mut self, rows: u64) -> Result<(), CacheFault> {
        self.rows = self.rows.saturating_add(rows);
        if self.rows.saturating_sub(self.said) < PACE_ROWS { Ok(()) } else { self.ask() }
    }

    /// Asks now.
    pub(super) fn ask(&mut self) -> Result<(), CacheFault> {
        self.said = self.rows;
        match (self.progress)(self.rows) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(CacheFault::Cancelled),
        }
    }
}

/// For what is small enough never to be given up.
pub(super) const NEVER_BREAK: &dyn Fn(u64) -> ControlFlow<()> = &|_| ControlFlow::Continue(());
