//! Everything between the process's start and a usable program, off the UI thread.
//!
//! Never fails: what cannot be opened is replaced by something that lives in
//! memory, and said. Nothing is overwritten that could not be read.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::app::clock::Clock;
use crate::app::computed::{compute_all, wanted};
use crate::app::derived::{Derived, derive};
use crate::app::dispatch::sentence;
use crate::app::import::{Remembered, SharedCache};
use crate::app::library::Library;
use crate::app::loaded::Loaded;
use crate::app::notice::Severity;
use crate::app::recent::{Recent, is_there};
use crate::app::settings::Settings;
use crate::app::space_file::{ReadSpace, SpaceError, fresh_from, read_named};
use crate::app::spaces::{Spaces, lock_at_start};
use crate::app::workspace::{Document, Workspace};
use crate::domain::event::Event;
use crate::io::cache::{Batch, Cache, CacheError, Opening, Stored};
use crate::io::case_file::{self, CaseFile};
use crate::io::crash_report::RunMark;
use crate::io::files::{FileError, make_private, read_bounded};
use crate::io::folders::Folders;
use crate::io::lock::InstanceLock;

/// Largest settings file that is read.
const MAX_SETTINGS_BYTES: u64 = 1 << 20;

/// How the program was started.
#[derive(Clone, Debug)]
pub struct StartOptions {
    /// `--data-dir` or `HASHFLOOR_DATA_DIR`.
    pub data_dir: Option<PathBuf>,
    /// A workspace named on the command line.
    pub workspace: Option<PathBuf>,
    /// Where "now" comes from.
    pub clock: Clock,
    /// Whether a window will edit the workspace, which takes the folder's lock.
    pub edits: bool,
}

/// A program ready to be used.
pub struct Started {
    /// Where files go; `None` when everything lives in memory.
    pub folders: Option<Folders>,
    /// Held as long as this window may save.
    pub lock: Option<InstanceLock>,
    /// Why nothing is saved, in a sentence; `None` when everything is.
    pub unsaved_because: Option<String>,
    /// The cache.
    pub cache: Option<SharedCache>,
    /// Whether the cache lives in a file.
    pub cache_is_stored: bool,
    /// What was read back from it, with what was derived.
    pub library: Library,
    /// Averages, daily candles.
    pub derived: Derived,
    /// Markers of the case file.
    pub events: Vec<Event>,
    /// Levels, scenarios, view.
    pub workspace: Workspace,
    /// Where the workspace is saved.
    pub workspace_path: Option<PathBuf>,
    /// Settings over all workspaces.
    pub settings: Settings,
    /// What the user should know.
    pub said: Vec<(Severity, String)>,
    /// Lock of the workspace and the recent ones.
    pub spaces: Spaces,
    /// What was answered about files before.
    pub import_answers: Remembered,
    /// Lies in the data folder while a window is open.
    pub run_mark: Option<RunMark>,
}

/// [`start`] for a window: its end without a goodbye is noticed by the next start.
pub fn start_marked(options: &StartOptions) -> Started {
    let mut started = start(options);
    if let (Some(folders), Some(_)) = (&started.folders, &started.lock) {
        // Without a mark a crash goes unnoticed; that is no reason to say anything.
        started.run_mark = RunMark::begin(&folders.data, env!("CARGO_PKG_VERSION"), options.clock.now()).ok();
    }
    started
}

/// The bundled case in memory: nothing of the user's is read, and nothing is written.
///
/// The list of recent workspaces is shown, so that one of them can be opened on purpose.
pub fn start_safely(data_dir: Option<&Path>, clock: Clock) -> Started {
    let mut said = Vec::new();
    let case = bundled_case(&mut said);
    let mut cache = Cache::in_memory().ok();
    let mut library = Library::default();
    for loaded in fill_and_load(&mut cache, &case, clock, &mut said) {
        library.insert(loaded);
    }
    let workspace = fresh_from(&case);
    let derived = derive(&library, &workspace.document.preferred_sources);
    compute_into(&mut library, &workspace.document);
    let why = "Safe mode shows the bundled case in memory and saves nothing: open a workspace from the File \
               menu, or start again without --safe-mode";
    let imports = "Safe mode stores no rows, start again without --safe-mode";
    let folders = Folders::resolve(data_dir).ok();
    let recent = folders.as_ref().map(|folders| Recent::load(&folders.data, clock.now(), &mut said));
    Started {
        folders,
        lock: None,
        unsaved_because: Some(why.to_owned()),
        cache: cache.map(|cache| Arc::new(Mutex::new(cache))),
        cache_is_stored: false,
        library,
        derived,
        events: case.events,
        workspace,
        workspace_path: None,
        settings: Settings::unreadable(),
        said,
        spaces: Spaces {
            recent: recent.unwrap_or_default(),
            folder_says: Some(imports.to_owned()),
            ..Spaces::default()
        },
        import_answers: Remembered::default(),
        run_mark: None,
    }
}

