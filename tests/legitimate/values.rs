//! Field types: newtypes, aliases, containers in containers, members, conversions.

mod newtypes {
    use clickhouse_core::{Row, Value};
    #[derive(Value, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    struct UserId(u64);
    #[derive(Value, Clone, Debug)]
    struct Name<'a>(std::borrow::Cow<'a, str>);
    #[derive(Value)]
    struct Deep(Middle);
    #[derive(Value)]
    struct Middle(UserId);
    #[derive(Value)]
    struct Tagged<T, U>(T, #[clickhouse(skip)] std::marker::PhantomData<U>);
    #[derive(Value)]
    #[repr(transparent)]
    struct Generic<T>(T);
    #[derive(Row)]
    struct Visit<'a> {
        #[clickhouse(type = "UInt64")]
        user: UserId,
        #[clickhouse(type = "LowCardinality(String)")]
        name: Name<'a>,
        #[clickhouse(type = "UInt64")]
        deep: Deep,
        #[clickhouse(type = "Array(Nullable(UInt64))")]
        all: Vec<Option<UserId>>,
        #[clickhouse(type = "Map(UInt64, String)")]
        map: std::collections::BTreeMap<UserId, String>,
        tagged: Tagged<u8, String>,
        #[clickhouse(type = "Nullable(Float64)")]
        generic: Option<Generic<f64>>,
    }
}

mod nested_containers {
    use clickhouse_core::Row;
    use clickhouse_core::types::Decimal;
    use std::collections::*;
    use std::rc::Rc;
    use std::sync::Arc;
    #[derive(Row)]
    struct Deep {
        #[clickhouse(type = "Array(Array(Array(Nullable(UInt8))))")]
        a: Vec<Vec<Vec<Option<u8>>>>,
        #[clickhouse(type = "Map(String, Map(String, Array(Tuple(UInt8, Nullable(String)))))")]
        b: HashMap<String, BTreeMap<String, Vec<(u8, Option<String>)>>>,
        #[clickhouse(type = "Array(Tuple(a Array(UInt8), b Map(String, UInt8)))")]
        c: Vec<(Vec<u8>, HashMap<String, u8>)>,
        #[clickhouse(type = "Array(LowCardinality(Nullable(String)))")]
        d: Vec<Option<Arc<str>>>,
        #[clickhouse(type = "Tuple(Tuple(Tuple(UInt8)))")]
        e: (((u8,),),),
        #[clickhouse(type = "Array(Map(LowCardinality(String), Decimal(18, 4)))")]
        f: Vec<Vec<(String, Decimal<18, 4>)>>,
        #[clickhouse(type = "Array(String)")]
        g: VecDeque<String>,
        #[clickhouse(type = "Array(UInt32)")]
        h: HashSet<u32>,
        #[clickhouse(type = "Array(UInt32)")]
        i: BTreeSet<u32>,
        #[clickhouse(type = "Array(FixedString(4))")]
        j: [[u8; 4]; 3],
        #[clickhouse(type = "Nullable(String)")]
        k: Option<Box<str>>,
        #[clickhouse(type = "Array(UInt64)")]
        l: Box<[u64]>,
        #[clickhouse(type = "Array(UInt64)")]
        m: Arc<[u64]>,
        #[clickhouse(type = "Array(String)")]
        n: Rc<Vec<Rc<str>>>,
        #[clickhouse(type = "Tuple()")]
        o: (),
        #[clickhouse(type = "Nullable(Tuple(UInt8, String))")]
        p: Option<(u8, String)>,
        #[clickhouse(type = "String")]
        q: Box<Box<String>>,
    }
}

mod aliases {
    use clickhouse_core::Row;
    use std::collections::HashMap;
    type Id = u64;
    type Text<'a> = &'a str;
    type Maybe<T> = Option<T>;
    type Counts = HashMap<String, Id>;
    type Res<T> = std::result::Result<T, String>;
    #[derive(Row)]
    struct Visit<'a> {
        #[clickhouse(type = "UInt64")]
        id: Id,
        #[clickhouse(type = "String")]
        host: Text<'a>,
        #[clickhouse(type = "Nullable(UInt8)")]
        maybe: Maybe<u8>,
        #[clickhouse(type = "Map(String, UInt64)")]
        counts: Counts,
        #[clickhouse(skip)]
        res: Option<Res<u8>>,
    }
}

