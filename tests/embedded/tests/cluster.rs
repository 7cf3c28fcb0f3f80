//! Servers that know each other.
#![cfg(unix)]

mod support;

use clickhouse_embedded::{Cluster, Error};
use support::{run, skipped, value};

#[test]
fn a_distributed_table_spreads_its_rows_over_the_servers() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let cluster = run(Cluster::start(2))?;
    assert_eq!(cluster.len(), 2);
    for server in cluster.iter() {
        value(&server.url(), "CREATE TABLE local (id UInt64) ENGINE = MergeTree ORDER BY id");
    }
    let (first, second) = (cluster[0].url(), cluster[1].url());
    value(&first, "CREATE TABLE ids AS local ENGINE = Distributed('cluster', 'default', 'local', id)");
    value(&first, "INSERT INTO ids SELECT number FROM numbers(10) SETTINGS distributed_foreground_insert = 1");
    assert_eq!(value(&first, "SELECT count(), sum(id) FROM ids"), "10\t45");
    assert_eq!(value(&first, "SELECT groupArray(id) FROM (SELECT id FROM local ORDER BY id)"), "[0,2,4,6,8]");
    assert_eq!(value(&second, "SELECT groupArray(id) FROM (SELECT id FROM local ORDER BY id)"), "[1,3,5,7,9]");
    let seen = "SELECT count() FROM cluster('cluster', system.one)";
    assert_eq!(value(&second, seen), "2");
    Ok(())
}
