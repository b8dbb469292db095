//! What the pointer means when several things lie under it.
//!
//! Knows distances in pixels and an order of precedence; knows nothing of
//! levels or scenarios. Class beats distance: a handle three pixels away wins
//! over the line the pointer is exactly on, or short segments could never be bent.

/// What can be grabbed, first choice first. Where nothing is hit, the chart pans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HitClass {
    /// A label on the price axis; hit only inside its rectangle.
    Chip,
    /// A round handle of a path or trend line.
    Handle,
    /// A level, or the line of a path between its handles.
    Line,
    /// A drawn series.
    Series,
}

/// With what the user points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pointer {
    /// A mouse, trackpad or pen.
    Mouse,
    /// A finger.
    Touch,
}

impl Pointer {
    /// Half the width of the hit zone around a line, in pixels.
    pub fn reach_px(self) -> f32 {
        match self {
            Self::Mouse => 8.0,
            Self::Touch => 14.0,
        }
    }
}

/// One thing that might be meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The caller's name for it.
    pub id: u64,
    /// Its place in the order of precedence.
    pub class: HitClass,
    /// Distance from the pointer in pixels; 0 inside a chip.
    pub distance_px: f32,
}

/// Index of the candidate that is meant: the first class that has one within reach,
/// there the nearest, among equals the one listed first. `None` where the chart pans.
///
/// **Gaps.** A distance of `NaN` is out of reach. **Cost.** One pass.
pub fn nearest(candidates: &[Candidate], pointer: Pointer) -> Option<usize> {
    let within_reach = |candidate: &Candidate| match candidate.class {
        HitClass::Chip => candidate.distance_px <= 0.0,
        HitClass::Handle | HitClass::Line | HitClass::Series => candidate.distance_px <= pointer.reach_px(),
    };
    candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| within_reach(candidate))
        .min_by(|(_, a), (_, b)| a.class.cmp(&b.class).then(a.distance_px.total_cmp(&b.distance_px)))
        .map(|(index, _)| index)
}

/// Distance in pixels from a point to the segment between `a` and `b`, all as (x, y).
///
/// A segment of no length is its point. `NaN` where a coordinate is.
pub fn distance_to_segment(point: (f32, f32), a: (f32, f32), b: (f32, f32)) -> f32 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length_squared = dx * dx + dy * dy;
    let along = if length_squared > 0.0 {
        (((point.0 - a.0) * dx + (point.1 - a.1) * dy) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point.0 - (a.0 + along * dx)).hypot(point.1 - (a.1 + along * dy))
}

/// Distance in pixels from a point to a rectangle given by two corners; 0 inside and on its edge.
pub fn distance_to_rect(point: (f32, f32), min: (f32, f32), max: (f32, f32)) -> f32 {
    let outside = |at: f32, low: f32, high: f32| (low - at).max(at - high).max(0.0);
    outside(point.0, min.0, max.0).hypot(outside(point.1, min.1, max.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn candidate(class: HitClass, distance_px: f32) -> Candidate {
        Candidate { id: 0, class, distance_px }
    }

    #[test]
    fn chip_comes_before_handle_before_line_before_series() {
        let order = [HitClass::Series, HitClass::Line, HitClass::Handle, HitClass::Chip];
        for length in 1..=order.len() {
            let found: Vec<_> = order[..length].iter().map(|class| candidate(*class, 0.0)).collect();
            assert_eq!(nearest(&found, Pointer::Mouse), Some(length - 1));
        }
    }

    #[test]
    fn a_near_handle_wins_over_a_line_under_the_pointer() {
        let both = [candidate(HitClass::Line, 0.0), candidate(HitClass::Handle, 5.0)];
        assert_eq!(nearest(&both, Pointer::Mouse), Some(1));
    }

    #[test]
    fn of_two_lines_the_nearer_is_meant() {
        let lines =
            [candidate(HitClass::Line, 6.0), candidate(HitClass::Line, 2.0), candidate(HitClass::Line, 2.0)];
        assert_eq!(nearest(&lines, Pointer::Mouse), Some(1));
    }

    #[test]
    fn a_finger_reaches_further_than_a_mouse_but_not_into_a_chip() {
        let line = [candidate(HitClass::Line, 12.0)];
        assert_eq!(nearest(&line, Pointer::Mouse), None);
        assert_eq!(nearest(&line, Pointer::Touch), Some(0));
        assert_eq!(nearest(&[candidate(HitClass::Chip, 1.0)], Pointer::Touch), None);
        assert_eq!(nearest(&[candidate(HitClass::Line, f32::NAN)], Pointer::Touch), None);
    }

    #[test]
    fn a_segment_ends_at_its_ends() {
        assert_eq!(distance_to_segment((5.0, 3.0), (0.0, 0.0), (10.0, 0.0)), 3.0);
        assert_eq!(distance_to_segment((13.0, 4.0), (0.0, 0.0), (10.0, 0.0)), 5.0);
        assert_eq!(distance_to_segment((3.0, 4.0), (0.0, 0.0), (0.0, 0.0)), 5.0);
    }

    #[test]
    fn inside_a_rectangle_the_distance_is_zero() {
        let (min, max) = ((10.0, 10.0), (40.0, 20.0));
        assert_eq!(distance_to_rect((20.0, 15.0), min, max), 0.0);
        assert_eq!(distance_to_rect((43.0, 24.0), min, max), 5.0);
    }

    proptest! {
        #[test]
        fn no_point_of_the_segment_is_nearer(
            p in (-100.0..100.0f32, -100.0..100.0f32), a in (-100.0..100.0f32, -100.0..100.0f32),
            b in (-100.0..100.0f32, -100.0..100.0f32), along in 0.0..1.0f32,
        ) {
            let on = (a.0 + along * (b.0 - a.0), a.1 + along * (b.1 - a.1));
            let there = (p.0 - on.0).hypot(p.1 - on.1);
            prop_assert!(distance_to_segment(p, a, b) <= there + 1e-3);
        }
    }
}
