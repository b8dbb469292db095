//! Lines and zones without a mouse, and the line tool in hand.
//!
//! Knows prices and rows; how a tool is drawn with is the charts' matter. A tool in
//! hand is a way of looking: it is neither saved nor undone.

use crate::app::command::{Dialog, LineTool, Selection};
use crate::app::edit::Edit;
use crate::app::notice::Severity;
use crate::app::state::AppState;
use crate::chart::scale::ScaleKind;
use crate::domain::level::{Anchor, LevelError, LevelKind, Place, Straight};
use crate::domain::time::UnixSecs;

/// How far a new zone reaches from its middle, as a share of it.
const ZONE_REACH: f64 = 0.01;

impl LineTool {
    /// The place between two anchors, whichever is the earlier; `None` if no line can
    /// lie there.
    pub fn place(self, one: Anchor, other: Anchor, straight: Straight) -> Option<Place> {
        let (from, to) = if one.date <= other.date { (one, other) } else { (other, one) };
        Place::Line { from, to, straight, ray: self == Self::Ray }.check().ok()
    }
}

impl AppState {
    /// The line tool in hand.
    pub fn line_tool(&self) -> Option<LineTool> {
        self.line_tool
    }

    /// What a new level at a price is: support up to the last close, resistance above.
    pub fn likely_kind(&self, price: f64) -> LevelKind {
        match self.last_close() {
            Some((_, close)) if price > close => LevelKind::Resistance,
            _ => LevelKind::Support,
        }
    }

    /// The axis a line drawn now is straight on.
    pub fn straight_now(&self) -> Straight {
        let pane = self.all_panes().iter().find(|pane| pane.is_price());
        match pane.map(|pane| pane.scale) {
            Some(ScaleKind::Log) => Straight::Log,
            _ => Straight::Linear,
        }
    }

    pub(super) fn draw_line(&mut self, tool: LineTool) {
        if self.cursor_row().is_some() {
            self.add_line(tool);
        } else if self.drawn_price().is_none() {
            self.raise(Severity::Problem, "There is no price to draw a line on, import one first");
        } else {
            let was = self.line_tool;
            self.leave_tool();
            self.line_tool = Some(tool).filter(|_| was != Some(tool));
        }
    }

    /// Lays the tool down, with what is half drawn.
    pub(super) fn leave_tool(&mut self) {
        self.line_tool = None;
        if self.preview.take().is_some() {
            self.refresh();
        }
    }

    /// Adds a line from the lowest row in the first half of the view to the last row in
    /// view; the data cursor and where it measures from come first.
    pub(super) fn add_line(&mut self, tool: LineTool) {
        self.leave_tool();
        let place =
            self.visible_anchors().and_then(|(one, other)| tool.place(one, other, self.straight_now()));
        match place {
            Some(place) => {
                let kind = self.likely_kind(place.price());
                self.edit(Edit::AddLevel { kind, place });
            }
            None => self.raise(Severity::Problem, "A line needs two rows of the price in view"),
        }
    }

    fn visible_anchors(&self) -> Option<(Anchor, Anchor)> {
        let series = &self.drawn_price()?.entry.series;
        let view = self.time_view();
        let rows = series.rows_between(UnixSecs(view.from.ceil() as i64), UnixSecs(view.to.floor() as i64));
        let times = series.times().get(rows.clone())?;
        let closes = series.values().get(rows.clone())?;
        let lows = series.ohlcv().map_or(series.values(), |rows| rows.low.as_slice()).get(rows)?;
        let end = match (self.cursor_row(), self.cursor_price()) {
            (Some(row), Some(price)) => Anchor { date: row.time, price },
            _ => {
                let known = times.iter().zip(closes).rev().find(|(_, close)| close.is_finite());
                known.map(|(date, price)| Anchor { date: *date, price: *price })?
            }
        };
        if let Some(row) = self.cursor_anchor().filter(|row| row.value.is_finite() && row.time != end.date) {
            return Some((Anchor { date: row.time, price: row.value }, end));
        }
        let before = times.partition_point(|time| *time < end.date);
        let early = before.div_ceil(2);
        let (date, price) = times
            .iter()
            .zip(lows)
            .take(early)
            .filter(|(_, low)| low.is_finite())
            .min_by(|(_, a), (_, b)| a.total_cmp(b))?;
        Some((Anchor { date: *date, price: *price }, end))
    }

    pub(super) fn add_zone_at_last_close(&mut self) {
        let Some(middle) = self.cursor_price().or_else(|| self.last_close().map(|(_, close)| close)) else {
            self.raise(Severity::Problem, "There is no price to put a zone at, import one first");
            return;
        };
        let whole = |price: f64| if price >= 1_000.0 { price.round() } else { price };
        let (low, high) = (whole(middle * (1.0 - ZONE_REACH)), whole(middle * (1.0 + ZONE_REACH)));
        let kind = self.likely_kind(middle);
        self.edit(Edit::AddLevel { kind, place: Place::Zone { low, high } });
    }

    pub(super) fn type_price_of_selected(&mut self) {
        let selected = self.selection.as_ref().and_then(Selection::level);
        match selected.and_then(|id| self.document.level(id)) {
            Some(level) if level.locked => {
                self.raise(Severity::Problem, crate::app::dispatch::sentence(&LevelError::Locked.to_string()))
            }
            Some(level) => self.dialog = Some(Dialog::SetPrice(level.id)),
            None => {}
        }
    }
}
