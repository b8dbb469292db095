//! Chips on the value axis that keep clear of each other and near their line.
//!
//! Knows heights and wishes; knows nothing of what a chip says. Solved as a
//! bounded isotonic regression (pool adjacent violators): it moves the chips
//! by the least sum of squares, in one pass, and never swaps two of them, so
//! that a chip does not jump while its level is dragged past a neighbour's zone.

/// Centres for chips that wish to be centred at `wanted_y`, each `height` pixels
/// high, `gap` pixels apart, between `top` and `bottom` (y grows downwards).
///
/// **Shape.** As many as wished for, in the same order; chips that wish the same
/// y keep the order they are given in. A chip that collides with none and lies
/// inside stays exactly where it wished. Where they do not fit, they share the
/// room at equal distances and overlap.
///
/// **Gaps.** A wish that is `NaN` goes to the bottom. **Cost.** O(n log n).
pub fn stack_chips(wanted_y: &[f32], height: f32, gap: f32, top: f32, bottom: f32) -> Vec<f32> {
    let count = wanted_y.len();
    let half = f64::from(height.max(0.0)) / 2.0;
    let (first_y, last_y) = (f64::from(top) + half, f64::from(bottom) - half);
    // A pane lower than one chip: all of them in its middle.
    let middle = f64::midpoint(f64::from(top), f64::from(bottom));
    let (first_y, last_y) = if first_y <= last_y { (first_y, last_y) } else { (middle, middle) };
    let wished = f64::from(height.max(0.0)) + f64::from(gap.max(0.0));
    let pitch = if count > 1 { wished.min((last_y - first_y) / (count - 1) as f64) } else { 0.0 };

    let mut order: Vec<(usize, f64)> = wanted_y
        .iter()
        .map(|y| if y.is_nan() { last_y } else { f64::from(*y).min(last_y).max(first_y) })
        .enumerate()
        .collect();
    order.sort_by(|(_, a), (_, b)| a.total_cmp(b));

    // With every chip's share of the stack taken off, "no overlap" reads "never falling".
    let mut pools: Vec<Pool> = Vec::with_capacity(count);
    for (rank, (_, y)) in order.iter().enumerate() {
        let mut pool = Pool { sum: y - rank as f64 * pitch, count: 1 };
        while let Some(above) = pools.pop_if(|above| above.mean() > pool.mean()) {
            pool = Pool { sum: above.sum + pool.sum, count: above.count + pool.count };
        }
        pools.push(pool);
    }
    let lowest_start = last_y - count.saturating_sub(1) as f64 * pitch;
    let starts = pools.iter().flat_map(|pool| {
        let start = pool.mean().min(lowest_start).max(first_y);
        std::iter::repeat_n(start, pool.count)
    });
    let mut placed: Vec<(usize, f32)> = order
        .iter()
        .zip(starts)
        .enumerate()
        .map(|(rank, ((index, _), start))| (*index, (start + rank as f64 * pitch) as f32))
        .collect();
    placed.sort_by_key(|(index, _)| *index);
    placed.into_iter().map(|(_, y)| y).collect()
}

/// Chips that touch and move as one.
struct Pool {
    sum: f64,
    count: usize,
}

impl Pool {
    fn mean(&self) -> f64 {
        self.sum / self.count as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_chips_on_one_price_move_apart_evenly() {
        assert_eq!(stack_chips(&[100.0, 100.0], 18.0, 2.0, 0.0, 400.0), [90.0, 110.0]);
    }

    #[test]
    fn a_stack_at_the_edge_slides_inside() {
        assert_eq!(stack_chips(&[395.0, 398.0], 18.0, 2.0, 0.0, 400.0), [371.0, 391.0]);
        assert_eq!(stack_chips(&[-50.0], 18.0, 2.0, 0.0, 400.0), [9.0]);
    }

    #[test]
    fn too_many_chips_share_the_room_in_order() {
        let placed = stack_chips(&[30.0, 10.0, 20.0], 18.0, 2.0, 0.0, 38.0);
        assert_eq!(placed, [29.0, 9.0, 19.0]);
        assert_eq!(stack_chips(&[5.0, 6.0], 18.0, 2.0, 0.0, 10.0), [5.0, 5.0]);
        assert!(stack_chips(&[], 18.0, 2.0, 0.0, 400.0).is_empty());
    }

    proptest! {
        #[test]
        fn chips_never_overlap_and_stay_inside(wanted in prop::collection::vec(-100.0..900.0f32, 0..30)) {
            let placed = stack_chips(&wanted, 18.0, 2.0, 0.0, 800.0);
            prop_assert_eq!(placed.len(), wanted.len());
            let mut sorted = placed.clone();
            sorted.sort_by(f32::total_cmp);
            prop_assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= 20.0 - 1e-3), "{:?}", sorted);
            prop_assert!(placed.iter().all(|y| (9.0 - 1e-3..=791.0 + 1e-3).contains(y)), "{:?}", placed);
        }

        #[test]
        fn chips_keep_the_order_of_their_lines(wanted in prop::collection::vec(-100.0..900.0f32, 2..60)) {
            let placed = stack_chips(&wanted, 18.0, 2.0, 0.0, 800.0);
            for (i, a) in wanted.iter().enumerate() {
                for (j, b) in wanted.iter().enumerate() {
                    if a.clamp(9.0, 791.0) < b.clamp(9.0, 791.0) {
                        prop_assert!(placed[i] <= placed[j], "{i} {j} {:?}", placed);
                    }
                }
            }
        }

        #[test]
        fn chips_that_do_not_collide_stay_exactly_where_they_are(
            steps in prop::collection::vec(20.0..60.0f32, 1..12), start in 9.0..60.0f32,
        ) {
            let wanted: Vec<f32> =
                steps.iter().scan(start, |y, step| { *y += step; Some(*y) }).collect();
            prop_assert_eq!(stack_chips(&wanted, 18.0, 1.99, 0.0, 800.0), wanted);
        }

        #[test]
        fn no_small_shift_of_a_chip_lowers_the_total_displacement(
            wanted in prop::collection::vec(50.0..750.0f32, 2..10), chip in 0usize..10, shift in -3.0..3.0f32,
        ) {
            let chip = chip % wanted.len();
            let placed = stack_chips(&wanted, 18.0, 2.0, 0.0, 800.0);
            let mut other = placed.clone();
            other[chip] += shift;
            let clear = other.iter().enumerate().all(|(i, y)| i == chip || (y - other[chip]).abs() >= 20.0);
            let cost = |ys: &[f32]| -> f32 { ys.iter().zip(&wanted).map(|(y, w)| (y - w).powi(2)).sum() };
            prop_assert!(!clear || cost(&placed) <= cost(&other) + 0.05);
        }
    }
}
