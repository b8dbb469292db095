//! What is said of live sources: their names, terms and what may be reached.

use crate::domain::provenance::SourceId;
use crate::domain::time::UnixSecs;

/// How far the program may go into the network.
///
/// Everything starts at [`Reach::Nothing`]; only the program's `main` may ask for more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Nothing is asked of any address.
    #[default]
    Nothing,
    /// This machine only: what tests may do.
    Loopback,
    /// Any host a source names, over TLS.
    Internet,
}

/// Whether a source asks for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyNeed {
    /// It knows no keys.
    None,
    /// It answers without one, and more or longer with one.
    Optional,
}

/// A live source as people are told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceInfo {
    /// Short stable name, also in `[sources.ID]` of the settings: `bitstamp`.
    pub id: &'static str,
    /// Name for people: `Bitstamp`.
    pub title: &'static str,
    /// Scheme and host (and port) that are asked when the settings name no others; empty
    /// where only the user can know.
    pub base_url: &'static str,
    /// The line to cite beside its values.
    pub citation: &'static str,
    /// Terms of use, in a few words.
    pub licence: &'static str,
    /// What it has and from when on, in one sentence.
    pub about: &'static str,
    /// Whether it asks for a key.
    pub key: KeyNeed,
}

/// What a source says of the next change of difficulty.
#[derive(Clone, Debug, PartialEq)]
pub struct RetargetEstimate {
    /// Who says so.
    pub source: SourceId,
    /// When it was asked.
    pub seen_at: UnixSecs,
    /// How much of the epoch's 2,016 blocks is found, in percent.
    pub progress_percent: f64,
    /// Expected change of the difficulty, in percent.
    pub change_percent: f64,
    /// Blocks until then.
    pub remaining_blocks: u32,
    /// Height of the block that brings it.
    pub next_height: u32,
    /// When it is expected.
    pub expected_at: UnixSecs,
}

/// One series of one refresh, for the list of past ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshRecord {
    /// When the refresh began; the same for all series of one refresh.
    pub began_at: UnixSecs,
    /// When this series was done.
    pub ended_at: UnixSecs,
    /// The id that was asked for: `price.btc.usd`.
    pub series: String,
    /// Who answered; `None` if nobody did.
    pub source: Option<SourceId>,
    /// Rows of times that were not there.
    pub rows_new: u64,
    /// Rows with other values than before.
    pub rows_changed: u64,
    /// Rows that were not taken.
    pub rows_rejected: u64,
    /// Why it failed, in words.
    pub error: Option<String>,
}
