//! Whether imported rows are drawn in place of those of another source, and what if not.
//!
//! The latest import is what an id means, also where it ends years before what was drawn:
//! then "as of" and the odds go back with it. So it is said before, and can be declined.

use crate::app::import::ImportWindow;
use crate::app::state::AppState;
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::domain::time::UnixSecs;
use crate::io::cache::PutReport;

/// What imported rows would be drawn in place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakesOver {
    /// The series that is drawn now.
    pub drawn: SeriesKey,
    /// Its last row.
    pub drawn_until: UnixSecs,
    /// The last row that is imported or there already.
    pub until: UnixSecs,
}

impl TakesOver {
    /// Whether the drawn rows would end earlier than now.
    pub fn goes_back(&self) -> bool {
        self.until < self.drawn_until
    }
}

impl AppState {
    /// What the rows of a report would be drawn in place of; `None` where nothing else is drawn
    /// under their id, where they are drawn already, or where the user chose the source.
    pub fn import_takes_over(&self, report: &PutReport) -> Option<TakesOver> {
        let id = report.key.id.as_str();
        let preferences = &self.document.preferred_sources;
        let drawn = self.library.drawn(id, preferences)?.series.as_ref();
        let is_chosen = preferences.get(id).is_some_and(|source| *source == drawn.key().source);
        if report.key.weekly || is_chosen || drawn.key().source == report.key.source {
            return None;
        }
        let there = self.library.get(&report.key).and_then(|entry| entry.series.last_time());
        Some(TakesOver {
            drawn: drawn.key().clone(),
            drawn_until: drawn.last_time()?,
            until: report.to.max(there)?,
        })
    }

    /// Sources that stay drawn when the open import is stored without taking over, by id.
    pub(super) fn kept_drawn(&self, open: &ImportWindow) -> Vec<(String, SourceId)> {
        let reports = open.preview().filter(|_| !open.draws()).map(|preview| preview.reports.as_slice());
        let taken = reports.unwrap_or_default().iter().filter_map(|report| self.import_takes_over(report));
        taken.map(|over| (over.drawn.id, over.drawn.source)).collect()
    }
}
