//! The table of types: what each Rust type reads and writes is what the compiler is told, what binding says, what the real
//! server keeps, and what the documents say.

#[path = "../support/mod.rs"]
mod support;

mod documents;
mod pairs;
mod params;

use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::row::{ReadRow, WriteRow};
use clickhouse_core::types::{DataType, Declared};
use clickhouse_core::value::{ReadValue, WriteValue, relation};
use clickhouse_core::{Client, Row};
use std::fmt::Debug;
use support::{Outcome, database};

/// The types that the pairs are looked for among: all that a table of 26.7 can have and some value is made for.
const TYPES: &[&str] = &[
    "Bool",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    "UInt128",
    "UInt256",
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "Int128",
    "Int256",
    "BFloat16",
    "Float32",
    "Float64",
    "String",
    "FixedString(3)",
    "UUID",
    "IPv4",
    "IPv6",
    "Date",
    "Date32",
    "DateTime",
    "DateTime('Asia/Kathmandu')",
    "DateTime64(0, 'UTC')",
    "DateTime64(3, 'America/St_Johns')",
    "DateTime64(9, 'UTC')",
    "Time",
    "Time64(0)",
    "Time64(3)",
    "Time64(9)",
    "IntervalNanosecond",
    "IntervalMicrosecond",
    "IntervalMillisecond",
    "IntervalSecond",
    "IntervalMinute",
    "IntervalHour",
    "IntervalDay",
    "IntervalWeek",
    "IntervalMonth",
    "IntervalQuarter",
    "IntervalYear",
    "Decimal(9, 2)",
    "Decimal(18, 4)",
    "Decimal(38, 10)",
    "Decimal(57, 28)",
    "Decimal(76, 38)",
    "Enum8('abc' = -1, 'xyz' = 2)",
    "Enum16('abc' = -300, 'xyz' = 2000)",
    "Nullable(UInt8)",
    "Nullable(String)",
    "Nullable(Time64(3))",
    "LowCardinality(String)",
    "LowCardinality(Nullable(String))",
    "LowCardinality(UInt64)",
    "SimpleAggregateFunction(max, UInt64)",
    "SimpleAggregateFunction(groupArrayArray, Array(String))",
    "SimpleAggregateFunction(anyLast, Nullable(String))",
    "SimpleAggregateFunction(sumMap, Map(String, UInt64))",
    "Array(UInt16)",
    "Array(String)",
    "Array(Nullable(String))",
    "Array(Array(Int32))",
    "Tuple()",
    "Tuple(UInt8, String)",
    "Tuple(a UInt8, b String)",
    "Map(String, UInt64)",
    "Map(LowCardinality(String), UInt64)",
    "Point",
    "Ring",
    "LineString",
    "Polygon",
    "MultiLineString",
    "MultiPolygon",
    "QBit(BFloat16, 2)",
    "QBit(Float32, 2)",
    "QBit(Float64, 2)",
    "JSON",
    "JSON(a UInt8)",
    "Nullable(JSON)",
    "Dynamic",
    "Variant(String, UInt64)",
    "Variant(Array(UInt8), Date)",
    "Geometry",
    "Nested(a UInt8, b String)",
    "Nullable(Tuple(UInt8, String))",
    "Array(Tuple(String, UInt64))",
    "Map(String, Array(String))",
    "AggregateFunction(sum, UInt64)",
    "AggregateFunction(aggThrow(0.), UInt64)",
];

/// Types of states that are written without being known, and cannot be read.
const UNKNOWN_STATES: &str = "AggregateFunction(aggThrow(0.), UInt64)";

#[derive(Row, Debug, Clone)]
struct Cell<T> {
    n: u32,
    x: T,
}

/// Values of one Rust type, each with the SQL of the same value.
struct Values<T> {
    /// For every type that it is written into.
    common: Vec<(T, &'static str)>,
    /// For this type alone, instead of the common ones.
    exact: Vec<(&'static str, T, &'static str)>,
}

/// What the compiler is told of a type.
fn declared(data_type: &DataType) -> &'static Declared {
    fn parts(data_type: &DataType) -> Declared {
        let found = data_type.declared_parts();
        let names: Vec<&'static str> = found.names.iter().map(|name| &*name.to_string().leak()).collect();
        let inner: Vec<Declared> = found.parts.iter().map(parts).collect();
        Declared::new(found.kind, found.numbers, inner.leak(), names.leak())
    }
    Box::leak(Box::new(parts(data_type)))
}

/// A block with one column of this type and no rows.
fn empty_block(data_type: &str) -> Block {
    let mut decoder = BlockDecoder::new();
    let length = u8::try_from(data_type.len()).unwrap();
    decoder.input().extend([1, 0, 1, b'x', length]);
    decoder.input().extend(data_type.as_bytes());
    decoder.next_block().unwrap().unwrap()
}

/// Whether `T` binds to a column of this type.
fn is_read<T: for<'a> ReadValue<'a>>(data_type: &str) -> bool {
    let block = empty_block(data_type);
    let view = block.view(0).unwrap();
    T::bind(view).is_ok()
}

