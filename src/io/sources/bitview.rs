//! bitview.space: the mining calls of mempool.space, served by somebody else.
//!
//! Everything it answers is read by [`mining_api`]: the figures of two servers
//! can only be compared if one reader reads both.

use crate::domain::catalog::{DIFFICULTY, HASHRATE};
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::time::DAY_SECS;
use crate::io::sources::{Feed, Pace, Paging, Query, Source, mining_api};

const ID: &str = "bitview";

/// bitview.space.
pub const SOURCE: Source = Source {
    info: SourceInfo {
        id: ID,
        title: "bitview.space",
        base_url: "https://bitview.space",
        citation: "bitview.space (Bitcoin Research Kit)",
        licence: "Bitcoin Research Kit, MIT software",
        about: "The same figures as mempool.space, computed and served by somebody else",
        key: KeyNeed::None,
    },
    feeds: &[
        Feed {
            series: HASHRATE,
            paging: Paging::Whole,
            unsettled_secs: 2 * DAY_SECS,
            ask: mining_api::ask_hashrate,
            parse: |body, asked| mining_api::hashrate(body, asked, ID),
            beside: &[],
        },
        Feed {
            series: DIFFICULTY,
            paging: Paging::Whole,
            unsettled_secs: 14 * DAY_SECS,
            ask: mining_api::ask_difficulty,
            parse: |body, asked| mining_api::difficulty(body, asked, ID),
            beside: &[Query {
                what: "the next change of difficulty",
                ask: mining_api::ask_epoch,
                parse: |body, asked| mining_api::epoch(body, asked, ID),
            }],
        },
    ],
    // No limit is set there; that is no reason to press.
    pace: Pace { per_second: 1.0, burst: 4 },
};
