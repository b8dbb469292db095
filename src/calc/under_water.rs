//! Who loses at a price: miners by machine, ETF buyers by month, a holding, leveraged longs.
//!
//! Everyone has a price below which they are under water; that price is the common measure.
//! Knows costs and entries; knows nothing of whether anyone sells.

use crate::calc::leverage::{Side, liquidation_price_usd};
use crate::calc::machines::{MACHINES, Machine};
use crate::calc::treasury::{Holding, profit_ratio};
use crate::domain::time::UnixSecs;

/// Leverages whose liquidation is shown.
pub const LEVERAGES: [f64; 7] = [2.0, 3.0, 4.0, 5.0, 10.0, 20.0, 50.0];

/// One who may be under water.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Who {
    /// Who runs this machine at the user's energy price.
    Machine(&'static Machine),
    /// Who bought ETFs in a month.
    EtfBuyers(Cohort),
    /// The user's own coins.
    Treasury(Holding),
    /// A long of this leverage from the user's entry.
    Leverage(f64),
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Who.
    pub who: Who,
    /// The price below which they lose, USD: energy, entry, or liquidation.
    pub line_usd: f64,
}

impl Line {
    /// Whether a price is below the line.
    pub fn is_under(&self, price_usd: f64) -> bool {
        price_usd < self.line_usd
    }

    /// How far a price is above the line, as a ratio of the line.
    pub fn distance(&self, price_usd: f64) -> f64 {
        profit_ratio(self.line_usd, price_usd)
    }
}

/// Inflows of a month, as one buyer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cohort {
    /// The first day of the month.
    pub month: UnixSecs,
    /// What came in on days of inflow, USD.
    pub inflow_usd: f64,
    /// What a coin cost on average, weighted by coins bought, USD.
    pub entry_usd: f64,
    /// Its part of the inflows of all months.
    pub share: f64,
}

/// The months of entry of ETF buyers.
///
/// `flows` are net flows of a session in USD, `close_at` is the coin's close of that day. Days of
/// outflow take nothing off: nobody knows who left. The entry is the sum of inflows over the coins
/// they bought. **Gaps**: a session without a price or with an unknown flow is left out; a month
/// without an inflow has no row.
pub fn etf_cohorts(flows: &[(UnixSecs, f64)], close_at: impl Fn(UnixSecs) -> Option<f64>) -> Vec<Cohort> {
    let mut cohorts: Vec<Cohort> = Vec::new();
    let mut coins: Vec<f64> = Vec::new();
    for (time, flow) in flows.iter().filter(|(_, flow)| *flow > 0.0 && flow.is_finite()) {
        let Some(price) = close_at(*time).filter(|price| *price > 0.0) else { continue };
        let date = time.date();
        let Some(month) = UnixSecs::from_ymd(date.year(), date.month(), 1) else { continue };
        if cohorts.last().is_none_or(|last| last.month != month) {
            cohorts.push(Cohort { month, inflow_usd: 0.0, entry_usd: 0.0, share: 0.0 });
            coins.push(0.0);
        }
        if let (Some(cohort), Some(bought)) = (cohorts.last_mut(), coins.last_mut()) {
            cohort.inflow_usd += flow;
            *bought += flow / price;
        }
    }
    let all: f64 = cohorts.iter().map(|cohort| cohort.inflow_usd).sum();
    for (cohort, bought) in cohorts.iter_mut().zip(coins) {
        cohort.entry_usd = cohort.inflow_usd / bought;
        cohort.share = cohort.inflow_usd / all;
    }
    cohorts
}

/// Everyone of whom something is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Revenue of one PH/s in BTC a day and the energy price in USD/kWh.
    pub mining: Option<(f64, f64)>,
    /// ETF buyers.
    pub cohorts: Vec<Cohort>,
    /// The user's coins.
    pub holding: Option<Holding>,
    /// The user's leveraged entry, USD, and the maintenance margin.
    pub leverage: Option<(f64, f64)>,
}

