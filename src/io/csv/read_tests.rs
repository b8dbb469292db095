//! Whole files through [`read`](super::read): the shapes of real exports, and hostile ones.

use super::*;
use crate::domain::series::Series;
use crate::io::csv::date::DayOrder;
use crate::io::csv::error::{Limit, Question};

macro_rules! fixtures {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../tests/data/csv/", $name)))),*]
    };
}

/// Own numbers in the shape of every known table; the name starts with the dialect's.
pub(in crate::io::csv) const FIXTURES: &[(&str, &str)] = fixtures![
    "alternative_me_fear_greed.csv",
    "binance_futures.csv",
    "binance_spot.csv",
    "bitstamp_kaggle.csv",
    "bitstamp_old_kaggle.csv",
    "blockchain_com_hash-rate.csv",
    "blockchain_com_site.json",
    "candles_by_place.csv",
    "candles_excel.csv",
    "candles_german.csv",
    "candles_hourly_epoch.csv",
    "candles_month_first.csv",
    "candles_newest_first.csv",
    "coindesk_hourly.csv",
    "coingecko_utc.csv",
    "coinmarketcap.csv",
    "coinmetrics_wide.csv",
    "cryptodatadownload_newest_first.csv",
    "farside_file.csv",
    "farside_page.html",
    "farside_paste.tsv",
    "glassnode_etf_newest_first.csv",
    "glassnode_value.csv",
    "hashfloor_single.csv",
    "hashfloor_wide.csv",
    "investing_english.csv",
    "investing_german.csv",
    "kraken_XBTUSD_1440.csv",
    "sosovalue.csv",
    "stooq_polish.csv",
    "tradingview_BTCUSD, 1D.csv",
    "tradingview_seed.csv",
    "value_price.csv",
    "value_several.csv",
    "value_without_header.csv",
    "yahoo_doubled_bom.csv",
    "yahoo_yfinance.csv",
    "yahoo_yfinance_levels.csv",
];

fn options() -> ReadOptions<'static> {
    ReadOptions::up_to(UnixSecs::from_ymd(2040, 1, 1).unwrap())
}

fn read_text(text: &str) -> Result<Understood, CsvError> {
    read(text.as_bytes(), "some file.csv", &options())
}

fn fixture(name: &str) -> Understood {
    let (_, text) = FIXTURES.iter().find(|(file, _)| *file == name).unwrap();
    read(text.as_bytes(), name, &options()).unwrap()
}

fn only(read: &Understood) -> Series {
    assert_eq!(read.series.len(), 1);
    read.series[0].series().unwrap()
}

fn answers(dialect: Option<&str>, series: Option<&str>) -> Answers {
    Answers { dialect: dialect.map(str::to_owned), series: series.map(str::to_owned), ..Answers::default() }
}

fn dated(series: &Series) -> Vec<(String, f64)> {
    series.times().iter().map(|time| time.iso()).zip(series.values().iter().copied()).collect()
}

fn rows(pairs: &[(&str, f64)]) -> Vec<(String, f64)> {
    pairs.iter().map(|(date, value)| ((*date).to_owned(), *value)).collect()
}

fn series(read: &Understood, key: &str) -> Series {
    read.series.iter().find(|one| one.key.to_string() == key).unwrap().series().unwrap()
}

#[test]
fn every_fixture_is_read_without_a_reject_but_the_doubled_day() {
    for (name, _) in FIXTURES {
        let read = fixture(name);
        let doubled = u64::from(*name == "yahoo_doubled_bom.csv");
        assert_eq!(read.warnings_total, doubled, "{name}: {:?}", read.warnings);
        assert!(read.series.iter().all(|one| !one.rows.is_empty()), "{name}");
        assert_eq!(read.columns.iter().filter(|column| column.role == "date").count(), 1, "{name}");
        let roles = read.columns.iter().map(|column| &column.role_now);
        assert_eq!(roles.filter(|role| **role == ColumnRole::Date).count(), 1, "{name}");
    }
}

