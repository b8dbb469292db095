//! What can be done with a pane and with a series in it: the menus of the legend.

use egui::{Button, Color32, Pos2, RichText, Sense, Ui, WidgetInfo, vec2};

use crate::app::command::{Command, Dialog};
use crate::app::data_words::source_title;
use crate::app::derived::any_title;
use crate::app::edit::Edit;
use crate::app::edit_computed::siblings;
use crate::app::edit_panes::{PaneEdit, whole_title};
use crate::app::pane_notes::PaneNote;
use crate::app::pane_spec::{AxisChoice, Compare, Style};
use crate::app::panes::{Pane, PaneSeries, can_be_log};
use crate::app::picture::{PictureRequest, PictureSubject};
use crate::app::state::AppState;
use crate::app::summary::pane_summary;
use crate::calc::calculation::instance::Instance;
use crate::chart::scale::ScaleKind;
use crate::domain::catalog::FEAR_GREED;
use crate::domain::format::signed_percent;
use crate::domain::time::UnixSecs;
use crate::ui::chart::indicator_card::{Page, open};
use crate::ui::chart::readout::copied_words;
use crate::ui::chart::value_axis::value_text;
use crate::ui::in_force::numbers;
use crate::ui::theme::Theme;

/// The menu of a pane.
pub fn pane_menu_ui(ui: &mut Ui, state: &AppState, pane: &Pane, commands: &mut Vec<Command>) {
    let id = || pane.id.clone();
    let alone = state.view().maximised.as_ref() == Some(&pane.id);
    let word = if alone { "Restore all panes" } else { "Maximise" };
    let command = Command::ToggleMaximised(id());
    item_ui(ui, word, Choice::Plain, true, command, commands);
    let specs = &state.document().panes;
    if let Some(at) = specs.iter().position(|spec| spec.id == pane.id) {
        let shown = |index: &usize| specs.get(*index).is_some_and(|spec| !spec.hidden);
        let above = (0..at).rev().find(shown);
        let below = (at + 1..specs.len()).find(shown);
        for (word, to) in [("Move up", above), ("Move down", below)] {
            let edit = PaneEdit::Move { pane: id(), to: to.unwrap_or(at) };
            edit_ui(ui, word, Choice::Plain, to.is_some(), edit, commands);
        }
    }
    ui.separator();
    for scale in [ScaleKind::Linear, ScaleKind::Log] {
        let refused =
            (scale == ScaleKind::Log).then(|| pane.series.iter().find(|series| !can_be_log(series)));
        let refused = refused.flatten().map(|series| &series.title);
        let word = if scale == ScaleKind::Log { "Logarithmic axis" } else { "Linear axis" };
        let edit = PaneEdit::SetScale { pane: id(), scale };
        let response = edit_ui(ui, word, Choice::of(pane.scale == scale), refused.is_none(), edit, commands);
        if let Some(title) = refused {
            response
                .on_disabled_hover_text(format!("{title} has values of 0 or less, which have no logarithm"));
        }
    }
    ui.separator();
    for compare in Compare::ALL {
        let edit = PaneEdit::SetCompare { pane: id(), compare };
        edit_ui(ui, compare.label(), Choice::of(pane.compare == compare), true, edit, commands);
    }
    ui.separator();
    let shaded = pane.shade_closed;
    let edit = PaneEdit::ShadeClosed { pane: id(), shaded: !shaded };
    edit_ui(ui, "Shade weekends and holidays", Choice::of(shaded), true, edit, commands);
    let shaded = specs.iter().any(|spec| spec.id == pane.id && spec.shade_mood);
    let edit = PaneEdit::ShadeMood { pane: id(), shaded: !shaded };
    let there = state.library().drawn(FEAR_GREED, &state.document().preferred_sources).is_some();
    edit_ui(ui, "Shade fear and greed", Choice::of(shaded), there || shaded, edit, commands)
        .on_disabled_hover_text("There is no Fear & Greed index yet: refresh or import it");
    ui.menu_button("Add series", |ui| add_series_ui(ui, state, pane, commands));
    ui.separator();
    copies_ui(ui, state, pane, state.cursor_row().map(|row| row.time), None, commands);
    ui.separator();
    edit_ui(ui, "Hide pane", Choice::Plain, true, PaneEdit::Hide { pane: id(), hidden: true }, commands);
    edit_ui(ui, "Remove pane", Choice::Plain, true, PaneEdit::Remove { pane: id() }, commands);
}

/// Copies and exports of what a pane shows, at a time or at its last row.
pub fn copies_ui(
    ui: &mut Ui,
    state: &AppState,
    pane: &Pane,
    time: Option<UnixSecs>,
    under: Option<&str>,
    commands: &mut Vec<Command>,
) {
    let value = copied_words(state, pane, time, under);
    let command = Command::CopyText(value.clone().unwrap_or_default());
    item_ui(ui, "Copy value", Choice::Plain, value.is_some(), command, commands);
    let summary = Command::CopyText(pane_summary(state, pane));
    item_ui(ui, "Copy summary", Choice::Plain, true, summary, commands);
    let dialog = || Command::ShowDialog(Some(Dialog::ExportPicture));
    let subject = PictureSubject::Pane(pane.id.clone());
    let request = PictureRequest { subject, ..state.view().picture.clone() };
    let before = commands.len();
    item_ui(ui, "Export this pane…", Choice::Plain, true, Command::SetPicture(request), commands);
    if commands.len() > before {
        commands.push(dialog());
    }
    item_ui(ui, "Export…", Choice::Plain, true, dialog(), commands);
}

