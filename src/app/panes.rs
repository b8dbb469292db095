//! Which pane shows which series.
//!
//! Prices share the first pane, ETF flows share one, every other series has a
//! pane of its own. A pane is there when one of its series is shown.

use std::sync::Arc;

use crate::app::derived::any_title;
use crate::app::library::{Entry, Library};
use crate::app::workspace::Document;
use crate::domain::catalog::{self, Drawing, Group};
use crate::domain::series::{Columns, Series};
use crate::domain::unit::Unit;

/// A series in a pane.
#[derive(Clone, Debug)]
pub struct PaneSeries {
    /// Id without source.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// How it is drawn.
    pub drawing: Drawing,
    /// The rows and where they come from.
    pub entry: Entry,
}

/// A pane of the chart.
#[derive(Clone, Debug)]
pub struct Pane {
    /// `price`, `etf`, or the id of its only series.
    pub id: String,
    /// Its name, strong in its corner.
    pub title: String,
    /// Unit of its value axis.
    pub unit: Unit,
    /// What is drawn, in this order.
    pub series: Vec<PaneSeries>,
    /// Weekly closes that go before the daily price.
    pub weekly: Option<Arc<Series>>,
}

/// Id of the price pane.
pub const PRICE_PANE: &str = "price";
/// Id of the ETF pane.
pub const ETF_PANE: &str = "etf";

impl Pane {
    /// Whether this is the price pane, which carries levels and scenarios.
    pub fn is_price(&self) -> bool {
        self.id == PRICE_PANE
    }

    /// Whether the values are flows, which have a sign and a zero line.
    pub fn is_flow(&self) -> bool {
        self.series.iter().any(|series| series.drawing == Drawing::Bars)
    }
}

/// The panes of a document, top to bottom.
pub fn panes(document: &Document, library: &Library) -> Vec<Pane> {
    let mut panes: Vec<Pane> = Vec::new();
    for (group, ids) in library.tree() {
        for id in ids.into_iter().filter(|id| document.shows(id)) {
            let Some(entry) = library.drawn(&id, &document.preferred_sources) else { continue };
            let pane_id = match group {
                Group::Price => PRICE_PANE.to_owned(),
                Group::EtfFlows => ETF_PANE.to_owned(),
                _ => id.clone(),
            };
            let series = PaneSeries {
                title: any_title(&id).to_owned(),
                drawing: drawing(&id, &entry.series),
                entry: entry.clone(),
                id,
            };
            if let Some(pane) = panes.iter_mut().find(|pane| pane.id == pane_id) {
                pane.series.push(series);
                continue;
            }
            let title = match pane_id.as_str() {
                PRICE_PANE => "BTC/USD".to_owned(),
                ETF_PANE => "US spot ETF net flow".to_owned(),
                _ => series.title.clone(),
            };
            let weekly = (pane_id == PRICE_PANE)
                .then(|| library.weekly(catalog::PRICE, &document.preferred_sources))
                .flatten()
                .map(|entry| Arc::clone(&entry.series));
            let unit = series.entry.series.unit();
            panes.push(Pane { id: pane_id, title, unit, series: vec![series], weekly });
        }
    }
    panes
}

fn drawing(id: &str, series: &Series) -> Drawing {
    let known = catalog::entry(id).map(|entry| entry.drawing);
    match (known, series.columns()) {
        (Some(Drawing::Candles) | None, Columns::Ohlcv(_)) => Drawing::Candles,
        (Some(Drawing::Candles) | None, Columns::Scalar(_)) => Drawing::Line,
        (Some(known), _) => known,
    }
}