#[test]
fn of_a_doubled_yahoo_day_the_row_that_opens_at_the_previous_close_is_kept() {
    let read = fixture("yahoo_doubled_bom.csv");
    let price = only(&read);
    assert_eq!(price.key().to_string(), "price.btc.usd@yahoo");
    assert_eq!(dated(&price), rows(&[("2031-03-28", 205.75), ("2031-03-29", 211.5), ("2031-03-31", 216.75)]));
    let volume = price.ohlcv().unwrap().volume.as_ref().unwrap();
    assert!(volume[0] == 1000.0 && volume[2].is_nan());
    assert_eq!((read.rows_read, read.series[0].rows_rejected), (4, 1));
    assert_eq!((read.warnings[0].line, read.warnings[0].column.as_str()), (4, "Date"));
    assert_eq!(read.encoding, Encoding::Utf8Bom);
    assert_eq!(read.columns[5].role, "not used");
    assert_eq!(read.columns[1].role, "open of price.btc.usd@yahoo");
}

#[test]
fn without_a_matching_open_the_last_doubled_row_is_kept() {
    let text = "Date,Open,High,Low,Close,Adj Close,Volume\n2031-03-01,1,2,1,2,2,0\n2031-03-02,5,6,5,5,5,0\n2031-03-02,7,8,7,8,8,0\n";
    assert_eq!(dated(&only(&read_text(text).unwrap())), rows(&[("2031-03-01", 2.0), ("2031-03-02", 8.0)]));
}

#[test]
fn a_day_of_nulls_is_no_row_and_column_order_does_not_matter() {
    let read = fixture("yahoo_yfinance.csv");
    let only = only(&read);
    let candles = only.ohlcv().unwrap();
    assert_eq!(
        (candles.open.as_slice(), candles.close.as_slice()),
        ([295.25, 300.5].as_slice(), [300.5, 305.5].as_slice())
    );
    assert_eq!((read.rows_read, read.series[0].rows_read), (3, 2));
}

#[test]
fn flows_are_exact_dollars_and_blanks_and_holidays_have_no_row() {
    let read = fixture("farside_paste.tsv");
    assert_eq!(read.delimiter, '\t');
    assert_eq!(read.rows_read, 3, "sums below the table are no rows");
    let total = series(&read, "etf.flow.total@farside");
    assert_eq!(dated(&total), rows(&[("2031-03-03", 920_350_000.0), ("2031-03-05", 6_400_000.0)]));
    assert_eq!(
        dated(&series(&read, "etf.flow.ibit@farside")),
        rows(&[("2031-03-03", 1_012_500_000.0), ("2031-03-05", 0.0)])
    );
    assert_eq!(dated(&series(&read, "etf.flow.fbtc@farside")), rows(&[("2031-03-05", 7_500_000.0)]));
    assert_eq!(dated(&series(&read, "etf.flow.newf@farside")), rows(&[("2031-03-03", 3_100_000.0)]));
    assert_eq!(
        dated(&series(&read, "etf.flow.gbtc@farside")),
        rows(&[("2031-03-03", -95_250_000.0), ("2031-03-05", -1_100_000.0)])
    );
    assert!(read.series.iter().all(|one| one.cadence == Cadence::Irregular && one.unit == Unit::Usd));
}

#[test]
fn other_tables_go_to_their_series() {
    for (name, key, cadence, first) in [
        ("candles_hourly_epoch.csv", "price.btc.usd@csv", Cadence::Intraday, ("2031-02-28", 100.75)),
        ("candles_newest_first.csv", "price.btc.usd@csv", Cadence::Daily, ("2031-03-01", 101.0)),
        ("candles_month_first.csv", "price.btc.usd@csv", Cadence::Daily, ("2031-01-30", 11.0)),
        (
            "value_without_header.csv",
            "custom.value_without_header@csv",
            Cadence::Irregular,
            ("2031-03-01", 521_974e6),
        ),
        ("hashfloor_single.csv", "price.btc.usd:weekly@case", Cadence::Weekly, ("2031-03-03", 105.5)),
    ] {
        let read = fixture(name);
        let found = only(&read);
        assert_eq!((found.key().to_string().as_str(), found.cadence()), (key, cadence), "{name}");
        assert_eq!(dated(&found)[0], (first.0.to_owned(), first.1), "{name}");
    }
    let wide = fixture("hashfloor_wide.csv");
    assert_eq!(dated(&series(&wide, "etf.flow.total@farside")), rows(&[("2031-03-03", -95_100_000.0)]));
    assert_eq!(dated(&series(&wide, "difficulty@csv")), rows(&[("2031-03-04", 125_864_590_119_494.3)]));
    assert_eq!(series(&wide, "price.btc.usd@yahoo").len(), 2);
}

