//! An indicator as it is being chosen or changed: typed parameters, inputs, outputs.
//!
//! Knows what can be asked for and why something cannot; knows nothing of windows. What
//! is typed is kept as text, so that a half-typed number is no wrong number yet.

use crate::app::calculation_inputs::main_series;
use crate::app::computed::any_title;
use crate::app::computed::make::needs_words;
use crate::app::edit_computed::ComputedPlace;
use crate::app::edit_panes::PaneEdit;
use crate::app::state::AppState;
use crate::calc::calculation::instance::{Instance, PREFIX};
use crate::calc::calculation::{Calculation, Group, Input, OutputUnit, Param, ParamKind, Params, Shape};
use crate::domain::catalog;
use crate::domain::series::Cadence;

/// An indicator that is being chosen.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Which calculation.
    pub calculation: &'static Calculation,
    /// Parameters as they are typed, in their order.
    pub typed: Vec<String>,
    /// What it is computed from; `None` for the usual series.
    pub of: Option<String>,
    /// The second series.
    pub with: Option<String>,
    /// Which outputs are drawn, by their place.
    pub outputs: Vec<bool>,
    /// Where it is drawn.
    pub place: ComputedPlace,
}

impl Draft {
    /// A calculation as it is when nobody sets anything.
    pub fn new(state: &AppState, calculation: &'static Calculation) -> Self {
        let params = calculation.defaults();
        let mut draft = Self {
            calculation,
            typed: typed(&params),
            of: None,
            with: None,
            outputs: usual_outputs(calculation, &params),
            place: ComputedPlace::Usual,
        };
        if draft.needs_second() {
            let main = draft.main().to_owned();
            draft.with = second_series(state, calculation).into_iter().find(|id| *id != main);
        }
        draft
    }

    /// An indicator as it is drawn, to be changed; `drawn` are ids of its outputs.
    pub fn of_drawn(drawn: &[String]) -> Option<Self> {
        let instances: Vec<Instance> = drawn.iter().filter_map(|id| Instance::parse(id)).collect();
        let first = instances.first()?;
        let count = (first.calculation.outputs)(&first.params).len();
        let is_drawn = |output| instances.iter().any(|instance| instance.output == output);
        Some(Self {
            calculation: first.calculation,
            typed: typed(&first.params),
            of: first.of.clone(),
            with: first.with.clone(),
            outputs: (0..count).map(is_drawn).collect(),
            place: ComputedPlace::Usual,
        })
    }

    /// What a parameter is, if it can be that.
    ///
    /// # Errors
    /// What would have been right, in words.
    fn param(&self, place: usize) -> Result<(&'static Param, f64), String> {
        let param = self.calculation.params.get(place).ok_or("there is no such parameter")?;
        let text = self.typed.get(place).map_or("", |text| text.trim());
        let read = Params::read(self.calculation.params, [(param.name, text)]);
        let value = read.map(|params| params.number(param.name));
        value.map(|value| (param, value)).map_err(|_fault| format!("expected {}", param.expects()))
    }

    /// Why what is typed for a parameter cannot be, if so.
    pub fn wrong(&self, place: usize) -> Option<String> {
        self.param(place).err()
    }

    /// The parameters, if all of them can be.
    ///
    /// # Errors
    /// What is wrong with the first that cannot be, in words.
    pub fn params(&self) -> Result<Params, String> {
        let mut params = self.calculation.defaults();
        for place in 0..self.calculation.params.len() {
            let (param, value) = self.param(place).map_err(|why| {
                let title = self.calculation.params.get(place).map_or("", |param| param.title);
                format!("{title}: {why}")
            })?;
            params = params.with(param.name, value).map_err(|error| error.to_string())?;
        }
        Ok(params)
    }

    /// The series it is computed from.
    pub fn main(&self) -> &str {
        let usual = || self.calculation.inputs.first().and_then(|input| input.series_id());
        self.of.as_deref().or_else(usual).unwrap_or(catalog::PRICE)
    }

