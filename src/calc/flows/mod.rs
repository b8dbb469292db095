//! Calculations over sessions of the US spot ETFs, one file each.
//!
//! **Gaps**: a session without a published flow is missing, never zero, and is left out before
//! counting. The files do not know each other.
