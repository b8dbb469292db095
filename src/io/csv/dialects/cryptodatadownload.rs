//! CryptoDataDownload's candles, with the address of the site above the header.
//!
//! Knows that the volumes of the Bitstamp file stand swapped in all rows before
//! 28 February 2018: there `Volume BTC` holds dollars. Those rows are read from
//! the other column, and that is said. Files of other exchanges are as they say.

use super::market::Market;
use super::words::{candle, date_column, stem};
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::domain::time::UnixSecs;
use crate::io::csv::plan::{Cells, MovedVolume, SeriesPlan};
use crate::io::csv::sniff::Sniffed;

/// `unix,date,symbol,open,high,low,close,Volume BTC,Volume USD`.
pub struct CryptoDataDownload;

/// Other exchanges whose files the site offers.
const OTHER_EXCHANGES: [&str; 14] = [
    "binance", "coinbase", "kraken", "gemini", "bitfinex", "okx", "okex", "cexio", "cex", "poloniex",
    "bittrex", "itbit", "exmo", "hitbtc",
];

impl Dialect for CryptoDataDownload {
    fn name(&self) -> &'static str {
        "cryptodatadownload"
    }

    fn title(&self) -> &'static str {
        "CryptoDataDownload"
    }

    fn expects(&self) -> &'static str {
        "unix, date, symbol, open, high, low, close, Volume BTC, Volume USD"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let signed =
            file.preamble.iter().any(|line| line.to_ascii_lowercase().contains("cryptodatadownload"));
        let shaped = file.column(&["unix"]).is_some() && file.column(&["symbol"]).is_some();
        if self.plan(file).is_none() || !(signed || shaped) { 0 } else { 95 }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let market = Market::of(file, "usd");
        let Cells::Candle { open, high, low, close, .. } = candle(file)? else { return None };
        let base = file.column(&[format!("volume{}", market.base).as_str()]);
        let quote = file.column(&[format!("volume{}", market.quote).as_str()]);
        let cells =
            Cells::Candle { open, high, low, close, volume: base.or_else(|| file.column(&["volume"])) };
        let series = market.series(&market.price_id(), &SourceId::new("cryptodatadownload")?, cells);
        let before = UnixSecs::from_ymd(2018, 2, 28)?;
        let moved = base.and(quote).filter(|_| is_bitstamp(file, &market));
        let moved_volume = moved.map(|column| MovedVolume { before, column });
        let series = SeriesPlan { moved_volume, ..series };
        let date = date_column(file)?;
        Some(Plan::published("CryptoDataDownload", "candles", &file.name, date, vec![series]))
    }

    fn notes(&self, plan: &Plan, file: &Sniffed) -> Vec<String> {
        let moved = plan.series.iter().find_map(|series| series.moved_volume);
        moved
            .map(|moved| {
                format!(
                    "before {} the exporter swapped the volumes, so those rows take theirs from column {:?}",
                    moved.before,
                    file.title(moved.column)
                )
            })
            .into_iter()
            .collect()
    }
}

fn is_bitstamp(file: &Sniffed, market: &Market) -> bool {
    let name = stem(&file.name).to_ascii_lowercase();
    market.price_id() == "price.btc.usd" && !OTHER_EXCHANGES.iter().any(|other| name.contains(other))
}
