//! The head of each stored series: what it is, in what unit, from whom.
//!
//! A head with a wrong checksum makes the whole cache damaged: no one can say
//! any more which series its rows belong to, and all of it can be rebuilt.

use rusqlite::Connection;

use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::series::{Cadence, SeriesKey};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::io::cache::arrival::Arrival;
use crate::io::cache::checksum::record_sum;
use crate::io::cache::error::CacheFault;
use crate::io::cache::rows::{Layout, Shape};
use crate::io::cache::{fetch_state, packed_rows, removed};

/// A row of the table `series`.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub series_key: i64,
    pub key: SeriesKey,
    pub shape: Shape,
    pub cadence: Cadence,
    pub unit: Unit,
    pub provenance: Provenance,
    /// Whether it is a removed series whose name newer rows have taken, see [`Head::park`].
    pub is_parked: bool,
}

impl Head {
    fn sum(&self) -> u32 {
        let texts = [
            self.key.id.as_str(),
            self.key.source.as_str(),
            if self.key.weekly { "weekly" } else { "" },
            self.shape.code(),
            self.cadence.code(),
            self.unit.code(),
            &self.provenance.title,
            &self.provenance.citation,
            &self.provenance.licence,
        ];
        record_sum(&[self.series_key, self.provenance.seen_at.0], &texts)
    }

    /// Every head that is not removed, in the order of its making, each verified.
    pub(super) fn all(conn: &Connection) -> Result<Vec<Self>, CacheFault> {
        let removed = removed::marks(conn)?;
        let mut heads = Self::all_with_removed(conn)?;
        heads.retain(|head| !head.is_parked && !removed.contains(&head.series_key));
        Ok(heads)
    }

    /// Every head, also of those series that are out of sight.
    pub(super) fn all_with_removed(conn: &Connection) -> Result<Vec<Self>, CacheFault> {
        let mut statement = conn.prepare(
            "SELECT series_key, series_id, source_id, weekly, shape, cadence, unit,
                    source_title, citation, licence, seen_at_utc_s, crc32
             FROM series NOT INDEXED ORDER BY series_key",
        )?;
        let mut rows = statement.query([])?;
        let mut heads = Vec::new();
        while let Some(sql) = rows.next()? {
            heads.push(Self::from_sql(sql)?);
        }
        Ok(heads)
    }

    /// The head of one series, if it is stored and not removed.
    pub(super) fn find(conn: &Connection, key: &SeriesKey) -> Result<Option<Self>, CacheFault> {
        // There are tens of them: reading all spares trusting the index.
        Ok(Self::all(conn)?.into_iter().find(|head| head.key == *key))
    }

    fn from_sql(sql: &rusqlite::Row<'_>) -> Result<Self, CacheFault> {
        let series_key: i64 = sql.get(0)?;
        let text = |column: usize| sql.get::<_, String>(column);
        let unknown = || CacheFault::damaged(format!("the head of series {series_key} is unreadable"));
        let is_parked = sql.get::<_, i64>(3)? > 1;
        let head = Self {
            is_parked,
            series_key,
            key: SeriesKey {
                id: text(1)?,
                source: SourceId::new(&text(2)?).ok_or_else(unknown)?,
                weekly: sql.get::<_, i64>(3)? % 2 != 0,
            },
            shape: Shape::from_code(&text(4)?).ok_or_else(unknown)?,
            cadence: Cadence::from_code(&text(5)?).ok_or_else(unknown)?,
            unit: Unit::from_code(&text(6)?).ok_or_else(unknown)?,
            provenance: Provenance {
                title: text(7)?,
                citation: text(8)?,
                licence: text(9)?,
                seen_at: UnixSecs(sql.get(10)?),
            },
        };
        if i64::from(head.sum()) == sql.get::<_, i64>(11)? {
            Ok(head)
        } else {
            Err(CacheFault::damaged(format!("the head of series {series_key} does not match its checksum")))
        }
    }

    /// How its rows lie in the file.
    pub(super) fn layout(&self) -> Layout {
        Layout::of(self.cadence)
    }

