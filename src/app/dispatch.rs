//! The one door through which the state changes.

use std::sync::Arc;

use crate::app::command::{Command, Selection};
use crate::app::edit::Edit;
use crate::app::edit_panes::PaneEdit;
use crate::app::notice::Severity;
use crate::app::picture::ClipboardContent;
use crate::app::setting_change::SettingChange;
use crate::app::state::AppState;
use crate::app::view::View;
use crate::app::window_commands::ScaleStep;
use crate::domain::level::{LevelKind, Place};
use crate::io::mutant::{self, Mutant};

impl AppState {
    /// Does what was asked. What is refused is said in a notice.
    pub fn dispatch(&mut self, command: Command) {
        self.carry_out(command);
        self.notices.settle_undo(self.history.changes());
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Edit(edit) => self.edit(edit),
            Command::Preview(edit) => self.preview(edit),
            Command::CommitPreview => {
                if let Some((_, edit)) = self.preview.take() {
                    // A gesture is a step of its own, however soon it follows another.
                    self.history.keep_apart();
                    self.edit(edit);
                    self.history.keep_apart();
                }
            }
            Command::CancelPreview => {
                if self.preview.take().is_some() {
                    self.refresh();
                }
            }
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Select(selection) => self.selection = selection,
            Command::SelectNextLevel => self.select_next_level(),
            Command::Nudge(direction, step) => self.nudge(direction, step),
            Command::NudgeTime(direction) => self.nudge_time(direction),
            Command::DeleteSelected => self.delete_selected(),
            Command::ToggleLockSelected => {
                if let Some(id) = self.selection.as_ref().and_then(Selection::level)
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
            Command::SetTheme(theme) => self.change_setting(&SettingChange::Theme(theme)),
            Command::ToggleLeftPanel => self.change_view(|view| view.left_panel = !view.left_panel),
            Command::ToggleNavigator => self.change_view(|view| view.no_navigator = !view.no_navigator),
            Command::ToggleRightPanel => {
                self.change_view(|view| view.right_panel = !view.right_panel);
                self.fit_fleet();
            }
            Command::ShowTab(tab) => {
                self.change_view(|view| (view.tab, view.right_panel) = (tab, true));
                self.fit_fleet();
            }
            Command::ShowDialog(dialog) => {
                self.dialog = dialog;
                self.read_known_days();
                self.preview_table();
            }
            Command::ChooseImport => self.choose_import(),
            Command::PreviewImport(path) => self.preview_import(path),
            Command::ConfirmImport => self.confirm_import(),
            Command::CancelImport => self.cancel_import(),
            Command::Import(command) => self.import_command(command),
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
            Command::SetTimeZone(choice) => self.change_setting(&SettingChange::TimeZone(choice)),
            Command::ScaleUp => self.scale_ui(ScaleStep::Larger),
            Command::ScaleDown => self.scale_ui(ScaleStep::Smaller),
            Command::ScaleReset => self.scale_ui(ScaleStep::AsUsual),
            Command::ToggleFullScreen => self.full_screen = !self.full_screen,
            Command::GoToDate(time) => self.go_to_date(time),
            Command::SetPicture(request) => self.change_view(|view| view.picture = request),
            Command::ChoosePicture(request) => self.choose_picture(request),
            Command::ExportPicture(request, path) => self.export_picture(request, path),
            Command::SetTable(request) => self.set_table(request),
            Command::ChooseTable(request) => self.choose_rows(request),
            Command::ExportTable(request, path) => self.export_rows(request, path),
            Command::CopyPicture(request) => self.copy_picture(request),
            Command::CopyText(text) => self.clipboard = Some(ClipboardContent::Text(text)),
            Command::ToggleDataCursor => self.toggle_data_cursor(None),
            Command::StartDataCursor(pane) => self.toggle_data_cursor(Some(&pane)),
            Command::PutDataCursor { series, time } => self.put_data_cursor(&series, time),
            Command::MoveDataCursor(way, reach) => self.move_data_cursor(way, reach),
            Command::MeasureFromDataCursor => self.measure_from_cursor(),
            Command::DropMeasure => self.drop_cursor_measure(),
            Command::ChangeSetting(change) => self.change_setting(&change),
            Command::DrawLine(tool) => self.draw_line(tool),
            Command::AddLine(tool) => self.add_line(tool),
            Command::LeaveTool => self.leave_tool(),
            Command::AddZoneAtLastClose => self.add_zone_at_last_close(),
            Command::TypePriceOfSelected => self.type_price_of_selected(),
            Command::ArmAlert(key) => self.arm_alert(key),
            Command::ClearAlertLog => self.clear_alert_log(),
            Command::RestoreAlertLog => self.restore_alert_log(),
            Command::ChooseLevelsImport => self.choose_levels_import(),
            Command::ImportLevelsFrom(path) => self.import_levels(path),
            Command::ChooseLevelsExport => self.choose_levels_export(),
            Command::ExportLevelsTo(path) => self.export_levels(path),
            Command::NewWorkspace => self.new_workspace(),
            Command::ChooseWorkspace => self.choose_workspace(),
            Command::OpenWorkspace(path) => self.open_workspace(path),
            Command::ChooseWorkspaceCopy => self.choose_workspace_copy(),
            Command::SaveWorkspaceAs(path) => self.save_workspace_as(path),
            Command::DuplicateWorkspace => self.duplicate_workspace(),
            Command::ClearRecent => self.clear_recent(),
            Command::CheckRecent => self.check_recent(),
            Command::RevealWorkspace => self.reveal_workspace(),
            Command::SaySaved => self.say_saved(),
            Command::JumpTo(step) => self.jump_to(step),
            Command::EnterSafeMode => self.enter_safe_mode(),
            Command::Data(command) => self.data(command),
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
        let indicator_removed = matches!(edit, Edit::Panes(PaneEdit::RemoveComputed { .. }));
        let alert_removed = matches!(&edit, Edit::Alerts(edit) if edit.takes_away());
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
        }
        if deleted || alert_removed || indicator_removed {
            let action = Some(("Undo".to_owned(), Command::Undo));
            self.notices.raise(Severity::Done, past_tense(&caption), action, now_ms);
        }
    }

