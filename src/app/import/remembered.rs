//! What was answered about tables of the same header, for the next one.
//!
//! User data: a checksummed document in the data folder. An id that was typed
//! is not kept: one header can hold any series, and two must not run together.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::app::import::Answers;
use crate::app::notice::Severity;
use crate::domain::time::UnixSecs;
use crate::io::document::{DocumentError, load_document};

/// The most headers that are remembered; the one not used for longest goes first.
pub const MOST: usize = 200;
/// The file's name in the data folder.
pub const FILE_NAME: &str = "import-answers.json";

const VERSION: u64 = 1;
const FORMAT: &str = "hashfloor-import-answers";

/// Answers by header, the one used last at the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remembered {
    entries: Vec<(String, Answers)>,
    is_newer: bool,
}

impl Remembered {
    /// Reads the answers of a data folder; what is wrong with the file is said.
    pub fn load(folder: &Path, now: UnixSecs, said: &mut Vec<(Severity, String)>) -> Self {
        match load_document(&folder.join(FILE_NAME), VERSION, now) {
            Ok(loaded) => Self { is_newer: loaded.newer_version.is_some(), ..Self::of(&loaded.members) },
            Err(DocumentError::File(error)) if error.is_not_found() => Self::default(),
            Err(error) => {
                let sentence = format!("What was answered about files begins anew: {error}");
                said.push((Severity::Info, sentence));
                Self::default()
            }
        }
    }

    fn of(members: &Map<String, Value>) -> Self {
        let entry = |value: &Value| {
            let header = value.get("header")?.as_str()?.to_owned();
            // Of a form that is not known: as if it had not been answered.
            let answers = serde_json::from_value(value.get("answers")?.clone()).ok()?;
            Some((header, answers))
        };
        let listed = members.get("tables").and_then(Value::as_array);
        let mut entries: Vec<_> = listed.into_iter().flatten().filter_map(entry).collect();
        let surplus = entries.len().saturating_sub(MOST);
        entries.drain(..surplus);
        Self { entries, is_newer: false }
    }

    /// The members of the file.
    pub fn to_members(&self) -> Map<String, Value> {
        let tables: Vec<Value> = self
            .entries
            .iter()
            .map(|(header, answers)| json!({ "header": header, "answers": answers }))
            .collect();
        let mut members = Map::new();
        members.insert("format".to_owned(), FORMAT.into());
        members.insert("version".to_owned(), VERSION.into());
        members.insert("tables".to_owned(), tables.into());
        members
    }

    /// Whether the file may be written: not if a newer program wrote it.
    pub fn may_save(&self) -> bool {
        !self.is_newer
    }

    /// What was answered last for a header.
    pub fn find(&self, header: &str) -> Option<&Answers> {
        self.entries.iter().find(|(known, _)| known == header).map(|(_, answers)| answers)
    }

    /// Keeps what was answered; nothing answered forgets what was. Whether anything changed.
    pub fn remember(&mut self, header: &str, answers: &Answers) -> bool {
        let kept = Answers { series: None, beside: Vec::new(), ..answers.clone() };
        if kept == Answers::default() {
            return self.forget(header);
        }
        let is_last = self.entries.last().is_some_and(|(known, last)| known == header && *last == kept);
        self.forget(header);
        self.entries.push((header.to_owned(), kept));
        let surplus = self.entries.len().saturating_sub(MOST);
        self.entries.drain(..surplus);
        !is_last
    }

    /// Forgets a header. Whether it was known.
    pub fn forget(&mut self, header: &str) -> bool {
        let before = self.entries.len();
        self.entries.retain(|(known, _)| known != header);
        self.entries.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::import::DayOrder;

    fn day_first() -> Answers {
        Answers {
            day_order: Some(DayOrder::DayFirst),
            series: Some("custom.mine".to_owned()),
            ..Answers::default()
        }
    }

    #[test]
    fn answers_come_back_from_the_file_without_the_id() {
        let mut remembered = Remembered::default();
        assert!(remembered.remember("value: date,x", &day_first()));
        let again = Remembered::of(&remembered.to_members());
        assert_eq!(again, remembered);
        let found = again.find("value: date,x").unwrap();
        assert_eq!((found.day_order, found.series.as_deref()), (Some(DayOrder::DayFirst), None));
        assert_eq!(again.find("value: date,y"), None);
    }

    #[test]
    fn the_header_not_used_for_longest_goes_first_and_no_answer_forgets() {
        let mut remembered = Remembered::default();
        for number in 0..MOST {
            remembered.remember(&number.to_string(), &day_first());
        }
        remembered.remember("0", &day_first());
        remembered.remember("new", &day_first());
        assert!(remembered.find("0").is_some() && remembered.find("1").is_none());
        assert_eq!(remembered.entries.len(), MOST);
        assert!(remembered.remember("new", &Answers::default()) && remembered.find("new").is_none());
    }

    #[test]
    fn what_is_not_understood_of_the_file_is_as_if_not_answered() {
        let members = json!({ "tables": [1, { "header": "a", "answers": { "day_order": "sideways" } },
            { "header": "b", "answers": { "day_order": "day_first", "later": 1 } }] });
        let read = Remembered::of(members.as_object().unwrap());
        assert!(read.find("a").is_none() && read.find("b").is_some());
    }
}
