//! The table of levels: every one can be edited where it stands.
//!
//! A row has two lines, so that a label has room beside everything else. What
//! is typed becomes an edit on Enter or when the field is left, never letter by
//! letter; Esc leaves the level as it was.

use std::cmp::Ordering;

use egui::accesskit::Role;
use egui::{Align, Align2, CornerRadius, Id, Rect, RichText, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::command::{Command, Selection};
use crate::app::edit::Edit;
use crate::app::level_edits::level_words;
use crate::app::state::AppState;
use crate::domain::format::{UNKNOWN, signed_percent};
use crate::domain::level::{Level, LevelKind, MAX_LABEL_CHARS, Place};
use crate::ui::panels::place_text::{place_text, read_place};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{RADIUS, small_font};
use crate::ui::widgets::button::{Toggle, focus_ring, icon_button_at};
use crate::ui::widgets::field::{Field, Lines};
use crate::ui::widgets::icon::Icon;
use crate::ui::widgets::text::{dot, line_at, small_print_ui, strong};

/// Height of one of the two lines of a row, in points.
const LINE: f32 = 24.0;
/// Width of one of the three icons of a row, in points.
const ICON: f32 = 20.0;
/// Room above and below a row, in points.
const PAD: f32 = 4.0;

/// What the table is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Kind,
    Price,
    Distance,
}

/// Column and direction; forgotten with the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Order {
    by: Column,
    ascending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { by: Column::Price, ascending: false }
    }
}

/// Where the columns of a table of some width begin and end.
#[derive(Clone, Copy)]
struct Columns {
    kind: f32,
    price: f32,
    distance: f32,
    icons: f32,
}

impl Columns {
    fn new(row: Rect) -> Self {
        let icons = row.right() - 3.0 * ICON;
        let distance = icons - 60.0;
        Self { kind: row.left() + 16.0, price: distance - 110.0, distance, icons }
    }
}

/// The table, its buttons, and the next step when it is empty.
pub fn levels_ui(ui: &mut Ui, state: &AppState, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        for kind in [LevelKind::Support, LevelKind::Resistance] {
            let info = Command::AddLevelAtLastClose(kind).info();
            let button = egui::Button::new(format!("+ {}", capital(kind.word())));
            let response = ui
                .add_enabled(state.last_close().is_some(), button)
                .on_hover_text(info.tooltip)
                .on_disabled_hover_text("There is no price yet: import a CSV file first")
                .accessible_name(info.caption);
            if response.clicked() {
                commands.push(Command::AddLevelAtLastClose(kind));
            }
        }
    });
    ui.add_space(8.0);
    let document = state.document_now();
    if document.levels.is_empty() {
        let text = strong(ui, "No levels yet");
        ui.label(text);
        small_print_ui(ui, "Add one above, or double-click on the chart where it should be");
        return;
    }
    let close = state.last_close().map_or(f64::NAN, |(_, close)| close);
    let memory = ui.scope_id().with("order");
    let mut order: Order = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
    header_ui(ui, &mut order);
    ui.data_mut(|data| data.insert_temp(memory, order));
    let mut levels: Vec<&Level> = document.levels.iter().collect();
    levels.sort_by(|a, b| compare(a, b, order));
    ui.spacing_mut().item_spacing.y = 0.0;
    for level in levels {
        // Two levels may have the same words, which the icons go by.
        ui.push_id(level.id, |ui| level_ui(ui, state, level, close, commands));
    }
    ui.add_space(12.0);
    if let Some((time, close)) = state.last_close() {
        let close = crate::ui::widgets::value::dollars(close);
        small_print_ui(ui, format!("Distances from the close of {}, {close}", time.day_label()));
    }
}

fn compare(a: &Level, b: &Level, order: Order) -> Ordering {
    let price = || a.place.price().total_cmp(&b.place.price());
    let by = match order.by {
        Column::Kind => a.kind.word().cmp(b.kind.word()).then_with(|| price().reverse()),
        // All distances are from one close, so they sort as the prices do.
        Column::Price | Column::Distance => price(),
    };
    (if order.ascending { by } else { by.reverse() }).then(a.id.cmp(&b.id))
}

fn header_ui(ui: &mut Ui, order: &mut Order) {
    let theme = Theme::of(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), LINE));
    let columns = Columns::new(row);
    let spans = [
        (Column::Kind, "Kind", row.left(), columns.price, Align2::LEFT_CENTER),
        (Column::Price, "Price, USD", columns.price, columns.distance, Align2::RIGHT_CENTER),
        (Column::Distance, "Distance", columns.distance, columns.icons, Align2::RIGHT_CENTER),
    ];
    for (column, title, left, right, align) in spans {
        let rect = Rect::from_min_max(pos2(left, row.top()), pos2(right - 4.0, row.bottom()));
        let response = ui.interact(rect, ui.scope_id().with(("header", title)), Sense::click());
        let sorted = order.by == column;
        let text = match (sorted, order.ascending) {
            (false, _) => title.to_owned(),
            (true, true) => format!("{title} ↑"),
            (true, false) => format!("{title} ↓"),
        };
        let colour = if sorted || response.hovered() { theme.text } else { theme.text_weak };
        ui.painter().text(align.pos_in_rect(&rect), align, text, small_font(), colour);
        focus_ring(ui, &response, rect);
        response.widget_info(|| {
            WidgetInfo::selected(Role::ColumnHeader, true, sorted, format!("Sort by {title}"))
        });
        if response.clicked() {
            *order = Order { by: column, ascending: sorted && !order.ascending };
        }
    }
    ui.painter().hline(row.x_range(), row.bottom(), egui::Stroke::new(1.0, theme.border));
}

