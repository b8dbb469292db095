use super::*;
use crate::app::clock::Clock;
use crate::app::command::Command;
use crate::app::miners::edits::MinersEdit;
use crate::app::setting_change::SettingChange;
use crate::app::startup::StartOptions;
use crate::app::view::Tab;

fn opened() -> (AppState, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = StartOptions {
        data_dir: Some(folder.path().to_owned()),
        workspace: None,
        clock: Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap()),
        edits: true,
    };
    (AppState::opened(&options, Arc::new(|| {})), folder)
}

fn suppose(state: &mut AppState, edit: MinersEdit) {
    state.dispatch(Command::Edit(Edit::Miners(edit)));
}

#[test]
fn the_band_has_the_difficulty_of_each_day_and_the_price_over_its_middle() {
    let (state, _folder) = opened();
    let band = state.cost_band().unwrap();
    assert_eq!((band.known().len(), band.supposed), (455, 0));
    let on = |iso: &str| *band.at(UnixSecs::parse_iso(iso).unwrap()).unwrap();
    let (before, after) = (on("2026-02-06"), on("2026-02-07"));
    assert!((after.difficulty / before.difficulty - 1.0 + 0.1116).abs() < 1e-4);
    assert!(after.range.high_usd < before.range.high_usd);
    assert!(before.range.low_usd <= 87_000.0 && 87_000.0 <= before.range.high_usd);
    let middle = before.range.middle_usd();
    assert!((before.price_to_cost * middle - 70_560.0).abs() < 500.0, "{}", before.price_to_cost * middle);
}

#[test]
fn the_band_follows_the_energy_price_at_once_and_the_supposed_difficulty_after_the_last_day() {
    let (mut state, _folder) = opened();
    let high = |state: &AppState| state.cost_band().unwrap().known().last().unwrap().range.high_usd;
    let before = high(&state);
    state.dispatch(Command::ChangeSetting(SettingChange::Amount(Amount::Electricity, Some(0.09))));
    assert!(high(&state) > before * 1.1);
    let known = state.cost_band().unwrap().known().to_vec();
    state.dispatch(Command::Preview(Edit::Miners(MinersEdit::SetDifficultyChange(-0.14))));
    let band = state.cost_band().unwrap();
    assert_eq!(band.known(), known, "the past is what it was");
    let after = band.after();
    assert!((after[1].difficulty / after[0].difficulty - 0.86).abs() < 1e-12);
    assert!(after[1].range.high_usd < after[0].range.high_usd);
    state.dispatch(Command::CancelPreview);
    assert!(state.cost_band().unwrap().after().is_empty());
    state.dispatch(Command::Undo);
    assert!((high(&state) - before).abs() < 1e-9, "undo brings the energy price back");
}

#[test]
fn the_band_is_made_once_for_what_it_is_made_of() {
    let (mut state, _folder) = opened();
    let at = |state: &AppState| state.miners.band.as_ref().map(|(_, band)| Arc::as_ptr(band));
    let before = at(&state);
    suppose(&mut state, MinersEdit::ShowCostBand(true));
    assert_eq!(at(&state), before);
    suppose(&mut state, MinersEdit::SetDifficultyChange(0.1));
    assert_ne!(at(&state), before);
}

#[test]
fn a_held_level_is_the_price_that_is_asked_about() {
    let (mut state, _folder) = opened();
    let close = state.last_close().unwrap();
    assert_eq!(state.price_asked(), Some(PriceAsked::LastClose(close.1, close.0)));
    let id = state.document().levels[0].id;
    state.dispatch(Command::Preview(Edit::MoveLevel { id, place: Place::Price(61_000.0) }));
    assert_eq!(state.price_asked(), Some(PriceAsked::InHand(61_000.0)));
    state.dispatch(Command::CancelPreview);
    assert_eq!(state.price_asked().unwrap().usd().to_bits(), close.1.to_bits());
}

#[test]
fn the_fleet_is_fitted_when_somebody_looks_and_again_only_when_it_is_another() {
    let (mut state, _folder) = opened();
    state.settle();
    assert!(state.fitted_fleet().is_none());
    state.dispatch(Command::ShowTab(Tab::Miners));
    state.settle();
    let known = state.fitted_fleet().unwrap();
    let fitted = known.answer.as_ref().unwrap().clone();
    assert!(!known.is_pending);
    assert_eq!(fitted.prediction.retargets.len(), 2);
    suppose(&mut state, MinersEdit::SetDifficultyChange(0.1));
    assert!(state.running_jobs().is_empty(), "the fit knows nothing of what is supposed");
    suppose(&mut state, MinersEdit::SetMedianPower(Some(0.04)));
    assert!(state.fitted_fleet().unwrap().is_pending);
    assert_eq!(state.fitted_fleet().unwrap().answer.as_ref().unwrap(), &fitted);
    // Overtaken: what comes is of the last wish.
    suppose(&mut state, MinersEdit::SetMedianPower(Some(0.05)));
    state.settle();
    let known = state.fitted_fleet().unwrap();
    let median = known.answer.as_ref().unwrap().calibration.fleet.power.median_usd_per_kwh;
    assert_eq!((known.is_pending, median.to_bits()), (false, 0.05_f64.to_bits()));
}

#[test]
fn months_of_etf_buyers_and_the_next_halving_come_from_the_case() {
    let (state, _folder) = opened();
    let cohorts = state.etf_cohorts();
    assert_eq!(cohorts.first().unwrap().month, UnixSecs::parse_iso("2025-11-01").unwrap());
    assert_eq!(cohorts.len(), 4);
    assert!(cohorts.iter().all(|cohort| (60_000.0..115_000.0).contains(&cohort.entry_usd)));
    let halving = state.mining_now().unwrap().next_halving();
    assert_eq!((halving.height, halving.subsidy_btc.to_bits()), (1_050_000, 1.5625_f64.to_bits()));
    assert_eq!(halving.about.date().year(), 2028);
}
