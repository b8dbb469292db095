//! What is said of a refresh: one sentence of what came, one of what did not.

use std::collections::BTreeMap;

use crate::app::command::{Command, Dialog};
use crate::app::data_command::DataPage;
use crate::app::edit::Edit;
use crate::app::notice::Severity;
use crate::app::refresh::{RefreshReport, RefreshRequest, SeriesOutcome};
use crate::app::setting_change::{series_title, source_title};
use crate::domain::format::grouped;
use crate::domain::provenance::SourceId;

/// On whose word a refresh began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The user's, just now.
    ByHand,
    /// The timer's.
    ByItself,
}

/// A sentence with what can be done about it.
pub(super) type Said = (String, Option<(String, Command)>);

/// What was asked for: `BTC/USD`, `all series`.
pub(super) fn request_words(request: &RefreshRequest) -> String {
    match request.series.as_slice() {
        [] => "all series".to_owned(),
        ids => ids.iter().map(|id| key_title(id)).collect::<Vec<_>>().join(", "),
    }
}

/// `price.btc.usd@bitstamp` as `BTC/USD`.
fn key_title(key: &str) -> String {
    series_title(key.split('@').next().unwrap_or(key))
}

/// A report in which nobody could be asked.
pub(super) fn report_of_nobody(why: &str) -> RefreshReport {
    let outcome = SeriesOutcome {
        id: "every series".to_owned(),
        source: None,
        rows_new: 0,
        rows_changed: 0,
        rows_grown: 0,
        rows_same: 0,
        rows_rejected: 0,
        error: Some(why.to_owned()),
        tried: Vec::new(),
    };
    RefreshReport { series: vec![outcome], cancelled: false }
}

/// What came; nothing if nothing did and nobody asked.
///
/// A candle that went on while it was unfinished is neither new nor revised.
pub(super) fn summary(report: &RefreshReport, asked: Asked) -> Option<(Severity, String)> {
    let sum = |count: fn(&SeriesOutcome) -> u64| report.series.iter().map(count).sum::<u64>();
    let new = sum(|series| series.rows_new);
    let revised = sum(|series| series.rows_changed.saturating_sub(series.rows_grown));
    let rejected = sum(|series| series.rows_rejected);
    let mut parts = Vec::new();
    if new > 0 {
        parts.push(count(new, "row new", "rows new"));
    }
    if revised > 0 {
        parts.push(count(revised, "value revised", "values revised"));
    }
    if rejected > 0 {
        parts.push(count(rejected, "row not taken", "rows not taken"));
    }
    let news = parts.join(", ");
    let any_answer = report.series.iter().any(|series| series.error.is_none());
    match (report.cancelled, news.is_empty()) {
        (true, true) => Some((Severity::Info, "Refresh stopped: nothing new came by then".to_owned())),
        (true, false) => {
            let words = format!("Refresh stopped: {news} by then, the next one goes on from there");
            Some((Severity::Done, words))
        }
        (false, false) => Some((Severity::Done, format!("Refreshed: {news}"))),
        (false, true) if asked == Asked::ByHand && any_answer => {
            Some((Severity::Done, "Refreshed: nothing new since the last time".to_owned()))
        }
        (false, true) => None,
    }
}

fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number as f64, 0), if number == 1 { one } else { many })
}

/// What did not come; a refresh that was stopped is no failure.
pub(super) fn problem(report: &RefreshReport) -> Option<String> {
    if report.cancelled {
        return None;
    }
    let failed: Vec<(&str, &str)> = report
        .series
        .iter()
        .filter_map(|series| Some((series.id.as_str(), series.error.as_deref()?)))
        .collect();
    match failed.as_slice() {
        [] => None,
        [(id, why)] => Some(format!("Not refreshed: {}, {why}", series_title(id))),
        [(id, why), rest @ ..] => {
            let others: Vec<String> = rest.iter().map(|(id, _)| series_title(id)).collect();
            Some(format!("Not refreshed: {}, {why}; nor {}", series_title(id), others.join(", ")))
        }
    }
}

/// The button that leads to the list of refreshes.
pub(super) fn show_refreshes() -> (String, Command) {
    ("Show data".to_owned(), Command::ShowDialog(Some(Dialog::Data(DataPage::Refreshes))))
}

/// Who did not answer, by id of the series.
pub(super) fn failed(report: &RefreshReport) -> BTreeMap<String, Vec<SourceId>> {
    let tried = |series: &SeriesOutcome| {
        let who = series.tried.iter().map(|(source, _)| source.clone()).collect::<Vec<_>>();
        (series.id.clone(), who)
    };
    report.series.iter().map(tried).filter(|(_, who)| !who.is_empty()).collect()
}

