//! The state of the program and the ways to read it.
//!
//! Readable by everyone, changed only by [`AppState::dispatch`] (see
//! `dispatch.rs`) and by the results of jobs (see `outcome.rs`).

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::alert_watch::AlertWatch;
use crate::app::as_known::LookingBack;
use crate::app::clock::Clock;
use crate::app::command::{Dialog, LineTool, PathPurpose, Selection};
use crate::app::computed::Computing;
use crate::app::data_cursor::DataCursor;
use crate::app::derived::Derived;
use crate::app::edit::Edit;
use crate::app::export::Snapshot;
use crate::app::exporting_table::TablePreviewing;
use crate::app::flows::FlowMemo;
use crate::app::history::History;
use crate::app::import::{ImportDesk, SharedCache};
use crate::app::interval::IntervalMemo;
use crate::app::jobs::{Jobs, Running, Wake};
use crate::app::level_knowledge::LevelMemo;
use crate::app::library::{Entry, Library};
use crate::app::live::Live;
use crate::app::miners::MinersMemo;
use crate::app::notice::{Notices, Severity};
use crate::app::outcome::Outcome;
use crate::app::panes::{Pane, panes};
use crate::app::picture::{ClipboardContent, PictureMaker};
use crate::app::saver::{Content, Saver};
use crate::app::settings::Settings;
use crate::app::source_compare::Comparing;
use crate::app::spaces::{SpaceOutcome, Spaces};
use crate::app::startup::{StartOptions, Started, start, start_marked, start_safely};
use crate::app::steps::RowsQueue;
use crate::app::view::View;
use crate::app::window::WindowGeometry;
use crate::app::workspace::{Document, Workspace};
use crate::calc::scenario::odds::{OddsError, ScenarioOdds, scenario_odds};
use crate::domain::catalog;
use crate::domain::event::Event;
use crate::domain::time::UnixSecs;
use crate::domain::zone::Zone;
use crate::io::crash_report::RunMark;
use crate::io::folders::Folders;
use crate::io::lock::InstanceLock;
use crate::io::mutant::{self, Mutant};

/// Where the program is between its start and being usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Folders, cache and workspace are being opened.
    Loading,
    /// Everything is there.
    Ready,
}

/// The odds of a scenario, or why there are none.
pub type Odds = Result<ScenarioOdds, OddsError>;

/// The state of the program.
pub struct AppState {
    pub(super) clock: Clock,
    pub(super) phase: Phase,
    pub(super) document: Arc<Document>,
    pub(super) preview: Option<(Arc<Document>, Edit)>,
    pub(super) view: View,
    pub(super) workspace_extra: serde_json::Map<String, serde_json::Value>,
    pub(super) workspace_path: Option<PathBuf>,
    pub(super) unsaved_because: Option<String>,
    pub(super) not_written: Option<String>,
    pub(super) folders: Option<Folders>,
    pub(super) lock: Option<InstanceLock>,
    pub(super) settings: Settings,
    pub(super) library: Arc<Library>,
    pub(super) derived: Derived,
    pub(super) derived_generation: u64,
    pub(super) computing: Computing,
    pub(super) events: Arc<Vec<Event>>,
    pub(super) odds: Vec<(String, Odds)>,
    pub(super) panes: Vec<Pane>,
    pub(super) history: History,
    pub(super) notices: Notices,
    pub(super) jobs: Jobs<Outcome>,
    pub(super) cache: Option<SharedCache>,
    pub(super) saver: Option<Saver>,
    pub(super) selection: Option<Selection>,
    pub(super) dialog: Option<Dialog>,
    pub(super) imports: ImportDesk,
    pub(super) asked_for_path: Option<(PathPurpose, i64)>,
    pub(super) picture_maker: Option<PictureMaker>,
    pub(super) clipboard: Option<ClipboardContent>,
    pub(super) dark: bool,
    pub(super) quitting: bool,
    pub(super) revision: u64,
    pub(super) intervals: IntervalMemo,
    pub(super) zone: Zone,
    pub(super) local_zone: Option<Zone>,
    pub(super) full_screen: bool,
    pub(super) data_cursor: Option<DataCursor>,
    pub(super) line_tool: Option<LineTool>,
    pub(super) alerts: AlertWatch,
    pub(super) level_memo: LevelMemo,
    pub(super) miners: MinersMemo,
    pub(super) spaces: Spaces,
    pub(super) rows: RowsQueue,
    pub(super) run_mark: Option<RunMark>,
    pub(super) live: Live,
    pub(super) looking_back: LookingBack,
    pub(super) comparing: Comparing,
    pub(super) table_previewing: TablePreviewing,
    pub(super) flows: FlowMemo,
}

