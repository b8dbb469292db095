//! Rows as they lie in the tables, and back to columns.
//!
//! Both shapes are one [`Row`] of five cells, so that merging, checksums and
//! vintages are written once. Bits are made canonical on the way in: every
//! NaN is the one gap, and −0.0 becomes 0.0 (SQLite keeps no signed zero).

use rusqlite::{Connection, Statement, params_from_iter, types::Value};

use crate::domain::series::{Cadence, Columns, Ohlcv, Series};
use crate::domain::time::UnixSecs;
use crate::io::cache::checksum::{Month, MonthSum};
use crate::io::cache::error::CacheFault;
use crate::io::cache::packed_rows::{self, PackedTable};
use crate::io::packed::canonical;

/// One stored row. A value uses the first cell only; the other four are gaps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub time: i64,
    pub cells: [f64; 5],
    /// The batch that wrote it.
    pub batch_id: i64,
}

impl Row {
    /// Whether every cell has the same bits.
    pub(super) fn same_cells(&self, other: &Self) -> bool {
        self.cells.iter().zip(&other.cells).all(|(a, b)| a.to_bits() == b.to_bits())
    }
}

/// What a row of a series holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Value,
    Candle,
}

impl Shape {
    pub(super) fn of(series: &Series) -> Self {
        if series.ohlcv().is_some() { Self::Candle } else { Self::Value }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Candle => "candle",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        [Self::Value, Self::Candle].into_iter().find(|shape| shape.code() == code)
    }

    /// Words for error messages.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Value => "single values",
            Self::Candle => "candles",
        }
    }

    pub(super) const ALL: [Self; 2] = [Self::Value, Self::Candle];

    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Value => "value_row",
            Self::Candle => "candle_row",
        }
    }

    pub(super) fn vintage_table(self) -> &'static str {
        match self {
            Self::Value => "value_vintage",
            Self::Candle => "candle_vintage",
        }
    }

    /// Names of the cell columns, joined for a statement.
    pub(super) fn columns(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Candle => "open_usd, high_usd, low_usd, close_usd, volume_base",
        }
    }

    pub(super) fn width(self) -> usize {
        match self {
            Self::Value => 1,
            Self::Candle => 5,
        }
    }

    /// `?, ?, …` for `others` further columns and the cells.
    pub(super) fn marks(self, others: usize) -> String {
        vec!["?"; self.width() + others].join(", ")
    }
}

/// How the rows of a series lie in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A row a row, which any tool reads.
    Plain,
    /// In chunks: there are too many of them for rows.
    Packed,
}

impl Layout {
    /// The one rule: what has several rows a day is packed.
    pub(super) fn of(cadence: Cadence) -> Self {
        match cadence {
            Cadence::Intraday => Self::Packed,
            Cadence::Daily | Cadence::Weekly | Cadence::Irregular => Self::Plain,
        }
    }

    /// The table of such rows.
    pub(super) fn table(self, shape: Shape) -> &'static str {
        match self {
            Self::Plain => shape.table(),
            Self::Packed => packed_rows::TABLE,
        }
    }
}

/// Reads `time, cells…, batch_id` starting at column 0.
pub(super) fn row_from_sql(shape: Shape, sql: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let mut cells = [f64::NAN; 5];
    for (index, cell) in cells.iter_mut().take(shape.width()).enumerate() {
        *cell = canonical(sql.get::<_, Option<f64>>(index + 1)?.unwrap_or(f64::NAN));
    }
    Ok(Row { time: sql.get(0)?, cells, batch_id: sql.get(shape.width() + 1)? })
}

/// The cells as parameters, a gap as `NULL`.
pub(super) fn cells_to_sql(shape: Shape, row: &Row) -> impl Iterator<Item = Value> {
    let cells = row.cells;
    (0..shape.width())
        .filter_map(move |index| cells.get(index).copied())
        .map(|cell| if cell.is_nan() { Value::Null } else { Value::Real(cell) })
}

