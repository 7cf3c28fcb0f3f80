//! Containers in containers, pointers around values, and borrowed parts: inserted into a real table, compared there with
//! what the server makes from SQL, and read back.

#![allow(clippy::type_complexity, clippy::box_collection, reason = "such types are what the tests are about")]

use crate::read;
use crate::support::{Outcome, database};
use clickhouse_core::row::WriteRow;
use clickhouse_core::types::{AggregateState, Blob, Json};
use clickhouse_core::{Client, Enum, Row, Value, Variant};
use indexmap::{IndexMap, IndexSet};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

/// Inserts the rows into the table `t` of these columns, and has the server compare them with rows made by `values`.
async fn stored<T: WriteRow>(client: &Client, columns: &str, rows: &[T], values: &str) -> Outcome {
    for table in ["t", "expected"] {
        let create = format!("CREATE OR REPLACE TABLE {table} ({columns}) ENGINE MergeTree ORDER BY n");
        client.command(create).setting("allow_experimental_nullable_tuple_type", 1).await?;
    }
    client.command(format!("INSERT INTO expected {values}")).await?;
    client.insert::<T>("t", rows).execute().await?;
    let shown = async |table: &str| {
        let bytes = client.query_bytes(format!("SELECT * FROM {table} ORDER BY n"), "JSONEachRow").await?;
        Ok::<_, clickhouse_core::Error>(String::from_utf8_lossy(&bytes.to_vec()).into_owned())
    };
    assert_eq!(shown("t").await?, shown("expected").await?);
    Ok(())
}

#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[clickhouse(rename_all = "lowercase")]
enum Level {
    Low,
    High,
}

type Deep = Vec<BTreeMap<String, HashMap<u8, Vec<BTreeMap<Level, Option<(f64, Vec<Option<String>>)>>>>>>;

#[derive(Row, Debug, Clone, PartialEq)]
struct Maps {
    n: u8,
    deep: Deep,
    by_pair: Vec<((u8, String), Vec<(String, i8)>)>,
    ordered: IndexMap<String, IndexMap<i16, IndexSet<u8>>>,
}

#[tokio::test]
async fn maps_in_maps_in_arrays() -> Outcome {
    let (_database, client) = database().await?;
    let columns = "n UInt8, deep Array(Map(LowCardinality(String), Map(UInt8, Array(Map(Enum8('low' = 1, 'high' = 2), \
                   Nullable(Tuple(Float64, Array(LowCardinality(Nullable(String)))))))))), by_pair \
                   Array(Tuple(Tuple(UInt8, FixedString(2)), Map(String, Int8))), ordered Map(String, Map(Int16, Array(UInt8)))";
    let some = |number, texts: &[Option<&str>]| {
        Some((number, texts.iter().map(|text| text.map(str::to_owned)).collect::<Vec<_>>()))
    };
    let first = Maps {
        n: 1,
        deep: vec![
            BTreeMap::from([
                (
                    "a".to_owned(),
                    HashMap::from([(
                        7,
                        vec![
                            BTreeMap::from([(Level::Low, None), (Level::High, some(0.5, &[Some("x"), None]))]),
                            BTreeMap::new(),
                        ],
                    )]),
                ),
                ("b".to_owned(), HashMap::new()),
            ]),
            BTreeMap::new(),
        ],
        by_pair: vec![((1, "ab".to_owned()), vec![("z".to_owned(), -1), ("z".to_owned(), 1), ("a".to_owned(), 0)])],
        ordered: IndexMap::from([
            ("z".to_owned(), IndexMap::from([(2, IndexSet::from([3, 1])), (-1, IndexSet::new())])),
            ("a".to_owned(), IndexMap::new()),
        ]),
    };
    let empty = Maps { n: 2, deep: vec![], by_pair: vec![], ordered: IndexMap::new() };
    let values = "VALUES (1, [map('a', map(7, [map('low', NULL, 'high', (0.5, ['x', NULL])), map()]), 'b', map()), map()], \
                  [((1, 'ab'), map('z', -1, 'z', 1, 'a', 0))], map('z', map(2, [3, 1], -1, []), 'a', map())), \
                  (2, [], [], map())";
    stored(&client, columns, &[first.clone(), empty.clone()], values).await?;
    assert_eq!(client.query_as::<Maps>("SELECT * FROM t ORDER BY n").await?, [first, empty]);
    Ok(())
}

