//! The time axis that every pane shares: what is visible, and how hands move it.
//!
//! Knows seconds and pixels; knows nothing of series beyond their first and
//! last row. Every gesture returns a new view and never changes one in place:
//! a frame computes with one view, and undoing a zoom is keeping the old value.

use jiff::{Span, civil::DateTime, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::domain::time::{DAY_SECS, UnixSecs};

/// Where the preset "the crash" begins: 15 September 2025, before the October high.
pub const CRASH_FROM: UnixSecs = UnixSecs(1_757_894_400);
/// What the preset "the crash" keeps free after the last deadline.
const AFTER_DEADLINE_SECS: f64 = 5.0 * DAY_SECS as f64;

/// No view begins or ends further from 1970, in seconds.
const FARTHEST_SECS: f64 = 1e11;

/// The visible stretch of time, in Unix seconds.
///
/// Read back from a file through [`TimeView::new`], so that an edited workspace
/// cannot bring a view of no width.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "StoredView")]
pub struct TimeView {
    /// Time at the left edge.
    pub from: f64,
    /// Time at the right edge.
    pub to: f64,
}

#[derive(Deserialize)]
struct StoredView {
    from: f64,
    to: f64,
}

impl From<StoredView> for TimeView {
    fn from(stored: StoredView) -> Self {
        Self::new(stored.from, stored.to)
    }
}

impl TimeView {
    /// A view between two instants. Swapped ends are swapped back; a span under
    /// one second becomes one second; ends more than 3,000 years from 1970 are cut;
    /// ends that are no numbers become the first day of 1970, which
    /// [`Self::clamped`] then brings to the data.
    pub fn new(from: f64, to: f64) -> Self {
        if !from.is_finite() || !to.is_finite() {
            return Self { from: 0.0, to: DAY_SECS as f64 };
        }
        let left = from.min(to).clamp(-FARTHEST_SECS, FARTHEST_SECS);
        Self { from: left, to: to.max(from).clamp(left + 1.0, FARTHEST_SECS + 1.0) }
    }

    /// Visible seconds.
    pub fn span(&self) -> f64 {
        self.to - self.from
    }

    /// Zooms so that `time` stays under the pointer; a factor of 2 shows half as
    /// much time, 0.5 twice as much. A factor that is not a positive number changes nothing.
    #[must_use]
    pub fn zoom_about(&self, time: f64, factor: f64) -> Self {
        if !(factor.is_finite() && factor > 0.0 && time.is_finite()) {
            return *self;
        }
        Self::new(time - (time - self.from) / factor, time + (self.to - time) / factor)
    }

    /// The same span moved by seconds, later for positive ones.
    #[must_use]
    pub fn pan(&self, secs: f64) -> Self {
        if secs.is_finite() { Self::new(self.from + secs, self.to + secs) } else { *self }
    }

    /// The nearest view that shows at least `min_span` seconds and does not reach
    /// further than `slack` seconds beyond the data on either side.
    ///
    /// The span is kept where it fits, so that panning against the end does not zoom.
    #[must_use]
    pub fn clamped(&self, data_from: f64, data_to: f64, min_span: f64, slack: f64) -> Self {
        let slack = slack.max(0.0);
        let reach = Self::new(data_from - slack, data_to + slack);
        let sound = Self::new(self.from, self.to);
        // `max` takes the other number where one is NaN.
        let span = sound.span().max(min_span).min(reach.span());
        let middle = sound.from + sound.span() / 2.0;
        let from = if span > sound.span() { middle - span / 2.0 } else { sound.from };
        let from = from.clamp(reach.from, (reach.to - span).max(reach.from));
        Self { from, to: from + span }
    }

    /// Screen x of an instant, for a pane from `left` that is `width` pixels wide.
    ///
    /// Computed in `f64` throughout: seconds do not fit an `f32`.
    pub fn x_from_time(&self, time: f64, left: f32, width: f32) -> f32 {
        (f64::from(left) + (time - self.from) / self.span() * f64::from(width)) as f32
    }

    /// The instant at a screen x; the left edge where the pane has no width.
    pub fn time_from_x(&self, x: f32, left: f32, width: f32) -> f64 {
        if width > 0.0 { self.from + f64::from(x - left) / f64::from(width) * self.span() } else { self.from }
    }

    /// Pixels a second takes; 0 where the pane has no width.
    pub fn px_per_sec(&self, width_px: f32) -> f64 {
        if width_px > 0.0 { f64::from(width_px) / self.span().max(f64::MIN_POSITIVE) } else { 0.0 }
    }
}

/// The stretches of time one click shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RangePreset {
    /// The last calendar month.
    Month1,
    /// The last three calendar months.
    Months3,
    /// The last six calendar months.
    Months6,
    /// Since 1 January of the last row's year.
    YearToDate,
    /// The last calendar year.
    Year1,
    /// The last four calendar years: about one halving epoch.
    Years4,
    /// Everything there is.
    All,
    /// From before the October 2025 high to the scenarios' deadlines.
    Crash,
}

