//! Faults that can be put in on purpose, to see whether the tests notice.
//!
//! Only the feature `mutants` makes them reachable, by a variable of the
//! environment; without it every question is a constant `false` and costs
//! nothing. `tests/mutants.sh` puts each of them in and names the test that
//! has to fail.

/// A fault that would cost user data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// Bytes are not synced before they take their place.
    Unsynced,
    /// A file is emptied and written where it lies.
    InPlace,
    /// A lock is never refused.
    Unlocked,
    /// Every checksum is taken for right.
    Unchecked,
    /// A committed change is not saved.
    Unsaved,
    /// A change under the hand is saved.
    SavesPreviews,
    /// Nothing is kept of the file before.
    NoGenerations,
    /// A damaged file stays where the next write replaces it.
    OverwritesDamage,
    /// A file of a newer version may be changed.
    OverwritesNewer,
    /// A workspace is left whose changes are not on disk.
    LeavesUnwritten,
    /// Save as… replaces whatever is there.
    ReplacesForeign,
    /// Imports are taken back and read again all at once.
    ImportsAtOnce,
}

/// Whether a fault is put in.
#[cfg(feature = "mutants")]
pub fn is_on(mutant: Mutant) -> bool {
    std::env::var("HASHFLOOR_MUTANT").is_ok_and(|name| name == format!("{mutant:?}"))
}

/// Whether a fault is put in: never here.
#[cfg(not(feature = "mutants"))]
pub const fn is_on(_mutant: Mutant) -> bool {
    false
}
