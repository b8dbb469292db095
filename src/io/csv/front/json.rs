//! Rows in JSON as delimited text, digit for digit.
//!
//! Knows lists of objects, lists of lists, and several lists of times and values
//! side by side, as Blockchain.com's site and CoinGecko's API write them. Numbers
//! stay the text they are: read as doubles and shifted by a unit later, they
//! would be rounded twice.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

use super::FrontError;
use crate::io::csv::dialects::blockchain_com::SITE_MARK;

/// An object with its members in the order of the text.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(name) = map.next_key::<String>()? {
                    if members.len() >= MAX_MEMBERS {
                        map.next_value::<IgnoredAny>()?;
                        return Err(de::Error::custom("an object has more than 256 members"));
                    }
                    members.push((name, map.next_value::<&'de RawValue>()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

const MAX_MEMBERS: usize = 256;
/// Entries of one list. Each takes memory of its own, however few bytes it is long.
const MAX_ENTRIES: usize = 200_000;

/// A list within bounds.
struct Entries<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bounded<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Bounded<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = list.next_element()? {
                    if entries.len() >= MAX_ENTRIES {
                        return Err(de::Error::custom("a list has more than 200000 entries"));
                    }
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_seq(Bounded(PhantomData))
    }
}

/// A point of a chart of Blockchain.com.
#[derive(Deserialize)]
struct Point<'a> {
    #[serde(borrow)]
    x: &'a RawValue,
    #[serde(borrow)]
    y: &'a RawValue,
}

/// The rows of a JSON text between commas.
///
/// # Errors
/// [`FrontError::Json`] or [`FrontError::NoRows`].
pub(super) fn as_csv(text: &str) -> Result<String, FrontError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('[') {
        let Entries(rows) = serde_json::from_str::<Entries<&RawValue>>(text)?;
        return rows_of(&rows).ok_or(FrontError::NoRows);
    }
    let Members(members) = serde_json::from_str(text)?;
    if let Some(table) = side_by_side(&members) {
        return Ok(table);
    }
    // One list somewhere in it, such as `data` or `values`.
    let is_rows = |list: &Vec<&RawValue>| list.first().is_some_and(|row| row.get().starts_with(['{', '[']));
    let lists = members.iter().filter_map(|(_, value)| {
        serde_json::from_str::<Entries<&RawValue>>(value.get()).map(|Entries(list)| list).ok()
    });
    let longest = lists.filter(is_rows).max_by_key(Vec::len).ok_or(FrontError::NoRows)?;
    rows_of(&longest).ok_or(FrontError::NoRows)
}

/// Lists of times and values under names, joined by time.
fn side_by_side(members: &[(String, &RawValue)]) -> Option<String> {
    let mut columns: Vec<&str> = Vec::new();
    let mut rows: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for (name, value) in members {
        let Some(points) = points(value) else { continue };
        let column = columns.len();
        for (time, value) in points {
            let cells = rows.entry(time).or_default();
            cells.resize(column, "");
            // Before there was a market the site says 0: no price is not a price of nothing.
            let no_price =
                name == "market-price" && value.parse::<f64>().is_ok_and(|price| price.abs() <= 0.0);
            cells.push(if no_price || value == "null" { "" } else { value });
        }
        columns.push(name);
    }
    if columns.is_empty() {
        return None;
    }
    let text_of = |wanted: &str| {
        let (_, value) = members.iter().find(|(name, _)| name == wanted)?;
        serde_json::from_str::<String>(value.get()).ok()
    };
    let mut table = String::new();
    if text_of("metric1").is_some() {
        table.push_str(&format!("# {SITE_MARK}\n"));
        let average = text_of("average").filter(|days| days.chars().all(|c| c.is_ascii_alphanumeric()));
        if let Some(days) = average.filter(|days| !days.is_empty() && days.len() <= 8 && days != "1D") {
            table.push_str(&format!("# average: {days}\n"));
        }
    }
    table.push_str("time");
    for name in &columns {
        table.push(',');
        push_cell(name, &mut table);
    }
    table.push('\n');
    for (time, cells) in rows {
        table.push_str(&time.to_string());
        for column in 0..columns.len() {
            table.push(',');
            table.push_str(cells.get(column).copied().unwrap_or_default());
        }
        table.push('\n');
    }
    Some(table)
}

