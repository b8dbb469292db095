//! The indicator picker: find one, see it on the chart, add it.
//!
//! While it is open the chart draws what is chosen as a preview; adding makes that one
//! step of undo, closing takes it away. Stands at the right, so that the chart is seen.

mod detail;
mod list;

use egui::accesskit::Role;
use egui::{
    Align, Align2, Color32, CornerRadius, Frame, Id, Key, Label, Layout, Margin, Modal, Modifiers, RichText,
    Stroke, TextEdit, Ui, vec2,
};

use crate::app::command::Command;
use crate::app::dispatch::sentence;
use crate::app::edit::Edit;
use crate::app::edit_panes::PaneEdit;
use crate::app::fuzzy::{Searched, ranked};
use crate::app::indicator_draft::Draft;
use crate::app::state::AppState;
use crate::calc::calculation::{Calculation, Group, registry};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, RADIUS, SMALL};
use crate::ui::widgets::button::primary_button_ui;

/// Width of the whole, where the window has it, in points.
const WIDTH: f32 = 640.0;
/// Width of the list, in points.
const LIST: f32 = 236.0;
/// Room above the window, in points.
const TOP: f32 = 76.0;
/// Room for heading and foot, in points.
const AROUND: f32 = 164.0;

/// What the picker keeps between frames.
#[derive(Clone, Debug, Default)]
struct Memory {
    typed: String,
    /// Name of the calculation that is chosen.
    chosen: Option<&'static str>,
    draft: Option<Draft>,
    /// The edit that the chart previews.
    previewed: Option<PaneEdit>,
    /// Whether the chosen row has to be brought into view.
    follow: bool,
    is_open: bool,
}

fn memory_id() -> Id {
    Id::unique("indicators")
}

/// Identity of the search field.
fn field_id() -> Id {
    Id::unique("indicator search")
}

/// The window of [`crate::app::command::Dialog::Indicators`].
pub fn indicators_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let mut memory: Memory = ui.data(|data| data.get_temp(memory_id())).unwrap_or_default();
    let rows = found(&memory.typed);
    memory.settle(state, &rows);
    let searching = ui.memory(|focus| focus.has_focus(field_id())) || !memory.is_open;
    if searching {
        let step = ui.input_mut(|input| {
            let mut pressed = |key| input.count_and_consume_key(Modifiers::NONE, key) as isize;
            pressed(Key::ArrowDown) - pressed(Key::ArrowUp)
        });
        memory.step(state, &rows, step);
    }
    let theme = Theme::of(ui);
    let screen = ui.ctx().content_rect();
    let height = (screen.height() - TOP - AROUND).clamp(160.0, 520.0);
    let frame = Frame::new()
        .fill(theme.panel)
        .stroke(Stroke::new(HAIRLINE, theme.border))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::same(14));
    let area = Modal::default_area(Id::unique("indicator window"))
        .anchor(Align2::RIGHT_TOP, vec2(-12.0, TOP))
        .accessible_name("Indicators");
    let mut adds = false;
    let mut cancels = false;
    let shown = Modal::new(Id::unique("indicator window"))
        .area(area)
        .frame(frame)
        // The chart behind it is what the preview is seen on.
        .backdrop_color(Color32::TRANSPARENT)
        .show(ui.ctx(), |ui| {
            ui.set_width((WIDTH - 28.0).min(screen.width() - 52.0));
            ui.heading(RichText::new("Indicators").color(theme.text_strong));
            ui.add_space(6.0);
            search_ui(ui, &mut memory);
            ui.add_space(8.0);
            ui.horizontal_top(|ui| {
                ui.allocate_ui_with_layout(vec2(LIST, height), Layout::top_down(Align::Min), |ui| {
                    ui.set_min_height(height);
                    if let Some(name) = list::list_ui(ui, state, &rows, &memory, height) {
                        memory.choose(state, name);
                    }
                    memory.follow = false;
                });
                ui.add_space(10.0);
                ui.vertical(|ui| {
                    ui.set_min_height(height);
                    if let Some(draft) = &mut memory.draft {
                        adds |= detail::detail_ui(ui, state, draft, height);
                    } else {
                        ui.label(RichText::new("No indicator matches these letters").color(theme.text));
                    }
                });
            });
            ui.add_space(10.0);
            ui.separator();
            let (add, cancel) = foot_ui(ui, state, memory.draft.as_ref());
            adds |= add;
            cancels |= cancel;
        });
    memory.is_open = true;
    let escape = !shown.any_popup_open
        && shown.is_top_modal
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    adds |= searching
        && !shown.any_popup_open
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    let edit = memory.draft.as_ref().map(Draft::adding);
    let can_add = memory.draft.as_ref().is_some_and(|draft| why_not(state, draft).is_none());
    if let (true, true, Some(Ok(edit))) = (adds, can_add, edit.clone()) {
        ui.data_mut(|data| data.remove::<Memory>(memory_id()));
        commands.push(Command::Edit(Edit::Panes(edit)));
        commands.push(Command::ShowDialog(None));
        return;
    }
    if adds && searching {
        // Refused: the field gave the keyboard away with Enter, and there is more to type.
        ui.memory_mut(|memory| memory.request_focus(field_id()));
    }
    if cancels || escape || shown.backdrop_response.clicked() {
        ui.data_mut(|data| data.remove::<Memory>(memory_id()));
        commands.push(Command::CancelPreview);
        commands.push(Command::ShowDialog(None));
        return;
    }
    let wanted = edit.and_then(Result::ok);
    if wanted != memory.previewed {
        commands.push(match &wanted {
            Some(edit) => Command::Preview(Edit::Panes(edit.clone())),
            None => Command::CancelPreview,
        });
        memory.previewed = wanted;
        ui.request_repaint();
    }
    ui.data_mut(|data| data.insert_temp(memory_id(), memory));
}

