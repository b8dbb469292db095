//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::app::import::{ColumnAnswer, ColumnRole, Scale};
use crate::domain::catalog;
use crate::domain::series::SeriesKey;
use crate::domain::unit::Unit;

/// Watch Bitcoin under stress: price, hashrate, difficulty and US spot ETF flows on one time axis.
///
/// Without a command the window opens, on the last workspace or on the one named.
/// The first start needs no network: it shows February 2026 from the bundled case file.
#[derive(Parser, Debug)]
#[command(name = "hashfloor", version, disable_help_subcommand = true)]
#[command(
    after_help = "Exit status: 0 done, 1 the work failed (one sentence on standard error), 2 wrong usage."
)]
pub struct Cli {
    /// Keep cache, workspaces and settings in this folder.
    #[arg(long, global = true, value_name = "DIR", env = "HASHFLOOR_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Workspace to open in the window.
    #[arg(value_name = "WORKSPACE.json")]
    pub workspace: Option<PathBuf>,
    /// Open the bundled case in memory; your workspace, imports and settings are left alone.
    #[arg(long)]
    pub safe_mode: bool,
    /// What to do instead of opening the window.
    #[command(subcommand)]
    pub command: Option<Task>,
}

/// What can be done instead of opening the window.
#[derive(Subcommand, Debug)]
pub enum Task {
    /// A command that needs no display.
    #[command(flatten)]
    Headless(CliCommand),
    /// Measures, for the kit that compares programs: one line `RESULT {json}`.
    #[command(hide = true)]
    Bench(BenchArgs),
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum CliCommand {
    /// List what the cache holds: id, rows, first, last, unit, source, freshness.
    Series(JsonArgs),
    /// Read a CSV file into the cache, in one transaction.
    Import(ImportArgs),
    /// Fetch what is new from the live sources into the cache.
    Refresh(RefreshArgs),
    /// Write series as CSV or JSON.
    Export(ExportArgs),
    /// Calculate an indicator, a figure of mining or of flows over a series or a CSV file.
    Calc(CalcArgs),
    /// Draw the window or the charts as SVG or PNG, without a display.
    Render(RenderArgs),
    /// The scenarios with their status and odds, as of the last row.
    Scenario(ScenarioArgs),
    /// Odds of touching and finishing beyond levels, by closed form.
    Odds(OddsArgs),
    /// Paths, versions, cache integrity and renderer.
    Doctor(JsonArgs),
}

/// Arguments of `bench`.
#[derive(Args, Debug)]
pub struct BenchArgs {
    /// What is measured.
    #[command(subcommand)]
    pub job: BenchJob,
}

/// What `bench` measures.
#[derive(Subcommand, Debug)]
pub enum BenchJob {
    /// Paints the price pane over synthetic rows, panned and zoomed in a window.
    Draw {
        /// line or candle.
        #[arg(value_enum)]
        kind: BenchDrawing,
        /// How many rows.
        #[arg(value_parser = clap::value_parser!(u32).range(100..=100_000_000))]
        rows: u32,
        /// End with status 1 if two frames in a row take over 16.7 ms.
        #[arg(long)]
        check_frames: bool,
    },
    /// Reads a table as an import does and adds its columns up.
    Import {
        /// Only printed: epoch, iso, us.
        kind: String,
        /// The table.
        path: PathBuf,
        /// Store the rows in a fresh cache as well.
        #[arg(long)]
        store: bool,
    },
    /// Stores candles in a fresh cache and reads them back.
    Cache {
        /// The kit's raw rows: all times, then each column, little-endian.
        path: PathBuf,
    },
    /// Five indicators over raw closes with the shipped kernels.
    Indicators {
        /// Closes of eight bytes, little-endian.
        path: PathBuf,
    },
    /// Writes raw candles as CSV with the shipped writer.
    Export {
        /// Columns of eight-byte values: time, open, high, low, close, volume.
        raw: PathBuf,
        /// The file to write; it is removed again unless KEEP is set.
        #[arg(default_value = "hashfloor-bench-export.csv")]
        out: PathBuf,
    },
}

/// Drawings of `bench draw`.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchDrawing {
    /// A line through closes.
    Line,
    /// Candles.
    Candle,
}

/// Only `--json`.
#[derive(Args, Debug)]
pub struct JsonArgs {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The file, or - for standard input.
    #[arg(value_name = "FILE|-")]
    pub file: PathBuf,
    /// Read as this format instead of the one recognised.
    #[arg(long, value_name = "NAME")]
    pub dialect: Option<String>,
    /// Store under this id, as in price.btc.usd or price.btc.usd@mine.
    #[arg(long, value_name = "ID")]
    pub series: Option<String>,
    /// Which of two numbers is the day, in dates such as 1/3/2024.
    #[arg(long, value_enum, value_name = "WHICH")]
    pub day_order: Option<DayOrderWord>,
    /// What stands before the fraction of an amount.
    #[arg(long, value_enum, value_name = "SIGN")]
    pub decimal: Option<DecimalWord>,
    /// What amounts in dollars are counted in.
    #[arg(long, value_enum)]
    pub unit: Option<UnitWord>,
    /// What a column is, counted from 1: date, open, high, low, close, volume, none, or the id of
    /// a series with or without what its cells are in, as in 3=etf.flow.total:millions.
    #[arg(long = "column", value_name = "N=ROLE", value_parser = read_column)]
    pub columns: Vec<ColumnAnswer>,
    /// Say what would change and store nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Which of two numbers in a date is the day.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrderWord {
    /// The day comes first.
    Day,
    /// The month comes first.
    Month,
}

