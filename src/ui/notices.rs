//! Notices: cards stacked in the bottom right corner of the chart.
//!
//! The newest is at the bottom. How much a notice matters is said by the shape
//! of its icon and by a word for those who listen, not by its colour alone.

use egui::accesskit::{Live, Role};
use egui::{
    Align, Align2, Area, Button, Context, CornerRadius, Frame, Id, Label, Layout, Margin, Order, Rect,
    RichText, Stroke, Ui, vec2,
};

use crate::app::command::Command;
use crate::app::notice::{Notice, Severity};
use crate::app::state::AppState;
use crate::ui::panels::is_dialog_open;
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, RADIUS};
use crate::ui::widgets::button::{Toggle, icon_button_ui};
use crate::ui::widgets::icon::Icon;

/// Width of a card in points.
const WIDTH: f32 = 360.0;
/// Characters that have room beside a button.
const SHORT: usize = 90;
/// Distance from the edges of the chart in points.
const MARGIN: f32 = 16.0;

/// The notices on show, over the bottom right corner of what `ui` covers.
pub fn notices_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    let notices = state.notices().shown();
    if notices.is_empty() {
        return;
    }
    let chart = ui.max_rect();
    // News that comes while a window is open lies beneath it, not on its buttons.
    let order = if is_dialog_open(state) { Order::Middle } else { Order::Foreground };
    let width = WIDTH.min(chart.width() - 2.0 * MARGIN).max(160.0);
    Area::new(Id::unique("notices"))
        .order(order)
        .pivot(Align2::RIGHT_BOTTOM)
        .fixed_pos(chart.right_bottom() - vec2(MARGIN, MARGIN))
        .constrain_to(chart)
        .accessible_name("Notices")
        .show(ui.ctx(), |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 8.0;
            for notice in notices {
                notice_ui(ui, notice, commands);
            }
        });
}

fn action_id() -> Id {
    Id::unique("newest notice's action")
}

/// The newest button on a notice that has been shown, and where it was.
pub fn newest_action(ctx: &Context) -> Option<(String, Rect)> {
    ctx.data(|data| data.get_temp(action_id()))
}

/// What can be done about it.
fn action_ui(ui: &mut Ui, notice: &Notice, commands: &mut Vec<Command>) {
    let Some((words, command)) = &notice.action else { return };
    let text = RichText::new(words).color(Theme::of(ui).accent);
    let button = ui.add(Button::new(text).frame_when_inactive(false));
    let newest = (words.clone(), button.rect);
    ui.ctx().data_mut(|data| data.insert_temp(action_id(), newest));
    if button.clicked() {
        commands.push(command.clone());
        commands.push(Command::DismissNotice(notice.id));
    }
}

fn notice_ui(ui: &mut Ui, notice: &Notice, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let (icon, colour, word) = match notice.severity {
        Severity::Done => (Icon::Done, theme.up, "Done"),
        Severity::Info => (Icon::Info, theme.support, "Note"),
        Severity::Alert => (Icon::Bell, theme.accent, "Alert"),
        Severity::Problem => (Icon::Problem, theme.danger, "Problem"),
    };
    let shown = Frame::new()
        .fill(theme.panel)
        .stroke(Stroke::new(HAIRLINE, if notice.severity.fades() { theme.border } else { colour }))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin { left: 12, right: 4, top: 6, bottom: 6 })
        .show(ui, |ui| {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let (_, rect) = ui.allocate_space(vec2(16.0, 24.0));
                icon.paint(ui.painter(), rect, colour);
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    if icon_button_ui(ui, Icon::Close, Toggle::No, "Dismiss").clicked() {
                        commands.push(Command::DismissNotice(notice.id));
                    }
                    // A long text has the whole width, and what can be done stands below it.
                    let is_long = notice.text.chars().count() > SHORT;
                    if !is_long {
                        action_ui(ui, notice, commands);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Min).with_main_wrap(true), |ui| {
                        ui.vertical(|ui| {
                            ui.add_space(4.0);
                            let text = RichText::new(&notice.text).color(theme.text_strong);
                            ui.add(Label::new(text).wrap());
                            ui.add_space(2.0);
                            if is_long {
                                // The words of the button stand under those above.
                                ui.horizontal(|ui| {
                                    ui.add_space(-ui.spacing().button_padding.x);
                                    action_ui(ui, notice, commands);
                                });
                            }
                        });
                    });
                });
            });
        });
    ui.ctx().accesskit_node_builder(shown.response.id, |node| {
        let urgent = !notice.severity.fades();
        node.set_role(if urgent { Role::Alert } else { Role::Status });
        node.set_live(if urgent { Live::Assertive } else { Live::Polite });
        node.set_label(format!("{word}: {}", notice.text));
    });
}
