//! How the program looks: typeface, colours, and both as an egui style.

pub mod contrast;
pub mod fonts;
pub mod style;
pub mod tokens;

pub use style::install;
pub use tokens::Theme;
