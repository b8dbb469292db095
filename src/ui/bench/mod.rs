//! The drawing bench: the shipped chart over synthetic rows, in the rounds of its peers.
//!
//! Knows what is painted ([`bench_state`]) and which views are gone through
//! ([`schedule`]); the measuring window is in [`window`]. The rows come from the
//! generator that the peers of the drawing kit use, so that all paint one curve.

pub mod report;
pub mod schedule;
pub mod window;

use std::sync::Arc;

use crate::app::export::Snapshot;
use crate::app::library::Library;
use crate::app::loaded::Loaded;
use crate::app::miners::band::MinerInputs;
use crate::app::state::AppState;
use crate::app::view::View;
use crate::app::workspace::Document;
use crate::chart::scale::ScaleKind;
use crate::domain::catalog;
use crate::domain::level::{Level, LevelId, LevelKind, Place};
use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::series::{Cadence, Columns, Ohlcv, Series, SeriesError, SeriesKey};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::domain::unit::Unit;
use crate::domain::zone::Zone;

/// What the rows are drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BenchKind {
    /// A line through closes.
    Line,
    /// Candles.
    Candle,
}

/// Fewest rows: the narrowest view of the schedule shows sixty.
pub const LEAST_ROWS: usize = 100;
/// Most rows: a minute each, they reach over two centuries.
pub const MOST_ROWS: usize = 100_000_000;

/// 1 January 2000, the first row.
const FIRST_ROW: UnixSecs = UnixSecs(946_684_800);
/// Where the generator starts, and where the price is drawn back to, USD.
const HOME_PRICE: f64 = 42_000.0;

/// A reproducible random walk about 42,000 USD: xorshift from 42.
struct Walk {
    bits: u64,
    price: f64,
}

impl Walk {
    fn new() -> Self {
        Self { bits: 42, price: HOME_PRICE }
    }

    /// A uniform number from 0 to 1.
    fn uniform(&mut self) -> f64 {
        self.bits ^= self.bits << 13;
        self.bits ^= self.bits >> 7;
        self.bits ^= self.bits << 17;
        (self.bits >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Moves on by a row; returns its open and close.
    fn step(&mut self) -> (f64, f64) {
        let open = self.price;
        let drift = (HOME_PRICE - open) * 1e-5;
        let shock = self.uniform() + self.uniform() + self.uniform() - 1.5;
        self.price = open * (1.0 + shock * 8e-4) + drift;
        (open, self.price)
    }
}

/// Seconds from row to row: days up to 10,000 rows, hours up to 200,000, then minutes.
fn step_secs(rows: usize) -> i64 {
    match rows {
        0..=10_000 => DAY_SECS,
        10_001..=200_000 => 3_600,
        _ => 60,
    }
}

/// Synthetic prices: closes alone, or candles.
///
/// # Errors
/// [`SeriesError`] never in practice: the walk stays positive and its times rise.
pub fn bench_rows(kind: BenchKind, rows: usize) -> Result<Series, SeriesError> {
    let step = step_secs(rows);
    let times = (0_i64..).take(rows).map(|row| UnixSecs(FIRST_ROW.0 + row * step)).collect();
    let mut walk = Walk::new();
    let columns = match kind {
        BenchKind::Line => Columns::Scalar((0..rows).map(|_| walk.step().1).collect()),
        BenchKind::Candle => {
            let column = || Vec::with_capacity(rows);
            let mut candles =
                Ohlcv { open: column(), high: column(), low: column(), close: column(), volume: None };
            for _ in 0..rows {
                let (open, close) = walk.step();
                candles.open.push(open);
                candles.high.push(open.max(close) * (1.0 + walk.uniform() * 3e-4));
                candles.low.push(open.min(close) * (1.0 - walk.uniform() * 3e-4));
                candles.close.push(close);
            }
            Columns::Ohlcv(Box::new(candles))
        }
    };
    let cadence = if step == DAY_SECS { Cadence::Daily } else { Cadence::Intraday };
    let source = SourceId::new("bench").unwrap_or_else(SourceId::case_file);
    Series::new(SeriesKey::new(catalog::PRICE, source), Unit::Usd, cadence, times, columns)
}

/// A program that shows these rows as its price, with six levels, and saves nothing.
///
/// **Cost.** What a load does on its worker: one pass or a few over the rows.
#[doc(hidden)]
pub fn bench_state(rows: Series) -> AppState {
    let now = rows.last_time().unwrap_or(FIRST_ROW);
    let mut library = Library::default();
    let provenance = Provenance {
        title: "Bench".to_owned(),
        citation: "synthetic rows".to_owned(),
        licence: String::new(),
        seen_at: now,
    };
    library.insert(Loaded::new(rows, provenance));
    let mut document = Document::new(levels(), Vec::new());
    document.panes.truncate(1);
    for pane in &mut document.panes {
        pane.series.truncate(1);
        pane.scale = ScaleKind::Linear;
    }
    let mut view = View::default();
    (view.left_panel, view.right_panel, view.no_navigator) = (false, false, true);
    AppState::showing(Snapshot {
        document: Arc::new(document),
        library: Arc::new(library),
        events: Arc::new(Vec::new()),
        alerts: Arc::default(),
        view,
        dark: true,
        now,
        zone: Zone::utc(),
        only_pane: None,
        as_known_on: None,
        miner_inputs: MinerInputs { j_per_th: 17.5, usd_per_kwh: 0.07, fees_btc: 0.02 },
    })
}

fn levels() -> Vec<Level> {
    let places = [
        (LevelKind::Support, Place::Price(40_000.0), "round price"),
        (LevelKind::Support, Place::Zone { low: 40_700.0, high: 41_000.0 }, "accumulation"),
        (LevelKind::Cost, Place::Price(41_500.0), "cost of entry"),
        (LevelKind::Neutral, Place::Price(42_000.0), "mean"),
        (LevelKind::Resistance, Place::Price(42_600.0), "shelf"),
        (LevelKind::Resistance, Place::Price(44_000.0), "reclaim"),
    ];
    let numbered = (1..).zip(places);
    numbered
        .map(|(id, (kind, place, label))| Level {
            label: label.to_owned(),
            ..Level::new(LevelId(id), kind, place)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalog::Drawing;

    #[test]
    fn rows_are_the_same_in_every_run_and_stay_about_their_home() {
        let rows = bench_rows(BenchKind::Line, 10_000).unwrap();
        assert_eq!(rows.len(), 10_000);
        assert_eq!(rows, bench_rows(BenchKind::Line, 10_000).unwrap());
        assert!(rows.values().iter().all(|close| (20_000.0..80_000.0).contains(close)));
    }

    #[test]
    fn the_state_shows_one_price_pane_with_six_levels() {
        for (kind, drawing) in [(BenchKind::Line, Drawing::Line), (BenchKind::Candle, Drawing::Candles)] {
            let state = bench_state(bench_rows(kind, 500).unwrap());
            let [pane] = state.panes() else { panic!("{} panes", state.panes().len()) };
            let drawn: Vec<Drawing> = pane.series.iter().map(|series| series.drawing).collect();
            assert!(pane.is_price());
            assert_eq!(drawn, [drawing]);
            assert_eq!(state.document().levels.len(), 6);
        }
    }

    #[test]
    fn many_rows_are_still_plausible_dates() {
        for rows in [10_000_usize, 200_000, MOST_ROWS] {
            let last = FIRST_ROW.0 + (rows as i64 - 1) * step_secs(rows);
            assert!(UnixSecs(last).is_plausible(), "{rows}");
        }
    }
}
