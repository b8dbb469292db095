//! The page of past refreshes: what each run brought for each series, the newest first.

use egui::{Align2, Label, Rect, RichText, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::data_words::source_title;
use crate::app::derived::any_title;
use crate::app::state::AppState;
use crate::domain::age::{ago_words, counted, span_words};
use crate::domain::format::grouped;
use crate::domain::live::RefreshRecord;
use crate::domain::time::UnixSecs;
use crate::domain::zone::{Clock, clock_words};
use crate::ui::panels::data::DataMemory;
use crate::ui::panels::data::series::{SCROLL_BAR, indented_ui};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{SMALL, body_font, small_font};
use crate::ui::widgets::text::{paint_line, small_print_ui, strong};

/// Records shown at first, and added by a click.
const STEP: usize = 200;
/// Height of a record, in points.
const ROW: f32 = 22.0;
/// Width of one of the numbers, in points.
const NUMBER: f32 = 84.0;
/// Width of the name of a source, in points.
const SOURCE: f32 = 240.0;
/// Width of how long it took, in points.
const TOOK: f32 = 150.0;

/// The list in a given height.
pub fn refreshes_ui(ui: &mut Ui, state: &AppState, height: f32, memory: &mut DataMemory) {
    let log = &state.data_overview().log;
    if log.is_empty() {
        let text = strong(ui, "No refresh yet");
        ui.label(text);
        small_print_ui(ui, "Every refresh will be listed here with what it brought and what went wrong");
        return;
    }
    let shown = log.get(..STEP * (memory.more + 1)).unwrap_or(log);
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = ui.available_width() - SCROLL_BAR;
    head_ui(ui, width);
    let height = (height - ROW).max(80.0);
    ScrollArea::vertical().id_salt("log").auto_shrink([false, true]).max_height(height).show(ui, |ui| {
        ui.set_max_width(width);
        for run in shown.chunk_by(|one, other| one.began_at == other.began_at) {
            run_ui(ui, state, run);
        }
        let more = log.len() - shown.len();
        if more > 0 {
            ui.add_space(8.0);
            if ui.button("Show more").on_hover_text(counted(more as i64, "older record")).clicked() {
                memory.more += 1;
            }
        }
        ui.add_space(8.0);
    });
}

/// The cells of a row: series, source, new, changed, rejected, took.
fn cells(row: Rect) -> [Rect; 6] {
    let right = row.right();
    let took = right - TOOK;
    let numbers = took - 3.0 * NUMBER;
    let source = numbers - SOURCE;
    let at = |from: f32, to: f32| Rect::from_x_y_ranges(from..=to, row.y_range());
    [
        at(row.left() + 22.0, source),
        at(source, numbers),
        at(numbers, numbers + NUMBER),
        at(numbers + NUMBER, numbers + 2.0 * NUMBER),
        at(numbers + 2.0 * NUMBER, took),
        at(took, right),
    ]
}

fn head_ui(ui: &mut Ui, width: f32) {
    let theme = Theme::of(ui);
    let (_, row) = ui.allocate_space(vec2(width, ROW));
    for (index, (cell, word)) in
        cells(row).into_iter().zip(["Series", "Source", "New", "Changed", "Rejected", "Took"]).enumerate()
    {
        if index < 2 {
            paint_line(ui, cell, word, small_font(), theme.text_weak);
        } else {
            let at = pos2(cell.right(), cell.center().y);
            ui.painter().text(at, Align2::RIGHT_CENTER, word, small_font(), theme.text_weak);
        }
    }
    ui.painter().hline(row.x_range(), row.bottom() - 0.5, egui::Stroke::new(1.0, theme.border));
}

/// `29 Nov 2026, 14:05, 5 minutes ago: 12 rows new, 3 changed, 1 series failed`.
fn run_words(state: &AppState, run: &[RefreshRecord]) -> String {
    let began = run.first().map_or(UnixSecs(0), |record| record.began_at);
    let civil = state.zone().civil(began);
    let day = UnixSecs::from_date(civil.date()).day_label();
    let sum = |count: fn(&RefreshRecord) -> u64| run.iter().map(count).sum::<u64>();
    let mut words = vec![match sum(|record| record.rows_new) {
        0 => "nothing new".to_owned(),
        new => format!("{} new", counted(new as i64, "row")),
    }];
    for (number, word) in [
        (sum(|record| record.rows_changed), "changed"),
        (sum(|record| record.rows_rejected), "rejected"),
        (run.iter().filter(|record| record.error.is_some()).count() as u64, "series failed"),
    ] {
        if number > 0 {
            words.push(format!("{} {word}", grouped(number as f64, 0)));
        }
    }
    format!(
        "{day}, {}, {}: {}",
        clock_words(civil, Clock::Minutes),
        ago_words(state.now(), began),
        words.join(", ")
    )
}

/// `under 1 s`, `12 s`, `3 minutes`.
fn took_words(secs: i64) -> String {
    match secs {
        ..1 => "under 1 s".to_owned(),
        1..120 => format!("{secs} s"),
        _ => span_words(secs),
    }
}

fn run_ui(ui: &mut Ui, state: &AppState, run: &[RefreshRecord]) {
    ui.add_space(8.0);
    let words = Theme::of(ui).numbers.of(run_words(state, run));
    let heading = strong(ui, words);
    ui.label(heading);
    for (index, record) in run.iter().enumerate() {
        ui.push_id((record.began_at.0, index), |ui| record_ui(ui, record));
    }
}

fn record_ui(ui: &mut Ui, record: &RefreshRecord) {
    let theme = Theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let source = record.source.as_ref().map_or("nobody answered", |source| source_title(source));
    let number = |value: u64| theme.numbers.of(grouped(value as f64, 0));
    let counts = [record.rows_new, record.rows_changed, record.rows_rejected];
    let took = took_words(record.ended_at.secs_since(record.began_at));
    let error = record.error.as_ref().map_or_else(String::new, |error| format!(", failed: {error}"));
    let [new, changed, rejected] = counts.map(number);
    let name = format!(
        "{} from {source}: {new} new, {changed} changed, {rejected} rejected, took {took}{error}",
        any_title(&record.series)
    );
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Row, true, &name));
    let [series, from, rest @ ..] = cells(rect);
    paint_line(ui, series, &any_title(&record.series), body_font(), theme.text_strong);
    paint_line(ui, from, source, body_font(), theme.text);
    let texts = [new, changed, rejected, took];
    let is_none = counts.map(|count| count == 0);
    for (index, (cell, text)) in rest.into_iter().zip(texts).enumerate() {
        let quiet = is_none.get(index).copied().unwrap_or(true);
        let colour = if quiet { theme.text_weak } else { theme.text_strong };
        let at = pos2(cell.right(), cell.center().y);
        ui.painter().text(at, Align2::RIGHT_CENTER, text, body_font(), colour);
    }
    if let Some(error) = &record.error {
        let text = RichText::new(theme.numbers.of(error.as_str())).size(SMALL).color(theme.danger);
        indented_ui(ui, |ui| {
            ui.add(Label::new(text).wrap());
            ui.add_space(4.0);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_it_took_is_said_in_seconds_where_it_was_short() {
        let said = [-3, 0, 1, 119, 120].map(took_words);
        assert_eq!(said, ["under 1 s", "under 1 s", "1 s", "119 s", "2 minutes"]);
    }
}
