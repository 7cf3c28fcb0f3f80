//! Every golden file read without knowing its types: each cell is the [`Value`] that the server's JSON shows.

use crate::files;
use crate::json::is_same;
use clickhouse_core::Value;
use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::column::ColumnBuilder;
use clickhouse_core::types::DataType;
use clickhouse_core::value::WriteValue;
use serde_json::{Value as Json, json};

/// The rows of a block, column by column.
pub(crate) fn values(block: &Block) -> Vec<Vec<Value>> {
    let names: Vec<_> = block.columns().map(|(name, _)| name.to_owned()).collect();
    let column = |name: &String| -> Vec<Value> {
        block.column::<Value>(name).unwrap().map(|value| value.unwrap_or_else(|error| panic!("{error}"))).collect()
    };
    names.iter().map(column).collect()
}

/// A value as the server's JSON has it with the settings of a case.
struct Shown {
    quotes_64_bits: bool,
    maps_are_lists: bool,
}

impl Shown {
    fn json(&self, value: &Value) -> Json {
        let text = || Json::from(value.to_string());
        match value {
            Value::Null => Json::Null,
            Value::Bool(value) => json!(value),
            Value::UInt8(_)
            | Value::UInt16(_)
            | Value::UInt32(_)
            | Value::Int8(_)
            | Value::Int16(_)
            | Value::Int32(_) => {
                json!(value.as_i64())
            }
            Value::UInt64(_) | Value::Int64(_) | Value::Interval { .. } if !self.quotes_64_bits => {
                serde_json::from_str(&value.to_string()).unwrap()
            }
            Value::Float64(number) if number.is_finite() => json!(number),
            // The shortest digits, as the server has them.
            Value::Float32(_) | Value::BFloat16(_) if value.as_f64().unwrap().is_finite() => {
                json!(value.to_string().parse::<f64>().unwrap())
            }
            Value::String(bytes) | Value::FixedString(bytes) => match str::from_utf8(bytes) {
                Ok(text) => json!(text),
                Err(_) => hex(bytes),
            },
            Value::AggregateState(bytes) => hex(bytes),
            Value::Array(items) | Value::Tuple(items) => items.iter().map(|item| self.json(item)).collect(),
            Value::NamedTuple(elements) => {
                elements.iter().map(|(name, value)| (name.to_string(), self.json(value))).collect()
            }
            Value::Map(entries) if self.maps_are_lists => {
                let entry = |(key, value)| json!({"keys": self.json(key), "values": self.json(value)});
                entries.iter().map(|(key, value)| entry((key, value))).collect()
            }
            Value::Map(entries) => entries.iter().map(|(key, value)| (key.to_string(), self.json(value))).collect(),
            Value::Variant { value, .. } => self.json(value),
            Value::Json(_) => serde_json::from_str(&value.to_string()).unwrap(),
            _ => text(),
        }
    }
}

fn hex(bytes: &[u8]) -> Json {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>().into()
}

/// The zone that a block leaves out where DateTime is the column's own type.
fn in_declared_zone(value: Value, declared: &DataType) -> Value {
    match (value, declared) {
        (Value::DateTime { seconds, zone: None }, DataType::DateTime(zone)) => {
            Value::DateTime { seconds, zone: zone.clone() }
        }
        (value, _) => value,
    }
}

/// Whether 24.8 itself has another value: of a date in a Dynamic the last byte of its days, and in a JSON texts for the
/// items of an array of several types.
fn is_as_24_8_has_it(name: &str, found: &Json, expected: &Json) -> bool {
    let as_24_8 = match name {
        "dynamic_default.24.8" | "dynamic_shared_default.24.8" | "dynamic_cpv54473.24.8" => ("\"2024-01-01\"", "11"),
        name if name.starts_with("json_") && name.ends_with(".24.8") => ("[1,\"a\",null]", "[\"1\",\"a\",null]"),
        _ => return false,
    };
    let (expected, found) = (expected.to_string(), found.to_string());
    expected.replace(as_24_8.0, as_24_8.1) == found
}