/// Every series of the library that the pane does not hold yet.
fn add_series_ui(ui: &mut Ui, state: &AppState, pane: &Pane, commands: &mut Vec<Command>) {
    let mut any = false;
    for (group, ids) in state.library().tree() {
        let missing: Vec<String> =
            ids.into_iter().filter(|id| !pane.legend().any(|(series, _)| series.id == *id)).collect();
        if missing.is_empty() {
            continue;
        }
        any = true;
        ui.menu_button(group.title(), |ui| {
            for id in missing {
                let edit = PaneEdit::Put { series: id.clone(), pane: pane.id.clone() };
                edit_ui(ui, &any_title(&id), Choice::Plain, true, edit, commands);
            }
        });
    }
    if !any {
        ui.weak("Every series is here already");
    }
}

/// The menu of a series in a pane.
pub fn series_menu_ui(
    ui: &mut Ui,
    state: &AppState,
    pane: &Pane,
    series: &PaneSeries,
    drawn: bool,
    cursor: Option<UnixSecs>,
    commands: &mut Vec<Command>,
) {
    let (id, at) = (|| series.id.clone(), || pane.id.clone());
    ui.label(RichText::new(&series.title).strong());
    let hide = PaneEdit::HideSeries { series: id(), pane: at(), hidden: drawn };
    edit_ui(ui, if drawn { "Hide" } else { "Show" }, Choice::Plain, true, hide, commands);
    let placed = state.document().pane(&pane.id).and_then(|spec| spec.placed(&series.id));
    let chosen = placed.map_or(Style::Auto, |placed| placed.style);
    ui.menu_button("Draw as", |ui| {
        let has_candles = series.entry.series.ohlcv().is_some();
        for style in Style::ALL.into_iter().filter(|style| has_candles || !style.needs_candles()) {
            let edit = PaneEdit::SetStyle { series: id(), pane: at(), style };
            edit_ui(ui, style.label(), Choice::of(chosen == style), true, edit, commands);
        }
        if series.entry.series.ohlcv().is_some_and(|candles| candles.volume.is_some()) {
            ui.separator();
            let edit = PaneEdit::ShowVolume { series: id(), pane: at(), shown: !series.volume };
            edit_ui(ui, "Volume", Choice::of(series.volume), true, edit, commands);
        }
    });
    let axis = placed.map_or(AxisChoice::Auto, |placed| placed.axis);
    ui.menu_button("Axis", |ui| {
        for choice in AxisChoice::ALL {
            let edit = PaneEdit::SetAxis { series: id(), pane: at(), axis: choice };
            edit_ui(ui, choice.label(), Choice::of(axis == choice), true, edit, commands);
        }
    });
    ui.menu_button("Colour", |ui| colours_ui(ui, pane, series, commands));
    if state.library().sources(&series.id).len() > 1 {
        ui.menu_button("Source", |ui| sources_ui(ui, state, series, cursor, commands));
    }
    ui.menu_button("Move to", |ui| {
        for other in state.all_panes().iter().filter(|other| other.id != pane.id) {
            let edit = PaneEdit::MoveSeries { series: id(), pane: at(), to: Some(other.id.clone()) };
            edit_ui(ui, &other.title, Choice::Plain, true, edit, commands);
        }
        let edit = PaneEdit::MoveSeries { series: id(), pane: at(), to: None };
        edit_ui(ui, "A pane of its own", Choice::Plain, true, edit, commands);
    });
    if series.is_computed() {
        return;
    }
    ui.separator();
    let remove = PaneEdit::RemoveSeries { series: id(), pane: at() };
    edit_ui(ui, "Remove", Choice::Plain, true, remove, commands);
}

/// The menu of an indicator that is no line.
pub fn note_menu_ui(ui: &mut Ui, pane: &Pane, note: &PaneNote, commands: &mut Vec<Command>) {
    ui.label(RichText::new(&note.title).strong());
    let (series, at, hidden) = (note.id.clone(), pane.id.clone(), !note.hidden);
    let word = if note.hidden { "Show" } else { "Hide" };
    let edit = PaneEdit::HideSeries { series, pane: at, hidden };
    edit_ui(ui, word, Choice::Plain, !note.is_missing, edit, commands);
}

