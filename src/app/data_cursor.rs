//! The data cursor: a row of a drawn series, gone to by key.
//!
//! Knows panes, series and rows; knows nothing of pixels. It is a way of looking, so
//! it is neither saved nor undone. It keeps a time and not a row number: rows may be
//! gathered anew at another interval while it stands, and what is gone turns it off.

use crate::app::command::{CursorMove, CursorReach};
use crate::app::panes::{Pane, PaneSeries};
use crate::app::state::AppState;
use crate::domain::time::UnixSecs;

/// Rows that Page up and Page down go.
const PAGE_ROWS: usize = 10;

/// A series and a time on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CursorPlace {
    /// Id of the series.
    pub series: String,
    /// Time of its row.
    pub time: UnixSecs,
}

/// The data cursor, and where a distance is measured from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataCursor {
    /// Its pane.
    pub pane: String,
    /// Where it stands.
    pub at: CursorPlace,
    /// Where a distance begins, in the same pane.
    pub anchor: Option<CursorPlace>,
}

/// The row a place means, with its pane and series.
#[derive(Clone, Copy)]
pub struct CursorRow<'a> {
    /// The pane.
    pub pane: &'a Pane,
    /// The drawn series.
    pub series: &'a PaneSeries,
    /// The row among those drawn.
    pub row: usize,
    /// Its time.
    pub time: UnixSecs,
    /// Its value; `NaN` for a gap.
    pub value: f64,
}

fn row_of<'a>(pane: &'a Pane, place: &CursorPlace) -> Option<CursorRow<'a>> {
    let series = pane.drawn(&place.series)?;
    let rows = &series.entry.series;
    let row = rows.row_at_or_before(place.time).unwrap_or(0);
    let time = *rows.times().get(row)?;
    let value = rows.values().get(row).copied().unwrap_or(f64::NAN);
    Some(CursorRow { pane, series, row, time, value })
}

impl AppState {
    /// The row the data cursor stands on; `None` while it is off or its series is not drawn.
    pub fn cursor_row(&self) -> Option<CursorRow<'_>> {
        let cursor = self.data_cursor.as_ref()?;
        let pane = self.panes().iter().find(|pane| pane.id == cursor.pane)?;
        row_of(pane, &cursor.at)
    }

    /// The row a distance is measured from, if the data cursor measures one.
    pub fn cursor_anchor(&self) -> Option<CursorRow<'_>> {
        let cursor = self.data_cursor.as_ref()?;
        let pane = self.panes().iter().find(|pane| pane.id == cursor.pane)?;
        row_of(pane, cursor.anchor.as_ref()?)
    }

    /// The price the data cursor means, USD; none where its series is no price.
    pub(super) fn cursor_price(&self) -> Option<f64> {
        let at = self.cursor_row()?;
        let is_price = at.pane.is_price() && at.series.measure == at.pane.right && !at.pane.is_flow();
        (is_price && at.value.is_finite()).then_some(at.value)
    }

    /// Puts the data cursor on, in this pane or the first that has rows, or takes it off.
    pub(super) fn toggle_data_cursor(&mut self, pane: Option<&str>) {
        if self.cursor_row().is_some() && pane.is_none() {
            self.data_cursor = None;
            return;
        }
        let mut panes = self.panes().iter().filter(|one| pane.is_none_or(|id| one.id == id));
        let found = panes.find_map(|pane| {
            let series = pane.series.iter().find(|series| !series.entry.series.is_empty())?;
            Some((pane.id.clone(), series.id.clone(), series.entry.series.last_time()?))
        });
        if let Some((pane, series, last)) = found {
            // The last row that can be seen: the eye is there already.
            let time = last.min(UnixSecs(self.time_view().to.floor() as i64));
            self.data_cursor = Some(DataCursor { pane, at: CursorPlace { series, time }, anchor: None });
            self.selection = None;
            self.follow_cursor();
        }
    }

    /// Puts the data cursor on a row of a series; goes to its date where the series is not drawn.
    pub(super) fn put_data_cursor(&mut self, series: &str, time: UnixSecs) {
        let Some(pane) = self.panes().iter().find(|pane| pane.drawn(series).is_some()) else {
            self.go_to_date(time);
            return;
        };
        let at = CursorPlace { series: series.to_owned(), time };
        self.data_cursor = Some(DataCursor { pane: pane.id.clone(), at, anchor: None });
        self.selection = None;
        self.follow_cursor();
    }

    /// Goes to another row or series.
    pub(super) fn move_data_cursor(&mut self, way: CursorMove, reach: CursorReach) {
        let Some(at) = self.cursor_row() else { return };
        let here = CursorPlace { series: at.series.id.clone(), time: at.time };
        let (pane, place) = match way {
            CursorMove::PreviousSeries | CursorMove::NextSeries => match self.neighbour(way) {
                Some(neighbour) => neighbour,
                None => return,
            },
            _ => {
                let last = at.series.entry.series.len().saturating_sub(1);
                let row = match way {
                    CursorMove::Earlier => at.row.saturating_sub(1),
                    CursorMove::Later => at.row + 1,
                    CursorMove::PageEarlier => at.row.saturating_sub(PAGE_ROWS),
                    CursorMove::PageLater => at.row + PAGE_ROWS,
                    CursorMove::First => 0,
                    _ => last,
                };
                let time = at.series.entry.series.times().get(row.min(last)).copied();
                (at.pane.id.clone(), CursorPlace { time: time.unwrap_or(at.time), ..here.clone() })
            }
        };
        let Some(cursor) = &mut self.data_cursor else { return };
        if reach == CursorReach::Measure && cursor.anchor.is_none() {
            cursor.anchor = Some(here);
        }
        if cursor.pane != pane {
            // A distance has one value axis.
            cursor.anchor = None;
        }
        (cursor.pane, cursor.at) = (pane, place);
        self.follow_cursor();
    }

    /// The series above or below, through the panes, at the same time.
    fn neighbour(&self, way: CursorMove) -> Option<(String, CursorPlace)> {
        let cursor = self.data_cursor.as_ref()?;
        let all: Vec<(&Pane, &PaneSeries)> = self
            .panes()
            .iter()
            .flat_map(|pane| pane.series.iter().map(move |series| (pane, series)))
            .filter(|(_, series)| !series.entry.series.is_empty())
            .collect();
        let here =
            all.iter().position(|(pane, series)| pane.id == cursor.pane && series.id == cursor.at.series)?;
        let to = match way {
            CursorMove::PreviousSeries => here.checked_sub(1)?,
            _ => here + 1,
        };
        let (pane, series) = all.get(to)?;
        // The time is kept, so that going there and back comes home.
        Some((pane.id.clone(), CursorPlace { series: series.id.clone(), time: cursor.at.time }))
    }

    /// Begins a distance at the data cursor, or ends the one that is measured.
    pub(super) fn measure_from_cursor(&mut self) {
        if self.cursor_row().is_none() {
            self.toggle_data_cursor(None);
        }
        if let Some(cursor) = &mut self.data_cursor {
            cursor.anchor = if cursor.anchor.is_some() { None } else { Some(cursor.at.clone()) };
        }
    }

    pub(super) fn drop_cursor_measure(&mut self) {
        if let Some(cursor) = &mut self.data_cursor {
            cursor.anchor = None;
        }
    }

    fn follow_cursor(&mut self) {
        if let Some(time) = self.cursor_row().map(|at| at.time) {
            self.bring_into_view(time);
        }
    }
}
