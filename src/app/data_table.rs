//! The stored series as a table: grouped by id, each source a row, in a chosen order.
//!
//! Knows what is stored and what is drawn; knows nothing of pixels. Sources of one
//! series stay together in every order: a group stands where its foremost row would.

use std::cmp::Ordering;

use crate::app::data_overview::{DataOverview, SeriesStatus};
use crate::app::data_words::live_source;
use crate::app::library::is_old;
use crate::app::state::AppState;
use crate::domain::catalog;
use crate::domain::live::SourceInfo;
use crate::domain::provenance::SourceId;

/// Where rows came from, which decides what can be done with them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    /// Bundled with the program: never deleted.
    CaseFile,
    /// A live source, which can be asked again.
    Live(&'static SourceInfo),
    /// A file of the user's.
    Imported,
}

/// One source of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRow<'a> {
    /// What is stored.
    pub status: &'a SeriesStatus,
    /// Where it came from.
    pub origin: Origin,
    /// Whether it is what is drawn of its id.
    pub is_drawn: bool,
    /// Whether its last row is older than it should be.
    pub is_old: bool,
}

/// Every source of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesGroup<'a> {
    /// Id without source.
    pub id: &'a str,
    /// Name for people.
    pub title: &'a str,
    /// The source the user chose; `None` draws the latest.
    pub preferred: Option<&'a SourceId>,
    /// Its sources, weekly companions last.
    pub rows: Vec<SourceRow<'a>>,
}

/// What the table can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortColumn {
    /// The order of the catalogue, sources by name.
    #[default]
    Series,
    /// Number of rows.
    Rows,
    /// Time of the first row.
    First,
    /// Time of the last row.
    Last,
    /// When rows were seen last.
    Seen,
    /// Bytes on disk.
    Size,
    /// Older values that are kept.
    Revised,
}

/// An order of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SortOrder {
    /// By what.
    pub by: SortColumn,
    /// Largest and latest first.
    pub descending: bool,
}

impl SortOrder {
    /// The order after a click on a heading: another column begins with what is looked for
    /// there, the same one turns round.
    #[must_use]
    pub fn clicked(self, column: SortColumn) -> Self {
        if self.by == column {
            return Self { descending: !self.descending, ..self };
        }
        Self { by: column, descending: !matches!(column, SortColumn::Series | SortColumn::First) }
    }

    fn of(self, one: &SourceRow<'_>, other: &SourceRow<'_>) -> Ordering {
        let (a, b) = (one.status, other.status);
        let order = match self.by {
            SortColumn::Series => Ordering::Equal,
            SortColumn::Rows => a.rows.cmp(&b.rows),
            SortColumn::First => a.first.cmp(&b.first),
            SortColumn::Last => a.last.cmp(&b.last),
            SortColumn::Seen => a.seen_at.cmp(&b.seen_at),
            SortColumn::Size => a.bytes.cmp(&b.bytes),
            SortColumn::Revised => a.vintages.cmp(&b.vintages),
        };
        if self.descending { order.reverse() } else { order }
    }
}

impl AppState {
    /// Takes over what was read of the cache, for everything that shows it.
    pub fn take_overview(&mut self, overview: DataOverview) {
        self.live.overview = overview;
    }

    /// The stored series by id in an order.
    ///
    /// **Cost.** A pass over the stored series, some dozens.
    pub fn series_groups(&self, order: SortOrder) -> Vec<SeriesGroup<'_>> {
        let preferred = &self.document_now().preferred_sources;
        let mut groups: Vec<SeriesGroup<'_>> = Vec::new();
        for status in &self.data_overview().series {
            let id = status.key.id.as_str();
            let drawn = self.library().drawn(id, preferred).map(|entry| entry.series.key());
            let row = SourceRow {
                origin: origin(&status.key.source),
                is_drawn: drawn == Some(&status.key),
                is_old: is_old(id, status.cadence, status.last, self.now()),
                status,
            };
            match groups.iter_mut().find(|group| group.id == id) {
                Some(group) => group.rows.push(row),
                None => groups.push(SeriesGroup {
                    id,
                    title: catalog::title(id),
                    preferred: preferred.get(id),
                    rows: vec![row],
                }),
            }
        }
        sort(&mut groups, order);
        groups
    }
}

