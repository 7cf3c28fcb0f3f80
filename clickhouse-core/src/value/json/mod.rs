//! JSON columns: [`Json`] as text, its paths with their values, and with serde whatever serde reads and writes.
//!
//! A JSON column comes as texts where the server was asked to write them, else path by path: [`JsonCursor`] makes the
//! same text of both. It is written as texts, of which the server infers the types of the paths. A String column holds
//! the text itself.

#[cfg(feature = "serde_json")]
mod serde;

#[cfg(feature = "serde_json")]
pub use serde::{AsJson, AsJsonCursor, JsonText};

use super::builder::builds_in;
use super::text::{TextBuilder, TextCursor};
use super::untyped::{Value, ValueCursor, parse_json};
use super::{BindError, CellError, ColumnValue, ReadValue, Shape, WriteValue, single_value};
use crate::column::{JsonTextBuilder, View, Wrapping};
use crate::types::{DataType, Json, Kind};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Why a text is no JSON object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    position: usize,
}

impl JsonError {
    /// Where in the text, in bytes from its start.
    pub fn position(&self) -> usize {
        self.position
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the text is no JSON object, at byte {}; a JSON column holds objects, `{{..}}`", self.position)
    }
}

impl std::error::Error for JsonError {}

impl FromStr for Json {
    type Err = JsonError;

    fn from_str(text: &str) -> Result<Self, JsonError> {
        Json::try_from(text.to_owned())
    }
}

impl TryFrom<String> for Json {
    type Error = JsonError;

    fn try_from(text: String) -> Result<Self, JsonError> {
        parse_json(text.as_bytes()).map_err(|position| JsonError { position })?;
        Ok(Json::of_object(text))
    }
}

impl Json {
    /// The paths with their values, sorted by path: `a.b` is the member `b` of the object `a`. Numbers are Int64, UInt64 or Float64, whatever type the path has on the server.
    ///
    /// # Errors
    /// The text is nested deeper than the 500 levels that are read.
    pub fn paths(&self) -> Result<Vec<(Arc<str>, Value)>, JsonError> {
        match parse_json(self.as_str().as_bytes()) {
            Ok(Value::Json(paths)) => Ok(paths),
            Ok(_) => Ok(Vec::new()),
            Err(position) => Err(JsonError { position }),
        }
    }

    /// The value of a path, such as `user.id`.
    ///
    /// # Errors
    /// As [`Json::paths`].
    pub fn get(&self, path: &str) -> Result<Option<Value>, JsonError> {
        Ok(self.paths()?.into_iter().find(|(known, _)| **known == *path).map(|(_, value)| value))
    }
}

/// A place in a column of JSON objects, however they came, or of texts.
#[doc(hidden)]
#[derive(Debug)]
pub enum JsonCursor<'a> {
    /// Texts of a String column, which may be no objects.
    String(TextCursor<'a, &'a str>),
    /// Texts of a JSON column.
    Text(TextCursor<'a, &'a str>),
    /// Objects path by path.
    Paths(ValueCursor<'a>),
}

impl<'a> JsonCursor<'a> {
    pub(super) fn bind(view: View<'a>) -> Result<Self, BindError> {
        match (Wrapping::of(view.data_type()).1, view.strings()) {
            (DataType::String, _) => TextCursor::bind(view).map(JsonCursor::String),
            (DataType::Json(_), Some(texts)) => Ok(JsonCursor::Text(TextCursor::of_strings(texts))),
            (DataType::Json(_), None) if view.json().is_some() => Value::bind(view).map(JsonCursor::Paths),
            _ => Err(BindError::types()),
        }
    }

    /// The text of `row`.
    ///
    /// # Errors
    /// It is not UTF-8, or a value of a path cannot be read.
    pub(super) fn text(&mut self, row: usize) -> Result<Cow<'a, str>, CellError> {
        match self {
            JsonCursor::String(texts) | JsonCursor::Text(texts) => texts.read(row).map(Cow::Borrowed),
            JsonCursor::Paths(values) => Value::read(values, row).map(|value| Cow::Owned(value.to_string())),
        }
    }

    pub(super) fn skip(&mut self, row: usize) {
        match self {
            JsonCursor::String(texts) | JsonCursor::Text(texts) => texts.skip(row),
            JsonCursor::Paths(values) => Value::skip(values, row),
        }
    }
}

/// Gathers JSON texts for JSON or String columns.
#[doc(hidden)]
#[derive(Debug)]
pub enum JsonBuilder {
    /// Objects for the server to parse.
    Json(JsonTextBuilder),
    /// Texts for a String column.
    Text(TextBuilder),
}

