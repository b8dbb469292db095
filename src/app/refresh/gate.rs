//! What must be true of an answer before any of it is stored.
//!
//! A parser knows its own answer only. Here it is held against what was asked
//! and what is stored: other days than asked, another unit, a value over ten
//! times the stored one. A page that fails is refused whole, for nobody can
//! say which half of a doubtful page is right.

use crate::app::refresh::plan::Candidate;
use crate::domain::catalog;
use crate::domain::series::{Series, SeriesKey};
use crate::domain::time::{FIRST_BLOCK_DAY, UnixSecs};
use crate::domain::unit::Unit;
use crate::io::cache::CacheError;
use crate::io::sources::{Ask, Page, Paging};

/// How many times a stored value a new one may be, or the other way round.
const LARGEST_JUMP: f64 = 10.0;
/// How many rows may lie between two that are held against each other.
const NEIGHBOUR_STEPS: i64 = 3;

/// Rows beside the window that a source may add to an answer that is empty otherwise.
const NEIGHBOURS: u64 = 2;

/// What a page must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// The series that is asked for, and perhaps others.
    Series,
    /// Others only.
    Others,
}

/// Why nothing of a page is stored.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The page is not to be believed.
    Page {
        /// Why, in words.
        why: String,
        /// Rows that are not taken.
        rows: u64,
    },
    /// What is stored could not be read.
    Cache(CacheError),
}

impl From<CacheError> for Refusal {
    fn from(error: CacheError) -> Self {
        Self::Cache(error)
    }
}

/// Stored rows of a series between two times, both included.
pub(super) type Held<'a> = &'a dyn Fn(&SeriesKey, UnixSecs, UnixSecs) -> Result<Option<Series>, CacheError>;

/// The series of a page that may be stored, those without rows left out.
///
/// # Errors
/// [`Refusal`] of the whole page.
pub(super) fn judge(
    page: Page,
    holds: Holds,
    candidate: &Candidate,
    ask: &Ask,
    held: Held<'_>,
) -> Result<Vec<Series>, Refusal> {
    let outside = page.rows_outside;
    let rows = outside + page.series.iter().map(|series| series.len() as u64).sum::<u64>();
    let refuse = |why: String| Refusal::Page { why, rows };
    let mut judged = Vec::with_capacity(page.series.len());
    for series in page.series {
        let key = series.key();
        if key.source != candidate.key.source || key.weekly {
            return Err(refuse(format!("expected rows of {}, found {key}", candidate.key)));
        }
        if let Some(entry) = catalog::entry(&key.id)
            && entry.unit != series.unit()
        {
            let (expected, found) = (entry.unit.code(), series.unit().code());
            return Err(refuse(format!("expected {} in {expected}, found {found}", key.id)));
        }
        check_dates(&series, ask).map_err(&refuse)?;
        let within = series.rows_between(ask.from, ask.to).len();
        if holds == Holds::Series
            && matches!(candidate.feed.paging, Paging::Windows { .. })
            && within < series.len()
        {
            let (from, to) = (ask.from.iso(), ask.to.iso());
            return Err(refuse(format!("was asked for {from} to {to} and answered with other times")));
        }
        if series.is_empty() {
            continue;
        }
        if let Some(jump) = jump(&series, candidate, held)? {
            return Err(refuse(jump));
        }
        judged.push(series);
    }
    let has_series = judged.iter().any(|series| *series.key() == candidate.key);
    if holds == Holds::Series && !has_series {
        if !judged.is_empty() {
            return Err(refuse(format!("expected rows of {}, found others only", candidate.key.id)));
        }
        // A source that answers something else altogether must not be taken for one that has nothing.
        if outside > NEIGHBOURS {
            let (from, to) = (ask.from.start_of_day(), ask.to.start_of_day());
            return Err(refuse(format!("was asked for {from} to {to} and answered with other days")));
        }
    }
    Ok(judged)
}

fn check_dates(series: &Series, ask: &Ask) -> Result<(), String> {
    if let Some(first) = series.first_time()
        && first < FIRST_BLOCK_DAY
    {
        return Err(format!("a row of {} is dated {first}, before Bitcoin began", series.key().id));
    }
    if let Some(last) = series.last_time()
        && last > ask.now.plus_days(2)
    {
        let now = ask.now.start_of_day();
        return Err(format!("a row of {} is dated {last}, and today is {now}", series.key().id));
    }
    Ok(())
}

/// The first value that is over ten times the stored one, or under a tenth of it.
///
/// Flows and the index are left alone: late reports change them by any factor.
fn jump(series: &Series, candidate: &Candidate, held: Held<'_>) -> Result<Option<String>, CacheError> {
    let may_jump =
        series.ohlcv().is_none() && matches!(series.unit(), Unit::Usd | Unit::Index100 | Unit::Number);
    let (Some(first), Some(last)) = (series.first_time(), series.last_time()) else { return Ok(None) };
    if may_jump {
        return Ok(None);
    }
    let reach = match candidate.feed.paging {
        Paging::Whole => 0,
        Paging::Windows { step_secs, .. } => NEIGHBOUR_STEPS * step_secs,
    };
    let (from, to) = (UnixSecs(first.0.saturating_sub(reach)), UnixSecs(last.0.saturating_add(reach)));
    let Some(stored) = held(series.key(), from, to)? else { return Ok(None) };
    let mut incoming = series.times().iter().zip(series.values()).peekable();
    let (mut newest, mut oldest_after) = (None, None);
    for (time, value) in stored.times().iter().zip(stored.values()) {
        while incoming.next_if(|(new, _)| *new < time).is_some() {}
        if let Some((_, new)) = incoming.next_if(|(new, _)| *new == time)
            && let Some(words) = compare(*time, *new, *time, *value)
        {
            return Ok(Some(words));
        }
        if *time < first {
            newest = Some((*time, *value));
        } else if *time > last && oldest_after.is_none() {
            oldest_after = Some((*time, *value));
        }
    }
    let ends = [(newest, first, series.values().first()), (oldest_after, last, series.values().last())];
    Ok(ends.into_iter().find_map(|(stored, time, value)| {
        let ((stored_time, stored), value) = (stored?, value?);
        compare(time, *value, stored_time, stored)
    }))
}

fn compare(time: UnixSecs, value: f64, stored_time: UnixSecs, stored: f64) -> Option<String> {
    let is_jump =
        value > 0.0 && stored > 0.0 && (value / stored > LARGEST_JUMP || stored / value > LARGEST_JUMP);
    is_jump.then(|| {
        format!(
            "{value} on {time} is over {LARGEST_JUMP} times away from the {stored} that is stored for \
             {stored_time}; if it is right, delete the stored rows of this source and refresh"
        )
    })
}