#[test]
fn bad_rows_are_named_by_line_and_column_and_good_ones_kept() {
    let text = "# note\ntime,open,high,low,close,volume\n\
        2031-01-01,10,12,9,11,1\n\
        2031-01-02,10,8,9,11,1\n\
        2031-01-03,10,12,9,n/a?,1\n\
        2031-01-04,10,12,-9,11,1\n\
        2031-01-05,10,12,9,1e400,1\n\
        2031-01-06,inf,12,9,11,1\n\
        10000-01-07,10,12,9,11,1\n\
        2039-13-01,10,12,9,11,1\n\
        2041-01-01,10,12,9,11,1\n\
        2031-01-08,10,12,9\n\
        2031-01-09,10,12,9,1,234.5,7\n\
        2031-01-10,10,12,9,11,-1\n\
        2031-01-11,10,12,9,11,1\n";
    let read = read_text(text).unwrap();
    assert_eq!(only(&read).len(), 2);
    let places: Vec<_> =
        read.warnings.iter().map(|w| (w.line, w.column.as_str(), w.found.as_str())).collect();
    let expected = [
        (4, "high", "8"),
        (5, "close", "n/a?"),
        (6, "low", "-9"),
        (7, "close", "1e400"),
        (8, "open", "inf"),
        (9, "time", "10000-01-07"),
        (10, "time", "2039-13-01"),
        (11, "time", "2041-01-01"),
        (12, "close", ""),
        (13, "column 7", "7"),
        (14, "volume", "-1"),
    ];
    assert_eq!(places, expected);
    assert_eq!((read.rows_read, read.series[0].rows_rejected), (13, 11));
    assert_eq!(
        read.warnings[1].to_string(),
        "line 5, column \"close\": expected an amount such as 1,234.5 or (95.1), found \"n/a?\""
    );
}

#[test]
fn rows_come_out_ascending_and_exact_duplicates_are_dropped_without_a_word() {
    let read = read_text("date,price\n2031-01-03,3\n2031-01-01,1\n2031-01-02,2\n2031-01-01,1\n").unwrap();
    assert_eq!(only(&read).values(), [1.0, 2.0, 3.0]);
    assert_eq!((read.rows_read, read.warnings_total, read.series[0].rows_rejected), (4, 0, 0));
}

#[test]
fn an_undecided_order_of_day_and_month_is_asked_and_the_answer_taken() {
    let text = "date,price\n1/3/2031,1\n2/3/2031,2\n";
    let Err(CsvError::Ambiguous(Question::DayOrder { column, day_first, month_first })) = read_text(text)
    else {
        panic!("expected a question");
    };
    assert_eq!(
        (column.as_str(), day_first.iso(), month_first.iso()),
        ("date", "2031-03-01".into(), "2031-01-03".into())
    );
    let answers = Answers { day_order: Some(DayOrder::DayFirst), ..Answers::default() };
    let answered = ReadOptions { answers: &answers, ..options() };
    let read = read(text.as_bytes(), "x", &answered).unwrap();
    assert_eq!(dated(&only(&read)), rows(&[("2031-03-01", 1.0), ("2031-03-02", 2.0)]));
}

#[test]
fn a_row_against_the_order_of_the_column_is_rejected() {
    let text = "date,price\n30/1/2031,1\n31/1/2031,2\n1/31/2031,3\n";
    let read = read_text(text).unwrap();
    assert_eq!(only(&read).values(), [1.0, 2.0]);
    assert_eq!((read.warnings_total, read.warnings[0].line), (1, 4));
}