/// Computes everything that a document shows, off the UI thread: the first frame has it.
pub fn compute_into(library: &mut Library, document: &Document) {
    let go_on = || ControlFlow::Continue(());
    for one in compute_all(library, &document.preferred_sources, &wanted(document), &go_on) {
        library.set_computed(&one);
    }
}

pub(super) fn bundled_case(said: &mut Vec<(Severity, String)>) -> CaseFile {
    case_file::bundled().unwrap_or_else(|error| {
        said.push((Severity::Problem, format!("The bundled case file cannot be read: {error}")));
        CaseFile::empty()
    })
}

/// The cache by itself, for work that needs no series in memory.
pub struct StartedCache {
    /// Where things lie, if there is such a place.
    pub folders: Option<Folders>,
    /// The cache with the case file in it; `None` if it cannot be used or ends with the program.
    pub cache: Option<SharedCache>,
    /// What is to be said.
    pub said: Vec<(Severity, String)>,
}

/// Opens folders and cache as [`start`] does, without reading what the cache holds: millions of
/// rows would be read for nothing. Damaged rows are left to the next start.
pub fn start_cache(data_dir: Option<&Path>, clock: Clock) -> StartedCache {
    let mut said = Vec::new();
    let folders = open_folders(data_dir, &mut said);
    let case = bundled_case(&mut said);
    let (cache, is_stored) = open_cache(folders.as_ref(), true, clock, &mut said);
    let mut cache = cache.filter(|_| is_stored);
    if let Some(held) = cache.take() {
        match cache_with_case(held, &case, clock, &mut said) {
            Ok(filled) => cache = Some(filled),
            Err(error) => said.push((Severity::Problem, format!("The cache cannot be used: {error}"))),
        }
    }
    StartedCache { folders, cache: cache.map(|cache| Arc::new(Mutex::new(cache))), said }
}

fn cache_with_case(
    mut cache: Cache,
    case: &CaseFile,
    clock: Clock,
    said: &mut Vec<(Severity, String)>,
) -> Result<Cache, CacheError> {
    let batch = case_batch(case, clock);
    match put_case(&mut cache, case, &batch) {
        Err(error) if error.is_damage() => {
            cache = noted(cache.rebuild(error.fault.to_string(), clock.now())?, said);
            put_case(&mut cache, case, &batch)?;
        }
        put => put?,
    }
    Ok(cache)
}

/// Opens folders, cache, workspace and settings.
pub fn start(options: &StartOptions) -> Started {
    let now = options.clock.now();
    let mut said = Vec::new();
    let mut unsaved_because = None;
    let folders = open_folders(options.data_dir.as_deref(), &mut said);
    let mut lock = None;
    match (&folders, options.edits) {
        (None, _) => {
            unsaved_because = Some(
                "Nothing is saved, there is no folder to save to: keep this workspace elsewhere with Save as…"
                    .to_owned(),
            );
        }
        (Some(_), false) => {}
        (Some(folders), true) => match InstanceLock::try_acquire(&folders.data) {
            Ok(Some(held)) => lock = Some(held),
            Ok(None) => {
                unsaved_because = Some(
                    "Another Hashfloor window has this folder open: changes made here are not saved; \
                     go on in the other window, or open another workspace here"
                        .to_owned(),
                );
            }
            Err(error) => {
                unsaved_because =
                    Some(format!("Nothing is saved, keep this workspace elsewhere with Save as…: {error}"));
            }
        },
    }
    let folder_says = unsaved_because.clone();
    let case = bundled_case(&mut said);
    let writable = unsaved_because.is_none();
    let (mut cache, cache_is_stored) = open_cache(folders.as_ref(), writable, options.clock, &mut said);
    let mut library = Library::default();
    for loaded in fill_and_load(&mut cache, &case, options.clock, &mut said) {
        library.insert(loaded);
    }
    // Only who holds the folder: another window may still bring its deleted rows back. And only
    // now that all was read: damage is set aside as it was found, not with our writes in it.
    if let (Some(cache), Some(_), true) = (&mut cache, &lock, cache_is_stored)
        && let Err(error) = cache.purge_removed()
    {
        said.push((Severity::Problem, format!("Deleted rows still take room in the cache: {error}")));
    }
    let fresh = fresh_from(&case);
    let recent = folders.as_ref().map(|folders| Recent::load(&folders.data, now, &mut said));
    let recent = recent.unwrap_or_default();
    let answers = folders.as_ref().map(|folders| Remembered::load(&folders.data, now, &mut said));
    let workspace_path = choose_workspace(options, folders.as_ref(), &recent, &mut said);
    // Locked before it is read: what another window writes is not set aside under its hands.
    let mut workspace_lock = None;
    if let (Some(path), Some(_)) = (&workspace_path, &lock) {
        match lock_at_start(path) {
            Ok(held) => workspace_lock = Some(held),
            Err(why) => unsaved_because = Some(why),
        }
    }
    let workspace = match &workspace_path {
        Some(path) => {
            let own_folder = folders.as_ref().map(Folders::workspaces_dir);
            let read = read_named(path, own_folder.as_deref(), now);
            judge_workspace(read, fresh, &mut unsaved_because, &mut said)
        }
        None => fresh,
    };
    // What is only shown may be opened, and written, elsewhere.
    let workspace_lock = workspace_lock.filter(|_| unsaved_because.is_none());
    let settings = open_settings(folders.as_ref(), &mut said);
    let derived = derive(&library, &workspace.document.preferred_sources);
    compute_into(&mut library, &workspace.document);
    Started {
        folders,
        lock,
        unsaved_because,
        cache: cache.map(|cache| Arc::new(Mutex::new(cache))),
        cache_is_stored,
        library,
        derived,
        events: case.events,
        workspace,
        workspace_path,
        settings,
        said,
        spaces: Spaces { lock: workspace_lock, recent, folder_says, ..Spaces::default() },
        import_answers: answers.unwrap_or_default(),
        run_mark: None,
    }
}

