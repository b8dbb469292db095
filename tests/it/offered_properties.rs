//! Any commands in any order through the one door, and the whole way back and forth.
//!
//! What is offered at each moment is the best generator there is: a new command is in it
//! by itself. What needs a place or words is made up in [`OWN`], one line a command.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::chance::Chance;
use hashfloor::app::clock::Clock;
use hashfloor::app::command::Command;
use hashfloor::app::data_command::DataCommand;
use hashfloor::app::edit::Edit;
use hashfloor::app::edit_panes::PaneEdit;
use hashfloor::app::history::CAP;
use hashfloor::app::offered::Offer;
use hashfloor::app::startup::StartOptions;
use hashfloor::app::state::AppState;
use hashfloor::app::view::{AxisId, ValueRange};
use hashfloor::app::workspace::Workspace;
use hashfloor::chart::viewport::TimeView;
use hashfloor::domain::level::{Anchor, LevelId, LevelKind, Place, Straight};
use hashfloor::domain::note::{Note, NoteId};
use hashfloor::domain::scenario::Drift;
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::files::write_atomic;
use proptest::prelude::*;

/// One thing asked of the program, as numbers that mean something only where they are used.
#[derive(Clone, Copy, Debug)]
enum Ask {
    /// One of the offers that can be taken then.
    Offer(u32),
    /// One of [`OWN`], from a seed.
    Own(u8, u64),
    /// The same as a preview: committed, or dropped.
    Drag(u8, u64, bool),
    Undo,
    Redo,
    /// One of the files, stored.
    Import(u8),
}

/// What is made of chance here.
impl Chance {
    fn maybe_of<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let at = self.below(from.len());
        from.get(at).cloned()
    }

    /// A price, now and then one that cannot be.
    fn price(&mut self) -> f64 {
        match self.below(12) {
            0 => f64::NAN,
            1 => -1.0,
            _ => 1_000.0 + (self.next() % 199_000) as f64,
        }
    }

    fn day(&mut self) -> UnixSecs {
        UnixSecs((20_300 + (self.next() % 700) as i64) * 86_400)
    }

    fn words(&mut self) -> String {
        self.maybe_of(&["", "floor", "Miete 70k", "é–ü", "a longer text with, commas"])
            .unwrap_or_default()
            .to_owned()
    }

    fn place(&mut self) -> Place {
        match self.below(4) {
            0 => Place::Zone { low: self.price(), high: self.price() },
            1 => {
                let from = Anchor { date: self.day(), price: self.price() };
                let to = Anchor { date: self.day(), price: self.price() };
                let straight = if self.below(2) == 0 { Straight::Log } else { Straight::Linear };
                Place::Line { from, to, straight, ray: self.below(2) == 0 }
            }
            _ => Place::Price(self.price()),
        }
    }
}

fn level(state: &AppState, chance: &mut Chance) -> LevelId {
    let ids: Vec<_> = state.document().levels.iter().map(|level| level.id).collect();
    chance.maybe_of(&ids).unwrap_or(LevelId(99_999))
}

fn note(state: &AppState, chance: &mut Chance) -> NoteId {
    let ids: Vec<_> = state.document().notes.iter().map(|note| note.id).collect();
    chance.maybe_of(&ids).unwrap_or(NoteId(99_999))
}

fn scenario(state: &AppState, chance: &mut Chance) -> String {
    let ids: Vec<_> = state.document().scenarios.iter().map(|scenario| scenario.id.clone()).collect();
    chance.maybe_of(&ids).unwrap_or_default()
}

fn pane(state: &AppState, chance: &mut Chance) -> String {
    let ids: Vec<_> = state.document().panes.iter().map(|pane| pane.id.clone()).collect();
    chance.maybe_of(&ids).unwrap_or_default()
}

fn placed(state: &AppState, chance: &mut Chance) -> (String, String) {
    let all = state.document().panes.iter();
    let all: Vec<_> =
        all.flat_map(|pane| pane.series.iter().map(|placed| (placed.id.clone(), pane.id.clone()))).collect();
    chance.maybe_of(&all).unwrap_or_default()
}

