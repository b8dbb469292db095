//! What fired when, newest first; a click goes to the row.

use egui::accesskit::Role;
use egui::{Button, CornerRadius, Rect, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{prices_as, selection};
use crate::app::alerts::Fired;
use crate::app::command::Command;
use crate::app::state::AppState;
use crate::domain::zone::{Clock, clock_words, day_words};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{RADIUS, body_font, small_font};
use crate::ui::widgets::button::focus_ring;
use crate::ui::widgets::text::{paint_line, small_print_ui};

/// Height of one of the two lines of a row, in points.
const LINE: f32 = 20.0;
/// Room above and below a row, in points.
const PAD: f32 = 3.0;
/// Height of the list from which on it scrolls by itself, in points.
const HIGHEST: f32 = 560.0;

/// The list, and a button that empties it.
pub(super) fn fired_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let fired = &state.alert_log().fired;
    if fired.is_empty() {
        small_print_ui(ui, "Nothing yet: alerts look at every new row, also at imported ones");
        return;
    }
    let height = 2.0 * LINE + 2.0 * PAD;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let list = ScrollArea::vertical().id_salt("fired").max_height(HIGHEST);
        list.auto_shrink([false, true]).show_rows(ui, height, fired.len(), |ui, shown| {
            for index in shown {
                // Newest first.
                if let Some(one) = fired.len().checked_sub(index + 1).and_then(|at| fired.get(at)) {
                    row_ui(ui, state, index, one, height, commands);
                }
            }
        });
    });
    ui.add_space(4.0);
    let info = Command::ClearAlertLog.info();
    if ui.add(Button::new(info.caption)).on_hover_text(info.tooltip).clicked() {
        commands.push(Command::ClearAlertLog);
    }
}

fn row_ui(
    ui: &mut Ui,
    state: &AppState,
    index: usize,
    fired: &Fired,
    height: f32,
    commands: &mut Vec<Command>,
) {
    let theme = Theme::of(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), height));
    let response = ui.interact(row, ui.scope_id().with(("fired", index)), Sense::click());
    let ground = row.expand2(vec2(4.0, 0.0));
    if response.hovered() {
        ui.painter().rect_filled(ground, CornerRadius::same(RADIUS), theme.chip);
    }
    focus_ring(ui, &response, ground);
    let (what, value) = (prices_as(theme.numbers, &fired.what()), theme.numbers.of(fired.value_words()));
    let when = format!("{}, at {value}", fired.row_words());
    let civil = state.zone().civil(fired.seen_at);
    let seen = format!("seen {} {}", day_words(civil.date()), clock_words(civil, Clock::Minutes));
    let first = Rect::from_min_size(pos2(row.left(), row.top() + PAD), vec2(row.width() - 4.0, LINE));
    paint_line(ui, first, &what, body_font(), theme.text);
    let second = first.translate(vec2(0.0, LINE));
    paint_line(ui, second, &format!("{when} · {seen}"), small_font(), theme.text_weak);
    let name = format!("Fired {when}: {what}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.on_hover_text(format!("{what}; go to {}", fired.row_words())).clicked() {
        commands.push(Command::GoToDate(fired.row));
        if let Some(selection) = selection(fired.level(), state) {
            commands.push(Command::Select(Some(selection)));
        }
    }
}
