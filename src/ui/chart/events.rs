//! Events and notes as markers at the foot of the price pane.
//!
//! A marker is a widget of its own, laid over the chart: what happens on it, the
//! chart does not see. Its card is open while it is selected. A note's marker is
//! dragged in time, its flag in time and price; the drag is a preview until the
//! button is let go, and Esc drops it.

mod card;
mod drag;

use egui::accesskit::Role;
use egui::{
    CursorIcon, Id, Popup, Pos2, Rect, Response, RichText, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::command::{Command, Selection};
use crate::app::edit::Edit;
use crate::app::state::AppState;
use crate::chart::markers::{Marker, MarkerSize, arrange};
use crate::domain::event::Event;
use crate::domain::format::visible_text;
use crate::domain::note::{Note, NoteId};
use crate::domain::time::UnixSecs;
use crate::ui::chart::frame::PaneFrame;
use crate::ui::chart::text::{SMALL, backed_text, regular, strong};
use crate::ui::panels::notes::title_field;
use crate::ui::theme::Theme;
use crate::ui::widgets::button::focus_ring;
use crate::ui::widgets::field::focus_when_shown;
use crate::ui::widgets::marker::{MARK_RADIUS, event_mark, flag_mark, folded_mark, note_mark};

/// Markers stand side by side up to a way of a marker and a half, then the closest fold.
const SIZE: MarkerSize =
    MarkerSize { single_px: MARK_RADIUS as f64 * 2.0, folded_px: 24.0, gap_px: 2.0, most_shift_px: 24.0 };
/// Height of a leader above its marker, points.
const LEADER: f32 = 6.0;
/// Most height of the list of a folded marker before it scrolls, points.
const LIST_HEIGHT: f32 = 360.0;

/// What a marker is about.
#[derive(Clone, Copy)]
enum Item<'a> {
    Event(usize, &'a Event),
    Note(&'a Note),
}

impl Item<'_> {
    fn at(self) -> UnixSecs {
        match self {
            Self::Event(_, event) => event.date,
            Self::Note(note) => note.at,
        }
    }

    fn selection(self) -> Selection {
        match self {
            Self::Event(index, _) => Selection::Event(index),
            Self::Note(note) => Selection::Note(note.id),
        }
    }

    fn heading(self) -> String {
        match self {
            Self::Event(_, event) => visible_text(&event.title),
            Self::Note(note) if note.heading().is_empty() => "Untitled note".to_owned(),
            Self::Note(note) => note.heading(),
        }
    }

    /// `Event 5 Feb 2026: Worst day in a year`.
    fn name(self) -> String {
        let kind = if matches!(self, Self::Event(..)) { "Event" } else { "Note" };
        format!("{kind} {}: {}", self.at().day_label(), self.heading())
    }
}

/// Paints the markers and does what the hand and the keyboard do on them.
pub fn markers_ui(
    ui: &mut Ui,
    theme: &Theme,
    state: &AppState,
    frame: &PaneFrame,
    commands: &mut Vec<Command>,
) {
    let held = match state.preview_edit() {
        Some(Edit::MoveNote { id, .. }) => Some(*id),
        _ => None,
    };
    let mut stage = Stage { theme, state, frame, held, dragged: false };
    let items = items(state);
    // What is under the hand stands by itself, wherever it is.
    let (in_hand, others): (Vec<Item<'_>>, Vec<Item<'_>>) =
        items.iter().partition(|item| matches!(item, Item::Note(note) if Some(note.id) == held));
    for item in &items {
        if let Item::Note(note) = item {
            stage.flag_ui(ui, note, commands);
        }
    }
    for marker in stage.arranged(&others) {
        let members: Vec<Item<'_>> =
            marker.members.iter().filter_map(|index| others.get(*index).copied()).collect();
        match members.as_slice() {
            [] => {}
            [item] => stage.single_ui(ui, *item, &marker, commands),
            [first, .., last] => stage.folded_ui(ui, &members, (first.at(), last.at()), &marker, commands),
        }
    }
    for item in in_hand {
        let x = f64::from(frame.x(item.at().0 as f64));
        let marker = Marker { members: Vec::new(), x, centre: x, width: SIZE.single_px };
        stage.single_ui(ui, item, &marker, commands);
    }
    if held.is_some() && !stage.dragged {
        // The button was let go where nobody saw it.
        commands.push(Command::CancelPreview);
    }
}

/// What is shown, in order of time.
fn items(state: &AppState) -> Vec<Item<'_>> {
    let document = state.document_now();
    let events = state.events().iter().enumerate().filter(|_| !document.hide_events);
    let mut items: Vec<Item<'_>> = events.map(|(index, event)| Item::Event(index, event)).collect();
    items.extend(document.notes.iter().filter(|note| !note.hidden).map(Item::Note));
    items.sort_by_key(|item| item.at());
    items
}

/// Everything the markers of one frame work with.
struct Stage<'a> {
    theme: &'a Theme,
    state: &'a AppState,
    frame: &'a PaneFrame,
    held: Option<NoteId>,
    dragged: bool,
}

