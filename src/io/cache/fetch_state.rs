//! Where the fetching of each series stands.
//!
//! Only as much is believed as the stored rows bear out: of a series that is
//! not stored, no history can be complete and no document be unchanged.

use rusqlite::Connection;

use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::domain::time::UnixSecs;
use crate::io::cache::FetchState;
use crate::io::cache::checksum::record_sum;
use crate::io::cache::error::CacheFault;
use crate::io::cache::heads::Head;
use crate::io::http::Validators;

fn sum(state: &FetchState) -> u32 {
    let texts = [&state.validators.etag, &state.validators.last_modified, &state.error];
    let mut numbers = vec![i64::from(state.key.weekly), i64::from(state.reached_start), state.asked_at.0];
    numbers.extend(texts.iter().map(|text| i64::from(text.is_some())));
    let [etag, last_modified, error] = texts.map(|text| text.as_deref().unwrap_or(""));
    record_sum(&numbers, &[&state.key.id, state.key.source.as_str(), etag, last_modified, error])
}

/// Replaces what was known of the state's series.
pub(super) fn put(conn: &Connection, state: &FetchState) -> Result<(), CacheFault> {
    conn.execute(
        "INSERT OR REPLACE INTO fetch_state VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rusqlite::params![
            state.key.id,
            state.key.source.as_str(),
            i64::from(state.key.weekly),
            i64::from(state.reached_start),
            state.validators.etag,
            state.validators.last_modified,
            state.asked_at.0,
            state.error,
            sum(state),
        ],
    )?;
    Ok(())
}

/// Every state that matches its checksum, in order of key.
pub(super) fn all(conn: &Connection) -> Result<Vec<FetchState>, CacheFault> {
    let stored: Vec<SeriesKey> = Head::all(conn)?.into_iter().map(|head| head.key).collect();
    let mut statement = conn.prepare(
        "SELECT series_id, source_id, weekly, reached_start, etag, last_modified, asked_at_utc_s, error, crc32
         FROM fetch_state ORDER BY series_id, source_id, weekly",
    )?;
    let mut rows = statement.query([])?;
    let mut states = Vec::new();
    while let Some(sql) = rows.next()? {
        let Ok(Some(mut state)) = from_sql(sql) else { continue };
        if !stored.contains(&state.key) {
            state.reached_start = false;
            state.validators = Validators::default();
        }
        states.push(state);
    }
    Ok(states)
}

fn from_sql(sql: &rusqlite::Row<'_>) -> rusqlite::Result<Option<FetchState>> {
    let Some(source) = SourceId::new(&sql.get::<_, String>(1)?) else { return Ok(None) };
    let state = FetchState {
        key: SeriesKey { id: sql.get(0)?, source, weekly: sql.get::<_, i64>(2)? != 0 },
        reached_start: sql.get::<_, i64>(3)? != 0,
        validators: Validators { etag: sql.get(4)?, last_modified: sql.get(5)? },
        asked_at: UnixSecs(sql.get(6)?),
        error: sql.get(7)?,
    };
    Ok((i64::from(sum(&state)) == sql.get::<_, i64>(8)?).then_some(state))
}

/// Forgets where the fetching of a series stands: it is asked for from the beginning.
pub(super) fn forget(conn: &Connection, key: &SeriesKey) -> Result<(), CacheFault> {
    conn.execute(
        "DELETE FROM fetch_state WHERE series_id = ? AND source_id = ? AND weekly = ?",
        (&key.id, key.source.as_str(), i64::from(key.weekly)),
    )?;
    Ok(())
}
