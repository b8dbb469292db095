//! Which cells of a fleet run: those that earn, with the patience that switching takes.
//!
//! A running cell that does not earn its energy is switched off after its days; a cell that
//! stands still returns when it would have earned more than its energy for its days. A cell
//! that changes its mind in between begins to count anew.

use crate::calc::fleet::FleetSettings;
use crate::calc::fleet::cells::Cell;
use crate::calc::fleet::run::Switching;

const SECS_PER_DAY: f64 = 86_400.0;

/// How the cells stand.
#[derive(Clone, Debug, Default)]
pub struct Clearing {
    states: Vec<Switching>,
}

impl Clearing {
    /// As they stood before, if that was told for these cells; else those that earn run.
    pub fn new(cells: &[Cell], _fleet: &FleetSettings, before: &[Switching], hashprice_usd: f64) -> Self {
        if before.len() == cells.len() {
            return Self { states: before.to_vec() };
        }
        let earns =
            |cell: &Cell| Switching { is_on: cell.cost_usd_per_ph_day <= hashprice_usd, wishes_since: None };
        Self { states: cells.iter().map(earns).collect() }
    }

    /// Lets every cell look at what it earns now.
    pub fn wish(&mut self, cells: &[Cell], fleet: &FleetSettings, hashprice_usd: f64, now: f64) {
        for (state, cell) in self.states.iter_mut().zip(cells) {
            let wishes = if state.is_on {
                hashprice_usd < cell.cost_usd_per_ph_day
            } else {
                hashprice_usd > cell.cost_usd_per_ph_day * (1.0 + fleet.return_margin)
            };
            state.wishes_since = wishes.then(|| state.wishes_since.unwrap_or(now));
        }
    }

    /// When the next cell is switched, if nothing else happens before.
    pub fn next_switch(&self, fleet: &FleetSettings) -> Option<f64> {
        self.states.iter().filter_map(|state| due(state, fleet)).min_by(f64::total_cmp)
    }

    /// Switches every cell that is due.
    pub fn switch(&mut self, fleet: &FleetSettings, now: f64) {
        for state in &mut self.states {
            if due(state, fleet).is_some_and(|due| due <= now) {
                *state = Switching { is_on: !state.is_on, wishes_since: None };
            }
        }
    }

    /// Part of the installed hashrate that runs.
    pub fn share_on(&self, cells: &[Cell]) -> f64 {
        let running = self.states.iter().zip(cells).filter(|(state, _)| state.is_on);
        running.map(|(_, cell)| cell.share).sum::<f64>().min(1.0)
    }

    /// Mean energy cost of one running PH/s, USD a day; `NaN` where none runs.
    pub fn mean_cost(&self, cells: &[Cell]) -> f64 {
        let running = self.states.iter().zip(cells).filter(|(state, _)| state.is_on);
        let (cost, share) = running.fold((0.0, 0.0), |(cost, share), (_, cell)| {
            (cost + cell.cost_usd_per_ph_day * cell.share, share + cell.share)
        });
        cost / share
    }

    /// How they stand now.
    pub fn switches(self) -> Vec<Switching> {
        self.states
    }
}

fn due(state: &Switching, fleet: &FleetSettings) -> Option<f64> {
    let days = if state.is_on { fleet.off_days } else { fleet.return_days };
    Some(state.wishes_since? + days * SECS_PER_DAY)
}
