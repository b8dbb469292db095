//! The run of a fleet along a path of prices, from event to event.
//!
//! Between two events price, difficulty and the set of running machines stand still and the
//! installed hashrate grows at one rate, so that blocks can be counted exactly. The retarget is the real
//! rule in floating point: time from the first to the last of 2,016 blocks (2,015 intervals),
//! clamped to a factor of four either way. The first block of an epoch is the first found at
//! its difficulty. What a first block starts with is said by [`Start`].
//!
//! **Cost**: cells times events; a year of daily prices takes about a millisecond.

use crate::calc::fleet::FleetSettings;
use crate::calc::fleet::cells::{Cell, cells};
use crate::calc::fleet::clearing::Clearing;
use crate::calc::mining::{HALVING_BLOCKS, hashprice_btc_per_ph_day, subsidy_sat};
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Blocks from one retarget to the next.
pub const EPOCH_BLOCKS: u64 = 2_016;
/// What those blocks are to take, seconds.
pub const EPOCH_SECS: f64 = 1_209_600.0;
/// Expected hashes a block at difficulty 1.
pub(super) const HASHES_PER_DIFFICULTY: f64 = 4_294_967_296.0;
/// The retarget counts no less and no more than this, seconds.
const CLAMP_SECS: (f64, f64) = (EPOCH_SECS / 4.0, EPOCH_SECS * 4.0);
pub(super) const SECS_PER_YEAR: f64 = 365.0 * 86_400.0;
const SAT_PER_BTC: f64 = 1e8;
/// The fleet never grows faster than so many times the full rate: makers sell what they make.
const MOST_EAGER: f64 = 2.0;
/// No run takes more events: a path of a hundred years has fewer.
const MOST_EVENTS: usize = 2_000_000;

/// Difficulty after an epoch whose 2,015 intervals took so long.
pub fn retargeted(difficulty: f64, seconds: f64) -> f64 {
    difficulty * EPOCH_SECS / seconds.clamp(CLAMP_SECS.0, CLAMP_SECS.1)
}

/// Whether a machine runs, and since when it should not be as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Switching {
    /// Whether it runs.
    pub is_on: bool,
    /// Since when (Unix seconds) it has wished to be the other way.
    pub wishes_since: Option<f64>,
}

/// Where a run begins: at the first block of an epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// When that block was found.
    pub at: UnixSecs,
    /// Its height.
    pub height: u64,
    /// The difficulty it was found at.
    pub difficulty: f64,
    /// Everything installed at that moment, running or not, hashes a second.
    pub installed_h_s: f64,
    /// Fees of a block, BTC.
    pub fees_btc: f64,
    /// How the cells stand; those that earn run if nothing is said.
    pub switches: Vec<Switching>,
}

/// A stretch of time over which nothing happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Its beginning, Unix seconds.
    pub from: f64,
    /// Its end, Unix seconds.
    pub until: f64,
    /// Coin price, USD.
    pub price_usd: f64,
    /// Difficulty.
    pub difficulty: f64,
    /// Part of the installed hashrate that runs.
    pub share_on: f64,
    /// Installed at its beginning, hashes a second.
    pub installed_h_s: f64,
    /// Hashes made in it.
    pub hashes: f64,
    /// Revenue of one PH/s, USD a day.
    pub hashprice_usd: f64,
    /// Mean energy cost of one running PH/s, USD a day; `NaN` where none runs.
    pub energy_usd_per_ph_day: f64,
    /// How long the fleet had grown at its beginning, years at the full rate.
    pub grown_years: f64,
    /// How fast it grows in it, as a part of the full rate.
    pub eagerness: f64,
}

