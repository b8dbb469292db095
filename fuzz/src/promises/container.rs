//! What a table may be wrapped in: the same bytes come out, or a sentence.

use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::sentence;
use crate::io::container::{Kind, open};

/// Decoded bytes that are looked at; a bomb need not be unpacked to its end.
const MOST_BYTES: u64 = 8 << 20;

/// The first byte chooses: the file as it is, or wrapped here before it is opened.
pub fn container(bytes: &[u8]) {
    let [mode, file @ ..] = bytes else { return };
    match mode.wrapping_sub(b'0') {
        1 => {
            let (first, second) = file.split_at(file.len() / 2);
            let wrapped = [gzip(first), gzip(second)].concat();
            round_trip(&wrapped, file);
        }
        2 => round_trip(&zip(8, file), file),
        3 => round_trip(&zip(0, file), file),
        _ => {
            let whole = unwrapped(file, 1 << 16);
            assert_eq!(whole, unwrapped(file, 3), "two readings of one file differ");
        }
    }
}

/// Bytes that are themselves packed, or no table, are refused; all others come back.
fn round_trip(wrapped: &[u8], file: &[u8]) {
    match unwrapped(wrapped, 4_096) {
        Ok((_, out)) => assert!(out == file, "{} bytes went in, others came out", file.len()),
        Err(said) => assert!(Kind::of(file).is_some(), "refused: {said}"),
    }
}

/// An archive of one member; a deflated one has its lengths behind it.
fn zip(method: u16, file: &[u8]) -> Vec<u8> {
    let packed = if method == 8 { deflate(file) } else { file.to_vec() };
    let numbers = [crc32fast::hash(file), packed.len() as u32, file.len() as u32];
    let lengths: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    let mut out = b"PK\x03\x04\x14\0".to_vec();
    out.extend(method.to_le_bytes());
    out.extend(method.to_le_bytes());
    out.extend([0; 4]);
    out.extend(if method == 8 { &[0; 12][..] } else { &lengths });
    out.extend(b"\x05\0\0\0a.csv");
    out.extend(packed);
    if method == 8 {
        out.extend(lengths);
    }
    out.extend(b"PK\x01\x02");
    out
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn unwrapped(file: &[u8], piece: usize) -> Result<(Option<String>, Vec<u8>), String> {
    let opened = open(Box::new(Cursor::new(file.to_vec()))).map_err(|error| {
        sentence(&error, 1_000);
        error.to_string()
    })?;
    if let Some(member) = &opened.member {
        assert!(member.chars().count() <= 1_000 && !member.chars().any(char::is_control), "{member:?}");
    }
    let mut bytes = opened.bytes.take(MOST_BYTES);
    let mut all = Vec::new();
    let mut room = vec![0; piece];
    loop {
        match bytes.read(&mut room) {
            Ok(0) => return Ok((opened.member, all)),
            Ok(read) => all.extend_from_slice(&room[..read]),
            Err(error) => {
                sentence(&error, 1_000);
                return Err(error.to_string());
            }
        }
    }
}
