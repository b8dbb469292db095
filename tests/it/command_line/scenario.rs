//! `hashfloor scenario`.

use hashfloor::app::clock::Clock;
use hashfloor::app::startup::{StartOptions, start};
use hashfloor::io::document::save_document;
use serde_json::Value;

use super::{Program, members, one_sentence};

#[test]
fn every_scenario_has_the_promised_keys_and_sane_odds() {
    let program = Program::new();
    let rows = program.json(&["scenario", "--json"]);
    let rows = rows.as_array().unwrap();
    assert!(rows.len() >= 2, "two houses published one");
    for row in rows {
        let found = members(row);
        for key in [
            "id",
            "house",
            "target_usd",
            "deadline",
            "rule",
            "status",
            "p_touch",
            "p_finish_beyond",
            "required_cagr",
            "vol_annual",
            "method",
        ] {
            assert!(found.contains(&key), "{key}: {row}");
        }
        for key in found.iter().filter(|key| key.starts_with("p_") && !row[**key].is_null()) {
            assert!((0.0..=1.0).contains(&row[*key].as_f64().unwrap()), "{key}: {row}");
        }
        assert_eq!(row["as_of"], "2026-03-31", "the last row of the price, not the wall clock");
    }
    let id = rows[0]["id"].as_str().unwrap();
    assert_eq!(program.json(&["scenario", id, "--json"]), Value::Array(vec![rows[0].clone()]));
    let said = program.refusal(&["scenario", "no-such-house"], 1);
    one_sentence(&said);
    assert!(said.contains(id), "{said}");
}

#[test]
fn deadline_and_volatility_of_the_workspace_count() {
    let program = Program::new();
    let before = program.json(&["scenario", "--json"]);
    let options =
        StartOptions { data_dir: Some(program.data()), workspace: None, clock: Clock::System, edits: true };
    let started = start(&options);
    let path = started.workspace_path.clone().unwrap();
    let mut members = started.workspace.to_members().unwrap();
    let scenarios = &mut members["document"]["scenarios"];
    let open = (0..).find(|index| before[*index]["status"] == "open").unwrap();
    let target = scenarios[open]["waypoints"].as_array().unwrap().len() - 1;
    let later = "2027-06-30";
    scenarios[open]["waypoints"][target]["date"] = later.into();
    scenarios[open]["deadline"] = later.into();
    save_document(&path, &members, 10).unwrap();
    drop(started);
    let after = program.json(&["scenario", "--json"]);
    assert_eq!(after[open]["deadline"], later);
    let p = |rows: &Value| rows[open]["p_touch"].as_f64().unwrap();
    assert!(p(&after) > p(&before), "more time, more odds: {} and {}", p(&before), p(&after));

    members["document"]["assumptions"]["vol_annual"] = 0.2.into();
    save_document(&path, &members, 10).unwrap();
    let calm = program.json(&["scenario", "--json"]);
    assert!((calm[open]["vol_annual"].as_f64().unwrap() - 0.2).abs() < 1e-12, "{}", calm[open]);
    assert!(p(&calm) < p(&after));
}
