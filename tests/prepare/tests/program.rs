//! The program on a package that is made for the test: what it writes, what `--check` finds, and what it leaves alone.

use clickhouse_core::Client;
use clickhouse_embedded::Server;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A package with these sources, removed at the end.
struct Package(PathBuf);

impl Package {
    fn new(name: &str, source: &str) -> std::io::Result<Package> {
        let folder = std::env::temp_dir().join(format!("clickhouse-prepare-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("Cargo.toml"), "[package]\nname = \"p\"\n\n[workspace]\n")?;
        let package = Package(folder);
        package.source(source)?;
        Ok(package)
    }

    fn source(&self, source: &str) -> std::io::Result<()> {
        fs::write(self.0.join("src/main.rs"), source)
    }

    /// Whether the program ends well, and what it says on stdout.
    fn prepare(&self, url: Option<&str>, arguments: &[&str]) -> std::io::Result<(bool, String)> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clickhouse-prepare"));
        command.current_dir(&self.0).args(arguments).env_remove("CLICKHOUSE_SCHEMA");
        if let Some(url) = url {
            command.env("CLICKHOUSE_URL", url).env_remove("CLICKHOUSE_USER").env_remove("CLICKHOUSE_PASSWORD");
            command.env_remove("CLICKHOUSE_DATABASE");
        }
        let output = command.output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok((output.status.success(), format!("{said}{}", String::from_utf8_lossy(&output.stderr))))
    }

