//! Everything that can be asked for now, once each and in words.
//!
//! The palette, the shortcut sheet and the tests read this list; menus are held to it by
//! a test. Exhaustive by construction: [`CommandKind`] has one entry for each variant of
//! [`Command`], and every entry either offers something or says why it cannot be offered,
//! so that the compiler asks about a new command before anybody can forget it.

mod data;
mod edits;
mod imports;
mod kinds;
mod offer;
mod panes;
mod spaces;
mod tools;

use crate::app::command::{
    Command, CursorMove, CursorReach, Dialog, Direction, End, NudgeStep, PathPurpose, Selection,
    TimeDirection, ZoomDirection,
};
use crate::app::data_command::DataPage;
use crate::app::dispatch::sentence;
use crate::app::edit::Edit;
use crate::app::export::ExportKind;
use crate::app::level_edits::level_words;
use crate::app::note_edits;
use crate::app::offered::kinds::{CommandKind, DialogKind};
pub use crate::app::offered::offer::{Group, Offer};
use crate::app::settings::{ThemeChoice, TimeZoneChoice};
use crate::app::state::AppState;
use crate::app::summary::pane_summary;
use crate::app::view::{AxisId, Tab};
use crate::chart::viewport::RangePreset;
use crate::domain::format::grouped;
use crate::domain::level::{LevelKind, Place};

/// The offers as they are gathered.
struct Offers<'a> {
    state: &'a AppState,
    list: Vec<Offer>,
    /// What is not offered, by the name of its variant, and why.
    withheld: Vec<(&'static str, &'static str)>,
    /// The variant whose turn it is.
    turn: &'static str,
}

impl Offers<'_> {
    #[expect(clippy::indexing_slicing, reason = "what was pushed in the line above is there")]
    fn add(&mut self, group: Group, command: Command, caption: impl Into<String>) -> &mut Offer {
        let at = self.list.len();
        self.list.push(Offer::new(self.state, group, command, caption));
        &mut self.list[at]
    }

    /// An edit by the words of its step of undo.
    fn edit(&mut self, group: Group, edit: Edit) -> &mut Offer {
        let caption = sentence(&edit.caption(self.state.document()));
        self.add(group, Command::Edit(edit), caption)
    }

    fn withhold(&mut self, why: &'static str) {
        self.withheld.push((self.turn, why));
    }
}

impl Command {
    /// Every command a user can give, with what it needs filled in where that is finite,
    /// and whether it can be given now.
    ///
    /// **Shape.** Grouped, in the order of the menus; no command twice.
    /// **Cost.** A few microseconds an offer, some hundred offers on an ordinary document:
    /// for a list that is opened, not for every frame.
    pub fn offered(state: &AppState) -> Vec<Offer> {
        let mut list = gathered(state).list;
        list.sort_by_key(|offer| offer.group);
        list
    }
}

fn gathered(state: &AppState) -> Offers<'_> {
    let mut offers = Offers { state, list: Vec::new(), withheld: Vec::new(), turn: "" };
    for kind in CommandKind::ALL {
        offers.turn = kind.name();
        of_command(&mut offers, *kind);
    }
    offers
}

const POINTER: &str = "it comes from the pointer or from typing, which say where and what";
const PATH: &str = "it needs the path that its window asks for";
const NO_SELECTION: &str = "Select a level, a waypoint or a note first";
const NO_PRICE: &str = "There is no price yet: import a CSV file first";
const NO_CURSOR: &str = "Put the data cursor on first";
const NO_IMPORT: &str = "Read a file first";

