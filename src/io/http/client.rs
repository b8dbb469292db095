//! The client: whose turn it is, how long to wait, when to stop.

use std::fmt;
use std::pin::pin;
use std::time::Duration;

use reqwest::Client;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use crate::domain::live::Reach;
use crate::io::http::attempt::Attempt;
use crate::io::http::error::{Step, words};
use crate::io::http::lanes::{Lanes, Turn};
use crate::io::http::retry::{Failure, Next, Patience};
use crate::io::http::timer::{SLICE, Timer, pause};
use crate::io::http::transport::Transports;
use crate::io::http::{BaseUrl, Control, HttpError, HttpOptions, HttpRequest, HttpResponse};

/// The client. One for the whole program: it keeps the pace per host.
pub struct HttpClient {
    options: HttpOptions,
    lanes: Lanes,
    transports: Transports,
    /// Always there until the client is dropped.
    runtime: Option<Runtime>,
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient").field("reach", &self.options.reach).finish_non_exhaustive()
    }
}

impl HttpClient {
    /// A client with these bounds. It connects to nobody before it is asked to.
    ///
    /// # Errors
    /// [`HttpError::Setup`] if the system gives no means to wait for sockets.
    pub fn new(options: HttpOptions) -> Result<Self, HttpError> {
        let runtime = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .max_blocking_threads(4)
            .thread_name("look-up of a name")
            .build()
            .map_err(|error| HttpError::Setup { reason: error.to_string() })?;
        let (lanes, transports) = (Lanes::default(), Transports::default());
        Ok(Self { options, lanes, transports, runtime: Some(runtime) })
    }

    /// How far it may go.
    pub fn reach(&self) -> Reach {
        self.options.reach
    }

    /// Sends a request, again where that helps, and checks the answer.
    ///
    /// Blocks: for its turn, for the pace, for what the server asks for. Only one request
    /// is under way to one host at any time.
    ///
    /// # Errors
    /// [`HttpError`] of the last try.
    pub fn send(&self, request: &HttpRequest, control: &dyn Control) -> Result<HttpResponse, HttpError> {
        self.check_reach(&request.base)?;
        let host = request.base.host();
        let client = self.transports.to(&request.base, &self.options)?;
        let turn = self.lanes.enter(&host, control)?;
        let mut patience = Patience::new(self.options.limits, self.timer());
        loop {
            self.wait(&turn, request, &host, &mut patience, control)?;
            let failure = match self.try_once(&client, request, &host, control) {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            match patience.next(failure) {
                Next::Stop { error, rest } => {
                    turn.rest_for(rest, self.timer().elapsed());
                    return Err(error);
                }
                Next::Again { words, pause } => {
                    control.say(words);
                    turn.rest_for(pause, self.timer().elapsed());
                    self.pause(pause, &mut patience, control)?;
                }
            }
        }
    }

    fn timer(&self) -> &dyn Timer {
        &*self.options.timer.0
    }

    /// Refuses before anything is looked up.
    fn check_reach(&self, base: &BaseUrl) -> Result<(), HttpError> {
        match self.options.reach {
            Reach::Internet => Ok(()),
            Reach::Loopback if base.is_loopback() => Ok(()),
            Reach::Loopback | Reach::Nothing => Err(HttpError::Reach { host: base.host() }),
        }
    }

    /// Waits for what the host asked for earlier and for the pace; this machine has none.
    fn wait(
        &self,
        turn: &Turn<'_>,
        request: &HttpRequest,
        host: &str,
        patience: &mut Patience,
        control: &dyn Control,
    ) -> Result<(), HttpError> {
        let rest = turn.rest(self.timer().elapsed());
        if rest > patience.left() {
            let longest = self.options.limits.longest_wait;
            return Err(HttpError::AskedToWait { host: host.to_owned(), wait: rest, longest });
        }
        if !rest.is_zero() {
            control.say(format!("{host} asks to wait {}", words(rest)));
            self.pause(rest, patience, control)?;
        }
        if !request.base.is_loopback() {
            pause(self.timer(), turn.pace_wait(request.pace, self.timer().elapsed()), control)?;
            turn.take(request.pace, self.timer().elapsed());
        }
        Ok(())
    }

    fn pause(
        &self,
        length: Duration,
        patience: &mut Patience,
        control: &dyn Control,
    ) -> Result<(), HttpError> {
        pause(self.timer(), length, control)?;
        patience.spend(length);
        Ok(())
    }

    /// One try, within its time and until the user stops it.
    fn try_once(
        &self,
        client: &Client,
        request: &HttpRequest,
        host: &str,
        control: &dyn Control,
    ) -> Result<HttpResponse, Failure> {
        if control.is_cancelled() {
            return Err(HttpError::Cancelled.into());
        }
        let Some(runtime) = &self.runtime else {
            return Err(HttpError::Cancelled.into());
        };
        let limits = &self.options.limits;
        let attempt = Attempt { client, request, host, limits };
        runtime.block_on(async {
            let mut work = pin!(timeout(limits.total, attempt.run(self.timer().wall())));
            loop {
                match timeout(SLICE, work.as_mut()).await {
                    Ok(Ok(outcome)) => return outcome,
                    Ok(Err(_elapsed)) => {
                        let (host, step) = (host.to_owned(), Step::Whole);
                        return Err(HttpError::Timeout { host, step, limit: limits.total }.into());
                    }
                    Err(_elapsed) if control.is_cancelled() => return Err(HttpError::Cancelled.into()),
                    Err(_elapsed) => {}
                }
            }
        })
    }
}

impl Drop for HttpClient {
    /// Leaves a look-up that hangs behind instead of waiting for it.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
