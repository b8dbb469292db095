//! What would change: per series its rows new, changed, same and rejected, and which were rejected.

use egui::{Align, Button, Checkbox, Id, Label, Layout, Rect, RichText, ScrollArea, Ui, pos2, vec2};

use crate::app::command::Command;
use crate::app::data_words::source_title;
use crate::app::derived::any_title;
use crate::app::import::{
    Answers, ColumnRole, Filling, ImportCommand, ImportPreview, ImportWindow, with_role,
};
use crate::app::state::AppState;
use crate::domain::format::{grouped, visible_text};
use crate::domain::series::SeriesKey;
use crate::domain::unit::Unit;
use crate::ui::panels::dialog::section_ui;
use crate::ui::panels::import::answer;
use crate::ui::theme::Theme;
use crate::ui::theme::style::SMALL;
use crate::ui::widgets::field::{Field, Lines};
use crate::ui::widgets::text::{line_at, small_print_ui, strong, weak};

/// Complaints shown one by one.
const WARNINGS_SHOWN: usize = 50;
/// Height of a series' id, in points.
const ID_HEIGHT: f32 = 22.0;
/// Width of the words beside an id, in points.
const THERE: f32 = 150.0;
/// Longest text of a cell, in characters.
const LONGEST: usize = 40;

/// Series, counts and complaints, in a part that scrolls.
pub(super) fn changes_ui(
    ui: &mut Ui,
    open: &ImportWindow,
    preview: &ImportPreview,
    state: &AppState,
    height: f32,
    commands: &mut Vec<Command>,
) {
    ScrollArea::vertical().id_salt("what changes").max_height(height).auto_shrink([false, false]).show(
        ui,
        |ui| {
            let title = strong(ui, "What will change");
            ui.label(title);
            if preview.rows_that_change() == 0 {
                small_print_ui(ui, "Every row is in the library already: nothing will change");
            }
            for index in 0..preview.reports.len() {
                series_ui(ui, open, preview, index, state, commands);
            }
            drawn_ui(ui, open, preview, state, commands);
            warnings_ui(ui, preview, commands);
            if !preview.keeps_copy() {
                section_ui(ui, "A large file");
                small_print_ui(
                    ui,
                    "No copy of it is kept: undo takes the import back, but redo needs the file again",
                );
            }
        },
    );
}

fn series_ui(
    ui: &mut Ui,
    open: &ImportWindow,
    preview: &ImportPreview,
    index: usize,
    state: &AppState,
    commands: &mut Vec<Command>,
) {
    let Some(report) = preview.reports.get(index) else { return };
    let read = preview.understood.series.iter().find(|read| read.key == report.key);
    ui.add_space(6.0);
    let (_, line) = ui.allocate_space(vec2(ui.available_width(), ID_HEIGHT));
    let there = match state.library().get(&report.key).map(|entry| entry.series.len()) {
        Some(rows) => format!("{} rows there now", grouped(rows as f64, 0)),
        None => "new series".to_owned(),
    };
    let cut = (line.right() - THERE).max(line.left());
    let text = weak(ui, &there);
    line_at(ui, Rect::from_min_max(pos2(cut, line.top()), line.max), Align::Max, text);
    id_ui(ui, open, &report.key, Rect::from_min_max(line.min, pos2(cut, line.bottom())), commands);
    let rejected = read.map_or(0, |read| read.rows_rejected);
    ui.horizontal_wrapped(|ui| {
        for (count, word) in [
            (report.rows_new, "new"),
            (report.rows_changed, "changed"),
            (report.rows_same, "same"),
            (rejected, "rejected"),
        ] {
            count_ui(ui, count, word);
        }
    });
    if let (Some(from), Some(to)) = (report.from, report.to) {
        let unit = read.map(|read| read.unit).filter(|unit| *unit != Unit::Number);
        let unit = unit.map(|unit| format!(", in {}", unit.code())).unwrap_or_default();
        small_print_ui(ui, format!("{} to {}{unit}", from.iso(), to.iso()));
    }
}

