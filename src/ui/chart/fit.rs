//! What range of values a pane shows.

use crate::app::panes::{Pane, PaneSeries};
use crate::app::state::AppState;
use crate::chart::fit::{fit, fit_bars};
use crate::chart::level_of_detail::value_range;
use crate::chart::scale::{ScaleKind, ValueScale};
use crate::chart::viewport::TimeView;
use crate::domain::catalog::{self, Drawing};
use crate::domain::unit::Unit;
use crate::ui::chart::frame::{PaneFrame, PaneRects};
use crate::ui::chart::scenarios;
use crate::ui::chart::series::bars_in_view;

/// Air above and below the data, as a share of the height.
const PAD: f64 = 0.06;

/// The value axis of a pane: as the user took it, else fitted to what is visible.
pub fn pane_scale(state: &AppState, pane: &Pane, rects: PaneRects, view: TimeView) -> ValueScale {
    if pane.is_price() {
        let kind = state.document_now().price_scale;
        if let Some(range) = state.view().price {
            return ValueScale::new(kind, range.low, range.high);
        }
        return fit(price_range(state, pane, &view).unwrap_or((40_000.0, 130_000.0)), kind, PAD, PAD);
    }
    if pane.is_flow() {
        let probe = PaneFrame::new(rects, view, ValueScale::new(ScaleKind::Linear, 0.0, 1.0));
        let marks = pane.series.iter().flat_map(|series| bars_in_view(&series.entry.series, &probe));
        let range = marks.fold((0.0_f64, 0.0_f64), |(lo, hi), mark| (lo.min(mark.value), hi.max(mark.value)));
        return fit_bars(range, PAD, PAD);
    }
    let range = pane.series.iter().filter_map(|series| series_range(series, &view)).reduce(join);
    let fallback = if pane.unit == Unit::Index100 { (0.0, 100.0) } else { (0.0, 1.0) };
    fit(range.unwrap_or(fallback), ScaleKind::Linear, 0.12, 0.12)
}

fn price_range(state: &AppState, pane: &Pane, view: &TimeView) -> Option<(f64, f64)> {
    let price = pane.series.iter().find(|series| series.id == catalog::PRICE).or(pane.series.first())?;
    let rows = series_range(price, view);
    let weekly = pane.weekly.as_ref().and_then(|weekly| {
        let before = price.entry.series.first_time().is_none_or(|first| view.from < first.0 as f64);
        before.then(|| value_range(weekly.times(), weekly.values(), weekly.values(), view)).flatten()
    });
    let waypoints = scenarios::shown(state)
        .flat_map(|scenario| &scenario.waypoints)
        .filter(|waypoint| (view.from..=view.to).contains(&(waypoint.date.0 as f64)))
        .map(|waypoint| (waypoint.price, waypoint.price));
    rows.into_iter().chain(weekly).chain(waypoints).reduce(join)
}

fn series_range(series: &PaneSeries, view: &TimeView) -> Option<(f64, f64)> {
    let rows = &series.entry.series;
    let found = match rows.ohlcv() {
        Some(columns) => value_range(rows.times(), &columns.low, &columns.high, view),
        None => value_range(rows.times(), rows.values(), rows.values(), view),
    };
    match (found, series.drawing) {
        // A step holds its value after its last row.
        (None, Drawing::Steps) => rows.last_value().map(|(_, value)| (value, value)),
        (found, _) => found,
    }
}

fn join(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0.min(b.0), a.1.max(b.1))
}
