//! Which market a file is about: coin, currency and step of its rows.
//!
//! Knows tickers and how exporters put them into file names and symbol columns;
//! knows no columns of prices. A file that says nothing is about Bitcoin in
//! dollars, the market of this program; one that says Ether must never become it.

use super::super::plan::{Cells, SeriesPlan};
use super::super::sniff::Sniffed;
use super::words::stem;
use crate::domain::provenance::SourceId;
use crate::domain::series::SeriesKey;
use crate::domain::time::DAY_SECS;
use crate::domain::unit::Unit;

/// A coin and what it is priced in, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Market {
    pub base: String,
    pub quote: String,
}

/// Longer ones first: `usdt` ends before `usd` does.
const QUOTES: [&str; 20] = [
    "fdusd", "usdt", "usdc", "busd", "tusd", "usd", "eur", "gbp", "jpy", "chf", "aud", "cad", "krw", "brl",
    "try", "pln", "inr", "dai", "btc", "eth",
];
/// Coins by ticker and by name.
const COINS: [(&str, &str); 36] = [
    ("btc", "btc"),
    ("xbt", "btc"),
    ("bitcoin", "btc"),
    ("eth", "eth"),
    ("ethereum", "eth"),
    ("ether", "eth"),
    ("xrp", "xrp"),
    ("ripple", "xrp"),
    ("ltc", "ltc"),
    ("litecoin", "ltc"),
    ("bch", "bch"),
    ("sol", "sol"),
    ("solana", "sol"),
    ("ada", "ada"),
    ("cardano", "ada"),
    ("doge", "doge"),
    ("dogecoin", "doge"),
    ("bnb", "bnb"),
    ("dot", "dot"),
    ("polkadot", "dot"),
    ("avax", "avax"),
    ("link", "link"),
    ("chainlink", "link"),
    ("trx", "trx"),
    ("tron", "trx"),
    ("xlm", "xlm"),
    ("etc", "etc"),
    ("xmr", "xmr"),
    ("monero", "xmr"),
    ("matic", "matic"),
    ("uni", "uni"),
    ("atom", "atom"),
    ("shib", "shib"),
    ("dash", "dash"),
    ("zec", "zec"),
    ("hype", "hype"),
];
/// Tickers that are words too.
const AMBIGUOUS: [&str; 8] = ["link", "dot", "dash", "uni", "etc", "atom", "hype", "ether"];
/// Columns that name the market in each row.
const SYMBOL_KEYS: [&str; 7] = ["symbol", "pair", "ticker", "market", "asset", "instrument", "coin"];

impl Market {
    fn new(base: &str, quote: &str) -> Self {
        Self { base: base.to_owned(), quote: quote.to_owned() }
    }

    /// The market of a file: its symbol column's, else its name's, else Bitcoin; in the currency
    /// they name, else the one its header or its cells show, else `quote`.
    pub(super) fn of(file: &Sniffed, quote: &str) -> Self {
        let quote = shown_currency(file).unwrap_or(quote);
        let symbol = symbol_column(file).and_then(|column| file.sample(column).next());
        if let Some(symbol) = symbol.map(str::trim).filter(|symbol| !symbol.is_empty()) {
            // A market that is named and not known is not Bitcoin's.
            return Self::said_by(symbol, quote).unwrap_or_else(|| Self::new(&slug(symbol), quote));
        }
        Self::said_by(stem(&file.name), quote).unwrap_or_else(|| Self::new("btc", quote))
    }

    /// The market that a text names: `BTC/USD`, `Binance_ETHUSDT_d`, `ethereum 2024`.
    fn said_by(text: &str, quote: &str) -> Option<Self> {
        let words: Vec<String> = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        let coin = |word: &str| COINS.iter().find(|(name, _)| *name == word).map(|(_, ticker)| *ticker);
        let joined = words.iter().find_map(|word| {
            QUOTES.iter().find_map(|quote| Some(Self::new(coin(word.strip_suffix(quote)?)?, quote)))
        });
        if joined.is_some() {
            return joined;
        }
        let beside = words.iter().zip(words.iter().skip(1)).find_map(|(first, second)| {
            Some(Self::new(coin(first)?, QUOTES.iter().find(|quote| **quote == second.as_str())?))
        });
        // A ticker nobody listed, before a dollar coin: `PEPEUSDT`.
        let unlisted = || {
            text.split(|c: char| !c.is_ascii_alphanumeric()).find_map(|word| {
                let base = word.strip_suffix("USDT").or_else(|| word.strip_suffix("USDC"))?;
                let fits = (2..=8).contains(&base.len()) && base.bytes().all(|b| b.is_ascii_uppercase());
                fits.then(|| Self::new(&base.to_ascii_lowercase(), "usdt"))
            })
        };
        // Alone, `link` and `dot` are words.
        let alone = |word: &String| coin(word).filter(|_| !AMBIGUOUS.contains(&word.as_str()));
        beside
            .or_else(unlisted)
            .or_else(|| words.iter().find_map(|word| Some(Self::new(alone(word)?, quote))))
    }

