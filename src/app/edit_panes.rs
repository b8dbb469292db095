//! Changes to the arrangement of the panes: what each does and what it is called.
//!
//! A change names panes and series by id; one that is gone refuses the edit and
//! leaves the document as it was.

use crate::app::derived::any_title;
use crate::app::edit_computed::{ComputedPlace, add_computed, remove_computed, replace_computed};
use crate::app::pane_spec::{
    AxisChoice, Compare, MOST_PANES, MOST_SERIES, PaneSpec, Placed, Style, free_id, sane_weight,
};
use crate::chart::scale::ScaleKind;

/// A change to the panes.
#[derive(Clone, Debug, PartialEq)]
pub enum PaneEdit {
    /// A new pane at the foot, with one series.
    Add {
        /// Id without source.
        series: String,
    },
    /// Away with a pane.
    Remove {
        /// Which.
        pane: String,
    },
    /// Keeps a pane without showing it, or shows it again.
    Hide {
        /// Which.
        pane: String,
        /// Whether it is hidden from now on.
        hidden: bool,
    },
    /// To another place in the stack.
    Move {
        /// Which.
        pane: String,
        /// Its place from now on, from 0 at the top.
        to: usize,
    },
    /// Other heights.
    Resize {
        /// Heights as multiples of the usual one, by pane.
        weights: Vec<(String, f32)>,
    },
    /// Linear or logarithmic.
    SetScale {
        /// Which.
        pane: String,
        /// The spacing.
        scale: ScaleKind,
    },
    /// Values, percent change or index 100.
    SetCompare {
        /// Which.
        pane: String,
        /// The mode.
        compare: Compare,
    },
    /// Shades days without a US session, or not.
    ShadeClosed {
        /// Which.
        pane: String,
        /// Whether they are shaded from now on.
        shaded: bool,
    },
    /// Shades days by their class of the Fear & Greed index, or not.
    ShadeMood {
        /// Which.
        pane: String,
        /// Whether they are shaded from now on.
        shaded: bool,
    },
    /// Draws a series in a pane too.
    Put {
        /// Id without source.
        series: String,
        /// Where.
        pane: String,
    },
    /// Moves a series to another pane, or to a new one.
    MoveSeries {
        /// Id without source.
        series: String,
        /// Where it is.
        pane: String,
        /// Where to; `None` makes a pane for it.
        to: Option<String>,
    },
    /// Takes a series out of a pane; the last one takes the pane with it.
    RemoveSeries {
        /// Id without source.
        series: String,
        /// Where.
        pane: String,
    },
    /// Keeps a series in the legend without drawing it, or draws it again.
    HideSeries {
        /// Id without source.
        series: String,
        /// Where.
        pane: String,
        /// Whether it is hidden from now on.
        hidden: bool,
    },
    /// Another way to draw a series.
    SetStyle {
        /// Id without source.
        series: String,
        /// Where.
        pane: String,
        /// The way.
        style: Style,
    },
    /// Another axis for a series.
    SetAxis {
        /// Id without source.
        series: String,
        /// Where.
        pane: String,
        /// The axis.
        axis: AxisChoice,
    },
    /// Another colour for a series; `None` gives its own back.
    SetHue {
        /// Id without source.
        series: String,
        /// Where.
        pane: String,
        /// Place in the palette, from 0.
        hue: Option<u8>,
    },
    /// Draws an indicator: one or several of its outputs.
    AddComputed {
        /// Ids of its outputs.
        series: Vec<String>,
        /// Where.
        place: ComputedPlace,
    },
    /// Other parameters for an indicator: its series become others.
    ReplaceComputed {
        /// In which pane.
        pane: String,
        /// Its series of before.
        from: Vec<String>,
        /// Its series from now on.
        to: Vec<String>,
    },
    /// Takes an indicator out of a pane, with all its outputs.
    RemoveComputed {
        /// Its series.
        series: Vec<String>,
        /// From where.
        pane: String,
    },
    /// Draws the volume of a series, or not.
    ShowVolume {
        /// Id without source.
        series: String,
        /// Where.
        pane: String,
        /// Whether it is drawn from now on.
        shown: bool,
    },
}

