//! The command palette: a few letters, and whatever they mean.
//!
//! Knows how the list looks and which keys go through it; what is offered, and in which
//! order, is the app's. What is typed and what was given lately is kept by egui and
//! forgotten with the window.

mod row;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{
    Align2, Color32, CornerRadius, Frame, Id, InputState, Key, Label, Margin, Modal, Modifiers, RichText,
    ScrollArea, Stroke, TextEdit, Ui, vec2,
};

use crate::app::command::Command;
use crate::app::palette::{PaletteList, PaletteRow, remember};
use crate::app::state::AppState;
use crate::ui::panels::palette::row::{ROW_HEIGHT, row_ui};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{HAIRLINE, HEADING, RADIUS, SMALL};
use crate::ui::widgets::text::{small_print_ui, strong};

/// Width in points, where the window has it.
const WIDTH: f32 = 640.0;
/// Room left at either side in points.
const BESIDE: f32 = 16.0;
/// The most rows that are visible at once.
const MOST_ROWS: f32 = 12.0;
/// Height of everything but the rows: field, foot and margins, in points.
const AROUND_ROWS: f32 = 104.0;
/// The longest text that is searched for, in characters.
const LONGEST: usize = 80;

/// What the palette keeps between frames.
#[derive(Clone, Default)]
struct Memory {
    typed: String,
    chosen: usize,
    /// How far the list is scrolled, in points.
    scroll: f32,
    /// Whether the chosen row has to be brought into view.
    follow: bool,
    list: Option<Arc<PaletteList>>,
    /// The lines, and the text they are for.
    rows: Arc<Vec<PaletteRow>>,
    of: Option<String>,
}

fn memory_id() -> Id {
    Id::unique("palette")
}

fn recent_id() -> Id {
    Id::unique("commands given lately")
}

/// The window of [`crate::app::command::Dialog::Palette`].
pub fn palette_ui(ui: &Ui, state: &AppState, commands: &mut Vec<Command>) {
    let mut memory: Memory = ui.data(|data| data.get_temp(memory_id())).unwrap_or_default();
    renew(ui, state, &mut memory);
    let screen = ui.ctx().content_rect();
    let top = (screen.height() * 0.08).clamp(8.0, 72.0);
    let room = ((screen.height() - top - AROUND_ROWS - 8.0) / ROW_HEIGHT).floor();
    let visible = room.clamp(3.0, MOST_ROWS);
    let asked = ui.input_mut(|input| Asked::read(input, visible as usize));
    memory.step(asked.step);
    let theme = Theme::of(ui);
    let frame = Frame::new()
        .fill(theme.panel)
        .stroke(Stroke::new(HAIRLINE, theme.border))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::same(8));
    let area = Modal::default_area(Id::unique("palette window"))
        .anchor(Align2::CENTER_TOP, vec2(0.0, top))
        .accessible_name("All commands");
    let mut clicked = None;
    let shown = Modal::new(Id::unique("palette window"))
        .area(area)
        .frame(frame)
        .backdrop_color(Color32::from_black_alpha(if theme.dark { 100 } else { 50 }))
        .show(ui.ctx(), |ui| {
            ui.set_width((WIDTH - 16.0).min(screen.width() - 2.0 * BESIDE - 16.0));
            ui.spacing_mut().item_spacing.y = 0.0;
            let field = field_ui(ui, &mut memory);
            renew(ui, state, &mut memory);
            ui.add_space(8.0);
            clicked = rows_ui(ui, &mut memory, visible, field);
            foot_ui(ui, &memory);
        });
    let taken = clicked.or(asked.enter.then_some(memory.chosen)).and_then(|index| memory.rows.get(index));
    let taken = taken.filter(|row| row.offer.is_enabled()).map(|row| row.offer.command.clone());
    let closes = asked.close || shown.backdrop_response.clicked();
    if closes || taken.is_some() {
        ui.data_mut(|data| data.remove::<Memory>(memory_id()));
        commands.push(Command::ShowDialog(None));
        if let Some(command) = taken {
            ui.data_mut(|data| remember(data.get_temp_mut_or_default(recent_id()), &command));
            commands.push(command);
        }
        return;
    }
    ui.data_mut(|data| data.insert_temp(memory_id(), memory));
}

/// Makes the lines anew where the text or the document is another one.
fn renew(ui: &Ui, state: &AppState, memory: &mut Memory) {
    let kept = memory.list.clone().filter(|list| list.is_of(state));
    if kept.is_some() && memory.of.as_ref() == Some(&memory.typed) {
        return;
    }
    let list = kept.unwrap_or_else(|| Arc::new(PaletteList::of(state)));
    let recent: Vec<Command> = ui.data(|data| data.get_temp(recent_id())).unwrap_or_default();
    memory.rows = Arc::new(list.rows(state, &memory.typed, &recent));
    memory.list = Some(list);
    if memory.of.as_ref() != Some(&memory.typed) {
        (memory.chosen, memory.follow) = (0, true);
        memory.of = Some(memory.typed.clone());
    }
    memory.chosen = memory.chosen.min(memory.rows.len().saturating_sub(1));
}

/// A step through the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Step {
    #[default]
    None,
    By(isize),
    First,
    Last,
}

