//! The house rule on layers, enforced: reads the sources and fails with file
//! and line when one part knows another that it must not know.
//!
//! A test binary of its own, because it reads the program and never runs it.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use crate::rules::{REGISTRIES, Tree};

#[path = "layering/rules.rs"]
mod rules;
#[path = "layering/source.rs"]
mod source;

/// Every Rust file below `folder` as (path below the package, text), sorted.
fn rust_files(package: &Path, folder: &Path, found: &mut Vec<(String, String)>) -> std::io::Result<()> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            rust_files(package, &path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(package).unwrap_or(&path);
            let name = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            found.push((name, std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// Names of the package's dependencies as code spells them.
fn dependencies(manifest: &str) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let manifest: toml::Table = manifest.parse()?;
    let table =
        manifest.get("dependencies").and_then(toml::Value::as_table).ok_or("no [dependencies] table")?;
    Ok(table.keys().map(|name| name.replace('-', "_")).collect())
}

fn this_package() -> Result<Tree, Box<dyn Error>> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    rust_files(package, &package.join("src"), &mut files)?;
    Ok(Tree::new(files, dependencies(&std::fs::read_to_string(package.join("Cargo.toml"))?)?))
}

#[test]
fn no_layer_knows_what_it_must_not() {
    let broken = this_package().unwrap().broken_rules();
    assert!(broken.is_empty(), "{} broken:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn every_layer_is_read() {
    let tree = this_package().unwrap();
    let expected = ["app", "calc", "chart", "domain", "headless", "io", "main", "root", "ui"];
    assert_eq!(tree.layers_seen().into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn what_a_registry_shares_is_there() {
    let tree = this_package().unwrap();
    for registry in REGISTRIES {
        let entries = tree.entries(registry);
        for shared in registry.shared.iter().filter(|_| !entries.is_empty()) {
            assert!(
                entries.contains(shared),
                "{} shares {shared}, which is not there",
                registry.module.join("::")
            );
        }
    }
}

/// Broken rules of a made-up tree: the file under test and a few neighbours.
fn broken(path: &str, text: &str) -> Vec<String> {
    let neighbours = [
        ("src/lib.rs", "pub mod app; pub mod io;"),
        ("src/io/mod.rs", "pub mod files;"),
        ("src/io/files.rs", ""),
        ("src/calc/indicators/mod.rs", "pub mod ema; mod compact;"),
        ("src/calc/indicators/ema.rs", ""),
        ("src/calc/indicators/compact.rs", ""),
        ("src/io/sources/kraken.rs", ""),
        ("src/io/csv/dialects/yahoo.rs", ""),
        ("src/ui/panels/levels.rs", ""),
    ];
    let own = std::iter::once((path.to_owned(), text.to_owned()));
    let others =
        neighbours.into_iter().filter(|(name, _)| *name != path).map(|(n, t)| (n.to_owned(), t.to_owned()));
    let dependencies = ["egui", "flate2", "jiff", "libm", "rusqlite", "serde"].map(str::to_owned);
    Tree::new(own.chain(others), dependencies.into()).broken_rules()
}

/// The rule is broken once, on this line of this file, with these words.
#[track_caller]
fn assert_broken(path: &str, text: &str, line: usize, words: &str) {
    let found = broken(path, text);
    assert_eq!(found.len(), 1, "{path}: {text}\n{found:#?}");
    let start = format!("{path}:{line}: ");
    assert!(found.iter().all(|found| found.starts_with(&start) && found.contains(words)), "{found:#?}");
}

#[track_caller]
fn assert_fine(path: &str, text: &str) {
    assert_eq!(broken(path, text), Vec::<String>::new(), "{path}: {text}");
}

#[test]
fn every_arrow_of_the_table_is_checked_both_ways() {
    let order = ["domain", "calc", "chart", "io", "app", "ui", "headless"];
    let allowed: &[(&str, &[&str])] = &[
        ("domain", &[]),
        ("calc", &["domain"]),
        ("chart", &["domain"]),
        ("io", &["domain"]),
        ("app", &["domain", "calc", "chart", "io"]),
        ("ui", &["domain", "calc", "chart", "app"]),
        ("headless", &["domain", "calc", "chart", "io", "app", "ui"]),
    ];
    for (from, may) in allowed {
        for to in order.iter().filter(|to| *to != from) {
            let (path, text) = (format!("src/{from}/x.rs"), format!("\nuse crate::{to}::Thing;\n"));
            if may.contains(to) {
                assert_fine(&path, &text);
            } else {
                assert_broken(&path, &text, 2, &format!("`{from}` may not know `{to}`"));
            }
        }
    }
}

#[test]
fn main_chooses_between_window_and_command_line_only() {
    assert_fine("src/main.rs", "use hashfloor::{headless, ui}; fn main() { ui::run(); headless::run() }");
    assert_broken(
        "src/main.rs",
        "fn main() {\n hashfloor::io::files::open() }",
        2,
        "`main` may not know `io`",
    );
}

#[test]
fn every_way_to_write_an_arrow_is_seen() {
    let may_not = "`ui` may not know `io`";
    for (line, text) in [
        (1, "use crate::io::files::write_atomic;"),
        (1, "use hashfloor::io::files;"),
        (1, "use super::super::io::files;"),
        (3, "use crate::{\n  domain::time::UnixSecs,\n  io::files,\n};"),
        (1, "use crate::{app::state, io::{self}};"),
        (1, "use crate::io as outside;"),
        (1, "pub(crate) use crate::io::files::*;"),
        (2, "fn save() {\n crate::io::files::save() }"),
        (1, "fn save() { super::super::io::files::save() }"),
        (1, "fn save(to: &mut dyn crate::io::Sink) {}"),
        (1, "fn save() { assert!(crate::io::files::save().is_ok()) }"),
        (1, "macro_rules! save { () => { $crate::io::files::save() } }"),
        (1, "fn save() -> ::hashfloor::io::Saved { todo }"),
        (2, "use crate as root;\nfn save() { root::io::files::save() }"),
        (2, "mod inner {\n use super::super::super::io::files; }"),
        (1, "fn save() { <crate::io::Disk as Default>::default() }"),
        (
            3,
            "/* // */ const A: &str = r#\"\n\"use crate::domain\"#; const B: char = '\"';\nuse crate::io::files;",
        ),
    ] {
        assert_broken("src/ui/menu.rs", text, line, may_not);
    }
}

#[test]
fn a_glob_of_the_root_and_a_detour_are_refused() {
    assert_broken("src/ui/mod.rs", "use super::*;", 1, "glob of the crate's root");
    assert_broken("src/ui/menu.rs", "use crate::*;", 1, "glob of the crate's root");
    assert_broken("src/ui/menu.rs", "\n#[path = \"../io/files.rs\"] mod files;", 2, "hide");
    assert_broken("src/ui/menu.rs", "#[cfg_attr(unix, path = \"x.rs\")] mod files;", 1, "hide");
    assert_broken("src/ui/menu.rs", "include!(\"../io/files.rs\");", 1, "hide");
    assert_broken("src/misc.rs", "", 1, "`misc` is not a layer");
}

#[test]
fn text_in_comments_strings_and_docs_is_no_arrow() {
    assert_fine(
        "src/domain/unit.rs",
        "//! See `crate::io`.\n/// crate::io::x\n/* use crate::io; /* std::fs::x */ */",
    );
    assert_fine(
        "src/domain/unit.rs",
        "const A: &str = \"crate::io::x \\\" std::fs::read\"; const B: &[u8] = br\"std::fs::x\";",
    );
    assert_fine("src/domain/unit.rs", "fn f<'a>(x: &'a str) -> (char, &'a str) { ('\\'', x) }");
}

#[test]
fn reexporting_a_lower_layer_to_those_who_may_not_know_it_is_refused() {
    assert_broken(
        "src/app/mod.rs",
        "pub use crate::io::files::Saved;",
        1,
        "re-exporting `io` from `app` would let `ui`",
    );
    assert_broken("src/lib.rs", "pub use io::files::Saved;", 1, "`root` may not know `io`");
    assert_fine("src/app/mod.rs", "use crate::io::files::Saved; pub use crate::domain::time::UnixSecs;");
}

#[test]
fn the_window_library_stays_in_the_window() {
    for name in ["egui", "eframe", "egui_plot", "epaint"] {
        for layer in ["domain", "calc", "chart", "io", "app"] {
            let text = format!("fn f() {{ let x = {name}::x(); }}");
            assert_broken(&format!("src/{layer}/x.rs"), &text, 1, &format!("`{layer}` may not use `{name}`"));
        }
        assert_fine("src/ui/x.rs", &format!("use {name}::x;"));
        assert_fine("src/headless/x.rs", &format!("use {name}::x;"));
    }
}

#[test]
fn the_database_stays_in_io_however_it_is_named() {
    for text in
        ["use rusqlite as db;", "extern crate rusqlite;", "use ::rusqlite::Connection;", "use rusqlite;"]
    {
        assert_broken("src/app/library.rs", text, 1, "`app` may not use `rusqlite`");
    }
    assert_fine("src/io/cache/store.rs", "use rusqlite::Connection; fn f() { rusqlite::params![] }");
    assert_broken("src/app/x.rs", "use rfd::FileDialog;", 1, "`app` may not use `rfd`");
}

#[test]
fn pure_layers_touch_no_file_socket_thread_or_clock() {
    for layer in ["domain", "calc", "chart"] {
        let path = format!("src/{layer}/x.rs");
        for text in [
            "use std::fs;",
            "use std::{fmt, fs::File};",
            "use std::net::*;",
            "use std::time::*;",
            "use std::*;",
            "fn f() { std::thread::spawn(g) }",
            "use std::time::SystemTime;",
            "fn f() { std::time::Instant::now() }",
            "use std::time::Instant; fn f() { Instant::now() }",
            "use std::time::{self, Duration}; fn f() { time::Instant::now() }",
            "use std::time as clock; fn f() { clock::Instant::now() }",
            "use jiff::Timestamp; fn f() { Timestamp::now() }",
        ] {
            assert_broken(&path, text, 1, "is pure and may not use");
        }
        assert_broken(&path, "use flate2::Crc;", 1, "is pure and may use only");
        assert_fine(&path, "use std::time::{Duration, Instant}; use std::{fmt, mem}; use jiff::Timestamp;");
    }
    assert_fine("src/io/x.rs", "use std::fs; fn f() { std::thread::Builder::new() }");
}

#[test]
fn tests_of_pure_layers_may_read_their_golden_files_but_know_no_other_layer() {
    let golden = "#[cfg(test)] mod tests { use super::*; #[test] fn a() { std::fs::read_to_string(\"x\") } }";
    assert_fine("src/calc/x.rs", golden);
    assert_fine("src/calc/x.rs", "#[cfg(test)]\nuse std::fs;\nfn f() {}");
    assert_broken("src/calc/x.rs", &format!("{golden}\nfn f() {{ std::fs::read(p) }}"), 2, "`std::fs`");
    assert_broken("src/calc/x.rs", "#[cfg(not(test))] mod a { use std::fs; }", 1, "`std::fs`");
    assert_broken(
        "src/calc/x.rs",
        "#[cfg(test)] mod tests { use crate::io::files; }",
        1,
        "`calc` may not know `io`",
    );
}

#[test]
fn a_test_file_placed_beside_its_module_is_test_code() {
    let placed = "#[cfg(test)]\n#[path = \"cost_tests.rs\"]\nmod tests;";
    let tests = "use super::*; use std::fs;";
    let tree = |placed: &str| {
        let texts = [("src/calc/cost.rs", placed), ("src/calc/cost_tests.rs", tests)];
        Tree::new(texts.map(|(path, text)| (path.to_owned(), text.to_owned())), BTreeSet::new())
            .broken_rules()
    };
    assert_eq!(tree(placed), Vec::<String>::new());
    let shipped = tree(&placed.replace("#[cfg(test)]", ""));
    assert!(
        matches!(shipped.as_slice(), [only] if only.starts_with("src/calc/cost_tests.rs:1: ")),
        "{shipped:?}"
    );
}

#[test]
fn siblings_of_a_registry_do_not_know_each_other() {
    let siblings = "are siblings";
    for text in [
        "use super::ema::alpha;",
        "use super::{Indicator, ema};",
        "use crate::calc::indicators::ema::alpha;",
        "fn f() { super::ema::alpha() }",
        "use super::*; fn f() { ema::alpha() }",
        "mod parts { fn f() { super::super::ema::alpha() } }",
    ] {
        assert_broken("src/calc/indicators/sma.rs", text, 1, siblings);
    }
    assert_broken("src/calc/indicators/sma/steps.rs", "use super::super::ema::alpha;", 1, siblings);
    assert_broken("src/io/sources/bitstamp.rs", "use super::kraken;", 1, siblings);
    assert_broken("src/io/csv/dialects/farside.rs", "use crate::io::csv::dialects::yahoo::row;", 1, siblings);
    assert_broken("src/ui/panels/miners.rs", "use crate::ui::panels::levels;", 1, siblings);
}

#[test]
fn siblings_share_their_registry_and_their_common_ground() {
    assert_fine(
        "src/calc/indicators/sma.rs",
        "use super::Indicator; use super::compact::Kept; use super::sma::own;",
    );
    assert_fine("src/calc/indicators/mod.rs", "pub mod ema; fn all() { ema::entry(); self::ema::entry() }");
    assert_fine("src/calc/mining/cost.rs", "use crate::calc::indicators::ema::alpha;");
}
