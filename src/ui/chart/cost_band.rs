//! The costs of production on the price pane, and the price over them in a strip beneath.
//!
//! Reads the days that the app keeps; a frame walks as many of them as the pane has pixels.
//! The strip is cut from the price pane's own plot, so that it belongs to it however the panes
//! are arranged, and nothing is drawn over the prices.

use egui::accesskit::Role;
use egui::epaint::{BandPoint, BandShape};
use egui::{Align2, Color32, Painter, Pos2, Rangef, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::command::Command;
use crate::app::miners::band::{CostBand, CostDay};
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::calc::production_cost::CostModel;
use crate::chart::viewport::TimeView;
use crate::domain::format::{compact, grouped, percent};
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::domain::unit::Unit;
use crate::ui::chart::dashes::dashed;
use crate::ui::chart::frame::{PaneFrame, PaneRects};
use crate::ui::chart::text::{SMALL, backed_text, regular, strong};
use crate::ui::theme::Theme;
use crate::ui::widgets::button::focus_ring;

/// Height of the strip with the price over the cost, points.
const STRIP: f32 = 56.0;
/// Height of the line with its name at the head of the strip, points.
const STRIP_NAME: f32 = 14.0;
/// Least height of the prices above it, points.
const LEAST_PLOT: f32 = 120.0;
/// Strength of the band's fill.
const FILL: f32 = 0.20;
/// Least room between the outermost ratio and the edge of the strip, as a ratio.
const ROOM: f64 = 0.04;

/// Cuts the strip from the price pane's plot and axes, where there is room for it.
pub fn cut_strip(rects: &mut PaneRects) -> Option<Rect> {
    if rects.plot.height() < LEAST_PLOT + STRIP {
        return None;
    }
    let top = rects.plot.bottom() - STRIP;
    let strip = Rect::from_min_max(pos2(rects.plot.left(), top), rects.plot.max);
    for rect in [&mut rects.plot, &mut rects.axis, &mut rects.left_axis] {
        rect.max.y = rect.max.y.min(top);
    }
    Some(strip)
}

/// The days in view, thinned to about one a pixel; the last of each stretch of equal cost stays.
fn in_view<'a>(days: &'a [CostDay], frame: &PaneFrame) -> impl Iterator<Item = &'a CostDay> {
    let (from, to) = (frame.view.from, frame.view.to);
    let first = days.partition_point(|day| (day.time.0 as f64) < from).saturating_sub(1);
    let end = (days.partition_point(|day| (day.time.0 as f64) <= to) + 1).min(days.len());
    let visible = days.get(first..end.max(first)).unwrap_or_default();
    let every = (visible.len() / (frame.rects.plot.width().max(1.0) as usize).max(1)).max(1);
    let last = visible.len().saturating_sub(1);
    let kept = move |(index, day): (usize, &'a CostDay)| (index % every == 0 || index == last).then_some(day);
    visible.iter().enumerate().filter_map(kept)
}

/// Lowest and highest cost of the days in view, which a free axis shows.
pub fn range_in_view(band: &CostBand, view: &TimeView) -> Option<(f64, f64)> {
    let is_in_view = |day: &&CostDay| (view.from..=view.to).contains(&(day.time.0 as f64));
    let days = band.known().iter().chain(band.after()).filter(is_in_view);
    let ranges = days.map(|day| (day.range.low_usd, day.range.high_usd));
    let found = ranges.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
    found.filter(|(low, high)| low.is_finite() && high.is_finite() && *low > 0.0)
}

/// Paints the band beneath levels and prices.
pub fn band(painter: &Painter, theme: &Theme, state: &AppState, frame: &PaneFrame) {
    let Some(band) = state.drawn_cost_band() else { return };
    for (days, strength) in [(band.known(), FILL), (band.after(), FILL / 2.0)] {
        let mut points: Vec<BandPoint> = Vec::new();
        let (mut low, mut high): (Vec<Pos2>, Vec<Pos2>) = (Vec::new(), Vec::new());
        let mut before: Option<&CostDay> = None;
        for day in in_view(days, frame) {
            let x = frame.x(day.time.0 as f64);
            // A cost holds until the day that changes it: a step, not a slope.
            if let Some(before) = before.filter(|before| before.range != day.range) {
                let (top, bottom) = (frame.y(before.range.high_usd), frame.y(before.range.low_usd));
                points.push(BandPoint::new(x - 0.01, Rangef::new(top, bottom)));
                high.push(pos2(x, top));
                low.push(pos2(x, bottom));
            }
            let (top, bottom) = (frame.y(day.range.high_usd), frame.y(day.range.low_usd));
            points.push(BandPoint::new(x, Rangef::new(top, bottom)));
            high.push(pos2(x, top));
            low.push(pos2(x, bottom));
            before = Some(day);
        }
        if points.len() < 2 {
            continue;
        }
        painter.add(Shape::Band(BandShape::filled(points, theme.cost.gamma_multiply(strength))));
        let edge = Stroke::new(theme.line_width, theme.cost.gamma_multiply(0.8));
        if strength < FILL {
            painter.extend(dashed(&high, frame.rects.plot, edge, (3.0, 3.0)));
            painter.extend(dashed(&low, frame.rects.plot, edge, (3.0, 3.0)));
        } else {
            painter.add(Shape::line(high, edge));
            painter.add(Shape::line(low, edge));
        }
    }
}

