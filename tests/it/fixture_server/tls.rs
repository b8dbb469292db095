//! Certificates of every kind, made on the spot, and TLS on top of a connection.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What is right or wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// For this host, by an authority that the client is told to trust.
    Good,
    /// The same, but over since 2020.
    Expired,
    /// For another host.
    WrongHost,
    /// By nobody but itself.
    SelfSigned,
}

/// An authority of its own, and the TLS of a server it vouches for.
#[derive(Clone)]
pub struct Tls {
    /// The authority's certificate, DER: what a client is told to trust.
    pub root: Vec<u8>,
    config: Arc<ServerConfig>,
}

impl Tls {
    /// Certificates for these names.
    pub fn new(shown: Shown, names: &[&str]) -> Self {
        let (root_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = authority.self_signed(&root_key).unwrap();
        let issuer = Issuer::new(authority, &root_key);
        let names = if shown == Shown::WrongHost { &["elsewhere.example"] } else { names };
        let mut params =
            CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        let params = params.as_mut().unwrap();
        if shown == Shown::Expired {
            (params.not_before, params.not_after) = (date_time_ymd(2019, 1, 1), date_time_ymd(2020, 1, 1));
        }
        let certificate = match shown {
            Shown::SelfSigned => params.self_signed(&key).unwrap(),
            _ => params.signed_by(&key, &issuer).unwrap(),
        };
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        Self { root: root.der().to_vec(), config: Arc::new(config) }
    }

    pub(super) fn on(&self, stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
        StreamOwned::new(ServerConnection::new(Arc::clone(&self.config)).unwrap(), stream)
    }
}

/// Both ways of a connection, plain or not.
pub trait Connection: Read + Write {}

impl<T: Read + Write> Connection for T {}
