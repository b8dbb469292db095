//! What a column is taken for, in words, and changing it.
//!
//! A role that only one column can have is taken from the column that had it:
//! two dates would make a question of what was just answered.

use crate::app::import::{Answers, ColumnAnswer, ColumnRole};
use crate::domain::unit::Unit;
use crate::io::csv::ColumnUnderstood;

/// A unit and how many of it one of the file's numbers is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// For people: `millions of US dollars`.
    pub title: &'static str,
    /// For the command line: `millions`.
    pub word: &'static str,
    /// Unit of the stored values.
    pub unit: Unit,
    /// Power of ten between the cells and the unit.
    pub power: i32,
}

impl Scale {
    /// Every scale that files come in.
    pub const ALL: [Self; 12] = [
        Self::new("US dollars", "dollars", Unit::Usd, 0),
        Self::new("thousands of US dollars", "thousands", Unit::Usd, 3),
        Self::new("millions of US dollars", "millions", Unit::Usd, 6),
        Self::new("billions of US dollars", "billions", Unit::Usd, 9),
        Self::new("bitcoin", "BTC", Unit::Btc, 0),
        Self::new("hashes per second", "H/s", Unit::HashesPerSecond, 0),
        Self::new("TH/s", "TH/s", Unit::HashesPerSecond, 12),
        Self::new("PH/s", "PH/s", Unit::HashesPerSecond, 15),
        Self::new("EH/s", "EH/s", Unit::HashesPerSecond, 18),
        Self::new("difficulty", "difficulty", Unit::Difficulty, 0),
        Self::new("index from 0 to 100", "index", Unit::Index100, 0),
        Self::new("number", "number", Unit::Number, 0),
    ];

    const fn new(title: &'static str, word: &'static str, unit: Unit, power: i32) -> Self {
        Self { title, word, unit, power }
    }

    /// The scale of a unit and a power, if it is one of those.
    pub fn of(unit: Unit, power: i32) -> Option<&'static Self> {
        Self::ALL.iter().find(|scale| scale.unit == unit && scale.power == power)
    }

    /// The scale with this word.
    pub fn from_word(word: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|scale| scale.word.eq_ignore_ascii_case(word))
    }
}

/// A role in words: `date`, `close`, `value of etf.flow.total`.
pub fn role_words(role: &ColumnRole) -> String {
    match role {
        ColumnRole::Date => "date".to_owned(),
        ColumnRole::NotUsed => "not used".to_owned(),
        ColumnRole::Open => "open".to_owned(),
        ColumnRole::High => "high".to_owned(),
        ColumnRole::Low => "low".to_owned(),
        ColumnRole::Close => "close".to_owned(),
        ColumnRole::Volume => "volume".to_owned(),
        ColumnRole::Value { id, .. } => format!("value of {id}"),
    }
}

/// Whether two columns cannot both have it.
fn is_only(role: &ColumnRole) -> bool {
    !matches!(role, ColumnRole::NotUsed | ColumnRole::Value { .. })
}

/// The answers with another role for a column; `known` is what the columns are taken for now.
#[must_use]
pub fn with_role(answers: &Answers, known: &[ColumnRole], column: usize, role: ColumnRole) -> Answers {
    let mut answers = answers.clone();
    let had = known.iter().enumerate().filter(|(other, had)| *other != column && **had == role);
    if is_only(&role) {
        for (other, _) in had {
            put(&mut answers, other, ColumnRole::NotUsed);
        }
    }
    put(&mut answers, column, role);
    answers
}

fn put(answers: &mut Answers, column: usize, role: ColumnRole) {
    answers.columns.retain(|answer| answer.column != column);
    answers.columns.push(ColumnAnswer { column, role });
    answers.columns.sort_by_key(|answer| answer.column);
}

/// What every column is taken for: as understood; what was answered goes before while that is
/// of before the answer.
pub(super) fn roles(
    understood: Option<&[ColumnUnderstood]>,
    is_fresh: bool,
    width: usize,
    answers: &Answers,
) -> Vec<ColumnRole> {
    let known = |column: usize| understood?.get(column).map(|column| column.role_now.clone());
    let answered = |column| answers.columns.iter().find(|answer| answer.column == column);
    let width = understood.map_or(width, <[_]>::len);
    (0..width)
        .map(|column| {
            let said = answered(column).map(|answer| answer.role.clone());
            let role = if is_fresh { known(column).or(said) } else { said.or_else(|| known(column)) };
            role.unwrap_or(ColumnRole::NotUsed)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_of_one_column_is_taken_from_the_other() {
        let known = [ColumnRole::Date, ColumnRole::NotUsed, ColumnRole::Close];
        let answers = with_role(&Answers::default(), &known, 1, ColumnRole::Date);
        let said: Vec<_> = answers.columns.iter().map(|one| (one.column, role_words(&one.role))).collect();
        assert_eq!(said, [(0, "not used".to_owned()), (1, "date".to_owned())]);
        let value = ColumnRole::Value { id: "custom.x".to_owned(), unit: Unit::Usd, power: 6 };
        let twice = with_role(&answers, &[value.clone(), ColumnRole::Date, ColumnRole::Close], 2, value);
        assert_eq!(twice.columns.len(), 3, "values stand side by side");
    }

    #[test]
    fn every_scale_is_found_by_its_word_and_by_what_it_is() {
        for scale in &Scale::ALL {
            assert_eq!(Scale::from_word(scale.word), Some(scale));
            assert_eq!(Scale::of(scale.unit, scale.power), Some(scale));
        }
        assert!(Unit::OF_FILES.iter().all(|unit| Scale::of(*unit, 0).is_some()));
        let of_files = |scale: &Scale| Unit::OF_FILES.contains(&scale.unit);
        assert!(Scale::ALL.iter().all(of_files), "units of computed series are not asked about");
    }
}
