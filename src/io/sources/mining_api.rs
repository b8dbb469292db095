//! The mining calls that mempool.space serves and others serve alike.
//!
//! Knows paths and answers; knows no host. Hashes a second pass 2^64, so they
//! are read as doubles. A day without blocks says 0 there: that is a day whose
//! hashrate is not known, and makes no row.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use crate::domain::catalog::{DIFFICULTY, HASHRATE};
use crate::domain::live::RetargetEstimate;
use crate::domain::provenance::SourceId;
use crate::domain::time::{FIRST_BLOCK_DAY, UnixSecs};
use crate::io::sources::json::{self, Cells, Number, Object, seconds, seconds_of, value};
use crate::io::sources::rows::{Grid, ParseError, Scalars, Shape, Window};
use crate::io::sources::{Ask, Page, Question};

/// Blocks between two changes of difficulty.
const EPOCH_BLOCKS: f64 = 2_016.0;
/// The most a change can be, in percent: a factor of 4 either way.
const MOST_CHANGE_PERCENT: f64 = 300.0;
const LEAST_CHANGE_PERCENT: f64 = -75.0;
/// A count beyond this is milliseconds: as seconds it would be the year 5138.
const MILLISECONDS_FROM: f64 = 1e11;
/// How far ahead a change can be expected, in days: a quarter of the usual pace.
const EPOCH_DAYS_AHEAD: i64 = 70;

/// Asks for the daily hashrate since the first block.
pub(super) fn ask_hashrate(_asked: &Ask) -> Question {
    Question::get("/api/v1/mining/hashrate/all".to_owned())
}

/// Asks for every change of difficulty.
pub(super) fn ask_difficulty(_asked: &Ask) -> Question {
    Question::get("/api/v1/mining/difficulty-adjustments".to_owned())
}

/// Asks what the next change will be.
pub(super) fn ask_epoch(_asked: &Ask) -> Question {
    Question::get("/api/v1/difficulty-adjustment".to_owned())
}

#[derive(Deserialize)]
struct Hashrates {
    hashrates: Vec<Object<Hashrate>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hashrate {
    #[serde(default)]
    timestamp: Option<Number>,
    #[serde(default)]
    time: Option<Number>,
    #[serde(default)]
    avg_hashrate: Option<Number>,
}

/// Daily hashrates, in hashes a second.
///
/// # Errors
/// [`ParseError`] for another answer.
pub(super) fn hashrate(body: &[u8], asked: &Ask, source: &'static str) -> Result<Page, ParseError> {
    let Object(Hashrates { hashrates }) = json::read(body, "hashrates[] with timestamp and avgHashrate")?;
    let shape = Shape { source, series: HASHRATE, grid: Grid::Days, window: Window::Whole };
    let mut rows = Scalars::new(&shape, asked);
    for Object(row) in hashrates {
        // One row a day, but the first block's is dated 18:15:05, and the other server may date
        // a day by its first block. Two rows of one day would contradict each other below.
        let time = seconds_of(row.timestamp, row.time)?.start_of_day();
        rows.add(time, value(row.avg_hashrate).filter(|hashes| hashes.abs() > 0.0))?;
    }
    rows.into_page()
}

/// `[time, height, difficulty, ratio]`, or an object with these names.
struct Retarget {
    time: UnixSecs,
    difficulty: Option<f64>,
}

#[derive(Deserialize)]
struct NamedRetarget {
    #[serde(default)]
    timestamp: Option<Number>,
    #[serde(default)]
    time: Option<Number>,
    #[serde(default)]
    difficulty: Option<Number>,
}

impl<'de> Deserialize<'de> for Retarget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RetargetVisitor)
    }
}

struct RetargetVisitor;

