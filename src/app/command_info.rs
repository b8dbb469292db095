//! What a command is called, what it does in a sentence, and its key.
//!
//! Menus, tooltips, the shortcut sheet and the key handling all read this; the
//! match is exhaustive, so a new command cannot be without words.

use crate::app::command::{
    Command, Dialog, Direction, End, LineTool, NudgeStep, PathPurpose, TimeDirection, ZoomDirection,
};
use crate::app::data_command::{DataCommand, DataPage, data_info};
use crate::app::edit_info::edit_info;
use crate::app::export::ExportKind;
use crate::app::import::import_info;
use crate::app::settings::{ThemeChoice, TimeZoneChoice};
use crate::app::shortcut::{Key, Shortcut};
use crate::app::space_info::{SPACE_SHORTCUTS, space_info};
use crate::app::view::Tab;
use crate::chart::viewport::RangePreset;
use crate::domain::level::LevelKind;

/// The words and the key of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandInfo {
    /// On a menu or button, in sentence case.
    pub caption: &'static str,
    /// One sentence, without a full stop.
    pub tooltip: &'static str,
    /// The key, if it has one.
    pub shortcut: Option<Shortcut>,
}

pub(super) const fn info(caption: &'static str, tooltip: &'static str) -> CommandInfo {
    CommandInfo { caption, tooltip, shortcut: None }
}

pub(super) const fn keyed(caption: &'static str, tooltip: &'static str, shortcut: Shortcut) -> CommandInfo {
    CommandInfo { caption, tooltip, shortcut: Some(shortcut) }
}

