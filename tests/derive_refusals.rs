//! What the derives and traits refuse to compile, each text beside its file in `ui/`.
//!
//! The texts are those of the pinned compiler. After a change that is meant: `TRYBUILD=overwrite cargo test --test
//! derive_refusals`, and read what has become of them.

#[test]
fn refusals_say_what_is_wrong_where_it_stands_and_the_way_out() {
    trybuild::TestCases::new().compile_fail("tests/ui/**/*.rs");
}
