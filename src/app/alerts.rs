//! What alerts have come to: armed since which row, fired on which rows.
//!
//! Kept in the workspace file beside the document and outside undo: a step back
//! must not make an alert fire again. An alert is armed as what it is; whatever
//! changes it (a drag, a typed price, an undo) arms it anew from the last row,
//! so that nothing in the past fires.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::computed::units;
use crate::app::derived::any_title;
use crate::app::workspace::Document;
use crate::calc::alert::Crossing;
use crate::domain::alert::{AlertWhen, CrossDirection};
use crate::domain::catalog;
use crate::domain::format::{compact, grouped, visible_text};
use crate::domain::level::{Level, LevelId, Place};
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;

/// The most firings that are kept, newest last; the oldest go first.
pub const MOST_FIRED: usize = 1_000;
/// The most rows of one alert that are remembered as fired.
const MOST_ROWS: usize = 1_000;
/// The most alerts that are remembered after they were deleted.
const MOST_MARKS: usize = 1_000;

/// Which alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertKey {
    /// That of a level.
    Level(LevelId),
    /// One series against another, by its id.
    Series(u32),
}

impl AlertKey {
    /// The key in the workspace file: `level:3`, `series:1`.
    pub fn text(self) -> String {
        match self {
            Self::Level(id) => format!("level:{}", id.0),
            Self::Series(id) => format!("series:{id}"),
        }
    }

    /// The alert of a key in the workspace file.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        let id = id.parse().ok()?;
        match kind {
            "level" => Some(Self::Level(LevelId(id))),
            "series" => Some(Self::Series(id)),
            _ => None,
        }
    }
}

/// What an alert is crossed against.
#[derive(Clone, Debug, PartialEq)]
pub enum Crossed {
    /// A level.
    Place(Place),
    /// A series, by id.
    Series(String),
}

/// An alert of the document, whatever it hangs on.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Which.
    pub key: AlertKey,
    /// Id of the series that crosses.
    pub watch: String,
    /// What it crosses.
    pub crossed: Crossed,
    /// What it crosses, in words: `60,000 (a break opens the mid-50s)`.
    pub crossed_words: String,
    /// Which crossing counts.
    pub when: AlertWhen,
    /// Whether it stays armed after it fired.
    pub every_time: bool,
    /// Whether it keeps quiet.
    pub paused: bool,
}

impl Wish {
    /// Everything that arms it anew when it changes, as one text.
    pub fn armed_as(&self) -> String {
        let crossed = match &self.crossed {
            Crossed::Place(Place::Price(price)) => format!("{price}"),
            Crossed::Place(Place::Zone { low, high }) => format!("{low}..{high}"),
            Crossed::Place(Place::Line { from, to, straight, ray }) => {
                let (from_date, to_date) = (from.date.iso(), to.date.iso());
                format!("{from_date} {} {to_date} {} {straight:?} {ray}", from.price, to.price)
            }
            Crossed::Series(id) => id.clone(),
        };
        let often = if self.every_time { "every time" } else { "once" };
        let paused = if self.paused { ", paused" } else { "" };
        format!("{} {} {crossed}, {often}{paused}", self.watch, self.when.words())
    }

    /// `BTC/USD crosses down 60,000 (a break opens the mid-50s)`.
    pub fn words(&self) -> String {
        format!("{} {} {}", any_title(&self.watch), self.when.words(), self.crossed_words)
    }
}

/// Every alert of a document: those of its levels by price, downwards, then the others.
pub fn wishes(document: &Document) -> Vec<Wish> {
    let mut levels: Vec<&Level> = document.levels.iter().filter(|level| level.alert.is_some()).collect();
    levels.sort_by(|a, b| b.place.price().total_cmp(&a.place.price()).then(a.id.cmp(&b.id)));
    let of_level = |level: &Level| {
        let alert = level.alert.as_ref()?;
        Some(Wish {
            key: AlertKey::Level(level.id),
            watch: alert.watch.clone(),
            crossed: Crossed::Place(level.place),
            crossed_words: place_words(level),
            when: alert.when,
            every_time: alert.every_time,
            paused: alert.paused,
        })
    };
    let mut all: Vec<Wish> = levels.into_iter().filter_map(of_level).collect();
    all.extend(document.alerts.iter().map(|alert| Wish {
        key: AlertKey::Series(alert.id),
        watch: alert.watch.clone(),
        crossed: Crossed::Series(alert.against.clone()),
        crossed_words: any_title(&alert.against).into_owned(),
        when: alert.when,
        every_time: alert.every_time,
        paused: alert.paused,
    }));
    all
}