impl Command {
    /// Caption, tooltip and shortcut.
    pub fn info(&self) -> CommandInfo {
        match self {
            Self::Edit(edit) => edit_info(edit),
            Self::Preview(_) => info("Preview", "Show a change without making it"),
            Self::CommitPreview => info("Commit", "Make the change that is shown"),
            Self::CancelPreview => {
                keyed("Cancel", "Drop the change that is shown", Shortcut::bare(Key::Escape))
            }
            Self::Undo => keyed("Undo", "Take the last change back", Shortcut::command(Key::Char('Z'))),
            Self::Redo => {
                keyed("Redo", "Do the last undone change again", Shortcut::command_shift(Key::Char('Z')))
            }
            Self::Select(_) => info("Select", "Select a level or a scenario"),
            Self::SelectNextLevel => {
                keyed("Next level", "Select the next level down", Shortcut::bare(Key::Char('N')))
            }
            Self::Nudge(direction, step) => nudge_info(*direction, *step),
            Self::NudgeTime(TimeDirection::Earlier) => {
                keyed("A day earlier", "Move the selected waypoint, line or note", Shortcut::bare(Key::Left))
            }
            Self::NudgeTime(TimeDirection::Later) => {
                keyed("A day later", "Move the selected waypoint, line or note", Shortcut::bare(Key::Right))
            }
            Self::DeleteSelected => {
                keyed("Delete", "Delete the selected level, waypoint or note", Shortcut::bare(Key::Delete))
            }
            Self::ToggleLockSelected => {
                keyed("Lock", "Lock or unlock the selected level", Shortcut::bare(Key::Char('L')))
            }
            Self::AddLevelAtLastClose(kind) => match kind {
                LevelKind::Support => keyed(
                    "Add support at the last close",
                    "Add a support level at the data cursor, else where the price closed last",
                    Shortcut::alt(Key::Char('H')),
                ),
                LevelKind::Resistance => info(
                    "Add resistance at the last close",
                    "Add a resistance level where the price closed last",
                ),
                LevelKind::Cost => {
                    info("Add cost at the last close", "Add a cost level where the price closed last")
                }
                LevelKind::Neutral => info(
                    "Add neutral level at the last close",
                    "Add a neutral level where the price closed last",
                ),
            },
            Self::SetTimeView(_) => info("Set time range", "Show this range of time"),
            Self::ApplyPreset(preset) => preset_info(*preset),
            Self::Zoom(ZoomDirection::In) => keyed("Zoom in", "Show less time", Shortcut::bare(Key::Plus)),
            Self::Zoom(ZoomDirection::Out) => keyed("Zoom out", "Show more time", Shortcut::bare(Key::Minus)),
            Self::Pan(TimeDirection::Earlier) => {
                keyed("Pan left", "Show earlier time", Shortcut::bare(Key::Left))
            }
            Self::Pan(TimeDirection::Later) => {
                keyed("Pan right", "Show later time", Shortcut::bare(Key::Right))
            }
            Self::GoTo(End::First) => {
                keyed("Go to the first row", "Show the start of the history", Shortcut::bare(Key::Home))
            }
            Self::GoTo(End::Last) => {
                keyed("Go to the last row", "Show the end of the history", Shortcut::bare(Key::End))
            }
            Self::TakeAxis(..) => info("Set value range", "Show this range of values"),
            Self::FitAxis(_) => info("Fit axis", "Fit this axis to what is visible"),
            Self::FitAxes => keyed(
                "Fit value axes",
                "Fit every value axis to what is visible",
                Shortcut::bare(Key::Char('A')),
            ),
            Self::ToggleMaximised(_) => info(
                "Maximise or restore",
                "Give the pane the chart to itself, or all panes their place back",
            ),
            Self::SetTheme(ThemeChoice::System) => info("As the system", "Follow the system's theme"),
            Self::SetTheme(ThemeChoice::Dark) => info("Dark", "Light text on a dark ground"),
            Self::SetTheme(ThemeChoice::Light) => info("Light", "Dark text on a light ground"),
            Self::ToggleLeftPanel => {
                keyed("Series panel", "Show or hide the series", Shortcut::command(Key::Char('B')))
            }
            Self::ToggleNavigator => info("History strip", "Show or hide the strip with the whole history"),
            Self::ToggleRightPanel => keyed(
                "Right panel",
                "Show or hide scenarios, levels and notes",
                Shortcut::command_shift(Key::Char('B')),
            ),
            Self::ShowTab(Tab::Scenarios) => info("Scenarios", "Open the scenario cards"),
            Self::ShowTab(Tab::Levels) => info("Levels", "Open the table of levels"),
            Self::ShowTab(Tab::Miners) => info("Miners", "Open what mining earns and costs"),
            Self::ShowTab(Tab::Flows) => info("ETF flows", "Open the table of ETF flows"),
            Self::ShowTab(Tab::Notes) => info("Notes", "Open the list of events and notes"),
            Self::ShowTab(Tab::Alerts) => info("Alerts", "Open the alerts and the list of what fired when"),
            Self::ShowDialog(None) => info("Close", "Close this window"),
            Self::ShowDialog(Some(Dialog::About)) => info("About Hashfloor", "Version, licences and sources"),
            Self::ShowDialog(Some(Dialog::Shortcuts)) => {
                keyed("Keyboard shortcuts", "Every key at a glance", Shortcut::bare(Key::F(1)))
            }
            Self::ShowDialog(Some(Dialog::TypePath(PathPurpose::Import))) => {
                info("Type a path to import…", "Import a file by its path")
            }
            Self::ShowDialog(Some(Dialog::TypePath(PathPurpose::Export(_)))) => {
                info("Type a path to export…", "Export to a path")
            }
            Self::ShowDialog(Some(Dialog::TypePath(PathPurpose::ImportNotes))) => {
                info("Type a path to import notes…", "Import notes by the path of their file")
            }
            Self::ShowDialog(Some(Dialog::TypePath(PathPurpose::ExportNotes))) => {
                info("Type a path to export notes…", "Export the notes to a path")
            }
            Self::ChooseImport => {
                keyed("Import CSV…", "Read a CSV file into the library", Shortcut::command(Key::Char('O')))
            }
            Self::PreviewImport(_) => info("Read file", "Read a file and show what was understood"),
            Self::ConfirmImport => info("Import", "Store what is shown, in one step of undo"),
            Self::Import(command) => import_info(command),
            Self::ShowDialog(Some(Dialog::ImportAddress)) => {
                info("Import from an address…", "Fetch a table from an https address")
            }
            Self::CancelImport => info("Cancel", "Close without storing anything"),
            Self::ChooseExport(ExportKind::Csv) => keyed(
                "Export visible range as CSV…",
                "Write the drawn series of the visible range",
                Shortcut::command(Key::Char('E')),
            ),
            Self::ChooseExport(ExportKind::Svg) => {
                info("Export picture as SVG…", "Write the charts as vectors, with text as text")
            }
            Self::ChooseExport(ExportKind::Png) => {
                info("Export picture as PNG…", "Write the charts as pixels, at twice the size")
            }
            Self::ExportTo(..) => info("Export", "Write to a file"),
            Self::CancelJob(_) => info("Cancel", "Stop this job"),
            Self::DismissNotice(_) => info("Dismiss", "Take this notice away"),
            Self::Quit => {
                keyed("Quit", "Close the window; everything is saved", Shortcut::command(Key::Char('Q')))
            }
            Self::AddNoteAtLastRow => keyed(
                "Add note",
                "Add a note at the data cursor, else at the last row",
                Shortcut::alt(Key::Char('N')),
            ),
            Self::GoToNote(_) => info("Go to note", "Select the note and bring it into view"),
            Self::GoToEvent(_) => info("Go to event", "Select the event and bring it into view"),
            Self::ChooseNotesImport => {
                info("Import notes from CSV…", "Add the notes of a CSV file, in one step of undo")
            }
            Self::ImportNotesFrom(_) => info("Import notes", "Add the notes of a file"),
            Self::ChooseNotesExport => {
                info("Export notes as CSV…", "Write every note with its date, text, source and price")
            }
            Self::ExportNotesTo(_) => info("Export notes", "Write the notes to a file"),
            Self::SetTimeZone(TimeZoneChoice::Utc) => info("UTC", "Show times in universal time"),
            Self::SetTimeZone(TimeZoneChoice::Local) => {
                info("Local time", "Show times as on your clock; daily rows keep their UTC day")
            }
            Self::ScaleUp => keyed("Larger", "Make everything a step larger", Shortcut::command(Key::Plus)),
            Self::ScaleDown => {
                keyed("Smaller", "Make everything a step smaller", Shortcut::command(Key::Minus))
            }
            Self::ScaleReset => {
                keyed("Usual size", "Give everything its usual size", Shortcut::command(Key::Char('0')))
            }
            Self::ToggleFullScreen => {
                keyed("Full screen", "Cover the whole screen; Esc leaves it", Shortcut::bare(Key::F(11)))
            }
            Self::GoToDate(_) => info("Go", "Show this date in the middle"),
            Self::ShowDialog(Some(Dialog::GoToDate)) => {
                keyed("Go to date…", "Show a date in the middle", Shortcut::command(Key::Char('G')))
            }
            Self::ShowDialog(Some(Dialog::Indicators)) => keyed(
                "Indicators…",
                "Find an indicator, see it on the chart and add it",
                Shortcut::bare(Key::Char('I')),
            ),
            Self::ShowDialog(Some(Dialog::TypePath(PathPurpose::Picture(_)))) => {
                info("Type a path for the picture…", "Write the picture to a path")
            }
            Self::ShowDialog(Some(Dialog::ExportPicture)) => keyed(
                "Export picture…",
                "Choose what a picture shows, its format, size and style",
                Shortcut::command_shift(Key::Char('E')),
            ),
            Self::ShowDialog(Some(Dialog::Palette)) => keyed(
                "All commands…",
                "Find any command, date, price or series by a few letters",
                Shortcut::command_shift(Key::Char('P')),
            ),
            Self::ShowDialog(Some(Dialog::TypePath(PathPurpose::Table(_)))) => {
                info("Type a path for the data…", "Write the data to a path")
            }
            Self::ShowDialog(Some(Dialog::ExportTable)) => keyed(
                "Export data…",
                "Choose series, days, cadence and form of the rows to write",
                Shortcut::alt(Key::Char('E')),
            ),
            Self::SetTable(_) => info("Choose", "Remember how data are to be exported"),
            Self::ChooseTable(_) => info("Export…", "Choose where the data are written"),
            Self::ExportTable(..) => info("Export", "Write the data to a file"),
            Self::SetPicture(_) => info("Choose", "Remember how the picture is to be"),
            Self::ChoosePicture(_) => info("Export…", "Choose where the picture is written"),
            Self::ExportPicture(..) => info("Export", "Write the picture to a file"),
            Self::CopyPicture(_) => info("Copy to clipboard", "Put the picture on the clipboard, as pixels"),
            Self::CopyText(_) => info("Copy", "Put this text on the clipboard"),
            Self::ToggleDataCursor => keyed(
                "Data cursor",
                "Read values by key: arrows go through rows and series, Page goes ten rows, Esc leaves",
                Shortcut::bare(Key::Char('C')),
            ),
            Self::StartDataCursor(_) => info("Data cursor here", "Read the values of this pane by key"),
            Self::PutDataCursor { .. } => info("Read on the chart", "Put the data cursor on this row"),
            Self::MoveDataCursor(..) => info("Move data cursor", "Go to another row or series"),
            Self::MeasureFromDataCursor => keyed(
                "Measure from the data cursor",
                "Show the distance from here on; Shift with the arrows does it too",
                Shortcut::bare(Key::Char('M')),
            ),
            Self::DropMeasure => info("Stop measuring", "Take the measured distance away"),
            Self::ChangeSetting(_) => info("Change setting", "Change a setting over all workspaces"),
            Self::ShowDialog(Some(Dialog::Preferences)) => keyed(
                "Preferences…",
                "Theme, numbers, keys, your miners and your coins",
                Shortcut::command(Key::Comma),
            ),
            Self::DrawLine(LineTool::TrendLine) => keyed(
                "Draw trend line",
                "Drag a line on the price, or click both ends; with the data cursor on, it is added at once",
                Shortcut::alt(Key::Char('T')),
            ),
            Self::DrawLine(LineTool::Ray) => keyed(
                "Draw ray",
                "Drag a line that goes on past its later end; with the data cursor on, it is added at once",
                Shortcut::alt(Key::Char('R')),
            ),
            Self::AddLine(LineTool::TrendLine) => {
                info("Add trend line", "Add a trend line between two rows in view")
            }
            Self::AddLine(LineTool::Ray) => info("Add ray", "Add a ray through two rows in view"),
            Self::LeaveTool => info("Stop drawing", "Lay the line tool down"),
            Self::AddZoneAtLastClose => keyed(
                "Add zone about the last close",
                "Add a zone about the data cursor, else about the last close; Alt-drag on the chart draws one",
                Shortcut::alt(Key::Char('Z')),
            ),
            Self::TypePriceOfSelected => {
                keyed("Set price…", "Type the exact price of the selected level", Shortcut::bare(Key::Enter))
            }
            Self::ShowDialog(Some(Dialog::SetPrice(_))) => {
                info("Set price…", "Type the exact price of this level")
            }
            Self::ArmAlert(_) => info("Arm again", "Wait for the next crossing, from the last row on"),
            Self::ClearAlertLog => info("Clear list", "Empty the list of what fired; no alert is changed"),
            Self::RestoreAlertLog => info("Restore list", "Bring back what was cleared from the list"),
            Self::ChooseLevelsImport => {
                info("Import levels from CSV…", "Add the levels of a CSV file, in one step of undo")
            }
            Self::ImportLevelsFrom(_) => info("Import levels", "Add the levels of a file"),
            Self::ChooseLevelsExport => {
                info("Export levels as CSV…", "Write every level with its place, words and alert")
            }
            Self::ExportLevelsTo(_) => info("Export levels", "Write the levels to a file"),
            Self::ShowDialog(Some(Dialog::TypePath(PathPurpose::ImportLevels))) => {
                info("Type a path to import levels…", "Import levels by the path of their file")
            }
            Self::ShowDialog(Some(Dialog::TypePath(PathPurpose::ExportLevels))) => {
                info("Type a path to export levels…", "Export the levels to a path")
            }
            Self::ShowDialog(Some(Dialog::LevelWords(_))) => {
                info("Note and source…", "Write down what speaks for the level, and who named it")
            }
            Self::Data(command) => data_info(command),
            Self::ShowDialog(Some(Dialog::Data(DataPage::Series))) => keyed(
                "Data…",
                "What is stored, from whom, how old it is, and refreshing it",
                Shortcut::command_shift(Key::Char('D')),
            ),
            Self::ShowDialog(Some(Dialog::Data(DataPage::Sources))) => {
                info("Live sources…", "Which sources are asked, their addresses and keys")
            }
            Self::ShowDialog(Some(Dialog::Data(DataPage::Refreshes))) => {
                info("Past refreshes…", "What every refresh brought, and what went wrong")
            }
            Self::ShowDialog(Some(Dialog::ResetData)) => info(
                "Reset to the case file…",
                "Take everything but the case file out of the cache; asks first",
            ),
            Self::ShowDialog(Some(Dialog::Flows)) => {
                info("ETF flows by session…", "Show the flows of every fund side by side, session by session")
            }
            Self::ShowDialog(Some(Dialog::AsKnown)) => {
                info("As known on…", "Show every series as it stood on a past day")
            }
            Self::NewWorkspace
            | Self::ChooseWorkspace
            | Self::OpenWorkspace(_)
            | Self::ChooseWorkspaceCopy
            | Self::SaveWorkspaceAs(_)
            | Self::DuplicateWorkspace
            | Self::ClearRecent
            | Self::CheckRecent
            | Self::RevealWorkspace
            | Self::SaySaved
            | Self::JumpTo(_)
            | Self::EnterSafeMode
            | Self::ShowTab(Tab::History)
            | Self::ShowDialog(Some(Dialog::TypePath(
                PathPurpose::OpenWorkspace | PathPurpose::SaveWorkspaceAs,
            ))) => space_info(self),
        }
    }

