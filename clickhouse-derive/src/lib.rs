//! The derive macros of `clickhouse-core`, which re-exports them.
//!
//! An item is parsed into a `model` with its `attributes`, checked by `validation`, and written out by `expansion`; if
//! anything was refused, all refusals come at once and `fallback` stands in, so that nothing else fails. Schema files and
//! snapshots of queries are read where they are named; no macro asks a server.
#![forbid(unsafe_code)]

mod attributes;
#[allow(dead_code, unreachable_pub, reason = "the core's own file, which has more in it")]
#[path = "../../clickhouse-core/src/ddl/mod.rs"]
mod ddl;
mod declared;
mod expansion;
mod fallback;
mod model;
mod prelude;
mod refusals;
mod rename;
#[allow(dead_code, reason = "the core's own file, which has more in it")]
#[path = "../../clickhouse-core/src/sql/scan.rs"]
mod scan;
mod schema;
mod snapshot;
mod sql;
#[allow(dead_code, missing_docs, unreachable_pub, unused_imports, reason = "the core's own file, which has more in it")]
#[path = "../../clickhouse-core/src/types/mod.rs"]
mod types;
mod validation;
#[path = "../../clickhouse-core/src/value/way_out.rs"]
mod way_out;

use model::{EnumModel, Item, RowModel, ValueModel, VariantModel};
use proc_macro2::TokenStream;
use refusals::Refusals;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct with named fields a row: each field is a column.
///
/// ```
/// use clickhouse_core::Row;
///
/// #[derive(Row)]
/// #[clickhouse(rename_all = "camelCase")]
/// struct Visit<'a> {
///     user_id: u64,                                 // column `userId`
///     #[clickhouse(rename = "URL")]
///     url: &'a str,                                 // borrows from the block it is read from
///     #[clickhouse(default)]
///     referrer: Option<&'a str>,                    // may be missing in the result
///     #[clickhouse(skip_insert)]
///     day: u16,                                     // computed by the server
///     #[clickhouse(skip)]
///     is_new: bool,                                 // no column
/// }
///
/// let columns = <Visit<'_> as Row>::columns();
/// let names: Vec<_> = columns.iter().map(|column| column.column.as_str()).collect();
/// assert_eq!(names, ["userId", "URL", "referrer", "day"]);
/// ```
///
/// | on the struct | |
/// |---|---|
/// | `rename_all = "camelCase"` | names all columns by one of serde's eight rules |
/// | `partial` | columns without a field are fine, in results and in tables |
/// | `table = "metrics"` | compares the struct with that table in the repository's schema |
/// | `schema = "path"` | where the schema is, from the crate's folder, if not in `clickhouse/schema.sql` |
/// | `crate = path` | where `clickhouse_core` is, if not there |
///
/// | on a field | |
/// |---|---|
/// | `rename = "name"` | the column's name |
/// | `skip` | no column; reads as `Default::default()`, or as `default = path` says |
/// | `skip_insert` | the column is only read |
/// | `skip_select` | the column is only inserted; reads as with `skip` |
/// | `type = "LowCardinality(String)"` | the column's type, which the field's type is checked against |
/// | `materialized = "expr"`, `alias = "expr"` | the server computes the column, which is only read; an insert checks that the table says so |
/// | `ephemeral` | the column is only inserted, for other columns' expressions; reads as with `skip` |
/// | `default_expr = "expr"` | the column has a DEFAULT for who leaves it out; the struct does not |
/// | `default`, `default = path` | where the result has no such column, `Default::default()` or what `path()` returns |
/// | `flatten`, `flatten = "prefix_"` | the columns of another row among this one's, each behind the prefix |
/// | `nested` | on a `Vec` of rows: the columns `field.a`, `field.b` of a Nested, or one column of arrays of Tuples |
/// | `with = module` | the column has the module's type, see below |
/// | `json` | the column is a String or JSON with what serde makes of the field; needs the feature `serde_json`. Serde's `null` is no NULL: for that the field is an `Option<value::AsJson<T>>` |
/// | `try_from = "T"`, `into = "T"` | the column has the type `T`; read by `TryFrom<T>`, inserted by `Clone` and `Into<T>` |
///
/// # The repository's schema
///
/// With `table` the fields are compared with the table's columns while compiling: their names, their types, NULL, the
/// members of an Enum; columns that the struct lacks need a DEFAULT, unless it says `partial`. MATERIALIZED and ALIAS
/// columns are then only read, EPHEMERAL ones only inserted, as if the field said so; an insert checks that they are such
/// columns in the very table. Expressions are not compared, neither here nor there: `materialized = "a + 1"` is fine for a
/// column that is MATERIALIZED as anything. The table is looked up in the file or folder that `schema`
/// names, or the variable `CLICKHOUSE_SCHEMA`, else in `clickhouse/schema.sql` or the folder `clickhouse/migrations` of
/// the crate's folder or one above it, up to the workspace's; else in the source's. A file has statements as people write
/// them or as `SHOW CREATE TABLE` prints them; the files of a folder run in the order of the numbers in their names, ways
/// back left out. An edit of a file rebuilds what uses it. Of a file that is new in the folder cargo knows nothing before the
/// crate is built again, unless a build script prints `cargo::rerun-if-changed=clickhouse/migrations`.
///
/// Fields may have any type with a ClickHouse type, borrowed ones included, and the struct any lifetimes, type and const
/// parameters. A type that can only be read or only be inserted is fine until the struct is used the other way.
/// `#[serde(..)]` is not read.
///
/// # Structs within structs
///
/// ```
/// use clickhouse_core::Row;
///
/// #[derive(Row)]
/// struct Address {
///     street: String,
///     city: String,
/// }
///
/// #[derive(Row)]
/// struct Item {
///     sku: String,
///     count: u32,
/// }
///
/// #[derive(Row)]
/// struct Order {
///     id: u64,
///     #[clickhouse(flatten = "home_")]
///     home: Address,
///     #[clickhouse(nested)]
///     items: Vec<Item>,                             // items Nested(sku String, count UInt32)
/// }
///
/// let columns = Order::columns();
/// let names: Vec<_> = columns.iter().map(|column| column.column.as_str()).collect();
/// assert_eq!(names, ["id", "home_street", "home_city", "items.sku", "items.count"]);
/// ```
///
/// A nested field is read and inserted the same way whether the table has its Nested flattened or not.
///
/// # Conversions
///
/// A module given by `with` has a type `Column`, which is a column value, and public functions `read` and `write`, each
/// with or without a `Result`. One of them is enough for a struct that goes only one way.
///
/// ```
/// use clickhouse_core::Row;
/// use std::time::Duration;
///
/// mod seconds {
///     use std::time::Duration;
///
///     pub type Column = i64;
///
///     pub fn read(seconds: i64) -> Result<Duration, String> {
///         let seconds = u64::try_from(seconds).map_err(|_| format!("{seconds} s is no duration"))?;
///         Ok(Duration::from_secs(seconds))
///     }
///
///     pub fn write(duration: &Duration) -> Result<i64, std::num::TryFromIntError> {
///         i64::try_from(duration.as_secs())
///     }
/// }
///
/// #[derive(Clone)]
/// struct Host(String);
///
/// impl TryFrom<&str> for Host {
///     type Error = &'static str;
///
///     fn try_from(name: &str) -> Result<Self, Self::Error> {
///         if name.is_empty() { Err("a host needs a name") } else { Ok(Host(name.to_lowercase())) }
///     }
/// }
///
/// impl From<Host> for String {
///     fn from(host: Host) -> String {
///         host.0
///     }
/// }
///
/// #[derive(Row)]
/// struct Request {
///     #[clickhouse(with = seconds)]
///     took: Duration,                               // Int64
///     #[clickhouse(try_from = "&str", into = "String")]
///     host: Host,                                   // String
/// }
///
/// assert_eq!(Request::columns()[0].data_type.to_string(), "Int64");
/// ```
///
/// An error of a conversion comes with the row and the column. A lifetime left out of a type (`&str`) is that of the
/// block which is read.
#[proc_macro_derive(Row, attributes(clickhouse))]
pub fn derive_row(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut refusals = Refusals::default();
    let mut model = RowModel::new(&input, &mut refusals);
    if let Some(model) = &mut model {
        validation::check_row(model, &mut refusals);
        schema::apply(model, &mut refusals);
    }
    let questions = model.as_ref().map(expansion::ask_of_row).filter(|_| !refusals.is_empty());
    let mut tokens = finish(&input, model.as_ref(), refusals, expansion::expand_row, fallback::stub_row);
    // What is wrong with the types comes together with all else.
    tokens.extend(questions.map(proc_macro::TokenStream::from));
    tokens
}

