//! The "compact" row policy: compute on the rows that have a value, put the
//! results back where those rows were.
//!
//! Never forward-fills: a filled row would count as a day without a move and
//! lower every volatility and RSI that sees it.

/// Which rows of a column have a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRows {
    rows: Vec<usize>,
    len: usize,
}

impl KeptRows {
    /// The rows of `values` that are not `NaN`.
    pub fn of(values: &[f64]) -> Self {
        let rows =
            values.iter().enumerate().filter(|(_, value)| !value.is_nan()).map(|(row, _)| row).collect();
        Self { rows, len: values.len() }
    }

    /// The kept rows of a column, which may be any column of the same table.
    pub fn gather<T: Copy>(&self, column: &[T]) -> Vec<T> {
        self.rows.iter().filter_map(|row| column.get(*row)).copied().collect()
    }

    /// A full column from one result per kept row; `NaN` in every other row.
    pub fn scatter(&self, results: &[f64]) -> Vec<f64> {
        let mut column = vec![f64::NAN; self.len];
        for (row, result) in self.rows.iter().zip(results) {
            if let Some(cell) = column.get_mut(*row) {
                *cell = *result;
            }
        }
        column
    }
}

/// Applies a calculation to the rows that have a value and scatters its results back.
///
/// **Shape**: as long as `values`; `compute` returns one result per kept row.
pub fn on_kept_rows(values: &[f64], compute: impl FnOnce(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let kept = KeptRows::of(values);
    kept.scatter(&compute(&kept.gather(values)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_return_to_the_rows_they_came_from() {
        let doubled = on_kept_rows(&[f64::NAN, 1.0, f64::NAN, 2.0], |kept| {
            assert_eq!(kept, [1.0, 2.0]);
            kept.iter().map(|value| value * 2.0).collect()
        });
        assert!(doubled[0].is_nan() && doubled[2].is_nan());
        assert_eq!([doubled[1], doubled[3]], [2.0, 4.0]);
    }
}