    /// Every command that has a key of its own, for key handling and the shortcut sheet.
    pub fn with_shortcuts() -> Vec<Self> {
        let mut all = vec![
            Self::Undo,
            Self::Redo,
            Self::ChooseImport,
            Self::ChooseExport(ExportKind::Csv),
            Self::Quit,
            Self::AddLevelAtLastClose(LevelKind::Support),
            Self::SelectNextLevel,
            Self::DeleteSelected,
            Self::ToggleLockSelected,
        ];
        for step in [NudgeStep::Fine, NudgeStep::One, NudgeStep::Ten] {
            all.extend([Self::Nudge(Direction::Up, step), Self::Nudge(Direction::Down, step)]);
        }
        all.extend(RangePreset::ALL.map(Self::ApplyPreset));
        all.extend([
            Self::Zoom(ZoomDirection::In),
            Self::Zoom(ZoomDirection::Out),
            Self::Pan(TimeDirection::Earlier),
            Self::Pan(TimeDirection::Later),
            Self::GoTo(End::First),
            Self::GoTo(End::Last),
            Self::FitAxes,
            Self::ToggleLeftPanel,
            Self::ToggleRightPanel,
            Self::ShowDialog(Some(Dialog::Shortcuts)),
            Self::AddNoteAtLastRow,
        ]);
        all.extend([
            Self::ScaleUp,
            Self::ScaleDown,
            Self::ScaleReset,
            Self::ToggleFullScreen,
            Self::ShowDialog(Some(Dialog::GoToDate)),
            Self::ShowDialog(Some(Dialog::Indicators)),
            Self::ShowDialog(Some(Dialog::ExportPicture)),
            Self::ShowDialog(Some(Dialog::ExportTable)),
            Self::ToggleDataCursor,
            Self::MeasureFromDataCursor,
            Self::ShowDialog(Some(Dialog::Preferences)),
            Self::ShowDialog(Some(Dialog::Palette)),
        ]);
        all.extend(LineTool::ALL.map(Self::DrawLine));
        all.extend([Self::AddZoneAtLastClose, Self::TypePriceOfSelected]);
        all.push(Self::Data(DataCommand::Refresh(Vec::new())));
        all.push(Self::ShowDialog(Some(Dialog::Data(DataPage::Series))));
        all.extend(SPACE_SHORTCUTS);
        all
    }
}

