//! JSON and Dynamic with their limits, typed paths and paths left out.

use super::scalar::{shown, twice};
use super::{DataType, JsonType, Parsed, Parser};

/// The server's defaults, which it does not print.
const MAX_DYNAMIC_TYPES: u64 = 32;
const MAX_DYNAMIC_PATHS: u64 = 1024;
/// The types of a Dynamic are counted in one byte, one of them is the shared one.
const MOST_DYNAMIC_TYPES: u64 = 254;

impl Parser<'_> {
    pub(super) fn dynamic(&mut self) -> Parsed<DataType> {
        if !self.opens() {
            return Ok(DataType::Dynamic(None));
        }
        if !self.tokens.words(&["max_types"]) {
            return self.tokens.refuse("only `max_types=` can stand in the parentheses of Dynamic");
        }
        let limit = self.limit(MOST_DYNAMIC_TYPES, "the number of types of a Dynamic")?;
        self.close()?;
        Ok(DataType::Dynamic(Some(limit).filter(|limit| *limit != MAX_DYNAMIC_TYPES)))
    }

    fn limit(&mut self, most: u64, what: &str) -> Parsed<u64> {
        self.tokens.expect('=')?;
        self.tokens.number_within(0..=most, what)
    }

    pub(super) fn json(&mut self) -> Parsed<DataType> {
        let mut json = JsonType::default();
        let start = self.tokens.position();
        if self.opens() {
            loop {
                self.json_argument(&mut json)?;
                if !self.tokens.another() {
                    break;
                }
            }
            self.tokens.expect(')')?;
        }
        json.max_dynamic_types = json.max_dynamic_types.filter(|limit| *limit != MAX_DYNAMIC_TYPES);
        json.max_dynamic_paths = json.max_dynamic_paths.filter(|limit| *limit != MAX_DYNAMIC_PATHS);
        json.paths.sort_by(|left, right| left.0.cmp(&right.0));
        json.skip.sort();
        json.skip.dedup();
        json.skip_regexp.sort();
        if let Some(path) = twice(json.paths.iter().map(|(path, _)| path)) {
            return self.tokens.refuse_at(start, format!("the path `{}` has two types", shown(path)));
        }
        Ok(DataType::Json(Box::new(json)))
    }

    /// `max_dynamic_paths=8`, `SKIP a.b`, `SKIP REGEXP 'a.*'`, or a path and its type.
    fn json_argument(&mut self, json: &mut JsonType) -> Parsed<()> {
        let before = self.tokens.clone();
        if self.tokens.words(&["max_dynamic_types"]) && self.tokens.peek() == Some('=') {
            json.max_dynamic_types = Some(self.limit(MOST_DYNAMIC_TYPES, "the number of types of a path")?);
            return Ok(());
        }
        self.tokens = before.clone();
        if self.tokens.words(&["max_dynamic_paths"]) && self.tokens.peek() == Some('=') {
            json.max_dynamic_paths = Some(self.limit(u64::MAX, "the number of paths")?);
            return Ok(());
        }
        self.tokens = before;
        if self.tokens.words(&["SKIP", "REGEXP"]) {
            json.skip_regexp.push(self.tokens.quoted('\'')?.into());
            return Ok(());
        }
        if self.tokens.words(&["SKIP"]) {
            json.skip.push(self.path()?.into());
            return Ok(());
        }
        let path = self.path()?;
        json.paths.push((path.into(), self.data_type()?));
        Ok(())
    }

    /// Names with points between them: `a.b`, `` `a b`.c ``.
    fn path(&mut self) -> Parsed<String> {
        let mut path = self.path_name()?;
        while self.tokens.eat('.') {
            path.push('.');
            path.push_str(&self.path_name()?);
        }
        Ok(path)
    }

    fn path_name(&mut self) -> Parsed<String> {
        match self.tokens.name()? {
            Some(name) => Ok(name),
            None => self.tokens.refuse("a path is missing here"),
        }
    }
}
