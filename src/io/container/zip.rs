//! Zip archives, from their front: the one table among the members.
//!
//! Reads the header in front of each member and never the directory at the end:
//! the archive may be a pipe, and what the two disagree about cannot mislead.
//! Names are shown and never used as paths. Every member that is read is checked
//! against its length and checksum.

use std::io::{self, BufRead, ErrorKind, Read};

use flate2::bufread::DeflateDecoder;

use super::{ContainerError, Kind};
use crate::domain::format::visible_text;

/// Marks that a part of an archive begins with.
const MEMBER_MARK: u32 = 0x0403_4B50;
const DIRECTORY_MARKS: [u32; 3] = [0x0201_4B50, 0x0605_4B50, 0x0606_4B50];
const DESCRIPTOR_MARK: u32 = 0x0807_4B50;
/// Bits of a member's flags.
const ENCRYPTED: u16 = 1 | 1 << 6;
const LENGTHS_FOLLOW: u16 = 1 << 3;
/// Ways of packing.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// The extra field with lengths of 64 bits.
const ZIP64: u16 = 1;
/// Characters of a member's name that are shown.
const SHOWN_CHARS: usize = 80;
/// Bytes unpacked at most on the way to the table.
const MAX_SKIPPED_BYTES: u64 = 256 << 20;
/// Endings of names of tables; Stooq's are `.txt`, and some have none.
const TABLE_ENDINGS: [&str; 9] = ["csv", "tsv", "tab", "txt", "dat", "json", "html", "htm", ""];
/// Beginnings of names that come along with tables.
const COMPANIONS: [&str; 4] = ["readme", "license", "licence", "checksum"];
/// Members, or folders of them, by which a document shows that it is one.
const OFFICE_PARTS: [&str; 6] = ["[Content_Types].xml", "mimetype", "_rels/", "xl/", "word/", "Index/"];

/// What stands in front of a member.
struct Header {
    name: String,
    shown: String,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    unpacked: u64,
    /// Whether lengths are of 64 bits.
    is_long: bool,
}

impl Header {
    /// The next member; `None` where the directory begins.
    fn next(input: &mut impl Read) -> Result<Option<Self>, ContainerError> {
        let mark = u32(input)?;
        if DIRECTORY_MARKS.contains(&mark) {
            return Ok(None);
        }
        if mark != MEMBER_MARK {
            return Err(damaged("a member or the directory behind a member"));
        }
        let [_version, flags, method, _time, _date] =
            [u16(input)?, u16(input)?, u16(input)?, u16(input)?, u16(input)?];
        let (crc, packed, unpacked) = (u32(input)?, u64::from(u32(input)?), u64::from(u32(input)?));
        let (name_length, extra_length) = (u16(input)?, u16(input)?);
        let name = String::from_utf8_lossy(&bytes(input, name_length)?).into_owned();
        let extra = bytes(input, extra_length)?;
        let shown = shown(&name);
        let mut header = Self { name, shown, flags, method, crc, packed, unpacked, is_long: false };
        header.take_long_lengths(&extra);
        Ok(Some(header))
    }

    /// Lengths of 64 bits, where those of 32 do not say.
    fn take_long_lengths(&mut self, mut extra: &[u8]) {
        while let (Ok(id), Ok(length)) = (u16(&mut extra), u16(&mut extra)) {
            let (field, rest) = extra.split_at(extra.len().min(usize::from(length)));
            extra = rest;
            if id == ZIP64 {
                self.is_long = true;
                let mut field = field;
                for length in [&mut self.unpacked, &mut self.packed] {
                    if *length == u64::from(u32::MAX) {
                        *length = u64(&mut field).unwrap_or(*length);
                    }
                }
            }
        }
    }

    fn lengths_follow(&self) -> bool {
        self.flags & LENGTHS_FOLLOW != 0
    }

