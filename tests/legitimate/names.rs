//! Names that could be in the way: words of Rust, of the prelude, of generated code.

mod raw_identifiers {
    use clickhouse_core::{Enum, Row, Value, Variant};
    #[derive(Row)]
    #[allow(non_camel_case_types, reason = "names are part of the test")]
    struct r#struct {
        r#type: u8,
        r#fn: String,
        r#async: bool,
        r#match: Option<u8>,
    }
    #[derive(Enum)]
    #[allow(non_camel_case_types, reason = "names are part of the test")]
    enum r#enum {
        r#type,
        r#fn,
        Normal,
    }
    #[derive(Value)]
    struct Pair {
        r#in: u8,
        r#where: String,
    }
    #[derive(Variant)]
    #[allow(non_camel_case_types, reason = "names are part of the test")]
    enum Any {
        r#try(u8),
        r#dyn(String),
    }
    #[derive(Row)]
    struct All {
        #[clickhouse(type = "Enum8('type' = 1, 'fn' = 2, 'Normal' = 3)")]
        e: r#enum,
        #[clickhouse(type = "Tuple(in UInt8, where String)")]
        p: Pair,
        #[clickhouse(type = "Variant(UInt8, String)")]
        a: Option<Any>,
    }
}

mod shadowed {
    use clickhouse_core::{Enum, Row, Value, Variant};
    #[allow(non_camel_case_types, reason = "names are part of the test")]
    mod m {
        use super::*;
        pub struct Option<T>(pub T);
        pub struct Result;
        pub struct String;
        pub struct Vec;
        pub struct Box;
        pub struct Ok;
        pub struct Some;
        pub trait Clone {}
        pub trait Default {}
        pub trait Iterator {}
        pub trait Send {}
        pub trait Sized {}
        pub trait From {}
        pub trait Into {}
        pub struct u8;
        pub struct usize;
        pub struct bool;
        pub struct str;
        #[derive(Row)]
        pub struct Visit {
            pub a: u16,
            pub b: std::string::String,
            pub c: std::option::Option<u16>,
            #[clickhouse(type = "Array(UInt16)")]
            pub d: std::vec::Vec<u16>,
            #[clickhouse(skip)]
            e: u16,
            #[clickhouse(default)]
            f: u16,
            #[clickhouse(default = f)]
            g: u16,
        }
        fn f() -> u16 {
            1
        }
        #[derive(Enum)]
        pub enum E {
            Some,
            None,
            Ok,
            Err,
        }
        #[derive(Value)]
        pub struct V(pub u16);
        #[derive(Value)]
        pub struct W {
            a: u16,
            b: u32,
        }
        #[derive(Variant)]
        pub enum X {
            A(u16),
            B(std::string::String),
        }
    }
}

mod shadowed_macros {
    use clickhouse_core::Row;
    macro_rules! panic {
        ($($t:tt)*) => {
            compile_error!("shadowed")
        };
    }
    macro_rules! assert {
        ($($t:tt)*) => {
            compile_error!("shadowed")
        };
    }
    macro_rules! vec {
        ($($t:tt)*) => {
            compile_error!("shadowed")
        };
    }
    macro_rules! format {
        ($($t:tt)*) => {
            compile_error!("shadowed")
        };
    }
    macro_rules! write {
        ($($t:tt)*) => {
            compile_error!("shadowed")
        };
    }
    macro_rules! unreachable {
        ($($t:tt)*) => {
            compile_error!("shadowed")
        };
    }
    #[derive(Row)]
    struct Visit {
        #[clickhouse(type = "Array(UInt16)")]
        d: Vec<u16>,
        #[clickhouse(default)]
        e: u8,
    }
    fn f() {
        let _ = clickhouse_core::sql!("SELECT {a:UInt8}", a = 1);
    }
}

mod field_names {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Visit {
        row: u8,
        cursor: u8,
        builders: u8,
        columns: u8,
        table: u8,
        values: u8,
        field: u8,
        name: u8,
        __row: u8,
        __cursor: u8,
        __builders: u8,
        __columns: u8,
        __table: u8,
        __ch: u8,
        __0: u8,
        __1: u8,
        __visit: u8,
        __values: u8,
        __rows: u8,
        __all: u8,
    }
}

mod field_row {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Visit {
        __row: u8,
    }
    #[derive(Row)]
    #[allow(non_snake_case, reason = "names are part of the test")]
    struct Upper {
        __FIELDS: u8,
        __TYPE: u8,
    }
}

mod type_parameter_names {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Visit<Row, Cursor, Builders, Self_> {
        a: Row,
        b: Cursor,
        c: Builders,
        d: Self_,
    }
    #[derive(Row)]
    struct Two<T, E> {
        ok: T,
        err: E,
    }
}

mod row_named_like_derives {
    mod x {
        #[derive(clickhouse_core::Row)]
        pub struct Row {
            pub id: u64,
        }
        #[derive(clickhouse_core::Value)]
        pub struct Value(pub u64);
        #[derive(clickhouse_core::Enum)]
        pub enum Enum {
            A,
        }
        #[derive(clickhouse_core::Variant)]
        pub enum Variant {
            A(u8),
        }
        #[derive(clickhouse_core::Row)]
        pub struct Shape {
            #[clickhouse(type = "UInt64")]
            pub a: Value,
            #[clickhouse(type = "Enum8('A' = 1)")]
            pub b: Enum,
        }
        #[derive(clickhouse_core::Row)]
        pub struct Declared {
            pub a: u8,
        }
        #[derive(clickhouse_core::Row)]
        pub struct Option {
            pub a: std::option::Option<u8>,
        }
    }
    fn f(r: x::Row) -> u64 {
        r.id
    }
}

mod edition_2018_idents {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Δ {
        größe: u8,
        名前: String,
    }
}

mod no_std_like {
    #![forbid(unsafe_code)]
    #![no_implicit_prelude]
    #[derive(::clickhouse_core::Row)]
    struct A<'a> {
        #[clickhouse(type = "Nullable(String)")]
        a: ::std::option::Option<&'a str>,
        b: u8,
        #[clickhouse(default)]
        c: ::std::string::String,
    }
    #[derive(::clickhouse_core::Enum)]
    enum E {
        A,
        B,
    }
    #[derive(::clickhouse_core::Value)]
    struct V {
        #[clickhouse(type = "Enum8('A' = 1, 'B' = 2)")]
        e: E,
    }
    fn f(x: u8) {
        let _ = ::clickhouse_core::sql!("SELECT {x:UInt8}");
    }
}

mod renamed {
    use ch::Row as R;
    use clickhouse_core as ch;
    #[derive(R)]
    struct Visit {
        id: u64,
    }
    #[derive(ch::Row)]
    #[clickhouse(crate = ch)]
    struct Two {
        id: u64,
    }
    mod inner {
        pub use clickhouse_core as db;
    }
    #[derive(inner::db::Row, inner::db::Value)]
    #[clickhouse(crate = "inner::db")]
    struct Three {
        #[clickhouse(type = "UInt64")]
        id: u64,
    }
}

mod two_in_one_module {
    use clickhouse_core::Row;
    mod a {
        #[derive(clickhouse_core::Row)]
        pub struct Visit {
            #[clickhouse(type = "UInt8")]
            pub id: u8,
        }
    }
    mod b {
        #[derive(clickhouse_core::Row)]
        pub struct Visit {
            #[clickhouse(type = "UInt8")]
            pub id: u8,
        }
    }
    #[derive(Row)]
    struct Both {
        #[clickhouse(flatten = "a_")]
        a: a::Visit,
        #[clickhouse(flatten = "b_")]
        b: b::Visit,
    }
}
