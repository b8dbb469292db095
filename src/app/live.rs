//! Live data in the running program: jobs that fetch, the timer, the first question.
//!
//! Nothing is asked of any host before the user's word: by hand, or once and for all in the
//! settings. One refresh runs at a time; what is asked for meanwhile comes after it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use crate::app::as_known::{Reread, reload};
use crate::app::clock::Clock;
use crate::app::connection_test::{SourceTest, test_connection};
use crate::app::data_command::FirstFetch;
use crate::app::data_overview::{ConnectionTest, DataOverview, SourceStatus, read_overview, source_status};
use crate::app::jobs::{JobContext, JobId};
use crate::app::library::Entry;
use crate::app::live_words::{self, Asked};
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::refresh::{RefreshControl, RefreshReport, RefreshRequest, refresh};
use crate::app::schedule::{Moment, Schedule};
use crate::app::setting_change::SettingChange;
use crate::app::state::{AppState, Phase};
use crate::domain::live::Reach;
use crate::domain::provenance::SourceId;
use crate::domain::series::Cadence;
use crate::domain::time::{DAY_SECS, UnixSecs};
use crate::io::cache::CacheError;
use crate::io::http::{HttpClient, HttpError, HttpOptions};
use crate::io::sources::{SOURCES, source};

/// How often the clocks are looked at while the program refreshes by itself: a machine that
/// slept is noticed within this time, ms.
const LOOK_MS: i64 = 60_000;

/// What a job about live data came back with.
pub enum LiveOutcome {
    /// A refresh ended; `Err` if nobody could be asked at all.
    Refreshed(Asked, Result<RefreshReport, String>),
    /// Every series of the cache, read anew.
    Reloaded(Result<Reread, CacheError>),
    /// What the Data window shows.
    Overview(Result<DataOverview, CacheError>),
    /// A source was asked whether it answers.
    Tested(&'static str, ConnectionTest),
}

/// The one client of the program, made by the first job that needs it: it keeps the pace per host.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedClient(Arc<Mutex<Option<Arc<HttpClient>>>>);

impl SharedClient {
    pub(super) fn get(&self, reach: Reach) -> Result<Arc<HttpClient>, HttpError> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = &*held {
            return Ok(Arc::clone(client));
        }
        let client = Arc::new(HttpClient::new(HttpOptions { reach, ..HttpOptions::default() })?);
        *held = Some(Arc::clone(&client));
        Ok(client)
    }
}

/// What the state holds of live data.
#[derive(Debug, Default)]
pub(super) struct Live {
    pub reach: Reach,
    pub overview: DataOverview,
    client: SharedClient,
    /// Goes up with every cache: what a job says of another one is dropped.
    turn: u64,
    refreshing: Option<(JobId, RefreshRequest)>,
    waiting: VecDeque<RefreshRequest>,
    schedule: Schedule,
    has_looked: bool,
    is_answered: bool,
    reload: Work,
    reading: Work,
    has_overview: bool,
    tests: BTreeMap<&'static str, SourceTest>,
    /// Who failed in the last refresh, by id of the series.
    failed: BTreeMap<String, Vec<SourceId>>,
    /// Who was drawn when a past day was begun to be shown.
    drawn_when_left: Option<BTreeMap<String, SourceId>>,
    /// What was said last of what did not work.
    problem: Option<String>,
}

/// Work that is wanted again whenever something changes, one at a time.
#[derive(Debug, Default)]
struct Work {
    is_wanted: bool,
    under_way: Option<JobId>,
}

/// What a refresh tells goes to the status bar.
struct Telling<'a>(&'a JobContext<Outcome>);

impl RefreshControl for Telling<'_> {
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }

    fn progress(&self, words: String) {
        self.0.progress(words);
    }
}

impl AppState {
    /// Lets the program into the network, as far as `main` says. Nothing is reached before.
    pub fn allow(&mut self, reach: Reach) {
        self.live.reach = reach;
        self.live.client = SharedClient::default();
    }

    /// How far the program may go.
    pub fn reach(&self) -> Reach {
        self.live.reach
    }

    /// Replaces the clock: for tests and replays.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Whether the first question waits for an answer.
    pub fn asks_first_fetch(&self) -> bool {
        let live = &self.live;
        self.phase == Phase::Ready
            && live.has_overview
            && !live.is_answered
            && self.settings.live().on_start.is_none()
            && !live.overview.was_fetched()
            && !self.is_refreshing()
            && self.why_not_refreshed().is_none()
    }

