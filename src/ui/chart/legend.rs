//! The head of a pane: its name, and what each series says at the cursor.
//!
//! A dot hides or shows its series, a name opens what can be done with it, the
//! title opens what can be done with the pane, moves it and maximises it.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{
    Align2, CursorIcon, Galley, Id, Popup, Pos2, Rect, Response, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::command::Command;
use crate::app::edit::Edit;
use crate::app::edit_panes::PaneEdit;
use crate::app::pane_notes::PaneNote;
use crate::app::pane_spec::Style;
use crate::app::panes::{Pane, PaneSeries};
use crate::domain::format::UNKNOWN;
use crate::domain::number_format::NumberFormat;
use crate::domain::series::Cadence;
use crate::domain::time::UnixSecs;
use crate::ui::chart::legend_more::{Rest, more_ui, more_words};
use crate::ui::chart::mood;
use crate::ui::chart::nodes::pane_keys;
use crate::ui::chart::pane_menu::{indicator_items_ui, note_menu_ui, pane_menu_ui, series_menu_ui};
use crate::ui::chart::readout::{Detail, legend_name, row_at, running_words, series_words};
use crate::ui::chart::series::STEP_KNOWN_DAYS;
use crate::ui::chart::stage::{PaneStage, Stage};
use crate::ui::chart::text::{BODY, regular, strong};
use crate::ui::widgets::button::focus_ring;

/// Distance between two entries, points.
const GAP: f32 = 10.0;
/// Radius of a dot, points.
const DOT: f32 = 3.5;
/// Room of a dot, points.
pub const DOT_ROOM: f32 = 13.0;

/// Draws the head of every pane and asks for what was clicked.
pub fn legends_ui(ui: &mut Ui, stage: &Stage<'_>, cursor: Option<UnixSecs>, commands: &mut Vec<Command>) {
    for (index, pane) in stage.panes.iter().enumerate() {
        legend_ui(ui, stage, index, pane, cursor, commands);
        if let Some(words) = emptiness(stage, pane.pane) {
            let plot = pane.rects().plot;
            let at = plot.center();
            let ink = stage.theme.text_weak;
            ui.painter_at(plot).text(at, Align2::CENTER_CENTER, words, regular(BODY), ink);
        }
    }
}