    fn is_table(&self) -> bool {
        let base = base_name(&self.name).to_lowercase();
        let ending = base.rsplit_once('.').map_or("", |(_, ending)| ending);
        !base.is_empty()
            && !base.starts_with('.')
            && !self.name.starts_with("__MACOSX/")
            && TABLE_ENDINGS.contains(&ending)
            && !COMPANIONS.iter().any(|companion| base.starts_with(companion))
    }

    fn is_office_part(&self) -> bool {
        OFFICE_PARTS
            .iter()
            .any(|part| if part.ends_with('/') { self.name.starts_with(part) } else { self.name == *part })
    }
}

/// A name without its folders; empty for a folder.
fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// The base name on one line, at most [`SHOWN_CHARS`] characters; a folder keeps its path.
fn shown(name: &str) -> String {
    let base = base_name(name);
    let visible = visible_text(if base.is_empty() { name } else { base });
    if visible.chars().count() <= SHOWN_CHARS {
        return visible.to_string();
    }
    visible.chars().take(SHOWN_CHARS - 1).chain(['…']).collect()
}

/// Opens the only table of an archive; gives its name and its bytes.
///
/// # Errors
/// [`ContainerError`]. That there is a second table shows only behind the first:
/// reading then ends with [`ContainerError::SeveralTables`].
pub(super) fn open<R: BufRead>(mut input: R) -> Result<(String, Member<R>), ContainerError> {
    let mut first = None;
    let mut budget = MAX_SKIPPED_BYTES;
    while let Some(header) = Header::next(&mut input)? {
        if header.is_office_part() {
            return Err(ContainerError::NotATable(Kind::Office));
        }
        if header.is_table() {
            return Ok((header.shown.clone(), Member::new(input, header)?));
        }
        first.get_or_insert_with(|| header.shown.clone());
        input = skip(input, header, &mut budget)?;
    }
    Err(ContainerError::NoTable { found: first })
}

/// The input behind a member that is not wanted.
fn skip<R: BufRead>(mut input: R, header: Header, budget: &mut u64) -> Result<R, ContainerError> {
    if !header.lengths_follow() {
        let skipped = io::copy(&mut input.by_ref().take(header.packed), &mut io::sink())?;
        return if skipped == header.packed { Ok(input) } else { Err(ContainerError::Cut(Kind::Zip)) };
    }
    let mut member = Member::new(input, header)?;
    let mut room = [0; 4_096];
    loop {
        match member.unpack(&mut room)? {
            0 => return member.end(),
            read => {
                *budget = budget
                    .checked_sub(read as u64)
                    .ok_or_else(|| damaged("its table before so much else"))?;
            }
        }
    }
}

enum Packed<R> {
    Stored(io::Take<R>),
    Deflated(DeflateDecoder<R>),
}

/// The bytes of a member, checked where they end.
pub(super) struct Member<R> {
    /// `None` once all is read and checked, or after an error.
    packed: Option<Packed<R>>,
    header: Header,
    hasher: crc32fast::Hasher,
    unpacked: u64,
}

impl<R: BufRead> Member<R> {
    fn new(input: R, header: Header) -> Result<Self, ContainerError> {
        let member = || header.shown.clone();
        if header.flags & ENCRYPTED != 0 {
            return Err(ContainerError::Encrypted { member: member() });
        }
        let packed = match header.method {
            STORED if header.lengths_follow() => {
                return Err(ContainerError::NoLength { member: member() });
            }
            STORED => Packed::Stored(input.take(header.packed)),
            DEFLATED => Packed::Deflated(DeflateDecoder::new(input)),
            method => return Err(ContainerError::Method { member: member(), method }),
        };
        Ok(Self { packed: Some(packed), header, hasher: crc32fast::Hasher::new(), unpacked: 0 })
    }

    fn unpack(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.packed {
            Some(Packed::Stored(bytes)) => bytes.read(room),
            Some(Packed::Deflated(bytes)) => bytes.read(room).map_err(|error| match error.kind() {
                ErrorKind::InvalidInput | ErrorKind::InvalidData => {
                    damaged("bytes that can be unpacked").into()
                }
                ErrorKind::UnexpectedEof => ContainerError::Cut(Kind::Zip).into(),
                _ => error,
            }),
            None => Ok(0),
        }?;
        self.hasher.update(room.get(..read).unwrap_or_default());
        self.unpacked += read as u64;
        Ok(read)
    }

