//! Hashfloor: a native desktop program for watching Bitcoin under stress.
//!
//! The layers and who may know whom stand in the README's map of the source
//! and are enforced by `tests/layering.rs`.
#![cfg_attr(test, expect(clippy::float_cmp, reason = "tests compare values that must be exact"))]

pub mod app;
pub mod calc;
pub mod chart;
pub mod domain;
pub mod headless;
pub mod io;
pub mod ui;