/// The rows of a series as they are to be stored, in order of time.
pub(super) fn rows_of(series: &Series, batch_id: i64) -> impl Iterator<Item = Row> + '_ {
    let columns = series.named_columns();
    series.times().iter().enumerate().map(move |(index, time)| {
        let mut cells = [f64::NAN; 5];
        for (cell, (_, column)) in cells.iter_mut().zip(&columns) {
            *cell = canonical(column.get(index).copied().unwrap_or(f64::NAN));
        }
        Row { time: time.0, cells, batch_id }
    })
}

/// Collects rows into the columns of a series.
#[derive(Debug)]
pub(super) struct ColumnBuilder {
    shape: Shape,
    times: Vec<UnixSecs>,
    cells: [Vec<f64>; 5],
}

impl ColumnBuilder {
    pub(super) fn new(shape: Shape) -> Self {
        Self { shape, times: Vec::new(), cells: Default::default() }
    }

    pub(super) fn extend(&mut self, rows: &[Row]) {
        self.times.extend(rows.iter().map(|row| UnixSecs(row.time)));
        for (index, column) in self.cells.iter_mut().take(self.shape.width()).enumerate() {
            column.extend(rows.iter().filter_map(|row| row.cells.get(index)));
        }
    }

    pub(super) fn finish(self) -> (Vec<UnixSecs>, Columns) {
        (self.times, columns_of(self.shape, self.cells))
    }
}

/// A volume column without a single number is no volume column.
pub(super) fn columns_of(shape: Shape, cells: [Vec<f64>; 5]) -> Columns {
    let [open, high, low, close, volume] = cells;
    match shape {
        Shape::Value => Columns::Scalar(open),
        Shape::Candle => {
            let volume = volume.iter().any(|cell| !cell.is_nan()).then_some(volume);
            Columns::Ohlcv(Box::new(Ohlcv { open, high, low, close, volume }))
        }
    }
}

/// The rows of one shape as they lie in the file, month by month.
///
/// Rows are put and removed one by one, then the month is sealed with all it holds: packed rows
/// are written only then.
pub(super) enum RowTable<'c> {
    Plain(Box<PlainTable<'c>>),
    Packed(Box<PackedTable<'c>>),
}

impl<'c> RowTable<'c> {
    pub(super) fn new(conn: &'c Connection, shape: Shape, layout: Layout) -> Result<Self, CacheFault> {
        Ok(match layout {
            Layout::Plain => Self::Plain(Box::new(PlainTable::new(conn, shape)?)),
            Layout::Packed => Self::Packed(Box::new(PackedTable::new(conn, shape)?)),
        })
    }

    pub(super) fn month(&mut self, series_key: i64, month: &Month) -> Result<StoredMonth, CacheFault> {
        match self {
            Self::Plain(table) => table.month(series_key, month),
            Self::Packed(table) => table.month(series_key, month),
        }
    }

    pub(super) fn put(&mut self, series_key: i64, row: &Row) -> Result<(), CacheFault> {
        match self {
            Self::Plain(table) => table.put(series_key, row),
            Self::Packed(_) => Ok(()),
        }
    }

    pub(super) fn remove(&mut self, series_key: i64, time: i64) -> Result<(), CacheFault> {
        match self {
            Self::Plain(table) => table.remove(series_key, time),
            Self::Packed(_) => Ok(()),
        }
    }

    /// Writes what a month holds now: its checksum, or nothing more once the last row is gone.
    pub(super) fn seal(&mut self, series_key: i64, month: &Month, rows: &[Row]) -> Result<(), CacheFault> {
        match self {
            Self::Plain(table) => table.seal(series_key, month, rows),
            Self::Packed(table) => table.seal(series_key, month, rows),
        }
    }
}

/// Prepared statements for the checksums of months.
pub(super) struct MonthSums<'c> {
    select: Statement<'c>,
    upsert: Statement<'c>,
    delete: Statement<'c>,
}

impl<'c> MonthSums<'c> {
    pub(super) fn new(conn: &'c Connection) -> Result<Self, CacheFault> {
        Ok(Self {
            select: conn
                .prepare("SELECT row_count, crc32 FROM month_checksum WHERE series_key = ? AND month = ?")?,
            upsert: conn.prepare("INSERT OR REPLACE INTO month_checksum VALUES(?, ?, ?, ?)")?,
            delete: conn.prepare("DELETE FROM month_checksum WHERE series_key = ? AND month = ?")?,
        })
    }

