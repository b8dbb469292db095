//! A stretch of one series, without reading the rest of it.
//!
//! For holding a page against what is stored: a hundred pages would otherwise
//! read a growing history a hundred times.

use rusqlite::Connection;

use crate::domain::series::{Series, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::io::cache::checksum::Month;
use crate::io::cache::error::CacheFault;
use crate::io::cache::heads::Head;
use crate::io::cache::rows::{ColumnBuilder, Row, RowTable};
use crate::io::cache::{Cache, CacheError};

impl Cache {
    /// The rows of a series from one time to another, both included; `None` if the series is
    /// not stored. Rows of damaged months are left out.
    ///
    /// # Errors
    /// [`CacheError`] as for [`Cache::load_all`].
    pub fn load_between(
        &self,
        key: &SeriesKey,
        from: UnixSecs,
        to: UnixSecs,
    ) -> Result<Option<Series>, CacheError> {
        self.read(|conn| Head::find(conn, key)?.map(|head| between(conn, &head, from, to)).transpose())
    }
}

fn between(conn: &Connection, head: &Head, from: UnixSecs, to: UnixSecs) -> Result<Series, CacheFault> {
    let mut table = RowTable::new(conn, head.shape)?;
    let mut builder = ColumnBuilder::new(head.shape);
    let mut next = from.0;
    while next <= to.0 {
        let month = Month::of(next);
        let found = table.month(head.series_key, &month)?;
        if !found.is_damaged {
            let within = |row: &Row| (from.0..=to.0).contains(&row.time);
            let rows: Vec<Row> = found.rows.into_iter().filter(within).collect();
            builder.extend(&rows);
        }
        if month.end <= next {
            break;
        }
        next = month.end;
    }
    let (times, columns) = builder.finish();
    Ok(Series::new(head.key.clone(), head.unit, head.cadence, times, columns)?)
}
