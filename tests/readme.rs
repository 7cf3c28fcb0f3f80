//! README, crate docs and quickstart tell the same story, and what the README says of refusals is what a server's user
//! reads.

mod support;

use clickhouse_core::Row;
use std::fs;
use std::path::Path;
use support::{Outcome, database};

#[test]
fn the_main_job_reads_the_same_everywhere() {
    let docs: String = file("clickhouse-core/src/lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .map(|line| format!("{line}\n"))
        .collect();
    let readme = file("README.md");
    let story = story(&readme);
    assert_eq!(story.len(), 15, "{story:#?}");
    assert_eq!(self::story(&docs), story);
    // The example says in between what it did.
    let example = file("examples/quickstart.rs");
    let mut lines = example.lines().map(str::trim);
    for line in story {
        assert!(lines.any(|found| found == line), "the example does not say\n{line}");
    }
}

#[test]
fn the_main_job_is_twenty_lines() {
    let readme = file("README.md");
    let code = readme.split("```rust,no_run\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let lines = code.lines().filter(|line| line.trim().len() > 2).count();
    assert!(lines <= 20, "{lines}");
}

#[tokio::test]
async fn refusals_read_as_the_readme_says() -> Outcome {
    let (_database, client) = database().await?;
    #[derive(Row, Debug)]
    #[allow(dead_code, reason = "only its columns matter")]
    struct Metric {
        key: u32,
        value: String,
        metric: f64,
    }
    #[derive(Row)]
    struct Level {
        level: u16,
    }
    #[derive(Row, Debug)]
    #[allow(dead_code, reason = "only its columns matter")]
    struct Price {
        price: f64,
    }
    #[derive(Row)]
    struct Trade {
        day: time::Date,
    }
    client.command("CREATE TABLE levels (level UInt8) ENGINE Memory").await?;
    client.command("CREATE TABLE trades (day Date) ENGINE Memory").await?;
    let day = |year| time::Date::from_calendar_date(year, time::Month::December, 31).map(|day| Trade { day });
    let trades = (0..18).map(|row| day(if row < 17 { 2024 } else { 1969 })).collect::<Result<Vec<_>, _>>()?;
    let metrics = client.query_as::<Metric>("SELECT 1::UInt64 AS key, 'v' AS value").await;
    let prices = client.query_as::<Price>("SELECT 1.5::Nullable(Float64) AS price").await;
    let nowhere = client.query_as::<u8>("SELECT * FROM nowhere").await.unwrap_err();
    for text in [
        metrics.unwrap_err().to_string(),
        client.insert("levels", &[Level { level: 300 }]).await.unwrap_err().to_string(),
        prices.unwrap_err().to_string(),
        client.insert("trades", &trades).await.unwrap_err().to_string(),
        // Of the server's words those that do not name the database.
        nowhere.to_string().split_inclusive("'nowhere'").next().unwrap_or_default().to_owned(),
    ] {
        assert!(file("README.md").contains(&format!("```text\n{text}\n```")), "the README does not say\n{text}");
    }
    // The compiler's words on SQL, which are the texts with a code but for the first.
    let said = ["sql/text_for_number", "query_as/field_of_another_type"];
    let readme = file("README.md");
    let told = readme.split("```text\nerror[").skip(2).filter_map(|rest| rest.split("```").next());
    let told: Vec<&str> = told.filter(|told| told.contains("sql!(") || told.contains("query_as!(")).collect();
    assert_eq!(told.len(), said.len());
    for (told, said) in told.iter().zip(said) {
        let said = file(&format!("tests/ui/{said}.stderr"));
        for line in told.lines() {
            assert!(
                said.lines().any(|said| said.trim_start_matches("error[") == line),
                "the compiler does not say\n{line}"
            );
        }
    }
    // The compiler's words, without the notes that follow.
    let refusal = fs::read_to_string(root().join("tests/ui/field_without_clickhouse_type.stderr"))?;
    let told = file("README.md");
    let told = told.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
    for line in told.lines() {
        assert!(refusal.lines().any(|said| said == line), "the compiler does not say\n{line}");
    }
    Ok(())
}

/// The compiler's words on a struct and its table, which the file beside them makes it say.
#[test]
fn what_the_readme_says_of_schemas_is_what_the_compiler_says() {
    let readme = file("README.md");
    let section = readme.split("\n## ").find(|section| section.starts_with("Structs that the compiler checks"));
    let section = section.expect("the section");
    let code = section.split("```rust,ignore\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the struct");
    assert!(file("tests/ui/table/three_mistakes.rs").contains(code), "{code}");
    let said = file("tests/ui/table/three_mistakes.stderr");
    let told: Vec<_> = section.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(told.len(), 3);
    for told in told {
        assert!(said.contains(told), "the compiler does not say\n{told}");
    }
}

#[test]
fn the_readme_names_every_feature() {
    let manifest = file("clickhouse-core/Cargo.toml");
    let features = manifest.split_once("[features]\n").unwrap().1.split_once("\n\n").unwrap().0;
    let features = features.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    let readme = file("README.md");
    let (_, table) = readme.split_once("## Features of `clickhouse-core`").unwrap();
    let table = table.split_once("Without default features").unwrap().0;
    let missing: Vec<_> = features.filter(|name| *name != "default" && !table.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, [""; 0]);
}

/// The lines between the struct and the check of its totals, without those that only connect.
fn story(text: &str) -> Vec<&str> {
    let begin = text.find("#[derive(Row, Debug, Clone, PartialEq)]").expect("the struct");
    let end = text.find("assert_eq!(totals").expect("the check");
    let end = end + text[end..].find('\n').expect("a line end");
    let connects = ["#[tokio::main]", "async fn", "# async fn", "let client =", "}"];
    text[begin..end]
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !connects.iter().any(|begin| line.starts_with(begin)))
        .collect()
}

fn file(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("the file is there")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
