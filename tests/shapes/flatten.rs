//! `flatten`: the columns of a struct among those of another.

use crate::support::{Outcome, database};
use crate::{inserted, read, refused, table, try_read};
use clickhouse_core::Row;
use clickhouse_core::row::RowWriter;
use std::sync::Arc;

#[derive(Row, Debug, Clone, PartialEq, Default)]
#[clickhouse(rename_all = "camelCase")]
struct Address<'a> {
    street_name: &'a str,
    zip: Option<u32>,
    #[clickhouse(flatten = "at_")]
    place: Place<f64>,
}

#[derive(Row, Debug, Clone, PartialEq, Default)]
struct Place<T> {
    lat: T,
    lon: T,
}

#[derive(Row, Debug, Clone, PartialEq, Default)]
struct Order<'a, 'b> {
    id: u32,
    #[clickhouse(flatten)]
    home: Address<'a>,
    #[clickhouse(flatten = "ship_")]
    ship: Box<Address<'b>>,
    note: &'b str,
}

const ORDER: &[(&str, &str)] = &[
    ("note", "LowCardinality(String)"),
    ("ship_at_lon", "Float64"),
    ("ship_at_lat", "Float64"),
    ("id", "UInt32"),
    ("streetName", "String"),
    ("zip", "Nullable(UInt32)"),
    ("at_lat", "Float64"),
    ("at_lon", "Float64"),
    ("ship_streetName", "String"),
    ("ship_zip", "Nullable(UInt32)"),
];

fn order(id: u32) -> Order<'static, 'static> {
    let at = |street_name, zip| Address { street_name, zip, place: Place { lat: 0.5, lon: f64::from(id) } };
    Order { id, home: at("Main", None), ship: Box::new(at("Side", Some(4711))), note: "n" }
}

#[test]
fn columns_of_flattened_structs_stand_in_the_place_of_their_field() {
    let columns = Order::columns();
    let told: Vec<_> = columns.iter().map(|column| format!("{} {}", column.column, column.data_type)).collect();
    assert_eq!(
        told,
        [
            "id UInt32",
            "streetName String",
            "zip Nullable(UInt32)",
            "at_lat Float64",
            "at_lon Float64",
            "ship_streetName String",
            "ship_zip Nullable(UInt32)",
            "ship_at_lat Float64",
            "ship_at_lon Float64",
            "note String"
        ]
    );
    let rows = [order(1), order(2)];
    assert_eq!(read::<Order<'_, '_>>(&inserted(ORDER, &rows)), rows);
}

#[test]
fn problems_name_the_whole_column_and_the_way_to_the_field() {
    let text = refused::<Order<'_, '_>>(&[("id", "UInt64"), ("ship_at_lat", "String"), ("extra", "UInt8")]);
    for part in [
        "column `ship_at_lat` is String, but `Order::ship.place.lat` is `f64` (Float64)",
        "the table has no column `ship_streetName` for `Order::ship.street_name`",
        "column `extra` is UInt8 without a DEFAULT, and `Order` has no field for it",
    ] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }
    assert!(!text.contains("`Address`"), "{text}");

    #[derive(Row)]
    struct Other {
        id: u8,
        ship_zip: String,
        note: String,
        rest: u8,
    }
    let columns = [("id", "UInt8"), ("ship_zip", "String"), ("note", "String"), ("rest", "UInt8")];
    let block = inserted(&columns, &[Other { id: 1, ship_zip: String::new(), note: String::new(), rest: 1 }]);
    let text = try_read::<Order<'_, '_>>(&block).unwrap_err();
    for part in [
        "column 2 `ship_zip` is String, but `Order::ship.zip` reads Nullable(UInt32)",
        "the result has no column `ship_at_lon` for `Order::ship.place.lon`",
        "column `rest` is UInt8, and `Order` has no field for it",
    ] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }
}