/// Makes an enum without data a value of Enum8 and Enum16 columns, by the names of its variants.
///
/// The numbers come from the column, so that client and table cannot disagree about them; the order of the variants and
/// their discriminants do not matter.
///
/// ```
/// use clickhouse_core::Enum;
/// use clickhouse_core::value::ColumnValue;
///
/// #[derive(Enum)]
/// #[clickhouse(rename_all = "lowercase")]
/// enum Level {
///     Debug,
///     Info,
///     #[clickhouse(rename = "WARN")]
///     Warning,
///     #[clickhouse(other)]
///     Unknown,
/// }
///
/// assert_eq!(Level::data_type().to_string(), "Enum8('debug' = 1, 'info' = 2, 'WARN' = 3)");
/// ```
///
/// | on the enum | |
/// |---|---|
/// | `rename_all = "lowercase"` | names all members by one of serde's eight rules |
/// | `crate = path` | where `clickhouse_core` is, if not there |
///
/// | on a variant | |
/// |---|---|
/// | `rename = "name"` | the member's name |
/// | `other` | what members without a variant are read as; cannot be inserted |
#[proc_macro_derive(Enum, attributes(clickhouse))]
pub fn derive_enum(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut refusals = Refusals::default();
    let model = EnumModel::new(&input, &mut refusals);
    if let Some(model) = &model {
        validation::check_enum(model, &mut refusals);
    }
    finish(&input, model.as_ref(), refusals, expansion::expand_enum, fallback::stub_value)
}