/// What the rows will be drawn in place of, and the box that declines it.
fn drawn_ui(
    ui: &mut Ui,
    open: &ImportWindow,
    preview: &ImportPreview,
    state: &AppState,
    commands: &mut Vec<Command>,
) {
    let taken: Vec<_> = preview.reports.iter().filter_map(|report| state.import_takes_over(report)).collect();
    if taken.is_empty() {
        return;
    }
    ui.add_space(10.0);
    let mut draws = open.draws();
    let info = Command::Import(ImportCommand::Draw(!draws)).info();
    let enabled = open.filling() == Filling::No;
    let response = ui.add_enabled(enabled, Checkbox::new(&mut draws, info.caption));
    if response.on_hover_text(info.tooltip).clicked() {
        commands.push(Command::Import(ImportCommand::Draw(draws)));
    }
    for over in taken {
        let (title, source) = (any_title(&over.drawn.id), source_title(&over.drawn.source));
        let until = over.drawn_until.day_label();
        if !draws {
            small_print_ui(ui, format!("{title} stays that of {source}, until {until}"));
        } else if over.goes_back() {
            let words = format!(
                "{title} of {source} goes on until {until}; drawn instead, it ends on {}, and so does what \
                 is computed as of its last row",
                over.until.day_label()
            );
            ui.add(Label::new(RichText::new(words).size(SMALL).color(Theme::of(ui).text_strong)).wrap());
        } else {
            small_print_ui(ui, format!("In place of {title} of {source}, until {until}"));
        }
    }
}

fn count_ui(ui: &mut Ui, count: u64, word: &str) {
    let theme = Theme::of(ui);
    let colour = match (count, word) {
        (0, _) => theme.text_weak,
        (_, "rejected") => theme.danger,
        _ => theme.text_strong,
    };
    let number = theme.numbers.of(grouped(count as f64, 0));
    ui.label(RichText::new(format!("{number} {word}")).color(colour));
    ui.add_space(6.0);
}

/// The id of a series, which can be typed.
fn id_ui(ui: &mut Ui, open: &ImportWindow, key: &SeriesKey, rect: Rect, commands: &mut Vec<Command>) {
    let now = key.to_string();
    let roles = open.roles();
    let is_only = open.preview().is_some_and(|preview| preview.understood.series.len() == 1);
    let own = roles.iter().position(|role| matches!(role, ColumnRole::Value { id, .. } if *id == now));
    let field = Field {
        id: Id::unique(("import id", &now)),
        name: format!("Id of {now}"),
        hint: "price.btc.usd",
        strong: true,
        align: Align::Min,
        editable: open.filling() == Filling::No && (is_only || own.is_some()),
        longest: 96,
        lines: Lines::One,
    };
    let fits = |text: &str| SeriesKey::parse(text.trim()).is_some();
    let Some(typed) = field.ui(ui, rect, &now, fits, "The id of one of several price series is its own")
    else {
        return;
    };
    let typed = typed.trim().to_owned();
    if typed == now {
        return;
    }
    let answers = match own.and_then(|column| Some((column, roles.get(column)?))) {
        Some((column, ColumnRole::Value { unit, power, .. })) if !is_only => {
            let role = ColumnRole::Value { id: typed, unit: *unit, power: *power };
            with_role(open.answers(), &roles, column, role)
        }
        _ => Answers { series: Some(typed), ..open.answers().clone() },
    };
    commands.push(answer(answers));
}

fn warnings_ui(ui: &mut Ui, preview: &ImportPreview, commands: &mut Vec<Command>) {
    let understood = &preview.understood;
    if understood.warnings_total == 0 {
        return;
    }
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        let title = strong(ui, format!("Not taken ({})", grouped(understood.warnings_total as f64, 0)));
        ui.label(title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let button = Button::new(RichText::new("Copy").size(SMALL)).small();
            let response = ui.add(button).on_hover_text("Put these lines on the clipboard");
            if response.accessible_name("Copy what was not taken").clicked() {
                let lines: Vec<String> = understood.warnings.iter().map(ToString::to_string).collect();
                commands.push(Command::CopyText(lines.join("\n")));
            }
        });
    });
    let theme = Theme::of(ui);
    for warning in understood.warnings.iter().take(WARNINGS_SHOWN) {
        let line = format!("Line {}, {}", grouped(warning.line as f64, 0), cut(&warning.column));
        ui.label(RichText::new(line).color(theme.text));
        let found = if warning.found.is_empty() {
            "nothing".to_owned()
        } else {
            format!("“{}”", cut(&warning.found))
        };
        let words = format!("expected {}, found {found}", warning.expected);
        let words = weak(ui, words);
        ui.add(Label::new(words).wrap());
    }
    let shown = understood.warnings.len().min(WARNINGS_SHOWN) as u64;
    let more = understood.warnings_total.saturating_sub(shown);
    if more > 0 {
        small_print_ui(ui, format!("… and {} more", grouped(more as f64, 0)));
    }
}

fn cut(cell: &str) -> String {
    let cell = visible_text(cell);
    if cell.chars().count() <= LONGEST {
        return cell;
    }
    cell.chars().take(LONGEST - 1).chain(['…']).collect()
}
