//! Computed series that are kept, within a bound of bytes; the longest unused go first.

use std::collections::BTreeMap;

use crate::app::computed::answer::Answer;

/// Most bytes that are kept, about.
pub const MOST_BYTES: usize = 256 << 20;

/// A computed series over certain rows: its id, and a number that stands for those rows.
pub type MemoKey = (String, u64);

#[derive(Clone, Debug)]
struct Kept {
    answer: Answer,
    bytes: usize,
    used: u64,
}

/// What was computed lately, by id and inputs.
#[derive(Debug)]
pub struct Memo {
    kept: BTreeMap<MemoKey, Kept>,
    bytes: usize,
    most_bytes: usize,
    clock: u64,
    hits: u64,
}

impl Default for Memo {
    fn default() -> Self {
        Self::bounded(MOST_BYTES)
    }
}

impl Memo {
    /// Keeps at most this many bytes, and always what was put in last.
    pub fn bounded(most_bytes: usize) -> Self {
        Self { kept: BTreeMap::new(), bytes: 0, most_bytes, clock: 0, hits: 0 }
    }

    /// What was computed for this key, if it is still kept.
    pub fn get(&mut self, key: &MemoKey) -> Option<Answer> {
        self.clock += 1;
        let kept = self.kept.get_mut(key)?;
        kept.used = self.clock;
        self.hits += 1;
        Some(kept.answer.clone())
    }

    /// Keeps an answer; the longest unused others make room for it.
    pub fn put(&mut self, key: MemoKey, answer: Answer) {
        self.clock += 1;
        let bytes = key.0.len() + answer.as_ref().map_or_else(String::len, |rows| rows.bytes());
        let kept = Kept { answer, bytes, used: self.clock };
        if let Some(before) = self.kept.insert(key, kept) {
            self.bytes -= before.bytes;
        }
        self.bytes += bytes;
        while self.bytes > self.most_bytes && self.kept.len() > 1 {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.used).map(|(key, _)| key.clone());
            let Some(gone) = oldest.and_then(|key| self.kept.remove(&key)) else { break };
            self.bytes -= gone.bytes;
        }
    }

    /// Bytes that are kept, about.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// How often something was found here.
    pub fn hits(&self) -> u64 {
        self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u64) -> MemoKey {
        ("derived.sma_5".to_owned(), number)
    }

    fn put(memo: &mut Memo, number: u64, bytes: usize) {
        memo.put(key(number), Err("x".repeat(bytes)));
    }

    #[test]
    fn the_longest_unused_give_way_and_the_bound_holds() {
        let mut memo = Memo::bounded(4_000);
        for number in 0..3 {
            put(&mut memo, number, 1_000);
        }
        assert!(memo.get(&key(0)).is_some());
        for number in 3..200 {
            put(&mut memo, number, 1_000);
            assert!(memo.bytes() <= 4_000, "{} bytes after {number}", memo.bytes());
            assert!(memo.get(&key(0)).is_some(), "used all the time");
        }
        assert!(memo.get(&key(1)).is_none());
        let held: usize = memo.kept.values().map(|kept| kept.bytes).sum();
        assert_eq!(held, memo.bytes());
    }

    #[test]
    fn other_rows_are_another_entry_and_the_same_ones_replace_it() {
        let mut memo = Memo::default();
        put(&mut memo, 1, 10);
        put(&mut memo, 1, 20);
        put(&mut memo, 2, 30);
        assert!(matches!(memo.get(&key(1)), Some(Err(words)) if words.len() == 20));
        assert_eq!(memo.bytes(), 20 + 30 + 2 * "derived.sma_5".len());
        assert!(memo.get(&key(3)).is_none());
        assert_eq!(memo.hits(), 1);
    }

    #[test]
    fn one_that_is_larger_than_the_bound_is_kept_alone() {
        let mut memo = Memo::bounded(100);
        put(&mut memo, 1, 10);
        put(&mut memo, 2, 1_000);
        assert!(memo.get(&key(1)).is_none() && memo.get(&key(2)).is_some());
    }
}
