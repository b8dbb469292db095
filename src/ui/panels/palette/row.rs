//! One line of the palette: caption with its typed letters, reason, key and group.

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, CornerRadius, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::palette::PaletteRow;
use crate::ui::theme::Theme;
use crate::ui::theme::style::{RADIUS, body_font, small_font, strong_font};
use crate::ui::widgets::text::paint_line;

/// Height in points.
pub const ROW_HEIGHT: f32 = 26.0;
/// Where captions begin, right of the tick, in points.
const CAPTION_LEFT: f32 = 28.0;
/// Width of the column of groups, in points.
const GROUP_WIDTH: f32 = 66.0;
/// Between two things of a line, in points.
const GAP: f32 = 12.0;

/// Shows a row of the list.
pub fn row_ui(ui: &mut Ui, index: usize, row: &PaletteRow, chosen: bool) -> Response {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
    let id = ui.scope_id().with(("palette row", index));
    let response = ui.interact(rect, id, Sense::click());
    let offer = &row.offer;
    let name = match (&offer.blocked, offer.shortcut) {
        (Some(why), _) => format!("{}. {why}", offer.caption),
        (None, Some(key)) => format!("{}, {key}", offer.caption),
        (None, None) => offer.caption.clone(),
    };
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, offer.is_enabled(), chosen, &name));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.clear_toggled();
        node.set_selected(chosen);
    });
    if ui.is_rect_visible(rect) {
        paint(ui, rect, row, chosen);
    }
    response
}

fn paint(ui: &Ui, rect: Rect, row: &PaletteRow, chosen: bool) {
    let theme = Theme::of(ui);
    let offer = &row.offer;
    if chosen {
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), theme.selected);
    }
    let (weak, small) = (theme.text_weak, small_font());
    if offer.in_force == Some(true) {
        let tick = Rect::from_min_max(pos2(rect.left() + 8.0, rect.top()), rect.max);
        paint_line(ui, tick, "✓", body_font(), theme.accent);
    }
    let mut right = rect.right() - 8.0;
    let group = if row.is_recent { "Recent" } else { offer.group.title() };
    paint_right(ui, right, rect, group, weak);
    right -= GROUP_WIDTH;
    if let Some(key) = offer.shortcut {
        right -= key_chip(ui, &theme, right, rect, &key.to_string()) + GAP;
    }
    let left = rect.left() + CAPTION_LEFT;
    let mut job = caption(&theme, row);
    job.wrap = TextWrapping::truncate_at_width((right - left).max(0.0));
    let galley = ui.painter().layout_job(job);
    let width = galley.size().x;
    ui.painter().galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, theme.text);
    if let Some(why) = &offer.blocked {
        let from = left + width + GAP;
        if from < right {
            let place = Rect::from_min_max(pos2(from, rect.top()), pos2(right, rect.bottom()));
            paint_line(ui, place, why, small, weak);
        }
    }
}

/// The caption, its typed letters strong and in the accent.
fn caption(theme: &Theme, row: &PaletteRow) -> LayoutJob {
    let can = row.offer.is_enabled();
    let plain = TextFormat::simple(body_font(), if can { theme.text } else { theme.text_weak });
    let hit = TextFormat::simple(strong_font(), if can { theme.accent } else { theme.text });
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    let mut run = String::new();
    let mut run_is_hit = false;
    for (at, c) in row.offer.caption.chars().enumerate() {
        let is_hit = row.letters.binary_search(&at).is_ok();
        if is_hit != run_is_hit && !run.is_empty() {
            job.append(&run, 0.0, if run_is_hit { hit.clone() } else { plain.clone() });
            run.clear();
        }
        run_is_hit = is_hit;
        run.push(c);
    }
    job.append(&run, 0.0, if run_is_hit { hit } else { plain });
    job
}

fn paint_right(ui: &Ui, right: f32, rect: Rect, text: &str, colour: Color32) {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), small_font(), colour);
    let at = pos2(right - galley.size().x, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, colour);
}

/// A key on its chip, ending at `right`; its width.
fn key_chip(ui: &Ui, theme: &Theme, right: f32, rect: Rect, words: &str) -> f32 {
    let galley = ui.painter().layout_no_wrap(words.to_owned(), small_font(), theme.text);
    let size = galley.size() + vec2(12.0, 2.0);
    let chip = Rect::from_min_size(pos2(right - size.x, rect.center().y - size.y / 2.0), size);
    ui.painter().rect_filled(chip, CornerRadius::same(RADIUS), theme.chip);
    ui.painter().galley(chip.center() - galley.size() / 2.0, galley, theme.text);
    size.x
}
