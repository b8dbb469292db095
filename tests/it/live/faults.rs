//! Whatever a server does: every source ends in bounded time, with a sentence, and nothing of
//! the bad answer is stored.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hashfloor::app::clock::Clock;
use hashfloor::app::refresh::{RefreshReport, RefreshRequest, refresh};
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::http::Limits;

use super::{LIMITS, NOW, Place, StopAfter, client_with, settings};
use crate::fixture_server::market::{KEYS, Market};
use crate::fixture_server::{Answer, Answers, Fault, Seen};

type Bend = fn(&[u8]) -> Vec<u8>;

/// A market whose answers are bent on command.
struct Bent {
    market: Arc<Market>,
    bend: Mutex<Option<Bend>>,
}

impl Answers for Bent {
    fn answer(&self, request: &Seen) -> Answer {
        let honest = self.market.answer(request);
        match *self.bend.lock().unwrap() {
            Some(bend) => Answer { body: bend(&honest.body), ..honest },
            None => honest,
        }
    }
}

fn replaced(body: &[u8], pairs: &[(&str, &str)]) -> Vec<u8> {
    let text = String::from_utf8(body.to_vec()).unwrap();
    pairs.iter().fold(text, |text, (from, to)| text.replace(from, to)).into_bytes()
}

/// Every run of digits, as another text.
fn numbers_as(body: &[u8], other: &str) -> Vec<u8> {
    let mut bent = Vec::new();
    let mut is_number = false;
    for byte in body {
        if !byte.is_ascii_digit() {
            bent.push(*byte);
        } else if !is_number {
            bent.extend(other.as_bytes());
        }
        is_number = byte.is_ascii_digit();
    }
    bent
}

/// Answers of the right type that say what cannot be.
const BENT: &[(&str, Bend)] = &[
    ("null", |_| b"null".to_vec()),
    ("an empty list", |_| b"[]".to_vec()),
    ("an empty object", |_| b"{}".to_vec()),
    ("a list of nothing", |_| b"[[]]".to_vec()),
    ("no data", |_| br#"{"data":null,"result":null,"values":null,"hashrates":null}"#.to_vec()),
    ("a refusal with 200", |_| {
        br#"{"error":["EService:Unavailable"],"code":1,"msg":"no","status":"no"}"#.to_vec()
    }),
    ("a text", |_| br#""nothing today""#.to_vec()),
    ("brackets without end", |_| vec![b'['; 100_000]),
    ("one byte less", |body| body[..body.len() - 2].to_vec()),
    ("something behind it", |body| [body, b"]}"].concat()),
    ("twice", |body| [body, body].concat()),
    ("a NUL", |body| [&body[..body.len() / 2], b"\0", &body[body.len() / 2..]].concat()),
    ("no text", |body| [&body[..body.len() / 2], b"\xff\xfe", &body[body.len() / 2..]].concat()),
    ("days to come", |body| replaced(body, &[("17", "27"), ("2026", "2036")])),
    ("days before Bitcoin", |body| replaced(body, &[("17", "07"), ("2026", "1999")])),
    ("nines", |body| numbers_as(body, "99999999999999999999")),
    ("nothing is known", |body| numbers_as(body, "null")),
    ("numbers that are too large", |body| numbers_as(body, "1e400")),
    ("words for numbers", |body| numbers_as(body, "x")),
];

/// A source that is up to date, in front of which something goes wrong.
struct Stage {
    place: Place,
    bent: Arc<Bent>,
}

impl Stage {
    fn new() -> Self {
        let market = Arc::new(Market::new(NOW).since(UnixSecs::parse_iso("2026-06-01").unwrap()));
        let bent = Arc::new(Bent { market: Arc::clone(&market), bend: Mutex::new(None) });
        Self { place: Place::with(Arc::clone(&bent) as Arc<dyn Answers>, market), bent }
    }

    fn refresh(&self, key: &str, now: UnixSecs) -> RefreshReport {
        let limits = Limits { tries: 1, total: Duration::from_millis(600), body_bytes: 1 << 20, ..LIMITS };
        let request = RefreshRequest { series: vec![key.to_owned()] };
        let control = StopAfter { pages: usize::MAX, stored: AtomicUsize::new(0) };
        let settings = settings(&self.place.server.base());
        refresh(&request, &settings, &client_with(limits), &self.place.cache, Clock::Fixed(now), &control)
    }

    /// Refreshes a source that answers badly, and says what is wrong with what came of it.
    fn complaint(&self, key: &str, fault: &str, now: UnixSecs, before: &str) -> Option<String> {
        let began = Instant::now();
        let report = self.refresh(key, now);
        let took = began.elapsed();
        let error = report.series[0].error.clone().unwrap_or_default();
        let what = if self.place.contents() != before {
            "rows changed"
        } else if took > Duration::from_secs(30) {
            "it took too long"
        } else if !error.starts_with("no source answered: ") || error.len() > 600 {
            "no sentence"
        } else {
            return None;
        };
        Some(format!("{key}, {fault}: {what}: {error:?}, {took:?}"))
    }
}

#[test]
fn nothing_of_a_bad_answer_is_stored_whatever_is_bad_and_whoever_says_it() {
    let mut complaints = Vec::new();
    let mut cases = BTreeMap::new();
    for key in KEYS {
        let stage = Stage::new();
        let filled = stage.refresh(key, NOW);
        assert_eq!(filled.series[0].error, None, "{filled:?}");
        let now = NOW.plus_days(1);
        stage.place.market.set_now(now);
        let before = stage.place.contents();
        // A hundred megabytes are packed once, not eighteen times.
        let usual = Fault::usual().into_iter().filter(|fault| *fault != Fault::GzipBomb || *key == KEYS[0]);
        for fault in usual {
            // Half a table of one's own is a table as well.
            if *key == "etf.flow.total@csv_url" && fault == Fault::Truncated {
                continue;
            }
            stage.place.server.misbehave("/", fault.clone(), 1_000);
            complaints.extend(stage.complaint(key, &format!("{fault:?}"), now, &before));
            stage.place.server.behave();
            *cases.entry(key).or_insert(0) += 1;
        }
        for (name, bend) in BENT {
            // A table whose last digit is lost is a table with another number in it, and a last line
            // that is no row is a footer.
            let is_a_table = matches!(*name, "one byte less" | "something behind it");
            if *key == "etf.flow.total@csv_url" && is_a_table {
                continue;
            }
            *stage.bent.bend.lock().unwrap() = Some(*bend);
            complaints.extend(stage.complaint(key, name, now, &before));
            *cases.entry(key).or_insert(0) += 1;
        }
        *stage.bent.bend.lock().unwrap() = None;
        let after = stage.refresh(key, now);
        assert_eq!(after.series[0].error, None, "{key} answers again: {after:?}");
    }
    assert_eq!(complaints, [""; 0], "{}", complaints.join("\n"));
    assert!(cases.values().all(|cases| *cases >= 40), "{cases:?}");
}