    fn preview(&mut self, edit: Edit) {
        let mut after = (*self.document).clone();
        if edit.apply(&mut after).is_ok() {
            let after = Arc::new(after);
            if mutant::is_on(Mutant::SavesPreviews) {
                let committed = std::mem::replace(&mut self.document, Arc::clone(&after));
                self.save();
                self.document = committed;
            }
            self.preview = Some((after, edit));
            self.refresh();
        }
    }

    pub(super) fn set_document(&mut self, document: Arc<crate::app::workspace::Document>) {
        let rederive = document.preferred_sources != self.document.preferred_sources;
        self.document = document;
        if rederive {
            // Before alerts are looked at, which wait for the averages.
            self.derive_in_background();
        }
        self.refresh();
        self.save();
    }

    fn select_next_level(&mut self) {
        let mut levels: Vec<_> = self.document.levels.iter().filter(|level| !level.hidden).collect();
        levels.sort_by(|a, b| b.place.price().total_cmp(&a.place.price()));
        let selected = self.selection.as_ref().and_then(Selection::level);
        let at = levels.iter().position(|level| Some(level.id) == selected);
        let next = at.map_or(0, |index| index + 1);
        self.selection = levels.get(next).or(levels.first()).map(|level| Selection::Level(level.id));
    }

    fn delete_selected(&mut self) {
        match self.selection.clone() {
            Some(Selection::Level(id) | Selection::Anchor { level: id, .. }) => {
                self.edit(Edit::DeleteLevel { id });
            }
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
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// `delete 70,000 support` as what has happened: `Deleted 70,000 support`.
pub(super) fn past_tense(caption: &str) -> String {
    let past = [("delete ", "Deleted"), ("remove ", "Removed")];
    let told = past.iter().find_map(|(now, then)| Some(format!("{then} {}", caption.strip_prefix(now)?)));
    told.unwrap_or_else(|| sentence(caption))
}
