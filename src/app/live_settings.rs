//! What the settings say of live sources.

use std::collections::BTreeMap;

use crate::domain::provenance::SourceId;
use crate::io::http::{BaseUrl, Secret};

/// What `[sources.ID]` says of one source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceSettings {
    /// `enabled = false`: it is never asked.
    pub disabled: bool,
    /// Another host to ask.
    pub base_url: Option<BaseUrl>,
    /// Path and query of the table, for the CSV address of the user's own (`csv_url`).
    pub path: Option<String>,
    /// The user's key.
    pub key: Option<Secret>,
}

/// What the settings say of live sources and of refreshing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveSettings {
    /// `[sources.ID]`, by id.
    pub sources: BTreeMap<String, SourceSettings>,
    /// `[refresh] first."price.btc.usd" = "coinbase"`: asked before the others.
    pub first: BTreeMap<String, SourceId>,
    /// `[refresh] on_start`; `None` until the user was asked.
    pub on_start: Option<bool>,
    /// `[refresh] every_minutes`; refreshed this often if `on_start`.
    pub every_minutes: Option<u32>,
    /// `[refresh] hourly`: hourly candles are fetched too.
    pub hourly: bool,
}
