//! One table with every type: inserted, read typed where Rust has the type, read untyped, and printed.
//!
//!     cargo run --example every_type
//!
//! Uses the server of `CLICKHOUSE_URL`, or starts one (the first time it is fetched, 178 MB). The table lives in a
//! database of its own, which is gone at the end.

use clickhouse_core::types::{BFloat16, Decimal, Int256, UInt256};
use clickhouse_core::{Client, Enum, Row, Value};
use clickhouse_embedded::Server;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

/// A column for each type: its name, its type, and SQL of a value. The first ones are those of [`Typed`].
const COLUMNS: &[(&str, &str, &str)] = &[
    ("flag", "Bool", "true"),
    ("u8", "UInt8", "255"),
    ("u16", "UInt16", "65535"),
    ("u32", "UInt32", "4294967295"),
    ("u64", "UInt64", "18446744073709551615"),
    ("u128", "UInt128", "1"),
    ("u256", "UInt256", "2"),
    ("i8", "Int8", "-128"),
    ("i16", "Int16", "-32768"),
    ("i32", "Int32", "-2147483648"),
    ("i64", "Int64", "-9223372036854775808"),
    ("i128", "Int128", "-1"),
    ("i256", "Int256", "-2"),
    ("bf16", "BFloat16", "0.5"),
    ("f32", "Float32", "0.1"),
    ("f64", "Float64", "-1e300"),
    ("price", "Decimal(18, 4)", "'12.5'"),
    ("text", "String", "'it\\'s'"),
    ("fixed", "FixedString(4)", "'abcd'"),
    ("id", "UUID", "'00112233-4455-6677-8899-aabbccddeeff'"),
    ("v4", "IPv4", "'127.0.0.1'"),
    ("v6", "IPv6", "'::1'"),
    ("day", "Date", "'2024-02-29'"),
    ("day32", "Date32", "'1969-12-31'"),
    ("second", "DateTime", "'2024-02-29 12:00:00'"),
    ("tick", "DateTime64(6)", "'2024-02-29 12:00:00.123456'"),
    ("side", "Enum8('buy' = 1, 'sell' = 2)", "'sell'"),
    ("maybe", "Nullable(String)", "NULL"),
    ("host", "LowCardinality(String)", "'web-1'"),
    ("list", "Array(Array(UInt8))", "[[1], []]"),
    ("pair", "Tuple(a UInt8, b String)", "(1, 'x')"),
    ("map", "Map(String, Nullable(Float64))", "map('k', 0.5, 'n', NULL)"),
    ("sum", "SimpleAggregateFunction(sum, UInt64)", "7"),
    ("point", "Point", "(1, 2)"),
    ("polygon", "Polygon", "[[(0, 0), (10, 0), (10, 10)]]"),
    ("time", "Time", "'-01:02:03'"),
    ("time64", "Time64(3)", "'01:02:03.456'"),
    ("wait", "IntervalDay", "3"),
    ("nested", "Nested(x UInt8, y String)", "[(1, 'a'), (2, 'b')]"),
    ("variant", "Variant(String, UInt64)", "'either'"),
    ("dynamic", "Dynamic", "[1, 2]::Array(UInt8)"),
    ("json", "JSON(n UInt8)", "'{\"a\":{\"b\":[1,\"x\"]},\"n\":5}'"),
    ("geometry", "Geometry", "[(0, 0), (1, 1)]::LineString"),
    ("vector", "QBit(Float32, 3)", "[1, 2, 3]::Array(Float32)"),
    ("state", "AggregateFunction(sum, UInt64)", "initializeAggregation('sumState', 42::UInt64)"),
];

#[derive(Enum, Debug, Clone, Copy, PartialEq)]
#[clickhouse(rename_all = "lowercase")]
enum Side {
    Buy,
    Sell,
}

/// The columns whose types are Rust types; all others are left to the untyped reader.
#[derive(Row, Debug, Clone, PartialEq)]
#[clickhouse(partial)]
struct Typed {
    flag: bool,
    u8: u8,
    u16: u16,
    u32: u32,
    u64: u64,
    u128: u128,
    u256: UInt256,
    i8: i8,
    i16: i16,
    i32: i32,
    i64: i64,
    i128: i128,
    i256: Int256,
    bf16: BFloat16,
    f32: f32,
    f64: f64,
    price: Decimal<18, 4>,
    text: String,
    fixed: [u8; 4],
    id: Uuid,
    v4: Ipv4Addr,
    v6: Ipv6Addr,
    day: Date,
    day32: Date,
    second: OffsetDateTime,
    tick: OffsetDateTime,
    side: Side,
    maybe: Option<String>,
    host: String,
    list: Vec<Vec<u8>>,
    pair: (u8, String),
    map: BTreeMap<String, Option<f64>>,
    sum: u64,
    point: (f64, f64),
    polygon: Vec<Vec<(f64, f64)>>,
}

async fn create(client: &Client, table: &str) -> Result<(), clickhouse_core::Error> {
    let columns: Vec<_> = COLUMNS.iter().map(|(name, data_type, _)| format!("{name} {data_type}")).collect();
    let create = client.command(format!("CREATE TABLE {table} ({}) ENGINE MergeTree ORDER BY u8", columns.join(", ")));
    create.setting("flatten_nested", 0).await.map(drop)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::start().await?;
    let database = server.database().await?;
    let client = Client::new(database.url())?;
    create(&client, "every_type").await?;
    create(&client, "copies").await?;

    // A row that the server makes from SQL, read without knowing a single type.
    let value = |(_, data_type, sql): &(&str, &str, &str)| match data_type.starts_with("AggregateFunction") {
        true => (*sql).to_owned(),
        false => format!("CAST({sql} AS {data_type})"),
    };
    let values = COLUMNS.iter().map(value).collect::<Vec<_>>().join(", ");
    client.command(format!("INSERT INTO every_type SELECT {values}")).await?;
    let rows = client.query("SELECT * FROM every_type").await?;
    for (column, value) in rows.columns().iter().zip(rows.row(0).ok_or("no row")?.values()?) {
        println!("{:9} {:40} {value}", column.name, column.data_type.to_string());
    }

    // The same values, inserted by us, and one of them typed.
    let names = rows.columns().iter().map(|column| column.name.as_str());
    let row: Vec<Value> = rows.row(0).ok_or("no row")?.values()?.into_iter().cloned().collect();
    client.insert_values("copies", names, &[row]).await?;
    let typed = client.query_as::<Typed>("SELECT * FROM copies").fetch_one().await?;
    assert_eq!((typed.u64, typed.side, typed.price.to_string().as_str()), (u64::MAX, Side::Sell, "12.5000"));
    client.insert::<Typed>("copies", &[Typed { text: "typed".into(), side: Side::Buy, ..typed }]).await?;

    println!("\n{}", client.query("SELECT u8, text, side, pair, map, json, variant, polygon FROM copies").await?);
    println!("{}", client.query("SELECT sum(u64) AS total FROM copies").await?);
    Ok(())
}
