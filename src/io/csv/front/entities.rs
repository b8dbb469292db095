//! Named and numbered characters of HTML.
//!
//! Knows those that stand in tables of numbers; another one stays as it is written.

/// Names with what they stand for.
const NAMED: [(&str, char); 27] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("minus", '−'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("thinsp", '\u{2009}'),
    ("rsquo", '’'),
    ("lsquo", '‘'),
    ("hellip", '…'),
    ("euro", '€'),
    ("pound", '£'),
    ("yen", '¥'),
    ("middot", '·'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Ouml", 'Ö'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("aacute", 'á'),
    ("oacute", 'ó'),
    ("plus", '+'),
];

/// Longest name or number between `&` and `;`.
const LONGEST: usize = 10;

/// Appends a text with its entities decoded, and every run of blanks made one.
pub(super) fn decode_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '&'
            && let Some((decoded, after)) = entity(rest)
        {
            push(decoded, out);
            rest = after;
            continue;
        }
        push(c, out);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
}

fn push(c: char, out: &mut String) {
    if !c.is_whitespace() {
        // A cell is one line between tabs; quotes would quote it.
        out.push(if c == '"' { '\'' } else { c });
    } else if !out.ends_with(' ') {
        out.push(' ');
    }
}

fn entity(text: &str) -> Option<(char, &str)> {
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(LONGEST + 1).position(|byte| byte == b';')?;
    let (name, after) = body.split_at_checked(end)?;
    let after = after.strip_prefix(';')?;
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
            char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace())?
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((c, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_become_their_characters_and_others_stay() {
        let mut out = String::new();
        decode_into("a&amp;b &#8722;1 &#x2013; &nbsp;\n c &foo; &#0; &", &mut out);
        assert_eq!(out, "a&b −1 – c &foo; &#0; &");
    }
}