/// Makes an enum with data a value of Variant columns: each member holds a value of one of the column's types.
///
/// Members and types find each other by type, not by name or order. A member without data is NULL; without one the
/// enum stands in an `Option` where the column is read.
///
/// ```
/// use clickhouse_core::Variant;
/// use clickhouse_core::value::ColumnValue;
///
/// #[derive(Variant, Debug, PartialEq)]
/// enum Setting<'a> {
///     Off,                            // NULL
///     Number(u64),                    // UInt64, and what widens to it
///     Text(&'a str),                  // String, borrowed from the block
///     List(Vec<u64>),
/// }
///
/// assert_eq!(Setting::data_type().to_string(), "Variant(Array(UInt64), String, UInt64)");
/// ```
///
/// | on the enum | |
/// |---|---|
/// | `crate = path` | where `clickhouse_core` is, if not there |
///
/// | on a member | |
/// |---|---|
/// | `other` | what values of types without a member are read as, with the value or without; cannot be inserted |
///
/// A column's type that no member reads is refused when the block's columns are checked, unless a member is marked
/// `other`; so is a type that several members read equally well. To be inserted, each member needs a type of its own in
/// the column.
#[proc_macro_derive(Variant, attributes(clickhouse))]
pub fn derive_variant(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut refusals = Refusals::default();
    let model = VariantModel::new(&input, &mut refusals);
    if let Some(model) = &model {
        validation::check_variant(model, &mut refusals);
    }
    finish(&input, model.as_ref(), refusals, expansion::expand_variant, fallback::stub_value)
}

