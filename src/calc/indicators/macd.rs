//! Moving average convergence and divergence after Gerald Appel.
//!
//! Both averages begin at the first row, each with its own seed, so that the line is the difference
//! of what `ema` shows. TA-Lib starts the fast one late, with the slow one; the two agree once the
//! seeds are forgotten.

use super::smooth::SeededAverage;
use crate::calc::calculation::{
    Calculation, Group, Input, Output, OutputUnit, Param, Plot, Scaling, Shape, by_rows,
};

/// Moving average convergence and divergence.
pub const CALCULATION: Calculation = Calculation {
    name: "macd",
    title: "MACD",
    group: Group::Momentum,
    summary: "How far a fast average is from a slow one, and whether that distance grows: the histogram is \
              positive while the line is above its own average.",
    formula: "line = EMA fast − EMA slow; signal = EMA of the line; histogram = line − signal; each EMA is \
              seeded with the mean of its first n values",
    source: "Gerald Appel (1979); TA-Lib seeds the fast average later, with the slow one, and differs in the \
             first rows",
    params: &[
        Param::window("fast", 12).titled("Fast rows"),
        Param::window("slow", 26).titled("Slow rows"),
        Param::window("signal", 9).titled("Signal rows"),
    ],
    inputs: &[Input::Close],
    optional: &[],
    outputs: |params| {
        let count = |name| params.count(name);
        let suffix = format!("{}_{}_{}", count("fast"), count("slow"), count("signal"));
        let title = format!("MACD ({}, {}, {})", count("fast"), count("slow"), count("signal"));
        let output = |word: &str, part, title| {
            Output::new(format!("macd{word}_{suffix}"), part, title, OutputUnit::OfInput)
        };
        vec![
            output("", "", title.clone()),
            output("_signal", "signal", format!("{title} signal")),
            output("_histogram", "histogram", format!("{title} histogram")),
        ]
    },
    warm_up: |params| params.count("fast").max(params.count("slow")) + params.count("signal") - 2,
    shape: Shape::Rows,
    plot: Plot::OwnPane,
    scaling: Scaling::Proportional,
    stream: |params| {
        let average = |name| SeededAverage::new(params.count(name));
        let (mut fast, mut slow, mut signal) = (average("fast"), average("slow"), average("signal"));
        by_rows(move |_, [close]| {
            let line = fast.push(close) - slow.push(close);
            if line.is_nan() {
                return [f64::NAN; 3];
            }
            let signal = signal.push(line);
            [line, signal, line - signal]
        })
    },
    whole: None,
};
