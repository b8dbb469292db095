//! The rows of the drawn price as places in time: which one is near, which one is next.
//!
//! Knows times, not pixels. Past either end of the data the rows go on at their usual
//! distance, so that a line can reach into what has not happened yet.

use crate::app::command::TimeDirection;
use crate::app::panes::PaneSeries;
use crate::app::state::AppState;
use crate::domain::catalog;
use crate::domain::time::{DAY_SECS, UnixSecs};

impl AppState {
    /// The price as it is drawn, with the rows of the interval; `None` where none is drawn.
    pub fn drawn_price(&self) -> Option<&PaneSeries> {
        self.all_panes().iter().find(|pane| pane.is_price())?.drawn(catalog::PRICE)
    }

    /// The row a moment belongs to: the last one that is not later.
    pub fn row_under(&self, time: UnixSecs) -> UnixSecs {
        self.row_grid(time).0
    }

    /// The row nearest to a moment.
    pub fn row_near(&self, time: UnixSecs) -> UnixSecs {
        let (before, after) = self.row_grid(time);
        if after.secs_since(time) < time.secs_since(before) { after } else { before }
    }

    /// The row before or after a moment.
    pub fn row_beside(&self, time: UnixSecs, direction: TimeDirection) -> UnixSecs {
        match direction {
            TimeDirection::Later => self.row_grid(time).1,
            TimeDirection::Earlier => self.row_grid(UnixSecs(time.0.saturating_sub(1))).0,
        }
    }

    /// The last row at or before a moment and the first one after it.
    fn row_grid(&self, time: UnixSecs) -> (UnixSecs, UnixSecs) {
        let drawn = self.drawn_price();
        let times = drawn.map_or(&[][..], |series| series.entry.series.times());
        let step = drawn.map_or(DAY_SECS, |series| series.row_secs).max(1);
        let beyond = |origin: UnixSecs| {
            let rows = time.secs_since(origin).div_euclid(step);
            let before = origin.0.saturating_add(rows.saturating_mul(step));
            (UnixSecs(before), UnixSecs(before.saturating_add(step)))
        };
        let next = times.partition_point(|row| *row <= time);
        match (next.checked_sub(1).and_then(|row| times.get(row)), times.get(next)) {
            (Some(before), Some(after)) => (*before, *after),
            (Some(last), None) => beyond(*last),
            (None, Some(first)) => beyond(*first),
            (None, None) => beyond(UnixSecs(0)),
        }
    }
}
