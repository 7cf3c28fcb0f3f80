//! `#[derive(Value)]`: structs as Tuples by name or by position, around one value, and converted as a whole.

use crate::support::{Outcome, database};
use crate::{inserted, read, refused, table, try_read};
use clickhouse_core::row::RowWriter;
use clickhouse_core::value::ColumnValue;
use clickhouse_core::{Row, Value};
use std::collections::HashMap;
use std::marker::PhantomData;
use std::time::Duration;

#[derive(Value, Debug, Clone, PartialEq)]
#[clickhouse(rename_all = "camelCase")]
struct Point<'a, T> {
    x_place: T,
    #[clickhouse(rename = "y place")]
    y: Option<T>,
    label: &'a str,
    #[clickhouse(skip, default = Self::nothing)]
    seen: bool,
    tags: Vec<Tag>,
}

impl<T> Point<'_, T> {
    fn nothing() -> bool {
        false
    }
}

#[derive(Value, Debug, Clone, PartialEq)]
struct Tag(String, #[clickhouse(with = seconds)] Duration, #[clickhouse(skip)] u8);

mod seconds {
    use std::time::Duration;

    pub type Column = u32;

    pub fn read(seconds: u32) -> Result<Duration, &'static str> {
        if seconds == 13 { Err("13 brings bad luck") } else { Ok(Duration::from_secs(seconds.into())) }
    }

    pub fn write(duration: &Duration) -> Result<u32, &'static str> {
        u32::try_from(duration.as_secs()).map_err(|_| "too long")
    }
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Drawing<'a> {
    point: Point<'a, f64>,
    points: Vec<Point<'a, i32>>,
    by_name: HashMap<&'a str, Point<'a, u8>>,
    maybe: Option<Tag>,
}

const POINT: &str = "Tuple(`y place` Nullable(Float64), label LowCardinality(String), tags Array(Tuple(String, UInt32)), \
                     xPlace Float64)";

fn drawing_columns() -> Vec<(&'static str, String)> {
    vec![
        ("point", POINT.to_owned()),
        ("points", format!("Array({})", POINT.replace("Float64", "Int32"))),
        ("by_name", format!("Map(String, {})", POINT.replace("Float64", "UInt8"))),
        ("maybe", "Nullable(Tuple(name String, age UInt32))".to_owned()),
    ]
}

fn point<T: Copy>(x: T) -> Point<'static, T> {
    let tags = vec![Tag("t".into(), Duration::from_secs(1), 0), Tag(String::new(), Duration::ZERO, 0)];
    Point { x_place: x, y: Some(x), label: "l", seen: false, tags }
}

fn drawings() -> Vec<Drawing<'static>> {
    let empty = Point { x_place: 0.5, y: None, label: "", seen: false, tags: vec![] };
    vec![
        Drawing {
            point: point(1.5),
            points: vec![point(1), point(-2)],
            by_name: HashMap::from([("a", point(3u8))]),
            maybe: Some(Tag("m".into(), Duration::from_secs(60), 0)),
        },
        Drawing { point: empty, points: vec![], by_name: HashMap::new(), maybe: None },
    ]
}

