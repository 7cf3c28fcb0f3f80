//! What `#[derive(Row)]`, `#[derive(Enum)]` and `#[derive(Value)]` write: which columns, read and inserted how. Rows go
//! through the codec alone, no server.

use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::row::{ReadRow, RowWriter, TargetColumn, WriteRow};
use clickhouse_core::types::DataType;
use clickhouse_core::value::{BindError, CellError, ColumnValue, ReadValue, WriteValue};
use clickhouse_core::{Enum, Row, Value};
use std::borrow::Cow;
use std::marker::PhantomData;

/// A table of these columns.
fn table(columns: &[(&str, &str)]) -> Vec<TargetColumn> {
    columns.iter().map(|(name, text)| TargetColumn::new(*name, DataType::parse(text).unwrap())).collect()
}

/// The block that an insert of `rows` sends to a table of these columns.
fn inserted<T: WriteRow>(columns: &[(&str, &str)], rows: &[T]) -> Block {
    let mut writer = RowWriter::<T>::new(&table(columns)).unwrap_or_else(|mismatch| panic!("{mismatch}"));
    for row in rows {
        writer.push(row).unwrap();
    }
    let mut decoder = BlockDecoder::new();
    writer.finish_block(decoder.input());
    decoder.next_block().unwrap().expect("a whole block was written")
}

fn read<'a, T: ReadRow<'a>>(block: &'a Block) -> Vec<T> {
    block.rows().unwrap_or_else(|error| panic!("{error}")).map(Result::unwrap).collect()
}

/// The text of the refusal to read `block` as rows of `T`.
fn refused<'a, T: ReadRow<'a>>(block: &'a Block) -> String {
    block.rows::<T>().map(|_| ()).unwrap_err().to_string()
}

/// Name and type of each column of a row.
fn columns<T: Row>() -> Vec<String> {
    T::columns().iter().map(|column| format!("{} {}", column.column, column.data_type)).collect()
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Metric {
    key: u32,
    value: String,
    metric: f64,
}

const METRIC: &[(&str, &str)] = &[("key", "UInt32"), ("value", "String"), ("metric", "Float64")];

fn metrics() -> Vec<Metric> {
    vec![
        Metric { key: 1000, value: "String Value 1000".into(), metric: 5.233 },
        Metric { key: 2000, value: "String Value 2000".into(), metric: -107.04 },
    ]
}

#[test]
fn rows_come_back_as_they_were_inserted() {
    assert_eq!(Metric::NAME, "Metric");
    assert_eq!(columns::<Metric>(), ["key UInt32", "value String", "metric Float64"]);
    assert_eq!(read::<Metric>(&inserted(METRIC, &metrics())), metrics());
}

#[test]
fn columns_are_matched_by_name_in_any_order() {
    let block = inserted(&[("metric", "Float64"), ("key", "UInt64"), ("value", "Nullable(String)")], &metrics());
    let names: Vec<_> = block.columns().map(|(name, data_type)| format!("{name} {data_type}")).collect();
    assert_eq!(names, ["key UInt64", "value Nullable(String)", "metric Float64"]);

    #[derive(Row, Debug, PartialEq)]
    struct Turned<'a> {
        value: Option<&'a str>,
        metric: f64,
        key: u64,
    }
    assert_eq!(read::<Turned<'_>>(&block)[1], Turned { value: Some("String Value 2000"), metric: -107.04, key: 2000 });
}

#[test]
fn a_struct_is_an_element_of_a_tuple_row() {
    #[derive(Row, Debug, Clone, Copy, PartialEq)]
    struct Narrow {
        key: u32,
    }
    let block = inserted(METRIC, &metrics());
    assert_eq!(read::<(Narrow, String, f64)>(&block)[0], (Narrow { key: 1000 }, "String Value 1000".to_owned(), 5.233));
}

#[test]
fn every_problem_of_a_row_comes_in_one_error() {
    #[derive(Row, Debug)]
    #[allow(dead_code, reason = "its fields are only compared with columns")]
    struct Wrong {
        key: u8,
        valeu: String,
    }
    let text = refused::<Wrong>(&inserted(METRIC, &metrics()));
    for part in ["`Wrong::key`", "`valeu` for `Wrong::valeu`; did you mean `value`?", "`metric` is Float64"] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }
}

