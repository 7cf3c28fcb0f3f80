//! `nested`: lists of structs in the columns of a Nested, flattened or not.

use crate::support::{Outcome, database};
use crate::{inserted, read, refused, table, try_read};
use clickhouse_core::Row;
use clickhouse_core::row::RowWriter;

#[derive(Row, Debug, Clone, PartialEq)]
struct Item<'a> {
    sku: &'a str,
    count: u32,
    #[clickhouse(rename = "price each")]
    price: Option<f64>,
    #[clickhouse(nested)]
    parts: Vec<Part>,
    #[clickhouse(skip)]
    seen: bool,
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Part {
    name: String,
    weights: Vec<f32>,
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Order<'a> {
    id: u32,
    #[clickhouse(nested)]
    items: Vec<Item<'a>>,
    note: String,
}

const FLATTENED: &[(&str, &str)] = &[
    ("note", "String"),
    ("items.price each", "Array(Nullable(Float64))"),
    ("items.sku", "Array(LowCardinality(String))"),
    ("items.parts", "Array(Nested(weights Array(Float32), name String))"),
    ("items.count", "Array(UInt32)"),
    ("id", "UInt32"),
];

const IN_ONE: &[(&str, &str)] = &[
    ("id", "UInt32"),
    (
        "items",
        "Nested(parts Array(Tuple(name String, weights Array(Float32))), count UInt32, sku LowCardinality(String), \
         `price each` Nullable(Float64))",
    ),
    ("note", "String"),
];

fn orders() -> Vec<Order<'static>> {
    let part = |name: &str| Part { name: name.to_owned(), weights: vec![0.5, 1.5] };
    let item = |sku, count, parts| Item { sku, count, price: (count > 1).then_some(9.5), parts, seen: false };
    vec![
        Order { id: 1, items: vec![item("a", 1, vec![part("x"), part("y")]), item("b", 2, vec![])], note: "n".into() },
        Order { id: 2, items: vec![], note: String::new() },
        Order { id: 3, items: vec![item("a", 3, vec![part("z")])], note: String::new() },
    ]
}

#[test]
fn columns_of_nested_structs_are_arrays() {
    let columns = Order::columns();
    let told: Vec<_> = columns.iter().map(|column| format!("{} {}", column.column, column.data_type)).collect();
    assert_eq!(
        told,
        [
            "id UInt32",
            "items.sku Array(String)",
            "items.count Array(UInt32)",
            "items.price each Array(Nullable(Float64))",
            "items.parts.name Array(Array(String))",
            "items.parts.weights Array(Array(Array(Float32)))",
            "note String"
        ]
    );
}

#[test]
fn nested_structs_come_back_flattened_or_not() {
    for columns in [FLATTENED, IN_ONE] {
        let block = inserted(columns, &orders());
        assert_eq!(read::<Order<'_>>(&block), orders());
        assert_eq!(block.columns().len(), columns.len());
    }
    // Also as natural columns, nested in nested.
    let natural: Vec<_> =
        Order::columns().into_iter().map(|column| (column.column, column.data_type.to_string())).collect();
    let natural: Vec<_> = natural.iter().map(|(name, data_type)| (name.as_str(), data_type.as_str())).collect();
    assert_eq!(read::<Order<'_>>(&inserted(&natural, &orders())), orders());
}

#[test]
fn rows_that_are_refused_leave_no_items_behind() {
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Code {
        code: String,
        number: u8,
    }
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Codes {
        #[clickhouse(nested, rename = "n")]
        codes: Vec<Code>,
    }
    let code = |code: &str| Code { code: code.to_owned(), number: 7 };
    for columns in [
        &[("n.number", "Array(UInt8)"), ("n.code", "Array(FixedString(2))")][..],
        &[("n", "Nested(number UInt8, code FixedString(2))")],
    ] {
        let mut writer = RowWriter::<Codes>::new(&table(columns)).unwrap();
        let good = Codes { codes: vec![code("ab"), code("cd")] };
        let bad = Codes { codes: vec![code("ab"), code("cde")] };
        let mut decoder = clickhouse_core::block::BlockDecoder::new();
        for _ in 0..2 {
            writer.push(&good).unwrap();
            let error = writer.push(&bad).unwrap_err().to_string();
            assert!(error.starts_with("column `n.code`: "), "{error}");
            let (row, _) = writer.push_each(&[good.clone(), Codes { codes: vec![] }, bad.clone()]).unwrap_err();
            assert_eq!(row, 2);
            writer.push(&good).unwrap();
            assert!(writer.bytes() > 0);
            writer.finish_block(decoder.input());
            let block = decoder.next_block().unwrap().unwrap();
            assert_eq!(read::<Codes>(&block), [good.clone(), good.clone(), Codes { codes: vec![] }, good.clone()]);
        }
    }
}

#[test]
fn what_does_not_fit_is_named() {
    let text = refused::<Order<'_>>(&[
        ("id", "UInt32"),
        ("note", "String"),
        ("items.sku", "Array(UInt8)"),
        ("items.parts", "Array(UInt8)"),
        ("items.more", "Array(UInt8)"),
    ]);
    for part in [
        "item of column `items.sku` is UInt8, but `Order::items.sku` is `&str` (String)",
        "the table has no column `items.count` for `Order::items.count`",
        "column `items.parts` is UInt8, but `Order::items.parts` is inserted into a Nested, or an Array of Tuples",
        "column `items.more` is Array(UInt8) without a DEFAULT, and `Order` has no field for it",
    ] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }
    let text = refused::<Order<'_>>(&[("id", "UInt32"), ("note", "String")]);
    assert!(text.contains("the table has no column `items` for `Order::items`"), "{text}");
    let text = refused::<Order<'_>>(&[("id", "UInt32"), ("note", "String"), ("items", "Nested(sku String, x UInt8)")]);
    for part in [
        "the Tuple has no element `count` for `Order::items.count`",
        "element `x` is UInt8, and `Item` has no field for it",
    ] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }

    #[derive(Row)]
    struct Plain {
        id: u32,
        note: String,
        #[clickhouse(rename = "items.sku")]
        sku: Vec<u8>,
        #[clickhouse(rename = "items.more")]
        more: Vec<u8>,
    }
    let columns = [("id", "UInt32"), ("note", "String"), ("items.sku", "Array(UInt8)"), ("items.more", "Array(UInt8)")];
    let block = inserted(&columns, &[Plain { id: 1, note: String::new(), sku: vec![], more: vec![] }]);
    let text = try_read::<Order<'_>>(&block).unwrap_err();
    for part in [
        "item of column `items.sku` is UInt8, but `Order::items.sku` reads String",
        "the result has no column `items.count` for `Order::items.count`",
        "column `items.more` is Array(UInt8), and `Order` has no field for it",
    ] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }
}

