//! [`Scan`]: what can be said of SQL without knowing its grammar: its parameters, its comments, its end.
//!
//! Texts, quoted names, heredocs and comments are passed over as the server's lexer does; outside of them a `{` always
//! begins a parameter. Uses the standard library only, so that the derive crate can include this very file. Source:
//! ClickHouse `src/Parsers/Lexer.cpp`, checked on 26.7: comments do not nest, `#` begins one only before a space or `!`.
//!
//! ```text
//! -- min = 1.5                                   a sample for the parameter `min`
//! SELECT '{}', `{}` FROM t WHERE x > {min:Float64}
//!                                    ^^^^^^^^^^^^^ the only parameter, named `min`, of the type `Float64`
//! ```

use std::fmt;

/// What was found in a text of SQL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scan<'s> {
    /// The parameters, in their order; one name may stand more than once.
    pub(crate) parameters: Vec<Parameter<'s>>,
    /// Name and value of each comment of the form `-- name = value`.
    pub(crate) samples: Vec<(&'s str, &'s str)>,
    /// The text with each run of spaces and comments as one space, without the semicolon at its end.
    pub(crate) normalised: String,
    /// Where the last word that is no comment and no semicolon ends.
    pub(crate) end: usize,
}

/// A parameter `{name:Type}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parameter<'s> {
    pub(crate) name: &'s str,
    /// The type as written, without the spaces around it; `Identifier` for a name.
    pub(crate) data_type: &'s str,
    /// Where the opening brace stands.
    pub(crate) start: usize,
    /// Where the type begins.
    pub(crate) type_start: usize,
    /// Behind the closing brace.
    pub(crate) end: usize,
}

impl Parameter<'_> {
    /// Whether the parameter is a name rather than a value.
    pub(crate) fn is_identifier(&self) -> bool {
        self.data_type == "Identifier"
    }
}

/// Why a text cannot be SQL, and where, in bytes from its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScanError {
    pub(crate) text: String,
    pub(crate) position: usize,
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Goes through `sql` once.
///
/// # Errors
/// A text, a quoted name, a comment or a parameter is not closed, or a brace begins no parameter.
pub(crate) fn scan(sql: &str) -> Result<Scan<'_>, ScanError> {
    let mut scan = Scan::default();
    let mut at = 0;
    let mut is_apart = false;
    // Semicolons are written only once it is clear that they do not end the text.
    let mut semicolons = 0;
    while at < sql.len() {
        let (token, length) = token(sql, at)?;
        match token {
            Token::Space => is_apart = true,
            Token::Comment => {
                is_apart = true;
                scan.samples.extend(sample(&sql[at..at + length]));
            }
            Token::Semicolon => semicolons += 1,
            Token::Word | Token::Parameter => {
                if is_apart && !scan.normalised.is_empty() && semicolons == 0 {
                    scan.normalised.push(' ');
                }
                scan.normalised.extend(std::iter::repeat_n(';', semicolons));
                (is_apart, semicolons) = (false, 0);
                scan.normalised.push_str(&sql[at..at + length]);
                scan.end = at + length;
                if matches!(token, Token::Parameter) {
                    scan.parameters.push(parameter(sql, at)?.0);
                }
            }
        }
        at += length;
    }
    Ok(scan)
}

/// The statements of a text, without the semicolons between them, and where each begins.
///
/// # Errors
/// As [`scan`].
#[allow(dead_code, reason = "the core itself sends one statement at a time")]
pub(crate) fn statements(sql: &str) -> Result<Vec<(usize, &str)>, ScanError> {
    let mut statements = Vec::new();
    // Where the statement begins and ends, once a word of it was seen.
    let mut found: Option<(usize, usize)> = None;
    let mut at = 0;
    while at < sql.len() {
        let (token, length) = token(sql, at)?;
        match token {
            Token::Space | Token::Comment => {}
            Token::Semicolon => statements.extend(found.take()),
            Token::Word | Token::Parameter => found = Some((found.map_or(at, |(start, _)| start), at + length)),
        }
        at += length;
    }
    statements.extend(found);
    Ok(statements.into_iter().map(|(start, end)| (start, &sql[start..end])).collect())
}

/// The words of a statement, signs and quoted texts as well, and where each begins.
///
/// # Errors
/// As [`scan`].
#[allow(dead_code, reason = "the core itself reads no statement")]
pub(crate) fn words(sql: &str) -> Result<Vec<(usize, &str)>, ScanError> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < sql.len() {
        let (token, length) = token(sql, at)?;
        if matches!(token, Token::Word | Token::Parameter) {
            words.push((at, &sql[at..at + length]));
        }
        at += length;
    }
    Ok(words)
}

#[derive(Clone, Copy)]
enum Token {
    Space,
    Comment,
    Semicolon,
    Parameter,
    Word,
}

