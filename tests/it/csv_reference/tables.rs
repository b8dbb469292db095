//! Valid tables in every form: delimiter, quotes, encoding, line ends, dates, numbers, order.

use std::collections::HashSet;

use hashfloor::domain::time::UnixSecs;
use hashfloor::io::csv::date::DayOrder;
use hashfloor::io::csv::number::NumberStyle;
use proptest::prelude::*;

/// How characters become bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Encoding {
    Utf8,
    Utf8Bom,
    Utf16Le,
    Utf16Be,
    Latin1,
}

/// How dates are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Dates {
    Iso,
    IsoTime,
    Seconds,
    Milliseconds,
    DayMonthName,
    MonthNameDay,
    DayFirst,
    MonthFirst,
}

impl Dates {
    /// The pattern the reference reads by.
    pub fn pattern(self) -> &'static str {
        match self {
            Self::Iso => "%Y-%m-%d",
            Self::IsoTime => "%Y-%m-%d %H:%M:%S",
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
            Self::DayMonthName => "%d %b %Y",
            Self::MonthNameDay => "%b %d, %Y",
            Self::DayFirst => "%d/%m/%Y",
            Self::MonthFirst => "%m/%d/%Y",
        }
    }

    fn cell(self, time: UnixSecs) -> String {
        match self {
            Self::Seconds => time.0.to_string(),
            Self::Milliseconds => format!("{}000", time.0),
            _ => time.civil().strftime(self.pattern()).to_string(),
        }
    }

    fn has_time(self) -> bool {
        matches!(self, Self::IsoTime | Self::Seconds | Self::Milliseconds)
    }
}

/// A table, cell by cell as it is written.
#[derive(Clone, Debug)]
pub struct Table {
    pub delimiter: char,
    pub decimal: char,
    pub dates: Dates,
    pub encoding: Encoding,
    header: Vec<&'static str>,
    line_end: &'static str,
    ends_with_one: bool,
    /// Cells with whether each is quoted though it need not be.
    pub rows: Vec<Vec<(String, bool)>>,
}

impl Table {
    pub fn numbers(&self) -> NumberStyle {
        if self.decimal == ',' { NumberStyle::Comma } else { NumberStyle::Point }
    }

