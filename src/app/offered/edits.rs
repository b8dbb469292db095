//! The edits that can be asked for now: levels, scenarios, series, notes.

use crate::app::alert_edits::AlertEdit;
use crate::app::command::Command;
use crate::app::derived::any_title;
use crate::app::edit::Edit;
use crate::app::level_edits::level_words;
use crate::app::miners::edits::MinersEdit;
use crate::app::offered::kinds::EditKind;
use crate::app::offered::{Group, Offers, POINTER, panes};
use crate::calc::interval::Interval;
use crate::domain::alert::{Alert, AlertWhen};
use crate::domain::level::{Level, LevelKind};
use crate::domain::note::Note;
use crate::domain::scenario::{Drift, Rule, Scenario};

const LOCKED: &str = "It is locked: unlock it first";

pub(super) fn of_edits(offers: &mut Offers<'_>) {
    for kind in EditKind::ALL {
        offers.turn = kind.name();
        of_edit(offers, *kind);
    }
}

fn of_edit(offers: &mut Offers<'_>, kind: EditKind) {
    let state = offers.state;
    match kind {
        EditKind::AddLevel => offers.withhold("offered for the price that is typed"),
        EditKind::MoveLevel
        | EditKind::RelabelLevel
        | EditKind::MoveWaypoint
        | EditKind::AddWaypoint
        | EditKind::AddNote
        | EditKind::EditNote
        | EditKind::MoveNote
        | EditKind::SetLevelNote
        | EditKind::SetLevelSource
        | EditKind::SetTouchTolerance => offers.withhold(POINTER),
        EditKind::ImportNotes | EditKind::ImportLevels => offers.withhold("they come from a file"),
        EditKind::SetLevelColour => {
            for level in &state.document().levels {
                // Another colour is chosen by eye, in the table of levels.
                let edit = Edit::SetLevelColour { id: level.id, colour: None };
                let caption = format!("Give {} the colour of its kind", level_words(level));
                let offer = offers.add(Group::Levels, Command::Edit(edit), caption);
                offer.needs(level.colour.is_some(), "It has the colour of its kind already");
            }
        }
        EditKind::Alerts => of_alerts(offers),
        EditKind::SetLevelKind => {
            for level in &state.document().levels {
                for kind in LevelKind::ALL.into_iter().filter(|kind| *kind != level.kind) {
                    offers.edit(Group::Levels, Edit::SetLevelKind { id: level.id, kind });
                }
            }
        }
        EditKind::LockLevel => {
            each_level(offers, |level| Edit::LockLevel { id: level.id, locked: !level.locked });
        }
        EditKind::HideLevel => {
            each_level(offers, |level| Edit::HideLevel { id: level.id, hidden: !level.hidden });
        }
        EditKind::CloneLevel => each_level(offers, |level| Edit::CloneLevel { id: level.id }),
        EditKind::DeleteLevel => {
            for level in &state.document().levels {
                let edit = Edit::DeleteLevel { id: level.id };
                offers.edit(Group::Levels, edit).needs(!level.locked, LOCKED);
            }
        }
        EditKind::RemoveWaypoint => of_waypoints(offers),
        EditKind::SetScenarioRule => {
            for scenario in &state.document().scenarios {
                for rule in [Rule::Touch, Rule::Close] {
                    let edit = Edit::SetScenarioRule { scenario: scenario.id.clone(), rule };
                    offers.edit(Group::Scenarios, edit).state(scenario.rule == rule);
                }
            }
        }
        EditKind::HideScenario => each_scenario(offers, |scenario| Edit::HideScenario {
            scenario: scenario.id.clone(),
            hidden: !scenario.hidden,
        }),
        EditKind::CloneScenario => {
            each_scenario(offers, |scenario| Edit::CloneScenario { scenario: scenario.id.clone() });
        }
        EditKind::DeleteScenario => {
            each_scenario(offers, |scenario| Edit::DeleteScenario { scenario: scenario.id.clone() });
        }
        EditKind::SetVolatility => {
            let own = state.document().assumptions.vol_annual.is_some();
            let offer = offers.edit(Group::Scenarios, Edit::SetVolatility(None));
            offer.needs(own, "The realised volatility is in use");
        }
        EditKind::SetDrift => {
            for drift in [Drift::Martingale, Drift::ZeroLog] {
                let in_force = state.document().assumptions.drift == drift;
                offers.edit(Group::Scenarios, Edit::SetDrift(drift)).state(in_force);
            }
        }
        EditKind::Panes => panes::of_pane_edits(offers),
        EditKind::ShowSeries => {
            for id in panes::library_ids(state) {
                let shown = state.document().shows(&id);
                let word = if shown { "Hide" } else { "Show" };
                let caption = format!("{word} {}", any_title(&id));
                let command = Command::Edit(Edit::ShowSeries { id, shown: !shown });
                offers.add(Group::Series, command, caption).state(shown);
            }
        }
        EditKind::PreferSource => of_sources(offers),
        EditKind::DeleteNote => each_note(offers, |note| Edit::DeleteNote { id: note.id }),
        EditKind::HideNote => {
            each_note(offers, |note| Edit::HideNote { id: note.id, hidden: !note.hidden });
        }
        EditKind::ShowEvents => {
            let shown = !state.document().hide_events;
            let caption =
                if shown { "Hide the events of the case file" } else { "Show the events of the case file" };
            let command = Command::Edit(Edit::ShowEvents(!shown));
            offers.add(Group::View, command, caption).state(shown);
        }
        EditKind::Miners => {
            let shown = state.document().miners.cost_band;
            offers.edit(Group::View, Edit::Miners(MinersEdit::ShowCostBand(!shown))).state(shown);
            let is_other = !state.document().miners.fleet_is_usual();
            let offer = offers.edit(Group::Scenarios, Edit::Miners(MinersEdit::ResetFleet));
            offer.needs(is_other, "The fleet is as it came");
            offers.withhold("what is supposed is set by sliders");
        }
        EditKind::SetInterval => {
            for interval in Interval::ALL {
                let command = Command::Edit(Edit::SetInterval(interval));
                let caption = format!("Interval: {}", command.info().caption.to_lowercase());
                let in_force = state.document().interval == interval;
                offers.add(Group::Chart, command, caption).state(in_force);
            }
        }
    }
}