/// Why the panes stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaneError {
    /// The pane is gone.
    #[error("this pane is no longer there")]
    NoPane,
    /// The series is gone.
    #[error("this series is no longer in the pane")]
    NoSeries,
    /// No more panes.
    #[error("there are {MOST_PANES} panes already, remove one first")]
    TooManyPanes,
    /// No more series.
    #[error("there are {MOST_SERIES} series in this pane already, remove one first")]
    TooManySeries,
    /// No calculation has this id.
    #[error("this is no series that can be computed")]
    NotComputed,
    /// It would be there twice.
    #[error("an indicator with these parameters is in this pane already")]
    ThereAlready,
}

impl PaneEdit {
    /// Does it.
    ///
    /// # Errors
    /// [`PaneError`] says why not; what was changed until then is the caller's to drop.
    pub fn apply(&self, panes: &mut Vec<PaneSpec>) -> Result<(), PaneError> {
        match self {
            Self::Add { series } => add(panes, Placed::new(series), panes.len()),
            Self::Remove { pane } => {
                let at = index(panes, pane)?;
                panes.remove(at);
                Ok(())
            }
            Self::Hide { pane, hidden } => {
                pane_mut(panes, pane)?.hidden = *hidden;
                Ok(())
            }
            Self::Move { pane, to } => {
                let moved = panes.remove(index(panes, pane)?);
                panes.insert((*to).min(panes.len()), moved);
                Ok(())
            }
            Self::Resize { weights } => {
                for (pane, weight) in weights {
                    pane_mut(panes, pane)?.weight = sane_weight(*weight);
                }
                Ok(())
            }
            Self::SetScale { pane, scale } => {
                pane_mut(panes, pane)?.scale = *scale;
                Ok(())
            }
            Self::SetCompare { pane, compare } => {
                pane_mut(panes, pane)?.compare = *compare;
                Ok(())
            }
            Self::ShadeClosed { pane, shaded } => {
                pane_mut(panes, pane)?.shade_closed = *shaded;
                Ok(())
            }
            Self::ShadeMood { pane, shaded } => {
                pane_mut(panes, pane)?.shade_mood = *shaded;
                Ok(())
            }
            Self::Put { series, pane } => put(pane_mut(panes, pane)?, Placed::new(series)),
            Self::MoveSeries { series, pane, to } => move_series(panes, series, pane, to.as_deref()),
            Self::RemoveSeries { series, pane } => take(panes, series, pane).map(|_| ()),
            Self::HideSeries { series, pane, hidden } => {
                placed_mut(panes, pane, series)?.hidden = *hidden;
                Ok(())
            }
            Self::SetStyle { series, pane, style } => {
                placed_mut(panes, pane, series)?.style = *style;
                Ok(())
            }
            Self::SetAxis { series, pane, axis } => {
                placed_mut(panes, pane, series)?.axis = *axis;
                Ok(())
            }
            Self::SetHue { series, pane, hue } => {
                placed_mut(panes, pane, series)?.hue = *hue;
                Ok(())
            }
            Self::AddComputed { series, place } => add_computed(panes, series, *place),
            Self::ReplaceComputed { pane, from, to } => replace_computed(pane_mut(panes, pane)?, from, to),
            Self::RemoveComputed { series, pane } => {
                let at = index(panes, pane)?;
                remove_computed(panes, at, series)
            }
            Self::ShowVolume { series, pane, shown } => {
                placed_mut(panes, pane, series)?.no_volume = !*shown;
                Ok(())
            }
        }
    }

