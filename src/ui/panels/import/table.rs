//! The first and last rows, as they were understood and below that as they stand.
//!
//! Only what is in view is painted: a table can have hundreds of columns.

use egui::accesskit::Role;
use egui::{Align2, Color32, Rect, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::command::Command;
use crate::app::import::{ColumnRole, ImportWindow, Meaning, SampleRow};
use crate::domain::format::grouped;
use crate::ui::panels::import::columns::{Heading, heading_ui};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, body_font, small_font};
use crate::ui::widgets::text::paint_line;

/// Height of the headings, in points.
const HEADING: f32 = 56.0;
/// Height of a row of two lines, in points.
const ROW: f32 = 34.0;
/// Height of the line between the first rows and the last, in points.
const BETWEEN: f32 = 22.0;
/// Narrowest and widest column, in points.
const WIDTHS: [f32; 2] = [64.0, 210.0];
/// Room at either side of a cell, in points.
const PAD: f32 = 8.0;
/// Longest cell that is laid out, in characters.
const LONGEST: usize = 60;

/// A cell ready to be painted.
struct Cell {
    understood: String,
    raw: String,
    colour: Color32,
    is_number: bool,
}

/// The table; a click on a heading says what its column is.
pub(super) fn table_ui(ui: &mut Ui, open: &ImportWindow, height: f32, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let (sample, roles, titles) = (open.sample(), open.roles(), open.titles());
    let rows: Vec<&SampleRow> = sample.first.iter().chain(&sample.last).collect();
    let cells: Vec<Vec<Cell>> = rows.iter().map(|row| row_cells(&theme, row)).collect();
    let headings: Vec<Heading> = titles
        .iter()
        .enumerate()
        .map(|(column, title)| {
            Heading::of(column, title, roles.get(column).unwrap_or(&ColumnRole::NotUsed), open)
        })
        .collect();
    let widths: Vec<f32> =
        headings.iter().enumerate().map(|(column, heading)| width(ui, heading, &cells, column)).collect();
    let between = if sample.between > 0 { BETWEEN } else { 0.0 };
    let whole = vec2(widths.iter().sum(), HEADING + ROW * rows.len() as f32 + between);
    ScrollArea::both().id_salt("rows of the file").max_height(height).auto_shrink([false, false]).show(
        ui,
        |ui| {
            let (_, place) = ui.allocate_space(whole);
            let mut left = place.left();
            let lefts: Vec<f32> = widths
                .iter()
                .map(|width| {
                    left += width;
                    left - width
                })
                .collect();
            let clip = ui.clip_rect();
            let seen = |column: usize| {
                let from = lefts.get(column).copied().unwrap_or_default();
                from < clip.right() && from + widths.get(column).copied().unwrap_or_default() > clip.left()
            };
            let mut top = place.top() + HEADING;
            for (index, (row, cells)) in rows.iter().zip(&cells).enumerate() {
                if index == sample.first.len() && sample.between > 0 {
                    let words = format!("{} rows between", grouped(sample.between as f64, 0));
                    let at = pos2(clip.left() + PAD, top + BETWEEN / 2.0);
                    ui.painter().text(at, Align2::LEFT_CENTER, words, small_font(), theme.text_weak);
                    top += BETWEEN;
                }
                let rect = Rect::from_min_size(pos2(place.left(), top), vec2(whole.x, ROW));
                row_name(ui, index, row, cells, &titles, rect);
                let line = egui::Stroke::new(HAIRLINE, theme.grid);
                ui.painter().hline(clip.x_range(), rect.bottom(), line);
                for (column, cell) in cells.iter().enumerate().filter(|(column, _)| seen(*column)) {
                    let (Some(left), Some(width)) = (lefts.get(column), widths.get(column)) else { continue };
                    let rect = Rect::from_min_size(pos2(*left, top), vec2(*width, ROW));
                    cell_ui(ui, cell, rect);
                }
                top += ROW;
            }
            for (heading, (left, width)) in headings.iter().zip(lefts.iter().zip(&widths)) {
                let rect = Rect::from_min_size(pos2(*left, place.top()), vec2(*width, HEADING));
                heading_ui(ui, heading, rect, open, &roles, commands);
            }
        },
    );
}

fn row_cells(theme: &Theme, row: &SampleRow) -> Vec<Cell> {
    row.cells.iter().zip(&row.meanings).map(|(raw, meaning)| cell(theme, raw, meaning)).collect()
}

