//! The small parts that every panel is made of.
//!
//! Know the theme and egui; know no state of the program. Each has a name for
//! those who cannot see it.

pub mod button;
pub mod card;
pub mod field;
pub mod icon;
pub mod marker;
pub mod named_field;
pub mod slider;
pub mod source;
pub mod text;
pub mod value;
