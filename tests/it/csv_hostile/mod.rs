//! Files nobody should have to read: each is refused in a sentence, and nothing is stored.
//!
//! Through the same door as every import ([`preview_reader`], [`preview_file`]). Huge inputs
//! are made while they are read; none lies in the repository.

#[cfg(target_os = "linux")]
mod bombs;
mod cancelling;
#[cfg(unix)]
mod files;
mod texts;
mod wrapped;

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use hashfloor::app::import::{
    Advance, Answers, ImportError, ImportPreview, SharedCache, preview_file, preview_reader, store,
};
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::cache::Cache;
use tempfile::TempDir;

/// 1 June 2031.
const NOW: UnixSecs = UnixSecs(1_938_038_400);
/// What is in the cache before anything hostile comes.
const KEPT: &str = "# Hashfloor export\n# series: price.btc.usd@case\n# unit: USD\n# cadence: daily\n\
    date,open,high,low,close\n2031-03-01,10,12,9,11\n2031-03-02,11,13,10,12\n";

type Told<'a> = dyn Fn(Advance) -> ControlFlow<()> + Sync + 'a;

/// A cache with some rows that nothing may change.
struct Place {
    folder: TempDir,
    cache: SharedCache,
    before: String,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cache = Arc::new(Mutex::new(Cache::open(&folder.path().join("cache.db"), NOW).unwrap().0));
        let mut place = Self { folder, cache, before: String::new() };
        let kept = place.read(KEPT.as_bytes()).unwrap();
        store(&kept, &place.cache, None, NOW, &|_| ControlFlow::Continue(())).unwrap();
        place.before = place.contents();
        place
    }

    fn contents(&self) -> String {
        let cache = self.cache.lock().unwrap();
        let rows = cache.load_all().unwrap();
        assert!(!rows.is_empty());
        format!("{rows:?}")
    }

    fn read(&self, input: impl Read + Send) -> Result<ImportPreview, ImportError> {
        self.read_until(input, &|_| ControlFlow::Continue(()))
    }

    fn read_until(&self, input: impl Read + Send, progress: &Told<'_>) -> Result<ImportPreview, ImportError> {
        let answers = Answers::default();
        preview_reader(input, "hostile.csv", &answers, &self.cache, NOW, progress)
    }

    fn read_file(&self, path: &Path, progress: &Told<'_>) -> Result<ImportPreview, ImportError> {
        preview_file(path, &Answers::default(), &self.cache, NOW, progress)
    }

    /// The sentence a reader's bytes are refused with.
    #[track_caller]
    fn refuses(&self, input: impl Read + Send) -> String {
        self.refusal(self.read(input))
    }

    /// The sentence a file is refused with.
    #[track_caller]
    fn refuses_file(&self, path: &Path) -> String {
        self.refusal(self.read_file(path, &|_| ControlFlow::Continue(())))
    }

    #[track_caller]
    fn refusal(&self, result: Result<ImportPreview, ImportError>) -> String {
        let said = match result {
            Ok(preview) => {
                panic!("taken as {}: {:?}", preview.understood.dialect, preview.understood.first_rows)
            }
            Err(error) => error.to_string(),
        };
        assert!((20..4_000).contains(&said.chars().count()), "{said}");
        assert!(!said.chars().any(char::is_control) && !said.ends_with('.'), "{said:?}");
        assert_eq!(self.contents(), self.before, "something was stored");
        said
    }
}

/// Counts what is taken from an input.
struct Counted<'a, R>(R, &'a AtomicU64);

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(room)?;
        self.1.fetch_add(read as u64, Ordering::SeqCst);
        Ok(read)
    }
}

/// The same text again and again, `bytes` in all.
fn repeated(text: &'static str, bytes: u64) -> impl Read + Send {
    Repeated { text: text.as_bytes(), at: 0 }.take(bytes)
}

struct Repeated {
    text: &'static [u8],
    at: usize,
}

impl Read for Repeated {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < room.len() {
            let rest = &self.text[self.at..];
            let count = rest.len().min(room.len() - filled);
            room[filled..filled + count].copy_from_slice(&rest[..count]);
            filled += count;
            self.at = (self.at + count) % self.text.len();
        }
        Ok(filled)
    }
}
