//! JSON: texts, or a column for each path.
//!
//! ```text
//! JSON as text, 2 rows           (output_format_native_write_json_as_string=1, from 24.10)
//!   prefix     01 00 00 00 00 00 00 00
//!   values     07 7b2261223a317d  02 7b7d
//!
//! JSON by paths                  (version 0; 2 without the limit; 3 without the limit and without shared paths)
//!   prefix     00 00 00 00 00 00 00 00
//!              limit of paths, number of paths, the paths: varints and texts
//!              prefixes of the typed paths, which are in the type's text, sorted by path
//!              prefixes of the paths just listed, each a Dynamic
//!   data       typed paths; listed paths; shared paths as Map(String, String), each value with its type in binary
//! ```
//!
//! A row lacks a listed path where the path's Dynamic is NULL. Source: ClickHouse `SerializationObject.cpp`, checked on
//! 24.8, 25.8 and 26.7.

use super::{Column, Form, Layout, Parts, View, dynamic};
use crate::types::{DataType, JsonType};
use crate::wire::{Step, Walk};

const WITH_LIMIT: u64 = 0;
/// The version of texts, which is also the one that is written.
pub(crate) const TEXTS: u64 = 1;
const WITHOUT_LIMIT: u64 = 2;
const FLATTENED: u64 = 3;
/// The server's own limit of paths in a column is 10,000.
const MAX_PATHS: usize = 1_000_000;
const MAX_PATH_BYTES: usize = 1 << 20;

#[derive(Debug)]
pub(super) struct JsonForm {
    typed: Vec<(Box<str>, Layout)>,
    dynamic: Vec<(Box<str>, Layout)>,
    has_shared: bool,
}

pub(super) fn read_prefix(json: &JsonType, walk: &mut Walk<'_>) -> Step<Form> {
    let at = walk.position();
    let version = walk.u64()?;
    match version {
        TEXTS => return Ok(Form::String),
        WITH_LIMIT => {
            walk.varint()?;
        }
        WITHOUT_LIMIT | FLATTENED => {}
        other => return walk.refuse_at(at, format!("JSON has version {other}, not 0, 1, 2 or 3")),
    }
    let mut paths = Vec::new();
    for _ in 0..walk.count("paths of a JSON", MAX_PATHS)? {
        let at = walk.position();
        let path = walk.text(MAX_PATH_BYTES)?;
        match std::str::from_utf8(walk.bytes(&path)) {
            Ok(path) => paths.push(Box::from(path)),
            Err(_) => return walk.refuse_at(at, "a path of a JSON is not UTF-8"),
        }
    }
    let typed = dynamic::read_prefixes(json.paths.iter().map(|(_, data_type)| data_type), walk)?;
    let typed = json.paths.iter().map(|(path, _)| Box::from(&**path)).zip(typed).collect();
    let of_path = DataType::Dynamic(None);
    let dynamic = dynamic::read_prefixes(paths.iter().map(|_| &of_path), walk)?;
    let dynamic = paths.into_iter().zip(dynamic).collect();
    Ok(Form::Json(Box::new(JsonForm { typed, dynamic, has_shared: version != FLATTENED })))
}

pub(super) fn locate(form: &JsonForm, rows: usize, walk: &mut Walk<'_>) -> Step<Parts> {
    let mut columns = |layouts: &[(Box<str>, Layout)]| {
        let columns = layouts.iter().map(|(path, layout)| Ok((path.clone(), layout.locate(rows, walk)?)));
        columns.collect::<Step<Vec<_>>>()
    };
    let (typed, dynamic) = (columns(&form.typed)?, columns(&form.dynamic)?);
    let shared = match form.has_shared {
        true => {
            let map = DataType::Map(Box::new((DataType::String, DataType::String)));
            Some(Layout::read_prefix(&map, None)?.locate(rows, walk)?)
        }
        false => None,
    };
    Ok(Parts::Json(Box::new(JsonParts { typed, dynamic, shared })))
}

#[derive(Debug, Clone)]
pub(super) struct JsonParts {
    typed: Vec<(Box<str>, Column)>,
    dynamic: Vec<(Box<str>, Column)>,
    shared: Option<Column>,
}

/// The columns of a JSON column that came by paths.
#[derive(Debug, Clone)]
pub struct JsonPaths<'a> {
    /// Paths with a type of their own, which every row has.
    pub typed: Vec<(&'a str, View<'a>)>,
    /// Further paths, each a Dynamic column; a row lacks those that are NULL.
    pub dynamic: Vec<(&'a str, View<'a>)>,
    /// The remaining paths of each row, laid out as Map(String, String): the value with its type in binary.
    pub shared: Option<View<'a>>,
}

impl<'a> View<'a> {
    /// The columns of the paths, if this is a JSON column that did not come as text.
    pub fn json(&self) -> Option<JsonPaths<'a>> {
        let Parts::Json(parts) = &self.column.parts else { return None };
        let views = |columns: &'a [(Box<str>, Column)]| {
            columns.iter().map(|(path, column)| (&**path, View::new(self.bytes, column))).collect()
        };
        Some(JsonPaths {
            typed: views(&parts.typed),
            dynamic: views(&parts.dynamic),
            shared: parts.shared.as_ref().map(|column| View::new(self.bytes, column)),
        })
    }
}
