//! The columns that calculations read, taken from the library.
//!
//! Rows are those of the main series. Another series is looked up row by row at the same
//! time or day; only difficulty, which holds until the next retarget, and supply are taken
//! from the last row at or before. Nothing is interpolated: what is not known is `NaN`, and
//! a series that is not there, or is of another kind, is no column, so that the calculation
//! says what it needs.

use std::sync::Arc;

use crate::app::derived::daily_candles;
use crate::app::library::{Library, Preferences};
use crate::app::weekly_closes::table_of_weeks;
use crate::calc::calculation::instance::Instance;
use crate::calc::calculation::{Calculation, Group, Input, InputTable, Shape};
use crate::domain::catalog;
use crate::domain::series::{Cadence, Ohlcv, Series};
use crate::domain::unit::Unit;

/// US dollars in a million.
const USD_PER_MUSD: f64 = 1e6;
/// Hashes in an exahash.
const HASHES_PER_EH: f64 = 1e18;

/// The series a calculation is computed from when nobody names one.
pub fn usual_series(calculation: &Calculation) -> &'static str {
    let first = calculation.inputs.first().and_then(|input| input.series_id());
    first.unwrap_or(catalog::PRICE)
}

/// The series a calculation is computed from.
pub fn main_series(instance: &Instance) -> &str {
    instance.of.as_deref().unwrap_or_else(|| usual_series(instance.calculation))
}

/// What a series must be for a calculation to mean anything of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Any series has averages and moves.
    Anything,
    /// A price in US dollars: what a miner earns of a difficulty means nothing.
    Price,
    /// Net flows in US dollars.
    Flow,
}

impl Asked {
    /// What the main series of a calculation must be.
    pub fn of_main(calculation: &Calculation) -> Self {
        calculation.inputs.first().map_or(Self::Anything, |input| Self::of(calculation, *input))
    }

    /// What the second series of a calculation must be.
    pub fn of_other(calculation: &Calculation) -> Self {
        let is_fund = calculation.reads().any(|input| input == Input::FundFlowMusd);
        if is_fund { Self::Flow } else { Self::Anything }
    }

    fn of(calculation: &Calculation, input: Input) -> Self {
        match (input, calculation.group) {
            (Input::NetFlowMusd | Input::FundFlowMusd, _) => Self::Flow,
            (_, Group::Network | Group::Mining | Group::Flows) if is_of_candle(input) => Self::Price,
            _ => Self::Anything,
        }
    }

    /// Whether a series is that. Dollars under an id that says nothing may be either.
    pub fn is_met_by(self, series: &Series) -> bool {
        let id = series.key().id.as_str();
        let group = catalog::entry(id).map(|entry| entry.group);
        let (is_price, is_flow) = (
            id.starts_with("price.") || group == Some(catalog::Group::Price),
            id.starts_with("etf.flow.") || group == Some(catalog::Group::EtfFlows),
        );
        let is_open = group.is_none() && !is_price && !is_flow;
        match self {
            Self::Anything => true,
            Self::Price => series.unit() == Unit::Usd && (is_price || is_open),
            Self::Flow => series.unit() == Unit::Usd && (is_flow || is_open),
        }
    }

    /// In words, with an example; empty for anything.
    pub fn words(self) -> &'static str {
        match self {
            Self::Anything => "",
            Self::Price => "a price in US dollars, such as price.btc.usd",
            Self::Flow => "ETF flows in US dollars, such as etf.flow.ibit",
        }
    }
}

/// The series that a calculation reads, found in a library.
#[derive(Clone, Debug)]
pub struct SeriesInputs<'a> {
    /// Where further inputs are looked up.
    pub library: &'a Library,
    /// Which source of a series is meant.
    pub preferences: &'a Preferences,
    /// The series whose rows are computed on.
    pub main: Arc<Series>,
    /// Weekly closes that continue the main one into the past, for averages of weeks.
    pub weekly: Option<Arc<Series>>,
    /// The series it is held against.
    pub other: Option<Arc<Series>>,
}

/// The table a calculation reads; without rows if its main series is not there.
pub fn input_table(library: &Library, preferences: &Preferences, instance: &Instance) -> InputTable {
    let id = main_series(instance);
    let drawn = |id: &str| library.drawn(id, preferences).map(|entry| Arc::clone(&entry.series));
    let Some(main) = drawn(id) else { return InputTable::default() };
    let weekly = library.weekly(id, preferences).map(|entry| Arc::clone(&entry.series));
    let other = instance.with.as_deref().and_then(drawn);
    table_of(instance.calculation, &SeriesInputs { library, preferences, main, weekly, other })
}

