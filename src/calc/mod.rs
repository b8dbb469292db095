//! Pure formulas: indicators and scenario odds; knows no files, clock or screen.