impl AppState {
    /// An empty program in the loading phase; `wake` is called when a job has news.
    pub fn new(clock: Clock, wake: Wake) -> Self {
        Self {
            clock,
            phase: Phase::Loading,
            document: Arc::new(Document::new(Vec::new(), Vec::new())),
            preview: None,
            view: View::default(),
            workspace_extra: serde_json::Map::new(),
            workspace_path: None,
            unsaved_because: None,
            not_written: None,
            folders: None,
            lock: None,
            settings: Settings::default(),
            library: Arc::new(Library::default()),
            derived: Derived::default(),
            derived_generation: 0,
            computing: Computing::default(),
            events: Arc::new(Vec::new()),
            odds: Vec::new(),
            panes: Vec::new(),
            history: History::default(),
            notices: Notices::default(),
            jobs: Jobs::new(wake),
            cache: None,
            saver: None,
            selection: None,
            dialog: None,
            imports: ImportDesk::default(),
            asked_for_path: None,
            picture_maker: None,
            clipboard: None,
            dark: true,
            quitting: false,
            revision: 0,
            intervals: IntervalMemo::default(),
            zone: Zone::utc(),
            local_zone: None,
            full_screen: false,
            data_cursor: None,
            line_tool: None,
            alerts: AlertWatch::default(),
            level_memo: LevelMemo::default(),
            miners: MinersMemo::default(),
            spaces: Spaces::default(),
            rows: RowsQueue::default(),
            run_mark: None,
            live: Live::default(),
            looking_back: LookingBack::default(),
            comparing: Comparing::default(),
            table_previewing: TablePreviewing::default(),
            flows: FlowMemo::default(),
        }
    }

    /// Opens everything on a worker thread; [`AppState::poll`] takes the result in.
    pub fn begin(&mut self, options: &StartOptions) {
        let inner = options.clone();
        let started =
            self.jobs.start("Opening".to_owned(), move |_| Outcome::Started(Box::new(start_marked(&inner))));
        if started.is_none() {
            self.take_in(start_marked(options));
        }
    }

    /// Opens the bundled case in memory on a worker thread.
    pub fn begin_safely(&mut self, options: &StartOptions) {
        let (data_dir, clock) = (options.data_dir.clone(), options.clock);
        let safe = move || SpaceOutcome::Safe(Box::new(start_safely(data_dir.as_deref(), clock)));
        let started = self.jobs.start("Opening".to_owned(), move |_| Outcome::Space(safe()));
        if started.is_none() {
            self.take_in(start_safely(options.data_dir.as_deref(), options.clock));
        }
    }

    /// Opens everything before returning: for the command line and for tests.
    pub fn opened(options: &StartOptions, wake: Wake) -> Self {
        let mut state = Self::new(options.clock, wake);
        state.take_in(start(options));
        state
    }

    /// A program that shows a snapshot and saves nothing: for pictures.
    pub fn showing(snapshot: Snapshot) -> Self {
        let mut state = Self::new(Clock::Fixed(snapshot.now), Arc::new(|| {}));
        state.phase = Phase::Ready;
        state.document = snapshot.document;
        state.library = snapshot.library;
        state.events = snapshot.events;
        state.alerts.log = snapshot.alerts;
        state.view = snapshot.view;
        state.looking_back = LookingBack::at(snapshot.as_known_on);
        state.dark = snapshot.dark;
        state.zone = snapshot.zone;
        state.derived.daily = state
            .library
            .drawn(catalog::PRICE, &state.document.preferred_sources)
            .map(|entry| crate::app::derived::daily_candles(&entry.series));
        state.derived.high = state.derived.daily.as_deref().and_then(crate::app::high::High::of);
        state.miners.given = Some(snapshot.miner_inputs);
        state.recompute();
        state.refresh_miners();
        state.make_intervals_now();
        if snapshot.only_pane.is_some() {
            // One pane shows the time that all of them show.
            state.view.time = Some(state.time_view());
            state.view.maximised = snapshot.only_pane;
        }
        state
    }

