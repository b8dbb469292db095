//! Calling off the reading of a file without end.

use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::ops::ControlFlow;
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
    let (calls, longest) = (Cell::new(0), Cell::new(Duration::ZERO));
    let last = RefCell::new(Instant::now());
    let at_wish = Cell::new(0);
    let result = place.read_until(Counted(input, &taken), &|_rows| {
        longest.set(longest.get().max(last.replace(Instant::now()).elapsed()));
        calls.set(calls.get() + 1);
        if calls.get() < 20 {
            return ControlFlow::Continue(());
        }
        at_wish.set(taken.load(Ordering::SeqCst));
        ControlFlow::Break(())
    });
    let stopping = last.borrow().elapsed();
    let said = place.refusal(result);
    assert!(said.contains("cancelled"), "{said}");
    assert_eq!(calls.get(), 20, "asked again after it was told to stop");
    let after = taken.load(Ordering::SeqCst) - at_wish.get();
    assert!(after <= 8 << 20, "{after} bytes were read after the wish to stop");
    (longest.get(), stopping)
}

#[test]
fn reading_stops_soon_after_it_is_called_off_whatever_is_read() {
    let place = Place::new();
    let head = "date,open,high,low,close,volume\n";
    // Enough rows for the table to be known by.
    let start = format!("{head}{}", "1930089600,10,12,9,11,1.5\n".repeat(200));
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