/// Why what is chosen cannot be added now.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Refusal {
    /// It is on the chart.
    Drawn,
    /// Something is wrong or wanting, in words.
    Because(String),
}

/// Why what is chosen cannot be added now; `None` if it can.
fn why_not(state: &AppState, draft: &Draft) -> Option<Refusal> {
    let title = draft.calculation.title;
    let ids = match draft.ids() {
        Ok(ids) => ids,
        Err(why) if why.starts_with("needs ") => return Some(Refusal::Because(format!("{title} {why}"))),
        Err(why) => return Some(Refusal::Because(sentence(&why))),
    };
    let is_drawn = ids.iter().all(|id| state.document().shows(id));
    if is_drawn {
        return Some(Refusal::Drawn);
    }
    draft.lacks(state).map(|why| Refusal::Because(format!("{title} {why}")))
}

/// What a calculation as it is when nobody sets anything lacks of the rows at hand.
fn lacks(state: &AppState, calculation: &'static Calculation) -> Option<String> {
    Draft::new(state, calculation).lacks(state)
}

impl Memory {
    /// Chooses something where nothing fitting is chosen.
    fn settle(&mut self, state: &AppState, rows: &[&'static Calculation]) {
        let is_there = rows.iter().any(|row| Some(row.name) == self.chosen);
        if is_there {
            return;
        }
        match rows.first() {
            Some(first) => self.choose(state, first.name),
            None => (self.chosen, self.draft) = (None, None),
        }
        self.follow = true;
    }

    fn choose(&mut self, state: &AppState, name: &'static str) {
        if self.chosen == Some(name) {
            return;
        }
        self.chosen = Some(name);
        self.draft = registry::find(name).map(|calculation| Draft::new(state, calculation));
    }

    fn step(&mut self, state: &AppState, rows: &[&'static Calculation], by: isize) {
        if by == 0 || rows.is_empty() {
            return;
        }
        let at = rows.iter().position(|row| Some(row.name) == self.chosen).unwrap_or(0);
        let next = at.saturating_add_signed(by).min(rows.len() - 1);
        if let Some(row) = rows.get(next) {
            self.choose(state, row.name);
            self.follow = true;
        }
    }
}

/// What a few letters mean: best first; without letters, everything by group.
fn found(typed: &str) -> Vec<&'static Calculation> {
    let by_group = || {
        let of = |group: Group| registry::ALL.iter().filter(move |row| row.group == group).copied();
        Group::ALL.into_iter().flat_map(of).collect::<Vec<_>>()
    };
    let all = by_group();
    if typed.trim().is_empty() {
        return all;
    }
    let searched =
        |row: &&Calculation| Searched::new(&format!("{} {}", row.title, row.name), row.group.title());
    let texts: Vec<Searched> = all.iter().map(searched).collect();
    let places = ranked(&texts, typed, |_| false);
    let best: Vec<&Calculation> =
        places.into_iter().filter_map(|(place, _)| all.get(place).copied()).collect();
    // A group stands once, where its best is.
    let mut groups: Vec<Group> = Vec::new();
    for row in &best {
        if !groups.contains(&row.group) {
            groups.push(row.group);
        }
    }
    groups.iter().flat_map(|group| best.iter().filter(|row| row.group == *group).copied()).collect()
}

fn search_ui(ui: &mut Ui, memory: &mut Memory) {
    let field = TextEdit::singleline(&mut memory.typed)
        .id(field_id())
        .hint_text("RSI, drawdown, hashprice, ETF")
        .char_limit(60)
        .margin(Margin::symmetric(8, 5))
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Find an indicator");
    if !memory.is_open {
        response.request_focus();
    }
}

/// Add and cancel; whether either was pressed.
fn foot_ui(ui: &mut Ui, state: &AppState, draft: Option<&Draft>) -> (bool, bool) {
    let theme = Theme::of(ui);
    let refusal = draft.and_then(|draft| why_not(state, draft));
    let mut pressed = (false, false);
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let caption = if refusal == Some(Refusal::Drawn) { "Drawn already" } else { "Add" };
        ui.add_enabled_ui(draft.is_some() && refusal.is_none(), |ui| {
            pressed.0 = primary_button_ui(ui, caption).clicked();
        });
        pressed.1 = ui.button("Cancel").clicked();
        ui.add_space(8.0);
        let (words, ink) = match refusal {
            Some(Refusal::Because(why)) => (why, theme.danger),
            Some(Refusal::Drawn) => {
                ("↑ ↓ choose · Tab to the parameters · Esc closes".to_owned(), theme.text_weak)
            }
            None => {
                ("↑ ↓ choose · Tab to the parameters · Enter adds · Esc closes".to_owned(), theme.text_weak)
            }
        };
        ui.add(Label::new(RichText::new(words).size(SMALL).color(ink)).wrap());
    });
    pressed
}

/// Names the list for a screen reader.
fn name_list(ui: &Ui) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(Role::ListBox);
        node.set_label("Indicators by group");
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_of_title_name_or_group_find_an_indicator() {
        assert_eq!(found("").len(), registry::ALL.len());
        assert_eq!(found("simple mov")[0].name, "sma");
        assert_eq!(found("cross")[0].name, "cross");
        assert_eq!(found("weekly exp")[0].name, "weekly_ema");
        assert!(found("zzzz").is_empty());
        let mut groups: Vec<Group> = found("hashr").iter().map(|row| row.group).collect();
        groups.dedup();
        assert_eq!(groups.len(), 2, "each group stands once: {groups:?}");
    }
}
