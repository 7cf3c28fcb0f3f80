//! Derived code compiles wherever its item does: under the strictest lints, without the prelude, among names that
//! shadow all it could need, inside functions and macros, with the core crate somewhere else.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    rust_2018_idioms,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    trivial_casts,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]

/// The core crate as another crate re-exports it.
pub mod facade {
    pub use clickhouse_core as database;
}

/// Nothing is in scope here but what is declared.
#[allow(dead_code, reason = "it stands in the way of what generated code names, and no more")]
pub mod without_prelude {
    #![no_implicit_prelude]

    /// Shadows the prelude's, as do all below.
    #[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
    pub struct Option;
    /// Shadows.
    #[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
    pub struct Result;
    /// Shadows.
    #[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
    pub struct String;
    /// Shadows.
    #[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
    pub struct Vec;
    /// Shadows.
    #[allow(non_camel_case_types, reason = "names are part of the test")]
    #[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
    pub struct usize;
    /// Shadows.
    #[allow(non_camel_case_types, reason = "names are part of the test")]
    #[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
    pub struct str;
    /// Shadows.
    #[allow(non_camel_case_types, reason = "names are part of the test")]
    #[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
    pub struct bool;
    /// Shadows.
    pub trait Default {}
    /// Shadows.
    pub mod std {}
    /// Shadows.
    pub mod core {}
    /// Shadows.
    pub mod clickhouse_core {}

    /// Has the names of all that could be in the way, and of the trait itself.
    #[derive(::clickhouse_core::Row, ::std::fmt::Debug, ::std::clone::Clone)]
    pub struct Row<'a, 'b, T, Err> {
        /// A field.
        pub columns: u32,
        /// A field.
        pub column: ::std::string::String,
        /// A field.
        pub cursor: &'a ::std::primitive::str,
        /// A field.
        pub row: &'b ::std::primitive::str,
        /// A field.
        pub table: ::std::option::Option<T>,
        /// A field.
        pub builders: ::std::vec::Vec<Err>,
        /// A field.
        #[clickhouse(default)]
        pub visit: u8,
        /// A field.
        #[clickhouse(skip)]
        pub result: ::std::option::Option<()>,
        /// A field.
        #[clickhouse(skip_select)]
        pub field: u8,
        /// A field.
        #[clickhouse(skip_insert, default = ::std::primitive::u8::default_of)]
        pub name: u8,
    }

    /// Makes the path above a good one.
    trait DefaultOf {
        fn default_of() -> Self;
    }

    impl DefaultOf for u8 {
        fn default_of() -> Self {
            7
        }
    }

