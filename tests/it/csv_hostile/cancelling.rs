//! Calling off the reading of a file without end.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::{Counted, Place, repeated};
use crate::csv_hostile::wrapped::gzip;

/// The figure is 200 ms for a release build; a debug build on a busy machine gets some more.
const MOST: Duration = Duration::from_secs(2);

/// Reads until progress was told of 20 times; gives the longest time in which a wish to stop
/// would not have been heard, and how long stopping took.
#[track_caller]
fn stopped(place: &Place, input: impl Read + Send) -> (Duration, Duration) {
    let taken = AtomicU64::new(0);
    // When it was told of last, the longest pause until then, how often, and what was read by then.
    let told = Mutex::new((Instant::now(), Duration::ZERO, 0, 0));
    let result = place.read_until(Counted(input, &taken), &|_advance| {
        let (last, longest, times, by_then) = &mut *told.lock().unwrap();
        *longest = last.elapsed().max(*longest);
        *last = Instant::now();
        *times += 1;
        *by_then = taken.load(Ordering::SeqCst);
        if *times < 20 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let (last, longest, times, by_then) = told.into_inner().unwrap();
    let stopping = last.elapsed();
    let said = place.refusal(result);
    assert!(said.contains("cancelled"), "{said}");
    assert_eq!(times, 20, "asked again after it was told to stop");
    let after = taken.load(Ordering::SeqCst) - by_then;
    assert!(after <= 8 << 20, "{after} bytes were read after the wish to stop");
    (longest, stopping)
}

#[test]
fn reading_stops_soon_after_it_is_called_off_whatever_is_read() {
    let place = Place::new();
    let head = "date,open,high,low,close,volume\n";
    // Enough rows for the table to be known by: more than the head that is looked at.
    let start = format!("{head}{}", "1930089600,10,12,9,11,1.5\n".repeat(3_000));
    let rows = || io::Cursor::new(head).chain(repeated("1930089600,10,12,9,11,1.5\n", u64::MAX));
    let lines = || io::Cursor::new(start.clone()).chain(io::repeat(b'\n'));
    let bad = || io::Cursor::new(start.clone()).chain(repeated("no date,10,12,9,11,1.5\n", u64::MAX));
    let packed = gzip(&"\n".repeat(4 << 20).into_bytes());
    let bomb = io::Cursor::new([gzip(start.as_bytes()), packed.repeat(64)].concat());
    for (what, (longest, stopping)) in [
        ("rows", stopped(&place, rows())),
        ("blank lines", stopped(&place, lines())),
        ("bad rows", stopped(&place, bad())),
        ("a bomb of blank lines", stopped(&place, bomb)),
    ] {
        println!("{what}: asked every {longest:?} at most, stopped after {stopping:?}");
        assert!(longest + stopping < MOST, "{what}: {longest:?} until asked, {stopping:?} to stop");
    }
}