impl RangePreset {
    /// Every preset, in the order of the tool bar.
    pub const ALL: [Self; 8] = [
        Self::Month1,
        Self::Months3,
        Self::Months6,
        Self::YearToDate,
        Self::Year1,
        Self::Years4,
        Self::All,
        Self::Crash,
    ];

    /// The word on its button.
    pub fn label(self) -> &'static str {
        match self {
            Self::Month1 => "1M",
            Self::Months3 => "3M",
            Self::Months6 => "6M",
            Self::YearToDate => "YTD",
            Self::Year1 => "1Y",
            Self::Years4 => "4Y",
            Self::All => "All",
            Self::Crash => "The crash",
        }
    }

    /// The view of this preset: back from `last_row` by calendar months, not before
    /// `first_row`, with `room_right_secs` kept free after the last row.
    ///
    /// `deadline` is the last deadline of the shown scenarios (without one, the last
    /// row); only [`Self::Crash`] reaches out to it. The result spans a day at least.
    pub fn view(
        self,
        last_row: UnixSecs,
        first_row: UnixSecs,
        room_right_secs: f64,
        deadline: UnixSecs,
    ) -> TimeView {
        let months_back = |months: i64| back(last_row, Span::new().months(months));
        let from = match self {
            Self::Month1 => months_back(1),
            Self::Months3 => months_back(3),
            Self::Months6 => months_back(6),
            Self::YearToDate => UnixSecs::from_date(last_row.date().first_of_year()),
            Self::Year1 => months_back(12),
            Self::Years4 => months_back(48),
            Self::All => first_row,
            Self::Crash => CRASH_FROM,
        };
        let room = if room_right_secs.is_finite() { room_right_secs.max(0.0) } else { 0.0 };
        let mut to = last_row.0 as f64 + room;
        if self == Self::Crash {
            to = to.max(deadline.0 as f64 + AFTER_DEADLINE_SECS);
        }
        let from = from.max(first_row.min(last_row)).0 as f64;
        TimeView::new(from.min(to - DAY_SECS as f64), to)
    }
}

