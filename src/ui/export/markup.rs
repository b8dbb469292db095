//! The small parts of an SVG document: numbers, escaped text, paint attributes.
//!
//! Knows XML and egui's colours; knows no shapes. Numbers keep two decimals: a
//! hundredth of a point is invisible, and a year of prices stays small.

use std::fmt::{self, Display, Write as _};

use egui::{Color32, Pos2, Stroke};

/// SVG text that grows.
pub(super) struct Markup {
    text: String,
    pixels_per_point: f32,
}

impl Markup {
    /// Nothing yet; straight edges and lines are put on whole pixels of this size.
    pub(super) fn new(pixels_per_point: f32) -> Self {
        Self { text: String::new(), pixels_per_point }
    }

    pub(super) fn pixels_per_point(&self) -> f32 {
        self.pixels_per_point
    }

    /// Appends; meant for `format_args!`.
    pub(super) fn put(&mut self, parts: fmt::Arguments<'_>) {
        self.text.write_fmt(parts).ok(); // memory does not refuse, and our Display never fails
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn into_string(self) -> String {
        self.text
    }
}

/// A length in points with at most two decimals and no trailing zeros.
#[derive(Clone, Copy)]
pub(super) struct Short(pub(super) f32);

impl Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        rounded(self.0, 100.0).fmt(f)
    }
}

/// The two coordinates of a point, separated by a space.
#[derive(Clone, Copy)]
pub(super) struct At(pub(super) Pos2);

impl Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Short(self.0.x), Short(self.0.y))
    }
}

fn rounded(value: f32, steps: f64) -> f64 {
    (f64::from(value) * steps).round() / steps + 0.0 // turns -0 into 0
}

/// Text that is safe between tags and inside quoted attributes.
///
/// Characters that XML forbids become U+FFFD. Direction controls are left out:
/// a label of a hostile file must not reorder what stands around it.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|char| match char {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            '\t' | '\n' | '\r' => f.write_char(' '),
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                Ok(())
            }
            '\u{FFFE}' | '\u{FFFF}' => f.write_char(char::REPLACEMENT_CHARACTER),
            _ if char.is_control() => f.write_char(char::REPLACEMENT_CHARACTER),
            _ => f.write_char(char),
        })
    }
}

/// The attribute `fill`, with its opacity when it is not solid.
pub(super) struct Fill(pub(super) Color32);

impl Display for Fill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        paint(f, "fill", self.0)
    }
}

/// The attributes of a stroke; nothing when it is empty.
pub(super) struct Outline(pub(super) Stroke);

impl Display for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !is_visible(&self.0) {
            return Ok(());
        }
        paint(f, "stroke", self.0.color)?;
        write!(f, " stroke-width=\"{}\"", Short(self.0.width))
    }
}

fn paint(f: &mut fmt::Formatter<'_>, attribute: &str, color: Color32) -> fmt::Result {
    let [red, green, blue, alpha] = color.to_srgba_unmultiplied();
    match alpha {
        0 => write!(f, " {attribute}=\"none\""),
        255 => write!(f, " {attribute}=\"#{red:02X}{green:02X}{blue:02X}\""),
        _ => write!(
            f,
            " {attribute}=\"#{red:02X}{green:02X}{blue:02X}\" {attribute}-opacity=\"{}\"",
            rounded(f32::from(alpha) / 255.0, 1000.0)
        ),
    }
}

/// True when the stroke leaves a mark.
pub(super) fn is_visible(stroke: &Stroke) -> bool {
    stroke.width.is_finite() && stroke.width > 0.0 && stroke.color.a() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_minus_zero() {
        let shorts = [1.0, 0.1 + 0.2, -0.001, 12.345_678, 1600.0, -7.5].map(|value| Short(value).to_string());
        assert_eq!(shorts, ["1", "0.3", "0", "12.35", "1600", "-7.5"]);
    }

    #[test]
    fn a_hostile_label_stays_text() {
        let label = "</text><script a=\"b\" c='d'>&\0\u{1b}\u{202E}lap\u{2066}\u{FFFF}\n";
        assert_eq!(
            Escaped(label).to_string(),
            "&lt;/text&gt;&lt;script a=&quot;b&quot; c=&#39;d&#39;&gt;&amp;\u{FFFD}\u{FFFD}lap\u{FFFD} "
        );
    }

    #[test]
    fn premultiplied_colours_are_written_as_colour_and_opacity() {
        let orange = Color32::from_rgba_unmultiplied(247, 147, 26, 128);
        let [red, green, blue, _] = orange.to_srgba_unmultiplied();
        let written = Fill(orange).to_string();
        assert_eq!(written, format!(" fill=\"#{red:02X}{green:02X}{blue:02X}\" fill-opacity=\"0.502\""));
        assert!(red.abs_diff(247) <= 1 && green.abs_diff(147) <= 1 && blue.abs_diff(26) <= 1);
        assert_eq!(Fill(Color32::TRANSPARENT).to_string(), " fill=\"none\"");
    }
}
