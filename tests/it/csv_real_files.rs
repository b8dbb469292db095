//! Real exports, read in place from the folder that `HASHFLOOR_REAL_DATA` names.
//!
//! They carry no licence and so are not in the repository; without the folder
//! these tests say that they were skipped.

use std::fs::File;
use std::path::PathBuf;

use hashfloor::domain::series::{Cadence, Series};
use hashfloor::domain::time::UnixSecs;
use hashfloor::io::csv::{ReadOptions, Understood, read};

fn real(name: &str) -> Option<Understood> {
    let Some(folder) = std::env::var_os("HASHFLOOR_REAL_DATA") else {
        println!("skipped: HASHFLOOR_REAL_DATA names no folder with {name}");
        return None;
    };
    let file = File::open(PathBuf::from(folder).join(name)).unwrap();
    let newest = UnixSecs::from_ymd(2100, 1, 1).unwrap();
    let read = read(file, name, &ReadOptions::up_to(newest)).unwrap();
    for one in &read.series {
        let series = one.series().unwrap();
        let (first, last) = (series.first_time().unwrap(), series.last_time().unwrap());
        println!(
            "{name}: {} {} rows, {first} to {last}, sum {}, volume {}, rejected {}",
            series.key(),
            series.len(),
            series.values().iter().filter(|value| value.is_finite()).sum::<f64>(),
            series
                .ohlcv()
                .and_then(|candles| candles.volume.as_ref())
                .map_or(0.0, |volume| volume.iter().filter(|value| value.is_finite()).sum()),
            one.rows_rejected
        );
    }
    println!("{name}: {} data rows, {} warnings", read.rows_read, read.warnings_total);
    Some(read)
}

fn only(read: &Understood) -> Series {
    assert_eq!(read.series.len(), 1);
    read.series[0].series().unwrap()
}

/// Whether a sum is as summed by another program, but for the order of adding.
fn sums_to(values: &[f64], expected: f64) -> bool {
    let sum: f64 = values.iter().filter(|value| value.is_finite()).sum();
    (sum - expected).abs() <= 1e-12 * expected.abs()
}

fn volumes(series: &Series) -> &[f64] {
    series.ohlcv().and_then(|candles| candles.volume.as_deref()).unwrap()
}

fn span(series: &Series) -> (String, String) {
    (series.first_time().unwrap().iso(), series.last_time().unwrap().iso())
}

#[test]
fn a_real_yahoo_file_gives_every_day() {
    let Some(read) = real("yahoo_btc_2024-2026_bom_quoted.csv") else { return };
    let price = only(&read);
    assert_eq!(price.key().to_string(), "price.btc.usd@yahoo");
    assert_eq!((read.rows_read, price.len(), read.warnings_total), (907, 907, 0));
    assert_eq!(span(&price), ("2024-01-01".to_owned(), "2026-06-25".to_owned()));
    assert_eq!(price.cadence(), Cadence::Daily);
    assert!(sums_to(price.values(), 74_348_273.125) && sums_to(volumes(&price), 39_894_510_923_812.0));
}

#[test]
fn real_etf_flows_add_up_to_the_published_total() {
    let Some(read) = real("farside_btc_etf_flows.csv") else { return };
    let total = read.series.iter().find(|one| one.key.id == "etf.flow.total").unwrap().series().unwrap();
    let millions = total.values().iter().sum::<f64>() / 1e6;
    assert!((millions - 53_775.1).abs() < 1e-6, "{millions}");
    assert_eq!(
        (read.dialect, read.rows_read, read.series.len(), read.warnings_total),
        ("farside", 671, 13, 0)
    );
    assert!(total.values().iter().all(|flow| flow.fract().abs() <= 0.0), "whole dollars");
}

#[test]
fn real_hourly_candles_are_intraday() {
    let Some(read) = real("coindesk_hourly_2025-10_2026-02.csv") else { return };
    let price = only(&read);
    assert_eq!((read.dialect, price.cadence()), ("coindesk", Cadence::Intraday));
    assert_eq!((read.rows_read, price.len(), read.warnings_total), (3_146, 3_146, 0));
    assert!(sums_to(price.values(), 289_346_231.93) && sums_to(volumes(&price), 362_325_041_901.21));
}

#[test]
fn the_real_mood_index_is_daily() {
    let Some(read) = real("alternative-me_fear_greed.csv") else { return };
    let index = only(&read);
    assert_eq!(
        (index.key().to_string().as_str(), index.cadence()),
        ("sentiment.fear_greed@alternative_me", Cadence::Daily)
    );
    assert_eq!((read.rows_read, read.warnings_total), (3_121, 0));
    assert_eq!(span(&index), ("2018-02-01".to_owned(), "2026-08-22".to_owned()));
    assert!(sums_to(index.values(), 141_635.0));
}

#[test]
fn a_real_newest_first_file_below_an_address_is_read_ascending() {
    let Some(read) = real("cryptodatadownload_bitstamp_d.csv") else { return };
    let price = only(&read);
    assert_eq!((read.dialect, price.cadence()), ("cryptodatadownload", Cadence::Daily));
    assert_eq!(span(&price), ("2014-11-28".to_owned(), "2025-09-24".to_owned()));
    assert_eq!((read.rows_read, price.len(), read.warnings_total), (3_954, 3_954, 0));
    assert_eq!(read.notes.len(), 1, "the swapped volumes are said");
    // Volumes in bitcoin throughout: swapped ones would add dollars.
    assert!(sums_to(price.values(), 100_796_966.46) && sums_to(volumes(&price), 26_683_119.981_903_31));
}

#[test]
fn the_real_json_of_a_site_gives_both_of_its_series() {
    let Some(read) = real("blockchain.com_hash-rate_7D_2009-2026.json") else { return };
    assert_eq!((read.dialect, read.series.len(), read.warnings_total), ("blockchain_com", 2, 0));
    let keys: Vec<_> = read.series.iter().map(|one| one.key.to_string()).collect();
    assert_eq!(keys, ["hashrate.network@blockchain_com_7d", "price.btc.usd@blockchain_com_7d"]);
    let (rate, price) = (read.series[0].series().unwrap(), read.series[1].series().unwrap());
    assert_eq!((rate.len(), price.len()), (1_562, 1_416), "days without a market have no price");
    assert!(sums_to(rate.values(), 242_292_764_603.698e12) && sums_to(price.values(), 28_687_402.27));
}
