//! Values of every type that a parameter can have come back from the server as they were given.

use crate::support::{Outcome, database};
use clickhouse_core::sql;
use clickhouse_core::types::{Decimal, Int256, UInt256};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Sends each value as a parameter of the type and compares what is read with it.
macro_rules! come_back {
    ($client:expr, $($sql:literal $type:ty: $($value:expr),+;)+) => {
        $($(
            let value: $type = $value;
            let read = $client.query_as::<($type,)>(sql!($sql, value = value)).fetch_one().await;
            let read = read.map_err(|error| format!("{}: {error}", $sql))?;
            assert_eq!(read, (value,), "{}", $sql);
        )+)+
    };
}

#[tokio::test]
async fn values_come_back_equal() -> Outcome {
    let (_database, client) = database().await?;
    come_back! { client,
        "SELECT {value:UInt8}" u8: 0, u8::MAX;
        "SELECT {value:UInt16}" u16: 0, u16::MAX;
        "SELECT {value:UInt32}" u32: 0, u32::MAX;
        "SELECT {value:UInt64}" u64: 0, u64::MAX;
        "SELECT {value:UInt128}" u128: 0, u128::MAX;
        "SELECT {value:Int8}" i8: i8::MIN, i8::MAX;
        "SELECT {value:Int16}" i16: i16::MIN, i16::MAX;
        "SELECT {value:Int32}" i32: i32::MIN, i32::MAX;
        "SELECT {value:Int64}" i64: i64::MIN, i64::MAX;
        "SELECT {value:Int128}" i128: i128::MIN, i128::MAX;
        "SELECT {value:Float32}" f32: 0.1, f32::MIN, f32::MAX, f32::MIN_POSITIVE, f32::NEG_INFINITY;
        "SELECT {value:Float64}" f64: 0.1, f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, -0.0;
        "SELECT {value:Bool}" bool: true, false;
        "SELECT {value:String}" String: String::new(), "it's \\ a\ttab\nline\r\0 {x} ? é".to_owned(), "\\N".to_owned(), "NULL".to_owned();
        "SELECT {value:LowCardinality(String)}" String: "a'b".to_owned();
        "SELECT {value:FixedString(4)}" String: "a\\b'".to_owned();
        "SELECT {value:Enum8('it''s' = 1, 'b\t' = 2)}" String: "it's".to_owned(), "b\t".to_owned();
        "SELECT {value:Nullable(String)}" Option<String>: None, Some("NULL".to_owned()), Some("\\N".to_owned()), Some(String::new());
        "SELECT {value:Nullable(Int64)}" Option<i64>: None, Some(-1);
        "SELECT {value:LowCardinality(Nullable(String))}" Option<String>: None, Some("x".to_owned());
        "SELECT {value:Decimal(18, 4)}" Decimal<18, 4>: Decimal::new(1_234_500)?, Decimal::new(-1_234_500)?;
        "SELECT {value:UUID}" uuid::Uuid: uuid::Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef), uuid::Uuid::nil();
        "SELECT {value:IPv4}" Ipv4Addr: Ipv4Addr::LOCALHOST, Ipv4Addr::BROADCAST;
        "SELECT {value:IPv6}" Ipv6Addr: Ipv6Addr::LOCALHOST, Ipv4Addr::LOCALHOST.to_ipv6_mapped();
        "SELECT {value:Date}" time::Date: time::macros::date!(1970-01-01), time::macros::date!(2149-06-06);
        "SELECT {value:Date32}" time::Date: time::macros::date!(1900-01-01), time::macros::date!(2299-12-31);
        "SELECT {value:DateTime}" time::OffsetDateTime: time::macros::datetime!(1970-01-01 0:00:01 UTC), time::macros::datetime!(2106-02-07 6:28:15 UTC);
        "SELECT {value:DateTime('Asia/Kathmandu')}" time::OffsetDateTime: time::macros::datetime!(2024-06-05 4:03:02 UTC);
        "SELECT {value:DateTime64(9)}" time::OffsetDateTime: time::macros::datetime!(1910-06-05 4:03:02.123_456_789 UTC), time::macros::datetime!(2024-06-05 4:03:02.5 UTC);
        "SELECT {value:DateTime64(3, 'America/New_York')}" time::OffsetDateTime: time::macros::datetime!(2024-06-05 4:03:02.5 UTC);
        "SELECT {value:Array(String)}" Vec<String>: vec![], vec!["it's".to_owned(), "\\\t\n{}".to_owned()];
        "SELECT {value:Array(Array(Nullable(Int8)))}" Vec<Vec<Option<i8>>>: vec![vec![None, Some(-1)], vec![]];
        "SELECT {value:Tuple(UInt8, String, Nullable(Float64))}" (u8, String, Option<f64>): (1, "a'".to_owned(), None), (2, String::new(), Some(0.5));
        "SELECT {value:Tuple(String)}" (String,): ("x".to_owned(),);
        "SELECT {value:Map(String, UInt64)}" BTreeMap<String, u64>: BTreeMap::new(), BTreeMap::from([("a'".to_owned(), 1), ("b".to_owned(), u64::MAX)]);
        "SELECT {value:Map(String, Array(UInt8))}" HashMap<String, Vec<u8>>: HashMap::from([("a".to_owned(), vec![1, 2])]);
        "SELECT {value:Array(Date)}" Vec<time::Date>: vec![time::macros::date!(2024-06-05)];
        "SELECT {value:Array(DateTime64(3))}" Vec<time::OffsetDateTime>: vec![time::macros::datetime!(2024-06-05 4:03:02.5 UTC)];
        "SELECT {value:Array(UUID)}" Vec<uuid::Uuid>: vec![uuid::Uuid::max()];
        "SELECT {value:Point}" (f64, f64): (1.5, -2.0);
        "SELECT {value:Ring}" Vec<(f64, f64)>: vec![(1.5, -2.0), (0.0, 1e300)];
    }
    Ok(())
}

