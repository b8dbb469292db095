use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::*;

const TABLE: &str = "date,value\n2031-03-01,1.5\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A member as it stands in an archive; `flags` with bit 3 puts its lengths behind it.
fn member(name: &str, method: u16, flags: u16, bytes: &[u8]) -> Vec<u8> {
    let packed = if method == 8 { deflate(bytes) } else { bytes.to_vec() };
    let lengths: Vec<u8> = [crc32fast::hash(bytes), packed.len() as u32, bytes.len() as u32]
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    let follow = flags & 8 != 0;
    let mut out = b"PK\x03\x04\x14\0".to_vec();
    out.extend(flags.to_le_bytes());
    out.extend(method.to_le_bytes());
    out.extend([0; 4]);
    out.extend(if follow { &[0; 12][..] } else { &lengths });
    out.extend((name.len() as u16).to_le_bytes());
    out.extend([0, 0]);
    out.extend(name.as_bytes());
    out.extend(packed);
    if follow {
        out.extend(b"PK\x07\x08");
        out.extend(lengths);
    }
    out
}

fn zip(members: &[Vec<u8>]) -> Vec<u8> {
    [members.concat(), b"PK\x01\x02".to_vec(), vec![0; 42]].concat()
}

/// One byte at a time: no mark may depend on how a pipe cuts the bytes.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.0.read(room.get_mut(..1).unwrap_or_default())
    }
}

fn read(bytes: &[u8]) -> Result<(Option<String>, String), ContainerError> {
    let mut opened = open(Box::new(bytes))?;
    let mut text = String::new();
    opened.bytes.read_to_string(&mut text)?;
    let mut dripped = String::new();
    open(Box::new(Drip(bytes)))?.bytes.read_to_string(&mut dripped)?;
    assert_eq!(text, dripped);
    Ok((opened.member, text))
}

fn refusal(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}

#[test]
fn plain_bytes_and_gzip_give_the_table() {
    let (front, back) = TABLE.as_bytes().split_at(9);
    let parts = [gzip(front), gzip(b""), gzip(back)].concat();
    for bytes in
        [TABLE.as_bytes(), &gzip(TABLE.as_bytes()), &parts, &[&parts[..], &[0; 100_000][..]].concat()]
    {
        assert_eq!(read(bytes).unwrap(), (None, TABLE.to_owned()));
    }
    assert_eq!(read(b"").unwrap().1, "");
    assert_eq!(read(b"P").unwrap().1, "P");
}

#[test]
fn the_only_table_of_a_zip_is_read_whatever_lies_beside_it() {
    for (method, flags) in [(0, 0), (8, 0), (8, 8)] {
        let table = member("data/BTC 1D.csv", method, flags, TABLE.as_bytes());
        let beside = [
            member("data/", 0, 0, b""),
            member("__MACOSX/data/._BTC 1D.csv", 8, flags, b"\0\x05"),
            member("data/README.txt", method, flags, b"hello"),
            member(".DS_Store", 0, 0, b"x"),
            member("chart.png", 8, flags, &[7; 70_000]),
        ];
        let before = zip(&[&beside[..], std::slice::from_ref(&table)].concat());
        let behind = zip(&[&[table], &beside[..]].concat());
        for bytes in [before, behind] {
            assert_eq!(read(&bytes).unwrap(), (Some("BTC 1D.csv".to_owned()), TABLE.to_owned()));
        }
    }
}

#[test]
fn lengths_of_64_bits_are_read_in_front_of_a_member_and_behind_it() {
    let packed = deflate(TABLE.as_bytes());
    let crc = crc32fast::hash(TABLE.as_bytes()).to_le_bytes();
    let long = [(TABLE.len() as u64).to_le_bytes(), (packed.len() as u64).to_le_bytes()];
    for flags in [0_u8, 8] {
        let mut bytes = b"PK\x03\x04\x2D\0".to_vec();
        bytes.extend([flags, 0, 8, 0, 0, 0, 0, 0]);
        bytes.extend(if flags == 0 { crc } else { [0; 4] });
        bytes.extend([0xFF; 8]);
        bytes.extend([5, 0, 20, 0]);
        bytes.extend(b"a.csv\x01\0\x10\0");
        bytes.extend(if flags == 0 { long.concat() } else { vec![0; 16] });
        bytes.extend(&packed);
        if flags != 0 {
            bytes.extend(crc);
            bytes.extend([long[1], long[0]].concat());
        }
        bytes.extend(b"PK\x06\x06");
        assert_eq!(read(&bytes).unwrap().1, TABLE, "flags {flags}");
    }
}

#[test]
fn a_name_from_an_archive_is_shown_and_harmless() {
    for (name, shown) in [
        ("../../etc/cron.d/x.csv", "x.csv"),
        ("C:\\Windows\\x.csv", "x.csv"),
        ("a\u{202e}\n.csv", "a\\u{202e}\\u{a}.csv"),
        ("/", ""),
    ] {
        let bytes = zip(&[member(name, 8, 0, TABLE.as_bytes())]);
        match read(&bytes) {
            Ok((member, _)) => assert_eq!(member.unwrap(), shown),
            Err(error) => assert_eq!(error.to_string(), "expected a CSV file in the zip archive, found /"),
        }
    }
    let long = format!("{}.csv", "x".repeat(60_000));
    let (member, _) = read(&zip(&[member(&long, 0, 0, TABLE.as_bytes())])).unwrap();
    assert_eq!(member.unwrap().chars().count(), 80);
}

