//! Reading a file into the library: shown first, stored on request.
//!
//! What is stored is exactly what was shown, whatever happens to the file in
//! between. A compressed copy of the file is kept, so that an import that was
//! undone can be redone and what the user brought along is never lost.

use std::fs::File;
use std::io::{BufReader, Read, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::domain::provenance::Provenance;
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::io::cache::{Batch, BatchId, Cache, CacheError, PutOutcome, PutReport, SortedIncoming};
use crate::io::csv::{CsvError, ReadOptions, Understood, read};

pub use crate::io::csv::Answers;
use crate::io::files::{FileError, open_regular, write_atomic};
use crate::io::steady_file::SteadyFile;

/// The cache behind one lock: one connection writes at a time.
pub type SharedCache = Arc<Mutex<Cache>>;

/// The largest file of which a compressed copy is kept.
pub const LARGEST_COPY_BYTES: u64 = 64 << 20;

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file could not be opened or read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file was not understood.
    #[error("{name}: {source}")]
    Csv {
        /// The file's name.
        name: String,
        /// Why.
        source: CsvError,
    },
    /// The cache refused.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

/// A file that was read and understood, before anything is stored.
#[derive(Debug)]
pub struct ImportPreview {
    /// The file.
    pub path: PathBuf,
    /// Its name, for people.
    pub name: String,
    /// What was understood.
    pub understood: Understood,
    /// What would change, per series.
    pub reports: Vec<PutReport>,
    incoming: Vec<SortedIncoming>,
    crc32: u32,
    bytes: u64,
    /// The bytes themselves when no file can be asked for them again.
    kept: Option<Vec<u8>>,
}

/// An import that was stored.
#[derive(Debug)]
pub struct Imported {
    /// Batch in the cache; `None` if every row was there already.
    pub batch: Option<BatchId>,
    /// What changed, per series.
    pub reports: Vec<PutReport>,
    /// The compressed copy of the file.
    pub copy: Option<PathBuf>,
}

/// Reads a file without storing anything.
///
/// `progress` is called with the number of rows read and can stop the work.
///
/// # Errors
/// [`ImportError`] says what was wrong with the file, by line where it can.
pub fn preview_file(
    path: &Path,
    answers: &Answers,
    cache: &SharedCache,
    now: UnixSecs,
    progress: &dyn Fn(u64) -> ControlFlow<()>,
) -> Result<ImportPreview, ImportError> {
    let file = SteadyFile::open(path)?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    understand(Hashing::new(BufReader::new(file), None), path, &name, answers, cache, now, progress)
}

/// Reads from anything, as from standard input; otherwise like [`preview_file`].
///
/// What can be read only once is remembered, so that a copy can be kept of it too.
///
/// # Errors
/// [`ImportError`] says what was wrong, by line where it can.
pub fn preview_reader(
    input: impl Read + Send,
    path: &Path,
    name: &str,
    answers: &Answers,
    cache: &SharedCache,
    now: UnixSecs,
    progress: &dyn Fn(u64) -> ControlFlow<()>,
) -> Result<ImportPreview, ImportError> {
    understand(Hashing::new(input, Some(Vec::new())), path, name, answers, cache, now, progress)
}

fn understand(
    mut input: Hashing<impl Read + Send>,
    path: &Path,
    name: &str,
    answers: &Answers,
    cache: &SharedCache,
    now: UnixSecs,
    progress: &dyn Fn(u64) -> ControlFlow<()>,
) -> Result<ImportPreview, ImportError> {
    let options =
        ReadOptions { answers, newest_date: UnixSecs(now.0.saturating_add(2 * DAY_SECS)), progress };
    let understood = read(&mut input, name, &options)
        .map_err(|source| ImportError::Csv { name: name.to_owned(), source })?;
    let provenance = Provenance {
        title: understood.source_title.clone(),
        citation: understood.citation.clone(),
        licence: understood.licence.clone(),
        seen_at: now,
    };
    let incoming: Vec<SortedIncoming> = understood
        .series
        .iter()
        .map(|read| SortedIncoming {
            key: read.key.clone(),
            unit: read.unit,
            cadence: read.cadence,
            rows: read.rows.clone(),
            provenance: provenance.clone(),
        })
        .collect();
    let reports = cache.lock().unwrap_or_else(PoisonError::into_inner).preview_sorted(&incoming)?;
    Ok(ImportPreview {
        path: path.to_owned(),
        name: name.to_owned(),
        understood,
        reports,
        incoming,
        crc32: input.hasher.finalize(),
        bytes: input.bytes,
        kept: input.kept,
    })
}

/// Stores a preview in one transaction and keeps a compressed copy of its file
/// in `imports`, if that is a folder and the file is still the one that was read.
///
/// # Errors
/// [`ImportError::Cache`]; nothing is stored then.
pub fn store(
    preview: &ImportPreview,
    cache: &SharedCache,
    imports: Option<&Path>,
    now: UnixSecs,
) -> Result<Imported, ImportError> {
    let batch = Batch {
        kind: "import".to_owned(),
        name: preview.name.clone(),
        dialect: preview.understood.dialect.to_owned(),
        at: now,
    };
    let PutOutcome { batch, reports } = cache.lock().unwrap_or_else(PoisonError::into_inner).put_sorted(
        &batch,
        &preview.incoming,
        &|_| ControlFlow::Continue(()),
    )?;
    let copy = match (batch, imports) {
        (Some(batch), Some(folder)) if preview.bytes <= LARGEST_COPY_BYTES => {
            keep_copy(preview, folder, batch)
        }
        _ => None,
    };
    Ok(Imported { batch, reports, copy })
}

fn keep_copy(preview: &ImportPreview, folder: &Path, batch: BatchId) -> Option<PathBuf> {
    let mut read_again = Vec::new();
    let bytes = match &preview.kept {
        Some(kept) => kept,
        None => {
            let file = open_regular(&preview.path).ok()?;
            file.take(LARGEST_COPY_BYTES + 1).read_to_end(&mut read_again).ok()?;
            &read_again
        }
    };
    if crc32fast::hash(bytes) != preview.crc32 {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    let packed = encoder.finish().ok()?;
    let plain: String = preview
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
        .take(80)
        .collect();
    // A new cache counts its batches from 1 again; the hash keeps older copies from being replaced.
    let path = folder.join(format!("{:06}-{:08x}-{plain}.gz", batch.0, preview.crc32));
    write_atomic(&path, &packed).ok()?;
    Some(path)
}

/// Reads the kept copy of an import again, for redo.
///
/// # Errors
/// [`ImportError`] if the copy is gone or no longer understood.
pub fn preview_copy(
    copy: &Path,
    answers: &Answers,
    cache: &SharedCache,
    now: UnixSecs,
) -> Result<ImportPreview, ImportError> {
    let file: File = open_regular(copy)?;
    let name = copy.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let name = name.splitn(3, '-').last().unwrap_or_default().trim_end_matches(".gz");
    let input = Hashing::new(GzDecoder::new(BufReader::new(file)).take(LARGEST_COPY_BYTES), None);
    understand(input, copy, name, answers, cache, now, &|_| ControlFlow::Continue(()))
}

/// Counts and hashes what passes through, and keeps it if asked to and if it is not too much.
struct Hashing<R> {
    inner: R,
    hasher: crc32fast::Hasher,
    bytes: u64,
    kept: Option<Vec<u8>>,
}

impl<R> Hashing<R> {
    fn new(inner: R, kept: Option<Vec<u8>>) -> Self {
        Self { inner, hasher: crc32fast::Hasher::new(), bytes: 0, kept }
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.bytes += count as u64;
        if self.bytes > LARGEST_COPY_BYTES {
            self.kept = None;
        }
        if let Some(seen) = buffer.get(..count) {
            self.hasher.update(seen);
            if let Some(kept) = &mut self.kept {
                kept.extend_from_slice(seen);
            }
        }
        Ok(count)
    }
}
