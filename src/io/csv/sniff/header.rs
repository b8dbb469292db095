//! Where the table begins: what stands above it, its header, a row of units.
//!
//! Knows the look of a row of data and of names; knows nothing of what names
//! mean. The header is the last row of names above the first row of data:
//! exporters put titles, addresses and `Symbol,BTC/USD` above it, never below.

use super::key_of;
use super::shape::Table;
use crate::io::csv::date::parse_date;
use crate::io::csv::number::{NumberStyle, is_missing, parse_amount};

/// The parts of the head.
#[derive(Debug, Default)]
pub(super) struct Parted {
    /// Lines above the header.
    pub preamble: Vec<String>,
    /// Names of the columns; empty when there are none.
    pub header: Vec<String>,
    /// A row of units below the header; empty when there is none.
    pub units: Vec<String>,
    /// The last line that is no row of data.
    pub line: u64,
    pub rows: Vec<Vec<String>>,
}

/// Words of a row of units.
const UNITS: [&str; 24] = [
    "usd", "btc", "eur", "usdt", "unit", "units", "utc", "date", "time", "percent", "ths", "ehs", "phs",
    "hs", "usdmn", "usdm", "musd", "usm", "m", "mn", "million", "millions", "sats", "dollars",
];

/// Parts the head of a table whose rows mostly have so many `columns`.
pub(super) fn parted(mut table: Table, columns: usize, delimiter: u8) -> Parted {
    let first_data = table.iter().position(|(_, cells)| cells.len() == columns && is_data(cells));
    let last_is_blank = first_data.is_some_and(|first| {
        let mut rows = table.iter().skip(first).filter(|(_, cells)| cells.len() == columns);
        rows.all(|(_, cells)| cells.last().is_some_and(|cell| cell.trim().is_empty()))
    });
    let stretch = Stretch { columns, may_stretch: delimiter == b'\t' || last_is_blank };
    let found = match first_data {
        Some(first) => (0..first).rev().find_map(|row| Some((row, stretch.names(&table.get(row)?.1)?))),
        // Nothing dated: the first row of the usual width may still be names.
        None => {
            let row = table.iter().position(|(_, cells)| cells.len() == columns).unwrap_or(0);
            table.get(row).and_then(|(_, cells)| Some((row, stretch.names(cells)?)))
        }
    };
    let mut parted = Parted::default();
    let Some((mut row, mut header)) = found else {
        let start =
            first_data.or_else(|| table.iter().position(|(_, cells)| cells.len() == columns)).unwrap_or(0);
        parted.preamble = table.drain(..start).map(|(_, cells)| line_of(&cells)).collect();
        parted.line = table.first().map_or(0, |(line, _)| line.saturating_sub(1));
        parted.rows = table.into_iter().map(|(_, cells)| cells).collect();
        return parted;
    };
    parted.line = table.get(row).map_or(0, |(line, _)| *line);
    let mut two_levels = None;
    if let Some(levels) = row.checked_sub(1).and_then(|above| levels(&table, above, &header, &stretch)) {
        (two_levels, header) = (Some(levels.names), levels.header);
    } else if is_units(&header)
        && let Some(above) = row.checked_sub(1)
        && let Some(names) = table.get(above).and_then(|(_, cells)| stretch.names(cells))
    {
        parted.units = std::mem::replace(&mut header, names);
        row = above;
    }
    parted.header = header;
    let above = table.iter().take(row).enumerate().filter(|(at, _)| two_levels != Some(*at));
    parted.preamble = above.map(|(_, (_, cells))| line_of(cells)).collect();
    if two_levels == Some(row.saturating_sub(1)) && !parted.preamble.iter().any(|line| is_ticker(line)) {
        parted.preamble.extend(table.get(row).map(|(_, cells)| line_of(cells)));
    }
    let below = table.into_iter().filter(|(line, _)| *line > parted.line);
    parted.rows = below.map(|(_, cells)| cells).collect();
    parted
}

/// Whether a line above the header names what its columns are about: `Ticker BTC-USD …`.
fn is_ticker(line: &str) -> bool {
    line.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("ticker"))
}

/// A header of two levels: the row of its names, and both levels in one.
struct Levels {
    names: usize,
    header: Vec<String>,
}

