//! The list of the picker: titles under the headings of their groups.

use egui::accesskit::Role;
use egui::{Align, CornerRadius, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::state::AppState;
use crate::calc::calculation::{Calculation, Group};
use crate::ui::panels::indicators::{Memory, lacks, name_list};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{RADIUS, body_font};
use crate::ui::widgets::text::{group_heading, paint_line};

/// Height of a row, in points.
const ROW: f32 = 24.0;

/// Every row; the name of the one that was clicked.
pub fn list_ui(
    ui: &mut Ui,
    state: &AppState,
    rows: &[&'static Calculation],
    memory: &Memory,
    height: f32,
) -> Option<&'static str> {
    let mut clicked = None;
    let area =
        ScrollArea::vertical().id_salt("indicator list").max_height(height).auto_shrink([false, false]);
    area.show(ui, |ui| {
        name_list(ui);
        ui.spacing_mut().item_spacing.y = 1.0;
        let mut group: Option<Group> = None;
        for row in rows {
            if group != Some(row.group) {
                group = Some(row.group);
                ui.add_space(5.0);
                let heading = group_heading(ui, row.group.title());
                ui.label(heading);
            }
            if row_ui(ui, state, row, memory) {
                clicked = Some(row.name);
            }
        }
    });
    clicked
}

fn row_ui(ui: &mut Ui, state: &AppState, row: &'static Calculation, memory: &Memory) -> bool {
    let is_chosen = Some(row.name) == memory.chosen;
    let theme = Theme::of(ui);
    let width = ui.available_width();
    // Chosen by the arrow keys from the search field; Tab goes on to the parameters.
    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, row.title));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.clear_toggled();
        node.set_selected(is_chosen);
    });
    if is_chosen || response.hovered() {
        let fill = if is_chosen { theme.selected } else { theme.chip };
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), fill);
    }
    let words = egui::Rect::from_min_max(pos2(rect.left() + 8.0, rect.top()), rect.max);
    let lacks = if ui.is_rect_visible(rect) { lacks(state, row) } else { None };
    let ink = match (&lacks, is_chosen) {
        (Some(_), _) => theme.text_weak,
        (None, true) => theme.text_strong,
        (None, false) => theme.text,
    };
    paint_line(ui, words, row.title, body_font(), ink);
    if is_chosen && memory.follow {
        ui.scroll_to_rect(rect, Some(Align::Center));
    }
    let clicked = response.clicked();
    match lacks {
        Some(why) => response.on_hover_text(format!("{} {why}", row.title)),
        None => response.on_hover_text(row.summary),
    };
    clicked
}