    /// Takes over what start-up opened.
    pub(super) fn take_in(&mut self, started: Started) {
        let Started { workspace: Workspace { document, view, alerts, extra }, .. } = started;
        self.adopt_alerts(alerts);
        self.document = Arc::new(document);
        self.view = view;
        self.workspace_extra = extra;
        self.workspace_path = started.workspace_path;
        self.unsaved_because = started.unsaved_because;
        self.folders = started.folders;
        self.lock = started.lock;
        self.settings = started.settings;
        self.imports.remembered = started.import_answers;
        self.choose_zone();
        // What is memoised of a library of before, and what is on its way for it, is no longer meant.
        let mut library = started.library;
        library.continue_after(self.library.revision());
        self.library = Arc::new(library);
        self.looking_back = self.looking_back.left_behind();
        self.derived = started.derived;
        self.leave_computed_behind();
        self.derived_generation += 1;
        self.alerts.derived_generation = self.derived_generation;
        self.events = Arc::new(started.events);
        self.cache = started.cache;
        self.leave_live_behind();
        self.spaces = started.spaces;
        self.run_mark = started.run_mark;
        if self.lock.is_some() && self.saver.is_none() {
            self.saver = Saver::start(self.jobs.wake()).ok();
        }
        for (severity, sentence) in started.said {
            self.raise(severity, sentence);
        }
        self.phase = Phase::Ready;
        self.refresh();
        self.save();
        if self.lock.is_some() {
            self.note_open_workspace();
        }
        self.offer_safe_mode();
    }

    /// Recomputes what hangs on document and library: odds, panes, rows of the interval.
    pub(super) fn refresh(&mut self) {
        self.compute_wanted();
        self.recompute();
        self.make_intervals();
        self.watch_alerts();
        self.count_levels();
        self.refresh_miners();
        self.compare_again();
        self.preview_table();
    }

    fn recompute(&mut self) {
        self.revision += 1;
        let document = Arc::clone(self.document_now());
        self.panes = panes(&document, &self.library);
        self.odds = match &self.derived.daily {
            Some(daily) => document
                .scenarios
                .iter()
                .map(|scenario| (scenario.id.clone(), scenario_odds(scenario, daily, &document.assumptions)))
                .collect(),
            None => Vec::new(),
        };
        self.refresh_flows();
    }

    /// Asks the saver for a write of the workspace.
    pub(super) fn save(&mut self) {
        if mutant::is_on(Mutant::Unsaved) {
            return;
        }
        let (Some(saver), Some(path), None) = (&self.saver, &self.workspace_path, &self.unsaved_because)
        else {
            return;
        };
        match self.workspace().to_members() {
            Ok(members) => saver.save(path.clone(), Content::Document(members)),
            Err(error) => self.raise(Severity::Problem, format!("Not saved: {error}")),
        }
    }

    /// The workspace as it was last committed.
    pub(super) fn workspace(&self) -> Workspace {
        Workspace {
            document: (*self.document).clone(),
            view: self.view.clone(),
            alerts: (*self.alerts.log).clone(),
            extra: self.workspace_extra.clone(),
        }
    }

    /// Remembers where the window is.
    pub fn save_window(&self, geometry: WindowGeometry) {
        if let (Some(saver), Some(folders), Some(_), Some(members)) =
            (&self.saver, &self.folders, &self.lock, geometry.to_members())
        {
            saver.save(folders.window_path(), Content::Document(members));
        }
    }

    pub(super) fn raise(&mut self, severity: Severity, sentence: impl Into<String>) {
        self.notices.raise(severity, sentence, None, self.clock.now_millis());
    }