/// The token at `at`, which is before the end, and its length.
fn token(sql: &str, at: usize) -> Result<(Token, usize), ScanError> {
    let rest = &sql[at..];
    let refuse = |text: &str| Err(ScanError { text: text.to_owned(), position: at });
    let Some(first) = rest.chars().next() else { return Ok((Token::Space, 0)) };
    let quoted = |length: Option<usize>, text: &str| match length {
        Some(length) => Ok((Token::Word, length)),
        None => refuse(text),
    };
    match first {
        _ if first.is_whitespace() => {
            Ok((Token::Space, rest.find(|letter: char| !letter.is_whitespace()).unwrap_or(rest.len())))
        }
        ';' => Ok((Token::Semicolon, 1)),
        '{' => Ok((Token::Parameter, parameter(sql, at)?.1)),
        '\'' | '`' | '"' => quoted(up_to(rest, first), "the quote that opens here is not closed"),
        '‘' => quoted(rest.find('’').map(|end| end + '’'.len_utf8()), "the quote that opens here is not closed"),
        '“' => quoted(rest.find('”').map(|end| end + '”'.len_utf8()), "the quote that opens here is not closed"),
        '-' if rest.starts_with("--") => Ok((Token::Comment, line(rest))),
        '#' if rest[1..].starts_with([' ', '!', '\t', '\n']) => Ok((Token::Comment, line(rest))),
        '/' if rest.starts_with("/*") => match rest[2..].find("*/") {
            Some(end) => Ok((Token::Comment, end + 4)),
            None => refuse("the comment that opens here is not closed with `*/`"),
        },
        '$' => Ok((Token::Word, heredoc(rest).unwrap_or_else(|| word(rest).max(1)))),
        _ if is_of_word(first) => Ok((Token::Word, word(rest))),
        other => Ok((Token::Word, other.len_utf8())),
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '$'
}

fn word(rest: &str) -> usize {
    rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len())
}

fn line(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

/// The length up to and with the closing quote; a quote inside is doubled or stands behind `\`.
fn up_to(rest: &str, quote: char) -> Option<usize> {
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
            return Some(at + 1);
        }
    }
    None
}

/// The length of `$tag$ .. $tag$`, where there is both its begin and its end.
fn heredoc(rest: &str) -> Option<usize> {
    let begin = rest[1..].find('$')? + 2;
    let end = rest[begin..].find(&rest[..begin])?;
    Some(begin + end + begin)
}

/// The parameter whose brace opens at `start`, and its length.
fn parameter(sql: &str, start: usize) -> Result<(Parameter<'_>, usize), ScanError> {
    let refuse = |position, text: String| Err(ScanError { text, position });
    let name_start = after_spaces(sql, start + 1)?;
    let name = &sql[name_start..name_start + word(&sql[name_start..])];
    let colon = after_spaces(sql, name_start + name.len())?;
    if name.is_empty() {
        let text = "a `{` begins a parameter, as `{name:Type}`; a brace that is meant as text stands in quotes";
        return refuse(start, text.to_owned());
    }
    if !sql[colon..].starts_with(':') {
        let text = format!("the parameter `{name}` has no type; write `{{{name}:Type}}`, such as `{{{name}:String}}`");
        return refuse(start, text);
    }
    let type_start = after_spaces(sql, colon + 1)?;
    let (mut at, mut type_end) = (type_start, type_start);
    while at < sql.len() {
        if sql[at..].starts_with('}') {
            let data_type = &sql[type_start..type_end];
            if data_type.is_empty() {
                return refuse(at, format!("the type of the parameter `{name}` is missing before this brace"));
            }
            return Ok((Parameter { name, data_type, start, type_start, end: at + 1 }, at + 1 - start));
        }
        if sql[at..].starts_with('{') {
            return refuse(start, format!("the parameter `{name}` is not closed with `}}`"));
        }
        let (token, length) = token(sql, at)?;
        at += length;
        if !matches!(token, Token::Space | Token::Comment) {
            type_end = at;
        }
    }
    refuse(start, format!("the parameter `{name}` is not closed with `}}`"))
}

/// Where the next word begins at `at` or behind it.
fn after_spaces(sql: &str, mut at: usize) -> Result<usize, ScanError> {
    while at < sql.len() && !sql[at..].starts_with('{') {
        match token(sql, at)? {
            (Token::Space | Token::Comment, length) => at += length,
            _ => break,
        }
    }
    Ok(at)
}

