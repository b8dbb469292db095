//! A level's place as text, and back.
//!
//! Knows how people write prices (`70,000`, `$70k`, `84,000–90,000`); bounds are
//! the model's matter. A sloped line has no text to type: it is moved by its ends.

use crate::domain::level::Place;
use crate::ui::widgets::value::plain_price;

/// `70,000`, `84,000–90,000`, or the price at a line's later end.
#[must_use]
pub fn place_text(place: Place) -> String {
    match place {
        Place::Price(price) => plain_price(price),
        Place::Zone { low, high } => format!("{}–{}", plain_price(low), plain_price(high)),
        Place::Line { to, .. } => plain_price(to.price),
    }
}

/// Reads a place; `None` if the text is no price, or the place cannot be.
#[must_use]
pub fn read_place(text: &str) -> Option<Place> {
    let place = match text.trim().split_once(['–', '—', '-', '…']) {
        Some((low, high)) => {
            let (low, high) = (read_price(low)?, read_price(high)?);
            Place::Zone { low: low.min(high), high: low.max(high) }
        }
        None => Place::Price(read_price(text)?),
    };
    place.check().ok()
}

/// Reads a price in dollars, whatever its size: thousands may be set apart, `k` and `M` are understood.
pub fn read_price(text: &str) -> Option<f64> {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '\'' | '_' | '$' | '\u{2009}'))
        .collect();
    let (digits, factor) = match bare.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1e3),
        None => bare.strip_suffix(['m', 'M']).map_or((bare.as_str(), 1.0), |digits| (digits, 1e6)),
    };
    let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let value: f64 = plain.then(|| digits.parse().ok()).flatten()?;
    Some(value * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_as_people_write_them() {
        for (text, price) in
            [("70,000", 70_000.0), ("$ 68 500.5", 68_500.5), ("70k", 70_000.0), ("0.1M", 1e5)]
        {
            assert_eq!(read_place(text), Some(Place::Price(price)), "{text}");
        }
        for text in ["", "abc", "−5", "1e9", "inf", "0", "70,000 USD?", "nan"] {
            assert_eq!(read_place(text), None, "{text}");
        }
    }

    #[test]
    fn a_zone_may_be_typed_upside_down_but_not_without_height() {
        let zone = Some(Place::Zone { low: 84_000.0, high: 90_000.0 });
        assert_eq!(read_place("84,000–90,000"), zone);
        assert_eq!(read_place("90k - 84k"), zone);
        assert_eq!(read_place("90k-90k"), None);
    }

    #[test]
    fn text_reads_back_as_the_same_place() {
        for place in
            [Place::Price(70_000.0), Place::Price(0.52), Place::Zone { low: 84_000.0, high: 90_000.5 }]
        {
            assert_eq!(read_place(&place_text(place)), Some(place));
        }
    }
}
