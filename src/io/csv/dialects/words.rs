//! What columns are called, in the languages exporters use.
//!
//! Knows header names as keys (lower case, no accents, letters and digits only);
//! knows no particular exporter. A name alone does not make a date column: its
//! cells must be dates.

use super::super::plan::Cells;
use super::super::sniff::{RowOrder, Sniffed};

/// Keys a date column may have, the more particular first: several files hold
/// the instant twice, and CoinMarketCap's `timestamp` is the end of the day.
const DATE: [&str; 24] = [
    "timeopen",
    "opentime",
    "date",
    "datetime",
    "time",
    "timestamp",
    "unix",
    "unixtimestamp",
    "snappedat",
    "day",
    "datum",
    "data",
    "fecha",
    "дата",
    "tarih",
    "dato",
    "datadate",
    "dateutc",
    "timestamputc",
    "dt",
    "ts",
    "日期",
    "日付",
    "날짜",
];

/// First price.
pub(super) const OPEN: [&str; 24] = [
    "open",
    "openprice",
    "priceopen",
    "eroffnung",
    "eroffn",
    "eroffnungskurs",
    "erster",
    "ouverture",
    "ouv",
    "apertura",
    "abertura",
    "otwarcie",
    "acilis",
    "открытие",
    "откр",
    "opening",
    "oppning",
    "oppen",
    "first",
    "aabning",
    "otvirani",
    "开盘",
    "始値",
    "시가",
];
/// Highest price.
pub(super) const HIGH: [&str; 24] = [
    "high",
    "highprice",
    "pricehigh",
    "hoch",
    "hochst",
    "tageshoch",
    "haut",
    "plushaut",
    "alto",
    "maximo",
    "maxima",
    "massimo",
    "max",
    "najwyzszy",
    "yuksek",
    "максимум",
    "макс",
    "hoog",
    "hoogste",
    "hogst",
    "nejvyssi",
    "高",
    "高値",
    "고가",
];
/// Lowest price.
pub(super) const LOW: [&str; 24] = [
    "low",
    "lowprice",
    "pricelow",
    "tief",
    "tiefst",
    "tagestief",
    "bas",
    "plusbas",
    "bajo",
    "minimo",
    "minima",
    "min",
    "najnizszy",
    "dusuk",
    "минимум",
    "мин",
    "laag",
    "laagste",
    "lagst",
    "nejnizsi",
    "低",
    "安値",
    "저가",
    "baixa",
];
/// Last price.
pub(super) const CLOSE: [&str; 38] = [
    "close",
    "closeprice",
    "priceclose",
    "closingprice",
    "closelast",
    "last",
    "price",
    "schluss",
    "schlusskurs",
    "zuletzt",
    "letzter",
    "fermeture",
    "cloture",
    "dernier",
    "cierre",
    "ultimo",
    "ultima",
    "chiusura",
    "fechamento",
    "zamkniecie",
    "ostatnio",
    "kapanis",
    "simdi",
    "закрытие",
    "цена",
    "laatst",
    "slot",
    "stangning",
    "zaviraci",
    "收盘",
    "終値",
    "종가",
    "senast",
    "senaste",
    "lastprice",
    "kurs",
    "cours",
    "cotacao",
];
/// A price alone beside its date.
pub(super) const PRICE: [&str; 27] = [
    "price",
    "close",
    "priceusd",
    "btcusd",
    "closingprice",
    "marketprice",
    "marketpriceusd",
    "btcprice",
    "pricebtc",
    "btcpriceusd",
    "bitcoinprice",
    "bitcoinpriceusd",
    "closeusd",
    "lastprice",
    "kurs",
    "kursusd",
    "schluss",
    "schlusskurs",
    "cours",
    "dernier",
    "cloture",
    "fechamento",
    "cotacao",
    "senaste",
    "senast",
    "cierre",
    "chiusura",
];
/// Traded amount.
pub(super) const VOLUME: [&str; 14] = [
    "volume",
    "vol",
    "volumen",
    "wolumen",
    "wol",
    "hacim",
    "hac",
    "объем",
    "объём",
    "volym",
    "成交量",
    "交易量",
    "出来高",
    "거래량",
];

/// The column of the date: by its name, else by its cells.
pub(super) fn date_column(file: &Sniffed) -> Option<usize> {
    let fits = |column: usize| file.rows.is_empty() || file.holds_dates(column);
    let named = DATE.iter().find_map(|key| file.column(&[*key]).filter(|column| fits(*column)));
    named.or_else(|| date_by_cells(file))
}

/// Whether a column is named after an instant, so that its numbers are no values.
pub(super) fn is_named_date(file: &Sniffed, column: usize) -> bool {
    file.keys.get(column).is_some_and(|key| DATE.contains(&key.as_str())) && file.holds_dates(column)
}

/// Dates that could be nothing else first; numbers of seconds only if they are in order.
fn date_by_cells(file: &Sniffed) -> Option<usize> {
    let dates = || (0..file.width()).filter(|column| file.holds_dates(*column));
    let is_number = |column: &usize| {
        file.sample(*column).all(|cell| cell.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.'))
    };
    let plain = dates().find(|column| !is_number(column));
    plain.or_else(|| dates().find(|column| file.row_order(*column) != RowOrder::Mixed))
}

/// The columns of a candle by their names, in any language.
pub(in crate::io::csv) fn candle(file: &Sniffed) -> Option<Cells> {
    Some(Cells::Candle {
        open: file.column(&OPEN)?,
        high: file.column(&HIGH)?,
        low: file.column(&LOW)?,
        close: file.column(&CLOSE)?,
        volume: file.column(&VOLUME),
    })
}

/// Whether a key is a name of one of the four prices.
pub(super) fn is_candle_word(key: &str) -> bool {
    [&OPEN[..], &HIGH, &LOW].iter().any(|words| words.contains(&key))
}

/// Lower-case letters, digits and single underscores, at most 48; `values` if none remain.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in crate::domain::month_names::folded(text).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.truncate(48);
    let slug = slug.trim_end_matches('_');
    if slug.is_empty() { "values".to_owned() } else { slug.to_owned() }
}

/// The name of a file without folders and endings.
pub(super) fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or("");
    name.split('.').next().unwrap_or("")
}
