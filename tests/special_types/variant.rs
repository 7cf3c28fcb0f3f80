//! `#[derive(Variant)]`: members find their types, wherever the Variant stands.

use crate::support::{Outcome, database};
use crate::{inserted, read};
use clickhouse_core::types::DataType;
use clickhouse_core::value::ColumnValue;
use clickhouse_core::{Enum, Row, Value, Variant};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};
use std::borrow::Cow;
use std::collections::BTreeMap;

#[derive(Variant, Debug, Clone, PartialEq)]
enum Scalar {
    Text(String),
    Number(u64),
    Nothing,
    List(Vec<u8>),
}

#[derive(Row, Debug, Clone, PartialEq)]
struct One<T> {
    v: T,
}

fn ones<T>(values: impl IntoIterator<Item = T>) -> Vec<One<T>> {
    values.into_iter().map(|v| One { v }).collect()
}

fn scalars() -> Vec<One<Scalar>> {
    ones([
        Scalar::Number(1),
        Scalar::Text("x".into()),
        Scalar::Nothing,
        Scalar::List(vec![1, 2]),
        Scalar::Number(7),
        Scalar::Text("y".into()),
    ])
}

const SCALAR: &str = "Variant(Array(UInt8), String, UInt64)";

#[test]
fn the_natural_type_is_the_variant_of_the_members_types() {
    assert_eq!(Scalar::data_type().to_string(), SCALAR);
    assert_eq!(Option::<Scalar>::data_type().to_string(), SCALAR);
    assert_eq!(Vec::<Scalar>::data_type(), DataType::parse(&format!("Array({SCALAR})")).unwrap());
}

#[test]
fn members_come_back_whatever_the_order_of_types_and_members() {
    let block = inserted(&[("v", SCALAR)], &scalars()).unwrap();
    assert_eq!(read::<One<Scalar>>(&block).unwrap(), scalars());

    #[derive(Variant, Debug, PartialEq)]
    enum Turned<'a, B: ?Sized> {
        Items(Vec<u16>),
        Number(u128),
        Text(&'a B),
    }
    let turned = read::<One<Option<Turned<'_, str>>>>(&block).unwrap();
    assert_eq!(turned[1].v, Some(Turned::Text("x")));
    assert_eq!(turned[2].v, None);
    assert_eq!(turned[3].v, Some(Turned::Items(vec![1, 2])));
    assert_eq!(turned[4].v, Some(Turned::Number(7)));
}

