//! The one door through which the state changes.

use std::sync::Arc;

use crate::app::command::{Command, Direction, NudgeStep, Selection, TimeDirection};
use crate::app::edit::Edit;
use crate::app::history::Stepped;
use crate::app::notice::Severity;
use crate::app::picture::ClipboardContent;
use crate::app::state::AppState;
use crate::app::view::View;
use crate::app::window_commands::ScaleStep;
use crate::domain::level::{LevelKind, Place};

impl AppState {
    /// Does what was asked. What is refused is said in a notice.
    pub fn dispatch(&mut self, command: Command) {
        match command {
            Command::Edit(edit) => self.edit(edit),
            Command::Preview(edit) => self.preview(edit),
            Command::CommitPreview => {
                if let Some((_, edit)) = self.preview.take() {
                    self.edit(edit);
                }
            }
            Command::CancelPreview => {
                if self.preview.take().is_some() {
                    self.refresh();
                }
            }
            Command::Undo => {
                self.preview = None;
                let stepped = self.history.undo();
                self.step(stepped, StepDirection::Back);
            }
            Command::Redo => {
                self.preview = None;
                let stepped = self.history.redo();
                self.step(stepped, StepDirection::Again);
            }
            Command::Select(selection) => self.selection = selection,
            Command::SelectNextLevel => self.select_next_level(),
            Command::Nudge(direction, step) => self.nudge(direction, step),
            Command::NudgeTime(direction) => self.nudge_time(direction),
            Command::DeleteSelected => self.delete_selected(),
            Command::ToggleLockSelected => {
                if let Some(Selection::Level(id)) = self.selection
                    && let Some(level) = self.document.level(id)
                {
                    let locked = !level.locked;
                    self.edit(Edit::LockLevel { id, locked });
                }
            }
            Command::AddLevelAtLastClose(kind) => self.add_level_at_last_close(kind),
            Command::SetTimeView(view) => self.set_time_view(view),
            Command::ApplyPreset(preset) => self.apply_preset(preset),
            Command::Zoom(direction) => self.zoom(direction),
            Command::Pan(direction) => self.pan(direction),
            Command::GoTo(end) => self.go_to(end),
            Command::TakeAxis(axis, range) => self.take_axis(&axis, range),
            Command::FitAxis(axis) => self.change_view(|view| view.fit(&axis)),
            Command::FitAxes => self.change_view(View::fit_all),
            Command::ToggleMaximised(pane) => self.toggle_maximised(pane),
            Command::SetTheme(theme) => self.change_settings(|settings| settings.set_theme(theme)),
            Command::ToggleLeftPanel => self.change_view(|view| view.left_panel = !view.left_panel),
            Command::ToggleNavigator => self.change_view(|view| view.no_navigator = !view.no_navigator),
            Command::ToggleRightPanel => self.change_view(|view| view.right_panel = !view.right_panel),
            Command::ShowTab(tab) => {
                self.change_view(|view| (view.tab, view.right_panel) = (tab, true));
            }
            Command::ShowDialog(dialog) => self.dialog = dialog,
            Command::ChooseImport => self.choose_import(),
            Command::PreviewImport(path) => self.preview_import(path),
            Command::ConfirmImport => self.confirm_import(),
            Command::CancelImport => self.import = None,
            Command::ChooseExport(kind) => self.choose_export(kind),
            Command::ExportTo(kind, path) => self.export_to(kind, path),
            Command::CancelJob(id) => self.jobs.cancel(id),
            Command::DismissNotice(id) => self.notices.dismiss(id),
            Command::Quit => self.quitting = true,
            Command::AddNoteAtLastRow => self.add_note_at_last_row(),
            Command::GoToNote(id) => self.go_to_note(id),
            Command::GoToEvent(index) => self.go_to_event(index),
            Command::ChooseNotesImport => self.choose_notes_import(),
            Command::ImportNotesFrom(path) => self.import_notes(path),
            Command::ChooseNotesExport => self.choose_notes_export(),
            Command::ExportNotesTo(path) => self.export_notes(path),
            Command::SetTimeZone(choice) => self.set_time_zone(choice),
            Command::ScaleUp => self.scale_ui(ScaleStep::Larger),
            Command::ScaleDown => self.scale_ui(ScaleStep::Smaller),
            Command::ScaleReset => self.scale_ui(ScaleStep::AsUsual),
            Command::ToggleFullScreen => self.full_screen = !self.full_screen,
            Command::GoToDate(time) => self.go_to_date(time),
            Command::SetPicture(request) => self.change_view(|view| view.picture = request),
            Command::ChoosePicture(request) => self.choose_picture(request),
            Command::ExportPicture(request, path) => self.export_picture(request, path),
            Command::CopyPicture(request) => self.copy_picture(request),
            Command::CopyText(text) => self.clipboard = Some(ClipboardContent::Text(text)),
            Command::ToggleDataCursor => self.toggle_data_cursor(None),
            Command::StartDataCursor(pane) => self.toggle_data_cursor(Some(&pane)),
            Command::MoveDataCursor(way, reach) => self.move_data_cursor(way, reach),
            Command::MeasureFromDataCursor => self.measure_from_cursor(),
            Command::DropMeasure => self.drop_cursor_measure(),
        }
    }