    fn snapshots(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.join("clickhouse/queries")).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const SOURCE: &str = r##"
    async fn main() {
        query_as!((String, u64), "SELECT host, count() FROM requests WHERE status = {status:UInt16} GROUP BY host");
        assert!(query_as!(u64, r"-- table = requests
            SELECT sum(status) FROM {table:Identifier} WHERE throwIf(1) = 0").fetch_one(&client).await.is_ok());
    }
"##;

#[tokio::test]
async fn snapshots_are_written_checked_and_removed() -> Outcome {
    let database = Server::shared().await?.database().await?;
    let client = Client::new(database.url())?;
    client.command("CREATE TABLE requests (host String, status UInt16) ENGINE Memory").await?;
    let url = database.url();
    let url = Some(url.as_str());
    let package = Package::new("life", SOURCE)?;

    let (is_well, said) = package.prepare(url, &["--check"])?;
    assert!(!is_well && said.matches("missing: clickhouse/queries/select_").count() == 2, "{said}");
    assert_eq!(package.snapshots().len(), 0);

    let (is_well, said) = package.prepare(url, &[])?;
    assert!(is_well && said.contains("2 queries, 2 snapshots written"), "{said}");
    let names = package.snapshots();
    assert_eq!(names.len(), 2);
    let path = package.0.join("clickhouse/queries").join(&names[0]);
    let text = fs::read_to_string(&path)?;
    assert!(text.contains("    SELECT host, count() FROM requests WHERE"), "{text}");
    assert!(text.ends_with("columns:\n    `host` String\n    `count()` UInt64\n"), "{text}");

    let (is_well, said) = package.prepare(url, &["--check"])?;
    assert!(is_well && said.contains("2 queries, all snapshots are up to date"), "{said}");
    // Another version of the server is no difference, and nothing is written for it.
    let older = text.replace("server: ", "server: 1.");
    fs::write(&path, &older)?;
    assert!(package.prepare(url, &["--check"])?.0 && package.prepare(url, &[])?.0);
    assert_eq!(fs::read_to_string(&path)?, older);

    client.command("ALTER TABLE requests MODIFY COLUMN host LowCardinality(String)").await?;
    let (is_well, said) = package.prepare(url, &["--check"])?;
    assert!(!is_well && said.contains("stale: clickhouse/queries/select_host_"), "{said}");
    assert!(said.contains("gives `host` LowCardinality(String), `count()` UInt64 instead of `host` String"), "{said}");
    assert!(package.prepare(url, &[])?.0 && package.prepare(url, &["--check"])?.0);

    // Of a query that is gone a snapshot is of no use, unless not all sources could be read.
    package.source("fn main() { \" }")?;
    fs::write(package.0.join("src/more.rs"), "query_as!( { ")?;
    assert!(package.prepare(url, &["--check"])?.0);
    assert_eq!(package.snapshots().len(), 2);
    fs::remove_file(package.0.join("src/more.rs"))?;
    package.source("fn main() {}")?;
    let (is_well, said) = package.prepare(url, &["--check"])?;
    assert!(!is_well && said.matches("of no query: clickhouse/queries/select_").count() == 2, "{said}");
    let (is_well, said) = package.prepare(url, &[])?;
    assert!(is_well && said.contains("removed: "), "{said}");
    assert_eq!(package.snapshots().len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_query_that_the_server_refuses_is_told_with_its_file() -> Outcome {
    let database = Server::shared().await?.database().await?;
    let source = "fn main() { query_as!(u64, \"SELECT 1 AS x\"); query_as!(u64, \"SELECT x FROM nowhere\"); }";
    let package = Package::new("refused", source)?;
    let (is_well, said) = package.prepare(Some(&database.url()), &[])?;
    assert!(!is_well && said.contains("refused: src/main.rs: select_x_from_nowhere-"), "{said}");
    assert!(said.contains("Code: 60"), "{said}");
    // The others are written all the same.
    assert_eq!(package.snapshots().len(), 1);
    Ok(())
}

#[test]
fn a_schema_is_loaded_into_a_server_of_its_own() -> Outcome {
    if std::env::var_os("CLICKHOUSE_URL").is_some() {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: a schema in a server of its own: CLICKHOUSE_URL is set, so that none is started"
        );
        return Ok(());
    }
    let source = "fn main() { query_as!(u8, \"SELECT b, c FROM app.events\"); }";
    let package = Package::new("schema", source)?;
    let schema = package.0.join("migrations");
    write(&schema, "10_more.sql", "ALTER TABLE app.events ADD COLUMN c Date; ALTER TABLE app.events DROP COLUMN a;")?;
    write(&schema, "2_events.sql", "-- first\nCREATE TABLE app.events (a UInt8, b String DEFAULT ';') ENGINE Memory;")?;
    write(&schema, "2_events.down.sql", "DROP TABLE app.events")?;
    let (is_well, said) = package.prepare(None, &["--schema", "migrations"])?;
    assert!(is_well, "{said}");
    let text = fs::read_to_string(package.0.join("clickhouse/queries").join(&package.snapshots()[0]))?;
    assert!(text.ends_with("columns:\n    `b` String\n    `c` Date\n"), "{text}");
    Ok(())
}

#[test]
fn tables_of_other_servers_become_plain_ones_with_their_columns() -> Outcome {
    if std::env::var_os("CLICKHOUSE_URL").is_some() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: tables of other servers: CLICKHOUSE_URL is set");
        return Ok(());
    }
    let source = r#"fn main() {
        query_as!(Events, "SELECT *, upper_host FROM app.events FINAL");
        query_as!(Queue, "SELECT * FROM queue");
        query_as!(All, "SELECT * FROM app.all_events");
        query_as!(Hosts, "SELECT * FROM hosts");
    }"#;
    let package = Package::new("elsewhere", source)?;
    let schema = package.0.join("clickhouse/migrations");
    let events = "CREATE TABLE app.events ON CLUSTER '{cluster}' (id UInt64, host LowCardinality(String), \
                  level Enum8('it\\'s' = 1), upper_host String ALIAS upper(host), day Date MATERIALIZED today())\n\
                  ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;\n";
    write(&schema, "V1__events.sql", events)?;
    let more = "-- +goose Up\nALTER TABLE app.events ON CLUSTER '{cluster}' ADD COLUMN note Nullable(String);\n\
                CREATE TABLE app.all_events ON CLUSTER '{cluster}' AS app.events ENGINE = Distributed('{cluster}', app, events);\n\
                CREATE TABLE queue (line String) ENGINE = Kafka('kafka:9092', 't', 'g', 'LineAsString');\n\
                CREATE MATERIALIZED VIEW hosts (host String, n UInt64) ENGINE = SharedSummingMergeTree ORDER BY host AS \
                SELECT host, count() AS n FROM app.events GROUP BY host;\n-- +goose Down\nDROP TABLE app.events;\n";
    write(&schema, "V2__more.sql", more)?;
    write(&schema, "U2__more.sql", "DROP TABLE app.events")?;
    let (is_well, said) = package.prepare(None, &[])?;
    assert!(is_well && !said.contains("warning"), "{said}");
    let columns = |of: &str| -> Result<String, Box<dyn std::error::Error>> {
        let name = package.snapshots().into_iter().find(|name| name.starts_with(of)).ok_or(format!("{of}: {said}"))?;
        let text = fs::read_to_string(package.0.join("clickhouse/queries").join(name))?;
        Ok(text.split_once("columns:\n").unwrap_or_default().1.lines().map(str::trim).collect::<Vec<_>>().join(", "))
    };
    let events = "`id` UInt64, `host` LowCardinality(String), `level` Enum8('it\\'s' = 1), `note` Nullable(String)";
    assert_eq!(columns("select_upper_host_from_app_events")?, format!("{events}, `upper_host` String"));
    assert_eq!(columns("select_from_app_all_events")?, events);
    assert_eq!(columns("select_from_queue")?, "`line` String");
    assert_eq!(columns("select_from_hosts")?, "`host` String, `n` UInt64");
    Ok(())
}

fn write(folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join(name), text)
}