/// Each cell of the body called `name` is what the server's JSON shows.
fn values_are_the_servers(name: &str, blocks: &[Block]) {
    let case = files::case(name.split('.').next().unwrap());
    let shown = Shown { quotes_64_bits: case.quotes_64_bits(), maps_are_lists: case.maps_are_lists() };
    let declared: Vec<_> = case.declared().collect();
    let mut expected = files::rows(&case.name).into_iter();
    for block in blocks {
        let columns = values(block);
        for row in 0..block.row_count() {
            let expected = Json::from(expected.next().unwrap());
            let cells = columns.iter().zip(&declared).map(|(column, (name, data_type))| {
                let mut value = in_declared_zone(column[row].clone(), data_type);
                if case.shows_hex()
                    && let Some(bytes) = value.as_bytes()
                {
                    value = Value::AggregateState(bytes.into());
                }
                ((*name).to_owned(), shown.json(&value))
            });
            let found = Json::from_iter(cells);
            let is_as_expected = is_same(&found, &expected) || is_as_24_8_has_it(name, &found, &expected);
            assert!(is_as_expected, "{name}, row {row}\n  found    {found}\n  expected {expected}");
        }
    }
    assert_eq!(expected.count(), 0, "{name}");
}

#[test]
fn every_value_of_every_golden_file_is_the_servers() {
    for (name, body) in files::bodies() {
        // Before 26 a Geometry came as its text.
        if !name.starts_with("geometry.") {
            values_are_the_servers(&name, &files::blocks(&body));
        }
    }
}

#[test]
fn values_for_clients_of_other_revisions_are_the_servers() {
    let bodies = files::bodies_of_other_revisions();
    assert!(bodies.len() >= 10, "{}", bodies.len());
    for (name, revision, body) in bodies {
        if revision < 54492 {
            values_are_the_servers(&name, &files::blocks_by(BlockDecoder::with_revision(revision), &body));
        }
    }
    let blocks = files::blocks_by(BlockDecoder::with_revision(54453), &files::body("datetime_tz_cpv54453"));
    assert_eq!(blocks[0].columns().next().unwrap().1.to_string(), "DateTime('Asia/Kolkata')");
}

/// A block of these columns, each of its type.
pub(crate) fn written(columns: &[(&str, DataType, &[Value])]) -> Vec<u8> {
    let rows = columns.first().map_or(0, |(_, _, values)| values.len());
    let mut bytes = Vec::new();
    put_varint(&mut bytes, columns.len());
    put_varint(&mut bytes, rows);
    for (name, data_type, values) in columns {
        put_text(&mut bytes, name);
        put_text(&mut bytes, &data_type.to_string());
        let mut builder = Value::builder(data_type).unwrap_or_else(|error| panic!("{name} {data_type}: {error}"));
        for value in *values {
            value.write(&mut builder).unwrap_or_else(|error| panic!("{name} {data_type}: {error}"));
        }
        assert_eq!(builder.len(), rows, "{name} {data_type}");
        builder.write_prefix(&mut bytes);
        builder.write_values(&mut bytes);
    }
    bytes
}

fn put_varint(bytes: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_varint(bytes, text.len());
    bytes.extend_from_slice(text.as_bytes());
}

/// Whether the values are the same; NaN is what it was.
pub(crate) fn are_same(left: &[Value], right: &[Value]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| left == right || format!("{left:?}") == format!("{right:?}"))
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().map(Value::to_string).collect()
}

#[test]
fn values_are_written_back_as_what_they_were() {
    for (name, body) in files::bodies() {
        for block in files::blocks(&body) {
            let found = values(&block);
            let columns: Vec<_> = block
                .columns()
                .zip(&found)
                .map(|((name, data_type), values)| (name, data_type.clone(), values.as_slice()))
                .collect();
            let written = written(&columns);
            let back = values(&files::blocks(&written)[0]);
            for (((column, ..), found), back) in columns.iter().zip(&found).zip(&back) {
                // Texts of JSON do not say the types of their values; what is written does.
                let is_text = name.contains("json_") && name.ends_with("_string");
                let is_same = if is_text { texts(found) == texts(back) } else { are_same(found, back) };
                assert!(is_same, "{name}, {column}\n  found {found:?}\n  back  {back:?}");
            }
        }
    }
}
