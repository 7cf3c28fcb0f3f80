//! What the derives and traits refuse to compile, each text beside its file in `ui/`.
//!
//! The texts are those of the pinned compiler. After a change that is meant: `TRYBUILD=overwrite cargo test --test
//! derive_refusals`, and read what has become of them. One file: `cargo test --test derive_refusals -- refusals
//! trybuild=null.rs`.

use std::{env, fs};

#[test]
fn refusals_say_what_is_wrong_where_it_stands_and_the_way_out() {
    // The crate that trybuild makes of the files has its schema where a user's crate has it.
    let program = env::current_exe().expect("the path of this program");
    let target = program.ancestors().nth(3).expect("target/debug/deps/program");
    let folder = target.join("tests/trybuild/clickhouse-workspace/clickhouse");
    fs::create_dir_all(&folder).expect("a folder for the schema");
    fs::copy("tests/ui/clickhouse_schema.sql", folder.join("schema.sql")).expect("the schema");
    trybuild::TestCases::new().compile_fail("tests/ui/**/*.rs");
}
