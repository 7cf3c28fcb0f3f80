//! JSON: its paths as objects within objects, and its texts as paths.
//!
//! ```text
//! {"a": {"b": 1, "c": [{"d": 2}]}}    is    a.b = 1, a.c = [{"d": 2}]
//! ```
//!
//! Of a text, numbers become Int64, UInt64 or Float64, and arrays that hold objects keep them as JSON. A path that is NULL
//! is one with a type of its own: the server leaves out others.

use super::Value;
use std::sync::Arc;

/// Objects within objects are shown to this depth; from there on paths keep their dots. Protects the stack.
const MAX_SHOWN_DEPTH: usize = 100;

/// A member of an object.
#[derive(Debug)]
pub(super) enum JsonPart<'v> {
    Value(&'v str, &'v Value),
    Object(&'v str, Vec<JsonPart<'v>>),
}

/// The members of the object that `paths` mean.
pub(super) fn json_parts(paths: &[(Arc<str>, Value)]) -> Vec<JsonPart<'_>> {
    let mut paths: Vec<(&str, &Value)> = paths.iter().map(|(path, value)| (&**path, value)).collect();
    paths.sort_by_key(|(path, _)| *path);
    members(&mut paths, 0)
}

fn members<'v>(paths: &mut [(&'v str, &'v Value)], depth: usize) -> Vec<JsonPart<'v>> {
    let mut parts = Vec::new();
    let mut rest = paths;
    while let Some((path, value)) = rest.first().copied() {
        let within = path.split_once('.').filter(|_| depth < MAX_SHOWN_DEPTH);
        let Some((key, _)) = within else {
            parts.push(JsonPart::Value(path, value));
            rest = &mut rest[1..];
            continue;
        };
        let is_within = |path: &str| path.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
        let count = rest.iter().take_while(|(path, _)| is_within(path)).count();
        let (group, after) = rest.split_at_mut(count);
        for (path, _) in group.iter_mut() {
            *path = &path[key.len() + 1..];
        }
        parts.push(JsonPart::Object(key, members(group, depth + 1)));
        rest = after;
    }
    parts
}

/// Arrays and objects within one another; protects the stack. The server's own limit (`input_format_json_max_depth`) is 1000.
const MAX_DEPTH: usize = 250;

/// The paths and values of a JSON text; `Err` says where it is none.
pub(in crate::value) fn parse(text: &[u8]) -> Result<Value, usize> {
    let mut parser = Parser { text, at: 0 };
    let mut paths = Vec::new();
    parser.object("", &mut paths, 0).ok_or(parser.at)?;
    parser.space();
    match parser.at == text.len() {
        true => Ok(sorted(paths)),
        false => Err(parser.at),
    }
}

fn sorted(mut paths: Vec<(Arc<str>, Value)>) -> Value {
    paths.sort_by(|left, right| left.0.cmp(&right.0));
    Value::Json(paths)
}

struct Parser<'t> {
    text: &'t [u8],
    at: usize,
}

