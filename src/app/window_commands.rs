//! Commands about the window and the calendar: zone, scale, full screen, go to date.

use crate::app::amount::Amount;
use crate::app::library::Entry;
use crate::app::setting_change::SettingChange;
use crate::app::settings::TimeZoneChoice;
use crate::app::state::AppState;
use crate::calc::interval::row_secs;
use crate::chart::navigate::min_span_secs;
use crate::domain::date_text::parse_date_text;
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::domain::zone::{Precision, Zone, day_words};

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

    /// The zone of the time axis: universal time while every row shown is a day or
    /// longer, for such rows begin at 00:00 UTC and a local midnight would rule them
    /// into the day before; the chosen zone as soon as something finer is shown.
    pub fn axis_zone(&self) -> Zone {
        let mut shown = self.panes.iter().flat_map(|pane| &pane.series);
        let is_finer = shown.any(|series| self.row_precision(&series.entry) == Precision::Second);
        if is_finer { self.zone.clone() } else { Zone::utc() }
    }

    /// How the time of a row is written, as it is drawn at the chosen interval: a day by
    /// its UTC date in every zone, anything shorter to the second.
    pub fn row_precision(&self, entry: &Entry) -> Precision {
        let is_day = row_secs(&self.at_interval(entry).series) >= DAY_SECS;
        if is_day { Precision::Day } else { Precision::Second }
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

    pub(super) fn scale_ui(&mut self, step: ScaleStep) {
        let now = self.settings.ui_scale;
        let next = match step {
            ScaleStep::Larger => SCALES.into_iter().find(|scale| *scale > now + SAME_SCALE),
            ScaleStep::Smaller => SCALES.into_iter().rev().find(|scale| *scale < now - SAME_SCALE),
            ScaleStep::AsUsual => Some(1.0),
        };
        if let Some(next) = next {
            // As people write it: 1.1, not the nearest single-precision number.
            let hundredths = (f64::from(next) * 100.0).round() / 100.0;
            self.change_setting(&SettingChange::Amount(Amount::UiScale, Some(hundredths)));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::clock::Clock;
    use crate::app::command::Command;
    use crate::app::edit::Edit;
    use crate::app::export::Snapshot;
    use crate::app::startup::StartOptions;
    use crate::calc::interval::Interval;
    use crate::domain::catalog;
    use crate::domain::provenance::{Provenance, SourceId};
    use crate::domain::series::{Cadence, Columns, Series, SeriesKey};
    use crate::domain::unit::Unit;

    fn new_york() -> Zone {
        Zone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap()
    }

    fn case() -> AppState {
        let clock = Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap());
        let options = StartOptions { data_dir: None, workspace: None, clock, edits: false };
        let folder = tempfile::tempdir().unwrap();
        let options = StartOptions { data_dir: Some(folder.path().to_owned()), ..options };
        let mut state = AppState::opened(&options, Arc::new(|| {}));
        state.set_local_zone(new_york());
        state
    }

    /// The same with minutes of the crash as the drawn price.
    fn with_minutes(state: &AppState) -> AppState {
        let key = SeriesKey::new(catalog::PRICE, SourceId::new("csv").unwrap());
        let start = UnixSecs::parse_iso("2026-02-05").unwrap().0;
        let times = (0..3_000).map(|minute| UnixSecs(start + minute * 60)).collect();
        let columns = Columns::Scalar(vec![65_000.0; 3_000]);
        let series = Series::new(key, Unit::Usd, Cadence::Intraday, times, columns).unwrap();
        let provenance = Provenance {
            title: String::new(),
            citation: String::new(),
            licence: String::new(),
            seen_at: UnixSecs(start),
        };
        let mut snapshot: Snapshot = state.snapshot();
        Arc::make_mut(&mut snapshot.library).insert(crate::app::loaded::Loaded::new(series, provenance));
        AppState::showing(snapshot)
    }

    #[test]
    fn days_are_ruled_in_universal_time_and_minutes_in_the_chosen_zone() {
        let mut state = case();
        assert!(state.zone().is_utc());
        state.dispatch(Command::SetTimeZone(TimeZoneChoice::Local));
        assert_eq!(state.zone(), &new_york());
        assert!(state.axis_zone().is_utc());
        assert_eq!(state.row_precision(state.price().unwrap()), Precision::Day);
        let minutes = with_minutes(&state);
        assert_eq!(minutes.axis_zone(), new_york());
        assert_eq!(minutes.row_precision(minutes.price().unwrap()), Precision::Second);
    }

    #[test]
    fn minutes_can_be_zoomed_to_ten_rows_and_days_to_six_hours() {
        let state = case();
        assert!((state.min_span_secs() - 21_600.0).abs() < 1e-9);
        assert!((with_minutes(&state).min_span_secs() - 600.0).abs() < 1e-9);
    }

    #[test]
    fn a_date_is_read_in_the_zone_that_is_shown() {
        let mut state = case();
        let typed = "2026-02-05 12:00";
        assert_eq!(state.date_to_go_to(typed).unwrap().iso(), "2026-02-05T12:00:00Z");
        state.dispatch(Command::SetTimeZone(TimeZoneChoice::Local));
        assert_eq!(state.date_to_go_to(typed).unwrap().iso(), "2026-02-05T17:00:00Z");
        assert_eq!(state.data_bounds_words().matches(" on ").count(), 2);
    }

    #[test]
    fn minutes_drawn_by_the_day_are_days() {
        let mut state = case();
        state.dispatch(Command::Edit(Edit::SetInterval(Interval::Day)));
        assert_eq!(state.row_precision(state.price().unwrap()), Precision::Day);
        assert!(state.interval_note(state.price().unwrap()).is_none());
    }
}
