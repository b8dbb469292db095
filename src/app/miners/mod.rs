//! What miners earn and what a coin costs, at a price and as the user supposes.
//!
//! Keeps what costs a pass over rows between frames: the costs of all days, the months of
//! entry of ETF buyers, the fitted fleet. What a price means is computed when it is asked.

pub mod band;
pub mod choices;
pub mod edits;
pub mod fleet;

use std::sync::Arc;

use crate::app::amount::Amount;
use crate::app::answers::Answer;
use crate::app::edit::Edit;
use crate::app::miners::band::{BandKey, CostBand, MinerInputs};
use crate::app::miners::fleet::FleetMemo;
use crate::app::state::AppState;
use crate::calc::fleet::calibration::epoch_height_near;
use crate::calc::mining::{HALVING_BLOCKS, hashprice_btc_per_ph_day};
use crate::calc::production_cost::Inputs;
use crate::calc::treasury::Holding;
use crate::calc::under_water::{Cohort, Known, etf_cohorts};
use crate::domain::catalog;
use crate::domain::level::Place;
use crate::domain::time::UnixSecs;

/// Seconds a block takes on average.
const BLOCK_SECS: i64 = 600;

/// What is kept between frames.
#[derive(Default)]
pub(super) struct MinersMemo {
    /// What miners run on where no settings are: in pictures.
    pub(super) given: Option<MinerInputs>,
    pub(super) fleet: FleetMemo,
    band: Option<(BandKey, Arc<CostBand>)>,
    cohorts: Option<KeptCohorts>,
}

/// Months of entry, and the revisions of flows and price they were made of.
struct KeptCohorts {
    revisions: (u64, u64),
    cohorts: Vec<Cohort>,
}

/// Which price is asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PriceAsked {
    /// Of the level that is in the hand, USD.
    InHand(f64),
    /// The last close, USD, and its day.
    LastClose(f64, UnixSecs),
}

impl PriceAsked {
    /// The price, USD.
    pub fn usd(self) -> f64 {
        match self {
            Self::InHand(price) | Self::LastClose(price, _) => price,
        }
    }
}

/// What mining is at the latest difficulty, with the change that is supposed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MiningNow {
    /// The latest difficulty, as it is.
    pub difficulty_known: f64,
    /// The difficulty that is reckoned with.
    pub difficulty: f64,
    /// Since when the latest holds.
    pub since: UnixSecs,
    /// What the user's miners run on, with subsidy and fees of a block.
    pub inputs: Inputs,
    /// Fees of a block, BTC.
    pub fees_btc: f64,
    /// Revenue of one PH/s, BTC a day.
    pub hashprice_btc: f64,
    /// The height of the block the latest difficulty began with, from the usual pace.
    pub height: u64,
}

/// The next halving of the subsidy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NextHalving {
    /// Its block.
    pub height: u64,
    /// About when, at a block every ten minutes from the latest retarget on.
    pub about: UnixSecs,
    /// The subsidy from then on, BTC.
    pub subsidy_btc: f64,
}

impl MiningNow {
    /// The next halving, counted on from the latest retarget.
    pub fn next_halving(&self) -> NextHalving {
        let height = (self.height / HALVING_BLOCKS + 1) * HALVING_BLOCKS;
        let blocks = i64::try_from(height - self.height).unwrap_or(i64::MAX / BLOCK_SECS);
        NextHalving {
            height,
            about: UnixSecs(self.since.0.saturating_add(blocks.saturating_mul(BLOCK_SECS))),
            subsidy_btc: crate::calc::mining::subsidy_sat(height) as f64 / 1e8,
        }
    }
}

impl AppState {
    /// What the user's miners run on.
    pub fn miner_inputs(&self) -> MinerInputs {
        let amount = |amount: Amount| {
            let known = self.settings.amount(amount).or(amount.info().default);
            known.unwrap_or(f64::NAN)
        };
        self.miners.given.unwrap_or_else(|| MinerInputs {
            j_per_th: amount(Amount::RigEfficiency),
            usd_per_kwh: amount(Amount::Electricity),
            fees_btc: amount(Amount::BlockFees),
        })
    }