    /// The answer where the column alone may leave it open.
    pub fn day_order(&self) -> Option<DayOrder> {
        match self.dates {
            Dates::DayFirst => Some(DayOrder::DayFirst),
            Dates::MonthFirst => Some(DayOrder::MonthFirst),
            _ => None,
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let header: Vec<_> = self.header.iter().map(|name| ((*name).to_owned(), false)).collect();
        let lines: Vec<String> =
            std::iter::once(&header).chain(&self.rows).map(|row| self.line(row)).collect();
        let mut text = lines.join(self.line_end);
        if self.ends_with_one {
            text.push_str(self.line_end);
        }
        match self.encoding {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::Utf8Bom => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            Encoding::Utf16Le => {
                [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
            }
            Encoding::Utf16Be => {
                [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
            }
            Encoding::Latin1 => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
        }
    }

    fn line(&self, row: &[(String, bool)]) -> String {
        let cell = |(cell, quoted): &(String, bool)| {
            if *quoted || cell.contains([self.delimiter, '"', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        };
        row.iter().map(cell).collect::<Vec<_>>().join(&self.delimiter.to_string())
    }
}

/// Groups of three with a mark between them.
fn grouped(digits: &str, mark: char) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

/// A number above zero as somebody writes it, below what could be seconds since 1970.
fn amount(decimal: char) -> impl Strategy<Value = String> {
    let group = if decimal == ',' { '.' } else { ',' };
    let fraction = prop_oneof![Just(String::new()), "[0-9]{1,12}"];
    (1_u64..99_000_000, fraction, 0..4).prop_map(move |(whole, fraction, form)| {
        let tail = if fraction.is_empty() { fraction } else { format!("{decimal}{fraction}") };
        match form {
            0 => format!("{}{tail}", grouped(&whole.to_string(), group)),
            _ => format!("{whole}{tail}"),
        }
    })
}

/// A cell of a scalar: any sign, or missing.
fn scalar(decimal: char) -> impl Strategy<Value = String> {
    (amount(decimal), 0..12).prop_map(|(amount, form)| match form {
        0 => String::new(),
        1 => "-".to_owned(),
        2 => format!("({amount})"),
        3 | 4 => format!("-{amount}"),
        _ => amount,
    })
}

/// Open, high, low, close and volume, consistent whatever their order of magnitude.
fn candle(decimal: char) -> impl Strategy<Value = Vec<String>> {
    (1_u32..1_000_000, 0_u32..1_000, 0_u32..1_000, 0_u32..1_000, scalar(decimal)).prop_map(
        move |(low, to_open, to_close, above, volume)| {
            let price = |cents: u32| format!("{}{decimal}{:02}", cents / 100, cents % 100);
            let high = low + to_open.max(to_close) + above;
            let volume = volume.trim_matches(['(', ')', '-']).to_owned();
            vec![price(low + to_open), price(high), price(low), price(low + to_close), volume]
        },
    )
}

/// Everything about a form but its rows.
type Form = (char, char, Dates, Encoding, &'static str, bool, bool);

fn form() -> impl Strategy<Value = Form> {
    let delimiter = prop::sample::select(&[',', ';', '\t', '|'][..]);
    let dates = prop::sample::select(
        &[
            Dates::Iso,
            Dates::IsoTime,
            Dates::Seconds,
            Dates::Milliseconds,
            Dates::DayMonthName,
            Dates::MonthNameDay,
            Dates::DayFirst,
            Dates::MonthFirst,
        ][..],
    );
    let encoding = prop::sample::select(
        &[Encoding::Utf8, Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Latin1][..],
    );
    let line_end = prop::sample::select(&["\n", "\r\n", "\r"][..]);
    (delimiter, any::<bool>(), dates, encoding, line_end, any::<bool>(), any::<bool>()).prop_map(
        |(delimiter, comma, dates, encoding, line_end, ends_with_one, candles)| {
            let decimal = if comma && delimiter != ',' { ',' } else { '.' };
            (delimiter, decimal, dates, encoding, line_end, ends_with_one, candles)
        },
    )
}

/// Seconds between 2010 and 2025, on a day unless the dates have a time.
fn time(has_time: bool) -> impl Strategy<Value = UnixSecs> {
    (14_610_i64..20_089, 0_i64..1_440)
        .prop_map(move |(day, minute)| UnixSecs(day * 86_400 + if has_time { minute * 60 } else { 0 }))
}

/// A table of a date and a value, or of candles.
pub fn any_table() -> impl Strategy<Value = Table> {
    form().prop_flat_map(|(delimiter, decimal, dates, encoding, line_end, ends_with_one, candles)| {
        let cells = if candles {
            candle(decimal).boxed()
        } else {
            scalar(decimal).prop_map(|cell| vec![cell]).boxed()
        };
        let row = (time(dates.has_time()), cells, prop::collection::vec(any::<bool>(), 6));
        let rows = prop::collection::vec(row, 3..60);
        rows.prop_filter_map("a row with a value", move |rows| {
            let is_number = |cell: &String| cell.chars().any(|c| c.is_ascii_digit());
            rows.iter().any(|(_, cells, _)| is_number(&cells[0])).then_some(())?;
            // Which of two rows of a time counts is a matter of dialects.
            let mut seen = HashSet::new();
            let once = rows.into_iter().filter(|(time, ..)| seen.insert(time.0));
            let rows = once.map(|(time, cells, quotes)| {
                let cells = std::iter::once(dates.cell(time)).chain(cells);
                cells.zip(quotes).collect()
            });
            let header: &[&str] = if candles {
                &["Date", "Open", "High", "Low", "Close", "Volume"]
            } else {
                &["Date", "Größe"]
            };
            let (header, rows): (_, Vec<_>) = (header.to_vec(), rows.collect());
            Some(Table { delimiter, decimal, dates, encoding, header, line_end, ends_with_one, rows })
        })
    })
}
