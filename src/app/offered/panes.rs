//! The changes of panes and of the series in them that can be asked for now.

use std::borrow::Cow;

use crate::app::command::Command;
use crate::app::derived::any_title;
use crate::app::dispatch::sentence;
use crate::app::edit::Edit;
use crate::app::edit_computed::siblings;
use crate::app::edit_panes::PaneEdit;
use crate::app::indicator_draft::Draft;
use crate::app::offered::kinds::PaneEditKind;
use crate::app::offered::{Group, Offer, Offers, POINTER};
use crate::app::pane_spec::{AxisChoice, Compare, MOST_PANES, MOST_SERIES, PaneSpec, Placed, Style};
use crate::app::panes::can_be_log;
use crate::app::state::AppState;
use crate::calc::calculation::registry;
use crate::chart::scale::ScaleKind;
use crate::domain::catalog::FEAR_GREED;

/// Why days cannot be shaded by fear and greed.
const NO_MOOD: &str = "There is no Fear & Greed index yet: refresh or import it";

/// Ids of every series at hand, in the order of the tree.
pub(super) fn library_ids(state: &AppState) -> Vec<String> {
    state.library().tree().into_iter().flat_map(|(_, ids)| ids).collect()
}

pub(super) fn of_pane_edits(offers: &mut Offers<'_>) {
    for kind in PaneEditKind::ALL {
        offers.turn = kind.name();
        of_pane_edit(offers, *kind);
    }
}

fn add<'a>(offers: &'a mut Offers<'_>, group: Group, edit: PaneEdit, caption: String) -> &'a mut Offer {
    offers.add(group, Command::Edit(Edit::Panes(edit)), caption)
}

fn title(spec: &PaneSpec) -> Cow<'_, str> {
    spec.series.first().map_or(Cow::Borrowed(spec.id.as_str()), |first| any_title(&first.id))
}

fn of_pane_edit(offers: &mut Offers<'_>, kind: PaneEditKind) {
    let state = offers.state;
    match kind {
        PaneEditKind::Resize => offers.withhold(POINTER),
        PaneEditKind::Add => {
            let room = state.document().panes.len() < MOST_PANES;
            for series in library_ids(state) {
                let caption = format!("Show {} in a new pane", any_title(&series));
                let offer = add(offers, Group::Series, PaneEdit::Add { series }, caption);
                offer.needs(room, "There are as many panes as can be, remove one first");
            }
        }
        PaneEditKind::Move => of_moves(offers),
        PaneEditKind::Remove
        | PaneEditKind::Hide
        | PaneEditKind::SetScale
        | PaneEditKind::SetCompare
        | PaneEditKind::ShadeClosed
        | PaneEditKind::ShadeMood
        | PaneEditKind::Put => {
            for spec in &state.document().panes {
                of_pane(offers, kind, spec);
            }
        }
        PaneEditKind::AddComputed => {
            for calculation in registry::ALL {
                let draft = Draft::new(state, calculation);
                let Ok(edit) = draft.adding() else { continue };
                let caption = format!("Add indicator: {}", calculation.title);
                let offer = add(offers, Group::Series, edit, caption);
                if let Some(lacks) = draft.lacks(state) {
                    offer.needs(false, &sentence(&lacks));
                }
            }
        }
        // Parameters are typed where the indicator stands.
        PaneEditKind::ReplaceComputed => offers.withhold("its parameters are edited in the legend"),
        PaneEditKind::RemoveComputed => {
            for spec in state.document().panes.iter().filter(|spec| !spec.hidden) {
                for placed in &spec.series {
                    let series = siblings(spec, &placed.id);
                    if series.len() > 1 && series.first() == Some(&placed.id) {
                        let caption = format!("Remove {} with all its lines", any_title(&placed.id));
                        let edit = PaneEdit::RemoveComputed { series, pane: spec.id.clone() };
                        add(offers, Group::Series, edit, caption);
                    }
                }
            }
            offers.withhold("offered for each indicator with several lines");
        }
        PaneEditKind::MoveSeries
        | PaneEditKind::RemoveSeries
        | PaneEditKind::HideSeries
        | PaneEditKind::SetStyle
        | PaneEditKind::SetAxis
        | PaneEditKind::SetHue
        | PaneEditKind::ShowVolume => {
            for spec in state.document().panes.iter().filter(|spec| !spec.hidden) {
                for placed in &spec.series {
                    of_series(offers, kind, spec, placed);
                }
            }
        }
    }
}