/// Points of a list `[[t,v],…]` or `[{"x":t,"y":v},…]`; `None` if it is another list.
fn points<'a>(list: &'a RawValue) -> Option<Vec<(i64, &'a str)>> {
    let text = list.get();
    let number = |value: &'a RawValue| {
        let text = value.get();
        (text == "null" || text.starts_with(|c: char| c == '-' || c.is_ascii_digit())).then_some(text)
    };
    let pair = |time: &'a RawValue, value: &'a RawValue| Some((time.get().parse().ok()?, number(value)?));
    let found: Option<Vec<_>> = if let Ok(Entries(points)) = serde_json::from_str::<Entries<Point<'a>>>(text)
    {
        points.iter().map(|point| pair(point.x, point.y)).collect()
    } else {
        let Entries(pairs) = serde_json::from_str::<Entries<(&RawValue, &RawValue)>>(text).ok()?;
        pairs.into_iter().map(|(time, value)| pair(time, value)).collect()
    };
    found.filter(|points| !points.is_empty())
}

/// Objects under a header of the first one's names, or lists as they are.
fn rows_of(rows: &[&RawValue]) -> Option<String> {
    let first = rows.first()?.get();
    let mut table = String::new();
    if first.starts_with('{') {
        let Members(names) = serde_json::from_str(first).ok()?;
        push_row(names.iter().map(|(name, _)| name.clone()), &mut table);
        for row in rows {
            let Members(members) = serde_json::from_str(row.get()).ok()?;
            let cell = |(place, (name, _)): (usize, &(String, &RawValue))| {
                // Nearly always the member of the same place.
                let same = members.get(place).filter(|(other, _)| other == name);
                let found = same.or_else(|| members.iter().find(|(other, _)| other == name));
                found.map_or_else(String::new, |(_, value)| text_of(value))
            };
            push_row(names.iter().enumerate().map(cell), &mut table);
        }
    } else if first.starts_with('[') {
        for row in rows {
            let Entries(cells) = serde_json::from_str::<Entries<&RawValue>>(row.get()).ok()?;
            push_row(cells.into_iter().take(MAX_MEMBERS).map(text_of), &mut table);
        }
    } else {
        return None;
    }
    Some(table)
}

/// A number as it stands, a text without its quotes; nothing for lists and objects.
fn text_of(value: &RawValue) -> String {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).unwrap_or_default(),
        Some(b'{' | b'[' | b'n') => String::new(),
        _ => text.to_owned(),
    }
}

fn push_row(cells: impl Iterator<Item = String>, table: &mut String) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            table.push(',');
        }
        push_cell(&cell, table);
    }
    table.push('\n');
}

fn push_cell(cell: &str, table: &mut String) {
    if cell.contains([',', '"', '\n', '\r', '#', ';', '\t', '|']) {
        table.push('"');
        table.push_str(&cell.replace('"', "\"\"").replace(['\n', '\r', '\0'], " "));
        table.push('"');
    } else {
        table.push_str(&cell.replace('\0', " "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sites_series_stand_side_by_side_digit_for_digit() {
        let text = r#"{"metric1":"hash-rate","metric2":"market-price",
            "hash-rate":[{"x":2,"y":1.0652200634920637e-7},{"x":1,"y":0.30000000000000000001}],
            "market-price":[{"x":1,"y":0},{"x":3,"y":5}],"type":"linear","average":"7D"}"#;
        assert_eq!(
            as_csv(text).unwrap(),
            "# Blockchain.com site export\n# average: 7D\ntime,hash-rate,market-price\n\
             1,0.30000000000000000001,\n2,1.0652200634920637e-7,\n3,,5\n"
        );
    }

    #[test]
    fn lists_of_objects_lists_and_pairs_become_rows() {
        for (text, table) in [
            (r#"[{"t":1,"v":"a,b"},{"v":null,"t":2}]"#, "t,v\n1,\"a,b\"\n2,\n"),
            (r#"[["2031-01-01",5],["2031-01-02",6.50]]"#, "2031-01-01,5\n2031-01-02,6.50\n"),
            (
                r#"{"name":"x","data":[{"date":"2031-01-01","value":5}],"n":[1]}"#,
                "date,value\n2031-01-01,5\n",
            ),
            (r#"{"prices":[[1,2.5],[2,null]],"caps":[[2,7]]}"#, "time,prices,caps\n1,2.5,\n2,,7\n"),
            (r#"{"status":"ok","values":[{"x":1,"y":2}]}"#, "time,values\n1,2\n"),
        ] {
            assert_eq!(as_csv(text).unwrap(), table, "{text}");
        }
    }
}
