//! The egui window: theme, panels and chart painting.
//!
//! Reads the state of `app` and asks it for commands; never touches files, the
//! cache or the network. Pictures are the same code painted into vectors.

pub mod answers;
pub mod as_known_strip;
pub mod bench;
pub mod chart;
pub mod computed_table;
pub mod context;
mod data_menu;
pub mod export;
mod file_menu;
pub mod frame_cost;
pub mod in_force;
pub mod indicator_form;
pub mod indicator_words;
pub mod key_press;
pub mod keys;
pub mod menu;
pub mod notices;
pub mod panels;
pub mod picture;
pub mod right_panel;
pub mod shell;
pub mod status;
pub mod theme;
pub mod toolbar;
pub mod trace;
pub mod widgets;
pub mod window;
