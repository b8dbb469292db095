//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// Say what would change and store nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
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
    /// Leave the comment lines out.
    #[arg(long)]
    pub no_comments: bool,
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
