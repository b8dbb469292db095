//! What a level knows, in words: for the table and for the card on the chart.

use crate::calc::level_history::{BreakWay, LevelHistory};
use crate::domain::format::grouped;
use crate::domain::level::{Alert, AlertWhen};

/// `5 touches, the last on 12 Feb 2026`, or `never touched`.
pub fn touches_words(history: &LevelHistory) -> String {
    match history.last_touch() {
        None => "never touched".to_owned(),
        Some(last) => {
            format!(
                "{}, {}",
                counted(history.touches.len(), "touch", "touches"),
                on(history.touches.len(), &last.at.day_label())
            )
        }
    }
}

/// `2 breaks, the last down on 5 Feb 2026`, or `never broken`.
pub fn breaks_words(history: &LevelHistory) -> String {
    match history.last_break() {
        None => "never broken".to_owned(),
        Some(last) => {
            let last_words = format!("{} on {}", way_word(last.way), last.at.day_label());
            match history.breaks.len() {
                1 => format!("1 break, {last_words}"),
                count => format!("{}, the last {last_words}", counted(count, "break", "breaks")),
            }
        }
    }
}

/// `34 days above, 12 below`, with the days inside if there were any.
pub fn days_words(history: &LevelHistory) -> String {
    let number = |days: u32| grouped(f64::from(days), 0);
    let above = counted(history.days_above as usize, "day", "days");
    let mut words = format!("{above} above, {} below", number(history.days_below));
    if history.days_inside > 0 {
        words.push_str(&format!(", {} inside", number(history.days_inside)));
    }
    words
}

/// `up` or `down`.
pub fn way_word(way: BreakWay) -> &'static str {
    match way {
        BreakWay::Up => "up",
        BreakWay::Down => "down",
    }
}

/// What an alert waits for, in a word: `up`, `down`, `touch`; `none` without one.
pub fn alert_when_word(alert: Option<&Alert>) -> &'static str {
    match alert.map(|alert| alert.when) {
        None => "none",
        Some(AlertWhen::CrossUp) => "up",
        Some(AlertWhen::CrossDown) => "down",
        Some(AlertWhen::Cross) => "cross",
        Some(AlertWhen::Touch) => "touch",
    }
}

/// `none`, `up, once`, `touch, always`.
pub fn alert_words(alert: Option<&Alert>) -> String {
    let word = alert_when_word(alert);
    match alert {
        None => word.to_owned(),
        Some(alert) if alert.every_time => format!("{word}, always"),
        Some(_) => format!("{word}, once"),
    }
}

/// What an alert waits for, in a sentence.
pub fn alert_sentence(alert: Option<&Alert>) -> String {
    let Some(alert) = alert else { return "No alert".to_owned() };
    let when = match alert.when {
        AlertWhen::CrossUp => "a close above after a close at or below",
        AlertWhen::CrossDown => "a close below after a close at or above",
        AlertWhen::Cross => "a close on the other side of the close before",
        AlertWhen::Touch => "a row whose range contains the level",
    };
    let how_often = if alert.every_time { "every time" } else { "once" };
    format!("Alert by {when}, {how_often}")
}

fn on(count: usize, day: &str) -> String {
    if count == 1 { format!("on {day}") } else { format!("the last on {day}") }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    let word = if count == 1 { one } else { many };
    format!("{} {word}", grouped(count as f64, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calc::level_history::{Break, SwingEnd, Touch};
    use crate::domain::time::UnixSecs;

    #[test]
    fn a_history_is_said_in_a_few_words() {
        let at = UnixSecs::parse_iso("2026-02-05").unwrap();
        let touch = Touch { at, end: SwingEnd::Low, price: 1.0 };
        let broken = Break { at, way: BreakWay::Down, close: 1.0 };
        let mut history = LevelHistory::default();
        assert_eq!(
            (touches_words(&history), breaks_words(&history)),
            ("never touched".into(), "never broken".into())
        );
        assert_eq!(days_words(&history), "0 days above, 0 below");
        (history.touches, history.breaks) = (vec![touch], vec![broken]);
        assert_eq!(touches_words(&history), "1 touch, on 5 Feb 2026");
        assert_eq!(breaks_words(&history), "1 break, down on 5 Feb 2026");
        (history.touches, history.breaks) = (vec![touch; 3], vec![broken; 2]);
        (history.days_above, history.days_inside) = (1, 2);
        assert_eq!(touches_words(&history), "3 touches, the last on 5 Feb 2026");
        assert_eq!(breaks_words(&history), "2 breaks, the last down on 5 Feb 2026");
        assert_eq!(days_words(&history), "1 day above, 0 below, 2 inside");
    }

    #[test]
    fn an_alert_is_said_in_a_word_and_in_a_sentence() {
        let alert = Alert { every_time: true, ..Alert::new(AlertWhen::Touch) };
        assert_eq!(alert_words(Some(&alert)), "touch, always");
        assert_eq!(alert_words(None), "none");
        assert_eq!(alert_sentence(Some(&alert)), "Alert by a row whose range contains the level, every time");
    }
}