    /// Whether a refresh is under way.
    pub fn is_refreshing(&self) -> bool {
        self.live.refreshing.as_ref().is_some_and(|(id, _)| self.is_running(*id))
    }

    /// When the timer refreshes next; `None` if it does not.
    pub fn next_refresh(&self) -> Option<UnixSecs> {
        let ms = self.next_refresh_ms()?;
        Some(UnixSecs(self.clock.now().0.saturating_add(ms.div_euclid(1_000))))
    }

    /// What is stored, from whom, how old; read anew by a job after every change.
    pub fn data_overview(&self) -> &DataOverview {
        &self.live.overview
    }

    /// Every live source, in the order of the registry.
    pub fn sources_status(&self) -> Vec<SourceStatus> {
        let settings = self.settings.live();
        let status = |source| source_status(source, settings);
        let tested = |status: SourceStatus| {
            let test = self.live.tests.get(status.info.id).map(|test| test.result.clone());
            SourceStatus { test, ..status }
        };
        SOURCES.iter().map(|source| tested(status(source))).collect()
    }

    /// Why nothing can be fetched here, in a sentence; `None` if it can.
    pub fn why_not_refreshed(&self) -> Option<&str> {
        if self.phase == Phase::Loading {
            return Some("Your data are still being opened");
        }
        if self.live.reach == Reach::Nothing {
            return Some("The network is switched off for this start");
        }
        if self.cache.is_none() {
            return Some("The cache cannot be used");
        }
        self.spaces.folder_says.as_deref()
    }

    pub(super) fn begin_refresh(&mut self, series: Vec<String>) {
        if let Some(why) = self.why_not_refreshed() {
            let sentence = format!("Not refreshed. {why}");
            self.raise(Severity::Problem, sentence);
            return;
        }
        let request = RefreshRequest { series };
        let running = self.live.refreshing.as_ref().filter(|(id, _)| self.is_running(*id));
        match running {
            None => self.start_refresh(request, Asked::ByHand),
            Some((_, running)) if *running == request || self.live.waiting.contains(&request) => {
                self.raise(Severity::Info, "A refresh is under way already");
            }
            Some(_) => {
                let what = live_words::request_words(&request);
                self.live.waiting.push_back(request);
                self.raise(Severity::Info, format!("A refresh is under way; {what} comes after it"));
            }
        }
    }

    /// The one client of the program.
    pub(super) fn http_client(&self) -> SharedClient {
        self.live.client.clone()
    }

    fn start_refresh(&mut self, request: RefreshRequest, asked: Asked) {
        let Some(cache) = self.cache.clone() else { return };
        let (settings, clock) = (Arc::clone(self.settings.live()), self.clock);
        let (client, reach, turn) = (self.live.client.clone(), self.live.reach, self.live.turn);
        let asked_for = request.clone();
        let started = self.start_job("Refreshing", move |context| {
            let report = match client.get(reach) {
                Ok(http) => Ok(refresh(&request, &settings, &http, &cache, clock, &Telling(context))),
                Err(error) => Err(error.with_advice()),
            };
            Outcome::Live(turn, LiveOutcome::Refreshed(asked, report))
        });
        self.live.schedule.restart(Moment::now(self.clock));
        self.live.refreshing = started.map(|id| (id, asked_for));
    }

    pub(super) fn stop_refresh(&mut self) {
        self.live.waiting.clear();
        if let Some((id, _)) = &self.live.refreshing {
            self.jobs.cancel(*id);
        }
    }

    pub(super) fn answer_first_fetch(&mut self, answer: FirstFetch) {
        self.live.is_answered = true;
        match answer {
            FirstFetch::FetchNow => {}
            FirstFetch::Always => self.change_setting(&SettingChange::RefreshOnStart(true)),
            FirstFetch::NotNow => {
                self.change_setting(&SettingChange::RefreshOnStart(false));
                return;
            }
        }
        self.begin_refresh(Vec::new());
    }

    pub(super) fn test_source(&mut self, id: &'static str) {
        if self.live.reach == Reach::Nothing {
            self.raise(Severity::Problem, "Not asked. The network is switched off for this start");
            return;
        }
        let Some(source) = source(id) else { return };
        let (client, reach, turn) = (self.live.client.clone(), self.live.reach, self.live.turn);
        let (settings, clock) = (self.settings.live().source(id), self.clock);
        let job = self.start_job(&format!("Asking {}", source.info.title), move |context| {
            let result = test_connection(source, &settings, &client, reach, clock, context);
            Outcome::Live(turn, LiveOutcome::Tested(id, result))
        });
        if let Some(job) = job {
            self.live.tests.insert(id, SourceTest { job, result: ConnectionTest::Asking });
        }
    }

