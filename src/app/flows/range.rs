//! Sums over a stretch of sessions.
//!
//! A session counts in bitcoin at its own day's close; a sum of dollars divided by today's price
//! would say how many coins one could buy, not how many moved. Nothing is known of the funds'
//! assets in the case file, so nothing is said relative to them.

use crate::app::flows::FlowTable;
use crate::calc::flows::etf_basis::CostBook;
use crate::calc::flows::etf_beta::Pairs;
use crate::calc::flows::etf_share::Shares;
use crate::calc::regression::{HacErrors, Ols};
use crate::domain::catalog;
use crate::domain::flow_cell::CellState;
use crate::domain::time::UnixSecs;

/// US dollars in a million.
const USD_PER_MUSD: f64 = 1e6;
/// Windows of sessions whose sums are told.
pub const WINDOWS: [usize; 3] = [5, 12, 20];
/// The window of the claim that is judged.
const CLAIMED_WINDOW: usize = 12;
/// Lag that can be used for prediction, and lags of the errors.
const BETA: (usize, usize) = (1, 5);

/// One fund over a stretch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ColumnSum {
    /// Sessions with a figure.
    pub sessions: usize,
    /// Net flow, USD.
    pub usd: f64,
    /// Net flow of the sessions that have a close, BTC.
    pub btc: f64,
    /// Sessions without a close, which are not in `btc`.
    pub unpriced: usize,
    /// Its share of what left on sessions of net outflow; `NaN` if nothing left.
    pub share_of_outflow: f64,
}

impl ColumnSum {
    /// Whether every session with a figure has a close.
    pub fn is_priced(&self) -> bool {
        self.sessions > 0 && self.unpriced == 0
    }
}

/// Consecutive sessions and their sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowWindow {
    /// First session.
    pub from: UnixSecs,
    /// Last session.
    pub to: UnixSecs,
    /// Net flow of all funds, USD.
    pub usd: f64,
}

/// How things stand after a session.
#[derive(Clone, Debug, PartialEq)]
pub struct LastSession {
    /// The session.
    pub day: UnixSecs,
    /// Sums over the last sessions, by [`WINDOWS`]; `None` where there are not as many.
    pub sums_usd: [Option<f64>; 3],
    /// Since the first session at hand, USD.
    pub cumulative_usd: f64,
    /// The first session at hand.
    pub since: UnixSecs,
    /// Sessions in a row with inflows, negative with outflows.
    pub streak: i32,
    /// What was paid, and how the close relates to it; `None` without closes.
    pub costs: Option<Costs>,
}

/// Cost bases after a session; `NaN` where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Costs {
    /// The close they are held against, USD.
    pub close_usd: f64,
    /// Average price of all inflows, USD.
    pub gross_inflow_usd: f64,
    /// Running average price of the coins that are left, USD.
    pub running_average_usd: f64,
    /// Those coins, BTC.
    pub coins_btc: f64,
    /// Sessions up to then.
    pub sessions: usize,
    /// Those of them without a close, which are in none of these figures.
    pub unpriced: usize,
}

/// Everything that is told of a stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowSummary {
    /// Rows of the table.
    pub rows: std::ops::Range<usize>,
    /// First and last session with a figure for all funds.
    pub span: Option<(UnixSecs, UnixSecs)>,
    /// Sessions with inflows, with outflows, and with neither.
    pub ways: [usize; 3],
    /// Market holidays.
    pub holidays: usize,
    /// Sessions whose figures are still to come.
    pub pending: usize,
    /// Sessions without a figure although later ones have theirs.
    pub missing: usize,
    /// Sums by column, in the order of the table.
    pub sums: Vec<ColumnSum>,
    /// How things stand at its end.
    pub last: Option<LastSession>,
    /// The twelve sessions, all within the stretch, with the largest outflow.
    pub largest_outflow: Option<FlowWindow>,
    /// Longest runs of outflows and inflows that end in it, as counts.
    pub longest: (i32, i32),
    /// Slope of returns on the flow of the session before, within the stretch.
    pub beta: Option<(Ols, HacErrors)>,
}

impl FlowTable {
    /// Everything that is told of the days from one to another, both included.
    ///
    /// **Cost**: a pass over the rows between for each column.
    pub fn summary(&self, from: UnixSecs, to: UnixSecs) -> FlowSummary {
        let rows = self.rows_between(from, to);
        let sessions = self.sessions_in(&rows);
        let total = self.total();
        let mut ways = [0; 3];
        let mut beta = Pairs::with(BETA.0, BETA.1, usize::MAX);
        let mut longest = (0, 0);
        for place in sessions.clone() {
            let (Some(row), Some(standing)) = (self.sessions.get(place), self.standing.get(place)) else {
                continue;
            };
            let flow = total.get(*row).copied().unwrap_or(f64::NAN);
            let close = self.closes_usd.get(*row).copied().unwrap_or(f64::NAN);
            let [inflows, outflows, zeros] = &mut ways;
            *(if flow > 0.0 {
                inflows
            } else if flow < 0.0 {
                outflows
            } else {
                zeros
            }) += 1;
            longest = (longest.0.min(standing.streak), longest.1.max(standing.streak));
            if !close.is_nan() {
                beta.push(flow / USD_PER_MUSD, close);
            }
        }
        let state = |row: usize| self.cell(row, 0).map(|cell| cell.state);
        let count =
            |is: fn(CellState) -> bool| rows.clone().filter_map(state).filter(|state| is(*state)).count();
        let day = |place: usize| self.sessions.get(place).and_then(|row| self.days.get(*row)).copied();
        FlowSummary {
            span: day(sessions.start)
                .filter(|_| !sessions.is_empty())
                .zip(sessions.end.checked_sub(1).and_then(day)),
            ways,
            holidays: count(|state| matches!(state, CellState::Closed(_))),
            pending: count(|state| state == CellState::Pending),
            missing: count(|state| state == CellState::Missing),
            sums: (0..self.columns.len()).map(|column| self.column_sum(column, &rows)).collect(),
            last: sessions.clone().next_back().and_then(|place| self.as_of(place)),
            largest_outflow: self.largest_outflow_among(CLAIMED_WINDOW, sessions.start, sessions.clone()),
            longest,
            beta: beta.fit(),
            rows,
        }
    }

