//! Where a leveraged position is taken away, and from which leverage on a price takes it.
//!
//! Isolated margin, linear contract. Knows entry, leverage, maintenance margin
//! and fee; knows no venue: some use other formulas, which move the price by a
//! maintenance margin at most.

/// Which way a position earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// When the price rises.
    Long,
    /// When the price falls.
    Short,
}

/// Price at which a position is taken away, USD.
///
/// Long: E (1 − 1/L) / (1 − m − f); short: E (1 + 1/L) / (1 + m + f).
/// **Unit**: margin `m` and fee `f` are shares of the position. **Gaps**: a long with a
/// leverage of 1 or less is never taken away, `None`.
///
/// ```
/// use hashfloor::calc::leverage::{Side, liquidation_price_usd};
/// let price = liquidation_price_usd(Side::Long, 100_000.0, 10.0, 0.0, 0.0);
/// assert_eq!(price, Some(90_000.0));
/// ```
pub fn liquidation_price_usd(
    side: Side,
    entry_usd: f64,
    leverage: f64,
    maintenance: f64,
    fee: f64,
) -> Option<f64> {
    match side {
        Side::Long if leverage <= 1.0 => None,
        Side::Long => Some(entry_usd * (1.0 - 1.0 / leverage) / (1.0 - maintenance - fee)),
        Side::Short if leverage <= 0.0 => None,
        Side::Short => Some(entry_usd * (1.0 + 1.0 / leverage) / (1.0 + maintenance + fee)),
    }
}

/// The smallest leverage whose position a price takes away, without a fee.
///
/// The liquidation price solved for the leverage: long 1 / (1 − (1 − m) P/E), short
/// 1 / ((1 + m) P/E − 1). **Gaps**: `None` where the price takes no position of this side
/// away, whatever its leverage.
pub fn smallest_wiped_leverage(side: Side, entry_usd: f64, price_usd: f64, maintenance: f64) -> Option<f64> {
    let room = match side {
        Side::Long => 1.0 - (1.0 - maintenance) * price_usd / entry_usd,
        Side::Short => (1.0 + maintenance) * price_usd / entry_usd - 1.0,
    };
    (room > 0.0).then(|| 1.0 / room).filter(|leverage| leverage.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_wiped_leverage_is_liquidated_at_that_price() {
        for (side, price) in [(Side::Long, 72_300.0), (Side::Short, 120_000.0)] {
            let leverage = smallest_wiped_leverage(side, 90_000.0, price, 0.005).unwrap();
            let back = liquidation_price_usd(side, 90_000.0, leverage, 0.005, 0.0).unwrap();
            assert!((back - price).abs() < 1e-6, "{side:?} {back}");
        }
    }

    #[test]
    fn a_price_on_the_good_side_takes_nothing_away() {
        assert_eq!(smallest_wiped_leverage(Side::Long, 70_000.0, 90_000.0, 0.005), None);
        assert_eq!(smallest_wiped_leverage(Side::Short, 90_000.0, 70_000.0, 0.005), None);
        assert_eq!(liquidation_price_usd(Side::Long, 70_000.0, 1.0, 0.005, 0.0), None);
    }
}
