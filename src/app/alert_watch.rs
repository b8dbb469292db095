//! Watching: evaluates alerts in the background whenever rows or alerts change.
//!
//! Averages follow an import a moment later, so nothing is judged until they are
//! there: a new price against an old average would be no crossing of the two.
//! All that fires at once is said once.

use std::sync::Arc;

use crate::app::alerts::{AlertKey, AlertLog, Crossed, Fired, Wish, wishes};
use crate::app::command::Command;
use crate::app::library::Library;
use crate::app::notice::Severity;
use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::app::workspace::Document;
use crate::calc::alert::{Against, Crossing, Watched, crossings};
use crate::domain::level::LevelId;
use crate::domain::series::{Cadence, Series};
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Most firings that a notice names.
const MOST_NAMED: usize = 3;

/// Shows a title and a text outside the window; may take a while, and may do nothing.
pub type Notifier = Arc<dyn Fn(&str, &str) + Send + Sync>;

/// The revision of the library, and what each alert was armed as since which row.
type Request = (u64, Vec<(AlertKey, String, UnixSecs)>);

/// What is remembered of alerts while the program runs.
#[derive(Default)]
pub(super) struct AlertWatch {
    /// What alerts have come to; saved with the workspace.
    pub(super) log: Arc<AlertLog>,
    /// Shows notices outside the window, where there is one.
    pub(super) notifier: Option<Notifier>,
    /// The generation of averages that was taken in last.
    pub(super) derived_generation: u64,
    /// What was cleared from the list last, for taking that back.
    cleared: Vec<Fired>,
    /// The document and the library that were looked at last.
    looked_at: Option<(Arc<Document>, u64, bool)>,
    /// What was evaluated last.
    evaluated: Option<Request>,
    generation: u64,
}

impl AlertWatch {
    /// Forgets a request that will not be answered, so that the next look asks again.
    pub(super) fn give_up(&mut self) {
        self.evaluated = None;
    }
}

/// One alert on its way to a worker.
struct Check {
    wish: Wish,
    armed_as: String,
    since: UnixSecs,
    rows: Arc<Series>,
    against: Option<(Arc<Series>, i64)>,
}

/// The rows on which an alert crossed.
pub struct Checked {
    wish: Wish,
    armed_as: String,
    since: UnixSecs,
    crossings: Vec<Crossing>,
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertState {
    /// It keeps quiet until it is resumed.
    Paused,
    /// It waits for rows after this one.
    Armed(UnixSecs),
    /// What it watches has no rows yet.
    NoRows,
    /// It was to fire once and did.
    Fired,
}

impl AppState {
    /// What alerts have come to.
    pub fn alert_log(&self) -> &AlertLog {
        &self.alerts.log
    }

    /// Where an alert stands.
    pub fn alert_state(&self, wish: &Wish) -> AlertState {
        let mark = self.alerts.log.mark(wish.key);
        match mark {
            _ if wish.paused => AlertState::Paused,
            Some(mark) if mark.spent => AlertState::Fired,
            Some(mark) => mark.since.map_or(AlertState::NoRows, AlertState::Armed),
            None => AlertState::NoRows,
        }
    }

    /// Whether the alert of a level was to fire once and did.
    pub fn has_fired(&self, level: LevelId) -> bool {
        self.alerts.log.mark(AlertKey::Level(level)).is_some_and(|mark| mark.spent)
    }

    /// Shows alerts as notifications of the desktop too, where the system has them.
    pub fn notify_on_desktop(&mut self) {
        self.set_notifier(Arc::new(crate::io::notification::notify));
    }

    /// Shows alerts outside the window in this way.
    pub fn set_notifier(&mut self, notifier: Notifier) {
        self.alerts.notifier = Some(notifier);
    }

    /// Goes on with the alerts of another workspace; what is still being evaluated for the
    /// one before is dropped.
    pub(super) fn adopt_alerts(&mut self, log: AlertLog) {
        let watch = &mut self.alerts;
        (watch.log, watch.cleared, watch.looked_at, watch.evaluated) =
            (Arc::new(log), Vec::new(), None, None);
        watch.generation += 1;
    }