fn of_command(offers: &mut Offers<'_>, kind: CommandKind) {
    let state = offers.state;
    match kind {
        CommandKind::Edit => edits::of_edits(offers),
        CommandKind::Preview | CommandKind::CommitPreview | CommandKind::CancelPreview => {
            offers.withhold("a drag shows it while it lasts");
        }
        CommandKind::Undo => {
            step(offers, Command::Undo, state.history().undo_caption(), "There is nothing to undo");
        }
        CommandKind::Redo => {
            step(offers, Command::Redo, state.history().redo_caption(), "There is nothing to redo");
        }
        CommandKind::Select => of_select(offers),
        CommandKind::SelectNextLevel => {
            let any = state.document().levels.iter().any(|level| !level.hidden);
            let offer = offers.add(Group::Levels, Command::SelectNextLevel, "Select the next level down");
            offer.needs(any, "No level is shown");
        }
        CommandKind::Nudge => of_nudges(offers),
        CommandKind::NudgeTime => {
            let is_line = |id| matches!(state.document().level(id), Some(level) if matches!(level.place, Place::Line { .. }));
            let movable = match state.selection() {
                Some(Selection::Note(_) | Selection::Scenario { waypoint: Some(_), .. }) => true,
                selection => selection.and_then(Selection::level).is_some_and(is_line),
            };
            for (way, words) in [(TimeDirection::Earlier, "earlier"), (TimeDirection::Later, "later")] {
                let caption = format!("Move the selection a day {words}");
                let offer = offers.add(Group::Edit, Command::NudgeTime(way), caption);
                offer.needs(movable, "Select a waypoint, a note or a sloped line first");
            }
        }
        CommandKind::DeleteSelected => {
            let blocked = why_fixed(state);
            let offer = offers.add(Group::Edit, Command::DeleteSelected, "Delete what is selected");
            offer.blocked = blocked;
        }
        CommandKind::ToggleLockSelected => {
            let level = selected_level_locked(state);
            let word = if level == Some(true) { "Unlock" } else { "Lock" };
            let caption = format!("{word} the selected level");
            let offer = offers.add(Group::Edit, Command::ToggleLockSelected, caption);
            offer.needs(level.is_some(), "Select a level first");
        }
        CommandKind::AddLevelAtLastClose => {
            let possible = state.last_close().is_some() || state.cursor_price().is_some();
            for kind in LevelKind::ALL {
                let command = Command::AddLevelAtLastClose(kind);
                let caption = command.info().caption;
                offers.add(Group::Levels, command, caption).needs(possible, NO_PRICE);
            }
        }
        CommandKind::SetTimeView | CommandKind::TakeAxis => offers.withhold(POINTER),
        CommandKind::ApplyPreset => {
            for preset in RangePreset::ALL {
                let caption = format!("Range: {}", preset.label());
                let in_force = state.view().preset == Some(preset);
                offers.add(Group::Chart, Command::ApplyPreset(preset), caption).state(in_force);
            }
        }
        CommandKind::Zoom => {
            offers.add(Group::Chart, Command::Zoom(ZoomDirection::In), "Zoom in: show less time");
            offers.add(Group::Chart, Command::Zoom(ZoomDirection::Out), "Zoom out: show more time");
        }
        CommandKind::Pan => {
            offers.add(Group::Chart, Command::Pan(TimeDirection::Earlier), "Pan left to earlier time");
            offers.add(Group::Chart, Command::Pan(TimeDirection::Later), "Pan right to later time");
        }
        CommandKind::GoTo => {
            for end in [End::First, End::Last] {
                let caption = Command::GoTo(end).info().caption;
                offers.add(Group::Chart, Command::GoTo(end), caption);
            }
        }
        CommandKind::FitAxis => of_axes(offers),
        CommandKind::FitAxes => {
            let taken = state.view().has_taken_axes();
            let offer = offers.add(Group::Chart, Command::FitAxes, "Fit every value axis");
            offer.needs(taken, "Every axis fits already");
        }
        CommandKind::ToggleMaximised => {
            for pane in state.all_panes() {
                let alone = state.view().maximised.as_ref() == Some(&pane.id);
                let caption = if alone {
                    "Restore all panes".to_owned()
                } else {
                    format!("Maximise the {} pane", pane.title)
                };
                offers.add(Group::Panes, Command::ToggleMaximised(pane.id.clone()), caption).state(alone);
            }
        }
        CommandKind::SetTheme
        | CommandKind::ToggleLeftPanel
        | CommandKind::ToggleNavigator
        | CommandKind::ToggleRightPanel
        | CommandKind::ShowTab
        | CommandKind::SetTimeZone
        | CommandKind::ScaleUp
        | CommandKind::ScaleDown
        | CommandKind::ScaleReset
        | CommandKind::ToggleFullScreen => of_view(offers, kind),
        CommandKind::ShowDialog => {
            for dialog in DialogKind::ALL {
                offers.turn = dialog.name();
                of_dialog(offers, *dialog);
            }
        }
        CommandKind::ChooseImport => {
            offers.add(Group::File, Command::ChooseImport, "Import CSV…");
        }
        CommandKind::PreviewImport
        | CommandKind::ExportTo
        | CommandKind::ImportNotesFrom
        | CommandKind::ExportNotesTo
        | CommandKind::ImportLevelsFrom
        | CommandKind::ExportLevelsTo
        | CommandKind::ExportTable
        | CommandKind::ExportPicture => offers.withhold(PATH),
        CommandKind::ConfirmImport => {
            let read = state.import_preview().is_some();
            let offer = offers.add(Group::File, Command::ConfirmImport, "Store the file that was read");
            offer.needs(read, NO_IMPORT);
        }
        CommandKind::CancelImport => {
            let read = state.import_preview().is_some();
            let offer = offers.add(Group::File, Command::CancelImport, "Drop the file that was read");
            offer.needs(read, NO_IMPORT);
        }
        CommandKind::Import => imports::of_imports(offers),
        CommandKind::ChooseExport => {
            for kind in [ExportKind::Csv, ExportKind::Svg, ExportKind::Png] {
                let caption = Command::ChooseExport(kind).info().caption;
                offers.add(Group::File, Command::ChooseExport(kind), caption);
            }
        }
        CommandKind::CancelJob => {
            for job in state.running_jobs() {
                let caption = format!("Cancel: {}", job.title);
                offers.add(Group::File, Command::CancelJob(job.id), caption);
            }
            offers.withhold("offered for each job that runs");
        }
        CommandKind::DismissNotice => {
            for notice in state.notices().shown() {
                let caption = format!("Dismiss the notice “{}”", notice.text);
                offers.add(Group::View, Command::DismissNotice(notice.id), caption);
            }
            offers.withhold("offered for each notice on show");
        }
        CommandKind::Quit => {
            offers.add(Group::File, Command::Quit, "Quit");
        }
        CommandKind::AddNoteAtLastRow => {
            offers.add(Group::Chart, Command::AddNoteAtLastRow, "Add note");
        }
        CommandKind::GoToNote => {
            for note in &state.document().notes {
                let caption = format!("Go to {}", note_edits::words(state.document(), note.id));
                offers.add(Group::Notes, Command::GoToNote(note.id), caption);
            }
            offers.withhold("offered for each note");
        }
        CommandKind::GoToEvent => {
            for (index, event) in state.events().iter().enumerate() {
                let caption = format!("Go to {}: {}", event.date.day_label(), event.title);
                offers.add(Group::Notes, Command::GoToEvent(index), caption);
            }
        }
        CommandKind::ChooseNotesImport => {
            offers.add(Group::File, Command::ChooseNotesImport, "Import notes from CSV…");
        }
        CommandKind::ChooseNotesExport => {
            let any = !state.document().notes.is_empty();
            let offer = offers.add(Group::File, Command::ChooseNotesExport, "Export notes as CSV…");
            offer.needs(any, "There are no notes yet");
        }
        CommandKind::GoToDate => offers.withhold("offered for the date that is typed"),
        CommandKind::SetTable | CommandKind::ChooseTable => {
            offers.withhold("the window of the export asks for it");
        }
        CommandKind::SetPicture | CommandKind::ChoosePicture => {
            offers.withhold("the window of the picture asks for it");
        }
        CommandKind::CopyPicture => {
            let command = Command::CopyPicture(state.view().picture.clone());
            let possible = state.picture_maker.is_some();
            let offer = offers.add(Group::File, command, "Copy the picture to the clipboard");
            offer.needs(possible, "This program draws no pictures");
        }
        CommandKind::CopyText => {
            spaces::of_path(offers);
            for pane in state.all_panes() {
                let command = Command::CopyText(pane_summary(state, pane));
                offers.add(Group::Panes, command, format!("Copy the summary of the {} pane", pane.title));
            }
        }
        CommandKind::ToggleDataCursor
        | CommandKind::StartDataCursor
        | CommandKind::PutDataCursor
        | CommandKind::MoveDataCursor
        | CommandKind::MeasureFromDataCursor
        | CommandKind::DropMeasure => of_cursor(offers, kind),
        CommandKind::NewWorkspace
        | CommandKind::ChooseWorkspace
        | CommandKind::OpenWorkspace
        | CommandKind::ChooseWorkspaceCopy
        | CommandKind::SaveWorkspaceAs
        | CommandKind::DuplicateWorkspace
        | CommandKind::ClearRecent
        | CommandKind::CheckRecent
        | CommandKind::RevealWorkspace
        | CommandKind::SaySaved
        | CommandKind::JumpTo
        | CommandKind::EnterSafeMode => spaces::of_spaces(offers, kind),
        CommandKind::Data => data::of_data(offers),
        CommandKind::ChangeSetting
        | CommandKind::DrawLine
        | CommandKind::AddLine
        | CommandKind::LeaveTool
        | CommandKind::AddZoneAtLastClose
        | CommandKind::TypePriceOfSelected
        | CommandKind::ArmAlert
        | CommandKind::ClearAlertLog
        | CommandKind::RestoreAlertLog
        | CommandKind::ChooseLevelsImport
        | CommandKind::ChooseLevelsExport => tools::of_tools(offers, kind),
    }
}

