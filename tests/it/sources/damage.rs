//! What parsers do with answers that are cut, bent or hostile.
//!
//! Nothing may panic, and nothing that is accepted may be a number that was not
//! there. Cases are made from honest answers of the generated market.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hashfloor::domain::time::UnixSecs;
use hashfloor::io::sources::{Ask, Page, ParseError};
use serde_json::Value;

use super::super::chance::Chance;
use super::super::fixture_server::market::Market;
use super::{Parser, at, parser, parsers};

/// What stands in a document for a number no document can hold.
const HUGE: &str = "@huge@";

/// A parser of JSON with a small market and a window over it.
type Case = (Market, Ask, Parser);

fn small() -> Vec<Case> {
    let json = parsers().into_iter().filter(|one| one.source.info.id != "csv_url");
    json.map(|one| {
        let now = at("2026-09-28T10:30:00Z");
        let (first, from) = match one.name {
            name if name.ends_with(".hourly") => ("2026-09-28", at("2026-09-28")),
            _ => ("2026-08-20", at("2026-09-23")),
        };
        (Market::new(now).since(at(first)), Ask { from, to: now, now }, one)
    })
    .collect()
}

fn body(one: &Parser, market: &Market, asked: &Ask) -> Vec<u8> {
    let body = one.answer(market, asked).body;
    let page = (one.parse)(&body, asked).unwrap_or_else(|e| panic!("{}: {e}", one.title()));
    assert!(!page.series.is_empty() || page.estimate.is_some(), "{} has nothing to lose", one.title());
    body
}

/// Parses; a panic or an impossible row is a failure of the test.
fn parse(one: &Parser, body: &[u8], asked: &Ask) -> Result<Page, ParseError> {
    let result = catch_unwind(AssertUnwindSafe(|| (one.parse)(body, asked)));
    let shown = || String::from_utf8_lossy(&body[..body.len().min(2_000)]).into_owned();
    let result = result.unwrap_or_else(|_| panic!("{} panics on {}", one.title(), shown()));
    match &result {
        Ok(page) => check(page, asked).unwrap_or_else(|e| panic!("{}: {e}: {}", one.title(), shown())),
        Err(error) => {
            let words = error.to_string();
            assert!(!words.is_empty() && words.chars().count() < 400, "{words}");
            assert!(!words.chars().any(char::is_control), "{words:?}");
        }
    }
    result
}

/// Whether every row of a page can be.
fn check(page: &Page, asked: &Ask) -> Result<(), String> {
    for series in &page.series {
        let positive = !series.key().id.starts_with("etf.") && !series.key().id.starts_with("sentiment.");
        for (name, column) in series.named_columns() {
            for (time, value) in series.times().iter().zip(column) {
                let fits = value.is_finite() && (!positive || name == "volume" || *value > 0.0);
                let unknown = name == "volume" && value.is_nan();
                if !(fits || unknown) {
                    return Err(format!("{name} of {time} is {value}"));
                }
                if *time < at("2009-01-03") || *time > UnixSecs(asked.now.0 + 2 * 86_400) {
                    return Err(format!("a row of {time}"));
                }
            }
        }
    }
    Ok(())
}

#[test]
fn an_answer_cut_at_any_byte_is_refused() {
    for (market, asked, one) in small() {
        let body = body(&one, &market, &asked);
        for end in 0..body.len() {
            assert!(parse(&one, &body[..end], &asked).is_err(), "{} cut at {end}", one.title());
        }
    }
}

#[test]
fn flipped_bytes_never_panic_and_never_make_an_impossible_row() {
    let mut accepted = 0;
    for (seed, (market, asked, one)) in small().into_iter().enumerate() {
        let body = body(&one, &market, &asked);
        let mut chance = Chance(0xF11B + seed as u64);
        for _ in 0..2_000 {
            let mut bent = body.clone();
            for _ in 0..=chance.below(3) {
                let at = chance.below(bent.len());
                bent[at] ^= 1 << chance.below(8);
            }
            accepted += usize::from(parse(&one, &bent, &asked).is_ok());
        }
    }
    assert!(accepted > 100, "hardly anything was accepted: the test sees nothing");
}