    /// An enum.
    #[derive(
        ::clickhouse_core::Enum,
        ::std::fmt::Debug,
        ::std::clone::Clone,
        ::std::marker::Copy,
        ::std::cmp::PartialEq,
        ::std::cmp::Eq,
    )]
    pub enum Some {
        /// A member.
        None,
        /// A member.
        Ok,
        /// A fallback.
        #[clickhouse(other)]
        Err,
    }

    /// An enum with data.
    #[derive(::clickhouse_core::Variant, ::std::fmt::Debug, ::std::clone::Clone)]
    pub enum Ok<'a, T> {
        /// A member.
        Some(::std::string::String),
        /// A member.
        Err(T),
        /// A member.
        Self_(&'a ::std::primitive::str),
        /// NULL.
        None,
        /// A fallback.
        #[clickhouse(other)]
        Other(::std::vec::Vec<T>),
    }

    /// A value.
    #[derive(::clickhouse_core::Value, ::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
    pub struct None(pub u32);

    /// A module of conversions.
    pub mod read {
        /// The column.
        pub type Column = ::std::primitive::u32;

        /// Never fails.
        #[must_use]
        pub const fn read(column: Column) -> ::std::time::Duration {
            ::std::time::Duration::from_secs(column as ::std::primitive::u64)
        }

        /// May fail.
        ///
        /// # Errors
        /// More seconds than the column holds.
        pub fn write(field: &::std::time::Duration) -> ::std::result::Result<Column, ::std::num::TryFromIntError> {
            ::std::convert::TryFrom::try_from(field.as_secs())
        }
    }

    impl ::std::convert::From<u32> for None {
        fn from(number: u32) -> Self {
            Self(number)
        }
    }

    impl ::std::convert::From<None> for u32 {
        fn from(none: None) -> Self {
            none.0
        }
    }

    /// The columns of another row.
    #[derive(::clickhouse_core::Row, ::clickhouse_core::Value, ::std::fmt::Debug, ::std::clone::Clone)]
    #[clickhouse(partial, rename_all = "camelCase")]
    pub struct Sub<'a> {
        /// A field.
        pub some_name: &'a ::std::primitive::str,
        /// A field.
        #[clickhouse(json)]
        pub some_json: ::std::collections::BTreeMap<::std::string::String, u8>,
    }

    /// Every attribute of a field.
    #[derive(::clickhouse_core::Row, ::std::fmt::Debug, ::std::clone::Clone)]
    pub struct Attributes<'a, T> {
        /// A field.
        #[clickhouse(json)]
        pub json: ::std::vec::Vec<::std::option::Option<::std::string::String>>,
        /// A field.
        #[clickhouse(json, rename = "more json", skip_insert)]
        pub more: ::std::boxed::Box<::std::primitive::str>,
        /// A field.
        #[clickhouse(flatten = "sub_")]
        pub sub: Sub<'a>,
        /// A field.
        #[clickhouse(nested)]
        pub nested: ::std::vec::Vec<Sub<'a>>,
        /// A field.
        #[clickhouse(with = read)]
        pub with: ::std::time::Duration,
        /// A field.
        #[clickhouse(try_from = "u32", into = "u32", default = nothing)]
        pub none: None,
        /// A field.
        #[clickhouse(type = "LowCardinality(String)")]
        pub declared: ::std::borrow::Cow<'a, ::std::primitive::str>,
        /// A field.
        pub generic: T,
    }

    /// A default.
    #[must_use]
    pub const fn nothing() -> None {
        None(0)
    }

    /// Every attribute of a field of a value.
    #[derive(::clickhouse_core::Value, ::std::fmt::Debug, ::std::clone::Clone)]
    pub struct Elements<'a, T> {
        /// A field.
        #[clickhouse(json)]
        pub json: ::std::vec::Vec<u8>,
        /// A field.
        #[clickhouse(with = read, rename = "with")]
        pub with: ::std::time::Duration,
        /// A field.
        #[clickhouse(try_from = "u32", into = "u32")]
        pub none: None,
        /// A field.
        #[clickhouse(type = "LowCardinality(String)")]
        pub declared: &'a ::std::primitive::str,
        /// A field.
        #[clickhouse(skip)]
        pub skipped: u8,
        /// A field.
        pub generic: ::std::option::Option<T>,
    }

    /// Columns of a table in a schema file, some of which are generated.
    #[derive(::clickhouse_core::Row, ::std::fmt::Debug, ::std::clone::Clone)]
    #[clickhouse(table = "visits", schema = "tests/declared/schema.sql", partial)]
    pub struct Generated<'a> {
        /// A field.
        #[clickhouse(default_expr = "0")]
        pub price: ::clickhouse_core::types::Decimal<18, 4>,
        /// A field.
        #[clickhouse(materialized = "toMonth(day)")]
        pub month: u8,
        /// A field.
        #[clickhouse(alias = "concat(type, '!')")]
        pub label: &'a ::std::primitive::str,
        /// A field.
        #[clickhouse(ephemeral)]
        pub raw: &'a ::std::primitive::str,
    }

    /// A value that is converted as a whole.
    #[derive(::clickhouse_core::Value, ::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
    #[clickhouse(try_from = "u32", into = "u32")]
    pub struct Whole {
        /// A field.
        pub number: u32,
    }

    impl ::std::convert::From<u32> for Whole {
        fn from(number: u32) -> Self {
            Self { number }
        }
    }

    impl ::std::convert::From<Whole> for u32 {
        fn from(whole: Whole) -> Self {
            whole.number
        }
    }

    /// Members with names of their own.
    #[derive(::clickhouse_core::Enum, ::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
    #[clickhouse(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum Renamed {
        /// A member.
        Ok,
        /// A member.
        #[clickhouse(rename = "it's")]
        Err,
    }

    /// A whole row within another one.
    #[derive(::clickhouse_core::Row, ::std::fmt::Debug, ::std::clone::Clone)]
    pub struct Flattened<'a> {
        /// A field.
        #[clickhouse(flatten)]
        pub columns: Sub<'a>,
        /// A field.
        pub whole: Whole,
        /// A field.
        pub renamed: Renamed,
    }

    /// A value around serde's.
    #[derive(::clickhouse_core::Value, ::std::fmt::Debug, ::std::clone::Clone)]
    pub struct Json(#[clickhouse(json)] pub ::std::collections::BTreeMap<::std::string::String, u8>);
}

/// Private types behind public ones.
pub mod with_private_types {
    use clickhouse_core::{Enum, Row, Value, Variant};

    #[derive(Enum, Debug, Clone, Copy)]
    enum Kind {
        Start,
    }

    #[derive(Value, Debug, Clone, Copy)]
    struct Id(u64);

    #[derive(Variant, Debug, Clone, Copy)]
    enum Detail {
        Id(Id),
        Kind(Kind),
    }

