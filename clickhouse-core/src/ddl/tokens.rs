//! [`Tokens`]: SQL cut into words, names, texts and signs, each with its place.
//!
//! Source: ClickHouse `src/Parsers/Lexer.cpp`, checked on 26.7: comments do not nest, `#` begins one only before a
//! space or `!`.

use crate::types::{DataType, TypeError};

/// What is wrong, and where, in bytes from the start.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) text: String,
    pub(super) position: usize,
}

pub(super) type Read<T> = Result<T, Refusal>;

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'s> {
    /// A word or a number, as written.
    Word(&'s str),
    /// A name in backticks or double quotes, unquoted.
    Name(String),
    /// A text in single quotes, or a heredoc.
    Text(&'s str),
    Sign(char),
    End,
}

/// A text of SQL, and a place in it.
pub(super) struct Tokens<'s> {
    pub(super) sql: &'s str,
    tokens: Vec<(Token<'s>, usize)>,
    at: usize,
    /// Where each line ends, the last one left out.
    line_ends: Vec<usize>,
}

impl<'s> Tokens<'s> {
    pub(super) fn new(sql: &'s str) -> Read<Self> {
        let mut tokens = Vec::new();
        let mut position = 0;
        while let Some(first) = sql[position..].chars().next() {
            let (token, length) = token(sql, position, first)?;
            if let Some(token) = token {
                tokens.push((token, position));
            }
            position += length;
        }
        tokens.push((Token::End, sql.len()));
        let line_ends = sql.match_indices('\n').map(|(at, _)| at).collect();
        Ok(Tokens { sql, tokens, at: 0, line_ends })
    }

    /// The line in which `position` stands, from 1.
    pub(super) fn line(&self, position: usize) -> usize {
        1 + self.line_ends.partition_point(|end| *end < position)
    }

    pub(super) fn peek(&self) -> &Token<'s> {
        self.peek_behind(0)
    }

    /// The token this many behind the next one.
    pub(super) fn peek_behind(&self, tokens: usize) -> &Token<'s> {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.at + tokens).min(last)].0
    }

    /// Where the next token stands.
    pub(super) fn position(&self) -> usize {
        self.tokens[self.at].1
    }

    pub(super) fn next(&mut self) -> Token<'s> {
        let token = self.peek().clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    /// Whether the next token is this word, in any case.
    pub(super) fn is_at(&self, word: &str) -> bool {
        self.is_at_behind(0, word)
    }

    pub(super) fn is_at_behind(&self, tokens: usize, word: &str) -> bool {
        matches!(self.peek_behind(tokens), Token::Word(found) if found.eq_ignore_ascii_case(word))
    }

    pub(super) fn is_at_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_at(word))
    }

    pub(super) fn is_at_sign(&self, sign: char) -> bool {
        *self.peek() == Token::Sign(sign)
    }

    /// Whether the statement ends here.
    pub(super) fn is_at_end(&self) -> bool {
        matches!(self.peek(), Token::End | Token::Sign(';'))
    }

    /// Passes these words if they all stand here.
    pub(super) fn eat(&mut self, words: &str) -> bool {
        let count = words.split(' ').enumerate().filter(|(place, word)| self.is_at_behind(*place, word)).count();
        let is_there = count == words.split(' ').count();
        if is_there {
            self.at += count;
        }
        is_there
    }

    pub(super) fn eat_sign(&mut self, sign: char) -> bool {
        let is_there = self.is_at_sign(sign);
        if is_there {
            self.next();
        }
        is_there
    }

    pub(super) fn expect_sign(&mut self, sign: char) -> Read<()> {
        if self.eat_sign(sign) { Ok(()) } else { self.refuse(format!("`{sign}` is expected {}", self.shown())) }
    }

    /// A name, quoted or not.
    pub(super) fn name(&mut self, of: &str) -> Read<String> {
        match self.peek().clone() {
            // A name may begin with a digit or a `$`, but a number is none.
            Token::Word(word) if !word.contains('.') && word.contains(|letter: char| !letter.is_ascii_digit()) => {
                self.next();
                Ok(word.to_owned())
            }
            Token::Name(name) => {
                self.next();
                Ok(name)
            }
            _ => self.refuse(format!("the name of {of} is expected {}", self.shown())),
        }
    }

    /// A name of several parts: `n.a`.
    pub(super) fn compound_name(&mut self, of: &str) -> Read<String> {
        let mut name = self.name(of)?;
        while self.eat_sign('.') {
            name.push('.');
            name.push_str(&self.name(of)?);
        }
        Ok(name)
    }

    /// A data type.
    pub(super) fn data_type(&mut self) -> Read<DataType> {
        let begin = self.position();
        let at = |error: &TypeError| begin + error.position();
        match DataType::parse_beginning(&self.sql[begin..]) {
            Ok((data_type, length)) => {
                while self.at + 1 < self.tokens.len() && self.position() < begin + length {
                    self.at += 1;
                }
                Ok(data_type)
            }
            Err(error) => Err(Refusal { position: at(&error), text: error.to_string() }),
        }
    }

    /// Passes everything up to `,`, `)` or the end, over what stands in parentheses.
    pub(super) fn skip_item(&mut self) -> Read<()> {
        while !self.is_at_end() && !self.is_at_sign(',') && !self.is_at_sign(')') {
            self.skip_token()?;
        }
        Ok(())
    }

    /// Passes the rest of the statement.
    pub(super) fn skip_statement(&mut self) -> Read<()> {
        while !self.is_at_end() {
            self.skip_token()?;
        }
        Ok(())
    }

    /// Passes one token, or all that stands between the parenthesis that opens here and its partner.
    pub(super) fn skip_token(&mut self) -> Read<()> {
        let open = self.position();
        let mut depth = 0_usize;
        loop {
            match self.next() {
                Token::Sign('(' | '[' | '{') => depth += 1,
                Token::Sign(')' | ']' | '}') => depth = depth.saturating_sub(1),
                Token::End if depth > 0 => {
                    return Err(Refusal {
                        position: open,
                        text: "the parenthesis that opens here is not closed".into(),
                    });
                }
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// The refusal of the next token.
    pub(super) fn refuse<T>(&self, text: impl Into<String>) -> Read<T> {
        Err(Refusal { position: self.position(), text: text.into() })
    }

    /// The next token, behind what is said to be expected.
    pub(super) fn shown(&self) -> String {
        match self.peek() {
            Token::Word(word) => format!("before `{word}`"),
            Token::Name(name) => format!("before `{name}`"),
            Token::Text(_) => "before a text".to_owned(),
            Token::Sign(sign) => format!("before `{sign}`"),
            Token::End => "at the end".to_owned(),
        }
    }
}

/// The token that begins at `position` with `first`, if it is one, and its length.
fn token(sql: &str, position: usize, first: char) -> Read<(Option<Token<'_>>, usize)> {
    let rest = &sql[position..];
    let refuse = |text: &str| Err(Refusal { text: text.to_owned(), position });
    let line = || rest.find('\n').unwrap_or(rest.len());
    match first {
        _ if first.is_whitespace() || first == '\u{feff}' => Ok((None, first.len_utf8())),
        '-' if rest.starts_with("--") => Ok((None, line())),
        '#' if rest[1..].starts_with([' ', '!', '\t', '\n']) => Ok((None, line())),
        '/' if rest.starts_with("/*") => match rest[2..].find("*/") {
            Some(end) => Ok((None, end + 4)),
            None => refuse("the comment that opens here is not closed with `*/`"),
        },
        '\'' | '`' | '"' => match quoted(rest, first) {
            Some((_, length)) if first == '\'' => Ok((Some(Token::Text(&rest[..length])), length)),
            Some((name, length)) => Ok((Some(Token::Name(name)), length)),
            None => refuse("the quote that opens here is not closed"),
        },
        '$' if heredoc(rest).is_some() => {
            let length = heredoc(rest).unwrap_or(1);
            Ok((Some(Token::Text(&rest[..length])), length))
        }
        _ if is_of_word(first) => {
            let length = rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len());
            // The point belongs to a number, but between two names it is a sign: `1.5e3`, but `02293_db.t`.
            let is_number =
                rest[..length].bytes().all(|digit| digit.is_ascii_digit()) && rest[length..].starts_with('.');
            let behind = if is_number { length + 1 } else { length };
            let more = rest[behind..].find(|letter| !is_of_word(letter)).unwrap_or(rest.len() - behind);
            let length = if is_number { behind + more } else { length };
            Ok((Some(Token::Word(&rest[..length])), length))
        }
        sign => Ok((Some(Token::Sign(sign)), sign.len_utf8())),
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

/// What stands between the quotes that open here, and its length with them.
fn quoted(rest: &str, quote: char) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            match letters.next()?.1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'r' => text.push('\r'),
                '0' => text.push('\0'),
                'b' => text.push('\u{8}'),
                'f' => text.push('\u{c}'),
                other @ ('\\' | '\'' | '"' | '`' | '/' | '=') => text.push(other),
                other => text.extend(['\\', other]),
            }
        } else if letter != quote || letters.next_if(|(_, next)| *next == quote).is_some() {
            text.push(letter);
        } else {
            return Some((text, at + 1));
        }
    }
    None
}

/// The length of `$tag$ .. $tag$`, where there is both its begin and its end.
fn heredoc(rest: &str) -> Option<usize> {
    let begin = rest[1..].find(|letter: char| !(letter.is_alphanumeric() || letter == '_'))? + 1;
    if !rest[begin..].starts_with('$') {
        return None;
    }
    let tag = &rest[..=begin];
    let end = rest[tag.len()..].find(tag)?;
    Some(tag.len() + end + tag.len())
}