/// What stands before a fraction.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalWord {
    /// 1.234,5
    Comma,
    /// 1,234.5
    Point,
}

/// What amounts are counted in.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitWord {
    /// As they stand.
    Dollars,
    /// Thousands.
    Thousands,
    /// Millions.
    Millions,
}

/// Reads `N=ROLE`.
fn read_column(text: &str) -> Result<ColumnAnswer, String> {
    let expected = "expected N=ROLE, as in 1=date or 3=etf.flow.total:millions";
    let (number, role) = text.split_once('=').ok_or(expected)?;
    let number: usize =
        number.trim().parse().map_err(|_fault: std::num::ParseIntError| expected.to_owned())?;
    let column = number.checked_sub(1).ok_or("columns are counted from 1")?;
    let role = match role.trim() {
        "date" => ColumnRole::Date,
        "open" => ColumnRole::Open,
        "high" => ColumnRole::High,
        "low" => ColumnRole::Low,
        "close" => ColumnRole::Close,
        "volume" => ColumnRole::Volume,
        "none" => ColumnRole::NotUsed,
        value => read_value(value)?,
    };
    Ok(ColumnAnswer { column, role })
}

/// Reads `ID` or `ID:SCALE`.
fn read_value(text: &str) -> Result<ColumnRole, String> {
    let words = || Scale::ALL.iter().map(|scale| scale.word).collect::<Vec<_>>().join(", ");
    let known = |word: &str| Scale::from_word(word).ok_or_else(|| format!("{word:?} is none of {}", words()));
    // `price.btc.usd:weekly` is an id.
    let (id, scale) = match text.rsplit_once(':') {
        Some((id, word)) if word != "weekly" && !word.starts_with("weekly@") => (id, Some(known(word)?)),
        _ => (text, None),
    };
    let (bare, ..) = SeriesKey::parse(id)
        .ok_or_else(|| format!("{id:?} is neither a role nor an id such as etf.flow.total"))?;
    let of_catalogue = catalog::entry(&bare).map_or(Unit::Number, |entry| entry.unit);
    let (unit, power) = scale.map_or((of_catalogue, 0), |scale| (scale.unit, scale.power));
    Ok(ColumnRole::Value { id: id.to_owned(), unit, power })
}

/// Arguments of `refresh`.
#[derive(Args, Debug)]
pub struct RefreshArgs {
    /// Ids such as price.btc.usd or price.btc.usd@bitstamp; without any, every usual series.
    #[arg(value_name = "SERIES")]
    pub series: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Formats of `export`.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated, ISO dates, canonical units.
    Csv,
    /// The same rows as JSON.
    Json,
}

/// Cadences of `export`.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportCadence {
    /// Every row as it was stored.
    AsStored,
    /// A row a UTC day.
    Daily,
    /// A row an ISO week.
    Weekly,
    /// A row a month.
    Monthly,
}

/// Dates of `export`.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportDates {
    /// 2026-02-05.
    Iso,
    /// Seconds since 1970.
    Epoch,
    /// Milliseconds since 1970.
    EpochMs,
}

/// Where `export` says what the rows are.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportMetadata {
    /// In # lines above the rows.
    Comments,
    /// In a JSON file beside the table.
    Sidecar,
    /// Nowhere.
    None,
}

/// Names of columns of `export`.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportNames {
    /// As short as can be.
    Id,
    /// With id and source.
    Full,
}

/// Arguments of `export`.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// Ids such as price.btc.usd, price.btc.usd@yahoo, price.btc.usd:weekly.
    #[arg(required = true, value_name = "SERIES")]
    pub series: Vec<String>,
    /// First UTC day, included.
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Last UTC day, included.
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Rows as they were known at the end of this UTC day: later ones are left out, revised
    /// values stand there as they were.
    #[arg(long, value_name = "DATE")]
    pub as_known_on: Option<String>,
    /// csv or json.
    #[arg(long, value_enum, default_value = "csv")]
    pub format: ExportFormat,
    /// Write to a file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Leave the comment lines out; the same as --metadata none.
    #[arg(long)]
    pub no_comments: bool,
    /// Make coarser rows: candles keep first, highest, lowest and last, flows are added,
    /// hashrate is averaged, anything else keeps its last value. Weeks are ISO weeks, dated
    /// by their Monday; a period is written whole if it begins within the range.
    #[arg(long, value_enum, default_value = "as-stored")]
    pub cadence: ExportCadence,
    /// How dates are written.
    #[arg(long, value_enum, default_value = "iso")]
    pub dates: ExportDates,
    /// Where unit, source, licence and version are said: in # lines, in FILE.meta.json beside
    /// the table, or nowhere.
    #[arg(long, value_enum, default_value = "comments")]
    pub metadata: ExportMetadata,
    /// How columns are named: as short as can be, or in full as in price.btc.usd@yahoo.close,
    /// which brings ids and sources back without comments.
    #[arg(long, value_enum, default_value = "id")]
    pub names: ExportNames,
    /// Write each series to a file of its own in this folder.
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    pub one_per_series: Option<PathBuf>,
}

