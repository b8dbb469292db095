//! Times of the day in a column of their own.
//!
//! Knows clocks beside dates; knows no dialect. Read by its date alone such a table
//! would have many rows a day, of which all but one were lost.

use super::Sniffed;
use crate::domain::time::UnixSecs;
use crate::io::csv::date::{is_clock, parse_date};
use crate::io::csv::error::CsvError;

/// Keys of columns that hold the time of the day.
const CLOCKS: [&str; 9] = ["time", "zeit", "uhrzeit", "heure", "hora", "ora", "tijd", "godzina", "время"];

impl Sniffed {
    /// Refuses a table whose instants stand in two columns: `Date,Time` with a day in several rows.
    ///
    /// # Errors
    /// [`CsvError::TimeApart`].
    pub fn refuse_times_apart(&self, date: usize) -> Result<(), CsvError> {
        let is_apart = |column: usize| {
            let mut cells = self.sample(column).filter(|cell| !cell.trim().is_empty()).peekable();
            cells.peek().is_some() && cells.all(is_clock)
        };
        let mut clocks =
            self.keys.iter().enumerate().filter(|(column, key)| {
                *column != date && CLOCKS.contains(&key.as_str()) && is_apart(*column)
            });
        match clocks.next() {
            Some((column, _)) if self.repeats_days(date) => {
                Err(CsvError::TimeApart { column: self.title(column) })
            }
            _ => Ok(()),
        }
    }

    /// Whether all dates are whole days, and some stand in two rows that follow each other.
    fn repeats_days(&self, date: usize) -> bool {
        let times: Vec<UnixSecs> =
            self.sample(date).filter_map(|cell| parse_date(cell)?.some_time()).collect();
        times.iter().all(|time| time.start_of_day() == *time)
            && times.iter().zip(times.iter().skip(1)).any(|(one, next)| one == next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::csv::text::Encoding;

    #[test]
    fn times_beside_repeated_dates_are_refused() {
        let said = |text: &str| {
            let file = Sniffed::of(text.as_bytes(), "x.csv", Encoding::Utf8).unwrap();
            file.refuse_times_apart(0).err().map(|error| error.to_string())
        };
        let apart = "column \"<TIME>\" holds the time of the day: put date and time into one column";
        let rows = "2024.03.01\t00:00:00\t5\n2024.03.01\t06:00:00\t6\n";
        assert_eq!(said(&format!("<DATE>\t<TIME>\t<CLOSE>\n{rows}")).as_deref(), Some(apart));
        assert!(said("Datum;Zeit;Kurs\n01.03.2024;0:00;5\n01.03.2024;12:30;6\n").is_some());
        // One row a day loses nothing, and where the dates have their times the column is a copy.
        assert_eq!(said("Date,Time,Close\n2024-03-01,16:00,5\n2024-03-02,16:00,6\n"), None);
        assert_eq!(said("Date,Time,Close\n2024-03-01 01:00,01:00,5\n2024-03-01 02:00,02:00,6\n"), None);
        assert_eq!(said("Date,Time,Close\n2024-03-01,7,5\n2024-03-01,8,6\n"), None);
    }
}
