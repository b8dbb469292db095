//! The series at hand: everything read back from the cache, and what was derived.
//!
//! Sources of one series are kept apart; [`Library::drawn`] decides which one
//! is meant, and the user can overrule it. What costs a pass over rows was done
//! before they come here ([`Loaded`]): putting them in costs the same for any length.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::computed::{Answer, Answered, BASE};
use crate::app::loaded::Loaded;
use crate::chart::level_of_detail::SeriesLod;
use crate::domain::catalog::{self, Group};
use crate::domain::provenance::{Provenance, SourceId};
use crate::domain::series::{Cadence, Series, SeriesKey};
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Preferred sources by id of the series.
pub type Preferences = BTreeMap<String, SourceId>;

/// A series with its origin and a number that changes whenever its rows do.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The rows.
    pub series: Arc<Series>,
    /// Where they come from.
    pub provenance: Provenance,
    /// What draws the rows at any size.
    pub lod: Arc<SeriesLod>,
    /// Stands for the rows, see [`Loaded::fingerprint`].
    pub fingerprint: u64,
    /// The first row that was not over yet when it was seen, see [`Loaded::unfinished_from`].
    pub unfinished_from: Option<UnixSecs>,
    /// Changes with every change of rows; keys memoised results.
    pub revision: u64,
}

impl Entry {
    fn new(loaded: Loaded, revision: u64) -> Self {
        let Loaded { series, provenance, lod, fingerprint, unfinished_from } = loaded;
        Self { series, provenance, lod, fingerprint, unfinished_from, revision }
    }
}

impl Entry {
    /// Whether this row was not over yet when it was seen.
    pub fn is_unfinished(&self, row: usize) -> bool {
        let time = self.series.times().get(row);
        time.zip(self.unfinished_from).is_some_and(|(time, from)| *time >= from)
    }
}

/// A computed series as it lies in the library.
#[derive(Clone, Debug)]
pub struct Held {
    /// Stands for the rows it was computed from.
    pub inputs: u64,
    /// What it came to.
    pub answer: Answer,
    /// Its line, if it is one.
    entry: Option<Entry>,
}

/// Everything that can be drawn.
#[derive(Clone, Debug, Default)]
pub struct Library {
    entries: BTreeMap<SeriesKey, Entry>,
    computed: BTreeMap<String, Held>,
    revision: u64,
}

impl Library {
    /// Puts a series in, replacing the same key; equal rows keep their revision.
    ///
    /// **Cost.** The same for any number of rows.
    pub fn insert(&mut self, loaded: Loaded) {
        let key = loaded.series.key().clone();
        if let Some(entry) = self.entries.get_mut(&key)
            && entry.fingerprint == loaded.fingerprint
        {
            (entry.provenance, entry.unfinished_from) = (loaded.provenance, loaded.unfinished_from);
            return;
        }
        self.revision += 1;
        self.entries.insert(key, Entry::new(loaded, self.revision));
    }

    /// Puts a computed series in, or why there is none; equal rows keep their revision.
    pub fn set_computed(&mut self, answered: &Answered) {
        let Answered { id, inputs, answer } = answered;
        let line = answer.as_ref().ok().and_then(|rows| rows.line.clone());
        let before = self.computed.remove(id).and_then(|held| held.entry);
        let entry = match (line, before) {
            (None, None) => None,
            (None, Some(_)) => {
                self.revision += 1;
                None
            }
            (Some(line), Some(before)) if line.fingerprint == before.fingerprint => {
                Some(Entry { provenance: line.provenance, unfinished_from: line.unfinished_from, ..before })
            }
            (Some(line), _) => {
                self.revision += 1;
                Some(Entry::new(line, self.revision))
            }
        };
        self.computed.insert(id.clone(), Held { inputs: *inputs, answer: answer.clone(), entry });
    }

    /// A computed series, or why there is none.
    pub fn computed(&self, id: &str) -> Option<&Held> {
        self.computed.get(id)
    }

    /// Ids of everything computed.
    pub fn computed_ids(&self) -> impl Iterator<Item = &str> {
        self.computed.keys().map(String::as_str)
    }

    /// Forgets computed series that nobody looks at.
    pub fn retain_computed(&mut self, keep: impl Fn(&str) -> bool) {
        self.computed.retain(|id, _| keep(id));
    }

    /// Raises every revision, so that none is one of a library of before.
    pub fn continue_after(&mut self, revision: u64) {
        let computed = self.computed.values_mut().filter_map(|held| held.entry.as_mut());
        for entry in self.entries.values_mut().chain(computed) {
            entry.revision += revision;
        }
        self.revision += revision;
    }

    /// Removes what is no longer in the cache.
    pub fn retain(&mut self, keep: impl Fn(&SeriesKey) -> bool) {
        let before = self.entries.len();
        self.entries.retain(|key, _| keep(key));
        if self.entries.len() != before {
            self.revision += 1;
        }
    }

    /// Exactly this series.
    pub fn get(&self, key: &SeriesKey) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// Every stored series in order of key.
    pub fn entries(&self) -> impl Iterator<Item = (&SeriesKey, &Entry)> {
        self.entries.iter()
    }