fn step(offers: &mut Offers<'_>, command: Command, step: Option<&str>, why_not: &str) {
    let word = command.info().caption;
    let caption = step.map_or_else(|| word.to_owned(), |step| format!("{word} {step}"));
    offers.add(Group::Edit, command, caption).needs(step.is_some(), why_not);
}

fn selected_level_locked(state: &AppState) -> Option<bool> {
    let id = state.selection().and_then(Selection::level)?;
    state.document().level(id).map(|level| level.locked)
}

/// Why what is selected cannot be moved or deleted.
fn why_fixed(state: &AppState) -> Option<String> {
    let why = match (state.selection(), selected_level_locked(state)) {
        (_, Some(true)) => "The selected level is locked: unlock it first",
        (_, Some(false)) => return None,
        (Some(Selection::Note(_) | Selection::Scenario { waypoint: Some(_), .. }), None) => return None,
        _ => NO_SELECTION,
    };
    Some(why.to_owned())
}

fn of_select(offers: &mut Offers<'_>) {
    let document = offers.state.document();
    for level in &document.levels {
        let command = Command::Select(Some(Selection::Level(level.id)));
        offers.add(Group::Levels, command, format!("Select {}", level_words(level)));
    }
    for scenario in &document.scenarios {
        let selection = Selection::Scenario { id: scenario.id.clone(), waypoint: None };
        let caption = format!("Select the scenario of {}", scenario.house);
        offers.add(Group::Scenarios, Command::Select(Some(selection)), caption);
        for (index, waypoint) in scenario.waypoints.iter().enumerate() {
            let selection = Selection::Scenario { id: scenario.id.clone(), waypoint: Some(index) };
            let word = if waypoint.target { "target" } else { "waypoint" };
            let caption = format!("Select the {word} of {}, {}", scenario.house, waypoint.date.day_label());
            offers.add(Group::Scenarios, Command::Select(Some(selection)), caption);
        }
    }
    let any = offers.state.selection().is_some();
    let offer = offers.add(Group::Edit, Command::Select(None), "Select nothing");
    offer.needs(any, "Nothing is selected");
}

