//! Every type that a column can have: the server makes the values from SQL, we read them, show them and insert them into a
//! second table, and the server compares the two.

use crate::allowed::Allowed;
use crate::support::{Outcome, database};
use clickhouse_core::types::{DataType, TypeError};
use clickhouse_core::{Client, Value};

/// Types, each with SQL of values at its edges. `NULL` is added where the type takes it.
const TYPES: &[(&str, &[&str])] = &[
    ("Bool", &["false", "true"]),
    ("UInt8", &["0", "255"]),
    ("UInt16", &["0", "65535"]),
    ("UInt32", &["0", "4294967295"]),
    ("UInt64", &["0", "18446744073709551615"]),
    ("UInt128", &["0", "'340282366920938463463374607431768211455'"]),
    ("UInt256", &["0", "'115792089237316195423570985008687907853269984665640564039457584007913129639935'"]),
    ("Int8", &["-128", "127"]),
    ("Int16", &["-32768", "32767"]),
    ("Int32", &["-2147483648", "2147483647"]),
    ("Int64", &["-9223372036854775808", "9223372036854775807"]),
    ("Int128", &["'-170141183460469231731687303715884105728'", "'170141183460469231731687303715884105727'"]),
    ("Int256", &["'-57896044618658097711785492504343953926634992332820282019728792003956564819968'", "-1"]),
    ("BFloat16", &["0", "1.5", "-inf", "nan", "3.3e38"]),
    ("Float32", &["0", "-0.0", "0.1", "1e-45", "3.4028235e38", "nan", "inf", "1e20", "1e21", "16777216"]),
    (
        "Float64",
        &["0", "-0.0", "0.1", "5e-324", "1.7976931348623157e308", "nan", "-inf", "1e20", "1e21", "1e-6", "1e-7"],
    ),
    ("Decimal(9, 2)", &["0", "'-9999999.99'", "1.5"]),
    ("Decimal32(9)", &["'0.000000001'", "'-0.999999999'"]),
    ("Decimal64(4)", &["'99999999999999.9999'", "-1"]),
    ("Decimal128(10)", &["'-9999999999999999999999999999.9999999999'"]),
    ("Decimal256(20)", &["'99999999999999999999999999999999999999999999999999999999.99999999999999999999'"]),
    ("String", &["''", "'it\\'s\\n\\t\\\\'", "unhex('FF00FE')", "'é€😀'"]),
    ("FixedString(4)", &["''", "'abcd'", "'é'"]),
    ("UUID", &["'00112233-4455-6677-8899-aabbccddeeff'", "'00000000-0000-0000-0000-000000000000'"]),
    ("IPv4", &["'0.0.0.0'", "'255.1.2.3'"]),
    ("IPv6", &["'::'", "'2001:db8::1'", "'::ffff:1.2.3.4'", "'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'"]),
    ("Date", &["'1970-01-01'", "'2149-06-06'", "'2024-02-29'"]),
    ("Date32", &["'1900-01-01'", "'1969-12-31'", "'2299-12-31'"]),
    ("DateTime", &["toDateTime(0)", "toDateTime(4294967295)"]),
    ("DateTime('Asia/Kathmandu')", &["toDateTime(0)", "toDateTime(1700000000)", "toDateTime(4294967295)"]),
    ("DateTime('Europe/Berlin')", &["toDateTime(1711846799)", "toDateTime(1711846800)", "toDateTime(3500000000)"]),
    ("DateTime64(0)", &["'1900-01-01 00:00:00'", "'2299-12-31 23:59:59'"]),
    ("DateTime64(3, 'America/New_York')", &["'1969-12-31 23:59:59.123'", "'2024-07-01 00:00:00.5'"]),
    ("DateTime64(9)", &["'1969-12-31 23:59:59.999999999'", "'2262-04-11 23:47:16.854775807'"]),
    ("Time", &["'-999:59:59'", "'00:00:00'", "'999:59:59'", "'-00:00:01'"]),
    ("Time64(3)", &["'-999:59:59.999'", "'-00:00:01.5'", "'12:34:56.789'"]),
    ("Time64(9)", &["'999:59:59.999999999'"]),
    ("IntervalNanosecond", &["-1", "9223372036854775807"]),
    ("IntervalMicrosecond", &["5"]),
    ("IntervalMillisecond", &["5"]),
    ("IntervalSecond", &["5"]),
    ("IntervalMinute", &["5"]),
    ("IntervalHour", &["5"]),
    ("IntervalDay", &["-5"]),
    ("IntervalWeek", &["5"]),
    ("IntervalMonth", &["5"]),
    ("IntervalQuarter", &["5"]),
    ("IntervalYear", &["5"]),
    ("Enum('a' = 1, 'b' = 2)", &["'a'", "'b'"]),
    ("Enum8('it\\'s' = -128, 'a,b' = 127)", &["'it\\'s'", "'a,b'"]),
    ("Enum16('x' = -32768, 'é = 1)' = 32767)", &["'x'", "'é = 1)'"]),
    ("LowCardinality(String)", &["''", "'a'", "'a'"]),
    ("LowCardinality(Nullable(FixedString(2)))", &["NULL", "'ab'"]),
    ("LowCardinality(Nullable(Int64))", &["NULL", "0", "-1"]),
    ("Nullable(UUID)", &["NULL", "'00112233-4455-6677-8899-aabbccddeeff'"]),
    ("Array(Array(Nullable(String)))", &["[]", "[[]]", "[['a', NULL], ['it\\'s']]"]),
    ("Tuple(UInt8, String)", &["(1, 'a')"]),
    ("Tuple(a UInt8, `b c` Nullable(Date))", &["(1, NULL)", "(2, '2024-01-01')"]),
    ("Nullable(Tuple(a UInt8, b String))", &["NULL", "(1, 'x')"]),
    ("Tuple()", &["tuple()"]),
    ("Map(String, Array(UInt8))", &["map()", "map('k', [1, 2], 'k', [])"]),
    ("Map(LowCardinality(String), Map(Date, Nullable(Float64)))", &["map('a', map('2024-01-01', NULL))"]),
    ("Nested(a UInt8, b Array(String))", &["[]", "[(1, ['x']), (2, [])]"]),
    ("Variant(UInt64, String, Array(UInt8))", &["NULL", "1::UInt64", "'x'", "[1, 2]::Array(UInt8)"]),
    (
        "Array(Variant(Date, Tuple(a UInt8, b String)))",
        &["[NULL, '2024-01-01'::Date, (1, 'x')::Tuple(a UInt8, b String)]"],
    ),
    ("Dynamic", &["NULL", "1::UInt8", "'x'", "[1, 2]::Array(UInt8)", "'2024-01-01'::Date", "map('k', 1::UInt8)"]),
    (
        "Dynamic(max_types=1)",
        &["1::UInt8", "'x'", "[1, NULL]::Array(Nullable(Int64))", "(1, 'y')::Tuple(a UInt8, b String)"],
    ),
    ("JSON", &["'{}'", "'{\"a\":{\"b\":[1,\"x\",null]},\"c\":\"2024-01-01\",\"d\":[{\"e\":1.5}]}'"]),
    (
        "JSON(max_dynamic_paths=1, t UInt8, `u.v` Nullable(String))",
        &["'{}'", "'{\"t\":5,\"u\":{\"v\":\"x\",\"w\":true},\"z\":-1}'"],
    ),
    ("Nullable(JSON)", &["NULL", "'{\"a\":1}'"]),
    ("SimpleAggregateFunction(sum, UInt64)", &["7"]),
    ("SimpleAggregateFunction(anyLast, Nullable(String))", &["NULL", "'x'"]),
    ("AggregateFunction(sum, UInt64)", &["initializeAggregation('sumState', 7::UInt64)"]),
    ("AggregateFunction(uniqExact, String)", &["initializeAggregation('uniqExactState', 'x')"]),
    ("Point", &["(1.5, -2)"]),
    ("Ring", &["[(0, 0), (10, 0), (10, 10)]"]),
    ("LineString", &["[(0, 0), (1, 1)]"]),
    ("MultiLineString", &["[[(0, 0), (1, 1)], []]"]),
    ("Polygon", &["[[(0, 0), (10, 0), (10, 10)]]"]),
    ("MultiPolygon", &["[[[(0, 0), (10, 0), (10, 10)]]]"]),
    ("Geometry", &["NULL", "(1, 2)::Point", "[(0, 0), (1, 1)]::LineString", "[[(0, 0), (1, 1), (1, 0)]]::Polygon"]),
    ("QBit(Float32, 3)", &["[1, -2, 0.5]::Array(Float32)"]),
    ("QBit(BFloat16, 16, 8)", &["range(16)::Array(BFloat16)"]),
    ("QBit(Float64, 5)", &["[1, 2, 3, 4, 5e-324]::Array(Float64)"]),
    ("QBit(Int8, 2)", &["[-128, 127]::Array(Int8)"]),
];

