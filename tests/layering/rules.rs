//! The house rules on who may know whom, and the search for what breaks them.
//!
//! The tables are the README's map of the source in a form a program can check.
//! A path is judged by where it leads, not by how it is written: relative,
//! renamed, grouped and glob imports are followed first.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Import, Source};

/// A layer and what it may import of the others.
struct Layer {
    name: &'static str,
    may_import: &'static [&'static str],
}

/// `root` is `src/lib.rs`, which only lists the layers; `main` is `src/main.rs`.
const LAYERS: &[Layer] = &[
    Layer { name: "root", may_import: &[] },
    Layer { name: "domain", may_import: &[] },
    Layer { name: "calc", may_import: &["domain"] },
    Layer { name: "chart", may_import: &["domain"] },
    Layer { name: "io", may_import: &["domain"] },
    Layer { name: "app", may_import: &["domain", "calc", "chart", "io"] },
    Layer { name: "ui", may_import: &["domain", "calc", "chart", "app"] },
    Layer { name: "headless", may_import: &["domain", "calc", "chart", "io", "app", "ui"] },
    Layer { name: "main", may_import: &["ui", "headless"] },
];

/// A folder whose files never import each other, save for what they share.
pub struct Registry {
    /// Its module path below the crate.
    pub module: &'static [&'static str],
    /// Files in it that are not entries but common ground for them.
    pub shared: &'static [&'static str],
}

/// Folders where a newcomer adds one file and one registry line.
pub const REGISTRIES: &[Registry] = &[
    Registry {
        module: &["calc", "indicators"],
        shared: &["compact", "kernel", "moments", "pair", "returns", "scan", "smooth", "window"],
    },
    Registry { module: &["calc", "network"], shared: &["words"] },
    Registry { module: &["calc", "flows"], shared: &["words"] },
    Registry { module: &["io", "sources"], shared: &["etf_gate", "json", "mining_api", "rows"] },
    Registry { module: &["io", "csv", "dialects"], shared: &["footer", "market", "plausible", "words"] },
    Registry { module: &["ui", "panels"], shared: &["dialog", "place_text"] },
];

/// External crates that only some layers may use, tests included.
const RESERVED_CRATES: &[(&str, &[&str])] = &[
    ("clap", &["headless", "main"]),
    ("csv_core", &["io"]),
    ("ecolor", &["ui", "headless", "main"]),
    ("eframe", &["ui", "headless", "main"]),
    ("egui", &["ui", "headless", "main"]),
    ("egui_kittest", &["ui", "headless", "main"]),
    ("egui_plot", &["ui", "headless", "main"]),
    ("emath", &["ui", "headless", "main"]),
    ("epaint", &["ui", "headless", "main"]),
    ("memchr", &["io"]),
    ("reqwest", &["io"]),
    ("resvg", &["ui", "headless"]),
    ("rfd", &["io", "ui"]),
    ("rusqlite", &["io"]),
    ("rustls", &["io"]),
    ("tokio", &["io"]),
    ("zbus", &["io"]),
];

/// Layers without side effects, and all the dependencies they may use.
const PURE_LAYERS: &[(&str, &[&str])] = &[
    ("domain", &["jiff", "serde", "serde_json", "thiserror"]),
    ("calc", &["jiff", "libm", "serde", "statrs", "thiserror"]),
    ("chart", &["jiff", "libm", "serde", "thiserror"]),
];

/// What no pure layer touches outside its tests: files, sockets, threads,
/// processes, the clock, the machine's time zone and unseeded randomness.
const SIDE_EFFECTS: &[&str] = &[
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "jiff::tz::TimeZone::system",
    "jiff::tz::TimeZone::try_system",
    "std::collections::hash_map::RandomState",
    "std::env",
    "std::fs",
    "std::hash::RandomState",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::time::Instant::now",
    "std::time::SystemTime",
];

/// The source tree as the rules see it.
pub struct Tree {
    files: Vec<File>,
    modules: BTreeSet<Vec<String>>,
    test_modules: BTreeSet<Vec<String>>,
    dependencies: BTreeSet<String>,
}

struct File {
    path: String,
    module: Vec<String>,
    source: Source,
}

