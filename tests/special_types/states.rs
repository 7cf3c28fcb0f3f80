//! States of aggregate functions: read, kept and inserted again as bytes.

use crate::support::{Outcome, database};
use crate::{golden, read};
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

#[test]
fn states_are_the_servers() {
    type State = AggregateState;
    let block = &golden::blocks("aggregate_function_states")[0];
    let (c, s, a, m, ms, u, g) = read::<(State, State, State, State, State, State, State)>(block).unwrap().remove(0);
    let found = [c, s, a, m, ms, u, g].map(|state| state.iter().map(|byte| format!("{byte:02X}")).collect::<String>());
    let line: serde_json::Value = serde_json::from_slice(&golden::file("aggregate_function_states.jsonl")).unwrap();
    assert_eq!(found, ["c", "s", "a", "m", "ms", "u", "g"].map(|name| line[name].as_str().unwrap().to_owned()));
}

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
        .command("CREATE TABLE s (k UInt8, q AggregateFunction(uniqCombined, UInt64)) ENGINE MergeTree ORDER BY k")
        .await?;
    client.command("INSERT INTO s SELECT 1, uniqCombinedState(number) FROM numbers(10)").await?;
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
    let numbers = client.query_as::<u64>("SELECT finalizeAggregation(q) FROM s WHERE k = 1").await?;
    assert_eq!(numbers, [10]);
    Ok(())
}

/// Functions whose states are known, each over numbers and texts.
const KNOWN: &[&str] = &[
    "count()",
    "count(toNullable(n))",
    "sum(n)",
    "sum(n::Int256)",
    "sum(n::Decimal(9, 2))",
    "sum(n::Decimal(38, 2))",
    "sum(toNullable(n))",
    "sumWithOverflow(n::UInt16)",
    "sumIf(n, n > 3)",
    "avg(n::Float32)",
    "avg(n::Decimal(18, 3))",
    "avg(toNullable(n))",
    "varPop(n)",
    "varSamp(n::Float32)",
    "stddevPop(n::Int8)",
    "stddevSamp(n)",
    "groupBitAnd(n)",
    "groupBitOr(n::UInt8)",
    "groupBitXor(n)",
    "min(t)",
    "max(n::UInt128)",
    "max(toNullable(t))",
    "min(toNullable(n))",
    "any(toDate(n))",
    "anyLast(n::Decimal(38, 2))",
    "maxOrNull(n)",
    "argMin(t, n)",
    "argMax(n, t)",
    "argMaxIf(n, toDate(n), n > 2)",
    "uniq(n)",
    "uniq(t)",
    "uniq(n, t)",
    "uniqIf(t, n > 5)",
    "uniqExact(t)",
    "uniqExact(n::UInt16)",
    "uniqExact(n::Decimal(9, 2))",
    "uniqExact(toDateTime64(n, 3))",
    "uniqExact(toFixedString(t, 5))",
    "uniqExact(toUUID('00000000-0000-0000-0000-000000000001'))",
    "groupArray(n::Decimal(9, 2))",
    "groupArray(n::Int256)",
    "groupArray(toDate32(n))",
    "groupArray(toDateTime(n))",
    "groupArray(toIPv6('::1'))",
    "groupUniqArray(toDateTime64(n, 3))",
    "groupUniqArray(n::UInt8)",
    "groupArray(5)(t)",
    "groupUniqArray(t)",
    "quantile(n)",
    "quantile(0.9)(n::UInt8)",
    "quantiles(0.5, 0.9)(n::Float32)",
    "median(n::Int16)",
    "quantileExact(n)",
    "quantilesExact(0.1, 0.2)(n::UInt32)",
    "quantileTDigest(n)",
    "quantilesTDigest(0.5, 0.9)(n::Float32)",
];

/// What stands before and after a column of states of each known function is read as well, and an insert of the states
/// merges to the same value.
#[tokio::test]
async fn every_known_state_ends_where_the_next_one_begins() -> Outcome {
    let (_database, client) = database().await?;
    for (place, function) in KNOWN.iter().enumerate() {
        let at = function.find('(').unwrap_or_default();
        // `quantile(0.9)(n)` has its parameters first.
        let at = function.rfind(")(").map_or(at, |_| at);
        let state = format!("{}State{}", &function[..at], &function[at..]);
        // Groups of 0 (no row of which passes the conditions), 1, a few and many rows.
        let sql = format!(
            "SELECT g AS before, {state} AS state, toString(g) AS after FROM (SELECT number AS n, toString(number) AS t, \
             multiIf(n < 1, 0, n < 3, 1, n < 20, 2, 3) AS g FROM numbers(20000)) GROUP BY g ORDER BY g"
        );
        #[derive(Row, Debug, Clone)]
        struct Group {
            before: u8,
            state: AggregateState,
            after: String,
        }
        let groups = client.query_as::<Group>(sql.as_str()).await.map_err(|error| format!("{function}: {error}"))?;
        let around: Vec<_> = groups.iter().map(|group| (group.before, group.after.as_str())).collect();
        assert_eq!(around, [(0, "0"), (1, "1"), (2, "2"), (3, "3")], "{function}");
        client.command(format!("CREATE TABLE s{place} ENGINE Memory EMPTY AS {sql}")).await?;
        client.insert(format!("s{place}"), &groups).await.map_err(|error| format!("{function}: {error}"))?;
        // Sets have an order of their own, which changes when they are stored.
        let value = match function.starts_with("groupUniqArray") {
            true => "toString(arraySort(finalizeAggregation(state)))",
            false => "toString(finalizeAggregation(state))",
        };
        let differences = format!(
            "SELECT count() FROM (SELECT before, {value} FROM ({sql}) EXCEPT SELECT before, {value} FROM s{place})"
        );
        let differences = client.query_as::<u64>(differences).await.map_err(|error| format!("{function}: {error}"))?;
        assert_eq!(differences, [0], "{function}");
    }
    Ok(())
}
