//! An edit of the schema, and only of it, has the compiler look again.

use crate::support::Outcome;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// A crate of its own, that nothing but cargo and the files it reads can rebuild.
#[test]
fn an_edit_of_the_schema_alone_has_the_struct_checked_again() -> Outcome {
    let program = std::env::current_exe()?;
    let folder = program.ancestors().nth(3).ok_or("target/debug/deps/program")?.join("tests/recheck");
    std::fs::create_dir_all(folder.join("src"))?;
    std::fs::create_dir_all(folder.join("clickhouse"))?;
    let root = env!("CARGO_MANIFEST_DIR");
    let manifest = format!(
        "[package]\nname = \"recheck\"\nedition = \"2024\"\n[dependencies.clickhouse-core]\npath = \
         {:?}\ndefault-features = false\nfeatures = [\"derive\"]\n[workspace]\n",
        format!("{root}/clickhouse-core")
    );
    std::fs::write(folder.join("Cargo.toml"), manifest)?;
    std::fs::copy(format!("{root}/Cargo.lock"), folder.join("Cargo.lock"))?;
    let source = "#[derive(clickhouse_core::Row)]\n#[clickhouse(table = \"metrics\")]\npub struct Metric {\n    pub value: \
                  f64,\n}\n";
    std::fs::write(folder.join("src/lib.rs"), source)?;
    let schema = folder.join("clickhouse/schema.sql");
    let migrations = folder.join("clickhouse/migrations");
    let _ = std::fs::remove_dir_all(&migrations);
    let _ = std::fs::remove_file(folder.join("build.rs"));
    let write = |file: &Path, bytes: &[u8], seconds| -> std::io::Result<()> {
        std::fs::write(file, bytes)?;
        // Cargo compares times of files, of which some keep whole seconds only.
        let later = SystemTime::now() + Duration::from_secs(seconds);
        std::fs::File::options().append(true).open(file)?.set_modified(later)
    };
    let check = || -> Result<(bool, String), Box<dyn std::error::Error>> {
        let output = std::process::Command::new(env!("CARGO"))
            .args(["check", "--offline", "--verbose"])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .env_remove("CLICKHOUSE_SCHEMA")
            .output()?;
        Ok((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
    };
    let is_fresh = |said: &str| said.contains("Fresh recheck ") && !said.contains("Checking recheck ");
    let table = |column: &str| format!("CREATE TABLE metrics (value {column}) ENGINE Memory").into_bytes();
    write(&schema, &table("Float64"), 0)?;
    let (is_fine, said) = check()?;
    assert!(is_fine, "{said}");
    // Nothing else does, whatever stands beside it.
    write(&folder.join("clickhouse/notes.sql"), b"CREATE TABLE metrics", 1)?;
    let (is_fine, said) = check()?;
    assert!(is_fine && is_fresh(&said), "{said}");
    write(&schema, &table("Float32"), 2)?;
    let (is_fine, said) = check()?;
    assert!(!is_fine, "the change went unnoticed");
    assert!(said.contains("column `value` is `Float32`, which cannot hold every `f64`"), "{said}");
    assert!(said.contains("the column is declared in clickhouse/schema.sql:1"), "{said}");
    write(&schema, &table("Float64 DEFAULT 0"), 4)?;
    let (is_fine, said) = check()?;
    assert!(is_fine, "{said}");
    // A file that is no text, one that is there no longer, and migrations in its place.
    write(&schema, b"CREATE \xff", 6)?;
    let (is_fine, said) = check()?;
    assert!(!is_fine && said.contains("clickhouse/schema.sql is no text: byte 7 is not UTF-8"), "{said}");
    std::fs::remove_file(&schema)?;
    let (is_fine, said) = check()?;
    assert!(!is_fine && said.contains("there is no schema to look the table up in"), "{said}");
    std::fs::create_dir_all(&migrations)?;
    write(&migrations.join("0001_create.up.sql"), &table("Float64"), 8)?;
    write(&migrations.join("0001_create.down.sql"), b"DROP TABLE metrics", 8)?;
    let (is_fine, said) = check()?;
    assert!(is_fine, "{said}");
    let change = migrations.join("0001_create.up.sql");
    write(&change, &[table("Float64"), b";\nALTER TABLE metrics MODIFY COLUMN value Float32".to_vec()].concat(), 10)?;
    let (is_fine, said) = check()?;
    assert!(!is_fine, "the change went unnoticed");
    assert!(said.contains("the column is declared in clickhouse/migrations/0001_create.up.sql:2"), "{said}");
    // Of a new file cargo hears by a build script alone.
    std::fs::remove_dir_all(&migrations)?;
    std::fs::create_dir_all(&migrations)?;
    write(&change, &table("Float64"), 0)?;
    let script = b"fn main() {\n    println!(\"cargo::rerun-if-changed=clickhouse/migrations\");\n}\n";
    write(&folder.join("build.rs"), script, 0)?;
    let (is_fine, said) = check()?;
    assert!(is_fine, "{said}");
    let (is_fine, said) = check()?;
    assert!(is_fine && is_fresh(&said), "{said}");
    write(&migrations.join("0002_more.sql"), b"ALTER TABLE metrics MODIFY COLUMN value String", 2)?;
    let (is_fine, said) = check()?;
    assert!(!is_fine && said.contains("clickhouse/migrations/0002_more.sql:1"), "{said}");
    Ok(())
}