impl Tree {
    /// Builds the tree from `(path below the package, text)` and the names of
    /// the package's dependencies, as code spells them.
    pub fn new(texts: impl IntoIterator<Item = (String, String)>, dependencies: BTreeSet<String>) -> Self {
        let read: Vec<(String, Source)> =
            texts.into_iter().map(|(path, text)| (path, crate::source::read(&text))).collect();
        let mut modules: BTreeMap<String, Vec<String>> =
            read.iter().map(|(path, _)| (path.clone(), module_of(path))).collect();
        for (path, source) in &read {
            for placed in &source.placed {
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                modules.insert(format!("{folder}/{}", placed.file), joined(&module_of(path), &placed.module));
            }
        }
        let mut tree =
            Self { files: Vec::new(), modules: BTreeSet::new(), test_modules: BTreeSet::new(), dependencies };
        for (path, source) in read {
            let module = modules.get(&path).cloned().unwrap_or_default();
            tree.modules.insert(module.clone());
            tree.modules.extend(source.inline_modules.iter().map(|inline| joined(&module, inline)));
            tree.test_modules.extend(source.test_children.iter().map(|child| joined(&module, child)));
            tree.files.push(File { path, module, source });
        }
        tree
    }

    /// Layers that have a file.
    pub fn layers_seen(&self) -> BTreeSet<&str> {
        self.files.iter().map(|file| layer_of(&file.module)).collect()
    }

    /// Names of the files in a registry's folder, empty while there is none.
    pub fn entries(&self, registry: &Registry) -> BTreeSet<&str> {
        self.files.iter().filter_map(|file| entry_of(registry, &file.module)).collect()
    }

    /// Every broken rule as `file:line: sentence`, in the order of the files.
    pub fn broken_rules(&self) -> Vec<String> {
        self.files.iter().flat_map(|file| self.broken_in(file)).collect()
    }

    fn broken_in(&self, file: &File) -> Vec<String> {
        let layer = layer_of(&file.module);
        let at = |line: usize, sentence: String| format!("{}:{line}: {sentence}", file.path);
        if !LAYERS.iter().any(|known| known.name == layer) {
            return vec![at(1, format!("`{layer}` is not a layer; a module belongs to one of them"))];
        }
        let only_tests = self.test_modules.iter().any(|module| file.module.starts_with(module));
        let mut broken = Vec::new();
        for line in &file.source.detours {
            broken.push(at(
                *line,
                "`include!` and `#[path]` into another folder hide which layer code belongs to".to_owned(),
            ));
        }
        for import in &file.source.imports {
            let target = self.resolve(file, &import.scope, &import.path, import.global);
            let sentence = self
                .judge(file, &target, import.name.is_none(), only_tests || import.test)
                .or_else(|| laundering(layer, import, &target));
            broken.extend(sentence.map(|sentence| at(import.line, sentence)));
        }
        for mention in &file.source.mentions {
            let target = self.resolve(file, &mention.scope, &mention.path, mention.global);
            let sentence = self.judge(file, &target, false, only_tests || mention.test);
            broken.extend(sentence.map(|sentence| at(mention.line, sentence)));
        }
        broken.dedup();
        broken
    }

    /// Why `file` may not use `target`, or `None` when it may.
    fn judge(&self, file: &File, target: &[String], glob: bool, test: bool) -> Option<String> {
        let layer = layer_of(&file.module);
        let path = target.join("::");
        match target {
            [root] if root == "crate" && glob => {
                Some("a glob of the crate's root hides which layer is used; name the layer".to_owned())
            }
            [root, to, ..] if root == "crate" => {
                if is_layer(to) && to != layer && !may_import(layer, to) {
                    return Some(format!("`{layer}` may not know `{to}` ({path})"));
                }
                self.sibling(file, target)
            }
            [name, ..] => {
                if let Some((_, users)) = RESERVED_CRATES.iter().find(|(reserved, _)| reserved == name)
                    && !users.contains(&layer)
                {
                    return Some(format!(
                        "`{layer}` may not use `{name}`; it belongs to {}",
                        users.join(", ")
                    ));
                }
                let (_, allowed) = PURE_LAYERS.iter().find(|(pure, _)| *pure == layer && !test)?;
                if self.dependencies.contains(name) && !allowed.contains(&name.as_str()) {
                    return Some(format!(
                        "`{layer}` is pure and may use only {}, not `{name}`",
                        allowed.join(", ")
                    ));
                }
                let effect = SIDE_EFFECTS.iter().find(|effect| {
                    let effect: Vec<&str> = effect.split("::").collect();
                    target.iter().zip(&effect).all(|(have, barred)| have == barred)
                        && (target.len() >= effect.len() || glob)
                })?;
                Some(format!("`{layer}` is pure and may not use `{effect}` ({path})"))
            }
            [] => None,
        }
    }

