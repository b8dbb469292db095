//! The tree of series at the left.
//!
//! Says for every series whether it is drawn, its colour, its last value, where
//! it comes from and whether that is old; below the tree, who published what is
//! drawn. Which source is meant by an id is decided by the library.

use std::collections::BTreeSet;

use egui::accesskit::Role;
use egui::{
    Align, Button, CornerRadius, Label, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};

use crate::app::command::Command;
use crate::app::data_words::{estimate_words, has_estimate, source_title};
use crate::app::derived::any_title;
use crate::app::edit::Edit;
use crate::app::library::{Entry, is_stale};
use crate::app::state::AppState;
use crate::domain::age::row_age_words;
use crate::domain::catalog;
use crate::domain::format::grouped;
use crate::domain::provenance::SourceId;
use crate::domain::time::DAY_SECS;
use crate::ui::theme::Theme;
use crate::ui::theme::style::{RADIUS, SMALL, body_font, small_font};
use crate::ui::widgets::button::focus_ring;
use crate::ui::widgets::text::{dot, group_heading, line_at, paint_line, small_print_ui, strong, weak};
use crate::ui::widgets::value::value_words;

/// Height of the line with title and value, in points.
const TITLE_HEIGHT: f32 = 20.0;
/// Height of a line of small print, in points.
const SMALL_HEIGHT: f32 = 16.0;
/// A last row younger than this is said by its age alone, in seconds: up to `2 days old`.
const FRESH_SECS: i64 = 3 * DAY_SECS;
/// Where titles begin, right of the dot, in points.
const TITLE_LEFT: f32 = 20.0;

/// The tree and what is to be said about its data.
pub fn library_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    ScrollArea::vertical().id_salt("series").auto_shrink([false, false]).show(ui, |ui| {
        let preferences = &state.document_now().preferred_sources;
        let tree = state.library().tree();
        if tree.is_empty() {
            let text = strong(ui, "No series yet");
            ui.label(text);
            small_print_ui(ui, "Import a CSV file, or drop one onto this window");
            return;
        }
        for (group, ids) in tree {
            ui.add_space(4.0);
            let heading = group_heading(ui, group.title());
            ui.label(heading).accessible_name(group.title());
            for id in ids {
                if let Some(entry) = state.library().drawn(&id, preferences) {
                    series_ui(ui, state, &id, entry, commands);
                }
            }
            ui.add_space(8.0);
        }
        about_data_ui(ui, state);
    });
}

fn series_ui(ui: &mut Ui, state: &AppState, id: &str, entry: &Entry, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let shown = state.document_now().shows(id);
    let width = ui.available_width();
    let attribution = attribution(id, entry);
    let place = Place::of(ui, state, id, entry, width - TITLE_LEFT);
    let estimate = estimate(state, id);
    let attribution_lines = if attribution.is_some() { 2.0 } else { 0.0 };
    let small_lines = attribution_lines + place.lines();
    let below_title = small_lines * SMALL_HEIGHT + height_of(ui, estimate.as_deref(), width - TITLE_LEFT);
    let (_, row) = ui.allocate_space(vec2(width, TITLE_HEIGHT + below_title));

    let first = Rect::from_min_size(row.min, vec2(width, TITLE_HEIGHT));
    let toggle = ui.interact(first, ui.scope_id().with(("series", id)), Sense::click());
    if toggle.hovered() {
        let ground = row.expand2(vec2(4.0, 1.0));
        ui.painter().rect_filled(ground, CornerRadius::same(RADIUS), theme.selected);
    }
    focus_ring(ui, &toggle, first.expand2(vec2(4.0, 0.0)));
    dot(ui, pos2(row.left() + 6.0, first.center().y), theme.series_colour(id), shown);
    let title = any_title(id);
    let title = title.as_ref();
    toggle.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, shown, title));
    if toggle.clicked() {
        commands.push(Command::Edit(Edit::ShowSeries { id: id.to_owned(), shown: !shown }));
    }
    toggle.on_hover_ui(|ui| provenance_ui(ui, entry, shown));

    let series = &entry.series;
    let value = series.last_value().map_or(f64::NAN, |(_, value)| value);
    let words = theme.numbers.of(value_words(id, series.unit(), value));
    let value_width = text_width(ui, &words);
    let value_rect = Rect::from_min_max(pos2(row.right() - value_width, row.top()), first.max);
    let title_rect = Rect::from_min_max(
        pos2(row.left() + TITLE_LEFT, row.top()),
        pos2(value_rect.left() - 4.0, first.bottom()),
    );
    let colour = if shown { theme.text_strong } else { theme.text_weak };
    paint_line(ui, title_rect, title, body_font(), colour);
    // What is old is quiet; its age is said below.
    let colour = if is_stale(series, state.now()) { theme.text_weak } else { colour };
    line_at(ui, value_rect, Align::Max, RichText::new(words).color(colour));

    let below = Rect::from_min_max(pos2(row.left() + TITLE_LEFT, first.bottom()), row.max);
    ui.scope_builder(UiBuilder::new().max_rect(below), |ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        ui.spacing_mut().interact_size.y = SMALL_HEIGHT;
        if let Some(attribution) = attribution {
            let text = weak(ui, attribution);
            ui.add(Label::new(text).wrap());
        }
        ui.horizontal(|ui| source_ui(ui, state, id, entry, &place, commands));
        if let Some(age) = &place.below {
            let text = weak(ui, age);
            ui.label(text);
        }
        if let Some(estimate) = estimate {
            let text = weak(ui, estimate);
            ui.add(Label::new(text).wrap());
        }
    });
}

