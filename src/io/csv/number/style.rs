//! What points and commas are, told from the cells of whole columns.
//!
//! Knows what a single cell proves; knows nothing of files. `63,123` proves
//! nothing: where no other cell decides, that is a question and not a guess,
//! because the two readings differ by a factor of a thousand.

use super::affix::Parts;
use super::parse::is_grouped;
pub use crate::domain::table_answers::NumberStyle;

impl NumberStyle {
    /// What to assume beside this delimiter when the cells leave it open.
    pub fn beside(delimiter: u8) -> Self {
        if delimiter == b';' { Self::PointOnly } else { Self::Point }
    }

    /// Name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Point => "1,234.5",
            Self::Comma => "1.234,5",
            Self::PointOnly => "1234.5",
        }
    }
}

/// What the cells of one column prove.
#[derive(Clone, Debug, Default)]
pub struct StyleVotes {
    /// Cells with a decimal point for certain.
    point: u32,
    /// Cells with a decimal comma for certain.
    comma: u32,
    /// Cells whose commas are groups for certain: `1,234,567` and `1,234.5`.
    grouped: u32,
    /// Long whole numbers without any group.
    ungrouped: u32,
    /// The first cell that can be read both ways.
    open: Option<String>,
    /// Whether such cells have a comma, and whether a point.
    open_comma: bool,
    open_point: bool,
}

/// A file whose amounts can be read both ways throughout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenStyle {
    /// Place of the column in the file, from 0.
    pub column: usize,
    /// A cell of it.
    pub cell: String,
}

impl StyleVotes {
    /// Takes the next cell of the column.
    pub fn add(&mut self, cell: &str) {
        let Some(parts) = Parts::of(cell) else { return };
        let mantissa = parts.body.split(['e', 'E']).next().unwrap_or_default();
        let count = |sought: char| mantissa.chars().filter(|c| *c == sought).count();
        let whole_and_rest = |sought: char| mantissa.rsplit_once(sought).unwrap_or((mantissa, ""));
        let is_fraction = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        match (count(','), count('.')) {
            (0, 0) => {
                let long = mantissa.len() >= 5 && is_fraction(mantissa);
                self.ungrouped += u32::from(long);
            }
            (0, 1) | (1, 0) => {
                let separator = if mantissa.contains(',') { ',' } else { '.' };
                let (whole, rest) = whole_and_rest(separator);
                if !is_fraction(rest) || whole.bytes().any(|b| b.is_ascii_alphabetic()) {
                    return;
                }
                let group = rest.len() == 3
                    && (1..=3).contains(&whole.len())
                    && is_fraction(whole)
                    && !whole.starts_with('0');
                match (group, separator) {
                    (true, _) => {
                        self.open.get_or_insert_with(|| cell.trim().to_owned());
                        self.open_comma |= separator == ',';
                        self.open_point |= separator == '.';
                    }
                    (false, ',') => self.comma += u32::from(is_grouped(whole, NumberStyle::Comma)),
                    (false, _) => self.point += u32::from(is_grouped(whole, NumberStyle::Point)),
                }
            }
            (_, 0) if is_grouped(mantissa, NumberStyle::Point) => self.grouped += 1,
            (0, _) if is_grouped(mantissa, NumberStyle::Comma) => self.comma += 1,
            (_, 1) if is_mixed(whole_and_rest('.'), NumberStyle::Point) => self.grouped += 1,
            (1, _) if is_mixed(whole_and_rest(','), NumberStyle::Comma) => self.comma += 1,
            _ => {}
        }
    }
}

fn is_mixed((whole, rest): (&str, &str), style: NumberStyle) -> bool {
    rest.bytes().all(|b| b.is_ascii_digit()) && is_grouped(whole, style)
}

/// The style of a file, from the votes of its columns; `leans_to_comma` if
/// delimiter, dates or header come from where the decimal comma is usual.
///
/// # Errors
/// [`OpenStyle`]: no cell decides, or cells contradict each other.
pub fn decide_style(
    columns: &[StyleVotes],
    delimiter: u8,
    leans_to_comma: bool,
) -> Result<NumberStyle, OpenStyle> {
    let sum = |pick: fn(&StyleVotes) -> u32| columns.iter().map(pick).sum::<u32>();
    let (comma, grouped) = (sum(|votes| votes.comma), sum(|votes| votes.grouped));
    let point = sum(|votes| votes.point) + grouped;
    let open = || {
        let found =
            columns.iter().enumerate().find_map(|(column, votes)| Some((column, votes.open.clone()?)));
        found.map(|(column, cell)| OpenStyle { column, cell })
    };
    let with_point = if grouped > 0 { NumberStyle::Point } else { NumberStyle::beside(delimiter) };
    match (point, comma) {
        (0, 0) => {
            // In a column with long ungrouped numbers, a separator before three digits is no group.
            let decided = |pick: fn(&StyleVotes) -> bool| columns.iter().any(|v| pick(v) && v.ungrouped > 0);
            if decided(|votes| votes.open_point) {
                return Ok(with_point);
            }
            if decided(|votes| votes.open_comma) {
                return Ok(NumberStyle::Comma);
            }
            let both = columns.iter().any(|v| v.open_point) && columns.iter().any(|v| v.open_comma);
            match open() {
                Some(open) if leans_to_comma || delimiter == b';' || both => Err(open),
                _ => Ok(with_point),
            }
        }
        (_, 0) => Ok(with_point),
        (0, _) => Ok(NumberStyle::Comma),
        _ if point > 9 * comma => Ok(with_point),
        _ if comma > 9 * point => Ok(NumberStyle::Comma),
        _ => open().map_or(Ok(with_point), Err),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(cells: &[&str], delimiter: u8, leans: bool) -> Option<NumberStyle> {
        let mut votes = StyleVotes::default();
        cells.iter().for_each(|cell| votes.add(cell));
        decide_style(&[votes], delimiter, leans).ok()
    }

    #[test]
    fn one_telling_cell_decides_the_column() {
        for (cells, delimiter, expected) in [
            (&["1.234,5", "63,123"][..], b';', Some(NumberStyle::Comma)),
            (&["63,123", "0,57"], b',', Some(NumberStyle::Comma)),
            (&["1.234.567"], b'\t', Some(NumberStyle::Comma)),
            (&["1 234,5"], b'\t', Some(NumberStyle::Comma)),
            (&["63,123", "1,234.5"], b';', Some(NumberStyle::Point)),
            (&["63,123"], b',', Some(NumberStyle::Point)),
            (&["63,123", "63.5"], b';', Some(NumberStyle::PointOnly)),
            (&["1234", "5"], b';', Some(NumberStyle::PointOnly)),
            (&["63,123", "-", ""], b';', None),
            (&["63.123"], b';', None),
            (&["63.123", "123456"], b';', Some(NumberStyle::PointOnly)),
            (&["1.5", "1,5", "63,123"], b';', None),
            (&["11.01.2024", "1.2.3"], b';', Some(NumberStyle::PointOnly)),
        ] {
            assert_eq!(style(cells, delimiter, false), expected, "{cells:?}");
        }
        assert_eq!(style(&["63,123"], b'\t', true), None);
    }
}
