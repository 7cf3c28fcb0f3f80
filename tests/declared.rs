//! Unusual structs whose columns are declared, by themselves or in a schema, and which the compiler has to accept.
//!
//! What it has to refuse is in `ui/declared` and `ui/table`.

#![allow(dead_code, reason = "to compile is all that most of these have to do")]

use clickhouse_core::types::{Blob, Decimal};
use clickhouse_core::{Enum, Row, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;
use std::sync::Arc;

/// Each column's name, type and ways: `name Type`, with `-` for each way that is closed.
fn columns<T: Row>() -> Vec<String> {
    let shown = |column: &clickhouse_core::row::RowColumn| {
        let insert = if column.insert { "" } else { " -insert" };
        let select = if column.select { "" } else { " -select" };
        format!("{} {}{insert}{select}", column.column, column.data_type)
    };
    T::columns().iter().map(shown).collect()
}

#[derive(Enum)]
#[clickhouse(rename_all = "lowercase")]
enum Level {
    Debug,
    Info,
    Warn,
}

#[derive(Enum)]
enum Known {
    #[clickhouse(rename = "debug")]
    Debug,
    #[clickhouse(other)]
    Other,
}

#[derive(Value)]
struct UserId(u64);

#[derive(Value)]
struct Wrapped<T>(T);

#[derive(Value)]
struct Borrowed<'a>(&'a str);

type Texts<'a> = Vec<&'a str>;
type Counts = HashMap<String, u64>;

mod elsewhere {
    pub(super) mod deep {
        pub(in super::super) type Id = super::super::UserId;
    }
}

/// Every column of a table, each as another type than the plainest.
#[derive(Row)]
#[clickhouse(table = "visits", schema = "tests/declared/schema.sql")]
struct Visit<'a, 'b: 'a> {
    day: time::Date,
    #[clickhouse(rename = "user.id")]
    user: elsewhere::deep::Id,
    r#type: Cow<'a, str>,
    url: &'b str,
    referrer: Option<Box<str>>,
    level: Level,
    price: Decimal<18, 4>,
    address: Ipv6Addr,
    seen: time::OffsetDateTime,
    tags: Texts<'a>,
    counts: Counts,
    position: (f64, f64),
    place: (f64, f64),
    #[clickhouse(rename = "items.sku")]
    skus: Vec<Borrowed<'a>>,
    #[clickhouse(rename = "items.number")]
    numbers: Vec<u32>,
    state: u64,
    digest: [u8; 16],
    flag: bool,
    month: u8,
    label: String,
    raw: &'a str,
}

#[test]
fn a_table_says_types_and_ways() {
    assert_eq!(
        columns::<Visit<'_, '_>>(),
        [
            "day Date",
            "user.id UInt64",
            "type LowCardinality(String)",
            "url String",
            "referrer Nullable(String)",
            "level Enum8('debug' = 1, 'info' = 5, 'warn' = 6)",
            "price Decimal(18, 4)",
            "address IPv6",
            "seen DateTime64(3, 'Europe/Berlin')",
            "tags Array(LowCardinality(String))",
            "counts Map(LowCardinality(String), UInt64)",
            "position Tuple(lat Float64, lon Float64)",
            "place Point",
            "items.sku Array(String)",
            "items.number Array(UInt32)",
            "state SimpleAggregateFunction(max, UInt64)",
            "digest FixedString(16)",
            "flag Bool",
            "month UInt8 -insert",
            "label String -insert",
            "raw String -select",
        ]
    );
}

/// The same table in part, and its columns that have a DEFAULT left out.
#[derive(Row)]
#[clickhouse(table = "shop.visits", schema = "tests/declared/schema.sql", partial, rename_all = "lowercase")]
struct Part {
    #[clickhouse(type = "Date")]
    day: time::Date,
    #[clickhouse(rename = "level")]
    level: Known,
    #[clickhouse(skip)]
    not_a_column: usize,
}

/// Only read, so that nothing can be missing; wider where nothing is lost.
#[derive(Row)]
#[clickhouse(table = "visits", schema = "tests/declared/schema.sql")]
struct Report {
    #[clickhouse(skip_insert)]
    state: u128,
    #[clickhouse(skip_insert)]
    digest: Blob,
    #[clickhouse(skip_insert)]
    month: i64,
    #[clickhouse(skip_insert)]
    level: String,
    #[clickhouse(skip_insert, rename = "items.number")]
    numbers: Vec<u64>,
    #[clickhouse(skip_insert)]
    flag: Option<bool>,
    #[clickhouse(skip_insert, default)]
    url: Option<String>,
}

#[derive(Row)]
struct Item {
    sku: String,
    number: u32,
}

#[derive(Row)]
struct Where {
    address: Ipv6Addr,
}

