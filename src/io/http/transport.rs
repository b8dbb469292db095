//! The connections: who may be reached over which of them.
//!
//! One reqwest client for each kind of place, made when it is first needed:
//! reading the system's certificates takes time and memory that a program
//! which never asks anybody should not spend.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder};

use crate::io::http::classify::deepest;
use crate::io::http::names::{Allowed, Guard, proxy_hosts};
use crate::io::http::{BaseUrl, HttpError, HttpOptions, ProxyUse, Trust};

/// What every request says of itself; nothing about the machine or the user.
const USER_AGENT: &str = concat!("hashfloor/", env!("CARGO_PKG_VERSION"));
/// How long a connection is kept for the next page.
const KEPT: Duration = Duration::from_secs(15);

/// A kind of place, with the connections it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// This machine in plain text: no certificates are needed.
    Plain,
    /// Over TLS.
    Tls(Allowed),
}

impl Way {
    fn to(base: &BaseUrl) -> Self {
        match (base.is_plain(), base.is_loopback(), base.trust()) {
            (true, ..) => Self::Plain,
            (false, _, Trust::BuiltIn) => Self::Tls(Allowed::Public),
            (false, true, Trust::UserSet) => Self::Tls(Allowed::Loopback),
            (false, false, Trust::UserSet) => Self::Tls(Allowed::Any),
        }
    }

    fn allowed(self) -> Allowed {
        match self {
            Self::Plain => Allowed::Loopback,
            Self::Tls(allowed) => allowed,
        }
    }
}

/// The clients made so far.
#[derive(Debug, Default)]
pub(super) struct Transports {
    made: Mutex<BTreeMap<Way, Client>>,
}

impl Transports {
    /// The client for a place.
    ///
    /// # Errors
    /// [`HttpError::PrivateAddress`] for a built-in source at an address that is not public;
    /// [`HttpError::Setup`] if TLS cannot be set up.
    pub(super) fn to(&self, base: &BaseUrl, options: &HttpOptions) -> Result<Client, HttpError> {
        let way = Way::to(base);
        // Addresses that are written out are never looked up, so the guard does not see them.
        if base.address().is_some_and(|address| !way.allowed().admits(address)) {
            return Err(HttpError::PrivateAddress { host: base.host() });
        }
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = made.get(&way) {
            return Ok(client.clone());
        }
        let client = build(way, options).map_err(|error| HttpError::Setup { reason: deepest(&error) })?;
        made.insert(way, client.clone());
        Ok(client)
    }
}

fn build(way: Way, options: &HttpOptions) -> Result<Client, reqwest::Error> {
    // Fails if one is installed already, which is as good.
    rustls::crypto::ring::default_provider().install_default().ok();
    let asks_proxies = options.proxies == ProxyUse::Environment && way.allowed() != Allowed::Loopback;
    let proxies = if asks_proxies { proxy_hosts() } else { Vec::new() };
    let guard = Guard { names: options.names.clone(), allowed: way.allowed(), proxies };
    let limits = options.limits;
    let mut builder: ClientBuilder = Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(limits.connect)
        .read_timeout(limits.idle)
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .pool_idle_timeout(KEPT)
        .pool_max_idle_per_host(1)
        .dns_resolver(guard);
    if !asks_proxies {
        builder = builder.no_proxy();
    }
    builder = match way {
        Way::Plain => builder.tls_certs_only([]),
        Way::Tls(_) => {
            let roots: Result<Vec<_>, _> =
                options.extra_roots.iter().map(|der| Certificate::from_der(der)).collect();
            builder.https_only(true).tls_certs_merge(roots?)
        }
    };
    builder.build()
}