/// The line some publishers require beside the value itself.
fn attribution<'a>(id: &str, entry: &'a Entry) -> Option<&'a str> {
    let required = id == catalog::FEAR_GREED && !entry.provenance.citation.is_empty();
    required.then_some(entry.provenance.citation.as_str())
}

/// What the network expects of its difficulty, below the series it is about.
fn estimate(state: &AppState, id: &str) -> Option<String> {
    let estimate = state.data_overview().estimate.as_ref().filter(|_| has_estimate(id))?;
    Some(state.settings().numbers.of(estimate_words(estimate, state.now())))
}

/// Height of a wrapped text of small print, 0 for none.
fn height_of(ui: &Ui, words: Option<&str>, width: f32) -> f32 {
    let Some(words) = words else { return 0.0 };
    let colour = Theme::of(ui).text_weak;
    ui.painter().layout(words.to_owned(), small_font(), colour, width).size().y + 2.0
}

/// Day or age of the last row: of what is fresh the age alone, of what is older both.
struct Place {
    beside: String,
    below: Option<String>,
}

impl Place {
    fn of(ui: &Ui, state: &AppState, id: &str, entry: &Entry, width: f32) -> Self {
        let series = &entry.series;
        let Some(last) = series.last_time() else { return Self { beside: String::new(), below: None } };
        let age = row_age_words(state.now(), last, series.cadence());
        if state.now().secs_since(last) < FRESH_SECS {
            return Self { beside: format!(" · {age}"), below: None };
        }
        let day = last.day_label();
        let beside = format!(" · {day}");
        // As old as what it is made from, which says its own.
        if is_derived(entry) {
            return Self { beside, below: None };
        }
        let several = state.library().sources(id).len() > 1;
        let source = format!("{}{}", source_title(&series.key().source), if several { " ▼" } else { "" });
        let wanted = |words: String| {
            let colour = Theme::of(ui).text_weak;
            ui.painter().layout_no_wrap(words, small_font(), colour).size().x + 12.0
        };
        if wanted(format!("{source}{beside} · {age}")) <= width {
            return Self { beside: format!("{beside} · {age}"), below: None };
        }
        if wanted(format!("{source}{beside}")) <= width {
            return Self { beside, below: Some(age) };
        }
        Self { beside: String::new(), below: Some(format!("{day} · {age}")) }
    }

    fn lines(&self) -> f32 {
        if self.below.is_some() { 2.0 } else { 1.0 }
    }
}

/// Whether a series is reckoned from others rather than stored.
fn is_derived(entry: &Entry) -> bool {
    entry.series.key().source.as_str() == "derived"
}

