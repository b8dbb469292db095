//! One try: the question with its headers, the hops, the checks.

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED,
};
use reqwest::{Client, Method, Request, Response, StatusCode, Url};

use crate::domain::time::UnixSecs;
use crate::io::http::classify::classify;
use crate::io::http::retry::Failure;
use crate::io::http::retry_after::asked_pause;
use crate::io::http::{HttpError, HttpRequest, HttpResponse, Limits, Validators, accept, body, redirect};

/// What every try of one request has in common.
pub(super) struct Attempt<'a> {
    pub(super) client: &'a Client,
    pub(super) request: &'a HttpRequest,
    pub(super) host: &'a str,
    pub(super) limits: &'a Limits,
}

impl Attempt<'_> {
    /// Asks once, and follows where the same host sends us.
    ///
    /// # Errors
    /// [`Failure`], with the pause the server asks for.
    pub(super) async fn run(&self, wall: UnixSecs) -> Result<HttpResponse, Failure> {
        let mut url = self.request.base.join(&self.request.path).ok_or_else(|| self.bad_path())?;
        for _ in 0..=redirect::MOST_HOPS {
            let question = self.question(url.clone())?;
            let method = question.method().clone();
            let sent = self.client.execute(question).await;
            let answer = sent.map_err(|error| classify(&error, self.host, self.limits))?;
            if !redirect::is_redirect(answer.status()) {
                return self.judge(answer, wall).await;
            }
            url = redirect::follow(&url, &method, answer.status(), answer.headers(), self.key(), self.host)?;
        }
        let host = self.host.to_owned();
        Err(HttpError::RedirectLoop { host, most: redirect::MOST_HOPS }.into())
    }

    fn bad_path(&self) -> HttpError {
        HttpError::Path { host: self.host.to_owned() }
    }

    fn key(&self) -> Option<&str> {
        self.request.key.as_ref().map(|(_, key)| key.reveal())
    }

    fn question(&self, url: Url) -> Result<Request, HttpError> {
        let HttpRequest { body, expects, key, known, .. } = self.request;
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let mut question = Request::new(method, url);
        let headers = question.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static(expects.accept()));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        if let Some((header, key)) = key {
            let refused = |_| HttpError::Header { host: self.host.to_owned(), header };
            let name =
                HeaderName::from_bytes(header.as_bytes()).map_err(|error| refused(error.to_string()))?;
            let mut value =
                HeaderValue::from_str(key.reveal()).map_err(|error| refused(error.to_string()))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        match body {
            Some(text) => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                *question.body_mut() = Some(text.clone().into());
            }
            None => {
                insert_validator(headers, IF_NONE_MATCH, known.etag.as_deref());
                insert_validator(headers, IF_MODIFIED_SINCE, known.last_modified.as_deref());
            }
        }
        Ok(question)
    }

    /// Whether the question named what is known already.
    fn asked_for_change(&self) -> bool {
        let Validators { etag, last_modified } = &self.request.known;
        let is_named = |text: &Option<String>| text.as_deref().is_some_and(|text| validator(text).is_some());
        self.request.body.is_none() && (is_named(etag) || is_named(last_modified))
    }

    async fn judge(&self, answer: Response, wall: UnixSecs) -> Result<HttpResponse, Failure> {
        let (host, expects) = (self.host.to_owned(), self.request.expects);
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED if self.asked_for_change() => return Ok(HttpResponse::NotModified),
            StatusCode::NOT_MODIFIED => return Err(HttpError::UnaskedNotModified { host }.into()),
            StatusCode::NO_CONTENT => {
                return Err(HttpError::Empty { host, expected: expects.words() }.into());
            }
            status => {
                let error = HttpError::Status { host, status: status.as_u16() };
                return Err(Failure { error, asked: asked_pause(answer.headers(), wall) });
            }
        }
        if answer.content_length() == Some(0) {
            return Err(HttpError::Empty { host, expected: expects.words() }.into());
        }
        accept::check_type(answer.headers(), expects, self.key(), self.host)?;
        let validators = Validators {
            etag: bounded(answer.headers(), &ETAG),
            last_modified: bounded(answer.headers(), &LAST_MODIFIED),
        };
        let bytes = body::read(answer, self.key(), self.host, self.limits).await?;
        let body = accept::check_start(bytes, expects, self.host)?;
        Ok(HttpResponse::Fresh { body, validators })
    }
}

fn insert_validator(headers: &mut HeaderMap, name: HeaderName, text: Option<&str>) {
    if let Some(value) = text.and_then(validator) {
        headers.insert(name, value);
    }
}

fn bounded(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?;
    validator(text).is_some().then(|| text.to_owned())
}

/// A validator that is worth keeping: short, of visible ASCII.
fn validator(text: &str) -> Option<HeaderValue> {
    let fits = !text.trim().is_empty()
        && text.len() <= 256
        && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if fits { HeaderValue::from_str(text).ok() } else { None }
}