    /// Arms what is new or changed and starts evaluating; costs nothing if nothing changed.
    pub(super) fn watch_alerts(&mut self) {
        // The past is looked at, not lived again: what happened after it is known already.
        if self.as_known_on().is_some() {
            return;
        }
        let is_derived = self.derived_generation == self.alerts.derived_generation;
        let is_current = is_derived && !self.computing.is_under_way();
        let revision = self.library.revision();
        let same = self.alerts.looked_at.as_ref().is_some_and(|(document, library, current)| {
            Arc::ptr_eq(document, &self.document) && *library == revision && *current == is_current
        });
        if same {
            return;
        }
        self.alerts.looked_at = Some((Arc::clone(&self.document), revision, is_current));
        let wishes = wishes(&self.document);
        let (library, document) = (Arc::clone(&self.library), Arc::clone(&self.document));
        let last_row = |id: &str| {
            library.drawn(id, &document.preferred_sources).and_then(|entry| entry.series.last_time())
        };
        let mut log = (*self.alerts.log).clone();
        if log.arm(&wishes, last_row) {
            self.alerts.log = Arc::new(log);
            self.save();
        }
        if is_current {
            self.evaluate_alerts(wishes);
        }
    }

    fn evaluate_alerts(&mut self, wishes: Vec<Wish>) {
        let ready = |wish| check(wish, &self.alerts.log, &self.library, &self.document);
        let checks: Vec<Check> = wishes.into_iter().filter_map(ready).collect();
        if checks.is_empty() {
            return;
        }
        let what = checks.iter().map(|check| (check.wish.key, check.armed_as.clone(), check.since));
        let request = (self.library.revision(), what.collect());
        if self.alerts.evaluated.as_ref() == Some(&request) {
            return;
        }
        self.alerts.evaluated = Some(request);
        self.alerts.generation += 1;
        let generation = self.alerts.generation;
        self.start("Checking alerts", move |_| {
            Outcome::AlertsChecked(generation, checks.into_iter().map(Check::run).collect())
        });
    }

    /// Takes in what crossed, unless newer rows are being looked at by now.
    pub(super) fn take_checked(&mut self, generation: u64, checked: Vec<Checked>) {
        if generation != self.alerts.generation {
            return;
        }
        let mut log = (*self.alerts.log).clone();
        let mut news = Vec::new();
        for Checked { wish, armed_as, since, crossings } in checked {
            let is_same =
                log.mark(wish.key).is_some_and(|mark| mark.armed_as == armed_as && mark.since == Some(since));
            if is_same {
                news.extend(log.take(&wish, &crossings, self.clock.now()));
            }
        }
        if news.is_empty() {
            return;
        }
        self.alerts.log = Arc::new(log);
        self.revision += 1;
        self.save();
        self.say_fired(&news);
    }

    fn say_fired(&mut self, news: &[Fired]) {
        let lines: Vec<String> = news
            .iter()
            .map(|fired| format!("{} on {}, at {}", fired.what(), fired.row_words(), fired.value_words()))
            .collect();
        // The last rows are the ones that matter; all are in the list.
        let first = lines.len().saturating_sub(MOST_NAMED);
        let mut named = lines.get(first..).unwrap_or_default().join("; ");
        if first > 0 {
            named = format!("{named}; and {first} more");
        }
        let title = match news.len() {
            1 => "An alert fired".to_owned(),
            count => format!("{count} alerts fired"),
        };
        let action = Some(("Show alerts".to_owned(), Command::ShowTab(Tab::Alerts)));
        self.notices.raise(Severity::Alert, format!("{title}: {named}"), action, self.clock.now_millis());
        if let Some(notifier) = self.alerts.notifier.clone().filter(|_| self.settings.desktop_notifications) {
            let (title, body) = (format!("Hashfloor: {}", title.to_lowercase()), named.replace("; ", "\n"));
            self.start("Notifying", move |_| {
                notifier(&title, &body);
                Outcome::Notified
            });
        }
    }

