//! Texts in tables, harmless where a spreadsheet opens them.
//!
//! Knows what starts a formula (OWASP ASVS 1.2.10) and how it is taken off again;
//! knows nothing of tables. Numbers never come here: `-1.5` must stay a number.

use std::borrow::Cow;

/// Whether a spreadsheet would take a text that starts so for a formula. The wide
/// forms count too: some languages' spreadsheets read them as the narrow ones.
pub(super) fn is_trigger(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Whether a text needs an apostrophe before it: it starts a formula, or would read
/// back as one that was guarded.
fn is_guarded(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(is_trigger)
}

/// The same within a cell, where a spreadsheet of another language splits it: what is
/// quoted for us is not for that one. Blanks and line ends between words are no formula.
fn is_guarded_within(text: &str) -> bool {
    let formula = |c: char| is_trigger(c) && !c.is_control();
    text.trim_start_matches(['\'', '"', ' ']).starts_with(formula)
}

/// Whether a line would begin with a tab or a carriage return.
fn is_lone_control(text: &str) -> bool {
    text.trim_start_matches(['\'', '"', ' ']).starts_with(['\t', '\r'])
}

/// What a place within a cell would be to a spreadsheet that splits it otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The start of the cell itself.
    Start,
    /// Behind a delimiter: there a tab or a line end starts a formula as well.
    Delimited,
    /// Behind a line feed: there another one is an empty line.
    Line,
    /// Behind a carriage return, which a line feed usually follows.
    Return,
    /// Anywhere else.
    Within,
}

impl Place {
    /// Whether `rest`, which begins here, needs an apostrophe before it.
    fn guards(self, rest: &str) -> bool {
        match self {
            Self::Start => is_guarded(rest) || is_guarded_within(rest),
            Self::Delimited => rest.trim_start_matches(['\'', '"', ' ']).starts_with(is_trigger),
            Self::Line => is_guarded_within(rest) || is_lone_control(rest),
            Self::Return => is_guarded_within(rest),
            Self::Within => false,
        }
    }

    /// The place behind `c`.
    fn behind(self, c: char) -> Self {
        match c {
            c if is_delimiter(c) || c == '\t' => Self::Delimited,
            '\n' => Self::Line,
            '\r' => Self::Return,
            // A blank in front may be trimmed away.
            ' ' if self == Self::Start => Self::Delimited,
            ' ' => self,
            _ => Self::Within,
        }
    }
}

/// Where a spreadsheet may begin another cell, whatever its language splits at.
fn is_split(c: char) -> bool {
    is_delimiter(c) || matches!(c, '\t' | '\r' | '\n')
}

/// A text as one CSV cell that no spreadsheet runs as a formula.
///
/// A text that starts with `=`, `+`, `-`, `@`, tab or a line end gets an
/// apostrophe in front ([`read_safe_text_cell`] takes it off again), and so does
/// what would start a formula after a delimiter or a line end within it, since a
/// spreadsheet that splits at `;` knows nothing of our quotes; NUL becomes
/// `\u{FFFD}`; commas, quotes and line ends are quoted. Only for texts, never
/// for numbers.
pub fn safe_text_cell(text: &str) -> Cow<'_, str> {
    let mut safe = String::with_capacity(text.len() + 2);
    let (mut place, mut quoted) = (Place::Start, false);
    for (at, c) in text.char_indices() {
        if place.guards(text.get(at..).unwrap_or_default()) {
            safe.push('\'');
            // Reading, too, takes what follows a mark for the text itself.
            place = Place::Within;
        }
        match c {
            '"' => safe.push_str("\"\""),
            '\0' => safe.push('\u{FFFD}'),
            c => safe.push(c),
        }
        quoted |= is_split(c) || c == '"';
        place = place.behind(c);
    }
    match quoted {
        true => Cow::Owned(format!("\"{safe}\"")),
        false if safe == text => Cow::Borrowed(text),
        false => Cow::Owned(safe),
    }
}

/// The text that [`safe_text_cell`] was given, from a cell already unquoted.
pub fn read_safe_text_cell(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    let mut text = String::with_capacity(cell.len());
    let mut place = Place::Start;
    for (at, c) in cell.char_indices() {
        let rest = cell.get(at + c.len_utf8()..).unwrap_or_default();
        let is_mark = c == '\'' && place.guards(rest);
        if !is_mark {
            text.push(c);
        }
        // After a mark comes the text itself, apostrophes and all.
        place = if is_mark { Place::Within } else { place.behind(c) };
    }
    Cow::Owned(text)
}

