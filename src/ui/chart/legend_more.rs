//! The entries of a legend that have no room in its line: a menu at its end.
//!
//! Each of them has there what it has in the line: its dot, what it says, and its own menu.

use egui::accesskit::Role;
use egui::{Popup, PopupCloseBehavior, Pos2, Rect, RichText, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::command::Command;
use crate::app::pane_notes::PaneNote;
use crate::app::panes::{Pane, PaneSeries};
use crate::domain::time::UnixSecs;
use crate::ui::chart::legend::{DOT_ROOM, dot_ui};
use crate::ui::chart::pane_menu::{indicator_items_ui, note_menu_ui, series_menu_ui};
use crate::ui::chart::stage::Stage;
use crate::ui::chart::text::{BODY, regular};
use crate::ui::widgets::button::focus_ring;

/// Greatest height of the list, points; it scrolls beyond.
const MOST_HEIGHT: f32 = 420.0;

/// What has no room.
pub struct Rest<'a> {
    /// Series, whether each is drawn, and what the legend says of it.
    pub series: Vec<(&'a PaneSeries, bool, String)>,
    /// Entries without a line.
    pub notes: Vec<&'a PaneNote>,
}

impl Rest<'_> {
    fn count(&self) -> usize {
        self.series.len() + self.notes.len()
    }
}

/// What stands at the end of a line that `count` entries have no room in.
pub fn more_words(count: usize) -> String {
    format!("… {count} more")
}

/// The words at the end of the line, and the menu of what is left out; `at` is the middle of
/// their left edge.
pub fn more_ui(
    ui: &Ui,
    stage: &Stage<'_>,
    pane: &Pane,
    at: Pos2,
    rest: &Rest<'_>,
    cursor: Option<UnixSecs>,
    commands: &mut Vec<Command>,
) {
    let (theme, painter) = (stage.theme, ui.painter());
    let galley = painter.layout_no_wrap(more_words(rest.count()), regular(BODY), theme.text_weak);
    let text_at = pos2(at.x, at.y - galley.size().y / 2.0);
    let rect = Rect::from_min_size(text_at, galley.size()).expand2(vec2(3.0, 2.0));
    let response = ui.interact(rect, ui.scope_id().with(("pane", &pane.id, "more")), Sense::click());
    let name = format!("{} more in the {} pane", rest.count(), pane.title);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 3.0, theme.selected);
    }
    focus_ring(ui, &response, rect);
    painter.galley(text_at, galley, theme.text_weak);
    if response.secondary_clicked() {
        Popup::open_id(&response.ctx, Popup::default_response_id(&response));
    }
    // A dot hides or shows one after the other, so a click within leaves the list open.
    let menu = Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    menu.show(|ui| {
        ScrollArea::vertical().max_height(MOST_HEIGHT).show(ui, |ui| {
            rest_ui(ui, stage, pane, rest, rect.left_bottom(), cursor, commands);
        });
    });
    response.on_hover_text("What has no room in this line");
}

fn rest_ui(
    ui: &mut Ui,
    stage: &Stage<'_>,
    pane: &Pane,
    rest: &Rest<'_>,
    at: Pos2,
    cursor: Option<UnixSecs>,
    commands: &mut Vec<Command>,
) {
    for (series, drawn, words) in &rest.series {
        ui.horizontal(|ui| {
            let size = vec2(DOT_ROOM + 4.0, ui.spacing().interact_size.y);
            let (place, _) = ui.allocate_exact_size(size, Sense::hover());
            dot_ui(ui, stage, pane, series, *drawn, place.center(), commands);
            ui.menu_button(words, |ui| {
                series_menu_ui(ui, stage.state, pane, series, *drawn, cursor, commands);
                indicator_items_ui(ui, stage.state, &pane.id, &series.id, at, commands);
            });
        });
    }
    for note in &rest.notes {
        let ink = if note.is_missing { stage.theme.danger } else { stage.theme.text };
        let words = stage.theme.numbers.of(note.words.clone());
        ui.menu_button(RichText::new(format!("{} {words}", note.title)).color(ink), |ui| {
            note_menu_ui(ui, pane, note, commands);
            indicator_items_ui(ui, stage.state, &pane.id, &note.id, at, commands);
        });
    }
}