#[test]
fn items_that_do_not_belong_together_are_refused() {
    #[derive(Row)]
    struct Sent {
        #[clickhouse(rename = "n.a")]
        a: Vec<u8>,
        #[clickhouse(rename = "n.b")]
        b: Vec<u8>,
        #[clickhouse(rename = "n.c")]
        c: Vec<u8>,
    }
    #[derive(Row, Debug)]
    #[allow(dead_code, reason = "its fields are only compared with columns")]
    struct Pair {
        a: u8,
        b: u8,
    }
    #[derive(Row, Debug)]
    #[clickhouse(partial)]
    #[allow(dead_code, reason = "its fields are only compared with columns")]
    struct Pairs {
        #[clickhouse(nested)]
        n: Vec<Pair>,
    }
    let columns = [("n.a", "Array(UInt8)"), ("n.b", "Array(UInt8)"), ("n.c", "Array(UInt8)")];
    let row = |a, b| Sent { a: vec![1; a], b: vec![2; b], c: vec![] };
    let text = try_read::<Pairs>(&inserted(&columns, &[row(1, 1), row(2, 1), row(0, 1)])).unwrap_err();
    assert!(text.contains("columns `n.a` and `n.b` have different numbers of items in row 1 of the block"), "{text}");
    // A column that nobody asks for does not matter.
    assert_eq!(read::<Pairs>(&inserted(&columns, &[row(2, 2), row(0, 0)]))[0].n.len(), 2);
}

#[test]
fn nested_columns_may_be_absent_partial_or_of_one_way() {
    #[derive(Row, Debug, Clone, PartialEq)]
    #[clickhouse(partial)]
    struct Sku {
        sku: String,
    }
    #[derive(Row, Debug, PartialEq)]
    struct Lenient {
        id: u32,
        note: String,
        #[clickhouse(nested)]
        items: Vec<Sku>,
        #[clickhouse(nested, default)]
        others: Vec<Sku>,
        #[clickhouse(nested, skip_select, skip_insert)]
        none: Vec<Sku>,
    }
    for columns in [FLATTENED, IN_ONE] {
        let rows = read::<Lenient>(&inserted(columns, &orders()));
        let sku = |sku: &str| Sku { sku: sku.to_owned() };
        assert_eq!((&rows[0].items, rows[0].others.len()), (&vec![sku("a"), sku("b")], 0));
    }
}

#[tokio::test]
async fn a_real_table_holds_nested_structs_flattened_or_not() -> Outcome {
    let (_database, client) = database().await?;
    for flatten in ["0", "1"] {
        client
            .command(
                "CREATE OR REPLACE TABLE orders (id UInt32, items Nested(`price each` Nullable(Float64), sku \
                 LowCardinality(String), parts Nested(weights Array(Float32), name String), count UInt32), note String) \
                 ENGINE MergeTree ORDER BY id",
            )
            .setting("flatten_nested", flatten)
            .await?;
        client.insert::<Order<'_>>("orders", &orders()).await?;
        let sql = "SELECT id, arrayStringConcat(items.sku, ','), arraySum(items.count), \
                   arrayFlatten(arrayMap(parts -> arrayMap(part -> tupleElement(part, 'name'), parts), items.parts)) \
                   FROM orders ORDER BY id";
        let told = client.query_as::<(u32, String, u64, Vec<String>)>(sql).await?;
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(told[0], (1, "a,b".to_owned(), 3, names(&["x", "y"])));
        assert_eq!(told[1], (2, String::new(), 0, vec![]));
        assert_eq!(told[2], (3, "a".to_owned(), 3, names(&["z"])));
        let mut blocks = client.query_as::<Order<'_>>("SELECT * FROM orders ORDER BY id").blocks();
        let block = blocks.next().await?.expect("rows were inserted");
        assert_eq!(read::<Order<'_>>(&block), orders());
    }
    Ok(())
}