/// A line for everyone of whom something is known: machines, months, coins, leverages.
pub fn lines(known: &Known) -> Vec<Line> {
    let machines = known.mining.into_iter().flat_map(|(hashprice_btc, usd_per_kwh)| {
        MACHINES.iter().map(move |machine| Line {
            who: Who::Machine(machine),
            line_usd: machine.shutdown_price_usd(hashprice_btc, usd_per_kwh),
        })
    });
    let cohorts =
        known.cohorts.iter().map(|cohort| Line { who: Who::EtfBuyers(*cohort), line_usd: cohort.entry_usd });
    let treasury = known
        .holding
        .iter()
        .map(|holding| Line { who: Who::Treasury(*holding), line_usd: holding.average_cost_usd });
    let leverage = known.leverage.into_iter().flat_map(|(entry_usd, maintenance)| {
        LEVERAGES.iter().filter_map(move |leverage| {
            let line_usd = liquidation_price_usd(Side::Long, entry_usd, *leverage, maintenance, 0.0)?;
            Some(Line { who: Who::Leverage(*leverage), line_usd })
        })
    });
    machines.chain(cohorts).chain(treasury).chain(leverage).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calc::leverage::smallest_wiped_leverage;

    fn day(iso: &str) -> UnixSecs {
        UnixSecs::parse_iso(iso).unwrap()
    }

    #[test]
    fn a_month_of_buyers_paid_their_dollars_over_their_coins() {
        let flows = [
            (day("2025-11-28"), 100e6),
            (day("2025-12-01"), 50e6),
            (day("2025-12-02"), -900e6),
            (day("2025-12-03"), 150e6),
            (day("2025-12-04"), f64::NAN),
            (day("2025-12-05"), 70e6),
        ];
        let close = |time: UnixSecs| match time {
            _ if time == day("2025-12-05") => None,
            _ if time == day("2025-12-03") => Some(50_000.0),
            _ => Some(100_000.0),
        };
        let cohorts = etf_cohorts(&flows, close);
        assert_eq!(cohorts.len(), 2);
        assert_eq!(cohorts[0].entry_usd, 100_000.0);
        assert_eq!(cohorts[1].month, day("2025-12-01"));
        // 200 million for 500 and 3,000 coins.
        assert!((cohorts[1].entry_usd - 200e6 / 3_500.0).abs() < 1e-6);
        assert!((cohorts[0].share + cohorts[1].share - 1.0).abs() < 1e-12);
        assert!(etf_cohorts(&[(day("2026-01-02"), -5.0)], |_| Some(1.0)).is_empty());
    }

    #[test]
    fn everyone_is_under_water_just_below_their_line() {
        let known = Known {
            mining: Some((4.4e-4, 0.07)),
            cohorts: etf_cohorts(&[(day("2025-12-03"), 1e6)], |_| Some(92_000.0)),
            holding: Some(Holding { coins_btc: 2.0, average_cost_usd: 75_000.0 }),
            leverage: Some((90_000.0, 0.005)),
        };
        let all = lines(&known);
        assert_eq!(all.len(), MACHINES.len() + 1 + 1 + LEVERAGES.len());
        for line in &all {
            assert!(
                line.is_under(line.line_usd * 0.999) && !line.is_under(line.line_usd * 1.001),
                "{line:?}"
            );
            assert!(line.distance(line.line_usd * 0.9) < 0.0);
        }
        assert!(lines(&Known::default()).is_empty());
    }

    #[test]
    fn a_leverage_is_under_water_where_the_smallest_wiped_one_is_less() {
        let known = Known { leverage: Some((126_000.0, 0.005)), ..Known::default() };
        for price in [60_070.0, 72_300.0, 99_000.0, 125_000.0] {
            let smallest = smallest_wiped_leverage(Side::Long, 126_000.0, price, 0.005).unwrap();
            for line in lines(&known) {
                let Who::Leverage(leverage) = line.who else { unreachable!() };
                assert_eq!(line.is_under(price), leverage > smallest, "{leverage} at {price}");
            }
        }
    }
}
