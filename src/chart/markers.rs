//! Markers on a time axis that keep clear of each other and near their moment.
//!
//! Knows distances in pixels; knows nothing of what a marker says. Near markers
//! stand side by side; where that would push one too far from its moment, the
//! closest fold into one. What folds depends on distances alone, never on where
//! the view begins, so panning moves the markers and does not make them flicker.

/// How large markers are and how far they may be moved, pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarkerSize {
    /// Width of a single marker.
    pub single_px: f64,
    /// Width of one that stands for several.
    pub folded_px: f64,
    /// Room between two.
    pub gap_px: f64,
    /// How far a marker may stand from its moment before the closest fold.
    pub most_shift_px: f64,
}

/// One marker on the axis, standing for one moment or several.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// Indices of what it stands for, in order of time.
    pub members: Vec<usize>,
    /// Mean x of the moments it stands for: where its leader points.
    pub x: f64,
    /// Where it stands.
    pub centre: f64,
    /// Its width.
    pub width: f64,
}

/// Blocks of at most this many markers fold one pair at a time; larger ones many
/// pairs a round, so that thousands of markers cost no more than a sort.
const CAREFUL: usize = 48;

/// Arranges moments at `xs` into markers between `left` and `right`.
///
/// **Shape.** Left to right. Markers whose mean moment lies outside are left out;
/// every moment inside is in exactly one marker, and none overlaps another.
///
/// **Gaps.** A moment that is not finite is left out. **Cost.** O(n log n).
pub fn arrange(xs: &[f64], size: MarkerSize, left: f64, right: f64) -> Vec<Marker> {
    let mut markers = fold(xs, size);
    markers.retain(|marker| (left..=right).contains(&marker.x));
    let width = right - left;
    while markers.len() > 1 && needed(&markers, size) > width {
        merge_closest(&mut markers, size, 0, usize::MAX);
    }
    keep_inside(&mut markers, size, left, right);
    markers
}

/// Folds moments without regard to any edge; centres are where markers would like to stand.
fn fold(xs: &[f64], size: MarkerSize) -> Vec<Marker> {
    let mut order: Vec<usize> = (0..xs.len()).collect();
    let x_of = |index: usize| xs.get(index).copied().unwrap_or(f64::NAN);
    order.retain(|index| x_of(*index).is_finite());
    order.sort_by(|a, b| x_of(*a).total_cmp(&x_of(*b)).then(a.cmp(b)));
    // In 64ths of a pixel from the first one: equal days stay equal whatever rounding did.
    let origin = order.first().map_or(0.0, |first| x_of(*first));
    let single = |index: usize| {
        let x = ((x_of(index) - origin) * 64.0).round() / 64.0;
        Marker { members: vec![index], x, centre: x, width: size.single_px }
    };
    let mut markers: Vec<Marker> = order.into_iter().map(single).collect();
    loop {
        let blocks = spread(&mut markers, size);
        let crowded: Vec<(usize, usize)> = blocks
            .into_iter()
            .filter(|(start, count)| {
                let block = markers.iter().skip(*start).take(*count);
                *count > 1 && block.map(|m| (m.centre - m.x).abs()).fold(0.0, f64::max) > size.most_shift_px
            })
            .collect();
        if crowded.is_empty() {
            break;
        }
        // From the right, so that the indices of blocks further left stay true.
        for (start, count) in crowded.into_iter().rev() {
            if count <= CAREFUL {
                merge_closest(&mut markers, size, start, count);
            } else {
                merge_neighbours(&mut markers, size, start, count);
            }
        }
    }
    for marker in &mut markers {
        marker.x += origin;
        marker.centre += origin;
    }
    markers
}

