//! Writes the workspace on every committed change, off the UI thread.
//!
//! One thread holds the latest state that is not yet on disk; a state that is
//! overtaken before it was written is never written. Nothing waits for exit.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use serde_json::{Map, Value};

use crate::app::jobs::Wake;
use crate::io::document::save_document;
use crate::io::files::{FileError, write_atomic};

/// Generations of a workspace that are kept beside it.
pub const GENERATIONS: usize = 10;

/// Something to be written. Its `Debug` shows no text: there may be keys in it.
#[derive(Clone, PartialEq)]
pub enum Content {
    /// A checksummed document with rotating generations.
    Document(Map<String, Value>),
    /// Plain text.
    Text(String),
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(members) => f.debug_tuple("Document").field(members).finish(),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
        }
    }
}

#[derive(Default)]
struct Pending {
    waiting: Vec<(PathBuf, Content)>,
    writing: bool,
    failures: Vec<String>,
    /// Files whose last write failed, with the sentence about it.
    not_written: BTreeMap<PathBuf, String>,
    saved: u64,
    closing: bool,
}

struct Shared {
    pending: Mutex<Pending>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn flush(&self) {
        let mut pending = self.lock();
        while !pending.waiting.is_empty() || pending.writing {
            pending = self.changed.wait(pending).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// What a worker thread may ask of the saver.
#[derive(Clone)]
pub struct SaverHandle {
    shared: Arc<Shared>,
}

impl SaverHandle {
    /// Waits until everything asked for was written or has failed.
    pub fn flush(&self) {
        self.shared.flush();
    }

    /// The sentence about a file whose last write has failed.
    pub fn failure_of(&self, path: &Path) -> Option<String> {
        self.shared.lock().not_written.get(path).cloned()
    }

    /// Whether a file was not written no longer matters: its content lies elsewhere.
    pub fn forget(&self, path: &Path) {
        self.shared.lock().not_written.remove(path);
    }
}

/// The thread that saves.
pub struct Saver {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Saver {
    /// Starts the thread; `wake` is called after every write, so that a failure is seen.
    ///
    /// # Errors
    /// The system's word if it has no thread left.
    pub fn start(wake: Wake) -> std::io::Result<Self> {
        let shared = Arc::new(Shared { pending: Mutex::default(), changed: Condvar::new() });
        let theirs = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name("saver".to_owned()).spawn(move || run(&theirs, &wake))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Asks for a write; an older content for the same path is forgotten.
    pub fn save(&self, path: PathBuf, content: Content) {
        let mut pending = self.shared.lock();
        pending.waiting.retain(|(other, _)| *other != path);
        pending.waiting.push((path, content));
        self.shared.changed.notify_all();
    }

    /// Sentences about writes that failed since the last call.
    pub fn take_failures(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.lock().failures)
    }

    /// The sentence about a file that is older on disk than it should be.
    pub fn not_written(&self) -> Option<String> {
        self.shared.lock().not_written.values().next().cloned()
    }

    /// Whether nothing is waiting to be written.
    pub fn is_idle(&self) -> bool {
        let pending = self.shared.lock();
        pending.waiting.is_empty() && !pending.writing
    }

    /// Number of writes that succeeded.
    pub fn saved(&self) -> u64 {
        self.shared.lock().saved
    }

    /// Waits until everything asked for was written or has failed.
    pub fn flush(&self) {
        self.shared.flush();
    }

    /// For work on other threads.
    pub fn handle(&self) -> SaverHandle {
        SaverHandle { shared: Arc::clone(&self.shared) }
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        self.shared.lock().closing = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            thread.join().ok(); // a panic there was reported by the hook
        }
    }
}

fn run(shared: &Shared, wake: &Wake) {
    loop {
        let mut pending = shared.lock();
        let (path, content) = loop {
            if !pending.waiting.is_empty() {
                break pending.waiting.remove(0);
            }
            if pending.closing {
                return;
            }
            pending = shared.changed.wait(pending).unwrap_or_else(PoisonError::into_inner);
        };
        pending.writing = true;
        drop(pending);
        // A panic must not leave everybody waiting for a thread that is gone.
        let result = catch_unwind(AssertUnwindSafe(|| write(&path, &content)));
        let result = result
            .map_err(|_panic| format!("an internal error stopped the write: {}", path.display()))
            .and_then(|written| written.map_err(|error| error.to_string()));
        let mut pending = shared.lock();
        pending.writing = false;
        match result {
            Ok(()) => {
                pending.saved += 1;
                pending.not_written.remove(&path);
            }
            Err(error) => {
                let sentence =
                    format!("Not saved: {error}; it is tried again with the next change or Ctrl+S");
                pending.failures.push(sentence.clone());
                pending.not_written.insert(path, sentence);
            }
        }
        drop(pending);
        shared.changed.notify_all();
        wake();
    }
}

fn write(path: &Path, content: &Content) -> Result<(), FileError> {
    match content {
        Content::Document(members) => save_document(path, members, GENERATIONS),
        Content::Text(text) => write_atomic(path, text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_state_is_on_disk_after_a_flush() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.toml");
        let saver = Saver::start(Arc::new(|| {})).unwrap();
        for n in 0..50 {
            saver.save(path.clone(), Content::Text(format!("n = {n}\n")));
        }
        saver.flush();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "n = 49\n");
        assert!(saver.take_failures().is_empty());
    }

    #[test]
    fn a_failed_write_is_said_and_the_next_one_is_tried() {
        let folder = tempfile::tempdir().unwrap();
        let saver = Saver::start(Arc::new(|| {})).unwrap();
        saver.save(folder.path().join("missing").join("x.toml"), Content::Text(String::new()));
        saver.save(folder.path().join("y.toml"), Content::Text("y = 1\n".to_owned()));
        saver.flush();
        assert_eq!(saver.take_failures().len(), 1);
        assert!(saver.not_written().is_some_and(|sentence| sentence.contains("x.toml")));
        assert!(folder.path().join("y.toml").exists());
    }

    #[test]
    fn dropping_writes_what_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("last.toml");
        let saver = Saver::start(Arc::new(|| {})).unwrap();
        saver.save(path.clone(), Content::Text("last = true\n".to_owned()));
        drop(saver);
        assert!(path.exists());
    }
}
