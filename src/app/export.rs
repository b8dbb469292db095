//! What leaves the program: the drawn rows as CSV, the charts as a picture.

use std::path::Path;
use std::sync::Arc;

use crate::app::library::Library;
use crate::app::view::View;
use crate::app::workspace::Document;
use crate::chart::viewport::TimeView;
use crate::domain::event::Event;
use crate::domain::provenance::Provenance;
use crate::domain::series::Series;
use crate::domain::time::UnixSecs;
use crate::domain::zone::Zone;
use crate::io::csv::{ColumnNames, WriteOptions, write_series};
use crate::io::files::{FileError, write_atomic};

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExportKind {
    /// Rows of the drawn series in the visible range.
    Csv,
    /// The charts as vectors.
    Svg,
    /// The charts as pixels.
    Png,
}

impl ExportKind {
    /// File name extension.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// Words of the format for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Csv => "CSV table",
            Self::Svg => "SVG picture",
            Self::Png => "PNG picture",
        }
    }

    /// The kind whose extension a path has.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        [Self::Csv, Self::Svg, Self::Png].into_iter().find(|kind| kind.extension() == extension)
    }
}

/// Everything a picture shows, cheap to clone and safe to hand to a worker.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Levels, scenarios and choices.
    pub document: Arc<Document>,
    /// The series.
    pub library: Arc<Library>,
    /// Markers on the time axis.
    pub events: Arc<Vec<Event>>,
    /// What is looked at.
    pub view: View,
    /// Dark or light.
    pub dark: bool,
    /// "Now" for ages.
    pub now: UnixSecs,
    /// The zone times are written in.
    pub zone: Zone,
}

/// Turns a snapshot into the bytes of a picture; given by the UI layer.
pub type PictureMaker = Arc<dyn Fn(&Snapshot, ExportKind) -> Result<Vec<u8>, String> + Send + Sync>;

/// Why an export did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The rows could not be written as text.
    #[error("the rows could not be written: {0}")]
    Rows(std::io::Error),
    /// The picture could not be made.
    #[error("the picture could not be made: {0}")]
    Picture(String),
    /// There is nothing in the range.
    #[error("nothing is drawn in this range, choose another range or show a series")]
    Nothing,
}

/// The drawn series of a document, once each, in the order of the panes.
pub fn drawn_series(document: &Document, library: &Library) -> Vec<(Arc<Series>, Provenance)> {
    crate::app::panes::panes(document, library)
        .into_iter()
        .flat_map(|pane| pane.series)
        .map(|series| (series.entry.series, series.entry.provenance))
        .collect()
}

/// Writes the drawn rows of a range to a file, whole days included.
///
/// # Errors
/// [`ExportError`]; an existing file is left as it was.
pub fn export_csv(snapshot: &Snapshot, range: TimeView, path: &Path) -> Result<(), ExportError> {
    let series = drawn_series(&snapshot.document, &snapshot.library);
    let (from, to) = (UnixSecs(range.from.ceil() as i64), UnixSecs(range.to.floor() as i64));
    let kept: Vec<&(Arc<Series>, Provenance)> =
        series.iter().filter(|(series, _)| !series.rows_between(from, to).is_empty()).collect();
    if kept.is_empty() {
        return Err(ExportError::Nothing);
    }
    let rows: Vec<&Series> = kept.iter().map(|(series, _)| series.as_ref()).collect();
    let provenance =
        kept.iter().map(|(series, provenance)| (series.key().clone(), provenance.clone())).collect();
    let mut bytes = Vec::new();
    let options =
        WriteOptions { from: Some(from), to: Some(to), comments: true, names: ColumnNames::Id, provenance };
    write_series(&mut bytes, &rows, &options).map_err(ExportError::Rows)?;
    write_atomic(path, &bytes)?;
    Ok(())
}