/// Moves markers apart by the least sum of squares (pool adjacent violators);
/// returns start and length of each block that touches.
fn spread(markers: &mut [Marker], size: MarkerSize) -> Vec<(usize, usize)> {
    struct Pool {
        sum: f64,
        count: usize,
        start: usize,
    }
    // With every marker's share of the row taken off, "no overlap" reads "never falling".
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(markers.len());
    let mut pools: Vec<Pool> = Vec::new();
    let mut before: Option<f64> = None;
    for (index, marker) in markers.iter().enumerate() {
        if let Some(width) = before {
            offset += (width + marker.width) / 2.0 + size.gap_px;
        }
        before = Some(marker.width);
        offsets.push(offset);
        let mut pool = Pool { sum: marker.x - offset, count: 1, start: index };
        while let Some(left) =
            pools.pop_if(|left| left.sum / left.count as f64 > pool.sum / pool.count as f64)
        {
            pool = Pool { sum: left.sum + pool.sum, count: left.count + pool.count, start: left.start };
        }
        pools.push(pool);
    }
    let starts = pools.iter().flat_map(|pool| std::iter::repeat_n(pool.sum / pool.count as f64, pool.count));
    for ((marker, offset), start) in markers.iter_mut().zip(offsets).zip(starts) {
        marker.centre = start + offset;
    }
    pools.into_iter().map(|pool| (pool.start, pool.count)).collect()
}

/// Distance of two neighbours in 64ths of a pixel: equal days stay equal whatever rounding did.
fn distance(markers: &[Marker], left: usize) -> Option<i64> {
    let (a, b) = (markers.get(left)?, markers.get(left + 1)?);
    Some(((b.x - a.x) * 64.0).round() as i64)
}

/// Folds the two closest of a block; of equal distances the leftmost.
fn merge_closest(markers: &mut Vec<Marker>, size: MarkerSize, start: usize, count: usize) {
    let end = start.saturating_add(count).min(markers.len()).saturating_sub(1);
    let closest = (start..end).min_by_key(|left| (distance(markers, *left), *left));
    if let Some(left) = closest {
        merge(markers, size, left);
    }
}

/// Folds every pair of a block that is closer than its neighbouring pairs.
fn merge_neighbours(markers: &mut Vec<Marker>, size: MarkerSize, start: usize, count: usize) {
    let mut block: std::vec::IntoIter<Marker> =
        markers.drain(start..start + count).collect::<Vec<_>>().into_iter();
    let mut folded: Vec<Marker> = Vec::with_capacity(count);
    let mut may_fold = false;
    let mut waiting = block.next();
    while let Some(marker) = waiting {
        waiting = block.next();
        let next = waiting.as_ref().map(|next| next.x - marker.x);
        match folded.last_mut() {
            Some(last) if may_fold && next.is_none_or(|next| marker.x - last.x <= next + 1.0 / 64.0) => {
                join(last, marker, size);
                may_fold = false;
            }
            _ => {
                folded.push(marker);
                may_fold = true;
            }
        }
    }
    if folded.len() == count {
        merge_closest(&mut folded, size, 0, count);
    }
    markers.splice(start..start, folded);
}

fn merge(markers: &mut Vec<Marker>, size: MarkerSize, left: usize) {
    if left + 1 < markers.len() {
        let right = markers.remove(left + 1);
        if let Some(into) = markers.get_mut(left) {
            join(into, right, size);
        }
    }
}

fn join(into: &mut Marker, other: Marker, size: MarkerSize) {
    let (here, there) = (into.members.len() as f64, other.members.len() as f64);
    into.x = (into.x * here + other.x * there) / (here + there);
    into.centre = (into.centre * here + other.centre * there) / (here + there);
    into.members.extend(other.members);
    into.width = size.folded_px;
}

fn needed(markers: &[Marker], size: MarkerSize) -> f64 {
    markers.iter().map(|marker| marker.width + size.gap_px).sum::<f64>() - size.gap_px
}