/// The time from one retarget to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// Height of its first block.
    pub height: u64,
    /// When that was found.
    pub from: UnixSecs,
    /// When its last block was found, which decides the next difficulty.
    pub until: UnixSecs,
    /// Its difficulty.
    pub difficulty: f64,
    /// The one after.
    pub next_difficulty: f64,
    /// Change from one to the other, as a ratio.
    pub change: f64,
    /// Mean running hashrate, hashes a second.
    pub hashrate_h_s: f64,
    /// Mean part of the installed hashrate that stood still.
    pub share_off: f64,
    /// Mean coin price, USD.
    pub price_usd: f64,
    /// Mean revenue of one PH/s, USD a day.
    pub hashprice_usd: f64,
    /// Energy for one coin, over what ran, USD.
    pub energy_usd_per_btc: f64,
    /// Energy and everything else for one coin, USD.
    pub all_in_usd_per_btc: f64,
    /// Mean revenue less energy of one running PH/s, USD a day.
    pub margin_usd_per_ph_day: f64,
}

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// Every epoch that ended within it.
    pub epochs: Vec<Epoch>,
    /// Every stretch of it, without a gap.
    pub segments: Vec<Segment>,
    /// How the cells stand at its end.
    pub switches: Vec<Switching>,
    /// Blocks found, parts of one included.
    pub blocks: f64,
}

/// Where difficulties come from.
#[derive(Clone, Copy, Debug)]
pub enum Difficulties<'a> {
    /// From the blocks that the fleet finds, by the network's rule.
    Retargeted,
    /// As they were: each with the time from which it holds. For calibration.
    Given(&'a [(UnixSecs, f64)]),
}

/// Lets a fleet run along prices until a time.
///
/// Each price holds from its time until the next; the run begins where both start and prices
/// are, and is empty where it cannot. **Gaps**: prices that are not above 0 are left out.
pub fn simulate(
    fleet: &FleetSettings,
    start: &Start,
    prices: &[(UnixSecs, f64)],
    difficulties: Difficulties<'_>,
    until: UnixSecs,
) -> Run {
    let prices: Vec<(f64, f64)> = prices
        .iter()
        .filter(|(_, price)| price.is_finite() && *price > 0.0)
        .map(|(time, price)| (time.0 as f64, *price))
        .collect();
    let Some(course) = Course::new(fleet, start, prices, difficulties, until.0 as f64) else {
        return Run::default();
    };
    course.run()
}

/// Sums over an epoch, weighted by time or by hashes.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    secs: f64,
    hashes: f64,
    share_off: f64,
    price: f64,
    hashprice: f64,
    hashprice_of_hashes: f64,
    energy_of_hashes: f64,
    coins: f64,
}

struct Course<'a> {
    fleet: &'a FleetSettings,
    start: &'a Start,
    prices: Vec<(f64, f64)>,
    difficulties: Difficulties<'a>,
    until: f64,
    cells: Vec<Cell>,
    clearing: Clearing,
    now: f64,
    /// Everything installed now, hashes a second.
    installed_h_s: f64,
    /// How long it has grown, years at the full rate.
    grown_years: f64,
    /// Energy of one PH/s of the whole fleet, USD a day.
    mean_cost: f64,
    price_row: usize,
    given_row: usize,
    difficulty: f64,
    height: u64,
    /// Blocks of this epoch, parts of one included.
    found: f64,
    first_block_at: f64,
    sums: Sums,
    out: Run,
}

impl<'a> Course<'a> {
    fn new(
        fleet: &'a FleetSettings,
        start: &'a Start,
        prices: Vec<(f64, f64)>,
        difficulties: Difficulties<'a>,
        until: f64,
    ) -> Option<Self> {
        let now = start.at.0 as f64;
        let price_row = prices.partition_point(|(time, _)| *time <= now).checked_sub(1)?;
        let cells = cells(fleet);
        let is_sound = start.difficulty > 0.0 && start.installed_h_s > 0.0 && start.fees_btc >= 0.0;
        if cells.is_empty() || !is_sound || now >= until {
            return None;
        }
        let mut course = Self {
            fleet,
            start,
            prices,
            difficulties,
            until,
            clearing: Clearing::default(),
            mean_cost: cells.iter().map(|cell| cell.share * cell.cost_usd_per_ph_day).sum(),
            cells,
            now,
            installed_h_s: start.installed_h_s,
            grown_years: 0.0,
            price_row,
            given_row: 0,
            difficulty: start.difficulty,
            height: start.height,
            found: 1.0,
            first_block_at: now,
            sums: Sums::default(),
            out: Run::default(),
        };
        course.take_given();
        course.clearing = Clearing::new(&course.cells, fleet, &start.switches, course.hashprice_usd());
        Some(course)
    }

