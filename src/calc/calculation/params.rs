//! Parameters of a calculation: what can be set, within which bounds, and what is set.

/// What a parameter can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParamKind {
    /// A whole number.
    Count {
        /// The least.
        min: u32,
        /// The greatest.
        max: u32,
    },
    /// A number.
    Number {
        /// The least.
        min: f64,
        /// The greatest.
        max: f64,
        /// Its unit for people, or nothing.
        unit: &'static str,
    },
    /// One of these words; the value is its place.
    Choice(&'static [&'static str]),
}

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Param {
    /// Its name on the command line.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// What it can be.
    pub kind: ParamKind,
    /// What it is when nobody sets it.
    pub default: f64,
}

/// Most rows of a window.
pub const MOST_ROWS: u32 = 100_000;

impl Param {
    /// A window of rows.
    pub const fn window(name: &'static str, default: u32) -> Self {
        Self::window_from(1, name, default)
    }

    /// A window of at least so many rows.
    pub const fn window_from(min: u32, name: &'static str, default: u32) -> Self {
        let kind = ParamKind::Count { min, max: MOST_ROWS };
        Self { name, title: "Rows", kind, default: default as f64 }
    }

    /// The same with another name for people.
    #[must_use]
    pub const fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }

    fn check(&self, value: f64) -> Result<f64, ParamError> {
        let fits = match self.kind {
            ParamKind::Count { min, max } => {
                value.fract() == 0.0 && (f64::from(min)..=f64::from(max)).contains(&value)
            }
            ParamKind::Number { min, max, .. } => (min..=max).contains(&value),
            ParamKind::Choice(words) => value.fract() == 0.0 && (0.0..words.len() as f64).contains(&value),
        };
        let wrong =
            || ParamError::Value { name: self.name, found: value.to_string(), expected: self.expects() };
        if fits { Ok(value) } else { Err(wrong()) }
    }

    /// What it can be, in words.
    pub fn expects(&self) -> String {
        match self.kind {
            ParamKind::Count { min, max } => format!("a whole number from {min} to {max}"),
            ParamKind::Number { min, max, unit } => {
                format!("a number from {min} to {max} {unit}").trim_end().to_owned()
            }
            ParamKind::Choice(words) => format!("one of {}", words.join(", ")),
        }
    }

    fn read(&self, text: &str) -> Result<f64, ParamError> {
        let wrong =
            || ParamError::Value { name: self.name, found: text.to_owned(), expected: self.expects() };
        let value = match self.kind {
            ParamKind::Choice(words) => {
                let place = words.iter().position(|word| *word == text).ok_or_else(wrong)?;
                place as f64
            }
            _ => text.parse().map_err(|_fault: std::num::ParseFloatError| wrong())?,
        };
        self.check(value)
    }
}

/// Why parameters cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// No such parameter.
    #[error("there is no parameter {name:?}; there {}", offered(known))]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<&'static str>,
    },
    /// Not a value it can have.
    #[error("{name} is {found:?}, expected {expected}")]
    Value {
        /// The parameter.
        name: &'static str,
        /// What it was to be.
        found: String,
        /// What it can be.
        expected: String,
    },
}

fn offered(known: &[&str]) -> String {
    match known {
        [] => "are none".to_owned(),
        [one] => format!("is {one}"),
        several => format!("are {}", several.join(", ")),
    }
}

/// Parameters that are set, every one within its bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    of: &'static [Param],
    values: Vec<f64>,
}

impl Params {
    /// As they are when nobody sets them.
    pub fn defaults(of: &'static [Param]) -> Self {
        Self { of, values: of.iter().map(|param| param.default).collect() }
    }

    /// From `name` and `value` as they were typed; what is not named keeps its default.
    ///
    /// # Errors
    /// [`ParamError`] for a name that is not there and a value out of bounds.
    pub fn read<'a>(
        of: &'static [Param],
        typed: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ParamError> {
        let mut params = Self::defaults(of);
        for (name, text) in typed {
            let unknown = || ParamError::Unknown {
                name: name.to_owned(),
                known: of.iter().map(|param| param.name).collect(),
            };
            let param = of.iter().find(|param| param.name == name).ok_or_else(unknown)?;
            let value = param.read(text)?;
            params = params.with(name, value)?;
        }
        Ok(params)
    }

    /// The same with one parameter set.
    ///
    /// # Errors
    /// [`ParamError`] for a name that is not there and a value out of bounds.
    pub fn with(&self, name: &str, value: f64) -> Result<Self, ParamError> {
        let mut params = self.clone();
        for (param, cell) in self.of.iter().zip(&mut params.values) {
            if param.name == name {
                *cell = param.check(value)?;
                return Ok(params);
            }
        }
        let known = self.of.iter().map(|param| param.name).collect();
        Err(ParamError::Unknown { name: name.to_owned(), known })
    }

    /// What can be set.
    pub fn of(&self) -> &'static [Param] {
        self.of
    }

    /// Values in the order of the parameters.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// A number; `NaN` for a name that is not there.
    pub fn number(&self, name: &str) -> f64 {
        let place = self.of.iter().position(|param| param.name == name);
        place.and_then(|place| self.values.get(place)).copied().unwrap_or(f64::NAN)
    }

    /// A whole number; 0 for a name that is not there.
    pub fn count(&self, name: &str) -> usize {
        self.number(name) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: &[Param] = &[
        Param::window("window", 14),
        Param { name: "around", title: "Around", kind: ParamKind::Choice(&["mean", "zero"]), default: 0.0 },
    ];

    #[test]
    fn what_is_typed_is_read_within_bounds_and_the_rest_keeps_its_default() {
        let params = Params::read(OF, [("around", "zero")]).unwrap();
        assert_eq!((params.count("window"), params.number("around")), (14, 1.0));
        let wrong = |name, text| Params::read(OF, [(name, text)]).unwrap_err().to_string();
        assert_eq!(wrong("window", "0"), "window is \"0\", expected a whole number from 1 to 100000");
        assert_eq!(wrong("window", "2.5"), "window is \"2.5\", expected a whole number from 1 to 100000");
        assert_eq!(wrong("window", "NaN"), "window is \"NaN\", expected a whole number from 1 to 100000");
        assert_eq!(wrong("around", "x"), "around is \"x\", expected one of mean, zero");
        assert_eq!(wrong("length", "3"), "there is no parameter \"length\"; there are window, around");
    }
}
