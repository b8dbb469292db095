//! The complaints about a file: the first of them kept, all of them counted.
//!
//! Knows lines and bounds; knows nothing of what is wrong with a row.

use super::error::{RowWarning, shorten};

/// Warnings kept; more are only counted.
pub const MAX_WARNINGS: usize = 1_000;

/// The first [`MAX_WARNINGS`] complaints in the order of their lines.
#[derive(Debug, Default)]
pub struct Warnings {
    /// Those that are kept.
    pub kept: Vec<RowWarning>,
    /// All complaints, kept or not.
    pub total: u64,
}

impl Warnings {
    /// Counts a complaint about a line, and keeps it if it is among the first.
    pub fn add(&mut self, line: u64, expected: &'static str, found: &str, column: impl FnOnce() -> String) {
        self.total += 1;
        if self.is_early(line) {
            self.keep(RowWarning { line, column: column(), expected, found: shorten(found) });
        }
    }

    /// Takes over the complaints about a block that begins behind `lines` lines.
    pub fn take(&mut self, block: &mut Self, lines: u64) {
        self.total += std::mem::take(&mut block.total);
        for mut warning in block.kept.drain(..) {
            warning.line += lines;
            if self.is_early(warning.line) {
                self.keep(warning);
            }
        }
    }

    fn is_early(&self, line: u64) -> bool {
        self.kept.len() < MAX_WARNINGS || self.kept.last().is_some_and(|last| line < last.line)
    }

    fn keep(&mut self, warning: RowWarning) {
        let place = self.kept.partition_point(|known| known.line <= warning.line);
        self.kept.insert(place, warning);
        self.kept.truncate(MAX_WARNINGS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_in_the_file_are_kept_in_whatever_order_they_come() {
        let mut warnings = Warnings::default();
        for line in (1..=3_000).rev() {
            warnings.add(line, "x", "y", String::new);
        }
        let mut block = Warnings::default();
        block.add(1, "late", "y", String::new);
        warnings.take(&mut block, 0);
        assert_eq!(warnings.total, 3_001);
        let lines: Vec<u64> = warnings.kept.iter().map(|warning| warning.line).collect();
        assert_eq!(lines, [1, 1].into_iter().chain(2..=999).collect::<Vec<_>>());
        assert_eq!(warnings.kept[1].expected, "late", "of one line in the order they arose");
    }
}
