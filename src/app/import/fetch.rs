//! A table from an address the user typed.
//!
//! The same client, bounds and reach as every source; the address is the user's
//! own, so plain http is taken to this machine only and TLS elsewhere.

use std::sync::Arc;

use crate::app::import::{ImportError, ImportSource};
use crate::app::jobs::JobContext;
use crate::app::live::SharedClient;
use crate::app::live_settings::read_address;
use crate::app::outcome::Outcome;
use crate::domain::live::Reach;
use crate::io::http::{BaseUrl, Control, Expects, HttpRequest, HttpResponse, Pace, Validators};
use crate::io::sources::source;

struct Listening<'a>(&'a JobContext<Outcome>);

impl Control for Listening<'_> {
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }

    fn say(&self, words: String) {
        self.0.progress(words);
    }
}

/// Checks an address before anything is asked of it.
///
/// # Errors
/// A sentence: what was expected.
pub fn check_address(address: &str) -> Result<(), String> {
    whole_address(address).map(|_| ())
}

/// Host, path and pace: as for the table that the settings may name.
fn whole_address(address: &str) -> Result<(BaseUrl, String, Pace), String> {
    let table = source("csv_url").ok_or("this program asks no address")?;
    let (base, path) = read_address(&table.info, address)?;
    Ok((base, path.unwrap_or_default(), table.pace))
}

/// The source with its bytes: fetched, if it is an address that was not yet.
pub(super) fn fetched(
    source: ImportSource,
    client: &SharedClient,
    reach: Reach,
    context: &JobContext<Outcome>,
) -> Result<ImportSource, Box<(ImportSource, ImportError)>> {
    let ImportSource::Address { address, body: None } = source else { return Ok(source) };
    context.progress("Fetching".to_owned());
    match ask(&address, client, reach, context) {
        Ok(body) => Ok(ImportSource::Address { address, body: Some(body) }),
        Err(why) => {
            let source = ImportSource::Address { address, body: None };
            let error = if context.is_cancelled() {
                ImportError::Stopped
            } else {
                ImportError::Fetch { name: source.place(), why }
            };
            Err(Box::new((source, error)))
        }
    }
}

fn ask(
    address: &str,
    client: &SharedClient,
    reach: Reach,
    context: &JobContext<Outcome>,
) -> Result<Arc<[u8]>, String> {
    let (base, path, pace) = whole_address(address)?;
    let request = HttpRequest {
        base,
        path,
        body: None,
        expects: Expects::Table,
        key: None,
        known: Validators::default(),
        pace,
    };
    let told = |error: crate::io::http::HttpError| error.with_advice();
    match client.get(reach).map_err(told)?.send(&request, &Listening(context)).map_err(told)? {
        HttpResponse::Fresh { body, .. } => Ok(body.into()),
        // Nothing was known, so nothing can be as it was.
        HttpResponse::NotModified => {
            Err("it answered that nothing changed, though nothing was known".to_owned())
        }
    }
}
