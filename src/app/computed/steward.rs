//! Keeps the computed series of the library up to what is looked at.
//!
//! Small tables are computed at once, so that the frame after a change has them; large
//! ones by a job, and what was drawn before stays until it is done. A result belongs to
//! the rows it was computed from: one that comes when those are gone is dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::app::computed::make::{Answered, compute_all, inputs_of, rows_read};
use crate::app::computed::memo::{Memo, MemoKey};
use crate::app::computed::wanted;
use crate::app::jobs::JobId;
use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::calc::calculation::instance::Instance;

/// Tables of at most this many rows are computed at once.
pub const ROWS_AT_ONCE: usize = 20_000;
/// Most rows over all series that one change has computed at once.
const MOST_AT_ONCE: usize = 200_000;

/// What is remembered of computed series while the program runs.
#[derive(Debug, Default)]
pub struct Computing {
    pub(in crate::app) memo: Memo,
    /// Changes with the rows of the library; results of another generation are dropped.
    generation: u64,
    pending: BTreeMap<u64, Pending>,
    next: u64,
}

#[derive(Debug)]
struct Pending {
    keys: BTreeSet<MemoKey>,
    job: Option<JobId>,
}

impl Computing {
    /// Whether something is still on its way.
    pub fn is_under_way(&self) -> bool {
        !self.pending.is_empty()
    }

    fn awaits(&self, key: &MemoKey) -> bool {
        self.pending.values().any(|pending| pending.keys.contains(key))
    }

    /// Forgets requests that will not be answered.
    pub(in crate::app) fn give_up(&mut self) {
        self.pending.clear();
    }
}

impl AppState {
    /// What is computed, and what is on its way.
    pub fn computing(&self) -> &Computing {
        &self.computing
    }

    /// Other rows have come: what is on its way for those of before is no longer meant.
    pub(in crate::app) fn leave_computed_behind(&mut self) {
        self.computing.generation += 1;
        for pending in std::mem::take(&mut self.computing.pending).into_values() {
            if let Some(job) = pending.job {
                self.jobs.cancel(job);
            }
        }
    }

    /// Brings the computed series of the library up to the document that is drawn.
    ///
    /// **Cost**: a look-up for each series that is there already.
    pub(in crate::app) fn compute_wanted(&mut self) {
        let document = Arc::clone(self.document_now());
        let wanted = wanted(&document);
        let ids: BTreeSet<String> = wanted.iter().map(Instance::series_id).collect();
        let preferences = &document.preferred_sources;
        let mut library = Arc::clone(&self.library);
        if library.computed_ids().any(|id| !ids.contains(id)) {
            Arc::make_mut(&mut library).retain_computed(|id| ids.contains(id));
        }
        let mut large: Vec<Instance> = Vec::new();
        let mut large_ids: BTreeSet<String> = BTreeSet::new();
        let mut keys = BTreeSet::new();
        let mut room = MOST_AT_ONCE;
        for instance in wanted {
            let id = instance.series_id();
            // What is computed from something that is on its way follows it.
            let waits = [&instance.of, &instance.with].into_iter().flatten().any(|of| large_ids.contains(of));
            let inputs = inputs_of(&library, preferences, &instance);
            if !waits && library.computed(&id).is_some_and(|held| held.inputs == inputs) {
                continue;
            }
            let key = (id, inputs);
            if !waits && let Some(answer) = self.computing.memo.get(&key) {
                let (id, inputs) = key;
                Arc::make_mut(&mut library).set_computed(&Answered { id, inputs, answer });
                continue;
            }
            let rows = rows_read(&library, preferences, &instance);
            if !waits && rows <= ROWS_AT_ONCE && rows <= room {
                room -= rows;
                let go_on = || ControlFlow::Continue(());
                for one in compute_all(&library, preferences, std::slice::from_ref(&instance), &go_on) {
                    self.computing.memo.put((one.id.clone(), one.inputs), one.answer.clone());
                    Arc::make_mut(&mut library).set_computed(&one);
                }
            } else {
                large_ids.insert(key.0.clone());
                if !self.computing.awaits(&key) {
                    keys.insert(key);
                    large.push(instance);
                }
            }
        }
        self.library = library;
        if !large.is_empty() {
            self.compute_in_background(large, keys);
        }
    }

    fn compute_in_background(&mut self, instances: Vec<Instance>, keys: BTreeSet<MemoKey>) {
        self.computing.next += 1;
        let (request, generation) = (self.computing.next, self.computing.generation);
        let library = Arc::clone(&self.library);
        let preferences = self.document_now().preferred_sources.clone();
        let job = self.start_job("Indicators", move |context| {
            let proceed =
                || if context.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
            let answered = compute_all(&library, &preferences, &instances, &proceed);
            Outcome::Computed { generation, request, answered }
        });
        if job.is_some() {
            self.computing.pending.insert(request, Pending { keys, job });
        }
    }

    /// Takes in what a job computed, unless other rows have come since.
    pub(in crate::app) fn take_computed(&mut self, generation: u64, request: u64, answered: Vec<Answered>) {
        if generation != self.computing.generation {
            return;
        }
        self.computing.pending.remove(&request);
        for one in answered {
            self.computing.memo.put((one.id, one.inputs), one.answer);
        }
        // What is wanted of it, and still of these rows, is found in the memo.
        self.refresh();
    }
}
