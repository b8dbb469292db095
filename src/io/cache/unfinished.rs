//! Rows that were not over yet when they were seen: today's candle, this week's.
//!
//! Such a row is bound to change and nobody revises anything by it. Wrong in
//! doubt towards *finished*: an older value too many is kept, never one lost.

use crate::domain::series::Cadence;
use crate::domain::time::DAY_SECS;
use crate::io::cache::batches::BatchTimes;
use crate::io::cache::error::CacheFault;
use crate::io::cache::rows::Row;

/// Rows whose distances say how long one lasts.
const LOOKED_AT: usize = 50;
const HOUR_SECS: i64 = 3_600;

/// How long a row lasts, in seconds; `None` where nobody can say.
pub(super) fn length_secs(cadence: Cadence, times: impl DoubleEndedIterator<Item = i64>) -> Option<i64> {
    match cadence {
        Cadence::Daily => Some(DAY_SECS),
        Cadence::Weekly => Some(7 * DAY_SECS),
        Cadence::Irregular => None,
        Cadence::Intraday => {
            let mut later = None;
            let mut shortest = None;
            for time in times.rev().take(LOOKED_AT) {
                // A time that stands there twice is one row with several older values.
                if let Some(distance) = later.map(|later: i64| later - time).filter(|secs| *secs > 0) {
                    shortest = Some(shortest.map_or(distance, |shortest: i64| shortest.min(distance)));
                }
                later = Some(time);
            }
            Some(shortest.unwrap_or(HOUR_SECS))
        }
    }
}

/// Whether a row was not over at the time of the batch that wrote it.
pub(super) fn is_unfinished(
    row: &Row,
    length_secs: Option<i64>,
    batches: &mut BatchTimes<'_>,
) -> Result<bool, CacheFault> {
    is_unfinished_at(row.time, row.batch_id, length_secs, batches)
}

fn is_unfinished_at(
    time: i64,
    batch_id: i64,
    length_secs: Option<i64>,
    batches: &mut BatchTimes<'_>,
) -> Result<bool, CacheFault> {
    let Some(length) = length_secs else { return Ok(false) };
    Ok(batches.at(batch_id)?.is_some_and(|at| time.saturating_add(length) > at))
}

/// The first of the unfinished rows that the rows seen so far end with.
pub(super) struct UnfinishedTail {
    cadence: Cadence,
    from: Option<i64>,
}

impl UnfinishedTail {
    pub(super) fn new(cadence: Cadence) -> Self {
        Self { cadence, from: None }
    }

    /// Goes on with the rows of the next month.
    pub(super) fn extend(&mut self, rows: &[Row], batches: &mut BatchTimes<'_>) -> Result<(), CacheFault> {
        self.extend_with(rows.iter().map(|row| (row.time, row.batch_id)), batches)
    }

    /// The same with only the time and the batch of each row.
    pub(super) fn extend_with(
        &mut self,
        rows: impl DoubleEndedIterator<Item = (i64, i64)> + Clone,
        batches: &mut BatchTimes<'_>,
    ) -> Result<(), CacheFault> {
        let length = length_secs(self.cadence, rows.clone().map(|(time, _)| time));
        let mut from = None;
        for (time, batch_id) in rows.rev() {
            if !is_unfinished_at(time, batch_id, length, batches)? {
                self.from = None;
                break;
            }
            from = Some(time);
        }
        self.from = self.from.or(from);
        Ok(())
    }

    pub(super) fn from(&self) -> Option<i64> {
        self.from
    }
}
