//! The layers below the window, compiled once more, and what they promise of any bytes.
//!
//! Compiled from the program's own files instead of taken from its crate: egui, OpenGL and
//! the command line would take most of the time and none of the faults.

#[path = "../../src/app/mod.rs"]
pub mod app;
#[path = "../../src/calc/mod.rs"]
pub mod calc;
#[path = "../../src/chart/mod.rs"]
pub mod chart;
#[path = "../../src/domain/mod.rs"]
pub mod domain;
#[path = "../../src/io/mod.rs"]
pub mod io;

pub mod promises;