    /// The id of its price: `price.btc.usd`.
    pub(super) fn price_id(&self) -> String {
        format!("price.{}.{}", self.base, self.quote)
    }

    /// Whether its prices are in dollars, or in a coin that stands for one.
    pub(super) fn is_in_dollars(&self) -> bool {
        self.quote.contains("usd") || self.quote == "dai"
    }

    fn unit(&self) -> Unit {
        match self.quote.as_str() {
            _ if self.is_in_dollars() => Unit::Usd,
            "btc" => Unit::Btc,
            _ => Unit::Number,
        }
    }

    /// The series of its prices under an id. Candles are kept in dollars only: of a market
    /// in euros the closes are taken, as a line.
    pub(super) fn series(&self, id: &str, source: &SourceId, cells: Cells) -> SeriesPlan {
        let key = SeriesKey::new(id, source.clone());
        match cells {
            Cells::Candle { close, .. } if !self.is_in_dollars() => {
                SeriesPlan::scalar(key, close).in_unit(self.unit(), 0)
            }
            _ => SeriesPlan { cells, ..SeriesPlan::scalar(key, 0).in_unit(self.unit(), 0) },
        }
    }
}

/// The column that names the market in each row.
pub(in crate::io::csv) fn symbol_column(file: &Sniffed) -> Option<usize> {
    file.column(&SYMBOL_KEYS)
}

/// The currency of the prices, if a column, a header, a row of units or a sign says one other
/// than the dollar.
fn shown_currency(file: &Sniffed) -> Option<&'static str> {
    const SIGNS: [(char, &str); 6] =
        [('€', "eur"), ('£', "gbp"), ('¥', "jpy"), ('₩', "krw"), ('₹', "inr"), ('₺', "try")];
    const WORDS: [&str; 8] = ["eur", "gbp", "jpy", "chf", "krw", "inr", "cad", "aud"];
    let signed = |text: &str| SIGNS.iter().find(|(sign, _)| text.contains(*sign)).map(|(_, word)| *word);
    let worded = |text: &str| {
        let folded = text.to_ascii_lowercase();
        let mut words = folded.split(|c: char| !c.is_alphanumeric());
        words.find_map(|word| WORDS.iter().find(|known| **known == word).copied())
    };
    if let Some(column) = file.column(&["currency", "devise", "wahrung", "moneda", "valuta"]) {
        return file.sample(column).next().and_then(worded);
    }
    let prices = |key: &String| ["usd", "date", "time", "vol"].iter().all(|word| !key.contains(word));
    let dollars = file.keys.iter().any(|key| key.contains("usd"));
    let titles = file.header.iter().zip(&file.keys).filter(|(_, key)| prices(key)).map(|(title, _)| title);
    let named = titles.chain(&file.units).find_map(|text| signed(text).or_else(|| worded(text)));
    named.filter(|_| !dollars).or_else(|| {
        let cells = file.rows.first()?.iter();
        cells.filter(|cell| cell.chars().any(|c| c.is_ascii_digit())).find_map(|cell| signed(cell))
    })
}

/// A symbol as part of an id.
fn slug(symbol: &str) -> String {
    let letters = symbol.chars().filter(char::is_ascii_alphanumeric).take(16);
    let slug: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    if slug.is_empty() { "unknown".to_owned() } else { slug }
}

/// What is behind the id of a price whose rows are not days: a key has one cadence, and
/// the program's own sources keep days under the plain id.
pub(super) fn step_suffix(file: &Sniffed, date: usize) -> String {
    match file.usual_step_secs(date) {
        Some(3_600) => ".hourly".to_owned(),
        Some(step) if step < DAY_SECS && step % 3_600 == 0 => format!(".{}h", step / 3_600),
        Some(step) if step < DAY_SECS && step % 60 == 0 => format!(".{}m", step / 60),
        Some(step) if step < DAY_SECS => format!(".{step}s"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_which_market_it_is() {
        for (text, market) in [
            ("BTC/USD", Some("price.btc.usd")),
            ("Binance_ETHUSDT_d", Some("price.eth.usdt")),
            ("XBTUSD_1440", Some("price.btc.usd")),
            ("BITSTAMP_BTCUSD, 1D", Some("price.btc.usd")),
            ("eth-usd-max", Some("price.eth.usd")),
            ("BTCEUR", Some("price.btc.eur")),
            ("ETHBTC", Some("price.eth.btc")),
            ("PEPEUSDT-1h-2031-01", Some("price.pepe.usdt")),
            ("Ethereum Historical Data", Some("price.eth.usd")),
            ("btcusd_1-min_data", Some("price.btc.usd")),
            ("prices of 2031", None),
            ("link to data", None),
            ("priceusd", None),
        ] {
            let said = Market::said_by(text, "usd").map(|market| market.price_id());
            assert_eq!(said.as_deref(), market, "{text}");
        }
    }
}
