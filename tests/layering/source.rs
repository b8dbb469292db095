//! Reads the paths out of a Rust file: imports, and paths written in place.
//!
//! Knows tokens, `use` trees and which code is test code; knows no rules. It is
//! a small reader of its own because a full parser (syn) would be a large
//! dependency for three kinds of token sequence, and would not look into
//! macro calls, where a forbidden path hides just as well.

/// What a `use` brings into a module.
#[derive(Debug)]
pub struct Import {
    /// Module the import stands in, relative to the file's own.
    pub scope: Vec<String>,
    /// Path as written, without a leading `::`.
    pub path: Vec<String>,
    /// Whether the path began with `::`, or was an `extern crate`.
    pub global: bool,
    /// Name it is known by here; `None` for a glob.
    pub name: Option<String>,
    /// Whether it is visible outside its module.
    pub public: bool,
    /// Whether only tests compile it.
    pub test: bool,
    /// Line, counted from 1.
    pub line: usize,
}

/// A path of two or more segments that is not part of a `use`.
#[derive(Debug)]
pub struct Mention {
    /// Module the path stands in, relative to the file's own.
    pub scope: Vec<String>,
    /// Path as written, without a leading `::`.
    pub path: Vec<String>,
    /// Whether the path began with `::`.
    pub global: bool,
    /// Whether only tests compile it.
    pub test: bool,
    /// Line, counted from 1.
    pub line: usize,
}

/// Everything the rules want to know of one file.
#[derive(Debug, Default)]
pub struct Source {
    /// Its `use` declarations, groups taken apart.
    pub imports: Vec<Import>,
    /// Its paths outside `use`.
    pub mentions: Vec<Mention>,
    /// Inline modules, relative to the file's own.
    pub inline_modules: Vec<Vec<String>>,
    /// Child files that only tests compile.
    pub test_children: Vec<Vec<String>>,
    /// Files of the same folder that `#[path]` makes child modules.
    pub placed: Vec<Placed>,
    /// Lines that pull in code from another folder: `include!` and `#[path]`.
    pub detours: Vec<usize>,
}

/// `#[path = "read_tests.rs"] mod tests;`
#[derive(Debug)]
pub struct Placed {
    /// Name of the file.
    pub file: String,
    /// Module it becomes, relative to the file's own.
    pub module: Vec<String>,
}

#[derive(Debug)]
struct Token {
    text: String,
    line: usize,
}

#[derive(Debug)]
struct Block {
    module: Option<String>,
    test: bool,
}

/// Reads a file's text. Text that is not Rust gives whatever paths it seems to have.
pub fn read(text: &str) -> Source {
    let mut reader = Reader {
        tokens: tokens(text),
        at: 0,
        blocks: Vec::new(),
        test_next: false,
        path_next: None,
        found: Source::default(),
    };
    while reader.at < reader.tokens.len() {
        reader.step();
    }
    reader.found
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    blocks: Vec<Block>,
    test_next: bool,
    path_next: Option<String>,
    found: Source,
}

