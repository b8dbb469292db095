//! The fleet fitted to the library, in the background, and what it predicts.
//!
//! Asked for while the Miners tab is open. A fit is kept under everything it was made from;
//! until a new one is there the one before stays, marked as pending. Never two under way.

use std::sync::Arc;

use crate::app::jobs::JobId;
use crate::app::library::{Entry, Library, Preferences};
use crate::app::outcome::Outcome;
use crate::app::state::AppState;
use crate::app::view::Tab;
use crate::calc::fleet::february::{FEBRUARY_CUTOFF, FEBRUARY_RETARGETS};
use crate::calc::fleet::{Calibration, FleetSettings, Held, History, Prediction, calibrate, predict};
use crate::domain::catalog;
use crate::domain::series::Series;
use crate::domain::time::{DAY_SECS, UnixSecs};

/// Words in the citation of hashrates that are means of seven days.
const SEVEN_DAYS: &str = "7-day mean";
/// Two changes of difficulty within this are one, seen through a mean of its day.
const LEAST_EPOCH_SECS: i64 = 3 * DAY_SECS;

/// A fitted fleet and its prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedFleet {
    /// The fit.
    pub calibration: Calibration,
    /// What it says of the retargets after its cut-off.
    pub prediction: Prediction,
    /// How many of them were asked for.
    pub retargets: usize,
}

/// A fit or why there is none, in a sentence.
pub type FleetAnswer = Result<FittedFleet, String>;

#[derive(Clone, Debug, PartialEq)]
struct Asked {
    fleet: FleetSettings,
    held: Held,
    fees_bits: u64,
    /// Fingerprints of price, difficulty and hashrate.
    rows: [u64; 3],
}

struct Pending {
    job: JobId,
    generation: u64,
    asked: Asked,
}

/// The last fit, and the one under way.
#[derive(Default)]
pub(in crate::app) struct FleetMemo {
    found: Option<(Asked, Arc<FleetAnswer>)>,
    pending: Option<Pending>,
    generation: u64,
}

impl FleetMemo {
    /// Forgets a request that will not be answered.
    pub(in crate::app) fn give_up(&mut self) {
        self.pending = None;
    }
}

/// What is known of the fleet.
#[derive(Clone, Copy, Debug)]
pub struct KnownFleet<'a> {
    /// The last fit.
    pub answer: &'a FleetAnswer,
    /// Whether it is of a fleet or of rows that are no longer so.
    pub is_pending: bool,
}

impl AppState {
    /// The fitted fleet; `None` before the first fit. **Cost.** A comparison of settings.
    pub fn fitted_fleet(&self) -> Option<KnownFleet<'_>> {
        let (_, answer) = self.miners.fleet.found.as_ref()?;
        Some(KnownFleet { answer, is_pending: self.miners.fleet.pending.is_some() })
    }

    /// Begins a fit if somebody looks at it and it is not known yet.
    pub(in crate::app) fn fit_fleet(&mut self) {
        let is_looked_at = self.view.tab == Tab::Miners && self.view.right_panel;
        // While something is in the hand the fit of before stays.
        if !is_looked_at || self.preview.is_some() {
            return;
        }
        let Some((asked, daily)) = self.fleet_asked() else {
            self.miners.fleet.found = None;
            return;
        };
        if let Some(pending) = &self.miners.fleet.pending {
            if pending.asked != asked {
                self.jobs.cancel(pending.job);
            }
            return;
        }
        if self.miners.fleet.found.as_ref().is_some_and(|(found, _)| *found == asked) {
            return;
        }
        self.miners.fleet.generation += 1;
        let generation = self.miners.fleet.generation;
        let library = Arc::clone(&self.library);
        let preferences = self.document.preferred_sources.clone();
        let wanted = asked.clone();
        let job = self.jobs.start("Fitting the fleet".to_owned(), move |_| {
            let history = history(&daily, &library, &preferences);
            let answer = fitted(&wanted.fleet, wanted.held, f64::from_bits(wanted.fees_bits), &history);
            Outcome::FleetFitted(generation, Arc::new(answer))
        });
        self.miners.fleet.pending = job.map(|job| Pending { job, generation, asked });
    }

    /// Takes in a fit, and goes on with what it was overtaken by.
    pub(in crate::app) fn take_fleet(&mut self, generation: u64, answer: Arc<FleetAnswer>) {
        if let Some(pending) = self.miners.fleet.pending.take_if(|pending| pending.generation == generation) {
            self.miners.fleet.found = Some((pending.asked, answer));
            self.fit_fleet();
        }
    }

    fn fleet_asked(&self) -> Option<(Asked, Arc<Series>)> {
        let daily = Arc::clone(self.derived.daily.as_ref()?);
        let drawn = |id| self.library.drawn(id, &self.document.preferred_sources);
        let print = |entry: Option<&Entry>| entry.map_or(0, |entry| entry.fingerprint);
        let choices = &self.document.miners;
        let asked = Asked {
            fleet: choices.fleet.clone(),
            held: choices.held,
            fees_bits: self.miner_inputs().fees_btc.to_bits(),
            rows: [
                print(drawn(catalog::PRICE)),
                print(Some(drawn(catalog::DIFFICULTY)?)),
                print(drawn(catalog::HASHRATE)),
            ],
        };
        Some((asked, daily))
    }
}

fn fitted(fleet: &FleetSettings, held: Held, fees_btc: f64, history: &History) -> FleetAnswer {
    let calibration =
        calibrate(fleet, held, history, fees_btc, FEBRUARY_CUTOFF).map_err(|error| error.to_string())?;
    let prediction = predict(&calibration, history, FEBRUARY_RETARGETS);
    Ok(FittedFleet { calibration, prediction, retargets: FEBRUARY_RETARGETS })
}

/// What was measured, from the drawn series.
///
/// A close counts from the end of its day. A retarget of which only the day is known counts from
/// noon, one of which the time is known from then.
pub fn history(daily: &Series, library: &Library, preferences: &Preferences) -> History {
    let rows = |series: &Series| -> Vec<(UnixSecs, f64)> {
        let rows = series.times().iter().copied().zip(series.values().iter().copied());
        rows.filter(|(_, value)| !value.is_nan()).collect()
    };
    let prices = rows(daily).into_iter().map(|(time, close)| (time.plus_days(1), close)).collect();
    let mut retargets: Vec<(UnixSecs, f64)> = Vec::new();
    if let Some(difficulty) = library.drawn(catalog::DIFFICULTY, preferences) {
        let mut before = f64::NAN;
        for (time, value) in rows(&difficulty.series) {
            let is_change = before.is_nan() || (value / before - 1.0).abs() > 1e-9;
            before = value;
            if !is_change {
                continue;
            }
            let at = if time == time.start_of_day() { UnixSecs(time.0 + DAY_SECS / 2) } else { time };
            match retargets.last_mut() {
                Some(last) if at.secs_since(last.0) < LEAST_EPOCH_SECS => last.1 = value,
                _ => retargets.push((at, value)),
            }
        }
    }
    let hashrates_7d = library
        .drawn(catalog::HASHRATE, preferences)
        .filter(|entry| entry.provenance.citation.contains(SEVEN_DAYS))
        .map_or_else(Vec::new, |entry| rows(&entry.series));
    History { prices, retargets, hashrates_7d }
}
