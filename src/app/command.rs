//! Everything that can be asked of the program.
//!
//! Menus, shortcuts, gestures and tests all come through this one door;
//! [`crate::app::state::AppState::dispatch`] is the only place that acts.

use std::path::PathBuf;

use crate::app::alerts::AlertKey;
use crate::app::data_command::{DataCommand, DataPage};
use crate::app::edit::Edit;
use crate::app::export::ExportKind;
use crate::app::export_request::{TableFormat, TableRequest};
use crate::app::import::ImportCommand;
use crate::app::picture::{PictureFormat, PictureRequest};
use crate::app::setting_change::SettingChange;
use crate::app::settings::{ThemeChoice, TimeZoneChoice};
use crate::app::view::{AxisId, Tab, ValueRange};
use crate::chart::viewport::{RangePreset, TimeView};
use crate::domain::level::{AnchorEnd, LevelId, LevelKind};
use crate::domain::note::NoteId;
use crate::domain::time::UnixSecs;

/// What is selected on the chart or in a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// A level.
    Level(LevelId),
    /// A point of a scenario's path, or the scenario as a whole.
    Scenario {
        /// Which scenario.
        id: String,
        /// Which point, from 0.
        waypoint: Option<usize>,
    },
    /// A note.
    Note(NoteId),
    /// An event of the case file, from 0 in the order of its file.
    Event(usize),
    /// One end of a sloped line.
    Anchor {
        /// Which level.
        level: LevelId,
        /// Which end.
        end: AnchorEnd,
    },
}

impl Selection {
    /// The level that is selected, as a whole or by one of its ends.
    pub fn level(&self) -> Option<LevelId> {
        match self {
            Self::Level(id) | Self::Anchor { level: id, .. } => Some(*id),
            _ => None,
        }
    }
}

/// What the hand draws with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineTool {
    /// A line between two anchors.
    TrendLine,
    /// A line that goes on past its later anchor.
    Ray,
}

impl LineTool {
    /// Every tool, in menu order.
    pub const ALL: [Self; 2] = [Self::TrendLine, Self::Ray];
}

/// How far a key press moves what is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NudgeStep {
    /// Alt: a tenth.
    Fine,
    /// One step, $100.
    One,
    /// Shift: ten steps.
    Ten,
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To a higher price.
    Up,
    /// To a lower price.
    Down,
}

/// Earlier or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeDirection {
    /// To the left.
    Earlier,
    /// To the right.
    Later,
}

