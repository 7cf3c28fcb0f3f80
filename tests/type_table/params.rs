//! Every value as a parameter: `SELECT {x:Type}` gives it back, by itself and inside an Array, a Tuple and a Map.

use super::support::{Outcome, database};
use clickhouse_core::Client;
use clickhouse_core::row::ReadRow;
use clickhouse_core::sql::Param;
use clickhouse_core::types::{
    BFloat16, Blob, Decimal, Int256, IntervalDay, IntervalMonth, IntervalNanosecond, Point, Ring, UInt256,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::UNIX_EPOCH;
use time::macros::{date, datetime, time};

/// What a parameter of this type with that value comes back as.
async fn sent<T>(client: &Client, data_type: &str, value: &T) -> Result<T, Box<dyn std::error::Error>>
where
    T: Param,
    (T,): for<'a> ReadRow<'a> + Send + 'static,
{
    let query = client.query_as::<(T,)>(format!("SELECT {{x:{data_type}}} AS x")).param("x", value);
    Ok(query.fetch_one().await?.0)
}

/// Sends the value in each of its places.
async fn check<T>(client: &Client, data_type: &str, value: T, found: &mut Vec<String>)
where
    T: Param + Clone + PartialEq + Debug + Send + 'static,
    (T,): for<'a> ReadRow<'a>,
    (Vec<T>,): for<'a> ReadRow<'a>,
    (BTreeMap<String, T>,): for<'a> ReadRow<'a>,
    ((T, u8),): for<'a> ReadRow<'a>,
{
    let mut note = |place: &str, outcome: Result<bool, Box<dyn std::error::Error>>| match outcome {
        Ok(true) => {}
        Ok(false) => found.push(format!("{value:?} of {data_type} {place} came back as another value")),
        Err(error) => found.push(format!("{value:?} of {data_type} {place}: {error}")),
    };
    note("by itself", sent(client, data_type, &value).await.map(|back| back == value));
    let array = vec![value.clone(), value.clone()];
    note("in an array", sent(client, &format!("Array({data_type})"), &array).await.map(|back| back == array));
    let map = BTreeMap::from([("k".to_owned(), value.clone())]);
    note("in a map", sent(client, &format!("Map(String, {data_type})"), &map).await.map(|back| back == map));
    let tuple = (value.clone(), 7u8);
    let back = sent(client, &format!("Tuple({data_type}, UInt8)"), &tuple).await;
    note("in a tuple", back.map(|back| back == tuple));
}

#[tokio::test]
async fn every_value_comes_back_from_a_parameter() -> Outcome {
    let (_database, client) = database().await?;
    let mut found = Vec::new();
    macro_rules! params {
        ($($data_type:literal: $($value:expr),+;)*) => {
            $($(check(&client, $data_type, $value, &mut found).await;)+)*
        };
    }
    let chrono_at = |seconds, nanoseconds| chrono::DateTime::from_timestamp(seconds, nanoseconds).unwrap();
    params! {
        "Bool": true, false;
        "UInt8": u8::MAX;
        "UInt64": u64::MAX;
        "UInt128": u128::MAX;
        "UInt256": UInt256::MAX;
        "Int8": i8::MIN;
        "Int64": i64::MIN;
        "Int128": i128::MIN;
        "Int256": Int256::MIN, Int256::MAX;
        "BFloat16": BFloat16::nearest(-1.5), half::bf16::INFINITY;
        "Float32": f32::MIN_POSITIVE, f32::MAX;
        "Float64": 0.1f64, f64::MAX, f64::NEG_INFINITY, 5e-324;
        "String": "it's a \\ \n\t\0 é".to_owned(), Blob::from(b"\xff\0'"), bytes::Bytes::from_static(b"\xfe\\");
        "FixedString(3)": Blob::from(b"a\0\xff");
        "UUID": uuid::Uuid::from_u128(7);
        "IPv4": Ipv4Addr::new(1, 2, 3, 255);
        "IPv6": Ipv6Addr::LOCALHOST;
        "Date": date!(1970-01-01), date!(2149-06-06), chrono::NaiveDate::from_ymd_opt(2000, 2, 29).unwrap();
        "Date32": date!(1900-01-01), date!(1969-12-31), date!(2299-12-31);
        "DateTime('Asia/Tokyo')": datetime!(1970-01-02 0:00 UTC), datetime!(2106-02-07 6:28:15 UTC);
        "DateTime64(3, 'America/St_Johns')": datetime!(1969-12-31 23:59:58.5 UTC), datetime!(1900-01-01 0:00 UTC),
            datetime!(2299-12-31 23:59:59.999 UTC), UNIX_EPOCH - std::time::Duration::from_millis(1_500),
            chrono_at(-2, 500_000_000), chrono_at(1, 0).naive_utc(), chrono_at(0, 1_000_000).fixed_offset();
        "DateTime64(9)": datetime!(1969-12-31 23:59:58.123456789 UTC), datetime!(2000-01-01 0:00);
        "Time": time::Duration::seconds(-5), time::Duration::seconds(3_599_999), time!(23:59:59);
        "Time64(3)": time::Duration::milliseconds(-1_500), chrono::TimeDelta::milliseconds(-500);
        "Time64(9)": time::Duration::nanoseconds(-3_599_999_999_999_999), time!(0:00:00.000000001),
            std::time::Duration::from_millis(1), chrono::NaiveTime::from_hms_nano_opt(1, 2, 3, 4).unwrap();
        "IntervalDay": IntervalDay(-3);
        "IntervalMonth": IntervalMonth(i64::MAX);
        "IntervalNanosecond": IntervalNanosecond(i64::MIN);
        "Decimal(9, 2)": "-1.25".parse::<Decimal<9, 2>>()?, "-1.25".parse::<rust_decimal::Decimal>()?;
        "Decimal(76, 38)": "-12345678901234567890123456789012345678.12345678901234567890123456789012345678"
            .parse::<Decimal<76, 38>>()?, "-1e-38".parse::<bigdecimal::BigDecimal>()?,
            "1e37".parse::<bigdecimal::BigDecimal>()?;
        "Tuple()": ();
        "Array(UInt8)": vec![1u8, 255], Vec::<u8>::new();
        "Array(Nullable(String))": vec![Some("a'\\".to_owned()), None];
        "Array(UInt16)": BTreeSet::from([1u16, 2]), indexmap::IndexSet::from([2u16, 1]);
        "Map(String, UInt8)": BTreeMap::from([("a'".to_owned(), 1u8)]), HashMap::from([("b".to_owned(), 2u8)]),
            indexmap::IndexMap::from([("b".to_owned(), 2u8), ("a".to_owned(), 1)]);
        "Tuple(UInt8, String)": (1u8, "a'".to_owned());
        "Point": (1.5, -0.25) as Point;
        "Ring": vec![(1.5, -0.25), (0.0, 1.0)] as Ring;
    }
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
    Ok(())
}

#[tokio::test]
async fn null_and_pointers_are_parameters() -> Outcome {
    let (_database, client) = database().await?;
    assert_eq!(sent(&client, "Nullable(Time)", &None::<time::Duration>).await?, None);
    assert_eq!(sent(&client, "Nullable(Date32)", &Some(date!(1969 - 12 - 31))).await?, Some(date!(1969 - 12 - 31)));
    assert_eq!(sent(&client, "Nullable(Int256)", &Some(Int256::MIN)).await?, Some(Int256::MIN));
    assert_eq!(sent(&client, "String", &Box::new("it's\t".to_owned())).await?.as_str(), "it's\t");
    assert_eq!(sent(&client, "Array(UInt8)", &std::sync::Arc::new(vec![1u8])).await?.as_slice(), [1]);
    Ok(())
}

/// 26.7 takes `-0.5` for half a second after 1970, in every form that a zone does not change.
#[tokio::test]
async fn the_last_second_before_1970_is_refused_rather_than_moved() -> Outcome {
    let (_database, client) = database().await?;
    let error = sent(&client, "DateTime64(3, 'UTC')", &datetime!(1969-12-31 23:59:59.5 UTC)).await.unwrap_err();
    assert!(error.to_string().contains("Code: 457"), "{error}");
    Ok(())
}