fn back(from: UnixSecs, span: Span) -> UnixSecs {
    let civil: DateTime = from.civil().saturating_sub(span);
    // UTC has no folds or gaps; a date beyond the calendar's end stays where it is.
    civil.to_zoned(TimeZone::UTC).map_or(from, |zoned| UnixSecs(zoned.timestamp().as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> UnixSecs {
        UnixSecs::parse_iso(text).unwrap()
    }

    fn days(preset: RangePreset) -> (String, String) {
        let view =
            preset.view(day("2026-02-13"), day("2020-01-01"), 3.0 * DAY_SECS as f64, day("2026-12-31"));
        (UnixSecs(view.from as i64).iso(), UnixSecs(view.to as i64).iso())
    }

    #[test]
    fn presets_count_calendar_months_back_from_the_last_row() {
        assert_eq!(days(RangePreset::Month1), ("2026-01-13".into(), "2026-02-16".into()));
        assert_eq!(days(RangePreset::Months3).0, "2025-11-13");
        assert_eq!(days(RangePreset::YearToDate).0, "2026-01-01");
        assert_eq!(days(RangePreset::Years4).0, "2022-02-13");
        assert_eq!(days(RangePreset::All).0, "2020-01-01");
        assert_eq!(days(RangePreset::Crash), ("2025-09-15".into(), "2027-01-05".into()));
    }

    #[test]
    fn a_preset_does_not_begin_before_the_data_and_spans_a_day() {
        let view = RangePreset::Years4.view(day("2026-02-13"), day("2026-01-01"), 0.0, day("2026-12-31"));
        assert_eq!(view.from, day("2026-01-01").0 as f64);
        for preset in RangePreset::ALL {
            let one_row = preset.view(day("2026-02-13"), day("2026-02-13"), f64::NAN, day("1970-01-01"));
            assert!(one_row.span() >= DAY_SECS as f64, "{preset:?}");
        }
    }

    #[test]
    fn a_view_is_saved_and_read_back() {
        let view = RangePreset::Crash.view(day("2026-02-13"), day("2020-01-01"), 0.0, day("2026-12-31"));
        let text = serde_json::to_string(&(RangePreset::YearToDate, view)).unwrap();
        assert!(text.starts_with("[\"year_to_date\","), "{text}");
        assert_eq!(
            serde_json::from_str::<(RangePreset, TimeView)>(&text).unwrap(),
            (RangePreset::YearToDate, view)
        );
        let edited: TimeView = serde_json::from_str(r#"{"from": 500.0, "to": 100.0}"#).unwrap();
        assert_eq!(edited, TimeView { from: 100.0, to: 500.0 });
    }

    proptest! {
        #[test]
        fn the_instant_under_the_pointer_stays_there(
            from in 0.0..2e9f64, span in 3_600.0..6e8f64, at in 0.0..1.0f64, factor in 0.2..5.0f64,
        ) {
            let view = TimeView::new(from, from + span);
            let time = from + at * span;
            let before = view.x_from_time(time, 10.0, 1_000.0);
            let after = view.zoom_about(time, factor);
            prop_assert!((after.x_from_time(time, 10.0, 1_000.0) - before).abs() < 0.01);
            prop_assert!((after.span() * factor / view.span() - 1.0).abs() < 1e-6);
        }

        #[test]
        fn an_x_comes_back_from_its_time(from in 0.0..2e9f64, span in 60.0..6e8f64, x in 0.0..4_000.0f32) {
            let view = TimeView::new(from, from + span);
            let back = view.x_from_time(view.time_from_x(x, 7.0, 1_280.0), 7.0, 1_280.0);
            prop_assert!((back - x).abs() < 0.01, "{back} {x}");
        }

        #[test]
        fn a_clamped_view_reaches_no_further_than_the_slack(
            from in -1e10..1e10f64, span in -1e9..1e10f64, data in 0.0..1e9f64, length in 0.0..1e9f64, slack in 0.0..1e8f64,
        ) {
            let view = TimeView { from, to: from + span }.clamped(data, data + length, 3_600.0, slack);
            prop_assert!(view.span() >= 1.0 - 1e-6, "{view:?}");
            prop_assert!(view.from >= data - slack - 1e-3, "{view:?}");
            prop_assert!(view.to <= (data + length + slack).max(data - slack + 1.0) + 1e-3, "{view:?}");
            let again = view.clamped(data, data + length, 3_600.0, slack);
            prop_assert!((again.from - view.from).abs() < 1e-3 && (again.to - view.to).abs() < 1e-3);
        }
    }

    #[test]
    fn panning_against_the_end_does_not_zoom() {
        let view = TimeView::new(0.0, 100.0).pan(1e6).clamped(0.0, 1_000.0, 10.0, 50.0);
        assert_eq!(view, TimeView { from: 950.0, to: 1_050.0 });
    }

    #[test]
    fn a_view_that_is_too_narrow_widens_about_its_middle() {
        let view = TimeView::new(500.0, 510.0).clamped(0.0, 1_000.0, 100.0, 0.0);
        assert_eq!(view, TimeView { from: 455.0, to: 555.0 });
    }
}