    /// What is stored changed, and the library with it: only the Data window's part is read anew.
    ///
    /// A library that is on its way was read before; it is read again.
    pub(super) fn note_stored_rows(&mut self) {
        self.live.reading.is_wanted = true;
        self.live.reload.is_wanted |= self.live.reload.under_way.is_some();
    }

    /// Another cache: what is under way for the one before means nothing here.
    pub(super) fn leave_live_behind(&mut self) {
        self.stop_refresh();
        let Live { reach, client, turn, is_answered, .. } = std::mem::take(&mut self.live);
        self.live = Live { reach, client, turn: turn + 1, is_answered, ..Live::default() };
        self.live.reading.is_wanted = true;
    }

    /// Looks at the clocks and starts what is wanted; called whenever the state is polled.
    pub(super) fn go_on_with_live(&mut self) {
        if self.phase != Phase::Ready {
            return;
        }
        self.refresh_in_time();
        // Imports read the library too, and theirs must not be overtaken by an older one.
        if self.live.reload.is_wanted && !self.rows.awaits_result() && !self.is_at_work(&self.live.reload) {
            self.live.reload = Work { is_wanted: false, under_way: self.start_reload() };
        }
        if self.live.reading.is_wanted && !self.is_at_work(&self.live.reading) {
            self.live.reading = Work { is_wanted: false, under_way: self.start_reading() };
        }
        let running = self.jobs.running();
        self.live.tests.retain(|_, test| {
            test.result != ConnectionTest::Asking || running.iter().any(|job| job.id == test.job)
        });
    }

    fn refresh_in_time(&mut self) {
        if self.is_refreshing() || self.why_not_refreshed().is_some() {
            return;
        }
        if let Some(request) = self.live.waiting.pop_front() {
            return self.start_refresh(request, Asked::ByHand);
        }
        let (now, every) = (Moment::now(self.clock), self.settings.live().every());
        let is_first = !std::mem::replace(&mut self.live.has_looked, true);
        let is_due = match every {
            Some(every) => self.live.schedule.is_due(now, every) || is_first,
            None => false,
        };
        if is_due {
            self.start_refresh(RefreshRequest::default(), Asked::ByItself);
        } else if is_first {
            self.live.schedule.restart(now);
        }
    }

    fn next_refresh_ms(&self) -> Option<i64> {
        let every = self.settings.live().every()?;
        if self.is_refreshing() || self.why_not_refreshed().is_some() {
            return None;
        }
        Some(self.live.schedule.remaining_ms(Moment::now(self.clock), every))
    }

    /// Milliseconds until the clocks are to be looked at; `None` while nothing is done by itself.
    pub(super) fn next_look_ms(&self) -> Option<i64> {
        self.next_refresh_ms().map(|ms| ms.clamp(1_000, LOOK_MS))
    }

    /// Milliseconds until an age that is on the screen may read differently: a minute where
    /// minutes are said, else the end of the day, and no more than an hour, for a machine that
    /// slept meanwhile.
    pub fn ages_change_in_ms(&self) -> i64 {
        const MINUTE_MS: i64 = 60_000;
        let (now, now_ms) = (self.clock.now(), self.clock.now_millis());
        let is_young = |entry: &Entry| {
            let last = entry.series.last_time();
            let is_young = last.is_some_and(|last| now.secs_since(last) < 2 * DAY_SECS);
            entry.series.cadence() == Cadence::Intraday && is_young
        };
        if self.live.overview.estimate.is_some() || self.library.entries().any(|(_, entry)| is_young(entry)) {
            return MINUTE_MS;
        }
        let day_ms = DAY_SECS * 1_000;
        (day_ms - now_ms.rem_euclid(day_ms)).clamp(1_000, 60 * MINUTE_MS)
    }

    fn start_reload(&mut self) -> Option<JobId> {
        let (cache, turn) = (self.cache.clone()?, self.live.turn);
        let (library, day) = (Arc::clone(&self.library), self.day_to_read());
        self.start_job("Reading what was fetched", move |_| {
            Outcome::Live(turn, LiveOutcome::Reloaded(reload(&cache, &library, day)))
        })
    }

