//! ETF flows as a table of sessions and funds, kept until rows change.
//!
//! Knows what is drawn of each fund; knows nothing of pixels. The table is made when the library
//! changes, sums over a stretch of it when they are asked for: a frame costs what it shows.

mod range;
mod revised;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::app::derived::any_title;
use crate::app::library::Entry;
use crate::app::state::AppState;
use crate::calc::flows::etf_basis::CostBook;
use crate::calc::flows::etf_streak::Run;
use crate::domain::catalog::{self, Group};
use crate::domain::flow_cell::CellState;
use crate::domain::series::{Series, SeriesKey};
use crate::domain::session::is_us_session;
use crate::domain::time::{DAY_SECS, UnixSecs};

pub use range::{ColumnSum, Costs, FlowSummary, FlowWindow, LastSession, flow_csv};
pub use revised::{Revised, RevisedFlows};

/// Sessions without a figure that are listed at the end; of more it is said how many there are.
const PENDING_LISTED: usize = 3;
/// Days over which days without a row are listed too: rows of a century apart are no sessions.
const LONGEST_DAYS: i64 = 20_000;

/// One fund, or all of them together.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowColumn {
    /// Id of the series.
    pub id: String,
    /// The series with its source.
    key: SeriesKey,
    /// Name for people.
    pub title: String,
    /// Who is to be named beside the figures.
    pub citation: String,
    /// Net flow of each row of the table, USD; `NaN` where there is none.
    pub values_usd: Vec<f64>,
    last: Option<UnixSecs>,
    revised: BTreeMap<UnixSecs, Revised>,
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowCell {
    /// Net flow, USD; `NaN` where there is none.
    pub value_usd: f64,
    /// What it is.
    pub state: CellState,
    /// What stood there before.
    pub before: Option<Revised>,
}

/// Sessions and funds.
#[derive(Clone, Debug, Default)]
pub struct FlowTable {
    /// Sessions and market holidays, oldest first.
    pub days: Vec<UnixSecs>,
    /// All funds together, then each in the order of the catalogue.
    pub columns: Vec<FlowColumn>,
    /// The day's close, USD; `NaN` where there is none.
    pub closes_usd: Vec<f64>,
    /// Sessions after those listed that have no figure either.
    pub more_pending: usize,
    /// Rows with a total, for everything that counts sessions.
    sessions: Vec<usize>,
    /// As of each of these sessions.
    standing: Vec<Standing>,
}

/// What has come together by a session.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Standing {
    streak: i32,
    cumulative_usd: f64,
    costs: CostBook,
    /// Sessions so far without a close, which are not in `costs`.
    unpriced: usize,
}

impl FlowTable {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// A cell; column 0 is that of all funds.
    pub fn cell(&self, row: usize, column: usize) -> Option<FlowCell> {
        let (day, column) = (*self.days.get(row)?, self.columns.get(column)?);
        let value_usd = column.values_usd.get(row).copied().unwrap_or(f64::NAN);
        let before = column.revised.get(&day).copied().filter(|_| !value_usd.is_nan());
        let state = CellState::of(day, value_usd, column.last, before.is_some());
        Some(FlowCell { value_usd, state, before })
    }

    /// What stood there before, if a figure of this series was published anew.
    pub fn revised(&self, key: &SeriesKey, time: UnixSecs) -> Option<Revised> {
        let column = self.columns.iter().find(|column| column.key == *key)?;
        column.revised.get(&time.start_of_day()).copied()
    }

    /// Rows whose days lie in a stretch of time, both ends included.
    pub fn rows_between(&self, from: UnixSecs, to: UnixSecs) -> std::ops::Range<usize> {
        let start = self.days.partition_point(|day| *day < from);
        start..self.days.partition_point(|day| *day <= to).max(start)
    }

    fn make(drawn: &[(&str, &Entry)], daily: Option<&Series>, revised: &RevisedFlows, now: UnixSecs) -> Self {
        let (days, more_pending) = listed_days(drawn, now);
        let column = |(id, entry): &(&str, &Entry)| FlowColumn {
            id: (*id).to_owned(),
            key: entry.series.key().clone(),
            title: any_title(id).into_owned(),
            citation: entry.provenance.citation.clone(),
            values_usd: at_days(&entry.series, &days),
            last: entry.series.last_value().map(|(time, _)| time),
            revised: revised.of(entry.series.key()),
        };
        let columns: Vec<FlowColumn> = drawn.iter().map(column).collect();
        let closes_usd = daily.map_or_else(|| vec![f64::NAN; days.len()], |daily| at_days(daily, &days));
        let mut table = Self { days, columns, closes_usd, more_pending, ..Self::default() };
        table.stand();
        table
    }