/// Every place of a document that holds no list and no object.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| leaves(item, &format!("{at}/{i}"), found));
        }
        Value::Object(members) => members.iter().for_each(|(k, v)| leaves(v, &format!("{at}/{k}"), found)),
        _ => found.push(at.to_owned()),
    }
}

/// A document with every leaf changed.
fn mapped(value: &Value, change: &impl Fn(&Value) -> Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| mapped(item, change)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.clone(), mapped(member, change))).collect()
        }
        leaf => change(leaf),
    }
}

/// A document with every list of rows changed.
fn with_rows(value: &Value, change: &impl Fn(&[Value]) -> Vec<Value>) -> Value {
    match value {
        Value::Array(items) if items.iter().all(|item| item.is_array() || item.is_object()) => {
            Value::Array(change(items))
        }
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.clone(), with_rows(member, change))).collect()
        }
        other => other.clone(),
    }
}

fn document(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap()
}

fn text(document: &Value) -> Vec<u8> {
    serde_json::to_string(document).unwrap().replace(&format!("\"{HUGE}\""), "1e400").into_bytes()
}

#[test]
fn one_value_of_another_kind_is_refused_or_unknown_but_never_a_number() {
    let others = [
        Value::Null,
        Value::Bool(true),
        Value::from(HUGE),
        Value::from(""),
        Value::from("nan"),
        Value::from("inf"),
        Value::from("-Infinity"),
        Value::from("1e400"),
        Value::from("1,5"),
        Value::Array(Vec::new()),
        Value::Object(serde_json::Map::new()),
    ];
    for (market, asked, one) in small() {
        let honest = body(&one, &market, &asked);
        let honest_page = parse(&one, &honest, &asked).unwrap();
        let document = document(&honest);
        let mut places = Vec::new();
        leaves(&document, "", &mut places);
        // Any word may be the ticker of a new fund.
        places.retain(|place| !place.ends_with("/ticker"));
        let mut refused = 0;
        for place in &places {
            for other in &others {
                let mut bent = document.clone();
                *bent.pointer_mut(place).unwrap() = other.clone();
                match parse(&one, &text(&bent), &asked) {
                    Err(_) => refused += 1,
                    Ok(page) => assert!(is_part(&page, &honest_page), "{}: {place} is {other}", one.title()),
                }
            }
        }
        assert!(refused > 10, "{} refuses nothing", one.title());
    }
}

/// Whether every row of a page is one of another's; only a volume may be missing.
fn is_part(page: &Page, whole: &Page) -> bool {
    let known = page.estimate.is_none() || page.estimate == whole.estimate;
    known
        && page.series.iter().all(|series| {
            let id = &series.key().id;
            let rows = super::rows_of(whole, id);
            super::rows_of(page, id).iter().all(|(time, values)| {
                rows.iter().any(|(other, honest)| {
                    other == time
                        && values.iter().zip(honest).all(|(a, b)| a.is_nan() || a.to_bits() == b.to_bits())
                })
            })
        })
}

#[test]
fn numbers_with_quotes_and_without_are_the_same_numbers() {
    for (market, asked, one) in small() {
        let honest = body(&one, &market, &asked);
        let page = parse(&one, &honest, &asked).unwrap();
        let document = document(&honest);
        let quoted = mapped(&document, &|leaf| match leaf {
            Value::Number(number) => Value::from(number.to_string()),
            other => other.clone(),
        });
        assert_eq!(parse(&one, &text(&quoted), &asked).as_ref(), Ok(&page), "{}", one.title());
        let bare = mapped(&document, &|leaf| {
            let number = leaf.as_str().and_then(|text| text.parse::<serde_json::Number>().ok());
            number.map_or_else(|| leaf.clone(), Value::Number)
        });
        assert_eq!(parse(&one, &text(&bare), &asked).as_ref(), Ok(&page), "{}", one.title());
    }
}

