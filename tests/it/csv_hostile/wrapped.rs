//! Hostile gzip and zip files; the formats themselves are tested beside `io::container`.

use std::io::Read;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{KEPT, Place};

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    gzip_of(bytes)
}

/// Packs what it reads, piece by piece.
pub(super) fn gzip_of(mut bytes: impl Read) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    std::io::copy(&mut bytes, &mut encoder).unwrap();
    encoder.finish().unwrap()
}

/// A zip archive with one member.
fn zip(name: &str, method: u16, packed: &[u8], unpacked: &[u8]) -> Vec<u8> {
    zip_of(name, method, packed, crc32fast::hash(unpacked), unpacked.len() as u32)
}

/// An archive with one member of which checksum and length are known.
pub(super) fn zip_of(name: &str, method: u16, packed: &[u8], crc: u32, length: u32) -> Vec<u8> {
    let mut out = b"PK\x03\x04\x14\0\0\0".to_vec();
    out.extend(method.to_le_bytes());
    out.extend([0; 4]);
    out.extend(crc.to_le_bytes());
    out.extend((packed.len() as u32).to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend((name.len() as u16).to_le_bytes());
    out.extend([0, 0]);
    out.extend(name.as_bytes());
    out.extend(packed);
    out.extend(b"PK\x01\x02");
    out
}

/// The packed bytes of a gzip file without its frame.
pub(super) fn deflated(gzipped: &[u8]) -> &[u8] {
    &gzipped[10..gzipped.len() - 8]
}

#[test]
fn a_packed_table_is_read_and_a_damaged_one_stores_nothing() {
    let place = Place::new();
    let bytes = KEPT.replace("2031-03-02", "2031-03-03").into_bytes();
    for whole in [
        gzip(&bytes),
        zip("a.csv", 0, &bytes, &bytes),
        zip("../../a.csv", 8, deflated(&gzip(&bytes)), &bytes),
    ] {
        let preview = place.read(&whole[..]).unwrap();
        assert_eq!(preview.understood.series[0].rows.len(), 2);
        for cut in 12..whole.len() - 4 {
            let said = place.refuses(&whole[..cut]);
            assert!(said.contains("ends too early"), "cut at {cut}: {said}");
        }
        let mut bent = whole.clone();
        // A letter of the stored text, or a byte of the packed one.
        let at = bent.len() / 2;
        bent[at] ^= 0x10;
        place.refuses(&bent[..]);
    }
}

#[test]
fn packing_twice_is_refused_at_any_depth() {
    let place = Place::new();
    let mut bytes = KEPT.as_bytes().to_vec();
    for depth in 1..200 {
        bytes = if depth % 2 == 0 { gzip(&bytes) } else { zip("a.csv", 8, deflated(&gzip(&bytes)), &bytes) };
        if depth > 1 {
            let said = place.refuses(&bytes[..]);
            assert!(said.contains("unpack it first"), "{said}");
        }
    }
}

#[test]
fn a_workbook_and_a_document_are_named_with_the_next_step() {
    let place = Place::new();
    let said = place.refuses(&zip("[Content_Types].xml", 0, b"<x/>", b"<x/>")[..]);
    assert!(said.ends_with("found an office document: open it and save the sheet as CSV"), "{said}");
    let said = place.refuses(&b"%PDF-1.7\n%\xE2\xE3\n"[..]);
    assert!(said.contains("found a PDF document"), "{said}");
    let said = place.refuses(std::io::Cursor::new(b"SQLite format 3\0").chain(std::io::repeat(0)));
    assert!(said.contains("found an SQLite database: export the table as CSV"), "{said}");
}