#[test]
fn variants_stand_in_arrays_tuples_maps_and_options() {
    type Deep = (Vec<Scalar>, BTreeMap<String, (u8, Option<Text<'static>>)>);
    #[derive(Variant, Debug, Clone, PartialEq)]
    enum Text<'a> {
        Borrowed(Cow<'a, str>),
        Flag(bool),
    }
    let row = One::<Deep> {
        v: (
            scalars().into_iter().map(|row| row.v).collect(),
            BTreeMap::from([
                ("a".into(), (1, Some(Text::Flag(true)))),
                ("b".into(), (2, None)),
                ("c".into(), (3, Some(Text::Borrowed("z".into())))),
            ]),
        ),
    };
    let empty = One { v: (vec![], BTreeMap::new()) };
    let rows = [empty.clone(), row.clone(), row, empty];
    let data_type = format!("Tuple(Array({SCALAR}), Map(String, Tuple(UInt8, Variant(Bool, LowCardinality(String)))))");
    let block = inserted(&[("v", &data_type)], &rows).unwrap();
    let back = read::<One<(Vec<Scalar>, BTreeMap<String, (u8, Option<Text<'_>>)>)>>(&block).unwrap();
    assert_eq!(back, rows);
}

#[test]
fn the_nearest_member_reads_a_type_and_a_tie_is_refused() {
    #[derive(Enum, Debug, Clone, Copy, PartialEq)]
    enum Level {
        Low,
        High,
    }
    #[derive(Variant, Debug, Clone, PartialEq)]
    enum Near {
        Text(String),
        Level(Level),
        Wide(u64),
        Ratio(f64),
    }
    let data_type = "Variant(Enum8('Low' = 5, 'High' = -5), Float64, String, UInt64)";
    let rows = ones([Near::Level(Level::High), Near::Text("Low".into()), Near::Wide(1), Near::Ratio(0.5)]);
    let rows: Vec<_> = rows.into_iter().map(|row| One { v: Some(row.v) }).collect();
    let block = inserted(&[("v", data_type)], &rows).unwrap();
    assert_eq!(read::<One<Option<Near>>>(&block).unwrap(), rows);

    #[derive(Variant, Debug)]
    #[allow(dead_code, reason = "its variants are only compared with columns")]
    enum Tie {
        Small(u32),
        Wide(u64),
        Null,
    }
    #[derive(Variant, Debug)]
    enum Byte {
        Byte(u8),
        Null,
    }
    let block = inserted(&[("v", "Variant(UInt8)")], &ones([Byte::Byte(3), Byte::Null])).unwrap();
    assert_eq!(
        read::<One<Tie>>(&block).unwrap_err().lines().last().unwrap_or_default(),
        "column 1 `v` is Variant(UInt8), but `One::v` reads Variant(UInt32, UInt64) (`Tie`); its UInt8 could be read as `Small` \
         and `Wide` of `Tie`; change one of them"
    );
    #[derive(Variant, Debug)]
    enum Same {
        Text(String),
        Other(Box<str>),
    }
    let refusal =
        inserted(&[("v", "Variant(String, UInt8)")], &ones([Same::Text("a".into()), Same::Other("b".into())]));
    assert!(refusal.unwrap_err().contains("`Same::Text` and another member both are String; change one of them"));
}

#[test]
fn types_without_a_member_are_refused_unless_one_stands_for_them() {
    #[derive(Variant, Debug, PartialEq)]
    enum Short {
        Text(String),
        Null,
    }
    let block = inserted(&[("v", SCALAR)], &scalars()).unwrap();
    let refusal = read::<One<Short>>(&block).unwrap_err();
    assert!(
        refusal.contains(
            "no member of `Short` reads Array(UInt8); add one around `Vec<u8>`, or mark a member `#[clickhouse(other)]`"
        ),
        "{refusal}"
    );
    #[derive(Variant, Debug, PartialEq)]
    enum Forgetful {
        Text(String),
        #[clickhouse(other)]
        Unknown,
        Null,
    }
    use Forgetful::{Null, Unknown};
    let text = |text: &str| Forgetful::Text(text.to_owned());
    let expected = ones([Unknown, text("x"), Null, Unknown, Unknown, text("y")]);
    assert_eq!(read::<One<Forgetful>>(&block).unwrap(), expected);
    let refusal = inserted(&[("v", SCALAR)], &ones([Unknown])).unwrap_err();
    assert!(refusal.contains("column `v`: the member marked `other` stands for types"), "{refusal}");

    #[derive(Variant, Debug, PartialEq)]
    enum Keeping {
        Text(String),
        List(Vec<u8>),
        #[clickhouse(other)]
        Number(u128),
    }
    let kept = read::<One<Option<Keeping>>>(&block).unwrap();
    assert_eq!((&kept[0].v, &kept[2].v), (&Some(Keeping::Number(1)), &None));

    #[derive(Variant, Debug, PartialEq)]
    enum Open {
        Text(String),
        #[clickhouse(other)]
        Any(Value),
    }
    let kept = read::<One<Option<Open>>>(&block).unwrap();
    assert_eq!(kept[0].v, Some(Open::Any(Value::UInt64(1))));
    assert_eq!(kept[1].v, Some(Open::Text("x".into())));
    assert_eq!(kept[3].v, Some(Open::Any(vec![1u8, 2].into())));
}

#[test]
fn null_needs_a_member_or_an_option_and_members_need_a_type() {
    #[derive(Variant, Debug)]
    enum Full {
        Text(String),
        Number(u64),
    }
    let block =
        inserted(&[("v", "Variant(String, UInt64)")], &ones([Full::Text("a".into()), Full::Number(1)])).unwrap();
    let refusal = read::<One<Full>>(&block).unwrap_err();
    assert!(refusal.contains("a Variant can be NULL: make it `Option<Full>`, or give the enum a member"), "{refusal}");
    let refusal = inserted(&[("v", "Variant(String, UInt32)")], &ones([Full::Number(1)])).unwrap_err();
    assert!(
        refusal.contains("the column has no type for `Full::Number`, which is UInt64; add it with ALTER"),
        "{refusal}"
    );
    let refusal = inserted(&[("v", "String")], &ones([Full::Number(1)])).unwrap_err();
    assert!(refusal.contains("make the field `String`"), "{refusal}");
}

#[test]
fn a_value_that_is_refused_leaves_no_trace() {
    #[derive(Variant, Debug, Clone, PartialEq)]
    enum Key {
        Fixed(String),
        Number(u64),
        Null,
    }
    let target = [("v", "Array(Variant(FixedString(3), UInt64))")];
    let good = One { v: vec![Key::Number(1), Key::Fixed("abc".into()), Key::Null] };
    let bad = One { v: vec![Key::Fixed("xyz".into()), Key::Number(2), Key::Fixed("too long".into())] };
    let columns: Vec<_> = target
        .iter()
        .map(|(name, text)| clickhouse_core::row::TargetColumn::new(*name, DataType::parse(text).unwrap()))
        .collect();
    let mut writer = clickhouse_core::row::RowWriter::new(&columns).unwrap();
    writer.push(&good).unwrap();
    writer.push(&bad).unwrap_err();
    writer.push(&good).unwrap();
    let mut decoder = clickhouse_core::block::BlockDecoder::new();
    writer.finish_block(decoder.input());
    let block = decoder.next_block().unwrap().unwrap();
    assert_eq!(read::<One<Vec<Key>>>(&block).unwrap(), [good.clone(), good]);
}

fn any_scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        any::<u64>().prop_map(Scalar::Number),
        ".{0,8}".prop_map(Scalar::Text),
        Just(Scalar::Nothing),
        prop::collection::vec(any::<u8>(), 0..4).prop_map(Scalar::List),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arrays_of_variants_come_back(rows in prop::collection::vec(prop::collection::vec(any_scalar(), 0..5), 1..20)) {
        let rows = ones(rows);
        let block = inserted(&[("v", &format!("Array({SCALAR})"))], &rows).unwrap();
        prop_assert_eq!(read::<One<Vec<Scalar>>>(&block).unwrap(), rows);
    }
}

#[tokio::test]
async fn a_server_finds_each_value_under_its_type() -> Outcome {
    let (_database, client) = database().await?;
    #[derive(Row, Debug, Clone, PartialEq)]
    struct Event {
        id: u32,
        v: Scalar,
        deep: Vec<(String, Option<Scalar>)>,
    }
    client
        .command(format!(
            "CREATE TABLE events (id UInt32, v {SCALAR}, deep Map(String, {SCALAR})) ENGINE MergeTree ORDER BY id"
        ))
        .await?;
    let deep = |n: u32| vec![(format!("k{n}"), Some(Scalar::Number(n.into()))), ("null".into(), None)];
    let rows: Vec<_> = (0..).zip(scalars()).map(|(id, One { v })| Event { id, v, deep: deep(id) }).collect();
    client.insert("events", &rows).await?;
    let read = client.query_as::<Event>("SELECT * FROM events ORDER BY id").await?;
    assert_eq!(read, rows);
    let said = client
        .query_as::<(String, String, String)>(
            "SELECT toString(variantType(v)), toString(v), toString(deep) FROM events ORDER BY id",
        )
        .await?;
    let types: Vec<_> = said.iter().map(|(data_type, text, _)| format!("{data_type} {text}")).collect();
    assert_eq!(types, ["UInt64 1", "String x", "None ", "Array(UInt8) [1,2]", "UInt64 7", "String y"]);
    assert_eq!(said[3].2, "{'k3':3,'null':NULL}");
    Ok(())
}
