//! The fleet cut into cells: one machine at one power price each.
//!
//! A lognormal is cut into parts of equal weight, each at its middle quantile: the same cells
//! for the same settings, always, and a fleet that answers in steps of less than a percent.

use crate::calc::fleet::FleetSettings;
use crate::calc::machines::Machine;
use crate::calc::scenario::normal::quantile;

/// Power prices a machine is spread over.
const POWER_BINS: usize = 32;
const HOURS_PER_DAY: f64 = 24.0;

/// A part of the fleet that earns and pays alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Part of the installed hashrate.
    pub share: f64,
    /// Energy cost of one PH/s of it, USD a day.
    pub cost_usd_per_ph_day: f64,
    /// Efficiency, J/TH.
    pub j_per_th: f64,
}

/// The cells of a fleet, cheapest energy first; shares add up to 1.
///
/// Machines that are not in the table are left out.
pub fn cells(fleet: &FleetSettings) -> Vec<Cell> {
    let known: Vec<(f64, f64)> = fleet
        .mix
        .iter()
        .filter(|part| part.share > 0.0)
        .filter_map(|part| Some((Machine::named(&part.model)?.j_per_th, part.share)))
        .collect();
    let all: f64 = known.iter().map(|(_, share)| share).sum();
    let bins = if fleet.power.spread > 0.0 { POWER_BINS } else { 1 };
    let mut cells = Vec::with_capacity(known.len() * bins);
    for (j_per_th, share) in known {
        for bin in 0..bins {
            let z = quantile((bin as f64 + 0.5) / bins as f64);
            let usd_per_kwh = fleet.power.median_usd_per_kwh * (fleet.power.spread * z).exp();
            let cost_usd_per_ph_day = HOURS_PER_DAY * j_per_th * usd_per_kwh;
            cells.push(Cell { share: share / all / bins as f64, cost_usd_per_ph_day, j_per_th });
        }
    }
    cells.sort_by(|a, b| a.cost_usd_per_ph_day.total_cmp(&b.cost_usd_per_ph_day));
    cells
}

/// Share of the fleet that would earn its energy at a hashprice in USD per PH/s and day.
pub fn earning_share(cells: &[Cell], hashprice_usd: f64) -> f64 {
    cells.iter().filter(|cell| cell.cost_usd_per_ph_day <= hashprice_usd).map(|cell| cell.share).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_the_whole_fleet_and_its_median_price() {
        let fleet = FleetSettings::default();
        let cells = cells(&fleet);
        assert!((cells.iter().map(|cell| cell.share).sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(cells.windows(2).all(|pair| pair[0].cost_usd_per_ph_day <= pair[1].cost_usd_per_ph_day));
        let below = |usd_per_kwh: f64| -> f64 {
            let price = |cell: &&Cell| cell.cost_usd_per_ph_day / cell.j_per_th / 24.0 < usd_per_kwh;
            cells.iter().filter(price).map(|cell| cell.share).sum()
        };
        assert!((below(fleet.power.median_usd_per_kwh) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn more_of_the_fleet_earns_at_a_higher_hashprice_and_at_a_lower_power_price() {
        let fleet = FleetSettings::default();
        let dear = FleetSettings {
            power: crate::calc::fleet::PowerPrices { median_usd_per_kwh: 0.06, ..fleet.power },
            ..fleet.clone()
        };
        let (cheap, dear) = (cells(&fleet), cells(&dear));
        let mut before = 0.0;
        for hashprice in 0..80 {
            let share = earning_share(&cheap, f64::from(hashprice));
            assert!(share >= before && share <= 1.0 + 1e-12);
            assert!(earning_share(&dear, f64::from(hashprice)) <= share);
            before = share;
        }
        assert!(before > 0.99);
    }
}
