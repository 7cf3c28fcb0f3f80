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

use super::empty::write_empty_prefix as write_empty_prefix_of;
use super::{Column, ColumnBuilder, DynamicBuilder, Form, Layout, Parts, StringBuilder, View, Wrapping, dynamic};
use crate::types::{DataType, JsonType};
use crate::wire::{Sink, Step, Walk, put_text, put_varint, put_zeros};
use hashbrown::HashMap;
use std::sync::Arc;

const WITH_LIMIT: u64 = 0;
const TEXTS: u64 = 1;
const WITHOUT_LIMIT: u64 = 2;
const FLATTENED: u64 = 3;
/// What a JSON without a limit of paths has.
const DEFAULT_LIMIT: u64 = 1024;
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

/// What stands below a NULL: the server parses fillers, too, and an empty text is no object.
const EMPTY_OBJECT: &[u8] = b"{}";

/// Gathers JSON objects as texts, which the server parses. Read by 24.10 and later.
#[derive(Debug)]
pub struct JsonTextBuilder {
    texts: StringBuilder,
}

impl JsonTextBuilder {
    /// An empty column; of the wrappings there is but the null map.
    pub fn new(wrapping: Wrapping) -> Self {
        JsonTextBuilder { texts: StringBuilder::new(Wrapping { null_map: wrapping.null_map, ..Wrapping::default() }) }
    }

    /// Gathers one object: a text that begins with `{`.
    #[inline]
    pub fn push(&mut self, text: &[u8]) {
        self.texts.push(text);
    }
}

impl ColumnBuilder for JsonTextBuilder {
    fn len(&self) -> usize {
        self.texts.len()
    }

    fn bytes(&self) -> usize {
        self.texts.bytes()
    }

    fn push_null(&mut self) {
        self.texts.push(EMPTY_OBJECT);
    }

    fn truncate(&mut self, len: usize) {
        self.texts.truncate(len);
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        out.put(&TEXTS.to_le_bytes());
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        self.texts.write_values(out);
    }
}

pub(super) fn write_empty_prefix(json: &JsonType, out: &mut dyn Sink) {
    write_paths(json.max_dynamic_paths, &[], out);
    json.paths.iter().for_each(|(_, data_type)| write_empty_prefix_of(data_type, out));
}

/// 24.8 refuses a block of more paths than its own limit says, whatever the column's is (49, `Cannot set dynamic paths to
/// Object column`); later servers do not look at it. All of them keep to the column's.
fn write_paths(limit: Option<u64>, paths: &[&str], out: &mut dyn Sink) {
    let mut head = Vec::from(WITH_LIMIT.to_le_bytes());
    put_varint(&mut head, limit.unwrap_or(DEFAULT_LIMIT).max(paths.len() as u64));
    put_varint(&mut head, paths.len() as u64);
    paths.iter().for_each(|path| put_text(&mut head, path.as_bytes()));
    out.put(&head);
}

/// Gathers JSON objects path by path, each value with its type. Read by all servers that know JSON.
#[derive(Debug)]
pub struct JsonPathsBuilder<B> {
    limit: Option<u64>,
    limit_of_types: Option<u64>,
    rows: usize,
    /// Sorted by path, as the type has them.
    typed: Vec<(Arc<str>, B)>,
    dynamic: Vec<(String, DynamicBuilder<B>)>,
    places: HashMap<String, usize>,
}

impl<B: ColumnBuilder> JsonPathsBuilder<B> {
    /// No object yet. `typed` makes the columns of the paths that have a type of their own.
    ///
    /// # Errors
    /// What `typed` refuses.
    pub fn new<E>(json: &JsonType, mut typed: impl FnMut(&DataType) -> Result<B, E>) -> Result<Self, E> {
        let typed = json.paths.iter().map(|(path, data_type)| Ok((path.clone(), typed(data_type)?)));
        Ok(JsonPathsBuilder {
            limit: json.max_dynamic_paths,
            limit_of_types: json.max_dynamic_types,
            rows: 0,
            typed: typed.collect::<Result<_, E>>()?,
            dynamic: Vec::new(),
            places: HashMap::new(),
        })
    }

    /// The column of a path with a type of its own, which gets at most one value for each object.
    pub fn typed(&mut self, path: &str) -> Option<&mut B> {
        let place = self.typed.binary_search_by(|(known, _)| (**known).cmp(path)).ok()?;
        Some(&mut self.typed[place].1)
    }

    /// The column of any other path, which gets at most one value for each object.
    pub fn dynamic(&mut self, path: &str) -> &mut DynamicBuilder<B> {
        let place = match self.places.get(path) {
            Some(place) => *place,
            None => {
                let mut column = DynamicBuilder::new(self.limit_of_types);
                (0..self.rows).for_each(|_| column.push_null());
                self.dynamic.push((path.to_owned(), column));
                self.places.insert(path.to_owned(), self.dynamic.len() - 1);
                self.dynamic.len() - 1
            }
        };
        &mut self.dynamic[place].1
    }

    /// Closes the object: paths that got no value since the last one was closed have none, or the default of their type.
    pub fn end(&mut self) {
        self.rows += 1;
        let typed = self.typed.iter_mut().map(|(_, column)| column as &mut dyn ColumnBuilder);
        let dynamic = self.dynamic.iter_mut().map(|(_, column)| column as &mut dyn ColumnBuilder);
        typed.chain(dynamic).filter(|column| column.len() < self.rows).for_each(|column| column.push_null());
    }

