//! The costs of production day by day, by all models, and the price over them.
//!
//! Made again when prices, difficulties or what miners run on change, and kept between: a
//! frame only reads it. A day has the difficulty of its start; days before the first known
//! difficulty have no cost. What is supposed of difficulty goes on after the last day until
//! the next retarget could come, because the past is what it was.

use std::sync::Arc;

use crate::app::library::{Library, Preferences};
use crate::calc::mining::subsidy_sat_at;
use crate::calc::production_cost::{CostRange, Inputs};
use crate::domain::catalog;
use crate::domain::series::Series;
use crate::domain::time::UnixSecs;

/// Days a supposed difficulty holds after the last row: an epoch.
const SUPPOSED_DAYS: i64 = 14;
const SAT_PER_BTC: f64 = 1e8;

/// What the user's miners run on; a block's subsidy comes with its day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MinerInputs {
    /// Efficiency of the rigs, J/TH.
    pub j_per_th: f64,
    /// Energy price, USD/kWh.
    pub usd_per_kwh: f64,
    /// Fees of a block, BTC.
    pub fees_btc: f64,
}

impl MinerInputs {
    /// What the cost models read on a day; `None` from when the subsidy is not known.
    pub fn on(self, time: UnixSecs) -> Option<Inputs> {
        let block_btc = subsidy_sat_at(time)? as f64 / SAT_PER_BTC + self.fees_btc;
        Some(Inputs { j_per_th: self.j_per_th, usd_per_kwh: self.usd_per_kwh, block_btc })
    }
}

/// The costs of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CostDay {
    /// The day.
    pub time: UnixSecs,
    /// Its difficulty.
    pub difficulty: f64,
    /// What the models say.
    pub range: CostRange,
    /// Its close over the middle of them; `NaN` after the last row.
    pub price_to_cost: f64,
}

/// The costs of all days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CostBand {
    /// In order of time.
    pub days: Vec<CostDay>,
    /// How many of them at the end are supposed.
    pub supposed: usize,
}

impl CostBand {
    /// The days that were.
    pub fn known(&self) -> &[CostDay] {
        self.days.get(..self.days.len() - self.supposed).unwrap_or_default()
    }

    /// What is supposed of the days after them, from the last that was; empty if nothing is.
    pub fn after(&self) -> &[CostDay] {
        let from = self.days.len().saturating_sub(self.supposed + 1);
        if self.supposed == 0 { &[] } else { self.days.get(from..).unwrap_or_default() }
    }

    /// The last known day at or before a time.
    pub fn at(&self, time: UnixSecs) -> Option<&CostDay> {
        let row = self.days.partition_point(|day| day.time <= time);
        row.checked_sub(1).and_then(|row| self.days.get(row))
    }
}

/// Everything the costs depend on.
#[derive(Clone, Debug)]
pub(super) struct BandKey {
    daily: Arc<Series>,
    difficulty: Arc<Series>,
    inputs: MinerInputs,
    change: f64,
}

impl PartialEq for BandKey {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.daily, &other.daily)
            && Arc::ptr_eq(&self.difficulty, &other.difficulty)
            && self.inputs == other.inputs
            && self.change.to_bits() == other.change.to_bits()
    }
}

impl BandKey {
    /// What the costs are to be made of; `None` without a price or a difficulty.
    pub(super) fn of(
        daily: Option<&Arc<Series>>,
        library: &Library,
        preferences: &Preferences,
        inputs: MinerInputs,
        change: f64,
    ) -> Option<Self> {
        let difficulty = Arc::clone(&library.drawn(catalog::DIFFICULTY, preferences)?.series);
        Some(Self { daily: Arc::clone(daily?), difficulty, inputs, change })
    }

    /// The costs. **Cost**: a pass over the days.
    pub(super) fn band(&self) -> CostBand {
        let closes = self.daily.times().iter().zip(self.daily.values());
        let mut days: Vec<CostDay> = closes
            .filter(|(_, close)| !close.is_nan())
            .filter_map(|(time, close)| self.day(*time, 1.0, *close))
            .collect();
        let mut supposed = 0;
        if self.change.abs() > 0.0
            && let Some(last) = days.last().map(|day| day.time)
        {
            let after = [1, SUPPOSED_DAYS].into_iter();
            let after = after.filter_map(|day| self.day(last.plus_days(day), 1.0 + self.change, f64::NAN));
            let before = days.len();
            days.extend(after);
            supposed = days.len() - before;
        }
        CostBand { days, supposed }
    }

    fn day(&self, time: UnixSecs, factor: f64, close: f64) -> Option<CostDay> {
        let row = self.difficulty.row_at_or_before(time)?;
        let difficulty = self.difficulty.values().get(row)? * factor;
        let range = CostRange::at(difficulty, self.inputs.on(time)?)?;
        Some(CostDay { time, difficulty, range, price_to_cost: close / range.middle_usd() })
    }
}
