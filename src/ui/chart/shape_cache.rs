//! The painted series of each pane, kept until something about them changes.
//!
//! Knows shapes and what they were made from; knows nothing of how. While only the
//! crosshair moves, nothing is asked of the rows and nothing is built anew. One entry
//! a pane: what is kept is what is on the screen.

use egui::{Painter, Rect, Shape};

use crate::app::pane_spec::Style;
use crate::chart::scale::ValueScale;
use crate::chart::viewport::TimeView;
use crate::domain::time::UnixSecs;
use crate::ui::theme::Theme;

/// What the shapes of one series depend on.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesKey {
    /// Changes with its rows.
    pub revision: u64,
    /// How it is drawn.
    pub style: Style,
    /// In which hue.
    pub hue: Option<u8>,
    /// In which place of the palette, for a computed series without a colour of its own.
    pub slot: Option<u8>,
    /// Whether with its volume.
    pub volume: bool,
    /// From when on rows are drawn as unfinished.
    pub unfinished_from: Option<UnixSecs>,
    /// Between which values.
    pub scale: ValueScale,
}

/// What the shapes of a pane depend on.
#[derive(Clone, Debug, PartialEq)]
pub struct PaneKey {
    /// Its series, in order, by id.
    pub series: Vec<(String, SeriesKey)>,
    /// The visible time.
    pub view: TimeView,
    /// Where it lies.
    pub plot: Rect,
    /// Pixels a point.
    pub pixels_per_point: f32,
    /// The colours.
    pub theme: Theme,
    /// How far steps are drawn on.
    pub hold_until: f64,
    /// Rows of the weekly closes before the price, if they are drawn.
    pub weekly_rows: usize,
}

/// Shapes being made for a screen.
pub struct Shapes {
    made: Vec<Shape>,
    pixels_per_point: f32,
}

impl Shapes {
    /// One more.
    pub fn add(&mut self, shape: Shape) {
        self.made.push(shape);
    }

    /// Pixels a point.
    pub fn pixels_per_point(&self) -> f32 {
        self.pixels_per_point
    }
}

/// The shapes of the panes that were painted last.
#[derive(Default)]
pub struct ShapeCache {
    kept: Vec<(String, PaneKey, Vec<Shape>)>,
    made: u64,
}

impl ShapeCache {
    /// Paints the shapes kept for a pane, made anew if their key is another.
    pub fn paint(&mut self, painter: &Painter, pane: &str, key: PaneKey, make: impl FnOnce(&mut Shapes)) {
        let at = self.kept.iter().position(|(id, ..)| id == pane);
        if let Some((_, _, shapes)) = at.and_then(|at| self.kept.get(at)).filter(|(_, kept, _)| *kept == key)
        {
            painter.extend(shapes.iter().cloned());
            return;
        }
        let mut shapes = Shapes { made: Vec::new(), pixels_per_point: key.pixels_per_point };
        make(&mut shapes);
        self.made += 1;
        painter.extend(shapes.made.iter().cloned());
        let entry = (pane.to_owned(), key, shapes.made);
        match at.and_then(|at| self.kept.get_mut(at)) {
            Some(kept) => *kept = entry,
            None => self.kept.push(entry),
        }
    }

    /// Forgets panes that are gone.
    pub fn keep_only(&mut self, is_there: impl Fn(&str) -> bool) {
        self.kept.retain(|(id, ..)| is_there(id));
    }

    /// How often shapes were made, for tests.
    pub fn made(&self) -> u64 {
        self.made
    }
}
