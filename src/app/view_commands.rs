//! Commands that change what is looked at.

use crate::app::command::{End, TimeDirection, ZoomDirection};
use crate::app::state::AppState;
use crate::app::view::{AxisId, ValueRange, View};
use crate::chart::navigate::{KEY_PAN_SHARE, KEY_ZOOM_FACTOR};
use crate::chart::viewport::{RangePreset, TimeView};
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Share of the span kept free after the last row by the presets.
const ROOM_RIGHT: f64 = 0.06;
/// How far beyond rows and deadlines the view may reach, in seconds.
const REACH_SLACK_SECS: f64 = 30.0 * DAY_SECS as f64;

impl AppState {
    /// First and last time of everything that is shown.
    pub fn data_bounds(&self) -> (UnixSecs, UnixSecs) {
        let shown = self.panes.iter().flat_map(|pane| &pane.series).map(|series| &series.entry.series);
        let weekly = self.panes.iter().filter_map(|pane| pane.weekly.as_ref());
        let all: Vec<_> = shown.chain(weekly).collect();
        let first = all.iter().filter_map(|series| series.first_time()).min();
        let last = all.iter().filter_map(|series| series.last_time()).max();
        match (first, last) {
            (Some(first), Some(last)) => (first, last),
            _ => {
                let today = self.clock.now().start_of_day();
                (today.plus_days(-365), today)
            }
        }
    }

    /// The last day any shown scenario reaches, or the last row.
    pub fn last_deadline(&self) -> UnixSecs {
        let deadlines = self.document.scenarios.iter().filter(|scenario| !scenario.hidden);
        deadlines.map(|scenario| scenario.deadline).max().unwrap_or_else(|| self.data_bounds().1)
    }

    /// What is between the left and the right edge.
    pub fn time_view(&self) -> TimeView {
        match (self.view.time, self.view.preset) {
            (Some(view), _) => view,
            (None, preset) => self.preset_view(preset.unwrap_or(RangePreset::Crash)),
        }
    }

    fn preset_view(&self, preset: RangePreset) -> TimeView {
        let (first, last) = self.data_bounds();
        let deadline = self.last_deadline();
        let bare = preset.view(last, first, 0.0, deadline);
        preset.view(last, first, bare.span() * ROOM_RIGHT, deadline)
    }

    /// How far time can be shown: the rows, the scenarios' deadlines and some room.
    pub fn time_reach(&self) -> TimeView {
        let (first, last) = self.data_bounds();
        let to = last.max(self.last_deadline()).plus_days(30);
        TimeView::new(first.0 as f64 - REACH_SLACK_SECS, to.0 as f64 + REACH_SLACK_SECS)
    }

    pub(super) fn set_time_view(&mut self, view: TimeView) {
        let reach = self.time_reach();
        let view = view.clamped(reach.from, reach.to, self.min_span_secs(), 0.0);
        self.change_view(|current| (current.time, current.preset) = (Some(view), None));
    }

    pub(super) fn apply_preset(&mut self, preset: RangePreset) {
        self.change_view(|view| {
            (view.time, view.preset) = (None, Some(preset));
            view.fit_all();
        });
    }

    pub(super) fn zoom(&mut self, direction: ZoomDirection) {
        let view = self.time_view();
        let factor = match direction {
            ZoomDirection::In => KEY_ZOOM_FACTOR,
            ZoomDirection::Out => 1.0 / KEY_ZOOM_FACTOR,
        };
        self.set_time_view(view.zoom_about((view.from + view.to) / 2.0, factor));
    }

    pub(super) fn pan(&mut self, direction: TimeDirection) {
        let view = self.time_view();
        let secs = view.span() * KEY_PAN_SHARE;
        self.set_time_view(view.pan(match direction {
            TimeDirection::Earlier => -secs,
            TimeDirection::Later => secs,
        }));
    }

    pub(super) fn go_to(&mut self, end: End) {
        let view = self.time_view();
        let (first, last) = self.data_bounds();
        let secs = match end {
            End::First => first.0 as f64 - view.from,
            End::Last => last.0 as f64 + view.span() * ROOM_RIGHT - view.to,
        };
        self.set_time_view(view.pan(secs));
    }

    pub(super) fn take_axis(&mut self, axis: &AxisId, range: ValueRange) {
        self.change_view(|view| view.take(axis, range));
    }

    pub(super) fn toggle_maximised(&mut self, pane: String) {
        self.change_view(|view| {
            view.maximised = if view.maximised.as_ref() == Some(&pane) { None } else { Some(pane) };
        });
    }

    pub(super) fn change_view(&mut self, change: impl FnOnce(&mut View)) {
        let before = self.view.clone();
        change(&mut self.view);
        if self.view != before {
            self.save();
        }
    }
}
