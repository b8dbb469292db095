//! What comes along with a feed: the next change of difficulty, and flows by fund.

use hashfloor::domain::live::RetargetEstimate;
use hashfloor::domain::provenance::SourceId;
use hashfloor::io::sources::{GateError, ParseError};

use super::super::fixture_server::market::{FUNDS, Market};
use super::{all_until, at, parser, rows_of};

const EPOCH: &str = "the next change of difficulty";
const BY_FUND: &str = "the flows of each fund in the last session";

#[test]
fn the_next_change_of_difficulty_is_told_as_the_server_sees_it() {
    for now in ["2026-09-28T10:30:00Z", "2024-02-29", "2026-01-01T00:00:01Z"] {
        let market = Market::new(at(now));
        let (next_height, remaining_blocks, expected_at) = market.next_retarget();
        for id in ["mempool", "bitview"] {
            let page = parser(EPOCH, id).fetch(&market, &all_until(at(now))).unwrap();
            assert!(page.series.is_empty());
            let estimate = page.estimate.unwrap();
            assert!((0.0..=100.0).contains(&estimate.progress_percent));
            let expected = RetargetEstimate {
                source: SourceId::new(id).unwrap(),
                seen_at: at(now),
                progress_percent: estimate.progress_percent,
                change_percent: -2.5,
                remaining_blocks,
                next_height,
                expected_at,
            };
            assert_eq!(estimate, expected);
        }
    }
}

#[test]
fn each_fund_of_the_last_session_has_its_row() {
    let market = Market::new(at("2026-09-28T10:30:00Z"));
    let page = parser(BY_FUND, "sosovalue").fetch(&market, &all_until(market.now())).unwrap();
    assert_eq!(page.series.len(), FUNDS.len());
    for fund in FUNDS {
        let id = format!("etf.flow.{}", fund.to_lowercase());
        assert_eq!(rows_of(&page, &id), market.truth(&format!("{id}@sosovalue")), "{fund}");
        assert_eq!(rows_of(&page, &id)[0].0, at("2026-09-25"), "the Friday before");
    }
}

#[test]
fn funds_that_do_not_add_up_are_refused_whole() {
    let market = Market::new(at("2026-09-28T10:30:00Z"));
    market.revise("etf.flow.ibit@sosovalue", at("2026-09-25"), 900e6);
    let error = parser(BY_FUND, "sosovalue").fetch(&market, &all_until(market.now())).unwrap_err();
    assert!(matches!(error, ParseError::Gate(GateError::Sum { .. })), "{error}");
    market.revise("etf.flow.ibit@csv_url", at("2026-09-24"), 900e6);
    let error = parser("etf.flow.total", "csv_url").fetch(&market, &all_until(market.now())).unwrap_err();
    assert!(matches!(error, ParseError::Gate(GateError::Sum { .. })), "{error}");
}

#[test]
fn a_total_alone_needs_no_funds_but_a_size_that_can_be() {
    let market = Market::new(at("2026-09-28T10:30:00Z"));
    market.revise("etf.flow.total@sosovalue", at("2026-09-24"), -2_900e6);
    let fetched = || parser("etf.flow.total", "sosovalue").fetch(&market, &all_until(market.now()));
    let rows = rows_of(&fetched().unwrap(), "etf.flow.total");
    assert_eq!(rows.iter().find(|(day, _)| *day == at("2026-09-24")).unwrap().1, [-2_900e6]);
    market.revise("etf.flow.total@sosovalue", at("2026-09-24"), -4_200e6);
    let error = fetched().unwrap_err().to_string();
    assert_eq!(error, "on 2026-09-24 it says -4200000000, expected a flow of at most 3,000 million dollars");
}
