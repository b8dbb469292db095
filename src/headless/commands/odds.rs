//! `hashfloor odds`: a small calculator for levels.

use serde_json::json;

use crate::app::clock::Clock;
use crate::calc::scenario::table::{OddsQuery, odds_table};
use crate::domain::format::{grouped, percent};
use crate::domain::scenario::Drift;
use crate::headless::args::OddsArgs;
use crate::headless::output::{Failure, day, number, print, print_json};

pub(super) fn run(args: &OddsArgs) -> Result<(), Failure> {
    let between = match args.between.as_deref() {
        Some([low, high]) if low < high => Some((*low, *high)),
        Some(_) => return Err(Failure::Usage("--between expects LOW below HIGH".to_owned())),
        None => None,
    };
    let query = OddsQuery {
        spot_usd: args.spot,
        vol_annual: args.vol,
        drift: parse_drift(&args.drift)?,
        days: horizon_days(args)?,
        levels: args.level.clone(),
        between,
    };
    let table = odds_table(&query).map_err(|error| Failure::Usage(error.to_string()))?;
    if args.json {
        let levels: Vec<_> = table
            .levels
            .iter()
            .map(|odds| {
                json!({
                    "level": number(odds.level),
                    "p_finish_above": number(odds.p_finish_above),
                    "p_touch": number(odds.p_touch),
                    "p_touch_daily_close": number(odds.p_touch_daily_close),
                    "p_touch_ever": number(odds.p_touch_ever),
                })
            })
            .collect();
        let between = table.between.as_ref().map(|odds| {
            json!({
                "p_high_first": number(odds.p_high_first),
                "p_low_first": number(odds.p_low_first),
                "p_neither": number(odds.p_neither),
                "p_high_first_ever": number(odds.p_high_first_ever),
            })
        });
        let mut answer = json!({ "levels": levels });
        if let (Some(between), Some(members)) = (between, answer.as_object_mut()) {
            members.insert("between".to_owned(), between);
        }
        return print_json(&answer);
    }
    let mut text = format!(
        "{:>12}  {:>12}  {:>8}  {:>12}  {:>8}\n",
        "level", "finish above", "touch", "close beyond", "ever"
    );
    for odds in &table.levels {
        text.push_str(&format!(
            "{:>12}  {:>12}  {:>8}  {:>12}  {:>8}\n",
            grouped(odds.level, 0),
            percent(odds.p_finish_above, 1),
            percent(odds.p_touch, 1),
            percent(odds.p_touch_daily_close, 1),
            percent(odds.p_touch_ever, 1),
        ));
    }
    if let (Some(odds), Some((low, high))) = (&table.between, between) {
        text.push_str(&format!(
            "{} first {}, {} first {}, neither {}\n",
            grouped(high, 0),
            percent(odds.p_high_first, 1),
            grouped(low, 0),
            percent(odds.p_low_first, 1),
            percent(odds.p_neither, 1),
        ));
    }
    print(text.as_bytes())
}

fn horizon_days(args: &OddsArgs) -> Result<f64, Failure> {
    match (args.days, args.years, day("--until", args.until.as_deref())?) {
        (Some(days), None, None) => Ok(days),
        (None, Some(years), None) => Ok(years * 365.0),
        (None, None, Some(until)) => {
            let as_of = day("--as-of", args.as_of.as_deref())?.unwrap_or_else(|| Clock::System.now());
            Ok(until.start_of_day().days_since(as_of.start_of_day()))
        }
        _ => Err(Failure::Usage("one of --days, --years and --until is needed".to_owned())),
    }
}

fn parse_drift(text: &str) -> Result<Drift, Failure> {
    let wrong =
        || Failure::Usage(format!("--drift expects martingale, zero-log, mu=X or nu=X, found {text:?}"));
    match text.split_once('=') {
        None if text == "martingale" => Ok(Drift::Martingale),
        None if text == "zero-log" => Ok(Drift::ZeroLog),
        Some((name, value)) => {
            let value = value.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(wrong)?;
            match name {
                "mu" => Ok(Drift::Mu(value)),
                "nu" => Ok(Drift::Nu(value)),
                _ => Err(wrong()),
            }
        }
        None => Err(wrong()),
    }
}