#[test]
fn borrowed_fields_of_many_lifetimes_read_and_insert() {
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Brief<'text, 'bytes, 'cow> {
        host: &'text str,
        path: &'cow str,
        raw: &'bytes [u8],
        agent: Cow<'cow, str>,
        body: Cow<'bytes, [u8]>,
        tags: Vec<&'text str>,
        referrer: Option<Cow<'text, str>>,
    }
    let columns = [
        ("host", "LowCardinality(String)"),
        ("path", "String"),
        ("raw", "String"),
        ("agent", "String"),
        ("body", "String"),
        ("tags", "Array(String)"),
        ("referrer", "Nullable(String)"),
    ];
    let row = Brief {
        host: "localhost",
        path: "/",
        raw: b"\xff\x00",
        agent: "curl".into(),
        body: vec![1, 2].into(),
        tags: vec!["a", "b"],
        referrer: None,
    };
    let block = inserted(&columns, &[row.clone(), row.clone()]);
    assert_eq!(read::<Brief<'_, '_, '_>>(&block), [row.clone(), row]);
}

#[test]
fn static_texts_are_insertable_beside_borrowed_ones() {
    #[derive(Row)]
    struct Event<'a> {
        kind: &'static str,
        host: &'a str,
    }
    let host = "localhost".to_owned();
    let block = inserted(&[("kind", "String"), ("host", "String")], &[Event { kind: "start", host: &host }]);
    assert_eq!(read::<(String, String)>(&block), [("start".to_owned(), host)]);
}

#[test]
fn names_come_from_fields_rename_and_rename_all() {
    #[derive(Row)]
    #[clickhouse(rename_all = "SCREAMING-KEBAB-CASE")]
    #[allow(dead_code, reason = "its fields are only compared with columns")]
    struct Named {
        user_id: u64,
        r#type: u8,
        #[clickhouse(rename = "it's `quoted` \"too\"")]
        odd: u8,
        größe: u8,
    }
    assert_eq!(columns::<Named>(), ["USER-ID UInt64", "TYPE UInt8", "it's `quoted` \"too\" UInt8", "GRößE UInt8"]);
    assert_eq!(Named::columns()[1].field, "type");
}

#[test]
fn serde_attributes_are_not_read() {
    /// Stands for serde's derive: it takes `#[serde(..)]` and leaves nothing of it.
    #[derive(Row, serde::Serialize)]
    #[serde(rename_all = "UPPERCASE")]
    struct Both {
        #[serde(rename = "other")]
        key: u32,
    }
    assert_eq!(columns::<Both>(), ["key UInt32"]);
    let _ = Both { key: 1 };
}

