//! Undo and redo over whatever edits: back to the first byte, forth to the last.

use std::sync::Arc;

use hashfloor::app::edit::Edit;
use hashfloor::app::edit_panes::PaneEdit;
use hashfloor::app::history::{History, JOIN_WITHIN_MS};
use hashfloor::app::miners::edits::MinersEdit;
use hashfloor::app::pane_spec::{Compare, Style};
use hashfloor::app::workspace::Document;
use hashfloor::calc::interval::Interval;
use hashfloor::chart::scale::ScaleKind;
use hashfloor::domain::level::{Level, LevelId, LevelKind, Place};
use hashfloor::domain::note::{Note, NoteId};
use hashfloor::domain::scenario::{Drift, Rule};
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::case_file;
use proptest::prelude::*;

fn first() -> Document {
    let case = case_file::bundled().unwrap();
    Document::new(case.levels, case.scenarios)
}

fn written(document: &Document) -> String {
    serde_json::to_string(document).unwrap()
}

fn place() -> impl Strategy<Value = Place> {
    let price = || prop_oneof![9 => 1_000.0..200_000.0, 1 => Just(f64::NAN), 1 => Just(-1.0)];
    prop_oneof![
        price().prop_map(Place::Price),
        (price(), price()).prop_map(|(low, high)| Place::Zone { low, high }),
    ]
}

fn level() -> impl Strategy<Value = LevelId> {
    (1_u32..14).prop_map(LevelId)
}

fn scenario() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["jpmorgan", "standard-chartered", "jpmorgan-2", "nobody"])
        .prop_map(str::to_owned)
}

fn of_levels() -> impl Strategy<Value = Edit> {
    let kind = || prop::sample::select(LevelKind::ALL.to_vec());
    prop_oneof![
        (kind(), place()).prop_map(|(kind, place)| Edit::AddLevel { kind, place }),
        (level(), place()).prop_map(|(id, place)| Edit::MoveLevel { id, place }),
        (level(), "\\PC{0,12}").prop_map(|(id, label)| Edit::RelabelLevel { id, label }),
        (level(), kind()).prop_map(|(id, kind)| Edit::SetLevelKind { id, kind }),
        (level(), any::<bool>()).prop_map(|(id, locked)| Edit::LockLevel { id, locked }),
        (level(), any::<bool>()).prop_map(|(id, hidden)| Edit::HideLevel { id, hidden }),
        level().prop_map(|id| Edit::CloneLevel { id }),
        level().prop_map(|id| Edit::DeleteLevel { id }),
        (level(), "(\\PC|\n){0,12}").prop_map(|(id, note)| Edit::SetLevelNote { id, note }),
        (level(), "\\PC{0,12}").prop_map(|(id, source)| Edit::SetLevelSource { id, source }),
        (level(), prop::option::of("#?[0-9a-fg]{3,6}"))
            .prop_map(|(id, colour)| Edit::SetLevelColour { id, colour }),
        prop_oneof![0.0..0.2_f64, Just(f64::NAN)].prop_map(Edit::SetTouchTolerance),
        prop::collection::vec((kind(), place()), 0..4).prop_map(|levels| {
            let one = |(kind, place)| Level::new(LevelId(1), kind, place);
            Edit::ImportLevels(levels.into_iter().map(one).collect())
        }),
    ]
}

fn of_scenarios() -> impl Strategy<Value = Edit> {
    let date = || (20_400_i64..20_900).prop_map(|days| UnixSecs(days * 86_400 + 7));
    let price = || 20_000.0..200_000.0;
    prop_oneof![
        (scenario(), 0_usize..4, date(), price())
            .prop_map(|(scenario, index, date, price)| Edit::MoveWaypoint { scenario, index, date, price }),
        (scenario(), date(), price()).prop_map(|(scenario, date, price)| Edit::AddWaypoint {
            scenario,
            date,
            price
        }),
        (scenario(), 0_usize..4).prop_map(|(scenario, index)| Edit::RemoveWaypoint { scenario, index }),
        (scenario(), prop::sample::select(vec![Rule::Touch, Rule::Close]))
            .prop_map(|(scenario, rule)| Edit::SetScenarioRule { scenario, rule }),
        (scenario(), any::<bool>()).prop_map(|(scenario, hidden)| Edit::HideScenario { scenario, hidden }),
        scenario().prop_map(|scenario| Edit::CloneScenario { scenario }),
        Just(Edit::DeleteScenario { scenario: "jpmorgan-2".to_owned() }),
        prop::option::of(0.0..5.0).prop_map(Edit::SetVolatility),
        (-1.0..1.0).prop_map(|rate| Edit::SetDrift(Drift::Mu(rate))),
        prop::sample::select(Interval::ALL.to_vec()).prop_map(Edit::SetInterval),
        any::<bool>().prop_map(|shown| Edit::ShowSeries { id: "difficulty".to_owned(), shown }),
    ]
}

