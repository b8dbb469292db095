//! CSV files that users have on disk: read in, written out.
//!
//! Knows texts, tables and the [`dialects`] they come in; knows nothing of the
//! cache, of workspaces or of where a file lies. One way leads in: bytes become
//! text in blocks ([`text`]), the head is looked at ([`sniff`]), a dialect is
//! chosen and maps columns to series ([`plan`]), blocks of lines are read within
//! fixed bounds on two cores ([`fast`]), a record exactly where it has to be
//! ([`records`], [`gather`]), and rows are taken in the order of the file
//! ([`table`]). Bounds come first because the usual readers have none: one
//! unterminated quote would otherwise take as much memory as the file is long.

pub mod calculation_table;
pub mod date;
pub mod dialects;
pub mod error;
pub mod fast;
pub mod front;
pub mod gather;
pub mod number;
pub mod own_table;
pub mod plan;
pub mod read;
pub mod records;
pub mod roles;
pub mod settle;
pub mod sniff;
pub mod table;
pub mod text;
pub mod totals;
pub mod warnings;
pub mod write;

#[cfg(test)]
mod fixture_tests;

pub use crate::domain::table_answers::{Answers, ColumnAnswer, ColumnRole};
pub use error::{CsvError, Limit, Question, RowWarning};
pub use gather::SeriesRead;
pub use read::{ColumnUnderstood, ReadOptions, Understood, read};
pub use write::metadata::{MAX_SIDECAR_BYTES, is_export_head, sidecar_bytes, sidecar_lines, sidecar_path};
pub use write::{
    Cells, ColumnNames, ComputedColumn, DateStyle, Described, WriteError, WriteOptions, read_safe_text_cell,
    safe_text_cell, write_computed, write_json, write_series,
};
