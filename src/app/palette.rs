//! What the palette lists for what is typed.
//!
//! Knows offers and their order; knows nothing of rows on a screen. Everything that costs
//! a pass over the document is done once and kept until the document changes.

use crate::app::command::Command;
use crate::app::fuzzy::{Searched, ranked};
use crate::app::offered::Offer;
use crate::app::state::AppState;
use crate::app::typed_offers::typed_offers;

/// The most commands that are remembered as given lately.
pub const MOST_RECENT: usize = 6;

/// A line of the palette.
#[derive(Clone, Debug, PartialEq)]
pub struct PaletteRow {
    /// What it offers.
    pub offer: Offer,
    /// The letters of its caption that were typed, as indices of `char`s, rising.
    pub letters: Vec<usize>,
    /// Whether it stands first because it was given lately.
    pub is_recent: bool,
}

/// Every offer of a state, made ready to be searched.
#[derive(Debug)]
pub struct PaletteList {
    revision: u64,
    offers: Vec<Offer>,
    texts: Vec<Searched>,
}

impl PaletteList {
    /// Gathers what can be asked for now.
    pub fn of(state: &AppState) -> Self {
        let offers = Command::offered(state);
        let text = |offer: &Offer| Searched::new(&offer.caption, offer.group.title());
        let texts = offers.iter().map(text).collect();
        Self { revision: state.revision(), offers, texts }
    }

    /// Whether the document is still the one it was made of.
    pub fn is_of(&self, state: &AppState) -> bool {
        self.revision == state.revision()
    }

    /// The lines for a typed text: dates and prices first, then by how well they match; for
    /// no text what was given lately, then everything, what cannot be done last.
    pub fn rows(&self, state: &AppState, typed: &str, recent: &[Command]) -> Vec<PaletteRow> {
        let plain = |offer: Offer| PaletteRow { offer, letters: Vec::new(), is_recent: false };
        if typed.trim().is_empty() {
            return self.unfiltered(recent);
        }
        let is_blocked = |index: usize| self.offers.get(index).is_none_or(|offer| !offer.is_enabled());
        let found = ranked(&self.texts, typed, is_blocked).into_iter().filter_map(|(index, found)| {
            let offer = self.offers.get(index)?.clone();
            Some(PaletteRow { offer, letters: found.letters, is_recent: false })
        });
        typed_offers(state, typed).into_iter().map(plain).chain(found).collect()
    }

    fn unfiltered(&self, recent: &[Command]) -> Vec<PaletteRow> {
        let lately = recent.iter().filter_map(|command| {
            self.offers.iter().find(|offer| offer.command == *command && offer.is_enabled())
        });
        let lately: Vec<&Offer> = lately.collect();
        let others = self.offers.iter().filter(|offer| !lately.contains(offer));
        let (can, cannot): (Vec<&Offer>, Vec<&Offer>) = others.partition(|offer| offer.is_enabled());
        let row = |is_recent| {
            move |offer: &Offer| PaletteRow { offer: offer.clone(), letters: Vec::new(), is_recent }
        };
        let first = lately.iter().copied().map(row(true));
        first.chain(can.into_iter().chain(cannot).map(row(false))).collect()
    }
}

/// Remembers a command as the one given last.
pub fn remember(recent: &mut Vec<Command>, command: &Command) {
    recent.retain(|other| other != command);
    recent.insert(0, command.clone());
    recent.truncate(MOST_RECENT);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::clock::Clock;
    use crate::app::startup::StartOptions;
    use crate::domain::time::UnixSecs;

    fn rows(typed: &str, recent: &[Command]) -> Vec<PaletteRow> {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap());
        let options =
            StartOptions { data_dir: Some(folder.path().to_owned()), workspace: None, clock, edits: false };
        let state = AppState::opened(&options, Arc::new(|| {}));
        PaletteList::of(&state).rows(&state, typed, recent)
    }

    #[test]
    fn what_was_given_lately_stands_first_while_nothing_is_typed() {
        let mut recent = Vec::new();
        for command in [Command::ScaleUp, Command::ToggleLeftPanel, Command::ScaleUp, Command::Undo] {
            remember(&mut recent, &command);
        }
        let listed = rows("", &recent);
        let first: Vec<_> = listed.iter().take_while(|row| row.is_recent).collect();
        let first: Vec<_> = first.iter().map(|row| row.offer.command.clone()).collect();
        assert_eq!(first, [Command::ScaleUp, Command::ToggleLeftPanel], "Undo cannot be given now");
        assert!(listed.last().is_some_and(|row| !row.offer.is_enabled()));
        assert_eq!(listed.iter().filter(|row| row.offer.command == Command::ScaleUp).count(), 1);
    }

    #[test]
    fn a_few_letters_find_the_command_that_is_meant() {
        for (typed, caption) in [
            ("theme dark", "Theme: dark"),
            ("hide 70", "Hide 70,000 support"),
            ("70000 hide", "Hide 70,000 support"),
            ("log btc", "Logarithmic axis in the BTC/USD pane"),
            ("diff", "Hide Difficulty"),
            ("zoom in", "Zoom in: show less time"),
            ("feb 5", "Go to 5 Feb 2026"),
            ("$70k", "Add resistance at $70,000"),
            ("quit", "Quit"),
        ] {
            let listed = rows(typed, &[]);
            assert_eq!(listed.first().map(|row| row.offer.caption.as_str()), Some(caption), "{typed}");
        }
        assert!(rows("xqzj", &[]).is_empty());
    }
}