#[derive(Row)]
#[clickhouse(table = "visits", schema = "tests/declared/schema.sql", partial)]
struct InParts {
    day: time::Date,
    #[clickhouse(flatten)]
    at: Where,
    #[clickhouse(nested)]
    items: Vec<Item>,
}

/// The same table in structs within structs, each column in one of them, so that nothing is missing.
#[derive(Row)]
#[clickhouse(table = "visits", schema = "tests/declared/schema.sql")]
struct Whole<'a> {
    #[clickhouse(flatten)]
    what: Seen<'a>,
    #[clickhouse(flatten = "p")]
    places: Places,
    #[clickhouse(rename = "user.id")]
    user: u64,
    #[clickhouse(nested)]
    items: Vec<Item>,
    raw: String,
}

#[derive(Row)]
struct Seen<'a> {
    day: time::Date,
    r#type: &'a str,
    url: String,
    referrer: Option<String>,
    level: Level,
    #[clickhouse(flatten)]
    rest: Rest,
    #[clickhouse(materialized = "toMonth(day)")]
    month: u8,
    #[clickhouse(skip_insert)]
    label: Cow<'a, str>,
}

#[derive(Row)]
struct Rest {
    address: Ipv6Addr,
    tags: Vec<String>,
    counts: Counts,
    state: u64,
    digest: [u8; 16],
    #[clickhouse(with = yes_or_no)]
    flag: String,
}

mod yes_or_no {
    pub(super) type Column = bool;

    pub(super) fn read(flag: bool) -> String {
        if flag { "yes".into() } else { "no".into() }
    }

    pub(super) fn write(text: &str) -> bool {
        text == "yes"
    }
}

/// `price`, `position` and `place`, behind their first letter.
#[derive(Row)]
struct Places {
    #[clickhouse(rename = "rice")]
    price: Decimal<18, 4>,
    osition: (f64, f64),
    lace: (f64, f64),
}

/// A struct in a field, about which nobody knows anything before the program runs: a parameter, or a row made by hand.
#[derive(Row)]
#[clickhouse(table = "visits", schema = "tests/declared/schema.sql")]
struct Anything<T> {
    #[clickhouse(flatten)]
    rest: T,
}

struct ByHand;

impl Row for ByHand {
    const NAME: &'static str = "ByHand";

    fn columns() -> Vec<clickhouse_core::row::RowColumn> {
        Vec::new()
    }
}

#[derive(Row)]
#[clickhouse(table = "visits", schema = "tests/declared/schema.sql")]
struct WithByHand {
    #[clickhouse(flatten)]
    rest: ByHand,
    day: time::Date,
}

/// Read only, so that nothing can be missing; the elements of a Nested by name.
#[derive(Row)]
#[clickhouse(table = "visits", schema = "tests/declared/schema.sql")]
struct OnlySkus {
    #[clickhouse(nested, skip_insert)]
    items: Vec<OnlySku>,
}

#[derive(Value)]
struct OnlySku {
    sku: String,
}

#[derive(Enum)]
#[clickhouse(rename_all = "lowercase")]
enum What {
    Start,
    Stop,
}

/// What migrations leave behind.
#[derive(Row)]
#[clickhouse(table = "happenings", schema = "tests/declared/migrations")]
struct Happening {
    day: time::Date,
    host: String,
    what: What,
}

#[test]
fn migrations_run_in_their_order() {
    assert_eq!(
        columns::<Happening>(),
        ["day Date", "host LowCardinality(String)", "what Enum8('start' = 1, 'stop' = 2)"]
    );
}

/// A type that nobody knows before the program runs.
struct Celsius(f64);

impl clickhouse_core::value::ColumnValue for Celsius {
    fn data_type() -> clickhouse_core::types::DataType {
        f64::data_type()
    }
}

impl clickhouse_core::value::WriteValue for Celsius {
    type Builder = <f64 as clickhouse_core::value::WriteValue>::Builder;

    fn builder(
        data_type: &clickhouse_core::types::DataType,
    ) -> Result<Self::Builder, clickhouse_core::value::BindError> {
        f64::builder(data_type)
    }

    fn write(&self, builder: &mut Self::Builder) -> Result<(), clickhouse_core::value::CellError> {
        self.0.write(builder)
    }
}