#[test]
fn what_is_cut_or_bent_is_refused_at_every_byte() {
    let archive = zip(&[member("a.csv", 8, 8, TABLE.as_bytes())]);
    let stored = zip(&[member("readme.md", 0, 0, b"12345"), member("a.csv", 0, 0, TABLE.as_bytes())]);
    let gzipped = gzip(TABLE.as_bytes());
    for (whole, last) in [(&archive, 46), (&stored, 46), (&gzipped, 0)] {
        for end in 4..whole.len() - last {
            let error = refusal(&whole[..end]);
            assert!(error.contains("ends too early, the file was cut"), "{end}: {error}");
        }
    }
    let mut bent = gzipped.clone();
    let crc = bent.len() - 8;
    bent[crc] ^= 1;
    assert_eq!(
        refusal(&bent),
        "the gzip file is damaged, expected bytes that unpack to their own checksum: fetch it again"
    );
    let mut bent = stored.clone();
    let letter = bent.len() - 50;
    bent[letter] ^= 1;
    assert_eq!(
        refusal(&bent),
        "the zip archive is damaged, expected a member of the length and checksum it states: fetch it again"
    );
    let trailing = [&gzipped[..], b"\0\0more"].concat();
    assert_eq!(
        refusal(&trailing),
        "the gzip file is damaged, expected another member or nothing behind its end: fetch it again"
    );
}

#[test]
fn what_is_not_read_says_why_and_what_to_do() {
    let table = TABLE.as_bytes();
    let tar = [&[b'x'; 257][..], b"ustar\0", &[0; 300]].concat();
    for (bytes, sentence) in [
        (
            zip(&[member("a.csv", 8, 0, table), member("b/b.csv", 8, 0, table)]),
            "the zip archive holds several tables, \"a.csv\" and \"b.csv\" among them, expected one: \
             unpack it and import the one you want",
        ),
        (
            zip(&[member("a.csv", 8, 1, table)]),
            "\"a.csv\" in the zip archive has a password, expected none: unpack it first",
        ),
        (
            zip(&[member("a.csv", 9, 0, table)]),
            "\"a.csv\" in the zip archive is packed by method 9, expected stored or deflated: unpack it first",
        ),
        (
            zip(&[member("a.csv", 0, 8, table)]),
            "\"a.csv\" in the zip archive does not say how long it is: unpack it first",
        ),
        (
            [b"PK\x05\x06".to_vec(), vec![0; 18]].concat(),
            "expected a CSV file in the zip archive, found nothing",
        ),
        (
            zip(&[member("chart.png", 0, 0, b"x"), member("b.pdf", 0, 0, b"x")]),
            "expected a CSV file in the zip archive, found chart.png",
        ),
        (
            zip(&[member("[Content_Types].xml", 8, 8, b"<x/>"), member("xl/workbook.xml", 8, 8, b"<y/>")]),
            "expected a table as text (CSV), found an office document: open it and save the sheet as CSV",
        ),
        (
            zip(&[member("mimetype", 0, 0, b"application/vnd.oasis.opendocument.spreadsheet")]),
            "expected a table as text (CSV), found an office document: open it and save the sheet as CSV",
        ),
        (gzip(&gzip(table)), "expected a table inside a gzip file, found a gzip file: unpack it first"),
        (gzip(&tar), "expected a table inside a gzip file, found a tar archive: unpack it first"),
        (
            zip(&[member("a.csv", 8, 0, b"SQLite format 3\0...")]),
            "expected a table inside a zip archive, found an SQLite database: unpack it first",
        ),
        (
            b"%PDF-1.7\n".to_vec(),
            "expected a table as text (CSV), found a PDF document: look for the same figures as CSV, or paste the \
             table",
        ),
        (
            b"PAR1\x15\x04".to_vec(),
            "expected a table as text (CSV), found a Parquet or Arrow file: export the table as CSV",
        ),
        (
            b"\x28\xB5\x2F\xFD\0".to_vec(),
            "expected a table as text (CSV), found a file packed by Zstandard: unpack it first",
        ),
    ] {
        assert_eq!(refusal(&bytes), sentence);
    }
}

#[test]
fn a_bomb_beside_the_table_is_not_unpacked_for_ever() {
    // 300 MiB of zeros in 300 KiB, with its length behind it: only unpacking finds its end.
    let bomb = member("film.bin", 8, 8, &vec![0; 300 << 20]);
    let error = refusal(&zip(&[bomb, member("a.csv", 8, 0, TABLE.as_bytes())]));
    assert_eq!(error, "the zip archive is damaged, expected its table before so much else: fetch it again");
}