fn of_nudges(offers: &mut Offers<'_>) {
    let (blocked, usd) = (why_fixed(offers.state), offers.state.nudge_step_usd());
    for step in [NudgeStep::One, NudgeStep::Ten, NudgeStep::Fine] {
        let by = usd * step.factor();
        let by = grouped(by, if by.fract().abs() < 1e-9 { 0 } else { 2 });
        for (way, word) in [(Direction::Up, "up"), (Direction::Down, "down")] {
            let caption = format!("Move the selection {word} by ${by}");
            offers.add(Group::Edit, Command::Nudge(way, step), caption).blocked.clone_from(&blocked);
        }
    }
}

fn of_axes(offers: &mut Offers<'_>) {
    for pane in offers.state.all_panes() {
        let mut axes = vec![(AxisId::right(&pane.id), "right")];
        if pane.left.is_some() {
            axes.push((AxisId::left(&pane.id), "left"));
        }
        for (axis, side) in axes {
            let taken = offers.state.view().taken(&axis).is_some();
            let caption = format!("Fit the {side} axis of the {} pane", pane.title);
            offers.add(Group::Panes, Command::FitAxis(axis), caption).needs(taken, "It fits already");
        }
    }
}

fn of_view(offers: &mut Offers<'_>, kind: CommandKind) {
    let (view, settings) = (offers.state.view(), offers.state.settings());
    let show_or_hide = |shown: bool| if shown { "Hide" } else { "Show" };
    match kind {
        CommandKind::ToggleLeftPanel => {
            let caption = format!("{} the series panel", show_or_hide(view.left_panel));
            offers.add(Group::View, Command::ToggleLeftPanel, caption).state(view.left_panel);
        }
        CommandKind::ToggleRightPanel => {
            let caption = format!("{} the right panel", show_or_hide(view.right_panel));
            offers.add(Group::View, Command::ToggleRightPanel, caption).state(view.right_panel);
        }
        CommandKind::ToggleNavigator => {
            let caption = format!("{} the history strip", show_or_hide(!view.no_navigator));
            offers.add(Group::View, Command::ToggleNavigator, caption).state(!view.no_navigator);
        }
        CommandKind::ShowTab => {
            for tab in Tab::ALL {
                let caption = format!("Open the {} tab", tab.title());
                let open = view.right_panel && view.tab == tab;
                offers.add(Group::View, Command::ShowTab(tab), caption).state(open);
            }
        }
        CommandKind::SetTheme => {
            for choice in ThemeChoice::ALL {
                let command = Command::SetTheme(choice);
                let caption = format!("Theme: {}", command.info().caption.to_lowercase());
                offers.add(Group::View, command, caption).state(settings.theme == choice);
            }
        }
        CommandKind::SetTimeZone => {
            for (choice, words) in [(TimeZoneChoice::Utc, "UTC"), (TimeZoneChoice::Local, "local time")] {
                let caption = format!("Time zone: {words}");
                let in_force = settings.time_zone == choice;
                offers.add(Group::View, Command::SetTimeZone(choice), caption).state(in_force);
            }
        }
        CommandKind::ToggleFullScreen => {
            let on = offers.state.is_full_screen();
            let caption = if on { "Leave full screen" } else { "Full screen" };
            offers.add(Group::View, Command::ToggleFullScreen, caption).state(on);
        }
        _ => {
            let (command, caption) = match kind {
                CommandKind::ScaleUp => (Command::ScaleUp, "Size: larger"),
                CommandKind::ScaleDown => (Command::ScaleDown, "Size: smaller"),
                _ => (Command::ScaleReset, "Size: as usual"),
            };
            offers.add(Group::View, command, caption);
        }
    }
}

