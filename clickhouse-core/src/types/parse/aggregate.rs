//! AggregateFunction and SimpleAggregateFunction: a function, its parameters as text, and the types of its arguments.

use super::super::display::Quoted;
use super::functions::{newest_version, printed};
use super::{AggregateFunction, DataType, Parsed, Parser, SimpleAggregateFunction};
use std::sync::Arc;

impl Parser<'_> {
    pub(super) fn simple_aggregate_function(&mut self) -> Parsed<DataType> {
        self.tokens.expect('(')?;
        let function = self.function()?;
        self.tokens.expect(',')?;
        let data_type = self.data_type()?;
        self.close()?;
        Ok(DataType::SimpleAggregateFunction(Box::new(SimpleAggregateFunction { function, data_type })))
    }

    pub(super) fn aggregate_function(&mut self) -> Parsed<DataType> {
        self.tokens.expect('(')?;
        let version = match self.tokens.peek() {
            Some(letter) if letter.is_ascii_digit() => {
                let version = self.tokens.number()?;
                self.tokens.expect(',')?;
                Some(version)
            }
            _ => None,
        };
        let function = self.function()?;
        let mut arguments = Vec::new();
        while self.tokens.another() {
            arguments.push(self.data_type()?);
        }
        self.tokens.expect(')')?;
        // A new column has the newest version. In the header of a block no version means the first.
        let is_versioned = self.is_declared && !matches!(arguments.first(), Some(DataType::Map(_)));
        let version = version.or_else(|| newest_version(&function).filter(|_| is_versioned));
        Ok(DataType::AggregateFunction(Box::new(AggregateFunction { version, function, arguments })))
    }

    /// The name of a function and its parameters, if it has any.
    fn function(&mut self) -> Parsed<Arc<str>> {
        let start = self.tokens.position();
        let Some(name) = self.tokens.name()? else {
            return self.tokens.refuse("the name of an aggregate function is missing here");
        };
        // Functions are plain words, whatever quotes allow.
        let is_plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if !is_plain || name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            return self.tokens.refuse_at(start, "this is not the name of an aggregate function");
        }
        let mut function = printed(&name);
        if self.tokens.peek() == Some('(') {
            let parameters = self.parameters()?;
            if parameters != "()" {
                function.push_str(&parameters);
            }
        }
        Ok(function.into())
    }

    /// Parentheses and the literals in them, spaced as the server does it: numbers, texts, words such as `NULL`, and lists
    /// of them.
    fn parameters(&mut self) -> Parsed<String> {
        let start = self.tokens.position();
        let (mut text, mut open) = (String::new(), Vec::new());
        // Nothing stands twice without a comma between: the last letter of the text says what may follow.
        while let Some(letter) = self.tokens.peek() {
            let is_complete = !text.is_empty() && !text.ends_with(['(', '[', ' ']);
            match letter {
                ',' if is_complete => text.push_str(", "),
                ')' | ']' if open.last() == Some(&letter) && !text.ends_with(' ') => {
                    text.push(letter);
                    open.pop();
                }
                ',' | ')' | ']' => return self.tokens.refuse("a parameter is missing here"),
                _ if is_complete => return self.tokens.refuse("a comma is missing here"),
                '\'' => {
                    let parameter = self.tokens.quoted('\'')?;
                    text.push_str(&Quoted(&parameter).to_string());
                    continue;
                }
                '(' | '[' => {
                    text.push(letter);
                    open.push(if letter == '(' { ')' } else { ']' });
                }
                _ => match self.tokens.literal() {
                    "" => return self.tokens.refuse("this is not a parameter"),
                    literal => {
                        text.push_str(literal);
                        continue;
                    }
                },
            }
            self.tokens.pass(letter);
            if open.is_empty() {
                return Ok(text);
            }
        }
        self.tokens.refuse_at(start, "a parenthesis is not closed")
    }
}
