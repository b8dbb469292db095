//! The egui window: theme, panels and chart painting.
