//! A series on its way into the library, with all that costs a pass over its rows.
//!
//! Made where the rows are read, off the UI thread, so that taking them in costs the
//! same for any number of rows.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use crate::app::library::Library;
use crate::chart::level_of_detail::SeriesLod;
use crate::domain::provenance::Provenance;
use crate::domain::series::Series;
use crate::domain::time::UnixSecs;

/// A series ready for the library.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The rows.
    pub series: Arc<Series>,
    /// Where they come from.
    pub provenance: Provenance,
    /// What draws the rows at any size.
    pub lod: Arc<SeriesLod>,
    /// Stands for times, values to the bit, cadence and unit: equal rows have equal ones,
    /// and unlike rows share one once in 2⁶⁴. Holds within one run of the program; not stored.
    pub fingerprint: u64,
    /// The first row that was not over yet when it was seen: it and those after it may still change.
    pub unfinished_from: Option<UnixSecs>,
}

impl Loaded {
    /// Prepares a series. **Cost.** A few passes over its rows.
    pub fn new(series: Series, provenance: Provenance) -> Self {
        let fingerprint = fingerprint(&series);
        let lod = Arc::new(SeriesLod::new(&series));
        Self { series: Arc::new(series), provenance, lod, fingerprint, unfinished_from: None }
    }

    /// The same rows, of which those from this time on were not over when they were seen.
    #[must_use]
    pub fn unfinished_from(self, time: Option<UnixSecs>) -> Self {
        Self { unfinished_from: time, ..self }
    }

    /// Prepares a series that may lie in the library as it is: equal rows are shared with it, and
    /// those read again are given back here rather than on the UI thread.
    pub fn shared_with(library: &Library, series: Series, provenance: Provenance) -> Self {
        let fingerprint = fingerprint(&series);
        match library.get(series.key()) {
            Some(entry) if entry.fingerprint == fingerprint => Self {
                series: Arc::clone(&entry.series),
                provenance,
                lod: Arc::clone(&entry.lod),
                fingerprint,
                unfinished_from: None,
            },
            _ => Self {
                lod: Arc::new(SeriesLod::new(&series)),
                series: Arc::new(series),
                provenance,
                fingerprint,
                unfinished_from: None,
            },
        }
    }
}

fn fingerprint(series: &Series) -> u64 {
    let mut hasher = DefaultHasher::new();
    (series.cadence(), series.unit(), series.times()).hash(&mut hasher);
    for (name, column) in series.named_columns() {
        name.hash(&mut hasher);
        for value in column {
            hasher.write_u64(value.to_bits());
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::provenance::SourceId;
    use crate::domain::series::{Cadence, Columns, SeriesKey};
    use crate::domain::unit::Unit;

    fn made(unit: Unit, cadence: Cadence, rows: &[(i64, f64)]) -> Series {
        let (times, values) = rows.iter().map(|(day, value)| (UnixSecs(0).plus_days(*day), *value)).unzip();
        let key = SeriesKey::new("etf.flow.total", SourceId::case_file());
        Series::new(key, unit, cadence, times, Columns::Scalar(values)).unwrap()
    }

    #[test]
    fn a_fingerprint_tells_every_difference_of_rows_and_only_those() {
        let rows = [(1, 1.0), (2, f64::NAN), (3, 0.0)];
        let of = |rows: &[(i64, f64)]| fingerprint(&made(Unit::Usd, Cadence::Daily, rows));
        let first = of(&rows);
        assert_eq!(first, of(&rows));
        let unlike = [
            of(&rows[..2]),
            of(&[(1, 1.0), (2, f64::NAN), (4, 0.0)]),
            of(&[(1, 1.0), (2, f64::NAN), (3, -0.0)]),
            of(&[(1, 1.0), (2, 0.0), (3, f64::NAN)]),
            of(&[(1, 1.0), (2, f64::NAN), (3, f64::MIN_POSITIVE)]),
            fingerprint(&made(Unit::Index100, Cadence::Daily, &rows)),
            fingerprint(&made(Unit::Usd, Cadence::Weekly, &rows)),
        ];
        assert!(unlike.iter().all(|other| *other != first), "{first} {unlike:?}");
    }

    #[test]
    fn rows_read_again_are_shared_with_those_at_hand() {
        let provenance = |title: &str| Provenance {
            title: title.to_owned(),
            citation: String::new(),
            licence: String::new(),
            seen_at: UnixSecs(0),
        };
        let series = made(Unit::Usd, Cadence::Daily, &[(1, 1.0)]);
        let mut library = Library::default();
        library.insert(Loaded::new(series.clone(), provenance("first")));
        let held = Arc::clone(&library.get(series.key()).unwrap().series);
        let again = Loaded::shared_with(&library, series.clone(), provenance("second"));
        assert!(Arc::ptr_eq(&again.series, &held));
        library.insert(again);
        assert_eq!(library.get(series.key()).unwrap().provenance.title, "second");
        let changed = made(Unit::Usd, Cadence::Daily, &[(1, 2.0)]);
        assert!(!Arc::ptr_eq(&Loaded::shared_with(&library, changed, provenance("third")).series, &held));
    }
}