/// The table a calculation reads from these series.
///
/// **Cost**: a pass over the rows for each column; call it off the UI thread.
pub fn table_of(calculation: &Calculation, from: &SeriesInputs<'_>) -> InputTable {
    let main = daily_candles(&from.main);
    if calculation.shape == Shape::Weeks && main.cadence() == Cadence::Weekly {
        // A weekly row is dated by the Monday of the week whose Sunday it closes with.
        let sundays = main.times().iter().map(|monday| monday.plus_days(6));
        return InputTable::new(sundays.collect()).with(Input::Close, main.values().to_vec());
    }
    if calculation.shape == Shape::Weeks {
        return table_of_weeks(&main, from.weekly.as_deref());
    }
    let mut table = InputTable::new(main.times().to_vec());
    let leads_with_price = calculation.inputs.first().is_some_and(|input| is_of_candle(*input));
    let is_fit = Asked::of_main(calculation).is_met_by(&main);
    for (place, input) in calculation.inputs.iter().chain(calculation.optional).enumerate() {
        // The high of difficulty is not looked up in the price, nor a flow on the days of a price.
        let own = place == 0 || (leads_with_price && is_of_candle(*input));
        let column = match own {
            true => column_of(*input, &main).filter(|_| is_fit),
            false => looked_up(*input, from, &main),
        };
        if let Some(column) = column {
            table = table.with(*input, column);
        }
    }
    table
}

/// Whether it is one of the columns of a candle.
fn is_of_candle(input: Input) -> bool {
    matches!(input, Input::Open | Input::High | Input::Low | Input::Close | Input::Volume)
}

/// A column from another series than the main one, at the rows of the main one.
fn looked_up(input: Input, from: &SeriesInputs<'_>, main: &Arc<Series>) -> Option<Vec<f64>> {
    let series = match input {
        Input::Other | Input::FundFlowMusd => from.other.clone(),
        _ => {
            let entry = input.series_id().and_then(|id| from.library.drawn(id, from.preferences));
            entry.map(|entry| Arc::clone(&entry.series))
        }
    }?;
    let series = daily_candles(&series);
    let column = column_of(input, &series)?;
    Some(aligned(input, &series, &column, main))
}

/// The column of a series that this input is, in its unit; `None` where the series is of
/// another kind.
fn column_of(input: Input, series: &Series) -> Option<Vec<f64>> {
    let of_candle = |pick: fn(&Ohlcv) -> Option<&Vec<f64>>| series.ohlcv().and_then(pick).cloned();
    let divided = |by: f64| series.values().iter().map(|value| value / by).collect();
    let own = || series.values().to_vec();
    match (input, series.unit()) {
        (Input::Open, _) => of_candle(|rows| Some(&rows.open)),
        (Input::High, _) => of_candle(|rows| Some(&rows.high)),
        (Input::Low, _) => of_candle(|rows| Some(&rows.low)),
        (Input::Volume, _) => of_candle(|rows| rows.volume.as_ref()),
        (Input::Close | Input::Other, _) => Some(own()),
        // Flows and prices share a unit; a price is no flow.
        (Input::NetFlowMusd | Input::FundFlowMusd, Unit::Usd) => {
            Asked::Flow.is_met_by(series).then(|| divided(USD_PER_MUSD))
        }
        // A mean over several days, or one day in four, is no daily hashrate.
        (Input::HashrateEhs, Unit::HashesPerSecond) => {
            (series.cadence() == Cadence::Daily).then(|| divided(HASHES_PER_EH))
        }
        (Input::Difficulty, Unit::Difficulty)
        | (Input::FeesBtc | Input::SupplyBtc, Unit::Btc)
        | (Input::FearGreed, Unit::Index100)
        | (Input::Blocks | Input::HeightEnd, Unit::Number) => Some(own()),
        _ => None,
    }
}

