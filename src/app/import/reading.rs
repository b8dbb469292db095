//! Reading a source to its end and holding it against what is stored.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};

use crate::app::import::head::peek;
use crate::app::import::sample::Sample;
use crate::app::import::source::file_name;
use crate::app::import::{
    Advance, Answers, FileHead, ImportError, ImportSource, LARGEST_COPY_BYTES, SharedCache,
};
use crate::domain::provenance::Provenance;
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::io::cache::{PutReport, SortedIncoming};
use crate::io::csv::{ReadOptions, SeriesRead, Understood, read};

/// Told how far the reading is; `Break` stops it.
pub type Progress<'a> = &'a dyn Fn(Advance) -> ControlFlow<()>;

/// A file that was read and understood, before anything is stored.
#[derive(Debug)]
pub struct ImportPreview {
    /// Its name, for people.
    pub name: String,
    /// What was understood.
    pub understood: Understood,
    /// What would change, per series.
    pub reports: Vec<PutReport>,
    /// The first and last rows as they were understood.
    pub sample: Sample,
    /// The head of the file; not kept of what can be read only once.
    pub head: Option<FileHead>,
    /// Bytes of the file as it lies there.
    pub bytes: u64,
    /// What a file beside it says of it, as `#` lines.
    pub beside: Vec<String>,
    pub(super) incoming: Vec<SortedIncoming>,
    pub(super) crc32: u32,
    pub(super) again: Again,
}

/// Where the bytes of a file can be had once more, for a copy.
#[derive(Clone, Debug)]
pub(super) enum Again {
    /// In the file, if it is still the same.
    File(PathBuf),
    /// In memory.
    Held(Arc<[u8]>),
    /// Nowhere: too many, or a copy already.
    No,
}

impl ImportPreview {
    /// Whether the file is small enough for a copy, which redo reads.
    pub fn keeps_copy(&self) -> bool {
        self.bytes <= LARGEST_COPY_BYTES
    }

    /// Rows that would be new or other than they are.
    pub fn rows_that_change(&self) -> u64 {
        self.reports.iter().map(|report| report.rows_new + report.rows_changed).sum()
    }
}

/// Reads a file without storing anything.
///
/// `progress` is told how far it is and can stop the work.
///
/// # Errors
/// [`ImportError`] says what was wrong with the file, by line where it can.
pub fn preview_file(
    path: &Path,
    answers: &Answers,
    cache: &SharedCache,
    now: UnixSecs,
    progress: Progress<'_>,
) -> Result<ImportPreview, ImportError> {
    let source = ImportSource::File(path.to_owned());
    let head = head_of(&source)?;
    preview_source(&source, head, answers, cache, now, progress)
}

/// The head of a source; `None` where even that cannot be made out.
///
/// # Errors
/// [`ImportError::File`] if it cannot be opened.
pub(super) fn head_of(source: &ImportSource) -> Result<Option<FileHead>, ImportError> {
    // What is wrong with the table is said by whoever reads the whole of it.
    Ok(peek(source.open()?.bytes, &source.name()).ok())
}

/// Reads a source whose head is known.
pub(super) fn preview_source(
    source: &ImportSource,
    head: Option<FileHead>,
    answers: &Answers,
    cache: &SharedCache,
    now: UnixSecs,
    progress: Progress<'_>,
) -> Result<ImportPreview, ImportError> {
    let open = source.open()?;
    let again = match (source, source.held()) {
        (ImportSource::File(path), _) => Again::File(path.clone()),
        (_, Some(bytes)) => Again::Held(Arc::clone(bytes)),
        (_, None) => Again::No,
    };
    let beside = source.lines_beside();
    let answers = &Answers { beside: beside.clone(), ..answers.clone() };
    let mut input = Hashing::new(open.bytes, None);
    let mut preview = understand(&mut input, open.total, &source.name(), answers, cache, now, progress)?;
    if let ImportSource::Address { .. } = source {
        // A table that does not say who published it is cited by its address.
        for incoming in &mut preview.incoming {
            if incoming.provenance.citation == preview.name {
                incoming.provenance.citation = source.place();
            }
        }
    }
    Ok(ImportPreview { again, head, beside, ..preview })
}

