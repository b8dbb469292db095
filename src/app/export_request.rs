//! Data as they are asked for: which series, which days, as which file.
//!
//! Knows the choices and what they are called; what is written is
//! [`crate::app::export_table`]'s. Choices are remembered with the workspace, so
//! that the next export begins where this one ended.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::calc::interval::Interval;
use crate::domain::date_text::parse_date_text;
use crate::domain::time::UnixSecs;
use crate::domain::zone::Zone;

/// The file rows become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TableFormat {
    /// A table between commas.
    #[default]
    Csv,
    /// The same rows as JSON.
    Json,
}

impl TableFormat {
    /// Both, as a window lists them.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Json];

    /// File name extension.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// Words for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Json => "JSON",
        }
    }
}

/// Which days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableRange {
    /// Every row.
    #[default]
    All,
    /// The days in view.
    Visible,
    /// From a day to a day, both included.
    Days,
}

impl TableRange {
    /// All, as a window lists them.
    pub const ALL: [Self; 3] = [Self::All, Self::Visible, Self::Days];

    /// Words for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::All => "Everything",
            Self::Visible => "In view",
            Self::Days => "Days",
        }
    }
}

/// How much time a row stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableCadence {
    /// Each series as it is stored.
    #[default]
    AsStored,
    /// A UTC day.
    Daily,
    /// An ISO week, from Monday.
    Weekly,
    /// A calendar month, UTC.
    Monthly,
}

impl TableCadence {
    /// All, as a window lists them.
    pub const ALL: [Self; 4] = [Self::AsStored, Self::Daily, Self::Weekly, Self::Monthly];

    /// Words for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::AsStored => "As stored",
            Self::Daily => "Daily",
            Self::Weekly => "Weekly",
            Self::Monthly => "Monthly",
        }
    }

    /// The same as the chart's.
    pub fn interval(self) -> Interval {
        match self {
            Self::AsStored => Interval::AsStored,
            Self::Daily => Interval::Day,
            Self::Weekly => Interval::Week,
            Self::Monthly => Interval::Month,
        }
    }
}

/// Whether series share a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TableLayout {
    /// All in one file.
    #[default]
    Together,
    /// Each in a file of its own.
    Each,
}

impl TableLayout {
    /// Both, as a window lists them.
    pub const ALL: [Self; 2] = [Self::Together, Self::Each];

    /// Words for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Together => "One file",
            Self::Each => "One per series",
        }
    }
}

/// How dates are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableDates {
    /// `2026-02-05`.
    #[default]
    Iso,
    /// Whole seconds since 1970.
    EpochSecs,
    /// Whole milliseconds since 1970.
    EpochMillis,
}

impl TableDates {
    /// All, as a window lists them.
    pub const ALL: [Self; 3] = [Self::Iso, Self::EpochSecs, Self::EpochMillis];

    /// Words for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Iso => "ISO",
            Self::EpochSecs => "Epoch s",
            Self::EpochMillis => "Epoch ms",
        }
    }
}

/// Where it is said what the rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TableMetadata {
    /// In `#` lines above the rows.
    #[default]
    Comments,
    /// In a JSON file beside the table.
    Sidecar,
    /// Nowhere.
    Nothing,
}

impl TableMetadata {
    /// All, as a window lists them.
    pub const ALL: [Self; 3] = [Self::Comments, Self::Sidecar, Self::Nothing];

    /// Words for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Comments => "Comments",
            Self::Sidecar => "JSON beside",
            Self::Nothing => "None",
        }
    }
}

/// Everything about an export of data but where it goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableRequest {
    /// Ids with their sources; `None` for those that are drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<BTreeSet<String>>,
    /// Which days.
    pub range: TableRange,
    /// The first day as it was typed; blank for the first row.
    pub from: String,
    /// The last day as it was typed; blank for the last row.
    pub to: String,
    /// How much time a row stands for.
    pub cadence: TableCadence,
    /// Which file.
    pub format: TableFormat,
    /// Whether series share a file.
    pub layout: TableLayout,
    /// How dates are written.
    pub dates: TableDates,
    /// Where it is said what the rows are.
    pub metadata: TableMetadata,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl TableRequest {
    /// The days that were typed, UTC; `None` at an open end.
    ///
    /// # Errors
    /// A sentence: what is wrong with which of them.
    pub fn typed_days(&self) -> Result<(Option<UnixSecs>, Option<UnixSecs>), String> {
        let read = |name: &str, text: &str| {
            if text.trim().is_empty() {
                return Ok(None);
            }
            let time = parse_date_text(text, &Zone::utc()).map_err(|error| format!("{name}: {error}"))?;
            Ok::<_, String>(Some(time.start_of_day()))
        };
        let (from, to) = (read("First day", &self.from)?, read("Last day", &self.to)?);
        match (from, to) {
            (Some(from), Some(to)) if from > to => Err("The first day comes after the last".to_owned()),
            days => Ok(days),
        }
    }

    /// Reads remembered choices; what this version does not understand falls back to the ordinary.
    pub(super) fn lenient<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        Ok(serde_json::from_value(value).unwrap_or_default())
    }

    pub(super) fn is_ordinary(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembered_choices_survive_and_unknown_ones_fall_back() {
        let chosen = TableRequest {
            series: Some(BTreeSet::from(["difficulty@case".to_owned()])),
            cadence: TableCadence::Weekly,
            metadata: TableMetadata::Sidecar,
            ..TableRequest::default()
        };
        let mut written = serde_json::to_value(&chosen).unwrap();
        written["compression"] = "zstd".into();
        let read = TableRequest::lenient(&written).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), written);
        written["cadence"] = "hourly".into();
        assert_eq!(TableRequest::lenient(&written).unwrap(), TableRequest::default());
    }

    #[test]
    fn typed_days_are_read_and_what_is_wrong_is_said() {
        let typed = |from: &str, to: &str| {
            let (from, to) = (from.to_owned(), to.to_owned());
            TableRequest { from, to, ..TableRequest::default() }.typed_days()
        };
        let day = UnixSecs::parse_iso("2026-02-05").unwrap();
        assert_eq!(typed(" ", "2026-02-05"), Ok((None, Some(day))));
        assert_eq!(typed("2026-02-05", "2026-02-05"), Ok((Some(day), Some(day))));
        assert_eq!(typed("2026-02-06", "2026-02-05"), Err("The first day comes after the last".to_owned()));
        assert!(typed("soon", "").unwrap_err().starts_with("First day: "));
    }
}
