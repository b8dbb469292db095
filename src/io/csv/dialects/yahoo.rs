//! Yahoo Finance's daily history, and the same table written by yfinance.
//!
//! Knows the column names in any order. `Adj Close` is not read: for BTC-USD it
//! equals the close. The volume is in US dollars there and is taken as it stands.

use super::market::Market;
use super::{Dialect, Plan};
use crate::domain::provenance::SourceId;
use crate::io::csv::plan::{Cells, Doubled, SeriesPlan};
use crate::io::csv::sniff::Sniffed;

/// `Date,Open,High,Low,Close,Adj Close,Volume`.
pub struct Yahoo;

/// The market that yfinance names above the header: `Ticker BTC-USD BTC-USD …`.
fn ticker(file: &Sniffed) -> Option<Market> {
    let (base, quote) = file.preamble.iter().find_map(|line| {
        let mut words = line.split_whitespace();
        words.next().filter(|word| word.eq_ignore_ascii_case("ticker"))?;
        words.next()?.rsplit_once('-')
    })?;
    let plain =
        |part: &str| part.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let market = Market { base: plain(base), quote: plain(quote) };
    (!market.base.is_empty() && !market.quote.is_empty()).then_some(market)
}

impl Dialect for Yahoo {
    fn name(&self) -> &'static str {
        "yahoo"
    }

    fn title(&self) -> &'static str {
        "Yahoo Finance history"
    }

    fn expects(&self) -> &'static str {
        "Date, Open, High, Low, Close, Adj Close, Volume"
    }

    fn score(&self, file: &Sniffed) -> u32 {
        let known = ["date", "open", "high", "low", "close", "adjclose", "volume"];
        if self.plan(file).is_none() || file.keys.iter().any(|key| !known.contains(&key.as_str())) {
            0
        } else if file.column(&["adjclose"]).is_some() {
            95
        } else if file.keys.join(",") == "date,close,high,low,open,volume" {
            90 // yfinance's order, which nobody else uses
        } else {
            0
        }
    }

    fn plan(&self, file: &Sniffed) -> Option<Plan> {
        let cells = Cells::Candle {
            open: file.column(&["open"])?,
            high: file.column(&["high"])?,
            low: file.column(&["low"])?,
            close: file.column(&["close"])?,
            volume: Some(file.column(&["volume"])?),
        };
        let market = ticker(file).unwrap_or_else(|| Market::of(file, "usd"));
        let series = market.series(&market.price_id(), &SourceId::new("yahoo")?, cells);
        let series = SeriesPlan { doubled: Doubled::OpensAtPreviousClose, ..series };
        Some(Plan {
            date: file.column(&["date"])?,
            series: vec![series],
            source_title: "Yahoo Finance".to_owned(),
            citation: format!("Yahoo Finance, history ({})", file.name),
            licence: String::new(),
        })
    }
}
