//! The schema in a server that was started for it: its statements as they are, and what takes the place of those that
//! only another server can run.
//!
//! Queries are only described, so that nothing but columns matters: a table of Kafka, of another machine or of replicas
//! becomes a plain one with the same columns.
//!
//! ```text
//! CREATE TABLE a ON CLUSTER c (x UInt8, y String ALIAS upper(z)) ENGINE = ReplicatedMergeTree('/a', '{replica}') ORDER BY x
//!   CREATE TABLE `a` (`x` UInt8, `y` String ALIAS defaultValueOfTypeName('String')) ENGINE = ReplacingMergeTree ORDER BY tuple()
//! ```

use crate::scan::words;
use crate::schema::{self, SchemaStatement};
use clickhouse_core::ddl::{Column, ColumnKind, Schema, Table};
use clickhouse_core::{Client, Error};
use std::path::Path;

/// Runs the statements of the schema at `path`. One that fails is told, and left out.
pub(crate) async fn load(client: &Client, path: &Path) -> Result<(), String> {
    let statements = schema::read(path)?;
    eprintln!("loading {} statements of {}", statements.len(), path.display());
    let mut known = Schema::default();
    for (place, statement) in statements.iter().enumerate() {
        // What the reader of schemas does not know, the server may.
        let mark = place.to_string();
        let _ = known.read(&mark, &statement.sql);
        let Err(error) = run(client, &statement.sql).await else { continue };
        let created = known.tables().iter().find(|table| *table.place.file == *mark);
        if !runs_otherwise(client, statement, created).await {
            eprintln!(
                "warning: {}:{}: left out, so that queries of it will fail: {error}",
                statement.file.display(),
                statement.line
            );
        }
    }
    Ok(())
}

/// Whether something else does what the statement does to columns.
async fn runs_otherwise(client: &Client, statement: &SchemaStatement, created: Option<&Table>) -> bool {
    if let Some(sql) = without_cluster(&statement.sql)
        && run(client, &sql).await.is_ok()
    {
        return true;
    }
    let Some(sql) = created.and_then(stand_in) else { return false };
    run(client, &sql).await.is_ok()
}

/// Runs a statement; the database that it names is made for it.
async fn run(client: &Client, sql: &str) -> Result<(), Error> {
    let Err(error) = client.command(sql).await else { return Ok(()) };
    let message = error.server().map(|server| server.message.clone()).unwrap_or_default();
    let database = message.split_once("Database ").and_then(|(_, rest)| rest.split_once(" does not exist"));
    match database {
        Some((database, _)) if error.code() == Some(81) => {
            let database = quoted(database.trim_matches('`'));
            client.command(format!("CREATE DATABASE IF NOT EXISTS {database}")).await?;
            client.command(sql).await.map(drop)
        }
        _ => Err(error),
    }
}

/// The statement without `ON CLUSTER name`, if it has that.
fn without_cluster(sql: &str) -> Option<String> {
    let words: Vec<_> = words(sql).ok()?;
    let is = |word: &(usize, &str), name: &str| word.1.eq_ignore_ascii_case(name);
    let place = words.windows(3).position(|three| is(&three[0], "ON") && is(&three[1], "CLUSTER"))?;
    let (start, (at, name)) = (words[place].0, words[place + 2]);
    Some(format!("{}{}", &sql[..start], &sql[at + name.len()..]))
}

/// A plain table with the columns of `table`; `None` where these are not known.
fn stand_in(table: &Table) -> Option<String> {
    let columns: Option<Vec<_>> = table.columns.as_ref().ok()?.iter().map(declaration).collect();
    let database = table.database.as_deref().map(|database| quoted(database) + ".").unwrap_or_default();
    Some(format!(
        "CREATE TABLE IF NOT EXISTS {database}{} ({}) ENGINE = ReplacingMergeTree ORDER BY tuple()",
        quoted(&table.name),
        columns?.join(", ")
    ))
}

/// The column with an expression that gives its type, which is all that is left of its own.
fn declaration(column: &Column) -> Option<String> {
    let data_type = column.data_type.as_ref()?.to_string();
    let name = quoted(&column.name);
    Some(match column.kind {
        ColumnKind::Plain => format!("{name} {data_type}"),
        kind => {
            let text = data_type.replace('\\', "\\\\").replace('\'', "\\'");
            format!("{name} {data_type} {} defaultValueOfTypeName('{text}')", kind.word())
        }
    })
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_taken_out() {
        for (sql, expected) in [
            ("CREATE TABLE a ON CLUSTER c (x UInt8)", Some("CREATE TABLE a  (x UInt8)")),
            ("alter table a on cluster '{cluster}' DROP COLUMN x", Some("alter table a  DROP COLUMN x")),
            ("CREATE TABLE a (x UInt8 COMMENT 'ON CLUSTER c')", None),
            ("SELECT 1 /* ON CLUSTER c */", None),
        ] {
            assert_eq!(without_cluster(sql).as_deref(), expected, "{sql}");
        }
    }

    #[test]
    fn a_plain_table_has_the_columns_of_the_other() {
        let mut schema = Schema::default();
        let sql =
            "CREATE TABLE d.`a b` (x UInt8, e Enum8('it\\'s' = 1) ALIAS 'x', y String DEFAULT 'd') ENGINE = Kafka";
        schema.read("0", sql).unwrap();
        assert_eq!(
            stand_in(&schema.tables()[0]).unwrap(),
            "CREATE TABLE IF NOT EXISTS `d`.`a b` (`x` UInt8, `e` Enum8('it\\'s' = 1) ALIAS \
             defaultValueOfTypeName('Enum8(\\'it\\\\\\'s\\' = 1)'), `y` String DEFAULT defaultValueOfTypeName('String')) \
             ENGINE = ReplacingMergeTree ORDER BY tuple()"
        );
    }
}
