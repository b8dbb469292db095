//! Own payloads, one or more a source: real forms, invented numbers, odd variants.

use hashfloor::domain::time::UnixSecs;
use hashfloor::io::sources::{Ask, GateError, Page, ParseError};

use super::{at, parser, rows_of};

const BY_FUND: &str = "the flows of each fund in the last session";
const EPOCH: &str = "the next change of difficulty";

fn everything() -> Ask {
    Ask { from: at("2009-01-03"), to: at("2031-06-30"), now: at("2031-06-30") }
}

fn read(name: &str, series: &str, source: &str) -> Result<Page, ParseError> {
    let path = format!("{}/tests/data/sources/{name}", env!("CARGO_MANIFEST_DIR"));
    let body = std::fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    (parser(series, source).parse)(&body, &everything())
}

/// The rows of a fixture, times as text.
fn rows(name: &str, series: &str, source: &str) -> Vec<(String, Vec<f64>)> {
    let page = read(name, series, source).unwrap_or_else(|e| panic!("{name}: {e}"));
    rows_of(&page, series).into_iter().map(|(time, values)| (time.iso(), values)).collect()
}

fn row(time: &str, values: &[f64]) -> (String, Vec<f64>) {
    (time.to_owned(), values.to_vec())
}

#[test]
fn every_fixture_is_read_by_a_test_here() {
    let folder = format!("{}/tests/data/sources", env!("CARGO_MANIFEST_DIR"));
    let tests = include_str!("fixtures.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(tests.contains(&format!("\"{name}\"")), "{name} is read by nobody");
    }
}

#[test]
fn bitstamp_writes_text_oldest_first() {
    assert_eq!(
        rows("bitstamp_daily.json", "price.btc.usd", "bitstamp"),
        [
            row("2031-03-01", &[1000.5, 1010.0, 990.25, 1005.0, 12.5]),
            row("2031-03-02", &[1005.0, 1020.0, 1000.0, 1015.75, 0.0]),
        ]
    );
    let page = read("bitstamp_daily.json", "price.btc.usd", "bitstamp").unwrap();
    assert_eq!(page.rows_unknown, 1, "the candle with null for a close");
}

#[test]
fn bitstamp_says_what_it_refuses() {
    let error = read("bitstamp_refused.json", "price.btc.usd", "bitstamp").unwrap_err();
    assert_eq!(error.to_string(), "it says \"Must be one of 60, 3600, 86400\"");
}

#[test]
fn coinbase_writes_low_before_high_and_newest_first() {
    assert_eq!(
        rows("coinbase_hourly.json", "price.btc.usd.hourly", "coinbase"),
        [
            row("2031-03-01T10:00:00Z", &[1000.5, 1010.0, 990.25, 1005.0, 12.5]),
            row("2031-03-01T12:00:00Z", &[1005.0, 1020.0, 1000.0, 1015.75, 3.25]),
        ]
    );
}

#[test]
fn binance_writes_milliseconds() {
    assert_eq!(
        rows("binance_daily.json", "price.btc.usdt", "binance"),
        [row("2031-03-01", &[1000.5, 1010.0, 990.25, 1005.0, 12.5])]
    );
}

#[test]
fn kraken_has_another_name_for_the_pair_and_a_column_more() {
    assert_eq!(
        rows("kraken_daily.json", "price.btc.usd", "kraken"),
        [
            row("2031-03-01", &[1000.5, 1010.0, 990.25, 1005.0, 12.5]),
            row("2031-03-02", &[1005.0, 1020.0, 1000.0, 1015.75, 3.25]),
        ]
    );
}

#[test]
fn kraken_complains_with_status_200() {
    let busy = read("kraken_busy.json", "price.btc.usd", "kraken").unwrap_err();
    assert_eq!(busy, ParseError::Busy("EGeneral:Too many requests".to_owned()));
    let refused = read("kraken_refused.json", "price.btc.usd", "kraken").unwrap_err();
    assert_eq!(refused, ParseError::Refused("EQuery:Unknown asset pair".to_owned()));
}

#[test]
fn mining_servers_name_the_time_either_way_and_zero_is_unknown() {
    for source in ["mempool", "bitview"] {
        assert_eq!(
            rows("mining_hashrate.json", "hashrate.network", source),
            [row("2009-01-03", &[7_158_388.055]), row("2031-03-01", &[1.5e21]), row("2031-03-02", &[1.6e21]),]
        );
        assert_eq!(read("mining_hashrate.json", "hashrate.network", source).unwrap().rows_unknown, 2);
    }
}

#[test]
fn changes_of_difficulty_are_lists_or_objects() {
    for (name, source) in
        [("mining_difficulty.json", "mempool"), ("mining_difficulty_objects.json", "bitview")]
    {
        assert_eq!(
            rows(name, "difficulty", source),
            [row("2031-02-15T11:11:11Z", &[9.5e14]), row("2031-03-01T12:13:14Z", &[9.75e14])],
            "{name}"
        );
    }
}

#[test]
fn the_next_change_is_dated_in_seconds_or_milliseconds() {
    let expected_at: Vec<UnixSecs> = ["mining_epoch_ms.json", "mining_epoch_s.json"]
        .map(|name| read(name, EPOCH, "mempool").unwrap().estimate.unwrap().expected_at)
        .to_vec();
    assert_eq!(expected_at, [at("2031-07-08T09:10:11Z"); 2]);
    let error = read("mining_epoch_wrong.json", EPOCH, "mempool").unwrap_err();
    assert_eq!(
        error.to_string(),
        "on 2031-06-30 it says 2017, expected a whole number of blocks",
        "more blocks than an epoch has"
    );
}

