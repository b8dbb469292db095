//! A column's heading, and the menu in which it is said what the column is.

use egui::accesskit::Role;
use egui::{
    Align, Align2, Color32, CornerRadius, FontId, Frame, Grid, Id, Label, Layout, Margin, Popup,
    PopupCloseBehavior, Rect, Response, RichText, Sense, TextEdit, Ui, WidgetInfo, vec2,
};

use crate::app::command::Command;
use crate::app::dispatch::sentence;
use crate::app::import::{ColumnRole, Filling, ImportWindow, Scale, role_words, with_role};
use crate::domain::catalog;
use crate::domain::series::SeriesKey;
use crate::domain::unit::Unit;
use crate::ui::panels::dialog::keep_typed;
use crate::ui::panels::import::{answer, is_asking};
use crate::ui::theme::Theme;
use crate::ui::theme::style::{RADIUS, small_font, strong_font};
use crate::ui::widgets::button::focus_ring;
use crate::ui::widgets::text::{paint_line, small_print_ui, strong, weak};

/// Width of the menu, in points.
const MENU: f32 = 340.0;
/// Height of a choice in it, in points.
const CHOICE: f32 = 20.0;

/// What stands above a column.
pub(super) struct Heading {
    column: usize,
    title: String,
    role: String,
    unit: String,
    is_used: bool,
}

impl Heading {
    /// Title, role and unit of a column.
    pub(super) fn of(column: usize, title: &str, role: &ColumnRole, open: &ImportWindow) -> Self {
        let stored = open.preview().and_then(|preview| preview.understood.columns.get(column));
        let unit = match role {
            ColumnRole::Value { unit, power, .. } => scale_words(*unit, *power),
            ColumnRole::Date => "time, UTC".to_owned(),
            ColumnRole::NotUsed => "text".to_owned(),
            _ => stored.and_then(|column| column.unit).map_or("number", Unit::code).to_owned(),
        };
        let unit = if *role == ColumnRole::NotUsed { String::new() } else { unit };
        let is_used = *role != ColumnRole::NotUsed;
        // Before the answer nothing is decided.
        let is_open = !is_used && open.preview().is_none() && is_asking(open);
        let role = if is_open { "not read yet".to_owned() } else { role_words(role) };
        Self { column, title: title.to_owned(), role, unit, is_used }
    }

    /// Room it needs.
    pub(super) fn width(&self, measure: &impl Fn(&str, FontId) -> f32) -> f32 {
        let lines = [(&self.title, strong_font()), (&self.role, small_font()), (&self.unit, small_font())];
        // Room for the mark that there is a menu.
        lines.into_iter().map(|(text, font)| measure(text, font)).fold(0.0, f32::max) + 14.0
    }

    fn name(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(", {}", self.unit) };
        format!("Column {}: {}{unit}", self.title, self.role)
    }
}

fn scale_words(unit: Unit, power: i32) -> String {
    match Scale::of(unit, power) {
        Some(scale) => scale.title.to_owned(),
        None => format!("{} times ten to the {power}", unit.code()),
    }
}

/// The heading of a column in its place, and its menu.
pub(super) fn heading_ui(
    ui: &mut Ui,
    heading: &Heading,
    rect: Rect,
    open: &ImportWindow,
    roles: &[ColumnRole],
    commands: &mut Vec<Command>,
) {
    let id = ui.scope_id().with(("heading", heading.column));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, heading.name()));
    if response.gained_focus() {
        ui.scroll_to_rect(rect, None);
    }
    if ui.is_rect_visible(rect) {
        paint_heading(ui, heading, rect, &response);
    }
    if open.filling() == Filling::Storing {
        return;
    }
    let menu = id.with("menu");
    let was_open = Popup::is_id_open(ui.ctx(), menu);
    Popup::menu(&response)
        .id(menu)
        .width(MENU)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .frame(Frame::popup(ui.style()).inner_margin(Margin::same(8)))
        .layout(Layout::top_down(Align::Min))
        .show(|ui| menu_ui(ui, heading, open, roles, !was_open, commands));
    let shut = Id::unique("import menu that was open");
    let last: Option<Id> = ui.data(|data| data.get_temp(shut));
    let is_open = Popup::is_id_open(ui.ctx(), menu);
    if is_open {
        ui.data_mut(|data| data.insert_temp(shut, menu));
    } else if last == Some(menu) {
        // The keyboard goes back to where the menu was opened.
        ui.data_mut(|data| data.remove::<Id>(shut));
        response.request_focus();
    }
    response.on_hover_text("Say what this column is");
}

fn paint_heading(ui: &Ui, heading: &Heading, rect: Rect, response: &Response) {
    let theme = Theme::of(ui);
    let ground = rect.shrink2(vec2(1.0, 1.0));
    let fill = if response.hovered() || response.has_focus() { theme.selected } else { theme.chip };
    ui.painter().rect_filled(ground, CornerRadius::same(RADIUS), fill);
    focus_ring(ui, response, ground);
    let inner = ground.shrink2(vec2(7.0, 3.0));
    let line = inner.height() / 3.0;
    let strength = |used: Color32| if heading.is_used { used } else { theme.text_weak };
    let lines = [
        (&heading.title, strong_font(), strength(theme.text_strong)),
        (&heading.role, small_font(), strength(theme.accent)),
        (&heading.unit, small_font(), theme.text_weak),
    ];
    for (index, (text, font, colour)) in lines.into_iter().enumerate() {
        let top = inner.top() + line * index as f32;
        let width = if index == 0 { inner.width() - 12.0 } else { inner.width() };
        let place = Rect::from_min_size(egui::pos2(inner.left(), top), vec2(width, line));
        paint_line(ui, place, text, font, colour);
    }
    // A small triangle: there is a menu.
    let tip = egui::pos2(inner.right() - 4.0, inner.top() + line / 2.0 + 2.0);
    let points = vec![tip, tip + vec2(-3.5, -4.0), tip + vec2(3.5, -4.0)];
    ui.painter().add(egui::Shape::convex_polygon(points, theme.text_weak, egui::Stroke::NONE));
}