fn of_dialog(offers: &mut Offers<'_>, kind: DialogKind) {
    let (group, dialog, caption) = match kind {
        DialogKind::About => (Group::Help, Dialog::About, "About Hashfloor"),
        DialogKind::Shortcuts => (Group::Help, Dialog::Shortcuts, "Keyboard shortcuts and gestures"),
        DialogKind::GoToDate => (Group::Chart, Dialog::GoToDate, "Go to date…"),
        DialogKind::ExportTable => (Group::File, Dialog::ExportTable, "Export data…"),
        DialogKind::ExportPicture => (Group::File, Dialog::ExportPicture, "Export picture…"),
        DialogKind::Preferences => (Group::File, Dialog::Preferences, "Preferences…"),
        DialogKind::SetPrice | DialogKind::LevelWords => {
            of_level_windows(offers, kind);
            return;
        }
        DialogKind::Palette => (Group::Help, Dialog::Palette, "All commands…"),
        DialogKind::Data => {
            for page in DataPage::ALL {
                let command = Command::ShowDialog(Some(Dialog::Data(page)));
                offers.add(Group::Data, command, data::page_words(page));
            }
            return;
        }
        DialogKind::ResetData => (Group::Data, Dialog::ResetData, "Reset to the case file…"),
        DialogKind::ImportAddress => (Group::File, Dialog::ImportAddress, "Import from an address…"),
        DialogKind::Indicators => (Group::Chart, Dialog::Indicators, "Indicators…"),
        DialogKind::Flows => (Group::Data, Dialog::Flows, "ETF flows by session and fund…"),
        DialogKind::AsKnown => (Group::Data, Dialog::AsKnown, "As known on…"),
        DialogKind::TypePath => {
            let purposes = [
                (PathPurpose::Import, "Type a path to import CSV…"),
                (PathPurpose::Export(ExportKind::Csv), "Type a path to export CSV…"),
                (PathPurpose::Export(ExportKind::Svg), "Type a path to export SVG…"),
                (PathPurpose::Export(ExportKind::Png), "Type a path to export PNG…"),
                (PathPurpose::ImportNotes, "Type a path to import notes…"),
                (PathPurpose::ExportNotes, "Type a path to export notes…"),
                (PathPurpose::ImportLevels, "Type a path to import levels…"),
                (PathPurpose::ExportLevels, "Type a path to export levels…"),
                (PathPurpose::OpenWorkspace, "Type a path to open a workspace…"),
                (PathPurpose::SaveWorkspaceAs, "Type a path to save the workspace as…"),
            ];
            for (purpose, caption) in purposes {
                let command = Command::ShowDialog(Some(Dialog::TypePath(purpose)));
                offers.add(Group::File, command, caption);
            }
            return;
        }
    };
    offers.add(group, Command::ShowDialog(Some(dialog)), caption);
}