    fn price(&self) -> f64 {
        self.prices.get(self.price_row).map_or(f64::NAN, |(_, price)| *price)
    }

    /// Subsidy and fees of the block that is being looked for, BTC.
    fn block_btc(&self) -> f64 {
        let height = self.height + self.found as u64;
        subsidy_sat(height) as f64 / SAT_PER_BTC + self.start.fees_btc
    }

    fn hashprice_usd(&self) -> f64 {
        hashprice_btc_per_ph_day(self.difficulty, self.block_btc()) * self.price()
    }

    /// How fast the fleet grows now, as a part of the full rate: as the average machine earns
    /// over its energy, the full rate where it earns twice that, none where it earns nothing.
    fn eagerness(&self) -> f64 {
        (self.hashprice_usd() / self.mean_cost - 1.0).clamp(0.0, MOST_EAGER)
    }

    /// Growth of the logarithm of what is installed, a second.
    fn growth(&self) -> f64 {
        self.fleet.growth_per_year * self.eagerness() / SECS_PER_YEAR
    }

    fn curtailed(&self) -> f64 {
        let holds =
            |part: &&super::Curtailment| (part.from.0 as f64..part.until.0 as f64).contains(&self.now);
        self.fleet.curtailments.iter().filter(holds).fold(1.0, |left, part| left * (1.0 - part.share))
    }

    fn take_given(&mut self) {
        if let Difficulties::Given(given) = self.difficulties {
            let row = given.partition_point(|(time, _)| time.0 as f64 <= self.now);
            if let Some((_, difficulty)) = row.checked_sub(1).and_then(|row| given.get(row)) {
                self.difficulty = *difficulty;
            }
            self.given_row = row;
        }
    }

    fn run(mut self) -> Run {
        for _ in 0..MOST_EVENTS {
            self.clearing.wish(&self.cells, self.fleet, self.hashprice_usd(), self.now);
            let share_on = self.clearing.share_on(&self.cells) * self.curtailed();
            let (block_target, block_at) = self.next_block(share_on);
            let next = self.next_moment().min(block_at);
            self.advance(next, share_on);
            if next >= self.until {
                break;
            }
            if next >= block_at {
                self.found = block_target;
                self.take_block();
            }
            while self.prices.get(self.price_row + 1).is_some_and(|(time, _)| *time <= next) {
                self.price_row += 1;
            }
            self.take_given();
            self.clearing.switch(self.fleet, self.now);
        }
        self.out.switches = self.clearing.switches();
        self.out
    }

    /// The next thing that happens whatever is hashed.
    fn next_moment(&self) -> f64 {
        let price = self.prices.get(self.price_row + 1).map(|(time, _)| *time);
        let given = match self.difficulties {
            Difficulties::Given(given) => given.get(self.given_row).map(|(time, _)| time.0 as f64),
            Difficulties::Retargeted => None,
        };
        let bounds = self.fleet.curtailments.iter().flat_map(|part| [part.from, part.until]);
        let curtailed = bounds.map(|time| time.0 as f64).filter(|time| *time > self.now);
        let switched = self.clearing.next_switch(self.fleet);
        let moments = price.into_iter().chain(given).chain(curtailed).chain(switched);
        // A switch that is due at once must not stop the clock.
        moments.fold(self.until, f64::min).max(self.now)
    }