#[test]
fn a_struct_is_a_tuple_of_its_elements_by_name_in_any_order() {
    assert_eq!(
        Point::<'_, f64>::data_type().to_string(),
        "Tuple(xPlace Float64, `y place` Nullable(Float64), label String, tags Array(Tuple(String, UInt32)))"
    );
    let columns = drawing_columns();
    let columns: Vec<_> = columns.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert_eq!(read::<Drawing<'_>>(&inserted(&columns, &drawings())), drawings());
}

#[tokio::test]
async fn a_real_table_holds_structs_as_tuples() -> Outcome {
    let (_database, client) = database().await?;
    let columns: Vec<_> = drawing_columns().iter().map(|(name, text)| format!("{name} {text}")).collect();
    let sql = format!("CREATE TABLE drawings ({}) ENGINE MergeTree ORDER BY tuple()", columns.join(", "));
    client.command(sql).setting("allow_experimental_nullable_tuple_type", "1").await?;
    client.insert::<Drawing<'_>>("drawings", &drawings()).await?;
    let sql = "SELECT point.xPlace, point.`y place`, points.xPlace, by_name['a'].tags.1, isNull(maybe) FROM drawings \
               ORDER BY point.xPlace DESC";
    let told = client.query_as::<(f64, Option<f64>, Vec<i32>, Vec<String>, bool)>(sql).await?;
    let expected =
        [(1.5, Some(1.5), vec![1, -2], vec!["t".to_owned(), String::new()], false), (0.5, None, vec![], vec![], true)];
    assert_eq!(told, expected);
    let mut blocks = client.query_as::<Drawing<'_>>("SELECT * FROM drawings ORDER BY point.xPlace DESC").blocks();
    let block = blocks.next().await?.expect("rows were inserted");
    assert_eq!(read::<Drawing<'_>>(&block), drawings());

    // As rows of one column, and beside others.
    let sql = "SELECT CAST((1, 'x'), 'Tuple(size UInt8, name String)')";
    #[derive(Value, Debug, PartialEq)]
    struct Pair {
        name: String,
        size: u64,
    }
    let pair = || Pair { name: "x".into(), size: 1 };
    assert_eq!(client.query_as::<Pair>(sql).await?, [pair()]);
    assert_eq!(client.query_as::<(Pair, u8)>(format!("{sql}, 7")).await?, [(pair(), 7)]);
    assert_eq!(
        client.query_as::<Option<Vec<Pair>>>("SELECT [CAST((1, 'x'), 'Tuple(size UInt8, name String)')]").await?,
        [Some(vec![pair()])]
    );
    let error = client.query_as::<Pair>("SELECT ('x', 1)").await.unwrap_err().to_string();
    assert!(error.contains("the column's elements have no names, by which those of `Pair` are found"), "{error}");
    Ok(())
}

#[test]
fn elements_that_do_not_fit_are_named() {
    #[derive(Value, Debug, Clone, PartialEq)]
    struct Pair {
        name: String,
        size: u64,
        #[clickhouse(default)]
        extra: u8,
    }
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Pairs {
        pairs: Vec<Pair>,
    }
    let pair = Pair { name: "n".into(), size: 1, extra: 2 };
    let text = refused::<Pairs>(&[("pairs", "Array(Tuple(nmae String, size String, more UInt8))")]);
    for part in [
        "column `pairs` is Array(Tuple(nmae String, size String, more UInt8)), but `Pairs::pairs` is `Vec<Pair>`",
        "the Tuple has no element `name` for `Pair::name`; did you mean `nmae`?",
        "element `size` is String, but `Pair::size` is `u64` (UInt64)",
        "the Tuple has no element `extra` for `Pair::extra`",
        "element `more` is UInt8, and `Pair` has no field for it",
    ] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }

    // Read, `extra` may be absent.
    #[derive(Row)]
    struct Sent {
        pairs: Vec<(String, u64)>,
    }
    let columns = [("pairs", "Array(Tuple(name String, size UInt64))")];
    let block = inserted(&columns, &[Sent { pairs: vec![("n".into(), 1)] }]);
    assert_eq!(read::<Pairs>(&block), [Pairs { pairs: vec![Pair { extra: 0, ..pair.clone() }] }]);
    let columns = [("pairs", "Array(Tuple(name String, sice UInt64))")];
    let text = try_read::<Pairs>(&inserted(&columns, &[Sent { pairs: vec![] }])).unwrap_err();
    for part in [
        "the Tuple has no element `size` for `Pair::size`; did you mean `sice`?",
        "element `sice` is UInt64, and `Pair` has no field for it; add `sice: u64`",
    ] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }

    // Partial, other elements may be there when it is read, but not when it is written.
    #[derive(Value, Debug, Clone, PartialEq)]
    #[clickhouse(partial)]
    struct Name {
        name: String,
    }
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Names {
        pairs: Vec<Name>,
    }
    let columns = [("pairs", "Array(Tuple(size UInt64, extra UInt8, name String))")];
    let block = inserted(&columns, &[Pairs { pairs: vec![pair.clone(), pair] }]);
    assert_eq!(read::<Names>(&block)[0].pairs.len(), 2);
    assert!(refused::<Names>(&columns).contains("element `size` is UInt64, and `Name` has no field for it"));
}