/// Families that no column of a table has by themselves.
const NO_COLUMNS: [&str; 1] = ["Nothing"];

/// Types that cannot be compared, and whose text is not that of a value.
fn is_state(data_type: &str) -> bool {
    data_type.starts_with("AggregateFunction")
}

/// The zone that a block leaves out where DateTime is the column's own type.
fn in_declared_zone(value: &Value, data_type: &str) -> Result<Value, TypeError> {
    Ok(match (value, DataType::parse(data_type)?) {
        (Value::DateTime { seconds, zone: None }, DataType::DateTime(zone)) => {
            Value::DateTime { seconds: *seconds, zone }
        }
        (value, _) => value.clone(),
    })
}

async fn goes_through_a_table(
    client: &Client,
    allowed: &Allowed,
    number: usize,
    data_type: &str,
    values: &[&str],
) -> Outcome {
    let (original, copy) = (format!("a{number}"), format!("b{number}"));
    for table in [&original, &copy] {
        let create = format!("CREATE TABLE {table} (id UInt32, v {data_type}) ENGINE Memory");
        allowed.command(client, create).await?;
    }
    for (id, value) in values.iter().enumerate() {
        let value = match data_type {
            data_type if is_state(data_type) => (*value).to_owned(),
            data_type => format!("CAST({value} AS {data_type})"),
        };
        allowed.command(client, format!("INSERT INTO {original} SELECT {id}, {value}")).await?;
    }
    let text = if is_state(data_type) { "finalizeAggregation(v)" } else { "v" };
    let rows = client
        .query(format!(
            "SELECT id, v, ifNull(toString({text}), 'NULL') AS text, toTypeName(v) AS type FROM {original} ORDER BY id"
        ))
        .await?;
    assert_eq!(rows.len(), values.len());
    let (found, named) = (&rows.columns()[1].data_type, DataType::parse(rows.get(0, "type")?)?);
    if *found != named && !data_type.starts_with("DateTime(") {
        return Err(format!("of type {found}, for the server {named}").into());
    }
    let mut inserted = Vec::new();
    for row in &rows {
        let value = row.value("v")?;
        if !is_state(data_type) && !value.is_null() {
            let value = in_declared_zone(value, data_type)?;
            // The text functions of the server leave out what fills up a FixedString.
            let (found, expected) = (value.to_string(), String::from_utf8_lossy(row.get("text")?).into_owned());
            let found = if data_type.contains("FixedString") { found.trim_end_matches('\0') } else { &found };
            if found != expected {
                return Err(format!("shown as {found}, by the server as {expected}").into());
            }
        }
        inserted.push([row.value("id")?.clone(), value.clone()]);
    }
    client.insert_values(copy.as_str(), ["id", "v"], &inserted).await?;
    // The same bytes, type by type and value by value, in a format of the server's own.
    // Paths of a JSON are there in no order: their text has one.
    let (columns, format) = match data_type.contains("JSON") {
        true => ("id, v, JSONAllPathsWithTypes(assumeNotNull(v))", "JSONEachRow"),
        false => ("*", "RowBinaryWithNamesAndTypes"),
    };
    let dump = |table: String| async move {
        client.query_bytes(format!("SELECT {columns} FROM {table} ORDER BY id"), format).await
    };
    let (original_bytes, copy_bytes) = (dump(original.clone()).await?, dump(copy.clone()).await?);
    if original_bytes.to_vec() != copy_bytes.to_vec() {
        return Err(format!("the server has\n  {original_bytes:?}\nand of ours\n  {copy_bytes:?}").into());
    }
    // And ours are the same again.
    let again = client.query(format!("SELECT v FROM {copy} ORDER BY id")).await?;
    let (first, second) = (rows.column::<Value>("v")?, again.column::<Value>("v")?);
    match format!("{first:?}") == format!("{second:?}") {
        true => Ok(()),
        false => Err(format!("read as {first:?}, then as {second:?}").into()),
    }
}

