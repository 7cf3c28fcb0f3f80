//! [`Tokens`]: a type's text, word by word. Space, line ends and SQL's comments between them do not matter.

use super::{Parsed, TypeError};

/// A place in a text.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'t> {
    text: &'t str,
    position: usize,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Tokens { text, position: 0 }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.position..]
    }

    /// Where the next token begins, in bytes from the start of the text.
    pub(super) fn position(&mut self) -> usize {
        self.skip_space();
        self.position
    }

    fn skip_space(&mut self) {
        loop {
            let rest = self.rest().trim_start();
            self.position = self.text.len() - rest.len();
            let end = if rest.starts_with("--") {
                rest.find('\n')
            } else if rest.starts_with("/*") {
                rest.find("*/").map(|end| end + 2)
            } else {
                return;
            };
            self.position += end.unwrap_or(rest.len());
        }
    }

    /// The first letter of the next token.
    pub(super) fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.rest().chars().next()
    }

    /// The next letter, if nothing stands before it.
    pub(super) fn peek_here(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Passes one letter, whatever it is.
    pub(super) fn pass(&mut self, letter: char) {
        self.position += letter.len_utf8();
    }

    /// Passes `letter` if it is the next token.
    pub(super) fn eat(&mut self, letter: char) -> bool {
        let is_there = self.peek() == Some(letter);
        if is_there {
            self.pass(letter);
        }
        is_there
    }

    pub(super) fn expect(&mut self, letter: char) -> Parsed<()> {
        if self.eat(letter) { Ok(()) } else { self.refuse(format!("`{letter}` is missing here")) }
    }

    /// Passes a comma after which another item follows. A comma before the closing parenthesis means nothing.
    pub(super) fn another(&mut self) -> bool {
        self.eat(',') && self.peek() != Some(')')
    }

    fn peek_word(&mut self) -> &'t str {
        self.skip_space();
        let rest = self.rest();
        let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        &rest[..end.unwrap_or(rest.len())]
    }

    /// Passes a number or a word such as `NULL`, with its sign; empty if something else stands here.
    pub(super) fn literal(&mut self) -> &'t str {
        self.skip_space();
        let rest = self.rest();
        let is_part = |(place, letter): (usize, char)| {
            let is_sign = matches!(letter, '-' | '+') && (place == 0 || rest[..place].ends_with(['e', 'E']));
            letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_') || is_sign
        };
        let end = rest.char_indices().find(|part| !is_part(*part)).map_or(rest.len(), |(end, _)| end);
        self.position += end;
        &rest[..end]
    }

    /// Passes these words if they all stand here, in any case.
    pub(super) fn words(&mut self, words: &[&str]) -> bool {
        let before = self.position;
        for word in words {
            let found = self.peek_word();
            if !found.eq_ignore_ascii_case(word) {
                self.position = before;
                return false;
            }
            self.position += found.len();
        }
        true
    }

    /// A plain word or a name in backticks or double quotes; `None` if something else stands here.
    pub(super) fn name(&mut self) -> Parsed<Option<String>> {
        match self.peek() {
            Some(quote @ ('`' | '"')) => self.quoted(quote).map(Some),
            Some(letter) if letter.is_alphanumeric() || letter == '_' => {
                let word = self.peek_word();
                self.position += word.len();
                Ok(Some(word.to_owned()))
            }
            _ => Ok(None),
        }
    }

    /// Whether a name stands here.
    pub(super) fn is_at_name(&mut self) -> bool {
        self.peek().is_some_and(|letter| letter.is_alphabetic() || matches!(letter, '_' | '`' | '"'))
    }

    pub(super) fn number(&mut self) -> Parsed<u64> {
        self.skip_space();
        let rest = self.rest();
        let digits = &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()];
        match digits.parse() {
            Ok(number) => {
                self.position += digits.len();
                Ok(number)
            }
            Err(_) if digits.is_empty() => self.refuse("a number is missing here"),
            Err(_) => self.refuse("the number is too large"),
        }
    }

    pub(super) fn number_within(&mut self, range: std::ops::RangeInclusive<u64>, what: &str) -> Parsed<u64> {
        let at = self.position();
        let number = self.number()?;
        if range.contains(&number) {
            return Ok(number);
        }
        self.refuse_at(at, format!("{what} is {number}, which is not within {} and {}", range.start(), range.end()))
    }

    pub(super) fn signed_number(&mut self) -> Parsed<i64> {
        let is_negative = !self.eat('+') && self.eat('-');
        let number = self.number_within(0..=i64::MAX as u64, "a number")? as i64;
        Ok(if is_negative { -number } else { number })
    }

    /// Text between quotes. A quote is doubled or has a backslash; the server knows the backslash's letters below and
    /// keeps one before any other letter, as regular expressions want it.
    pub(super) fn quoted(&mut self, quote: char) -> Parsed<String> {
        let start = self.position();
        if !self.eat(quote) {
            return self.refuse(format!("a text in {quote} is missing here"));
        }
        let mut text = String::new();
        while let Some(letter) = self.peek_here() {
            self.pass(letter);
            match letter {
                '\\' => self.escaped(&mut text),
                letter if letter == quote && self.peek_here() == Some(quote) => {
                    self.pass(quote);
                    text.push(quote);
                }
                letter if letter == quote => return Ok(text),
                letter => text.push(letter),
            }
        }
        self.refuse_at(start, format!("a {quote} is not closed"))
    }

    /// What a backslash and the letters after it stand for.
    fn escaped(&mut self, text: &mut String) {
        let Some(letter) = self.peek_here() else { return };
        self.pass(letter);
        match letter {
            'a' => text.push('\u{7}'),
            'b' => text.push('\u{8}'),
            'e' => text.push('\u{1b}'),
            'f' => text.push('\u{c}'),
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            'v' => text.push('\u{b}'),
            '0' => text.push('\0'),
            'N' => {}
            'x' => match self.rest().get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                Some(byte) if byte.is_ascii() => {
                    self.position += 2;
                    text.push(char::from(byte));
                }
                _ => text.push_str("\\x"),
            },
            '\\' | '\'' | '"' | '`' | '/' | '=' => text.push(letter),
            other => text.extend(['\\', other]),
        }
    }

    /// The refusal of the next token.
    pub(super) fn refuse<T>(&mut self, what: impl Into<String>) -> Parsed<T> {
        let position = self.position();
        self.refuse_at(position, what)
    }

    /// The refusal of what is missing here, which needs no place.
    pub(super) fn missing<T>(&mut self, what: &str) -> Parsed<T> {
        Err(TypeError { text: what.to_owned(), position: self.position() })
    }

    pub(super) fn refuse_at<T>(&self, position: usize, what: impl Into<String>) -> Parsed<T> {
        // A type may be spread over lines; its error is in one.
        let (what, rest) = (what.into(), self.text[position..].split(['\r', '\n']).next().unwrap_or_default());
        let text = match rest.char_indices().nth(20) {
            // A question names the word itself.
            _ if position == 0 || what.ends_with('?') => what,
            _ if rest.is_empty() => format!("{what}, at the end"),
            Some((end, _)) => format!("{what}, at `{}..`", &rest[..end]),
            None => format!("{what}, at `{rest}`"),
        };
        Err(TypeError { text, position })
    }
}
