//! Asking a source a question, whoever carries it.
//!
//! The engine knows no sockets: what it asks goes through [`Asks`], so that
//! paging, gates and fallback are tested against a market in memory.

use crate::app::refresh::RefreshControl;
use crate::app::refresh::plan::Candidate;
use crate::io::http::{Control, HttpClient, HttpError, HttpRequest, HttpResponse, Validators};
use crate::io::sources::Question;

/// Carries a question to a host and brings the answer.
pub(super) trait Asks {
    /// One answer that may be read, retries included.
    ///
    /// # Errors
    /// [`HttpError`] of the last try.
    fn ask(&self, request: &HttpRequest, control: &dyn Control) -> Result<HttpResponse, HttpError>;
}

impl Asks for HttpClient {
    fn ask(&self, request: &HttpRequest, control: &dyn Control) -> Result<HttpResponse, HttpError> {
        self.send(request, control)
    }
}

/// What a refresh is told, as the client tells it.
pub(super) struct Listening<'a>(pub &'a dyn RefreshControl);

impl Control for Listening<'_> {
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }

    fn say(&self, words: String) {
        self.0.progress(words);
    }
}

/// The request of a question to a source, with the user's host, path and key.
pub(super) fn request(candidate: &Candidate, question: Question) -> HttpRequest {
    let key = question.key_header.zip(candidate.secret.clone());
    HttpRequest {
        base: candidate.base.clone(),
        path: candidate.path.clone().unwrap_or(question.path),
        body: question.body,
        expects: question.expects,
        key,
        known: Validators::default(),
        pace: candidate.source.pace,
    }
}
