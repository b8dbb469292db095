//! How well a few typed letters mean a caption.
//!
//! Pure: texts in, a score and the matched letters out. Every typed word has to be found
//! as letters in this order, not necessarily side by side; whole runs and the beginnings
//! of words count more than scattered letters, so that `th da` means "Theme: dark".
//! Case and accents are no difference.

/// For every letter found.
const LETTER: i32 = 16;
/// For a letter that begins a word.
const WORD_START: i32 = 12;
/// For a letter right after the one before.
const RUN: i32 = 10;
/// For the very first letter of the caption.
const FIRST: i32 = 16;
/// For every letter skipped between two found ones, up to a limit.
const SKIPPED: i32 = 2;
const MOST_SKIPPED: i32 = 12;
/// For a typed word that names the group and not the caption.
const GROUP: i32 = 8;
/// Lost by what cannot be done now.
const BEHIND: i32 = 12;
/// No way to put the letters there.
const NONE: i32 = i32::MIN / 4;

/// A caption that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FuzzyMatch {
    /// More is better; of the same query only.
    pub score: i32,
    /// The matched letters, as indices of `char`s of the caption, rising.
    pub letters: Vec<usize>,
}

/// A text made ready to be searched: do it once, not for every query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    folded: Vec<char>,
    starts: Vec<bool>,
    group: String,
}

impl Searched {
    /// A caption, and the heading it stands under.
    pub fn new(caption: &str, group: &str) -> Self {
        let chars: Vec<char> = caption.chars().collect();
        let mut starts = Vec::with_capacity(chars.len());
        let mut before = ' ';
        for c in &chars {
            let number_begins = c.is_ascii_digit() && !before.is_ascii_digit() && before != ',';
            starts.push(c.is_alphanumeric() && (!before.is_alphanumeric() && before != ',' || number_begins));
            before = *c;
        }
        Self {
            folded: chars.into_iter().map(fold).collect(),
            starts,
            group: group.chars().map(fold).collect(),
        }
    }

    /// How well a query means this text; `None` if one of its words is not there.
    ///
    /// **Cost.** O(letters of the query × letters of the caption).
    pub fn matched(&self, query: &str) -> Option<FuzzyMatch> {
        let mut letters = Vec::new();
        let mut score = 0;
        for word in query.split_whitespace() {
            let word: Vec<char> = word.chars().map(fold).collect();
            match self.word(&word) {
                Some((of_word, mut found)) => {
                    score += of_word;
                    letters.append(&mut found);
                }
                None if self.group.starts_with(&word.iter().collect::<String>()) => {
                    score += GROUP * i32::try_from(word.len()).unwrap_or(0);
                }
                None => return None,
            }
        }
        letters.sort_unstable();
        letters.dedup();
        Some(FuzzyMatch { score, letters })
    }

    /// The best way to find a word's letters, by the score of each letter at each place.
    fn word(&self, word: &[char]) -> Option<(i32, Vec<usize>)> {
        // best[k]: the best score with the letter of this row at place k, and where the
        // letter before it stands then.
        let mut rows: Vec<Vec<(i32, usize)>> = Vec::with_capacity(word.len());
        for (row, letter) in word.iter().enumerate() {
            let above = row.checked_sub(1).and_then(|row| rows.get(row));
            let mut best = Vec::with_capacity(self.folded.len());
            for (at, (c, start)) in self.folded.iter().zip(&self.starts).enumerate() {
                let bonus = if *start { WORD_START } else { 0 } + if at == 0 { FIRST } else { 0 };
                let cell = match (c == letter, above) {
                    (false, _) => (NONE, 0),
                    (true, None) => (LETTER + bonus, at),
                    (true, Some(above)) => {
                        let earlier = above.iter().take(at).enumerate();
                        let ways =
                            earlier.filter(|(_, (score, _))| *score > NONE).map(|(from, (score, _))| {
                                let skipped = i32::try_from(at - from - 1).unwrap_or(MOST_SKIPPED);
                                let way =
                                    if skipped == 0 { RUN } else { -(SKIPPED * skipped).min(MOST_SKIPPED) };
                                (score + LETTER + bonus + way, from)
                            });
                        // The first of equals, so that the outcome never depends on the length.
                        ways.fold((NONE, 0), |best, way| if way.0 > best.0 { way } else { best })
                    }
                };
                best.push(cell);
            }
            rows.push(best);
        }
        let last = rows.last()?;
        let (mut at, score) = last
            .iter()
            .enumerate()
            .fold((0, NONE), |best, (at, (score, _))| if *score > best.1 { (at, *score) } else { best });
        if score <= NONE {
            return None;
        }
        let mut found = vec![0; word.len()];
        for (place, row) in found.iter_mut().zip(&rows).rev() {
            *place = at;
            at = row.get(at).map_or(0, |(_, from)| *from);
        }
        Some((score, found))
    }
}

