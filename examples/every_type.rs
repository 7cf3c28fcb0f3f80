//! One table with every type: a struct says its columns, is inserted and read back typed; then the same rows untyped.
//!
//!     cargo run --example every_type
//!
//! Uses the server of `CLICKHOUSE_URL`, or starts one (the first time it is fetched, 178 MB). The tables live in a
//! database of their own, which is gone at the end.

use clickhouse_core::types::{
    AggregateState, BFloat16, Blob, Decimal, Dynamic, Geometry, Int256, IntervalDay, Json, LineString, MultiLineString,
    MultiPolygon, Point, Polygon, Ring, UInt256,
};
use clickhouse_core::{Client, Enum, Row, Value, Variant};
use clickhouse_embedded::Server;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, Ipv6Addr};
use time::macros::{date, datetime};
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

/// Each field is a column. Its type is the natural one of the field, or what `type` says.
#[derive(Row, Debug, Clone, PartialEq)]
struct EveryType {
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
    flag: bool,

    text: String,
    bytes: Blob,
    fixed: [u8; 4],
    #[clickhouse(type = "LowCardinality(String)")]
    host: String,
    side: Side,
    id: Uuid,
    v4: Ipv4Addr,
    v6: Ipv6Addr,

    #[clickhouse(type = "Date")]
    day: Date,
    day32: Date,
    #[clickhouse(type = "DateTime")]
    second: OffsetDateTime,
    #[clickhouse(type = "DateTime64(6, 'Asia/Tokyo')")]
    tick: OffsetDateTime,
    #[clickhouse(type = "Time")]
    time: Duration,
    #[clickhouse(type = "Time64(3)")]
    time64: Duration,
    wait: IntervalDay,

    maybe: Option<String>,
    list: Vec<Vec<Option<u8>>>,
    exactly: [u16; 2],
    pair: (u8, String),
    named: Named,
    map: BTreeMap<String, HashMap<u8, f64>>,
    #[clickhouse(nested)]
    items: Vec<Item>,

    either: Option<Either>,
    dynamic: Option<Dynamic>,
    json: Json,
    #[clickhouse(json)]
    settings: Settings,

    #[clickhouse(type = "Point")]
    point: Point,
    #[clickhouse(type = "Ring")]
    ring: Ring,
    #[clickhouse(type = "LineString")]
    line: LineString,
    #[clickhouse(type = "MultiLineString")]
    lines: MultiLineString,
    #[clickhouse(type = "Polygon")]
    polygon: Polygon,
    #[clickhouse(type = "MultiPolygon")]
    polygons: MultiPolygon,
    geometry: Option<Geometry>,
    #[clickhouse(type = "QBit(Float32, 3)")]
    vector: Vec<f32>,

    #[clickhouse(type = "SimpleAggregateFunction(sum, UInt64)")]
    sum: u64,
    #[clickhouse(type = "AggregateFunction(sum, UInt64)")]
    state: AggregateState,
    nothing: (),
}

/// An Enum8 by the names of its members.
#[derive(Enum, Debug, Clone, Copy, PartialEq)]
#[clickhouse(rename_all = "lowercase")]
enum Side {
    Buy,
    Sell,
}

/// A Tuple whose elements have names.
#[derive(Value, Debug, Clone, PartialEq)]
struct Named {
    lat: f64,
    lon: f64,
}

/// A row of the Nested: the columns `items.sku` and `items.count`.
#[derive(Row, Debug, Clone, PartialEq)]
struct Item {
    sku: String,
    count: u32,
}

/// A Variant: each member holds a value of its own type.
#[derive(Variant, Debug, Clone, PartialEq)]
enum Either {
    Text(String),
    Number(u64),
    List(Vec<u64>),
}

/// Any value of serde, in a JSON column.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq)]
struct Settings {
    theme: String,
    sizes: Vec<u32>,
}

