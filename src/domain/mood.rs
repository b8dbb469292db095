//! The classes of the Crypto Fear & Greed index.
//!
//! The provider names a class with each value; where only the value is at hand these bounds stand
//! in for it. Only that 25 is extreme fear was seen in answers of the provider: the other bounds
//! are lists of the community's, which disagree by a point or two.

/// A class of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mood {
    /// 0 to 25.
    ExtremeFear,
    /// 26 to 46.
    Fear,
    /// 47 to 54.
    Neutral,
    /// 55 to 75.
    Greed,
    /// 76 to 100.
    ExtremeGreed,
}

impl Mood {
    /// Every class, from fear to greed.
    pub const ALL: [Self; 5] =
        [Self::ExtremeFear, Self::Fear, Self::Neutral, Self::Greed, Self::ExtremeGreed];

    /// The class of a value, 0 to 100; `None` for a gap and for what the index cannot be.
    pub fn of(value: f64) -> Option<Self> {
        // The index is whole; a mean of several days belongs to the whole number it is nearest to.
        match value.round() {
            value if !(0.0..=100.0).contains(&value) => None,
            ..=25.0 => Some(Self::ExtremeFear),
            ..=46.0 => Some(Self::Fear),
            ..=54.0 => Some(Self::Neutral),
            ..=75.0 => Some(Self::Greed),
            _ => Some(Self::ExtremeGreed),
        }
    }

    /// Its name, as the provider writes it but for the capitals.
    pub fn words(self) -> &'static str {
        match self {
            Self::ExtremeFear => "Extreme fear",
            Self::Fear => "Fear",
            Self::Neutral => "Neutral",
            Self::Greed => "Greed",
            Self::ExtremeGreed => "Extreme greed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_of_the_classes_are_met() {
        let classes: Vec<Mood> = [0.0, 25.0, 26.0, 46.0, 47.0, 54.0, 55.0, 75.0, 76.0, 100.0]
            .into_iter()
            .filter_map(Mood::of)
            .collect();
        let expected: Vec<Mood> = Mood::ALL.into_iter().flat_map(|mood| [mood, mood]).collect();
        assert_eq!(classes, expected);
        for nothing in [f64::NAN, -1.0, 101.0] {
            assert_eq!(Mood::of(nothing), None, "{nothing}");
        }
    }
}