#[test]
fn no_series_is_stored_under_an_id_of_another_kind() {
    let flows = "date,price_usd,net_flow_musd\n2024-01-11,47917.13,118.3\n2024-01-12,48613.7,-386.2\n";
    let only_flows = "date,net_flow_musd\n2024-01-11,118.3\n2024-01-12,-386.2\n";
    let prices = "date,close\n2024-01-11,47917.13\n2024-01-12,48613.7\n";
    let values = "date,value\n2024-01-11,4.5\n2024-01-12,6.5\n";
    let stored = |text: &str, series: &str| {
        let read =
            read(text.as_bytes(), "x", &ReadOptions { answers: &answers(None, Some(series)), ..options() });
        read.map(|read| (only(&read).key().to_string(), only(&read).values().to_vec()))
            .map_err(|e| e.to_string())
    };
    let price = |id: &str| Ok((id.to_owned(), vec![47917.13, 48613.7]));
    assert_eq!(stored(flows, "price.btc.usd"), price("price.btc.usd@csv"));
    assert_eq!(stored(flows, "price.btc.usd@mine"), price("price.btc.usd@mine"));
    assert_eq!(stored(prices, "price.gold"), price("price.gold@csv"));
    assert_eq!(stored(prices, "custom.mine"), price("custom.mine@csv"));
    let flow = |id: &str| Ok((id.to_owned(), vec![118.3e6, -386.2e6]));
    assert_eq!(stored(flows, "etf.flow.total"), flow("etf.flow.total@csv"));
    assert_eq!(stored(flows, "etf.flow.ibit"), flow("etf.flow.ibit@csv"));
    assert_eq!(stored(values, "price.btc.usd").unwrap().1, [4.5, 6.5]);
    assert_eq!(stored(values, "difficulty").unwrap().1, [4.5, 6.5]);
    assert_eq!(
        stored(only_flows, "price.btc.usd").unwrap_err(),
        "\"price.btc.usd\" cannot be read from this file, which holds etf.flow.total@csv (column net_flow_musd); \
         if a column of it is price.btc.usd, name it as in --column N=price.btc.usd"
    );
    for (text, series) in [
        (only_flows, "difficulty"),
        (only_flows, "cost.production"),
        (prices, "etf.flow.total"),
        (prices, "hashrate.network"),
    ] {
        let said = stored(text, series).unwrap_err();
        assert!(said.contains(&format!("--column N={series}")), "{said}");
    }
}

#[test]
fn dialect_and_series_can_be_named() {
    let text = FIXTURES.iter().find(|(name, _)| *name == "yahoo_yfinance.csv").unwrap().1;
    let with = |dialect, series| {
        read(text.as_bytes(), "x", &ReadOptions { answers: &answers(dialect, series), ..options() })
    };
    assert_eq!(only(&with(Some("candles"), None).unwrap()).key().to_string(), "price.btc.usd@csv");
    assert_eq!(
        only(&with(None, Some("price.btc.usdt@kraken")).unwrap()).key().to_string(),
        "price.btc.usdt@kraken"
    );
    assert_eq!(only(&with(None, Some("price.btc.eur")).unwrap()).key().to_string(), "price.btc.eur@yahoo");
    assert!(matches!(with(None, Some("Price")), Err(CsvError::WrongSeries { .. })));
    let flows = FIXTURES.iter().find(|(name, _)| *name == "farside_file.csv").unwrap().1;
    let with = |series| {
        read(flows.as_bytes(), "x", &ReadOptions { answers: &answers(None, Some(series)), ..options() })
    };
    assert_eq!(only(&with("etf.flow.ibit").unwrap()).values(), [10_100_000.0, 70_000.0]);
    assert_eq!(
        only(&with("etf.flow.gbtc").unwrap()).values(),
        [-4_050_000.0, 0.0],
        "a day without flow is no holiday"
    );
    let message = with("etf.flow.xyz").unwrap_err().to_string();
    assert!(message.contains("one of etf.flow.total@farside, etf.flow.ibit@farside"), "{message}");
}

#[test]
fn a_file_without_rows_says_what_is_missing() {
    assert!(matches!(read_text(""), Err(CsvError::Empty)));
    assert!(matches!(read_text("date,price\n"), Err(CsvError::HeaderOnly { .. })));
    assert!(matches!(read_text("date,price\n2031-01-01,\n"), Err(CsvError::HeaderOnly { .. })));
    let message = read_text("date,price\n2031-01-01,x\n2031-01-02,y\n").unwrap_err().to_string();
    assert_eq!(
        message,
        "none of 2 rows could be read; the first: line 2, column \"price\": expected an amount such as 1,234.5 or (95.1), found \"x\""
    );
}

