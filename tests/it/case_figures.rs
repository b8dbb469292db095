//! What the bundled case says once it is computed, not typed.

use hashfloor::calc::indicators::cross::{Cross, crosses};
use hashfloor::calc::indicators::ema::ema;
use hashfloor::calc::indicators::rsi::rsi;
use hashfloor::calc::indicators::sma::sma;
use hashfloor::calc::indicators::weekly::{joint_weeks, week_closes};
use hashfloor::domain::catalog;
use hashfloor::domain::series::Series;
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::case_file::bundled;

fn price(weekly: bool) -> Series {
    let case = bundled().unwrap();
    let found = case.incoming.into_iter().find(|incoming| {
        incoming.series.key().id == catalog::PRICE && incoming.series.key().weekly == weekly
    });
    found.unwrap().series
}

#[test]
fn the_death_cross_falls_on_the_day_of_its_event() {
    let daily = price(false);
    let found = crosses(&sma(daily.values(), 50), &sma(daily.values(), 200));
    let days: Vec<_> = found.iter().map(|event| (daily.times()[event.row], event.cross)).collect();
    let event = bundled().unwrap().events.into_iter().find(|event| event.title == "Death cross").unwrap();
    assert_eq!(days, [(event.date, Cross::Death)]);
}

#[test]
fn the_200_week_average_stood_near_69_000_on_5_february() {
    let (daily, weekly) = (price(false), price(true));
    let until = UnixSecs::parse_iso("2026-02-05").unwrap();
    let rows = daily.rows_between(UnixSecs(0), until).end;
    let weeks = joint_weeks(weekly.times(), weekly.values(), &daily.times()[..rows], &daily.values()[..rows]);
    let last = *ema(&week_closes(&weeks), 200).last().unwrap();
    assert!((68_900.0..69_200.0).contains(&last), "{last}");
}

#[test]
fn the_daily_rsi_closed_near_16_on_5_february() {
    let daily = price(false);
    let row = daily.times().binary_search(&UnixSecs::parse_iso("2026-02-05").unwrap()).unwrap();
    let value = rsi(daily.values(), 14)[row];
    assert!((15.5..16.0).contains(&value), "{value}");
}
