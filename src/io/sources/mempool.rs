//! mempool.space: hashrate by days and every change of difficulty, and what the next one will be.
//!
//! Everything it answers is read by [`mining_api`]: the figures of two servers
//! can only be compared if one reader reads both.

use crate::domain::catalog::{DIFFICULTY, HASHRATE};
use crate::domain::live::{KeyNeed, SourceInfo};
use crate::domain::time::DAY_SECS;
use crate::io::sources::{Feed, Pace, Paging, Query, Source, mining_api};

const ID: &str = "mempool";

/// mempool.space.
pub const SOURCE: Source = Source {
    info: SourceInfo {
        id: ID,
        title: "mempool.space",
        base_url: "https://mempool.space",
        citation: "mempool.space",
        licence: "Open data of mempool.space, AGPL software",
        about: "Hashrate by days and every change of difficulty since 2009, and the next one expected",
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
    // Limits are not published; an estimate of others is ten a minute, offenders are banned.
    pace: Pace { per_second: 0.2, burst: 4 },
};