/// The workspace that was named, else the one that was open last, else the default one.
fn choose_workspace(
    options: &StartOptions,
    folders: Option<&Folders>,
    recent: &Recent,
    said: &mut Vec<(Severity, String)>,
) -> Option<PathBuf> {
    if let Some(named) = &options.workspace {
        return Some(std::path::absolute(named).unwrap_or_else(|_| named.clone()));
    }
    let default = folders.map(Folders::default_workspace);
    match recent.last_open() {
        Some(last) if is_there(last) => Some(last.to_owned()),
        Some(last) if Some(last) != default.as_deref() => {
            said.push((
                Severity::Problem,
                format!(
                    "The workspace that was open last is gone, the default one is open: {}",
                    last.display()
                ),
            ));
            default
        }
        _ => default,
    }
}

pub(super) fn open_folders(data_dir: Option<&Path>, said: &mut Vec<(Severity, String)>) -> Option<Folders> {
    let opened = Folders::resolve(data_dir).and_then(|folders| folders.create().map(|()| folders));
    match opened {
        Ok(folders) => Some(folders),
        Err(error) => {
            said.push((Severity::Problem, format!("Working in memory: {error}")));
            None
        }
    }
}

pub(super) fn open_cache(
    folders: Option<&Folders>,
    writable: bool,
    clock: Clock,
    said: &mut Vec<(Severity, String)>,
) -> (Option<Cache>, bool) {
    let opened = folders.map(|folders| {
        let path = folders.cache_path();
        if writable || !path.exists() {
            Cache::open(&path, clock.now()).map(|opened| noted(opened, said))
        } else {
            Cache::open_read_only(&path)
        }
    });
    match opened {
        Some(Ok(cache)) => return (Some(cache), true),
        Some(Err(error)) => {
            said.push((
                Severity::Problem,
                format!("The cache cannot be used, imported rows are not kept: {error}"),
            ));
        }
        None => {}
    }
    (Cache::in_memory().ok(), false)
}

pub(super) fn noted((cache, opening): (Cache, Opening), said: &mut Vec<(Severity, String)>) -> Cache {
    if let Opening::Rebuilt { set_aside, why } = opening {
        let words = format!(
            "The cache was damaged ({why}); it lies at {} now and a new one was made",
            set_aside.display()
        );
        said.push((Severity::Problem, words));
    }
    cache
}

/// Puts the case file into a cache that lacks it, repairs what is damaged, reads all.
/// Without a cache the case file is shown as it is bundled.
fn fill_and_load(
    held: &mut Option<Cache>,
    case: &CaseFile,
    clock: Clock,
    said: &mut Vec<(Severity, String)>,
) -> Vec<Loaded> {
    if let Some(cache) = held.take() {
        match filled(cache, case, clock, said) {
            Ok((cache, stored)) => {
                *held = Some(cache);
                let loaded = |stored: Stored| {
                    Loaded::new(stored.series, stored.provenance).unfinished_from(stored.unfinished_from)
                };
                return stored.into_iter().map(loaded).collect();
            }
            Err(error) => {
                said.push((
                    Severity::Problem,
                    format!("The cache cannot be read, working from the bundled case file: {error}"),
                ));
            }
        }
    }
    case.incoming
        .iter()
        .map(|incoming| Loaded::new(incoming.series.clone(), incoming.provenance.clone()))
        .collect()
}

