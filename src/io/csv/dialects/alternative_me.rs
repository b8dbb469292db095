//! The Fear & Greed index of alternative.me, as several projects save it.
//!
//! Knows that a value beside its word (`Extreme Fear`) is this index.

use super::words::date_column;
use super::{Dialect, Plan};
use crate::domain::catalog::FEAR_GREED;
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::io::csv::plan::SeriesPlan;
use crate::io::csv::sniff::Sniffed;

/// `date,timestamp,value,classification`.
pub struct AlternativeMe;

impl Dialect for AlternativeMe {
    fn name(&self) -> &'static str {
        "alternative_me"
    }

    fn title(&self) -> &'static str {
        "Fear & Greed index"
    }

    fn expects(&self) -> &'static str {
        "date, value and value_classification"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        if self.plan(file).is_some() { 90 } else { 0 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        file.column(&["classification", "valueclassification", "fngclassification"])?;
        let column = file.column(&["value", "fngvalue", "fng", "index"])?;
        let series = SeriesPlan::scalar(SeriesKey::new(FEAR_GREED, SourceId::new("alternative_me")?), column);
        Some(Plan::published(
            "alternative.me",
            "Fear & Greed index",
            &file.name,
            date_column(file)?,
            vec![series],
        ))
    }
}
