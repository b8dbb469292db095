//! Dated markers at the foot of the price pane.

use egui::{Align2, Pos2, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::domain::event::Event;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::text::{regular, strong};
use crate::ui::theme::Theme;

/// Radius of a marker, points.
const RADIUS: f32 = 7.0;

/// Paints the markers; hovering one tells what happened and who says so.
pub fn markers_ui(ui: &mut Ui, theme: &Theme, events: &[Event], frame: &PaneFrame) {
    let plot = frame.rects.plot;
    let mut taken: Vec<Pos2> = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let x = frame.x(event.date.0 as f64);
        if !plot.shrink(RADIUS).x_range().contains(x) {
            continue;
        }
        let mut at = pos2(x, plot.bottom() - RADIUS - 3.0);
        while taken.iter().any(|other| other.distance(at) < 2.0 * RADIUS + 1.0) {
            at.y -= 2.0 * RADIUS + 2.0;
        }
        if at.y < plot.center().y {
            continue;
        }
        taken.push(at);
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
