//! What the user has settled about a table: by a click, an option, or the time before.
//!
//! Plain data that can be remembered. An answer overrides what was recognised;
//! what nobody answered is told from the file or asked.

use serde::{Deserialize, Serialize};

use crate::domain::unit::Unit;

/// Answers to what a file leaves open; the default has none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// Dialect by name instead of the best fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
    /// Id the series shall have (`ID[@SOURCE]`), or the one to take of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Which of two numbers is the day, where the column leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_order: Option<DayOrder>,
    /// What points and commas in amounts are, where the column leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbers: Option<NumberStyle>,
    /// Power of ten between the cells and the unit, where the file leaves it open: 6 for millions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power: Option<i32>,
    /// What columns are, by their place from 0; the others are as recognised.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnAnswer>,
    /// The `#` lines that a file beside this one stands for, for a table that has none of its own.
    #[serde(skip)]
    pub beside: Vec<String>,
}

/// What a column is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnAnswer {
    /// Its place in the file, from 0.
    pub column: usize,
    /// What it holds.
    pub role: ColumnRole,
}

/// What a column can hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnRole {
    /// When.
    Date,
    /// Nothing that is taken.
    NotUsed,
    /// First price of a candle.
    Open,
    /// Highest price of a candle.
    High,
    /// Lowest price of a candle.
    Low,
    /// Last price of a candle.
    Close,
    /// Traded amount of a candle.
    Volume,
    /// The values of a series of its own.
    Value {
        /// Its id, with a source or without.
        id: String,
        /// Unit of the stored values.
        unit: Unit,
        /// Power of ten between the cells and the unit: 6 for millions.
        power: i32,
    },
}

/// Which of two small numbers is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// `31/1/2024`.
    DayFirst,
    /// `1/31/2024`.
    MonthFirst,
}

/// What points and commas in amounts are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStyle {
    /// `1,234.5`: groups by comma, fractions after a point.
    #[default]
    Point,
    /// `1.234,5`, `1 234,5`: fractions after a comma.
    Comma,
    /// `1234.5`; a comma is refused, since `63,123` is as likely 63.123 where semicolons delimit cells.
    PointOnly,
}
