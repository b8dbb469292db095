//! The egui window: theme, panels and chart painting.

pub mod export;
pub mod menu;
pub mod notices;
pub mod panels;
pub mod status;
pub mod theme;
pub mod toolbar;
pub mod widgets;
