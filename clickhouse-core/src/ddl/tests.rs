//! What statements leave behind, and what is refused, each at its line.

use super::{ColumnKind, NoTable, Schema};

fn schema(sql: &str) -> Schema {
    let mut schema = Schema::default();
    schema.read("schema.sql", sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    schema
}

/// The columns of the table `t`, each as its name, its type and, where it is not plain, its kind.
fn columns(sql: &str) -> Vec<String> {
    let schema = schema(sql);
    let table = schema.table("t").unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
    let columns = table.columns.as_ref().unwrap_or_else(|why| panic!("{why}\n{sql}"));
    let shown = |column: &super::Column| {
        let data_type = column.data_type.as_ref().map_or("?".to_owned(), ToString::to_string);
        match column.kind {
            ColumnKind::Plain => format!("{} {data_type}", column.name),
            kind => format!("{} {data_type} {kind:?}", column.name),
        }
    };
    columns.iter().map(shown).collect()
}

fn refusal(sql: &str) -> String {
    match Schema::default().read("schema.sql", sql) {
        Ok(()) => panic!("accepted: {sql}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_declaration_has_parts_in_any_number() {
    assert_eq!(
        columns(
            "CREATE TABLE IF NOT EXISTS db.t ON CLUSTER '{cluster}' (
                a UInt8, `b c` String DEFAULT 'x, y)' COMMENT 'it''s (b' CODEC(ZSTD(3), Delta) TTL day + INTERVAL 1 DAY,
                c Int32 NULL, d int unsigned NOT NULL, e String NULL, f LowCardinality(Nullable(String)),
                g MATERIALIZED a + 1, h UInt8 ALIAS (a, 1).1, i String EPHEMERAL, j UInt8 EPHEMERAL 5 CODEC(NONE),
                ttl DateTime DEFAULT now() TTL ttl + INTERVAL 1 MONTH, k UInt8 DEFAULT ttl IS NOT NULL COMMENT 'k',
                l Enum('a', 'b' = 5, 'c' = 6) DEFAULT 'a', n Nested(x UInt8, `y z` Array(String)), o.p Array(UInt8),
                q Decimal(10, 2) DEFAULT -1.5e3 CODEC(T64), r DateTime64(3, 'UTC') DEFAULT now64(3) NOT NULL,
                s Map(String, Tuple(a UInt8, b DOUBLE PRECISION)), -- , comment
                /* u String, */ v JSON(max_dynamic_paths = 8, a.b UInt8), w String DEFAULT CASE WHEN a = 1 THEN 'x' ELSE 'y' END TTL day,
                INDEX i1 a TYPE minmax GRANULARITY 1, INDEX i2 (a, lower(`b c`)) TYPE bloom_filter(0.01),
                PROJECTION p (SELECT a, count() GROUP BY a), CONSTRAINT c1 CHECK a > 0, CONSTRAINT c2 ASSUME a < 9,
                PRIMARY KEY (a), `index` UInt8
            ) ENGINE = ReplicatedMergeTree('/clickhouse/{shard}/t', '{replica}') PARTITION BY toYYYYMM(ttl)
            ORDER BY (a, ttl) TTL ttl + INTERVAL 1 YEAR DELETE, ttl + toIntervalDay(1) TO VOLUME 'cold'
            SETTINGS index_granularity = 8192 COMMENT 'a table';"
        ),
        [
            "a UInt8",
            "b c String Default",
            "c Nullable(Int32)",
            "d UInt32",
            "e Nullable(String)",
            "f LowCardinality(Nullable(String))",
            "g ? Materialized",
            "h UInt8 Alias",
            "i String Ephemeral",
            "j UInt8 Ephemeral",
            "ttl DateTime Default",
            "k UInt8 Default",
            "l Enum8('a' = 1, 'b' = 5, 'c' = 6) Default",
            "n.x Array(UInt8)",
            "n.y z Array(Array(String))",
            "o.p Array(UInt8)",
            "q Decimal(10, 2) Default",
            "r DateTime64(3, 'UTC') Default",
            "s Map(String, Tuple(a UInt8, b Float64))",
            "v JSON(max_dynamic_paths=8, `a.b` UInt8)",
            "w String Default",
            "index UInt8",
        ]
    );
}

#[test]
fn changes_are_made_in_their_order() {
    let base = "CREATE TABLE t (a UInt8, b String, n Nested(x UInt8)) ENGINE Memory;";
    for (change, expected) in [
        ("ADD COLUMN c Date", vec!["a UInt8", "b String", "n.x Array(UInt8)", "c Date"]),
        ("ADD COLUMN c Date FIRST", vec!["c Date", "a UInt8", "b String", "n.x Array(UInt8)"]),
        (
            "ADD COLUMN c Date DEFAULT today() AFTER a",
            vec!["a UInt8", "c Date Default", "b String", "n.x Array(UInt8)"],
        ),
        (
            "ADD COLUMN n.y Array(String) AFTER n.x",
            vec!["a UInt8", "b String", "n.x Array(UInt8)", "n.y Array(String)"],
        ),
        (
            "ADD COLUMN IF NOT EXISTS b Date, ADD COLUMN z UInt8",
            vec!["a UInt8", "b String", "n.x Array(UInt8)", "z UInt8"],
        ),
        ("DROP COLUMN b, DROP COLUMN IF EXISTS zz", vec!["a UInt8", "n.x Array(UInt8)"]),
        ("DROP COLUMN n", vec!["a UInt8", "b String"]),
        ("RENAME COLUMN a TO d, RENAME COLUMN IF EXISTS zz TO y", vec!["d UInt8", "b String", "n.x Array(UInt8)"]),
        (
            "MODIFY COLUMN b LowCardinality(String) CODEC(ZSTD)",
            vec!["a UInt8", "b LowCardinality(String)", "n.x Array(UInt8)"],
        ),
        (
            "MODIFY COLUMN b DEFAULT 'x', MODIFY COLUMN a UInt64 FIRST",
            vec!["a UInt64", "b String Default", "n.x Array(UInt8)"],
        ),
        ("ALTER COLUMN b TYPE Nullable(String)", vec!["a UInt8", "b Nullable(String)", "n.x Array(UInt8)"]),
        (
            "MODIFY COLUMN b DEFAULT 'x', MODIFY COLUMN b REMOVE DEFAULT",
            vec!["a UInt8", "b String", "n.x Array(UInt8)"],
        ),
        (
            "ON CLUSTER c COMMENT COLUMN b 'x', CLEAR COLUMN b IN PARTITION 1, DROP COLUMN a",
            vec!["b String", "n.x Array(UInt8)"],
        ),
        ("MODIFY SETTING a = 1, b = 2", vec!["a UInt8", "b String", "n.x Array(UInt8)"]),
        (
            "UPDATE a = 1, b = 'x' WHERE a = 2 SETTINGS mutations_sync = 2",
            vec!["a UInt8", "b String", "n.x Array(UInt8)"],
        ),
        (
            "ADD INDEX i (a, b) TYPE minmax GRANULARITY 1, ADD COLUMN c Date",
            vec!["a UInt8", "b String", "n.x Array(UInt8)", "c Date"],
        ),
        ("(ADD COLUMN c Date), (DROP COLUMN a)", vec!["b String", "n.x Array(UInt8)", "c Date"]),
        ("MODIFY TTL d + INTERVAL 1 DAY", vec!["a UInt8", "b String", "n.x Array(UInt8)"]),
        ("DELETE WHERE a = 1", vec!["a UInt8", "b String", "n.x Array(UInt8)"]),
    ] {
        assert_eq!(columns(&format!("{base} ALTER TABLE t {change}")), expected, "{change}");
    }
}

#[test]
fn tables_come_and_go_and_are_renamed() {
    assert_eq!(columns("CREATE TABLE u (a UInt8) ENGINE Memory; RENAME TABLE u TO t"), ["a UInt8"]);
    assert_eq!(
        columns(
            "CREATE TABLE t (a Date) ENGINE Memory; CREATE TABLE u (b Date) ENGINE Memory; EXCHANGE TABLES t AND u"
        ),
        ["b Date"]
    );
    assert_eq!(
        columns("CREATE TABLE t (a Date) ENGINE Memory; DROP TABLE t SYNC; CREATE TABLE t (b Date) ENGINE Memory"),
        ["b Date"]
    );
    assert_eq!(columns("CREATE TABLE u (a Date) ENGINE Memory; CREATE TABLE t AS u"), ["a Date"]);
    assert_eq!(
        columns("CREATE TABLE t (a Date) ENGINE Memory; CREATE TABLE IF NOT EXISTS t (b Date) ENGINE Memory"),
        ["a Date"]
    );
    assert_eq!(columns("CREATE OR REPLACE TABLE t (a Date) ENGINE Memory AS SELECT today() AS a"), ["a Date"]);
    assert_eq!(
        columns("SET flatten_nested = 0; CREATE TABLE t (n Nested(a UInt8)) ENGINE Memory"),
        ["n Nested(a UInt8)"]
    );
    assert_eq!(
        columns("-- +goose Up\nCREATE TABLE t (a Date) ENGINE Memory;\n-- +goose Down\nDROP TABLE t;"),
        ["a Date"]
    );
    assert_eq!(
        columns("-- migrate:down\nDROP TABLE t;\n-- migrate:up transaction:false\nCREATE TABLE t (a Date);"),
        ["a Date"]
    );
    // The end of the text is in the line where it was.
    assert!(refusal("CREATE TABLE\n-- +goose Down").starts_with("schema.sql:2:"));
    assert_eq!(
        refusal("-- +goose Down\nDROP\n-- +goose Up\nCREATE TABLE t (a Dat);"),
        "schema.sql:4: no type is called `Dat`; did you mean `Date`?"
    );
    assert_eq!(columns("CREATE MATERIALIZED VIEW t TO u (`a` Date) AS SELECT today() AS a"), ["a Date"]);
    assert_eq!(
        columns("CREATE DICTIONARY t (id UInt64, name String DEFAULT '' HIERARCHICAL) PRIMARY KEY id"),
        ["id UInt64", "name String"]
    );
    assert_eq!(columns("ATTACH TABLE t UUID 'x' (a Date) ENGINE = Memory"), ["a Date"]);
}

#[test]
fn what_changes_no_columns_is_passed_over() {
    let table = "CREATE TABLE t (a Date) ENGINE Memory";
    for other in [
        "CREATE DATABASE IF NOT EXISTS db ENGINE = Atomic",
        "CREATE USER u IDENTIFIED BY 'x'",
        "CREATE FUNCTION f AS (x) -> x + 1",
        "CREATE VIEW v AS SELECT 1; CREATE VIEW w AS (SELECT 1)",
        "CREATE MATERIALIZED VIEW v REFRESH EVERY 1 HOUR TO t AS SELECT today() AS a",
        "INSERT INTO t VALUES ('2024-01-01'), (';')",
        "GRANT SELECT ON db.* TO u; REVOKE ALL ON *.* FROM u",
        "SET allow_experimental_json_type = 1",
        "OPTIMIZE TABLE t FINAL; SYSTEM RELOAD DICTIONARY d; SELECT 1; DROP FUNCTION f; DROP VIEW IF EXISTS v",
        "ALTER USER u IDENTIFIED BY 'x'",
    ] {
        assert_eq!(columns(&format!("{table}; {other};")), ["a Date"], "{other}");
    }
}

#[test]
fn a_name_means_the_only_table_that_it_can() {
    let tables = schema(
        "CREATE TABLE a.t (x Date) ENGINE Memory; USE b; CREATE TABLE u (y Date) ENGINE Memory; CREATE TABLE a.u (z Date) ENGINE Memory",
    );
    assert_eq!(tables.table("t").unwrap().full_name(), "a.t");
    assert_eq!(tables.table("a.t").unwrap().full_name(), "a.t");
    assert_eq!(tables.table("b.u").unwrap().full_name(), "b.u");
    assert_eq!(tables.table("u").unwrap_err(), NoTable::Ambiguous(vec!["b.u".to_owned(), "a.u".to_owned()]));
    assert_eq!(tables.table("b.t").unwrap_err(), NoTable::Unknown);
    assert_eq!(schema("CREATE TABLE t (x Date) ENGINE Memory").table("any.t").unwrap().full_name(), "t");
    assert!(schema("CREATE TABLE t AS SELECT 1").table("t").unwrap().columns.is_err());
}

#[test]
fn what_is_not_understood_is_refused_at_its_line() {
    for (sql, expected) in [
        (
            "CREATE TABLE t (\n  a UInt8,\n  b Strng\n)",
            "schema.sql:3: no type is called `Strng`; did you mean `String`?",
        ),
        (
            "CREATE TABLE t (\n  a LowCardinality(String) NULL)",
            "schema.sql:2: LowCardinality cannot be inside Nullable; write LowCardinality(Nullable(String))",
        ),
        ("CREATE TABLE t (a)", "schema.sql:1: the column `a` has no type; write one behind its name"),
        (
            "CREATE TABLE t (\na UInt8 SOMETHING new)",
            "schema.sql:2: a comma or `)` is expected before `SOMETHING`; if the server takes it, write what SHOW CREATE TABLE prints",
        ),
        (
            "\nFROBNICATE t",
            "schema.sql:2: a statement is expected before `FROBNICATE`; comment it out if the schema does not need it",
        ),
        (
            "CREATE TABLE t (a UInt8",
            "schema.sql:1: a comma or `)` is expected at the end; if the server takes it, write what SHOW CREATE TABLE prints",
        ),
        ("CREATE TABLE t (a UInt8, a String)", "schema.sql:1: the table has two columns `a`; remove or rename one"),
        (
            "CREATE TABLE t (a Date);\nCREATE TABLE t (a Date)",
            "schema.sql:2: `t` is created a second time; the first is at schema.sql:1; one of them may want IF NOT EXISTS or OR REPLACE",
        ),
        (
            "CREATE TABLE metrics (a Date);\nALTER TABLE metric DROP COLUMN a",
            "schema.sql:2: there is no table `metric` to alter; did you mean `metrics`?",
        ),
        (
            "CREATE TABLE t (abc Date);\nALTER TABLE t DROP COLUMN abd",
            "schema.sql:2: the table has no column `abd` here; did you mean `abc`?",
        ),
        (
            "CREATE TABLE t (abc Date);\nALTER TABLE t RENAME COLUMN x TO y",
            "schema.sql:2: the table has no column `x` here; there are `abc`",
        ),
        (
            "CREATE TABLE t (a Date);\nALTER TABLE t PAINT IT BLACK",
            "schema.sql:2: a change such as ADD COLUMN is expected before `PAINT`; comment it out if it changes no columns",
        ),
        (
            "CREATE TABLE t (a Date,\nindex UInt8 DEFAULT 5)",
            "schema.sql:2: `index` begins `INDEX name expression TYPE type` here; a column of that name is written in backticks",
        ),
        (
            "CREATE TABLE t (a Date);\nALTER TABLE t ADD COLUMN b DEFAULT 5",
            "schema.sql:2: the column `b` has no type, which ADD COLUMN needs; write one behind its name",
        ),
        (
            r"CREATE TABLE default.t\n(\n    `a` Enum8(\'x\' = 1)\n)\nENGINE = Memory",
            r"schema.sql:1: the quote that opens here is not closed; the text has its line ends written as `\n`, as TabSeparated has them: print the statements with `SHOW CREATE TABLE .. FORMAT TSVRaw`",
        ),
        ("SELECT 'abc", "schema.sql:1: the quote that opens here is not closed"),
        (
            "CREATE TABLE t (a Date) ENGINE = Memory\nCREATE TABLE",
            "schema.sql:2: a `;` is missing before this statement; each ends with one",
        ),
    ] {
        assert_eq!(refusal(sql), expected);
    }
}