fn legend_ui(
    ui: &mut Ui,
    stage: &Stage<'_>,
    index: usize,
    pane: &PaneStage<'_>,
    cursor: Option<UnixSecs>,
    commands: &mut Vec<Command>,
) {
    let header = pane.rects().header;
    if header.height() < 8.0 {
        return;
    }
    let theme = stage.theme;
    let id = ui.scope_id().with(("pane", &pane.pane.id));
    let painter = ui.painter().clone();
    let title = painter.layout_no_wrap(pane.pane.title.clone(), strong(BODY), theme.text_strong);
    let at = pos2(header.left() + 12.0, header.center().y + 1.0 - title.size().y / 2.0);
    let title_rect = Rect::from_min_size(at, title.size());
    painter.galley(at, title, theme.text_strong);
    let response = title_ui(ui, stage, index, pane, id, title_rect.expand2(vec2(6.0, 3.0)), commands);
    menu_ui(&response, |ui| pane_menu_ui(ui, stage.state, pane.pane, commands));

    let mut x = title_rect.right() + GAP;
    let middle = header.center().y + 1.0;
    let right = mood::words(&painter, theme, pane.pane, header, x, cursor);
    let lay_out = |detail| -> Vec<_> {
        let entries = pane.pane.legend().enumerate();
        let words = entries.map(|(index, (series, drawn))| {
            let mut words = entry_words(pane, series, drawn, index == 0, cursor, detail, theme.numbers);
            if drawn && stage.state.interval_note(&series.stored).is_some() {
                words.push_str(&format!(" · stored {}", stored_word(series)));
            }
            if drawn && let Some(running) = running_words(stage.state, series, row_at(series, cursor)) {
                words.push_str(&format!(" · {running}"));
            }
            words
        });
        words.map(|words| painter.layout_no_wrap(words, regular(BODY), theme.text_weak)).collect()
    };
    let width = |galleys: &[Arc<Galley>]| -> f32 {
        galleys.iter().map(|galley| DOT_ROOM + galley.size().x + GAP).sum::<f32>() - GAP
    };
    let mut galleys = lay_out(Detail::Full);
    // Where room is short, the other series are worth more than open, high and low.
    if x + width(&galleys) > right {
        galleys = lay_out(Detail::Short);
    }
    let colour = theme.text_weak;
    let all = galleys.len() + pane.pane.notes.len();
    let least_of_notes = pane.pane.notes.iter().map(|note| {
        let name = painter.layout_no_wrap(short_name(note), regular(BODY), colour);
        GAP + name.size().x
    });
    let fits = x + width(&galleys) + least_of_notes.sum::<f32>() <= right;
    let more = painter.layout_no_wrap(more_words(all), regular(BODY), colour).size().x;
    let limit = if fits { right } else { right - more - GAP };
    let mut rest = Rest { series: Vec::new(), notes: Vec::new() };
    for ((series, drawn), galley) in pane.pane.legend().zip(galleys) {
        let size = galley.size();
        // Whole words only: a number cut in half is a wrong number.
        if !rest.series.is_empty() || x + DOT_ROOM + size.x > limit {
            rest.series.push((series, drawn, galley.text().to_owned()));
            continue;
        }
        dot_ui(ui, stage, pane.pane, series, drawn, pos2(x + DOT + 1.0, middle), commands);
        let text_at = pos2(x + DOT_ROOM, middle - size.y / 2.0);
        let rect = Rect::from_min_size(text_at, size).expand2(vec2(3.0, 2.0));
        let entry = ui.interact(rect, id.with(("entry", &series.id)), Sense::click());
        entry.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{} settings", series.title)));
        if entry.hovered() || entry.has_focus() {
            painter.rect_filled(rect, 3.0, theme.selected);
        }
        focus_ring(ui, &entry, rect);
        painter.galley(text_at, galley, colour);
        let at = place_of_menu(ui, &entry, rect);
        menu_ui(&entry, |ui| {
            series_menu_ui(ui, stage.state, pane.pane, series, drawn, cursor, commands);
            indicator_items_ui(ui, stage.state, &pane.pane.id, &series.id, at, commands);
        });
        if let Some(note) = stage.state.interval_note(&series.stored).filter(|_| drawn) {
            entry.on_hover_text(note);
        }
        x += DOT_ROOM + size.x + GAP;
    }
    for note in &pane.pane.notes {
        let is_full = !rest.series.is_empty() || !rest.notes.is_empty();
        let place = pos2(x, middle);
        match (!is_full).then(|| note_ui(ui, stage, pane.pane, note, place, limit, commands)).flatten() {
            Some(width) => x += width + GAP,
            None => rest.notes.push(note),
        }
    }
    if !rest.series.is_empty() || !rest.notes.is_empty() {
        more_ui(ui, stage, pane.pane, pos2(x.min(right - more), middle), &rest, cursor, commands);
    }
}

/// The name of an entry without a line, where what it says has no room.
fn short_name(note: &PaneNote) -> String {
    format!("{} …", note.title)
}