    /// The largest outflow of all windows of so many sessions that end from one day to another;
    /// `None` if none of them lost money.
    pub fn largest_outflow_ending(
        &self,
        sessions: usize,
        from: UnixSecs,
        to: UnixSecs,
    ) -> Option<FlowWindow> {
        let ends = self.sessions_in(&self.rows_between(from, to));
        self.largest_outflow_among(sessions, 0, ends)
    }

    /// The window of so many sessions that ends on a session.
    pub fn window_ending(&self, sessions: usize, end: UnixSecs) -> Option<FlowWindow> {
        let ends = self.sessions_in(&self.rows_between(end, end));
        self.window_at(sessions, ends.start).filter(|_| !ends.is_empty())
    }

    fn largest_outflow_among(
        &self,
        sessions: usize,
        first: usize,
        ends: std::ops::Range<usize>,
    ) -> Option<FlowWindow> {
        let within = ends.filter(|end| end + 1 >= first + sessions);
        let windows = within.filter_map(|end| self.window_at(sessions, end));
        windows.filter(|window| window.usd < 0.0).min_by(|a, b| a.usd.total_cmp(&b.usd))
    }

    fn window_at(&self, sessions: usize, end: usize) -> Option<FlowWindow> {
        let first = (end + 1).checked_sub(sessions)?;
        let rows = self.sessions.get(first..=end)?;
        let total = self.total();
        let usd = rows.iter().filter_map(|row| total.get(*row)).sum();
        let day = |row: Option<&usize>| row.and_then(|row| self.days.get(*row)).copied();
        Some(FlowWindow { from: day(rows.first())?, to: day(rows.last())?, usd })
    }

    fn total(&self) -> &[f64] {
        let total = self.columns.first().filter(|column| column.id == catalog::ETF_TOTAL);
        total.map_or(&[], |total| &total.values_usd)
    }

    /// Places among the sessions whose rows lie in a range.
    fn sessions_in(&self, rows: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let start = self.sessions.partition_point(|row| *row < rows.start);
        start..self.sessions.partition_point(|row| *row < rows.end).max(start)
    }

    fn column_sum(&self, column: usize, rows: &std::ops::Range<usize>) -> ColumnSum {
        let values = self.columns.get(column).map_or(&[][..], |column| &column.values_usd);
        let (mut sum, mut shares) = (ColumnSum::default(), Shares::default());
        let total = self.total();
        for row in rows.clone() {
            let at = |values: &[f64]| values.get(row).copied().unwrap_or(f64::NAN);
            let (flow, close, all) = (at(values), at(&self.closes_usd), at(total));
            if flow.is_nan() {
                continue;
            }
            sum.sessions += 1;
            sum.usd += flow;
            if close.is_nan() {
                sum.unpriced += 1;
            } else {
                sum.btc += flow / close;
            }
            if !all.is_nan() {
                shares.push(all, flow);
            }
        }
        sum.share_of_outflow = shares.of_outflow();
        sum
    }

    fn as_of(&self, place: usize) -> Option<LastSession> {
        let row = *self.sessions.get(place)?;
        let standing = self.standing.get(place)?;
        let close_usd = self.closes_usd.get(row).copied().filter(|close| !close.is_nan());
        let costs = |book: &CostBook| {
            close_usd.map(|close_usd| Costs {
                close_usd,
                gross_inflow_usd: book.gross_inflow_usd(),
                running_average_usd: book.running_average_usd(),
                coins_btc: book.coins_btc(),
                sessions: place + 1,
                unpriced: standing.unpriced,
            })
        };
        Some(LastSession {
            day: *self.days.get(row)?,
            sums_usd: WINDOWS.map(|window| self.window_at(window, place).map(|window| window.usd)),
            cumulative_usd: standing.cumulative_usd,
            since: self.sessions.first().and_then(|row| self.days.get(*row)).copied()?,
            streak: standing.streak,
            costs: costs(&standing.costs),
        })
    }
}

/// Rows as CSV: a day, its state, and the flow of each column in USD; empty where there is none.
pub fn flow_csv(table: &FlowTable, rows: std::ops::Range<usize>) -> String {
    let mut text = "date,state".to_owned();
    for column in &table.columns {
        text.push(',');
        text.push_str(&column.id);
    }
    for row in rows {
        let (Some(day), Some(total)) = (table.days.get(row), table.cell(row, 0)) else { continue };
        // Some states have a comma in their words.
        let state = total.state.words().replace(',', "");
        text.push_str(&format!("\n{},{state}", day.iso_date()));
        for column in 0..table.columns.len() {
            text.push(',');
            if let Some(cell) = table.cell(row, column).filter(|cell| !cell.value_usd.is_nan()) {
                text.push_str(&cell.value_usd.to_string());
            }
        }
    }
    text.push('\n');
    text
}