fn each_level(offers: &mut Offers<'_>, edit: impl Fn(&Level) -> Edit) {
    for level in &offers.state.document().levels {
        offers.edit(Group::Levels, edit(level));
    }
}

/// Alerts that are there, to be taken away, and a plain one for each level without.
fn of_alerts(offers: &mut Offers<'_>) {
    let document = offers.state.document();
    for level in &document.levels {
        let alert = level.alert.is_none().then(|| Alert::new(AlertWhen::Cross));
        offers.edit(Group::Levels, Edit::Alerts(AlertEdit::SetLevel { id: level.id, alert }));
    }
    for alert in &document.alerts {
        offers.edit(Group::Levels, Edit::Alerts(AlertEdit::DeleteSeries { id: alert.id }));
    }
}

fn each_scenario(offers: &mut Offers<'_>, edit: impl Fn(&Scenario) -> Edit) {
    for scenario in &offers.state.document().scenarios {
        offers.edit(Group::Scenarios, edit(scenario));
    }
}

fn each_note(offers: &mut Offers<'_>, edit: impl Fn(&Note) -> Edit) {
    for note in &offers.state.document().notes {
        offers.edit(Group::Notes, edit(note));
    }
    offers.withhold("offered for each note");
}

fn of_waypoints(offers: &mut Offers<'_>) {
    for scenario in &offers.state.document().scenarios {
        for (index, waypoint) in scenario.waypoints.iter().enumerate().filter(|(_, point)| !point.target) {
            let edit = Edit::RemoveWaypoint { scenario: scenario.id.clone(), index };
            let caption = format!("Remove the waypoint of {}, {}", scenario.house, waypoint.date.day_label());
            offers.add(Group::Scenarios, Command::Edit(edit), caption);
        }
    }
    offers.withhold("offered for each waypoint but the target");
}

fn of_sources(offers: &mut Offers<'_>) {
    let state = offers.state;
    for id in panes::library_ids(state) {
        let sources = state.library().sources(&id);
        if sources.len() < 2 {
            continue;
        }
        let chosen = state.document().preferred_sources.get(&id);
        let all = std::iter::once(None).chain(sources.into_iter().cloned().map(Some));
        for source in all {
            let in_force = chosen == source.as_ref();
            offers.edit(Group::Series, Edit::PreferSource { id: id.clone(), source }).state(in_force);
        }
    }
    offers.withhold("offered for each series that several sources have");
}
