//! How long the first fill takes, and that it does not grow in memory.

use std::time::Instant;

use super::{Place, outcome};

/// Memory of this process in bytes.
#[cfg(target_os = "linux")]
fn resident_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1_024
}

#[cfg(not(target_os = "linux"))]
fn resident_bytes() -> u64 {
    0
}

/// Times are printed: how fast a machine is says nothing of the program.
#[test]
fn fifteen_years_of_every_usual_series_are_a_dozen_questions() {
    let mut took = Vec::new();
    let before = resident_bytes();
    for _ in 0..3 {
        let place = Place::since("2011-09-28");
        let began = Instant::now();
        let report = place.refresh(&[]);
        took.push(began.elapsed());
        assert!(report.series.iter().all(|one| one.error.is_none()), "{report:?}");
        assert_eq!(outcome(&report, "price.btc.usd").rows_new, 5_480);
        assert!(outcome(&report, "hashrate.network").rows_new > 5_400);
        // Six windows, one look before the first row at most, and six documents.
        let asked = place.asked(0);
        assert!((12..=14).contains(&asked.len()), "{asked:?}");
    }
    took.sort();
    let grown = resident_bytes().saturating_sub(before);
    println!(
        "first fill of 15 years: {:?} in the median; {} KiB more memory after three",
        took[1],
        grown >> 10
    );
    assert!(grown < 64 << 20, "{grown} bytes");
}