fn place_words(level: &Level) -> String {
    let place = match level.place {
        Place::Price(price) => grouped(price, 0),
        Place::Zone { low, high } => format!("{}–{}", grouped(low, 0), grouped(high, 0)),
        Place::Line { to, .. } => format!("the line to {}", grouped(to.price, 0)),
    };
    match visible_text(&level.label) {
        label if label.is_empty() => place,
        label => format!("{place} ({label})"),
    }
}

/// How far one alert has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// What it was armed as; empty once its alert was deleted.
    #[serde(default)]
    pub armed_as: String,
    /// The last row known when it was armed: up to here nothing fires. `None` until
    /// there is a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<UnixSecs>,
    /// Whether it was to fire once and has.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spent: bool,
    /// The rows it has fired on, ever: never twice on one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub rows: BTreeSet<UnixSecs>,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One alert on one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fired {
    /// Which alert, as [`AlertKey::text`].
    pub alert: String,
    /// The row.
    pub row: UnixSecs,
    /// Which way.
    pub direction: CrossDirection,
    /// Id of the series that crossed.
    pub watch: String,
    /// What it crossed, in the words of then.
    pub crossed: String,
    /// What was watched, at the close of the row.
    pub value: f64,
    /// What was crossed, at the row.
    pub against: f64,
    /// When it was noticed.
    pub seen_at: UnixSecs,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Fired {
    /// `BTC/USD crossed below 60,000 (a break opens the mid-50s)`.
    pub fn what(&self) -> String {
        format!("{} {} {}", any_title(&self.watch), self.direction.words(), visible_text(&self.crossed))
    }

    /// The value of what was watched: `59,840`.
    pub fn value_words(&self) -> String {
        compact(self.value, unit_of(&self.watch))
    }

    /// The row's day, with its time if it is not a day's row.
    pub fn row_words(&self) -> String {
        let day = self.row.day_label();
        if self.row == self.row.start_of_day() {
            return day;
        }
        let civil = self.row.civil();
        format!("{day} {:02}:{:02} UTC", civil.hour(), civil.minute())
    }

    /// The level it belongs to, if it is a level's.
    pub fn level(&self) -> Option<LevelId> {
        match AlertKey::parse(&self.alert)? {
            AlertKey::Level(id) => Some(id),
            AlertKey::Series(_) => None,
        }
    }
}

fn unit_of(id: &str) -> Unit {
    catalog::entry(id).map(|entry| entry.unit).or_else(|| units::unit_of(id)).unwrap_or(Unit::Usd)
}