/// All that has to agree about `T`; what does not goes into `found`. Returns how many pairs the server has seen.
async fn agree<T>(
    client: &Client,
    values: Values<T>,
    found: &mut Vec<String>,
) -> Result<usize, Box<dyn std::error::Error>>
where
    T: WriteValue + for<'a> ReadValue<'a> + PartialEq + Debug + Clone + Send + Sync + 'static,
    Cell<T>: WriteRow<Builders: Send> + Sync,
    (u32, T): for<'a> ReadRow<'a> + Send + 'static,
{
    let name = std::any::type_name::<T>();
    let mut pairs = 0;
    for text in TYPES {
        let data_type = DataType::parse(text)?;
        let (reads, writes) = (is_read::<T>(text), T::builder(&data_type).is_ok());
        let told = declared(&data_type);
        if relation::reads(&T::SHAPE, told) != reads || relation::writes(&T::SHAPE, told) != writes {
            found.push(format!("{name} and {text}: binding says {reads} and {writes}, the compiler is told otherwise"));
        }
        if !reads && !writes {
            continue;
        }
        pairs += 1;
        let exact: Vec<_> = values.exact.iter().filter(|(of, ..)| of == text).collect();
        let candidates: Vec<(T, &str)> = match exact.is_empty() {
            false => exact.iter().map(|(_, value, sql)| (value.clone(), *sql)).collect(),
            true if writes => values.common.clone(),
            true => Vec::new(),
        };
        // Values outside the column's range are refused one by one, which other tests look at.
        let fits = |value: &T| T::builder(&data_type).is_ok_and(|mut builder| value.write(&mut builder).is_ok());
        let rows: Vec<_> = candidates.into_iter().filter(|(value, _)| !writes || fits(value)).collect();
        if rows.is_empty() {
            found.push(format!("{name} and {text}: no value of the table is one of both"));
            continue;
        }
        if let Err(error) = live(client, text, &data_type, &rows, (reads, writes)).await {
            found.push(format!("{name} and {text}: {error}"));
        }
    }
    Ok(pairs)
}

/// Has the server keep these rows, compare them with its own values, and send them back.
async fn live<T>(
    client: &Client,
    text: &str,
    data_type: &DataType,
    rows: &[(T, &str)],
    (reads, writes): (bool, bool),
) -> Result<(), Box<dyn std::error::Error>>
where
    T: PartialEq + Debug + Clone + Send + Sync + 'static,
    Cell<T>: WriteRow<Builders: Send> + Sync,
    (u32, T): for<'a> ReadRow<'a> + Send + 'static,
{
    // A cast to the function's type is one to the type of its values.
    let cast_to = match data_type {
        DataType::SimpleAggregateFunction(function) => function.data_type.to_string(),
        other => other.to_string(),
    };
    let casts: Vec<String> = rows.iter().map(|(_, sql)| format!("CAST({sql} AS {cast_to})")).collect();
    client.command("DROP TABLE IF EXISTS cells").await?;
    let create = client.command(format!("CREATE TABLE cells (n UInt32, x {text}) ENGINE Memory"));
    let create = create.setting("allow_suspicious_low_cardinality_types", 1).setting("flatten_nested", 0);
    create.setting("allow_experimental_nullable_tuple_type", 1).await?;
    if writes {
        let cells: Vec<_> = (0u32..).zip(rows).map(|(n, (value, _))| Cell { n, x: value.clone() }).collect();
        client.insert("cells", &cells).await?;
        let expected: Vec<_> = casts.iter().map(|cast| format!("formatRow('TSV', {cast})")).collect();
        let sql = format!(
            "SELECT n, formatRow('TSV', x) AS found, [{}][n + 1] AS expected FROM cells WHERE found != expected",
            expected.join(", ")
        );
        let different = client.query_as::<(u32, String, String)>(sql);
        let different = different.setting("allow_experimental_nullable_tuple_type", 1);
        let different = different.setting("allow_suspicious_low_cardinality_types", 1).await?;
        if let Some((n, found, expected)) = different.first() {
            return Err(format!("{:?} is {found:?} for the server, not {expected:?}", rows[*n as usize].0).into());
        }
    } else {
        for (n, cast) in casts.iter().enumerate() {
            let insert = client.command(format!("INSERT INTO cells SELECT {n}, {cast}"));
            insert.setting("allow_suspicious_low_cardinality_types", 1).await?;
        }
    }
    // What no one knows the end of does not come back.
    if reads && text != UNKNOWN_STATES {
        let back = client.query_as::<(u32, T)>("SELECT n, x FROM cells ORDER BY n").await?;
        if back.len() != rows.len() {
            return Err(format!("{} of {} rows came back", back.len(), rows.len()).into());
        }
        for ((_, found), (value, _)) in back.iter().zip(rows) {
            if found != value {
                return Err(format!("{value:?} came back as {found:?}").into());
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_pair_of_types_is_what_the_compiler_the_check_and_the_server_take_it_for() -> Outcome {
    let (_database, client) = database().await?;
    let mut found = Vec::new();
    let pairs = pairs::all(&client, &mut found).await?;
    assert!(found.is_empty(), "{} disagreements:\n{}", found.len(), found.join("\n"));
    assert!(pairs > 250, "only {pairs} pairs were looked at");
    Ok(())
}
