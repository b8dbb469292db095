//! Commands about the window and the calendar: zone, scale, full screen, go to date.

use crate::app::saver::Content;
use crate::app::settings::{Settings, TimeZoneChoice};
use crate::app::state::AppState;
use crate::calc::interval::row_secs;
use crate::chart::navigate::min_span_secs;
use crate::domain::date_text::parse_date_text;
use crate::domain::time::UnixSecs;
use crate::domain::zone::{Zone, day_words};

/// The sizes that the scale steps through.
const SCALES: [f32; 13] = [0.5, 0.67, 0.75, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0];
/// Two scales nearer than this are the same.
const SAME_SCALE: f32 = 0.005;

/// A change of the size of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ScaleStep {
    Larger,
    Smaller,
    AsUsual,
}

impl AppState {
    /// The zone times are shown in.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Replaces the machine's zone: for tests and scripts that must not depend on it.
    pub fn set_local_zone(&mut self, zone: Zone) {
        self.local_zone = Some(zone);
        self.choose_zone();
    }

    /// Whether the window covers the whole screen, or is about to.
    pub fn is_full_screen(&self) -> bool {
        self.full_screen
    }

    /// Notes that the system has made the window full screen, or no longer.
    pub fn note_full_screen(&mut self, full_screen: bool) {
        self.full_screen = full_screen;
    }

    /// The least time the axis zooms in to: ten rows of the finest series shown.
    pub fn min_span_secs(&self) -> f64 {
        let shown = self.panes.iter().flat_map(|pane| &pane.series);
        min_span_secs(shown.map(|series| row_secs(&series.entry.series)).min().unwrap_or(i64::MAX))
    }

    /// Reads a date somebody typed, in the zone times are shown in.
    ///
    /// # Errors
    /// A sentence: what is wrong with the text, or that nothing is there on that date.
    pub fn date_to_go_to(&self, text: &str) -> Result<UnixSecs, String> {
        let time = parse_date_text(text, &self.zone).map_err(|error| error.to_string())?;
        let (first, last) = self.data_bounds();
        let reach = last.max(self.last_deadline()).plus_days(1);
        if (first.start_of_day()..=reach).contains(&time) {
            return Ok(time);
        }
        let side = if time < first { "before the data begin" } else { "after everything shown" };
        Err(format!("{} is {side}", day_words(self.zone.civil(time).date())))
    }

    /// Where the data shown begin and end, in a sentence.
    pub fn data_bounds_words(&self) -> String {
        let (first, last) = self.data_bounds();
        format!("The data begin on {} and end on {}", first.day_label(), last.day_label())
    }

    pub(super) fn go_to_date(&mut self, time: UnixSecs) {
        let view = self.time_view();
        self.set_time_view(view.pan(time.0 as f64 - (view.from + view.to) / 2.0));
    }

    pub(super) fn choose_zone(&mut self) {
        self.zone = match self.settings.time_zone {
            TimeZoneChoice::Utc => Zone::utc(),
            TimeZoneChoice::Local => self.local_zone.get_or_insert_with(|| self.clock.local_zone()).clone(),
        };
    }

    pub(super) fn set_time_zone(&mut self, choice: TimeZoneChoice) {
        self.change_settings(|settings| settings.set_time_zone(choice));
        self.choose_zone();
    }

    pub(super) fn scale_ui(&mut self, step: ScaleStep) {
        let now = self.settings.ui_scale;
        let next = match step {
            ScaleStep::Larger => SCALES.into_iter().find(|scale| *scale > now + SAME_SCALE),
            ScaleStep::Smaller => SCALES.into_iter().rev().find(|scale| *scale < now - SAME_SCALE),
            ScaleStep::AsUsual => Some(1.0),
        };
        if let Some(next) = next {
            self.change_settings(|settings| settings.set_ui_scale(next));
        }
    }

    /// Changes the settings and asks for a write of their file.
    pub(super) fn change_settings(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings);
        if let (Some(saver), Some(folders), true, None) =
            (&self.saver, &self.folders, self.settings.may_save, &self.unsaved_because)
        {
            saver.save(folders.settings_path(), Content::Text(self.settings.to_toml()));
        }
    }
}
