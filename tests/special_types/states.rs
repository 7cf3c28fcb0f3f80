//! States of aggregate functions: read, kept and inserted again as bytes.

use crate::support::{Outcome, database};
use clickhouse_core::Row;
use clickhouse_core::types::AggregateState;

#[derive(Row, Debug, Clone, PartialEq)]
struct Hour {
    hour: u8,
    visits: AggregateState,
    total: AggregateState,
    mean: AggregateState,
    first: AggregateState,
    last: AggregateState,
    visitors: AggregateState,
    names: AggregateState,
    any_total: AggregateState,
}

const TABLE: &str = "(hour UInt8, visits AggregateFunction(count), total AggregateFunction(sum, UInt64), \
    mean AggregateFunction(avg, Float64), first AggregateFunction(min, String), last AggregateFunction(max, UInt64), \
    visitors AggregateFunction(uniqExact, UInt64), names AggregateFunction(groupArray, String), \
    any_total AggregateFunction(sumOrNull, UInt64)) ENGINE AggregatingMergeTree ORDER BY hour";

const MERGED: &str = "countMerge(visits), sumMerge(total), avgMerge(mean), minMerge(first), maxMerge(last), \
    uniqExactMerge(visitors), arraySort(groupArrayMerge(names)), sumOrNullMerge(any_total)";

#[tokio::test]
async fn states_inserted_again_merge_to_the_same_values() -> Outcome {
    let (_database, client) = database().await?;
    client.command(format!("CREATE TABLE hours {TABLE}")).await?;
    client.command(format!("CREATE TABLE copies {TABLE}")).await?;
    client
        .command(
            "INSERT INTO hours SELECT number % 5 AS hour, countState(), sumState(number), avgState(number / 3), \
             minState(toString(number)), maxState(number), uniqExactState((number % 300)::UInt64), groupArrayState(toString(number)), \
             sumOrNullState(number) FROM numbers(1000) GROUP BY hour",
        )
        .await?;
    let hours = client.query_as::<Hour>("SELECT * FROM hours ORDER BY hour").await?;
    assert_eq!((hours.len(), &*hours[0].visits), (5, &[0xc8, 1][..]));
    client.insert("copies", &hours).await?;
    // The server keeps the sets of uniqExact in an order of its own, so that bytes may differ.
    let copies = client.query_as::<Hour>("SELECT * FROM copies ORDER BY hour").await?;
    assert_eq!(
        copies.iter().map(|hour| &hour.names).collect::<Vec<_>>(),
        hours.iter().map(|hour| &hour.names).collect::<Vec<_>>()
    );
    let differences = format!(
        "SELECT count() FROM (SELECT hour, {MERGED} FROM hours GROUP BY hour EXCEPT SELECT hour, {MERGED} FROM copies \
         GROUP BY hour)"
    );
    assert_eq!(client.query_as::<u64>(differences).fetch_one().await?, 0);
    let counts = client.query_as::<(u64, u64)>("SELECT countMerge(visits), sumMerge(total) FROM copies").await?;
    assert_eq!(counts, [(1000, 499_500)]);
    Ok(())
}

#[tokio::test]
async fn a_state_without_a_known_end_is_refused_by_name() -> Outcome {
    let (_database, client) = database().await?;
    client
        .command(
            "CREATE TABLE s (k UInt8, q AggregateFunction(quantilesTDigest(0.5), UInt64)) ENGINE MergeTree ORDER BY k",
        )
        .await?;
    client.command("INSERT INTO s SELECT 1, quantilesTDigestState(0.5)(number) FROM numbers(10)").await?;
    #[derive(Row, Debug, PartialEq)]
    struct Row {
        k: u8,
        q: AggregateState,
    }
    let error = client.query_as::<Row>("SELECT * FROM s").await.unwrap_err().to_string();
    assert!(
        error.contains("column `q`")
            && error.contains("select finalizeAggregation(..) or hex(..) of the column instead"),
        "{error}"
    );
    // What names the other columns only is fine, and so is the value.
    #[derive(Row, Debug, PartialEq)]
    #[clickhouse(partial)]
    struct Key {
        k: u8,
    }
    client.insert("s", &[Key { k: 2 }]).await?;
    assert_eq!(client.query_as::<Key>("SELECT k FROM s ORDER BY k").await?, [Key { k: 1 }, Key { k: 2 }]);
    let medians = client.query_as::<Vec<f32>>("SELECT finalizeAggregation(q) FROM s WHERE k = 1").await?;
    assert_eq!(medians, [[4.0]]);
    Ok(())
}
