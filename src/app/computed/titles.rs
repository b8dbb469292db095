//! The names of series for people: of the catalogue, and of what is computed.

use std::borrow::Cow;

use crate::calc::calculation::instance::Instance;
use crate::calc::calculation::{Param, ParamKind, Params, Shape};
use crate::domain::catalog;

/// Title of a computed series: `RSI 14`, `SMA 50 of Difficulty`; `None` for other ids.
pub fn title(id: &str) -> Option<String> {
    let instance = Instance::parse(id)?;
    // Lines are called by their output; a table or events stand as a whole, so by the calculation.
    let mut title = match instance.calculation.shape {
        Shape::Rows | Shape::Weeks => instance.described()?.title,
        Shape::Events | Shape::Summary | Shape::Profile => {
            format!("{}{}", instance.calculation.title, set_words(&instance.params))
        }
    };
    if let Some(of) = &instance.of {
        title = format!("{title} of {}", any_title(of));
    }
    if let Some(with) = &instance.with {
        title = format!("{title} with {}", any_title(with));
    }
    Some(title)
}

/// What is set otherwise than usual, in brackets, so that two of one kind have two names.
fn set_words(params: &Params) -> String {
    if params
        .of()
        .iter()
        .zip(params.values())
        .all(|(param, value)| param.default.to_bits() == value.to_bits())
    {
        return String::new();
    }
    let word = |(param, value): (&Param, &f64)| match param.kind {
        ParamKind::Choice(words) => {
            words.get(*value as usize).map_or_else(String::new, |w| w.replace('_', " "))
        }
        _ => value.to_string(),
    };
    let words: Vec<String> = params.of().iter().zip(params.values()).map(word).collect();
    format!(" ({})", words.join(", "))
}

/// Title of any series, computed or of the catalogue.
pub fn any_title(id: &str) -> Cow<'_, str> {
    title(id).map_or(Cow::Borrowed(catalog::title(id)), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computed_series_is_called_by_what_it_is_of() {
        assert_eq!(any_title("derived.sma_50"), "SMA 50");
        assert_eq!(any_title("derived.weekly_ema_200"), "200-week EMA");
        assert_eq!(any_title("derived.sma_30.of.difficulty"), "SMA 30 of Difficulty");
        assert_eq!(any_title("derived.macd_12_26_9.signal"), "MACD (12, 26, 9) signal");
        assert_eq!(any_title("derived.bollinger_20_2.upper"), "Bollinger (20, 2) upper");
        assert_eq!(any_title("price.btc.usd"), "BTC/USD");
    }

    #[test]
    fn a_table_or_events_are_called_by_their_calculation_and_by_what_is_set_otherwise() {
        assert_eq!(any_title("derived.cross_50_200"), "Golden and death crosses");
        assert_eq!(any_title("derived.cross_20_100"), "Golden and death crosses (20, 100)");
        assert_eq!(any_title("derived.volume_profile_365_50.from"), "Volume profile");
        assert_eq!(any_title("derived.etf_beta_1_5_10080.n"), "Flow beta");
    }
}
