//! `hashfloor scenario`: status and odds of the scenarios.

use std::path::Path;

use serde_json::json;

use crate::calc::scenario::odds::scenario_odds;
use crate::domain::format::{compact, percent, signed_percent};
use crate::domain::scenario::{Rule, Status};
use crate::domain::unit::Unit;
use crate::headless::args::ScenarioArgs;
use crate::headless::commands::opened;
use crate::headless::output::{Failure, number, print, print_json};

pub(super) fn run(args: &ScenarioArgs, data_dir: Option<&Path>) -> Result<(), Failure> {
    let started = opened(data_dir, None);
    let document = &started.workspace.document;
    let Some(daily) = &started.derived.daily else {
        return Err(Failure::work("there is no price to judge scenarios by"));
    };
    let wanted =
        document.scenarios.iter().filter(|scenario| args.id.as_ref().is_none_or(|id| *id == scenario.id));
    let mut rows = Vec::new();
    let mut text = String::new();
    for scenario in wanted {
        let odds = scenario_odds(scenario, daily, &document.assumptions).map_err(Failure::work)?;
        let rule = match scenario.rule {
            Rule::Touch => "touch",
            Rule::Close => "close",
        };
        let decided = match odds.status {
            Status::Hit(day) | Status::Withdrawn(day) => Some(day.iso_date()),
            Status::Open | Status::Expired => None,
        };
        text.push_str(&format!(
            "{} ({}): {} by {}, {}\n  as of {} at {}: P({rule}) {}, P(close beyond) {}, required {} a year\n  {}\n",
            scenario.house,
            scenario.id,
            compact(scenario.target, Unit::Usd),
            scenario.deadline.day_label(),
            odds.status.word(),
            odds.as_of.day_label(),
            compact(odds.spot_usd, Unit::Usd),
            percent(if scenario.rule == Rule::Touch { odds.p_touch } else { odds.p_touch_daily_close }, 1),
            percent(odds.p_finish_beyond, 1),
            signed_percent(odds.required_cagr, 1),
            odds.method,
        ));
        rows.push(json!({
            "id": scenario.id,
            "house": scenario.house,
            "target_usd": number(scenario.target),
            "deadline": scenario.deadline.iso_date(),
            "rule": rule,
            "status": odds.status.word(),
            "decided_on": decided,
            "as_of": odds.as_of.iso_date(),
            "spot_usd": number(odds.spot_usd),
            "p_touch": number(odds.p_touch),
            "p_touch_daily_close": number(odds.p_touch_daily_close),
            "p_finish_beyond": number(odds.p_finish_beyond),
            "p_dip_then_reach": odds.p_dip_then_reach.map(number),
            "required_cagr": number(odds.required_cagr),
            "required_daily": number(odds.required_daily),
            "z": number(odds.z),
            "vol_annual": number(odds.vol_annual),
            "method": odds.method,
        }));
    }
    if rows.is_empty() {
        let ids: Vec<&str> = document.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        let wanted = args.id.as_deref().unwrap_or_default();
        return Err(Failure::work(format!("there is no scenario {wanted:?}; there are {}", ids.join(", "))));
    }
    if args.json { print_json(&rows.into()) } else { print(text.as_bytes()) }
}
