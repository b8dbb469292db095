//! The `+` beside the price axis: a level at the price the pointer is at.
//!
//! It follows the pointer along the axis and gives way to whatever lies there already.

use egui::accesskit::Role;
use egui::{CursorIcon, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::domain::format::grouped;
use crate::domain::level::Place;
use crate::domain::time::UnixSecs;
use crate::ui::chart::crosshair::axis_chip;
use crate::ui::chart::stage::Stage;
use crate::ui::chart::target::{snap_radius, snapped};

/// How far from the axis the pointer calls for the button, points.
const REACH: f32 = 40.0;
/// Side of the button, points.
const SIDE: f32 = 17.0;

/// The button, where the pointer is at or beside the price axis and nothing lies under it.
pub fn add_button_ui(ui: &Ui, stage: &Stage<'_>, commands: &mut Vec<Command>) {
    let Some(frame) = stage.price_frame() else { return };
    let (plot, axis) = (frame.rects.plot, frame.rects.axis);
    let beside = Rect::from_x_y_ranges(plot.right() - REACH..=axis.right(), plot.y_range());
    let pointer = ui.input(|input| input.pointer.hover_pos());
    let Some(at) = pointer.filter(|at| beside.contains(*at) && ui.rect_contains_pointer(beside)) else {
        return;
    };
    if stage.border_at(at).is_some() || super::target_at(ui, stage, at).is_some() {
        return;
    }
    let (state, theme) = (stage.state, stage.theme);
    let time = UnixSecs(frame.time_at(at.x.min(plot.right())).round() as i64);
    let radius = snap_radius(state, ui.input(|input| input.modifiers));
    let (price, _) = snapped(state, frame, frame.value_at(at.y), time, None, radius);
    let place = Place::Price(price);
    if place.check().is_err() {
        return;
    }
    let kind = state.likely_kind(price);
    let words = theme.numbers.of(grouped(price, 0));
    let name = format!("Add {} at ${words}", kind.word());
    let rect = Rect::from_center_size(pos2(plot.right() - SIDE / 2.0 - 2.0, at.y), vec2(SIDE, SIDE));
    let response = ui.interact(rect, ui.scope_id().with("add level"), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let ink = theme.text_strong;
    axis_chip(ui.painter(), frame, at.y, words, ink, theme.pane);
    let (fill, cross) = if response.hovered() { (theme.accent, theme.on_accent) } else { (ink, theme.pane) };
    let painter = ui.painter();
    painter.rect_filled(rect, 3.0, fill);
    let (centre, arm) = (rect.center(), SIDE * 0.26);
    painter.hline(centre.x - arm..=centre.x + arm, centre.y, Stroke::new(1.5, cross));
    painter.vline(centre.x, centre.y - arm..=centre.y + arm, Stroke::new(1.5, cross));
    if response.clicked() {
        commands.push(Command::Edit(Edit::AddLevel { kind, place }));
    }
    response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(name);
}
