//! The catalogue: every series the program knows by name.
//!
//! An imported series that is not listed here is drawn all the same, under
//! [`Group::Other`] and with its id as title.

use crate::domain::unit::Unit;

/// Where a series stands in the tree on the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Prices.
    Price,
    /// Hashrate and difficulty.
    Network,
    /// US spot ETF flows.
    EtfFlows,
    /// Production cost and sentiment.
    CostAndMood,
    /// What the user brought along.
    Other,
}

impl Group {
    /// Heading in the tree.
    pub fn title(self) -> &'static str {
        match self {
            Self::Price => "Price",
            Self::Network => "Network",
            Self::EtfFlows => "ETF flows",
            Self::CostAndMood => "Cost and mood",
            Self::Other => "Imported",
        }
    }
}

/// How a series is honestly drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Drawing {
    /// Candles or a line of closes.
    Candles,
    /// A line through the values, broken at gaps.
    Line,
    /// Each value holds until the next row.
    Steps,
    /// A bar a row, from zero.
    Bars,
}

/// One series of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogEntry {
    /// Dotted, stable id.
    pub id: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Canonical unit.
    pub unit: Unit,
    /// Place in the tree.
    pub group: Group,
    /// How it is drawn.
    pub drawing: Drawing,
}

/// Id of the BTC/USD price.
pub const PRICE: &str = "price.btc.usd";
/// Id of the BTC/USD price by hours.
pub const PRICE_HOURLY: &str = "price.btc.usd.hourly";
/// Id of the network hashrate.
pub const HASHRATE: &str = "hashrate.network";
/// Id of the difficulty.
pub const DIFFICULTY: &str = "difficulty";
/// Id of the net flow of all US spot ETFs together.
pub const ETF_TOTAL: &str = "etf.flow.total";
/// Id of the Fear & Greed index.
pub const FEAR_GREED: &str = "sentiment.fear_greed";

const fn etf(id: &'static str, title: &'static str) -> CatalogEntry {
    CatalogEntry { id, title, unit: Unit::Usd, group: Group::EtfFlows, drawing: Drawing::Bars }
}

/// Every known series, in the order of the tree.
pub const CATALOG: &[CatalogEntry] = &[
    CatalogEntry {
        id: PRICE,
        title: "BTC/USD",
        unit: Unit::Usd,
        group: Group::Price,
        drawing: Drawing::Candles,
    },
    CatalogEntry {
        id: "price.btc.usdt",
        title: "BTC/USDT",
        unit: Unit::Usd,
        group: Group::Price,
        drawing: Drawing::Candles,
    },
    CatalogEntry {
        id: PRICE_HOURLY,
        title: "BTC/USD hourly",
        unit: Unit::Usd,
        group: Group::Price,
        drawing: Drawing::Candles,
    },
    CatalogEntry {
        id: "price.btc.usdt.hourly",
        title: "BTC/USDT hourly",
        unit: Unit::Usd,
        group: Group::Price,
        drawing: Drawing::Candles,
    },
    CatalogEntry {
        id: HASHRATE,
        title: "Hashrate",
        unit: Unit::HashesPerSecond,
        group: Group::Network,
        drawing: Drawing::Line,
    },
    CatalogEntry {
        id: DIFFICULTY,
        title: "Difficulty",
        unit: Unit::Difficulty,
        group: Group::Network,
        drawing: Drawing::Steps,
    },
    etf(ETF_TOTAL, "All funds"),
    etf("etf.flow.ibit", "IBIT"),
    etf("etf.flow.fbtc", "FBTC"),
    etf("etf.flow.bitb", "BITB"),
    etf("etf.flow.arkb", "ARKB"),
    etf("etf.flow.btco", "BTCO"),
    etf("etf.flow.ezbc", "EZBC"),
    etf("etf.flow.brrr", "BRRR"),
    etf("etf.flow.hodl", "HODL"),
    etf("etf.flow.btcw", "BTCW"),
    etf("etf.flow.msbt", "MSBT"),
    etf("etf.flow.gbtc", "GBTC"),
    etf("etf.flow.btc", "BTC (Grayscale Mini)"),
    CatalogEntry {
        id: "cost.production",
        title: "Production cost",
        unit: Unit::Usd,
        group: Group::CostAndMood,
        drawing: Drawing::Line,
    },
    CatalogEntry {
        id: FEAR_GREED,
        title: "Fear & Greed",
        unit: Unit::Index100,
        group: Group::CostAndMood,
        drawing: Drawing::Line,
    },
];

/// The catalogue entry of an id, `None` for one the user brought along.
pub fn entry(id: &str) -> Option<&'static CatalogEntry> {
    CATALOG.iter().find(|entry| entry.id == id)
}

/// Name for people: the catalogue's, else the id itself.
pub fn title(id: &str) -> &str {
    entry(id).map_or(id, |entry| entry.title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::series::is_series_id;

    #[test]
    fn ids_are_well_formed_and_unique() {
        for (index, entry) in CATALOG.iter().enumerate() {
            assert!(is_series_id(entry.id), "{}", entry.id);
            assert!(CATALOG[..index].iter().all(|other| other.id != entry.id), "{} twice", entry.id);
        }
    }
}