    fn stand(&mut self) {
        let Some(total) = self.columns.first().filter(|column| column.id == catalog::ETF_TOTAL) else {
            return;
        };
        let (mut run, mut standing) = (Run::default(), Standing::default());
        for (row, (flow, close)) in total.values_usd.iter().zip(&self.closes_usd).enumerate() {
            if flow.is_nan() {
                continue;
            }
            standing.streak = run.push(*flow);
            standing.cumulative_usd += flow;
            if close.is_nan() {
                standing.unpriced += 1;
            } else {
                standing.costs.push(*flow, *close);
            }
            self.sessions.push(row);
            self.standing.push(standing);
        }
    }
}

/// Values at days; `NaN` on a day without a row.
fn at_days(series: &Series, days: &[UnixSecs]) -> Vec<f64> {
    let value = |day: &UnixSecs| {
        let end = UnixSecs(day.0 + DAY_SECS - 1);
        let row = series.row_at_or_before(end)?;
        let is_that_day = series.times().get(row).is_some_and(|time| time.start_of_day() == *day);
        series.values().get(row).copied().filter(|_| is_that_day)
    };
    days.iter().map(|day| value(day).unwrap_or(f64::NAN)).collect()
}

/// The days that have a row: those with a figure, weekdays between them, and a few sessions that
/// are still to come; and how many more of these there are.
fn listed_days(drawn: &[(&str, &Entry)], now: UnixSecs) -> (Vec<UnixSecs>, usize) {
    let times = drawn.iter().flat_map(|(_, entry)| {
        let known = entry.series.times().iter().zip(entry.series.values());
        known.filter(|(_, value)| !value.is_nan()).map(|(time, _)| time.start_of_day())
    });
    let mut days: BTreeSet<UnixSecs> = times.collect();
    let (Some(first), Some(last)) = (days.first().copied(), days.last().copied()) else {
        return (Vec::new(), 0);
    };
    let is_weekday = |day: &UnixSecs| !crate::domain::session::is_weekend(*day);
    let span = last.days_since(first) as i64;
    if span <= LONGEST_DAYS {
        days.extend((1..span).map(|n| first.plus_days(n)).filter(is_weekday));
    }
    let since = (now.days_since(last) as i64).clamp(0, LONGEST_DAYS);
    let to_come: Vec<UnixSecs> =
        (1..=since).map(|n| last.plus_days(n)).filter(|day| is_us_session(*day)).collect();
    days.extend(to_come.iter().take(PENDING_LISTED));
    (days.into_iter().collect(), to_come.len().saturating_sub(PENDING_LISTED))
}

/// What the table was made from.
#[derive(Clone, Debug, Default)]
struct Made {
    drawn: Vec<(SeriesKey, u64)>,
    daily: Option<Arc<Series>>,
    revised: u64,
    today: Option<UnixSecs>,
}

impl PartialEq for Made {
    fn eq(&self, other: &Self) -> bool {
        let same_prices = match (&self.daily, &other.daily) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        same_prices && self.drawn == other.drawn && (self.revised, self.today) == (other.revised, other.today)
    }
}

/// The table and what it was made from.
#[derive(Default)]
pub(super) struct FlowMemo {
    table: Arc<FlowTable>,
    made: Made,
    revised: revised::Reading,
}

impl FlowMemo {
    /// Forgets a job that will not answer.
    pub(super) fn give_up(&mut self) {
        self.revised.give_up();
    }
}

impl AppState {
    /// Sessions and funds as they are drawn.
    pub fn flow_table(&self) -> &FlowTable {
        &self.flows.table
    }

    /// The drawn series of flows: all funds together first, then each.
    fn drawn_flows(&self) -> Vec<(&'static str, &Entry)> {
        let funds = catalog::CATALOG.iter().filter(|entry| entry.group == Group::EtfFlows);
        let preferred = &self.document.preferred_sources;
        let drawn = funds.filter_map(|fund| Some((fund.id, self.library.drawn(fund.id, preferred)?)));
        drawn.filter(|(_, entry)| entry.series.last_value().is_some()).collect()
    }

    /// Makes the table again if anything it shows has changed.
    pub(super) fn refresh_flows(&mut self) {
        let drawn = self.drawn_flows();
        let keys: Vec<(SeriesKey, u64)> =
            drawn.iter().map(|(_, entry)| (entry.series.key().clone(), entry.revision)).collect();
        let made = Made {
            drawn: keys,
            daily: self.derived.daily.clone(),
            revised: self.flows.revised.turn(),
            today: Some(self.clock.now().start_of_day()),
        };
        if made == self.flows.made {
            return;
        }
        let table = FlowTable::make(
            &drawn,
            self.derived.daily.as_deref(),
            self.flows.revised.found(),
            self.clock.now().start_of_day(),
        );
        let rows_changed = made.drawn != self.flows.made.drawn;
        self.flows.table = Arc::new(table);
        self.flows.made = made;
        if rows_changed {
            self.read_revised_flows();
        }
    }
}

#[cfg(test)]
mod tests;
