//! Gzip: one member after another, and nothing behind them.
//!
//! Stands on `flate2` member by member instead of its reader of many, which
//! takes the zeros that tapes and downloads are padded with for damage.

use std::io::{self, BufRead, ErrorKind, Read};

use flate2::bufread::GzDecoder;

use super::{ContainerError, Kind};

/// First bytes of a member.
const MARK: &[u8] = b"\x1F\x8B";

/// What was packed.
pub(super) struct Gunzipped<R> {
    /// The member that is read; `None` after the last or after an error.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gunzipped<R> {
    /// Reads the member that `input` begins with, then all that follow.
    pub(super) fn new(input: R) -> Self {
        Self { member: Some(GzDecoder::new(input)) }
    }
}

/// Whether another member follows; zeros behind the last are passed over.
fn next_begins(input: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let waiting = input.fill_buf()?;
        if waiting.is_empty() {
            return Ok(false);
        }
        let zeros = waiting.iter().take_while(|byte| **byte == 0).count();
        if zeros == 0 {
            // The mark may lie across two buffers: its second byte is the decoder's to judge.
            let expected = "another member or nothing behind its end";
            let begins = waiting.first() == MARK.first();
            return begins.then_some(true).ok_or_else(|| damaged(expected).into());
        }
        input.consume(zeros);
    }
}

fn damaged(expected: &'static str) -> ContainerError {
    ContainerError::Damaged { kind: Kind::Gzip, expected }
}

impl<R: BufRead> Read for Gunzipped<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if room.is_empty() {
            return Ok(0);
        }
        while let Some(mut member) = self.member.take() {
            match member.read(room) {
                Ok(0) => {
                    let mut rest = member.into_inner();
                    if next_begins(&mut rest)? {
                        self.member = Some(GzDecoder::new(rest));
                    }
                }
                Ok(read) => {
                    self.member = Some(member);
                    return Ok(read);
                }
                Err(error) => {
                    return Err(match error.kind() {
                        ErrorKind::Interrupted => {
                            self.member = Some(member);
                            error
                        }
                        ErrorKind::UnexpectedEof => ContainerError::Cut(Kind::Gzip).into(),
                        ErrorKind::InvalidInput | ErrorKind::InvalidData => {
                            damaged("bytes that unpack to their own checksum").into()
                        }
                        _ => error,
                    });
                }
            }
        }
        Ok(0)
    }
}
