//! The names of series for people: of the catalogue, and of what is computed.

use std::borrow::Cow;

use crate::calc::calculation::instance::Instance;
use crate::domain::catalog;

/// Title of a computed series: `RSI 14`, `SMA 50 of Difficulty`; `None` for other ids.
pub fn title(id: &str) -> Option<String> {
    let instance = Instance::parse(id)?;
    let mut title = instance.described()?.title;
    if let Some(of) = &instance.of {
        title = format!("{title} of {}", any_title(of));
    }
    if let Some(with) = &instance.with {
        title = format!("{title} with {}", any_title(with));
    }
    Some(title)
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
        assert_eq!(any_title("price.btc.usd"), "BTC/USD");
    }
}
