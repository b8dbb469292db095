//! Real payloads, read in place from the folder that `HASHFLOOR_SAMPLES` names.
//!
//! They carry no licence and so are not in the repository; without the folder
//! these tests say that they were skipped.

use std::path::PathBuf;

use hashfloor::domain::time::UnixSecs;
use hashfloor::io::sources::{Ask, Page, ParseError};

use super::{at, parser, rows_of};

fn payload(name: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("HASHFLOOR_SAMPLES") else {
        println!("skipped: HASHFLOOR_SAMPLES names no folder with {name}");
        return None;
    };
    Some(std::fs::read_to_string(PathBuf::from(folder).join(name)).unwrap())
}

/// Asked as if at the end of 2026 for all there is.
fn everything() -> Ask {
    Ask { from: at("2009-01-03"), to: at("2026-12-31"), now: at("2026-12-31") }
}

/// Reads a payload with a parser.
fn sample(name: &str, series: &str, source: &str) -> Option<Page> {
    let body = payload(name)?;
    Some(
        (parser(series, source).parse)(body.as_bytes(), &everything())
            .unwrap_or_else(|e| panic!("{name}: {e}")),
    )
}

/// Number of rows, first and last time, last value of the last row.
fn brief(page: &Page, series: &str) -> (usize, UnixSecs, UnixSecs, f64) {
    let rows = rows_of(page, series);
    let (first, last) = (rows.first().unwrap(), rows.last().unwrap());
    (rows.len(), first.0, last.0, *last.1.last().unwrap())
}

#[test]
fn real_candles_of_bitstamp_are_read() {
    let (name, id) = ("bitstamp_ohlc_btcusd_3600_2026-09-27.json", "price.btc.usd.hourly");
    let Some(page) = sample(name, id, "bitstamp") else { return };
    let rows = rows_of(&page, id);
    assert_eq!(brief(&page, id), (2, at("2026-09-27T10:00:00Z"), at("2026-09-27T11:00:00Z"), 7.223_607_28));
    assert_eq!(rows[0].1, [84_918.88, 85_089.89, 84_791.70, 84_865.17, 26.562_025_32]);
}

/// Minutes, weeks and the placeholder of a manual are no days and no hours: every number of
/// the row is read, and then the row is refused for its time.
#[test]
fn real_candles_of_another_step_are_read_and_refused_for_their_step() {
    for (name, series, source, on_the_grid, columns) in [
        (
            "coinbase_exchange_candles.json",
            "price.btc.usd",
            "coinbase",
            ("1415398768", "1415318400"),
            [0.35, 4.2, 0.32, 4.2, 12.3],
        ),
        (
            "binance_klines_BTCUSDT_1m_quoted-2026-09.json",
            "price.btc.usdt.hourly",
            "binance",
            ("1790414340000", "1790413200000"),
            [83_988.0, 83_990.01, 83_988.0, 83_990.01, 0.226_22],
        ),
        (
            "kraken_ohlc.json",
            "price.btc.usd",
            "kraken",
            ("1688671200", "1688601600"),
            [30_306.1, 30_306.2, 30_305.7, 30_305.7, 3.392_438_96],
        ),
    ] {
        let Some(body) = payload(name) else { continue };
        let one = parser(series, source);
        let error = (one.parse)(body.as_bytes(), &everything()).unwrap_err();
        assert!(matches!(error, ParseError::Date { .. }), "{name}: {error}");
        // The first row alone, moved to where such a row would stand.
        let only_first = match source {
            "kraken" => {
                let end = body.find("],[").unwrap();
                format!("{}]]}}}}", &body[..end])
            }
            _ => body.clone(),
        };
        let moved = only_first.replace(on_the_grid.0, on_the_grid.1);
        let page = (one.parse)(moved.as_bytes(), &everything()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(rows_of(&page, series)[0].1, columns, "{name}");
    }
}

#[test]
fn the_documented_candle_of_binance_is_read() {
    let Some(page) = sample("binance_klines_docs.json", "price.btc.usdt", "binance") else { return };
    assert_eq!(brief(&page, "price.btc.usdt"), (1, at("2017-07-03"), at("2017-07-03"), 148_976.114_278_15));
}

#[test]
fn real_mining_answers_are_read_for_both_servers() {
    for source in ["mempool", "bitview"] {
        let Some(page) = sample("mempool_hashrate_3d.json", "hashrate.network", source) else { return };
        let expected = (3, at("2022-05-14"), at("2022-05-16"), 189_877_203_506_913_000_000.0);
        assert_eq!(brief(&page, "hashrate.network"), expected);
        let page = sample("mempool_difficulty_adjustments_1m.json", "difficulty", source).unwrap();
        let (first, last) = (at("2023-11-26T00:16:03Z"), at("2023-12-23T06:04:24Z"));
        assert_eq!(brief(&page, "difficulty"), (3, first, last, 72_006_146_478_567.1));
        let page =
            sample("mempool_difficulty_adjustment.json", "the next change of difficulty", source).unwrap();
        let estimate = page.estimate.unwrap();
        assert_eq!((estimate.remaining_blocks, estimate.next_height), (1_121, 741_888));
        assert_eq!(
            estimate.expected_at,
            at("2021-07-31T20:14:38Z"),
            "seconds there, milliseconds on the live site"
        );
    }
}

#[test]
fn a_real_chart_of_blockchain_com_is_read_and_its_unit_believed() {
    let name = "blockchain_info_market-price_2026-02.json";
    // One form for every chart: the difficulty's reader has no unit to hold against it.
    let Some(page) = sample(name, "difficulty", "blockchain_com") else { return };
    assert_eq!(brief(&page, "difficulty"), (2, at("2026-01-19"), at("2026-01-20"), 92_553.06));
    let body = payload(name).unwrap();
    let error =
        (parser("hashrate.network", "blockchain_com").parse)(body.as_bytes(), &everything()).unwrap_err();
    assert_eq!(error.to_string(), "expected a hashrate in TH/s, found USD");
}

#[test]
fn a_real_row_of_coin_metrics_without_the_metric_is_unknown() {
    let name = "coinmetrics_asset-metrics_2026-02-17.json";
    let Some(page) = sample(name, "hashrate.network", "coinmetrics") else { return };
    assert_eq!((page.series.len(), page.rows_unknown), (0, 1));
}

#[test]
fn the_real_mood_is_read() {
    let id = "sentiment.fear_greed";
    let Some(page) = sample("alternative_me_fng_limit2_2026.json", id, "alternative_me") else { return };
    assert_eq!(brief(&page, id), (2, at("2026-04-26"), at("2026-04-27"), 47.0));
    let page = sample("alternative_me_fng.json", id, "alternative_me").unwrap();
    assert_eq!(brief(&page, id), (1, at("2019-02-26"), at("2019-02-26"), 40.0));
}

#[test]
fn the_shape_of_sosovalue_is_read() {
    let name = "sosovalue_v2_historicalInflowChart_fixture-synthetic-numbers.json";
    let Some(page) = sample(name, "etf.flow.total", "sosovalue") else { return };
    assert_eq!(brief(&page, "etf.flow.total"), (2, at("2026-07-31"), at("2026-08-01"), 1_200_000.0));
}

#[test]
fn a_plain_complaint_is_quoted() {
    let Some(body) = payload("yahoo_v8_ratelimited_body.txt") else { return };
    let error = (parser("price.btc.usd", "bitstamp").parse)(body.as_bytes(), &everything()).unwrap_err();
    assert!(error.to_string().ends_with("found Too Many Requests"), "{error}");
}
