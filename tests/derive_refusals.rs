//! What the derives and traits refuse to compile, each text beside its file in `ui/`.
//!
//! The texts are those of the pinned compiler. After a change that is meant: `TRYBUILD=overwrite cargo test --test
//! derive_refusals`, and read what has become of them.

#[test]
fn refusals_say_what_is_wrong_where_it_stands_and_the_way_out() {
<<<<<<< HEAD
    trybuild::TestCases::new().compile_fail("tests/ui/**/*.rs");
=======
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*.rs");
    cases.compile_fail("tests/ui/sql/*.rs");
>>>>>>> f285169 (A parameter's value of another type is refused at the value, in a few lines)
}
