//! Candles, in the four forms of four exchanges.

use std::fmt::Write as _;

use hashfloor::domain::time::{DAY_SECS, UnixSecs};

use super::figures::{self, Candle, noise};
use super::{Answer, HOUR_SECS, Market, Seen, failure, whole};

/// Kraken answers these and no more.
const KRAKEN_ROWS: i64 = 720;

fn seed(source: &str) -> u64 {
    match source {
        "bitstamp" => 1_000,
        "coinbase" => 2_000,
        "binance" => 3_000,
        _ => 4_000,
    }
}

/// Nobody traded then: such candles are absent from Coinbase's answers.
fn is_quiet(source: &str, step: i64, time: UnixSecs) -> bool {
    source == "coinbase" && noise(9, time.0 / step) % 97 == 0
}

impl Market {
    fn start(&self, source: &str) -> UnixSecs {
        let (year, month, day) = match source {
            "bitstamp" => (2011, 8, 18),
            "coinbase" => (2015, 7, 20),
            "binance" => (2017, 8, 17),
            _ => (2013, 10, 6),
        };
        UnixSecs::from_ymd(year, month, day).unwrap().max(self.first_day.start_of_day())
    }

    /// The candles of a series in a window, oldest first.
    fn candles_between(&self, key: &str, from: UnixSecs, to: UnixSecs) -> Vec<(UnixSecs, Candle)> {
        let (id, source) = key.split_once('@').unwrap();
        let step = if id.ends_with(".hourly") { HOUR_SECS } else { DAY_SECS };
        let now = self.now();
        let first = from.max(self.start(source)).0;
        let (first, last) = ((first + step - 1).div_euclid(step), to.min(now).0.div_euclid(step));
        let times = (first..=last).map(|index| UnixSecs(index * step));
        times
            .filter(|time| !is_quiet(source, step, *time))
            .map(|time| {
                let candle = figures::candle(seed(source), step, time, now);
                (time, self.revised(key, time).map_or(candle, |close| candle.closing_at(close)))
            })
            .collect()
    }

    /// All candles a source has of a series.
    pub(super) fn candles(&self, key: &str) -> Vec<(UnixSecs, Candle)> {
        let step = if key.contains(".hourly@") { HOUR_SECS } else { DAY_SECS };
        let from = if key.ends_with("@kraken") {
            self.now().0.div_euclid(step) * step - (KRAKEN_ROWS - 1) * step
        } else {
            0
        };
        self.candles_between(key, UnixSecs(from), self.now())
    }

    pub(super) fn bitstamp(&self, request: &Seen) -> Answer {
        let key = match whole(request, "step") {
            Some(DAY_SECS) => "price.btc.usd@bitstamp",
            Some(HOUR_SECS) => "price.btc.usd.hourly@bitstamp",
            _ => {
                return failure(
                    400,
                    r#"{"code":"400.002","errors":[{"field":"step","message":"Invalid step"}]}"#,
                );
            }
        };
        let limit = whole(request, "limit").unwrap_or(0);
        let (Some(from), Some(to), 1..=1_000) = (whole(request, "start"), whole(request, "end"), limit)
        else {
            return failure(
                400,
                r#"{"code":"400.002","errors":[{"field":"limit","message":"Invalid limit"}]}"#,
            );
        };
        let mut rows = String::new();
        let candles = self.candles_between(key, UnixSecs(from), UnixSecs(to));
        for (time, c) in candles.iter().take(limit as usize) {
            let comma = if rows.is_empty() { "" } else { "," };
            write!(
                rows,
                r#"{comma}{{"timestamp":"{}","open":"{}","high":"{}","low":"{}","close":"{}","volume":"{}"}}"#,
                time.0, c.open, c.high, c.low, c.close, c.volume
            )
            .unwrap();
        }
        Answer::json(format!(r#"{{"data":{{"pair":"BTC/USD","ohlc":[{rows}]}}}}"#))
    }

    /// Newest first, and one candle before the start that was asked for.
    pub(super) fn coinbase(&self, request: &Seen) -> Answer {
        let (key, step) = match whole(request, "granularity") {
            Some(DAY_SECS) => ("price.btc.usd@coinbase", DAY_SECS),
            Some(HOUR_SECS) => ("price.btc.usd.hourly@coinbase", HOUR_SECS),
            _ => return failure(400, r#"{"message":"Unsupported granularity"}"#),
        };
        let time = |name: &str| request.parameter(name).and_then(UnixSecs::parse_iso);
        let (Some(from), Some(to)) = (time("start"), time("end")) else {
            return failure(400, r#"{"message":"Invalid start or end"}"#);
        };
        if to.secs_since(from) / step + 1 > 300 {
            let words = "granularity too small for the requested time range. Count of aggregations requested exceeds 300";
            return failure(400, &format!(r#"{{"message":"{words}"}}"#));
        }
        let candles = self.candles_between(key, UnixSecs(from.0 - step), to);
        let rows = candles.iter().rev().map(|(time, c)| {
            format!("[{},{},{},{},{},{}]", time.0, c.low, c.high, c.open, c.close, c.volume)
        });
        Answer::json(format!("[{}]", rows.collect::<Vec<_>>().join(",")))
    }

    pub(super) fn binance(&self, request: &Seen) -> Answer {
        let (key, step) = match request.parameter("interval") {
            Some("1d") => ("price.btc.usdt@binance", DAY_SECS),
            Some("1h") => ("price.btc.usdt.hourly@binance", HOUR_SECS),
            _ => return failure(400, r#"{"code":-1120,"msg":"Invalid interval."}"#),
        };
        if request.parameter("symbol") != Some("BTCUSDT") {
            return failure(400, r#"{"code":-1121,"msg":"Invalid symbol."}"#);
        }
        let limit = whole(request, "limit").unwrap_or(500).clamp(1, 1_000);
        let from = whole(request, "startTime").unwrap_or(0).div_euclid(1_000);
        let to = whole(request, "endTime").unwrap_or(i64::MAX).div_euclid(1_000);
        let candles = self.candles_between(key, UnixSecs(from), UnixSecs(to));
        let rows = candles.iter().take(limit as usize).map(|(time, c)| {
            format!(
                r#"[{}000,"{}","{}","{}","{}","{}",{}999,"1.5",122,"0.2","1.1","0"]"#,
                time.0,
                c.open,
                c.high,
                c.low,
                c.close,
                c.volume,
                time.0 + step - 1
            )
        });
        Answer::json(format!("[{}]", rows.collect::<Vec<_>>().join(",")))
    }

    /// The last 720, under the pair's other name.
    pub(super) fn kraken(&self, request: &Seen) -> Answer {
        let key = match request.parameter("interval") {
            Some("1440") => "price.btc.usd@kraken",
            Some("60") => "price.btc.usd.hourly@kraken",
            _ => return Answer::json(r#"{"error":["EGeneral:Invalid arguments"]}"#),
        };
        let since = UnixSecs(whole(request, "since").unwrap_or(0));
        let candles: Vec<_> = self.candles(key).into_iter().filter(|(time, _)| *time > since).collect();
        let last = candles.iter().rev().nth(1).map_or(0, |(time, _)| time.0);
        let rows = candles.iter().map(|(time, c)| {
            format!(
                r#"[{},"{}","{}","{}","{}","{}","{}",23]"#,
                time.0, c.open, c.high, c.low, c.close, c.close, c.volume
            )
        });
        let rows = rows.collect::<Vec<_>>().join(",");
        Answer::json(format!(r#"{{"error":[],"result":{{"XXBTZUSD":[{rows}],"last":{last}}}}}"#))
    }
}