impl<'de> Visitor<'de> for RetargetVisitor {
    type Value = Retarget;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list [time, height, difficulty, ratio]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, row: A) -> Result<Self::Value, A::Error> {
        let Cells([time, _height, difficulty]) = Cells::deserialize(SeqAccessDeserializer::new(row))?;
        let time = seconds(time, 1.0).map_err(serde::de::Error::custom)?;
        Ok(Retarget { time, difficulty })
    }

    fn visit_map<A: MapAccess<'de>>(self, row: A) -> Result<Self::Value, A::Error> {
        let named = NamedRetarget::deserialize(MapAccessDeserializer::new(row))?;
        let time = seconds_of(named.timestamp, named.time).map_err(serde::de::Error::custom)?;
        Ok(Retarget { time, difficulty: value(named.difficulty) })
    }
}

/// Changes of difficulty, each from the second of its first block.
///
/// # Errors
/// [`ParseError`] for another answer.
pub(super) fn difficulty(body: &[u8], asked: &Ask, source: &'static str) -> Result<Page, ParseError> {
    let changes: Vec<Retarget> = json::read(body, "a list of [time, height, difficulty, ratio]")?;
    let shape = Shape { source, series: DIFFICULTY, grid: Grid::Events, window: Window::Whole };
    let mut rows = Scalars::new(&shape, asked);
    for Retarget { time, difficulty } in changes {
        rows.add(time, difficulty)?;
    }
    rows.into_page()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Epoch {
    progress_percent: Number,
    difficulty_change: Number,
    estimated_retarget_date: Number,
    remaining_blocks: Number,
    next_retarget_height: Number,
}

/// What is said of the next change of difficulty.
///
/// # Errors
/// [`ParseError`] for another answer, or one that cannot be.
pub(super) fn epoch(body: &[u8], asked: &Ask, source: &'static str) -> Result<Page, ParseError> {
    let Object(said): Object<Epoch> = json::read(
        body,
        "progressPercent, difficultyChange, estimatedRetargetDate, remainingBlocks and nextRetargetHeight",
    )?;
    let Number(progress_percent) = said.progress_percent;
    let Number(change_percent) = said.difficulty_change;
    let Number(date) = said.estimated_retarget_date;
    let (per_second, whole) =
        if date.abs() >= MILLISECONDS_FROM { (1_000.0, date / 1_000.0) } else { (1.0, date) };
    // An estimate needs no fraction of a second.
    let expected_at = seconds(Some(whole.floor() * per_second), per_second)?;
    let within = |value: f64, least: f64, most: f64, expected: &'static str| {
        if (least..=most).contains(&value) {
            Ok(value)
        } else {
            Err(ParseError::Value { time: asked.now, value, expected })
        }
    };
    if expected_at < FIRST_BLOCK_DAY || expected_at > asked.now.plus_days(EPOCH_DAYS_AHEAD) {
        return Err(ParseError::Date {
            time: expected_at,
            expected: "the next change of difficulty within weeks",
        });
    }
    let source = SourceId::new(source)
        .ok_or_else(|| ParseError::Form { expected: "a source name", found: source.to_owned() })?;
    let estimate = RetargetEstimate {
        source,
        seen_at: asked.now,
        progress_percent: within(progress_percent, 0.0, 100.0, "a share of the epoch from 0 to 100 percent")?,
        change_percent: within(
            change_percent,
            LEAST_CHANGE_PERCENT,
            MOST_CHANGE_PERCENT,
            "a change of difficulty from −75 to 300 percent",
        )?,
        remaining_blocks: count(said.remaining_blocks, EPOCH_BLOCKS, asked)?,
        next_height: count(said.next_retarget_height, f64::from(u32::MAX), asked)?,
        expected_at,
    };
    Ok(Page { estimate: Some(estimate), ..Page::default() })
}

/// A whole number of blocks.
fn count(Number(value): Number, most: f64, asked: &Ask) -> Result<u32, ParseError> {
    let fits = (0.0..=most).contains(&value) && value.fract().abs() <= 0.0;
    let expected = "a whole number of blocks";
    if fits { Ok(value as u32) } else { Err(ParseError::Value { time: asked.now, value, expected }) }
}
