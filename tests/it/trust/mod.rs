//! What may happen to a data folder, and what the program promises then.
