//! The small card at the legend: parameters of an indicator to be changed, or what it is.
//!
//! What is changed is previewed on the chart; Enter makes it one step of undo, Esc takes
//! it back. What is half typed is kept by egui and forgotten with the card.

use egui::{Area, CornerRadius, Frame, Id, Key, Margin, Modifiers, Order, Pos2, RichText, Stroke, Ui, pos2};

use crate::app::command::Command;
use crate::app::computed::any_title;
use crate::app::edit::Edit;
use crate::app::edit_computed::siblings;
use crate::app::edit_panes::PaneEdit;
use crate::app::indicator_draft::{Draft, input_lines};
use crate::app::state::AppState;
use crate::app::weekly_closes::{SEED_CAVEAT_WEEKS, seed_share};
use crate::calc::calculation::instance::Instance;
use crate::domain::format::{grouped, percent};
use crate::ui::indicator_form::{inputs_ui, outputs_ui, params_ui};
use crate::ui::indicator_words::{definition_ui, inputs_and_outputs_ui, params_words, told_ui};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, RADIUS, SMALL};
use crate::ui::widgets::button::primary_button_ui;
use crate::ui::widgets::text::strong;

/// Width of the card, in points.
const WIDTH: f32 = 340.0;

/// Which side of the card is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Parameters.
    Settings,
    /// What it is.
    About,
}

#[derive(Clone, Debug)]
struct Card {
    pane: String,
    /// The series whose name was clicked, as committed.
    id: String,
    page: Page,
    /// The series of the indicator, as committed.
    from: Vec<String>,
    draft: Draft,
    at: Pos2,
    previewed: Option<PaneEdit>,
    frames: u32,
}

fn memory_id() -> Id {
    Id::unique("indicator card")
}

/// Opens the card of a computed series below a place.
pub fn open(ui: &Ui, state: &AppState, pane: &str, id: &str, page: Page, at: Pos2) {
    let Some(spec) = state.document().pane(pane) else { return };
    let from = siblings(spec, id);
    let Some(draft) = Draft::of_drawn(&from) else { return };
    let (pane, id) = (pane.to_owned(), id.to_owned());
    let card = Card { pane, id, page, from, draft, at, previewed: None, frames: 0 };
    ui.data_mut(|data| data.insert_temp(memory_id(), card));
}

/// Whether a card is open, which sees to Enter and Esc itself.
pub fn is_open(ctx: &egui::Context) -> bool {
    ctx.data(|data| data.get_temp::<Card>(memory_id())).is_some()
}

/// The card, if one is open.
pub fn indicator_card_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let Some(mut card) = ui.data(|data| data.get_temp::<Card>(memory_id())) else { return };
    let is_there = state.document().pane(&card.pane).is_some_and(|pane| pane.placed(&card.id).is_some());
    if !is_there || state.dialog().is_some() {
        close(ui, &card, commands);
        return;
    }
    let theme = Theme::of(ui);
    let screen = ui.ctx().content_rect();
    let frame = Frame::new()
        .fill(theme.panel)
        .stroke(Stroke::new(HAIRLINE, theme.border))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::same(12));
    let left = card.at.x.min(screen.right() - WIDTH - 32.0).max(screen.left() + 4.0);
    let title = any_title(&card.id).into_owned();
    let name = match card.page {
        Page::Settings => format!("Settings of {title}"),
        Page::About => format!("About {title}"),
    };
    let mut done = Pressed::default();
    let shown = Area::new(Id::unique("indicator card area"))
        .order(Order::Foreground)
        .fixed_pos(pos2(left, card.at.y + 4.0))
        .constrain_to(screen.shrink(8.0))
        .accessible_name(name)
        .show(ui.ctx(), |ui| {
            frame.show(ui, |ui| {
                ui.set_width(WIDTH);
                let heading = strong(ui, title);
                ui.label(heading);
                ui.add_space(4.0);
                match card.page {
                    Page::Settings => done = settings_ui(ui, state, &mut card),
                    Page::About => done = about_ui(ui, state, &card),
                }
            });
        });
    let popup = egui::Popup::is_any_open(ui.ctx());
    let (escape, enter) = ui.input_mut(|input| {
        (
            !popup && input.consume_key(Modifiers::NONE, Key::Escape),
            !popup && input.key_pressed(Key::Enter) && card.frames > 1,
        )
    });
    let nothing_focused = ui.memory(|memory| memory.focused().is_none());
    let clicked_beside = card.frames > 1
        && !popup
        && ui.input(|input| {
            let at = input.pointer.interact_pos().filter(|_| input.pointer.primary_clicked());
            at.is_some_and(|at| !shown.response.rect.contains(at))
        });
    card.frames = card.frames.saturating_add(1);
    let takes = done.apply || (card.page == Page::Settings && enter && nothing_focused);
    if takes && let Ok(edit) = card.draft.replacing(&card.pane, &card.from) {
        if card.draft.ids().is_ok_and(|ids| ids == card.from) {
            close(ui, &card, commands);
        } else {
            ui.data_mut(|data| data.remove::<Card>(memory_id()));
            commands.push(Command::Edit(Edit::Panes(edit)));
        }
        return;
    }
    if done.cancel || escape || clicked_beside {
        close(ui, &card, commands);
        return;
    }
    if card.page == Page::Settings {
        preview(&mut card, commands);
    }
    ui.data_mut(|data| data.insert_temp(memory_id(), card));
}