fn of_level_windows(offers: &mut Offers<'_>, kind: DialogKind) {
    for level in &offers.state.document().levels {
        let words = level_words(level);
        let (dialog, caption) = match kind {
            DialogKind::SetPrice => (Dialog::SetPrice(level.id), format!("Set the price of {words}…")),
            _ => (Dialog::LevelWords(level.id), format!("Note and source of {words}…")),
        };
        let can = kind == DialogKind::LevelWords || !level.locked;
        let offer = offers.add(Group::Levels, Command::ShowDialog(Some(dialog)), caption);
        offer.needs(can, "It is locked: unlock it first");
    }
}

fn of_cursor(offers: &mut Offers<'_>, kind: CommandKind) {
    let state = offers.state;
    let on = state.cursor_row().is_some();
    match kind {
        CommandKind::ToggleDataCursor => {
            let caption = if on { "Take the data cursor off" } else { "Put the data cursor on" };
            let any = on || state.panes().iter().any(|pane| !pane.series.is_empty());
            let offer = offers.add(Group::Chart, Command::ToggleDataCursor, caption).state(on);
            offer.needs(any, "No series is drawn");
        }
        CommandKind::StartDataCursor => {
            for pane in state.panes().iter().filter(|pane| !pane.series.is_empty()) {
                let caption = format!("Read the values of the {} pane by key", pane.title);
                offers.add(Group::Panes, Command::StartDataCursor(pane.id.clone()), caption);
            }
        }
        CommandKind::PutDataCursor => offers.withhold("the table of ETF flows offers it for each session"),
        CommandKind::MoveDataCursor => {
            let ways = [
                (CursorMove::Earlier, "a row to the left"),
                (CursorMove::Later, "a row to the right"),
                (CursorMove::PageEarlier, "ten rows to the left"),
                (CursorMove::PageLater, "ten rows to the right"),
                (CursorMove::First, "to the first row"),
                (CursorMove::Last, "to the last row"),
                (CursorMove::PreviousSeries, "to the series above"),
                (CursorMove::NextSeries, "to the series below"),
            ];
            for (reach, measuring) in [(CursorReach::Move, ""), (CursorReach::Measure, ", measuring")] {
                for (way, words) in ways {
                    let caption = format!("Data cursor {words}{measuring}");
                    let command = Command::MoveDataCursor(way, reach);
                    offers.add(Group::Chart, command, caption).needs(on, NO_CURSOR);
                }
            }
        }
        CommandKind::MeasureFromDataCursor => {
            let measures = state.cursor_anchor().is_some();
            let command = Command::MeasureFromDataCursor;
            offers.add(Group::Chart, command, "Measure from the data cursor").state(measures);
        }
        _ => {
            let measures = state.cursor_anchor().is_some();
            let offer = offers.add(Group::Chart, Command::DropMeasure, "Stop measuring");
            offer.needs(measures, "Nothing is measured");
        }
    }
}

#[cfg(test)]
mod tests;
