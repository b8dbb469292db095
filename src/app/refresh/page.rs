//! One page: asked for, read, judged, stored in one transaction, told.
//!
//! Knows nothing of windows or fallback. The lock on the cache is held while a
//! page is stored, never while a host is waited for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{MutexGuard, PoisonError};

use crate::app::clock::Clock;
use crate::app::import::SharedCache;
use crate::app::refresh::RefreshControl;
use crate::app::refresh::asking::{Asks, Listening, request};
use crate::app::refresh::gate::{Holds, Refusal, judge};
use crate::app::refresh::heal::joined;
use crate::app::refresh::origin::Origin;
use crate::app::refresh::plan::Candidate;
use crate::domain::provenance::Provenance;
use crate::domain::series::{Series, SeriesKey};
use crate::domain::time::{FIRST_BLOCK_DAY, UnixSecs};
use crate::io::cache::{Batch, Cache, CacheError, CacheFault, FetchState, Incoming};
use crate::io::http::{HttpError, HttpResponse, Validators};
use crate::io::sources::{Ask, Page, ParseError, Query, Question};

/// The most pages one window may be spread over.
const MOST_PAGES: usize = 256;

/// What every part of a refresh works with.
pub(super) struct Run<'a> {
    pub asks: &'a dyn Asks,
    pub cache: &'a SharedCache,
    pub clock: Clock,
    /// When the refresh began.
    pub began: UnixSecs,
    pub control: &'a dyn RefreshControl,
}

impl Run<'_> {
    /// What time it is, but never before the refresh began: a clock that is set back in the
    /// middle must not make rows look older than those stored a moment ago.
    pub(super) fn now(&self) -> UnixSecs {
        self.clock.now().max(self.began)
    }

    pub(super) fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a source was left.
#[derive(Debug)]
pub(super) enum Stop {
    /// The user stopped it.
    Cancelled,
    /// It did not answer, or not believably: the next one is asked.
    Source {
        /// Why, in words.
        why: String,
        /// What can be done about it, or empty.
        advice: String,
    },
    /// It is this machine that cannot go on.
    Local(String),
}

impl Stop {
    pub(super) fn source(why: impl Into<String>) -> Self {
        Self::Source { why: why.into(), advice: String::new() }
    }
}

impl From<HttpError> for Stop {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Cancelled => Self::Cancelled,
            error => Self::Source { why: error.to_string(), advice: error.advice().to_owned() },
        }
    }
}

impl From<CacheError> for Stop {
    fn from(error: CacheError) -> Self {
        match error.fault {
            // What is stored under this name is of another kind: another source may do.
            CacheFault::Shape { .. } | CacheFault::Unit { .. } | CacheFault::Cadence { .. } => {
                Self::source(error.to_string())
            }
            _ => Self::Local(error.to_string()),
        }
    }
}

/// What became of the rows of one series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub new: u64,
    pub changed: u64,
    pub grown: u64,
    pub same: u64,
}

/// What became of the rows of one source.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub counts: BTreeMap<SeriesKey, Counts>,
    pub rejected: u64,
    /// What could not be fetched beside the series itself, in sentences.
    pub beside: Vec<String>,
}

/// First and last row of what was stored.
pub(super) type Span = (UnixSecs, UnixSecs);

/// One source while it is asked for one series.
pub(super) struct Asking<'a> {
    pub run: &'a Run<'a>,
    pub candidate: &'a Candidate,
    /// What is noted with every page.
    pub state: FetchState,
    pub tally: &'a mut Tally,
}

/// A question and who reads the answer.
#[derive(Clone, Copy)]
struct Asked {
    ask: fn(&Ask) -> Question,
    parse: fn(&[u8], &Ask) -> Result<Page, ParseError>,
    holds: Holds,
    from: UnixSecs,
    to: UnixSecs,
}

/// An answer that was read.
struct Answer {
    page: Page,
    validators: Validators,
    ask: Ask,
    holds: Holds,
}