/// Name and value of a comment that says `name = value`.
fn sample(comment: &str) -> Option<(&str, &str)> {
    let (name, value) = comment.strip_prefix("--")?.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    (!name.is_empty() && name.chars().all(is_of_word)).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_and_types(sql: &str) -> Vec<(&str, &str)> {
        scan(sql).unwrap().parameters.iter().map(|parameter| (parameter.name, parameter.data_type)).collect()
    }

    #[test]
    fn parameters_are_found_with_their_types() {
        assert_eq!(
            names_and_types("SELECT {a:UInt8}, { b : Array( String ) }"),
            [("a", "UInt8"), ("b", "Array( String )")]
        );
        assert_eq!(names_and_types("{x /* c */ : /* } */ UInt8 -- }\n}"), [("x", "UInt8")]);
        assert_eq!(
            names_and_types("{x:Enum8('a}' = 1)}{t:Identifier}"),
            [("x", "Enum8('a}' = 1)"), ("t", "Identifier")]
        );
        let sql = "a {x: UInt8} b";
        let found = scan(sql).unwrap().parameters[0];
        assert_eq!((&sql[found.start..found.end], &sql[found.type_start..]), ("{x: UInt8}", "UInt8} b"));
    }

    #[test]
    fn braces_in_texts_names_and_comments_are_passed_over() {
        for sql in [
            "SELECT '{a:T}', 'it''s {', '\\'{', '\\\\'",
            "SELECT `{a``b`, \"{\\\"{\"",
            "SELECT 1 --{a\n, 2 # {\n, 3 #!{",
            "SELECT /* { /* { */ 1",
            "SELECT $$ {a:T} $$, $x$ $$ {$ $x$, a$b, $ ",
            "SELECT ‘{’, “{”",
        ] {
            assert_eq!(names_and_types(sql), [], "{sql}");
        }
        // The comment has ended with its first `*/`.
        assert_eq!(names_and_types("/* /* */ {a:T} /* */"), [("a", "T")]);
        assert_eq!(names_and_types("a #{b:T}"), [("b", "T")]);
    }

    #[test]
    fn what_cannot_be_sql_is_refused_where_it_begins() {
        for (sql, position, text) in [
            ("SELECT 'a", 7, "the quote that opens here is not closed"),
            ("SELECT `a\\`", 7, "the quote that opens here is not closed"),
            ("SELECT “a", 7, "the quote that opens here is not closed"),
            ("SELECT /* a", 7, "the comment that opens here is not closed with `*/`"),
            ("SELECT {a}", 7, "the parameter `a` has no type; write `{a:Type}`, such as `{a:String}`"),
            ("SELECT {a:}", 10, "the type of the parameter `a` is missing before this brace"),
            ("SELECT {a:T", 7, "the parameter `a` is not closed with `}`"),
            ("SELECT {a:T {b:T}", 7, "the parameter `a` is not closed with `}`"),
            ("{a: 'x}", 4, "the quote that opens here is not closed"),
        ] {
            let error = scan(sql).unwrap_err();
            assert_eq!((error.position, error.text.as_str()), (position, text), "{sql}");
        }
        for sql in ["SELECT {}", "SELECT {'a': 1}", "SELECT {", "{{a:T}}", "{ "] {
            assert!(scan(sql).unwrap_err().text.starts_with("a `{` begins a parameter"), "{sql}");
        }
    }

    #[test]
    fn every_prefix_is_scanned_or_refused() {
        let sql = "-- a = 1\nSELECT 'é\\'', ‘x’, $é$ {$é$, {a : Enum8('}' = 1)}, /* */ `n` # x\n;";
        for end in (0..=sql.len()).filter(|end| sql.is_char_boundary(*end)) {
            let _ = scan(&sql[..end]);
        }
        assert!(scan(sql).is_ok());
    }

    #[test]
    fn spaces_and_comments_make_no_difference() {
        let plain = scan("SELECT a, 'x  y' FROM t").unwrap();
        let spread = scan("\n  SELECT a, -- the a\n  'x  y'\nFROM /**/ t\n;\n-- end\n").unwrap();
        assert_eq!(plain.normalised, spread.normalised);
        assert_eq!(plain.normalised, "SELECT a, 'x  y' FROM t");
        assert_eq!(scan("a; b ;;").unwrap().normalised, "a;b");
        assert_eq!(scan("").unwrap(), Scan::default());
        assert_eq!(scan("SELECT 1 ; -- end").unwrap().end, 8);
    }

    #[test]
    fn statements_end_at_their_semicolons() {
        let sql = "-- all\nCREATE TABLE a (x String DEFAULT ';'); -- ; one\n\n CREATE VIEW b AS SELECT 1 /* ; */;;";
        let found = statements(sql).unwrap();
        assert_eq!(found, [(7, "CREATE TABLE a (x String DEFAULT ';')"), (57, "CREATE VIEW b AS SELECT 1")]);
        assert_eq!(statements(" ; -- none\n").unwrap(), []);
    }

    #[test]
    fn comments_may_hold_samples() {
        let scan = scan("-- min = 1.5\nSELECT {min:Float64} --note\n-- to be = done\n--t=events").unwrap();
        assert_eq!(scan.samples, [("min", "1.5"), ("t", "events")]);
    }
}
