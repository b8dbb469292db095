//! How the program looks.

pub mod fonts;