fn level_ui(ui: &mut Ui, state: &AppState, level: &Level, close: f64, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 2.0 * LINE + 2.0 * PAD));
    let selected = state.selection() == Some(&Selection::Level(level.id));
    let response = ui.interact(row, ui.scope_id().with(("level", level.id.0)), Sense::click());
    if selected || response.hovered() {
        let fill = if selected { theme.selected } else { theme.chip };
        ui.painter().rect_filled(row.expand2(vec2(4.0, 0.0)), CornerRadius::same(RADIUS), fill);
    }
    focus_ring(ui, &response, row.expand2(vec2(4.0, 0.0)));
    let words = level_words(level);
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, selected, &words));
    if response.clicked() {
        commands.push(Command::Select(Some(Selection::Level(level.id))));
    }

    let columns = Columns::new(row);
    let first = Rect::from_x_y_ranges(row.x_range(), row.top() + PAD..=row.top() + PAD + LINE);
    let second = first.translate(vec2(0.0, LINE));
    let cell = |left: f32, right: f32, line: Rect| {
        Rect::from_min_max(pos2(left, line.top()), pos2(right - 4.0, line.bottom()))
    };
    dot(ui, pos2(row.left() + 6.0, first.center().y), theme.level_colour(level), !level.hidden);
    kind_ui(ui, level, cell(columns.kind, columns.price + 4.0, first), commands);
    price_ui(ui, level, cell(columns.price, columns.distance, first), &words, commands);
    let distance = if close.is_finite() {
        signed_percent(level.place.price() / close - 1.0, 1)
    } else {
        UNKNOWN.to_owned()
    };
    let text = RichText::new(distance).color(theme.text);
    line_at(ui, cell(columns.distance, columns.icons, first), Align::Max, text);
    label_ui(ui, level, cell(columns.kind - 2.0, row.right(), second), &words, commands);
    icons_ui(ui, level, pos2(columns.icons, first.top()), &words, commands);
}

/// The kind as a word that opens the other kinds.
fn kind_ui(ui: &mut Ui, level: &Level, rect: Rect, commands: &mut Vec<Command>) {
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
        let text = RichText::new(capital(level.kind.word())).color(Theme::of(ui).text_strong);
        let button = egui::Button::new(text).frame(false).min_size(vec2(0.0, LINE)).truncate();
        let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
            for kind in LevelKind::ALL {
                let command = Command::Edit(Edit::SetLevelKind { id: level.id, kind });
                let info = command.info();
                let item = egui::Button::selectable(kind == level.kind, info.caption);
                if ui.add(item).on_hover_text(info.tooltip).clicked() {
                    commands.push(command);
                    ui.close();
                }
            }
        });
        response.accessible_name(format!("Kind of {}", level_words(level)));
    });
}

fn price_ui(ui: &mut Ui, level: &Level, rect: Rect, words: &str, commands: &mut Vec<Command>) {
    let is_line = matches!(level.place, Place::Line { .. });
    let editable = !level.locked && !is_line;
    let field = Field {
        id: Id::unique(("price of level", level.id.0)),
        name: format!("Price of {words}"),
        hint: "",
        strong: true,
        align: Align::Max,
        editable,
        longest: 40,
        lines: Lines::One,
    };
    let why_not =
        if is_line { "Drag the ends of a sloped line on the chart" } else { "Locked: unlock it first" };
    let typed = field.ui(ui, rect, &place_text(level.place), |text| read_place(text).is_some(), why_not);
    if let Some(place) = typed.and_then(|text| read_place(&text))
        && place != level.place
    {
        commands.push(Command::Edit(Edit::MoveLevel { id: level.id, place }));
    }
}

fn label_ui(ui: &mut Ui, level: &Level, rect: Rect, words: &str, commands: &mut Vec<Command>) {
    let field = Field {
        id: Id::unique(("label of level", level.id.0)),
        name: format!("Label of {words}"),
        hint: "add a label",
        strong: false,
        align: Align::Min,
        editable: true,
        longest: MAX_LABEL_CHARS,
        lines: Lines::One,
    };
    if let Some(label) = field.ui(ui, rect, &level.label, |_| true, "")
        && label != level.label
    {
        commands.push(Command::Edit(Edit::RelabelLevel { id: level.id, label }));
    }
}

fn icons_ui(ui: &Ui, level: &Level, at: egui::Pos2, words: &str, commands: &mut Vec<Command>) {
    let id = level.id;
    let side = vec2(ICON, LINE);
    let place = |index: f32| Rect::from_min_size(at + vec2(index * ICON, 0.0), side);
    let (icon, verb) = if level.locked { (Icon::Locked, "Unlock") } else { (Icon::Unlocked, "Lock") };
    if icon_button_at(ui, place(0.0), icon, Toggle::Is(level.locked), &format!("{verb} {words}")).clicked() {
        commands.push(Command::Edit(Edit::LockLevel { id, locked: !level.locked }));
    }
    let (icon, verb) = if level.hidden { (Icon::Hidden, "Show") } else { (Icon::Shown, "Hide") };
    if icon_button_at(ui, place(1.0), icon, Toggle::Is(level.hidden), &format!("{verb} {words}")).clicked() {
        commands.push(Command::Edit(Edit::HideLevel { id, hidden: !level.hidden }));
    }
    if icon_button_at(ui, place(2.0), Icon::Delete, Toggle::No, &format!("Delete {words}")).clicked() {
        commands.push(Command::Edit(Edit::DeleteLevel { id }));
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
