//! Putting indicators into panes, changing their parameters and taking them out.
//!
//! An indicator with several outputs is one thing to the hand: its series come, change
//! and go in one step.

use crate::app::calculation_inputs::main_series;
use crate::app::computed::BASE;
use crate::app::computed::units::{self, unit_of};
use crate::app::edit_panes::PaneError;
use crate::app::pane_spec::{MOST_PANES, MOST_SERIES, PaneSpec, Placed, free_id};
use crate::calc::calculation::Plot;
use crate::calc::calculation::instance::Instance;
use crate::domain::catalog::{self, Group};
use crate::domain::unit::Unit;

/// Hues of the palette.
const HUES: usize = 12;

/// Where an indicator is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ComputedPlace {
    /// As its description says.
    #[default]
    Usual,
    /// Over the series it is computed from.
    OverInput,
    /// In a pane of its own.
    OwnPane,
}

impl ComputedPlace {
    /// Every place, in the order of the picker.
    pub const ALL: [Self; 3] = [Self::Usual, Self::OverInput, Self::OwnPane];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Usual => "Usual place",
            Self::OverInput => "Over its input",
            Self::OwnPane => "Own pane",
        }
    }

    /// Whether it is drawn over its input.
    fn is_over(self, instance: &Instance) -> bool {
        match self {
            Self::OverInput => true,
            Self::OwnPane => false,
            Self::Usual => {
                matches!(instance.calculation.plot, Plot::OverInput | Plot::Marks | Plot::Table)
            }
        }
    }
}

/// Series of one indicator are drawn; those that are in the pane already are drawn again.
pub(super) fn add_computed(
    panes: &mut Vec<PaneSpec>,
    series: &[String],
    place: ComputedPlace,
) -> Result<(), PaneError> {
    let Some(first) = series.first() else { return Ok(()) };
    let instance = Instance::parse(first).ok_or(PaneError::NotComputed)?;
    let input = host(&instance);
    let holds = |pane: &&mut PaneSpec| pane.placed(input).is_some_and(|placed| !placed.hidden);
    let over = place.is_over(&instance).then(|| panes.iter_mut().filter(|pane| !pane.hidden).find(holds));
    let over = over.flatten().map(|pane| pane.id.clone());
    let hues = free_hues(panes);
    if let Some(pane) = panes.iter_mut().find(|pane| Some(&pane.id) == over.as_ref()) {
        return put_all(pane, series, hues);
    }
    if panes.len() >= MOST_PANES {
        return Err(PaneError::TooManyPanes);
    }
    let mut pane = PaneSpec::new(&free_id(panes, first), &[]);
    put_all(&mut pane, series, hues)?;
    panes.push(pane);
    Ok(())
}

/// The series over which an indicator is drawn: its input, or the price for what is worked out
/// in dollars from something that is not.
fn host(instance: &Instance) -> &str {
    let input = main_series(instance);
    let is_in_dollars = |id: &str| match catalog::entry(id) {
        Some(entry) => entry.unit == Unit::Usd && entry.group == Group::Price,
        None => unit_of(id) == Some(Unit::Usd),
    };
    if is_in_dollars(&instance.series_id()) && !is_in_dollars(input) && instance.of.is_none() {
        catalog::PRICE
    } else {
        input
    }
}

/// Hues of the palette, those that the fewest drawn series have first.
///
/// The hue is kept with the line: it stays the same whatever else comes, goes or is changed.
fn free_hues(panes: &[PaneSpec]) -> impl Iterator<Item = u8> + use<> {
    let mut used = [0_usize; HUES];
    for pane in panes {
        // One without a hue of its own takes the first of its pane that is free.
        let without = pane.series.iter().filter(|placed| placed.hue.is_none() && takes_a_hue(&placed.id));
        let given = pane.series.iter().filter_map(|placed| placed.hue).map(usize::from);
        for hue in given.chain(0..without.count()) {
            if let Some(count) = used.get_mut(hue % HUES) {
                *count += 1;
            }
        }
    }
    let mut order: Vec<(usize, u8)> = used.into_iter().zip(0..).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, hue)| hue).cycle()
}

/// Whether a computed series is a line without a colour of its own or of the sign of its values.
fn takes_a_hue(id: &str) -> bool {
    let is_computed = Instance::parse(id).is_some();
    is_computed && !BASE.contains(&id) && !units::is_flow(id) && units::word_list(id).is_none()
}

fn put_all(
    pane: &mut PaneSpec,
    series: &[String],
    mut hues: impl Iterator<Item = u8>,
) -> Result<(), PaneError> {
    pane.hidden = false;
    for id in series {
        if let Some(there) = pane.placed_mut(id) {
            there.hidden = false;
        } else if pane.series.len() >= MOST_SERIES {
            return Err(PaneError::TooManySeries);
        } else {
            let hue = if takes_a_hue(id) { hues.next() } else { None };
            pane.series.push(Placed { hue, ..Placed::new(id) });
        }
    }
    Ok(())
}

/// Other parameters: each series of `from` becomes the one of `to` at its place and keeps how
/// it is drawn; what is there beyond goes or comes.
pub(super) fn replace_computed(pane: &mut PaneSpec, from: &[String], to: &[String]) -> Result<(), PaneError> {
    let places: Vec<usize> = from
        .iter()
        .map(|id| pane.series.iter().position(|placed| placed.id == *id).ok_or(PaneError::NoSeries))
        .collect::<Result<_, _>>()?;
    let is_taken = |id: &String| !from.contains(id) && pane.placed(id).is_some();
    if to.iter().any(is_taken) {
        return Err(PaneError::ThereAlready);
    }
    for (place, id) in places.iter().zip(to) {
        if let Some(placed) = pane.series.get_mut(*place) {
            placed.id.clone_from(id);
        }
    }
    let after = places.last().map_or(pane.series.len(), |last| last + 1);
    for (offset, id) in to.iter().skip(places.len()).enumerate() {
        if pane.series.len() >= MOST_SERIES {
            return Err(PaneError::TooManySeries);
        }
        pane.series.insert((after + offset).min(pane.series.len()), Placed::new(id));
    }
    let gone: Vec<&String> = from.iter().skip(to.len()).collect();
    pane.series.retain(|placed| !gone.contains(&&placed.id));
    Ok(())
}