    /// Sources that have rows of an id at its main cadence.
    pub fn sources(&self, id: &str) -> Vec<&SourceId> {
        self.entries.keys().filter(|key| key.id == id && !key.weekly).map(|key| &key.source).collect()
    }

    /// The series that is meant by an id: the preferred source if it has rows,
    /// else what was seen most recently, the case file last.
    pub fn drawn(&self, id: &str, preferences: &Preferences) -> Option<&Entry> {
        if let Some(held) = self.computed.get(id) {
            return held.entry.as_ref();
        }
        if let Some(source) = preferences.get(id)
            && let Some(entry) = self.entries.get(&SeriesKey::new(id, source.clone()))
        {
            return Some(entry);
        }
        self.entries
            .iter()
            .filter(|(key, _)| key.id == id && !key.weekly)
            .max_by_key(|(key, entry)| (!key.source.is_case_file(), entry.provenance.seen_at))
            .map(|(_, entry)| entry)
    }

    /// The weekly companion of the drawn series: from its own source, else the case file's.
    pub fn weekly(&self, id: &str, preferences: &Preferences) -> Option<&Entry> {
        let drawn = self.drawn(id, preferences)?.series.key().source.clone();
        [drawn, SourceId::case_file()]
            .into_iter()
            .find_map(|source| self.entries.get(&SeriesKey { weekly: true, ..SeriesKey::new(id, source) }))
    }

    /// Ids of the tree by group, in the order of the catalogue; what the user
    /// brought along comes last.
    pub fn tree(&self) -> Vec<(Group, Vec<String>)> {
        let mut groups: BTreeMap<Group, Vec<String>> = BTreeMap::new();
        for entry in catalog::CATALOG {
            if self.entries.keys().any(|key| key.id == entry.id) {
                groups.entry(entry.group).or_default().push(entry.id.to_owned());
            }
        }
        for key in self.entries.keys().filter(|key| catalog::entry(&key.id).is_none()) {
            let ids = groups.entry(Group::Other).or_default();
            if !ids.contains(&key.id) {
                ids.push(key.id.clone());
            }
        }
        if let Some(prices) = groups.get_mut(&Group::Price) {
            let is_there = |id: &&str| self.computed.get(*id).is_some_and(|held| held.entry.is_some());
            prices.extend(BASE.into_iter().filter(is_there).map(str::to_owned));
        }
        groups.into_iter().collect()
    }

    /// Ids of everything that has a line: those of the tree, then the other computed ones.
    pub fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.tree().into_iter().flat_map(|(_, ids)| ids).collect();
        let lines = self.computed.iter().filter(|(_, held)| held.entry.is_some()).map(|(id, _)| id);
        ids.extend(lines.filter(|id| !BASE.contains(&id.as_str())).cloned());
        ids
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Rows over all stored series.
    pub fn rows(&self) -> usize {
        self.entries.values().map(|entry| entry.series.len()).sum()
    }

    /// Changes whenever anything in the library does.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

/// How many days after its last row a series is old.
pub fn is_stale(series: &Series, now: UnixSecs) -> bool {
    is_old(&series.key().id, series.cadence(), series.last_time(), now)
}

/// Whether a series of this id and cadence is old if this is its last row.
pub fn is_old(id: &str, cadence: Cadence, last: Option<UnixSecs>, now: UnixSecs) -> bool {
    let days = match (cadence, id) {
        (_, catalog::DIFFICULTY) => 17,
        (Cadence::Intraday | Cadence::Daily, _) => 2,
        (Cadence::Weekly, _) => 14,
        (Cadence::Irregular, _) => 5,
    };
    last.is_none_or(|last| now.secs_since(last) > days * DAY_SECS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::series::Columns;
    use crate::domain::unit::Unit;

    fn put(library: &mut Library, source: &str, seen: i64, value: f64) {
        let key = SeriesKey::new("price.btc.usd", SourceId::new(source).unwrap());
        let times = vec![UnixSecs(0).plus_days(1)];
        let series =
            Series::new(key, Unit::Usd, Cadence::Daily, times, Columns::Scalar(vec![value])).unwrap();
        let provenance = Provenance {
            title: source.to_owned(),
            citation: String::new(),
            licence: String::new(),
            seen_at: UnixSecs(seen),
        };
        library.insert(Loaded::new(series, provenance));
    }

    #[test]
    fn the_latest_import_is_meant_before_the_case_file_and_the_user_overrules() {
        let mut library = Library::default();
        put(&mut library, "case", 900, 1.0);
        put(&mut library, "yahoo", 100, 2.0);
        put(&mut library, "csv", 200, 3.0);
        let value = |preferences: &Preferences| {
            library.drawn("price.btc.usd", preferences).unwrap().series.values()[0]
        };
        assert_eq!(value(&Preferences::new()), 3.0);
        let case = Preferences::from([("price.btc.usd".to_owned(), SourceId::case_file())]);
        assert_eq!(value(&case), 1.0);
    }

    #[test]
    fn equal_rows_keep_their_revision() {
        let mut library = Library::default();
        put(&mut library, "case", 1, 1.0);
        let first = library.revision();
        put(&mut library, "case", 2, 1.0);
        assert_eq!(library.revision(), first);
        put(&mut library, "case", 3, 2.0);
        assert_ne!(library.revision(), first);
    }
}
