//! Integration tests, one binary: linking egui once is enough.

mod csv_real_files;
