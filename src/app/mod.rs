//! Workspace, commands, undo, jobs and derived results.
//!
//! The only layer that changes anything, and only through
//! [`command::Command`]. Knows no egui: waking the window is an injected
//! closure, and so is the clock.

pub mod alert_edits;
pub mod alert_watch;
pub mod alerts;
pub mod amount;
pub mod answers;
pub mod bindings;
pub mod clock;
pub mod command;
pub mod command_info;
pub mod command_name;
pub mod data_cursor;
pub mod derived;
pub mod dispatch;
pub mod edit;
pub mod edit_caption;
pub mod edit_info;
pub mod edit_panes;
pub mod export;
pub mod exporting;
pub mod fuzzy;
pub mod high;
pub mod history;
pub mod import;
pub mod interval;
pub mod jobs;
pub mod level_edits;
pub mod level_knowledge;
pub mod level_lines;
pub mod levels_file;
pub mod library;
pub mod line_tool;
pub mod loaded;
pub mod mouse_gestures;
pub mod note_edits;
pub mod notes;
pub mod notice;
pub mod nudge;
pub mod offered;
pub mod outcome;
pub mod palette;
pub mod pane_spec;
pub mod panes;
pub mod picture;
pub mod price_rows;
pub mod recent;
pub mod saver;
pub mod setting_change;
pub mod setting_key;
pub mod settings;
pub mod shortcut;
pub mod space_file;
pub mod space_info;
pub mod spaces;
pub mod startup;
pub mod state;
mod steps;
pub mod summary;
pub mod typed_offers;
pub mod view;
pub mod view_commands;
pub mod window;
pub mod window_commands;
pub mod workspace;