/// The two levels of names that pandas writes: `Price,Close,…`, `Ticker,BTC-USD,…` in either
/// order, and mostly a row below them that names nothing but the date. `lowest` is the last
/// row of names, `above` the row over it.
fn levels(table: &Table, above: usize, lowest: &[String], stretch: &Stretch) -> Option<Levels> {
    let first_is = |cells: &[String], key: &str| cells.first().is_some_and(|cell| key_of(cell) == key);
    let only_first = |cells: &[String]| cells.iter().skip(1).all(|cell| cell.trim().is_empty());
    let names_of = |row: usize| stretch.names(&table.get(row)?.1).map(|cells| (row, cells));
    let (one, other) = if only_first(lowest) {
        (names_of(above)?, names_of(above.checked_sub(1)?)?)
    } else {
        ((above + 1, lowest.to_vec()), names_of(above)?)
    };
    let ((names, prices), (_, tickers)) = if first_is(&one.1, "price") { (one, other) } else { (other, one) };
    if !first_is(&prices, "price") || !first_is(&tickers, "ticker") {
        return None;
    }
    // One coin's candle keeps its plain names; whatever else there is says whose it is.
    let ticker = tickers.get(1).filter(|ticker| ticker.contains('-'));
    let is_candle = ["open", "high", "low", "close", "volume"]
        .iter()
        .all(|key| prices.iter().any(|cell| key_of(cell) == *key));
    let is_plain = is_candle && ticker.is_some_and(|one| tickers.iter().skip(1).all(|other| other == one));
    let named = prices.iter().zip(&tickers).skip(1).map(|(price, ticker)| {
        if is_plain { price.clone() } else { format!("{} {}", price.trim(), ticker.trim()) }
    });
    Some(Levels { names, header: std::iter::once("Date".to_owned()).chain(named).collect() })
}

fn line_of(cells: &[String]) -> String {
    cells.join(" ").trim().to_owned()
}

struct Stretch {
    columns: usize,
    /// Whether a name missing at the end may be a blank that was trimmed away. Elsewhere a
    /// cell too many in the rows may be the second half of an unquoted 1,234.
    may_stretch: bool,
}

impl Stretch {
    /// The cells of a row of names, as many as the table has columns.
    fn names(&self, cells: &[String]) -> Option<Vec<String>> {
        let mut cells = cells.to_vec();
        while cells.len() > self.columns && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if self.may_stretch && cells.len() + 1 == self.columns {
            cells.push(String::new());
        }
        (cells.len() == self.columns && is_names(&cells)).then_some(cells)
    }
}

fn is_amount(cell: &str) -> bool {
    let reads = |style| matches!(parse_amount(cell, style, 0), Ok(Some(_)));
    reads(NumberStyle::Point) || reads(NumberStyle::Comma)
}

/// A date, and beside it amounts or nothing at all.
fn is_data(cells: &[String]) -> bool {
    let Some(date) = cells.iter().position(|cell| parse_date(cell).is_some()) else { return false };
    let mut others = cells.iter().enumerate().filter(|(column, _)| *column != date).map(|(_, cell)| cell);
    cells.len() == 1 || others.clone().any(|cell| is_amount(cell)) || others.all(|cell| is_missing(cell))
}

/// More names than amounts and no date.
fn is_names(cells: &[String]) -> bool {
    let filled = || cells.iter().filter(|cell| !cell.trim().is_empty());
    if filled()
        .next()
        .is_some_and(|cell| cell.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")))
    {
        return false;
    }
    let amounts = filled().filter(|cell| is_amount(cell)).count();
    filled().count() > 2 * amounts && !filled().any(|cell| parse_date(cell).is_some())
}

fn is_units(cells: &[String]) -> bool {
    let is_unit = |cell: &String| {
        let key = key_of(cell);
        key.is_empty() || UNITS.contains(&key.as_str())
    };
    // A header may consist of such words too: `date,btc`. With a blank or a repeated word it does not.
    let says_little = cells.first().is_some_and(|cell| cell.trim().is_empty())
        || cells
            .iter()
            .enumerate()
            .any(|(column, cell)| cells.iter().skip(column + 1).any(|other| other == cell));
    cells.iter().all(is_unit) && says_little
}