/// An entry without a line; its width, or `None` if there was no room for it.
fn note_ui(
    ui: &mut Ui,
    stage: &Stage<'_>,
    pane: &Pane,
    note: &PaneNote,
    at: Pos2,
    right: f32,
    commands: &mut Vec<Command>,
) -> Option<f32> {
    let theme = stage.theme;
    let painter = ui.painter().clone();
    let whole = format!("{} {}", note.title, theme.numbers.of(note.words.clone()));
    let ink = if note.is_missing { theme.danger } else { theme.text_weak };
    // Where the pane has its name already, it is not said twice.
    let shown = if pane.title == note.title { theme.numbers.of(note.words.clone()) } else { whole.clone() };
    let mut galley = painter.layout_no_wrap(shown, regular(BODY), ink);
    if at.x + galley.size().x > right {
        // The name alone, rather than nothing: what it says is told on hover.
        galley = painter.layout_no_wrap(short_name(note), regular(BODY), ink);
    }
    let size = galley.size();
    if at.x + size.x > right {
        return None;
    }
    let text_at = pos2(at.x, at.y - size.y / 2.0);
    let rect = Rect::from_min_size(text_at, size).expand2(vec2(3.0, 2.0));
    let id = ui.scope_id().with(("pane", &pane.id, "note", &note.id));
    let entry = ui.interact(rect, id, Sense::click());
    entry.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{whole}, settings")));
    if entry.hovered() || entry.has_focus() {
        painter.rect_filled(rect, 3.0, theme.selected);
    }
    focus_ring(ui, &entry, rect);
    painter.galley(text_at, galley, ink);
    let place = place_of_menu(ui, &entry, rect);
    menu_ui(&entry, |ui| {
        note_menu_ui(ui, pane, note, commands);
        indicator_items_ui(ui, stage.state, &pane.id, &note.id, place, commands);
    });
    entry.on_hover_text(whole);
    Some(size.x)
}

/// What the legend says of one series.
fn entry_words(
    pane: &PaneStage<'_>,
    series: &PaneSeries,
    drawn: bool,
    is_first: bool,
    cursor: Option<UnixSecs>,
    detail: Detail,
    numbers: NumberFormat,
) -> String {
    let name = legend_name(pane.pane, series);
    let values = || numbers.of(series_words(series, cursor, detail));
    let words = match name {
        _ if !drawn => name.unwrap_or(&series.title).to_owned(),
        _ if pane.frame_of(&series.id).is_none() => {
            format!("{} has no value above 0 to compare with", name.unwrap_or(&series.title))
        }
        // The first one says it for all.
        Some(name) if !is_first && cursor > series.entry.series.last_time() => format!("{name} {UNKNOWN}"),
        Some(name) => format!("{name} {}", values()),
        None => values(),
    };
    if words.is_empty() { UNKNOWN.to_owned() } else { words }
}

/// Why nothing is drawn in a pane, where nothing is.
fn emptiness(stage: &Stage<'_>, pane: &Pane) -> Option<&'static str> {
    if let ([], Some(note)) = (pane.series.as_slice(), pane.notes.first()) {
        return note.is_missing.then_some("Nothing to draw: the legend says what is needed");
    }
    if pane.series.is_empty() {
        return Some("Every series of this pane is hidden");
    }
    let view = stage.state.time_view();
    let is_away = |series: &PaneSeries| {
        let rows = &series.entry.series;
        let (Some(first), Some(last)) = (rows.first_time(), rows.last_time()) else { return true };
        let held_days = if series.style == Style::Steps { STEP_KNOWN_DAYS } else { 0 };
        let until = last.0 as f64 + series.row_secs as f64;
        first.0 as f64 >= view.to || until.max(last.plus_days(held_days).0 as f64) <= view.from
    };
    // The price pane has its levels, weekly closes and scenarios to show.
    (!pane.is_price() && pane.series.iter().all(is_away)).then_some("No rows in view")
}

/// Where the menu of an entry was opened: the entry moves when the pointer leaves the legend
/// for the menu, and other numbers stand in it.
fn place_of_menu(ui: &Ui, entry: &Response, rect: Rect) -> Pos2 {
    let memory = entry.id.with("menu at");
    if entry.clicked() || entry.secondary_clicked() {
        ui.data_mut(|data| data.insert_temp(memory, rect.left_bottom()));
    }
    ui.data(|data| data.get_temp(memory)).unwrap_or_else(|| rect.left_bottom())
}

/// A menu that either button opens.
fn menu_ui(response: &Response, items: impl FnOnce(&mut Ui)) {
    if response.secondary_clicked() {
        Popup::open_id(&response.ctx, Popup::default_response_id(response));
    }
    Popup::menu(response).show(items);
}

/// How often a series was stored, behind `stored`.
fn stored_word(series: &PaneSeries) -> &'static str {
    match series.stored.series.cadence() {
        Cadence::Intraday => "coarser",
        Cadence::Daily => "daily",
        Cadence::Weekly => "weekly",
        Cadence::Irregular => "now and then",
    }
}