#[test]
fn elements_without_names_are_matched_by_position() {
    #[derive(Value, Debug, Clone, PartialEq)]
    struct Wide(u8, u16, u32, u64, i8, i16, i32, i64, u8, u16, u32, u64, i8, i16, i32, i64, String, f64);
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Holder {
        wide: Wide,
        none: (Nothing, Empty),
    }
    #[derive(Value, Debug, Clone, Copy, PartialEq)]
    struct Nothing;
    #[derive(Value, Debug, Clone, Copy, PartialEq)]
    struct Empty {}

    assert_eq!(Nothing::data_type().to_string(), "Tuple()");
    let wide = Wide(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, "17".into(), 18.0);
    let wide_type = Wide::data_type().to_string();
    let columns = [("wide", wide_type.as_str()), ("none", "Tuple(Tuple(), Tuple())")];
    let row = Holder { wide, none: (Nothing, Empty {}) };
    assert_eq!(read::<Holder>(&inserted(&columns, &[row.clone(), row.clone()])), [row.clone(), row]);

    let text = refused::<Holder>(&[("wide", "Tuple(UInt8, UInt8)"), ("none", "Tuple(Tuple(), Tuple())")]);
    assert!(text.contains("the column has 2 elements and `Wide` 18; make them the same"), "{text}");

    #[derive(Value, Debug, Clone, PartialEq)]
    struct Pair<A, B>(A, B);
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Pairs<A> {
        pair: Pair<A, Vec<A>>,
        place: Pair<f64, f64>,
    }
    let row = Pairs { pair: Pair(1u8, vec![2]), place: Pair(0.5, 1.5) };
    let columns = [("pair", "Tuple(b UInt8, a Array(UInt8))"), ("place", "Point")];
    assert_eq!(read::<Pairs<u8>>(&inserted(&columns, std::slice::from_ref(&row))), [row]);
}

#[test]
fn refused_values_name_their_element_and_leave_nothing_behind() {
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Tagged {
        id: u8,
        tags: Vec<Tag>,
    }
    let columns = [("id", "UInt8"), ("tags", "Array(Tuple(a FixedString(1), b UInt32))")];
    let mut writer = RowWriter::<Tagged>::new(&table(&columns)).unwrap();
    let row = |texts: &[&str], seconds| {
        let tags = texts.iter().map(|text| Tag((*text).to_owned(), Duration::from_secs(seconds), 0)).collect();
        Tagged { id: 1, tags }
    };
    writer.push(&row(&["a", "b"], 1)).unwrap();
    let error = writer.push(&row(&["a", "bb"], 1)).unwrap_err().to_string();
    assert!(error.starts_with("column `tags.1`: "), "{error}");
    let error = writer.push(&row(&["a", "b"], u64::MAX)).unwrap_err().to_string();
    assert_eq!(error, "column `tags.2`: too long");
    writer.push(&row(&["a"], 13)).unwrap();
    let mut decoder = clickhouse_core::block::BlockDecoder::new();
    writer.finish_block(decoder.input());
    let block = decoder.next_block().unwrap().unwrap();
    let text = try_read::<Tagged>(&block).unwrap_err();
    assert_eq!(text, "row 1 of the block: column `tags.2`: 13 brings bad luck");
}

#[test]
fn nulls_and_skipped_items_take_the_elements_along() {
    #[derive(Value, Debug, Clone, PartialEq)]
    struct Named {
        text: String,
        #[clickhouse(default)]
        number: u8,
        list: Vec<String>,
    }
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Rows {
        value: Option<Named>,
        again: Option<Option<Tag>>,
    }
    let named = |text: &str| Named { text: text.into(), number: 1, list: vec![text.into(), "x".into()] };
    let columns = [
        ("value", "Nullable(Tuple(list Array(String), number UInt8, text String))"),
        ("again", "Nullable(Tuple(a String, b UInt32))"),
    ];
    let tag = || Some(Some(Tag("t".into(), Duration::ZERO, 0)));
    let rows: Vec<_> = [Some(named("a")), None, None, Some(named("b")), None]
        .into_iter()
        .enumerate()
        .map(|(row, value)| Rows { value, again: if row == 2 { None } else { tag() } })
        .collect();
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Flat {
        value: Option<Named>,
        again: Option<Tag>,
    }
    let flat: Vec<_> = rows.into_iter().map(|row| Flat { value: row.value, again: row.again.flatten() }).collect();
    assert_eq!(read::<Flat>(&inserted(&columns, &flat)), flat);
}