#[test]
fn raw_identifiers_are_columns_without_their_prefix() {
    #[derive(Row, Debug, Clone, PartialEq)]
    struct r#Match {
        r#type: u32,
        r#fn: String,
    }
    assert_eq!(Match::NAME, "Match");
    let rows = [Match { r#type: 1, r#fn: "f".into() }];
    assert_eq!(read::<Match>(&inserted(&[("fn", "String"), ("type", "UInt32")], &rows)), rows);
}

#[test]
fn skipped_fields_are_no_columns_and_read_as_default() {
    struct NoColumn(u8);

    fn seven() -> NoColumn {
        NoColumn(7)
    }

    impl NoColumn {
        const fn eight() -> Self {
            NoColumn(8)
        }
    }

    #[derive(Row)]
    struct Partly {
        key: u32,
        #[clickhouse(skip)]
        cache: Vec<std::time::Instant>,
        #[clickhouse(skip, default = seven)]
        seven: NoColumn,
        #[clickhouse(skip, default = "NoColumn::eight")]
        eight: NoColumn,
        #[clickhouse(skip_select)]
        only_inserted: String,
        #[clickhouse(skip_select, default = Vec::<u8>::new)]
        also_only_inserted: Vec<u8>,
        #[clickhouse(skip_insert, default)]
        only_selected: u8,
    }
    let described: Vec<_> = Partly::columns().into_iter().map(|c| (c.column, c.insert, c.select)).collect();
    assert_eq!(
        described,
        [
            ("key".to_owned(), true, true),
            ("only_inserted".to_owned(), true, false),
            ("also_only_inserted".to_owned(), true, false),
            ("only_selected".to_owned(), false, true)
        ]
    );

    let row = Partly {
        key: 1,
        cache: vec![std::time::Instant::now()],
        seven: NoColumn(0),
        eight: NoColumn(0),
        only_inserted: "x".into(),
        also_only_inserted: vec![1],
        only_selected: 9,
    };
    let block =
        inserted(&[("key", "UInt32"), ("only_inserted", "String"), ("also_only_inserted", "Array(UInt8)")], &[row]);
    assert_eq!(block.columns().len(), 3);

    let block = inserted(METRIC, &metrics());
    let text = refused::<Partly>(&block);
    assert!(text.contains("`value`") && text.contains("`metric`") && !text.contains("only_inserted"), "{text}");

    #[derive(Row)]
    struct Key {
        key: u32,
    }
    let rows = read::<Partly>(&inserted(&[("key", "UInt32")], &[Key { key: 5 }]));
    let row = &rows[0];
    assert_eq!((row.key, row.cache.len(), row.seven.0, row.eight.0), (5, 0, 7, 8));
    assert_eq!((row.only_inserted.as_str(), row.also_only_inserted.len(), row.only_selected), ("", 0, 0));
}

#[test]
fn a_field_with_a_default_may_be_absent_but_not_of_another_type() {
    fn unknown() -> String {
        "unknown".to_owned()
    }

    #[derive(Row, Debug, PartialEq)]
    struct Lenient {
        key: u32,
        #[clickhouse(default)]
        value: String,
        #[clickhouse(default = unknown)]
        host: String,
        #[clickhouse(default)]
        metric: f64,
    }
    let block = inserted(METRIC, &metrics());
    let expected = Lenient { key: 1000, value: "String Value 1000".into(), host: "unknown".into(), metric: 5.233 };
    assert_eq!(read::<Lenient>(&block)[0], expected);

    #[derive(Row)]
    struct Other {
        key: u32,
        value: u32,
    }
    let block = inserted(&[("key", "UInt32"), ("value", "UInt32")], &[Other { key: 1, value: 2 }]);
    assert!(refused::<Lenient>(&block).contains("`value`"));
}

#[test]
fn only_a_partial_struct_leaves_columns_out() {
    #[derive(Row, Debug, PartialEq)]
    #[clickhouse(partial)]
    struct Key {
        key: u32,
    }
    let block = inserted(METRIC, &metrics());
    assert_eq!(read::<Key>(&block), [Key { key: 1000 }, Key { key: 2000 }]);
    assert_eq!(inserted(METRIC, &[Key { key: 1 }]).columns().len(), 1);

    #[derive(Row)]
    struct Whole {
        key: u32,
    }
    assert!(refused::<Whole>(&block).contains("`#[clickhouse(partial)]`"));
    let text = RowWriter::<Whole>::new(&table(METRIC)).unwrap_err().to_string();
    assert!(text.contains("column `value` is String without a DEFAULT"), "{text}");
    let _ = Whole { key: 1 }.key;
}

#[test]
fn generic_structs_get_their_bounds_from_their_fields() {
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Wrapped<'a, T: Clone = u8, U = String, const N: usize = 4>
    where
        U: Clone,
    {
        bare: T,
        many: Vec<Option<T>>,
        pair: (T, U),
        label: &'a str,
        code: [u8; N],
        #[clickhouse(skip)]
        marker: PhantomData<U>,
    }
    let declared = [
        ("bare", "UInt16"),
        ("many", "Array(Nullable(UInt16))"),
        ("pair", "Tuple(UInt16, String)"),
        ("label", "String"),
        ("code", "FixedString(2)"),
    ];
    let row = Wrapped {
        bare: 1u16,
        many: vec![Some(2), None],
        pair: (3, "x".to_owned()),
        label: "l",
        code: *b"ab",
        marker: PhantomData,
    };
    assert_eq!(read::<Wrapped<'_, u16, String, 2>>(&inserted(&declared, std::slice::from_ref(&row))), [row]);

    fn names<T: ColumnValue + Clone>() -> Vec<String> {
        <Wrapped<'_, T> as Row>::columns().into_iter().map(|column| column.data_type.to_string()).collect()
    }
    assert_eq!(names::<bool>(), ["Bool", "Array(Nullable(Bool))", "Tuple(Bool, String)", "String", "FixedString(4)"]);
}

#[test]
fn generic_references_of_several_lifetimes_are_insertable() {
    #[derive(Row)]
    struct Pair<'a, 'b, T> {
        left: &'a T,
        right: &'b T,
    }
    let (left, right) = (1u32, 2u32);
    let block = inserted(&[("left", "UInt32"), ("right", "UInt32")], &[Pair { left: &left, right: &right }]);
    assert_eq!(read::<(u32, u32)>(&block), [(1, 2)]);
}

/// A value without the other direction.
#[derive(Debug, PartialEq)]
struct OnlyReadable(u32);

impl ColumnValue for OnlyReadable {
    fn data_type() -> DataType {
        DataType::UInt32
    }
}

impl<'a> ReadValue<'a> for OnlyReadable {
    type Cursor = <u32 as ReadValue<'a>>::Cursor;

    fn bind(view: clickhouse_core::column::View<'a>) -> Result<Self::Cursor, BindError> {
        <u32 as ReadValue<'a>>::bind(view)
    }

    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        <u32 as ReadValue<'a>>::read(cursor, row).map(OnlyReadable)
    }
}

/// A value without the other direction.
struct OnlyInsertable(u32);

impl ColumnValue for OnlyInsertable {
    fn data_type() -> DataType {
        DataType::UInt32
    }
}

impl WriteValue for OnlyInsertable {
    type Builder = <u32 as WriteValue>::Builder;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        u32::builder(data_type)
    }

    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        self.0.write(builder)
    }
}