fn close(ui: &Ui, card: &Card, commands: &mut Vec<Command>) {
    ui.data_mut(|data| data.remove::<Card>(memory_id()));
    if card.previewed.is_some() {
        commands.push(Command::CancelPreview);
    }
}

/// Shows on the chart what is typed, where it can be.
fn preview(card: &mut Card, commands: &mut Vec<Command>) {
    let Ok(ids) = card.draft.ids() else { return };
    let wanted = if ids == card.from { None } else { card.draft.replacing(&card.pane, &card.from).ok() };
    if wanted == card.previewed {
        return;
    }
    commands.push(match &wanted {
        Some(edit) => Command::Preview(Edit::Panes(edit.clone())),
        None => Command::CancelPreview,
    });
    card.previewed = wanted;
}

#[derive(Clone, Copy, Debug, Default)]
struct Pressed {
    apply: bool,
    cancel: bool,
}

fn settings_ui(ui: &mut Ui, state: &AppState, card: &mut Card) -> Pressed {
    let theme = Theme::of(ui);
    let scope = Id::unique("indicator card parameters");
    let entered = params_ui(ui, &mut card.draft, scope, card.frames == 0).entered;
    inputs_ui(ui, state, &mut card.draft, scope);
    outputs_ui(ui, &mut card.draft);
    let wrong = card.draft.ids().err();
    let lacks = if wrong.is_none() { card.draft.lacks(state) } else { None };
    if let Some(words) = wrong.as_ref().or(lacks.as_ref()) {
        ui.label(RichText::new(crate::app::dispatch::sentence(words)).size(SMALL).color(theme.danger));
    }
    ui.add_space(6.0);
    let mut pressed = Pressed { apply: entered && wrong.is_none(), cancel: false };
    ui.horizontal(|ui| {
        ui.add_enabled_ui(wrong.is_none(), |ui| {
            pressed.apply |= primary_button_ui(ui, "Apply").clicked();
        });
        pressed.cancel = ui.button("Cancel").clicked();
        ui.label(RichText::new("Enter applies · Esc reverts").size(SMALL).color(theme.text_weak));
    });
    pressed
}

fn about_ui(ui: &mut Ui, state: &AppState, card: &Card) -> Pressed {
    let calculation = card.draft.calculation;
    let params = card.draft.params().unwrap_or_else(|_wrong| calculation.defaults());
    let most = (ui.ctx().content_rect().height() - 160.0).clamp(160.0, 460.0);
    egui::ScrollArea::vertical().id_salt("about indicator").max_height(most).min_scrolled_height(most).show(
        ui,
        |ui| {
            definition_ui(ui, calculation);
            rows_ui(ui, state, &card.id);
            if !calculation.params.is_empty() {
                told_ui(ui, "Parameters", &params_words(&card.draft));
            }
            inputs_and_outputs_ui(ui, calculation, &params);
            told_ui(ui, "Computed from", &input_lines(state, &card.id).join("\n"));
            crate::ui::computed_table::computed_table_ui(ui, state, &card.id);
        },
    );
    ui.add_space(6.0);
    Pressed { apply: false, cancel: ui.button("Close").clicked() }
}

/// First value, number of rows, and what the seed of a weekly average still weighs.
fn rows_ui(ui: &mut Ui, state: &AppState, id: &str) {
    let Some(held) = state.library().computed(id) else { return };
    let rows = match &held.answer {
        Ok(rows) => rows,
        Err(why) => {
            told_ui(ui, "Not drawn", &crate::app::dispatch::sentence(why));
            return;
        }
    };
    let first = rows.first.map_or_else(|| "no value yet".to_owned(), |first| first.day_label());
    told_ui(ui, "Rows", &format!("{} from {first}", grouped(rows.rows as f64, 0)));
    let Some(instance) = Instance::parse(id) else { return };
    if let (Some(weeks), "weekly_ema") = (rows.weeks, instance.calculation.name) {
        let window = instance.params.count("window");
        let mut words = format!(
            "{} weekly closes went in, seeded with the mean of the first {window}",
            grouped(weeks as f64, 0)
        );
        if weeks < SEED_CAVEAT_WEEKS {
            let share = percent(seed_share(window, weeks), 1);
            words.push_str(&format!(
                "; {} weeks after the last of those that seed still weighs {share}, so another start would \
                 give another value",
                grouped(weeks.saturating_sub(window) as f64, 0)
            ));
        }
        told_ui(ui, "Seed", &words);
    }
}