fn filled(
    mut cache: Cache,
    case: &CaseFile,
    clock: Clock,
    said: &mut Vec<(Severity, String)>,
) -> Result<(Cache, Vec<Stored>), CacheError> {
    let stored = match fill(&mut cache, case, clock, said) {
        // Found only now, in a page that opening did not read.
        Err(error) if error.is_damage() && cache.path().is_some() && !cache.is_read_only() => {
            cache = noted(cache.rebuild(error.fault.to_string(), clock.now())?, said);
            fill(&mut cache, case, clock, said)?
        }
        stored => stored?,
    };
    Ok((cache, stored))
}

/// The case file as it stands in the list of batches.
pub(super) fn case_batch(case: &CaseFile, clock: Clock) -> Batch {
    Batch {
        kind: "case file".to_owned(),
        name: case.title.clone(),
        dialect: "case".to_owned(),
        at: clock.now(),
    }
}

/// Puts the case file into a cache that lacks some of it.
pub(super) fn put_case(cache: &mut Cache, case: &CaseFile, batch: &Batch) -> Result<(), CacheError> {
    let summaries = cache.summaries()?;
    let missing = case
        .incoming
        .iter()
        .any(|incoming| !summaries.iter().any(|summary| summary.key == *incoming.series.key()));
    if missing && !cache.is_read_only() {
        cache.put(batch, &case.incoming)?;
    }
    Ok(())
}

fn fill(
    cache: &mut Cache,
    case: &CaseFile,
    clock: Clock,
    said: &mut Vec<(Severity, String)>,
) -> Result<Vec<Stored>, CacheError> {
    let batch = case_batch(case, clock);
    put_case(cache, case, &batch)?;
    let stored = cache.load_all()?;
    let damaged: Vec<String> = stored
        .iter()
        .filter(|stored| !stored.damaged_months.is_empty())
        .map(|stored| format!("{} ({})", stored.series.key(), stored.damaged_months.join(", ")))
        .collect();
    if damaged.is_empty() {
        return Ok(stored);
    }
    let words = damaged.join("; ");
    if cache.is_read_only() {
        let sentence = format!("Rows that do not match their checksum are not shown: {words}");
        said.push((Severity::Problem, sentence));
        return Ok(stored);
    }
    cache.repair(&batch, &case.incoming)?;
    let repaired = cache.load_all()?;
    let left = repaired.iter().any(|stored| !stored.damaged_months.is_empty());
    let outcome = if left { "not shown, import them again" } else { "restored from the bundled case file" };
    let sentence = format!("The cache held rows that do not match their checksum, {outcome}: {words}");
    said.push((Severity::Problem, sentence));
    Ok(repaired)
}

/// The workspace that was read, or a fresh one with what is wrong said.
fn judge_workspace(
    read: Result<ReadSpace, SpaceError>,
    fresh: Workspace,
    unsaved_because: &mut Option<String>,
    said: &mut Vec<(Severity, String)>,
) -> Workspace {
    match read {
        Ok(read) => {
            said.extend(read.said);
            if read.read_only.is_some() {
                *unsaved_because = read.read_only;
            }
            read.workspace
        }
        Err(SpaceError::File(error)) if error.is_not_found() => fresh,
        Err(error @ SpaceError::Damaged { .. }) => {
            said.push((Severity::Problem, sentence(&format!("{error} and a new one was made"))));
            fresh
        }
        Err(error) => {
            *unsaved_because = Some(format!(
                "Nothing is saved, the workspace cannot be read; open another one or keep this one elsewhere \
                 with Save as…: {error}"
            ));
            fresh
        }
    }
}

pub(super) fn open_settings(folders: Option<&Folders>, said: &mut Vec<(Severity, String)>) -> Settings {
    let Some(folders) = folders else { return Settings::default() };
    let bytes = match read_bounded(&folders.settings_path(), MAX_SETTINGS_BYTES) {
        Ok(bytes) => bytes,
        Err(FileError::NotFound { .. }) => return Settings::default(),
        Err(error) => {
            said.push((Severity::Problem, format!("Settings have their defaults: {error}")));
            return Settings::unreadable();
        }
    };
    let Ok(text) = str::from_utf8(&bytes) else {
        let sentence = "settings.toml is not UTF-8, defaults are used and it is left as it is";
        said.push((Severity::Problem, sentence.to_owned()));
        return Settings::unreadable();
    };
    let (settings, sentences) = Settings::parse(text);
    said.extend(sentences.into_iter().map(|sentence| (Severity::Problem, sentence)));
    if settings.live().has_keys() {
        let path = folders.settings_path();
        match make_private(&path) {
            Ok(false) => {}
            Ok(true) => {
                let words =
                    "There is a key in settings.toml and others could read it; only you can from now on";
                said.push((Severity::Info, words.to_owned()));
            }
            Err(error) => {
                said.push((Severity::Problem, format!("Others may read the key in settings.toml: {error}")));
            }
        }
    }
    settings
}