#[test]
fn a_struct_around_one_value_is_that_value() {
    #[derive(Value, Debug, Clone, Copy, PartialEq)]
    struct Id<T>(u64, #[clickhouse(skip)] PhantomData<T>);
    #[derive(Value, Debug, Clone, PartialEq)]
    struct Took(#[clickhouse(with = seconds)] Duration);
    #[derive(Value, Debug, Clone, PartialEq)]
    struct Level(#[clickhouse(try_from = "i8", into = "i8")] Inner);
    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Inner {
        Low = -1,
        High = 1,
    }
    impl TryFrom<i8> for Inner {
        type Error = String;

        fn try_from(number: i8) -> Result<Self, String> {
            [Inner::Low, Inner::High]
                .into_iter()
                .find(|level| *level as i8 == number)
                .ok_or_else(|| format!("{number} is no level"))
        }
    }
    impl From<Inner> for i8 {
        fn from(level: Inner) -> i8 {
            level as i8
        }
    }
    struct User;

    #[derive(Row, Debug, Clone, PartialEq)]
    struct Visit {
        id: Id<()>,
        took: Vec<Took>,
        level: Option<Level>,
    }
    assert_eq!(Id::<User>::data_type().to_string(), "UInt64");
    let row = |level| Visit { id: Id(1, PhantomData), took: vec![Took(Duration::from_secs(9))], level };
    let columns = [("id", "UInt64"), ("took", "Array(UInt32)"), ("level", "Nullable(Int8)")];
    let rows = [row(None), row(Some(Level(Inner::High))), row(Some(Level(Inner::Low)))];
    let block = inserted(&columns, &rows);
    assert_eq!(read::<Visit>(&block), rows);
    assert_eq!(read::<(u64, Vec<u32>, Option<i8>)>(&block)[2], (1, vec![9], Some(-1)));

    #[derive(Row)]
    struct Plain {
        id: u64,
        took: Vec<u32>,
        level: Option<i8>,
    }
    let block = inserted(&columns, &[Plain { id: 1, took: vec![1], level: Some(5) }]);
    assert_eq!(try_read::<Visit>(&block).unwrap_err(), "row 0 of the block: column `level`: 5 is no level");
    let block = inserted(&columns, &[Plain { id: 1, took: vec![1, 13], level: None }]);
    assert_eq!(try_read::<Visit>(&block).unwrap_err(), "row 0 of the block: column `took`: 13 brings bad luck");
}

#[test]
fn a_type_is_converted_as_a_whole() {
    #[derive(Value, Debug, Clone, PartialEq)]
    #[clickhouse(try_from = "&str", into = "String")]
    enum Shape {
        Circle { radius: u32 },
        Square(u32),
    }
    impl TryFrom<&str> for Shape {
        type Error = String;

        fn try_from(text: &str) -> Result<Self, String> {
            let (name, number) = text.split_once(' ').ok_or_else(|| format!("`{text}` is no shape"))?;
            let number = number.parse().map_err(|_| format!("`{number}` is no size"))?;
            match name {
                "circle" => Ok(Shape::Circle { radius: number }),
                "square" => Ok(Shape::Square(number)),
                other => Err(format!("there is no shape `{other}`")),
            }
        }
    }
    impl From<Shape> for String {
        fn from(shape: Shape) -> String {
            match shape {
                Shape::Circle { radius } => format!("circle {radius}"),
                Shape::Square(side) => format!("square {side}"),
            }
        }
    }

    #[derive(Value, Debug, Clone, PartialEq)]
    #[clickhouse(try_from = "(f64, f64)", into = "(f64, f64)")]
    struct Place {
        lat: f64,
        lon: f64,
    }
    impl From<(f64, f64)> for Place {
        fn from((lon, lat): (f64, f64)) -> Self {
            Place { lat, lon }
        }
    }
    impl From<Place> for (f64, f64) {
        fn from(place: Place) -> (f64, f64) {
            (place.lon, place.lat)
        }
    }

    /// Only inserted.
    #[derive(Value, Clone)]
    #[clickhouse(into = "Vec<T>")]
    struct Once<T>(Option<T>);
    impl<T> From<Once<T>> for Vec<T> {
        fn from(once: Once<T>) -> Vec<T> {
            once.0.into_iter().collect()
        }
    }

    #[derive(Row, Debug, Clone, PartialEq)]
    struct Drawing {
        shapes: Vec<Shape>,
        place: Option<Place>,
    }
    let row = Drawing {
        shapes: vec![Shape::Circle { radius: 1 }, Shape::Square(2)],
        place: Some(Place { lat: 1.0, lon: 2.0 }),
    };
    let columns = [("shapes", "Array(LowCardinality(String))"), ("place", "Nullable(Tuple(Float64, Float64))")];
    let block = inserted(&columns, std::slice::from_ref(&row));
    assert_eq!(read::<Drawing>(&block), [row]);
    assert_eq!(read::<(Vec<Shape>, Option<(f64, f64)>)>(&block)[0].1, Some((2.0, 1.0)));

    #[derive(Row)]
    struct Sent {
        shapes: Once<&'static str>,
    }
    let columns = [("shapes", "Array(String)")];
    let block = inserted(&columns, &[Sent { shapes: Once(Some("star 1")) }]);
    let text = try_read::<Vec<Shape>>(&block).unwrap_err();
    assert_eq!(text, "row 0 of the block: there is no shape `star`");
}

#[test]
fn one_struct_may_be_a_row_and_a_value() {
    #[derive(Row, Value, Debug, Clone, PartialEq)]
    struct Item<'a> {
        sku: &'a str,
        count: u32,
    }
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Order<'a> {
        #[clickhouse(flatten = "first_")]
        first: Item<'a>,
        last: Item<'a>,
        all: Vec<Item<'a>>,
        #[clickhouse(nested)]
        items: Vec<Item<'a>>,
    }
    let columns = [
        ("first_sku", "String"),
        ("first_count", "UInt32"),
        ("last", "Tuple(count UInt32, sku String)"),
        ("all", "Array(Tuple(count UInt32, sku String))"),
        ("items.sku", "Array(String)"),
        ("items.count", "Array(UInt32)"),
    ];
    let item = |sku, count| Item { sku, count };
    let items = vec![item("a", 1), item("b", 2)];
    let row = Order { first: item("f", 3), last: item("l", 4), all: items.clone(), items };
    let block = inserted(&columns, std::slice::from_ref(&row));
    assert_eq!(read::<Order<'_>>(&block), [row]);
    // By itself it is a row.
    assert_eq!(read::<Item<'_>>(&inserted(&[("sku", "String"), ("count", "UInt32")], &[item("a", 1)])), [item("a", 1)]);
}

#[test]
fn values_may_be_the_items_of_a_nested_field() {
    #[derive(Value, Debug, Clone, PartialEq)]
    struct Item<T> {
        sku: String,
        count: T,
    }
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Order<T> {
        #[clickhouse(nested)]
        items: Vec<Item<T>>,
    }
    let order = Order { items: vec![Item { sku: "a".into(), count: 1u8 }, Item { sku: "b".into(), count: 2 }] };
    for columns in [
        &[("items.count", "Array(UInt8)"), ("items.sku", "Array(String)")][..],
        &[("items", "Nested(count UInt8, sku String)")],
        &[("items", "Array(Tuple(count UInt8, sku String))")],
    ] {
        let none = Order { items: vec![] };
        let rows = [order.clone(), none, order.clone()];
        assert_eq!(read::<Order<u8>>(&inserted(columns, &rows)), rows);
    }
    let names: Vec<_> = Order::<u8>::columns().into_iter().map(|column| column.column).collect();
    assert_eq!(names, ["items.sku", "items.count"]);
}