fn sort(groups: &mut [SeriesGroup<'_>], order: SortOrder) {
    let place = |id: &str| catalog::CATALOG.iter().position(|entry| entry.id == id).unwrap_or(usize::MAX);
    for group in groups.iter_mut() {
        group.rows.sort_by(|one, other| {
            let by_name = one.status.key.source.cmp(&other.status.key.source);
            let weekly = one.status.key.weekly.cmp(&other.status.key.weekly);
            order.of(one, other).then(weekly).then(by_name)
        });
    }
    groups.sort_by(|one, other| {
        let by_place = || place(one.id).cmp(&place(other.id)).then_with(|| one.id.cmp(other.id));
        match (one.rows.first(), other.rows.first()) {
            _ if order.by == SortColumn::Series && order.descending => by_place().reverse(),
            (Some(a), Some(b)) => order.of(a, b).then_with(by_place),
            _ => by_place(),
        }
    });
}

/// Where the rows of a source came from.
pub fn origin(source: &SourceId) -> Origin {
    match live_source(source.as_str()) {
        _ if source.is_case_file() => Origin::CaseFile,
        Some(info) => Origin::Live(info),
        None => Origin::Imported,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::clock::Clock;
    use crate::domain::series::{Cadence, SeriesKey};
    use crate::domain::time::UnixSecs;
    use crate::domain::unit::Unit;

    fn status(id: &str, source: &str, rows: u64, last: i64) -> SeriesStatus {
        SeriesStatus {
            key: SeriesKey::new(id, SourceId::new(source).unwrap()),
            unit: Unit::Usd,
            cadence: Cadence::Daily,
            rows,
            first: Some(UnixSecs(0)),
            last: Some(UnixSecs(0).plus_days(last)),
            bytes: rows * 40,
            vintages: 0,
            seen_at: UnixSecs(0).plus_days(last),
            asked_at: None,
            error: None,
            reached_start: true,
        }
    }

    fn shown() -> AppState {
        let mut state = AppState::new(Clock::Fixed(UnixSecs(0).plus_days(100)), Arc::new(|| {}));
        state.take_overview(DataOverview {
            series: vec![
                status("difficulty", "case", 30, 90),
                status("my.own", "csv", 700, 10),
                status("price.btc.usd", "case", 500, 60),
                status("price.btc.usd", "yahoo", 5_000, 99),
                status("price.btc.usd", "csv", 90, 98),
            ],
            ..DataOverview::default()
        });
        state
    }

    fn names(state: &AppState, by: SortColumn, descending: bool) -> Vec<String> {
        let groups = state.series_groups(SortOrder { by, descending });
        groups.iter().flat_map(|group| &group.rows).map(|row| row.status.key.to_string()).collect()
    }

    #[test]
    fn series_stand_in_the_order_of_the_catalogue_and_ones_own_last() {
        let expected = [
            "price.btc.usd@case",
            "price.btc.usd@csv",
            "price.btc.usd@yahoo",
            "difficulty@case",
            "my.own@csv",
        ];
        assert_eq!(names(&shown(), SortColumn::Series, false), expected);
        assert_eq!(names(&shown(), SortColumn::Series, true)[0], "my.own@csv");
    }

    #[test]
    fn sources_of_a_series_stay_together_in_every_order() {
        let state = shown();
        let by_rows = [
            "price.btc.usd@yahoo",
            "price.btc.usd@case",
            "price.btc.usd@csv",
            "my.own@csv",
            "difficulty@case",
        ];
        assert_eq!(names(&state, SortColumn::Rows, true), by_rows);
        let by_last = [
            "my.own@csv",
            "price.btc.usd@case",
            "price.btc.usd@csv",
            "price.btc.usd@yahoo",
            "difficulty@case",
        ];
        assert_eq!(names(&state, SortColumn::Last, false), by_last);
        for by in
            [SortColumn::Rows, SortColumn::First, SortColumn::Seen, SortColumn::Size, SortColumn::Revised]
        {
            for descending in [false, true] {
                let ids: Vec<String> = state
                    .series_groups(SortOrder { by, descending })
                    .iter()
                    .map(|group| group.id.to_owned())
                    .collect();
                assert_eq!(ids.len(), 3, "{by:?} {ids:?}");
            }
        }
    }

    #[test]
    fn the_first_click_shows_the_largest_first_and_the_second_turns_it_round() {
        let order = SortOrder::default().clicked(SortColumn::Rows);
        assert_eq!(order, SortOrder { by: SortColumn::Rows, descending: true });
        assert!(!order.clicked(SortColumn::Rows).descending);
        assert!(!order.clicked(SortColumn::Series).descending);
    }

    #[test]
    fn what_lags_is_old_and_the_case_file_is_called_so() {
        let state = shown();
        let groups = state.series_groups(SortOrder::default());
        let old: Vec<bool> = groups[0].rows.iter().map(|row| row.is_old).collect();
        assert_eq!(old, [true, false, false]);
        assert_eq!(groups[0].rows[0].origin, Origin::CaseFile);
        assert_eq!(groups[0].rows[1].origin, Origin::Imported);
    }
}