/// Makes a struct a value of a column: a Tuple of its fields, or the one value that it is around.
///
/// ```
/// use clickhouse_core::Value;
/// use clickhouse_core::value::ColumnValue;
///
/// #[derive(Value)]
/// struct Place {
///     lat: f64,
///     lon: f64,
///     #[clickhouse(default)]
///     name: Option<String>,                         // may be missing in a Tuple that is read
/// }
///
/// #[derive(Value)]
/// struct Range(u32, u32);
///
/// #[derive(Value)]
/// struct UserId(u64);
///
/// #[derive(Value, Clone, Copy)]
/// #[clickhouse(try_from = "u8", into = "u8")]
/// enum Level {
///     Low = 1,
///     High = 2,
/// }
///
/// impl TryFrom<u8> for Level {
///     type Error = String;
///
///     fn try_from(number: u8) -> Result<Self, String> {
///         match number {
///             1 => Ok(Level::Low),
///             2 => Ok(Level::High),
///             other => Err(format!("there is no level {other}")),
///         }
///     }
/// }
///
/// impl From<Level> for u8 {
///     fn from(level: Level) -> u8 {
///         level as u8
///     }
/// }
///
/// assert_eq!(Place::data_type().to_string(), "Tuple(lat Float64, lon Float64, name Nullable(String))");
/// assert_eq!(Range::data_type().to_string(), "Tuple(UInt32, UInt32)");
/// assert_eq!(UserId::data_type().to_string(), "UInt64");
/// assert_eq!(Level::data_type().to_string(), "UInt8");
/// ```
///
/// | the type | in a column |
/// |---|---|
/// | a struct with named fields | a Tuple whose elements have these names, in any order |
/// | a struct of several fields without names, or of none | a Tuple, by position |
/// | a struct of one field without a name | what the field is |
/// | any type with `try_from = "T"`, `into = "T"` | what `T` is; one of the two is enough for one way |
///
/// Fields may say `rename`, `skip`, `default`, `json`, `with`, `try_from`, `into` and `type` as those of a
/// [`derive(Row)`](macro@Row), and the struct `rename_all`, `partial` (other elements are fine when a Tuple is read) and
/// `crate`. A skipped field does not count.
///
/// A struct may derive both `Row` and `Value`. By itself it then is a row of several columns, in a field it is a Tuple.
/// A struct with type or const parameters derives one of the two.
#[proc_macro_derive(Value, attributes(clickhouse))]
pub fn derive_value(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut refusals = Refusals::default();
    let model = ValueModel::new(&input, &mut refusals);
    if let Some(model) = &model {
        validation::check_value(model, &mut refusals);
    }
    finish(&input, model.as_ref(), refusals, expansion::expand_value, fallback::stub_value)
}

/// `clickhouse_core::sql!`, behind the path of the core.
#[proc_macro]
pub fn sql(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    syn::parse::Parser::parse(sql::expand_statement, input).unwrap_or_else(|error| error.into_compile_error()).into()
}

/// `clickhouse_core::query_as!`, behind the path of the core.
#[proc_macro]
pub fn query_as(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    syn::parse::Parser::parse(sql::expand_checked, input).unwrap_or_else(|error| error.into_compile_error()).into()
}

/// The expansion of a model without refusals; otherwise the refusals and a stub.
fn finish<M>(
    input: &DeriveInput,
    model: Option<&M>,
    refusals: Refusals,
    expand: fn(&M) -> TokenStream,
    stub: fn(&Item) -> TokenStream,
) -> proc_macro::TokenStream {
    match (refusals.into_error(), model) {
        (None, Some(model)) => expand(model).into(),
        (error, _) => {
            let mut tokens = stub(&Item::of(input));
            tokens.extend(error.map(syn::Error::into_compile_error));
            tokens.into()
        }
    }
}
