//! Integration tests, one binary: linking egui once is enough.
mod icons;