fn cell(theme: &Theme, raw: &str, meaning: &Meaning) -> Cell {
    let raw = cut(raw.trim());
    let (understood, colour, is_number) = match meaning {
        Meaning::NotUsed => {
            return Cell { understood: raw, raw: String::new(), colour: theme.text_weak, is_number: false };
        }
        Meaning::AsItStands => {
            return Cell { understood: raw, raw: String::new(), colour: theme.text, is_number: false };
        }
        Meaning::Date(time) => (time.iso(), theme.text_strong, false),
        Meaning::Number(value, _) => (theme.numbers.of(plain_number(*value)), theme.text_strong, true),
        Meaning::Missing => ("no value".to_owned(), theme.text_weak, true),
        Meaning::Rejected => ("not taken".to_owned(), theme.danger, false),
    };
    let raw = if raw == understood { String::new() } else { raw };
    Cell { understood, raw, colour, is_number }
}

/// Every digit there is, in groups: what is stored, not what is short.
fn plain_number(value: f64) -> String {
    let plain = format!("{value}");
    let decimals = plain.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    if !value.is_finite() || decimals > 12 {
        return plain;
    }
    if value.abs() < 1e15 {
        return grouped(value, decimals);
    }
    // Beyond what is rounded without loss: the digits themselves.
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(a, b)| (a, Some(b)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("−", digits));
    let mut text = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text.extend(fraction.into_iter().flat_map(|fraction| [".", fraction]));
    text
}

fn cut(cell: &str) -> String {
    if cell.chars().count() <= LONGEST {
        return cell.to_owned();
    }
    cell.chars().take(LONGEST - 1).chain(['…']).collect()
}

fn width(ui: &Ui, heading: &Heading, cells: &[Vec<Cell>], column: usize) -> f32 {
    let measure = |text: &str, font: egui::FontId| {
        ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size().x
    };
    let mut widest = heading.width(&measure);
    for cell in cells.iter().filter_map(|row| row.get(column)) {
        widest = widest.max(measure(&cell.understood, body_font())).max(measure(&cell.raw, small_font()));
    }
    let [least, most] = WIDTHS;
    (widest + 2.0 * PAD).clamp(least, most)
}

fn cell_ui(ui: &Ui, cell: &Cell, rect: Rect) {
    let inner = rect.shrink2(vec2(PAD, 2.0));
    let (upper, lower) =
        if cell.raw.is_empty() { (inner, inner) } else { inner.split_top_bottom_at_fraction(0.54) };
    let lines = [
        (&cell.understood, upper, body_font(), cell.colour),
        (&cell.raw, lower, small_font(), Theme::of(ui).text_weak),
    ];
    for (text, place, font, colour) in lines {
        if cell.is_number {
            let clipped = ui.painter().with_clip_rect(inner.intersect(ui.clip_rect()));
            clipped.text(place.right_center(), Align2::RIGHT_CENTER, text, font, colour);
        } else {
            paint_line(ui, place, text, font, colour);
        }
    }
}

/// The row as it is read aloud, and in full under the pointer.
fn row_name(ui: &Ui, index: usize, row: &SampleRow, cells: &[Cell], titles: &[String], rect: Rect) {
    let response = ui.interact(rect, ui.scope_id().with(("row", index)), Sense::hover());
    let state = if row.is_rejected() { ", not taken" } else { "" };
    response.widget_info(|| {
        let words: Vec<String> = cells
            .iter()
            .zip(titles)
            .map(|(cell, title)| match cell.raw.as_str() {
                "" => format!("{title} {}", cell.understood),
                raw => format!("{title} {} from {raw}", cell.understood),
            })
            .collect();
        WidgetInfo::labeled(Role::Row, true, format!("Row {}{state}: {}", index + 1, words.join(", ")))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_every_digit_that_is_stored() {
        assert_eq!(plain_number(655_300_000.0), "655,300,000");
        assert_eq!(plain_number(125_864_590_119_494_300_000.0), "125,864,590,119,494,300,000");
        assert_eq!(plain_number(1e15), "1,000,000,000,000,000");
        assert_eq!(plain_number(88_727.670_042_497), "88,727.670042497");
        assert_eq!(plain_number(0.000_000_944_5), "0.0000009445");
        assert_eq!(plain_number(1.065_220_063_492_063_7e-7), "0.00000010652200634920637");
    }
}
