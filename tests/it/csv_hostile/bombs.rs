//! What bombs cost in memory, measured in a process of their own.

use std::io::{self, Read, Write as _};
use std::process::{Command, Stdio};

use super::wrapped::{deflated, gzip, gzip_of, zip_of};
use super::{Place, repeated};
use crate::chance::Chance;

/// More than this no bomb may cost.
const MOST_KIB: u64 = 32 << 10;
/// More than this a megabyte of anything may not cost.
const MOST_OF_A_MEGABYTE_KIB: u64 = 256 << 10;

/// The most memory this process ever had, in KiB.
fn peak_kib() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// `times` members, each `bytes` long when unpacked.
fn gzip_bomb(head: &str, byte: u8, bytes: u64, times: usize) -> Vec<u8> {
    [gzip(head.as_bytes()), gzip_of(io::repeat(byte).take(bytes)).repeat(times)].concat()
}

#[test]
#[ignore = "runs as the child of the other test"]
fn the_child_that_reads_bombs() {
    let place = Place::new();
    let head = "date,value\n2031-03-01,";
    let nulls = gzip_bomb(head, 0, 16 << 20, 64);
    let digits = gzip_bomb(head, b'7', 16 << 20, 64);
    let commas = gzip_bomb(head, b',', 16 << 20, 64);
    let blank = gzip_bomb("date,value\n", b'\n', 4 << 20, 16);
    // A zip archive cannot repeat a piece: its member is one stream of 256 MiB, its checksum is wrong.
    let film = gzip_of(io::repeat(b'7').take(256 << 20));
    let zipped = zip_of("bomb.csv", 8, deflated(&film), 0, 256 << 20);
    // What the bombs are made of was in memory too: only what comes now counts.
    let before = peak_kib();
    let measured = |what: &str, input: &mut (dyn Read + Send)| {
        let said = place.refuses(input);
        println!("{what}: {} KiB more, {said}", peak_kib() - before);
    };
    let quoted = |text: &'static str| io::Cursor::new(text).chain(io::repeat(b'x').take(1 << 30));
    measured("1 GiB in a quote", &mut quoted("date,value\n2031-03-01,\""));
    measured("1 GiB in a quoted header", &mut quoted("\""));
    measured("1 GiB on one line", &mut quoted(""));
    measured("256 MiB of commas", &mut repeated(",", 256 << 20));
    measured("256 MiB of quotes", &mut repeated("\"", 256 << 20));
    measured("64 MiB of blank lines", &mut repeated("\n", 64 << 20));
    measured("1 GiB of zeros in gzip", &mut &nulls[..]);
    measured("1 GiB of digits in gzip", &mut &digits[..]);
    measured("1 GiB of commas in gzip", &mut &commas[..]);
    measured("64 MiB of blank lines in gzip", &mut &blank[..]);
    measured("256 MiB of digits in zip", &mut &zipped[..]);
    // Within the bounds on pages and JSON, or past them: endless, and as much memory a byte as can be.
    for mib in [4, 6, 64] {
        let repeat = |what: &str, start: &'static str, text: &'static str, end: &'static str| {
            let middle = repeated(text, (mib << 20) - 1_000);
            let mut whole = io::Cursor::new(start).chain(middle).chain(io::Cursor::new(end));
            measured(&format!("{mib} MiB of {what}"), &mut whole);
        };
        repeat("JSON lists in lists", "[", "[", "");
        repeat("JSON lists", "[[]", ",[]", "]");
        repeat("JSON numbers", "[[1", ",1", "]]");
        repeat("JSON points", "{\"a\":[{\"x\":1,\"y\":1}", ",{\"x\":1,\"y\":1}", "]}");
        repeat("JSON objects", "[{\"x\":1}", ",{\"x\":1}", "]");
        repeat("JSON text", "[\"", "text", "\"]");
        repeat("HTML cells", "<table><tr>", "<td>1", "");
        repeat("wide HTML rows", "<table>", "<tr><td colspan=256>1", "");
        repeat("an HTML tag", "<table ", "a=b ", "");
        repeat("one HTML cell", "<table><td>", "text ", "");
        repeat("HTML tables", "<table>", "<table><tr><td>1", "");
    }
    let grown = peak_kib() - before;
    io::stdout().write_all(format!("\ngrown {grown}\n").as_bytes()).unwrap();
}

#[test]
#[ignore = "runs as the child of the other test"]
fn the_child_that_reads_a_megabyte_of_anything() {
    let place = Place::new();
    let before = peak_kib();
    let mut chance = Chance(0xF00D);
    let pieces: [&[u8]; 14] = [
        b"2031-03-01",
        b"1930089600",
        b",",
        b";",
        b"\t",
        b"\n",
        b"\r\n",
        b"\"",
        b"1.5",
        b"(1,234.5)",
        b"\xEF",
        b"-",
        b"date,value\n",
        b"\xC3\xA9",
    ];
    for round in 0..16 {
        // Half of the files begin as tables do, so that reading goes on where they no longer are.
        let table = "date,open,high,low,close\n".to_owned() + &"2031-03-01,10,12,9,11\n".repeat(2_000);
        let mut bytes = if round % 2 == 0 { table.into_bytes() } else { Vec::new() };
        // Few kinds of pieces a file: a file of all of them is refused at once.
        let some: Vec<_> = (0..4).map(|_| chance.one_of(&pieces)).collect();
        while bytes.len() < 1 << 20 {
            bytes.extend_from_slice(chance.one_of(&some));
        }
        let began = std::time::Instant::now();
        let outcome = place.read(&bytes[..]).map(|preview| preview.understood.rows_read);
        let took = began.elapsed();
        println!("{round}: {took:?}, {outcome:?}");
        assert!(took.as_secs() < 20, "the figure is a second in a release build: {took:?}");
    }
    let grown = peak_kib() - before;
    io::stdout().write_all(format!("\ngrown {grown}\n").as_bytes()).unwrap();
}

/// KiB by which a child's memory grew.
fn grown(test: &str) -> u64 {
    let mut child = Command::new("/proc/self/exe");
    child.args(["--ignored", "--exact", "--nocapture", &format!("csv_hostile::bombs::{test}")]);
    let output = child.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    let found = said.lines().find_map(|line| line.strip_prefix("grown "));
    found.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr))).parse().unwrap()
}

#[test]
fn no_bomb_costs_more_than_32_mib() {
    let kib = grown("the_child_that_reads_bombs");
    assert!(kib <= MOST_KIB, "{kib} KiB");
}

#[test]
fn a_megabyte_of_anything_is_read_or_refused_in_time_and_within_256_mib() {
    let kib = grown("the_child_that_reads_a_megabyte_of_anything");
    assert!(kib <= MOST_OF_A_MEGABYTE_KIB, "{kib} KiB");
}
