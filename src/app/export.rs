//! What leaves the program: the drawn rows as CSV, the charts as a picture.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::alerts::AlertLog;
use crate::app::library::Library;
use crate::app::picture::data_path;
use crate::app::view::View;
use crate::app::workspace::Document;
use crate::calc::interval::Unavailable;
use crate::chart::viewport::TimeView;
use crate::domain::event::Event;
use crate::domain::provenance::Provenance;
use crate::domain::series::Series;
use crate::domain::time::UnixSecs;
use crate::domain::zone::Zone;
use crate::io::csv::{
    Described, MAX_SIDECAR_BYTES, WriteError, WriteOptions, is_export_head, sidecar_lines, sidecar_path,
    write_series,
};
use crate::io::files::{FileError, open_regular, read_bounded};
use crate::io::output_file::OutputFile;

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
    /// What alerts have come to.
    pub alerts: Arc<AlertLog>,
    /// What is looked at.
    pub view: View,
    /// Dark or light.
    pub dark: bool,
    /// "Now" for ages.
    pub now: UnixSecs,
    /// The zone times are written in.
    pub zone: Zone,
    /// The pane that is shown alone, by its id; `None` shows them all.
    pub only_pane: Option<String>,
    /// The past day whose knowledge the library holds; `None` for what is known now.
    pub as_known_on: Option<UnixSecs>,
    /// What the user's miners run on, a setting.
    pub miner_inputs: crate::app::miners::band::MinerInputs,
}

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
    /// It would be too small or too large.
    #[error("a picture of {found} cannot be made: {expected}")]
    Size {
        /// What was asked for.
        found: String,
        /// What could be.
        expected: String,
    },
    /// The name beside the picture is another file's.
    #[error(
        "the data would replace {}, which is no export of this program: choose another name",
        path.display()
    )]
    Occupied {
        /// The file that is there.
        path: PathBuf,
    },
    /// The user stopped it.
    #[error("cancelled")]
    Cancelled,
    /// A series does not have the cadence that was asked for.
    #[error("{0}: choose another cadence or leave it out")]
    Cadence(Unavailable),
    /// Coarser rows could not be made of those that are stored.
    #[error("the rows could not be gathered: {0}")]
    Made(String),
    /// No series was chosen.
    #[error("no series is chosen")]
    NoSeries,
    /// The folder for the files cannot be made.
    #[error("the folder cannot be made, {source}: {}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The system's own words.
        source: std::io::Error,
    },
    /// There is nothing in the range.
    #[error("nothing is drawn in this range, choose another range or show a series")]
    Nothing,
}

impl From<WriteError> for ExportError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Io(error) => Self::Rows(error),
            WriteError::Cancelled => Self::Cancelled,
        }
    }
}

/// The drawn series of a snapshot, once each, in the order of the panes.
pub fn drawn_series(snapshot: &Snapshot) -> Vec<(Arc<Series>, Provenance)> {
    let only = snapshot.only_pane.as_deref();
    crate::app::panes::panes(&snapshot.document, &snapshot.library)
        .into_iter()
        .filter(|pane| only.is_none_or(|only| pane.id == only))
        .flat_map(|pane| pane.series)
        .map(|series| (series.entry.series, series.entry.provenance))
        .collect()
}

/// The drawn rows of a range as CSV, whole days included.
///
/// # Errors
/// [`ExportError::Nothing`] if there are none.
pub fn csv_bytes(snapshot: &Snapshot, range: TimeView) -> Result<Vec<u8>, ExportError> {
    let mut bytes = Vec::new();
    write_csv(&mut bytes, snapshot, range)?;
    Ok(bytes)
}

fn write_csv(out: &mut dyn Write, snapshot: &Snapshot, range: TimeView) -> Result<(), ExportError> {
    let series = drawn_series(snapshot);
    let (from, to) = (UnixSecs(range.from.ceil() as i64), UnixSecs(range.to.floor() as i64));
    let kept: Vec<&(Arc<Series>, Provenance)> =
        series.iter().filter(|(series, _)| !series.rows_between(from, to).is_empty()).collect();
    if kept.is_empty() {
        return Err(ExportError::Nothing);
    }
    let rows: Vec<&Series> = kept.iter().map(|(series, _)| series.as_ref()).collect();
    let described = |(series, provenance): &&(Arc<Series>, Provenance)| {
        (series.key().clone(), Described { provenance: provenance.clone(), aggregation: None })
    };
    let described: BTreeMap<_, _> = kept.iter().map(described).collect();
    let options = WriteOptions {
        from: Some(from),
        to: Some(to),
        comments: true,
        described,
        as_known_on: snapshot.as_known_on,
        ..WriteOptions::default()
    };
    Ok(write_series(out, &rows, &options, &|_| ControlFlow::Continue(()))?)
}

/// Writes the drawn rows of a range to a file, whole days included.
///
/// # Errors
/// [`ExportError`]; an existing file is left as it was.
pub fn export_csv(snapshot: &Snapshot, range: TimeView, path: &Path) -> Result<(), ExportError> {
    let mut writer = OutputFile::begin(path)?;
    write_csv(&mut writer, snapshot, range)?;
    Ok(writer.finish()?.commit()?)
}

/// Writes a picture, and the rows behind it beside it; names what was written.
///
/// The rows come first: where they cannot be written there is no picture either.
/// Nobody was asked about a file of that name, so only an older export gives way.
///
/// # Errors
/// [`ExportError`]; each file is written whole or not at all.
pub fn write_picture(path: &Path, picture: &[u8], rows: Option<&[u8]>) -> Result<Vec<PathBuf>, ExportError> {
    let mut written = Vec::new();
    if let Some(rows) = rows {
        let beside = data_path(path);
        if !is_own_export(&beside) {
            return Err(ExportError::Occupied { path: beside });
        }
        OutputFile::write(&beside, rows)?.commit()?;
        written.push(beside);
    }
    OutputFile::write(path, picture)?.commit()?;
    written.insert(0, path.to_owned());
    Ok(written)
}

/// Whether a file may give way to an export that nobody was asked about: it is one
/// itself, by its first line or by what stands beside it, or there is none.
pub(super) fn is_own_export(path: &Path) -> bool {
    /// More than the first line of an export.
    const HEAD_BYTES: usize = 64;
    let is_sidecar = |path: &Path| {
        read_bounded(path, MAX_SIDECAR_BYTES).is_ok_and(|bytes| sidecar_lines(&bytes).is_some())
    };
    match read_start(path, HEAD_BYTES) {
        Ok(start) => is_export_head(&start) || is_sidecar(path) || is_sidecar(&sidecar_path(path)),
        Err(error) => error.is_not_found(),
    }
}

/// Does not wait for the other end of a pipe.
fn read_start(path: &Path, length: usize) -> Result<Vec<u8>, FileError> {
    use std::io::Read as _;
    let mut start = Vec::new();
    let read = open_regular(path)?.take(length as u64).read_to_end(&mut start);
    read.map_err(|source| FileError::new("read", path, source))?;
    Ok(start)
}
