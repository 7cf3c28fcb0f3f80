//! The floor plan of `clickhouse-core`: dependencies between its modules run one way, and some words have their place.
//!
//! The sources are read as words, without comments and texts, so that a claim about them cannot be forgotten. Tests
//! inside the sources may look upward: they are written against whatever shows the claim best.
//!
//! A new module gets a line in [`FLOORS`]; a new import that is refused here wants to be turned round.

use std::{fs, path::Path};

/// Each module of the crate with the modules it may use.
const FLOORS: &[(&str, &[&str])] = &[
    ("types", &[]),
    ("wire", &[]),
    ("tuples", &[]),
    ("ddl", &["types"]),
    ("error", &["types"]),
    ("compress", &["error", "wire"]),
    ("column", &["types", "wire", "tuples"]),
    ("value", &["types", "wire", "tuples", "column"]),
    ("row", &["ddl", "error", "types", "wire", "tuples", "column", "value"]),
    ("block", &["error", "types", "wire", "column", "value", "row"]),
    ("sql", &["error", "types", "tuples", "value"]),
    // What the expansions of the macros name.
    ("derived", &["ddl", "types", "column", "value", "row", "sql"]),
    ("http", &["error", "types", "wire", "compress", "column", "value", "row", "block", "sql"]),
    ("rows", &["error", "types", "value", "row", "block", "http"]),
    ("schema", &["ddl", "error", "types", "value", "row", "block", "sql"]),
    (
        "client",
        &["error", "types", "wire", "compress", "column", "value", "row", "block", "sql", "http", "rows", "schema"],
    ),
];

/// Words of the language and crates, each with the only place (a path or the beginning of one) where it may stand.
const PLACES: &[(&str, &str)] = &[
    ("unsafe", "nowhere"),
    ("reqwest", "client/transport.rs"),
    ("tokio", "client/"),
    ("async", "client/"),
    ("await", "client/"),
    ("TcpStream", "client/"),
];

#[test]
fn every_source_keeps_to_the_floor_plan() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("clickhouse-core/src");
    let mut files = Vec::new();
    gather(&root, "", &mut files);
    assert!(files.len() > 20, "the sources are not where they were");
    let breaches: Vec<String> = files.iter().flat_map(|(path, text)| breaches(path, text)).collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn lower_floors_stand_first_in_the_plan() {
    for (index, (module, below)) in FLOORS.iter().enumerate() {
        for used in *below {
            let stands_at = FLOORS.iter().position(|(other, _)| other == used);
            assert!(
                stands_at.is_some_and(|at| at < index),
                "`{module}` may use `{used}`, which does not stand before it"
            );
        }
    }
}

#[test]
fn an_upward_import_is_found_however_it_is_written() {
    for (path, text) in [
        ("value/number.rs", "use crate::client::Client;"),
        ("value/number.rs", "use crate::{column::View, client::{Client, self}};"),
        ("value/number.rs", "fn f() { g(crate::client::f) }"),
        ("value/number.rs", "use super::super::client;"),
        ("value/mod.rs", "use super::client;"),
        ("value/mod.rs", "mod inner { use super::super::client; }"),
        ("value/mod.rs", "mod inner { mod more {} } use super::{client};"),
        ("value/mod.rs", "fn f<'a>(x: &'a u8) -> char { '\"' } use crate::client;"),
        ("value/mod.rs", "const A: &str = r#\"\\\"#; use crate :: client;"),
        ("value/mod.rs", "#[cfg(test)] mod tests { use crate::client; } use crate::client;"),
        ("value/mod.rs", "#[cfg(test)] fn f() {} use crate::client;"),
    ] {
        let found = breaches(path, &format!("//! Values.\n{text}"));
        assert_eq!(found, [format!("{path}: `value` may not use `client`")], "{text}");
    }
}

#[test]
fn names_that_hide_their_floor_are_refused() {
    for (text, refused) in [
        ("use crate::Error;", "`value` uses `crate::Error`: spell the module it lives in"),
        ("use crate::*;", "`value` uses `crate::*`: spell the module it lives in"),
        ("use crate as core;", "`value` uses `crate`: spell the module it lives in"),
        ("use super::*;", "`value` uses `crate::*`: spell the module it lives in"),
    ] {
        assert_eq!(breaches("value/mod.rs", &format!("//! Values.\n{text}")), [format!("value/mod.rs: {refused}")]);
    }
}