fn of_panes() -> impl Strategy<Value = Edit> {
    let pane = || {
        prop::sample::select(vec!["price", "etf", "difficulty", "hashrate.network", "nowhere"])
            .prop_map(str::to_owned)
    };
    let series = || {
        prop::sample::select(vec!["price.btc.usd", "derived.sma_50", "difficulty", "etf.flow.ibit"])
            .prop_map(str::to_owned)
    };
    let edit =
        prop_oneof![
            series().prop_map(|series| PaneEdit::Add { series }),
            pane().prop_map(|pane| PaneEdit::Remove { pane }),
            (pane(), any::<bool>()).prop_map(|(pane, hidden)| PaneEdit::Hide { pane, hidden }),
            (pane(), 0_usize..6).prop_map(|(pane, to)| PaneEdit::Move { pane, to }),
            (pane(), prop_oneof![9 => 0.1..50.0_f32, 1 => Just(f32::NAN)])
                .prop_map(|(pane, weight)| PaneEdit::Resize { weights: vec![(pane, weight)] }),
            pane().prop_map(|pane| PaneEdit::SetScale { pane, scale: ScaleKind::Log }),
            (pane(), prop::sample::select(Compare::ALL.to_vec()))
                .prop_map(|(pane, compare)| PaneEdit::SetCompare { pane, compare }),
            (series(), pane()).prop_map(|(series, pane)| PaneEdit::Put { series, pane }),
            (series(), pane(), prop::option::of(pane()))
                .prop_map(|(series, pane, to)| PaneEdit::MoveSeries { series, pane, to }),
            (series(), pane()).prop_map(|(series, pane)| PaneEdit::RemoveSeries { series, pane }),
            (series(), pane(), prop::sample::select(Style::ALL.to_vec()))
                .prop_map(|(series, pane, style)| PaneEdit::SetStyle { series, pane, style }),
        ];
    edit.prop_map(Edit::Panes)
}

fn of_notes() -> impl Strategy<Value = Edit> {
    let note = || (1_u32..9).prop_map(NoteId);
    let at = || prop_oneof![9 => (20_400_i64..20_900).prop_map(|days| UnixSecs(days * 86_400)), 1 => Just(UnixSecs(-5))];
    let price = || prop::option::of(prop_oneof![9 => 1_000.0..200_000.0, 1 => Just(f64::NAN)]);
    let read = (at(), "\\PC{0,12}")
        .prop_filter_map("a date that cannot be", |(at, title)| Note::new(NoteId(1), at, None, &title).ok());
    prop_oneof![
        (at(), price(), "\\PC{0,12}").prop_map(|(at, price, title)| Edit::AddNote { at, price, title }),
        (note(), "\\PC{0,12}", "(?s).{0,30}").prop_map(|(id, title, text)| Edit::EditNote {
            id,
            title,
            text,
            source: String::new()
        }),
        (note(), at(), price()).prop_map(|(id, at, price)| Edit::MoveNote { id, at, price }),
        note().prop_map(|id| Edit::DeleteNote { id }),
        (note(), any::<bool>()).prop_map(|(id, hidden)| Edit::HideNote { id, hidden }),
        prop::collection::vec(read, 0..4).prop_map(Edit::ImportNotes),
        any::<bool>().prop_map(Edit::ShowEvents),
    ]
}

fn of_miners() -> impl Strategy<Value = Edit> {
    let model =
        || prop::sample::select(vec!["Antminer S21", "Antminer S9", "Abacus"]).prop_map(str::to_owned);
    let edit = prop_oneof![
        any::<bool>().prop_map(MinersEdit::ShowCostBand),
        prop_oneof![9 => -0.6..0.6, 1 => Just(-0.0)].prop_map(MinersEdit::SetDifficultyChange),
        (model(), 0.0..0.4).prop_map(|(model, share)| MinersEdit::SetShare { model, share }),
        prop::option::of(0.0..0.2).prop_map(MinersEdit::SetMedianPower),
        (0.0..3.0).prop_map(MinersEdit::SetPowerSpread),
        prop::option::of(-5.0..40.0).prop_map(MinersEdit::SetOffDays),
        (0.0..40.0).prop_map(MinersEdit::SetReturnDays),
        prop::option::of(0.0..1.5).prop_map(MinersEdit::SetGrowth),
        Just(MinersEdit::ResetFleet),
    ];
    edit.prop_map(Edit::Miners)
}

fn edits() -> impl Strategy<Value = Vec<(Edit, i64)>> {
    // Some follow fast enough to join the step before.
    let pause = prop_oneof![Just(10_i64), Just(JOIN_WITHIN_MS + 1)];
    let edit = prop_oneof![of_levels(), of_scenarios(), of_panes(), of_notes(), of_miners()];
    prop::collection::vec((edit, pause), 900..1_100)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn a_thousand_edits_undone_are_the_first_document_and_redone_the_last(edits in edits()) {
        let mut history = History::default();
        let start = written(&first());
        let (mut document, mut now_ms, mut refused) = (Arc::new(first()), 0, 0);
        for (edit, pause_ms) in &edits {
            now_ms += pause_ms;
            let mut after = (*document).clone();
            if edit.apply(&mut after).is_err() {
                prop_assert_eq!(&after, &*document, "a refused edit changed something: {:?}", edit);
                refused += 1;
                continue;
            }
            if after == *document {
                continue;
            }
            let (caption, after) = (edit.caption(&document), Arc::new(after));
            history.record(edit.clone(), caption, Arc::clone(&document), Arc::clone(&after), now_ms);
            document = after;
        }
        prop_assert!(refused > 0 && history.len() > 100);
        let (last, steps) = (written(&document), history.len());
        let mut seen = vec![Arc::clone(&document)];
        while let Some(stepped) = history.undo() {
            document = stepped.document;
            seen.push(Arc::clone(&document));
        }
        prop_assert_eq!(seen.len(), steps + 1);
        prop_assert_eq!(written(&document), start);
        seen.pop();
        while let Some(stepped) = history.redo() {
            document = stepped.document;
            let expected = seen.pop();
            prop_assert_eq!(Some(&document), expected.as_ref(), "redo of {}", stepped.caption);
        }
        prop_assert_eq!(written(&document), last);
    }
}
