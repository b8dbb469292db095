//! The ways in which a server can misbehave, and the bytes of each.

use std::io::{self, Write};
use std::sync::LazyLock;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Answer;
use super::wire::{Stop, head, send};

/// A way to misbehave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The head at once, then a byte every 40 ms.
    SlowDrip,
    /// The head itself a byte every 40 ms.
    SlowHead,
    /// The head and half of the body, then nothing.
    Stall,
    /// Takes the question and says nothing.
    Mute,
    /// Takes the question and closes.
    HangUp,
    /// More and more.
    Endless,
    /// Some hundred thousand bytes that unpack to a hundred million.
    GzipBomb,
    /// Half of the bytes that the head promises.
    Cut,
    /// Chunks without the last one.
    CutChunks,
    /// A compressed body without its end, the length being right.
    CutGzip,
    /// Half of the body, the length being right.
    Truncated,
    /// 200 with a page for people.
    WebPage,
    /// The same under the type of data.
    WebPageAsData,
    /// The honest body under this type.
    ContentType(&'static str),
    /// The honest body under this name of a compression.
    Encoding(&'static str),
    /// Sends on to another address.
    Redirect(u16, String),
    /// 304.
    NotModified,
    /// A status and, if there is one, its `Retry-After`.
    Status(u16, Option<String>),
    /// 200 without a byte.
    Empty,
    /// 204.
    NoContent,
    /// Not HTTP at all.
    Garbage,
    /// Ten thousand headers.
    HeaderFlood,
    /// One header that never ends.
    EndlessHeader,
    /// Another answer than the honest one.
    Instead(Answer),
}

const PAGE: &str = "<!doctype html><html><body>Please sign in</body></html>";

impl Fault {
    /// Every fault whose outcome does not depend on what it carries.
    pub fn usual() -> Vec<Self> {
        vec![
            Self::SlowDrip,
            Self::SlowHead,
            Self::Stall,
            Self::Mute,
            Self::HangUp,
            Self::Endless,
            Self::GzipBomb,
            Self::Cut,
            Self::CutChunks,
            Self::CutGzip,
            Self::Truncated,
            Self::WebPage,
            Self::WebPageAsData,
            Self::ContentType("image/png"),
            Self::Encoding("br"),
            Self::Redirect(301, "https://example.org/elsewhere?key=1".to_owned()),
            Self::Redirect(302, "https://127.0.0.1:1/".to_owned()),
            Self::Redirect(307, "file:///etc/passwd".to_owned()),
            Self::NotModified,
            Self::Status(403, None),
            Self::Status(404, None),
            Self::Status(429, None),
            Self::Status(500, None),
            Self::Status(503, None),
            Self::Empty,
            Self::NoContent,
            Self::Garbage,
            Self::HeaderFlood,
            Self::EndlessHeader,
        ]
    }

    /// Makes ready what takes long to make.
    pub(super) fn prepare(&self) {
        if *self == Self::GzipBomb {
            assert!(!BOMB.is_empty());
        }
    }

    /// Answers a request; the connection is closed afterwards.
    pub(super) fn answer(&self, honest: Answer, out: &mut dyn Write, stop: &Stop) -> io::Result<()> {
        // What is whole says so; a connection that closes without a word is a fault of its own.
        let honest = with(honest, "connection", "close");
        let body = honest.body.clone();
        let half = &body[..body.len() / 2];
        match self {
            Self::SlowDrip => {
                send(out, &head(&honest, Some(body.len())), b"")?;
                drip(&body, out, stop)
            }
            Self::SlowHead => drip(head(&honest, Some(body.len())).as_bytes(), out, stop),
            Self::Stall => {
                send(out, &head(&honest, Some(body.len() + 1)), half)?;
                stop.wait(Duration::from_secs(60));
                Ok(())
            }
            Self::Mute => {
                stop.wait(Duration::from_secs(60));
                Ok(())
            }
            Self::HangUp => Ok(()),
            Self::Endless => {
                send(out, &head(&with(honest, "transfer-encoding", "chunked"), None), b"1\r\n[\r\n")?;
                let chunk = format!("4000\r\n{}\r\n", "1,".repeat(0x2000));
                while !stop.is_set() {
                    out.write_all(chunk.as_bytes())?;
                }
                Ok(())
            }
            Self::GzipBomb => {
                let bomb = &*BOMB;
                send(out, &head(&with(honest, "content-encoding", "gzip"), Some(bomb.len())), bomb)
            }
            Self::Cut => send(out, &head(&honest, Some(body.len())), half),
            Self::CutChunks => {
                send(out, &head(&with(honest, "transfer-encoding", "chunked"), None), b"")?;
                send(out, &format!("{:x}\r\n", half.len()), half)?;
                send(out, "\r\n", b"")
            }
            Self::CutGzip => {
                let packed = gzip(&body);
                let part = &packed[..packed.len() - 6];
                send(out, &head(&with(honest, "content-encoding", "gzip"), Some(part.len())), part)
            }
            Self::Truncated => send(out, &head(&honest, Some(half.len())), half),
            Self::WebPage => whole(out, &with(page("text/html; charset=utf-8"), "connection", "close")),
            Self::WebPageAsData => whole(out, &Answer { body: PAGE.into(), ..honest }),
            Self::ContentType(name) => whole(out, &with(honest, "content-type", name)),
            Self::Encoding(name) => whole(out, &with(honest, "content-encoding", name)),
            Self::Redirect(status, to) => {
                let page = with(page("text/html"), "connection", "close");
                whole(out, &with(Answer { status: *status, ..page }, "location", to))
            }
            Self::NotModified => send(out, &head(&Answer { status: 304, ..honest }, None), b""),
            Self::Status(status, wait) => {
                let said = Answer { status: *status, ..Answer::json(r#"{"error":"no"}"#) };
                let refusal = with(said, "connection", "close");
                whole(out, &wait.iter().fold(refusal, |answer, wait| with(answer, "retry-after", wait)))
            }
            Self::Empty => whole(out, &Answer { body: Vec::new(), ..honest }),
            Self::NoContent => send(out, &head(&Answer { status: 204, ..honest }, None), b""),
            Self::Garbage => send(out, "SSH-2.0-OpenSSH_9.9\r\n\0\u{1}\u{2}\r\n\r\n", &[0xff; 300]),
            Self::HeaderFlood => {
                let flood: String = (0..10_000).map(|n| format!("x-{n}: {n}\r\n")).collect();
                let head = head(&honest, Some(body.len()));
                send(out, &format!("{}{flood}\r\n", head.trim_end_matches("\r\n").to_owned() + "\r\n"), &body)
            }
            Self::EndlessHeader => {
                send(out, "HTTP/1.1 200 OK\r\nx-endless: ", b"")?;
                while !stop.is_set() {
                    out.write_all(&[b'x'; 4_096])?;
                }
                Ok(())
            }
            Self::Instead(answer) => whole(out, &with(answer.clone(), "connection", "close")),
        }
    }
}

/// Packing it takes longer than some tests wait.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| gzip(&[b"[".as_slice(), &vec![b' '; 96 << 20]].concat()));

fn drip(bytes: &[u8], out: &mut dyn Write, stop: &Stop) -> io::Result<()> {
    for byte in bytes {
        out.write_all(&[*byte])?;
        out.flush()?;
        if stop.wait(Duration::from_millis(40)) {
            break;
        }
    }
    Ok(())
}

fn whole(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    send(out, &head(answer, Some(answer.body.len())), &answer.body)
}

fn page(content_type: &str) -> Answer {
    let headers = vec![("content-type".to_owned(), content_type.to_owned())];
    Answer { status: 200, headers, body: PAGE.into() }
}

/// An answer with a header set to this value.
fn with(mut answer: Answer, name: &str, value: &str) -> Answer {
    answer.headers.retain(|(known, _)| known != name);
    answer.headers.push((name.to_owned(), value.to_owned()));
    answer
}

/// The bytes as gzip packs them.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}
