//! What the calculations over sessions share: parameters, words and units.

use crate::calc::calculation::{Output, OutputUnit, Param, ParamKind};

/// Most sessions of a window: forty years of them.
pub(super) const MOST_SESSIONS: u32 = 10_080;
/// US dollars in a million.
pub(super) const USD_PER_MUSD: f64 = 1e6;
/// Whose conventions they follow.
pub(super) const SOURCE: &str = "Sessions and amounts as Farside Investors and SoSoValue publish them; a \
                                 session without a figure is left out before counting";

/// A window of sessions.
pub(super) const fn sessions(default: u32) -> Param {
    let kind = ParamKind::Count { min: 1, max: MOST_SESSIONS };
    Param { name: "window", title: "Sessions", kind, default: default as f64 }
}

/// One column of a result.
pub(super) fn output(column: &str, part: &'static str, title: &str, unit: OutputUnit) -> Output {
    Output { column: column.to_owned(), part, title: title.to_owned(), unit }
}