/// Within a Dynamic whose types have no columns of their own, each value has its type in binary.
async fn is_read_in_binary(client: &Client, number: usize, data_type: &str) -> Outcome {
    let sql = format!("SELECT v, CAST(v AS Dynamic(max_types=0)) AS d FROM a{number} ORDER BY id");
    let rows = client.query(sql).await?;
    for row in &rows {
        let (value, within) = (in_declared_zone(row.value("v")?, data_type)?, row.value("d")?);
        if value.to_string() != within.to_string() {
            return Err(format!("{within} within a Dynamic, {value} by itself").into());
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_type_goes_through_a_table() -> Outcome {
    let (_database, client) = database().await?;
    let allowed = Allowed::of(&client).await?;
    let mut failures = Vec::new();
    for (number, (data_type, values)) in TYPES.iter().enumerate() {
        if let Err(error) = goes_through_a_table(&client, &allowed, number, data_type, values).await {
            failures.push(format!("{data_type}: {error}"));
        } else if !is_state(data_type)
            && let Err(error) = is_read_in_binary(&client, number, data_type).await
        {
            failures.push(format!("{data_type} in binary: {error}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[tokio::test]
async fn no_type_of_the_server_is_forgotten() -> Outcome {
    let (_database, client) = database().await?;
    let families = client
        .query_as::<String>("SELECT name FROM system.data_type_families WHERE alias_to = '' ORDER BY name")
        .await?;
    let is_known = |family: &String| {
        let begins = |data_type: &str| data_type.split(['(', ',', ' ']).next() == Some(family.as_str());
        TYPES.iter().any(|(data_type, _)| begins(data_type)) || NO_COLUMNS.contains(&family.as_str())
    };
    let forgotten: Vec<_> = families.iter().filter(|family| !is_known(family)).collect();
    // DateTime32 is DateTime by another name.
    assert_eq!(forgotten, ["DateTime32"], "of {} families", families.len());
    Ok(())
}
