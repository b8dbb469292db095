//! Mining machines that were really sold, and from where on each earns its energy.
//!
//! Knows the makers' own figures; knows nothing of who owns how many ([`crate::calc::fleet`]).
//! Makers state efficiency at 25 to 35 °C with 5 to 10 % either way, and only at the wall:
//! cooling of the hall comes on top. The stated J/TH is kept rather than watts over
//! terahashes, which makers round apart from it.

use crate::calc::mining::{breakeven_usd_per_kwh, margin_usd_per_ph_day, shutdown_price_usd};

/// A model of machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Machine {
    /// What it is sold as.
    pub model: &'static str,
    /// Its stated hashrate, TH/s.
    pub th_s: f64,
    /// Its stated efficiency, J/TH.
    pub j_per_th: f64,
    /// When it was announced.
    pub year: u16,
    /// Where the figures are from.
    pub source: &'static str,
}

const fn machine(model: &'static str, th_s: f64, j_per_th: f64, year: u16, source: &'static str) -> Machine {
    Machine { model, th_s, j_per_th, year, source }
}

const BITMAIN: &str = "maker's figure, Bitmain product page";
const MICROBT: &str = "maker's figure, MicroBT product page";

/// Machines by efficiency, the thirstiest first.
pub const MACHINES: [Machine; 14] = [
    machine("Antminer S9", 13.5, 98.0, 2016, "maker's figure, Bitmain manual: 0.098 J/GH"),
    machine("Antminer S17 Pro", 53.0, 39.5, 2019, BITMAIN),
    machine("Antminer S19", 95.0, 34.5, 2020, BITMAIN),
    machine("Whatsminer M30S++", 112.0, 31.0, 2020, MICROBT),
    machine("Antminer S19j Pro", 104.0, 29.5, 2021, BITMAIN),
    machine("Whatsminer M50S", 126.0, 26.0, 2022, MICROBT),
    machine("Antminer S19k Pro", 120.0, 23.0, 2023, BITMAIN),
    machine("Antminer S19 XP", 140.0, 21.5, 2021, BITMAIN),
    machine("Whatsminer M60S", 186.0, 18.5, 2023, MICROBT),
    machine("Whatsminer M66S (immersion)", 298.0, 18.5, 2023, MICROBT),
    machine("Antminer S21", 200.0, 17.5, 2023, BITMAIN),
    machine("Antminer S21 Pro", 234.0, 15.0, 2024, BITMAIN),
    machine("Antminer S21 XP", 270.0, 13.5, 2024, BITMAIN),
    machine("Antminer S23 Hydro (water)", 580.0, 9.5, 2025, BITMAIN),
];

impl Machine {
    /// The machine of a model.
    pub fn named(model: &str) -> Option<&'static Self> {
        MACHINES.iter().find(|machine| machine.model == model)
    }

    /// Its model without the maker's line and its cooling, which nobody says in a table: `S19j Pro`.
    pub fn short_name(&self) -> &'static str {
        let name = self.model.split(" (").next().unwrap_or(self.model);
        ["Antminer ", "Whatsminer "].iter().find_map(|line| name.strip_prefix(line)).unwrap_or(name)
    }

    /// Energy price at which it earns just its energy, USD/kWh, at a hashprice in USD per PH/s and day.
    pub fn breakeven_usd_per_kwh(&self, hashprice_usd: f64) -> f64 {
        breakeven_usd_per_kwh(hashprice_usd, self.j_per_th)
    }

    /// Coin price under which it does not earn its energy, USD, at a hashprice in BTC per PH/s and day.
    pub fn shutdown_price_usd(&self, hashprice_btc: f64, usd_per_kwh: f64) -> f64 {
        shutdown_price_usd(hashprice_btc, self.j_per_th, usd_per_kwh)
    }

    /// Revenue less energy of one PH/s of it, USD a day.
    pub fn margin_usd_per_ph_day(&self, hashprice_usd: f64, usd_per_kwh: f64) -> f64 {
        margin_usd_per_ph_day(hashprice_usd, self.j_per_th, usd_per_kwh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calc::mining::hashprice_btc_per_ph_day;

    #[test]
    fn the_table_goes_from_the_thirstiest_machine_and_names_each_once_with_its_source() {
        for pair in MACHINES.windows(2) {
            assert!(pair[0].j_per_th >= pair[1].j_per_th, "{}", pair[1].model);
        }
        for (index, machine) in MACHINES.iter().enumerate() {
            assert!(machine.source.contains("maker's figure"), "{}", machine.model);
            assert!((2013..=2026).contains(&machine.year) && machine.th_s > 1.0, "{}", machine.model);
            assert!(MACHINES[..index].iter().all(|other| other.model != machine.model));
            assert_eq!(Machine::named(machine.model), Some(machine));
            assert!(MACHINES[..index].iter().all(|other| other.short_name() != machine.short_name()));
        }
    }

    #[test]
    fn the_published_break_evens_of_two_machines_come_back() {
        let hashprice_btc = hashprice_btc_per_ph_day(141.67e12, 3.145);
        let hashprice_usd = hashprice_btc * 70_000.0;
        let at = |model: &str| Machine::named(model).unwrap().breakeven_usd_per_kwh(hashprice_usd);
        assert!((at("Antminer S21") - 0.0744).abs() < 5e-5);
        assert!((at("Antminer S19j Pro") - 0.0442).abs() < 5e-5);
    }

    #[test]
    fn a_machine_earns_just_its_energy_at_its_shutdown_price() {
        let hashprice_btc = hashprice_btc_per_ph_day(125.86e12, 3.13);
        for machine in &MACHINES {
            let price = machine.shutdown_price_usd(hashprice_btc, 0.07);
            assert!(machine.margin_usd_per_ph_day(hashprice_btc * price, 0.07).abs() < 1e-9);
            assert!((machine.breakeven_usd_per_kwh(hashprice_btc * price) - 0.07).abs() < 1e-12);
        }
    }
}
