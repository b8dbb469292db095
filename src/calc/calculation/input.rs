//! What calculations read: named columns of one table.
//!
//! A column is found by its header in a file, and by the id of a series in the cache;
//! both are said here, so that an error can name what is wanting.

use crate::domain::catalog;
use crate::domain::time::UnixSecs;

/// A column that calculations read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// First price of the row, USD.
    Open,
    /// Highest price of the row, USD; the close where it is not known.
    High,
    /// Lowest price of the row, USD; the close where it is not known.
    Low,
    /// Last price of the row, USD; the value of a series that has one value a row.
    Close,
    /// Traded amount.
    Volume,
    /// The value of the series that the main one is held against.
    Other,
    /// Blocks found on the day.
    Blocks,
    /// Height of the last block of the day.
    HeightEnd,
    /// Mean difficulty of the day's blocks.
    Difficulty,
    /// Fees of all blocks of the day, BTC.
    FeesBtc,
    /// Hashrate of the day, EH/s.
    HashrateEhs,
    /// Coins that exist, BTC.
    SupplyBtc,
    /// Net flow of a session, millions of USD.
    NetFlowMusd,
    /// Net flow of one fund, millions of USD.
    FundFlowMusd,
    /// Fear & Greed index.
    FearGreed,
}

impl Input {
    /// Every input.
    pub const ALL: [Self; 15] = [
        Self::Open,
        Self::High,
        Self::Low,
        Self::Close,
        Self::Volume,
        Self::Other,
        Self::Blocks,
        Self::HeightEnd,
        Self::Difficulty,
        Self::FeesBtc,
        Self::HashrateEhs,
        Self::SupplyBtc,
        Self::NetFlowMusd,
        Self::FundFlowMusd,
        Self::FearGreed,
    ];

    /// Headers it is found under in a file, the usual one first.
    pub fn headers(self) -> &'static [&'static str] {
        match self {
            Self::Open => &["open"],
            Self::High => &["high"],
            Self::Low => &["low"],
            Self::Close => &["close", "price_usd", "price", "value"],
            Self::Volume => &["volume"],
            Self::Other => &["other"],
            Self::Blocks => &["blocks"],
            Self::HeightEnd => &["height_end"],
            Self::Difficulty => &["difficulty_mean", "difficulty"],
            Self::FeesBtc => &["fees_btc_total"],
            Self::HashrateEhs => &["hashrate_ehs"],
            Self::SupplyBtc => &["supply_btc"],
            Self::NetFlowMusd => &["net_flow_musd"],
            Self::FundFlowMusd => &["fund_flow_musd"],
            Self::FearGreed => &["fear_greed"],
        }
    }

    /// What it is, in words that follow "needs".
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "opening prices",
            Self::High => "highs",
            Self::Low => "lows",
            Self::Close => "closes",
            Self::Volume => "traded volumes",
            Self::Other => "a second series",
            Self::Blocks => "the number of blocks of each day",
            Self::HeightEnd => "the height of each day's last block",
            Self::Difficulty => "difficulty",
            Self::FeesBtc => "the fees of each day",
            Self::HashrateEhs => "the hashrate of each day",
            Self::SupplyBtc => "the supply of coins",
            Self::NetFlowMusd => "ETF flows",
            Self::FundFlowMusd => "the flows of one fund",
            Self::FearGreed => "the Fear & Greed index",
        }
    }

    /// The series of the catalogue that holds it, if one does.
    pub fn series_id(self) -> Option<&'static str> {
        match self {
            Self::Open | Self::High | Self::Low | Self::Close | Self::Volume => Some(catalog::PRICE),
            Self::Difficulty => Some(catalog::DIFFICULTY),
            Self::HashrateEhs => Some(catalog::HASHRATE),
            Self::NetFlowMusd => Some(catalog::ETF_TOTAL),
            Self::FearGreed => Some(catalog::FEAR_GREED),
            _ => None,
        }
    }
}

/// Columns of one table, each as long as its times; `NaN` where a value is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InputTable {
    /// When each row was, sorted and unique.
    pub times: Vec<UnixSecs>,
    columns: Vec<(Input, Vec<f64>)>,
}

impl InputTable {
    /// A table without columns.
    pub fn new(times: Vec<UnixSecs>) -> Self {
        Self { times, columns: Vec::new() }
    }

    /// The same with a column more; one of another length is cut or filled with `NaN`.
    #[must_use]
    pub fn with(mut self, input: Input, mut column: Vec<f64>) -> Self {
        column.resize(self.times.len(), f64::NAN);
        self.columns.retain(|(there, _)| *there != input);
        self.columns.push((input, column));
        self
    }

    /// A column.
    pub fn column(&self, input: Input) -> Option<&[f64]> {
        self.columns.iter().find(|(there, _)| *there == input).map(|(_, column)| column.as_slice())
    }

    /// A cell, with the close standing in for an open, high or low that is not known.
    pub fn value(&self, input: Input, row: usize) -> f64 {
        let cell = |input| self.column(input).and_then(|column| column.get(row)).copied().unwrap_or(f64::NAN);
        match (input, cell(input)) {
            (Input::Open | Input::High | Input::Low, value) if value.is_nan() => cell(Input::Close),
            (_, value) => value,
        }
    }
}