#[test]
fn what_lies_below_or_is_only_spoken_of_is_fine() {
    for text in [
        "use crate::{column::{View, Column}, types::DataType}; use super::Bind; pub(crate) fn f() {} pub(in crate::value) fn g() {}",
        "// use crate::client;\n/* unsafe /* tokio */ async */ const A: &str = \"unsafe \\\" tokio\";",
        "#![forbid(unsafe_code)] #[cfg(test)] mod tests { use crate::client::*; async fn f() { tokio::f().await } } use crate::types;",
        "const A: &[u8] = br##\"\"# unsafe \"##; const B: char = '\\''; const C: u8 = b'\\\\'; fn f<'a>() -> &'a str { 'l: loop {} }",
        "fn f() -> &'static str { include_str!(\"x\") }",
    ] {
        assert_eq!(breaches("value/number.rs", &format!("//! Values.\n{text}")), [""; 0], "{text}");
    }
    // Tests in a file of their own.
    assert_eq!(breaches("value/tests.rs", "//! Tests.\nuse crate::client;"), [""; 0]);
}

#[test]
fn words_out_of_place_are_found() {
    for (path, text, refused) in [
        ("wire/mod.rs", "fn f() { unsafe { g() } }", "`unsafe` may stand nowhere"),
        ("client/mod.rs", "use reqwest::Client;", "`reqwest` may stand in client/transport.rs only"),
        ("http/mod.rs", "use tokio::io;", "`tokio` may stand in client/ only"),
        ("block/mod.rs", "pub async fn f() {}", "`async` may stand in client/ only"),
        ("http/mod.rs", "use std::net::TcpStream;", "`TcpStream` may stand in client/ only"),
    ] {
        assert_eq!(breaches(path, &format!("//! Docs.\n{text}")), [format!("{path}: {refused}")]);
    }
    assert_eq!(breaches("client/transport.rs", "//! Docs.\nuse {reqwest::Client, tokio::time};"), [""; 0]);
}

#[test]
fn a_file_without_module_docs_is_found() {
    for text in ["use std::fmt;", "", "// A comment.\n//! Docs.", "//!\nuse std::fmt;"] {
        assert_eq!(breaches("lib.rs", text), ["lib.rs: the first line does not say what the module is (`//! ..`)"]);
    }
}

#[test]
fn a_module_without_a_floor_is_found() {
    assert_eq!(breaches("helpers/mod.rs", "//! Docs."), ["helpers/mod.rs: `helpers` has no floor in the plan"]);
}

