//! A calculation with its parameters, as the id of a series.
//!
//! `derived.rsi_14` is the calculation `rsi` with its first parameter 14 over the usual
//! series; `derived.macd_12_26_9.signal` is one of its several outputs;
//! `derived.sma_50.of.difficulty` is computed from another series, and
//! `derived.beta_90.of.etf.flow.total.with.price.btc.usd` from two. All parameters are written, so an id means the same for ever; a point is written `p`.
//! The id alone is enough to compute the series: nothing else is stored of it.

use super::{Calculation, Output, ParamKind, Params, registry};
use crate::domain::series::is_series_id;

/// What every id of a computed series begins with.
pub const PREFIX: &str = "derived.";

/// One output of a calculation with its parameters.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The calculation.
    pub calculation: &'static Calculation,
    /// Its parameters.
    pub params: Params,
    /// Which output, by its place.
    pub output: usize,
    /// Id of the series it is computed from; `None` for the usual one.
    pub of: Option<String>,
    /// Id of the second series, for those that hold one against another.
    pub with: Option<String>,
}

impl Instance {
    /// The first output of a calculation.
    pub fn first(calculation: &'static Calculation, params: Params) -> Self {
        Self { calculation, params, output: 0, of: None, with: None }
    }

    /// Every output of a calculation, in its order.
    pub fn all(calculation: &'static Calculation, params: &Params, of: Option<&str>) -> Vec<Self> {
        let outputs = (calculation.outputs)(params);
        let one = |output| Self {
            calculation,
            params: params.clone(),
            output,
            of: of.map(str::to_owned),
            with: None,
        };
        (0..outputs.len()).map(one).collect()
    }

    /// Reads an id; `None` for a series that is not computed.
    pub fn parse(id: &str) -> Option<Self> {
        let rest = id.strip_prefix(PREFIX)?;
        let (rest, with) = cut(rest, ".with.");
        let (rest, of) = cut(rest, ".of.");
        let (head, part) = rest.split_once('.').unwrap_or((rest, ""));
        let (calculation, params) = registry::ALL.iter().find_map(|calculation| {
            let typed = head.strip_prefix(calculation.name)?;
            Some((*calculation, read_params(calculation, typed)?))
        })?;
        let outputs = (calculation.outputs)(&params);
        let output = outputs.iter().position(|output| output.part == part)?;
        Some(Self { calculation, params, output, of, with })
    }

    /// Its id; see the head of this file.
    pub fn series_id(&self) -> String {
        let mut id = format!("{PREFIX}{}", self.calculation.name);
        for value in self.params.values() {
            id.push('_');
            id.push_str(&value.to_string().replace('.', "p"));
        }
        if let Some(output) = self.described().filter(|output| !output.part.is_empty()) {
            id.push('.');
            id.push_str(output.part);
        }
        if let Some(of) = &self.of {
            id.push_str(".of.");
            id.push_str(of);
        }
        if let Some(with) = &self.with {
            id.push_str(".with.");
            id.push_str(with);
        }
        id
    }

    /// Whether its id is one that a series can have.
    pub fn has_id(&self) -> bool {
        is_series_id(&self.series_id())
    }

    /// The output it stands for.
    pub fn described(&self) -> Option<Output> {
        (self.calculation.outputs)(&self.params).into_iter().nth(self.output)
    }
}

fn cut<'a>(text: &'a str, mark: &str) -> (&'a str, Option<String>) {
    text.split_once(mark).map_or((text, None), |(front, back)| (front, Some(back.to_owned())))
}

/// Reads `_14_2p5`.
fn read_params(calculation: &Calculation, typed: &str) -> Option<Params> {
    let mut params = calculation.defaults();
    let mut words = typed.split('_');
    if words.next() != Some("") {
        return None;
    }
    for param in calculation.params {
        let word = words.next()?;
        let value: f64 = word.replace('p', ".").parse().ok()?;
        // One number, one spelling.
        let is_plain = value.to_string().replace('.', "p") == word;
        let is_whole = !matches!(param.kind, ParamKind::Number { .. });
        if !is_plain || (is_whole && value.fract() != 0.0) {
            return None;
        }
        params = params.with(param.name, value).ok()?;
    }
    words.next().is_none().then_some(params)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calc::calculation::Input;

    #[test]
    fn every_output_of_every_calculation_has_an_id_that_reads_back() {
        for calculation in registry::ALL {
            let is_of_two = calculation.inputs.contains(&Input::Other);
            let second = is_of_two.then_some("price.btc.usd");
            for (of, with) in [(None, None), (Some("difficulty"), second)] {
                for mut instance in Instance::all(calculation, &calculation.defaults(), of) {
                    instance.with = with.map(str::to_owned);
                    let id = instance.series_id();
                    assert!(instance.has_id(), "{id}");
                    let read = Instance::parse(&id).unwrap_or_else(|| panic!("{id} does not read back"));
                    assert_eq!(read.series_id(), id);
                    assert_eq!((read.calculation.name, read.output), (calculation.name, instance.output));
                }
            }
        }
    }

    #[test]
    fn ids_of_other_series_are_not_taken_for_computed_ones() {
        for id in
            ["price.btc.usd", "derived.", "derived.sma", "derived.sma_", "derived.sma_050", "derived.sma_0"]
        {
            assert!(Instance::parse(id).is_none(), "{id}");
        }
    }
}
