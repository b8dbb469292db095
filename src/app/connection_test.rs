//! Asking one source one small question, to see whether it answers.
//!
//! The answer is read like any other and thrown away: nothing is stored.

use crate::app::clock::Clock;
use crate::app::data_overview::ConnectionTest;
use crate::app::jobs::{JobContext, JobId};
use crate::app::live::SharedClient;
use crate::app::live_settings::{SourceSettings, is_whole_address};
use crate::app::outcome::Outcome;
use crate::domain::format::grouped;
use crate::domain::live::Reach;
use crate::domain::time::UnixSecs;
use crate::io::http::{BaseUrl, Control, HttpRequest, HttpResponse, Trust, Validators};
use crate::io::sources::{Ask, Page, Paging, Source};

/// Rows that are asked for where a window can be named.
const FEW_ROWS: i64 = 10;

/// A test under way or done.
#[derive(Debug)]
pub(super) struct SourceTest {
    pub job: JobId,
    pub result: ConnectionTest,
}

struct Listening<'a>(&'a JobContext<Outcome>);

impl Control for Listening<'_> {
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }

    fn say(&self, words: String) {
        self.0.progress(words);
    }
}

/// Asks for the latest rows of the first thing a source has.
pub(super) fn test_connection(
    source: &'static Source,
    settings: &SourceSettings,
    client: &SharedClient,
    reach: Reach,
    clock: Clock,
    context: &JobContext<Outcome>,
) -> ConnectionTest {
    let began_ms = clock.steady_millis();
    let now = clock.now();
    match ask(source, settings, client, reach, now, context) {
        Ok(page) => ConnectionTest::Answered {
            after_ms: clock.steady_millis().saturating_sub(began_ms).max(0),
            words: page_words(&page),
        },
        Err(words) => ConnectionTest::Failed { words },
    }
}

fn ask(
    source: &'static Source,
    settings: &SourceSettings,
    client: &SharedClient,
    reach: Reach,
    now: UnixSecs,
    context: &JobContext<Outcome>,
) -> Result<Page, String> {
    let feed = source.feeds.first().ok_or("it has nothing to ask for")?;
    let base = match &settings.base_url {
        Some(base) => base.clone(),
        None if is_whole_address(&source.info) => return Err("no address is set, set one first".to_owned()),
        None => BaseUrl::parse(source.info.base_url, Trust::BuiltIn).map_err(|error| error.to_string())?,
    };
    let from = match feed.paging {
        Paging::Whole => UnixSecs(0),
        Paging::Windows { rows, step_secs, .. } => {
            UnixSecs(now.0.saturating_sub(step_secs.saturating_mul(FEW_ROWS.min(i64::from(rows)))))
        }
    };
    let window = Ask { from, to: now, now };
    let question = (feed.ask)(&window);
    let request = HttpRequest {
        base,
        path: settings.path.clone().unwrap_or(question.path),
        body: question.body,
        expects: question.expects,
        key: question.key_header.zip(settings.key.clone()),
        known: Validators::default(),
        pace: source.pace,
    };
    let told = |error: crate::io::http::HttpError| error.with_advice();
    let http = client.get(reach).map_err(told)?;
    match http.send(&request, &Listening(context)).map_err(told)? {
        HttpResponse::Fresh { body, .. } => (feed.parse)(&body, &window).map_err(|error| error.to_string()),
        // Nothing was known, so nothing can be as it was.
        HttpResponse::NotModified => {
            Err("it answered that nothing changed, though nothing was known".to_owned())
        }
    }
}

/// `1,000 rows to 29 Nov 2026`.
fn page_words(page: &Page) -> String {
    let longest = page.series.iter().max_by_key(|series| series.len());
    match longest.and_then(|series| Some((series.len(), series.last_time()?))) {
        Some((1, last)) => format!("1 row of {}", last.day_label()),
        Some((rows, last)) => format!("{} rows to {}", grouped(rows as f64, 0), last.day_label()),
        None => "It answered without rows".to_owned(),
    }
}