impl Stage<'_> {
    /// Markers in the pane. They fold by their distances from the first of all, which
    /// panning leaves as they are to the last bit.
    fn arranged(&self, items: &[Item<'_>]) -> Vec<Marker> {
        let plot = self.frame.rects.plot;
        let Some(origin) = items.first().map(|item| item.at().0) else { return Vec::new() };
        let px_per_sec = drag::px_per_sec(self.frame);
        let left = f64::from(plot.left());
        let shift = left + (origin as f64 - self.frame.time_at(plot.left())) * px_per_sec;
        let xs: Vec<f64> = items.iter().map(|item| (item.at().0 - origin) as f64 * px_per_sec).collect();
        let mut markers = arrange(&xs, SIZE, left - shift, f64::from(plot.right()) - shift);
        for marker in &mut markers {
            (marker.x, marker.centre) = (marker.x + shift, marker.centre + shift);
        }
        markers
    }

    fn row_y(&self) -> f32 {
        self.frame.rects.plot.bottom() - MARK_RADIUS - 2.0
    }

    fn is_open(&self, item: Item<'_>) -> bool {
        self.state.selection() == Some(&item.selection())
    }

    fn leader(&self, ui: &Ui, marker: &Marker, ink: egui::Color32) {
        let y = self.row_y() - MARK_RADIUS;
        let way = [pos2(marker.x as f32, y - LEADER), pos2(marker.centre as f32, y)];
        let line = Stroke::new(1.0, ink.gamma_multiply(0.6));
        ui.painter_at(self.frame.rects.plot).line_segment(way, line);
    }

    fn ink(&self, open: bool, hot: bool) -> egui::Color32 {
        match (open, hot) {
            (true, _) => self.theme.accent,
            (_, true) => self.theme.text_strong,
            _ => self.theme.text_weak,
        }
    }

    fn single_ui(&mut self, ui: &mut Ui, item: Item<'_>, marker: &Marker, commands: &mut Vec<Command>) {
        let at = pos2(marker.centre as f32, self.row_y());
        let rect = Rect::from_center_size(at, vec2(MARK_RADIUS * 2.0, MARK_RADIUS * 2.0));
        let (id, sense) = match item {
            Item::Event(index, _) => (ui.scope_id().with(("event", index)), Sense::click()),
            Item::Note(note) => (ui.scope_id().with(("note", note.id.0)), Sense::click_and_drag()),
        };
        let response = ui.interact(rect, id, sense);
        let open = self.is_open(item);
        let name = item.name();
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, &name));
        self.answer(ui, &response, item, commands);
        let ink = self.ink(open, response.hovered());
        self.leader(ui, marker, ink);
        let painter = ui.painter_at(self.frame.rects.plot);
        match item {
            Item::Event(index, _) => event_mark(&painter, at, index + 1, ink, self.theme.pane),
            Item::Note(note) => {
                let colour = if response.hovered() { ink } else { self.theme.note_colour(note) };
                note_mark(&painter, at, colour, self.theme.pane);
                if open && !response.has_focus() {
                    painter.circle_stroke(at, MARK_RADIUS + 2.5, Stroke::new(1.0, self.theme.accent));
                }
            }
        }
        focus_ring(ui, &response, rect.expand(3.0));
        if let Item::Note(note) = item {
            self.drag_ui(ui, &response, note, drag::Way::Time, commands);
        }
        self.card_or_words(ui, response, item, rect, commands);
    }

    /// The pinned card of what is open, the words of what is only hovered.
    fn card_or_words(
        &self,
        ui: &mut Ui,
        response: Response,
        item: Item<'_>,
        anchor: Rect,
        commands: &mut Vec<Command>,
    ) {
        let is_held = matches!(item, Item::Note(note) if Some(note.id) == self.held);
        if is_held {
            let words = card::place_words(item);
            let at = anchor.center_top() - vec2(0.0, LEADER + 4.0);
            let painter = ui.painter_at(self.frame.rects.plot);
            let (ink, ground) = (self.theme.text_strong, self.theme.panel);
            backed_text(&painter, at, egui::Align2::CENTER_BOTTOM, words, regular(SMALL), ink, ground);
        } else if self.is_open(item) {
            card::pinned_ui(ui, self.theme, item, anchor, self.frame.rects.plot, commands);
        } else {
            let cursor = match item {
                Item::Event(..) => CursorIcon::PointingHand,
                Item::Note(_) => CursorIcon::Grab,
            };
            response.on_hover_cursor(cursor).on_hover_ui(|ui| card::words_ui(ui, self.theme, item));
        }
    }

    /// Click, double click and keys of a marker.
    fn answer(&self, ui: &Ui, response: &Response, item: Item<'_>, commands: &mut Vec<Command>) {
        if response.clicked() {
            response.request_focus();
            commands.push(Command::Select(Some(item.selection())));
        }
        if let Item::Note(note) = item
            && response.double_clicked()
        {
            open_for_editing(ui, note, commands);
        }
        if response.has_focus() {
            // The arrows move the selected note, or pan; they do not leave the marker.
            let filter = egui::EventFilter {
                tab: false,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: false,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        }
    }

    fn folded_ui(
        &self,
        ui: &mut Ui,
        members: &[Item<'_>],
        (first, last): (UnixSecs, UnixSecs),
        marker: &Marker,
        commands: &mut Vec<Command>,
    ) {
        let plot = self.frame.rects.plot;
        let at = pos2(marker.centre as f32, self.row_y());
        let rect = Rect::from_center_size(at, vec2(marker.width as f32, MARK_RADIUS * 2.0));
        let key = members.first().map(|item| format!("{:?}", item.selection()));
        let response = ui.interact(rect, ui.scope_id().with(("folded", key)), Sense::click());
        let open = members.iter().find(|item| self.is_open(**item)).copied();
        let span = if first.start_of_day() == last.start_of_day() {
            format!("on {}", first.day_label())
        } else {
            format!("{} to {}", first.day_label(), last.day_label())
        };
        let name = format!("{} events and notes, {span}", members.len());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let ink = self.ink(open.is_some(), response.hovered());
        self.leader(ui, marker, ink);
        let painter = ui.painter_at(plot);
        let y = at.y - MARK_RADIUS - LEADER;
        let range = self.frame.x(first.0 as f64)..=self.frame.x(last.0 as f64);
        painter.hline(range, y, Stroke::new(1.0, ink.gamma_multiply(0.6)));
        folded_mark(&painter, rect, members.len(), ink, self.theme.pane);
        focus_ring(ui, &response, rect.expand(3.0));
        Popup::menu(&response).show(|ui| {
            ui.set_max_width(300.0);
            egui::ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
                for item in members {
                    let words = format!("{}  {}", item.at().day_label(), item.heading());
                    if ui.button(words).accessible_name(item.name()).clicked() {
                        commands.push(Command::Select(Some(item.selection())));
                        ui.close();
                    }
                }
            });
        });
        match open {
            Some(item) => card::pinned_ui(ui, self.theme, item, rect, plot, commands),
            None => {
                response.on_hover_cursor(CursorIcon::PointingHand).on_hover_ui(|ui| {
                    ui.label(RichText::new(name).font(strong(12.5)).color(self.theme.text_strong));
                    for item in members.iter().take(12) {
                        ui.label(format!("{}  {}", item.at().day_label(), item.heading()));
                    }
                });
            }
        }
    }

    /// The flag of a note that hangs on a price, where that price is in the pane.
    fn flag_ui(&mut self, ui: &mut Ui, note: &Note, commands: &mut Vec<Command>) {
        let Some(price) = note.price else { return };
        let foot: Pos2 = self.frame.at(note.at.0 as f64, price);
        if !self.frame.rects.plot.contains(foot) && Some(note.id) != self.held {
            return;
        }
        let rect = Rect::from_min_max(foot - vec2(4.0, 18.0), foot + vec2(12.0, 4.0));
        let id: Id = ui.scope_id().with(("flag", note.id.0));
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let item = Item::Note(note);
        let dollars = crate::ui::widgets::value::dollars(price);
        let name = format!("Flag of note {} at {dollars}: {}", note.at.day_label(), item.heading());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        self.answer(ui, &response, item, commands);
        let open = self.is_open(item);
        let colour = if response.hovered() { self.ink(open, true) } else { self.theme.note_colour(note) };
        let painter = ui.painter_at(self.frame.rects.plot);
        flag_mark(&painter, foot, colour, self.theme.pane);
        if open {
            let words = item.heading();
            let at = foot + vec2(14.0, -12.0);
            let ink = self.theme.text_strong;
            let left = egui::Align2::LEFT_CENTER;
            backed_text(&painter, at, left, words, regular(SMALL), ink, self.theme.pane);
        }
        focus_ring(ui, &response, rect.expand(2.0));
        self.drag_ui(ui, &response, note, drag::Way::TimeAndPrice, commands);
        if !open {
            response.on_hover_cursor(CursorIcon::Grab).on_hover_ui(|ui| card::words_ui(ui, self.theme, item));
        }
    }

    fn drag_ui(
        &mut self,
        ui: &Ui,
        response: &Response,
        note: &Note,
        way: drag::Way,
        commands: &mut Vec<Command>,
    ) {
        // From where it was, not from where the hand has brought it.
        let Some(start) = self.state.document().note(note.id) else { return };
        let is_held = self.held == Some(note.id);
        self.dragged |= drag::follow(ui, self.frame, start, is_held, way, response, commands);
    }
}

/// Opens a note's fields in the right panel and gives them the keyboard.
fn open_for_editing(ui: &Ui, note: &Note, commands: &mut Vec<Command>) {
    focus_when_shown(ui.ctx(), title_field(note));
    commands.push(Command::Select(Some(Selection::Note(note.id))));
    commands.push(Command::ShowTab(crate::app::view::Tab::Notes));
}
