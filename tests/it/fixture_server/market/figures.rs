//! The figures themselves: pure functions of a time.

use hashfloor::domain::time::{DAY_SECS, UnixSecs};

use super::{GENESIS_DAY, HOUR_SECS};

/// The funds of the market; MSBT began to trade in April 2026.
pub const FUNDS: [&str; 12] =
    ["IBIT", "FBTC", "BITB", "ARKB", "BTCO", "EZBC", "BRRR", "HODL", "BTCW", "MSBT", "GBTC", "BTC"];

/// Blocks between two changes of difficulty.
pub const EPOCH_BLOCKS: i64 = 2_016;
const EPOCH_SECS: i64 = 14 * DAY_SECS;

/// One candle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candle {
    pub open: f64,
    pub high: f64,
    pub low: f64,
    pub close: f64,
    pub volume: f64,
}

impl Candle {
    /// In the order of a series.
    pub fn columns(&self) -> [f64; 5] {
        [self.open, self.high, self.low, self.close, self.volume]
    }

    /// The same with another close, and a high and low that hold it.
    pub fn closing_at(self, close: f64) -> Self {
        Self { close, high: self.high.max(close), low: self.low.min(close), ..self }
    }
}

/// SplitMix64 of a number: the same everywhere and always.
pub fn noise(seed: u64, index: i64) -> i64 {
    let mut z = seed.wrapping_mul(0xD6E8_FEB8_6659_FD93).wrapping_add(index as u64);
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 1) as i64
}

/// A price in cents at the end of a step: a slow zigzag between $30,000 and $50,000.
fn close_cents(seed: u64, index: i64) -> i64 {
    let phase = index.rem_euclid(800);
    3_000_000 + phase.min(800 - phase) * 5_000 + noise(seed, index) % 20_000
}

/// The candle that begins at a time, as far as it has come by `now`.
pub fn candle(seed: u64, step: i64, time: UnixSecs, now: UnixSecs) -> Candle {
    let seed = if step == HOUR_SECS { seed + 100 } else { seed };
    let index = time.0 / step;
    let elapsed = (now.0 - time.0).clamp(0, step);
    let so_far = |whole: i64| whole * elapsed / step;
    let open = close_cents(seed, index - 1);
    let close = open + so_far(close_cents(seed, index) - open);
    let high = open.max(close) + so_far(noise(seed + 1, index) % 30_000);
    let low = open.min(close) - so_far(noise(seed + 2, index) % 30_000);
    // Twelve digits times a day's seconds stay within an i64.
    let volume = so_far(noise(seed + 3, index) % 1_000_000_000_000);
    let cents = |cents: i64| cents as f64 / 100.0;
    Candle {
        open: cents(open),
        high: cents(high),
        low: cents(low),
        close: cents(close),
        volume: volume as f64 / 1e8,
    }
}

/// The hashrate of a day in tenths of a TH/s; `None` while no block was found.
pub fn hashrate_tenths(day: UnixSecs) -> Option<i64> {
    let index = day.secs_since(GENESIS_DAY) / DAY_SECS;
    (!(1..6).contains(&index)).then(|| 10 + index * index * 200 + noise(5, index) % (1 + index * 90))
}

/// How many changes of difficulty there were by a time, the first block's not counted.
pub fn retargets(by: UnixSecs) -> i64 {
    let mut count = by.secs_since(GENESIS_DAY).max(0) / EPOCH_SECS;
    while retarget_time(count) > by && count > 0 {
        count -= 1;
    }
    count
}

/// When a change of difficulty came.
pub fn retarget_time(index: i64) -> UnixSecs {
    if index == 0 {
        return UnixSecs(1_231_006_505);
    }
    UnixSecs(GENESIS_DAY.0 + index * EPOCH_SECS + noise(6, index) % 7_200)
}

/// The difficulty from a change on.
pub fn difficulty(index: i64) -> f64 {
    let tenths = 10 + index * index * 5_000_000_000 + noise(7, index) % (1 + index * 1_000_000);
    tenths as f64 / 10.0
}

/// The index of Fear & Greed of a day.
pub fn mood(day: UnixSecs) -> f64 {
    (5 + noise(8, day.0 / DAY_SECS) % 91) as f64
}

/// What a fund took in on a day in tenths of a million dollars; `None` before it traded.
pub fn flow_tenths(fund: usize, day: UnixSecs) -> Option<i64> {
    let begun = FUNDS[fund] != "MSBT" || day >= UnixSecs::from_ymd(2026, 4, 6).unwrap();
    begun.then(|| noise(20 + fund as u64, day.0 / DAY_SECS) % 2_001 - 1_000)
}