fn nudge_info(direction: Direction, step: NudgeStep) -> CommandInfo {
    let (caption, key) = match direction {
        Direction::Up => ("Move up", Key::Up),
        Direction::Down => ("Move down", Key::Down),
    };
    let (tooltip, shortcut) = match step {
        NudgeStep::Fine => {
            ("Move the selected level by a tenth of a step, $10 unless set otherwise", Shortcut::alt(key))
        }
        NudgeStep::One => {
            ("Move the selected level by a step, $100 unless set otherwise", Shortcut::bare(key))
        }
        NudgeStep::Ten => (
            "Move the selected level by ten steps, $1,000 unless set otherwise",
            Shortcut { shift: true, ..Shortcut::bare(key) },
        ),
    };
    keyed(caption, tooltip, shortcut)
}

fn preset_info(preset: RangePreset) -> CommandInfo {
    let (tooltip, digit) = match preset {
        RangePreset::Month1 => ("Show the last month", '1'),
        RangePreset::Months3 => ("Show the last three months", '2'),
        RangePreset::Months6 => ("Show the last six months", '3'),
        RangePreset::YearToDate => ("Show the year to date", '4'),
        RangePreset::Year1 => ("Show the last year", '5'),
        RangePreset::Years4 => ("Show the last four years", '6'),
        RangePreset::All => ("Show everything", '7'),
        RangePreset::Crash => ("Show the crash of February 2026 and the scenarios", '8'),
    };
    keyed(preset.label(), tooltip, Shortcut::bare(Key::Char(digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_key_unless_selection_decides() {
        let all = Command::with_shortcuts();
        for (index, command) in all.iter().enumerate() {
            let key = command.info().shortcut.expect("listed commands have a key");
            for other in &all[index + 1..] {
                assert_ne!(Some(key), other.info().shortcut, "{command:?} and {other:?}");
            }
        }
    }

    #[test]
    fn words_follow_the_house_style() {
        for command in Command::with_shortcuts() {
            let words = command.info();
            assert!(!words.caption.is_empty() && !words.tooltip.is_empty());
            assert!(!words.tooltip.ends_with('.'), "{command:?}");
        }
    }
}
