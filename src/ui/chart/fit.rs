//! What range of values each axis of a pane shows.

use crate::app::pane_spec::{Compare, Style};
use crate::app::panes::{AxisSide, Pane, PaneSeries};
use crate::app::state::AppState;
use crate::app::view::AxisId;
use crate::chart::fit::{fit, fit_bars};
use crate::chart::level_of_detail::Column;
use crate::chart::scale::{ScaleKind, ValueScale};
use crate::chart::viewport::TimeView;
use crate::domain::catalog;
use crate::domain::unit::Unit;
use crate::ui::chart::cost_band::range_in_view;
use crate::ui::chart::scenarios;
use crate::ui::chart::series::columns_in_view;

/// Air above and below the data, as a share of the height.
const PAD: f64 = 0.06;
/// The same in a pane without levels.
const WIDE_PAD: f64 = 0.12;
/// Shown where a price pane has no price in view.
const NO_PRICE: (f64, f64) = (40_000.0, 130_000.0);

/// The time and the width a pane shows.
#[derive(Clone, Copy)]
pub struct Window {
    /// Time from the left to the right edge.
    pub view: TimeView,
    /// Width of the plot, points.
    pub width: f32,
}

/// The right axis of a pane: as the user took it, else fitted to what is visible.
///
/// `factors` are what the drawn series are multiplied by before they share the axis;
/// `None` for one that is not drawn.
pub fn right_scale(state: &AppState, pane: &Pane, window: Window, factors: &[Option<f64>]) -> ValueScale {
    if let Some(range) = state.view().taken(&AxisId::right(&pane.id)) {
        return ValueScale::new(pane.scale, range.low, range.high);
    }
    let on_axis = || pane.series.iter().zip(factors).filter(|(series, _)| series.axis == AxisSide::Right);
    if on_axis().any(|(series, _)| series.style == Style::Columns) {
        let ranges = on_axis().filter_map(|(series, _)| series_range(series, window));
        let (lo, hi) = ranges.fold((0.0_f64, 0.0_f64), join);
        return fit_bars((lo, hi), PAD, PAD);
    }
    let mut ranges: Vec<(f64, f64)> = on_axis()
        .filter(|(series, _)| counts(pane, series))
        .filter_map(|(series, factor)| scaled(series_range(series, window)?, (*factor)?))
        .collect();
    if pane.is_price() {
        let price = pane.series.iter().zip(factors).find(|(series, _)| series.id == catalog::PRICE);
        if let Some((price, Some(factor))) = price {
            let band = state.drawn_cost_band().and_then(|band| range_in_view(band, &window.view));
            let more = [weekly_range(pane, price, &window.view), scenario_range(state, &window.view), band];
            ranges.extend(more.into_iter().flatten().filter_map(|range| scaled(range, *factor)));
        }
        let range = ranges.into_iter().reduce(join).unwrap_or(NO_PRICE);
        return fit(range, pane.scale, PAD, PAD);
    }
    if is_of_hundred(pane) && pane.scale == ScaleKind::Linear {
        return ValueScale::new(ScaleKind::Linear, 0.0, 100.0);
    }
    let fallback = if pane.right.unit == Unit::Index100 { (0.0, 100.0) } else { (0.0, 1.0) };
    fit(ranges.into_iter().reduce(join).unwrap_or(fallback), pane.scale, WIDE_PAD, WIDE_PAD)
}

/// Whether the values of a pane's right axis lie between 0 and 100: it shows all of that then.
pub fn is_of_hundred(pane: &Pane) -> bool {
    pane.right.unit == Unit::Index100 && pane.compare == Compare::Values
}

/// The places that mean something on an axis from 0 to 100, while two of them are in view: where
/// a relative strength counts as oversold and overbought, and quarters for anything else.
pub fn guides(pane: &Pane, scale: &ValueScale) -> Option<&'static [f64]> {
    let is_strength = pane.series.iter().any(|series| series.id.starts_with("derived.rsi_"));
    let places: &[f64] = if is_strength { &[30.0, 50.0, 70.0] } else { &[25.0, 50.0, 75.0] };
    let in_view = places.iter().filter(|place| (scale.lo..=scale.hi).contains(place)).count();
    (is_of_hundred(pane) && in_view >= 2).then_some(places)
}

/// The left axis of a pane, linear; as the user took it, else fitted.
pub fn left_scale(state: &AppState, pane: &Pane, window: Window) -> ValueScale {
    if let Some(range) = state.view().taken(&AxisId::left(&pane.id)) {
        return ValueScale::new(ScaleKind::Linear, range.low, range.high);
    }
    let on_axis = pane.series.iter().filter(|series| series.axis == AxisSide::Left);
    fitted(on_axis, window)
}

/// The scale of a series that has no axis.
pub fn own_scale(series: &PaneSeries, window: Window) -> ValueScale {
    fitted(std::iter::once(series), window)
}

fn fitted<'a>(series: impl Iterator<Item = &'a PaneSeries>, window: Window) -> ValueScale {
    let mut columns = false;
    let ranges = series.filter_map(|series| {
        columns |= series.style == Style::Columns;
        series_range(series, window)
    });
    let range = ranges.reduce(join).unwrap_or((0.0, 1.0));
    if columns { fit_bars(range, PAD, PAD) } else { fit(range, ScaleKind::Linear, WIDE_PAD, WIDE_PAD) }
}

/// Averages do not stretch the axis of the price they are averages of.
fn counts(pane: &Pane, series: &PaneSeries) -> bool {
    let has_price = pane.drawn(catalog::PRICE).is_some();
    !(has_price && pane.is_price() && series.id.starts_with("derived."))
}

fn weekly_range(pane: &Pane, price: &PaneSeries, view: &TimeView) -> Option<(f64, f64)> {
    let weekly = pane.weekly.as_ref()?;
    let before = price.entry.series.first_time().is_none_or(|first| view.from < first.0 as f64);
    before.then(|| Column::plain(weekly.times(), weekly.values()).value_range(view)).flatten()
}

fn scenario_range(state: &AppState, view: &TimeView) -> Option<(f64, f64)> {
    scenarios::shown(state)
        .flat_map(|scenario| &scenario.waypoints)
        .filter(|waypoint| (view.from..=view.to).contains(&(waypoint.date.0 as f64)))
        .map(|waypoint| (waypoint.price, waypoint.price))
        .reduce(join)
}

/// Lowest and highest value a series draws in a window.
pub fn series_range(series: &PaneSeries, window: Window) -> Option<(f64, f64)> {
    let rows = &series.entry.series;
    if series.style == Style::Columns {
        let marks = columns_in_view(series, window);
        return marks.into_iter().map(|mark| (mark.value, mark.value)).reduce(join);
    }
    let lod = &series.entry.lod;
    let found = if series.style.needs_candles() {
        lod.value_range(rows, &window.view)
    } else {
        lod.column(rows).value_range(&window.view)
    };
    match (found, series.style) {
        // A step holds its value after its last row.
        (None, Style::Steps) => rows.last_value().map(|(_, value)| (value, value)),
        (found, _) => found,
    }
}

fn scaled((lo, hi): (f64, f64), factor: f64) -> Option<(f64, f64)> {
    let (lo, hi) = (lo * factor, hi * factor);
    (lo.is_finite() && hi.is_finite()).then_some((lo, hi))
}

fn join(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0.min(b.0), a.1.max(b.1))
}
