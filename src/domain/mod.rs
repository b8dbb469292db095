//! Values with units, columns of time and value, and the catalogue of series.
//!
//! Knows nothing of files, screens, threads or the clock. Everything here is
//! plain data, validated once when it is made and trusted afterwards.

pub mod age;
pub mod alert;
pub mod catalog;
pub mod date_text;
pub mod event;
pub mod flow_cell;
pub mod format;
pub mod level;
pub mod level_words;
pub mod live;
pub mod month_names;
pub mod mood;
pub mod note;
pub mod number_format;
pub mod place;
pub mod provenance;
pub mod scenario;
pub mod series;
pub mod session;
pub mod table_answers;
pub mod time;
pub mod unit;
pub mod zone;
