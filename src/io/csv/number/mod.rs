//! Amounts in cells, by a strict decimal grammar.
//!
//! Knows how people and exporters write numbers; knows nothing of columns.
//! The text is cleaned and then read by Rust's exact parser; a change of unit
//! is a shift of the decimal exponent in the text, so that `655.3` millions are
//! exactly the double nearest to 655,300,000 and not a rounded product.

mod affix;
mod parse;
mod style;

pub use parse::{is_missing, parse_amount};
pub use style::{NumberStyle, OpenStyle, StyleVotes, decide_style};

/// Why a cell is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// Not of the grammar.
    Form,
    /// Not of the grammar with a decimal comma, which the other cells have.
    FormComma,
    /// Beyond ±1e300, the bound of a series.
    Range,
    /// A comma where it may stand for the decimal point.
    Comma,
}

impl NumberFault {
    /// What would have been right, for a row warning.
    pub fn expected(self) -> &'static str {
        match self {
            Self::Form => "an amount such as 1,234.5 or (95.1)",
            Self::FormComma => "an amount such as 1.234,5 or (95,1)",
            Self::Range => "an amount within ±1e300",
            Self::Comma => "an amount with a decimal point and no comma, such as 1234.5",
        }
    }
}