#[test]
fn rows_in_any_order_and_rows_said_twice_are_the_same_rows() {
    for (seed, (market, asked, one)) in small().into_iter().enumerate() {
        let honest = body(&one, &market, &asked);
        let page = parse(&one, &honest, &asked).unwrap();
        let by_fund = one.name.starts_with("the flows");
        let times = |page: &Page| page.series.iter().map(|s| s.key().id.clone()).collect::<Vec<_>>();
        let shuffled = with_rows(&document(&honest), &|rows| {
            let mut rows = rows.to_vec();
            let mut chance = Chance(seed as u64);
            (1..rows.len()).rev().for_each(|last| rows.swap(last, chance.below(last + 1)));
            rows
        });
        let found = parse(&one, &text(&shuffled), &asked).unwrap();
        if by_fund {
            assert_eq!(times(&found).len(), times(&page).len());
        } else {
            assert_eq!(found, page, "{}", one.title());
        }
        let doubled = with_rows(&document(&honest), &|rows| [rows, rows].concat());
        let found = parse(&one, &text(&doubled), &asked);
        if by_fund {
            // A fund twice would count twice in the sum.
            assert!(found.is_err());
        } else {
            let found = found.unwrap();
            assert_eq!((&found.series, &found.estimate), (&page.series, &page.estimate), "{}", one.title());
        }
    }
}

#[test]
fn two_rows_of_one_time_that_differ_are_refused() {
    for (market, asked, one) in &small() {
        if !(one.name.contains('.') || one.name == "difficulty") {
            continue;
        }
        let honest = document(&body(one, market, asked));
        let key = format!("{}@{}", one.name, one.source.info.id).replace("bitview", "mempool");
        let (time, values) = market.truth(&key).iter().rev().nth(1).cloned().unwrap();
        market.revise(&key, time, values[values.len().saturating_sub(2)] * 0.75);
        let revised = document(&body(one, market, asked));
        market.revise(&key, time, values[values.len().saturating_sub(2)]);
        assert_ne!(honest, revised, "{}", one.title());
        let both = joined(&honest, &revised);
        let error = parse(one, &text(&both), asked).unwrap_err();
        assert!(
            matches!(error, ParseError::Conflict { time: found, .. } if found == time),
            "{}: {error}",
            one.title()
        );
    }
}

/// Two documents with the rows of both in each list.
fn joined(one: &Value, other: &Value) -> Value {
    match (one, other) {
        (Value::Array(a), Value::Array(b)) => Value::Array([a.as_slice(), b].concat()),
        (Value::Object(a), Value::Object(b)) => {
            a.iter().map(|(name, member)| (name.clone(), joined(member, &b[name]))).collect()
        }
        (leaf, _) => leaf.clone(),
    }
}

#[test]
fn answers_without_rows_are_empty_and_not_wrong() {
    for (market, asked, one) in &small() {
        if one.name == "the next change of difficulty" {
            continue;
        }
        let empty = with_rows(&document(&body(one, market, asked)), &|_| Vec::new());
        match parse(one, &text(&empty), asked) {
            Ok(page) => assert!(page.series.is_empty() && page.rows_unknown == 0, "{}", one.title()),
            // No fund at all is no complete table.
            Err(error) => assert!(matches!(error, ParseError::Gate(_)), "{}: {error}", one.title()),
        }
    }
}

#[test]
fn rows_without_any_number_are_refused_and_not_taken_for_an_empty_history() {
    for (series, source, member) in [
        ("price.btc.usd", "bitstamp", "close"),
        ("hashrate.network", "mempool", "avgHashrate"),
        ("hashrate.network", "coinmetrics", "HashRate"),
        ("hashrate.network", "blockchain_com", "y"),
        ("sentiment.fear_greed", "alternative_me", "value"),
        ("etf.flow.total", "sosovalue", "totalNetInflow"),
    ] {
        let wanted = |case: &Case| case.2.name == series && case.2.source.info.id == source;
        let (market, asked, one) = small().into_iter().find(wanted).unwrap();
        let body = String::from_utf8(body(&one, &market, &asked)).unwrap();
        let renamed = body.replace(&format!("\"{member}\""), "\"renamed\"");
        let error = parse(&one, renamed.as_bytes(), &asked).unwrap_err();
        assert!(matches!(error, ParseError::NoNumbers { rows } if rows > 1), "{source}: {error}");
    }
}