/// Everything that can be asked of the program.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Changes the document in one step of undo.
    Edit(Edit),
    /// Shows a change without making it: a drag under way.
    Preview(Edit),
    /// Makes the change that is shown.
    CommitPreview,
    /// Drops the change that is shown.
    CancelPreview,
    /// Takes the last step back.
    Undo,
    /// Does the last undone step again.
    Redo,

    /// Selects something, or nothing.
    Select(Option<Selection>),
    /// Selects the next level by price, downwards.
    SelectNextLevel,
    /// Moves the selected level by key.
    Nudge(Direction, NudgeStep),
    /// Moves the selected waypoint or note by a day, a sloped line or its end by a row.
    NudgeTime(TimeDirection),
    /// Deletes what is selected.
    DeleteSelected,
    /// Locks or unlocks the selected level.
    ToggleLockSelected,
    /// Adds a level at the last close, selected.
    AddLevelAtLastClose(LevelKind),

    /// Shows this range of time.
    SetTimeView(TimeView),
    /// Shows one of the named ranges.
    ApplyPreset(RangePreset),
    /// Zooms about the middle, in or out.
    Zoom(ZoomDirection),
    /// Pans by a tenth of the window.
    Pan(TimeDirection),
    /// Shows the first or the last rows.
    GoTo(End),
    /// Takes a value axis to a range.
    TakeAxis(AxisId, ValueRange),
    /// Fits a value axis to what is visible.
    FitAxis(AxisId),
    /// Fits every value axis to what is visible.
    FitAxes,
    /// Gives a pane the chart to itself, or all panes their place back.
    ToggleMaximised(String),

    /// Dark, light or as the system has it.
    SetTheme(ThemeChoice),
    /// Opens or closes the series tree.
    ToggleLeftPanel,
    /// Shows or hides the strip with the whole history.
    ToggleNavigator,
    /// Opens or closes the right panel.
    ToggleRightPanel,
    /// Opens a tab of the right panel.
    ShowTab(Tab),
    /// Opens or closes a small window.
    ShowDialog(Option<Dialog>),

    /// Asks for a file to import.
    ChooseImport,
    /// Reads a file and shows what was understood.
    PreviewImport(PathBuf),
    /// Stores the import that is shown.
    ConfirmImport,
    /// Drops the import that is shown; nothing is stored.
    CancelImport,
    /// Something about imports: several files, a text, an address, an answer.
    Import(ImportCommand),
    /// Asks where to export.
    ChooseExport(ExportKind),
    /// Exports to a file.
    ExportTo(ExportKind, PathBuf),

    /// Stops a job.
    CancelJob(u64),
    /// Takes a notice away.
    DismissNotice(u64),
    /// Closes the window.
    Quit,

    /// Adds a note at the last row, selected.
    AddNoteAtLastRow,
    /// Selects a note and brings it into view.
    GoToNote(NoteId),
    /// Selects an event of the case file and brings it into view.
    GoToEvent(usize),
    /// Asks for a file of notes to import.
    ChooseNotesImport,
    /// Imports notes from a file, in one step of undo.
    ImportNotesFrom(PathBuf),
    /// Asks where to export the notes.
    ChooseNotesExport,
    /// Exports the notes to a file.
    ExportNotesTo(PathBuf),
    /// Shows times in this zone.
    SetTimeZone(TimeZoneChoice),
    /// Makes everything a step larger.
    ScaleUp,
    /// Makes everything a step smaller.
    ScaleDown,
    /// Gives everything its usual size.
    ScaleReset,
    /// Covers the whole screen, or no longer.
    ToggleFullScreen,
    /// Puts a date into the middle, with as much time around it as now.
    GoToDate(UnixSecs),
    /// Remembers how the next picture is to be.
    SetPicture(PictureRequest),
    /// Asks where to write this picture.
    ChoosePicture(PictureRequest),
    /// Writes this picture, and what goes beside it.
    ExportPicture(PictureRequest, PathBuf),
    /// Remembers how data are exported next.
    SetTable(TableRequest),
    /// Asks where to write these data.
    ChooseTable(TableRequest),
    /// Writes these data, and what goes beside them.
    ExportTable(TableRequest, PathBuf),
    /// Puts this picture on the clipboard, as pixels.
    CopyPicture(PictureRequest),
    /// Puts a text on the clipboard.
    CopyText(String),
    /// Reads values by key: puts the data cursor on, or takes it off.
    ToggleDataCursor,
    /// Puts the data cursor on the first series of a pane.
    StartDataCursor(String),
    /// Puts the data cursor on a row of a series; goes to its date where the series is not drawn.
    PutDataCursor {
        /// Id of the series.
        series: String,
        /// Time of the row.
        time: UnixSecs,
    },
    /// Goes to another row or series with the data cursor.
    MoveDataCursor(CursorMove, CursorReach),
    /// Begins a distance at the data cursor, or ends the one that is measured.
    MeasureFromDataCursor,
    /// Ends the distance that the data cursor measures.
    DropMeasure,
    /// Changes a setting over all workspaces.
    ChangeSetting(SettingChange),

    /// Takes a line tool in hand, or lays it down; while the data cursor is on, adds the line.
    DrawLine(LineTool),
    /// Adds a line between two rows in view, selected.
    AddLine(LineTool),
    /// Lays the line tool down.
    LeaveTool,
    /// Adds a zone about the last close, selected.
    AddZoneAtLastClose,
    /// Opens the window in which the price of the selected level is typed.
    TypePriceOfSelected,
    /// Arms an alert that fired again, from the last row.
    ArmAlert(AlertKey),
    /// Empties the list of what fired.
    ClearAlertLog,
    /// Brings back what was cleared from that list last.
    RestoreAlertLog,
    /// Asks for a file of levels to import.
    ChooseLevelsImport,
    /// Imports levels from a file, in one step of undo.
    ImportLevelsFrom(PathBuf),
    /// Asks where to export the levels.
    ChooseLevelsExport,
    /// Exports the levels to a file.
    ExportLevelsTo(PathBuf),

    /// Makes a new workspace and opens it.
    NewWorkspace,
    /// Asks which workspace to open.
    ChooseWorkspace,
    /// Opens a workspace.
    OpenWorkspace(PathBuf),
    /// Asks where the workspace is to go on.
    ChooseWorkspaceCopy,
    /// Writes the workspace to a file and goes on there.
    SaveWorkspaceAs(PathBuf),
    /// Goes on in a copy beside the workspace.
    DuplicateWorkspace,
    /// Forgets the recent workspaces.
    ClearRecent,
    /// Looks which of the recent workspaces are missing.
    CheckRecent,
    /// Shows the workspace's file in its folder.
    RevealWorkspace,
    /// Says that everything is saved, and where.
    SaySaved,
    /// Goes back or forth to where this many steps are done.
    JumpTo(usize),
    /// Shows the bundled case in memory and leaves everything of the user's alone.
    EnterSafeMode,
    /// Something about the data itself: fetching, looking back, clearing.
    Data(DataCommand),
}