/// Pushes what stands over an edge inside, and its neighbours before it.
fn keep_inside(markers: &mut [Marker], size: MarkerSize, left: f64, right: f64) {
    let mut from = left;
    for marker in markers.iter_mut() {
        marker.centre = marker.centre.max(from + marker.width / 2.0);
        from = marker.centre + marker.width / 2.0 + size.gap_px;
    }
    let mut to = right;
    for marker in markers.iter_mut().rev() {
        marker.centre = marker.centre.min(to - marker.width / 2.0);
        to = marker.centre - marker.width / 2.0 - size.gap_px;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIZE: MarkerSize =
        MarkerSize { single_px: 14.0, folded_px: 24.0, gap_px: 2.0, most_shift_px: 24.0 };

    fn members(markers: &[Marker]) -> Vec<Vec<usize>> {
        markers.iter().map(|marker| marker.members.clone()).collect()
    }

    #[test]
    fn far_markers_stand_on_their_moment_and_near_ones_side_by_side() {
        let markers = arrange(&[100.0, 200.0, 204.0], SIZE, 0.0, 400.0);
        let centres: Vec<f64> = markers.iter().map(|marker| marker.centre).collect();
        assert_eq!(centres, [100.0, 194.0, 210.0]);
        assert_eq!(members(&markers), [vec![0], vec![1], vec![2]]);
    }

    #[test]
    fn eleven_events_within_thirty_pixels_fold_into_a_few_markers() {
        let xs: Vec<f64> = (0..11).map(|n| 100.0 + 3.0 * f64::from(n)).collect();
        let markers = arrange(&xs, SIZE, 0.0, 400.0);
        assert!(markers.len() <= 4 && markers.iter().any(|marker| marker.members.len() > 1), "{markers:?}");
        assert_eq!(members(&markers).concat(), (0..11).collect::<Vec<_>>());
    }

    #[test]
    fn what_lies_outside_is_left_out_and_the_edge_pushes_inside() {
        let markers = arrange(&[-50.0, 1.0, f64::NAN, 500.0], SIZE, 0.0, 400.0);
        assert_eq!(members(&markers), [vec![1]]);
        assert!((markers[0].centre - 7.0).abs() < 1e-9);
        assert!(arrange(&[], SIZE, 0.0, 400.0).is_empty());
    }

    #[test]
    fn a_pane_narrower_than_its_markers_folds_them_all() {
        let markers = arrange(&[1.0, 10.0, 20.0, 29.0], SIZE, 0.0, 30.0);
        assert_eq!(members(&markers), [vec![0, 1, 2, 3]]);
        assert!((markers[0].centre - 15.0).abs() < 1e-9);
    }

    #[test]
    fn thousands_of_markers_fold_in_a_few_rounds() {
        let xs: Vec<f64> = (0..20_000).map(|n| f64::from(n) * 0.05).collect();
        let markers = arrange(&xs, SIZE, 0.0, 1_000.0);
        assert_eq!(members(&markers).concat().len(), 20_000);
        assert!(markers.len() > 5, "{}", markers.len());
    }

    proptest! {
        #[test]
        fn markers_never_overlap_stay_inside_and_keep_their_order(
            xs in prop::collection::vec(0.0..600.0f64, 0..80),
        ) {
            let markers = arrange(&xs, SIZE, 0.0, 600.0);
            for pair in markers.windows(2) {
                let room = pair[1].centre - pair[0].centre - (pair[0].width + pair[1].width) / 2.0;
                prop_assert!(room >= SIZE.gap_px - 1e-6, "{room}");
                prop_assert!(pair[0].x <= pair[1].x);
            }
            for marker in &markers {
                prop_assert!(marker.centre - marker.width / 2.0 >= -1e-6);
                prop_assert!(marker.centre + marker.width / 2.0 <= 600.0 + 1e-6);
                prop_assert!(marker.members.windows(2).all(|pair| xs[pair[0]] <= xs[pair[1]]));
            }
            let mut all = members(&markers).concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..xs.len()).collect::<Vec<_>>());
        }

        #[test]
        fn panning_moves_markers_and_never_folds_them_otherwise(
            days in prop::collection::vec(0..120i32, 1..60), pan in -40.0..40.0f64, px_per_day in 1.0..12.0f64,
        ) {
            let at = |shift: f64| -> Vec<f64> { days.iter().map(|d| f64::from(*d) * px_per_day + shift).collect() };
            let still = fold(&at(0.0), SIZE);
            let moved = fold(&at(pan), SIZE);
            prop_assert_eq!(members(&still), members(&moved));
            for (a, b) in still.iter().zip(&moved) {
                prop_assert!((a.centre + pan - b.centre).abs() < 1e-6);
            }
        }

        #[test]
        fn nothing_stands_further_from_its_moment_than_allowed(
            xs in prop::collection::vec(0.0..600.0f64, 0..80),
        ) {
            for marker in fold(&xs, SIZE) {
                prop_assert!((marker.centre - marker.x).abs() <= SIZE.most_shift_px + 1e-9);
            }
        }
    }
}
