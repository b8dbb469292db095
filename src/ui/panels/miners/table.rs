//! Rows of small tables, painted: a line of cells and one name for those who cannot see it.

use egui::accesskit::Role;
use egui::{Align, Color32, FontId, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::ui::theme::Theme;
use crate::ui::theme::fonts;
use crate::ui::theme::style::{SMALL, small_font};

/// Height of a row, points.
const ROW: f32 = 18.0;
/// Room between two cells, points.
const GUTTER: f32 = 6.0;

/// A cell of a row.
pub enum Cell {
    /// Words at the left or, for numbers, at the right.
    Words(String, Align, Color32),
    /// The same, strong.
    Strong(String, Align, Color32),
    /// A bar from the middle: −1 fills the left half, +1 the right.
    Bar(f64, Color32),
}

/// Shows a row; `widths` are parts of the width and `name` says the row in words.
pub fn row_ui(ui: &mut Ui, widths: &[f32], cells: &[Cell], name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let all: f32 = widths.iter().sum();
    let room = rect.width() - GUTTER * widths.len().saturating_sub(1) as f32;
    let mut left = rect.left();
    for (cell, width) in cells.iter().zip(widths) {
        let width = room * width / all;
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(width, ROW));
        cell_ui(ui, place, cell);
        left += width + GUTTER;
    }
    response
}

/// The names of the columns.
pub fn head_ui(ui: &mut Ui, widths: &[f32], names: &[(&str, Align)]) {
    let ink = Theme::of(ui).text_weak;
    let cells: Vec<Cell> =
        names.iter().map(|(name, align)| Cell::Words((*name).to_owned(), *align, ink)).collect();
    let read = names.iter().map(|(name, _)| *name).filter(|name| !name.is_empty());
    row_ui(ui, widths, &cells, &format!("Columns: {}", read.collect::<Vec<_>>().join(", ")));
}

fn cell_ui(ui: &Ui, place: Rect, cell: &Cell) {
    match cell {
        Cell::Words(words, align, ink) => words_ui(ui, place, words, *align, *ink, small_font()),
        Cell::Strong(words, align, ink) => {
            words_ui(ui, place, words, *align, *ink, FontId::new(SMALL, fonts::strong()));
        }
        Cell::Bar(share, ink) => {
            let track = place.shrink2(vec2(0.0, ROW / 2.0 - 3.0));
            ui.painter().rect_filled(track, 2.0, Theme::of(ui).chip);
            let middle = track.center().x;
            let end = middle + track.width() / 2.0 * share.clamp(-1.0, 1.0) as f32;
            let bar = Rect::from_x_y_ranges(middle.min(end)..=middle.max(end), track.y_range());
            ui.painter().rect_filled(bar, 1.0, *ink);
            let zero = egui::Stroke::new(1.0, Theme::of(ui).text_weak);
            ui.painter().vline(middle, place.shrink2(vec2(0.0, 4.0)).y_range(), zero);
        }
    }
}

fn words_ui(ui: &Ui, place: Rect, words: &str, align: Align, ink: Color32, font: FontId) {
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(place.width());
    let galley = ui.painter().layout_job(job);
    let x = match align {
        Align::Min => place.left(),
        Align::Center => place.center().x - galley.size().x / 2.0,
        Align::Max => place.right() - galley.size().x,
    };
    let at = pos2(x, place.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
}
