//! `hashfloor render` without a display.

use super::{Program, one_sentence};

/// Width and height in the header of a PNG.
fn png_size(bytes: &[u8]) -> (u32, u32) {
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(&bytes[12..16], b"IHDR");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn a_png_has_the_size_asked_for() {
    let program = Program::new();
    let path = program.beside("charts.png");
    let silent = program.text(&["render", "--size", "900x500", "--charts", "-o", path.to_str().unwrap()]);
    assert_eq!(silent, "");
    assert_eq!(png_size(&std::fs::read(&path).unwrap()), (900, 500));
    program.text(&["render", "--size", "400x300", "--scale", "2", "-o", path.to_str().unwrap()]);
    assert_eq!(png_size(&std::fs::read(&path).unwrap()), (800, 600));
}

#[test]
fn an_svg_has_words_and_no_pixels() {
    let program = Program::new();
    let path = program.beside("charts.svg");
    let mut seen = Vec::new();
    for theme in ["dark", "light"] {
        program.text(&["render", "--theme", theme, "--size", "1000x700", "-o", path.to_str().unwrap()]);
        let svg = std::fs::read_to_string(&path).unwrap();
        assert!(svg.contains("<svg") && svg.contains("width=\"1000\"") && svg.contains("<text"), "{theme}");
        assert!(!svg.contains("<image"), "{theme}: pixels in a drawing of vectors");
        seen.push(svg);
    }
    assert_ne!(seen[0], seen[1]);
    let range = ["--from", "2026-02-01", "--to", "2026-02-28"];
    program.text(&[&["render"][..], &range, &["-o", path.to_str().unwrap()]].concat());
    assert_ne!(std::fs::read_to_string(&path).unwrap(), seen[0]);
}

#[test]
fn wrong_names_and_sizes_are_wrong_usage_and_leave_no_file() {
    let program = Program::new();
    for name in ["charts.gif", "charts", "charts.csv"] {
        let path = program.beside(name);
        let said = program.refusal(&["render", "-o", path.to_str().unwrap()], 2);
        assert!(said.contains(".svg or .png") && !path.exists(), "{said}");
    }
    for size in ["900", "900x", "10x10", "900x99999", "nanx500"] {
        let said = program.refusal(&["render", "--size", size, "-o", "c.svg"], 2);
        assert!(said.contains("--size expects WIDTHxHEIGHT"), "{said}");
    }
    let backwards = ["render", "--from", "2026-02-28", "--to", "2026-02-01", "-o", "c.svg"];
    assert!(program.refusal(&backwards, 2).contains("--from must lie before --to"));
    assert!(!program.beside("c.svg").exists());
}

#[test]
fn a_workspace_or_folder_that_is_missing_is_said() {
    let program = Program::new();
    let said = program.refusal(&["render", "--workspace", "none.json", "-o", "c.svg"], 1);
    one_sentence(&said);
    assert!(said.contains("there is no workspace none.json"), "{said}");
    let said = program.refusal(&["render", "-o", "no/such/folder/c.svg"], 1);
    one_sentence(&said);
    assert!(said.contains("no such file or folder"), "{said}");
}

#[test]
fn a_framed_print_of_one_pane_has_its_data_beside_it() {
    let program = Program::new();
    let path = program.beside("hashrate.svg");
    let flags = ["--theme", "print", "--pane", "hashrate.network", "--framed", "--with-data"];
    let range = ["--from", "2026-02-01", "--to", "2026-02-10"];
    program.text(&[&["render"][..], &flags, &range, &["-o", path.to_str().unwrap()]].concat());
    let svg = std::fs::read_to_string(&path).unwrap();
    assert!(svg.contains("Hashrate — 1 Feb 2026 to") && !svg.contains("BTC/USD"), "{svg}");
    let rows = std::fs::read_to_string(path.with_extension("csv")).unwrap();
    let days = rows.lines().filter(|line| line.starts_with("2026-02-")).count();
    assert_eq!((days, rows.contains("price.btc.usd")), (3, false), "{rows}");
}

#[test]
fn unknown_panes_and_monstrous_pictures_are_said() {
    let program = Program::new();
    let path = program.beside("c.png");
    let said = program.refusal(&["render", "--pane", "fees", "-o", path.to_str().unwrap()], 1);
    one_sentence(&said);
    assert!(said.contains("there is no pane fees; there are price, hashrate.network"), "{said}");
    let said = program.refusal(&["render", "--scale", "20", "-o", path.to_str().unwrap()], 1);
    one_sentence(&said);
    assert!(said.contains("32,000 × 20,000 pixels cannot be made"), "{said}");
    assert!(!path.exists());
}
