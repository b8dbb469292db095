//! Text as text: one `<text>` element per row and format.
//!
//! Takes positions from egui's layout and characters from its source string, so
//! that an exported label can be searched, copied and restyled. Marks of a
//! format (background, underline, strikethrough) become rectangles and lines.

use std::ops::Range;

use egui::emath::GuiRounding as _;
use egui::epaint::text::{Galley, Glyph, PlacedRow, TextFormat};
use egui::epaint::{RectShape, TextShape};
use egui::{Color32, Pos2, Rect, Stroke, Vec2};

use super::markup::{Escaped, Fill, Markup, Short, is_visible};
use super::path::{self, Turned};
use crate::ui::theme::fonts;

/// Writes every row of a laid-out text.
pub(super) fn write(markup: &mut Markup, shape: &TextShape) {
    if shape.opacity_factor <= 0.0 || !shape.pos.is_finite() || !shape.angle.is_finite() {
        return;
    }
    let galley = &shape.galley;
    let origin = shape.pos.round_to_pixels(galley.pixels_per_point);
    let turn = Turned(shape.angle, origin).to_string();
    let mut inside = Markup::new(markup.pixels_per_point());
    let mut letters = Letters::new(galley);
    for row in &galley.rows {
        let place = origin + row.pos.to_vec2();
        let chars = letters.row(row);
        for run in runs(row, &chars, galley) {
            run.write(&mut inside, shape, place.to_vec2());
        }
        if is_visible(&shape.underline) && !row.glyphs.is_empty() {
            let bounds = row.visuals.mesh_bounds.translate(place.to_vec2());
            let line = path::crisp(&inside, [bounds.left_bottom(), bounds.right_bottom()], shape.underline);
            path::segments(&mut inside, &[line], shape.underline);
        }
    }
    if turn.is_empty() {
        markup.put(format_args!("{}", inside.as_str()));
    } else if !inside.is_empty() {
        markup.put(format_args!("<g{turn}>\n{}</g>\n", inside.as_str()));
    }
}

/// Walks through the characters of a galley's source as its rows use them up.
///
/// egui forgets which section a glyph belongs to, but keeps one glyph per
/// character, except for the newline that ends a row.
struct Letters<'a> {
    galley: &'a Galley,
    chars: std::str::CharIndices<'a>,
    rows_left: usize,
}

impl<'a> Letters<'a> {
    fn new(galley: &'a Galley) -> Self {
        Self { galley, chars: galley.job.text.char_indices(), rows_left: galley.rows.len() }
    }

    /// Per glyph of the row its character and the character's byte in the source.
    fn row(&mut self, row: &PlacedRow) -> Vec<(usize, char)> {
        let end = self.galley.job.text.len();
        let mut letters: Vec<(usize, char)> =
            row.glyphs.iter().map(|glyph| self.chars.next().unwrap_or((end, glyph.chr))).collect();
        if row.ends_with_newline {
            self.chars.next();
        }
        self.rows_left = self.rows_left.saturating_sub(1);
        if self.rows_left == 0
            && self.galley.elided
            && let (Some(letter), Some(glyph)) = (letters.last_mut(), row.glyphs.last())
        {
            letter.1 = glyph.chr; // the ellipsis stands for what did not fit
        }
        letters
    }
}

/// Neighbouring glyphs of one format.
struct Run<'a> {
    format: &'a TextFormat,
    glyphs: &'a [Glyph],
    text: String,
}

/// Cuts a row where the format changes and at tabs, whose width only egui knows.
fn runs<'a>(row: &'a PlacedRow, letters: &[(usize, char)], galley: &'a Galley) -> Vec<Run<'a>> {
    let section_of = |byte: usize| {
        let after = galley.job.sections.partition_point(|section| section.byte_range.start.0 <= byte);
        after.saturating_sub(1)
    };
    let mut runs = Vec::new();
    let mut start = 0;
    for part in letters.chunk_by(|a, b| section_of(a.0) == section_of(b.0) && a.1 != '\t' && b.1 != '\t') {
        let range: Range<usize> = start..start + part.len();
        start = range.end;
        let section = part.first().and_then(|letter| galley.job.sections.get(section_of(letter.0)));
        if let (Some(section), Some(glyphs)) = (section, row.glyphs.get(range)) {
            let text = part.iter().map(|letter| letter.1).collect();
            runs.push(Run { format: &section.format, glyphs, text });
        }
    }
    runs
}

impl Run<'_> {
    fn write(&self, markup: &mut Markup, shape: &TextShape, offset: Vec2) {
        let paint = |color: Color32| {
            let color = if color == Color32::PLACEHOLDER { shape.fallback_color } else { color };
            if shape.opacity_factor < 1.0 { color.gamma_multiply(shape.opacity_factor) } else { color }
        };
        let Some(bounds) = self.bounds().map(|bounds| bounds.translate(offset)) else { return };
        let background = paint(self.format.background);
        if background.a() > 0 {
            let area = bounds.expand(self.format.expand_bg);
            path::rect(markup, &RectShape::filled(area, 0.0, background));
        }
        self.letters(markup, paint(shape.override_text_color.unwrap_or(self.format.color)), offset);
        let marks =
            [(self.format.underline, bounds.bottom()), (self.format.strikethrough, bounds.center().y)];
        for (mark, y) in marks {
            let stroke = Stroke::new(mark.width, paint(mark.color));
            if is_visible(&stroke) {
                let ends = [bounds.left(), bounds.right()].map(|x| Pos2::new(x, y));
                path::segments(markup, &[path::crisp(markup, ends, stroke)], stroke);
            }
        }
    }

    fn bounds(&self) -> Option<Rect> {
        let rect = self.glyphs.iter().map(Glyph::logical_rect).reduce(|a, b| a | b)?;
        rect.is_finite().then_some(rect)
    }

    fn letters(&self, markup: &mut Markup, color: Color32, offset: Vec2) {
        // Space at either end has no ink, and viewers do not agree on keeping it.
        let leading = self.text.chars().take_while(|char| char.is_whitespace()).count();
        let text = self.text.trim();
        let Some(first) = self.glyphs.get(leading).filter(|_| !text.is_empty() && color.a() > 0) else {
            return;
        };
        let [x, y] = [first.pos.x + offset.x, first.pos.y + offset.y].map(Short);
        let weight = if fonts::is_strong(&self.format.font_id.family) { " font-weight=\"600\"" } else { "" };
        let slant = if self.format.italics { " font-style=\"italic\"" } else { "" };
        let keep = if text.contains("  ") { " xml:space=\"preserve\"" } else { "" };
        let spacing = Short(self.format.extra_letter_spacing);
        let spacing = match self.format.extra_letter_spacing.abs() > 0.005 {
            true => format!(" letter-spacing=\"{spacing}\""),
            false => String::new(),
        };
        let size = Short(self.format.font_id.size);
        let style = format!("{weight}{slant}{spacing}{keep}{}", Fill(color));
        let text = Escaped(text);
        markup.put(format_args!("<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{style}>{text}</text>\n"));
    }
}
