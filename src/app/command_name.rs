//! The stable name of each command that needs nothing more to be asked.
//!
//! A name stands in `settings.toml` for a key of the user's own, so it never
//! changes once it is here. Commands that carry something only a hand can give
//! (an edit, a path, a date) have none.

use crate::app::command::{
    Command, Dialog, Direction, End, LineTool, NudgeStep, PathPurpose, TimeDirection, ZoomDirection,
};
use crate::app::data_command::{DataCommand, DataPage};
use crate::app::export::ExportKind;
use crate::app::import::ImportCommand;
use crate::app::settings::{ThemeChoice, TimeZoneChoice};
use crate::app::view::Tab;
use crate::chart::viewport::RangePreset;
use crate::domain::level::LevelKind;

/// Every name with its command, in the order of the menus.
pub static NAMED: &[(&str, Command)] = &[
    ("new-workspace", Command::NewWorkspace),
    ("open-workspace", Command::ChooseWorkspace),
    ("save-workspace-as", Command::ChooseWorkspaceCopy),
    ("duplicate-workspace", Command::DuplicateWorkspace),
    ("save", Command::SaySaved),
    ("show-workspace-file", Command::RevealWorkspace),
    ("clear-recent", Command::ClearRecent),
    ("import-csv", Command::ChooseImport),
    ("type-path-to-import", Command::ShowDialog(Some(Dialog::TypePath(PathPurpose::Import)))),
    ("import-from-address", Command::ShowDialog(Some(Dialog::ImportAddress))),
    ("import-from-clipboard", Command::Import(ImportCommand::AskPaste)),
    ("export-csv", Command::ChooseExport(ExportKind::Csv)),
    ("export-svg", Command::ChooseExport(ExportKind::Svg)),
    ("export-png", Command::ChooseExport(ExportKind::Png)),
    ("export-picture", Command::ShowDialog(Some(Dialog::ExportPicture))),
    ("export-data", Command::ShowDialog(Some(Dialog::ExportTable))),
    ("import-notes", Command::ChooseNotesImport),
    ("export-notes", Command::ChooseNotesExport),
    ("import-levels", Command::ChooseLevelsImport),
    ("export-levels", Command::ChooseLevelsExport),
    ("quit", Command::Quit),
    ("undo", Command::Undo),
    ("redo", Command::Redo),
    ("delete-selected", Command::DeleteSelected),
    ("lock-selected", Command::ToggleLockSelected),
    ("palette", Command::ShowDialog(Some(Dialog::Palette))),
    ("preferences", Command::ShowDialog(Some(Dialog::Preferences))),
    ("nudge-up", Command::Nudge(Direction::Up, NudgeStep::One)),
    ("nudge-down", Command::Nudge(Direction::Down, NudgeStep::One)),
    ("nudge-up-fine", Command::Nudge(Direction::Up, NudgeStep::Fine)),
    ("nudge-down-fine", Command::Nudge(Direction::Down, NudgeStep::Fine)),
    ("nudge-up-ten", Command::Nudge(Direction::Up, NudgeStep::Ten)),
    ("nudge-down-ten", Command::Nudge(Direction::Down, NudgeStep::Ten)),
    ("series-panel", Command::ToggleLeftPanel),
    ("right-panel", Command::ToggleRightPanel),
    ("history-strip", Command::ToggleNavigator),
    ("tab-scenarios", Command::ShowTab(Tab::Scenarios)),
    ("tab-levels", Command::ShowTab(Tab::Levels)),
    ("tab-miners", Command::ShowTab(Tab::Miners)),
    ("tab-flows", Command::ShowTab(Tab::Flows)),
    ("tab-notes", Command::ShowTab(Tab::Notes)),
    ("tab-alerts", Command::ShowTab(Tab::Alerts)),
    ("tab-history", Command::ShowTab(Tab::History)),
    ("theme-system", Command::SetTheme(ThemeChoice::System)),
    ("theme-dark", Command::SetTheme(ThemeChoice::Dark)),
    ("theme-light", Command::SetTheme(ThemeChoice::Light)),
    ("fit-axes", Command::FitAxes),
    ("time-zone-utc", Command::SetTimeZone(TimeZoneChoice::Utc)),
    ("time-zone-local", Command::SetTimeZone(TimeZoneChoice::Local)),
    ("size-up", Command::ScaleUp),
    ("size-down", Command::ScaleDown),
    ("size-usual", Command::ScaleReset),
    ("full-screen", Command::ToggleFullScreen),
    ("add-note", Command::AddNoteAtLastRow),
    ("data-cursor", Command::ToggleDataCursor),
    ("measure-from-data-cursor", Command::MeasureFromDataCursor),
    ("zoom-in", Command::Zoom(ZoomDirection::In)),
    ("zoom-out", Command::Zoom(ZoomDirection::Out)),
    ("pan-left", Command::Pan(TimeDirection::Earlier)),
    ("pan-right", Command::Pan(TimeDirection::Later)),
    ("go-to-first-row", Command::GoTo(End::First)),
    ("go-to-last-row", Command::GoTo(End::Last)),
    ("range-1m", Command::ApplyPreset(RangePreset::Month1)),
    ("range-3m", Command::ApplyPreset(RangePreset::Months3)),
    ("range-6m", Command::ApplyPreset(RangePreset::Months6)),
    ("range-ytd", Command::ApplyPreset(RangePreset::YearToDate)),
    ("range-1y", Command::ApplyPreset(RangePreset::Year1)),
    ("range-4y", Command::ApplyPreset(RangePreset::Years4)),
    ("range-all", Command::ApplyPreset(RangePreset::All)),
    ("range-crash", Command::ApplyPreset(RangePreset::Crash)),
    ("go-to-date", Command::ShowDialog(Some(Dialog::GoToDate))),
    ("indicators", Command::ShowDialog(Some(Dialog::Indicators))),
    ("add-support-at-last-close", Command::AddLevelAtLastClose(LevelKind::Support)),
    ("add-resistance-at-last-close", Command::AddLevelAtLastClose(LevelKind::Resistance)),
    ("add-cost-at-last-close", Command::AddLevelAtLastClose(LevelKind::Cost)),
    ("add-mark-at-last-close", Command::AddLevelAtLastClose(LevelKind::Neutral)),
    ("next-level", Command::SelectNextLevel),
    ("add-zone-at-last-close", Command::AddZoneAtLastClose),
    ("draw-trend-line", Command::DrawLine(LineTool::TrendLine)),
    ("draw-ray", Command::DrawLine(LineTool::Ray)),
    ("add-trend-line", Command::AddLine(LineTool::TrendLine)),
    ("add-ray", Command::AddLine(LineTool::Ray)),
    ("type-price-of-selected", Command::TypePriceOfSelected),
    ("clear-alert-log", Command::ClearAlertLog),
    ("data", Command::ShowDialog(Some(Dialog::Data(DataPage::Series)))),
    ("data-sources", Command::ShowDialog(Some(Dialog::Data(DataPage::Sources)))),
    ("data-refreshes", Command::ShowDialog(Some(Dialog::Data(DataPage::Refreshes)))),
    ("as-known-on", Command::ShowDialog(Some(Dialog::AsKnown))),
    ("etf-flows", Command::ShowDialog(Some(Dialog::Flows))),
    ("back-to-now", Command::Data(DataCommand::ShowAsKnown(None))),
    ("refresh-all", Command::Data(DataCommand::Refresh(Vec::new()))),
    ("reset-data", Command::ShowDialog(Some(Dialog::ResetData))),
    ("show-data-folder", Command::Data(DataCommand::RevealDataFolder)),
    ("stop-refreshing", Command::Data(DataCommand::StopRefresh)),
    ("shortcuts", Command::ShowDialog(Some(Dialog::Shortcuts))),
    ("about", Command::ShowDialog(Some(Dialog::About))),
];

impl Command {
    /// The name in `settings.toml`; none for a command that carries more than a key can say.
    pub fn name(&self) -> Option<&'static str> {
        NAMED.iter().find(|(_, command)| command == self).map(|(name, _)| *name)
    }

    /// The command with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        NAMED.iter().find(|(known, _)| *known == name).map(|(_, command)| command.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_each_stands_once() {
        let mut names: Vec<&str> = NAMED.iter().map(|(name, _)| *name).collect();
        for name in &names {
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}"
            );
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), NAMED.len());
        for (name, command) in NAMED {
            assert_eq!(command.name(), Some(*name), "{command:?} stands twice");
        }
    }

    #[test]
    fn every_command_with_a_key_has_a_name() {
        for command in Command::with_shortcuts() {
            let name = command.name().unwrap_or_else(|| panic!("{command:?} has no name"));
            assert_eq!(Command::from_name(name), Some(command));
        }
    }
}
