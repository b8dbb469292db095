//! Dated markers at the foot of the price pane.

use egui::{Align2, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::chart::stack::stack_chips;
use crate::domain::event::Event;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::text::{regular, strong};
use crate::ui::theme::Theme;

/// Radius of a marker, points.
const RADIUS: f32 = 7.0;

/// Paints the markers; hovering one tells what happened and who says so.
///
/// Markers of near days stand side by side, each with a leader to its day.
pub fn markers_ui(ui: &mut Ui, theme: &Theme, events: &[Event], frame: &PaneFrame) {
    let plot = frame.rects.plot;
    let mut shown: Vec<(usize, &Event, f32)> = events
        .iter()
        .enumerate()
        .map(|(index, event)| (index, event, frame.x(event.date.0 as f64)))
        .filter(|(_, _, x)| plot.shrink(RADIUS).x_range().contains(*x))
        .collect();
    shown.sort_by(|a, b| a.2.total_cmp(&b.2));
    let wanted: Vec<f32> = shown.iter().map(|(_, _, x)| *x).collect();
    let spread = stack_chips(&wanted, RADIUS * 2.0, 1.0, plot.left(), plot.right());
    for ((index, event, x), centre) in shown.into_iter().zip(spread) {
        let at = pos2(centre, plot.bottom() - RADIUS - 2.0);
        let leader = [pos2(x, at.y - RADIUS - 6.0), pos2(centre, at.y - RADIUS)];
        ui.painter_at(plot).line_segment(leader, Stroke::new(1.0, theme.text_weak.gamma_multiply(0.6)));
        let rect = Rect::from_center_size(at, vec2(RADIUS * 2.0, RADIUS * 2.0));
        let response = ui.interact(rect, ui.scope_id().with(("event", index)), Sense::hover());
        let name = format!("{}: {}", event.date.day_label(), event.title);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
        let hot = response.hovered();
        let ink = if hot { theme.text_strong } else { theme.text_weak };
        let painter = ui.painter_at(plot);
        painter.circle(at, RADIUS, theme.pane, Stroke::new(1.0, ink));
        painter.text(at, Align2::CENTER_CENTER, (index + 1).to_string(), regular(9.5), ink);
        response.on_hover_ui(|ui| {
            ui.set_max_width(280.0);
            ui.label(egui::RichText::new(&event.title).font(strong(12.5)).color(theme.text_strong));
            ui.label(&event.text);
            let origin = format!("{} · {}", event.date.day_label(), event.source);
            ui.label(egui::RichText::new(origin).small().color(theme.text_weak));
        });
    }
}