/// A text as the value of a `#` line: on one line, no formula where a spreadsheet
/// splits the line into cells, and exactly what [`read_comment_text`] reads back.
///
/// Control characters, a quote that would open a cell, and a last delimiter or blank
/// become `\u{…}`, a backslash two;
/// an apostrophe goes before what would start a formula after a delimiter.
pub(super) fn comment_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut cell_starts = false;
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let is_last = rest.len() == c.len_utf8();
        if cell_starts && is_guarded(rest) {
            safe.push('\'');
        }
        if c == '\\' {
            safe.push_str("\\\\");
        } else if c.is_control()
            || (cell_starts && c == '"')
            || (is_last && (is_delimiter(c) || c.is_whitespace()))
        {
            safe.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
        } else {
            safe.push(c);
        }
        cell_starts = is_delimiter(c) || (cell_starts && c == ' ');
    }
    safe
}

/// The text that [`comment_text`] was given.
pub fn read_comment_text(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut cell_starts = false;
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if c == '\'' && cell_starts && is_guarded(&unescaped_start(rest)) {
            cell_starts = false;
            // What follows is of the text, more apostrophes too.
            let marks = rest.len() - rest.trim_start_matches('\'').len();
            text.push_str(rest.get(..marks).unwrap_or_default());
            rest = rest.get(marks..).unwrap_or_default();
            continue;
        }
        let c = if c == '\\' {
            let (read, after) = read_escape(rest);
            rest = after;
            read
        } else {
            c
        };
        text.push(c);
        cell_starts = is_delimiter(c) || (cell_starts && c == ' ');
    }
    text
}

fn is_delimiter(c: char) -> bool {
    matches!(c, ',' | ';' | '|')
}

/// The apostrophes a text starts with and the character after them, read back.
fn unescaped_start(written: &str) -> String {
    let after = written.trim_start_matches('\'');
    let mut start = written.get(..written.len() - after.len()).unwrap_or_default().to_owned();
    match after.strip_prefix('\\') {
        Some(escape) => start.push(read_escape(escape).0),
        None => start.extend(after.chars().next()),
    }
    start
}

/// What stands after a backslash; anything that is no escape is a backslash alone.
fn read_escape(rest: &str) -> (char, &str) {
    if let Some(after) = rest.strip_prefix('\\') {
        return ('\\', after);
    }
    let code = rest.strip_prefix("u{").and_then(|code| code.split_once('}'));
    let read = code.and_then(|(digits, after)| {
        let value = u32::from_str_radix(digits, 16).ok()?;
        char::from_u32(value).map(|c| (c, after))
    });
    read.unwrap_or(('\\', rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn any_text_cell_is_no_formula_and_reads_back(text in "['=+@\t\r\n,;\" a＝-]{0,8}|\\PC{0,12}") {
            let cell = safe_text_cell(&text);
            let line = format!("{cell},end\n");
            let mut reader = csv_core::Reader::new();
            let (mut output, mut ends) = ([0; 256], [0; 8]);
            let (_, _, _, count) = reader.read_record(line.as_bytes(), &mut output, &mut ends);
            prop_assert_eq!(count, 2, "{}", line);
            let raw = std::str::from_utf8(&output[..ends[0]]).unwrap();
            prop_assert!(!raw.starts_with(is_trigger), "{}", raw);
            prop_assert_eq!(read_safe_text_cell(raw), text);
        }

        #[test]
        fn any_text_of_a_comment_is_one_harmless_line_and_reads_back(
            text in "['=+@\"\t\r\n,;|\\\\ u{}1a-]{0,9}|\\PC{0,12}|[\\x00-\\x20\u{85}\u{2028},=]{0,5}",
        ) {
            let written = comment_text(&text);
            prop_assert!(!written.chars().any(char::is_control), "{:?}", written);
            for cell in written.split([',', ';', '|']).skip(1) {
                let start = cell.trim_start_matches(' ');
                prop_assert!(!start.starts_with(is_trigger) && !start.starts_with('"'), "{:?}", written);
            }
            prop_assert_eq!(written.trim_end_matches([',', ';', '\t', '|']).trim_end(), &written);
            prop_assert_eq!(read_comment_text(&written), text);
        }
    }

    #[test]
    fn nothing_starts_with_nul_and_nothing_hides_behind_one() {
        assert_eq!(safe_text_cell("\0=1+1"), "\u{FFFD}=1+1");
    }
}