    /// A row of private types.
    #[derive(Row, Debug, Clone)]
    pub struct Event {
        kind: Kind,
        id: Option<Id>,
        history: Vec<Kind>,
        detail: Option<Detail>,
    }

    impl Event {
        /// An event.
        #[must_use]
        pub const fn new() -> Self {
            Self { kind: Kind::Start, id: Some(Id(1)), history: vec![], detail: Some(Detail::Id(Id(1))) }
        }
    }

    impl Default for Event {
        fn default() -> Self {
            Self::new()
        }
    }
}

/// Lifetimes that the expansion would like to have.
#[derive(clickhouse_core::Row, Debug, Clone, Copy)]
pub struct Lifetimes<'__b, '__x, 'b, 'x> {
    /// A field.
    pub one: &'__b str,
    /// A field.
    pub two: &'__x str,
    /// A field.
    pub three: &'b str,
    /// A field.
    pub four: &'x str,
}

macro_rules! row_by_macro {
    ($(#[$attribute:meta])* $name:ident<$lifetime:lifetime, $parameter:ident> { $($field:ident: $type:ty = $column:literal),* $(,)? }) => {
        $(#[$attribute])*
        #[derive(clickhouse_core::Row, Debug, Clone)]
        #[clickhouse(crate = $crate::facade::database)]
        pub struct $name<$lifetime, $parameter> {
            $(
                /// A field.
                #[clickhouse(rename = $column)]
                pub $field: $type,
            )*
            /// A field that only the macro knows.
            pub cursor: Option<$parameter>,
        }
    };
}

row_by_macro! {
    /// A row by a macro.
    ByMacro<'a, T> { cursors: &'a str = "column one", columns: Vec<T> = "column two" }
}

#[test]
fn rows_by_macros_have_the_columns_that_the_macro_says() {
    use clickhouse_core::Row;
    let columns = ByMacro::<'_, u8>::columns();
    let names: Vec<_> = columns.iter().map(|column| column.column.as_str()).collect();
    assert_eq!(names, ["column one", "column two", "cursor"]);
}

#[test]
fn items_inside_functions_are_derived() {
    use facade::database as ch;

    #[derive(ch::Enum, Debug, Clone, Copy)]
    #[clickhouse(crate = ch)]
    enum Local {
        Here,
    }

    #[derive(ch::Value, Debug, Clone, Copy)]
    #[clickhouse(crate = "ch")]
    struct Wrapped<T>(T);

    #[derive(ch::Variant, Debug, Clone, Copy)]
    #[clickhouse(crate = ch)]
    enum One<'a, T> {
        Text(&'a str),
        Wrapped(Wrapped<T>),
    }

    #[derive(ch::Row, Debug, Clone)]
    #[clickhouse(crate = facade::database)]
    struct Within<'a, T> {
        local: Local,
        wrapped: Wrapped<T>,
        borrowed: &'a str,
        one: One<'a, T>,
    }

    #[derive(ch::Row, Debug, Clone)]
    #[clickhouse(crate = ch)]
    struct Attributes<'a> {
        #[clickhouse(json)]
        json: std::collections::BTreeMap<String, u8>,
        #[clickhouse(flatten)]
        within: Within<'a, u8>,
        #[clickhouse(nested)]
        nested: Vec<Part>,
    }

    #[derive(ch::Value, Debug, Clone)]
    #[clickhouse(crate = ch)]
    struct Part {
        #[clickhouse(json)]
        list: Vec<u8>,
    }

    let row = Within { local: Local::Here, wrapped: Wrapped(1u8), borrowed: "x", one: One::Wrapped(Wrapped(1)) };
    let types: Vec<_> = columns_of(&row).iter().map(|column| column.data_type.to_string()).collect();
    assert_eq!(types, ["Enum8('Here' = 1)", "UInt8", "String", "Variant(String, UInt8)"]);
    assert_eq!((row.local as u8, row.wrapped.0, row.borrowed), (0, 1, "x"));
    let all = Attributes {
        json: std::iter::once(("a".to_owned(), 1)).collect(),
        within: row.clone(),
        nested: vec![Part { list: vec![1] }],
    };
    let types: Vec<_> = columns_of(&all).iter().map(|column| column.data_type.to_string()).collect();
    assert_eq!((types[0].as_str(), types[5].as_str(), types.len()), ("JSON", "Array(JSON)", 6));
    assert!(all.json.contains_key("a") && all.within.wrapped.0 == 1 && all.nested[0].list == [1]);
    assert!(matches!((row.one, One::<u8>::Text("y")), (One::Wrapped(Wrapped(1)), One::Text("y"))));
}

fn columns_of<T: clickhouse_core::Row>(_: &T) -> Vec<clickhouse_core::row::RowColumn> {
    T::columns()
}