/// The member `alerts` of a workspace file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AlertLog {
    /// How far each alert has come, by [`AlertKey::text`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub marks: BTreeMap<String, Mark>,
    /// What fired, in the order it was noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fired: Vec<Fired>,
    /// Fields of newer versions, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl AlertLog {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty() && self.fired.is_empty() && self.extra.is_empty()
    }

    /// How far an alert has come.
    pub fn mark(&self, key: AlertKey) -> Option<&Mark> {
        self.marks.get(&key.text())
    }

    /// Arms every alert that is new or has changed, and forgets what those that are gone
    /// were armed as; true if anything changed. `last_row` is the last row of a series.
    pub fn arm(&mut self, wishes: &[Wish], last_row: impl Fn(&str) -> Option<UnixSecs>) -> bool {
        let mut changed = false;
        for wish in wishes {
            let armed_as = wish.armed_as();
            let mark = self.marks.entry(wish.key.text()).or_default();
            if mark.armed_as != armed_as {
                (mark.armed_as, mark.since, mark.spent) = (armed_as, last_row(&wish.watch), false);
                changed = true;
            } else if mark.since.is_none() {
                mark.since = last_row(&wish.watch);
                changed |= mark.since.is_some();
            }
        }
        let keys: BTreeSet<String> = wishes.iter().map(|wish| wish.key.text()).collect();
        // Kinds of alerts that only a newer version knows stay as they are.
        let is_gone = |key: &String| !keys.contains(key) && AlertKey::parse(key).is_some();
        for (_, mark) in self.marks.iter_mut().filter(|(key, _)| is_gone(key)) {
            changed |= !mark.armed_as.is_empty();
            mark.armed_as.clear();
        }
        self.marks.retain(|key, mark| !is_gone(key) || !mark.rows.is_empty());
        while self.marks.len() > MOST_MARKS.max(keys.len()) {
            let gone = self.marks.iter().find(|(key, _)| is_gone(key));
            let Some(key) = gone.map(|(key, _)| key.clone()) else { break };
            self.marks.remove(&key);
        }
        changed
    }

    /// Arms one alert again from a row; false if there is no such alert.
    pub fn arm_again(&mut self, key: AlertKey, last_row: Option<UnixSecs>) -> bool {
        let Some(mark) = self.marks.get_mut(&key.text()) else { return false };
        (mark.since, mark.spent) = (last_row, false);
        true
    }

    /// Takes in the rows on which an alert crossed; returns those that are news.
    pub fn take(&mut self, wish: &Wish, crossings: &[Crossing], seen_at: UnixSecs) -> Vec<Fired> {
        let Some(mark) = self.marks.get_mut(&wish.key.text()) else { return Vec::new() };
        if mark.spent || wish.paused {
            return Vec::new();
        }
        let mut news = Vec::new();
        for crossing in crossings {
            let is_late = mark.since.is_none_or(|since| crossing.time <= since);
            if is_late || !mark.rows.insert(crossing.time) {
                continue;
            }
            news.push(Fired {
                alert: wish.key.text(),
                row: crossing.time,
                direction: crossing.direction,
                watch: wish.watch.clone(),
                crossed: wish.crossed_words.clone(),
                value: crossing.value,
                against: crossing.against,
                seen_at,
                extra: Map::new(),
            });
            if !wish.every_time {
                mark.spent = true;
                break;
            }
        }
        while mark.rows.len() > MOST_ROWS
            && let Some(forgotten) = mark.rows.pop_first()
        {
            // What is no longer remembered must not fire again either.
            mark.since = mark.since.max(Some(forgotten));
        }
        self.fired.extend(news.iter().cloned());
        let surplus = self.fired.len().saturating_sub(MOST_FIRED);
        self.fired.drain(..surplus);
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alert::Alert;
    use crate::domain::level::LevelKind;

    fn day(day: i64) -> UnixSecs {
        UnixSecs(0).plus_days(day)
    }

    fn document(price: f64, every_time: bool) -> Document {
        let mut level = Level::new(LevelId(1), LevelKind::Support, Place::Price(price));
        level.alert = Some(Alert { every_time, ..Alert::new(AlertWhen::CrossUp) });
        Document::new(vec![level], Vec::new())
    }

    fn up(row: i64) -> Crossing {
        Crossing { time: day(row), value: 71.0, against: 70.0, direction: CrossDirection::Up }
    }

    fn armed(document: &Document, last: i64) -> (AlertLog, Wish) {
        let mut log = AlertLog::default();
        let wishes = wishes(document);
        log.arm(&wishes, |_| Some(day(last)));
        (log, wishes.into_iter().next().unwrap())
    }

    #[test]
    fn a_row_fires_once_however_often_it_comes_and_nothing_old_does() {
        let (mut log, wish) = armed(&document(70.0, true), 5);
        let rows = |news: Vec<Fired>| news.iter().map(|fired| fired.row).collect::<Vec<_>>();
        assert_eq!(rows(log.take(&wish, &[up(4), up(5), up(6)], day(9))), [day(6)]);
        assert_eq!(rows(log.take(&wish, &[up(6), up(8)], day(9))), [day(8)]);
        assert_eq!(log.fired.len(), 2);
    }

    #[test]
    fn once_is_once_until_it_is_armed_again_and_then_never_on_the_same_row() {
        let (mut log, wish) = armed(&document(70.0, false), 5);
        assert_eq!(log.take(&wish, &[up(6), up(8)], day(9)).len(), 1);
        assert!(log.take(&wish, &[up(8)], day(9)).is_empty());
        // Armed again while the rows of an import that was undone are not there.
        assert!(log.arm_again(wish.key, Some(day(5))));
        assert!(log.take(&wish, &[up(6)], day(9)).is_empty());
        assert_eq!(log.take(&wish, &[up(8)], day(9)).len(), 1);
    }

    #[test]
    fn a_change_arms_anew_from_the_last_row_and_a_deleted_alert_keeps_its_rows() {
        let (mut log, wish) = armed(&document(70.0, false), 5);
        log.take(&wish, &[up(6)], day(9));
        assert!(!log.arm(&wishes(&document(70.0, false)), |_| Some(day(7))), "nothing changed");
        assert!(log.mark(wish.key).unwrap().spent);
        assert!(log.arm(&wishes(&document(60.0, false)), |_| Some(day(7))));
        let mark = log.mark(wish.key).unwrap();
        assert_eq!((mark.spent, mark.since), (false, Some(day(7))));
        assert!(log.arm(&[], |_| Some(day(7))));
        assert!(log.arm(&wishes(&document(60.0, false)), |_| Some(day(5))));
        assert!(log.take(&wish, &[up(6)], day(9)).is_empty(), "that row has fired before");
    }

    #[test]
    fn without_a_row_an_alert_is_armed_by_the_first_that_come() {
        let wishes = wishes(&document(70.0, false));
        let mut log = AlertLog::default();
        log.arm(&wishes, |_| None);
        assert_eq!(log.marks["level:1"].since, None);
        assert!(log.arm(&wishes, |_| Some(day(3))));
        assert_eq!(log.marks["level:1"].since, Some(day(3)));
    }

    #[test]
    fn what_is_remembered_is_bounded_and_what_is_forgotten_stays_quiet() {
        let (mut log, wish) = armed(&document(70.0, true), 0);
        let all: Vec<Crossing> = (1..=1_500).map(up).collect();
        assert_eq!(log.take(&wish, &all, day(9)).len(), 1_500);
        assert_eq!((log.fired.len(), log.marks["level:1"].rows.len()), (MOST_FIRED, MOST_ROWS));
        assert_eq!(log.fired[0].row, day(501));
        assert!(log.take(&wish, &all, day(9)).is_empty());
    }

    #[test]
    fn the_log_round_trips_with_fields_of_a_newer_version() {
        let text = r#"{"marks":{"level:1":{"armed_as":"x","since":"2026-03-01","rows":["2026-03-05"],"echo":2},
            "scenario:9":{"armed_as":"","tone":3}},
            "fired":[{"alert":"level:1","row":"2026-03-05","direction":"down","watch":"price.btc.usd",
            "crossed":"60,000","value":59840.0,"against":60000.0,"seen_at":"2026-03-06","rung":true}],"mood":[1]}"#;
        let log: AlertLog = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_value(&log).unwrap(), serde_json::from_str::<Value>(text).unwrap());
        let mut armed = log.clone();
        armed.arm(&wishes(&document(70.0, false)), |_| None);
        assert_eq!(armed.marks["scenario:9"], log.marks["scenario:9"], "a kind of a newer version");
        let fired = &log.fired[0];
        assert_eq!(fired.what(), "BTC/USD crossed below 60,000");
        assert_eq!((fired.value_words(), fired.row_words()), ("59,840".to_owned(), "5 Mar 2026".to_owned()));
        assert_eq!(fired.level(), Some(LevelId(1)));
    }
}