/// What can be done with an indicator as a whole; nothing for other series.
pub fn indicator_items_ui(
    ui: &mut Ui,
    state: &AppState,
    pane: &str,
    id: &str,
    at: Pos2,
    commands: &mut Vec<Command>,
) {
    if Instance::parse(id).is_none() {
        return;
    }
    ui.separator();
    let pages = [
        ("Settings…", Page::Settings, "Change its parameters here"),
        ("About this indicator", Page::About, "Definition, formula, source, inputs and rows"),
    ];
    for (word, page, tooltip) in pages {
        let response = ui.add(Button::new(word)).on_hover_text(tooltip);
        if response.clicked() {
            open(ui, state, pane, id, page, at);
            ui.close();
        }
    }
    ui.separator();
    let series = state.document().pane(pane).map_or_else(Vec::new, |spec| siblings(spec, id));
    // Its lines go together, so it says how many they are.
    let word =
        if series.len() > 1 { format!("Remove {}", whole_title(&series)) } else { "Remove".to_owned() };
    let edit = PaneEdit::RemoveComputed { series, pane: pane.to_owned() };
    edit_ui(ui, &word, Choice::Plain, true, edit, commands);
}

fn colours_ui(ui: &mut Ui, pane: &Pane, series: &PaneSeries, commands: &mut Vec<Command>) {
    let theme = Theme::of(ui);
    let edit = |hue| PaneEdit::SetHue { series: series.id.clone(), pane: pane.id.clone(), hue };
    edit_ui(ui, "Its own", Choice::of(series.hue.is_none()), true, edit(None), commands);
    ui.horizontal_wrapped(|ui| {
        ui.set_max_width(6.0 * 26.0);
        for (hue, colour) in (0_u8..).zip(theme.palette) {
            if swatch_ui(ui, hue, colour, series.hue == Some(hue)) {
                commands.push(Command::Edit(Edit::Panes(edit(Some(hue)))));
                ui.close();
            }
        }
    });
}

fn swatch_ui(ui: &mut Ui, hue: u8, colour: Color32, chosen: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::click());
    let name = format!("Colour {}", hue + 1);
    response.widget_info(|| WidgetInfo::selected(egui::accesskit::Role::RadioButton, true, chosen, &name));
    ui.painter().circle_filled(rect.center(), 7.0, colour);
    if chosen || response.hovered() || response.has_focus() {
        let ring = egui::Stroke::new(1.5, Theme::of(ui).text_strong);
        ui.painter().circle_stroke(rect.center(), 9.5, ring);
    }
    response.clicked()
}

/// The sources of a series, each with its value and how far it is from the drawn one.
fn sources_ui(
    ui: &mut Ui,
    state: &AppState,
    series: &PaneSeries,
    cursor: Option<UnixSecs>,
    commands: &mut Vec<Command>,
) {
    let library = state.library();
    let drawn = &series.stored.series;
    let when = cursor.or(drawn.last_time());
    let value_of = |rows: &crate::domain::series::Series| {
        let row = rows.row_at_or_before(when?)?;
        rows.values().get(row).copied().filter(|value| !value.is_nan())
    };
    let reference = value_of(drawn);
    for source in library.sources(&series.id) {
        let key = crate::domain::series::SeriesKey::new(&series.id, source.clone());
        let Some(entry) = library.get(&key) else { continue };
        let is_drawn = entry.series.key().source == drawn.key().source;
        let mut words = source_title(source).to_owned();
        if let Some(value) = value_of(&entry.series) {
            words.push_str(&numbers(ui).of(format!("   {}", value_text(series.measure, value))));
            if let (false, Some(reference)) = (is_drawn, reference) {
                words.push_str(&numbers(ui).of(format!("   {}", signed_percent(value / reference - 1.0, 2))));
            }
        }
        let command =
            Command::Edit(Edit::PreferSource { id: series.id.clone(), source: Some(source.clone()) });
        item_ui(ui, &words, Choice::of(is_drawn), true, command, commands);
    }
    if let Some(when) = when {
        ui.weak(format!("Values of {}", when.day_label()));
    }
}

/// What stands before an item of a menu.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// It does something.
    Plain,
    /// It is the choice in force.
    Chosen,
    /// It is another choice.
    Other,
}

impl Choice {
    fn of(chosen: bool) -> Self {
        if chosen { Self::Chosen } else { Self::Other }
    }
}

fn edit_ui(
    ui: &mut Ui,
    words: &str,
    choice: Choice,
    enabled: bool,
    edit: PaneEdit,
    commands: &mut Vec<Command>,
) -> egui::Response {
    item_ui(ui, words, choice, enabled, Command::Edit(Edit::Panes(edit)), commands)
}

fn item_ui(
    ui: &mut Ui,
    words: &str,
    choice: Choice,
    enabled: bool,
    command: Command,
    commands: &mut Vec<Command>,
) -> egui::Response {
    let marked = match choice {
        Choice::Chosen => format!("✓ {words}"),
        Choice::Other => format!("     {words}"),
        Choice::Plain => words.to_owned(),
    };
    let response = ui.add_enabled(enabled, Button::new(marked));
    response.widget_info(|| match choice {
        Choice::Plain => WidgetInfo::labeled(egui::accesskit::Role::MenuItem, enabled, words),
        choice => WidgetInfo::selected(
            egui::accesskit::Role::MenuItemCheckBox,
            enabled,
            choice == Choice::Chosen,
            words,
        ),
    });
    let tooltip = command.info().tooltip;
    if response.clicked() {
        commands.push(command);
        ui.close();
    }
    response.on_hover_text(tooltip)
}
