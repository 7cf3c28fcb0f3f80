//! The macro works where nothing is in scope, under lints, and with the core called otherwise.

#![deny(
    warnings,
    rust_2018_idioms,
    unused_qualifications,
    unused_results,
    trivial_casts,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]

use clickhouse_core::types::Decimal;

/// The core as another crate re-exports it.
mod facade {
    pub(super) use clickhouse_core as database;
}

#[allow(dead_code, non_camel_case_types, reason = "it stands in the way of what the prelude names, and no more")]
mod without_prelude {
    #![no_implicit_prelude]

    struct Option;
    struct String;
    struct Vec;
    struct str;
    struct Sized;
    struct Statement;
    trait Fits {}
    trait Param {}
    mod std {}
    mod core {}
    mod clickhouse_core {}

    pub(super) fn statement(
        value: u8,
        price: ::clickhouse_core::types::Decimal<4, 1>,
        __ch: &[::std::string::String],
    ) -> ::clickhouse_core::sql::Statement {
        super::facade::database::sql!(
            "SELECT {value:Nullable(UInt8)}, {level:Enum8('a' = 1)}, {price:Decimal(9, 2)}, {names:Array(String)}",
            level = "a",
            price = price,
            names = __ch,
        )
    }
}

macro_rules! select {
    ($sql:literal, $($name:ident = $value:expr),*) => {
        clickhouse_core::sql!($sql, $($name = $value),*)
    };
}

#[test]
fn the_macro_needs_nothing_in_scope() {
    let statement = without_prelude::statement(1, Decimal::new(1).unwrap(), &[]);
    assert!(format!("{statement:?}").contains(r#"["value", "level", "price", "names"]"#), "{statement:?}");
}

#[test]
fn the_macro_may_stand_in_a_macro() {
    let min = 1.5;
    let statement = select!("SELECT {min:Float64}, {max:Float64}", max = min + 1.0);
    assert!(format!("{statement:?}").contains(r#"["min", "max"]"#), "{statement:?}");
}
