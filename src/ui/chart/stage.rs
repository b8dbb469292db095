//! Everything one frame of the charts works with, laid out before anything is painted.
//!
//! Reads the state; paints nothing and asks for nothing. Gestures and painting use
//! the same stage, so what is seen is what is grasped.

use egui::{Pos2, Rect};

use crate::app::pane_spec::Compare;
use crate::app::panes::{AxisSide, Pane, PaneSeries};
use crate::app::state::AppState;
use crate::app::view::AxisId;
use crate::chart::scale::ValueScale;
use crate::domain::catalog;
use crate::domain::series::Series;
use crate::domain::time::UnixSecs;
use crate::ui::chart::cost_band;
use crate::ui::chart::fit::{self, Window};
use crate::ui::chart::fold::{self, Shown};
use crate::ui::chart::frame::{
    ChartRects, MIN_PANE_HEIGHT, PaneFrame, PaneRects, Share, Surroundings, divide, price_least, stack_height,
};
use crate::ui::chart::levels::{self, Placed};
use crate::ui::chart::scenarios;
use crate::ui::chart::value_axis::AxisFormat;
use crate::ui::theme::Theme;

/// One pane of the frame.
pub struct PaneStage<'a> {
    /// What it shows.
    pub pane: &'a Pane,
    /// Data to screen by its right axis.
    pub frame: PaneFrame,
    /// Data to screen by its left axis.
    pub left: Option<PaneFrame>,
    /// How the right axis is written.
    pub format: AxisFormat,
    /// Data to screen for each drawn series; `None` for one that cannot be compared.
    pub frames: Vec<Option<PaneFrame>>,
}

impl PaneStage<'_> {
    /// Its rectangles.
    pub fn rects(&self) -> &PaneRects {
        &self.frame.rects
    }

    /// The drawn series, each with its transform.
    pub fn series(&self) -> impl Iterator<Item = (&PaneSeries, &PaneFrame)> {
        let pairs = self.pane.series.iter().zip(&self.frames);
        pairs.filter_map(|(series, frame)| Some((series, frame.as_ref()?)))
    }

    /// The transform of one drawn series.
    pub fn frame_of(&self, id: &str) -> Option<&PaneFrame> {
        self.series().find(|(series, _)| series.id == id).map(|(_, frame)| frame)
    }

    /// How the left axis is written.
    pub fn left_format(&self) -> Option<AxisFormat> {
        self.pane.left.map(AxisFormat::plain)
    }

    /// The value axis at a place, with its transform.
    pub fn axis_at(&self, at: Pos2) -> Option<(AxisId, &PaneFrame)> {
        if self.rects().axis.contains(at) {
            return Some((AxisId::right(&self.pane.id), &self.frame));
        }
        let left = self.left.as_ref()?;
        self.rects().left_axis.contains(at).then(|| (AxisId::left(&self.pane.id), left))
    }
}

/// The whole frame.
pub struct Stage<'a> {
    /// The program.
    pub state: &'a AppState,
    /// The colours.
    pub theme: &'a Theme,
    /// Where everything lies.
    pub rects: ChartRects,
    /// Which panes have room.
    pub shown: Shown,
    /// Those panes, top to bottom.
    pub panes: Vec<PaneStage<'a>>,
    /// Where the price over its cost is drawn, if it is.
    pub cost_strip: Option<Rect>,
    /// Where levels and their chips lie on the price pane.
    pub placed: Placed,
}

impl<'a> Stage<'a> {
    /// Lays out the charts in a space. `frozen` is an axis that a gesture holds still, `first` the
    /// pane a stack without room for all begins with, beside the price.
    pub fn new(
        state: &'a AppState,
        theme: &'a Theme,
        whole: Rect,
        frozen: Option<&(AxisId, ValueScale)>,
        first: usize,
    ) -> Self {
        let all = state.panes();
        let around = surroundings(state);
        let height = stack_height(whole, around);
        let shown = fold::shown(height, fold::price_place(all), all.len(), first);
        let panes: Vec<&Pane> = shown.panes.iter().filter_map(|place| all.get(*place)).collect();
        let least = |pane: &Pane| if pane.is_price() { price_least(height) } else { MIN_PANE_HEIGHT };
        let share = |pane: &&Pane| Share { weight: pane.weight, least: least(pane) };
        let shares: Vec<Share> = panes.iter().map(share).collect();
        let mut rects = divide(whole, &shares, Surroundings { fold: shown.is_folded(), ..around });
        let cut = panes.iter().position(|pane| pane.is_price()).filter(|_| state.drawn_cost_band().is_some());
        let cost_strip = cut.and_then(|at| cost_band::cut_strip(rects.panes.get_mut(at)?));
        let panes: Vec<PaneStage<'a>> = panes
            .iter()
            .zip(&rects.panes)
            .map(|(pane, rects)| pane_stage(state, pane, *rects, frozen))
            .collect();
        let mut stage = Self { state, theme, rects, shown, panes, cost_strip, placed: Placed::default() };
        if let Some(frame) = stage.price_frame() {
            let last_y = state.last_close().map(|(_, close)| frame.y(close));
            stage.placed =
                levels::place(&state.document_now().levels, scenarios::shown(state), frame, last_y);
        }
        stage
    }