fn of_moves(offers: &mut Offers<'_>) {
    let specs = &offers.state.document().panes;
    for (at, spec) in specs.iter().enumerate().filter(|(_, spec)| !spec.hidden) {
        let shown = |index: &usize| specs.get(*index).is_some_and(|spec| !spec.hidden);
        let above = (0..at).rev().find(shown);
        let below = (at + 1..specs.len()).find(shown);
        for (word, to) in [("up", above), ("down", below)] {
            let edit = PaneEdit::Move { pane: spec.id.clone(), to: to.unwrap_or(at) };
            let caption = format!("Move the {} pane {word}", title(spec));
            add(offers, Group::Panes, edit, caption).needs(to.is_some(), "There is no pane on that side");
        }
    }
}

fn of_pane(offers: &mut Offers<'_>, kind: PaneEditKind, spec: &PaneSpec) {
    let (id, title) = (|| spec.id.clone(), title(spec));
    match kind {
        PaneEditKind::Remove => {
            let caption = format!("Remove the {title} pane");
            add(offers, Group::Panes, PaneEdit::Remove { pane: id() }, caption);
        }
        PaneEditKind::Hide => {
            let word = if spec.hidden { "Show" } else { "Hide" };
            let edit = PaneEdit::Hide { pane: id(), hidden: !spec.hidden };
            add(offers, Group::Panes, edit, format!("{word} the {title} pane")).state(!spec.hidden);
        }
        PaneEditKind::SetScale => {
            let drawn = offers.state.all_panes().iter().find(|pane| pane.id == spec.id);
            let below_zero = drawn.and_then(|pane| pane.series.iter().find(|series| !can_be_log(series)));
            let below_zero = below_zero.map(|series| series.title.clone());
            for (scale, words) in [(ScaleKind::Log, "Logarithmic"), (ScaleKind::Linear, "Linear")] {
                let edit = PaneEdit::SetScale { pane: id(), scale };
                let caption = format!("{words} axis in the {title} pane");
                let offer = add(offers, Group::Panes, edit, caption).state(spec.scale == scale);
                if let (ScaleKind::Log, Some(series)) = (scale, &below_zero) {
                    offer.needs(false, &format!("{series} has values of 0 or less"));
                }
            }
        }
        PaneEditKind::SetCompare => {
            for compare in Compare::ALL {
                let edit = PaneEdit::SetCompare { pane: id(), compare };
                let caption = format!("{} in the {title} pane", compare.label());
                add(offers, Group::Panes, edit, caption).state(spec.compare == compare);
            }
        }
        PaneEditKind::ShadeClosed => {
            let word = if spec.shade_closed { "Do not shade" } else { "Shade" };
            let edit = PaneEdit::ShadeClosed { pane: id(), shaded: !spec.shade_closed };
            let caption = format!("{word} weekends and holidays in the {title} pane");
            add(offers, Group::Panes, edit, caption).state(spec.shade_closed);
        }
        PaneEditKind::ShadeMood => {
            let word = if spec.shade_mood { "Do not shade" } else { "Shade" };
            let edit = PaneEdit::ShadeMood { pane: id(), shaded: !spec.shade_mood };
            let caption = format!("{word} Fear & Greed bands in the {title} pane");
            let state = offers.state;
            let there = state.library().drawn(FEAR_GREED, &state.document().preferred_sources).is_some();
            let offer = add(offers, Group::Panes, edit, caption).state(spec.shade_mood);
            offer.needs(there || spec.shade_mood, NO_MOOD);
        }
        _ => {
            let room = spec.series.len() < MOST_SERIES;
            for series in library_ids(offers.state) {
                if spec.placed(&series).is_none() {
                    let caption = format!("Add {} to the {title} pane", any_title(&series));
                    let offer = add(offers, Group::Series, PaneEdit::Put { series, pane: id() }, caption);
                    offer.needs(room, "There are as many series in this pane as can be");
                }
            }
        }
    }
}