/// Takes series out of a pane; the last one takes the pane with it.
pub(super) fn remove_computed(
    panes: &mut Vec<PaneSpec>,
    pane: usize,
    series: &[String],
) -> Result<(), PaneError> {
    let spec = panes.get_mut(pane).ok_or(PaneError::NoPane)?;
    if !series.iter().all(|id| spec.placed(id).is_some()) {
        return Err(PaneError::NoSeries);
    }
    spec.series.retain(|placed| !series.contains(&placed.id));
    if spec.series.is_empty() {
        panes.remove(pane);
    }
    Ok(())
}

/// The series of a pane that belong to the same indicator as this one, itself among them.
pub fn siblings(pane: &PaneSpec, id: &str) -> Vec<String> {
    let Some(whole) = Instance::parse(id) else { return vec![id.to_owned()] };
    let whole = Instance { output: 0, ..whole }.series_id();
    let is_one = |placed: &&Placed| {
        let other = Instance::parse(&placed.id);
        other.is_some_and(|other| Instance { output: 0, ..other }.series_id() == whole)
    };
    pane.series.iter().filter(is_one).map(|placed| placed.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::edit_panes::PaneEdit;
    use crate::app::pane_spec::{PRICE_PANE, first_panes};

    fn words(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn ids(pane: &PaneSpec) -> Vec<&str> {
        pane.series.iter().map(|placed| placed.id.as_str()).collect()
    }

    #[test]
    fn an_average_stands_over_what_it_is_an_average_of() {
        let mut panes = first_panes();
        add_computed(&mut panes, &words(&["derived.sma_30.of.difficulty"]), ComputedPlace::Usual).unwrap();
        assert_eq!(ids(&panes[2]), ["difficulty", "derived.sma_30.of.difficulty"]);
        let own = words(&["derived.sma_31.of.difficulty"]);
        add_computed(&mut panes, &own, ComputedPlace::OwnPane).unwrap();
        assert_eq!(panes.last().unwrap().id, "derived.sma_31.of.difficulty");
        let cross = words(&["derived.cross_50_200"]);
        add_computed(&mut panes, &cross, ComputedPlace::Usual).unwrap();
        assert!(panes[0].placed("derived.cross_50_200").is_some());
        let wrong = add_computed(&mut panes, &words(&["difficulty"]), ComputedPlace::Usual);
        assert_eq!(wrong, Err(PaneError::NotComputed));
    }

    #[test]
    fn other_parameters_keep_place_and_look() {
        let mut panes = first_panes();
        panes[0].placed_mut("derived.sma_50").unwrap().hue = Some(3);
        let edit = PaneEdit::ReplaceComputed {
            pane: PRICE_PANE.to_owned(),
            from: words(&["derived.sma_50"]),
            to: words(&["derived.sma_20"]),
        };
        edit.apply(&mut panes).unwrap();
        assert_eq!((panes[0].series[1].id.as_str(), panes[0].series[1].hue), ("derived.sma_20", Some(3)));
        let taken = PaneEdit::ReplaceComputed {
            pane: PRICE_PANE.to_owned(),
            from: words(&["derived.sma_20"]),
            to: words(&["derived.sma_200"]),
        };
        assert_eq!(taken.apply(&mut panes), Err(PaneError::ThereAlready));
    }

    #[test]
    fn no_two_of_the_first_lines_have_one_colour_and_other_parameters_keep_it() {
        let mut panes = first_panes();
        for ids in [["derived.sma_20", "derived.sma_30"], ["derived.ema_20", "derived.ema_30"]] {
            add_computed(&mut panes, &words(&ids), ComputedPlace::OwnPane).unwrap();
        }
        add_computed(&mut panes, &words(&["derived.rsi_21"]), ComputedPlace::Usual).unwrap();
        let hues: Vec<u8> = panes.iter().flat_map(|pane| &pane.series).filter_map(|one| one.hue).collect();
        assert_eq!(hues, [0, 1, 2, 3, 4]);
        let rsi = panes.last_mut().unwrap();
        replace_computed(rsi, &words(&["derived.rsi_21"]), &words(&["derived.rsi_9"])).unwrap();
        assert_eq!((rsi.series[0].id.as_str(), rsi.series[0].hue), ("derived.rsi_9", Some(4)));
    }

    #[test]
    fn all_outputs_of_an_indicator_come_and_go_together() {
        let mut panes = first_panes();
        let outputs = words(&["derived.weekly_ema_100", "derived.weekly_ema_100.close"]);
        add_computed(&mut panes, &outputs, ComputedPlace::OwnPane).unwrap();
        let pane = panes.last().unwrap();
        assert_eq!(siblings(pane, "derived.weekly_ema_100.close"), outputs);
        let to = words(&["derived.weekly_ema_50"]);
        replace_computed(panes.last_mut().unwrap(), &outputs, &to).unwrap();
        assert_eq!(ids(panes.last().unwrap()), ["derived.weekly_ema_50"]);
        replace_computed(panes.last_mut().unwrap(), &to, &outputs).unwrap();
        assert_eq!(ids(panes.last().unwrap()), outputs);
        let at = panes.len() - 1;
        remove_computed(&mut panes, at, &outputs).unwrap();
        assert_eq!(panes, first_panes());
    }
}
