//! Pictures as they are asked for: of what, how large, in which style, as which file.
//!
//! Knows the request and its limits; how a picture is painted is the UI layer's.
//! Sizes are refused here, in a sentence and before any work begins, because a
//! picture that is too large takes its gigabyte first and fails afterwards.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::export::{ExportError, ExportKind, Snapshot};
use crate::app::panes::Pane;
use crate::domain::format::grouped;

/// Largest width and height of a picture in pixels.
pub const MAX_SIDE_PX: u32 = 16_384;
/// Most pixels of a picture: at four bytes each half a gigabyte.
pub const MAX_PIXELS: u64 = 128_000_000;
/// Smallest and largest side of a picture in points.
pub const SIDES_PT: std::ops::RangeInclusive<f32> = 200.0..=8_000.0;

/// The file a picture becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureFormat {
    /// Vectors, with text as text.
    Svg,
    /// Pixels.
    #[default]
    Png,
}

impl PictureFormat {
    /// Both, as a dialog lists them.
    pub const ALL: [Self; 2] = [Self::Png, Self::Svg];

    /// The kind of file.
    pub fn kind(self) -> ExportKind {
        match self {
            Self::Svg => ExportKind::Svg,
            Self::Png => ExportKind::Png,
        }
    }

    /// The picture format of a kind of file; `None` for a table.
    pub fn of_kind(kind: ExportKind) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.kind() == kind)
    }
}

/// What a picture shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureSubject {
    /// The whole window, panels included; it never has a frame.
    Window,
    /// Every pane.
    #[default]
    Stack,
    /// One pane, by its id.
    Pane(String),
}

impl PictureSubject {
    /// The pane that is shown alone.
    pub fn only_pane(&self) -> Option<&str> {
        match self {
            Self::Pane(id) => Some(id),
            Self::Window | Self::Stack => None,
        }
    }

    /// This subject, or the whole stack if its pane is not there.
    #[must_use]
    pub fn among(self, panes: &[Pane]) -> Self {
        match &self {
            Self::Pane(id) if !panes.iter().any(|pane| pane.id == *id) => Self::Stack,
            _ => self,
        }
    }
}

/// Pixels a point of a PNG.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PictureScale {
    /// One.
    #[serde(rename = "1")]
    One,
    /// Two.
    #[default]
    #[serde(rename = "2")]
    Two,
    /// Four.
    #[serde(rename = "4")]
    Four,
}

impl PictureScale {
    /// All, smallest first.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Four];

    /// Pixels a point.
    pub fn factor(self) -> f32 {
        match self {
            Self::One => 1.0,
            Self::Two => 2.0,
            Self::Four => 4.0,
        }
    }

    /// `2×`.
    pub fn title(self) -> &'static str {
        match self {
            Self::One => "1×",
            Self::Two => "2×",
            Self::Four => "4×",
        }
    }
}

/// The colours and lines of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PictureStyle {
    /// Dark or light, as the window is.
    #[default]
    AsShown,
    /// Light text on a dark ground.
    Dark,
    /// Dark text on a light ground.
    Light,
    /// White paper, thin lines, dark inks.
    Print,
}

impl PictureStyle {
    /// All, as a dialog lists them.
    pub const ALL: [Self; 4] = [Self::AsShown, Self::Dark, Self::Light, Self::Print];

    /// Words for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::AsShown => "As shown",
            Self::Dark => "Dark",
            Self::Light => "Light",
            Self::Print => "Print",
        }
    }
}

/// Whether a picture stands for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Framing {
    /// With a title, sources, range, and the program's name.
    #[default]
    Framed,
    /// The charts alone.
    Bare,
}

/// What is written beside a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Beside {
    /// Nothing.
    #[default]
    Nothing,
    /// The rows behind it, as CSV under the same name.
    Data,
}

/// Everything about a picture but where it goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PictureRequest {
    /// Which file.
    pub format: PictureFormat,
    /// Of what.
    pub subject: PictureSubject,
    /// Pixels a point of a PNG; an SVG has none.
    pub scale: PictureScale,
    /// Colours and lines.
    pub style: PictureStyle,
    /// Width in points.
    pub width_pt: f32,
    /// Height in points.
    pub height_pt: f32,
    /// With or without title and sources.
    pub framing: Framing,
    /// What is written beside it.
    pub beside: Beside,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Default for PictureRequest {
    fn default() -> Self {
        Self {
            format: PictureFormat::default(),
            subject: PictureSubject::default(),
            scale: PictureScale::default(),
            style: PictureStyle::default(),
            width_pt: 1_400.0,
            height_pt: 900.0,
            framing: Framing::default(),
            beside: Beside::default(),
            extra: Map::new(),
        }
    }
}

impl PictureRequest {
    /// The ordinary picture of a format: the whole stack, framed, as shown, at twice the size.
    pub fn of(format: PictureFormat) -> Self {
        Self { format, ..Self::default() }
    }

    /// Width and height in pixels; for an SVG, in its units.
    pub fn size_px(&self) -> [f32; 2] {
        let factor = match self.format {
            PictureFormat::Png => self.scale.factor(),
            PictureFormat::Svg => 1.0,
        };
        [self.width_pt * factor, self.height_pt * factor]
    }

    /// Whether a picture of this size can be made.
    ///
    /// # Errors
    /// [`ExportError::Size`] with the limit it breaks.
    pub fn check(&self) -> Result<(), ExportError> {
        check_size([self.width_pt, self.height_pt], self.size_px())
    }

