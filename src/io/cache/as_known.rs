//! Every series as it stood on a past day.
//!
//! A value was known from the time of the batch that wrote it until the time of
//! the one that replaced it. Where that cannot be told any more, the row is left
//! out and its month is named: a missing number is seen, a wrong one is believed.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::domain::series::Series;
use crate::domain::time::UnixSecs;
use crate::io::cache::batches::{self, BatchTimes};
use crate::io::cache::checksum::Month;
use crate::io::cache::error::CacheFault;
use crate::io::cache::heads::Head;
use crate::io::cache::load::read_months;
use crate::io::cache::rows::{ColumnBuilder, Row};
use crate::io::cache::unfinished::{UnfinishedTail, is_unfinished, length_secs};
use crate::io::cache::vintage::{Link, links};
use crate::io::cache::{KnownDays, Stored};

/// Since when something is known, and the UTC days on which values were revised.
pub(super) fn known_days(conn: &Connection) -> Result<KnownDays, CacheFault> {
    let mut batches = BatchTimes::new(conn)?;
    let mut days = KnownDays::default();
    for stored in batches::all(conn)?.iter().filter(|stored| stored.taken_back_at.is_none()) {
        if let Some(at) = batches.at(stored.id.0)?.map(UnixSecs) {
            days.first = Some(days.first.map_or(at, |first| first.min(at)));
        }
    }
    let mut revised: BTreeMap<UnixSecs, u64> = BTreeMap::new();
    for head in Head::all(conn)? {
        let links = links(conn, &head)?;
        let length = length_secs(head.cadence, links.iter().map(|link| link.row.time));
        for link in links.iter().filter(|link| link.is_sound) {
            let is_over = !is_unfinished(&link.row, length, &mut batches)?;
            if let Some(at) = batches.at(link.replaced_by)?.filter(|_| is_over) {
                *revised.entry(UnixSecs(at).start_of_day()).or_default() += 1;
            }
        }
    }
    days.revised = revised.into_iter().rev().collect();
    Ok(days)
}

/// Every series of which something was known.
pub(super) fn load_all(conn: &Connection, at: UnixSecs) -> Result<Vec<Stored>, CacheFault> {
    let heads = Head::all(conn)?;
    let mut found = Vec::new();
    for head in &heads {
        let stored = load_one(conn, head, at)?;
        if !stored.series.is_empty() || !stored.damaged_months.is_empty() {
            found.push(stored);
        }
    }
    Ok(found)
}

fn load_one(conn: &Connection, head: &Head, at: UnixSecs) -> Result<Stored, CacheFault> {
    let mut batches = BatchTimes::new(conn)?;
    let mut chains: BTreeMap<i64, Vec<Link>> = BTreeMap::new();
    let mut unsure = BTreeSet::new();
    for link in links(conn, head)? {
        if !link.is_sound {
            unsure.insert(Month::of(link.row.time).name);
        }
        chains.entry(link.row.time).or_default().push(link);
    }
    let mut builder = ColumnBuilder::new(head.shape);
    let mut tail = UnfinishedTail::new(head.cadence);
    let damaged = read_months(conn, head, |rows| {
        let mut known = Vec::with_capacity(rows.len());
        for row in rows {
            let chain = chains.get(&row.time).map_or(&[][..], Vec::as_slice);
            match version(row, chain, at.0, &mut batches)? {
                Version::Known(row) => known.push(row),
                Version::NotYet => {}
                Version::Unsure => {
                    unsure.insert(Month::of(row.time).name);
                }
            }
        }
        builder.extend(&known);
        tail.extend(&known, &mut batches)
    })?;
    unsure.extend(damaged);
    let (times, columns) = builder.finish();
    let series = Series::new(head.key.clone(), head.unit, head.cadence, times, columns)?;
    let mut provenance = head.provenance.clone();
    provenance.seen_at = provenance.seen_at.min(at);
    let unfinished_from = tail.from().map(UnixSecs);
    Ok(Stored { series, provenance, damaged_months: unsure.into_iter().collect(), unfinished_from })
}

enum Version {
    Known(Row),
    NotYet,
    Unsure,
}

/// What was known of a row: what stands there, or the link of its chain that stood there then.
fn version(
    current: &Row,
    chain: &[Link],
    at: i64,
    batches: &mut BatchTimes<'_>,
) -> Result<Version, CacheFault> {
    let Some(since) = batches.at(current.batch_id)? else { return Ok(Version::Unsure) };
    if since <= at {
        return Ok(Version::Known(*current));
    }
    for link in chain.iter().rev() {
        if !link.is_sound {
            return Ok(Version::Unsure);
        }
        let (Some(since), Some(until)) = (batches.at(link.row.batch_id)?, batches.at(link.replaced_by)?)
        else {
            return Ok(Version::Unsure);
        };
        if since <= at && at < until {
            return Ok(Version::Known(link.row));
        }
    }
    Ok(Version::NotYet)
}
