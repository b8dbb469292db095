//! How far one key press, wheel notch or drag moves the view.
//!
//! Knows the feel of the gestures, in one place for all panes; knows nothing of
//! events. Zooms multiply and are symmetric: as many notches back give the same view.

use crate::chart::viewport::TimeView;

/// A press that moves less than this is a click, in pixels.
pub const DRAG_THRESHOLD_PX: f32 = 4.0;
/// Rows that are still seen side by side at the closest zoom.
const LEAST_ROWS: f64 = 10.0;
/// The closest the time axis zooms in on series of one row a day or less, in seconds:
/// six hours, a quarter of a row.
pub const MIN_SPAN_DAILY_SECS: f64 = 6.0 * 3_600.0;
/// Share of the visible time that ← and → move.
pub const KEY_PAN_SHARE: f64 = 0.1;
/// What + and − zoom by.
pub const KEY_ZOOM_FACTOR: f64 = 1.25;
/// What one notch of the wheel zooms by.
pub const WHEEL_ZOOM_FACTOR: f64 = 1.2;
/// Most notches one event may count for; some drivers send hundreds.
const MOST_NOTCHES: f64 = 10.0;
/// Pixels of a drag along an axis that double the zoom.
const AXIS_DRAG_DOUBLES_PX: f64 = 160.0;

/// The closest the time axis zooms in where the finest row shown takes `row_secs`:
/// ten rows, at least ten seconds, never more than six hours.
///
/// Series of a row a second can so be read second by second, and the level of detail
/// never has to answer for less than a row's width of time.
pub fn min_span_secs(row_secs: i64) -> f64 {
    (row_secs.max(1) as f64 * LEAST_ROWS).min(MIN_SPAN_DAILY_SECS)
}

/// Seconds that `steps` presses of → move the view, earlier for negative ones.
pub fn key_pan_secs(view: &TimeView, steps: f64) -> f64 {
    view.span() * KEY_PAN_SHARE * steps
}

/// Zoom factor of wheel notches, in for positive ones; 1 for what is no number.
pub fn wheel_zoom_factor(notches: f64) -> f64 {
    if notches.is_nan() { 1.0 } else { WHEEL_ZOOM_FACTOR.powf(notches.clamp(-MOST_NOTCHES, MOST_NOTCHES)) }
}

/// Zoom factor of a drag along an axis by pixels, in for positive ones.
pub fn axis_drag_zoom_factor(dragged_px: f32) -> f64 {
    let doublings = f64::from(dragged_px) / AXIS_DRAG_DOUBLES_PX;
    if doublings.is_nan() { 1.0 } else { doublings.clamp(-MOST_NOTCHES, MOST_NOTCHES).exp2() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_notches_back_give_the_same_zoom() {
        for notches in [0.5, 1.0, 3.0, 500.0] {
            let there_and_back = wheel_zoom_factor(notches) * wheel_zoom_factor(-notches);
            assert!((there_and_back - 1.0).abs() < 1e-12);
        }
        assert!(wheel_zoom_factor(1.0) > 1.0);
        assert_eq!(wheel_zoom_factor(f64::NAN), 1.0);
        assert_eq!(axis_drag_zoom_factor(160.0), 2.0);
    }

    #[test]
    fn the_closest_zoom_shows_ten_rows_and_never_less_than_six_hours_of_days() {
        assert_eq!(min_span_secs(1), 10.0);
        assert_eq!(min_span_secs(60), 600.0);
        for row_secs in [3_600, 86_400, 604_800, i64::MAX] {
            assert_eq!(min_span_secs(row_secs), MIN_SPAN_DAILY_SECS);
        }
        assert_eq!(min_span_secs(0), 10.0);
    }

    #[test]
    fn the_right_key_moves_a_tenth_of_what_is_seen() {
        assert_eq!(key_pan_secs(&TimeView::new(0.0, 1_000.0), -2.0), -200.0);
    }
}