mod wider_reads {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Read {
        #[clickhouse(type = "UInt32", skip_insert)]
        a: u64,
        #[clickhouse(type = "Float32", skip_insert)]
        b: f64,
        #[clickhouse(type = "UInt8", skip_insert)]
        c: i64,
        #[clickhouse(type = "String", skip_insert)]
        d: Option<String>,
        #[clickhouse(type = "FixedString(4)", skip_insert)]
        e: String,
        #[clickhouse(type = "Enum8('a' = 1)", skip_insert)]
        f: String,
        #[clickhouse(type = "UInt8", skip_insert)]
        g: bool,
    }
    #[derive(Row)]
    struct Write {
        #[clickhouse(type = "UInt64", skip_select)]
        a: u32,
        #[clickhouse(type = "Nullable(String)", skip_select)]
        b: String,
        #[clickhouse(type = "LowCardinality(Nullable(String))", skip_select)]
        c: &'static str,
        #[clickhouse(type = "Float64", skip_select)]
        d: f32,
    }
}

mod accepted_pairs {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Pairs<'a> {
        #[clickhouse(type = "SimpleAggregateFunction(sum, UInt64)")]
        a: u64,
        #[clickhouse(type = "SimpleAggregateFunction(anyLast, Nullable(String))")]
        b: Option<String>,
        #[clickhouse(type = "FixedString(4)")]
        c: &'a str,
        #[clickhouse(type = "String")]
        d: &'a [u8],
        #[clickhouse(type = "Enum16('a' = 1, 'b' = 2)")]
        e: &'a str,
        #[clickhouse(type = "Point")]
        g: (f64, f64),
        #[clickhouse(type = "Polygon")]
        h: Vec<Vec<(f64, f64)>>,
        #[clickhouse(type = "QBit(Float32, 8)")]
        i: Vec<f32>,
        #[clickhouse(type = "QBit(Float32, 8)")]
        i2: [f32; 8],
        #[clickhouse(type = "Dynamic")]
        j: Option<clickhouse_core::types::Dynamic>,
        #[clickhouse(type = "JSON(a.b UInt8)")]
        k: clickhouse_core::types::Json,
        #[clickhouse(type = "AggregateFunction(uniq, UInt64)")]
        l: clickhouse_core::types::AggregateState,
        #[clickhouse(type = "IntervalDay")]
        m: clickhouse_core::types::IntervalDay,
        #[clickhouse(type = "Time64(3)")]
        n: time::Duration,
        #[clickhouse(type = "UInt128")]
        o: u128,
        #[clickhouse(type = "Int256")]
        p: clickhouse_core::types::Int256,
        #[clickhouse(type = "BFloat16")]
        q: clickhouse_core::types::BFloat16,
        #[clickhouse(type = "Date")]
        r: time::Date,
        #[clickhouse(type = "Date32")]
        s: time::Date,
        #[clickhouse(type = "DateTime")]
        t: time::OffsetDateTime,
        #[clickhouse(type = "DateTime64(9)")]
        u: time::PrimitiveDateTime,
        #[clickhouse(type = "DateTime64(9)")]
        v: std::time::SystemTime,
        #[clickhouse(type = "Decimal(9, 2)")]
        w: rust_decimal::Decimal,
        #[clickhouse(type = "DateTime('UTC')")]
        x: chrono::DateTime<chrono::Utc>,
        #[clickhouse(type = "Date32")]
        y: chrono::NaiveDate,
        #[clickhouse(type = "String")]
        z: bytes::Bytes,
    }
}

mod value_anything {
    use clickhouse_core::{Row, Value};
    #[derive(Row)]
    struct Any {
        #[clickhouse(type = "UInt8")]
        a: Value,
        #[clickhouse(type = "Array(Nullable(String))")]
        b: Value,
        c: Value,
    }
}

mod variants {
    use clickhouse_core::{Row, Variant};
    #[derive(Variant)]
    enum Setting<'a> {
        Off,
        Number(u64),
        Text(&'a str),
        List(Vec<u64>),
    }
    #[derive(Row)]
    struct Line<'a> {
        #[clickhouse(type = "Variant(UInt64, String, Array(UInt64))")]
        value: Setting<'a>,
        #[clickhouse(type = "Array(Variant(UInt64, String, Array(UInt64)))")]
        all: Vec<Setting<'a>>,
    }
    #[derive(Variant)]
    enum Generic<T, U> {
        A(T),
        B(U),
    }
    #[derive(Row)]
    struct Two {
        #[clickhouse(type = "Variant(UInt8, String)")]
        value: Option<Generic<u8, String>>,
    }
}

mod conversions {
    use clickhouse_core::Row;
    mod seconds {
        use std::time::Duration;
        pub type Column = i64;
        pub fn read(seconds: i64) -> Duration {
            Duration::from_secs(seconds as u64)
        }
        pub fn write(duration: &Duration) -> i64 {
            duration.as_secs() as i64
        }
    }
    #[derive(Clone)]
    struct Host(String);
    impl From<String> for Host {
        fn from(s: String) -> Self {
            Host(s)
        }
    }
    impl From<Host> for String {
        fn from(h: Host) -> String {
            h.0
        }
    }
    #[derive(Row)]
    struct Request {
        #[clickhouse(with = seconds, type = "Int64")]
        took: std::time::Duration,
        #[clickhouse(with = self::seconds, rename = "took2")]
        took2: std::time::Duration,
        #[clickhouse(try_from = "String", into = "String", type = "LowCardinality(String)")]
        host: Host,
        #[clickhouse(json)]
        any: std::collections::BTreeMap<String, u8>,
        #[clickhouse(json, type = "JSON")]
        any2: serde_json::Value,
    }
}