    /// Reads remembered choices; what this version does not understand falls back to the ordinary.
    pub(super) fn lenient<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        Ok(serde_json::from_value(value).unwrap_or_default())
    }

    pub(super) fn is_ordinary(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether a picture of this size can be made: sides in points, sides in pixels.
///
/// # Errors
/// [`ExportError::Size`] with the limit it breaks.
pub fn check_size(points: [f32; 2], pixels: [f32; 2]) -> Result<(), ExportError> {
    let number = |value: f32| grouped(f64::from(value), 0);
    let [width, height] = points;
    if !points.iter().all(|side| SIDES_PT.contains(side)) {
        let (least, most) = (number(*SIDES_PT.start()), number(*SIDES_PT.end()));
        let found = format!("{} × {} points", number(width), number(height));
        return Err(ExportError::Size { found, expected: format!("sides from {least} to {most}") });
    }
    let [width, height] = pixels;
    let found = || format!("{} × {} pixels", number(width), number(height));
    if !pixels.iter().all(|side| (1.0..=MAX_SIDE_PX as f32).contains(side)) {
        let expected = format!("sides up to {}, choose a smaller scale", grouped(f64::from(MAX_SIDE_PX), 0));
        return Err(ExportError::Size { found: found(), expected });
    }
    if f64::from(width) * f64::from(height) > MAX_PIXELS as f64 {
        let expected = format!("{} million at most, choose a smaller scale", MAX_PIXELS / 1_000_000);
        return Err(ExportError::Size { found: found(), expected });
    }
    Ok(())
}

/// A picture as pixels: rows from the top, four bytes each, red first, alpha multiplied in.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The bytes, `width * height * 4` of them.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} × {} pixels", self.width, self.height)
    }
}

/// What waits to be put on the system's clipboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClipboardContent {
    /// A text.
    Text(String),
    /// A picture.
    Picture(Pixels),
}

/// Told how much is done, from 0 to 1; says whether to go on.
pub type Watch<'a> = dyn Fn(f32) -> ControlFlow<()> + 'a;

/// Turns snapshots into pictures; the UI layer does.
pub trait DrawPictures: Send + Sync {
    /// The bytes of a picture file.
    ///
    /// # Errors
    /// [`ExportError::Picture`], [`ExportError::Size`], or [`ExportError::Cancelled`] by `watch`.
    fn file(
        &self,
        snapshot: &Snapshot,
        request: &PictureRequest,
        watch: &Watch<'_>,
    ) -> Result<Vec<u8>, ExportError>;

    /// A picture as pixels, whatever its format.
    ///
    /// # Errors
    /// As [`DrawPictures::file`].
    fn pixels(
        &self,
        snapshot: &Snapshot,
        request: &PictureRequest,
        watch: &Watch<'_>,
    ) -> Result<Pixels, ExportError>;
}

/// What turns snapshots into pictures, shared with workers.
pub type PictureMaker = Arc<dyn DrawPictures>;

/// Where the rows behind a picture go: beside it, under the same name.
pub fn data_path(picture: &Path) -> PathBuf {
    picture.with_extension(ExportKind::Csv.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(width_pt: f32, height_pt: f32, scale: PictureScale) -> PictureRequest {
        PictureRequest { width_pt, height_pt, scale, ..PictureRequest::default() }
    }

    #[test]
    fn sizes_beyond_the_limits_are_refused_in_a_sentence() {
        let refusals = [
            sized(100.0, 900.0, PictureScale::One),
            sized(f32::NAN, 900.0, PictureScale::One),
            sized(8_000.0, 900.0, PictureScale::Four),
            sized(4_000.0, 4_000.0, PictureScale::Four),
        ]
        .map(|request| request.check().unwrap_err().to_string());
        expect_test::expect![[r#"
            a picture of 100 × 900 points cannot be made: sides from 200 to 8,000
            a picture of — × 900 points cannot be made: sides from 200 to 8,000
            a picture of 32,000 × 3,600 pixels cannot be made: sides up to 16,384, choose a smaller scale
            a picture of 16,000 × 16,000 pixels cannot be made: 128 million at most, choose a smaller scale
        "#]]
        .assert_eq(&format!("{}\n", refusals.join("\n")));
        assert!(PictureRequest::default().check().is_ok());
        assert!(sized(1_400.0, 900.0, PictureScale::Four).check().is_ok());
        let vectors =
            PictureRequest { format: PictureFormat::Svg, ..sized(8_000.0, 8_000.0, PictureScale::Four) };
        assert!(vectors.check().is_ok());
    }

    #[test]
    fn remembered_choices_survive_and_unknown_ones_fall_back() {
        let chosen = PictureRequest {
            subject: PictureSubject::Pane("hashrate.network".to_owned()),
            style: PictureStyle::Print,
            beside: Beside::Data,
            ..PictureRequest::default()
        };
        let mut written = serde_json::to_value(&chosen).unwrap();
        assert_eq!(written["subject"], serde_json::json!({"pane": "hashrate.network"}));
        written["paper"] = "A4".into();
        let read = PictureRequest::lenient(&written).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), written);
        written["style"] = "engraving".into();
        assert_eq!(PictureRequest::lenient(&written).unwrap(), PictureRequest::default());
    }
}