    /// The pane that carries levels and scenarios.
    pub fn price_pane(&self) -> Option<&PaneStage<'a>> {
        self.panes.iter().find(|stage| stage.pane.is_price())
    }

    /// Prices to screen on that pane.
    pub fn price_frame(&self) -> Option<&PaneFrame> {
        self.price_pane()?.frame_of(catalog::PRICE)
    }

    /// The pane at a place, header and axes included.
    pub fn pane_at(&self, at: Pos2) -> Option<&PaneStage<'a>> {
        self.panes.iter().find(|stage| stage.rects().whole.contains(at))
    }

    /// Any transform, for what is the same in all panes: time.
    pub fn any_frame(&self) -> Option<&PaneFrame> {
        self.panes.first().map(|stage| &stage.frame)
    }

    /// The upper pane of the border at a place.
    pub fn border_at(&self, at: Pos2) -> Option<usize> {
        const REACH: f32 = 4.0;
        let inner = self.panes.iter().take(self.panes.len().saturating_sub(1));
        inner.map(PaneStage::rects).position(|rects| {
            (rects.whole.bottom() - at.y).abs() <= REACH && rects.whole.x_range().contains(at.x)
        })
    }

    /// The last known time of the data, where the imagined begins.
    pub fn last_row(&self) -> UnixSecs {
        self.state.last_close().map_or_else(|| self.state.data_bounds().1, |(time, _)| time)
    }
}

/// What stands around the panes of this workspace.
pub fn surroundings(state: &AppState) -> Surroundings {
    Surroundings {
        left_axis: state.panes().iter().any(|pane| pane.left.is_some()),
        navigator: !state.view().no_navigator,
        fold: false,
    }
}

fn pane_stage<'a>(
    state: &AppState,
    pane: &'a Pane,
    rects: PaneRects,
    frozen: Option<&(AxisId, ValueScale)>,
) -> PaneStage<'a> {
    let view = state.time_view();
    let window = Window { view, width: rects.plot.width() };
    let held = |axis: &AxisId| frozen.filter(|(held, _)| held == axis).map(|(_, scale)| *scale);
    let base = |series: &PaneSeries| value_at_left_edge(&series.entry.series, view.from);
    let comparing = pane.compare != Compare::Values;
    let reference = if comparing { pane.series.iter().find_map(base) } else { None };
    let price = pane.drawn(catalog::PRICE);
    // An average of the price keeps its distance from it: it shares its starting point.
    let base_of = |series: &PaneSeries| match price {
        Some(price) if series.id.starts_with("derived.") && series.measure == price.measure => base(price),
        _ => base(series),
    };
    let factors: Vec<Option<f64>> = pane
        .series
        .iter()
        .map(|series| if comparing { Some(reference? / base_of(series)?) } else { Some(1.0) })
        .collect();
    let right = AxisId::right(&pane.id);
    let scale = held(&right).unwrap_or_else(|| fit::right_scale(state, pane, window, &factors));
    let frame = PaneFrame::new(rects, view, scale);
    let left = pane.left.map(|_| {
        let axis = AxisId::left(&pane.id);
        let scale = held(&axis).unwrap_or_else(|| fit::left_scale(state, pane, window));
        frame.with_scale(scale)
    });
    let frames = pane
        .series
        .iter()
        .zip(&factors)
        .map(|(series, factor)| match series.axis {
            AxisSide::Right if comparing => {
                let factor = (*factor)?;
                Some(frame.with_scale(ValueScale::new(scale.kind, scale.lo / factor, scale.hi / factor)))
            }
            AxisSide::Right => Some(frame),
            AxisSide::Left => left,
            AxisSide::Own => Some(frame.with_scale(fit::own_scale(series, window))),
        })
        .collect();
    let compare = reference.map(|base| (pane.compare, base));
    PaneStage { pane, frame, left, format: AxisFormat { measure: pane.right, compare }, frames }
}

/// The value a comparison starts from: the one at the left edge, or the first after it.
/// Change from 0 or less means nothing, so there is none then.
fn value_at_left_edge(series: &Series, from: f64) -> Option<f64> {
    let time = UnixSecs(from.floor() as i64);
    let start = series.row_at_or_before(time).unwrap_or(0);
    let known = series.values().get(start..)?.iter().copied().find(|value| !value.is_nan());
    known.filter(|value| *value > 0.0)
}