#[test]
fn types_of_one_direction_are_fine_in_that_direction() {
    /// Public, with a field of a private type.
    #[allow(unreachable_pub, reason = "public is part of the test")]
    #[derive(Row)]
    pub struct Sent {
        key: OnlyInsertable,
    }

    /// Public, with a field of a private type.
    #[allow(unreachable_pub, reason = "public is part of the test")]
    #[derive(Row, Debug, PartialEq)]
    pub struct Received {
        key: OnlyReadable,
    }

    let block = inserted(&[("key", "UInt32")], &[Sent { key: OnlyInsertable(3) }]);
    assert_eq!(read::<Received>(&block), [Received { key: OnlyReadable(3) }]);
}

#[test]
fn a_row_whose_value_is_refused_leaves_nothing_behind() {
    #[derive(Row)]
    struct Coded {
        key: u32,
        level: Level,
    }
    let columns = [("key", "UInt32"), ("level", "Enum8('debug' = 1, 'WARN' = -3)")];
    let mut writer = RowWriter::<Coded>::new(&table(&columns)).unwrap();
    writer.push(&Coded { key: 1, level: Level::Warning }).unwrap();
    let error = writer.push(&Coded { key: 2, level: Level::Unknown }).unwrap_err().to_string();
    assert!(error.starts_with("column `level`: "), "{error}");
    writer.push(&Coded { key: 3, level: Level::Debug }).unwrap();
    let mut decoder = BlockDecoder::new();
    writer.finish_block(decoder.input());
    let block = decoder.next_block().unwrap().unwrap();
    assert_eq!(read::<(u32, String)>(&block), [(1, "WARN".to_owned()), (3, "debug".to_owned())]);
}

#[derive(Enum, Debug, Clone, Copy, PartialEq)]
#[clickhouse(rename_all = "lowercase")]
enum Level {
    Debug = 7,
    #[clickhouse(rename = "WARN")]
    Warning,
    #[clickhouse(other)]
    Unknown,
}

#[test]
fn enums_go_by_name_whatever_the_numbers() {
    #[derive(Row, Debug, PartialEq)]
    struct Entry {
        level: Level,
        history: Vec<Option<Level>>,
    }
    assert_eq!(Level::data_type().to_string(), "Enum8('debug' = 1, 'WARN' = 2)");
    let columns = [
        ("level", "Enum8('debug' = 10, 'WARN' = -3)"),
        ("history", "Array(Nullable(Enum16('WARN' = 1000, 'x' = 5, 'debug' = 0)))"),
    ];
    let row = || Entry { level: Level::Warning, history: vec![Some(Level::Debug), None, Some(Level::Warning)] };
    assert_eq!(read::<Entry>(&inserted(&columns, &[row()])), [row()]);
}