mod flatten_and_nested {
    use clickhouse_core::{Row, Value};
    #[derive(Row, Value)]
    struct Item<'a> {
        sku: &'a str,
        #[clickhouse(type = "UInt32")]
        count: u32,
    }
    #[derive(Row)]
    struct Address<T> {
        street: T,
        city: Option<T>,
    }
    #[derive(Row)]
    struct Order<'a> {
        id: u64,
        #[clickhouse(flatten = "home_")]
        home: Address<String>,
        #[clickhouse(flatten = "work_")]
        work: Address<&'a str>,
        #[clickhouse(nested)]
        items: Vec<Item<'a>>,
        item: Item<'a>,
        #[clickhouse(nested, rename = "lines")]
        more: Vec<Item<'a>>,
    }
}

mod both_derives {
    use clickhouse_core::{Row, Value};
    #[derive(Row, Value, Debug, Clone, PartialEq)]
    struct Place {
        lat: f64,
        lon: f64,
    }
    #[derive(Row)]
    struct Shop {
        #[clickhouse(type = "Tuple(lat Float64, lon Float64)")]
        place: Place,
        #[clickhouse(type = "Array(Tuple(lat Float64, lon Float64))")]
        all: Vec<Place>,
        #[clickhouse(type = "Tuple(lon Float64, lat Float64)")]
        swapped: Place,
    }
}

mod enums_more {
    use clickhouse_core::{Enum, Row};
    #[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[repr(i8)]
    #[non_exhaustive]
    #[clickhouse(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum Level {
        Debug = -5,
        Info = 10,
        #[clickhouse(rename = "warning")]
        Warn,
        #[clickhouse(other)]
        Unknown,
    }
    #[derive(Row)]
    struct Line {
        #[clickhouse(type = "Enum8('DEBUG' = 1, 'INFO' = 2, 'warning' = 3, 'FATAL' = 4)")]
        level: Level,
        #[clickhouse(type = "Nullable(Enum16('DEBUG' = 1, 'INFO' = 2, 'warning' = 3))")]
        maybe: Option<Level>,
        #[clickhouse(type = "LowCardinality(String)")]
        text: Level,
        #[clickhouse(type = "Array(String)")]
        texts: Vec<Level>,
    }
}

mod enum_subset_ways {
    use clickhouse_core::{Enum, Row};
    #[derive(Enum)]
    enum Part {
        A,
    }
    #[derive(Enum)]
    enum More {
        A,
        B,
        C,
    }
    #[derive(Row)]
    struct Line {
        #[clickhouse(type = "Enum8('A' = 1, 'B' = 2)", skip_select)]
        written: Part,
        #[clickhouse(type = "Enum8('A' = 1, 'B' = 2)", skip_insert)]
        read: More,
    }
}

mod impl_by_hand {
    use clickhouse_core::Row;
    use clickhouse_core::column::View;
    use clickhouse_core::types::DataType;
    use clickhouse_core::value::{BindError, CellError, ColumnValue, OneColumn, ReadValue, RowShape, WriteValue};
    struct Loud(String);
    impl RowShape for Loud {
        type Shape = OneColumn;
    }
    impl ColumnValue for Loud {
        fn data_type() -> DataType {
            DataType::String
        }
    }
    impl<'a> ReadValue<'a> for Loud {
        type Cursor = <String as ReadValue<'a>>::Cursor;
        fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
            <String as ReadValue<'a>>::bind(view)
        }
        fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
            Ok(Loud(<String as ReadValue<'a>>::read(cursor, row)?.to_uppercase()))
        }
    }
    impl WriteValue for Loud {
        type Builder = <String as WriteValue>::Builder;
        fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
            <String as WriteValue>::builder(data_type)
        }
        fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
            self.0.write(builder)
        }
    }
    #[derive(Row)]
    struct Line {
        #[clickhouse(type = "String")]
        a: Loud,
        #[clickhouse(type = "Array(String)")]
        b: Vec<Loud>,
    }
}

