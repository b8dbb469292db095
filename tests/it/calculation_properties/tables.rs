//! Tables that hold every column a calculation can read, with numbers as they could be.

use hashfloor::calc::calculation::{Input, InputTable};
use hashfloor::domain::time::UnixSecs;

use crate::chance::Chance;

/// What can be wrong with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// A row every day, nothing missing, nothing stands still.
    Lively,
    /// Values that stand still for weeks, volumes, flows and blocks of zero, missing dates.
    Flat,
    /// Missing cells and dates; the last row is whole.
    Gaps,
}

impl Mood {
    pub const ALL: [Self; 3] = [Self::Lively, Self::Flat, Self::Gaps];
}

/// One row, in the order of [`Input::ALL`].
type Row = [f64; Input::ALL.len()];

/// The numbers a table is drawn from.
struct World {
    chance: Chance,
    mood: Mood,
    day: i64,
    close: f64,
    other: f64,
    height: f64,
    difficulty: f64,
    is_first: bool,
}

/// A table of this many rows, the same for the same seed.
pub fn table(seed: u64, rows: usize, mood: Mood) -> InputTable {
    let mut chance = Chance(seed);
    let mut world = World {
        day: 19_000 + chance.below(400) as i64,
        close: 10f64.powi(chance.below(7) as i32 - 1),
        other: 300.0,
        height: 839_000.0 + chance.below(2_000) as f64,
        difficulty: 8e13,
        is_first: true,
        chance,
        mood,
    };
    let mut times = Vec::with_capacity(rows);
    let mut cells: Vec<Row> = Vec::with_capacity(rows);
    let mut still = 0;
    for _ in 0..rows {
        let skipped = mood != Mood::Lively && world.chance.below(25) == 0;
        world.day += 1 + if skipped { world.chance.below(12) as i64 } else { 0 };
        times.push(UnixSecs(world.day * 86_400));
        let next = world.next_row();
        let row = match cells.last() {
            Some(before) if still > 0 => *before,
            _ => next,
        };
        cells.push(row);
        still = if still > 0 {
            still - 1
        } else if mood == Mood::Flat && world.chance.below(30) == 0 {
            world.chance.below(45)
        } else {
            0
        };
    }
    let whole = cells.len().saturating_sub(1);
    if mood == Mood::Gaps {
        for cell in cells.iter_mut().take(whole).flatten() {
            if world.chance.below(16) == 0 {
                *cell = f64::NAN;
            }
        }
    }
    assembled(times, &cells)
}

fn assembled(times: Vec<UnixSecs>, cells: &[Row]) -> InputTable {
    Input::ALL.into_iter().enumerate().fold(InputTable::new(times), |table, (place, input)| {
        table.with(input, cells.iter().map(|row| row[place]).collect())
    })
}

impl World {
    /// From 0 up to 1.
    fn share(&mut self) -> f64 {
        (self.chance.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    fn is_nothing(&mut self) -> bool {
        self.mood == Mood::Flat && self.chance.below(20) == 0
    }

    /// An amount that is sometimes nothing.
    fn amount(&mut self, low: f64, high: f64) -> f64 {
        if self.is_nothing() { 0.0 } else { self.between(low, high) }
    }

    fn next_row(&mut self) -> Row {
        let open = self.close;
        let step = self.between(-0.06, 0.06);
        self.close *= step.exp();
        self.other *= (0.5 * step + self.between(-0.03, 0.03)).exp();
        if self.chance.below(14) == 0 {
            self.difficulty *= self.between(0.8, 1.2);
        }
        let (high, low) = (open.max(self.close), open.min(self.close));
        let (above, below) = (self.between(1.0, 1.03), self.between(0.97, 1.0));
        let blocks = self.amount(100.0, 190.0).floor();
        self.height += blocks;
        let first = std::mem::take(&mut self.is_first);
        // Coins come before they can go.
        let flow = if first { 50_000.0 } else { self.amount(-300.0, 400.0) };
        let fund = if first { 20_000.0 } else { self.amount(-150.0, 200.0) };
        let (volume, fees) = (self.amount(1.0, 1e5), self.amount(1.0, 60.0));
        let (hashrate, fear) = (self.between(500.0, 1_200.0), self.chance.below(101) as f64);
        Input::ALL.map(|input| match input {
            Input::Open => open,
            Input::High => high * above,
            Input::Low => low * below,
            Input::Close => self.close,
            Input::Volume => volume,
            Input::Other => self.other,
            Input::Blocks => blocks,
            Input::HeightEnd => self.height,
            Input::Difficulty => self.difficulty,
            Input::FeesBtc => fees,
            Input::HashrateEhs => hashrate,
            Input::SupplyBtc => 18_900_000.0 + self.height,
            Input::NetFlowMusd => flow,
            Input::FundFlowMusd => fund,
            Input::FearGreed => fear,
        })
    }
}

/// The rows of a table before one of them.
pub fn before(table: &InputTable, row: usize) -> InputTable {
    picked(table, &(0..row).collect::<Vec<_>>())
}

/// Some rows of a table.
pub fn picked(table: &InputTable, rows: &[usize]) -> InputTable {
    let times = rows.iter().map(|row| table.times[*row]).collect();
    Input::ALL.into_iter().fold(InputTable::new(times), |found, input| match table.column(input) {
        Some(column) => found.with(input, rows.iter().map(|row| column[*row]).collect()),
        None => found,
    })
}

/// A table whose rows from one on are another's.
pub fn with_other_future(table: &InputTable, row: usize, other: &InputTable) -> InputTable {
    let later = table.times[row - 1].secs_since(other.times[row - 1]);
    let mut times = table.times[..row].to_vec();
    times.extend(other.times[row..].iter().map(|time| UnixSecs(time.0 + later)));
    Input::ALL.into_iter().fold(InputTable::new(times), |found, input| {
        let (past, future) = (table.column(input).unwrap(), other.column(input).unwrap());
        found.with(input, [&past[..row], &future[row..]].concat())
    })
}

/// A table with one column changed cell by cell.
pub fn mapped(table: &InputTable, inputs: &[Input], change: impl Fn(f64) -> f64) -> InputTable {
    inputs.iter().fold(table.clone(), |found, input| {
        let column = table.column(*input).unwrap().iter().map(|cell| change(*cell)).collect();
        found.with(*input, column)
    })
}

/// A table that lacks one column.
pub fn without(table: &InputTable, input: Input) -> InputTable {
    Input::ALL.into_iter().filter(|there| *there != input).fold(
        InputTable::new(table.times.clone()),
        |found, there| match table.column(there) {
            Some(column) => found.with(there, column.to_vec()),
            None => found,
        },
    )
}