    /// Whether it holds one series against another.
    pub fn needs_second(&self) -> bool {
        let inputs = self.calculation.inputs.iter().enumerate();
        let mut second = inputs.filter(|(place, input)| {
            **input == Input::Other || (**input == Input::FundFlowMusd && *place > 0)
        });
        second.next().is_some()
    }

    /// Ids of the outputs that are drawn.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn ids(&self) -> Result<Vec<String>, String> {
        let params = self.params()?;
        if self.needs_second() && self.with.is_none() {
            return Err("needs a second series".to_owned());
        }
        let outputs = (self.calculation.outputs)(&params);
        let one = |output| Instance {
            calculation: self.calculation,
            params: params.clone(),
            output,
            of: self.of.clone(),
            with: self.with.clone(),
        };
        let is_drawn = |output: &usize| self.outputs.get(*output).copied().unwrap_or(false);
        let drawn: Vec<Instance> = if draws_lines(self.calculation) {
            (0..outputs.len()).filter(is_drawn).map(one).collect()
        } else {
            vec![one(0)]
        };
        if drawn.is_empty() {
            return Err("choose at least one output".to_owned());
        }
        if !drawn.iter().all(Instance::has_id) {
            return Err("the names of its series are too long together".to_owned());
        }
        Ok(drawn.iter().map(Instance::series_id).collect())
    }

    /// The edit that draws it.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn adding(&self) -> Result<PaneEdit, String> {
        Ok(PaneEdit::AddComputed { series: self.ids()?, place: self.place })
    }

    /// The edit that draws it in the place of what is drawn now.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn replacing(&self, pane: &str, from: &[String]) -> Result<PaneEdit, String> {
        Ok(PaneEdit::ReplaceComputed { pane: pane.to_owned(), from: from.to_vec(), to: self.ids()? })
    }

    /// What it lacks of the rows at hand, in words: `needs traded volumes`; `None` if nothing
    /// is known to be wanting.
    pub fn lacks(&self, state: &AppState) -> Option<String> {
        if let Ok(ids) = self.ids() {
            let held = ids.iter().find_map(|id| state.library().computed(id));
            if let Some(held) = held {
                return held.answer.as_ref().err().cloned();
            }
        }
        let preferences = &state.document().preferred_sources;
        let there = |id: &str| state.library().drawn(id, preferences).is_some();
        if !there(self.main()) {
            return Some(format!("needs {}", any_title(self.main())));
        }
        let lacks = |input: &Input| match input {
            Input::Other => false,
            // A column of the main series, which is there but need not have it.
            Input::Volume => {
                let main = state.library().drawn(self.main(), preferences);
                let candles = main.and_then(|entry| entry.series.ohlcv());
                candles.is_none_or(|candles| candles.volume.is_none())
            }
            _ => input.series_id().is_none_or(|id| !there(id)),
        };
        // No stored series holds a first input without an id, and a mean over days is no day's hashrate.
        let is_held = |input: &Input| match input {
            Input::HashrateEhs => {
                let main = state.library().drawn(self.main(), preferences);
                main.is_some_and(|entry| entry.series.cadence() == Cadence::Daily)
            }
            _ => input.series_id().is_some(),
        };
        let inputs = self.calculation.inputs.iter().copied().enumerate();
        let wanting =
            inputs.filter(|(place, input)| if *place == 0 { !is_held(input) } else { lacks(input) });
        let wanting: Vec<Input> = wanting.map(|(_, input)| input).collect();
        (!wanting.is_empty()).then(|| needs_words(&wanting))
    }
}

/// Whether its outputs are lines; events and tables are one thing.
pub fn draws_lines(calculation: &Calculation) -> bool {
    matches!(calculation.shape, Shape::Rows | Shape::Weeks)
}

/// Parameters as they would be typed.
fn typed(params: &Params) -> Vec<String> {
    let values = params.of().iter().zip(params.values());
    let word = |(param, value): (&Param, &f64)| match param.kind {
        ParamKind::Choice(words) => words.get(*value as usize).map_or_else(String::new, |w| (*w).to_owned()),
        _ => value.to_string(),
    };
    values.map(word).collect()
}