    fn start_reading(&mut self) -> Option<JobId> {
        let (cache, turn) = (self.cache.clone()?, self.live.turn);
        self.start_job("Looking at the cache", move |_| {
            Outcome::Live(turn, LiveOutcome::Overview(read_overview(&cache)))
        })
    }

    fn is_at_work(&self, work: &Work) -> bool {
        work.under_way.is_some_and(|id| self.is_running(id))
    }

    fn is_running(&self, id: JobId) -> bool {
        self.jobs.running().iter().any(|job| job.id == id)
    }

    pub(super) fn take_live(&mut self, turn: u64, outcome: LiveOutcome) {
        if turn != self.live.turn {
            return;
        }
        match outcome {
            LiveOutcome::Refreshed(asked, report) => self.take_refreshed(asked, report),
            LiveOutcome::Reloaded(loaded) => {
                self.live.reload.under_way = None;
                match loaded {
                    // Overtaken while it was read: it is read again.
                    Ok(_) if self.live.reload.is_wanted => {}
                    Ok(reread) => self.take_reloaded(reread),
                    Err(error) => {
                        self.raise(Severity::Problem, format!("What was fetched cannot be read: {error}"));
                    }
                }
            }
            LiveOutcome::Overview(overview) => {
                self.live.reading.under_way = None;
                self.live.has_overview = true;
                match overview {
                    Ok(overview) => self.live.overview = overview,
                    Err(error) => self.raise(Severity::Problem, format!("The cache cannot be read: {error}")),
                }
            }
            LiveOutcome::Tested(id, result) => {
                if let Some(test) = self.live.tests.get_mut(id) {
                    test.result = result;
                }
            }
        }
    }

    fn take_refreshed(&mut self, asked: Asked, report: Result<RefreshReport, String>) {
        self.live.refreshing = None;
        self.live.schedule.restart(Moment::now(self.clock));
        self.live.reading.is_wanted = true;
        let report = report.unwrap_or_else(|why| live_words::report_of_nobody(&why));
        self.live.reload.is_wanted |= report.series.iter().any(|series| series.source.is_some());
        self.live.failed = live_words::failed(&report);
        if report.cancelled {
            self.live.waiting.clear();
        }
        let now_ms = self.clock.now_millis();
        if let Some((severity, sentence)) = live_words::summary(&report, asked) {
            self.notices.raise(severity, sentence, None, now_ms);
        }
        let problem = live_words::problem(&report);
        // Said once: without a network it would be the same every hour.
        let is_news = asked == Asked::ByHand || problem != self.live.problem;
        if let Some(sentence) = problem.clone().filter(|_| is_news) {
            let action = Some(live_words::show_refreshes());
            self.notices.raise(Severity::Problem, sentence, action, now_ms);
        }
        self.live.problem = problem;
    }

    /// Takes the library in; a series that is drawn from another source from now on is said.
    fn take_reloaded(&mut self, reread: Reread) {
        let before = self.as_known_on().is_none().then(|| self.drawn_sources());
        self.replace_library(reread);
        // In the past nobody begins to be drawn; that is said when it is left.
        if let (Some(before), None) = (before, self.as_known_on()) {
            self.say_flips(&before);
        }
    }

    /// Remembers who is drawn now, because a past day is to be shown.
    pub(super) fn note_drawn_sources(&mut self) {
        if self.as_known_on().is_none() {
            self.live.drawn_when_left = Some(self.drawn_sources());
        }
    }

    /// Says who is drawn instead of whom since a past day was begun to be shown.
    pub(super) fn say_flips_since_left(&mut self) {
        if self.as_known_on().is_none()
            && let Some(before) = self.live.drawn_when_left.take()
        {
            self.say_flips(&before);
        }
    }

    fn say_flips(&mut self, before: &BTreeMap<String, SourceId>) {
        let flips = live_words::flips(before, &self.drawn_sources(), &self.live.failed);
        self.live.failed.clear();
        let now_ms = self.clock.now_millis();
        for (sentence, action) in flips {
            self.notices.raise(Severity::Info, sentence, action, now_ms);
        }
    }

    /// Who is drawn for each series.
    fn drawn_sources(&self) -> BTreeMap<String, SourceId> {
        let preferences = &self.document.preferred_sources;
        let ids = self.library.entries().map(|(key, _)| key.id.clone());
        let drawn = |id: &str| Some(self.library.drawn(id, preferences)?.series.key().source.clone());
        ids.filter_map(|id| drawn(&id).map(|source| (id, source))).collect()
    }
}

#[cfg(test)]
mod tests;