    /// Mining at the latest difficulty. **Cost**: a look-up.
    ///
    /// # Errors
    /// A few words on what is missing.
    pub fn mining_now(&self) -> Answer<MiningNow> {
        let drawn = self.library.drawn(catalog::DIFFICULTY, &self.document.preferred_sources);
        let latest = drawn.and_then(|entry| entry.series.last_value());
        let (since, difficulty_known) = latest.ok_or("no difficulty loaded")?;
        let given = self.miner_inputs();
        let inputs = given.on(since).ok_or("the next subsidy is not known")?;
        let difficulty = difficulty_known * (1.0 + self.document_now().miners.difficulty_change);
        let hashprice_btc = hashprice_btc_per_ph_day(difficulty, inputs.block_btc);
        let height = epoch_height_near(since);
        let fees_btc = given.fees_btc;
        Ok(MiningNow { difficulty_known, difficulty, since, inputs, fees_btc, hashprice_btc, height })
    }

    /// The price that is asked about: of the level in the hand, else the last close.
    pub fn price_asked(&self) -> Option<PriceAsked> {
        let place = match self.preview_edit() {
            Some(Edit::MoveLevel { place, .. } | Edit::AddLevel { place, .. }) => Some(*place),
            _ => None,
        };
        let held = place.map(|place: Place| PriceAsked::InHand(place.price()));
        held.or_else(|| self.last_close().map(|(day, close)| PriceAsked::LastClose(close, day)))
    }

    /// The costs of production of all days; `None` without a price or a difficulty.
    /// **Cost**: a look-up.
    pub fn cost_band(&self) -> Option<&CostBand> {
        self.miners.band.as_ref().map(|(_, band)| &**band)
    }

    /// The costs of production where they are to be drawn.
    pub fn drawn_cost_band(&self) -> Option<&CostBand> {
        let shown = self.document_now().miners.cost_band;
        self.cost_band().filter(|band| shown && !band.days.is_empty())
    }

    /// The months of entry of ETF buyers.
    pub fn etf_cohorts(&self) -> &[Cohort] {
        self.miners.cohorts.as_ref().map_or(&[], |kept| kept.cohorts.as_slice())
    }

    /// Everyone of whom it is known when they are under water.
    pub fn under_water_known(&self) -> Known {
        let amount = |amount| self.settings.amount(amount);
        let holding = amount(Amount::TreasuryCoins)
            .zip(amount(Amount::TreasuryCost))
            .map(|(coins_btc, average_cost_usd)| Holding { coins_btc, average_cost_usd });
        Known {
            mining: self.mining_now().ok().map(|now| (now.hashprice_btc, now.inputs.usd_per_kwh)),
            cohorts: self.etf_cohorts().to_vec(),
            holding,
            leverage: amount(Amount::LeverageEntry).zip(amount(Amount::MaintenanceMargin)),
        }
    }

    /// Makes again what hangs on rows, document and settings, where it is another.
    pub(super) fn refresh_miners(&mut self) {
        let change = self.document_now().miners.difficulty_change;
        let preferences = &self.document.preferred_sources;
        let key =
            BandKey::of(self.derived.daily.as_ref(), &self.library, preferences, self.miner_inputs(), change);
        let is_kept = match (&key, &self.miners.band) {
            (Some(key), Some((kept, _))) => key == kept,
            (None, None) => true,
            _ => false,
        };
        if !is_kept {
            self.miners.band = key.map(|key| {
                let band = Arc::new(key.band());
                (key, band)
            });
        }
        self.gather_cohorts();
        self.fit_fleet();
    }

    fn gather_cohorts(&mut self) {
        let drawn = |id| self.library.drawn(id, &self.document.preferred_sources);
        let (Some(flows), Some(price), Some(daily)) =
            (drawn(catalog::ETF_TOTAL), drawn(catalog::PRICE), &self.derived.daily)
        else {
            self.miners.cohorts = None;
            return;
        };
        let revisions = (flows.revision, price.revision);
        if self.miners.cohorts.as_ref().is_some_and(|kept| kept.revisions == revisions) {
            return;
        }
        let rows = flows.series.times().iter().copied().zip(flows.series.values().iter().copied());
        let rows: Vec<(UnixSecs, f64)> = rows.collect();
        let close_at = |time: UnixSecs| {
            let row = daily.row_at_or_before(time)?;
            let is_that_day = daily.times().get(row).is_some_and(|day| *day == time.start_of_day());
            is_that_day.then(|| daily.values().get(row).copied()).flatten()
        };
        let cohorts = etf_cohorts(&rows, close_at);
        self.miners.cohorts = Some(KeptCohorts { revisions, cohorts });
    }
}

#[cfg(test)]
mod tests;
