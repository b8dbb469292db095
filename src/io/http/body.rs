//! The bytes of an answer: streamed, decompressed and bounded.
//!
//! The cap holds for the bytes as they come and for what they unpack to; a
//! bomb ends at the cap, before its rest is unpacked.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;

use crate::io::http::classify::classify;
use crate::io::http::told::told;
use crate::io::http::{HttpError, Limits};

/// Room made before the first byte; more grows with what really comes.
const FIRST_ROOM: usize = 64 << 10;

/// Reads the answer to its end.
///
/// # Errors
/// [`HttpError::TooLarge`] at the cap, [`HttpError::Cut`] for an end before the end,
/// [`HttpError::Encoding`] for a compression that was not asked for.
pub(super) async fn read(
    mut response: Response,
    key: Option<&str>,
    host: &str,
    limits: &Limits,
) -> Result<Vec<u8>, HttpError> {
    let cap = limits.body_bytes;
    let too_large = |seen: u64| HttpError::TooLarge { host: host.to_owned(), limit: cap, seen };
    if response.content_length().is_some_and(|length| length > cap as u64) {
        return Err(too_large(0));
    }
    let mut sink = Sink::new(&response, key, host, cap)?;
    let mut received = 0_u64;
    while let Some(piece) = response.chunk().await.map_err(|error| classify(&error, host, limits))? {
        received += piece.len() as u64;
        if received > cap as u64 {
            return Err(too_large(sink.bounded().seen));
        }
        if let Err(error) = sink.write_all(&piece) {
            return Err(sink.failure(&error, host));
        }
    }
    sink.finish(received).map_err(|(error, seen)| failure(&error, seen, cap, host))
}

/// Bytes up to a cap.
struct Bounded {
    bytes: Vec<u8>,
    cap: usize,
    /// What was offered, kept or not.
    seen: u64,
}

impl Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.seen += piece.len() as u64;
        if self.bytes.len() + piece.len() > self.cap {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where the bytes go as they come.
enum Sink {
    Plain(Bounded),
    Gzip(Box<MultiGzDecoder<Bounded>>),
}

impl Sink {
    fn new(response: &Response, key: Option<&str>, host: &str, cap: usize) -> Result<Self, HttpError> {
        let bounded = Bounded { bytes: Vec::with_capacity(FIRST_ROOM.min(cap)), cap, seen: 0 };
        let mut encodings = response.headers().get_all(CONTENT_ENCODING).iter();
        let (first, more) = (encodings.next(), encodings.next());
        let name = first.map(|value| value.to_str().unwrap_or("?").trim().to_ascii_lowercase());
        match (name.as_deref(), more) {
            (None | Some("" | "identity"), None) => Ok(Self::Plain(bounded)),
            (Some("gzip" | "x-gzip"), None) => Ok(Self::Gzip(Box::new(MultiGzDecoder::new(bounded)))),
            (name, _) => {
                let found = told(name.unwrap_or_default(), key);
                Err(HttpError::Encoding { host: host.to_owned(), found })
            }
        }
    }

    fn bounded(&self) -> &Bounded {
        match self {
            Self::Plain(bounded) => bounded,
            Self::Gzip(decoder) => decoder.get_ref(),
        }
    }

    fn write_all(&mut self, piece: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(bounded) => bounded.write_all(piece),
            Self::Gzip(decoder) => decoder.write_all(piece),
        }
    }

    fn failure(&self, error: &io::Error, host: &str) -> HttpError {
        let bounded = self.bounded();
        failure(error, bounded.seen, bounded.cap, host)
    }

    /// The bytes, if their compressed form is whole.
    fn finish(self, received: u64) -> Result<Vec<u8>, (io::Error, u64)> {
        match self {
            Self::Plain(bounded) => Ok(bounded.bytes),
            // Nothing at all is an empty answer, not a broken one.
            Self::Gzip(decoder) if received == 0 => Ok(decoder.get_ref().bytes.clone()),
            Self::Gzip(mut decoder) => match decoder.try_finish() {
                Ok(()) => Ok(std::mem::take(&mut decoder.get_mut().bytes)),
                Err(error) => Err((error, decoder.get_ref().seen)),
            },
        }
    }
}

fn failure(error: &io::Error, seen: u64, limit: usize, host: &str) -> HttpError {
    let host = host.to_owned();
    if error.kind() == io::ErrorKind::FileTooLarge {
        return HttpError::TooLarge { host, limit, seen };
    }
    HttpError::Cut { host, reason: "its compressed form is damaged or ends early".to_owned() }
}