fn row() -> Result<EveryType, Box<dyn std::error::Error>> {
    let square = vec![(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
    let line = vec![(0.0, 0.0), (1.0, 1.0)];
    Ok(EveryType {
        u8: u8::MAX,
        u16: u16::MAX,
        u32: u32::MAX,
        u64: u64::MAX,
        u128: u128::MAX,
        u256: UInt256::MAX,
        i8: i8::MIN,
        i16: i16::MIN,
        i32: i32::MIN,
        i64: i64::MIN,
        i128: i128::MIN,
        i256: Int256::MIN,
        bf16: BFloat16::nearest(0.5),
        f32: 0.1,
        f64: -1e300,
        price: "12.5".parse()?,
        flag: true,
        text: "it's".to_owned(),
        bytes: Blob::from(b"\xff\x00"),
        fixed: *b"abcd",
        host: "web-1".to_owned(),
        side: Side::Sell,
        id: Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff),
        v4: Ipv4Addr::LOCALHOST,
        v6: Ipv6Addr::LOCALHOST,
        day: date!(2024 - 02 - 29),
        day32: date!(1969 - 12 - 31),
        second: datetime!(2024-02-29 12:00 UTC),
        tick: datetime!(1969-12-31 23:59:59.5 UTC),
        time: Duration::seconds(-3723),
        time64: Duration::milliseconds(3_723_456),
        wait: IntervalDay(3),
        maybe: None,
        list: vec![vec![Some(1), None], vec![]],
        exactly: [1, 2],
        pair: (1, "x".to_owned()),
        named: Named { lat: 52.5, lon: 13.4 },
        map: BTreeMap::from([("k".to_owned(), HashMap::from([(1, 0.5)]))]),
        items: vec![Item { sku: "a".to_owned(), count: 2 }, Item { sku: "b".to_owned(), count: 1 }],
        either: Some(Either::List(vec![1, 2])),
        dynamic: Some(Dynamic::new(&vec!["any".to_owned(), "type".to_owned()])?),
        json: r#"{"a":{"b":[1,"x",null]}}"#.parse()?,
        settings: Settings { theme: "dark".to_owned(), sizes: vec![10, 12] },
        point: (1.0, 2.0),
        ring: square.clone(),
        line: line.clone(),
        lines: vec![line.clone()],
        polygon: vec![square.clone()],
        polygons: vec![vec![square]],
        geometry: Some(Geometry::LineString(line)),
        vector: vec![1.0, -0.5, 0.25],
        sum: 7,
        state: AggregateState::from(42u64.to_le_bytes().to_vec()),
        nothing: (),
    })
}

async fn create(client: &Client, table: &str) -> Result<(), clickhouse_core::Error> {
    let columns = EveryType::columns().into_iter().map(|column| format!("`{}` {}", column.column, column.data_type));
    let columns = columns.collect::<Vec<_>>().join(", ");
    client.command(format!("CREATE TABLE {table} ({columns}) ENGINE MergeTree ORDER BY u8")).await.map(drop)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::start().await?;
    let database = server.database().await?;
    let client = Client::new(database.url())?;
    create(&client, "every_type").await?;
    create(&client, "copies").await?;

    // Typed: what comes back is what was inserted.
    let row = row()?;
    client.insert::<EveryType>("every_type", std::slice::from_ref(&row)).await?;
    assert_eq!(client.query_as::<EveryType>("SELECT * FROM every_type").await?, [row]);

    // Untyped: without knowing a single type.
    let rows = client.query("SELECT * FROM every_type").await?;
    let values: Vec<Value> = rows.row(0).ok_or("no row")?.values()?.into_iter().cloned().collect();
    for (column, value) in rows.columns().iter().zip(&values) {
        println!("{:11} {:36} {value}", column.name, column.data_type.to_string());
    }

    // A state is merged, and made a value, by the server.
    println!(
        "\nsumMerge(state) = {}",
        client.query_as::<u64>("SELECT sumMerge(state) FROM every_type").fetch_one().await?
    );

    // The same values inserted elsewhere are the same for the server.
    let names: Vec<_> = rows.columns().iter().map(|column| column.name.as_str()).collect();
    client.insert_values("copies", &names, &[values]).await?;
    let same = client.query_as::<EveryType>("SELECT * FROM copies").await?;
    assert_eq!(same, client.query_as::<EveryType>("SELECT * FROM every_type").await?);

    println!("\n{}", client.query("SELECT u64, text, side, pair, map, json, either FROM copies").await?);
    println!("{}", client.query("SELECT sum(u32) AS total FROM copies").await?);
    Ok(())
}