#[test]
fn a_member_said_twice_is_refused_where_it_is_read() {
    for (market, asked, one) in small() {
        let body = String::from_utf8(body(&one, &market, &asked)).unwrap();
        let page = parse(&one, body.as_bytes(), &asked).unwrap();
        let mut names: Vec<&str> = body.split('"').skip(1).step_by(2).collect();
        names.retain(|name| body.contains(&format!("\"{name}\":")));
        names.sort_unstable();
        names.dedup();
        let mut refused = 0;
        for name in &names {
            let twice = body.replacen(&format!("\"{name}\":"), &format!("\"{name}\":1,\"{name}\":"), 1);
            match parse(&one, twice.as_bytes(), &asked) {
                Err(_) => refused += 1,
                Ok(found) => assert_eq!(found, page, "{}: {name}", one.title()),
            }
        }
        assert!(names.is_empty() || refused > 0, "{} never looks: {names:?}", one.title());
    }
}

#[test]
fn dates_in_the_future_are_refused() {
    for (market, asked, one) in &small() {
        if one.name == "the next change of difficulty" {
            continue;
        }
        let body = body(one, market, asked);
        let earlier = Ask { now: at("2026-09-01"), ..*asked };
        let error = parse(one, &body, &earlier).unwrap_err();
        assert!(matches!(error, ParseError::Date { .. }), "{}: {error}", one.title());
        assert!(parse(one, &body, &Ask { now: UnixSecs(asked.now.0 - 2 * 86_400), ..*asked }).is_ok());
    }
}

#[test]
fn what_is_no_answer_at_all_is_refused() {
    let deep = "[".repeat(100_000);
    let deep_member = format!("{{\"x\":{deep}");
    let wide = format!("[{}1]", "1,".repeat(100_000));
    let pages = [
        "<!DOCTYPE html><html><head><title>Sign in</title></head></html>",
        "",
        " \n",
        "null",
        "0",
        "true",
        "\"text\"",
        "{}",
        "[[]]",
        "[{}]",
        "[null]",
        "\u{0}\u{0}",
        "\u{feff}[]",
        "{\"error\":null}",
        "[] []",
        "{\"data\":null}",
        "{\"data\":[[]]}",
        "{\"hashrates\":{}}",
        &deep,
        &deep_member,
        &wide,
    ];
    for (_, asked, one) in &small() {
        for page in pages {
            assert!(parse(one, page.as_bytes(), asked).is_err(), "{} takes {:.40}", one.title(), page);
        }
        assert!(parse(one, &[0xFF; 100], asked).is_err());
        // Deep nesting where nobody looks is passed over without a deep stack.
        let nested = format!("{{\"x\":{}{},\"data\":1}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse(one, nested.as_bytes(), asked).is_err());
    }
}

#[test]
fn a_source_that_ignores_the_step_is_found_out() {
    let now = at("2026-09-28T10:30:00Z");
    let market = Market::new(now).since(at("2026-08-25"));
    let asked = Ask { from: at("2026-08-25"), to: now, now };
    for (source, id) in [
        ("bitstamp", "price.btc.usd"),
        ("coinbase", "price.btc.usd"),
        ("binance", "price.btc.usdt"),
        ("kraken", "price.btc.usd"),
    ] {
        let (daily, hourly) = (parser(id, source), parser(&format!("{id}.hourly"), source));
        let short = Ask { from: at("2026-09-27T01:00:00Z"), ..asked };
        let error = parse(&daily, &hourly.answer(&market, &short).body, &asked).unwrap_err();
        assert!(error.to_string().ends_with("expected one row a day, dated 00:00 UTC"), "{source}: {error}");
        let error = parse(&hourly, &daily.answer(&market, &asked).body, &asked).unwrap_err();
        assert!(error.to_string().ends_with("expected hourly rows, not daily ones"), "{source}: {error}");
    }
}

#[test]
fn rows_outside_the_window_are_left_out_and_counted() {
    let now = at("2026-09-28T10:30:00Z");
    let (market, asked) = (Market::new(now), Ask { from: at("2026-09-23"), to: now, now });
    let body = parser("price.btc.usd", "bitstamp").answer(&market, &asked).body;
    let older = Ask { from: at("2026-08-01"), to: at("2026-08-20"), ..asked };
    let page = parse(&parser("price.btc.usd", "bitstamp"), &body, &older).unwrap();
    assert_eq!((page.series.len(), page.rows_outside), (0, 6));
}