impl JsonBuilder {
    pub(super) fn new(data_type: &DataType) -> Result<Self, BindError> {
        match Wrapping::of(data_type) {
            (wrapping, DataType::Json(_)) => Ok(JsonBuilder::Json(JsonTextBuilder::new(wrapping))),
            (_, DataType::String) => TextBuilder::new(data_type).map(JsonBuilder::Text),
            _ => Err(BindError::types()),
        }
    }

    /// Gathers a text that is known to be JSON.
    pub(super) fn push(&mut self, text: &str) -> Result<(), CellError> {
        match self {
            // Objects are the only texts that the server takes; it would refuse the whole block.
            JsonBuilder::Json(_) if !text.trim_ascii_start().starts_with('{') => Err(CellError::new(
                "a JSON column holds objects, and this value is none; make the column a String, or the value an object",
            )),
            JsonBuilder::Json(objects) => {
                objects.push(text.as_bytes());
                Ok(())
            }
            JsonBuilder::Text(texts) => texts.push(text.as_bytes()),
        }
    }
}

builds_in!([] JsonBuilder: Json(inner), Text(inner));

/// JSON, and String with the same text.
pub(super) const JSON: Shape = Shape::plain(&[Kind::Json, Kind::String]);

/// The type of a JSON column without typed paths.
pub(super) fn json_type() -> DataType {
    DataType::Json(Box::default())
}

single_value!(Json);

impl ColumnValue for Json {
    const SHAPE: Shape = JSON;

    fn data_type() -> DataType {
        json_type()
    }
}

impl<'a> ReadValue<'a> for Json {
    type Cursor = JsonCursor<'a>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        JsonCursor::bind(view)
    }

    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        let text = cursor.text(row)?;
        match cursor {
            JsonCursor::String(_) => {
                Json::try_from(text.into_owned()).map_err(|error| CellError::new(error.to_string()))
            }
            JsonCursor::Text(_) | JsonCursor::Paths(_) => Ok(Json::of_object(text)),
        }
    }

    fn skip(cursor: &mut Self::Cursor, row: usize) {
        cursor.skip(row);
    }
}

impl WriteValue for Json {
    type Builder = JsonBuilder;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        JsonBuilder::new(data_type)
    }

    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        builder.push(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, refusal, try_written};

    fn json(text: &str) -> Json {
        text.parse().unwrap()
    }

    #[test]
    fn objects_come_back_as_their_texts() {
        let objects = vec![json("{\"a\":1}"), json("{}"), json(" { \"é\" : [null] } ")];
        assert_round_trip("JSON", objects.clone());
        assert_round_trip("JSON(a UInt8, SKIP b)", objects.clone());
        assert_round_trip("Nullable(JSON)", vec![Some(json("{\"a\":1}")), None]);
        assert_round_trip(
            "Array(Tuple(JSON, Nullable(JSON)))",
            vec![vec![(json("{}"), None), (json("{}"), Some(json("{}")))]],
        );
        assert_round_trip("LowCardinality(String)", objects.clone());
        assert_eq!(OneColumn::of("Nullable(JSON)", &objects).read::<Option<Json>>().len(), 3);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        assert_eq!(
            "[1]".parse::<Json>().unwrap_err().to_string(),
            "the text is no JSON object, at byte 0; a JSON column holds objects, `{..}`"
        );
        let column = OneColumn::of("String", &["{}", "{\"a\":"]);
        assert!(column.try_read::<Json>().unwrap_err().contains("at byte 5"));
        assert!(OneColumn::of_no_rows("FixedString(3)").is_refused_by::<Json>());
        assert!(OneColumn::of_no_rows("Nullable(JSON)").is_refused_by::<Json>());
        refusal::<Json>("UInt8");
        assert!(try_written("JSON", &[Json::default()]).is_ok());
    }

    #[test]
    fn paths_have_the_values_of_the_text() {
        let object = json("{\"b\":{\"c\":true,\"a\":null},\"a\":[1,\"x\"]}");
        let paths: Vec<_> = object.paths().unwrap().iter().map(|(path, value)| format!("{path}={value}")).collect();
        assert_eq!(paths, ["a=[1,'x']", "b.a=NULL", "b.c=true"]);
        assert_eq!(object.get("b.c").unwrap(), Some(Value::Bool(true)));
        assert_eq!(object.get("b").unwrap(), None);
    }
}
