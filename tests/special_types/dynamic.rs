//! Dynamic: values with their types, in one column.

use crate::support::{Outcome, database};
use crate::{golden, read};
use clickhouse_core::types::{DataType, Dynamic};
use clickhouse_core::{Client, Row};
use serde_json::Value;
use std::collections::BTreeMap;
use time::macros::{date, datetime};

/// Files of a Dynamic column `v`, each with the rows that it is compared with.
const GOLDEN: &[(&str, &str)] = &[
    ("dynamic_default", "dynamic_default"),
    ("dynamic_default.24.8", "dynamic_default"),
    ("dynamic_flattened", "dynamic_flattened"),
    ("dynamic_all_null_flattened", "dynamic_all_null_flattened"),
    ("dynamic_shared_default", "dynamic_shared_default"),
    ("dynamic_shared_default.24.8", "dynamic_shared_default"),
    ("dynamic_shared_flattened", "dynamic_shared_flattened"),
    ("dynamic_shared_flattened.26.9", "dynamic_shared_flattened"),
];

#[test]
fn values_are_the_servers_whatever_form_they_have() {
    for (name, expected) in GOLDEN {
        let mut values = Vec::new();
        for block in golden::blocks(name) {
            for value in read::<Option<Dynamic>>(&block).unwrap() {
                values.push(match value {
                    Some(value) => serde_json::to_value(value.value().unwrap()).unwrap(),
                    None => Value::Null,
                });
            }
        }
        let mut expected = golden::rows(expected);
        if name.ends_with("24.8") {
            // It has made a UInt8 of the date, the last byte of its days.
            expected.iter_mut().filter(|row| *row == "2024-01-01").for_each(|row| *row = 11.into());
        }
        assert_eq!(values, expected, "{name}");
    }
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Setting {
    id: u32,
    v: Option<Dynamic>,
    few: Option<Dynamic>,
    several: Vec<Option<Dynamic>>,
    by_name: BTreeMap<String, Option<Dynamic>>,
}

const COLUMNS: &str =
    "id UInt32, v Dynamic, few Dynamic(max_types=1), several Array(Dynamic), by_name Map(String, Dynamic)";

fn settings() -> Vec<Setting> {
    let of = |data_type: &str, value: &str| Dynamic::of(DataType::parse(data_type).unwrap(), &value).unwrap();
    let values = vec![
        Some(Dynamic::new(&1u8).unwrap()),
        Some(Dynamic::new(&"it's").unwrap()),
        None,
        Some(Dynamic::new(&vec![Some(1u16), None]).unwrap()),
        Some(Dynamic::new(&(7i64, vec!["x"])).unwrap()),
        Some(of("LowCardinality(String)", "lc")),
        Some(Dynamic::new(&date!(1999 - 12 - 31)).unwrap()),
        Some(Dynamic::of(DataType::DateTime64(3, Some("UTC".into())), &datetime!(2024-01-02 03:04:05.5 UTC)).unwrap()),
        Some(Dynamic::new(&BTreeMap::from([("k", 1.5f64)])).unwrap()),
        Some(Dynamic::new(&2u8).unwrap()),
    ];
    let row = |(id, v): (u32, &Option<Dynamic>)| Setting {
        id,
        v: v.clone(),
        few: v.clone(),
        several: values[..id as usize].to_vec(),
        by_name: BTreeMap::from([("a".into(), v.clone()), ("b".into(), None)]),
    };
    (0..).zip(&values).map(row).collect()
}

async fn stored() -> Result<(clickhouse_embedded::Database, Client), Box<dyn std::error::Error>> {
    let (database, client) = database().await?;
    client.command(format!("CREATE TABLE settings ({COLUMNS}) ENGINE MergeTree ORDER BY id")).await?;
    client.insert("settings", &settings()).await?;
    Ok((database, client))
}

#[tokio::test]
async fn values_inserted_have_their_types_on_the_server() -> Outcome {
    let (_database, client) = stored().await?;
    let said = client
        .query_as::<(String, String, String)>(
            "SELECT dynamicType(v), toString(v), toString(few) FROM settings ORDER BY id",
        )
        .await?;
    let types: Vec<_> = said.iter().map(|(data_type, text, _)| format!("{data_type} {text}")).collect();
    assert_eq!(
        types,
        [
            "UInt8 1",
            "String it's",
            "None ",
            "Array(Nullable(UInt16)) [1,NULL]",
            "Tuple(Int64, Array(String)) (7,['x'])",
            "LowCardinality(String) lc",
            "Date32 1999-12-31",
            "DateTime64(3, 'UTC') 2024-01-02 03:04:05.500",
            "Map(String, Float64) {'k':1.5}",
            "UInt8 2",
        ]
    );
    assert!(said.iter().all(|(_, text, few)| text == few), "{said:?}");
    Ok(())
}

#[tokio::test]
async fn values_come_back_with_and_without_the_settings_that_simplify_them() -> Outcome {
    let (_database, client) = stored().await?;
    for flattened in [false, true] {
        let read = client
            .query_as::<Setting>("SELECT * FROM settings ORDER BY id")
            .setting("output_format_native_use_flattened_dynamic_and_json_serialization", flattened)
            .await?;
        assert_eq!(read, settings());
    }
    Ok(())
}
