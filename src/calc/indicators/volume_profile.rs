//! Traded volume by price.
//!
//! A row tells the prices it spanned, not how much was traded at which: its volume is spread evenly
//! from its low to its high. That is coarser than what an exchange with every trade can draw.

use std::collections::VecDeque;

use crate::calc::calculation::{
    Calculation, Computed, Group, Input, Output, OutputUnit, Param, ParamKind, Plot, Scaling, Shape, Stream,
};
use crate::domain::time::UnixSecs;

/// Traded volume by price.
pub const CALCULATION: Calculation = Calculation {
    name: "volume_profile",
    title: "Volume profile",
    group: Group::Volume,
    summary: "At which prices most was traded in the last rows: where many hold what they bought, prices tend to \
              meet resistance or support.",
    formula: "bins of equal width from the lowest low to the highest high of the last n rows; each row's volume \
              is spread evenly from its low to its high; the point of control is the fullest bin, the lowest if \
              several are",
    source: "After J. Peter Steidlmayer's market profile; even spread within a row, for want of single trades",
    params: &[
        Param::window("window", 365),
        Param { name: "bins", title: "Bins", kind: ParamKind::Count { min: 1, max: 1_000 }, default: 50.0 },
    ],
    inputs: &[Input::Close, Input::Volume],
    optional: &[Input::High, Input::Low],
    outputs: |_| {
        let output = |column: &str, part, title: &str, unit| {
            Output::new(column.to_owned(), part, title.to_owned(), unit)
        };
        vec![
            output("price_from", "from", "From", OutputUnit::OfInput),
            output("price_to", "to", "To", OutputUnit::OfInput),
            output("volume", "volume", "Volume", OutputUnit::Number),
            output("share", "share", "Share of all volume", OutputUnit::Ratio),
            output("point_of_control", "control", "Point of control", OutputUnit::Flag),
        ]
    },
    warm_up: |_| 0,
    shape: Shape::Profile,
    plot: Plot::Table,
    scaling: Scaling::Proportional,
    stream: |params| {
        let (window, bins) = (params.count("window"), params.count("bins"));
        Box::new(Profile { window, bins, rows: VecDeque::new(), last: None })
    },
    whole: None,
};

/// Bins nearer than this share of the fullest count as equally full.
const EQUAL_SHARE: f64 = 1e-12;

struct Profile {
    window: usize,
    bins: usize,
    rows: VecDeque<Traded>,
    last: Option<UnixSecs>,
}

/// What one row tells of prices and volume.
#[derive(Clone, Copy)]
struct Traded {
    low: f64,
    high: f64,
    volume: f64,
}

impl Stream for Profile {
    fn push(&mut self, time: UnixSecs, values: &[f64], _into: &mut Computed) {
        let [_close, volume, high, low] = values else { return };
        if self.rows.len() == self.window {
            self.rows.pop_front();
        }
        self.rows.push_back(Traded { low: low.min(*high), high: high.max(*low), volume: *volume });
        self.last = Some(time);
    }

    fn settle(&mut self, into: &mut Computed) {
        into.clear();
        let Some(time) = self.last else { return };
        let low = self.rows.iter().fold(f64::INFINITY, |low, row| low.min(row.low));
        let high = self.rows.iter().fold(f64::NEG_INFINITY, |high, row| high.max(row.high));
        // Prices that never moved fill one bin without a width.
        let bins = Bins { low, high, count: if high > low { self.bins } else { 1 } };
        let volumes = bins.volumes(&self.rows);
        let total: f64 = volumes.iter().sum();
        let fullest = volumes.iter().copied().fold(0.0, f64::max);
        let mut control = None;
        for (bin, volume) in volumes.iter().enumerate() {
            let is_control = control.is_none() && *volume > 0.0 && *volume >= fullest * (1.0 - EQUAL_SHARE);
            if is_control {
                control = Some(bin);
            }
            let share = if total > 0.0 { volume / total } else { f64::NAN };
            let flag = f64::from(u8::from(is_control));
            into.append(time, &[bins.edge(bin), bins.edge(bin + 1), *volume, share, flag]);
        }
    }
}

/// Bins of equal width.
#[derive(Clone, Copy)]
struct Bins {
    low: f64,
    high: f64,
    count: usize,
}

impl Bins {
    /// The lower edge of a bin, the upper one of the bin before.
    fn edge(self, bin: usize) -> f64 {
        if bin == self.count {
            return self.high;
        }
        self.low + (self.high - self.low) * (bin as f64 / self.count as f64)
    }

    /// The bin a price falls in; the highest price falls in the last one.
    fn of(self, price: f64) -> usize {
        let width = (self.high - self.low) / self.count as f64;
        let bin = if width > 0.0 { ((price - self.low) / width) as usize } else { 0 };
        bin.min(self.count - 1)
    }

    fn volumes(self, rows: &VecDeque<Traded>) -> Vec<f64> {
        let mut volumes = vec![0.0; self.count];
        for row in rows {
            let span = row.high - row.low;
            let (first, last) = (self.of(row.low), self.of(row.high));
            for (bin, volume) in volumes.iter_mut().enumerate().take(last + 1).skip(first) {
                if first == last {
                    *volume += row.volume;
                } else {
                    // An edge that rounding put beyond the row takes nothing.
                    let shared = row.high.min(self.edge(bin + 1)) - row.low.max(self.edge(bin));
                    *volume += row.volume * (shared.max(0.0) / span);
                }
            }
        }
        volumes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calc::calculation::{InputTable, Params, compute};
    use std::ops::ControlFlow;

    fn profile(rows: &[(f64, f64, f64)], typed: [(&str, &str); 2]) -> Computed {
        let times = (0_i64..).take(rows.len()).map(|day| UnixSecs(0).plus_days(day)).collect();
        let column = |pick: fn(&(f64, f64, f64)) -> f64| rows.iter().map(pick).collect();
        let table = InputTable::new(times)
            .with(Input::Close, column(|row| row.0))
            .with(Input::Low, column(|row| row.0))
            .with(Input::High, column(|row| row.1))
            .with(Input::Volume, column(|row| row.2));
        let params = Params::read(CALCULATION.params, typed).unwrap();
        compute(&CALCULATION, &params, &table, &|| ControlFlow::Continue(())).unwrap()
    }

    #[test]
    fn volume_is_spread_from_low_to_high_over_the_last_rows_only() {
        let rows = [(1.0, 900.0, 1e9), (10.0, 14.0, 8.0), (12.0, 12.0, 1.0), (13.0, 14.0, 3.0)];
        let found = profile(&rows, [("window", "3"), ("bins", "4")]);
        assert_eq!(found.times, [UnixSecs(0).plus_days(3); 4]);
        assert_eq!(found.columns[0], [10.0, 11.0, 12.0, 13.0]);
        assert_eq!(found.columns[1], [11.0, 12.0, 13.0, 14.0]);
        assert_eq!(found.columns[2], [2.0, 2.0, 3.0, 5.0]);
        assert_eq!(found.columns[4], [0.0, 0.0, 0.0, 1.0]);
    }

    #[test]
    fn prices_that_never_moved_fill_one_bin() {
        let found = profile(&[(7.0, 7.0, 1.0), (7.0, 7.0, 2.0)], [("window", "9"), ("bins", "50")]);
        assert_eq!(found.columns.concat(), [7.0, 7.0, 3.0, 1.0, 1.0]);
    }
}
