//! One name for each variant of a command, an edit, a change of panes and a window.
//!
//! The match in each list has no other arm, so a new variant does not compile before it
//! has an entry here, and an entry does not compile before somebody offers it.

use crate::app::command::{Command, Dialog};
use crate::app::edit::Edit;
use crate::app::edit_panes::PaneEdit;

macro_rules! kinds {
    ($(#[$doc:meta])* $kind:ident of $whole:ident: $($name:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $kind {
            $(
                #[doc = concat!("[`", stringify!($whole), "::", stringify!($name), "`]")]
                $name
            ),+
        }

        impl $kind {
            /// One of each.
            pub(super) const ALL: &[Self] = &[$(Self::$name),+];

            /// The kind of a value.
            #[cfg_attr(not(test), expect(dead_code, reason = "its match is what asks about a new variant"))]
            pub(super) fn of(whole: &$whole) -> Self {
                match whole {
                    $($whole::$name { .. } => Self::$name),+
                }
            }

            /// The name of the variant.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name)),+
                }
            }
        }
    };
}

kinds! {
    /// The variants of a command.
    CommandKind of Command:
    Edit, Preview, CommitPreview, CancelPreview, Undo, Redo,
    Select, SelectNextLevel, Nudge, NudgeTime, DeleteSelected, ToggleLockSelected, AddLevelAtLastClose,
    SetTimeView, ApplyPreset, Zoom, Pan, GoTo, TakeAxis, FitAxis, FitAxes, ToggleMaximised,
    SetTheme, ToggleLeftPanel, ToggleNavigator, ToggleRightPanel, ShowTab,
    ChooseImport, PreviewImport, ConfirmImport, CancelImport, Import, ChooseExport, ExportTo,
    CancelJob, DismissNotice,
    AddNoteAtLastRow, GoToNote, GoToEvent,
    ChooseNotesImport, ImportNotesFrom, ChooseNotesExport, ExportNotesTo,
    SetTimeZone, ScaleUp, ScaleDown, ScaleReset, ToggleFullScreen, GoToDate,
    SetTable, ChooseTable, ExportTable,
    SetPicture, ChoosePicture, ExportPicture, CopyPicture, CopyText,
    ToggleDataCursor, StartDataCursor, PutDataCursor, MoveDataCursor, MeasureFromDataCursor, DropMeasure,
    ChangeSetting,
    DrawLine,
    AddLine,
    LeaveTool,
    AddZoneAtLastClose,
    TypePriceOfSelected,
    ArmAlert,
    ClearAlertLog,
    RestoreAlertLog,
    ChooseLevelsImport,
    ImportLevelsFrom,
    ChooseLevelsExport,
    ExportLevelsTo,
    NewWorkspace,
    ChooseWorkspace,
    OpenWorkspace,
    ChooseWorkspaceCopy,
    SaveWorkspaceAs,
    DuplicateWorkspace,
    ClearRecent,
    CheckRecent,
    RevealWorkspace,
    SaySaved,
    JumpTo,
    EnterSafeMode,
    Data,
    // Last in their groups.
    ShowDialog, Quit,
}

kinds! {
    /// The small windows.
    DialogKind of Dialog:
    About, Shortcuts, TypePath, GoToDate, ExportPicture, Palette, Preferences, SetPrice, LevelWords,
    Data, AsKnown, ResetData, ImportAddress, ExportTable, Indicators, Flows,
}

kinds! {
    /// The variants of an edit.
    EditKind of Edit:
    AddLevel, MoveLevel, RelabelLevel, SetLevelKind, LockLevel, HideLevel, CloneLevel, DeleteLevel,
    MoveWaypoint, AddWaypoint, RemoveWaypoint, SetScenarioRule, HideScenario, CloneScenario,
    DeleteScenario, SetVolatility, SetDrift, Panes, ShowSeries, PreferSource,
    AddNote, EditNote, MoveNote, DeleteNote, HideNote, ImportNotes, ShowEvents, SetInterval,
    Alerts,
    SetLevelNote,
    SetLevelSource,
    SetLevelColour,
    ImportLevels,
    SetTouchTolerance,
    Miners,
}

kinds! {
    /// The variants of a change of the panes.
    PaneEditKind of PaneEdit:
    Add, Remove, Hide, Move, Resize, SetScale, SetCompare, ShadeClosed, ShadeMood, Put, MoveSeries,
    RemoveSeries, HideSeries, SetStyle, SetAxis, SetHue, ShowVolume,
    AddComputed, ReplaceComputed, RemoveComputed,
}