/// Source (a menu, if there are several), day of the last row, and how old it is.
fn source_ui(
    ui: &mut Ui,
    state: &AppState,
    id: &str,
    entry: &Entry,
    place: &Place,
    commands: &mut Vec<Command>,
) {
    let theme = Theme::of(ui);
    let source = &entry.series.key().source;
    let sources = state.library().sources(id);
    if sources.len() > 1 {
        let words = RichText::new(format!("{} ▼", source_title(source))).size(SMALL).color(theme.text);
        let button = Button::new(words).small().frame(false);
        let (response, _) = egui::containers::menu::MenuButton::from_button(button)
            .ui(ui, |ui| source_menu_ui(ui, state, id, &sources, commands));
        response
            .accessible_name(format!("Source of {}", any_title(id)))
            .on_hover_text("Choose which source is drawn");
    } else {
        let words = weak(ui, source_title(source));
        ui.label(words);
    }
    if place.beside.is_empty() {
        return;
    }
    let rest = weak(ui, &place.beside);
    let rest = ui.add(Label::new(rest).truncate());
    if let Some(last) = entry.series.last_time() {
        rest.on_hover_text(format!("Last row {}", last.day_label()));
    }
}

fn source_menu_ui(
    ui: &mut Ui,
    state: &AppState,
    id: &str,
    sources: &[&SourceId],
    commands: &mut Vec<Command>,
) {
    let preferred = state.document_now().preferred_sources.get(id);
    let none: (Option<&SourceId>, String) = (None, "Latest".to_owned());
    let choices = sources.iter().map(|source| (Some(*source), source_title(source).to_owned()));
    for (source, words) in std::iter::once(none).chain(choices) {
        if ui.add(Button::selectable(preferred == source, words)).clicked() {
            let edit = Edit::PreferSource { id: id.to_owned(), source: source.cloned() };
            commands.push(Command::Edit(edit));
            ui.close();
        }
    }
}

fn provenance_ui(ui: &mut Ui, entry: &Entry, shown: bool) {
    let theme = Theme::of(ui);
    let series = &entry.series;
    ui.label(RichText::new(&entry.provenance.title).color(theme.text_strong));
    let mut lines = vec![entry.provenance.citation.clone(), entry.provenance.licence.clone()];
    if let (Some(first), Some(last)) = (series.first_time(), series.last_time()) {
        let rows = grouped(series.len() as f64, 0);
        lines.push(format!(
            "{rows} {} rows, {} to {}",
            series.cadence().code(),
            first.day_label(),
            last.day_label()
        ));
    }
    lines.push(format!("{}, in {}", series.key(), series.unit().code()));
    lines.push(if shown { "Click to hide".to_owned() } else { "Click to show".to_owned() });
    // Some are cited by their name alone, which stands above.
    let is_news = |line: &String| !line.is_empty() && *line != entry.provenance.title;
    for line in lines.into_iter().filter(is_news) {
        small_print_ui(ui, line);
    }
}

/// Rows at hand and a line for every publisher of what is shown.
fn about_data_ui(ui: &mut Ui, state: &AppState) {
    let library = state.library();
    let document = state.document_now();
    ui.separator();
    let heading = group_heading(ui, "About this data");
    ui.label(heading).accessible_name("About this data");
    let rows = Theme::of(ui).numbers.of(grouped(library.rows() as f64, 0));
    small_print_ui(ui, format!("{rows} rows in {} stored series", library.entries().count()));
    let lines: BTreeSet<&str> = document
        .shown_series()
        .filter_map(|id| library.drawn(id, &document.preferred_sources))
        .filter(|entry| !is_derived(entry))
        .map(|entry| match entry.provenance.citation.as_str() {
            "" => entry.provenance.title.as_str(),
            citation => citation,
        })
        .collect();
    for line in lines {
        small_print_ui(ui, line);
    }
}

fn text_width(ui: &Ui, words: &str) -> f32 {
    let colour = Theme::of(ui).text;
    ui.painter().layout_no_wrap(words.to_owned(), body_font(), colour).size().x.ceil() + 1.0
}
