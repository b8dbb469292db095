//! Where the window was, in a small file of its own beside the cache.
//!
//! Read before the window opens, so it must stay tiny; not part of a
//! workspace, because it belongs to this machine's screens.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::time::UnixSecs;
use crate::io::document::load_document;
use crate::io::folders::Folders;

/// Position and size of the window in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowGeometry {
    /// Left edge, if the system tells.
    pub x: Option<f32>,
    /// Top edge, if the system tells.
    pub y: Option<f32>,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// Whether it fills the screen.
    #[serde(default)]
    pub maximised: bool,
}

/// Version of the file.
const VERSION: u64 = 1;
/// The least a window can be, points.
pub const LEAST_SIZE: [f32; 2] = [640.0, 420.0];
/// The most a window is opened at, points.
const MOST_SIZE: f32 = 16_000.0;

impl WindowGeometry {
    /// The geometry saved last, if it is there and sane.
    pub fn load(data_dir: Option<&Path>, now: UnixSecs) -> Option<Self> {
        let folders = Folders::resolve(data_dir).ok()?;
        let mut members = load_document(&folders.window_path(), VERSION, now).ok()?.members;
        let geometry: Self = serde_json::from_value(members.remove("window")?).ok()?;
        geometry.sane()
    }

    /// The members of the file.
    pub fn to_members(self) -> Option<Map<String, Value>> {
        let mut members = Map::new();
        members.insert("version".to_owned(), VERSION.into());
        members.insert("window".to_owned(), serde_json::to_value(self).ok()?);
        Some(members)
    }

    /// A size that a window can have, `None` for nonsense.
    pub fn sane(self) -> Option<Self> {
        let [least_width, least_height] = LEAST_SIZE;
        let finite = [self.width, self.height].iter().all(|size| size.is_finite());
        let place = |edge: Option<f32>| edge.filter(|edge| edge.abs() < MOST_SIZE);
        finite.then(|| Self {
            x: place(self.x),
            y: place(self.y),
            width: self.width.clamp(least_width, MOST_SIZE),
            height: self.height.clamp(least_height, MOST_SIZE),
            maximised: self.maximised,
        })
    }

    /// Moved so that it lies on a screen of this size, points.
    pub fn clamped_to(self, screen: [f32; 2]) -> Self {
        let [screen_width, screen_height] = screen;
        let (width, height) = (self.width.min(screen_width), self.height.min(screen_height));
        Self {
            x: self.x.map(|x| x.clamp(0.0, (screen_width - width).max(0.0))),
            y: self.y.map(|y| y.clamp(0.0, (screen_height - height).max(0.0))),
            width,
            height,
            maximised: self.maximised,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn geometry(x: f32, width: f32) -> WindowGeometry {
        WindowGeometry { x: Some(x), y: Some(10.0), width, height: 800.0, maximised: false }
    }

    #[test]
    fn nonsense_is_not_a_window() {
        assert_eq!(geometry(0.0, f32::NAN).sane(), None);
        let small = geometry(1e9, 3.0).sane().unwrap();
        assert_eq!((small.x, small.width), (None, LEAST_SIZE[0]));
    }

    #[test]
    fn a_window_of_a_larger_screen_comes_back_onto_this_one() {
        let clamped = geometry(3_000.0, 1_600.0).clamped_to([1_280.0, 720.0]);
        assert_eq!((clamped.x, clamped.width, clamped.height), (Some(0.0), 1_280.0, 720.0));
    }
}
