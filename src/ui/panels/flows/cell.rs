//! What a cell looks like: its colour says the size, its text the sign, its shape the state.
//!
//! Up and down are unlike in lightness and every number has its sign, so nothing is told by red
//! against green. No fill is so strong that the text on it would be hard to read.

use egui::{Align2, Color32, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

use crate::app::flows::FlowCell;
use crate::domain::flow_cell::CellState;
use crate::domain::format::{UNKNOWN, signed};
use crate::ui::theme::Theme;
use crate::ui::theme::style::small_font;

/// US dollars in a million.
pub(super) const USD_PER_MUSD: f64 = 1e6;
/// Opacity of the smallest and the largest flow.
const FILL: (f32, f32) = (0.08, 0.42);
/// Side of the corner of a revised cell, in points.
const CORNER: f32 = 6.0;
/// What stands in a cell whose figure is still to come.
const PENDING: &str = "…";

/// The ground of a flow of this size against the largest, over the panel: opaque.
pub(super) fn ground(theme: &Theme, flow: f64, largest: f64) -> Color32 {
    let hue = if flow < 0.0 { theme.down } else { theme.up };
    // Roots spread the many small flows; a few large ones would leave them all alike.
    let share = if largest > 0.0 { (flow.abs() / largest).min(1.0).sqrt() as f32 } else { 0.0 };
    theme.panel.lerp_to_gamma(hue, FILL.0 + (FILL.1 - FILL.0) * share)
}

/// The text of a cell.
pub(super) fn text(cell: &FlowCell) -> String {
    match cell.state {
        CellState::Traded | CellState::Revised => signed(cell.value_usd / USD_PER_MUSD, 1),
        CellState::Zero => "0".to_owned(),
        CellState::Pending => PENDING.to_owned(),
        CellState::Closed(_) => String::new(),
        CellState::Missing => UNKNOWN.to_owned(),
    }
}

/// Paints a cell; the row beneath it carries what it says.
pub(super) fn paint(ui: &Ui, rect: Rect, cell: &FlowCell, largest: f64) {
    let theme = Theme::of(ui);
    let painter = ui.painter();
    let inner = rect.shrink(1.0);
    let mut ink = theme.text_weak;
    match cell.state {
        CellState::Traded | CellState::Revised => {
            painter.rect_filled(inner, 2.0, ground(&theme, cell.value_usd, largest));
            ink = theme.text_strong;
        }
        CellState::Zero => {
            painter.rect_stroke(inner, 2.0, Stroke::new(1.0, theme.border), egui::StrokeKind::Inside);
        }
        CellState::Pending => dashed(ui, inner, theme.text_weak),
        CellState::Closed(_) => hatched(ui, inner, theme.border),
        CellState::Missing => {}
    }
    if cell.state == CellState::Revised {
        let corner = inner.right_top();
        let points = vec![corner - vec2(CORNER, 0.0), corner, corner + vec2(0.0, CORNER)];
        painter.add(Shape::convex_polygon(points, theme.text_strong, Stroke::NONE));
    }
    let at = pos2(inner.right() - 5.0, inner.center().y);
    painter.text(at, Align2::RIGHT_CENTER, theme.numbers.of(text(cell)), small_font(), ink);
}

/// A row without a session: hatched, with its reason across the cells.
pub(super) fn paint_closed(ui: &Ui, rect: Rect, words: &str) {
    let theme = Theme::of(ui);
    let inner = rect.shrink(1.0);
    hatched(ui, inner, theme.border);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), small_font(), theme.text_weak);
    let at = inner.center() - galley.size() / 2.0;
    let ground = Rect::from_min_size(at, galley.size()).expand2(vec2(6.0, 1.0));
    ui.painter().rect_filled(ground, 2.0, theme.panel);
    ui.painter().galley(at, galley, theme.text_weak);
}

/// A row that is still to come: dashed, with the word across the cells.
pub(super) fn paint_pending(ui: &Ui, rect: Rect, words: &str) {
    let theme = Theme::of(ui);
    let inner = rect.shrink(1.0);
    dashed(ui, inner, theme.text_weak);
    ui.painter().text(inner.center(), Align2::CENTER_CENTER, words, small_font(), theme.text_weak);
}

fn dashed(ui: &Ui, rect: Rect, colour: Color32) {
    let rect = rect.shrink(0.5);
    let corners =
        [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    ui.painter().extend(Shape::dashed_line(&corners, Stroke::new(1.0, colour), 3.0, 3.0));
}

fn hatched(ui: &Ui, rect: Rect, colour: Color32) {
    const STEP: f32 = 7.0;
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let height = rect.height();
    let mut x = rect.left() - height;
    while x < rect.right() {
        let ends: [Pos2; 2] = [pos2(x, rect.bottom()), pos2(x + height, rect.top())];
        painter.line_segment(ends, Stroke::new(1.0, colour));
        x += STEP;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::contrast::{contrast, luminance};
    use crate::ui::theme::tokens::MIN_TEXT_CONTRAST;

    #[test]
    fn the_text_of_every_flow_can_be_read_on_its_ground() {
        for theme in [Theme::dark(), Theme::light(), Theme::print()] {
            for share in 0..=20 {
                let flow = f64::from(share) / 20.0;
                for flow in [flow, -flow] {
                    let ground = ground(&theme, flow, 1.0);
                    let found = contrast(theme.text_strong, ground);
                    assert!(found >= MIN_TEXT_CONTRAST, "dark {}, flow {flow}: {found}", theme.dark);
                }
            }
        }
    }

    #[test]
    fn a_larger_flow_stands_further_from_the_panel() {
        for theme in [Theme::dark(), Theme::light()] {
            for sign in [1.0, -1.0] {
                let apart =
                    |flow: f64| (luminance(ground(&theme, flow * sign, 1.0)) - luminance(theme.panel)).abs();
                assert!(apart(1.0) > apart(0.3) && apart(0.3) > apart(0.02));
            }
        }
    }

    #[test]
    fn states_without_a_figure_have_unlike_texts() {
        let said = |state, value_usd| text(&FlowCell { value_usd, state, before: None });
        assert_eq!(said(CellState::Traded, -434.1e6), "−434.1");
        assert_eq!(said(CellState::Zero, 0.0), "0");
        assert_eq!(said(CellState::Pending, f64::NAN), "…");
        assert_eq!(said(CellState::Missing, f64::NAN), "—");
    }
}