    /// Loading or ready.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The document as it is drawn: with the change under the hand, if there is one.
    pub fn document_now(&self) -> &Arc<Document> {
        self.preview.as_ref().map_or(&self.document, |(document, _)| document)
    }

    /// The document as it was last committed.
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// The change under the hand.
    pub fn preview_edit(&self) -> Option<&Edit> {
        self.preview.as_ref().map(|(_, edit)| edit)
    }

    /// What is looked at.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The series.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The panes that are drawn, top to bottom: all, or the maximised one.
    pub fn panes(&self) -> &[Pane] {
        let maximised = self.view.maximised.as_ref();
        let alone = maximised.and_then(|id| self.panes.iter().find(|pane| pane.id == *id));
        alone.map_or(self.panes.as_slice(), std::slice::from_ref)
    }

    /// Every pane that is not hidden, also while one of them has the chart to itself.
    pub fn all_panes(&self) -> &[Pane] {
        &self.panes
    }

    /// Changes whenever document, library or preview do.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The drawn price.
    pub fn price(&self) -> Option<&Entry> {
        self.library.drawn(catalog::PRICE, &self.document.preferred_sources)
    }

    /// Averages and daily candles.
    pub fn derived(&self) -> &Derived {
        &self.derived
    }

    /// The last known close of the drawn price.
    pub fn last_close(&self) -> Option<(UnixSecs, f64)> {
        self.price()?.series.last_value()
    }

    /// Odds of a scenario.
    pub fn odds(&self, scenario: &str) -> Option<&Odds> {
        self.odds.iter().find(|(id, _)| id == scenario).map(|(_, odds)| odds)
    }

    /// Markers on the time axis.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Undo and redo.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What the user is told.
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// Jobs under way.
    pub fn running_jobs(&self) -> &[Running] {
        self.jobs.running()
    }

    /// What is selected.
    pub fn selection(&self) -> Option<&Selection> {
        self.selection.as_ref()
    }

    /// The small window that is open.
    pub fn dialog(&self) -> Option<Dialog> {
        self.dialog
    }

    /// Settings over all workspaces.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Why nothing is saved, if so; also while the last write of a file has failed.
    pub fn unsaved_because(&self) -> Option<&str> {
        self.unsaved_because.as_deref().or(self.not_written.as_deref())
    }

    /// Whether everything asked for is on disk.
    pub fn is_saved(&self) -> bool {
        self.saver.as_ref().is_none_or(Saver::is_idle)
    }

    /// Where files go.
    pub fn folders(&self) -> Option<&Folders> {
        self.folders.as_ref()
    }

    /// The cache.
    pub fn cache(&self) -> Option<&SharedCache> {
        self.cache.as_ref()
    }

    /// What time it is.
    pub fn now(&self) -> UnixSecs {
        self.clock.now()
    }

    /// Whether the window is to close.
    pub fn is_quitting(&self) -> bool {
        self.quitting
    }

    /// Waits until everything is on disk.
    pub fn flush(&self) {
        if let Some(saver) = &self.saver {
            saver.flush();
        }
    }

    /// Hands over what turns a snapshot into a picture.
    pub fn set_picture_maker(&mut self, maker: PictureMaker) {
        self.picture_maker = Some(maker);
    }

    /// Replaces the closure that wakes the window.
    pub fn set_wake(&mut self, wake: Wake) {
        self.jobs.set_wake(wake);
    }

    /// Whether pictures are dark; told by the theme in force.
    pub fn set_dark(&mut self, dark: bool) {
        self.dark = dark;
    }

    /// Everything a picture shows.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            document: Arc::clone(self.document_now()),
            library: Arc::clone(&self.library),
            events: Arc::clone(&self.events),
            alerts: Arc::clone(&self.alerts.log),
            view: self.view.clone(),
            dark: self.dark,
            now: self.clock.now(),
            zone: self.zone.clone(),
            only_pane: None,
            as_known_on: self.as_known_on(),
            miner_inputs: self.miner_inputs(),
        }
    }
}