    /// Whether the rows that arrive may join the stored ones.
    pub(super) fn check_fits(&self, series: &Arrival<'_>) -> Result<(), CacheFault> {
        let key = || self.key.to_string();
        let incoming = series.shape;
        if incoming != self.shape {
            let (stored, incoming) = (self.shape.words(), incoming.words());
            return Err(CacheFault::Shape { key: key(), stored, incoming });
        }
        if series.unit != self.unit {
            let (stored, incoming) = (self.unit.code(), series.unit.code());
            return Err(CacheFault::Unit { key: key(), stored, incoming });
        }
        // Days and sessions are hard to tell apart in a short file and mix well.
        let rhythm = |cadence| match cadence {
            Cadence::Daily | Cadence::Irregular => 0,
            Cadence::Intraday => 1,
            Cadence::Weekly => 2,
        };
        if rhythm(series.cadence) != rhythm(self.cadence) {
            let (stored, incoming) = (self.cadence.code(), series.cadence.code());
            return Err(CacheFault::Cadence { key: key(), stored, incoming });
        }
        Ok(())
    }

    /// Stores a new head for a series.
    pub(super) fn insert(conn: &Connection, series: &Arrival<'_>) -> Result<Self, CacheFault> {
        let next =
            conn.query_row("SELECT coalesce(max(series_key), 0) + 1 FROM series", [], |row| row.get(0))?;
        let head = Self {
            series_key: next,
            key: series.key.clone(),
            shape: series.shape,
            cadence: series.cadence,
            unit: series.unit,
            provenance: series.provenance.clone(),
            is_parked: false,
        };
        head.write(conn)?;
        Ok(head)
    }

    /// Takes over what a newer batch says of the source; it was seen at the later of the two times.
    pub(super) fn see_again(&mut self, conn: &Connection, provenance: &Provenance) -> Result<(), CacheFault> {
        let seen_at = provenance.seen_at.max(self.provenance.seen_at);
        let seen = Provenance { seen_at, ..provenance.clone() };
        if seen != self.provenance {
            self.provenance = seen;
            self.write(conn)?;
        }
        Ok(())
    }

    /// Puts back what was said of the source before a batch that is taken back.
    pub(super) fn see_as_before(
        &mut self,
        conn: &Connection,
        provenance: &Provenance,
    ) -> Result<(), CacheFault> {
        self.provenance = provenance.clone();
        self.write(conn)
    }

    fn write(&self, conn: &Connection) -> Result<(), CacheFault> {
        conn.execute(
            "INSERT OR REPLACE INTO series VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rusqlite::params![
                self.series_key,
                self.key.id,
                self.key.source.as_str(),
                i64::from(self.key.weekly),
                self.shape.code(),
                self.cadence.code(),
                self.unit.code(),
                self.provenance.title,
                self.provenance.citation,
                self.provenance.licence,
                self.provenance.seen_at.0,
                self.sum(),
            ],
        )?;
        Ok(())
    }

    /// Frees the name of a removed series for newer rows, and takes it again.
    ///
    /// Names are unique over id, source and `weekly`; a parked head has twice its own number
    /// there, which no other one has. Its checksum covers the word, not the number.
    pub(super) fn park(&self, conn: &Connection, parked: bool) -> Result<(), CacheFault> {
        let aside = if parked { 2 * self.series_key } else { 0 };
        let weekly = aside + i64::from(self.key.weekly);
        conn.execute("UPDATE series SET weekly = ? WHERE series_key = ?", (weekly, self.series_key))?;
        Ok(())
    }

    /// Removes the series with everything that belongs to it.
    pub(super) fn remove(&self, conn: &Connection) -> Result<(), CacheFault> {
        let (rows, vintages) = (self.shape.table(), self.shape.vintage_table());
        let tables = ["series", "month_checksum", rows, packed_rows::TABLE, vintages, removed::TABLE];
        for table in tables {
            conn.execute(&format!("DELETE FROM {table} WHERE series_key = ?"), [self.series_key])?;
        }
        // What is said of the fetching belongs to the rows that have the name now.
        if self.is_parked { Ok(()) } else { fetch_state::forget(conn, &self.key) }
    }
}
