//! Names near one that is not there.

use crate::calc::calculation::registry;
use crate::headless::output::Failure;

/// Edits by which a name may differ from one that was meant.
const MOST_EDITS: usize = 2;

/// The sentence for a name that no calculation has.
pub(super) fn unknown(name: &str) -> Failure {
    let near = near_names(name, registry::ALL.iter().map(|calculation| calculation.name));
    let hint = match near.as_slice() {
        [] => String::new(),
        names => format!("; did you mean {}?", names.join(" or ")),
    };
    Failure::Usage(format!("there is no calculation {name:?}{hint} (hashfloor calc --list prints all)"))
}

/// The names that are meant by a slip of the hand, or that hold what was typed.
fn near_names<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let typed = typed.to_lowercase();
    let mut near: Vec<(usize, &str)> = names
        .filter_map(|name| {
            let edits = edits(&typed, name);
            let holds = typed.len() >= 2 && (name.contains(&typed) || typed.contains(name));
            (holds || edits <= MOST_EDITS.min(name.len() / 2)).then_some((edits, name))
        })
        .collect();
    near.sort();
    near.truncate(3);
    near.into_iter().map(|(_, name)| name).collect()
}

/// Letters to put in, take out or change, after Levenshtein.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.chars().enumerate() {
        let mut before = index;
        let mut left = index + 1;
        let mut next = vec![left];
        for (cell, other) in row.iter().skip(1).zip(&to) {
            left = (cell + 1).min(left + 1).min(before + usize::from(letter != *other));
            before = *cell;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (from, to, count) in
            [("", "", 0), ("", "sma", 3), ("sma", "sma", 0), ("smaa", "sma", 1), ("rsi", "rvz", 2)]
        {
            assert_eq!(edits(from, to), count, "{from} {to}");
        }
    }

    #[test]
    fn a_slip_of_the_hand_and_a_part_of_a_name_are_understood() {
        let names = ["sma", "ema", "weekly_ema", "rsi", "drawdown"];
        assert_eq!(near_names("smaa", names.into_iter()), ["sma"]);
        assert_eq!(near_names("EMA", names.into_iter())[..2], ["ema", "sma"]);
        assert_eq!(near_names("drawdwon", names.into_iter()), ["drawdown"]);
        assert_eq!(near_names("weekly", names.into_iter()), ["weekly_ema"]);
        assert!(near_names("zzz", names.into_iter()).is_empty());
    }
}