/// Declared types and the many Rust types that each takes.
#[derive(Row)]
struct Declared<'a> {
    #[clickhouse(type = "Float64")]
    by_hand: Celsius,
    #[clickhouse(type = "Array(Float64)")]
    many_by_hand: Vec<Celsius>,
    #[clickhouse(type = "LowCardinality(Nullable(String))")]
    dictionary: Option<&'a str>,
    #[clickhouse(type = "FixedString(3)")]
    text_of_fixed_length: String,
    #[clickhouse(type = "String")]
    bytes: &'a [u8],
    #[clickhouse(type = "Array(UInt16)", skip_select)]
    slice: &'a [u16],
    #[clickhouse(type = "array(uint8)", skip)]
    #[cfg(any())]
    not_there: Vec<usize>,
    #[clickhouse(type = "Array(Array(Nullable(Int8)))")]
    lists: Vec<Box<[Option<i8>]>>,
    #[clickhouse(type = "Map(String, Array(Tuple(UInt8, Nullable(String))))")]
    deep: BTreeMap<String, Vec<(u8, Option<String>)>>,
    #[clickhouse(type = "Map(String, UInt8)")]
    pairs: Vec<(Rc<str>, u8)>,
    #[clickhouse(type = "Array(UInt64)")]
    set: HashSet<u64>,
    #[clickhouse(type = "Array(UInt64)")]
    deque: VecDeque<u64>,
    #[clickhouse(type = "Nested(a UInt8, b String)")]
    nested: Vec<(u8, String)>,
    #[clickhouse(type = "SimpleAggregateFunction(sum, UInt64)")]
    #[allow(clippy::redundant_allocation, reason = "a pointer to a pointer is read as well")]
    state: Box<Arc<u64>>,
    #[clickhouse(type = "Enum16('{' = 1, '}' = -5)")]
    braces: String,
    #[clickhouse(type = "DateTime('UTC')")]
    at: time::PrimitiveDateTime,
    #[clickhouse(type = "BOOL")]
    alias: bool,
    #[clickhouse(type = "double precision")]
    two_words: f64,
    #[clickhouse(type = "UInt8")]
    as_bool: bool,
    #[clickhouse(type = r#"Tuple("a b" UInt8, `c` String)"#)]
    raw_text: (u8, String),
    #[clickhouse(type = "\
        Array(\n\
            UInt8 -- eight\n\
        )")]
    over_lines: Vec<u8>,
    #[clickhouse(type = "UInt64", skip_select)]
    only_inserted: u32,
    #[clickhouse(type = "UInt8", skip_insert)]
    only_read: u64,
    #[clickhouse(type = "Point")]
    point: (f64, f64),
    #[clickhouse(type = "Polygon")]
    polygon: Vec<Vec<(f64, f64)>>,
    #[clickhouse(type = "UInt64")]
    id: UserId,
    #[clickhouse(type = "Nullable(UInt64)")]
    maybe_id: Option<UserId>,
    #[clickhouse(type = "Nullable(IPv4)")]
    address: Option<Ipv4Addr>,
}

/// Parameters are checked once they are known.
#[derive(Row)]
struct Generic<'a, T, const N: usize, U = Vec<T>>
where
    U: Clone,
{
    #[clickhouse(type = "Array(UInt32)")]
    list: Vec<T>,
    #[clickhouse(type = "FixedString(4)")]
    bytes: [u8; N],
    #[clickhouse(type = "UInt32")]
    wrapped: Wrapped<T>,
    #[clickhouse(type = "Array(UInt32)")]
    other: U,
    #[clickhouse(type = "String")]
    text: &'a str,
    #[clickhouse(type = "UInt32", skip_select)]
    borrowed: &'a T,
}

/// Whoever names the type has it checked.
fn uses_generic(client: &clickhouse_core::Client) {
    let rows: [Generic<'_, u32, 4>; 0] = [];
    drop(client.insert("generic", &rows));
}

macro_rules! row {
    ($name:ident, $field:ident: $ty:ty = $text:literal) => {
        #[derive(Row)]
        struct $name {
            #[clickhouse(type = $text)]
            $field: $ty,
        }
    };
}

row!(OfMacro, value: Vec<u8> = "Array(UInt8)");
row!(OfMacroToo, value: Vec<Option<u8>> = "Array(Nullable(UInt8))");

/// Two structs of one name, in places that do not see each other.
mod first {
    #[derive(clickhouse_core::Row)]
    pub(super) struct Metric {
        #[clickhouse(type = "Float64")]
        pub(super) value: f64,
    }
}

#[test]
fn structs_stand_anywhere() {
    #[derive(Row)]
    #[clickhouse(table = "visits", schema = "tests/declared/schema.sql", partial)]
    struct Inside {
        url: String,
    }
    assert_eq!(columns::<Inside>(), ["url String"]);
    assert_eq!(columns::<first::Metric>(), ["value Float64"]);
    assert_eq!(columns::<OfMacroToo>(), ["value Array(Nullable(UInt8))"]);
    assert_eq!(columns::<Declared<'_>>()[4], "bytes String");
    assert_eq!(columns::<Whole<'_>>().len(), 20);
    assert_eq!(columns::<Anything<Item>>(), ["sku String", "number UInt32"]);
    assert_eq!(columns::<WithByHand>(), ["day Date"]);
    assert_eq!(columns::<OnlySkus>(), ["items.sku Array(String) -insert"]);
    let _: Option<IpAddr> = None;
    let _ = uses_generic;
}