/// Series that are drawn from another source than before, each with a way back.
pub(super) fn flips(
    before: &BTreeMap<String, SourceId>,
    after: &BTreeMap<String, SourceId>,
    failed: &BTreeMap<String, Vec<SourceId>>,
) -> Vec<Said> {
    let mut said = Vec::new();
    let mut from_case = Vec::new();
    for (id, was) in before {
        let Some(now) = after.get(id).filter(|now| *now != was) else { continue };
        let (series, now, old) = (series_title(id), source_title(now.as_str()), source_title(was.as_str()));
        if was.is_case_file() {
            from_case.push(series);
            continue;
        }
        let is_down = failed.get(id).is_some_and(|who| who.contains(was));
        let sentence = if is_down {
            format!("{old} did not answer; {series} is drawn from {now}")
        } else {
            format!("{series} is drawn from {now} now, before it was {old}")
        };
        let back = Edit::PreferSource { id: id.clone(), source: Some(was.clone()) };
        said.push((sentence, Some((format!("Draw {old}"), Command::Edit(back)))));
    }
    if !from_case.is_empty() {
        let words = format!("Drawn from live sources now, not from the case file: {}", from_case.join(", "));
        said.insert(0, (words, None));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(id: &str, source: &str, new: u64, changed: u64, grown: u64) -> SeriesOutcome {
        SeriesOutcome {
            id: id.to_owned(),
            source: SourceId::new(source),
            rows_new: new,
            rows_changed: changed,
            rows_grown: grown,
            rows_same: 2,
            rows_rejected: 0,
            error: None,
            tried: Vec::new(),
        }
    }

    fn failed_outcome(id: &str, why: &str) -> SeriesOutcome {
        SeriesOutcome { error: Some(why.to_owned()), source: None, ..outcome(id, "kraken", 0, 0, 0) }
    }

    fn report(series: Vec<SeriesOutcome>) -> RefreshReport {
        RefreshReport { series, cancelled: false }
    }

    fn words(report: &RefreshReport, asked: Asked) -> Option<String> {
        summary(report, asked).map(|(_, words)| words)
    }

    #[test]
    fn new_and_revised_rows_are_counted_and_an_unfinished_candle_is_neither() {
        let both = report(vec![
            outcome("price.btc.usd", "bitstamp", 1_204, 4, 1),
            outcome("difficulty", "mempool", 0, 0, 0),
        ]);
        let expected = Some("Refreshed: 1,204 rows new, 3 values revised".to_owned());
        assert_eq!(words(&both, Asked::ByItself), expected);
        let one = report(vec![outcome("price.btc.usd", "bitstamp", 1, 1, 0)]);
        assert_eq!(words(&one, Asked::ByHand).unwrap(), "Refreshed: 1 row new, 1 value revised");
    }

    #[test]
    fn the_timer_says_nothing_when_nothing_is_new() {
        let grown = report(vec![outcome("price.btc.usd", "bitstamp", 0, 1, 1)]);
        assert_eq!(words(&grown, Asked::ByItself), None);
        assert_eq!(words(&grown, Asked::ByHand).unwrap(), "Refreshed: nothing new since the last time");
        let none = report(vec![failed_outcome("difficulty", "no source answered")]);
        assert_eq!(words(&none, Asked::ByHand), None);
    }

    #[test]
    fn a_stopped_refresh_says_what_is_there_and_is_no_failure() {
        let mut stopped = report(vec![
            outcome("price.btc.usd", "bitstamp", 2_000, 0, 0),
            failed_outcome("difficulty", "stopped"),
        ]);
        stopped.cancelled = true;
        let said = words(&stopped, Asked::ByHand).unwrap();
        assert_eq!(said, "Refresh stopped: 2,000 rows new by then, the next one goes on from there");
        assert_eq!(problem(&stopped), None);
    }

    #[test]
    fn what_failed_is_named_with_the_first_reason() {
        let one = report(vec![failed_outcome("difficulty", "no source answered: x: refused")]);
        let difficulty = series_title("difficulty");
        let expected = format!("Not refreshed: {difficulty}, no source answered: x: refused");
        assert_eq!(problem(&one), Some(expected));
        let two = report(vec![failed_outcome("price.btc.usd", "a"), failed_outcome("difficulty", "b")]);
        let expected = format!("Not refreshed: {}, a; nor {difficulty}", series_title("price.btc.usd"));
        assert_eq!(problem(&two), Some(expected));
        assert_eq!(problem(&report(vec![outcome("difficulty", "mempool", 0, 0, 0)])), None);
    }

    #[test]
    fn another_source_is_said_with_the_reason_and_a_way_back() {
        let id = |name: &str| SourceId::new(name).unwrap();
        let of = |pairs: &[(&str, &str)]| -> BTreeMap<String, SourceId> {
            pairs.iter().map(|(series, source)| ((*series).to_owned(), id(source))).collect()
        };
        let before = of(&[("price.btc.usd", "first"), ("difficulty", "yahoo"), ("hashrate.network", "case")]);
        let after =
            of(&[("price.btc.usd", "second"), ("difficulty", "yahoo"), ("hashrate.network", "second")]);
        let failed = BTreeMap::from([("price.btc.usd".to_owned(), vec![id("first")])]);
        let price = series_title("price.btc.usd");
        let said = flips(&before, &after, &failed);
        assert_eq!(said.len(), 2);
        let hashrate = series_title("hashrate.network");
        assert_eq!(said[0].0, format!("Drawn from live sources now, not from the case file: {hashrate}"));
        assert_eq!(said[1].0, format!("first did not answer; {price} is drawn from second"));
        let back = Edit::PreferSource { id: "price.btc.usd".to_owned(), source: Some(id("first")) };
        assert_eq!(said[1].1, Some(("Draw first".to_owned(), Command::Edit(back))));
        let said = flips(&before, &after, &BTreeMap::new());
        assert_eq!(said[1].0, format!("{price} is drawn from second now, before it was first"));
    }
}
