//! Hands on the window: raw pointer and key events, and what they do.
//!
//! No test here sends a command; what a gesture asks for must come from the
//! events alone. The window is laid out in memory, so none needs a display.

#![expect(clippy::float_cmp, reason = "a level comes to rest at whole dollars, which compare exactly")]

mod adding;
mod alerts;
mod chips;
mod cost_band;
mod crowded;
pub mod desk;
mod dragging;
mod dropping;
mod importing;
mod indicators;
mod keys;
mod level_card;
mod level_menu;
mod level_nodes;
mod lines;
mod monkey;
mod navigator;
mod notes;
mod palette;
mod panes;
mod reader;
mod readouts;
mod scenarios;
mod snapping;
mod view;
mod window_keys;
mod workspaces;
mod zones;