/// Commands whose payload comes from a pointer or from typing; a new one is a line here.
const OWN: &[fn(&AppState, &mut Chance) -> Command] = &[
    |_, chance| {
        let kind = chance.maybe_of(&LevelKind::ALL).unwrap_or(LevelKind::Neutral);
        Command::Edit(Edit::AddLevel { kind, place: chance.place() })
    },
    |state, chance| Command::Edit(Edit::MoveLevel { id: level(state, chance), place: chance.place() }),
    |state, chance| Command::Edit(Edit::RelabelLevel { id: level(state, chance), label: chance.words() }),
    |state, chance| {
        let scenario = scenario(state, chance);
        let (index, date, price) = (chance.below(4), chance.day(), chance.price());
        Command::Edit(Edit::MoveWaypoint { scenario, index, date, price })
    },
    |state, chance| {
        let scenario = scenario(state, chance);
        Command::Edit(Edit::AddWaypoint { scenario, date: chance.day(), price: chance.price() })
    },
    |_, chance| {
        let price = (chance.below(2) == 0).then(|| chance.price());
        Command::Edit(Edit::AddNote { at: chance.day(), price, title: chance.words() })
    },
    |state, chance| {
        let (id, title) = (note(state, chance), chance.words());
        Command::Edit(Edit::EditNote { id, title, text: chance.words(), source: chance.words() })
    },
    |state, chance| {
        let price = (chance.below(2) == 0).then(|| chance.price());
        Command::Edit(Edit::MoveNote { id: note(state, chance), at: chance.day(), price })
    },
    |_, chance| {
        let title = chance.words();
        let notes = Note::new(NoteId(1), chance.day(), None, &title).into_iter().collect();
        Command::Edit(Edit::ImportNotes(notes))
    },
    |_, chance| Command::Edit(Edit::SetVolatility(Some(chance.below(500) as f64 / 100.0))),
    |_, chance| Command::Edit(Edit::SetDrift(Drift::Mu(chance.below(200) as f64 / 100.0 - 1.0))),
    |state, chance| {
        let weight = chance.below(400) as f32 / 10.0;
        Command::Edit(Edit::Panes(PaneEdit::Resize { weights: vec![(pane(state, chance), weight)] }))
    },
    |state, chance| {
        let ((series, pane), hue) = (placed(state, chance), Some(chance.below(14) as u8));
        Command::Edit(Edit::Panes(PaneEdit::SetHue { series, pane, hue }))
    },
    |_, chance| {
        let from = chance.day().0 as f64;
        Command::SetTimeView(TimeView::new(from, from + chance.below(1_000) as f64 * 86_400.0))
    },
    |state, chance| {
        let range = ValueRange { low: chance.price(), high: chance.price() };
        Command::TakeAxis(AxisId::right(&pane(state, chance)), range)
    },
    |_, chance| Command::GoToDate(chance.day()),
];

/// A row that is new, one that changes the case file's own and one that is as it was.
const PRICES: &str = "# Hashfloor export\n# series: price.btc.usd@case\n# unit: USD\n# cadence: daily\n\
    date,open,high,low,close\n\
    2026-02-05,73020,73160,62350,62700\n\
    2026-02-06,62700,71680,60070,70999\n\
    2026-04-01,68000,69000,67000,68500\n";
const FEAR: &str = "date,timestamp,value,classification\n2026-03-20,1773964800,31,Fear\n";

fn files(folder: &Path) -> Vec<PathBuf> {
    let all = [("prices.csv", PRICES), ("fear.csv", FEAR)];
    let written = all.map(|(name, text)| {
        let path = folder.join(name);
        write_atomic(&path, text.as_bytes()).unwrap();
        path
    });
    written.to_vec()
}

/// Those that end the program, ask the system for something or leave the workspace stay out.
fn stays_inside(command: &Command) -> bool {
    !matches!(
        command,
        Command::Quit
            | Command::ChooseImport
            | Command::ChooseExport(_)
            | Command::ChooseNotesImport
            | Command::ChooseNotesExport
            | Command::ChoosePicture(_)
            | Command::ChooseTable(_)
            | Command::CopyPicture(_)
            | Command::ChooseLevelsImport
            | Command::ChooseLevelsExport
            | Command::ChooseWorkspace
            | Command::ChooseWorkspaceCopy
            | Command::RevealWorkspace
            | Command::Data(DataCommand::RevealDataFolder)
            // Another workspace has a history of its own.
            | Command::NewWorkspace
            | Command::OpenWorkspace(_)
            | Command::DuplicateWorkspace
            | Command::EnterSafeMode
    )
}