    /// What the step is called, in the words of the panes before it.
    pub fn caption(&self, panes: &[PaneSpec]) -> String {
        let pane_title = |pane: &str| {
            let first = panes.iter().find(|spec| spec.id == pane).and_then(|spec| spec.series.first());
            first.map_or_else(|| "pane".to_owned(), |first| format!("{} pane", any_title(&first.id)))
        };
        match self {
            Self::Add { series } => format!("add a pane of {}", any_title(series)),
            Self::Remove { pane } => format!("remove the {}", pane_title(pane)),
            Self::Hide { pane, hidden: true } => format!("hide the {}", pane_title(pane)),
            Self::Hide { pane, hidden: false } => format!("show the {}", pane_title(pane)),
            Self::Move { pane, .. } => format!("move the {}", pane_title(pane)),
            Self::Resize { .. } => "resize panes".to_owned(),
            Self::SetScale { pane, scale: ScaleKind::Linear } => {
                format!("linear axis in the {}", pane_title(pane))
            }
            Self::SetScale { pane, scale: ScaleKind::Log } => {
                format!("logarithmic axis in the {}", pane_title(pane))
            }
            Self::SetCompare { pane, compare } => {
                format!("{} in the {}", compare.label().to_lowercase(), pane_title(pane))
            }
            Self::ShadeClosed { pane, shaded: true } => {
                format!("shade closed days in the {}", pane_title(pane))
            }
            Self::ShadeClosed { pane, shaded: false } => {
                format!("no shaded days in the {}", pane_title(pane))
            }
            Self::ShadeMood { pane, shaded: true } => {
                format!("shade fear and greed in the {}", pane_title(pane))
            }
            Self::ShadeMood { pane, shaded: false } => {
                format!("no fear and greed in the {}", pane_title(pane))
            }
            Self::Put { series, pane } => format!("add {} to the {}", any_title(series), pane_title(pane)),
            Self::MoveSeries { series, to: Some(pane), .. } => {
                format!("move {} to the {}", any_title(series), pane_title(pane))
            }
            Self::MoveSeries { series, to: None, .. } => {
                format!("move {} to a pane of its own", any_title(series))
            }
            Self::RemoveSeries { series, .. } => format!("remove {}", any_title(series)),
            Self::HideSeries { series, hidden: true, .. } => format!("hide {}", any_title(series)),
            Self::HideSeries { series, hidden: false, .. } => format!("show {}", any_title(series)),
            Self::SetStyle { series, style, .. } => {
                format!("draw {} as {}", any_title(series), style.label().to_lowercase())
            }
            Self::SetAxis { series, .. } => format!("change the axis of {}", any_title(series)),
            Self::SetHue { series, .. } => format!("colour {}", any_title(series)),
            Self::AddComputed { series, .. } => format!("add {}", titles(series)),
            Self::ReplaceComputed { from, to, .. } => {
                format!("change {} to {}", titles(from), titles(to))
            }
            Self::RemoveComputed { series, .. } => format!("remove {}", whole_title(series)),
            Self::ShowVolume { series, shown: true, .. } => {
                format!("show the volume of {}", any_title(series))
            }
            Self::ShowVolume { series, shown: false, .. } => {
                format!("hide the volume of {}", any_title(series))
            }
        }
    }

    /// Whether this edit, made shortly after `earlier`, belongs to the same step.
    pub fn joins(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Resize { weights }, Self::Resize { weights: before }) => {
                weights.iter().map(|(pane, _)| pane).eq(before.iter().map(|(pane, _)| pane))
            }
            _ => false,
        }
    }
}

/// What an indicator is called by its first output.
fn titles(series: &[String]) -> String {
    series.first().map_or_else(|| "indicator".to_owned(), |id| any_title(id).into_owned())
}

/// What an indicator is called when all its lines are meant: `MACD 12 26 9 (3 lines)`.
pub fn whole_title(series: &[String]) -> String {
    match series.len() {
        0 | 1 => titles(series),
        lines => format!("{} ({lines} lines)", titles(series)),
    }
}

fn index(panes: &[PaneSpec], pane: &str) -> Result<usize, PaneError> {
    panes.iter().position(|spec| spec.id == pane).ok_or(PaneError::NoPane)
}

fn pane_mut<'a>(panes: &'a mut [PaneSpec], pane: &str) -> Result<&'a mut PaneSpec, PaneError> {
    panes.iter_mut().find(|spec| spec.id == pane).ok_or(PaneError::NoPane)
}

fn placed_mut<'a>(panes: &'a mut [PaneSpec], pane: &str, series: &str) -> Result<&'a mut Placed, PaneError> {
    pane_mut(panes, pane)?.placed_mut(series).ok_or(PaneError::NoSeries)
}

/// A pane of its own for a series, at a place in the stack.
fn add(panes: &mut Vec<PaneSpec>, placed: Placed, at: usize) -> Result<(), PaneError> {
    if panes.len() >= MOST_PANES {
        return Err(PaneError::TooManyPanes);
    }
    let mut pane = PaneSpec::new(&free_id(panes, &placed.id), &[]);
    pane.series.push(placed);
    panes.insert(at.min(panes.len()), pane);
    Ok(())
}

/// Draws a series in a pane; one that is there already is drawn again.
fn put(pane: &mut PaneSpec, placed: Placed) -> Result<(), PaneError> {
    pane.hidden = false;
    if let Some(there) = pane.placed_mut(&placed.id) {
        there.hidden = false;
        return Ok(());
    }
    if pane.series.len() >= MOST_SERIES {
        return Err(PaneError::TooManySeries);
    }
    pane.series.push(placed);
    Ok(())
}