    pub(super) fn edit(&mut self, edit: Edit) {
        self.preview = None;
        let before = Arc::clone(&self.document);
        let mut after = (*before).clone();
        if let Err(error) = edit.apply(&mut after) {
            self.raise(Severity::Problem, sentence(&error.to_string()));
            self.refresh();
            return;
        }
        if after == *before {
            self.refresh();
            return;
        }
        let caption = edit.caption(&before);
        let now_ms = self.clock.now_millis();
        let after = Arc::new(after);
        let added = matches!(edit, Edit::AddLevel { .. } | Edit::CloneLevel { .. });
        let added_note = matches!(edit, Edit::AddNote { .. });
        let deleted =
            matches!(edit, Edit::DeleteLevel { .. } | Edit::DeleteScenario { .. } | Edit::DeleteNote { .. });
        self.history.record(edit, caption.clone(), before, Arc::clone(&after), now_ms);
        self.set_document(after);
        if added && let Some(level) = self.document.levels.last() {
            self.selection = Some(Selection::Level(level.id));
        }
        if added_note {
            self.open_new_note();
        }
        if deleted {
            self.selection = None;
            let action = Some(("Undo".to_owned(), Command::Undo));
            self.notices.raise(Severity::Done, past_tense(&caption), action, now_ms);
        }
    }

    fn preview(&mut self, edit: Edit) {
        let mut after = (*self.document).clone();
        if edit.apply(&mut after).is_ok() {
            self.preview = Some((Arc::new(after), edit));
            self.refresh();
        }
    }

    pub(super) fn set_document(&mut self, document: Arc<crate::app::workspace::Document>) {
        let rederive = document.preferred_sources != self.document.preferred_sources;
        self.document = document;
        self.refresh();
        if rederive {
            self.derive_in_background();
        }
        self.save();
    }

    fn step(&mut self, stepped: Option<Stepped>, direction: StepDirection) {
        let Some(Stepped { document, import, .. }) = stepped else { return };
        self.set_document(document);
        if let Some(Selection::Level(id)) = self.selection
            && self.document.level(id).is_none()
        {
            self.selection = None;
        }
        self.drop_lost_note();
        if let Some(import) = import {
            match direction {
                StepDirection::Back => self.take_back(&import),
                StepDirection::Again => self.import_again(import),
            }
        }
    }

    fn select_next_level(&mut self) {
        let mut levels: Vec<_> = self.document.levels.iter().filter(|level| !level.hidden).collect();
        levels.sort_by(|a, b| b.place.price().total_cmp(&a.place.price()));
        let at = match self.selection {
            Some(Selection::Level(id)) => levels.iter().position(|level| level.id == id),
            _ => None,
        };
        let next = at.map_or(0, |index| index + 1);
        self.selection = levels.get(next).or(levels.first()).map(|level| Selection::Level(level.id));
    }

    fn nudge(&mut self, direction: Direction, step: NudgeStep) {
        let size = match step {
            NudgeStep::Fine => 10.0,
            NudgeStep::One => 100.0,
            NudgeStep::Ten => 1_000.0,
        };
        let by = match direction {
            Direction::Up => size,
            Direction::Down => -size,
        };
        match self.selection.clone() {
            Some(Selection::Level(id)) => {
                if let Some(level) = self.document.level(id) {
                    let place = moved_by(level.place, by);
                    self.edit(Edit::MoveLevel { id, place });
                }
            }
            Some(Selection::Scenario { id, waypoint: Some(index) }) => {
                if let Some(waypoint) = self.document.scenario(&id).and_then(|s| s.waypoints.get(index)) {
                    let (date, price) = (waypoint.date, waypoint.price + by);
                    self.edit(Edit::MoveWaypoint { scenario: id, index, date, price });
                }
            }
            Some(Selection::Note(id)) => self.move_note(id, 0, by),
            _ => {}
        }
    }

    fn nudge_time(&mut self, direction: TimeDirection) {
        let days = match direction {
            TimeDirection::Earlier => -1,
            TimeDirection::Later => 1,
        };
        if let Some(Selection::Note(id)) = self.selection {
            self.move_note(id, days, 0.0);
        }
        if let Some(Selection::Scenario { id, waypoint: Some(index) }) = self.selection.clone()
            && let Some(waypoint) = self.document.scenario(&id).and_then(|s| s.waypoints.get(index))
        {
            let (date, price) = (waypoint.date.plus_days(days), waypoint.price);
            self.edit(Edit::MoveWaypoint { scenario: id, index, date, price });
        }
    }

    fn delete_selected(&mut self) {
        match self.selection.clone() {
            Some(Selection::Level(id)) => self.edit(Edit::DeleteLevel { id }),
            Some(Selection::Scenario { id, waypoint: Some(index) }) => {
                self.edit(Edit::RemoveWaypoint { scenario: id, index });
            }
            Some(Selection::Note(id)) => self.edit(Edit::DeleteNote { id }),
            _ => {}
        }
    }

    fn add_level_at_last_close(&mut self, kind: LevelKind) {
        match self.cursor_price().or_else(|| self.last_close().map(|(_, close)| close)) {
            Some(price) => {
                let place = Place::Price(price.round());
                self.edit(Edit::AddLevel { kind, place });
            }
            None => self.raise(Severity::Problem, "There is no price to put a level at, import one first"),
        }
    }
}

#[derive(Clone, Copy)]
enum StepDirection {
    Back,
    Again,
}

/// A place moved up or down in price, whole.
pub fn moved_by(place: Place, by: f64) -> Place {
    match place {
        Place::Price(price) => Place::Price(price + by),
        Place::Zone { low, high } => Place::Zone { low: low + by, high: high + by },
        Place::Line { mut from, mut to, straight, ray } => {
            (from.price, to.price) = (from.price + by, to.price + by);
            Place::Line { from, to, straight, ray }
        }
    }
}

/// The first letter large.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// `delete 70,000 support` as what has happened: `Deleted 70,000 support`.
fn past_tense(caption: &str) -> String {
    match caption.strip_prefix("delete ") {
        Some(rest) => format!("Deleted {rest}"),
        None => sentence(caption),
    }
}
