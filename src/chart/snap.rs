//! Where a dragged price catches: highs and lows, other levels, round thousands.
//!
//! Knows prices, their names and the screen's distance; knows nothing of where
//! the candidates come from. Round prices are thinned until there is free room
//! between their catching zones: a snap that catches everywhere cannot be left.

use std::borrow::Cow;

use crate::domain::format::grouped;

/// Steps of round prices in USD, from the finest.
const ROUND_STEPS_USD: [f64; 6] = [1e3, 5e3, 1e4, 5e4, 1e5, 5e5];

/// A price that catches, and what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapTarget<'a> {
    /// Price in USD.
    pub price: f64,
    /// What the user reads while caught: `low 5 Feb`, `70,000 round`.
    pub name: Cow<'a, str>,
}

/// The target within `radius_px` of `price` that is nearest on screen, among
/// `candidates` and the round prices around it; `None` where nothing catches.
///
/// `y_from_price` gives the screen y of a price on the live axis, linear or log.
/// Between a candidate and a round price equally near, the candidate wins.
/// Round prices are multiples of $1,000, or of the first of $5,000, $10,000 …
/// that are further apart on screen than two radii.
///
/// **Gaps.** A candidate whose y is `NaN` never catches. **Cost.** One pass.
pub fn snap<'a>(
    price: f64,
    y_from_price: impl Fn(f64) -> f32,
    candidates: &[SnapTarget<'a>],
    radius_px: f32,
) -> Option<SnapTarget<'a>> {
    let y = y_from_price(price);
    let distance = |target: &SnapTarget<'_>| (y_from_price(target.price) - y).abs();
    let round = round_targets(price, &y_from_price, radius_px);
    candidates
        .iter()
        .chain(&round)
        .map(|target| (distance(target), target))
        .filter(|(distance_px, _)| *distance_px <= radius_px)
        .min_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, target)| target.clone())
}

/// The most targets that a menu lists.
const LISTED: usize = 8;
/// How far a listed target may be from the price, as a share of it.
const LISTED_WITHIN: f64 = 0.15;

/// The targets near a price and the round thousands beside it, nearest first, each price
/// once and not the price itself. At most eight, within 15 %.
///
/// **Gaps.** A target that is `NaN` is left out. **Cost.** A sort.
pub fn nearest_targets<'a>(price: f64, mut targets: Vec<SnapTarget<'a>>) -> Vec<SnapTarget<'a>> {
    const STEP: f64 = 1_000.0;
    let below = (price / STEP).ceil() * STEP - STEP;
    let above = (price / STEP).floor() * STEP + STEP;
    for round in [below, above].into_iter().filter(|round| *round > 0.0) {
        targets.push(SnapTarget { price: round, name: Cow::Owned(format!("{} round", grouped(round, 0))) });
    }
    let away = |target: &SnapTarget<'_>| (target.price - price).abs();
    targets.retain(|target| (0.005..=price * LISTED_WITHIN).contains(&away(target)));
    // Stable: of two at one price the named one stays.
    targets.sort_by(|a, b| a.price.total_cmp(&b.price));
    targets.dedup_by(|later, first| (later.price - first.price).abs() < 0.005);
    targets.sort_by(|a, b| away(a).total_cmp(&away(b)));
    targets.truncate(LISTED);
    targets
}

fn round_targets(price: f64, y_from_price: &impl Fn(f64) -> f32, radius_px: f32) -> Vec<SnapTarget<'static>> {
    let neighbours = |step: f64| ((price / step).floor() * step, (price / step).floor() * step + step);
    let step = ROUND_STEPS_USD.into_iter().find(|step| {
        let (below, above) = neighbours(*step);
        // On a log axis 0 has no place; the distance to it is then as good as endless.
        (y_from_price(above) - y_from_price(below)).abs() > 2.0 * radius_px
    });
    let Some(step) = step else { return Vec::new() };
    let (below, above) = neighbours(step);
    [below, above]
        .into_iter()
        .filter(|round| *round > 0.0)
        .map(|round| SnapTarget { price: round, name: Cow::Owned(format!("{} round", grouped(round, 0))) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn low(price: f64) -> SnapTarget<'static> {
        SnapTarget { price, name: Cow::Borrowed("low 5 Feb") }
    }

    /// 50 dollars a pixel: $1,000 are 20 px apart.
    fn y(price: f64) -> f32 {
        (1_000.0 - price / 50.0) as f32
    }

    #[test]
    fn the_nearest_target_on_screen_catches_and_says_its_name() {
        let caught = snap(60_120.0, y, &[low(60_062.0), low(62_000.0)], 9.0).unwrap();
        assert_eq!((caught.price, caught.name.as_ref()), (60_062.0, "low 5 Feb"));
        let round = snap(69_900.0, y, &[low(60_062.0)], 9.0).unwrap();
        assert_eq!((round.price, round.name.as_ref()), (70_000.0, "70,000 round"));
    }

    #[test]
    fn between_round_prices_there_is_free_room() {
        assert_eq!(snap(69_500.0, y, &[], 9.0), None);
        // 500 dollars a pixel: thousands are 2 px apart and would catch everywhere.
        let coarse = |price: f64| (price / 500.0) as f32;
        assert_eq!(snap(67_500.0, coarse, &[], 4.0), None);
        assert_eq!(snap(69_000.0, coarse, &[], 4.0).unwrap().price, 70_000.0);
    }

    #[test]
    fn of_two_equally_near_the_named_one_wins() {
        assert_eq!(snap(70_010.0, y, &[low(70_000.0)], 9.0).unwrap().name, "low 5 Feb");
    }

    #[test]
    fn a_menu_lists_what_is_near_once_and_without_the_price_itself() {
        let targets = vec![low(62_350.0), low(70_000.0), low(f64::NAN), low(71_000.0), low(20_000.0)];
        let listed: Vec<_> = nearest_targets(70_000.0, targets)
            .into_iter()
            .map(|target| (target.price, target.name.into_owned()))
            .collect();
        let expected = [(71_000.0, "low 5 Feb"), (69_000.0, "69,000 round"), (62_350.0, "low 5 Feb")];
        assert_eq!(listed.len(), 3);
        for expected in expected {
            assert!(listed.iter().any(|(price, name)| (*price, name.as_str()) == expected), "{listed:?}");
        }
        assert!(nearest_targets(f64::NAN, vec![low(1.0)]).is_empty());
    }

    #[test]
    fn on_a_log_axis_distance_is_measured_on_screen() {
        let log = |price: f64| (-1_000.0 * price.max(1e-9).log10()) as f32;
        assert_eq!(snap(1_010.0, log, &[], 10.0).unwrap().price, 1_000.0);
        assert_eq!(snap(400.0, log, &[], 10.0), None);
        assert_eq!(snap(f64::NAN, log, &[low(1.0)], 10.0), None);
    }
}
