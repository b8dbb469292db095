//! The egui window: theme, panels and chart painting.

pub mod export;
pub mod theme;