/// All `.rs` files below `folder`, with their paths in it and their texts.
fn gather(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            gather(&entry.path(), &format!("{path}/"), files);
        } else if path.ends_with(".rs") {
            files.push((path, fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

/// What is wrong with the source `text` at `path` (from `src/`).
fn breaches(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let first = text.lines().next().and_then(|line| line.strip_prefix("//!"));
    if first.is_none_or(|docs| docs.trim().is_empty()) {
        found.push("the first line does not say what the module is (`//! ..`)".to_owned());
    }
    let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let modules: Vec<&str> = if stem == "lib" { Vec::new() } else { stem.split('/').collect() };
    let words = without_tests(words(text));
    if modules.last() != Some(&"tests") {
        for (word, place) in PLACES {
            if !path.starts_with(place) && words.iter().any(|found| found == word) {
                found.push(match *place {
                    "nowhere" => format!("`{word}` may stand nowhere"),
                    place => format!("`{word}` may stand in {place} only"),
                });
            }
        }
        if let Some(module) = modules.first() {
            match FLOORS.iter().find(|(name, _)| name == module) {
                None => found.push(format!("`{module}` has no floor in the plan")),
                Some((_, below)) => {
                    let refuse = |used: String| match FLOORS.iter().any(|(name, _)| *name == used) {
                        _ if used == *module || below.contains(&used.as_str()) => None,
                        true => Some(format!("`{module}` may not use `{used}`")),
                        false if used.is_empty() => {
                            Some(format!("`{module}` uses `crate`: spell the module it lives in"))
                        }
                        false => Some(format!("`{module}` uses `crate::{used}`: spell the module it lives in")),
                    };
                    found.extend(root_names(&words, modules.len()).into_iter().filter_map(refuse));
                }
            }
        }
    }
    found.iter().map(|breach| format!("{path}: {breach}")).collect()
}

/// The words and signs of a source, without comments and the insides of texts; `::` is one sign.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = text_literal(rest) {
            words.push("\"\"".to_owned());
            length
        } else if is_of_word(first) {
            let length = rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len());
            words.push(rest[..length].to_owned());
            length
        } else if rest.starts_with("::") {
            words.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                words.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    words
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The length of the comment that begins here; comments nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] if depth == 1 => return at + 2,
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of the text or character literal that begins here, if one does.
fn text_literal(rest: &str) -> Option<usize> {
    let prefix = rest.find(|letter: char| !matches!(letter, 'b' | 'c' | 'r')).filter(|length| *length <= 2)?;
    let hashes = rest[prefix..].bytes().take_while(|byte| *byte == b'#').count();
    let body = &rest[prefix + hashes..];
    let is_raw = rest[..prefix].ends_with('r');
    let opened = prefix + hashes + 1;
    match body.bytes().next()? {
        b'"' if is_raw => {
            let end = format!("\"{}", "#".repeat(hashes));
            Some(body[1..].find(&end).map_or(rest.len(), |at| opened + at + end.len()))
        }
        b'"' if hashes == 0 => Some(opened + up_to(&body[1..], b'"')),
        // A lifetime has no second quote right behind its first letter.
        b'\'' if hashes == 0 => {
            let mut letters = body[1..].chars();
            let is_literal = letters.next() == Some('\\') || letters.next() == Some('\'');
            is_literal.then(|| opened + up_to(&body[1..], b'\''))
        }
        _ => None,
    }
}

/// The length up to and with the closing `quote`, over escapes.
fn up_to(inside: &str, quote: u8) -> usize {
    let mut escaped = false;
    for (at, byte) in inside.bytes().enumerate() {
        if !escaped && byte == quote {
            return at + 1;
        }
        escaped = !escaped && byte == b'\\';
    }
    inside.len()
}

/// The words without the `#[cfg(test)] mod name { .. }` among them.
fn without_tests(words: Vec<String>) -> Vec<String> {
    const HEAD: [&str; 8] = ["#", "[", "cfg", "(", "test", ")", "]", "mod"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if words[at..].iter().zip(HEAD).filter(|(word, head)| *word == head).count() == HEAD.len()
            && words.get(at + HEAD.len() + 1).is_some_and(|word| word == "{")
        {
            at = closing(&words, at + HEAD.len() + 1) + 1;
        } else {
            kept.push(words[at].clone());
            at += 1;
        }
    }
    kept
}

/// Where the brace that opens at `open` is closed.
fn closing(words: &[String], open: usize) -> usize {
    let mut depth = 0;
    for (at, word) in words.iter().enumerate().skip(open) {
        match word.as_str() {
            "{" => depth += 1,
            "}" if depth == 1 => return at,
            "}" => depth -= 1,
            _ => {}
        }
    }
    words.len()
}

/// The names right below the crate's root that are used, `*` and "" (the root itself) among them.
/// `depth` is how far below the root the file's module lies.
fn root_names(words: &[String], depth: usize) -> Vec<String> {
    let mut names = Vec::new();
    let mut ends_of_inner_modules = Vec::new();
    for (at, word) in words.iter().enumerate() {
        ends_of_inner_modules.retain(|end| *end > at);
        let before = |back: usize| at.checked_sub(back).map_or("", |before| words[before].as_str());
        match word.as_str() {
            "{" if before(2) == "mod" => ends_of_inner_modules.push(closing(words, at)),
            // `pub(crate)` and `pub(super)` use nothing; `pub(in crate::value)` is a path.
            "crate" | "super" if before(1) == "(" && before(2) == "pub" => {}
            // `$crate` and the inside of a path.
            "crate" | "super" if matches!(before(1), "::" | "$") => {}
            // The beginning of a path's part in braces is read together with the path before the braces.
            "super" if before(1) == "{" && before(2) == "::" => {}
            "crate" => path(words, at + 1, 0, &mut names),
            "super" => path(words, at + 1, (depth + ends_of_inner_modules.len()).saturating_sub(1), &mut names),
            _ => {}
        }
    }
    names
}

/// Follows a path from just behind a module `depth` below the root; notes what it names there if that is the root.
fn path(words: &[String], at: usize, depth: usize, names: &mut Vec<String>) {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    if word(at) != "::" {
        if depth == 0 {
            names.push(String::new());
        }
        return;
    }
    if word(at + 1) != "{" {
        return step(words, at + 1, depth, names);
    }
    let (end, mut inner, mut begins) = (closing(words, at + 1), at + 2, true);
    while inner < end {
        if begins {
            step(words, inner, depth, names);
        }
        begins = word(inner) == ",";
        inner = if word(inner) == "{" { closing(words, inner) } else { inner + 1 };
    }
}

/// One name of a path, seen from the module `depth` below the root.
fn step(words: &[String], at: usize, depth: usize, names: &mut Vec<String>) {
    match words.get(at).map_or("", String::as_str) {
        "super" => path(words, at + 1, depth.saturating_sub(1), names),
        "self" if depth == 0 => names.push(String::new()),
        name if depth == 0 => names.push(name.to_owned()),
        _ => {}
    }
}
