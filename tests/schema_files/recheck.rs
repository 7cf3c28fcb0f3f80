//! An edit of the schema, and only of it, has the compiler look again.

use crate::support::Outcome;

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
    let check = |column: &str, seconds| -> Result<(bool, String), Box<dyn std::error::Error>> {
        std::fs::write(&schema, format!("CREATE TABLE metrics (value {column}) ENGINE Memory"))?;
        // Cargo compares times of files, of which some keep whole seconds only.
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(seconds);
        std::fs::File::options().append(true).open(&schema)?.set_modified(later)?;
        let output = std::process::Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet"])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .env_remove("CLICKHOUSE_SCHEMA")
            .output()?;
        Ok((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
    };
    let (is_fine, said) = check("Float64", 0)?;
    assert!(is_fine, "{said}");
    let (is_fine, said) = check("Float32", 2)?;
    assert!(!is_fine, "the change went unnoticed");
    assert!(said.contains("column `value` is `Float32`, which cannot hold every `f64`"), "{said}");
    assert!(said.contains("the column is declared in clickhouse/schema.sql:1"), "{said}");
    let (is_fine, said) = check("Float64 DEFAULT 0", 4)?;
    assert!(is_fine, "{said}");
    Ok(())
}