/// A column of another series at the rows of the main one.
fn aligned(input: Input, series: &Series, column: &[f64], main: &Series) -> Vec<f64> {
    let holds = matches!(input, Input::Difficulty | Input::SupplyBtc);
    let by_day = series.cadence() == Cadence::Daily;
    let cells = main.times().iter().map(|time| {
        let row = series.row_at_or_before(*time)?;
        let there = series.times().get(row)?;
        let same = there == time || (by_day && *there == time.start_of_day());
        (holds || same).then(|| column.get(row)).flatten()
    });
    cells.map(|cell| cell.copied().unwrap_or(f64::NAN)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::loaded::Loaded;
    use crate::calc::calculation::registry;
    use crate::domain::provenance::{Provenance, SourceId};
    use crate::domain::series::{Columns, SeriesKey};
    use crate::domain::time::UnixSecs;

    fn day(number: i64) -> UnixSecs {
        UnixSecs(1_704_067_200).plus_days(number) // Monday 1 January 2024
    }

    fn put(library: &mut Library, id: &str, unit: Unit, cadence: Cadence, rows: &[(UnixSecs, f64)]) {
        put_key(library, SeriesKey::new(id, SourceId::case_file()), unit, cadence, rows);
    }

    fn put_key(
        library: &mut Library,
        key: SeriesKey,
        unit: Unit,
        cadence: Cadence,
        rows: &[(UnixSecs, f64)],
    ) {
        let (times, values) = rows.iter().copied().unzip();
        let series = Series::new(key, unit, cadence, times, Columns::Scalar(values)).unwrap();
        let (title, citation, licence) = (String::new(), String::new(), String::new());
        library.insert(Loaded::new(series, Provenance { title, citation, licence, seen_at: UnixSecs(0) }));
    }

    fn table(library: &Library, id: &str) -> InputTable {
        let instance = Instance::parse(id).unwrap();
        input_table(library, &Preferences::new(), &instance)
    }

    fn cells(table: &InputTable, input: Input) -> Vec<String> {
        table.column(input).unwrap().iter().map(f64::to_string).collect()
    }

    #[test]
    fn flows_take_the_price_of_their_own_day_in_millions() {
        let mut library = Library::default();
        put(
            &mut library,
            catalog::PRICE,
            Unit::Usd,
            Cadence::Daily,
            &[(day(0), 10.0), (day(1), 11.0), (day(3), 13.0)],
        );
        let flows = [(day(1), 2e6), (day(2), f64::NAN), (day(3), -3e6), (day(4), 0.0)];
        put(&mut library, catalog::ETF_TOTAL, Unit::Usd, Cadence::Irregular, &flows);
        let calculation = registry::find("etf_basis").unwrap();
        let instance = Instance::first(calculation, calculation.defaults());
        let table = input_table(&library, &Preferences::new(), &instance);
        assert_eq!(table.times, [day(1), day(2), day(3), day(4)]);
        assert_eq!(cells(&table, Input::NetFlowMusd), ["2", "NaN", "-3", "0"]);
        // A day without a price has none: the day before does not stand in for it.
        assert_eq!(cells(&table, Input::Close), ["11", "NaN", "13", "NaN"]);
    }

    #[test]
    fn difficulty_holds_until_it_changes_and_is_unknown_before() {
        let mut library = Library::default();
        let prices: Vec<_> = (0..4).map(|number| (day(number), 5.0)).collect();
        put(&mut library, catalog::PRICE, Unit::Usd, Cadence::Daily, &prices);
        let retargets = [(UnixSecs(day(0).0 + 3_600), 7.0), (day(2), 8.0)];
        put(&mut library, catalog::DIFFICULTY, Unit::Difficulty, Cadence::Irregular, &retargets);
        let calculation = registry::find("ribbons").unwrap();
        let instance = Instance::first(calculation, calculation.defaults());
        let table = input_table(&library, &Preferences::new(), &instance);
        assert_eq!(cells(&table, Input::Difficulty), ["NaN", "7", "8", "8"]);
        assert!(table.column(Input::Blocks).is_none(), "a price is no number of blocks");
    }

    #[test]
    fn another_kind_of_series_is_no_column() {
        let mut library = Library::default();
        put(&mut library, catalog::PRICE, Unit::Usd, Cadence::Daily, &[(day(0), 5.0)]);
        put(&mut library, catalog::HASHRATE, Unit::HashesPerSecond, Cadence::Irregular, &[(day(0), 9e20)]);
        let of = |id: &str, input| {
            let series = library.drawn(id, &Preferences::new()).unwrap();
            column_of(input, &series.series)
        };
        assert!(of(catalog::PRICE, Input::NetFlowMusd).is_none(), "a price is no flow");
        assert!(of(catalog::PRICE, Input::Difficulty).is_none());
        assert!(of(catalog::HASHRATE, Input::HashrateEhs).is_none(), "one day in four is no daily hashrate");
        assert_eq!(of(catalog::HASHRATE, Input::Close).unwrap().len(), 1);
    }

    #[test]
    fn what_is_mined_is_of_a_price_and_what_flows_of_flows() {
        use crate::calc::calculation::registry::ALL;
        let mut library = Library::default();
        let day = [(day(0), 5e6)];
        for (id, unit) in [
            (catalog::PRICE, Unit::Usd),
            ("price.btc.eur", Unit::Number),
            ("price.gold", Unit::Usd),
            ("custom.dollars", Unit::Usd),
            ("cost.production", Unit::Usd),
            (catalog::DIFFICULTY, Unit::Difficulty),
            (catalog::ETF_TOTAL, Unit::Usd),
            ("etf.flow.mine", Unit::Usd),
        ] {
            put(&mut library, id, unit, Cadence::Daily, &day);
        }
        let prices = [catalog::PRICE, "price.gold", "custom.dollars"];
        let flows = [catalog::ETF_TOTAL, "etf.flow.mine", "custom.dollars"];
        for calculation in ALL.iter().filter(|calculation| calculation.shape != Shape::Weeks) {
            let Some(first) = calculation.inputs.first().copied() else { continue };
            let is_general = !matches!(calculation.group, Group::Network | Group::Mining | Group::Flows);
            for (key, _) in library.entries() {
                let (id, name) = (key.id.as_str(), calculation.name);
                let mut instance = Instance::first(calculation, calculation.defaults());
                instance.of = Some(id.to_owned());
                let table = input_table(&library, &Preferences::new(), &instance);
                let is_read = table.column(first).is_some();
                match first {
                    Input::Close if is_general => assert!(is_read, "{name} of {id}"),
                    Input::Close => assert_eq!(is_read, prices.contains(&id), "{name} of {id}"),
                    Input::NetFlowMusd => assert_eq!(is_read, flows.contains(&id), "{name} of {id}"),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn highs_belong_to_the_series_that_closes_come_from() {
        let mut library = Library::default();
        put(&mut library, catalog::PRICE, Unit::Usd, Cadence::Daily, &[(day(0), 5.0)]);
        put(&mut library, catalog::DIFFICULTY, Unit::Difficulty, Cadence::Irregular, &[(day(0), 7.0)]);
        let calculation = registry::find("drawdown").unwrap();
        let mut instance = Instance::first(calculation, calculation.defaults());
        instance.of = Some(catalog::DIFFICULTY.to_owned());
        let table = input_table(&library, &Preferences::new(), &instance);
        assert_eq!(table.value(Input::High, 0).to_string(), "7", "not that of the price");
    }

    #[test]
    fn weekly_rows_close_on_their_sunday() {
        let mut library = Library::default();
        put(&mut library, "price.gold", Unit::Usd, Cadence::Weekly, &[(day(0), 2.0), (day(7), 3.0)]);
        let table = table(&library, "derived.weekly_ema_2.of.price.gold");
        assert_eq!(table.times, [day(6), day(13)]);
    }

    #[test]
    fn weeks_before_the_daily_rows_come_from_the_weekly_series() {
        let mut library = Library::default();
        let daily: Vec<_> = (16..30).map(|number| (day(number), number as f64)).collect();
        put(&mut library, catalog::PRICE, Unit::Usd, Cadence::Daily, &daily);
        let weekly = SeriesKey { weekly: true, ..SeriesKey::new(catalog::PRICE, SourceId::case_file()) };
        // The weeks missing after the first are skipped.
        let weeks = [(day(-21), 1.0), (day(0), 2.0), (day(7), 3.0), (day(14), 99.0)];
        put_key(&mut library, weekly, Unit::Usd, Cadence::Weekly, &weeks);
        let table = table(&library, "derived.weekly_ema_2");
        // A row a week: of the day its close is taken from.
        assert_eq!(table.times, [day(-15), day(6), day(13), day(20), day(27), day(29)]);
        assert_eq!(cells(&table, Input::Close), ["1", "2", "3", "20", "27", "29"]);
    }
}