#[test]
fn terahashes_become_hashes_by_their_digits() {
    assert_eq!(
        rows("blockchain_com_hashrate.json", "hashrate.network", "blockchain_com"),
        [row("2031-03-01", &[1_234_567.1e12]), row("2031-03-02", &[8.9e20])]
    );
    assert_eq!(
        rows("coinmetrics_hashrate.json", "hashrate.network", "coinmetrics"),
        [row("2031-03-01", &[944_495.122_962_963]), row("2031-03-02", &[1.171_325_759_033_982_3e21])]
    );
    let page = read("coinmetrics_hashrate.json", "hashrate.network", "coinmetrics").unwrap();
    assert_eq!(page.rows_unknown, 2, "null and missing");
    assert_eq!(
        page.next.as_deref(),
        Some("/v4/timeseries/asset-metrics?assets=btc&metrics=HashRate&frequency=1d&next_page_token=0.MjAz")
    );
}

#[test]
fn the_difficulty_of_blockchain_com_is_read() {
    assert_eq!(
        rows("blockchain_com_difficulty.json", "difficulty", "blockchain_com"),
        [row("2031-03-01", &[9.5e14]), row("2031-03-02", &[9.75e14])]
    );
}

#[test]
fn the_mood_is_text_and_newest_first() {
    assert_eq!(
        rows("alternative_me.json", "sentiment.fear_greed", "alternative_me"),
        [row("2031-02-28", &[0.0]), row("2031-03-01", &[100.0]), row("2031-03-02", &[47.0])]
    );
    let error = read("alternative_me_refused.json", "sentiment.fear_greed", "alternative_me").unwrap_err();
    assert_eq!(error, ParseError::Refused("Something went wrong".to_owned()));
}

#[test]
fn totals_of_flows_are_listed_bare_or_wrapped() {
    for name in ["sosovalue_history_list.json", "sosovalue_history_bare.json"] {
        assert_eq!(
            rows(name, "etf.flow.total", "sosovalue"),
            [row("2031-02-28", &[-400_000.5]), row("2031-03-03", &[1_200_000.0])],
            "{name}"
        );
        assert_eq!(read(name, "etf.flow.total", "sosovalue").unwrap().rows_unknown, 1, "null is not zero");
    }
    let error = read("sosovalue_refused.json", "etf.flow.total", "sosovalue").unwrap_err();
    assert_eq!(error, ParseError::Refused("invalid api key".to_owned()));
}

#[test]
fn a_fund_that_has_not_reported_has_no_row_and_stays_out_of_the_gate() {
    let page = read("sosovalue_funds_late.json", BY_FUND, "sosovalue").unwrap();
    let ids: Vec<_> = page.series.iter().map(|series| series.key().id.as_str()).collect();
    assert_eq!(ids, ["etf.flow.fbtc", "etf.flow.gbtc", "etf.flow.btc"]);
    assert_eq!(page.rows_unknown, 2, "IBIT is null, HODL of status 3");
    assert_eq!(rows_of(&page, "etf.flow.gbtc")[0].0.iso(), "2031-02-28", "its own day");
    assert_eq!(rows_of(&page, "etf.flow.fbtc"), [(at("2031-03-03"), vec![-5e6])], "the table's day");
}

#[test]
fn a_complete_table_of_funds_has_to_add_up() {
    let page = read("sosovalue_funds.json", BY_FUND, "sosovalue").unwrap();
    assert_eq!(page.series.len(), 8);
    let error = read("sosovalue_funds_wrong.json", BY_FUND, "sosovalue").unwrap_err();
    assert!(matches!(error, ParseError::Gate(GateError::Funds { funds: 2, .. })), "{error}");
}

#[test]
fn a_table_at_an_own_address_is_read_by_the_importer() {
    let page = read("csv_url_farside.csv", "etf.flow.total", "csv_url").unwrap();
    assert_eq!(page.series.len(), 10, "nine funds and the total");
    assert!(page.series.iter().all(|series| series.key().source.as_str() == "csv_url"));
    let total: Vec<_> =
        rows_of(&page, "etf.flow.total").into_iter().map(|(day, v)| (day.iso(), v[0])).collect();
    // The Monday was a holiday with a value, which is kept; the Tuesday waits for IBIT.
    assert_eq!(
        total,
        [("2031-02-14".to_owned(), 36e6), ("2031-02-17".to_owned(), 5e6), ("2031-02-18".to_owned(), 68.2e6)]
    );
    let ibit = rows_of(&page, "etf.flow.ibit");
    assert_eq!(ibit.len(), 1, "a blank is unknown, not zero");
}

#[test]
fn a_table_that_cannot_be_right_is_refused_whole() {
    for (name, expected) in [
        ("csv_url_sum.csv", "the funds of 2031-02-14 add up to 36.0 million dollars and the total says 46.0"),
        ("csv_url_word.csv", "line 3, column \"FBTC\": expected an amount"),
        ("csv_url_future.csv", "expected"),
        ("csv_url_prices.csv", "expected"),
        ("csv_url_page.html", ""),
    ] {
        let error = read(name, "etf.flow.total", "csv_url").unwrap_err().to_string();
        assert!(error.contains(expected), "{name}: {error}");
    }
}

#[test]
fn a_table_of_totals_alone_is_read() {
    let page = read("csv_url_total.csv", "etf.flow.total", "csv_url").unwrap();
    assert_eq!(
        rows_of(&page, "etf.flow.total"),
        [(at("2031-02-14"), vec![2_900e6]), (at("2031-02-18"), vec![-1.5e6])]
    );
}
