//! Series out of sight: marked, not deleted, so that bringing one back gives
//! every row, older value and word of origin again to the bit.
//!
//! A mark that does not match its checksum hides nothing: better that deleted
//! rows show up again than that rows nobody deleted are gone.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::domain::series::SeriesKey;
use crate::domain::time::UnixSecs;
use crate::io::cache::checksum::record_sum;
use crate::io::cache::error::CacheFault;
use crate::io::cache::fetch_state;
use crate::io::cache::heads::Head;

/// The table of the marks.
pub(super) const TABLE: &str = "removed_series";

/// Each mark's series, and whether it matches its checksum.
fn all_marks(conn: &Connection) -> Result<Vec<(i64, bool)>, CacheFault> {
    let marks = conn
        .prepare("SELECT series_key, removed_at_utc_s, crc32 FROM removed_series")?
        .query_map([], |sql| {
            let (series_key, removed_at) = (sql.get(0)?, sql.get(1)?);
            Ok((series_key, i64::from(record_sum(&[series_key, removed_at], &[])) == sql.get::<_, i64>(2)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(marks)
}

/// Numbers of the removed series.
pub(super) fn marks(conn: &Connection) -> Result<BTreeSet<i64>, CacheFault> {
    Ok(all_marks(conn)?
        .into_iter()
        .filter(|(_, matches)| *matches)
        .map(|(series_key, _)| series_key)
        .collect())
}

/// How many marks do not match their checksum.
pub(super) fn damaged_marks(conn: &Connection) -> Result<usize, CacheFault> {
    Ok(all_marks(conn)?.iter().filter(|(_, matches)| !matches).count())
}

/// The heads of the removed series.
fn heads(conn: &Connection) -> Result<Vec<Head>, CacheFault> {
    let marks = marks(conn)?;
    let mut heads = Head::all_with_removed(conn)?;
    heads.retain(|head| marks.contains(&head.series_key));
    Ok(heads)
}

/// Takes series out of sight; those that are not stored are passed over.
pub(super) fn remove(conn: &Connection, keys: &[SeriesKey], now: UnixSecs) -> Result<(), CacheFault> {
    for head in Head::all(conn)?.iter().filter(|head| keys.contains(&head.key)) {
        let sum = record_sum(&[head.series_key, now.0], &[]);
        conn.execute("INSERT OR REPLACE INTO removed_series VALUES(?, ?, ?)", (head.series_key, now.0, sum))?;
    }
    Ok(())
}

/// Brings removed series back and names them: of one name what was removed last.
///
/// Rows that came under the name meanwhile go: they were fetched and will be fetched again,
/// which what was deleted may not be.
pub(super) fn restore(conn: &Connection, keys: &[SeriesKey]) -> Result<Vec<SeriesKey>, CacheFault> {
    let mut restored = Vec::new();
    let removed = heads(conn)?;
    for key in keys {
        let Some(head) = removed.iter().filter(|head| head.key == *key).max_by_key(|head| head.series_key)
        else {
            continue;
        };
        if let Some(newer) = Head::find(conn, key)? {
            newer.remove(conn)?;
        }
        head.park(conn, false)?;
        conn.execute("DELETE FROM removed_series WHERE series_key = ?", [head.series_key])?;
        restored.push(head.key.clone());
    }
    Ok(restored)
}

/// Lets rows of the same name arrive: the removed series stays, without its name.
pub(super) fn make_way(conn: &Connection, key: &SeriesKey) -> Result<(), CacheFault> {
    for head in heads(conn)?.iter().filter(|head| head.key == *key && !head.is_parked) {
        head.park(conn, true)?;
        // Whatever is known of its fetching is not true of the rows that arrive.
        fetch_state::forget(conn, key)?;
    }
    Ok(())
}

/// Deletes every removed series for good and says how many there were.
pub(super) fn purge(conn: &Connection) -> Result<u64, CacheFault> {
    let marks = marks(conn)?;
    let mut heads = Head::all_with_removed(conn)?;
    heads.retain(|head| head.is_parked || marks.contains(&head.series_key));
    for head in &heads {
        head.remove(conn)?;
    }
    // Damaged marks are of no more use.
    conn.execute("DELETE FROM removed_series", [])?;
    Ok(heads.len() as u64)
}
