//! Blocks of lines made into rows, at the speed of the disk.
//!
//! Knows how a block of whole lines is taken apart; knows nothing of where it
//! came from or where its rows go. A line that is certain is read here
//! ([`line`], [`number`], [`date`]); every other is handed to the reference, the
//! record reader that the sniffer uses too ([`parser`], [`splitter`]). So the quick
//! way never judges a row: it takes it whole or leaves it to the exact one.

pub mod batch;
pub mod blocks;
pub mod date;
pub mod layout;
pub mod line;
pub mod number;
pub mod parser;
pub mod splitter;
pub mod workers;

#[cfg(test)]
mod agreement_tests;
