//! HTTP/1.1 by hand: one request off the wire, one answer onto it.

use std::io::{self, BufRead, Write};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use super::{Answer, Seen};

/// Tells every thread of a server that it is over.
#[derive(Debug, Default)]
pub struct Stop {
    is_set: Mutex<bool>,
    told: Condvar,
}

impl Stop {
    pub fn set(&self) {
        *self.is_set.lock().unwrap() = true;
        self.told.notify_all();
    }

    pub fn is_set(&self) -> bool {
        *self.is_set.lock().unwrap()
    }

    /// Waits this long, or until it is over; true if it is.
    pub fn wait(&self, length: Duration) -> bool {
        let guard = self.is_set.lock().unwrap();
        *self.told.wait_timeout_while(guard, length, |is_set| !*is_set).unwrap().0
    }
}

/// Reads a request; `None` at the end of the connection.
pub fn read_request(input: &mut impl BufRead) -> io::Result<Option<Seen>> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (path, query) = (path.to_owned(), query.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length.map_or(0, |(_, value)| value.parse().unwrap())];
    input.read_exact(&mut body)?;
    Ok(Some(Seen { method, path, query, headers, body }))
}

/// The head of an answer; a length only if there is one to name.
pub fn head(answer: &Answer, length: Option<usize>) -> String {
    let mut head = format!("HTTP/1.1 {} Said\r\n", answer.status);
    for (name, value) in &answer.headers {
        head += &format!("{name}: {value}\r\n");
    }
    if let Some(length) = length {
        head += &format!("content-length: {length}\r\n");
    }
    head + "\r\n"
}

/// Head and body in one piece: two would wait for each other's acknowledgement.
pub fn send(out: &mut (impl Write + ?Sized), head: &str, body: &[u8]) -> io::Result<()> {
    out.write_all(&[head.as_bytes(), body].concat())?;
    out.flush()
}
