//! What a calculation is: its name, its parameters, what it reads and what it gives.
//!
//! A calculation is described by a [`Calculation`], one constant in one file, listed in
//! [`registry`]. The description is all that the command line, the picker and the
//! properties of the tests know of it. The work itself is a [`Stream`] that takes row
//! after row; computing a whole table is nothing else than streaming it, so that an
//! appended candle cannot give another answer than a fresh start.
//!
//! Every value is an `f64`, words and days too (see [`OutputUnit`]): one kind of column
//! goes through memory, charts and tables.

pub mod computed;
pub mod input;
pub mod instance;
pub mod params;
pub mod registry;
pub mod rows;
pub mod run;

pub use computed::Computed;
pub use input::{Input, InputTable};
pub use params::{Param, ParamError, ParamKind, Params};
pub use rows::by_rows;
pub use run::{CalcError, Streaming, compute};

use crate::domain::time::UnixSecs;

/// Where a calculation stands in a list for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Averages and their crosses.
    Trend,
    /// Strength and speed of moves.
    Momentum,
    /// How much prices move, and how far they fell.
    Volatility,
    /// Traded amounts.
    Volume,
    /// One series against another.
    Comparison,
    /// Hashrate, difficulty, issuance.
    Network,
    /// What mining earns and costs.
    Mining,
    /// ETF flows.
    Flows,
}

impl Group {
    /// Every group, in the order of the picker.
    pub const ALL: [Self; 8] = [
        Self::Trend,
        Self::Momentum,
        Self::Volatility,
        Self::Volume,
        Self::Comparison,
        Self::Network,
        Self::Mining,
        Self::Flows,
    ];

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Trend => "Trend",
            Self::Momentum => "Momentum",
            Self::Volatility => "Volatility",
            Self::Volume => "Volume",
            Self::Comparison => "Comparison",
            Self::Network => "Network",
            Self::Mining => "Mining",
            Self::Flows => "ETF flows",
        }
    }
}

/// What the rows of a result are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One row for every row of the input, empty where there is no value.
    Rows,
    /// One row for every ISO week that has a row, dated by its Monday; the last may be provisional.
    Weeks,
    /// One row for every event.
    Events,
    /// One row, dated by the last row it knows.
    Summary,
    /// Several rows of one date: a table as of the last row.
    Profile,
}

/// Where a result is drawn when nobody says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plot {
    /// Over the series it is computed from, on the same axis.
    OverInput,
    /// As lines in a pane of its own.
    OwnPane,
    /// As bars from zero in a pane of its own.
    OwnBars,
    /// As marks on the series it is computed from.
    Marks,
    /// Not on the time axis.
    Table,
}

/// The unit of an output column, and how its numbers are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputUnit {
    /// That of the main input.
    OfInput,
    /// US dollars.
    Usd,
    /// Millions of US dollars.
    UsdMillions,
    /// Bitcoin.
    Btc,
    /// A share: 0.12 is 12 %.
    Ratio,
    /// From 0 to 100.
    Index100,
    /// 10^18 hashes a second.
    HashrateEhs,
    /// US dollars for one PH/s and day.
    UsdPerPhDay,
    /// Bitcoin for one PH/s and day.
    BtcPerPhDay,
    /// US dollars for a kilowatt-hour.
    UsdPerKwh,
    /// Joules for 10^12 hashes.
    JPerTh,
    /// Difficulty.
    Difficulty,
    /// Whole days.
    Days,
    /// A whole number.
    Count,
    /// A number without a unit.
    Number,
    /// Seconds since 1970, written as an ISO date.
    Date,
    /// 0 or 1, written `false` or `true`.
    Flag,
    /// The place of a word in this list.
    Word(&'static [&'static str]),
}

/// One column of a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Name of the column in tables: `rsi_14`.
    pub column: String,
    /// The short word that tells it from the other outputs in a series id; empty if it is the only one.
    pub part: &'static str,
    /// Name for people: `RSI 14`.
    pub title: String,
    /// Unit.
    pub unit: OutputUnit,
}

impl Output {
    /// An output; see the fields for what each is.
    pub fn new(column: String, part: &'static str, title: String, unit: OutputUnit) -> Self {
        Self { column, part, title, unit }
    }
}

/// How results answer when every price (open, high, low and close) is multiplied by one positive
/// number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scaling {
    /// Columns in money are multiplied too: those in dollars, and those in the unit of the main
    /// input if that is a price. Shares, counts, dates and words stay.
    Proportional,
    /// Nothing changes.
    Invariant,
    /// No such law for all columns: each is told in the tests of its file.
    Own,
}

/// The state of a calculation that takes row after row.
pub trait Stream: Send {
    /// Takes the next row that has all inputs.
    ///
    /// `values` follow [`Calculation::reads`], `NaN` where an optional one is unknown. A
    /// calculation of [`Shape::Rows`] appends exactly one row (see [`by_rows`]); others append,
    /// replace their last row or start again.
    fn push(&mut self, time: UnixSecs, values: &[f64], into: &mut Computed);

    /// Takes note that the data reach this time, at a row that lacks an input and is no row.
    fn pass(&mut self, time: UnixSecs, into: &mut Computed) {
        let _nothing_depends_on_it = (time, into);
    }

    /// Writes what is worth writing only once somebody looks: tables as of the last row.
    ///
    /// Looking changes nothing of what comes later.
    fn settle(&mut self, into: &mut Computed) {
        let _all_is_written = into;
    }
}

/// A faster way to the same bits for a whole column of [`Shape::Rows`]: kept rows of each input
/// in, one column an output out, each as long as the input and `NaN` before its first value.
pub type Whole = fn(&Params, &[&[f64]]) -> Vec<Vec<f64>>;

/// The description of a calculation.
pub struct Calculation {
    /// Its name on the command line and in ids: lower case, digits and `_`, no digit at the end.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Place in lists.
    pub group: Group,
    /// What it says, in one or two sentences.
    pub summary: &'static str,
    /// The formula, in plain text.
    pub formula: &'static str,
    /// Whose formula and which convention.
    pub source: &'static str,
    /// Parameters, in the order of their place in ids.
    pub params: &'static [Param],
    /// Columns it cannot do without; a row that lacks one of them is no row (the compact policy).
    /// The first is the main one.
    pub inputs: &'static [Input],
    /// Columns it uses where they are there.
    pub optional: &'static [Input],
    /// Columns of the result.
    pub outputs: fn(&Params) -> Vec<Output>,
    /// Rows with all inputs that pass before every output has its first value; weeks for
    /// [`Shape::Weeks`]. From its first value on, an output has one on every such row, unless the
    /// rows make it undefined (a correlation with what does not move).
    pub warm_up: fn(&Params) -> usize,
    /// What its rows are.
    pub shape: Shape,
    /// Where it is drawn.
    pub plot: Plot,
    /// How it answers to other prices.
    pub scaling: Scaling,
    /// Begins a stream.
    pub stream: fn(&Params) -> Box<dyn Stream>,
    /// A faster way for whole columns.
    pub whole: Option<Whole>,
}

impl Calculation {
    /// The columns it reads: inputs, then optional ones.
    pub fn reads(&self) -> impl Iterator<Item = Input> + use<> {
        self.inputs.iter().chain(self.optional).copied()
    }

    /// Its parameters as they are when nobody sets them.
    pub fn defaults(&self) -> Params {
        Params::defaults(self.params)
    }
}

impl std::fmt::Debug for Calculation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Calculation({})", self.name)
    }
}
