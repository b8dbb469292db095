//! Workspace, commands, undo, jobs and derived results; knows no egui.