/// The title: a click opens the menu, a double click maximises, a drag moves the pane.
fn title_ui(
    ui: &mut Ui,
    stage: &Stage<'_>,
    index: usize,
    pane: &PaneStage<'_>,
    id: Id,
    rect: Rect,
    commands: &mut Vec<Command>,
) -> Response {
    let response = ui.interact(rect, id.with("title"), Sense::click_and_drag());
    let name = format!("{} pane", pane.pane.title);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    focus_ring(ui, &response, rect);
    pane_keys(ui, stage.state, pane, &response, commands);
    if response.double_clicked() {
        Popup::close_all(ui.ctx());
        commands.push(Command::ToggleMaximised(pane.pane.id.clone()));
    }
    if response.dragged()
        && let Some(at) = response.interact_pointer_pos()
        && stage.panes.len() > 1
    {
        ui.set_cursor_icon(CursorIcon::Grabbing);
        let to = place_for(stage, index, at);
        let edge = match stage.panes.get(to) {
            Some(other) if to <= index => other.rects().whole.top(),
            Some(other) => other.rects().whole.bottom(),
            None => rect.bottom(),
        };
        let x = pane.rects().whole.x_range();
        ui.painter().hline(x, edge, Stroke::new(2.0, stage.theme.accent));
    }
    if response.drag_stopped()
        && let Some(at) = response.interact_pointer_pos()
    {
        let to = place_for(stage, index, at);
        if to != index
            && let Some(other) = stage.panes.get(to)
            && let Some(to) = stage.state.document().panes.iter().position(|spec| spec.id == other.pane.id)
        {
            let pane = pane.pane.id.clone();
            commands.push(Command::Edit(Edit::Panes(PaneEdit::Move { pane, to })));
        }
    }
    response.on_hover_text("Click for more, double-click to maximise (F), drag to move (Alt+↑ and Alt+↓)")
}

/// The place in the stack that a pane dragged to this point would take.
fn place_for(stage: &Stage<'_>, index: usize, at: Pos2) -> usize {
    let over = stage.panes.iter().position(|pane| pane.rects().whole.bottom() > at.y);
    over.unwrap_or_else(|| stage.panes.len().saturating_sub(1)).min(stage.panes.len().max(index + 1) - 1)
}

/// The dot of a series: filled while it is drawn; a click hides or shows it.
pub fn dot_ui(
    ui: &mut Ui,
    stage: &Stage<'_>,
    pane: &Pane,
    series: &PaneSeries,
    drawn: bool,
    centre: Pos2,
    commands: &mut Vec<Command>,
) {
    let rect = Rect::from_center_size(centre, vec2(DOT_ROOM, DOT_ROOM));
    let id = ui.scope_id().with(("pane", &pane.id, "dot", &series.id));
    let response = ui.interact(rect, id, Sense::click());
    let name = format!("Draw {}", series.title);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, drawn, &name));
    let colour = stage.theme.pane_series_colour(series);
    let radius = if response.hovered() { DOT + 1.0 } else { DOT };
    if drawn {
        ui.painter().circle_filled(centre, radius, colour);
    } else {
        ui.painter().circle_stroke(centre, radius, Stroke::new(1.2, colour));
    }
    focus_ring(ui, &response, rect);
    if response.clicked() {
        let edit = PaneEdit::HideSeries { series: series.id.clone(), pane: pane.id.clone(), hidden: drawn };
        commands.push(Command::Edit(Edit::Panes(edit)));
    }
    response.on_hover_text(if drawn { "Click to hide" } else { "Click to show" });
}