/// Arguments of `calc`.
#[derive(Args, Debug)]
#[command(after_help = "\
Prints CSV: an ISO date first, a gap is an empty cell, no comment lines. Windows count rows that \
have a value. What a calculation needs and does not find it says; nothing is interpolated.

  hashfloor calc --list
  hashfloor calc rsi --param window=14 --from 2026-02-01 --to 2026-02-07
  hashfloor calc cross --csv closes.csv --param fast=50 --param slow=200 -o crosses.csv")]
pub struct CalcArgs {
    /// Name of the calculation, as --list prints them.
    #[arg(required_unless_present = "list")]
    pub name: Option<String>,
    /// Print every calculation with its parameters, what it needs and its columns; with NAME
    /// only that one, with its formula and source.
    #[arg(long)]
    pub list: bool,
    /// Print the list as JSON.
    #[arg(long, requires = "list")]
    pub json: bool,
    /// Compute over this series of the cache, as in price.btc.usd@case; what else is needed comes
    /// from the cache too. Without --series and --csv, over the usual series of the calculation.
    #[arg(long, value_name = "ID", conflicts_with = "csv")]
    pub series: Option<String>,
    /// Compute over the columns of this file, found by header: date (ISO, rising), open, high, low,
    /// close, volume, price_usd and so on, see --list. - is standard input.
    #[arg(long, value_name = "FILE|-")]
    pub csv: Option<PathBuf>,
    /// The series, or the column of the file, that the main one is held against.
    #[arg(long, value_name = "ID|COLUMN")]
    pub other: Option<String>,
    /// Set a parameter, as in window=200; may be repeated.
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = read_param)]
    pub params: Vec<(String, String)>,
    /// First UTC day of the output, included; rows before it still count.
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Last UTC day of the output, included.
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Write to a file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Reads `NAME=VALUE`.
fn read_param(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE, as in window=14")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// Themes of `render`.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenderTheme {
    /// Light text on a dark ground.
    Dark,
    /// Dark text on a light ground.
    Light,
    /// White paper, thin lines, dark inks.
    Print,
}

/// Arguments of `render`.
#[derive(Args, Debug)]
pub struct RenderArgs {
    /// Workspace to draw instead of the default one.
    #[arg(long, value_name = "FILE")]
    pub workspace: Option<PathBuf>,
    /// First UTC day shown.
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Last UTC day shown.
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Width and height in points.
    #[arg(long, default_value = "1600x1000", value_name = "WxH")]
    pub size: String,
    /// Pixels a point, for PNG.
    #[arg(long, default_value_t = 1.0)]
    pub scale: f32,
    /// dark, light or print.
    #[arg(long, value_enum, default_value = "dark")]
    pub theme: RenderTheme,
    /// Draw only the charts, without panels.
    #[arg(long)]
    pub charts: bool,
    /// Draw only this pane, as in price, etf or hashrate.network.
    #[arg(long, value_name = "ID")]
    pub pane: Option<String>,
    /// Draw the charts with a title, their sources, the range and the date.
    #[arg(long)]
    pub framed: bool,
    /// Write the rows behind the picture as CSV beside it, under the same name.
    #[arg(long)]
    pub with_data: bool,
    /// Where to write; the ending decides: .svg or .png.
    #[arg(short, long, value_name = "OUT.svg|OUT.png")]
    pub output: PathBuf,
}

/// Arguments of `scenario`.
#[derive(Args, Debug)]
pub struct ScenarioArgs {
    /// Only this scenario, as in standard-chartered.
    pub id: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `odds`.
#[derive(Args, Debug)]
pub struct OddsArgs {
    /// Price now, USD.
    #[arg(long, value_name = "USD")]
    pub spot: f64,
    /// Volatility a year: 0.6 is 60 %.
    #[arg(long, value_name = "ANNUAL")]
    pub vol: f64,
    /// Calendar days ahead.
    #[arg(long, value_name = "N", group = "horizon")]
    pub days: Option<f64>,
    /// Years of 365 days ahead.
    #[arg(long, value_name = "X", group = "horizon")]
    pub years: Option<f64>,
    /// Last UTC day that counts.
    #[arg(long, value_name = "DATE", group = "horizon")]
    pub until: Option<String>,
    /// The day --until counts from; today by default.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// martingale, zero-log, mu=X or nu=X.
    #[arg(long, default_value = "martingale", allow_hyphen_values = true)]
    pub drift: String,
    /// A level, USD; may be repeated.
    #[arg(long, required = true, value_name = "USD")]
    pub level: Vec<f64>,
    /// Which of two levels comes first.
    #[arg(long, num_args = 2, value_names = ["LOW", "HIGH"])]
    pub between: Option<Vec<f64>>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