    /// Whether one entry of a registry reaches for another.
    fn sibling(&self, file: &File, target: &[String]) -> Option<String> {
        REGISTRIES.iter().find_map(|registry| {
            let own = entry_of(registry, &file.module)?;
            let other = entry_of(registry, target)?;
            let is_module = self.modules.contains(target.get(..registry.module.len() + 2)?);
            (own != other && is_module && !registry.shared.contains(&other)).then(|| {
                format!(
                    "`{own}` and `{other}` are siblings in `{}` and may not know each other; what both need goes \
                     one level up or is named as shared in tests/layering/rules.rs",
                    registry.module.join("::")
                )
            })
        })
    }

    /// The full path behind a written one: `crate::…`, `main::…` or an external crate's.
    fn resolve(&self, file: &File, scope: &[String], path: &[String], global: bool) -> Vec<String> {
        let module = joined(&file.module, scope);
        let Some((first, rest)) = path.split_first() else { return module };
        let root = file.module.first().cloned().into_iter().collect::<Vec<_>>();
        match first.as_str() {
            "hashfloor" => joined(&["crate".to_owned()], rest),
            _ if global => path.to_vec(),
            "crate" => joined(&root, rest),
            "self" => joined(&module, rest),
            "super" => {
                let ups = 1 + rest.iter().take_while(|segment| *segment == "super").count();
                let keep = module.len().saturating_sub(ups);
                let down: Vec<String> = rest.iter().skip(ups - 1).cloned().collect();
                joined(module.get(..keep).unwrap_or_default(), &down)
            }
            _ => joined(&self.meaning(file, scope, first), rest),
        }
    }

    /// What a bare first segment stands for: an import, a module, or an external crate.
    /// An inline module also sees its parents' names, which `use super::*` gives it.
    fn meaning(&self, file: &File, scope: &[String], name: &String) -> Vec<String> {
        for depth in (0..=scope.len()).rev() {
            let scope = scope.get(..depth).unwrap_or_default();
            let here = || file.source.imports.iter().filter(move |import| import.scope == scope);
            let renamed =
                here().find(|import| import.name.as_ref() == Some(name) && import.path.first() != Some(name));
            if let Some(import) = renamed {
                return self.resolve(file, scope, &import.path, import.global);
            }
            let child = joined(&joined(&file.module, scope), std::slice::from_ref(name));
            if self.modules.contains(&child) {
                return child;
            }
            let globs = here().filter(|import| {
                import.name.is_none()
                    && matches!(import.path.first().map(String::as_str), Some("crate" | "self" | "super"))
            });
            for import in globs {
                let inside = self.resolve(file, scope, &import.path, import.global);
                let child = joined(&inside, std::slice::from_ref(name));
                if self.modules.contains(&child) {
                    return child;
                }
            }
        }
        vec![name.clone()]
    }
}

/// A public re-export would hand a layer's things to those who may not know it.
fn laundering(layer: &str, import: &Import, target: &[String]) -> Option<String> {
    let [root, to, ..] = target else { return None };
    if !import.public || root != "crate" || to == layer || !is_layer(to) {
        return None;
    }
    let user = LAYERS.iter().find(|user| {
        user.name != "main" && user.name != to && may_import(user.name, layer) && !may_import(user.name, to)
    })?;
    Some(format!("re-exporting `{to}` from `{layer}` would let `{}` know it", user.name))
}

fn is_layer(name: &str) -> bool {
    LAYERS.iter().any(|layer| layer.name == name)
}

fn may_import(from: &str, to: &str) -> bool {
    LAYERS.iter().any(|layer| layer.name == from && layer.may_import.contains(&to))
}

/// `src/io/csv/mod.rs` is `crate::io::csv`; `src/main.rs` is a crate of its own.
fn module_of(path: &str) -> Vec<String> {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
    match inside {
        "lib" => vec!["crate".to_owned()],
        "main" => vec!["main".to_owned()],
        _ => std::iter::once("crate")
            .chain(inside.split('/').filter(|part| *part != "mod"))
            .map(str::to_owned)
            .collect(),
    }
}

fn layer_of(module: &[String]) -> &str {
    match module {
        [_, layer, ..] => layer,
        [main] if main == "main" => "main",
        _ => "root",
    }
}

fn entry_of<'a>(registry: &Registry, module: &'a [String]) -> Option<&'a str> {
    let (_, below) = module.split_first()?;
    let (folder, entry) = below.split_at_checked(registry.module.len())?;
    let inside = folder.iter().zip(registry.module).all(|(have, named)| have == named);
    entry.first().filter(|_| inside).map(String::as_str)
}

fn joined(front: &[String], back: &[String]) -> Vec<String> {
    [front, back].concat()
}
