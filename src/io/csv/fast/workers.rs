//! Two threads that read and parse, and one that takes the rows in file order.
//!
//! Knows threads, channels and the order of blocks; knows nothing of rows. A
//! worker takes the next block from the file, with the lock held, and parses it
//! where it is still in its core's cache. A fixed number of batches goes round:
//! a slow taker holds the workers up, and memory stays as it is. A panic of a
//! worker arrives as a fault of its block.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::batch::Batch;
use super::blocks::LineBlocks;
use super::parser::{Parser, Rules};
use crate::io::csv::error::CsvError;

/// Batches that go round: one a worker at work, one waiting and one taken.
const BATCHES: usize = 4;
/// Threads that read and parse.
const WORKERS: usize = 2;
/// Longest wait for a block before whoever waits is asked whether to go on.
const PATIENCE: Duration = Duration::from_millis(50);

/// What workers share.
struct Shared<R> {
    blocks: LineBlocks<R>,
    free: Receiver<Batch>,
    next: u64,
}

/// A batch and its place among the blocks.
type Numbered = (u64, Batch);

/// Reads the rest of `blocks` and hands the batches in file order to `take`, which
/// gives each back. `wait` is called while none is ready.
///
/// # Errors
/// Whatever `take` and `wait` return, the fault of a block included; a thread
/// that could not be started.
pub fn read_in_parallel<R: Read + Send>(
    blocks: LineBlocks<R>,
    rules: &Rules<'_>,
    take: &mut dyn FnMut(Batch) -> Result<Batch, CsvError>,
    wait: &dyn Fn() -> Result<(), CsvError>,
) -> Result<(), CsvError> {
    let (free, free_batches) = sync_channel(BATCHES);
    let (done, done_batches) = sync_channel(BATCHES);
    for _ in 0..BATCHES {
        free.send(Batch::default()).ok();
    }
    let shared = Mutex::new(Shared { blocks, free: free_batches, next: 0 });
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        for worker in 1..=WORKERS {
            let done = done.clone();
            let (shared, stop) = (&shared, &stop);
            let thread = thread::Builder::new().name(format!("csv rows {worker}"));
            let started = thread.spawn_scoped(scope, move || work(shared, rules, stop, &done));
            if let Err(fault) = started {
                stop.store(true, Ordering::Relaxed);
                return Err(fault.into());
            }
        }
        drop(done);
        let result = take_in_order(&done_batches, &free, take, wait);
        stop.store(true, Ordering::Relaxed);
        // Workers that wait for a batch or for room see that nobody is there any more.
        drop(free);
        drop(done_batches);
        result
    })
}

fn take_in_order(
    done: &Receiver<Numbered>,
    free: &SyncSender<Batch>,
    take: &mut dyn FnMut(Batch) -> Result<Batch, CsvError>,
    wait: &dyn Fn() -> Result<(), CsvError>,
) -> Result<(), CsvError> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    loop {
        match done.recv_timeout(PATIENCE) {
            Ok((number, batch)) => {
                early.insert(number, batch);
            }
            Err(RecvTimeoutError::Timeout) => wait()?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(io::Error::other("the threads that read it ended before its end").into());
            }
        }
        while let Some(batch) = early.remove(&next) {
            next += 1;
            let last = batch.last;
            let batch = take(batch)?;
            if last {
                return Ok(());
            }
            free.send(batch).ok();
        }
    }
}

fn work<R: Read>(
    shared: &Mutex<Shared<R>>,
    rules: &Rules<'_>,
    stop: &AtomicBool,
    done: &SyncSender<Numbered>,
) {
    let mut parser = Parser::new(rules);
    while !stop.load(Ordering::Relaxed) {
        let Some((number, mut batch)) = next_block(shared, stop) else { return };
        if batch.broken.is_none() {
            let parsed = catch_unwind(AssertUnwindSafe(|| {
                parser.parse(&mut batch, 0);
                batch
            }));
            batch = parsed.unwrap_or_else(|_panic| failed());
        }
        let last = batch.last;
        if done.send((number, batch)).is_err() || last {
            return;
        }
    }
}

/// The next block with its number; `None` after the last.
fn next_block<R: Read>(shared: &Mutex<Shared<R>>, stop: &AtomicBool) -> Option<Numbered> {
    // A panic while reading is caught below, so the lock of a poisoned one is as good.
    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    let shared = &mut *shared;
    if shared.blocks.ended() {
        return None;
    }
    let mut batch = shared.free.recv().ok()?;
    let read = catch_unwind(AssertUnwindSafe(|| shared.blocks.next_into(&mut batch.text, stop)));
    batch.bytes_read = shared.blocks.bytes_read();
    batch.last = shared.blocks.ended();
    batch.broken = match read {
        Ok(Ok(())) => None,
        Ok(Err(fault)) => Some(fault),
        Err(_panic) => failed().broken,
    };
    if batch.broken.is_some() {
        batch.last = true;
        shared.blocks.end();
    }
    let number = shared.next;
    shared.next += 1;
    Some((number, batch))
}

/// What stands for a block whose reading came to an unexpected end.
fn failed() -> Batch {
    let fault = io::Error::other("the program made a mistake in the middle of it; please report this");
    Batch::broken(fault.into())
}
