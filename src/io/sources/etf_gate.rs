//! Whether a complete table of ETF flows by fund can be right.
//!
//! Funds that do not add up, or that are too few, are a table cut short or
//! columns that moved. Only rows in which every fund has a value are judged: a
//! feed of totals has no funds to add, and a fund that reports late is unknown,
//! not zero.

use crate::domain::time::UnixSecs;

/// Fewer funds than this are no complete table: eleven trade since January 2024.
pub const LEAST_FUNDS: usize = 8;
/// How far the funds may be from the published total, in US$: tables are rounded to 0.1 million.
pub const MOST_APART_USD: f64 = 2e6;
/// The largest flow of a day that is believed, in US$; the record is about half of it.
pub const MOST_FLOW_USD: f64 = 3e9;

/// Why a row by funds is not believed.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum GateError {
    /// Too few funds for a complete table.
    #[error("the table of {day} has {funds} funds, expected at least 8")]
    Funds {
        /// The session.
        day: UnixSecs,
        /// How many there are.
        funds: usize,
    },
    /// The funds do not add up to the total.
    #[error(
        "the funds of {day} add up to {:.1} million dollars and the total says {:.1}, expected at most 2 million apart",
        sum / 1e6,
        total / 1e6
    )]
    Sum {
        /// The session.
        day: UnixSecs,
        /// What the funds add up to, in US$.
        sum: f64,
        /// The total as published, in US$.
        total: f64,
    },
    /// More than all funds ever moved in a day.
    #[error("the flow of {day} is {:.1} million dollars, expected at most 3,000 million either way", total / 1e6)]
    Total {
        /// The session.
        day: UnixSecs,
        /// The total as published, in US$.
        total: f64,
    },
}

/// Judges the size of any flow in US$, of a fund or of all; unknown is no size.
///
/// # Errors
/// [`GateError::Total`] if it is larger than any that is believed.
pub fn judge_size(day: UnixSecs, flow: f64) -> Result<(), GateError> {
    if flow.abs() > MOST_FLOW_USD { Err(GateError::Total { day, total: flow }) } else { Ok(()) }
}

/// Judges one row in which every fund has a value; all in US$.
///
/// # Errors
/// [`GateError`] names what does not fit.
pub fn judge(day: UnixSecs, funds: &[f64], total: f64) -> Result<(), GateError> {
    if funds.len() < LEAST_FUNDS {
        return Err(GateError::Funds { day, funds: funds.len() });
    }
    if total.is_nan() || total.abs() > MOST_FLOW_USD {
        return Err(GateError::Total { day, total });
    }
    let sum: f64 = funds.iter().sum();
    // A hair for the rounding of the sum itself; NaN fails.
    if (sum - total).abs() <= MOST_APART_USD + 1e-3 {
        Ok(())
    } else {
        Err(GateError::Sum { day, sum, total })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> UnixSecs {
        UnixSecs::from_ymd(2026, 2, 5).unwrap()
    }

    #[test]
    fn funds_that_add_up_pass_and_others_are_named() {
        let funds = [100e6, -20e6, 0.0, 5.5e6, 1e6, 2e6, 3e6, 4e6];
        assert_eq!(judge(day(), &funds, 95.5e6), Ok(()));
        assert_eq!(judge(day(), &funds, 97.5e6), Ok(()), "2 million apart is rounding");
        assert_eq!(
            judge(day(), &funds, 97.6e6).unwrap_err().to_string(),
            "the funds of 2026-02-05 add up to 95.5 million dollars and the total says 97.6, expected at most \
             2 million apart"
        );
        assert_eq!(
            judge(day(), &funds[..7], 91.5e6).unwrap_err().to_string(),
            "the table of 2026-02-05 has 7 funds, expected at least 8"
        );
        let large = [400e6; 8];
        assert_eq!(
            judge(day(), &large, 3_200e6).unwrap_err().to_string(),
            "the flow of 2026-02-05 is 3200.0 million dollars, expected at most 3,000 million either way"
        );
        assert_eq!(judge(day(), &[-375e6; 8], -3_000e6), Ok(()), "the bound itself is believed");
        assert_eq!(judge_size(day(), -3_000e6), Ok(()));
        assert_eq!(judge_size(day(), f64::NAN), Ok(()));
        assert_eq!(judge_size(day(), -3_000.1e6), Err(GateError::Total { day: day(), total: -3_000.1e6 }));
        assert!(judge(day(), &[f64::NAN; 8], 0.0).is_err());
        assert!(judge(day(), &funds, f64::NAN).is_err());
    }
}