/// What the keys of a frame ask for.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    step: Step,
    enter: bool,
    close: bool,
}

impl Asked {
    /// Takes the palette's own keys out of the events, before the field sees them.
    fn read(input: &mut InputState, page: usize) -> Self {
        let mut pressed = |key| input.count_and_consume_key(Modifiers::NONE, key) as isize;
        let page = page as isize;
        let by = pressed(Key::ArrowDown) - pressed(Key::ArrowUp)
            + page * (pressed(Key::PageDown) - pressed(Key::PageUp));
        let (first, last) = (pressed(Key::Home) > 0, pressed(Key::End) > 0);
        let enter = pressed(Key::Enter) > 0;
        let again = Modifiers::COMMAND | Modifiers::SHIFT;
        let close = pressed(Key::Escape) > 0 || input.consume_key(again, Key::P);
        let step = match (first, last, by) {
            (true, ..) => Step::First,
            (_, true, _) => Step::Last,
            (.., 0) => Step::None,
            (.., by) => Step::By(by),
        };
        Self { step, enter, close }
    }
}

impl Memory {
    fn step(&mut self, step: Step) {
        let last = self.rows.len().saturating_sub(1);
        self.chosen = match step {
            Step::None => return,
            Step::First => 0,
            Step::Last => last,
            // One step past an end comes in at the other; a page stops there.
            Step::By(-1) if self.chosen == 0 => last,
            Step::By(1) if self.chosen == last => 0,
            Step::By(by) => self.chosen.saturating_add_signed(by).min(last),
        };
        self.follow = true;
    }
}

/// The field that is typed into; it has the keyboard as long as the palette is open.
fn field_ui(ui: &mut Ui, memory: &mut Memory) -> Id {
    let id = Id::unique("palette field");
    let field = TextEdit::singleline(&mut memory.typed)
        .id(id)
        .hint_text("A command, a date, a price or a series")
        .char_limit(LONGEST)
        .font(egui::FontId::proportional(HEADING))
        .margin(Margin::symmetric(8, 6))
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Find a command");
    if !response.has_focus() {
        response.request_focus();
    }
    id
}

/// The list; the row that was clicked.
fn rows_ui(ui: &mut Ui, memory: &mut Memory, visible: f32, field: Id) -> Option<usize> {
    let height = visible * ROW_HEIGHT;
    if memory.rows.is_empty() {
        ui.allocate_ui(vec2(ui.available_width(), height.min(4.0 * ROW_HEIGHT)), |ui| {
            ui.set_min_height(height.min(4.0 * ROW_HEIGHT));
            ui.add_space(12.0);
            ui.horizontal_wrapped(|ui| {
                ui.add_space(8.0);
                let shown: String = memory.typed.trim().chars().take(40).collect();
                let text = strong(ui, format!("No command matches “{shown}”"));
                ui.add(Label::new(text).truncate());
            });
            ui.horizontal_wrapped(|ui| {
                ui.add_space(8.0);
                small_print_ui(ui, "Try fewer letters, a date such as 2026-02-05, or a price such as $70k");
            });
        });
        return None;
    }
    let rows = Arc::clone(&memory.rows);
    let mut area =
        ScrollArea::vertical().id_salt("palette rows").max_height(height).auto_shrink([false, true]);
    if memory.follow {
        let top = memory.chosen as f32 * ROW_HEIGHT;
        memory.scroll = memory.scroll.clamp((top + ROW_HEIGHT - height).max(0.0), top);
        area = area.vertical_scroll_offset(memory.scroll);
        memory.follow = false;
    }
    let pointer_moved = ui.input(|input| input.pointer.delta() != egui::Vec2::ZERO);
    let mut clicked = None;
    let chosen = memory.chosen;
    let shown = area.show_rows(ui, ROW_HEIGHT, rows.len(), |ui, range| {
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_role(Role::ListBox);
            node.set_label("Commands");
        });
        for (index, row) in rows.iter().enumerate().take(range.end).skip(range.start) {
            let response = row_ui(ui, index, row, index == chosen);
            if response.hovered() && pointer_moved {
                memory.chosen = index;
            }
            if response.clicked() {
                clicked = Some(index);
            }
            if index == chosen {
                ui.ctx().accesskit_node_builder(field, |node| {
                    node.set_active_descendant(response.id.accesskit_id());
                });
            }
        }
    });
    memory.scroll = shown.state.clamped_offset().y;
    if memory.chosen != chosen {
        ui.request_repaint();
    }
    clicked
}

/// What the chosen command does, and which keys go through the list.
fn foot_ui(ui: &mut Ui, memory: &Memory) {
    let theme = Theme::of(ui);
    ui.add_space(6.0);
    ui.separator();
    ui.add_space(6.0);
    let chosen = memory.rows.get(memory.chosen).map(|row| &row.offer);
    let words = chosen.map_or("", |offer| offer.blocked.as_deref().unwrap_or(offer.tooltip));
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(8.0);
            let keys = RichText::new("↑ ↓ choose   Enter do   Esc close").size(SMALL).color(theme.text_weak);
            ui.label(keys);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let text = RichText::new(words).size(SMALL).color(theme.text);
                ui.add(Label::new(text).truncate());
            });
        });
    });
}
