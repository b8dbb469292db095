//! How long a server asks to be left alone.
//!
//! A date is measured against the server's own clock where it says what time it
//! is, because ours may be years off.

use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

use crate::domain::time::UnixSecs;

/// The pause asked for; `None` for none, for one in the past and for one nobody can read.
pub(super) fn asked_pause(headers: &HeaderMap, wall: UnixSecs) -> Option<Duration> {
    let text = text(headers, &RETRY_AFTER)?;
    let seconds = if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        // More digits than fit is a very long time.
        text.parse::<u64>().unwrap_or(u64::MAX)
    } else {
        let server_now = self::text(headers, &DATE).and_then(date).unwrap_or(wall);
        u64::try_from(date(text)?.0.saturating_sub(server_now.0)).ok()?
    };
    (seconds > 0).then(|| Duration::from_secs(seconds))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn date(text: &str) -> Option<UnixSecs> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_timestamp(text).ok().map(|time| UnixSecs(time.as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-01 00:00:00 UTC.
    const NOW: UnixSecs = UnixSecs(1_772_323_200);

    fn asked(retry_after: &str, date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        asked_pause(&headers, NOW).map(|pause| pause.as_secs())
    }

    #[test]
    fn every_form_of_a_pause_is_read() {
        assert_eq!(asked("60", None), Some(60));
        assert_eq!(asked(" 1000000000 ", None), Some(1_000_000_000));
        assert_eq!(asked("99999999999999999999999", None), Some(u64::MAX));
        assert_eq!(asked("Sun, 01 Mar 2026 00:02:00 GMT", None), Some(120));
        for none in ["", "-5", "0", "1.5", "soon", "Sat, 28 Feb 2026 23:00:00 GMT", "Xxx, 99 Foo 2026"] {
            assert_eq!(asked(none, None), None, "{none:?}");
        }
        assert_eq!(asked_pause(&HeaderMap::new(), NOW), None);
    }

    #[test]
    fn a_date_is_measured_by_the_clock_of_the_server_that_wrote_it() {
        let (then, now) = ("Thu, 01 Mar 2035 00:01:30 GMT", "Thu, 01 Mar 2035 00:00:00 GMT");
        assert_eq!(asked(then, Some(now)), Some(90));
    }
}