fn menu_ui(
    ui: &mut Ui,
    heading: &Heading,
    open: &ImportWindow,
    roles: &[ColumnRole],
    opens: bool,
    commands: &mut Vec<Command>,
) {
    ui.set_width(MENU);
    ui.spacing_mut().interact_size.y = CHOICE;
    ui.spacing_mut().item_spacing.y = 2.0;
    let now = roles.get(heading.column).cloned().unwrap_or(ColumnRole::NotUsed);
    let title = strong(ui, format!("{} is", heading.title));
    ui.label(title);
    let plain = [
        ("Date", ColumnRole::Date),
        ("Open", ColumnRole::Open),
        ("High", ColumnRole::High),
        ("Low", ColumnRole::Low),
        ("Close", ColumnRole::Close),
        ("Volume", ColumnRole::Volume),
        ("Not used", ColumnRole::NotUsed),
    ];
    let mut wanted = None;
    for (index, (caption, role)) in plain.into_iter().enumerate() {
        let response = radio_ui(ui, now == role, caption);
        if index == 0 && opens {
            response.request_focus();
        }
        if response.clicked() {
            if now != role {
                wanted = Some(role);
            }
            ui.close();
        }
    }
    let is_value = matches!(now, ColumnRole::Value { .. });
    if radio_ui(ui, is_value, "Values of a series").clicked() && !is_value {
        wanted = Some(value_of(&heading.title));
    }
    if let ColumnRole::Value { id, unit, power } = &now {
        wanted = series_ui(ui, heading.column, id, *unit, *power).or(wanted);
    }
    if let Some(role) = wanted {
        commands.push(answer(with_role(open.answers(), roles, heading.column, role)));
    }
}

/// A choice that shows where the keyboard is.
fn radio_ui(ui: &mut Ui, chosen: bool, caption: &str) -> Response {
    let response = ui.radio(chosen, caption);
    focus_ring(ui, &response, response.rect.expand2(vec2(3.0, 0.0)));
    response
}

/// Id, unit and scale of a column that is a series of its own.
fn series_ui(ui: &mut Ui, column: usize, id: &str, unit: Unit, power: i32) -> Option<ColumnRole> {
    ui.separator();
    let mut wanted = None;
    let memory = Id::unique(("import series of column", column));
    let mut text: String = ui.data(|data| data.get_temp(memory)).unwrap_or_else(|| id.to_owned());
    let name = weak(ui, "Series");
    let label = ui.label(name);
    let field = TextEdit::singleline(&mut text)
        .desired_width(f32::INFINITY)
        .char_limit(96)
        .align(Align2::LEFT_CENTER);
    let response = ui.add(field).labelled_by(label.id);
    let parsed = SeriesKey::parse(text.trim());
    if parsed.is_none() {
        let words = "Expected an id such as etf.flow.total or custom.mine, small letters, digits and points";
        ui.add(Label::new(RichText::new(words).small().color(Theme::of(ui).danger)).wrap());
    }
    if response.lost_focus() {
        if let Some((bare, ..)) = parsed.filter(|_| text.trim() != id) {
            // A series that is known has its unit.
            let known = catalog::entry(&bare).map(|entry| entry.unit).filter(|known| *known != unit);
            let (unit, power) = known.map_or((unit, power), |unit| (unit, 0));
            wanted = Some(ColumnRole::Value { id: text.trim().to_owned(), unit, power });
        }
        keep_typed::<String>(ui, memory, None);
    } else if response.has_focus() {
        keep_typed(ui, memory, Some(text));
    }
    small_print_ui(ui, "The cells are in");
    Grid::new("scales").num_columns(2).spacing([12.0, 2.0]).show(ui, |ui| {
        for (index, scale) in Scale::ALL.iter().enumerate() {
            let is_now = scale.unit == unit && scale.power == power;
            if radio_ui(ui, is_now, &sentence(scale.title)).clicked() && !is_now {
                wanted = Some(ColumnRole::Value { id: id.to_owned(), unit: scale.unit, power: scale.power });
            }
            if index % 2 == 1 {
                ui.end_row();
            }
        }
    });
    wanted
}

/// A column that nobody knows as a series of its own: named after its heading.
fn value_of(title: &str) -> ColumnRole {
    let mut word = String::new();
    for c in title.chars().take(40) {
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        } else if !word.is_empty() && !word.ends_with('_') {
            word.push('_');
        }
    }
    let word = word.trim_end_matches('_');
    let word = if word.is_empty() { "values" } else { word };
    ColumnRole::Value { id: format!("custom.{word}"), unit: Unit::Number, power: 0 }
}
