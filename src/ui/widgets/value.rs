//! The value of a series with its unit, as the panels write it.

use crate::domain::catalog::{self, Drawing};
use crate::domain::format::{MINUS, UNKNOWN, compact, flow_millions, grouped};
use crate::domain::unit::Unit;

/// `$68,860`, `1,030 EH/s`, `125.9 T`, `+$15.1 M`, `12 / 100`.
#[must_use]
pub fn value_words(id: &str, unit: Unit, value: f64) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    match unit {
        Unit::Usd if is_flow(id) => in_dollars(&flow_millions(value)),
        Unit::Usd => in_dollars(&compact(value, unit)),
        Unit::Index100 => format!("{} / 100", compact(value, unit)),
        Unit::Btc => format!("{} BTC", compact(value, unit)),
        Unit::HashesPerSecond
        | Unit::Difficulty
        | Unit::Number
        | Unit::Ratio
        | Unit::UsdPerPhDay
        | Unit::BtcPerPhDay
        | Unit::UsdPerKwh
        | Unit::JoulesPerTerahash
        | Unit::Days => compact(value, unit),
    }
}

/// `$70,000`; cents only below a thousand dollars.
#[must_use]
pub fn dollars(price: f64) -> String {
    if price.is_finite() { in_dollars(&compact(price, Unit::Usd)) } else { UNKNOWN.to_owned() }
}

/// `70,000`, or `0.52` for what costs less than a thousand dollars.
#[must_use]
pub fn plain_price(price: f64) -> String {
    if price.fract().abs() > f64::EPSILON { grouped(price, 2) } else { grouped(price, 0) }
}

/// Whether the values of a series are flows: they have a sign.
fn is_flow(id: &str) -> bool {
    catalog::entry(id).is_some_and(|entry| entry.drawing == Drawing::Bars)
}

/// Puts the dollar sign between the sign and the digits.
fn in_dollars(number: &str) -> String {
    let digits = number.trim_start_matches([MINUS, '+']);
    let sign = number.strip_suffix(digits).unwrap_or_default();
    format!("{sign}${digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dollar_sign_follows_the_sign() {
        assert_eq!(value_words("price.btc.usd", Unit::Usd, 68_860.4), "$68,860");
        assert_eq!(value_words("etf.flow.total", Unit::Usd, -434.1e6), "−$434.1 M");
        assert_eq!(value_words("etf.flow.total", Unit::Usd, 15.1e6), "+$15.1 M");
        assert_eq!(value_words("etf.flow.total", Unit::Usd, 0.0), "$0.0 M");
        assert_eq!(value_words("sentiment.fear_greed", Unit::Index100, 12.0), "12 / 100");
        assert_eq!(value_words("custom.fees_btc", Unit::Btc, 2.75), "2.7500 BTC");
        assert_eq!(value_words("price.btc.usd", Unit::Usd, f64::NAN), "—");
    }
}