/// Takes a series out; a pane left empty goes. Returns it and the place of its pane.
fn take(panes: &mut Vec<PaneSpec>, series: &str, pane: &str) -> Result<(Placed, usize), PaneError> {
    let at = index(panes, pane)?;
    let spec = panes.get_mut(at).ok_or(PaneError::NoPane)?;
    let place = spec.series.iter().position(|placed| placed.id == series).ok_or(PaneError::NoSeries)?;
    let taken = spec.series.remove(place);
    if spec.series.is_empty() {
        panes.remove(at);
    }
    Ok((taken, at))
}

fn move_series(
    panes: &mut Vec<PaneSpec>,
    series: &str,
    pane: &str,
    to: Option<&str>,
) -> Result<(), PaneError> {
    if let Some(to) = to {
        index(panes, to)?;
    }
    if to == Some(pane) {
        return Ok(());
    }
    let (mut taken, at) = take(panes, series, pane)?;
    taken.hidden = false;
    match to {
        Some(to) => put(pane_mut(panes, to)?, taken),
        None => add(panes, taken, at + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::pane_spec::{ETF_PANE, PRICE_PANE, first_panes};
    use crate::domain::catalog::{DIFFICULTY, HASHRATE, PRICE};

    fn ids(panes: &[PaneSpec]) -> Vec<&str> {
        panes.iter().map(|pane| pane.id.as_str()).collect()
    }

    fn done(edits: &[PaneEdit]) -> Vec<PaneSpec> {
        let mut panes = first_panes();
        for edit in edits {
            edit.apply(&mut panes).unwrap();
        }
        panes
    }

    #[test]
    fn panes_move_to_their_new_place() {
        let panes = done(&[PaneEdit::Move { pane: ETF_PANE.to_owned(), to: 1 }]);
        assert_eq!(ids(&panes), [PRICE_PANE, ETF_PANE, HASHRATE, DIFFICULTY]);
        let panes = done(&[PaneEdit::Move { pane: PRICE_PANE.to_owned(), to: 99 }]);
        assert_eq!(ids(&panes)[3], PRICE_PANE);
    }

    #[test]
    fn the_last_series_takes_its_pane_with_it() {
        let edit = PaneEdit::MoveSeries {
            series: HASHRATE.to_owned(),
            pane: HASHRATE.to_owned(),
            to: Some(PRICE_PANE.to_owned()),
        };
        let panes = done(&[edit]);
        assert_eq!(ids(&panes), [PRICE_PANE, DIFFICULTY, ETF_PANE]);
        assert!(panes[0].placed(HASHRATE).is_some());
    }

    #[test]
    fn a_series_gets_a_pane_of_its_own_below_the_one_it_was_in() {
        let series = "derived.sma_50".to_owned();
        let panes = done(&[PaneEdit::MoveSeries { series, pane: PRICE_PANE.to_owned(), to: None }]);
        assert_eq!(ids(&panes)[..2], [PRICE_PANE, "derived.sma_50"]);
        assert!(panes[0].placed("derived.sma_50").is_none());
    }

    #[test]
    fn what_is_gone_refuses_the_edit() {
        let mut panes = first_panes();
        let remove = PaneEdit::Remove { pane: "nowhere".to_owned() };
        assert_eq!(remove.apply(&mut panes), Err(PaneError::NoPane));
        let to = Some("nowhere".to_owned());
        let edit = PaneEdit::MoveSeries { series: PRICE.to_owned(), pane: PRICE_PANE.to_owned(), to };
        assert_eq!(edit.apply(&mut panes), Err(PaneError::NoPane));
        let hide = PaneEdit::HideSeries { series: "x".to_owned(), pane: ETF_PANE.to_owned(), hidden: true };
        assert_eq!(hide.apply(&mut panes), Err(PaneError::NoSeries));
        assert_eq!(panes, first_panes());
    }

    #[test]
    fn a_step_is_called_by_what_it_does() {
        let edit = PaneEdit::SetCompare { pane: PRICE_PANE.to_owned(), compare: Compare::Percent };
        assert_eq!(edit.caption(&first_panes()), "percent change in the BTC/USD pane");
        let edit =
            PaneEdit::RemoveSeries { series: "derived.sma_50".to_owned(), pane: PRICE_PANE.to_owned() };
        assert_eq!(edit.caption(&first_panes()), "remove SMA 50");
    }
}
