//! What the program tells the user without being asked.

use crate::app::command::Command;
use crate::io::cache::BatchId;

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Something went as wished.
    Done,
    /// Worth knowing.
    Info,
    /// Something the user has waited for.
    Alert,
    /// Something did not work; the text says what to do.
    Problem,
}

impl Severity {
    /// Whether it goes away by itself.
    pub fn fades(self) -> bool {
        matches!(self, Self::Done | Self::Info)
    }
}

/// One sentence in a corner of the window, with at most one thing to do about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Identity, for dismissing.
    pub id: u64,
    /// How much it matters.
    pub severity: Severity,
    /// The sentence.
    pub text: String,
    /// What can be done, with the words on the button.
    pub action: Option<(String, Command)>,
    /// When it was raised, ms since 1970.
    pub raised_ms: i64,
    /// The state of the history that an offer to undo belongs to, once it is known.
    undoes: Option<u64>,
    /// The import it tells of.
    import: Option<BatchId>,
}

/// How long a notice of success stays, ms.
const FLEETING_MS: i64 = 8_000;
/// The most notices shown at once; the oldest go first.
const MOST: usize = 6;

/// The notices on show, oldest first.
#[derive(Debug, Default)]
pub struct Notices {
    shown: Vec<Notice>,
    next_id: u64,
}

impl Notices {
    /// Shows a sentence; the same sentence is not shown twice at a time.
    pub fn raise(
        &mut self,
        severity: Severity,
        text: impl Into<String>,
        action: Option<(String, Command)>,
        now_ms: i64,
    ) {
        let text = text.into();
        self.shown.retain(|notice| notice.text != text);
        self.next_id += 1;
        self.shown.push(Notice {
            id: self.next_id,
            severity,
            text,
            action,
            raised_ms: now_ms,
            undoes: None,
            import: None,
        });
        let surplus = self.shown.len().saturating_sub(MOST);
        self.shown.drain(..surplus);
    }

    /// What was raised last tells of this import.
    pub fn tie_to_import(&mut self, batch: BatchId) {
        if let Some(last) = self.shown.last_mut() {
            last.import = Some(batch);
        }
    }

    /// Drops what tells of an import whose rows are taken back.
    pub fn drop_import(&mut self, batch: BatchId) {
        self.shown.retain(|notice| notice.import != Some(batch));
    }

    /// Takes one away.
    pub fn dismiss(&mut self, id: u64) {
        self.shown.retain(|notice| notice.id != id);
    }

    /// Drops offers to undo: what they would take back belongs to another workspace.
    pub fn drop_undo(&mut self) {
        self.shown
            .retain(|notice| !matches!(notice.action, Some((_, Command::Undo | Command::RestoreAlertLog))));
    }

    /// Withdraws offers to undo once the history has moved on: they would take back another step
    /// than the one their sentence tells of. The sentences stay.
    pub fn settle_undo(&mut self, history: u64) {
        for notice in &mut self.shown {
            if matches!(notice.action, Some((_, Command::Undo)))
                && *notice.undoes.get_or_insert(history) != history
            {
                notice.action = None;
            }
        }
    }

    /// Drops what has been read long enough; problems and alerts stay until dismissed.
    pub fn expire(&mut self, now_ms: i64) {
        self.shown.retain(|notice| !notice.severity.fades() || now_ms - notice.raised_ms < FLEETING_MS);
    }

    /// Milliseconds until [`Notices::expire`] would drop something.
    pub fn next_expiry_ms(&self, now_ms: i64) -> Option<i64> {
        self.shown
            .iter()
            .filter(|notice| notice.severity.fades())
            .map(|notice| (notice.raised_ms + FLEETING_MS - now_ms).max(0))
            .min()
    }

    /// What is on show, oldest first.
    pub fn shown(&self) -> &[Notice] {
        &self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn success_fades_and_problems_and_alerts_stay() {
        let mut notices = Notices::default();
        notices.raise(Severity::Done, "saved", None, 0);
        notices.raise(Severity::Problem, "disk full", None, 0);
        notices.raise(Severity::Alert, "crossed", None, 0);
        notices.expire(FLEETING_MS);
        let texts: Vec<_> = notices.shown().iter().map(|notice| notice.text.as_str()).collect();
        assert_eq!(texts, ["disk full", "crossed"]);
        assert_eq!(notices.next_expiry_ms(FLEETING_MS), None);
    }

    #[test]
    fn an_offer_to_undo_goes_once_the_history_has_moved_on() {
        let mut notices = Notices::default();
        notices.raise(Severity::Done, "deleted", Some(("Undo".to_owned(), Command::Undo)), 0);
        notices.raise(Severity::Problem, "disk full", Some(("Retry".to_owned(), Command::Redo)), 0);
        notices.settle_undo(7);
        assert!(notices.shown().iter().all(|notice| notice.action.is_some()));
        notices.settle_undo(8);
        let offers: Vec<_> = notices.shown().iter().map(|notice| notice.action.is_some()).collect();
        assert_eq!(offers, [false, true], "only undo belongs to a step");
    }

    #[test]
    fn the_same_sentence_is_shown_once() {
        let mut notices = Notices::default();
        notices.raise(Severity::Problem, "disk full", None, 0);
        notices.raise(Severity::Problem, "disk full", None, 5);
        assert_eq!(notices.shown().len(), 1);
    }
}
