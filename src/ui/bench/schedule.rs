//! Which views the drawing bench goes through, the same as its peers.
//!
//! Knows row numbers and times; knows nothing of windows.

use crate::chart::viewport::TimeView;
use crate::domain::time::UnixSecs;

/// Steps that pan a window of a quarter of the rows over all of them.
pub const PAN_STEPS: usize = 60;
/// Steps that zoom from all rows to a thousandth of them, about the middle.
pub const ZOOM_STEPS: usize = 30;
/// Fewest rows the zoom ends at.
const LEAST_VISIBLE: f64 = 60.0;

/// First and last visible row of every step: pan, then zoom.
///
/// **Shape.** 60 + 30 entries for any number of rows above one.
pub fn steps(rows: usize) -> Vec<(usize, usize)> {
    let last = rows.saturating_sub(1);
    let quarter = rows / 4;
    let pan = (0..PAN_STEPS).map(|step| {
        let from = last.saturating_sub(quarter) * step / (PAN_STEPS - 1);
        (from, from + quarter)
    });
    let closest = (LEAST_VISIBLE / rows.max(1) as f64).clamp(0.001, 1.0);
    let zoom = (0..ZOOM_STEPS).map(|step| {
        let share = closest.powf(step as f64 / (ZOOM_STEPS - 1) as f64);
        let width = (last as f64 * share) as usize;
        let from = last.saturating_sub(width) / 2;
        (from, from + width)
    });
    pan.chain(zoom).collect()
}

/// The view from one row to another; `None` for rows that are not there.
pub fn view(times: &[UnixSecs], (from, to): (usize, usize)) -> Option<TimeView> {
    Some(TimeView::new(times.get(from)?.0 as f64, times.get(to)?.0 as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_those_of_the_peers() {
        let steps = steps(1_000_000);
        assert_eq!(steps.len(), PAN_STEPS + ZOOM_STEPS);
        assert_eq!((steps[0], steps[59]), ((0, 250_000), (749_999, 999_999)));
        assert_eq!(steps[1].0, 12_711);
        assert_eq!(steps[60], (0, 999_999));
        let (from, to) = steps[89];
        assert!((998..=1_000).contains(&(to - from)) && from.abs_diff(499_500) <= 1, "{from} {to}");
    }

    #[test]
    fn few_rows_are_never_zoomed_closer_than_sixty() {
        for rows in [100, 6_000, 10_000] {
            let steps = steps(rows);
            assert!(steps.iter().all(|(from, to)| from <= to && *to < rows), "{rows}");
            let (from, to) = *steps.last().unwrap();
            assert!((58..=60).contains(&(to - from)), "{rows}: {from} {to}");
        }
    }
}
