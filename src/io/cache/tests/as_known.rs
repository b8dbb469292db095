//! What was known on a past day, against slow references.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn at(hours: i64) -> UnixSecs {
    UnixSecs(day("2026-01-31").0 + hours * 3_600)
}

fn batch_at(kind: &str, hours: i64) -> Batch {
    Batch { kind: kind.to_owned(), at: at(hours), ..batch("b") }
}

/// Hours after the batch before, series, first day, values.
type Step = (i64, bool, i64, Vec<u8>);

fn any_step() -> impl Strategy<Value = Step> {
    (0..20_i64, any::<bool>(), 0..12_i64, prop::collection::vec(0..4_u8, 1..8))
}

fn incoming_of((_, second, first, values): &Step) -> Incoming {
    let values: Vec<f64> =
        values.iter().map(|value| if *value == 0 { f64::NAN } else { f64::from(*value) * 0.1 }).collect();
    let first = day("2026-01-26").plus_days(*first).iso_date();
    scalar_from(if *second { "b" } else { "a" }, &first, &values)
}

/// Key, times and bits of every column.
type Bits = (String, Vec<i64>, Vec<Vec<u64>>);

fn seen(stored: &[Stored]) -> Vec<Bits> {
    let mut seen = bits(stored);
    seen.sort();
    seen
}

/// Batch, time it was seen, bits.
type Version = (i64, i64, u64);

/// Every version a row ever had that was not forgotten, by key and time.
#[derive(Default)]
struct SlowModel {
    versions: BTreeMap<(String, i64), Vec<Version>>,
}

impl SlowModel {
    fn put(&mut self, incoming: &Incoming, batch: i64, at: i64, is_fetch: bool) {
        let series = &incoming.series;
        for (time, value) in series.times().iter().zip(series.values()) {
            let value = if value.is_nan() { u64::MAX } else { value.to_bits() };
            let versions = self.versions.entry((series.key().to_string(), time.0)).or_default();
            let is_over = |at: i64| time.0 + 86_400 <= at;
            if let Some((_, seen, last)) = versions.last().copied() {
                let takes_over = is_fetch && !is_over(seen);
                if last == value && !(takes_over && is_over(at)) {
                    continue;
                }
                if takes_over {
                    versions.pop();
                }
            }
            versions.push((batch, at, value));
        }
    }

    fn take_back(&mut self, batch: i64) {
        for versions in self.versions.values_mut() {
            versions.retain(|version| version.0 != batch);
        }
    }