impl Parser<'_> {
    fn space(&mut self) {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Passes `byte`, after white space.
    fn take(&mut self, byte: u8) -> Option<()> {
        self.space();
        (self.text.get(self.at) == Some(&byte)).then(|| self.at += 1)
    }

    /// Reads `{..}` into `paths`, each with `prefix` in front.
    fn object(&mut self, prefix: &str, paths: &mut Vec<(Arc<str>, Value)>, depth: usize) -> Option<()> {
        self.take(b'{').filter(|()| depth < MAX_DEPTH)?;
        if self.take(b'}').is_some() {
            return Some(());
        }
        loop {
            self.space();
            let key = self.string()?;
            let path = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
            self.take(b':')?;
            self.space();
            match self.text.get(self.at)? {
                b'{' => self.object(&path, paths, depth + 1)?,
                _ => paths.push((path.into(), self.value(depth + 1)?)),
            }
            if self.take(b',').is_none() {
                return self.take(b'}');
            }
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.space();
        match *self.text.get(self.at)? {
            b'{' => {
                let mut paths = Vec::new();
                self.object("", &mut paths, depth)?;
                Some(sorted(paths))
            }
            b'[' => self.array(depth),
            b'"' => self.string().map(Value::from),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        self.take(b'[').filter(|()| depth < MAX_DEPTH)?;
        let mut items = Vec::new();
        if self.take(b']').is_some() {
            return Some(Value::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.take(b',').is_none() {
                return self.take(b']').map(|()| Value::Array(items));
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        self.text[self.at..].starts_with(word.as_bytes()).then(|| {
            self.at += word.len();
            value
        })
    }

    fn number(&mut self) -> Option<Value> {
        let length = self.text[self.at..].iter().take_while(|byte| b"+-.0123456789eE".contains(byte)).count();
        let digits = str::from_utf8(&self.text[self.at..self.at + length]).ok()?;
        let value = match (digits.parse::<i64>(), digits.parse::<u64>()) {
            (Ok(value), _) => Value::Int64(value),
            (_, Ok(value)) => Value::UInt64(value),
            _ => Value::Float64(digits.parse().ok()?),
        };
        self.at += length;
        Some(value)
    }

    fn string(&mut self) -> Option<String> {
        if self.text.get(self.at) != Some(&b'"') {
            return None;
        }
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            let length = self.text[self.at..].iter().take_while(|byte| !matches!(byte, b'"' | b'\\')).count();
            bytes.extend_from_slice(&self.text[self.at..self.at + length]);
            self.at += length;
            let is_end = *self.text.get(self.at)? == b'"';
            self.at += 1;
            if is_end {
                return String::from_utf8(bytes).ok();
            }
            self.escape(&mut bytes)?;
        }
    }

    /// Reads what follows a backslash.
    fn escape(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let letter = *self.text.get(self.at)?;
        self.at += 1;
        bytes.push(match letter {
            b'"' | b'\\' | b'/' => letter,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let first = self.hex()?;
                let letter = match first {
                    0xd800..=0xdbff if self.text[self.at..].starts_with(b"\\u") => {
                        self.at += 2;
                        let second = self.hex()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                        char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)?
                    }
                    first => char::from_u32(first)?,
                };
                bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                return Some(());
            }
            _ => return None,
        });
        Some(())
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = str::from_utf8(self.text.get(self.at..self.at + 4)?).ok()?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_sorted_paths() {
        let text = r#" {"b" : {"c":{"d":-1}, "a":18446744073709551615}, "a":[1.5,null,{"q":"w\u00e9\ud83d\ude00\n"}], "n":null} "#;
        let Ok(Value::Json(paths)) = parse(text.as_bytes()) else { panic!("{:?}", parse(text.as_bytes())) };
        let names: Vec<_> = paths.iter().map(|(path, _)| &**path).collect();
        assert_eq!(names, ["a", "b.a", "b.c.d", "n"]);
        let object = Value::Json(vec![("q".into(), "wé😀\n".into())]);
        assert_eq!(paths[0].1, Value::Array(vec![Value::Float64(1.5), Value::Null, object]));
        assert_eq!((&paths[1].1, &paths[2].1), (&Value::UInt64(u64::MAX), &Value::Int64(-1)));
        assert_eq!(parse(b"{}"), Ok(Value::Json(Vec::new())));
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        for text in [
            "",
            "[1]",
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":01x}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\ud800\"}",
            "{} x",
            "{\"a\":tru}",
            "{\"a\":\"",
            "{\"a\":\"\\u12",
            "{\"a\":-}",
        ] {
            assert!(parse(text.as_bytes()).is_err_and(|at| at <= text.len()), "{text}");
        }
        assert!(parse(b"{\"a\":\"\xff\"}").is_err());
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(2000), "]".repeat(2000));
        assert!(parse(deep.as_bytes()).is_err());
        let deep = format!("{}1{}", "{\"a\":".repeat(2000), "}".repeat(2000));
        assert!(parse(deep.as_bytes()).is_err());
    }

    #[test]
    fn paths_of_dots_without_end_are_shown() {
        let path: Arc<str> = ".".repeat(100_000).into();
        assert!(Value::Json(vec![(path, Value::Null)]).to_string().len() > 100_000);
    }
}
