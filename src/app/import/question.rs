//! A question of the reader, as choices of which each carries its answer.
//!
//! One arm a question: a new one is asked in the window as soon as it is here.

use crate::app::import::{Answers, DayOrder, FileHead, NumberStyle};
use crate::domain::time::UnixSecs;
use crate::io::csv::Question;
use crate::io::csv::date::{DateReading, parse_date};

/// A question with its choices.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The question.
    pub sentence: String,
    /// What can be answered.
    pub choices: Vec<Choice>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// In a few words.
    pub caption: String,
    /// What the file says then.
    pub example: String,
    /// The answers so far, and this one.
    pub answers: Answers,
}

/// A question in words.
pub(super) fn asked(question: &Question, head: Option<&FileHead>, answers: &Answers) -> Asked {
    match question {
        Question::Dialect(candidates) => {
            let choice = |(name, title): &(&'static str, &'static str)| Choice {
                caption: (*title).to_owned(),
                example: format!("Reads it as {name}"),
                answers: Answers { dialect: Some((*name).to_owned()), ..answers.clone() },
            };
            Asked {
                sentence: "The columns fit several kinds of table: which one is it?".to_owned(),
                choices: candidates.iter().map(choice).collect(),
            }
        }
        Question::DayOrder { column, day_first, month_first } => {
            let cell = head.and_then(|head| either_cell(head, column));
            let choice = |caption: &str, order, time: UnixSecs| Choice {
                caption: caption.to_owned(),
                example: match &cell {
                    Some(cell) => format!("{cell} is {}", time.day_label()),
                    None => format!("The first row is of {}", time.day_label()),
                },
                answers: Answers { day_order: Some(order), ..answers.clone() },
            };
            Asked {
                sentence: format!("Which comes first in the dates of {column:?}: the day or the month?"),
                choices: vec![
                    choice("The day", DayOrder::DayFirst, *day_first),
                    choice("The month", DayOrder::MonthFirst, *month_first),
                ],
            }
        }
        Question::Numbers { column, cell, with_point, with_comma } => {
            let choice = |caption: &str, style, value: &String| Choice {
                caption: caption.to_owned(),
                example: format!("{cell} is {value}"),
                answers: Answers { numbers: Some(style), ..answers.clone() },
            };
            Asked {
                sentence: format!("What stands before the fraction in the amounts of {column:?}?"),
                choices: vec![
                    choice("A point, as in 1,234.5", NumberStyle::Point, with_point),
                    choice("A comma, as in 1.234,5", NumberStyle::Comma, with_comma),
                ],
            }
        }
        Question::Scale { column, cell, dollars, millions } => {
            let choice = |caption: &str, power, value: &String| Choice {
                caption: caption.to_owned(),
                example: format!("{cell} is {value}"),
                answers: Answers { power: Some(power), ..answers.clone() },
            };
            Asked {
                sentence: format!("What are the amounts of {column:?} in?"),
                choices: vec![choice("Dollars", 0, dollars), choice("Millions of dollars", 6, millions)],
            }
        }
    }
}

/// The first cell of a column that can be read both ways.
fn either_cell(head: &FileHead, column: &str) -> Option<String> {
    let at = head.titles.iter().position(|title| title == column)?;
    let cells = head.rows.iter().filter_map(|row| row.get(at));
    let mut both = cells.filter(|cell| {
        let reading = parse_date(cell);
        matches!(reading, Some(DateReading::Either { day_first: Some(_), month_first: Some(_) }))
    });
    both.next().cloned()
}
