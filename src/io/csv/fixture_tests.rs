//! What each fixture becomes: series, first and last row, and what is asked of the user.

use super::dialects::*;
use super::error::CsvError;
use super::sniff::Sniffed;
use crate::domain::time::UnixSecs;
use crate::domain::unit::Unit;
use crate::io::csv::date::DayOrder;
use crate::io::csv::number::NumberStyle;
use crate::io::csv::read::tests::FIXTURES;
use crate::io::csv::{Answers, ColumnAnswer, ColumnRole, ReadOptions, Understood, read};

fn read_as(text: &str, name: &str, answers: &Answers) -> Result<Understood, CsvError> {
    let newest = UnixSecs::from_ymd(2040, 1, 1).unwrap();
    read(text.as_bytes(), name, &ReadOptions { answers, ..ReadOptions::up_to(newest) })
}

fn fixture(name: &str) -> Understood {
    let (_, text) = FIXTURES.iter().find(|(file, _)| *file == name).unwrap();
    read_as(text, name, &Answers::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// `id@source unit rows first=value last=value`, a line a series.
fn summary(read: &Understood) -> String {
    let line = |one: &crate::io::csv::SeriesRead| {
        let series = one.series().unwrap();
        let (first, last) = (series.first_time().unwrap(), series.last_time().unwrap());
        let values = series.values();
        format!(
            "{} {} {} {first}={} {last}={}",
            one.key,
            one.unit.code(),
            series.len(),
            values[0],
            values[values.len() - 1]
        )
    };
    read.series.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_exporters_table_becomes_its_series() {
    for (name, expected) in [
        (
            "alternative_me_fear_greed.csv",
            "sentiment.fear_greed@alternative_me index 0-100 2 2031-03-01=30 2031-03-02=75",
        ),
        ("binance_futures.csv", "price.btc.usdt.perpetual@binance USD 2 2031-02-28=100.75 2031-03-01=102.25"),
        (
            "binance_spot.csv",
            "price.btc.usdt.hourly@binance USD 3 2031-02-28=100.75 2031-02-28T02:00:00Z=101.5",
        ),
        (
            "bitstamp_kaggle.csv",
            "price.btc.usd.1m@bitstamp USD 3 2031-02-28=100.75 2031-02-28T00:02:00Z=101.5",
        ),
        (
            "bitstamp_old_kaggle.csv",
            "price.btc.usd.1m@bitstamp USD 2 2031-02-28=100.75 2031-02-28T00:02:00Z=101.5",
        ),
        (
            "blockchain_com_hash-rate.csv",
            "hashrate.network@blockchain_com H/s 2 2031-03-01=521974519500000000000 2031-03-02=521974520000000000000",
        ),
        (
            "blockchain_com_site.json",
            "hashrate.network@blockchain_com_7d H/s 2 2031-02-28=106522.00634920636 2031-03-04=2521020.816931218\n\
             price.btc.usd@blockchain_com_7d USD 2 2031-03-04=100.25 2031-03-08=101.5",
        ),
        ("candles_by_place.csv", "price.btc.usd@csv USD 2 2031-03-01=101 2031-03-02=103"),
        ("candles_excel.csv", "price.btc.usd@csv USD 3 2031-02-28=11 2031-03-02=13"),
        ("candles_german.csv", "price.btc.usd@csv USD 2 2031-03-01=1010 2031-03-02=1025.5"),
        ("coindesk_hourly.csv", "price.btc.usd@coindesk USD 3 2031-02-28=100.75 2031-02-28T02:00:00Z=101.5"),
        (
            "coingecko_utc.csv",
            "price.btc.usd@coingecko USD 2 2031-03-01=135.25 2031-03-02=141.5\n\
             custom.market_cap_usd@coingecko USD 2 2031-03-01=1500000000 2031-03-02=1510000000\n\
             custom.volume_usd@coingecko USD 2 2031-03-01=0 2031-03-02=0",
        ),
        (
            "coinmarketcap.csv",
            "price.btc.usd@coinmarketcap USD 2 2031-03-01=101.25 2031-03-02=103.75\n\
             custom.market_cap_usd@coinmarketcap USD 2 2031-03-01=2025.65 2031-03-02=2075.92\n\
             custom.supply@coinmarketcap BTC 2 2031-03-01=20.25 2031-03-02=20.5",
        ),
        (
            "coinmetrics_wide.csv",
            "price.btc.usd@coinmetrics USD 1 2031-03-02=100.25 2031-03-02=100.25\n\
             hashrate.network@coinmetrics H/s 2 2031-03-01=944495.122962963 2031-03-02=1171325759033982300000\n\
             custom.market_cap_usd@coinmetrics USD 1 2031-03-02=2000.5 2031-03-02=2000.5\n\
             custom.active_addresses@coinmetrics number 2 2031-03-01=19 2031-03-02=697\n\
             custom.fees_btc@coinmetrics BTC 2 2031-03-01=0 2031-03-02=2.5\n\
             custom.supply_btc@coinmetrics BTC 2 2031-03-01=950 2031-03-02=951.5",
        ),
        (
            "cryptodatadownload_newest_first.csv",
            "price.btc.usd@cryptodatadownload USD 5 2018-02-27=90 2031-03-03=102",
        ),
        (
            "farside_page.html",
            "etf.flow.total@farside USD 2 2031-03-03=917250000 2031-03-05=6400000\n\
             etf.flow.ibit@farside USD 2 2031-03-03=1012500000 2031-03-05=0\n\
             etf.flow.fbtc@farside USD 1 2031-03-05=7500000 2031-03-05=7500000\n\
             etf.flow.gbtc@farside USD 2 2031-03-03=-95250000 2031-03-05=-1100000",
        ),
        (
            "glassnode_etf_newest_first.csv",
            "etf.flow.total@glassnode USD 2 2031-03-03=203100000 2031-03-04=-164200000",
        ),
        ("glassnode_value.csv", "custom.glassnode_value@glassnode number 2 2031-03-01=0.75 2031-03-02=0.8"),
        ("investing_english.csv", "price.btc.usd@investing USD 3 2031-03-01=17.5 2031-03-03=1010.3"),
        ("investing_german.csv", "price.btc.usd@investing USD 2 2031-03-02=1026 2031-03-03=1010.3"),
        ("kraken_XBTUSD_1440.csv", "price.btc.usd@kraken USD 3 2031-02-28=122 2031-03-03=124.18"),
        (
            "sosovalue.csv",
            "etf.flow.total@sosovalue USD 2 2031-03-03=655300000.5 2031-03-04=-203000000\n\
             custom.etf_volume_usd@sosovalue USD 2 2031-03-03=4500000000 2031-03-04=3100000000\n\
             custom.etf_net_assets_usd@sosovalue USD 2 2031-03-03=27000000000 2031-03-04=26800000000\n\
             custom.etf_cumulative_flow_usd@sosovalue USD 2 2031-03-03=655300000.5 2031-03-04=452300000.5",
        ),
        ("stooq_polish.csv", "price.btc.usd@stooq USD 2 2031-03-03=10406 2031-03-04=10267"),
        ("tradingview_BTCUSD, 1D.csv", "price.btc.usd@tradingview USD 2 2031-02-28=100.75 2031-03-01=102.25"),
        ("tradingview_seed.csv", "price.btc.usd@tradingview USD 2 2031-03-01=30.25 2031-03-02=31.5"),
        ("value_price.csv", "price.btc.usd@csv USD 2 2031-03-01=1135.25 2031-03-02=1141.5"),
        (
            "value_several.csv",
            "custom.open_interest@csv number 2 2031-03-01=12500000 2031-03-02=13000000\n\
             custom.funding@csv number 2 2031-03-01=0.01 2031-03-02=0.02",
        ),
    ] {
        assert_eq!(summary(&fixture(name)), expected, "{name}");
    }
}

#[test]
fn two_levels_of_names_are_one_header_and_keep_their_coin() {
    let levels = fixture("yahoo_yfinance_levels.csv");
    assert_eq!(summary(&levels), "price.eth.usd@yahoo USD 2 2031-05-01=300.5 2031-05-02=305.5");
    assert_eq!(levels.series[0].series().unwrap().ohlcv().unwrap().open, [295.25, 300.5]);
    let (names, dates) = ("Price,Close,High,Low,Open,Volume\n", "2031-05-01,5,6,3,4,100\n");
    let btc = "Ticker,BTC-USD,BTC-USD,BTC-USD,BTC-USD,BTC-USD\n";
    for above in [
        format!("{names}{btc}Date,,,,,\n"),
        format!("{btc}{names}Date,,,,,\n"),
        format!("{names}{btc}"),
        format!("{btc}{names}"),
    ] {
        let read = read_as(&format!("{above}{dates}"), "eth.csv", &Answers::default()).unwrap();
        assert_eq!(summary(&read), "price.btc.usd@yahoo USD 1 2031-05-01=5 2031-05-01=5", "{above}");
        assert_eq!(read.series[0].series().unwrap().ohlcv().unwrap().open, [4.0], "{above}");
    }
    let two = "Price,Close,Close\nTicker,BTC-USD,ETH-USD\nDate,,\n2031-05-01,5,6\n";
    assert_eq!(
        summary(&read_as(two, "x.csv", &Answers::default()).unwrap()),
        "custom.close_btc_usd@csv number 1 2031-05-01=5 2031-05-01=5\n\
         custom.close_eth_usd@csv number 1 2031-05-01=6 2031-05-01=6"
    );
}

#[test]
fn volumes_come_from_the_right_column_with_their_suffix() {
    let volume = |name: &str| {
        let series = fixture(name).series[0].series().unwrap();
        series.ohlcv().unwrap().volume.clone().unwrap()
    };
    assert_eq!(volume("candles_german.csv"), [12_500_000.0, 13_000_000.0]);
    let investing = volume("investing_english.csv");
    assert!(investing[0].is_nan() && investing[1..] == [1_040_000_000.0, 57_320.0]);
    assert_eq!(volume("tradingview_BTCUSD, 1D.csv"), [12.5, 13.5]);
}

#[test]
fn the_swapped_volumes_of_an_exporter_are_planned_and_said() {
    let read = fixture("cryptodatadownload_newest_first.csv");
    assert_eq!(
        read.notes,
        [
            "before 2018-02-28 the exporter swapped the volumes, so those rows take theirs from column \"Volume USD\""
        ]
    );
    let plan = |text: &str| {
        let file = Sniffed::of(text.as_bytes(), "Binance_BTCUSD_d.csv", crate::io::csv::text::Encoding::Utf8)
            .unwrap();
        cryptodatadownload::CryptoDataDownload.plan(&file).unwrap()
    };
    let (_, text) = FIXTURES.iter().find(|(file, _)| file.starts_with("cryptodatadownload")).unwrap();
    assert_eq!(plan(text).series[0].moved_volume, None, "only Bitstamp's file is known to be swapped");
    assert_eq!(
        plan(&text.replace("BTC", "ETH")).series[0].key.to_string(),
        "price.eth.usd@cryptodatadownload"
    );
}

#[test]
fn of_candles_in_euros_the_closes_are_taken_and_that_is_said() {
    let text = "Date,Open,High,Low,Close,Adj Close,Volume\n2031-01-01,10,12,9,11,11,5\n";
    let read = read_as(text, "BTC-EUR.csv", &Answers::default()).unwrap();
    assert_eq!(summary(&read), "price.btc.eur@yahoo number 1 2031-01-01=11 2031-01-01=11");
    assert_eq!(
        read.notes,
        ["candles are kept in dollars only, so of price.btc.eur@yahoo the closes are taken"]
    );
}

#[test]
fn what_the_head_shows_is_said() {
    let read = fixture("investing_german.csv");
    assert_eq!((read.numbers, read.dates), (NumberStyle::Comma, Some("day and month in numbers")));
    let read = fixture("binance_spot.csv");
    assert_eq!((read.numbers, read.dates), (NumberStyle::Point, Some("milliseconds since 1970")));
}

fn asked(text: &str, name: &str) -> String {
    read_as(text, name, &Answers::default()).unwrap_err().to_string()
}

#[test]
fn what_is_open_is_asked_with_both_readings_and_the_answer_is_taken() {
    let text = "date;price\n2031-01-01;63,123\n2031-01-02;64,500\n";
    assert_eq!(
        asked(text, "x.csv"),
        "\"63,123\" in column \"price\" can be read as 63,123 or as 63.123; say which with --decimal point or comma"
    );
    for (style, value) in [(NumberStyle::Point, "63123"), (NumberStyle::Comma, "63.123")] {
        let answers = Answers { numbers: Some(style), ..Answers::default() };
        let read = read_as(text, "x.csv", &answers).unwrap();
        assert!(summary(&read).contains(&format!("2031-01-01={value} ")), "{}", summary(&read));
    }
    let text = "date,net flow\n2031-01-01,0\n2031-01-02,-655.3\n";
    assert_eq!(
        asked(text, "etf.csv"),
        "\"-655.3\" in column \"net flow\" can be −655.3 dollars or −655.3 million dollars; say which with --unit dollars or millions"
    );
    for (power, value) in [(0, "-655.3"), (6, "-655300000")] {
        let answers = Answers { power: Some(power), ..Answers::default() };
        let read = read_as(text, "etf.csv", &answers).unwrap();
        assert!(summary(&read).ends_with(&format!("2031-01-02={value}")), "{}", summary(&read));
    }
    assert!(
        asked("date,price\n1/3/2031,1\n2/3/2031,2\n", "x.csv").ends_with("with --day-order day or month")
    );
}

#[test]
fn columns_that_the_user_named_override_the_dialect() {
    let (name, text) = FIXTURES.iter().find(|(file, _)| file.starts_with("coinmarketcap")).unwrap();
    let role = |column: usize, role: ColumnRole| ColumnAnswer { column, role };
    let value = ColumnRole::Value { id: "custom.cap".to_owned(), unit: Unit::Usd, power: 0 };
    let columns = vec![role(9, ColumnRole::NotUsed), role(10, value)];
    let read = read_as(text, name, &Answers { columns, ..Answers::default() }).unwrap();
    assert!(summary(&read).contains("custom.cap@coinmarketcap USD 2"), "{}", summary(&read));
    assert_eq!(read.columns[9].role_now, ColumnRole::NotUsed);
    // A table that no dialect knows is read once its columns are named.
    let strange = "when,much\n2031-01-01 of March,5\n";
    assert!(read_as(strange, "x.csv", &Answers::default()).is_err());
    let text = "colour,when,size\nred,1/3/2031,5\nblue,2/3/2031,6\n";
    let value = ColumnRole::Value { id: "custom.size".to_owned(), unit: Unit::Number, power: 3 };
    let columns = vec![role(1, ColumnRole::Date), role(2, value)];
    let answers = Answers { columns, day_order: Some(DayOrder::DayFirst), ..Answers::default() };
    let read = read_as(text, "x.csv", &answers).unwrap();
    assert_eq!(summary(&read), "custom.size@csv number 2 2031-03-01=5000 2031-03-02=6000");
}

#[test]
fn lines_below_the_table_are_no_rows_in_any_language() {
    let table = "Date,Price\n2031-01-01,1\n2031-01-02,2\n";
    for below in
        ["Total,3", "Average:,1.5", "Moyenne,1.5", "Итого,3", ",", "Source: own numbers", "Data as of 2031,"]
    {
        let read = read_as(&format!("{table}{below}\n"), "x.csv", &Answers::default()).unwrap();
        assert_eq!((read.rows_read, read.warnings_total), (2, 0), "{below}");
    }
    for bad in ["Yesterday,3", ",3", "2031-13-01,3", "2031-01-0"] {
        let read = read_as(&format!("{table}{bad}\n"), "x.csv", &Answers::default()).unwrap();
        assert_eq!((read.rows_read, read.warnings_total), (3, 1), "{bad}");
    }
}

#[track_caller]
fn ids(text: &str, name: &str) -> String {
    let read = read_as(text, name, &Answers::default());
    match read {
        Ok(read) => read.series.iter().map(|one| one.key.to_string()).collect::<Vec<_>>().join(" "),
        Err(error) => error.to_string(),
    }
}

#[test]
fn weeks_and_months_do_not_pass_for_days() {
    let candles = |dates: [&str; 3]| {
        let rows: String = dates.iter().map(|date| format!("{date},2,4,1,3\n")).collect();
        ids(&format!("time,open,high,low,close\n{rows}"), "BITSTAMP_BTCUSD, 1W.csv")
    };
    assert_eq!(candles(["2031-03-03", "2031-03-04", "2031-03-05"]), "price.btc.usd@tradingview");
    assert_eq!(candles(["2031-03-03", "2031-03-10", "2031-03-17"]), "price.btc.usd.weekly@tradingview");
    assert_eq!(candles(["2031-01-01", "2031-02-01", "2031-03-01"]), "price.btc.usd.monthly@tradingview");
}

#[test]
fn another_market_or_currency_is_never_bitcoin_in_dollars() {
    let symbols = |one: &str, other: &str| {
        let row = |day: u32, symbol: &str| format!("2031-03-0{day},{symbol},2,4,1,3\n");
        let text = format!("Date,Symbol,Open,High,Low,Close\n{}{}", row(1, one), row(2, other));
        ids(&text, "x.csv")
    };
    assert_eq!(symbols("BTC", "BTC"), "price.btc.usd@csv");
    assert_eq!(symbols("AAPL", "AAPL"), "price.aapl.usd@csv");
    assert_eq!(
        symbols("BTC", "ETH"),
        "column \"Symbol\" names BTC and ETH: keep the rows of one of them and import the table again"
    );
    for (header, cell) in [("Date,Close (€)", "3"), ("Date,Price", "€3.5")] {
        assert_eq!(ids(&format!("{header}\n2031-03-01,{cell}\n"), "x.csv"), "price.btc.eur@csv", "{header}");
    }
    assert_eq!(ids("Date,Price USD\n2031-03-01,3\n", "x.csv"), "price.btc.usd@csv");
}

#[test]
fn what_flows_elsewhere_is_no_flow_of_the_funds_and_dollars_are_no_millions() {
    for header in ["Exchange Netflow (BTC)", "Stablecoin Net Flow (USD mn)", "Miner Netflow"] {
        let found = ids(&format!("date,{header}\n2031-03-01,5\n2031-03-02,6\n"), "x.csv");
        assert!(found.starts_with("custom."), "{header}: {found}");
    }
    assert_eq!(ids("date,ETF Net Flow (USD mn)\n2031-03-01,5\n", "x.csv"), "etf.flow.total@glassnode");
    let total = |cell: &str| {
        let text = format!("Date,IBIT,FBTC,GBTC,Total\n2031-03-03,{cell},0,0,{cell}\n");
        let read = read_as(&text, "x.csv", &Answers::default()).unwrap();
        read.series[0].series().unwrap().values()[0]
    };
    assert!((total("242.5") - 242.5e6).abs() < 1e-6 && (total("242500000") - 242.5e6).abs() < 1e-6);
}

#[test]
fn four_columns_under_names_of_their_own_are_no_candle() {
    let bands = "Date,Mid,Upper,Lower,Basis\n2031-03-01,2,4,1,3\n2031-03-02,2,4,1,3\n";
    assert!(ids(bands, "x.csv").starts_with("custom.mid@csv"), "{}", ids(bands, "x.csv"));
    let plain = "2031-03-01,2,4,1,3\n2031-03-02,2,4,1,3\n";
    assert_eq!(ids(plain, "x.csv"), "price.btc.usd@csv");
}
