//! Where structs stand and what stands on them: macros, functions, attributes, visibility, lints.

mod macro_rules_struct {
    macro_rules! rows {
    ($($vis:vis $name:ident { $($(#[$meta:meta])* $field:ident : $ty:ty),* $(,)? })*) => {
        $(#[derive(clickhouse_core::Row, Debug, Clone, PartialEq)]
        $vis struct $name { $($(#[$meta])* $vis $field: $ty),* })*
    };
}
    rows! {
        pub Visit { #[clickhouse(type = "UInt64")] id: u64, #[clickhouse(rename = "URL")] url: String, tags: Vec<Option<String>> }
        Host { name: String }
    }
    macro_rules! typed {
        ($name:ident, $ty:ty, $text:literal, $expr:expr) => {
            #[derive(clickhouse_core::Row)]
            struct $name {
                #[clickhouse(type = $text)]
                a: $ty,
                #[clickhouse(rename = $expr)]
                b: u8,
            }
        };
    }
    typed!(T1, Option<u8>, "Nullable(UInt8)", "bee");
    macro_rules! with_ident { ($($f:ident)*) => { #[derive(clickhouse_core::Row)] struct Idents { $($f: u8),* } } }
    with_ident!(a b c __row __cursor value);
    macro_rules! lifetimes { ($l:lifetime) => { #[derive(clickhouse_core::Row)] struct Lt<$l> { host: &$l str } } }
    lifetimes!('x);
}

mod in_function {
    fn f() -> usize {
        use clickhouse_core::{Enum, Row, Value};
        #[derive(Enum)]
        enum Level {
            Info,
            Warn,
        }
        #[derive(Value)]
        struct Id(u64);
        #[derive(Row)]
        struct Visit<'a> {
            #[clickhouse(type = "UInt64")]
            id: Id,
            #[clickhouse(type = "Enum8('Info' = 1, 'Warn' = 2)")]
            level: Level,
            host: &'a str,
        }
        let closure = || {
            #[derive(Row)]
            struct Inner {
                a: u8,
            }
            Inner::columns().len()
        };
        const {
            #[derive(Row)]
            struct InConst {
                #[allow(dead_code, reason = "its fields are only compared with columns")]
                a: u8,
            }
        };
        Visit::columns().len() + closure()
    }
}

mod in_impl_and_trait {
    use clickhouse_core::Row;
    struct S<T>(T);
    impl<T> S<T> {
        pub fn f(&self) -> usize {
            #[derive(Row)]
            struct Visit<U> {
                id: u64,
                u: U,
            }
            Visit::<u8>::columns().len()
        }
    }
    pub trait Tr {
        fn g() -> usize {
            #[derive(Row)]
            struct Visit {
                #[clickhouse(type = "Nullable(UInt64)")]
                id: Option<u64>,
            }
            Visit::columns().len()
        }
    }
}

mod cfg_fields {
    use clickhouse_core::{Enum, Row};
    #[derive(Row)]
    struct Visit {
        id: u64,
        #[cfg(any())]
        gone: NotThere,
        #[cfg(any(unix, windows))]
        there: u8,
        #[cfg_attr(all(), clickhouse(rename = "URL"))]
        url: String,
        #[cfg_attr(any(), clickhouse(nonsense))]
        host: String,
    }
    #[cfg_attr(all(), derive(Row), clickhouse(rename_all = "camelCase"))]
    struct Other {
        user_id: u8,
    }
    #[derive(Enum)]
    enum Level {
        Info,
        #[cfg(any())]
        Gone,
        #[cfg(any(unix, windows))]
        Warn,
    }
}

mod doc_comments {
    use clickhouse_core::Row;
    /// A visit.
    #[derive(Row)]
    /// More.
    #[non_exhaustive]
    #[must_use]
    #[doc(alias = "hit")]
    #[allow(non_snake_case, reason = "names are part of the test")]
    pub struct Visit {
        /// The `id` of {it}.
        #[doc = "x"]
        #[deprecated = "no"]
        pub id: u64,
        /** block */
        pub URL: String,
        #[doc(hidden)]
        pub x: u8,
    }
}

mod deprecated_struct {
    #![allow(deprecated, reason = "a deprecated field is part of the test")]
    use clickhouse_core::{Enum, Row};
    #[derive(Row)]
    #[deprecated]
    struct Visit {
        #[deprecated]
        id: u64,
    }
    #[derive(Enum)]
    enum Level {
        #[deprecated]
        Info,
        Warn,
    }
}

mod private_in_public {
    #![deny(private_interfaces, private_bounds)]
    use clickhouse_core::{Enum, Row, Value};
    #[derive(Value)]
    struct Id(u64);
    #[derive(Enum)]
    enum Level {
        Info,
    }
    #[derive(Row)]
    pub struct Visit {
        id: Id,
        level: Level,
        list: Vec<Id>,
    }
    #[derive(Row)]
    pub(crate) struct Two {
        pub(self) id: Id,
        pub(self) level: Level,
    }
    mod m {
        #[derive(clickhouse_core::Row)]
        pub(super) struct Three {
            pub(super) id: super::Id,
        }
    }
    fn f(x: m::Three) -> u64 {
        x.id.0
    }
}

mod attribute_order {
    use clickhouse_core::Row;
    #[derive(Row)]
    #[clickhouse(rename_all = "camelCase")]
    #[clickhouse(partial)]
    #[clickhouse()]
    struct Visit {
        #[clickhouse(skip_insert)]
        #[clickhouse(rename = "X")]
        #[clickhouse(type = "UInt64", default)]
        id: u64,
        #[clickhouse(default = Default::default, type = "String")]
        host: String,
        #[clickhouse(default = "make")]
        path: String,
        #[clickhouse(default = <String as Default>::default)]
        q: String,
        #[clickhouse(default = self::m::f::<u8>)]
        g: u8,
    }
    fn make() -> String {
        String::new()
    }
    mod m {
        pub fn f<T: Default>() -> T {
            T::default()
        }
    }
}

mod raw_string_attribute {
    use clickhouse_core::{Enum, Row};
    #[derive(Row)]
    struct Visit {
        #[clickhouse(rename = r"a\b")]
        a: u8,
        #[clickhouse(rename = r#"a"b"#)]
        b: u8,
        #[clickhouse(rename = "a`b")]
        c: u8,
        #[clickhouse(rename = "größe {}")]
        d: u8,
        #[clickhouse(type = r#"Enum8('it\'s' = 1, 'a"b' = 2, '{}' = 3)"#)]
        e: E,
        #[clickhouse(type = "Enum8('it''s' = 1, 'a\"b' = 2, '{}' = 3)")]
        f: E,
        #[clickhouse(type = "
        Array(
            UInt8
        )
    ")]
        g: Vec<u8>,
    }
    #[derive(Enum)]
    enum E {
        #[clickhouse(rename = "it's")]
        A,
        #[clickhouse(rename = "a\"b")]
        B,
        #[clickhouse(rename = "{}")]
        C,
    }
}

mod lints {
    #![deny(
        warnings,
        clippy::all,
        missing_docs,
        unreachable_pub,
        unused_qualifications,
        non_snake_case,
        non_camel_case_types,
        elided_lifetimes_in_paths,
        explicit_outlives_requirements,
        unused_lifetimes,
        single_use_lifetimes,
        let_underscore_drop,
        unit_bindings,
        redundant_lifetimes,
        ambiguous_negative_literals,
        unused_import_braces,
        unused_macro_rules,
        variant_size_differences,
        trivial_casts,
        trivial_numeric_casts,
        absolute_paths_not_starting_with_crate,
        meta_variable_misuse,
        unsafe_code
    )]
    use clickhouse_core::{Enum, Row, Value, Variant};
    #[derive(Row)]
    struct A<'a> {
        #[clickhouse(type = "Nullable(String)")]
        a: Option<&'a str>,
        b: u8,
    }
    #[derive(Enum)]
    enum E {
        A,
        B,
    }
    #[derive(Value)]
    struct V {
        a: u8,
        e: E,
    }
    #[derive(Variant)]
    enum W {
        A(u8),
        B(String),
    }
    #[derive(Row)]
    struct B {
        #[clickhouse(type = "Enum8('A' = 1, 'B' = 2)")]
        e: E,
        v: V,
        w: Option<W>,
        #[clickhouse(skip_insert)]
        c: u8,
    }
}

mod struct_update_and_debug {
    use clickhouse_core::Row;
    #[derive(Row, Debug, Default, Clone, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Visit {
        #[serde(rename = "x")]
        #[clickhouse(rename = "y")]
        a: u8,
        #[serde(skip)]
        b: String,
        #[serde(default, with = "clickhouse")]
        c: u8,
    }
    mod clickhouse {
        pub fn serialize<S: serde::Serializer>(v: &u8, s: S) -> Result<S::Ok, S::Error> {
            s.serialize_u8(*v)
        }
        pub fn deserialize<'de, D: serde::Deserializer<'de>>(d: D) -> Result<u8, D::Error> {
            serde::Deserialize::deserialize(d)
        }
    }
}