fn of_series(offers: &mut Offers<'_>, kind: PaneEditKind, spec: &PaneSpec, placed: &Placed) {
    let (series, pane) = (|| placed.id.clone(), || spec.id.clone());
    let (name, home) = (any_title(&placed.id), title(spec));
    let state = offers.state;
    let rows = state.library().drawn(&placed.id, &state.document().preferred_sources);
    let candles = rows.and_then(|entry| entry.series.ohlcv());
    match kind {
        PaneEditKind::MoveSeries => {
            for other in state.document().panes.iter().filter(|other| other.id != spec.id && !other.hidden) {
                let edit =
                    PaneEdit::MoveSeries { series: series(), pane: pane(), to: Some(other.id.clone()) };
                let caption = format!("Move {name} from the {home} pane to the {} pane", title(other));
                add(offers, Group::Series, edit, caption);
            }
            let edit = PaneEdit::MoveSeries { series: series(), pane: pane(), to: None };
            let caption = format!("Move {name} from the {home} pane to a pane of its own");
            add(offers, Group::Series, edit, caption);
        }
        PaneEditKind::RemoveSeries => {
            let edit = PaneEdit::RemoveSeries { series: series(), pane: pane() };
            add(offers, Group::Series, edit, format!("Remove {name} from the {home} pane"));
        }
        PaneEditKind::HideSeries => {
            let word = if placed.hidden { "Show" } else { "Hide" };
            let edit = PaneEdit::HideSeries { series: series(), pane: pane(), hidden: !placed.hidden };
            let caption = format!("{word} {name} in the {home} pane");
            add(offers, Group::Series, edit, caption).state(!placed.hidden);
        }
        PaneEditKind::SetStyle => {
            for style in Style::ALL.into_iter().filter(|style| candles.is_some() || !style.needs_candles()) {
                let edit = PaneEdit::SetStyle { series: series(), pane: pane(), style };
                let caption = format!("Draw {name} as {} in the {home} pane", style_words(style));
                add(offers, Group::Series, edit, caption).state(placed.style == style);
            }
        }
        PaneEditKind::SetAxis => {
            for axis in AxisChoice::ALL {
                let edit = PaneEdit::SetAxis { series: series(), pane: pane(), axis };
                let words = match axis {
                    AxisChoice::Auto => "by its unit",
                    AxisChoice::Right => "on the right axis",
                    AxisChoice::Left => "on the left axis",
                };
                let caption = format!("Read {name} {words} in the {home} pane");
                add(offers, Group::Series, edit, caption).state(placed.axis == axis);
            }
        }
        PaneEditKind::SetHue => {
            // Another colour is chosen by eye, in the menu of the series.
            let edit = PaneEdit::SetHue { series: series(), pane: pane(), hue: None };
            let caption = format!("Give {name} its own colour in the {home} pane");
            let offer = add(offers, Group::Series, edit, caption);
            offer.needs(placed.hue.is_some(), "It has its own colour already");
        }
        _ => {
            if candles.is_some_and(|candles| candles.volume.is_some()) {
                let shown = !placed.no_volume;
                let word = if shown { "Hide" } else { "Show" };
                let edit = PaneEdit::ShowVolume { series: series(), pane: pane(), shown: !shown };
                let caption = format!("{word} the volume of {name} in the {home} pane");
                add(offers, Group::Series, edit, caption).state(shown);
            }
            offers.withhold("offered for each series that has a volume");
        }
    }
}

fn style_words(style: Style) -> String {
    if style == Style::Auto { "usual".to_owned() } else { style.label().to_lowercase() }
}