/// Paints the price over the middle of the band, with the line where they are equal.
pub fn strip(painter: &Painter, theme: &Theme, state: &AppState, frame: &PaneFrame, rect: Rect) {
    let Some(band) = state.drawn_cost_band() else { return };
    let days: Vec<&CostDay> = in_view(band.known(), frame).collect();
    let ratios = || days.iter().map(|day| day.price_to_cost).filter(|ratio| ratio.is_finite());
    let low = ratios().fold(1.0, f64::min) - ROOM;
    let high = ratios().fold(1.0, f64::max) + ROOM;
    // The curve stays under the name.
    let mut inner = rect.shrink2(vec2(0.0, 3.0));
    inner.min.y += STRIP_NAME;
    let y = |ratio: f64| inner.bottom() - inner.height() * ((ratio - low) / (high - low)) as f32;
    painter.hline(rect.x_range(), rect.top(), Stroke::new(1.0, theme.border));
    let clipped = painter.with_clip_rect(rect);
    let one = y(1.0);
    let equal = [pos2(rect.left(), one), pos2(rect.right(), one)];
    clipped.extend(dashed(&equal, rect, Stroke::new(1.0, theme.text_weak), (2.0, 3.0)));
    let points: Vec<Pos2> = days
        .iter()
        .filter(|day| day.price_to_cost.is_finite())
        .map(|day| pos2(frame.x((day.time.0 + DAY_SECS / 2) as f64), y(day.price_to_cost)))
        .collect();
    let fill: Vec<BandPoint> =
        points.iter().map(|at| BandPoint::new(at.x, Rangef::new(at.y.min(one), at.y.max(one)))).collect();
    if points.len() > 1 {
        clipped.add(Shape::Band(BandShape::filled(fill, theme.cost.gamma_multiply(FILL))));
        clipped.add(Shape::line(points, Stroke::new(1.5 * theme.line_width, theme.cost)));
    }
    let at = pos2(rect.left() + 12.0, rect.top() + 3.0);
    let words = "price ÷ production cost, 1 is dotted".to_owned();
    backed_text(&clipped, at, Align2::LEFT_TOP, words, regular(10.0), theme.text_weak, theme.pane);
    axis(painter, theme, rect, one, band.known().last(), &y);
}

/// The ratio 1 and the last ratio beside the strip.
fn axis(
    painter: &Painter,
    theme: &Theme,
    rect: Rect,
    one: f32,
    last: Option<&CostDay>,
    y: &dyn Fn(f64) -> f32,
) {
    let left = rect.right() + 6.0;
    let last = last.map(|day| day.price_to_cost).filter(|ratio| ratio.is_finite());
    let write = |y: f32, words: String, ink: Color32| {
        let y = y.clamp(rect.top() + 7.0, rect.bottom() - 7.0);
        painter.text(pos2(left, y), Align2::LEFT_CENTER, words, strong(SMALL), ink);
    };
    let last_y = last.map(y);
    if last_y.is_none_or(|last| (last - one).abs() > 12.0) {
        write(one, "1".to_owned(), theme.text_weak);
    }
    if let (Some(ratio), Some(at)) = (last, last_y) {
        write(at, theme.numbers.of(grouped(ratio, 2)), theme.cost);
    }
}

/// The chip in the legend that names the band; a click opens the Miners tab.
pub fn chip_ui(
    ui: &mut Ui,
    theme: &Theme,
    state: &AppState,
    frame: &PaneFrame,
    cursor: Option<UnixSecs>,
    commands: &mut Vec<Command>,
) {
    let Some(band) = state.drawn_cost_band() else { return };
    let day = cursor.and_then(|time| band.at(time)).or(band.known().last());
    let Some(day) = day else { return };
    let mut words = format!(
        "production cost (models) {}–{}",
        grouped(day.range.low_usd, 0),
        grouped(day.range.high_usd, 0)
    );
    if day.price_to_cost.is_finite() {
        words.push_str(&format!(" · price ÷ cost {}", grouped(day.price_to_cost, 2)));
    }
    let words = theme.numbers.of(words);
    let plot = frame.rects.plot;
    // Beneath the line that names the model of the fan.
    let at = pos2(plot.left() + 12.0, plot.top() + 20.0);
    let painter = ui.painter_at(plot);
    let rect =
        backed_text(&painter, at, Align2::LEFT_TOP, words.clone(), regular(SMALL), theme.cost, theme.pane);
    let response = ui.interact(rect, ui.scope_id().with("cost band"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    focus_ring(ui, &response, rect);
    if response.clicked() {
        commands.push(Command::ShowTab(Tab::Miners));
    }
    response.on_hover_ui(|ui| card_ui(ui, theme, state, day));
}

/// Which models, with what each says of the day.
fn card_ui(ui: &mut Ui, theme: &Theme, state: &AppState, day: &CostDay) {
    let head = format!("{}, difficulty {}", day.time.day_label(), compact(day.difficulty, Unit::Difficulty));
    ui.strong(theme.numbers.of(head));
    let given = state.miner_inputs();
    let Some(inputs) = given.on(day.time) else { return };
    egui::Grid::new("cost models").num_columns(2).spacing([16.0, 2.0]).show(ui, |ui| {
        for model in CostModel::ALL {
            ui.label(model.title());
            let cost = model.cost_usd(day.difficulty, inputs);
            ui.strong(theme.numbers.of(grouped(cost, 0)));
            ui.end_row();
        }
    });
    let words = format!(
        "Rigs of {} J/TH at {} USD/kWh. All models give 87,000 USD at 141.67 T with 20 J/TH at 0.055: \
         they are models, not a floor",
        grouped(given.j_per_th, 1),
        grouped(given.usd_per_kwh, 3)
    );
    ui.label(egui::RichText::new(theme.numbers.of(words)).small());
    if day.price_to_cost.is_finite() && day.price_to_cost < 1.0 {
        let below = format!("The price is {} below the middle", percent(1.0 - day.price_to_cost, 1));
        ui.label(egui::RichText::new(theme.numbers.of(below)).small());
    }
}
