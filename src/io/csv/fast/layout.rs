//! A plan turned into one step a column, for the quick way through a line.
//!
//! Knows columns, slots for their values and what each series takes; knows
//! nothing of bytes. A file whose plan asks for more than that has no layout,
//! and every line of it goes to the reference.

use crate::domain::time::UnixSecs;
use crate::io::csv::number::NumberStyle;
use crate::io::csv::plan::{Blank, Bounds, Cells, Plan, SeriesPlan};
use crate::io::csv::records::MAX_COLUMNS;

/// What is done with one column.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// What stands there.
    pub kind: Kind,
    /// The byte that ends the cell: the delimiter, or a line end.
    pub ends: u8,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Nothing that is used.
    Skip,
    /// When.
    Date,
    /// An amount.
    Amount {
        /// Where its value is put.
        slot: u8,
        /// Power of ten between cell and value.
        power: i32,
    },
}

/// What one series takes out of the slots.
#[derive(Clone, Debug)]
pub struct Target {
    /// The slots of its cells.
    pub cells: Slots,
    /// What its values may be.
    pub bounds: Bounds,
    /// What a row without any value means.
    pub blank: Blank,
}

/// Slots of the cells of a series.
#[derive(Clone, Copy, Debug)]
pub enum Slots {
    /// One value.
    Scalar(u8),
    /// Open, high, low, close, and the volume if there is one.
    Candle([u8; 4], Option<Volume>),
}

/// Where the volume of a row is found.
#[derive(Clone, Copy, Debug)]
pub struct Volume {
    /// Its slot.
    pub slot: u8,
    /// Rows dated before this instant have it in another slot.
    pub moved: (i64, u8),
}

impl Target {
    /// Cells of a row.
    pub fn width(&self) -> usize {
        match self.cells {
            Slots::Scalar(_) => 1,
            Slots::Candle(_, volume) => 4 + usize::from(volume.is_some()),
        }
    }
}

impl Volume {
    /// The slot of a row of this time.
    #[inline]
    pub fn slot_at(self, time: i64) -> u8 {
        let (before, moved) = self.moved;
        if time < before { moved } else { self.slot }
    }
}

/// The steps through a line.
#[derive(Clone, Debug)]
pub struct Layout {
    /// One a column, in file order.
    pub steps: Vec<Step>,
    /// One a series, in the plan's order.
    pub targets: Vec<Target>,
    /// What stands between cells.
    pub delimiter: u8,
    /// What stands before fractions.
    pub point: u8,
    /// What may stand between groups of three digits.
    pub group: Option<u8>,
    /// Rows dated later are for the reference to refuse.
    pub newest: i64,
    /// How many amounts, in the first slots, follow a date in the first column, if every
    /// column up to them is one or the other and none has a power of ten.
    pub lane: usize,
}

impl Layout {
    /// The layout of a plan for a table of `width` columns, if there is one.
    pub fn of(
        plan: &Plan,
        width: usize,
        delimiter: u8,
        numbers: NumberStyle,
        newest: UnixSecs,
    ) -> Option<Self> {
        let (point, group) = match numbers {
            NumberStyle::Point => (b'.', Some(b',')),
            NumberStyle::PointOnly => (b'.', None),
            NumberStyle::Comma => (b',', Some(b'.')),
        };
        if width == 0 || width > MAX_COLUMNS || delimiter == point {
            return None;
        }
        let mut kinds = vec![Kind::Skip; width];
        *kinds.get_mut(plan.date)? = Kind::Date;
        let mut slots = 0;
        let targets = plan.series.iter().map(|series| target(series, &mut kinds, &mut slots));
        let mut targets = targets.collect::<Option<Vec<_>>>()?;
        let lane = in_file_order(&mut kinds, &mut targets);
        let ends = |column: usize| if column + 1 == width { b'\n' } else { delimiter };
        let steps = kinds.into_iter().enumerate().map(|(column, kind)| Step { kind, ends: ends(column) });
        Some(Self { steps: steps.collect(), targets, delimiter, point, group, newest: newest.0, lane })
    }
}

/// Numbers the slots in the order of the file and counts the lane.
fn in_file_order(kinds: &mut [Kind], targets: &mut [Target]) -> usize {
    let mut order = [0; 256];
    let mut next = 0;
    for kind in kinds.iter_mut() {
        if let Kind::Amount { slot, .. } = kind {
            if let Some(place) = order.get_mut(usize::from(*slot)) {
                *place = next;
            }
            *slot = next;
            next = next.saturating_add(1);
        }
    }
    let moved = |slot: &mut u8| *slot = order.get(usize::from(*slot)).copied().unwrap_or(0);
    for target in targets {
        match &mut target.cells {
            Slots::Scalar(slot) => moved(slot),
            Slots::Candle(prices, volume) => {
                prices.iter_mut().for_each(moved);
                if let Some(volume) = volume {
                    moved(&mut volume.slot);
                    moved(&mut volume.moved.1);
                }
            }
        }
    }
    match kinds {
        [Kind::Date, amounts @ ..] => {
            amounts.iter().take_while(|kind| matches!(kind, Kind::Amount { power: 0, .. })).count()
        }
        _ => 0,
    }
}

fn target(series: &SeriesPlan, kinds: &mut [Kind], slots: &mut usize) -> Option<Target> {
    let mut slot = |column: usize, power: i32| {
        let kind = kinds.get_mut(column)?;
        match *kind {
            Kind::Skip => {
                let slot = u8::try_from(*slots).ok()?;
                *slots += 1;
                *kind = Kind::Amount { slot, power };
                Some(slot)
            }
            Kind::Amount { slot, power: known } if known == power => Some(slot),
            _ => None,
        }
    };
    let power = series.power;
    let cells = match series.cells {
        Cells::Scalar(column) => Slots::Scalar(slot(column, power)?),
        Cells::Candle { open, high, low, close, volume } => {
            let prices = [slot(open, power)?, slot(high, power)?, slot(low, power)?, slot(close, power)?];
            let volume = match volume {
                None => None,
                Some(column) => {
                    let now = slot(column, 0)?;
                    let moved = match series.moved_volume {
                        None => (i64::MIN, now),
                        Some(moved) => (moved.before.0, slot(moved.column, 0)?),
                    };
                    Some(Volume { slot: now, moved })
                }
            };
            Slots::Candle(prices, volume)
        }
    };
    Some(Target { cells, bounds: series.bounds(), blank: series.blank })
}
