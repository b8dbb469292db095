//! JSON as sources write it: numbers with or without quotes, rows as lists, complaints.
//!
//! Knows forms, not series. Numbers follow the grammar of JSON also between
//! quotes, because Rust would read `inf`, `nan` and `+1` too. A change of unit
//! moves the decimal point in the digits, so that 0.07 TH/s are exactly the
//! double nearest to 70,000,000,000 H/s.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;

use crate::domain::format::visible_text;
use crate::domain::time::UnixSecs;
use crate::io::sources::rows::ParseError;

/// Characters of an answer that are quoted in a message.
const SHOWN_CHARS: usize = 60;
/// Characters of a number between quotes; Coin Metrics writes forty.
const NUMBER_CHARS: usize = 100;
/// What sources write when they are asked too often, in lower case.
const BUSY_WORDS: [&str; 6] =
    ["rate limit", "too many requests", "too frequent", "throttle", "eservice:busy", "eservice:unavailable"];

/// Reads an answer, or says what stands there instead.
///
/// # Errors
/// [`ParseError::Refused`] or [`ParseError::Busy`] if the source says why it has no answer,
/// else [`ParseError::Form`].
pub(super) fn read<'de, T: Deserialize<'de>>(
    body: &'de [u8],
    expected: &'static str,
) -> Result<T, ParseError> {
    serde_json::from_slice(body).map_err(|error| {
        let complaint = (error.classify() == Category::Data).then(|| complaint(body)).flatten();
        complaint.map_or_else(|| form(expected, body, &error), |words| refusal(&words))
    })
}

/// The words of a source that has no answer.
pub(super) fn refusal(words: &str) -> ParseError {
    let plain = words.to_lowercase();
    let words = shorten(words);
    if BUSY_WORDS.iter().any(|busy| plain.contains(busy)) {
        ParseError::Busy(words)
    } else {
        ParseError::Refused(words)
    }
}

/// At most 60 characters of a text on one line, controls and turns of direction as escapes.
pub(super) fn shorten(text: &str) -> String {
    let mut shown = String::new();
    let mut length = 0;
    for c in text.trim().chars() {
        let piece = visible_text(c.encode_utf8(&mut [0; 4]));
        length += piece.chars().count();
        if length >= SHOWN_CHARS {
            shown.push('…');
            break;
        }
        shown.push_str(&piece);
    }
    shown
}

fn form(expected: &'static str, body: &[u8], error: &serde_json::Error) -> ParseError {
    let found = match error.classify() {
        Category::Data => {
            let words = error.to_string();
            shorten(words.rfind(" at line ").and_then(|end| words.get(..end)).unwrap_or(&words))
        }
        Category::Eof if body.trim_ascii().is_empty() => "nothing".to_owned(),
        Category::Eof => "an answer that ends too early".to_owned(),
        Category::Syntax | Category::Io => {
            shorten(&String::from_utf8_lossy(body.get(..4 * SHOWN_CHARS).unwrap_or(body)))
        }
    };
    ParseError::Form { expected, found }
}

/// Where sources say what is wrong, each in its own word.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Complaint {
    error: Value,
    errors: Value,
    reason: Value,
    message: Value,
    msg: Value,
}

fn complaint(body: &[u8]) -> Option<String> {
    let Object(Complaint { error, errors, reason, message, msg }) = serde_json::from_slice(body).ok()?;
    [error, errors, reason, message, msg].iter().find_map(words_of)
}

/// The first text in a value, however it is wrapped.
fn words_of(value: &Value) -> Option<String> {
    match value {
        Value::String(words) => (!words.trim().is_empty()).then(|| words.clone()),
        Value::Array(items) => items.iter().find_map(words_of),
        Value::Object(members) => {
            members.get("message").and_then(words_of).or_else(|| members.values().find_map(words_of))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// A number, or the text of one, times ten to the `POWER`; always finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number<const POWER: i32 = 0>(pub(super) f64);

impl<'de, const POWER: i32> Deserialize<'de> for Number<POWER> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor::<POWER>)
    }
}

struct NumberVisitor<const POWER: i32>;

impl<const POWER: i32> Visitor<'_> for NumberVisitor<POWER> {
    type Value = Number<POWER>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        if POWER == 0 { finite(value) } else { decimal(&format!("{value:e}"), POWER) }
            .map(Number)
            .ok_or_else(|| E::custom(format!("{value} where a finite number is expected")))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let wrong = || E::custom(format!("\"{}\" where a number is expected", shorten(text)));
        decimal(text, POWER).map(Number).ok_or_else(wrong)
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// `-?digits[.digits][e[sign]digits]` times ten to the `power`.
fn decimal(text: &str, power: i32) -> Option<f64> {
    if text.len() > NUMBER_CHARS {
        return None;
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, small_exponent(exponent)?),
        None => (text, 0),
    };
    let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (whole.len() > 1 && whole.starts_with('0')) {
        return None;
    }
    finite(format!("{mantissa}e{}", exponent + power).parse().ok()?)
}

fn small_exponent(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    (digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// What is an object. Derived readers also take a list of the members' values in their order,
/// which no source ever means.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Object)
    }
}

/// The first `N` cells of a row that is a list; what follows is not looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cells<const N: usize>(pub(super) [Option<f64>; N]);