    fn known(&self, at: i64) -> Vec<(String, Vec<i64>, Vec<Vec<u64>>)> {
        let mut known: BTreeMap<String, (Vec<i64>, Vec<u64>)> = BTreeMap::new();
        for ((key, time), versions) in &self.versions {
            if let Some((_, _, value)) = versions.iter().rev().find(|version| version.1 <= at) {
                let (times, values) = known.entry(key.clone()).or_default();
                times.push(*time);
                values.push(*value);
            }
        }
        known.into_iter().map(|(key, (times, values))| (key, times, vec![values])).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever was imported later, the past looks as the cache looked then.
    #[test]
    fn the_past_is_what_a_cache_of_then_would_hold(steps in prop::collection::vec(any_step(), 1..9)) {
        let mut cache = Cache::in_memory().unwrap();
        let mut hours = 0;
        let mut dated = Vec::new();
        for step in &steps {
            hours += step.0;
            cache.put(&batch_at("import", hours), &[incoming_of(step)]).unwrap();
            dated.push((hours, step));
        }
        for look in -1..=hours + 1 {
            let mut then = Cache::in_memory().unwrap();
            for (hours, step) in dated.iter().filter(|(hours, _)| *hours <= look) {
                then.put(&batch_at("import", *hours), &[incoming_of(step)]).unwrap();
            }
            let (known, expected) = (cache.load_all_as_known(at(look)).unwrap(), then.load_all().unwrap());
            prop_assert_eq!(seen(&known), seen(&expected), "at hour {}", look);
            let unfinished = |stored: &[Stored]| -> BTreeMap<_, _> {
                stored.iter().map(|stored| (stored.series.key().clone(), stored.unfinished_from)).collect()
            };
            prop_assert_eq!(unfinished(&known), unfinished(&expected), "at hour {}", look);
        }
        prop_assert_eq!(seen(&cache.load_all_as_known(at(hours)).unwrap()), seen(&cache.load_all().unwrap()));
    }

    #[test]
    fn fetches_and_imports_taken_back_follow_the_slow_model(
        steps in prop::collection::vec((any_step(), any::<bool>(), any::<bool>()), 1..9),
    ) {
        let mut cache = Cache::in_memory().unwrap();
        let mut model = SlowModel::default();
        let mut hours = 0;
        let mut to_take_back = Vec::new();
        for (step, is_fetch, goes) in &steps {
            hours += step.0;
            let incoming = incoming_of(step);
            let batch = batch_at(if *is_fetch { "refresh" } else { "import" }, hours);
            let outcome = if *is_fetch {
                cache.put_fetched(&batch, std::slice::from_ref(&incoming), &[])
            } else {
                cache.put(&batch, std::slice::from_ref(&incoming))
            };
            if let Some(BatchId(id)) = outcome.unwrap().batch {
                model.put(&incoming, id, at(hours).0, *is_fetch);
                if *goes && !*is_fetch {
                    to_take_back.push(id);
                }
            }
        }
        for id in to_take_back {
            cache.take_back(BatchId(id), at(hours + 5), &[]).unwrap();
            model.take_back(id);
        }
        for look in -1..=hours + 1 {
            let known = cache.load_all_as_known(at(look)).unwrap();
            prop_assert_eq!(seen(&known), model.known(at(look).0), "at hour {}", look);
        }
        prop_assert_eq!(seen(&cache.load_all().unwrap()), model.known(i64::MAX));
        prop_assert!(cache.integrity().unwrap().is_sound());
    }
}

#[test]
fn the_past_keeps_its_origin_and_its_unfinished_day() {
    let mut cache = Cache::in_memory().unwrap();
    let early = |value| scalar_from("a", "2026-01-30", &[1.0, value]);
    cache.put(&batch_at("import", 1), &[early(2.0)]).unwrap();
    cache.put(&batch_at("import", 30), &[early(3.0), scalar("b", &[1.0])]).unwrap();
    let known = cache.load_all_as_known(at(2)).unwrap();
    assert_eq!((known.len(), known[0].series.values()), (1, &[1.0, 2.0][..]));
    assert_eq!(known[0].unfinished_from, Some(day("2026-01-31")));
    assert_eq!(known[0].provenance.seen_at, at(2));
    assert!(cache.load_all_as_known(at(0)).unwrap().is_empty());
}

#[test]
fn a_clock_that_ran_backwards_hides_nothing_of_now() {
    let mut cache = Cache::in_memory().unwrap();
    for (hours, value) in [(900, 1.0), (-900, 2.0), (5, 3.0)] {
        cache.put(&batch_at("import", hours), &[scalar("a", &[value])]).unwrap();
    }
    for (look, expected) in [(-901, None), (-1, Some(2.0)), (5, Some(3.0)), (901, Some(3.0))] {
        let known = cache.load_all_as_known(at(look)).unwrap();
        assert_eq!(known.first().map(|stored| stored.series.values()[0]), expected, "{look}");
    }
}

#[test]
fn a_changed_time_or_older_value_is_named_and_never_believed() {
    for change in [
        format!("UPDATE import_batch SET at_utc_s = {} WHERE batch_id = 2", at(0).0),
        format!("UPDATE import_batch SET at_utc_s = {} WHERE batch_id = 2", at(90).0),
        "UPDATE import_batch SET name = 'x' WHERE batch_id = 2".to_owned(),
        "DELETE FROM import_batch WHERE batch_id = 2".to_owned(),
        "DELETE FROM batch_checksum WHERE batch_id = 2".to_owned(),
        "UPDATE batch_checksum SET crc32 = crc32 + 1 WHERE batch_id = 2".to_owned(),
        "UPDATE value_vintage SET value = 9".to_owned(),
        "UPDATE value_vintage SET batch_id = 7".to_owned(),
    ] {
        let disk = OnDisk::empty();
        let mut cache = disk.open();
        cache.put(&batch_at("import", 0), &[scalar("a", &[1.0, 2.0])]).unwrap();
        cache.put(&batch_at("import", 5), &[scalar("a", &[1.5])]).unwrap();
        drop(cache);
        disk.tamper(&change);
        let cache = disk.open();
        let known = cache.load_all_as_known(at(3)).unwrap();
        assert_eq!(known[0].damaged_months, ["2026-01"], "{change}");
        assert_eq!(known[0].series.values(), [2.0], "{change}");
        assert!(!cache.integrity().unwrap().is_sound(), "{change}");
        // What stands there now is not in doubt.
        assert_eq!(cache.load_all().unwrap()[0].series.values(), [1.5, 2.0], "{change}");
    }
}