mod clickhouse_aliases {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Visit {
        #[clickhouse(type = "INT")]
        a: i32,
        #[clickhouse(type = "BIGINT UNSIGNED")]
        b: u64,
        #[clickhouse(type = "VARCHAR(255)")]
        c: String,
        #[clickhouse(type = "DOUBLE PRECISION")]
        d: f64,
        #[clickhouse(type = "BOOLEAN")]
        e: bool,
        #[clickhouse(type = "Decimal64(4)")]
        f: clickhouse_core::types::Decimal<18, 4>,
        #[clickhouse(type = "Enum('a', 'b')")]
        g: String,
        #[clickhouse(type = "TIMESTAMP")]
        h: time::OffsetDateTime,
        #[clickhouse(type = "datetime64(6, 'Europe/Berlin')")]
        i: time::OffsetDateTime,
        #[clickhouse(type = "Nested(a UInt8, b String)")]
        j: Vec<(u8, String)>,
        #[clickhouse(type = "inet4")]
        k: std::net::Ipv4Addr,
        #[clickhouse(type = "TEXT")]
        l: String,
        #[clickhouse(type = "tinyint")]
        m: i8,
    }
}

mod parens_in_types {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Visit {
        #[clickhouse(type = "UInt8")]
        a: (u8),
        #[clickhouse(type = "Array(UInt8)")]
        b: Vec<(u8)>,
        c: ::std::vec::Vec<::core::primitive::u8>,
        d: std::string::String,
        #[clickhouse(type = "Nullable(UInt8)")]
        e: core::option::Option<core::primitive::u8>,
    }
}

mod user_value {
    use clickhouse_core::Row;
    use clickhouse_core::types::DataType;
    use clickhouse_core::value::ColumnValue;
    use clickhouse_core::{Client, Error};
    #[derive(Row)]
    struct Both {
        #[clickhouse(skip_select)]
        a: u8,
        #[clickhouse(skip_insert)]
        b: u8,
    }
    fn types<T: ColumnValue>() -> DataType {
        T::data_type()
    }
    async fn go(client: &Client) -> Result<(), Error> {
        client.insert("t", &[Both { a: 1, b: 2 }]).await?;
        client.query_as::<Both>("SELECT 1 AS b").await?;
        Ok(())
    }
}

mod big {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Big {
        a1: u8,
        a2: u8,
        a3: u8,
        a4: u8,
        a5: u8,
        a6: u8,
        a7: u8,
        a8: u8,
        a9: u8,
        b1: u8,
        b2: u8,
        b3: u8,
        b4: u8,
        b5: u8,
        b6: u8,
        b7: u8,
        b8: u8,
        b9: u8,
        c1: u8,
        c2: u8,
        c3: u8,
        c4: u8,
        c5: u8,
        c6: u8,
        c7: u8,
        c8: u8,
        c9: u8,
        d1: String,
        d2: String,
        d3: String,
        d4: String,
        d5: String,
        d6: String,
    }
}

mod lists_that_may_be_absent {
    use clickhouse_core::Row;
    use std::collections::HashMap;
    #[derive(Row)]
    struct Visit {
        id: u64,
        #[clickhouse(default)]
        tags: Option<Vec<String>>,
        #[clickhouse(default)]
        twice: Option<Option<u8>>,
        #[clickhouse(skip_insert)]
        counts: Option<HashMap<String, u64>>,
        hash: Option<[u8; 16]>,
        blob: Option<Box<clickhouse_core::types::Blob>>,
    }
    // Only read: `Option<T>` reads `T`, so that a struct can serve tables that have the column as Nullable or not at all.
    #[derive(Row)]
    struct Found<'a> {
        tags: Option<Vec<&'a str>>,
        labels: Option<HashMap<String, Option<u8>>>,
        score: Option<Option<f64>>,
    }
    async fn read(client: clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
        let mut blocks = client.query_as::<u8>("SELECT tags, labels, score FROM visits").blocks();
        while let Some(block) = blocks.next().await? {
            for found in block.rows::<Found<'_>>()? {
                drop(found?);
            }
        }
        Ok(())
    }
}

mod zones_and_functions {
    use clickhouse_core::Row;
    use clickhouse_core::types::AggregateState;
    #[derive(Row)]
    struct Visit {
        #[clickhouse(type = "DateTime('America/Argentina/Buenos_Aires')")]
        at: time::OffsetDateTime,
        #[clickhouse(type = "DateTime64(9, 'Etc/GMT+5')")]
        there: time::OffsetDateTime,
        #[clickhouse(type = "SimpleAggregateFunction(groupUniqArrayArray, Array(String))")]
        hosts: Vec<String>,
        #[clickhouse(type = "SimpleAggregateFunction(first_value, Nullable(String))")]
        first: Option<String>,
        #[clickhouse(type = "AggregateFunction(quantilesTDigestIf(0.5, 0.9), Float32, UInt8)")]
        quantiles: AggregateState,
        #[clickhouse(type = "Enum8('a' = 5, 'b', 'c')")]
        first_is_numbered: String,
        #[clickhouse(type = "Enum8('a', 'b' = 5, 'c' = 6)")]
        all_but_the_first: String,
    }
}
