//! Serde's values in JSON and String columns: `serde_json::Value` by itself, anything else as [`AsJson`].

use super::{JSON, JsonBuilder, JsonCursor, JsonError, json_type};
use crate::column::View;
use crate::types::{DataType, Json};
use crate::value::{BindError, CellError, ColumnValue, ReadValue, Shape, Value, WriteValue, single_value};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};
use std::marker::PhantomData;

impl Json {
    /// The object as a value of any type that serde reads.
    ///
    /// # Errors
    /// The object is none of this type; the text is serde's.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.as_str())
    }
}

impl TryFrom<&serde_json::Value> for Json {
    type Error = JsonError;

    /// # Errors
    /// The value is no object.
    fn try_from(value: &serde_json::Value) -> Result<Self, JsonError> {
        match value {
            serde_json::Value::Object(_) => Ok(Json::of_object(value.to_string())),
            _ => Err(JsonError { position: 0 }),
        }
    }
}

/// The object itself, not its text.
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to::<serde_json::Value>().map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_json::Map::deserialize(deserializer)
            .map(|object| Json::of_object(serde_json::Value::from(object).to_string()))
    }
}

single_value!(serde_json::Value);

impl ColumnValue for serde_json::Value {
    const SHAPE: Shape = JSON;

    fn data_type() -> DataType {
        json_type()
    }
}

impl<'a> ReadValue<'a> for serde_json::Value {
    type Cursor = JsonCursor<'a>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        JsonCursor::bind(view)
    }

    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        parsed(cursor, row)
    }

    fn skip(cursor: &mut Self::Cursor, row: usize) {
        cursor.skip(row);
    }
}

impl WriteValue for serde_json::Value {
    type Builder = JsonBuilder;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        JsonBuilder::new(data_type)
    }

    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        builder.push(&self.to_string())
    }
}

/// The value of `row` as serde reads it.
fn parsed<T: DeserializeOwned>(cursor: &mut JsonCursor<'_>, row: usize) -> Result<T, CellError> {
    match cursor {
        // Without a detour over text.
        JsonCursor::Paths(values) => serde_json::to_value(Value::read(values, row)?).and_then(serde_json::from_value),
        texts => serde_json::from_str(&texts.text(row)?),
    }
    .map_err(|error| CellError::new(format!("the JSON is no {}: {error}", std::any::type_name::<T>())))
}

/// Any value that serde reads and writes, as the JSON of a JSON or String column: what a field with
/// `#[clickhouse(json)]` is.
///
/// ```
/// use clickhouse_core::value::{AsJson, ColumnValue};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Settings {
///     theme: String,
///     sizes: Vec<u32>,
/// }
///
/// assert_eq!(AsJson::<Settings>::data_type().to_string(), "JSON");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AsJson<T>(
    /// The value.
    pub T,
);

impl<T> crate::value::RowShape for AsJson<T> {
    type Shape = crate::value::OneColumn;
}

impl<T> ColumnValue for AsJson<T> {
    const SHAPE: Shape = JSON;

    fn data_type() -> DataType {
        json_type()
    }
}

/// A place in a column of serde's values.
#[doc(hidden)]
#[derive(Debug)]
pub struct AsJsonCursor<'a, T> {
    objects: JsonCursor<'a>,
    value: PhantomData<fn() -> T>,
}

impl<'a, T: DeserializeOwned> ReadValue<'a> for AsJson<T> {
    type Cursor = AsJsonCursor<'a, T>;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        Ok(AsJsonCursor { objects: JsonCursor::bind(view)?, value: PhantomData })
    }

    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        parsed(&mut cursor.objects, row).map(AsJson)
    }

    fn skip(cursor: &mut Self::Cursor, row: usize) {
        cursor.objects.skip(row);
    }
}

impl<T: Serialize> WriteValue for AsJson<T> {
    type Builder = JsonBuilder;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        JsonBuilder::new(data_type)
    }

    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        JsonText::of(&self.0)?.write(builder)
    }
}

/// The text of a value that serde has written: what [`AsJson`] inserts, of a value that stays where it is.
#[doc(hidden)]
#[derive(Debug)]
pub struct JsonText(String);

impl JsonText {
    /// The text of `value`.
    ///
    /// # Errors
    /// Serde refuses the value: a map whose keys are no texts.
    pub fn of<T: Serialize>(value: &T) -> Result<Self, CellError> {
        serde_json::to_string(value)
            .map(JsonText)
            .map_err(|error| CellError::new(format!("{} does not become JSON: {error}", std::any::type_name::<T>())))
    }
}

impl ColumnValue for JsonText {
    const SHAPE: Shape = JSON;

    fn data_type() -> DataType {
        json_type()
    }
}

impl WriteValue for JsonText {
    type Builder = JsonBuilder;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        JsonBuilder::new(data_type)
    }

    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        builder.push(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, try_written};
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Settings {
        theme: String,
        #[serde(default)]
        sizes: Vec<u32>,
    }

    #[test]
    fn serde_values_come_back_from_json_and_string() {
        let values = vec![json!({"a": {"b": [1, null, "x"]}, "n": u64::MAX}), json!({})];
        assert_round_trip("JSON", values.clone());
        assert_round_trip("String", values.into_iter().chain([json!([1]), json!("x"), json!(null)]).collect());
        let settings = vec![AsJson(Settings { theme: "dark".into(), sizes: vec![1, 2] })];
        assert_round_trip("JSON(theme String)", settings.clone());
        assert_round_trip("Nullable(JSON)", vec![Some(settings[0].clone()), None]);
        assert_round_trip("String", settings);
        assert_round_trip("String", vec![AsJson(vec![1u8, 2]), AsJson(vec![])]);
    }

    #[test]
    fn what_is_no_object_or_no_value_of_the_type_is_refused() {
        for refused in [json!([1]), json!("{}"), json!(null)] {
            assert!(try_written("JSON", &[refused]).unwrap_err().starts_with("a JSON column holds objects"));
        }
        assert!(try_written("JSON", &[AsJson(std::collections::BTreeMap::from([((1, 2), 3)]))]).is_err());
        let column = OneColumn::of("String", &["{\"theme\":1}"]);
        let text = column.try_read::<AsJson<Settings>>().unwrap_err();
        assert!(text.contains("Settings: invalid type: integer `1`, expected a string"), "{text}");
    }

    #[test]
    fn json_is_made_into_values_and_back() {
        let json = Json::try_from(&json!({"theme": "dark"})).unwrap();
        assert_eq!(json.to::<Settings>().unwrap(), Settings { theme: "dark".into(), sizes: vec![] });
        assert!(Json::try_from(&json!([1])).is_err());
        assert_eq!(serde_json::to_string(&[&json]).unwrap(), "[{\"theme\":\"dark\"}]");
        assert_eq!(serde_json::from_str::<Vec<Json>>("[{\"theme\":\"dark\"}]").unwrap(), [json]);
        assert!(serde_json::from_str::<Json>("[1]").is_err());
    }
}