/// Outputs that are drawn when nobody chooses: the main one, and those of its unit that are
/// results rather than what went in.
fn usual_outputs(calculation: &Calculation, params: &Params) -> Vec<bool> {
    let outputs = (calculation.outputs)(params);
    let is_value = |unit| !matches!(unit, OutputUnit::Date | OutputUnit::Flag);
    let is_result =
        |part: &str| calculation.shape != Shape::Weeks || !matches!(part, "close" | "complete" | "open");
    let candidates = outputs.iter().map(|output| is_value(output.unit) && is_result(output.part));
    let candidates: Vec<bool> = candidates.collect();
    let unit = outputs.iter().zip(&candidates).find(|(_, may)| **may).map(|(output, _)| output.unit);
    let chosen = outputs.iter().zip(&candidates).map(|(output, may)| *may && Some(output.unit) == unit);
    chosen.collect()
}

/// Series that a calculation can be computed from, the usual one first.
pub fn main_candidates(state: &AppState, calculation: &Calculation) -> Vec<String> {
    let Some(input) = calculation.inputs.first() else { return Vec::new() };
    let usual = input.series_id().unwrap_or(catalog::PRICE).to_owned();
    let mut ids = vec![usual];
    let mut add = |id: String| {
        if !ids.contains(&id) {
            ids.push(id);
        }
    };
    match input {
        // What mining earns of an index of sentiment means nothing.
        _ if matches!(calculation.group, Group::Network | Group::Mining) => {}
        Input::Close => drawable(state).into_iter().for_each(&mut add),
        Input::NetFlowMusd | Input::FundFlowMusd => {
            drawable(state).into_iter().filter(|id| id.starts_with("etf.flow.")).for_each(&mut add);
        }
        Input::HashrateEhs => add(catalog::HASHRATE.to_owned()),
        _ => {}
    }
    ids
}

/// Series that one is held against.
pub fn second_series(state: &AppState, calculation: &Calculation) -> Vec<String> {
    let of_fund = calculation.inputs.iter().skip(1).any(|input| *input == Input::FundFlowMusd);
    let all = drawable(state).into_iter();
    all.filter(|id| !of_fund || id.starts_with("etf.flow.")).collect()
}

/// Everything stored, and the computed lines that are drawn.
fn drawable(state: &AppState) -> Vec<String> {
    let stored = state.library().tree().into_iter().flat_map(|(_, ids)| ids);
    let mut ids: Vec<String> = stored.filter(|id| !id.starts_with(PREFIX)).collect();
    let placed = state.document().panes.iter().flat_map(|pane| &pane.series).map(|placed| &placed.id);
    for id in placed.filter(|id| id.starts_with(PREFIX)) {
        // One step deep: the names of its inputs make an id longer than a name can be.
        let is_line = Instance::parse(id)
            .is_some_and(|instance| draws_lines(instance.calculation) && instance.of.is_none());
        if is_line && !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    ids
}

/// The series an indicator is computed from, with where each comes from: for the card about it.
pub fn input_lines(state: &AppState, id: &str) -> Vec<String> {
    let Some(instance) = Instance::parse(id) else { return Vec::new() };
    let held = state.library().computed(id).and_then(|held| held.answer.as_ref().ok());
    let Some(rows) = held else { return vec![any_title(main_series(&instance)).into_owned()] };
    let line = |key: &crate::domain::series::SeriesKey| {
        let entry = state.library().get(key);
        let weekly = if key.weekly { ", weekly closes" } else { "" };
        let from = entry.map_or_else(
            || "computed".to_owned(),
            |entry| match entry.provenance.citation.as_str() {
                "" => entry.provenance.title.clone(),
                citation => citation.to_owned(),
            },
        );
        format!("{}{weekly}: {from}", any_title(&key.id))
    };
    rows.inputs.iter().map(line).collect()
}