    /// Holds what was read against what the archive says of it; gives the input behind it.
    fn end(&mut self) -> Result<R, ContainerError> {
        let (mut input, packed) = match self.packed.take() {
            Some(Packed::Stored(bytes)) => (bytes.into_inner(), self.unpacked),
            Some(Packed::Deflated(bytes)) => {
                let packed = bytes.total_in();
                (bytes.into_inner(), packed)
            }
            None => return Err(damaged("one end of a member")),
        };
        // A decoder whose input ends is content with what it has.
        let mut is_cut = || input.fill_buf().map(<[u8]>::is_empty);
        let found = (std::mem::take(&mut self.hasher).finalize(), packed, self.unpacked);
        let said = (self.header.crc, self.header.packed, self.header.unpacked);
        let is_right = if self.header.lengths_follow() {
            if is_cut()? {
                return Err(ContainerError::Cut(Kind::Zip));
            }
            // Java writes long lengths behind a member without having said so in front.
            let is_long = self.header.is_long || packed.max(self.unpacked) > u64::from(u32::MAX);
            descriptor_says(&mut input, is_long, found)?
        } else if said == found {
            true
        } else if is_cut()? {
            return Err(ContainerError::Cut(Kind::Zip));
        } else {
            false
        };
        is_right.then_some(input).ok_or_else(|| damaged("a member of the length and checksum it states"))
    }

    /// Looks for another table behind the one that was read.
    fn refuse_others(&self, mut input: R) -> Result<(), ContainerError> {
        let mut budget = MAX_SKIPPED_BYTES;
        while let Some(header) = Header::next(&mut input)? {
            if header.is_table() {
                return Err(ContainerError::SeveralTables {
                    first: self.header.shown.clone(),
                    second: header.shown,
                });
            }
            input = skip(input, header, &mut budget)?;
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Member<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if room.is_empty() || self.packed.is_none() {
            return Ok(0);
        }
        let read = self.unpack(room)?;
        if read == 0 {
            let rest = self.end()?;
            self.refuse_others(rest)?;
        }
        Ok(read)
    }
}

/// Whether the checksum and lengths behind a member are those found; a mark may stand in front.
fn descriptor_says(
    input: &mut impl Read,
    is_long: bool,
    found: (u32, u64, u64),
) -> Result<bool, ContainerError> {
    let first = u32(input)?;
    let crc = if first == DESCRIPTOR_MARK { u32(input)? } else { first };
    let mut length = || if is_long { u64(input) } else { u32(input).map(u64::from) };
    Ok((crc, length()?, length()?) == found)
}

fn damaged(expected: &'static str) -> ContainerError {
    ContainerError::Damaged { kind: Kind::Zip, expected }
}

fn bytes(input: &mut impl Read, length: u16) -> Result<Vec<u8>, ContainerError> {
    let mut bytes = Vec::new();
    input.take(u64::from(length)).read_to_end(&mut bytes)?;
    if bytes.len() == usize::from(length) { Ok(bytes) } else { Err(ContainerError::Cut(Kind::Zip)) }
}

fn exactly<const N: usize>(input: &mut impl Read) -> Result<[u8; N], ContainerError> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => ContainerError::Cut(Kind::Zip),
        _ => error.into(),
    })?;
    Ok(bytes)
}

fn u16(input: &mut impl Read) -> Result<u16, ContainerError> {
    exactly(input).map(u16::from_le_bytes)
}

fn u32(input: &mut impl Read) -> Result<u32, ContainerError> {
    exactly(input).map(u32::from_le_bytes)
}

fn u64(input: &mut impl Read) -> Result<u64, ContainerError> {
    exactly(input).map(u64::from_le_bytes)
}