#[test]
fn a_value_that_is_refused_names_the_whole_column() {
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Code {
        code: String,
    }
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Coded {
        #[clickhouse(flatten = "old_")]
        old: Code,
        #[clickhouse(flatten)]
        new: Arc<Code>,
    }
    let columns = [("old_code", "FixedString(2)"), ("code", "FixedString(2)")];
    let mut writer = RowWriter::<Coded>::new(&table(&columns)).unwrap();
    let code = |code: &str| Code { code: code.to_owned() };
    writer.push(&Coded { old: code("ab"), new: code("cd").into() }).unwrap();
    let error = writer.push(&Coded { old: code("abc"), new: code("cd").into() }).unwrap_err().to_string();
    assert!(error.starts_with("column `old_code`: "), "{error}");
    let error = writer.push(&Coded { old: code("ab"), new: code("cde").into() }).unwrap_err().to_string();
    assert!(error.starts_with("column `code`: "), "{error}");
    assert_eq!(writer.rows(), 1);

    let block = inserted(&columns, &[Coded { old: code("ab"), new: code("cd").into() }]);
    assert_eq!(read::<Coded>(&block), [Coded { old: code("ab"), new: code("cd").into() }]);
}

#[test]
fn one_column_has_one_field() {
    #[derive(Row, Debug)]
    #[allow(dead_code, reason = "its fields are only compared with columns")]
    struct Twice<T> {
        lat: T,
        #[clickhouse(flatten)]
        place: Place<T>,
    }
    let columns = [("lat", "Float64"), ("lon", "Float64")];
    let text = refused::<Twice<f64>>(&columns);
    assert!(text.contains("`Twice::place.lat` is not the only field for column `lat`"), "{text}");
    let block = inserted(&columns, &[Place { lat: 1.0, lon: 2.0 }]);
    let text = try_read::<Twice<f64>>(&block).unwrap_err();
    assert!(text.contains("`Twice::place.lat` is not the only field for column `lat`"), "{text}");
}

#[test]
fn a_flattened_struct_may_go_one_way_or_be_partial() {
    #[derive(Row, Debug, PartialEq)]
    struct Sent {
        id: u32,
        #[clickhouse(flatten, skip_insert)]
        place: Place<f64>,
    }
    #[derive(Row, Debug, PartialEq)]
    #[clickhouse(partial)]
    struct Read {
        id: u32,
        #[clickhouse(flatten, skip_select)]
        place: Place<f64>,
    }
    let sent = Sent { id: 1, place: Place { lat: 1.0, lon: 2.0 } };
    assert_eq!(inserted(&[("id", "UInt32")], &[sent]).columns().len(), 1);
    let selected: Vec<_> = Read::columns().iter().map(|column| (column.insert, column.select)).collect();
    assert_eq!(selected, [(true, true), (true, false), (true, false)]);
    let block = inserted(
        &[("id", "UInt32"), ("lat", "Float64"), ("lon", "Float64")],
        &[Read { id: 1, place: Place { lat: 1.0, lon: 2.0 } }],
    );
    assert_eq!(read::<Read>(&block), [Read { id: 1, place: Place::default() }]);
    assert_eq!(read::<Sent>(&block), [Sent { id: 1, place: Place { lat: 1.0, lon: 2.0 } }]);
    // Beside other elements of a tuple, too.
    assert_eq!(read::<(Box<Sent>,)>(&block)[0].0.id, 1);
    assert_eq!(read::<Arc<Sent>>(&block)[0].id, 1);
}

#[tokio::test]
async fn a_real_table_holds_flattened_structs() -> Outcome {
    let (_database, client) = database().await?;
    let columns: Vec<_> = ORDER.iter().map(|(name, data_type)| format!("{name} {data_type}")).collect();
    client.command(format!("CREATE TABLE orders ({}) ENGINE MergeTree ORDER BY id", columns.join(", "))).await?;
    let rows = [order(1), order(2)];
    client.insert::<Order<'_, '_>>("orders", &rows).await?;
    let sums = client
        .query_as::<(u64, f64, Option<u64>)>("SELECT count(), sum(ship_at_lon), sum(ship_zip) FROM orders")
        .await?;
    assert_eq!(sums, [(2, 3.0, Some(2 * 4711))]);
    let mut blocks = client.query_as::<(Order<'_, '_>, u64)>("SELECT *, id + 1 FROM orders ORDER BY id").blocks();
    let block = blocks.next().await?.expect("rows were inserted");
    let [one, two] = rows;
    assert_eq!(read::<(Order<'_, '_>, u64)>(&block), [(one, 2), (two, 3)]);
    Ok(())
}