#[derive(Variant, Debug, Clone, PartialEq)]
enum Either {
    Text(Box<str>),
    List(Arc<Vec<u8>>),
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Pointers {
    n: Box<u8>,
    boxed: Option<Box<String>>,
    outside: Box<Option<String>>,
    counted: Rc<Vec<Option<Rc<u16>>>>,
    shared: Arc<BTreeMap<Arc<str>, Box<[Arc<u8>]>>>,
    pair: Option<Box<(Rc<u8>, Arc<Option<Box<i8>>>)>>,
    either: Rc<Option<Either>>,
    array: Box<[Rc<str>; 2]>,
    text: Rc<str>,
}

#[tokio::test]
async fn pointers_are_what_they_point_to() -> Outcome {
    let (_database, client) = database().await?;
    let columns = "n UInt8, boxed Nullable(String), outside LowCardinality(Nullable(String)), counted Array(Nullable(UInt16)), \
                   shared Map(String, Array(UInt8)), pair Nullable(Tuple(UInt8, Nullable(Int8))), \
                   either Variant(Array(UInt8), String), array Array(LowCardinality(String)), text FixedString(1)";
    let full = Pointers {
        n: Box::new(1),
        boxed: Some(Box::new("b".to_owned())),
        outside: Box::new(Some("o".to_owned())),
        counted: Rc::new(vec![Some(Rc::new(u16::MAX)), None]),
        shared: Arc::new(BTreeMap::from([(Arc::from("k"), Box::from([Arc::new(1), Arc::new(2)]))])),
        pair: Some(Box::new((Rc::new(1), Arc::new(Some(Box::new(-1)))))),
        either: Rc::new(Some(Either::List(Arc::new(vec![7])))),
        array: Box::new([Rc::from("x"), Rc::from("")]),
        text: Rc::from("t"),
    };
    let empty = Pointers {
        n: Box::new(2),
        boxed: None,
        outside: Box::new(None),
        counted: Rc::default(),
        shared: Arc::default(),
        pair: None,
        either: Rc::new(None),
        array: full.array.clone(),
        text: Rc::from("u"),
    };
    let values = "VALUES (1, 'b', 'o', [65535, NULL], map('k', [1, 2]), (1, -1), [7]::Array(UInt8), ['x', ''], 't'), \
                  (2, NULL, NULL, [], map(), NULL, NULL, ['x', ''], 'u')";
    stored(&client, columns, &[full.clone(), empty.clone()], values).await?;
    // What is not Send is read and inserted all the same, by what awaiting does.
    let rows = client.query_as::<Pointers>("SELECT * FROM t ORDER BY n").fetch_all().await?;
    assert_eq!(rows, [full, empty]);
    let rows = client.query_as::<Rc<Pointers>>("SELECT * FROM t ORDER BY n LIMIT 1").fetch_one().await?;
    assert_eq!(*rows.n, 1);
    Ok(())
}

type Sixteen =
    (u8, i8, u16, i16, u32, i32, u64, i64, u128, f32, f64, bool, String, Option<u8>, Vec<u8>, BTreeMap<String, u8>);

/// The standard library compares and shows tuples of up to twelve.
fn shown(row: Sixteen) -> String {
    let (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p) = row;
    format!("{:?} {:?}", (a, b, c, d, e, f, g, h), (i, j, k, l, m, n, o, p))
}

#[tokio::test]
async fn rows_of_sixteen_values_and_tuples_of_as_many() -> Outcome {
    #[derive(Row)]
    struct One {
        n: u8,
        wide: Sixteen,
    }
    let (_database, client) = database().await?;
    let types = "UInt8, Int8, UInt16, Int16, UInt32, Int32, UInt64, Int64, UInt128, Float32, Float64, Bool, \
                 LowCardinality(String), Nullable(UInt8), Array(UInt8), Map(String, UInt8)";
    let text = || "text".to_owned();
    let all = || -> Sixteen {
        let map = BTreeMap::from([("k".to_owned(), 1)]);
        let (a, b, c, d, e, f, g) = (u8::MAX, i8::MIN, u16::MAX, i16::MIN, u32::MAX, i32::MIN, u64::MAX);
        (a, b, c, d, e, f, g, i64::MIN, u128::MAX, 0.5, -0.25, true, text(), None, vec![1, 2], map)
    };
    let values = "SELECT 1, (255, -128, 65535, -32768, 4294967295, -2147483648, 18446744073709551615, -9223372036854775808, \
                  '340282366920938463463374607431768211455'::UInt128, 0.5, -0.25, true, 'text', NULL, [1, 2], map('k', 1))";
    stored(&client, &format!("n UInt8, wide Tuple({types})"), &[One { n: 1, wide: all() }], values).await?;
    let elements: Vec<_> = (1..=16).map(|place| format!("wide.{place} AS c{place}")).collect();
    let sql = format!("SELECT {} FROM t", elements.join(", "));
    assert_eq!(shown(client.query_as::<Sixteen>(sql.as_str()).fetch_one().await?), shown(all()));
    assert_eq!(shown(client.query_as::<(Sixteen,)>("SELECT wide FROM t").fetch_one().await?.0), shown(all()));
    let fewer = sql.replace(", wide.16 AS c16", "");
    let error = client.query_as::<Sixteen>(fewer).await.map(|rows| rows.len()).unwrap_err().to_string();
    assert!(error.contains("15 columns") && error.contains("16"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_struct_and_values_beside_it() -> Outcome {
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Host {
        name: String,
        tags: Vec<String>,
    }
    let (_database, client) = database().await?;
    let host = || Host { name: "a".to_owned(), tags: vec!["x".to_owned()] };
    let sql = "SELECT ['x'] AS tags, 'a' AS name, 7::UInt8 AS n, map('k', 0.5) AS m";
    assert_eq!(
        client.query_as::<(Host, u8, HashMap<String, f64>)>(sql).await?,
        [(host(), 7, HashMap::from([("k".to_owned(), 0.5)]))]
    );
    // The struct may stand in any place, boxed or not; its columns stand together there.
    let sql = "SELECT 7::UInt8 AS n, ['x'] AS tags, 'a' AS name, NULL AS z";
    assert_eq!(client.query_as::<(u8, Box<Host>, Option<i64>)>(sql).await?, [(7, Box::new(host()), None)]);
    assert_eq!(client.query_as::<(Arc<Host>,)>("SELECT ['x'] AS tags, 'a' AS name").await?, [(Arc::new(host()),)]);
    let error = client.query_as::<(Host, Host)>(sql).await.unwrap_err().to_string();
    assert!(error.contains("2 structs, whose columns cannot be told apart"), "{error}");
    let error = client.query_as::<(Host, u8)>("SELECT 'a' AS name, 1::UInt8").await.unwrap_err().to_string();
    assert!(error.contains("no column `tags` for `Host::tags`"), "{error}");
    Ok(())
}

#[derive(Value, Debug, Clone, PartialEq)]
struct Named<'a> {
    name: &'a str,
    words: Vec<Cow<'a, str>>,
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Borrowed<'a> {
    n: u8,
    list: Vec<&'a str>,
    lists: Vec<Vec<Option<&'a str>>>,
    bytes: Vec<&'a [u8]>,
    map: HashMap<&'a str, &'a str>,
    tree: BTreeMap<Cow<'a, str>, Vec<Cow<'a, [u8]>>>,
    pair: (&'a str, Cow<'a, str>),
    pairs: Vec<(&'a [u8], Option<Cow<'a, str>>)>,
    named: Vec<Named<'a>>,
    array: [&'a str; 2],
    set: BTreeSet<&'a str>,
    boxed: Box<[&'a str]>,
}

#[tokio::test]
async fn borrowed_parts_of_containers() -> Outcome {
    let (_database, client) = database().await?;
    let columns = "n UInt8, list Array(String), lists Array(Array(LowCardinality(Nullable(String)))), bytes Array(FixedString(2)), \
                   map Map(LowCardinality(String), String), tree Map(String, Array(String)), \
                   pair Tuple(Enum8('p' = 1), LowCardinality(String)), pairs Array(Tuple(String, Nullable(String))), \
                   named Array(Tuple(words Array(LowCardinality(String)), name String)), array Array(String), \
                   set Array(String), boxed Array(String)";
    let text = "abc".to_owned();
    let (a, rest) = text.split_at(1);
    let full = Borrowed {
        n: 1,
        list: vec![a, rest, a],
        lists: vec![vec![Some(a), None], vec![], vec![Some("")]],
        bytes: vec![rest.as_bytes()],
        map: HashMap::from([(a, rest)]),
        tree: BTreeMap::from([(a.into(), vec![rest.as_bytes().into(), b"\0".as_slice().into()])]),
        pair: ("p", rest.into()),
        pairs: vec![(a.as_bytes(), None), (rest.as_bytes(), Some(a.into()))],
        named: vec![Named { name: a, words: vec![rest.into(), a.into(), a.into()] }, Named { name: "", words: vec![] }],
        array: [a, rest],
        set: BTreeSet::from([a, rest]),
        boxed: Box::new([a]),
    };
    let values = "VALUES (1, ['a', 'bc', 'a'], [['a', NULL], [], ['']], ['bc'], map('a', 'bc'), map('a', ['bc', '\\0']), ('p', 'bc'), \
                  [('a', NULL), ('bc', 'a')], [(['bc', 'a', 'a'], 'a'), ([], '')], ['a', 'bc'], ['a', 'bc'], ['a'])";
    stored(&client, columns, std::slice::from_ref(&full), values).await?;
    let mut blocks = client.query_as::<Borrowed<'_>>("SELECT * FROM t").blocks();
    let block = blocks.next().await?.ok_or("no block")?;
    let found = read::<Borrowed<'_>>(&block);
    assert!(matches!(found[0].named[0].words[0], Cow::Borrowed(_)) && matches!(found[0].pair.1, Cow::Borrowed(_)));
    assert_eq!(found, [full]);
    Ok(())
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Sets {
    n: u8,
    set: HashSet<String>,
    tree: BTreeSet<(u8, String)>,
    queue: VecDeque<Option<i8>>,
    boxed: Box<[u16]>,
    fixed: [[Option<u8>; 2]; 2],
    bytes: [[u8; 3]; 2],
    none: [u32; 0],
    blobs: [Blob; 1],
}

#[tokio::test]
async fn lists_of_all_kinds_and_arrays_of_a_length() -> Outcome {
    let (_database, client) = database().await?;
    let columns = "n UInt8, set Array(String), tree Array(Tuple(UInt8, String)), queue Array(Nullable(Int8)), boxed Array(UInt16), \
                   fixed Array(Array(Nullable(UInt8))), bytes Array(FixedString(3)), none Array(UInt32), blobs Array(String)";
    let row = Sets {
        n: 1,
        set: HashSet::from(["s".to_owned()]),
        tree: BTreeSet::from([(2, "b".to_owned()), (1, "a".to_owned())]),
        queue: VecDeque::from([Some(1), None]),
        boxed: Box::new([1, 2]),
        fixed: [[Some(1), None], [None, Some(2)]],
        bytes: [*b"abc", [0xc3, 0xa9, 0]],
        none: [],
        blobs: [Blob::from(b"blob")],
    };
    let values = "VALUES (1, ['s'], [(1, 'a'), (2, 'b')], [1, NULL], [1, 2], [[1, NULL], [NULL, 2]], ['abc', 'é'], [], ['blob'])";
    stored(&client, columns, std::slice::from_ref(&row), values).await?;
    assert_eq!(client.query_as::<Sets>("SELECT * FROM t").await?, [row]);
    // A row of another length is an error with the row and the column, not a shorter array.
    let error = client.query_as::<(u8, [u16; 3])>("SELECT n, boxed FROM t").await.unwrap_err().to_string();
    assert!(error.contains("the array has 2 items, and `[T; 3]` takes exactly 3"), "{error}");
    Ok(())
}

#[derive(Value, Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key(String);

#[derive(Value, Debug, Clone, PartialEq)]
struct Labels(BTreeMap<Key, Vec<Weight>>);

#[derive(Value, Debug, Clone, PartialEq)]
struct Weight(f64);

#[derive(Value, Debug, Clone, PartialEq)]
struct Maybe<T>(Option<T>);

#[derive(Value, Debug, Clone, PartialEq)]
struct All<'a>(Vec<(&'a str, Maybe<Key>)>);

#[derive(Row, Debug, Clone, PartialEq)]
struct Newtypes<'a> {
    n: Maybe<u8>,
    labels: Labels,
    maybe: Maybe<Weight>,
    all: All<'a>,
    boxed: Option<Box<Key>>,
    lists: Vec<Labels>,
}

#[tokio::test]
async fn newtypes_of_containers_are_what_they_contain() -> Outcome {
    let (_database, client) = database().await?;
    let columns = "n UInt8, labels Map(LowCardinality(String), Array(Float64)), maybe Nullable(Float64), \
                   all Array(Tuple(String, LowCardinality(Nullable(String)))), boxed Nullable(String), \
                   lists Array(Map(String, Array(Float64)))";
    let key = |text: &str| Key(text.to_owned());
    let labels = || Labels(BTreeMap::from([(key("k"), vec![Weight(0.5), Weight(-1.0)])]));
    let row = Newtypes {
        n: Maybe(Some(1)),
        labels: labels(),
        maybe: Maybe(None),
        all: All(vec![("a", Maybe(Some(key("b")))), ("c", Maybe(None))]),
        boxed: Some(Box::new(key("x"))),
        lists: vec![labels(), Labels(BTreeMap::new())],
    };
    let values = "VALUES (1, map('k', [0.5, -1]), NULL, [('a', 'b'), ('c', NULL)], 'x', [map('k', [0.5, -1]), map()])";
    // An Option is not written into a column that cannot be NULL.
    let nullable = columns.replacen("UInt8", "Nullable(UInt8)", 1);
    client.command(format!("CREATE TABLE refused ({columns}) ENGINE Memory")).await?;
    let error = client.insert("refused", std::slice::from_ref(&row)).await.unwrap_err().to_string();
    assert!(error.contains("column `n` is UInt8, but `Newtypes::n`"), "{error}");
    client.command(format!("CREATE TABLE t ({nullable}) ENGINE Memory")).await?;
    client.command(format!("CREATE TABLE expected ({nullable}) ENGINE Memory")).await?;
    client.command(format!("INSERT INTO expected {values}")).await?;
    client.insert("t", std::slice::from_ref(&row)).await?;
    let differences = "SELECT count() FROM (SELECT * FROM t EXCEPT SELECT * FROM expected)";
    assert_eq!(client.query_as::<u64>(differences).await?, [0]);
    let mut blocks = client.query_as::<Newtypes<'_>>("SELECT * FROM t").blocks();
    assert_eq!(read::<Newtypes<'_>>(&blocks.next().await?.ok_or("no block")?), [row]);
    Ok(())
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Special {
    n: u8,
    states: Vec<AggregateState>,
    texts: BTreeMap<String, Option<Box<Json>>>,
    values: Vec<Option<Arc<Value>>>,
}

#[tokio::test]
async fn types_with_layouts_of_their_own_within_containers() -> Outcome {
    let (_database, client) = database().await?;
    let columns = "n UInt8, states Array(AggregateFunction(sum, UInt64)), texts Map(String, Nullable(JSON)), \
                   values Array(Dynamic)";
    let row = Special {
        n: 1,
        states: vec![AggregateState::from(7u64.to_le_bytes().to_vec()), AggregateState::from(vec![0; 8])],
        texts: BTreeMap::from([
            ("a".to_owned(), Some(Box::new(r#"{"x":1}"#.parse::<Json>()?))),
            ("b".to_owned(), None),
        ]),
        values: vec![Some(Arc::new(Value::from("text"))), None],
    };
    let values = "VALUES (1, [initializeAggregation('sumState', 7::UInt64), initializeAggregation('sumState', 0::UInt64)], \
                  map('a', '{\"x\":1}', 'b', NULL), ['text', NULL])";
    stored(&client, columns, std::slice::from_ref(&row), values).await?;
    let found = client.query_as::<Special>("SELECT * FROM t").fetch_one().await?;
    assert_eq!((found.states, found.texts), (row.states, row.texts));
    assert_eq!(
        found.values.iter().map(|value| value.as_ref().map(|value| value.to_string())).collect::<Vec<_>>(),
        [Some("text".to_owned()), None]
    );
    Ok(())
}