impl Asking<'_> {
    /// Whether the source has a row in a window; nothing is stored.
    pub(super) fn has_rows(&mut self, from: UnixSecs, to: UnixSecs) -> Result<bool, Stop> {
        match self.answer(self.feed(from, to), None, &Validators::default())? {
            Some(answer) => Ok(!self.judged(answer)?.is_empty()),
            None => Ok(false),
        }
    }

    /// Stores the rows of a window and says which they were; `None` if the source has none.
    ///
    /// `is_first` tells that there is no older window: once its last page is stored, the
    /// history is complete.
    pub(super) fn take(
        &mut self,
        from: UnixSecs,
        to: UnixSecs,
        is_first: bool,
    ) -> Result<Option<Span>, Stop> {
        match self.answer(self.feed(from, to), None, &Validators::default())? {
            Some(answer) => self.take_all(answer, is_first),
            None => Err(Stop::source("said that nothing changed, though it was not asked that")),
        }
    }

    /// Stores the rows of all of these windows in one transaction; false if the source has none.
    pub(super) fn take_together(&mut self, windows: &[Span]) -> Result<bool, Stop> {
        let (mut parts, mut seen_at) = (Vec::new(), self.run.now());
        for (from, to) in windows {
            let answer = self.answer(self.feed(*from, *to), None, &Validators::default())?;
            let Some(answer) = answer.filter(|answer| answer.page.next.is_none()) else {
                return Err(Stop::source("answered a part of what it was asked for"));
            };
            seen_at = answer.ask.now;
            parts.extend(self.judged(answer)?.into_iter().filter(|part| *part.key() == self.candidate.key));
        }
        let Some(series) = joined(&parts)? else { return Ok(false) };
        self.store(vec![series], seen_at)?;
        Ok(true)
    }

    /// Stores a document that holds everything; `None` if it is the one that was stored before.
    pub(super) fn take_whole(&mut self, from: UnixSecs) -> Result<Option<Option<Span>>, Stop> {
        let known = self.state.validators.clone();
        let to = self.run.now();
        match self.answer(self.feed(from, to), None, &known)? {
            Some(answer) => Ok(Some(self.take_all(answer, true)?)),
            None => Ok(None),
        }
    }

    /// Asks what comes along with the feed. If that fails, the feed has not failed.
    pub(super) fn take_beside(&mut self) -> Result<(), Stop> {
        for query in self.candidate.feed.beside {
            match self.take_query(query) {
                Err(Stop::Source { why, .. }) => {
                    self.tally.beside.push(format!("could not fetch {}: {why}", query.what));
                }
                done => done?,
            }
        }
        Ok(())
    }

    fn take_query(&mut self, query: &Query) -> Result<(), Stop> {
        let (from, to) = (FIRST_BLOCK_DAY, self.run.now());
        let asked = Asked { ask: query.ask, parse: query.parse, holds: Holds::Others, from, to };
        let Some(mut answer) = self.answer(asked, None, &Validators::default())? else { return Ok(()) };
        let (estimate, seen_at) = (answer.page.estimate.take(), answer.ask.now);
        let judged = self.judged(answer)?;
        self.store(judged, seen_at)?;
        if let Some(estimate) = estimate {
            self.run.cache().put_estimate(&estimate)?;
        }
        Ok(())
    }

    /// The feed itself, asked for a window.
    fn feed(&self, from: UnixSecs, to: UnixSecs) -> Asked {
        let feed = self.candidate.feed;
        Asked { ask: feed.ask, parse: feed.parse, holds: Holds::Series, from, to }
    }

    fn take_all(&mut self, first: Answer, is_first: bool) -> Result<Option<Span>, Stop> {
        let mut answer = first;
        let mut span: Option<Span> = None;
        let mut visited = BTreeSet::new();
        loop {
            let (next, ask) = (answer.page.next.clone(), answer.ask);
            let validators = std::mem::take(&mut answer.validators);
            let is_only = next.is_none() && visited.is_empty();
            let estimate = answer.page.estimate.take();
            let judged = self.judged(answer)?;
            let page = judged
                .iter()
                .find(|series| *series.key() == self.candidate.key)
                .and_then(|series| series.first_time().zip(series.last_time()));
            let grown = join(span, page);
            if grown == span && (next.is_some() || page.is_some()) && !visited.is_empty() {
                return Err(Stop::source(format!(
                    "its page {} holds nothing that was not on the pages before",
                    visited.len() + 1
                )));
            }
            span = grown;
            self.state.reached_start |= is_first && next.is_none();
            // Of a document in several pages the first one's marks say nothing about the others.
            self.state.validators = if is_only { validators } else { Validators::default() };
            self.store(judged, ask.now)?;
            if let Some(estimate) = estimate {
                self.run.cache().put_estimate(&estimate)?;
            }
            let Some(next) = next else { return Ok(span) };
            if !visited.insert(next.clone()) || visited.len() >= MOST_PAGES {
                return Err(Stop::source(format!("its pages do not end, {} were read", visited.len())));
            }
            let following = self.answer(self.feed(ask.from, ask.to), Some(next), &Validators::default())?;
            answer = following.ok_or_else(|| Stop::source("said of a further page that nothing changed"))?;
        }
    }

    /// `None` for a document that is as it is known; `path` asks for a further page.
    fn answer(&self, asked: Asked, path: Option<String>, known: &Validators) -> Result<Option<Answer>, Stop> {
        if self.run.control.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        let mut ask = Ask { from: asked.from, to: asked.to, now: self.run.now() };
        let mut request = request(self.candidate, (asked.ask)(&ask));
        if let Some(path) = path {
            request.path = path;
        }
        let origin = Origin::of(&request);
        request.known = origin.given(known);
        let response = self.run.asks.ask(&request, &Listening(self.run.control))?;
        let HttpResponse::Fresh { body, validators } = response else { return Ok(None) };
        ask.now = self.run.now();
        let page = (asked.parse)(&body, &ask).map_err(|error| match &self.candidate.secret {
            // The sentence is kept and shown, and some servers repeat the key they refuse.
            Some(secret) if secret.stands_in(&body) => {
                Stop::source("its answer was not taken and is not quoted, for it repeats the key")
            }
            _ => Stop::source(format!("its answer was not taken: {error}")),
        })?;
        Ok(Some(Answer { page, validators: origin.tie(validators), ask, holds: asked.holds }))
    }

    fn judged(&mut self, answer: Answer) -> Result<Vec<Series>, Stop> {
        let held = |key: &SeriesKey, from, to| self.run.cache().load_between(key, from, to);
        match judge(answer.page, answer.holds, self.candidate, &answer.ask, &held) {
            Ok(judged) => Ok(judged),
            Err(Refusal::Cache(error)) => Err(error.into()),
            Err(Refusal::Page { why, rows }) => {
                self.tally.rejected += rows;
                Err(Stop::source(format!("its rows were not taken: {why}")))
            }
        }
    }

    fn store(&mut self, judged: Vec<Series>, seen_at: UnixSecs) -> Result<(), Stop> {
        self.state.asked_at = seen_at;
        self.state.error = None;
        if judged.is_empty() {
            // Noted with the next page that has rows, or at the end.
            return Ok(());
        }
        let incoming: Vec<Incoming> = judged
            .into_iter()
            .map(|series| Incoming { series, provenance: self.provenance(seen_at) })
            .collect();
        let states = self.states(&incoming);
        let outcome = self.run.cache().put_fetched(&self.batch(seen_at), &incoming, &states)?;
        for report in outcome.reports {
            let counts = self.tally.counts.entry(report.key.clone()).or_default();
            counts.new += report.rows_new;
            counts.changed += report.rows_changed;
            counts.grown += report.rows_grown;
            counts.same += report.rows_same;
            let rows = report.rows_new + report.rows_changed + report.rows_same;
            self.run.control.page_stored(&report.key, rows);
        }
        Ok(())
    }

    /// Where the fetching of the series stands, and of those that came along with it.
    fn states(&self, incoming: &[Incoming]) -> Vec<FetchState> {
        let along = incoming.iter().map(|incoming| incoming.series.key()).filter(|key| {
            // One that is asked for on its own has a state of its own.
            **key != self.candidate.key
                && !self.candidate.source.feeds.iter().any(|feed| feed.series == key.id)
        });
        let along = along.map(|key| FetchState { key: key.clone(), ..self.state.clone() });
        std::iter::once(self.state.clone()).chain(along).collect()
    }

    pub(super) fn provenance(&self, seen_at: UnixSecs) -> Provenance {
        let info = &self.candidate.source.info;
        Provenance {
            title: info.title.to_owned(),
            citation: info.citation.to_owned(),
            licence: info.licence.to_owned(),
            seen_at,
        }
    }

    pub(super) fn batch(&self, at: UnixSecs) -> Batch {
        let name = self.candidate.key.source.to_string();
        Batch { kind: "refresh".to_owned(), name, dialect: String::new(), at }
    }
}

fn join(one: Option<Span>, other: Option<Span>) -> Option<Span> {
    match (one, other) {
        (Some((first, last)), Some((from, to))) => Some((first.min(from), last.max(to))),
        (one, other) => one.or(other),
    }
}