    /// Arms an alert again from the last row of what it watches.
    pub(super) fn arm_alert(&mut self, key: AlertKey) {
        let wish = wishes(&self.document).into_iter().find(|wish| wish.key == key);
        let Some(wish) = wish else { return };
        if self.as_known_on().is_some() {
            self.raise(Severity::Info, "Alerts wait while a past day is shown, go back to now first");
            return;
        }
        let last = self.library.drawn(&wish.watch, &self.document.preferred_sources);
        let last = last.and_then(|entry| entry.series.last_time());
        let mut log = (*self.alerts.log).clone();
        if log.arm_again(key, last) {
            self.alerts.log = Arc::new(log);
            self.revision += 1;
            self.save();
        }
    }

    /// Empties the list of what fired; alerts that fired stay so.
    pub(super) fn clear_alert_log(&mut self) {
        let mut log = (*self.alerts.log).clone();
        let cleared = std::mem::take(&mut log.fired);
        if cleared.is_empty() {
            return;
        }
        let words = match cleared.len() {
            1 => "Cleared 1 alert from the list".to_owned(),
            count => format!("Cleared {count} alerts from the list"),
        };
        self.alerts.log = Arc::new(log);
        self.alerts.cleared = cleared;
        self.revision += 1;
        self.save();
        let action = Some(("Undo".to_owned(), Command::RestoreAlertLog));
        self.notices.raise(Severity::Done, words, action, self.clock.now_millis());
    }

    /// Brings back what was cleared last, before what has fired since.
    pub(super) fn restore_alert_log(&mut self) {
        let cleared = std::mem::take(&mut self.alerts.cleared);
        if cleared.is_empty() {
            return;
        }
        let mut log = (*self.alerts.log).clone();
        log.fired.splice(0..0, cleared);
        let surplus = log.fired.len().saturating_sub(crate::app::alerts::MOST_FIRED);
        log.fired.drain(..surplus);
        self.alerts.log = Arc::new(log);
        self.revision += 1;
        self.save();
    }
}

/// An alert with the rows it needs; `None` if nothing can have happened to it.
fn check(wish: Wish, log: &AlertLog, library: &Library, document: &Document) -> Option<Check> {
    let mark = log.mark(wish.key).filter(|mark| !mark.spent && !wish.paused)?;
    let since = mark.since?;
    let series = |id: &str| Some(Arc::clone(&library.drawn(id, &document.preferred_sources)?.series));
    let rows = series(&wish.watch).filter(|rows| rows.last_time().is_some_and(|last| last > since))?;
    let against = match &wish.crossed {
        Crossed::Place(_) => None,
        Crossed::Series(id) => {
            let against = series(id)?;
            let is_finer = rows.cadence() == Cadence::Intraday && against.cadence() != Cadence::Intraday;
            Some((against, if is_finer { DAY_SECS } else { 0 }))
        }
    };
    Some(Check { armed_as: wish.armed_as(), since, wish, rows, against })
}

impl Check {
    fn run(self) -> Checked {
        let candles = self.rows.ohlcv();
        let watched = Watched {
            times: self.rows.times(),
            close: self.rows.values(),
            range: candles.map(|candles| (candles.low.as_slice(), candles.high.as_slice())),
        };
        let against = match (&self.against, &self.wish.crossed) {
            (Some((series, known_after_secs)), _) => Some(Against::Series {
                times: series.times(),
                values: series.values(),
                known_after_secs: *known_after_secs,
            }),
            (None, Crossed::Place(place)) => Some(Against::Place(*place)),
            (None, Crossed::Series(_)) => None,
        };
        let found = against.map(|against| crossings(&watched, &against, self.wish.when, self.since));
        let Self { wish, armed_as, since, .. } = self;
        Checked { wish, armed_as, since, crossings: found.unwrap_or_default() }
    }
}
