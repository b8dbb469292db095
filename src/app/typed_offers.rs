//! What a typed date or price can mean: places to go to and levels to add.
//!
//! Knows how people write both; whether a date has data and a price can be a level is
//! decided where it always is. Nothing is guessed that two readings would fit: a bare
//! number below 1,000 is no price, and `5/2` is no date.

use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::offered::{Group, Offer};
use crate::app::state::AppState;
use crate::domain::date_text::parse_date_text;
use crate::domain::format::grouped;
use crate::domain::level::{LevelKind, Place, check_price};
use crate::domain::time::UnixSecs;
use crate::domain::zone::{Clock, clock_words, day_words};

/// Least bare number that is read as a price, USD.
const LEAST_BARE_USD: f64 = 1_000.0;

/// The offers that are made of what is typed, best first.
pub fn typed_offers(state: &AppState, typed: &str) -> Vec<Offer> {
    let mut offers: Vec<Offer> = date_offer(state, typed).into_iter().collect();
    if let Some(price) = price_of(typed) {
        offers.extend(price_offers(state, price));
    }
    offers
}

fn date_offer(state: &AppState, typed: &str) -> Option<Offer> {
    let typed = typed.trim();
    if !typed.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let text = with_year(state, typed);
    let time = parse_date_text(&text, state.zone()).ok()?;
    let civil = state.zone().civil(time);
    let mut caption = format!("Go to {}", day_words(civil.date()));
    if typed.contains(':') {
        caption = format!("{caption} {}", clock_words(civil, Clock::Minutes));
    }
    let mut offer = Offer::new(state, Group::Chart, Command::GoToDate(time), caption);
    offer.blocked = state.date_to_go_to(&text).err();
    Some(offer)
}

/// `feb 5` with the last year that has rows on that day, else with the next one.
fn with_year(state: &AppState, typed: &str) -> String {
    if parse_date_text(typed, state.zone()).is_ok() {
        return typed.to_owned();
    }
    let (first, last) = state.data_bounds();
    let years = (first.date().year()..=state.last_deadline().max(last).date().year()).rev();
    let read = |year: i16| {
        let text = format!("{typed} {year}");
        parse_date_text(&text, state.zone()).ok().map(|time| (text, time))
    };
    let all: Vec<(String, UnixSecs)> = years.filter_map(read).collect();
    let past = all.iter().find(|(_, time)| *time <= last);
    past.or(all.last()).map_or_else(|| typed.to_owned(), |(text, _)| text.clone())
}

/// A price as people type it: `$70k`, `70,000`, `70000`, `$1.2m`, `69 500.50`.
pub fn price_of(typed: &str) -> Option<f64> {
    let lower = typed.trim().to_lowercase();
    let marked = lower.starts_with('$') || lower.ends_with('$') || lower.ends_with("usd");
    let bare = lower.trim_start_matches('$').trim_end_matches("usd").trim_end_matches('$').trim();
    let (number, factor) = match bare.strip_suffix('k') {
        Some(number) => (number, 1e3),
        None => bare.strip_suffix('m').map_or((bare, 1.0), |number| (number, 1e6)),
    };
    let plain: String = number.chars().filter(|c| !matches!(c, ',' | ' ' | '_' | '\u{a0}')).collect();
    if plain.is_empty() || !plain.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let price = plain.parse::<f64>().ok()? * factor;
    let is_meant = marked || factor > 1.0 || price >= LEAST_BARE_USD;
    is_meant.then_some(price)
}

/// A level of each kind at a price, the likely one first.
fn price_offers(state: &AppState, price: f64) -> Vec<Offer> {
    let likely = state.likely_kind(price);
    let others = LevelKind::ALL.into_iter().filter(|kind| *kind != likely);
    let decimals = if (price - price.round()).abs() < 1e-9 { 0 } else { 2 };
    let at = grouped(price, decimals);
    let offer = |kind: LevelKind| {
        let word = if kind == LevelKind::Neutral { "neutral level" } else { kind.word() };
        let command = Command::Edit(Edit::AddLevel { kind, place: Place::Price(price) });
        let mut offer = Offer::new(state, Group::Levels, command, format!("Add {word} at ${at}"));
        offer.blocked = check_price(price).err().map(|error| error.to_string());
        offer
    };
    std::iter::once(likely).chain(others).map(offer).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::startup::StartOptions;

    fn case() -> (AppState, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let clock = crate::app::clock::Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap());
        let options =
            StartOptions { data_dir: Some(folder.path().to_owned()), workspace: None, clock, edits: false };
        (AppState::opened(&options, Arc::new(|| {})), folder)
    }

    fn captions(state: &AppState, typed: &str) -> Vec<String> {
        typed_offers(state, typed).into_iter().map(|offer| offer.caption).collect()
    }

    #[test]
    fn prices_are_read_as_people_type_them() {
        for (typed, price) in [
            ("$70k", 70_000.0),
            ("70000", 70_000.0),
            ("70,000", 70_000.0),
            ("72.5K", 72_500.0),
            ("$1.2m", 1_200_000.0),
            ("69 500.50 usd", 69_500.5),
            ("$5", 5.0),
        ] {
            assert_eq!(price_of(typed), Some(price), "{typed}");
        }
        for typed in ["", "k", "$", "5", "200", "70k support", "-5000", "1.2.3k", "nan", "inf"] {
            assert_eq!(price_of(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_date_is_gone_to_with_or_without_its_year() {
        let (state, _folder) = case();
        assert_eq!(captions(&state, "2026-02-05"), ["Go to 5 Feb 2026"]);
        assert_eq!(captions(&state, "feb 5"), ["Go to 5 Feb 2026"]);
        assert_eq!(captions(&state, "5 oct"), ["Go to 5 Oct 2025"], "the last one that has rows");
        assert_eq!(captions(&state, "2026-02-05 13:00"), ["Go to 5 Feb 2026 13:00"]);
        assert_eq!(captions(&state, "feb"), Vec::<String>::new());
        let early = typed_offers(&state, "1999-01-01");
        assert_eq!(early[0].blocked.as_deref(), Some("1 Jan 1999 is before the data begin"));
    }

    #[test]
    fn a_price_offers_the_likely_kind_first() {
        let (state, _folder) = case();
        let close = state.last_close().unwrap().1;
        assert_eq!(captions(&state, "$50k")[..2], ["Add support at $50,000", "Add resistance at $50,000"]);
        let above = format!("{}", close.round() + 5_000.0);
        assert!(captions(&state, &above)[0].starts_with("Add resistance at $"));
        assert!(typed_offers(&state, "$9000000m").iter().all(|offer| !offer.is_enabled()));
    }
}