/// Where the data cursor goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CursorMove {
    /// A row to the left.
    Earlier,
    /// A row to the right.
    Later,
    /// Ten rows to the left.
    PageEarlier,
    /// Ten rows to the right.
    PageLater,
    /// The first row.
    First,
    /// The last row.
    Last,
    /// The series above.
    PreviousSeries,
    /// The series below.
    NextSeries,
}

/// Whether the data cursor measures on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CursorReach {
    /// It only goes there.
    Move,
    /// Shift: the distance from where it was is measured.
    Measure,
}

/// In or out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ZoomDirection {
    /// Closer.
    In,
    /// Further away.
    Out,
}

/// Either end of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// The first rows.
    First,
    /// The last rows.
    Last,
}

/// The small windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialog {
    /// What this program is, licences and attributions.
    About,
    /// The keys.
    Shortcuts,
    /// A path to type, for when there is no file dialog.
    TypePath(PathPurpose),
    /// An address to type, to import from.
    ImportAddress,
    /// A date to type.
    GoToDate,
    /// What a picture is to show, and how.
    ExportPicture,
    /// Which data are to be exported, and how.
    ExportTable,
    /// The settings over all workspaces.
    Preferences,
    /// An exact price to type for a level.
    SetPrice(LevelId),
    /// Note and source of a level.
    LevelWords(LevelId),
    /// Every command, to be found by a few letters.
    Palette,
    /// What is stored, from whom, how old.
    Data(DataPage),
    /// Whether everything but the case file is to be taken out of the cache.
    ResetData,
    /// A past day to show what was known then.
    AsKnown,
    /// Every indicator, with a preview on the chart.
    Indicators,
    /// ETF flows of every fund.
    Flows,
}

/// What a typed path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathPurpose {
    /// To import.
    Import,
    /// To export.
    Export(ExportKind),
    /// To import notes.
    ImportNotes,
    /// To export notes.
    ExportNotes,
    /// To write the picture that is asked for.
    Picture(PictureFormat),
    /// To write the data that are asked for.
    Table(TableFormat),
    /// To import levels.
    ImportLevels,
    /// To export levels.
    ExportLevels,
    /// To open a workspace.
    OpenWorkspace,
    /// To go on with the workspace.
    SaveWorkspaceAs,
}
