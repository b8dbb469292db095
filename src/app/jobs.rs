//! Work in the background: always answers, never answers late.
//!
//! A job runs on a named thread, sends its result over a bounded channel and
//! then wakes the window. Results of a generation that is over are dropped by
//! whoever drains; a panic in a job becomes a sentence, not a crash.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Called after a result was sent; wakes the window.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Identifies a job.
pub type JobId = u64;

/// A job under way, as the status bar shows it.
#[derive(Clone, Debug)]
pub struct Running {
    /// Identity, for cancelling.
    pub id: JobId,
    /// What it does: `Reading yahoo.csv`.
    pub title: String,
    /// How far it is: `120,000 rows`.
    pub progress: String,
    cancel: Arc<AtomicBool>,
}

/// What a worker thread sends.
#[derive(Debug)]
pub enum JobEvent<T> {
    /// How far a job is, in words.
    Progress(JobId, String),
    /// The result, or a sentence about the panic that ended the job.
    Done(JobId, Result<T, String>),
}

/// What a job can do besides its work.
#[derive(Clone)]
pub struct JobContext<T> {
    id: JobId,
    cancel: Arc<AtomicBool>,
    sender: SyncSender<JobEvent<T>>,
    wake: Wake,
}

impl<T> JobContext<T> {
    /// Whether the user asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// Says how far the work is; dropped when the reader is behind.
    pub fn progress(&self, words: String) {
        if self.sender.try_send(JobEvent::Progress(self.id, words)).is_ok() {
            (self.wake)();
        }
    }
}

/// The jobs of a program, with results of type `T`.
pub struct Jobs<T> {
    sender: SyncSender<JobEvent<T>>,
    receiver: Receiver<JobEvent<T>>,
    running: Vec<Running>,
    next_id: JobId,
    wake: Wake,
}

/// Results that may wait to be drained before a worker has to wait.
const QUEUE: usize = 64;

impl<T: Send + 'static> Jobs<T> {
    /// No jobs yet; `wake` is called from worker threads.
    pub fn new(wake: Wake) -> Self {
        let (sender, receiver) = sync_channel(QUEUE);
        Self { sender, receiver, running: Vec::new(), next_id: 0, wake }
    }

    /// Replaces the closure that wakes the window, for jobs started from now on.
    pub fn set_wake(&mut self, wake: Wake) {
        self.wake = wake;
    }

    /// The closure that wakes the window.
    pub fn wake(&self) -> Wake {
        Arc::clone(&self.wake)
    }

    /// Starts work on a thread of its own; `None` if the system has no thread left.
    pub fn start(
        &mut self,
        title: String,
        work: impl FnOnce(&JobContext<T>) -> T + Send + 'static,
    ) -> Option<JobId> {
        self.next_id += 1;
        let id = self.next_id;
        let cancel = Arc::new(AtomicBool::new(false));
        let context = JobContext {
            id,
            cancel: Arc::clone(&cancel),
            sender: self.sender.clone(),
            wake: Arc::clone(&self.wake),
        };
        let thread = std::thread::Builder::new().name(format!("job {id}"));
        let spawned = thread.spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| work(&context))).map_err(|panic| {
                let words = panic
                    .downcast_ref::<&str>()
                    .map(|text| (*text).to_owned())
                    .or_else(|| panic.downcast_ref::<String>().cloned())
                    .unwrap_or_default();
                format!("an internal error stopped this job: {words}")
            });
            context.sender.send(JobEvent::Done(id, result)).ok(); // closed: the program is ending
            (context.wake)(); // after the send, or the wake-up can be lost
        });
        spawned.ok()?;
        self.running.push(Running { id, title, progress: String::new(), cancel });
        Some(id)
    }

    /// Asks a job to stop; it still answers.
    pub fn cancel(&self, id: JobId) {
        if let Some(job) = self.running.iter().find(|job| job.id == id) {
            job.cancel.store(true, Ordering::Relaxed);
        }
    }

    /// Results that have arrived, in order; progress is noted on the way.
    pub fn drain(&mut self) -> Vec<Result<T, String>> {
        let mut results = Vec::new();
        while let Ok(event) = self.receiver.try_recv() {
            self.note(event, &mut results);
        }
        results
    }

    /// Waits for the next event; for the command line and for tests.
    pub fn wait(&mut self) -> Vec<Result<T, String>> {
        let mut results = Vec::new();
        if !self.running.is_empty()
            && let Ok(event) = self.receiver.recv()
        {
            self.note(event, &mut results);
        }
        results
    }

    fn note(&mut self, event: JobEvent<T>, results: &mut Vec<Result<T, String>>) {
        match event {
            JobEvent::Progress(id, words) => {
                if let Some(job) = self.running.iter_mut().find(|job| job.id == id) {
                    job.progress = words;
                }
            }
            JobEvent::Done(id, result) => {
                self.running.retain(|job| job.id != id);
                results.push(result);
            }
        }
    }

    /// Jobs under way, oldest first.
    pub fn running(&self) -> &[Running] {
        &self.running
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet() -> Wake {
        Arc::new(|| {})
    }

    #[test]
    fn a_panic_becomes_a_sentence_and_the_next_job_runs() {
        let mut jobs: Jobs<u32> = Jobs::new(quiet());
        jobs.start("broken".to_owned(), |_| panic!("no luck"));
        let first = loop {
            if let Some(result) = jobs.wait().pop() {
                break result;
            }
        };
        assert_eq!(first, Err("an internal error stopped this job: no luck".to_owned()));
        jobs.start("fine".to_owned(), |_| 7);
        assert_eq!(jobs.wait(), [Ok(7)]);
        assert!(jobs.running().is_empty());
    }

    #[test]
    fn a_cancelled_job_still_answers() {
        let mut jobs: Jobs<bool> = Jobs::new(quiet());
        let id = jobs
            .start("long".to_owned(), |context| {
                while !context.is_cancelled() {
                    std::thread::yield_now();
                }
                true
            })
            .unwrap();
        jobs.cancel(id);
        assert_eq!(jobs.wait(), [Ok(true)]);
    }

    #[test]
    fn the_window_is_woken_after_the_result_was_sent() {
        let (woken, seen) = sync_channel(4);
        let mut jobs: Jobs<u32> = Jobs::new(Arc::new(move || woken.send(()).unwrap()));
        jobs.start("work".to_owned(), |_| 1);
        seen.recv().unwrap();
        assert_eq!(jobs.drain(), [Ok(1)]);
    }
}