    /// The next block that matters, counted within the epoch, and when it is found.
    fn next_block(&self, share_on: f64) -> (f64, f64) {
        let last = EPOCH_BLOCKS as f64;
        let halving = HALVING_BLOCKS - self.height % HALVING_BLOCKS;
        let mut target = last;
        for wanted in [1.0, halving as f64] {
            if wanted > self.found && wanted < target {
                target = wanted;
            }
        }
        let hashes = (target - self.found) * self.difficulty * HASHES_PER_DIFFICULTY;
        let rate = self.installed_h_s * share_on;
        let growth = self.growth();
        let seconds =
            if growth.abs() < 1e-18 { hashes / rate } else { (hashes * growth / rate).ln_1p() / growth };
        (target, if rate > 0.0 { self.now + seconds } else { f64::INFINITY })
    }

    fn advance(&mut self, next: f64, share_on: f64) {
        let secs = next - self.now;
        if secs <= 0.0 {
            return;
        }
        let (installed_h_s, growth, eagerness) = (self.installed_h_s, self.growth(), self.eagerness());
        let lasting = if growth.abs() < 1e-18 { secs } else { (growth * secs).exp_m1() / growth };
        let hashes = installed_h_s * share_on * lasting;
        let blocks = hashes / (self.difficulty * HASHES_PER_DIFFICULTY);
        let hashprice_usd = self.hashprice_usd();
        let energy_usd_per_ph_day = self.clearing.mean_cost(&self.cells);
        self.out.segments.push(Segment {
            from: self.now,
            until: next,
            price_usd: self.price(),
            difficulty: self.difficulty,
            share_on,
            installed_h_s,
            hashes,
            hashprice_usd,
            energy_usd_per_ph_day,
            grown_years: self.grown_years,
            eagerness,
        });
        self.installed_h_s *= (growth * secs).exp();
        self.grown_years += eagerness * secs / SECS_PER_YEAR;
        self.sums.secs += secs;
        self.sums.hashes += hashes;
        self.sums.share_off += (1.0 - share_on) * secs;
        self.sums.price += self.price() * secs;
        self.sums.hashprice += hashprice_usd * secs;
        if hashes > 0.0 {
            self.sums.hashprice_of_hashes += hashprice_usd * hashes;
            self.sums.energy_of_hashes += energy_usd_per_ph_day * hashes;
        }
        self.sums.coins += blocks * self.block_btc();
        self.found += blocks;
        self.out.blocks += blocks;
        self.now = next;
    }

    /// A block that matters was found: the first of an epoch, the first of a subsidy, the last.
    fn take_block(&mut self) {
        if self.found >= EPOCH_BLOCKS as f64 {
            self.end_epoch();
        } else if self.found <= 1.0 {
            self.first_block_at = self.now;
        }
    }

    fn end_epoch(&mut self) {
        if matches!(self.difficulties, Difficulties::Retargeted) {
            let next_difficulty = retargeted(self.difficulty, self.now - self.first_block_at);
            let sums = self.sums;
            // Hashes to petahashes a second over a day: what one PH/s makes in it.
            let ph_days = sums.hashes / 1e15 / DAY_SECS as f64;
            let energy_usd = sums.energy_of_hashes / sums.hashes * ph_days;
            let energy_usd_per_btc = energy_usd / sums.coins;
            self.out.epochs.push(Epoch {
                height: self.height,
                from: UnixSecs(self.first_block_at.round() as i64),
                until: UnixSecs(self.now.round() as i64),
                difficulty: self.difficulty,
                next_difficulty,
                change: next_difficulty / self.difficulty - 1.0,
                hashrate_h_s: sums.hashes / sums.secs,
                share_off: sums.share_off / sums.secs,
                price_usd: sums.price / sums.secs,
                hashprice_usd: sums.hashprice / sums.secs,
                energy_usd_per_btc,
                all_in_usd_per_btc: energy_usd_per_btc * (1.0 + self.fleet.overhead),
                margin_usd_per_ph_day: (sums.hashprice_of_hashes - sums.energy_of_hashes) / sums.hashes,
            });
            self.difficulty = next_difficulty;
        }
        self.height += EPOCH_BLOCKS;
        self.found = 0.0;
        self.sums = Sums::default();
    }
}