impl<'de, const N: usize> Deserialize<'de> for Cells<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(CellsVisitor::<N>)
    }
}

struct CellsVisitor<const N: usize>;

impl<'de, const N: usize> Visitor<'de> for CellsVisitor<N> {
    type Value = Cells<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {N} numbers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Self::Value, A::Error> {
        let mut cells = [None; N];
        for (index, cell) in cells.iter_mut().enumerate() {
            let read: Option<Option<Number>> = row.next_element()?;
            let number = read.ok_or_else(|| Error::invalid_length(index, &self))?;
            *cell = number.map(|Number(value)| value);
        }
        while row.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cells(cells))
    }
}

/// A count of units of time since 1970, of which `per_second` make a second.
///
/// # Errors
/// [`ParseError::Form`] for none, and for what is no whole second.
pub(super) fn seconds(count: Option<f64>, per_second: f64) -> Result<UnixSecs, ParseError> {
    let wrong = |found: String| ParseError::Form { expected: "a time in whole seconds since 1970", found };
    let count = count.ok_or_else(|| wrong("a row without a time".to_owned()))?;
    let seconds = count / per_second;
    if seconds.fract().abs() <= 0.0 && seconds.abs() < 1e12 {
        Ok(UnixSecs(seconds as i64))
    } else {
        Err(wrong(count.to_string()))
    }
}

/// The time in one of two members, as sources that renamed it need.
///
/// # Errors
/// As [`seconds`].
pub(super) fn seconds_of(one: Option<Number>, other: Option<Number>) -> Result<UnixSecs, ParseError> {
    seconds(one.or(other).map(|Number(value)| value), 1.0)
}

/// The number in an optional member.
pub(super) fn value<const POWER: i32>(number: Option<Number<POWER>>) -> Option<f64> {
    number.map(|Number(value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_and_without_quotes() {
        for (text, value) in [
            ("1", 1.0),
            ("\"84918.88\"", 84918.88),
            ("-0.5", -0.5),
            ("\"-0.5\"", -0.5),
            ("236499762108771800000", 236_499_762_108_771_800_000.0),
            ("\"1e3\"", 1000.0),
            ("0", 0.0),
        ] {
            assert_eq!(read::<Number>(text.as_bytes(), "x").unwrap(), Number(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "\"nan\"",
            "\"NaN\"",
            "\"inf\"",
            "\"-Infinity\"",
            "\"1e400\"",
            "1e400",
            "\"\"",
            "\" 1\"",
            "\"+1\"",
            "\"0x10\"",
            "\"1,000\"",
            "\"1_000\"",
            "\".5\"",
            "\"5.\"",
            "\"007\"",
            "\"1e\"",
            "\"1e99999\"",
            "true",
            "null",
            "{}",
            "[1]",
        ] {
            assert!(read::<Number>(text.as_bytes(), "x").is_err(), "{text}");
        }
        assert!(read::<Number>(format!("\"{}\"", "9".repeat(400)).as_bytes(), "x").is_err());
    }

    #[test]
    fn a_unit_is_moved_in_the_digits() {
        for (text, value) in [
            ("\"0.07\"", 70_000_000_000.0),
            ("0.07", 70_000_000_000.0),
            ("1.1", 1_100_000_000_000.0),
            ("412697.7", 412_697_700_000_000_000.0),
            ("\"1171325759.033982287089231039668032188434\"", 1.171_325_759_033_982_3e21),
            ("1e-7", 100_000.0),
        ] {
            assert_eq!(read::<Number<12>>(text.as_bytes(), "x").unwrap(), Number(value), "{text}");
        }
    }

    #[test]
    fn what_was_found_is_short_and_harmless() {
        let long = format!("<html>\u{202e}\n{}", "x".repeat(5_000));
        let Err(ParseError::Form { found, .. }) = read::<Number>(long.as_bytes(), "x") else { panic!() };
        assert!(found.chars().count() <= SHOWN_CHARS, "{found}");
        assert!(found.starts_with("<html>\\u{202e}\\u{a}x"), "{found}");
        for (body, sentence) in [
            ("", "expected a list, found nothing"),
            ("[1", "expected a list, found an answer that ends too early"),
            ("Too Many Requests", "expected a list, found Too Many Requests"),
        ] {
            let error = read::<Vec<Number>>(body.as_bytes(), "a list").unwrap_err();
            assert_eq!(error.to_string(), sentence);
        }
    }

    #[test]
    fn a_complaint_is_told_in_its_own_words() {
        for (body, error) in [
            (r#"{"code":-1121,"msg":"Invalid symbol."}"#, ParseError::Refused("Invalid symbol.".to_owned())),
            (r#"{"message":"NotFound"}"#, ParseError::Refused("NotFound".to_owned())),
            (
                r#"{"error":{"type":"bad","message":"no such metric"}}"#,
                ParseError::Refused("no such metric".to_owned()),
            ),
            (
                r#"{"error":["EAPI:Rate limit exceeded"]}"#,
                ParseError::Busy("EAPI:Rate limit exceeded".to_owned()),
            ),
        ] {
            assert_eq!(read::<Vec<Number>>(body.as_bytes(), "a list").unwrap_err(), error);
        }
    }
}