    /// The places of the paths in the order in which they are written.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<_> = (0..self.dynamic.len()).collect();
        order.sort_by(|left, right| self.dynamic[*left].0.cmp(&self.dynamic[*right].0));
        order
    }
}

impl<B: ColumnBuilder> ColumnBuilder for JsonPathsBuilder<B> {
    fn len(&self) -> usize {
        self.rows
    }

    fn bytes(&self) -> usize {
        let typed = self.typed.iter().map(|(_, column)| column.bytes()).sum::<usize>();
        let dynamic = self.dynamic.iter().map(|(path, column)| path.len() + column.bytes()).sum::<usize>();
        typed + dynamic + self.rows * 8
    }

    fn push_null(&mut self) {
        self.end();
    }

    fn truncate(&mut self, len: usize) {
        self.rows = self.rows.min(len);
        self.typed.iter_mut().for_each(|(_, column)| column.truncate(len));
        if len == 0 {
            self.dynamic.clear();
            self.places.clear();
        }
        self.dynamic.iter_mut().for_each(|(_, column)| column.truncate(len));
    }

    fn write_prefix(&self, out: &mut dyn Sink) {
        let order = self.order();
        let paths: Vec<_> = order.iter().map(|place| self.dynamic[*place].0.as_str()).collect();
        write_paths(self.limit, &paths, out);
        self.typed.iter().for_each(|(_, column)| column.write_prefix(out));
        order.iter().for_each(|place| self.dynamic[*place].1.write_prefix(out));
    }

    fn write_values(&mut self, out: &mut dyn Sink) {
        let order = self.order();
        self.typed.iter_mut().for_each(|(_, column)| column.write_values(out));
        order.iter().for_each(|place| self.dynamic[*place].1.write_values(out));
        // No shared paths: the offsets of empty maps.
        put_zeros(out, self.rows * 8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::OneColumn;

    type Column = StringBuilder;

    fn builder(data_type: &str) -> JsonPathsBuilder<Column> {
        let DataType::Json(json) = DataType::parse(data_type).unwrap() else { panic!("{data_type}") };
        JsonPathsBuilder::new(&json, |_| Ok::<_, std::fmt::Error>(StringBuilder::new(Wrapping::default()))).unwrap()
    }

    fn push(builder: &mut JsonPathsBuilder<Column>, path: &str, value: &str) {
        match builder.typed(path) {
            Some(column) => column.push(value.as_bytes()),
            None => {
                let made = |_: &DataType| Ok::<_, std::fmt::Error>(StringBuilder::new(Wrapping::default()));
                builder.dynamic(path).value(&DataType::String, made).unwrap().unwrap().push(value.as_bytes());
            }
        }
    }

    #[test]
    fn objects_without_a_path_lack_it() {
        let data_type = "JSON(max_dynamic_paths=3, t String)";
        let mut builder = builder(data_type);
        push(&mut builder, "b", "0");
        builder.truncate(0);
        push(&mut builder, "t", "x");
        builder.end();
        push(&mut builder, "c", "1");
        push(&mut builder, "a", "2");
        builder.end();
        builder.end();
        push(&mut builder, "d", "taken back");
        builder.end();
        push(&mut builder, "a", "never ended");
        builder.truncate(3);
        assert_eq!(builder.len(), 3);
        let mut bytes = Vec::new();
        builder.write_prefix(&mut bytes);
        builder.write_values(&mut bytes);
        let column = OneColumn::decode(data_type, 3, bytes);
        let paths = column.view().json().unwrap();
        let typed = paths.typed[0].1.strings().unwrap();
        assert_eq!((paths.typed[0].0, typed), ("t", &b"\x01x\0\0"[..]));
        let names: Vec<_> = paths.dynamic.iter().map(|(path, _)| *path).collect();
        assert_eq!(names, ["a", "c", "d"]);
        let is_there = |path: usize, row| paths.dynamic[path].1.variants().unwrap().place(row) != 255;
        assert!(is_there(0, 1) && is_there(1, 1) && !is_there(0, 0) && !is_there(1, 2) && !is_there(2, 1));
        let (offsets, _) = paths.shared.unwrap().array().unwrap();
        assert!(offsets.items(2).is_empty());
    }

    #[test]
    fn the_limit_of_a_block_is_its_number_of_paths_at_least() {
        for (limit, written) in [("0", 3), ("2", 3), ("9", 9)] {
            let mut builder = builder(&format!("JSON(max_dynamic_paths={limit})"));
            ["a", "b", "c"].iter().for_each(|path| push(&mut builder, path, "x"));
            builder.end();
            let mut bytes = Vec::new();
            builder.write_prefix(&mut bytes);
            assert_eq!(bytes[8..10], [written, 3], "{limit}");
        }
    }

    #[test]
    fn fillers_of_texts_are_objects() {
        let mut builder = JsonTextBuilder::new(Wrapping::default());
        builder.push_null();
        builder.push(b"{\"a\":1}");
        let mut bytes = Vec::new();
        builder.write_prefix(&mut bytes);
        builder.write_values(&mut bytes);
        assert_eq!(bytes, b"\x01\0\0\0\0\0\0\0\x02{}\x07{\"a\":1}");
    }
}