#[test]
fn hostile_files_are_refused_or_read_but_never_panic() {
    let endless = Read::chain("date,price\n2031-01-01,\"".as_bytes(), io::repeat(b'9'));
    assert!(matches!(read(endless, "x", &options()), Err(CsvError::TooLong { limit: Limit::Record, .. })));
    let wide = format!("date{}\n", ",x".repeat(100_000));
    assert!(matches!(read_text(&wide), Err(CsvError::TooLong { .. })));
    assert!(matches!(read_text("date,price\n2031-01-01,\0\n"), Err(CsvError::NotText { byte: 22 })));
    let text = "date,price\n2031-01-01,5\n";
    let utf16_without_mark: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = read(&utf16_without_mark[..], "x", &options()).unwrap();
    assert_eq!((found.encoding, only(&found).len()), (Encoding::Utf16Le, 1));
    let latin = b"date,price,caf\xE9\r2031-01-01,5,\xFF\r\n2031-01-02,6,\n";
    let found = read(&latin[..], "x", &options()).unwrap();
    assert_eq!((found.encoding, only(&found).len()), (Encoding::Latin1, 2));
    let twice = read_text("time,open,high,low,close,MA,MA,close\n2031-01-01,1,2,1,2,9,9,77\n").unwrap();
    assert_eq!(only(&twice).values(), [2.0]);
}

#[test]
fn a_comma_beside_semicolons_is_not_guessed_to_be_a_thousand() {
    let read = read_text("date;price\n2031-01-01;63,123\n2031-01-02;63.5\n").unwrap();
    assert_eq!(only(&read).values(), [63.5]);
    assert_eq!((read.warnings[0].line, read.warnings[0].found.as_str()), (2, "63,123"));
}

#[test]
fn warnings_are_counted_beyond_those_kept() {
    let mut text = String::from("date,price\n2031-01-01,1\n");
    text.push_str(&"2031-01-02,?\n".repeat(MAX_WARNINGS + 5));
    let read = read_text(&text).unwrap();
    assert_eq!((read.warnings.len(), read.warnings_total), (MAX_WARNINGS, MAX_WARNINGS as u64 + 5));
}

#[test]
fn reading_can_be_cancelled() {
    let text = format!("date,price\n{}", "2031-01-01,1\n".repeat(20_000));
    let progress = |rows| if rows > 5_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let result = read(text.as_bytes(), "x", &ReadOptions { progress: &progress, ..options() });
    assert!(matches!(result, Err(CsvError::Cancelled { rows }) if rows > 5_000), "{result:?}");
}

#[test]
fn the_preview_shows_both_ends_as_they_stand() {
    let text =
        (1..=9).fold("date,price\n".to_owned(), |text, day| format!("{text}2031-01-0{day},\"1,00{day}\"\n"));
    let read = read_text(&text).unwrap();
    assert_eq!((read.first_rows[0][1].as_str(), read.first_rows.len()), ("1,001", 5));
    assert_eq!((read.last_rows[0][1].as_str(), read.last_rows[4][1].as_str()), ("1,005", "1,009"));
}

#[test]
fn text_of_any_kind_never_panics() {
    use proptest::prelude::*;
    let cell = prop_oneof![
        "[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}",
        "[-+(]?[0-9,.eE]{0,12}\\)?",
        "(date|open|high|low|close|value|total|IBIT|FBTC|price|#)",
        "\\PC{0,6}",
        Just("\"".to_owned()),
    ];
    let row = proptest::collection::vec(cell, 0..6);
    let table = (proptest::collection::vec(row, 0..12), "[,;|\t]");
    proptest!(ProptestConfig::with_cases(2_000), |((rows, delimiter) in table)| {
        let text = rows.iter().map(|row| row.join(&delimiter)).collect::<Vec<_>>().join("\n");
        for dialect in [None, Some("candles"), Some("value"), Some("farside"), Some("hashfloor")] {
            let answers = answers(dialect, None);
            if let Ok(read) = read(text.as_bytes(), "x", &ReadOptions { answers: &answers, ..options() }) {
                prop_assert!(read.series.iter().all(|one| !one.rows.is_empty()));
            }
        }
    });
}