struct Desk {
    state: AppState,
    files: Vec<PathBuf>,
    log: Vec<String>,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::Fixed(UnixSecs::parse_iso("2026-04-01").unwrap());
        let data_dir = Some(folder.path().join("data"));
        let options = StartOptions { data_dir, workspace: None, clock, edits: true };
        let mut state = AppState::opened(&options, Arc::new(|| {}));
        state.settle();
        let files = files(folder.path());
        Self { state, files, log: Vec::new(), _folder: folder }
    }

    fn dispatch(&mut self, command: Command) {
        let mut words: String = format!("{command:?}").chars().take(160).collect();
        // What a job brings along belongs to the step that began it.
        let waits = matches!(
            command,
            Command::Undo | Command::Redo | Command::PreviewImport(_) | Command::ConfirmImport
        );
        self.state.dispatch(command);
        if waits {
            self.state.settle()
        } else {
            let _news = self.state.poll();
        }
        write!(words, " [{} steps]", self.state.history().len()).unwrap();
        self.log.push(words);
    }

    fn ask(&mut self, ask: Ask) {
        match ask {
            Ask::Offer(number) => {
                let all = Command::offered(&self.state).into_iter();
                let can: Vec<Offer> =
                    all.filter(|offer| offer.is_enabled() && stays_inside(&offer.command)).collect();
                let offer = can[number as usize % can.len()].clone();
                self.dispatch(offer.command);
            }
            Ask::Own(which, seed) => {
                let command = OWN[which as usize % OWN.len()](&self.state, &mut Chance(seed));
                self.dispatch(command);
            }
            Ask::Drag(which, seed, commits) => {
                let mut chance = Chance(seed);
                for _ in 0..3 {
                    if let Command::Edit(edit) = OWN[which as usize % OWN.len()](&self.state, &mut chance) {
                        self.dispatch(Command::Preview(edit));
                    }
                }
                self.dispatch(if commits { Command::CommitPreview } else { Command::CancelPreview });
            }
            Ask::Undo => self.dispatch(Command::Undo),
            Ask::Redo => self.dispatch(Command::Redo),
            Ask::Import(which) => {
                let file = self.files[which as usize % self.files.len()].clone();
                self.dispatch(Command::PreviewImport(file));
                self.dispatch(Command::ConfirmImport);
            }
        }
    }

    /// The document and every row, byte for byte.
    fn written(&self) -> String {
        let mut text = serde_json::to_string(&**self.state.document()).unwrap();
        for (key, entry) in self.state.library().entries() {
            let series = &entry.series;
            let sum: u64 = series.values().iter().fold(0, |sum, value| sum.rotate_left(5) ^ value.to_bits());
            write!(text, "\n{key} {} rows {sum:x}", series.len()).unwrap();
        }
        text
    }

    fn check(&mut self) -> Result<(), TestCaseError> {
        let (now, done) = (self.written(), self.state.history().len());
        self.dispatch(Command::Undo);
        if self.state.history().len() < done {
            self.dispatch(Command::Redo);
        }
        prop_assert!(self.written() == now, "something changed beside the history\n{}", self.said());
        let document = self.state.document();
        for level in &document.levels {
            prop_assert!(level.place.check().is_ok(), "{:?}\n{}", level, self.said());
        }
        for scenario in &document.scenarios {
            prop_assert!(scenario.check().is_ok(), "{:?}\n{}", scenario, self.said());
        }
        let (view, extra) = (self.state.view().clone(), serde_json::Map::new());
        let alerts = self.state.alert_log().clone();
        let workspace = Workspace { document: (**document).clone(), view, alerts, extra };
        let text = serde_json::to_string(&workspace.to_members().unwrap()).unwrap();
        let again = Workspace::from_members(serde_json::from_str(&text).unwrap()).unwrap();
        prop_assert!(again == workspace, "the workspace is read back as another\n{}", self.said());
        Ok(())
    }

    /// The last commands that were given.
    fn said(&self) -> String {
        let from = self.log.len().saturating_sub(60);
        self.log[from..].join("\n")
    }
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let own = 0..OWN.len() as u8;
    let ask = prop_oneof![
        50 => any::<u32>().prop_map(Ask::Offer),
        30 => (own.clone(), any::<u64>()).prop_map(|(which, seed)| Ask::Own(which, seed)),
        6 => (own, any::<u64>(), any::<bool>()).prop_map(|(which, seed, commits)| Ask::Drag(which, seed, commits)),
        8 => Just(Ask::Undo),
        5 => Just(Ask::Redo),
        1 => any::<u8>().prop_map(Ask::Import),
    ];
    let count = std::env::var("HASHFLOOR_ASKS").ok().map_or(1_000, |text| text.parse().unwrap());
    prop::collection::vec(ask, count..=count)
}

/// How many sequences; more by `HASHFLOOR_ASK_CASES`.
fn cases() -> u32 {
    std::env::var("HASHFLOOR_ASK_CASES").ok().map_or(2, |text| text.parse().unwrap())
}

const _: () = assert!(CAP >= 1_000, "a thousand steps can be taken back");

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 400, ..ProptestConfig::default() })]
    #[test]
    fn a_thousand_commands_undone_are_the_first_workspace_and_redone_the_last(asks in asks()) {
        let mut desk = Desk::open();
        let first = desk.written();
        for (index, ask) in asks.iter().enumerate() {
            desk.ask(*ask);
            if index % 50 == 0 {
                desk.check()?;
            }
        }
        desk.dispatch(Command::CancelPreview);
        desk.check()?;
        let last = desk.written();
        let steps = desk.state.history().len();
        while !desk.state.history().is_empty() {
            let before = desk.state.history().len();
            desk.state.dispatch(Command::Undo);
            desk.state.settle();
            prop_assert!(desk.state.history().len() < before, "undo is not heard");
        }
        prop_assert!(desk.written() == first, "undone, this is not the first\n{}", desk.said());
        for _ in 0..steps {
            desk.state.dispatch(Command::Redo);
            desk.state.settle();
        }
        prop_assert!(desk.written() == last, "redone, this is not the last\n{}", desk.said());
        if asks.len() >= 1_000 {
            prop_assert!(steps > 100, "only {steps} steps");
        }
    }
}
