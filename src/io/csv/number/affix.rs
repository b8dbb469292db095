//! What stands around the digits of an amount: sign, currency, percent, thousand and million.
//!
//! Knows words and symbols; knows nothing of points and commas. A currency or a
//! percent sign is taken off and not converted: what the unit is, the column says.

/// An amount taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// Whether a sign or parentheses make it negative.
    pub negative: bool,
    /// Digits with their points and commas, and perhaps an exponent.
    pub body: &'a str,
    /// Power of ten a suffix stands for: 6 for `M`.
    pub power: i32,
}

/// Longer words first: the first that fits is taken off.
const CURRENCIES: [&str; 36] = [
    "USDT", "USDC", "US$", "USD", "EUR", "GBP", "JPY", "CHF", "CNY", "KRW", "INR", "BRL", "TRY", "RUB",
    "PLN", "CZK", "SEK", "AUD", "CAD", "BTC", "XBT", "ETH", "sats", "A$", "C$", "R$", "Kč", "zł", "$", "€",
    "£", "¥", "₿", "₽", "₹", "₩",
];

/// Suffixes that say the same in every language that uses them. A German `Bio.` or a lone
/// `mm` does not, so it is refused.
const SCALES: [(&str, i32); 21] = [
    ("Mio.", 6),
    ("Mio", 6),
    ("Mrd.", 9),
    ("Mrd", 9),
    ("mln", 6),
    ("mld", 9),
    ("млн", 6),
    ("млрд", 9),
    ("Mn", 6),
    ("mn", 6),
    ("Bn", 9),
    ("bn", 9),
    ("Tn", 12),
    ("tn", 12),
    ("K", 3),
    ("k", 3),
    ("M", 6),
    ("m", 6),
    ("B", 9),
    ("b", 9),
    ("T", 12),
];

impl<'a> Parts<'a> {
    /// Takes an amount apart; `None` if what surrounds the digits means nothing.
    pub(super) fn of(cell: &'a str) -> Option<Self> {
        let cell = cell.trim();
        let (negative, rest) = match cell.strip_prefix('(') {
            Some(rest) => (true, strip_currency(rest.strip_suffix(')')?.trim())),
            None => {
                let (before, rest) = strip_sign(cell);
                let rest = strip_currency(rest);
                let (after, rest) = if before.is_none() { strip_sign(rest) } else { (None, rest) };
                (before.or(after).unwrap_or(false), rest)
            }
        };
        let (body, power) = strip_suffix(rest)?;
        Some(Self { negative, body, power })
    }
}

fn strip_sign(text: &str) -> (Option<bool>, &str) {
    let mut rest = text.chars();
    match rest.next() {
        Some('-' | '−' | '–' | '—') => (Some(true), rest.as_str().trim_start()),
        Some('+') => (Some(false), rest.as_str().trim_start()),
        _ => (None, text),
    }
}

fn strip_currency(text: &str) -> &str {
    let starts_plainly =
        text.as_bytes().first().is_none_or(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    if starts_plainly {
        return text;
    }
    CURRENCIES.iter().find_map(|sign| text.strip_prefix(sign)).map_or(text, str::trim_start)
}

/// Takes percent, currency and scale off the end, each at most once.
fn strip_suffix(text: &str) -> Option<(&str, i32)> {
    let Some(last) = text.rfind(|c: char| c.is_ascii_digit()) else { return Some((text, 0)) };
    let (mut body, mut tail) = text.split_at_checked(last + 1)?;
    if matches!(tail, "." | ",") {
        (body, tail) = (text, "");
    }
    let (mut power, mut scaled, mut named, mut percent) = (0, false, false, false);
    while !tail.trim_start().is_empty() {
        tail = tail.trim_start();
        let currency = if named { None } else { CURRENCIES.iter().find_map(|sign| tail.strip_prefix(sign)) };
        if let Some(rest) = currency {
            (named, tail) = (true, rest);
            continue;
        }
        if let Some(rest) = tail.strip_prefix('%').filter(|_| !percent) {
            (percent, tail) = (true, rest);
            continue;
        }
        let scale = SCALES.iter().find_map(|(word, power)| Some((tail.strip_prefix(word)?, *power)));
        let (rest, by) = scale.filter(|_| !scaled)?;
        (scaled, power, tail) = (true, by, rest);
    }
    Some((body, power))
}