#[tokio::test]
async fn narrower_and_borrowed_values_fit_too() -> Outcome {
    let (_database, client) = database().await?;
    let (small, text, some, many) = (7u8, Cow::Borrowed("a'b"), Some("x"), [1u16, 2]);
    let big = UInt256::from(9u128);
    let read = client
        .query_as::<String>(sql!(
            "SELECT toString(tuple({small:Int64}, {text:String}, {some:Nullable(String)}, {many:Array(UInt32)}, {big:UInt256},
                    {minus:Int256}, {letter:String}, {price:Decimal(18, 4)}, {size:UInt64}, {ip:IPv6}, {half:Float64}))",
            minus = Int256::from(-9i128),
            letter = 'é',
            price = Decimal::<9, 2>::new(150)?,
            size = many.len(),
            ip = std::net::IpAddr::V4(Ipv4Addr::LOCALHOST),
            half = &&0.5f32,
        ))
        .fetch_one()
        .await?;
    assert_eq!(read, "(7,'a\\'b','x',[1,2],9,-9,'é',1.5,2,'::ffff:127.0.0.1',0.5)");
    Ok(())
}

#[tokio::test]
async fn numbers_without_a_type_take_that_of_the_parameter() -> Outcome {
    let (_database, client) = database().await?;
    let statement = sql!(
        "SELECT {a:UInt64}, {b:Int8}, {c:Nullable(UInt8)}, {d:Float32}, {e:Float64}",
        a = 18_446_744_073_709_551_615,
        b = -128,
        c = 255,
        d = 0.1,
        e = 1,
    );
    let read = client.query_as::<(u64, i8, Option<u8>, f32, f64)>(statement).await?;
    assert_eq!(read, [(u64::MAX, i8::MIN, Some(255), 0.1, 1.0)]);
    Ok(())
}
