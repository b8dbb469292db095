//! Integration tests, one binary: linking egui once is enough.

#[cfg(test)]
mod csv_real_files;
