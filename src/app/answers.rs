//! What a price would mean: for the market, for miners, for those who hold.
//!
//! Asked for every frame while a level is dragged, so everything that costs a
//! pass over rows was done when they came ([`crate::app::derived`]). What cannot
//! be answered says why instead of a number.

use crate::app::amount::Amount;
use crate::app::high::High;
use crate::app::library::Entry;
use crate::app::state::AppState;
use crate::calc::leverage::{Side, smallest_wiped_leverage};
use crate::calc::mining::{
    breakeven_j_per_th, hashprice_btc_per_ph_day, margin_usd_per_ph_day, subsidy_sat_at,
};
use crate::calc::treasury::{Holding, profit_ratio};
use crate::domain::catalog;
use crate::domain::level::{Level, LevelKind, Place};
use crate::domain::time::UnixSecs;

/// A number, or why there is none in a few words.
pub type Answer<T> = Result<T, &'static str>;

/// What a price would mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// The price that was asked about, USD.
    pub price_usd: f64,
    /// Distance from the last close, as a ratio.
    pub from_last_close: Answer<f64>,
    /// Distance from the highest price of all, as a ratio, and that high.
    pub from_high: Answer<(f64, High)>,
    /// Distance from the last 200-week average, as a ratio.
    pub from_weekly_average: Answer<f64>,
    /// What miners earn.
    pub miners: Answer<MinerAnswers>,
    /// Profit of a zone of entry prices.
    pub cost_zone: Answer<CostZone>,
    /// The user's own coins; `None` unless both amount and cost are set.
    pub treasury: Option<TreasuryAnswer>,
    /// The user's leveraged entry; `None` unless it is set.
    pub leverage: Option<LeverageAnswer>,
}

/// What a price would mean for miners at the latest difficulty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MinerAnswers {
    /// The latest difficulty.
    pub difficulty: f64,
    /// Since when it holds.
    pub since: UnixSecs,
    /// Revenue of one PH/s, USD a day.
    pub hashprice_usd: f64,
    /// Revenue less energy of one PH/s, USD a day.
    pub margin_usd: f64,
    /// Rigs that need less than this earn their energy, J/TH.
    pub breakeven_j_per_th: f64,
    /// The user's rigs, J/TH.
    pub efficiency_j_per_th: f64,
    /// The user's energy price, USD/kWh.
    pub electricity_usd_per_kwh: f64,
}

/// Profit of holders whose entry lies in a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct CostZone {
    /// The words of the level.
    pub name: String,
    /// Its lower bound, USD.
    pub low_usd: f64,
    /// Its upper bound, USD.
    pub high_usd: f64,
    /// Profit of an entry at the lower bound, as a ratio.
    pub at_low: f64,
    /// Profit of an entry at the upper bound, as a ratio.
    pub at_high: f64,
}

/// The user's own coins at a price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TreasuryAnswer {
    /// The coins and their cost.
    pub holding: Holding,
    /// Profit, USD.
    pub profit_usd: f64,
    /// Profit as a share of the cost.
    pub profit_ratio: f64,
}

/// A leveraged entry at a price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeverageAnswer {
    /// Where it was opened, USD.
    pub entry_usd: f64,
    /// Longs below the entry, shorts above it.
    pub side: Side,
    /// The smallest leverage that does not survive the price.
    pub smallest_wiped: Option<f64>,
}

impl AppState {
    /// What a price would mean now.
    ///
    /// **Cost**: the same for any number of rows; a few microseconds.
    pub fn answers(&self, price_usd: f64) -> Answers {
        let distance = |from: f64| price_usd / from - 1.0;
        let high = self.derived().high;
        let average = self.last_of("derived.weekly_ema_200");
        Answers {
            price_usd,
            from_last_close: self.last_close().map(|(_, close)| distance(close)).ok_or("no price loaded"),
            from_high: high.map(|high| (distance(high.price_usd), high)).ok_or("no price loaded"),
            from_weekly_average: average.map(|(_, value)| distance(value)).ok_or("fewer than 200 weeks"),
            miners: self.miner_answers(price_usd),
            cost_zone: self.cost_zone(price_usd),
            treasury: self.treasury_answer(price_usd),
            leverage: self.leverage_answer(price_usd),
        }
    }

    fn last_of(&self, id: &str) -> Option<(UnixSecs, f64)> {
        let entry: &Entry = self.library().drawn(id, &self.document().preferred_sources)?;
        entry.series.last_value()
    }

    fn miner_answers(&self, price_usd: f64) -> Answer<MinerAnswers> {
        let (since, difficulty) = self.last_of(catalog::DIFFICULTY).ok_or("no difficulty loaded")?;
        let subsidy_sat = subsidy_sat_at(since).ok_or("the next subsidy is not known")?;
        let amount = |amount| self.settings().amount(amount).ok_or("not set");
        let (efficiency, electricity) = (amount(Amount::RigEfficiency)?, amount(Amount::Electricity)?);
        let block_btc = subsidy_sat as f64 / 1e8 + amount(Amount::BlockFees)?;
        let hashprice_usd = hashprice_btc_per_ph_day(difficulty, block_btc) * price_usd;
        Ok(MinerAnswers {
            difficulty,
            since,
            hashprice_usd,
            margin_usd: margin_usd_per_ph_day(hashprice_usd, efficiency, electricity),
            breakeven_j_per_th: breakeven_j_per_th(hashprice_usd, electricity),
            efficiency_j_per_th: efficiency,
            electricity_usd_per_kwh: electricity,
        })
    }

    /// The zone of the entry prices of ETF holders, else the first zone of costs.
    fn cost_zone(&self, price_usd: f64) -> Answer<CostZone> {
        let zones = || {
            let costs = self.document().levels.iter().filter(|level| level.kind == LevelKind::Cost);
            costs.filter_map(|level| match level.place {
                Place::Zone { low, high } => Some((level, low, high)),
                _ => None,
            })
        };
        let is_etf = |level: &Level| level.label.contains("ETF") || level.note.contains("ETF");
        let found = zones().find(|(level, ..)| is_etf(level)).or_else(|| zones().next());
        let (level, low_usd, high_usd) = found.ok_or("no zone of costs among the levels")?;
        Ok(CostZone {
            name: if level.label.is_empty() { "cost zone".to_owned() } else { level.label.clone() },
            low_usd,
            high_usd,
            at_low: profit_ratio(low_usd, price_usd),
            at_high: profit_ratio(high_usd, price_usd),
        })
    }

    fn treasury_answer(&self, price_usd: f64) -> Option<TreasuryAnswer> {
        let coins_btc = self.settings().amount(Amount::TreasuryCoins)?;
        let average_cost_usd = self.settings().amount(Amount::TreasuryCost)?;
        let holding = Holding { coins_btc, average_cost_usd };
        let (profit_usd, profit_ratio) = (holding.profit_usd(price_usd), holding.profit_ratio(price_usd));
        Some(TreasuryAnswer { holding, profit_usd, profit_ratio })
    }

    fn leverage_answer(&self, price_usd: f64) -> Option<LeverageAnswer> {
        let entry_usd = self.settings().amount(Amount::LeverageEntry)?;
        let maintenance = self.settings().amount(Amount::MaintenanceMargin)?;
        let side = if price_usd <= entry_usd { Side::Long } else { Side::Short };
        let smallest_wiped = smallest_wiped_leverage(side, entry_usd, price_usd, maintenance);
        Some(LeverageAnswer { entry_usd, side, smallest_wiped })
    }
}