/// Reads from anything, as from standard input; otherwise like [`preview_file`].
///
/// What can be read only once is remembered, so that a copy can be kept of it too.
///
/// # Errors
/// [`ImportError`] says what was wrong, by line where it can.
pub fn preview_reader(
    input: impl Read + Send,
    name: &str,
    answers: &Answers,
    cache: &SharedCache,
    now: UnixSecs,
    progress: Progress<'_>,
) -> Result<ImportPreview, ImportError> {
    let mut input = Hashing::new(input, Some(Vec::new()));
    let preview = understand(&mut input, None, name, answers, cache, now, progress)?;
    let again = input.kept.take().map_or(Again::No, |bytes| Again::Held(bytes.into()));
    Ok(ImportPreview { again, ..preview })
}

/// Reads the kept copy of an import, whose plain bytes are `input`.
pub(super) fn preview_kept(
    path: &Path,
    input: impl Read + Send,
    answers: &Answers,
    cache: &SharedCache,
    now: UnixSecs,
) -> Result<ImportPreview, ImportError> {
    let name = file_name(path);
    let name = name.splitn(3, '-').last().unwrap_or_default().trim_end_matches(".gz");
    let mut input = Hashing::new(input, None);
    understand(&mut input, None, name, answers, cache, now, &|_| ControlFlow::Continue(()))
}

fn understand(
    input: &mut Hashing<impl Read + Send>,
    total: Option<u64>,
    name: &str,
    answers: &Answers,
    cache: &SharedCache,
    now: UnixSecs,
    progress: Progress<'_>,
) -> Result<ImportPreview, ImportError> {
    let bytes = Arc::clone(&input.bytes);
    let advance = |rows| progress(Advance { rows, done: bytes.load(Ordering::Relaxed), whole: total });
    let newest_date = UnixSecs(now.0.saturating_add(2 * DAY_SECS));
    let options = ReadOptions { answers, newest_date, progress: &advance };
    let said = |source| ImportError::Csv { name: name.to_owned(), source: Box::new(source) };
    let understood = read(&mut *input, name, &options).map_err(said)?;
    // What follows the table, such as the directory of a zip, belongs to a copy too.
    io::copy(&mut Read::by_ref(input).take(LARGEST_COPY_BYTES), &mut io::sink())
        .map_err(|error| said(error.into()))?;
    let incoming = incoming(&understood, now);
    let reports = cache.lock().unwrap_or_else(PoisonError::into_inner).preview_sorted(&incoming)?;
    Ok(ImportPreview {
        name: name.to_owned(),
        sample: Sample::of(&understood),
        understood,
        reports,
        head: None,
        bytes: input.bytes.load(Ordering::Relaxed),
        incoming,
        crc32: input.hasher.clone().finalize(),
        again: Again::No,
        beside: Vec::new(),
    })
}

/// The series of a table on their way into the cache.
pub fn incoming(understood: &Understood, now: UnixSecs) -> Vec<SortedIncoming> {
    let provenance = Provenance {
        title: understood.source_title.clone(),
        citation: understood.citation.clone(),
        licence: understood.licence.clone(),
        seen_at: now,
    };
    let one = |read: &SeriesRead| SortedIncoming {
        key: read.key.clone(),
        unit: read.unit,
        cadence: read.cadence,
        rows: read.rows.clone(),
        provenance: provenance.clone(),
    };
    understood.series.iter().map(one).collect()
}

/// Counts and hashes what passes through, and keeps it if asked to and if it is not too much.
struct Hashing<R> {
    inner: R,
    hasher: crc32fast::Hasher,
    bytes: Arc<AtomicU64>,
    kept: Option<Vec<u8>>,
}

impl<R> Hashing<R> {
    fn new(inner: R, kept: Option<Vec<u8>>) -> Self {
        Self { inner, hasher: crc32fast::Hasher::new(), bytes: Arc::default(), kept }
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let bytes = self.bytes.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
        if bytes > LARGEST_COPY_BYTES {
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
