//! Storing what was shown, and keeping a compressed copy of its file.

use std::fs::File;
use std::io::{BufReader, Read as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::app::import::reading::{Again, Progress, preview_kept};
use crate::app::import::{Advance, Answers, ImportError, ImportPreview, SharedCache};
use crate::domain::time::UnixSecs;
use crate::io::cache::{Batch, BatchId, PutOutcome, PutReport};
use crate::io::files::{open_regular, write_atomic};

/// The largest file of which a compressed copy is kept.
pub const LARGEST_COPY_BYTES: u64 = 64 << 20;

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

/// Stores a preview in one transaction and keeps a compressed copy of its file
/// in `imports`, if that is a folder and the file is still the one that was read.
///
/// `progress` is told how far it is; `Break` gives up, and nothing is stored then.
///
/// # Errors
/// [`ImportError::Cache`], or [`ImportError::Stopped`]; nothing is stored then.
pub fn store(
    preview: &ImportPreview,
    cache: &SharedCache,
    imports: Option<&Path>,
    now: UnixSecs,
    progress: Progress<'_>,
) -> Result<Imported, ImportError> {
    let batch = Batch {
        kind: "import".to_owned(),
        name: preview.name.clone(),
        dialect: preview.understood.dialect.to_owned(),
        at: now,
    };
    let whole = preview.incoming.iter().map(|incoming| incoming.rows.len()).sum();
    let is_stopped = AtomicBool::new(false);
    let advance = |rows: u64| {
        let said = progress(Advance { rows, done: rows, whole: Some(whole) });
        is_stopped.fetch_or(said.is_break(), Ordering::Relaxed);
        said
    };
    let mut held = cache.lock().unwrap_or_else(PoisonError::into_inner);
    // Asked once the lock is ours: whoever gave up while waiting for it is not made to wait again.
    if advance(0).is_break() {
        return Err(ImportError::Stopped);
    }
    let stored = held.put_sorted(&batch, &preview.incoming, &advance);
    drop(held);
    let PutOutcome { batch, reports } = match stored {
        Ok(outcome) => outcome,
        Err(_) if is_stopped.load(Ordering::Relaxed) => return Err(ImportError::Stopped),
        Err(error) => return Err(error.into()),
    };
    let copy = match (batch, imports) {
        (Some(batch), Some(folder)) if preview.keeps_copy() => keep_copy(preview, folder, batch),
        _ => None,
    };
    Ok(Imported { batch, reports, copy })
}

fn keep_copy(preview: &ImportPreview, folder: &Path, batch: BatchId) -> Option<PathBuf> {
    let mut read_again = Vec::new();
    let bytes: &[u8] = match &preview.again {
        Again::Held(bytes) => bytes,
        Again::File(path) => {
            let file = open_regular(path).ok()?;
            file.take(LARGEST_COPY_BYTES + 1).read_to_end(&mut read_again).ok()?;
            &read_again
        }
        Again::No => return None,
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

/// Reads the kept copy of an import again, for redo, with the answers of then.
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
    let plain = GzDecoder::new(BufReader::new(file)).take(LARGEST_COPY_BYTES);
    preview_kept(copy, plain, answers, cache, now)
}

/// Never stops, and tells nobody.
pub(super) fn silently(_: Advance) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