impl Reader {
    fn peek(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text.as_str())
    }

    fn before(&self, back: usize) -> &str {
        self.at.checked_sub(back).and_then(|at| self.tokens.get(at)).map_or("", |token| token.text.as_str())
    }

    fn line(&self) -> usize {
        self.tokens.get(self.at).map_or(0, |token| token.line)
    }

    fn scope(&self) -> Vec<String> {
        self.blocks.iter().filter_map(|block| block.module.clone()).collect()
    }

    fn in_test(&self) -> bool {
        self.test_next || self.blocks.iter().any(|block| block.test)
    }

    fn step(&mut self) {
        match self.peek(0) {
            "#" => self.attribute(),
            "{" => self.open(None),
            "}" => {
                self.blocks.pop();
                self.at += 1;
            }
            ";" => {
                self.test_next = false;
                self.at += 1;
            }
            "mod" if is_word(self.peek(1)) => self.module(),
            "use" if self.before(1) != "." => self.import(),
            "extern" if self.peek(1) == "crate" => self.extern_crate(),
            "include" if self.peek(1) == "!" => {
                self.found.detours.push(self.line());
                self.at += 1;
            }
            "::" | "$" => self.path(),
            word if is_word(word) => self.path(),
            _ => self.at += 1,
        }
    }

    fn open(&mut self, module: Option<String>) {
        self.blocks.push(Block { module, test: self.test_next });
        self.test_next = false;
        self.at += 1;
    }

    fn attribute(&mut self) {
        let start = self.at + if self.peek(1) == "!" { 2 } else { 1 };
        let body: Vec<&str> = self
            .tokens
            .iter()
            .skip(start)
            .map(|token| token.text.as_str())
            .take_while(|text| *text != "]")
            .collect();
        match body.as_slice() {
            ["[", "test", ..] => self.test_next = true,
            ["[", "cfg", "(", rest @ ..]
                if rest.contains(&"test") && !rest.iter().any(|w| matches!(*w, "not" | "any")) =>
            {
                self.test_next = true;
            }
            ["[", "cfg_attr", "(", rest @ ..] if rest.contains(&"path") => {
                self.found.detours.push(self.line())
            }
            ["[", "path", "=", file] => {
                let file = file.trim_matches('"');
                if file.contains(['/', '\\']) {
                    self.found.detours.push(self.line());
                } else {
                    self.path_next = Some(file.to_owned());
                }
            }
            _ => {}
        }
        self.at += 1;
    }

    fn module(&mut self) {
        let name = self.peek(1).to_owned();
        let mut module = self.scope();
        module.push(name.clone());
        let inline = self.peek(2) == "{";
        self.at += 2;
        if let Some(file) = self.path_next.take() {
            self.found.placed.push(Placed { file, module: module.clone() });
        }
        if inline {
            self.found.inline_modules.push(module);
            self.open(Some(name));
        } else if self.in_test() {
            self.found.test_children.push(module);
        }
    }

    fn extern_crate(&mut self) {
        self.at += 2;
        let path = vec![self.peek(0).to_owned()];
        let name = if self.peek(1) == "as" { self.peek(2) } else { self.peek(0) }.to_owned();
        self.push_import(path, true, Some(name), false);
        self.at += 1;
    }

    fn import(&mut self) {
        let public = matches!(self.before(1), "pub" | ")");
        self.at += 1;
        self.use_tree(&[], false, public);
    }

    fn use_tree(&mut self, prefix: &[String], global: bool, public: bool) {
        let mut path = prefix.to_vec();
        let mut global = global;
        if self.peek(0) == "::" {
            global = true;
            self.at += 1;
        }
        loop {
            match self.peek(0) {
                "{" => {
                    self.at += 1;
                    while !matches!(self.peek(0), "}" | ";" | "") {
                        self.use_tree(&path, global, public);
                        if self.peek(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                "*" => {
                    self.push_import(path, global, None, public);
                    self.at += 1;
                    return;
                }
                word if is_word(word) => {
                    if word != "self" || path.is_empty() {
                        path.push(word.to_owned());
                    }
                    if self.peek(1) == "::" {
                        self.at += 2;
                        continue;
                    }
                    let name = if self.peek(1) == "as" {
                        Some(self.peek(2).to_owned())
                    } else {
                        path.last().cloned()
                    };
                    self.push_import(path, global, name, public);
                    self.at += if self.peek(1) == "as" { 3 } else { 1 };
                    return;
                }
                _ => {
                    self.at += 1;
                    return;
                }
            }
        }
    }

    fn push_import(&mut self, path: Vec<String>, global: bool, name: Option<String>, public: bool) {
        let (scope, test, line) = (self.scope(), self.in_test(), self.line());
        self.found.imports.push(Import { scope, path, global, name, public, test, line });
    }

    fn path(&mut self) {
        let line = self.line();
        let global = self.peek(0) == "::";
        // `<T as Trait>::Item`, but not `-> ::std::fs::File` or `=> ::std::fs::read`.
        let associated = global && self.before(1) == ">" && !matches!(self.before(2), "-" | "=");
        if global || self.peek(0) == "$" {
            self.at += 1;
        }
        let mut path = Vec::new();
        while is_word(self.peek(0)) {
            path.push(self.peek(0).to_owned());
            self.at += 1;
            if self.peek(0) != "::" || !is_word(self.peek(1)) {
                break;
            }
            self.at += 1;
        }
        if path.len() > 1 && !associated && self.before(2 * path.len()) != "." {
            let (scope, test) = (self.scope(), self.in_test());
            self.found.mentions.push(Mention { scope, path, global, test, line });
        }
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_') && !text.ends_with(['"', '#'])
}

/// Words, `::`, single marks and whole literals; comments and lifetimes are
/// left out, so that no text inside any of them reads as a path.
fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (len, token) = next_token(rest, first);
        if let Some(token) = token {
            found.push(Token { text: token.to_owned(), line });
        }
        let (taken, left) = rest.split_at(len);
        line += taken.matches('\n').count();
        rest = left;
    }
    found
}

/// Length in bytes of what `rest` begins with, and its token if it has one.
fn next_token(rest: &str, first: char) -> (usize, Option<&str>) {
    let upto = |len: usize| rest.split_at(len).0;
    if first.is_whitespace() {
        return (first.len_utf8(), None);
    }
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), None);
    }
    if rest.starts_with("/*") {
        return (block_comment_len(rest), None);
    }
    if let Some(len) = string_len(rest) {
        return (len, Some(upto(len)));
    }
    if first == '\'' {
        return match char_literal_len(rest) {
            Some(len) => (len, Some("\"")),
            None => (1 + word_len(rest.trim_start_matches('\'')), None),
        };
    }
    if let Some(raw) = rest.strip_prefix("r#") {
        return (2 + word_len(raw), Some(raw.split_at(word_len(raw)).0));
    }
    match word_len(rest) {
        0 if rest.starts_with("::") => (2, Some("::")),
        0 => (first.len_utf8(), Some(upto(first.len_utf8()))),
        len if first.is_ascii_digit() => (len, Some("0")),
        len => (len, Some(upto(len))),
    }
}

fn word_len(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}

fn block_comment_len(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Length of the string literal `text` begins with: plain, byte, C or raw.
fn string_len(text: &str) -> Option<usize> {
    let prefix = text.find(|c: char| !matches!(c, 'b' | 'c' | 'r')).filter(|len| *len <= 2)?;
    let (letters, body) = text.split_at(prefix);
    if letters.ends_with('r') {
        let hashes = body.len() - body.trim_start_matches('#').len();
        let inside = body.get(hashes..)?.strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        return Some(inside.find(&close).map_or(text.len(), |at| prefix + hashes + 1 + at + close.len()));
    }
    let inside = body.strip_prefix('"')?;
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(prefix + 1 + at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// Length of the character literal `text` begins with, `None` for a lifetime.
fn char_literal_len(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        chars.next();
        return chars.find(|(_, c)| *c == '\'').map(|(at, _)| at + 1);
    }
    chars.next().filter(|(_, c)| *c == '\'').map(|(at, _)| at + 1)
}
