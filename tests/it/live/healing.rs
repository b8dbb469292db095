//! Months that went bad on disk are fetched again, whole, and nothing else is touched.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hashfloor::domain::time::UnixSecs;
use rusqlite::Connection;

use super::{NOW, Place, key, outcome};
use crate::fixture_server::market::Market;
use crate::fixture_server::{Answer, Answers, Seen};

const HOURLY: &str = "price.btc.usd.hourly@coinbase";

/// Changes bytes behind the program's back.
fn tamper(place: &Place, sql: &str) {
    let changed = Connection::open(place._folder.path().join("cache.db")).unwrap().execute(sql, []).unwrap();
    assert!(changed > 0, "{sql}");
}

fn secs(day: &str) -> i64 {
    UnixSecs::parse_iso(day).unwrap().0
}

fn spoil(place: &Place, table: &str, value: &str, day: &str) {
    tamper(place, &format!("UPDATE {table} SET {value} = {value} + 1 WHERE time_utc_s = {}", secs(day)));
}

/// The same for rows that lie packed: the chunk of a day loses its last byte.
fn spoil_packed(place: &Place, day: &str) {
    let time = secs(day);
    tamper(
        place,
        &format!(
            "UPDATE packed_rows SET bytes = substr(bytes, 1, length(bytes) - 1)
             WHERE first_time_utc_s <= {time} AND last_time_utc_s >= {time}"
        ),
    );
}

fn damaged(place: &Place, of: &str) -> Vec<String> {
    place.cache.lock().unwrap().load(&key(of)).unwrap().unwrap().damaged_months
}

#[test]
fn damaged_months_of_a_history_in_windows_are_fetched_again_wherever_they_lie() {
    let days = ["2025-12-05", "2026-03-01", "2026-03-31", "2026-09-28"];
    for damage in [&days[..1], &days[1..2], &days[2..3], &days[3..], &days[..]] {
        let place = Place::since("2025-12-01");
        place.refresh(&[HOURLY]);
        damage.iter().for_each(|day| spoil_packed(&place, day));
        assert!(!damaged(&place, HOURLY).is_empty());
        let report = place.refresh(&[HOURLY]);
        assert_eq!(report.series[0].error, None, "{damage:?}: {report:?}");
        place.assert_truth(HOURLY);
    }
}

#[test]
fn a_history_of_which_nothing_is_sound_is_fetched_anew() {
    let place = Place::since("2026-06-01");
    place.refresh(&[HOURLY]);
    tamper(&place, "UPDATE packed_rows SET bytes = substr(bytes, 1, length(bytes) - 1)");
    let report = place.refresh(&[HOURLY]);
    assert_eq!(report.series[0].error, None, "{report:?}");
    place.assert_truth(HOURLY);
}

/// A market that falls silent after so many answers.
struct Tiring {
    market: Arc<Market>,
    left: AtomicUsize,
}

impl Answers for Tiring {
    fn answer(&self, request: &Seen) -> Answer {
        let left = self.left.load(Ordering::SeqCst);
        self.left.store(left.saturating_sub(1), Ordering::SeqCst);
        if left == 0 {
            return Answer { status: 404, ..Answer::json("{}") };
        }
        self.market.answer(request)
    }
}

#[test]
fn a_month_of_which_a_part_came_stays_damaged_until_all_of_it_is_there() {
    let market = Arc::new(Market::new(NOW).since(UnixSecs::parse_iso("2025-12-01").unwrap()));
    let tiring = Arc::new(Tiring { market: Arc::clone(&market), left: AtomicUsize::new(usize::MAX) });
    let place = Place::with(Arc::clone(&tiring) as _, market);
    place.refresh(&[HOURLY]);
    spoil_packed(&place, "2026-03-15");
    // The end of the history and a part of the month.
    tiring.left.store(2, Ordering::SeqCst);
    let report = place.refresh(&[HOURLY]);
    assert!(report.series[0].error.as_ref().unwrap().contains("404"), "{report:?}");
    assert_eq!(damaged(&place, HOURLY), ["2026-03"]);
    tiring.left.store(usize::MAX, Ordering::SeqCst);
    place.refresh(&[HOURLY]);
    place.assert_truth(HOURLY);
}

/// A market whose documents have marks.
struct Marked(Arc<Market>);

impl Answers for Marked {
    fn answer(&self, request: &Seen) -> Answer {
        let mark = "\"1\"";
        let mut honest = self.0.answer(request);
        if request.header("if-none-match") == Some(mark) {
            return Answer { status: 304, body: Vec::new(), ..honest };
        }
        honest.headers.push(("etag".to_owned(), mark.to_owned()));
        honest
    }
}

#[test]
fn a_document_whose_rows_are_damaged_is_read_again_though_it_did_not_change() {
    let market = Arc::new(Market::new(NOW).since(UnixSecs::parse_iso("2026-01-01").unwrap()));
    let place = Place::with(Arc::new(Marked(Arc::clone(&market))), market);
    let id = "sentiment.fear_greed";
    place.refresh(&[id]);
    place.refresh(&[id]);
    let asked = place.server.requests();
    assert!(asked[1].header("if-none-match").is_some(), "an undamaged one is not sent again: {asked:?}");
    spoil(&place, "value_row", "value", "2026-03-15");
    let report = place.refresh(&[id]);
    assert_eq!(outcome(&report, id).rows_new, 31, "{report:?}");
    place.assert_truth("sentiment.fear_greed@alternative_me");
}