/// The places of a list that a query means, best first, with the matched letters.
///
/// Of equal matches the shorter caption goes first, then the one that stood first; what
/// `is_behind` says goes behind what matches about as well. Letters that are there by
/// chance, which match much worse than the best, are left out.
pub fn ranked(
    texts: &[Searched],
    query: &str,
    is_behind: impl Fn(usize) -> bool,
) -> Vec<(usize, FuzzyMatch)> {
    let all = texts.iter().enumerate();
    let mut found: Vec<(usize, FuzzyMatch)> =
        all.filter_map(|(index, text)| Some((index, text.matched(query)?))).collect();
    let best = found.iter().map(|(_, found)| found.score).max().unwrap_or(0);
    found.retain(|(_, found)| 10 * found.score >= 7 * best);
    found.sort_by_key(|(index, found)| {
        let length = texts.get(*index).map_or(0, |text| text.folded.len());
        let behind = if is_behind(*index) { BEHIND } else { 0 };
        (behind - found.score, length, *index)
    });
    found
}

/// A letter without case and accent.
fn fold(c: char) -> char {
    let lower = c.to_lowercase().next().unwrap_or(c);
    match lower {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        '\u{2212}' | '–' | '—' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(captions: &[&str], query: &str) -> Vec<String> {
        let texts: Vec<_> = captions.iter().map(|caption| Searched::new(caption, "View")).collect();
        let found = ranked(&texts, query, |_| false);
        found.into_iter().filter_map(|(index, _)| captions.get(index)).map(ToString::to_string).collect()
    }

    fn letters(caption: &str, query: &str) -> String {
        let found = Searched::new(caption, "").matched(query).unwrap();
        found.letters.iter().filter_map(|at| caption.chars().nth(*at)).collect()
    }

    #[test]
    fn beginnings_of_words_and_runs_beat_scattered_letters() {
        let captions = ["Add the mark", "Theme: dark", "Hide the data", "Time zone: UTC"];
        assert_eq!(best(&captions, "thda")[0], "Theme: dark");
        assert_eq!(best(&captions, "dark"), ["Theme: dark"]);
        assert_eq!(best(&["Undo", "Funds in an odd pane"], "undo"), ["Undo"], "no letters by chance");
        assert_eq!(best(&["Shade a lock", "Lock 70,000", "Unlock 70,000"], "lock")[..1], ["Lock 70,000"]);
        assert_eq!(best(&["Fit value axes", "Full screen"], "fs")[0], "Full screen");
    }

    #[test]
    fn words_are_found_in_any_order_and_each_must_be_there() {
        assert_eq!(best(&["Theme: dark", "Theme: light"], "dark the"), ["Theme: dark"]);
        assert_eq!(best(&["Theme: dark"], "theme blue"), Vec::<String>::new());
        assert_eq!(best(&["Theme: dark"], "view dark"), ["Theme: dark"], "a group narrows");
    }

    #[test]
    fn case_accents_and_thousands_are_no_difference() {
        assert_eq!(letters("Hide Société Générale", "societe gen"), "SociétéGén");
        assert_eq!(letters("Hide 70,000 support", "70000"), "70000");
        assert_eq!(letters("Theme: DARK", "dark"), "DARK");
    }

    #[test]
    fn the_matched_letters_are_the_best_and_not_the_first_ones() {
        assert_eq!(
            Searched::new("Add a support at data", "").matched("data").unwrap().letters,
            [17, 18, 19, 20]
        );
    }

    #[test]
    fn equals_keep_their_order_and_an_empty_query_keeps_everything() {
        let captions = ["Hide A", "Hide B", "Hide C"];
        assert_eq!(best(&captions, "hide"), captions);
        assert_eq!(best(&captions, "  "), captions);
        let texts: Vec<_> = captions.iter().map(|caption| Searched::new(caption, "")).collect();
        let order: Vec<_> = ranked(&texts, "hide", |index| index == 0).iter().map(|(at, _)| *at).collect();
        assert_eq!(order, [1, 2, 0], "what cannot be done goes last");
    }
}
