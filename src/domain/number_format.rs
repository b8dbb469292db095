//! How numbers are written on screen: which sign groups thousands, which begins the decimals.
//!
//! Every text of [`crate::domain::format`] is written the one way, `1,234.5`, and turned
//! into the chosen way where it is drawn. Files and JSON are never turned.

/// A way to write numbers, named by what it looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NumberFormat {
    /// `1,234.5`
    #[default]
    CommaPoint,
    /// `1 234.5`
    SpacePoint,
    /// `1 234,5`
    SpaceComma,
    /// `1.234,5`
    PointComma,
}

impl NumberFormat {
    /// Every way, in menu order.
    pub const ALL: [Self; 4] = [Self::CommaPoint, Self::SpacePoint, Self::SpaceComma, Self::PointComma];

    /// What it looks like, which is also its word in `settings.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::CommaPoint => "1,234.5",
            Self::SpacePoint => "1 234.5",
            Self::SpaceComma => "1 234,5",
            Self::PointComma => "1.234,5",
        }
    }

    /// The way with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    fn signs(self) -> (char, char) {
        // A space that does not let the line break within a number.
        match self {
            Self::CommaPoint => (',', '.'),
            Self::SpacePoint => ('\u{a0}', '.'),
            Self::SpaceComma => ('\u{a0}', ','),
            Self::PointComma => ('.', ','),
        }
    }

    /// Turns the numbers of a text written as `1,234.5` into this way.
    ///
    /// Only commas and points between two digits are signs of a number: `62,700, −14.13 %`
    /// keeps its comma between the two. For texts of the program's own making; a name or a
    /// note of somebody's is not to go through here.
    ///
    /// ```
    /// use hashfloor::domain::number_format::NumberFormat;
    /// assert_eq!(NumberFormat::PointComma.of("68,860.5 USD, 3.1 %"), "68.860,5 USD, 3,1 %");
    /// ```
    pub fn of(self, text: impl Into<String>) -> String {
        let text = text.into();
        if self == Self::CommaPoint {
            return text;
        }
        let (group, decimal) = self.signs();
        let mut turned = String::with_capacity(text.len() + 4);
        let mut before = ' ';
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let inside = before.is_ascii_digit() && rest.peek().is_some_and(char::is_ascii_digit);
            turned.push(match c {
                ',' if inside => group,
                '.' if inside => decimal,
                other => other,
            });
            before = c;
        }
        turned
    }

    /// A price or share that somebody typed this way, or the plain way, with its signs written
    /// the plain way; units and spaces stay.
    ///
    /// Where the comma begins the decimals both ways meet: a sign before exactly three digits
    /// groups thousands then, any other begins decimals.
    ///
    /// ```
    /// use hashfloor::domain::number_format::NumberFormat;
    /// for typed in ["70.000", "70,000", "70000"] {
    ///     assert_eq!(NumberFormat::PointComma.plain(typed).replace(',', ""), "70000");
    /// }
    /// assert_eq!(NumberFormat::PointComma.plain("61,5k"), "61.5k");
    /// ```
    pub fn plain(self, typed: &str) -> String {
        if self.signs().1 == '.' {
            return typed.to_owned();
        }
        let mut plain = String::with_capacity(typed.len());
        for (at, c) in typed.char_indices() {
            if !matches!(c, '.' | ',') {
                plain.push(c);
                continue;
            }
            let after = typed.get(at + 1..).unwrap_or_default();
            let digits = after.chars().take_while(char::is_ascii_digit).count();
            let is_below_one = plain.rsplit(|c: char| !c.is_ascii_digit()).next() == Some("0");
            plain.push(if digits == 3 && !is_below_one { ',' } else { '.' });
        }
        plain
    }

    /// A number that somebody typed this way, or the plain way.
    pub fn read(self, text: &str) -> Option<f64> {
        let (group, decimal) = self.signs();
        let plain: String = text
            .trim()
            .chars()
            .filter(|c| *c != group && *c != ' ' && *c != '\u{a0}')
            .map(|c| if c == decimal { '.' } else { c })
            .map(|c| if c == '\u{2212}' { '-' } else { c })
            .collect();
        plain.parse().ok().filter(|value: &f64| value.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_and_decimals_change_places_and_nothing_else_does() {
        let text = "close 62,700, −14.13 % since 1,234,567.89";
        assert_eq!(NumberFormat::CommaPoint.of(text), text);
        assert_eq!(NumberFormat::PointComma.of(text), "close 62.700, −14,13 % since 1.234.567,89");
        assert_eq!(
            NumberFormat::SpaceComma.of(text),
            "close 62\u{a0}700, −14,13 % since 1\u{a0}234\u{a0}567,89"
        );
        assert_eq!(NumberFormat::PointComma.of("e.g. 84–90k, v1"), "e.g. 84–90k, v1");
    }

    #[test]
    fn a_typed_price_is_no_other_price_for_the_way_it_is_written() {
        for (typed, plain) in [
            ("1.234.567,89", "1,234,567.89"),
            ("84.000–90.000,5", "84,000–90,000.5"),
            ("61500.5", "61500.5"),
            ("61.5k", "61.5k"),
            ("0,125 %", "0.125 %"),
            ("70\u{a0}000,25", "70\u{a0}000.25"),
        ] {
            assert_eq!(NumberFormat::PointComma.plain(typed), plain);
            assert_eq!(NumberFormat::SpaceComma.plain(typed), plain);
        }
        assert_eq!(NumberFormat::CommaPoint.plain("1,234.567"), "1,234.567");
        assert_eq!(NumberFormat::SpacePoint.plain("1,234.567"), "1,234.567");
    }

    #[test]
    fn what_is_shown_can_be_typed() {
        for format in NumberFormat::ALL {
            for value in [0.07, 1_234.5, -98_765.25] {
                let shown = format.of(crate::domain::format::grouped(value, 2));
                assert_eq!(format.read(&shown), Some(value), "{shown}");
            }
            assert_eq!(NumberFormat::from_word(format.word()), Some(format));
        }
        assert_eq!(NumberFormat::PointComma.read("1.234,5 USD"), None);
        assert_eq!(NumberFormat::CommaPoint.read(""), None);
    }
}