#[test]
fn members_without_a_variant_read_as_the_other_one() {
    #[derive(Enum, Debug, PartialEq)]
    enum Wide {
        #[clickhouse(rename = "debug")]
        Debug,
        #[clickhouse(rename = "fatal error")]
        Fatal,
    }
    #[derive(Row)]
    struct Sent {
        level: Wide,
    }
    let columns = [("level", "Enum8('debug' = 1, 'fatal error' = 2)")];
    let block = inserted(&columns, &[Sent { level: Wide::Debug }, Sent { level: Wide::Fatal }]);
    assert_eq!(read::<Level>(&block), [Level::Debug, Level::Unknown]);
    assert_eq!(read::<Wide>(&block), [Wide::Debug, Wide::Fatal]);
}

#[test]
fn an_enum_is_also_its_names_as_text() {
    #[derive(Row)]
    struct Sent {
        level: Level,
    }
    let block = inserted(&[("level", "LowCardinality(String)")], &[Sent { level: Level::Warning }]);
    assert_eq!(read::<String>(&block), ["WARN"]);
    assert_eq!(read::<Level>(&block), [Level::Warning]);
}

#[test]
fn a_newtype_is_in_a_column_what_it_wraps() {
    #[derive(Value, Debug, Clone, Copy, PartialEq)]
    struct UserId(u64);

    #[derive(Value, Debug, Clone, PartialEq)]
    struct Host<'a>(&'a str);

    #[derive(Value, Debug, Clone, PartialEq)]
    struct Many<T>(Vec<T>);

    #[derive(Row, Debug, Clone, PartialEq)]
    struct Visit<'a> {
        user: UserId,
        host: Option<Host<'a>>,
        friends: Many<UserId>,
    }
    assert_eq!(columns::<Visit<'_>>(), ["user UInt64", "host Nullable(String)", "friends Array(UInt64)"]);
    let row = Visit { user: UserId(1), host: Some(Host("h")), friends: Many(vec![UserId(2), UserId(3)]) };
    let columns = [("user", "UInt64"), ("host", "Nullable(String)"), ("friends", "Array(UInt64)")];
    let block = inserted(&columns, std::slice::from_ref(&row));
    assert_eq!(read::<Visit<'_>>(&block), [row]);
    assert_eq!(read::<(UserId, Option<String>, Vec<u64>)>(&block)[0].0, UserId(1));
}

#[test]
fn a_struct_of_a_hundred_fields_reads_and_inserts() {
    macro_rules! wide {
        ($($field:ident)*) => {
            #[derive(Row, Debug, Clone, PartialEq, Default)]
            struct Wide { $($field: u32),* }

            const NAMES: &[&str] = &[$(stringify!($field)),*];
        };
    }
    wide! {
        a00 a01 a02 a03 a04 a05 a06 a07 a08 a09 b00 b01 b02 b03 b04 b05 b06 b07 b08 b09 c00 c01 c02 c03 c04 c05 c06 c07
        c08 c09 d00 d01 d02 d03 d04 d05 d06 d07 d08 d09 e00 e01 e02 e03 e04 e05 e06 e07 e08 e09 f00 f01 f02 f03 f04 f05
        f06 f07 f08 f09 g00 g01 g02 g03 g04 g05 g06 g07 g08 g09 h00 h01 h02 h03 h04 h05 h06 h07 h08 h09 i00 i01 i02 i03
        i04 i05 i06 i07 i08 i09 j00 j01 j02 j03 j04 j05 j06 j07 j08 j09
    }
    assert_eq!(NAMES.len(), 100);
    let declared: Vec<_> = NAMES.iter().map(|name| (*name, "UInt32")).collect();
    let row = Wide { a00: 1, e05: 2, j09: 3, ..Wide::default() };
    assert_eq!(read::<Wide>(&inserted(&declared, std::slice::from_ref(&row))), [row]);
}

#[test]
fn columns_may_be_bound_on_another_thread() {
    fn is_send<T: Send>(_: T) {}
    is_send(RowWriter::<Metric>::new(&table(METRIC)).unwrap());
    let block = inserted(METRIC, &metrics());
    is_send(block.rows::<Metric>().unwrap());
}
