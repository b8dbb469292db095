//! What is said of data: sources by name, sizes, errors with what to do, the next retarget.
//!
//! Knows words and figures; knows nothing of where they are shown.

use crate::app::data_overview::{ConnectionTest, SeriesStatus};
use crate::app::data_table::Origin;
use crate::app::state::AppState;
use crate::domain::age::{ago_words, until_words};
use crate::domain::catalog;
use crate::domain::format::{grouped, signed};
use crate::domain::live::{Reach, RetargetEstimate, SourceInfo};
use crate::domain::provenance::SourceId;
use crate::domain::time::UnixSecs;
use crate::io::sources::source;

/// Why nothing can be fetched.
pub const NO_NETWORK: &str = "The network is switched off for this start";
/// Why rows of the case file stay.
pub const CASE_STAYS: &str = "The case file is part of the program and stays";

/// The live source with this id.
pub fn live_source(id: &str) -> Option<&'static SourceInfo> {
    source(id).map(|source| &source.info)
}

/// A source by its name for people: `Bitstamp`, `case file`, else its id.
pub fn source_title(source: &SourceId) -> &str {
    match live_source(source.as_str()) {
        _ if source.is_case_file() => "case file",
        Some(info) => info.title,
        None => source.as_str(),
    }
}

/// `640 bytes`, `12.3 kB`, `1.2 MB`.
pub fn size_words(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        ..1e3 => format!("{} bytes", grouped(bytes, 0)),
        ..1e6 => format!("{} kB", grouped(bytes / 1e3, 1)),
        ..1e9 => format!("{} MB", grouped(bytes / 1e6, 1)),
        _ => format!("{} GB", grouped(bytes / 1e9, 1)),
    }
}

/// `Next retarget about 3 Dec 2026, −2.1 %, 812 blocks left`, with who says so and when:
/// `mempool.space, seen 5 minutes ago`.
///
/// An estimate whose time is over is still what was said last, and said to be past.
pub fn estimate_words(estimate: &RetargetEstimate, now: UnixSecs) -> String {
    let source = source_title(&estimate.source);
    let seen = ago_words(now, estimate.seen_at);
    let (day, change) = (estimate.expected_at.day_label(), signed(estimate.change_percent, 1));
    if estimate.expected_at < now {
        return format!("A retarget was expected about {day}, {change} % · {source}, seen {seen}");
    }
    let blocks = match estimate.remaining_blocks {
        1 => "1 block left".to_owned(),
        blocks => format!("{} blocks left", grouped(f64::from(blocks), 0)),
    };
    format!("Next retarget about {day}, {change} %, {blocks} · {source}, seen {seen}")
}

/// Whether the estimate belongs below this series.
pub fn has_estimate(id: &str) -> bool {
    id == catalog::DIFFICULTY
}

/// The last error of a series and what becomes of it, in one sentence.
pub fn error_words(state: &AppState, status: &SeriesStatus, error: &str) -> String {
    let when = status.asked_at.map_or_else(String::new, |at| format!(" {}", ago_words(state.now(), at)));
    let next = match (state.reach() > Reach::Nothing, state.next_refresh()) {
        (false, _) => NO_NETWORK.to_lowercase(),
        (true, Some(at)) => format!("it is asked again {}", until_words(state.now(), at)),
        (true, None) => "refresh to ask again, or test its connection".to_owned(),
    };
    format!("Asked{when}: {error}. What is stored stays; {next}")
}

/// When a series is fetched next: `in 42 minutes`, `when asked`, or a dash for what is not fetched.
pub fn next_words(state: &AppState, origin: Origin) -> String {
    match (origin, state.next_refresh()) {
        (Origin::Live(_), _) if state.is_refreshing() => "now".to_owned(),
        (Origin::Live(_), Some(at)) => until_words(state.now(), at),
        (Origin::Live(_), None) => "when asked".to_owned(),
        (Origin::CaseFile | Origin::Imported, _) => crate::domain::format::UNKNOWN.to_owned(),
    }
}

/// What a test of a connection ended with: `answered in 120 ms with 1,000 rows to 29 Nov 2026`.
pub fn test_words(test: &ConnectionTest) -> String {
    match test {
        ConnectionTest::Asking => "Asking …".to_owned(),
        ConnectionTest::Answered { after_ms, words } => {
            format!("Answered in {} ms with {words}", grouped(*after_ms as f64, 0))
        }
        ConnectionTest::Failed { words } => format!("Failed: {words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_the_unit_it_is_read_in() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (12_345, "12.3 kB"),
            (1_200_000, "1.2 MB"),
            (2_500_000_000, "2.5 GB"),
        ] {
            assert_eq!(size_words(bytes), words);
        }
    }

    fn estimate(remaining_blocks: u32) -> RetargetEstimate {
        RetargetEstimate {
            source: SourceId::new("someone").unwrap(),
            seen_at: UnixSecs::parse_iso("2026-11-29T12:00").unwrap(),
            progress_percent: 59.7,
            change_percent: -2.14,
            remaining_blocks,
            next_height: 981_792,
            expected_at: UnixSecs::parse_iso("2026-12-03T08:00").unwrap(),
        }
    }

    #[test]
    fn the_next_retarget_is_said_with_who_says_so_and_when() {
        let now = UnixSecs::parse_iso("2026-11-29T12:05").unwrap();
        assert_eq!(
            estimate_words(&estimate(812), now),
            "Next retarget about 3 Dec 2026, −2.1 %, 812 blocks left · someone, seen 5 minutes ago"
        );
        assert!(estimate_words(&estimate(1), now).contains(", 1 block left"));
        let later = UnixSecs::parse_iso("2026-12-09").unwrap();
        let words = estimate_words(&estimate(1), later);
        assert!(words.starts_with("A retarget was expected about 3 Dec 2026"), "{words}");
    }

    #[test]
    fn a_test_says_what_came_or_why_nothing_did() {
        let words = "1,000 rows to 29 Nov 2026".to_owned();
        let answered = ConnectionTest::Answered { after_ms: 1_120, words };
        assert_eq!(test_words(&answered), "Answered in 1,120 ms with 1,000 rows to 29 Nov 2026");
        let failed = ConnectionTest::Failed { words: "no answer within 5 s, try again later".to_owned() };
        assert_eq!(test_words(&failed), "Failed: no answer within 5 s, try again later");
    }
}
