//! What a holding of coins is worth at a price, and what that is over its cost.
//!
//! Knows coins and their average cost; knows nothing of when they were bought.

/// A holding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holding {
    /// Coins held, BTC.
    pub coins_btc: f64,
    /// What a coin cost on average, USD.
    pub average_cost_usd: f64,
}

impl Holding {
    /// Worth at a price, USD.
    pub fn value_usd(self, price_usd: f64) -> f64 {
        self.coins_btc * price_usd
    }

    /// Worth at a price less what it cost, USD.
    ///
    /// ```
    /// use hashfloor::calc::treasury::Holding;
    /// let holding = Holding { coins_btc: 2.0, average_cost_usd: 75_000.0 };
    /// assert_eq!(holding.profit_usd(70_000.0), -10_000.0);
    /// ```
    pub fn profit_usd(self, price_usd: f64) -> f64 {
        self.coins_btc * (price_usd - self.average_cost_usd)
    }

    /// Profit as a share of the cost: −0.25 is a quarter lost.
    pub fn profit_ratio(self, price_usd: f64) -> f64 {
        profit_ratio(self.average_cost_usd, price_usd)
    }
}

/// Profit at a price of what was bought at a cost, as a share of the cost.
pub fn profit_ratio(cost_usd: f64, price_usd: f64) -> f64 {
    price_usd / cost_usd - 1.0
}