    /// What is written of a month: nothing, a sum that no rows can have, or a sum.
    pub(super) fn get(
        &mut self,
        series_key: i64,
        month: &Month,
    ) -> Result<Option<Option<MonthSum>>, CacheFault> {
        let mut sums = self.select.query((series_key, &month.name))?;
        Ok(match sums.next()? {
            Some(sql) => Some(sum_from_sql(sql, 0)?),
            None => None,
        })
    }

    /// Writes the sum of a month, or removes it.
    pub(super) fn put(
        &mut self,
        series_key: i64,
        month: &Month,
        sum: Option<MonthSum>,
    ) -> Result<(), CacheFault> {
        match sum {
            Some(sum) => self.upsert.execute((series_key, &month.name, sum.row_count, sum.crc32))?,
            None => self.delete.execute((series_key, &month.name))?,
        };
        Ok(())
    }
}

/// Prepared statements for the rows of one shape, a row a row.
pub(super) struct PlainTable<'c> {
    shape: Shape,
    select_month: Statement<'c>,
    upsert: Statement<'c>,
    delete: Statement<'c>,
    sums: MonthSums<'c>,
}

/// A month as it lies in the tables.
pub(super) struct StoredMonth {
    pub rows: Vec<Row>,
    /// Whether rows and checksum disagree.
    pub is_damaged: bool,
}

impl<'c> PlainTable<'c> {
    pub(super) fn new(conn: &'c Connection, shape: Shape) -> Result<Self, CacheFault> {
        let (table, columns) = (shape.table(), shape.columns());
        Ok(Self {
            shape,
            select_month: conn.prepare(&format!(
                "SELECT time_utc_s, {columns}, batch_id FROM {table}
                 WHERE series_key = ? AND time_utc_s >= ? AND time_utc_s < ? ORDER BY time_utc_s"
            ))?,
            upsert: conn.prepare(&format!(
                "INSERT OR REPLACE INTO {table}(series_key, time_utc_s, {columns}, batch_id) VALUES({})",
                shape.marks(3)
            ))?,
            delete: conn.prepare(&format!("DELETE FROM {table} WHERE series_key = ? AND time_utc_s = ?"))?,
            sums: MonthSums::new(conn)?,
        })
    }

    pub(super) fn month(&mut self, series_key: i64, month: &Month) -> Result<StoredMonth, CacheFault> {
        let shape = self.shape;
        let rows = self
            .select_month
            .query_map((series_key, month.start, month.end), |sql| row_from_sql(shape, sql))?
            .collect::<Result<Vec<_>, _>>()?;
        let written = self.sums.get(series_key, month)?;
        let is_damaged = match written {
            Some(written) => written != Some(MonthSum::of(&rows)),
            None => !rows.is_empty(),
        };
        Ok(StoredMonth { rows, is_damaged })
    }

    fn put(&mut self, series_key: i64, row: &Row) -> Result<(), CacheFault> {
        let head = [Value::Integer(series_key), Value::Integer(row.time)];
        let cells = cells_to_sql(self.shape, row);
        let tail = [Value::Integer(row.batch_id)];
        self.upsert.execute(params_from_iter(head.into_iter().chain(cells).chain(tail)))?;
        Ok(())
    }

    fn remove(&mut self, series_key: i64, time: i64) -> Result<(), CacheFault> {
        self.delete.execute((series_key, time))?;
        Ok(())
    }

    /// Writes the checksum of a month's rows, or removes it with the last row.
    fn seal(&mut self, series_key: i64, month: &Month, rows: &[Row]) -> Result<(), CacheFault> {
        self.sums.put(series_key, month, (!rows.is_empty()).then(|| MonthSum::of(rows)))
    }
}

/// Reads `row_count, crc32`; `None` for a checksum that no rows can have.
pub(super) fn sum_from_sql(sql: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<Option<MonthSum>> {
    let row_count = sql.get(first)?;
    let crc32 = u32::try_from(sql.get::<_, i64>(first + 1)?);
    Ok(crc32.ok().map(|crc32| MonthSum { row_count, crc32 }))
}
