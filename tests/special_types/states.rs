//! States of aggregate functions: read, kept and inserted again as bytes.

use crate::support::{Outcome, database};
use crate::{golden, read};
use clickhouse_core::types::AggregateState;
use clickhouse_core::{Client, Row};

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
        .command("CREATE TABLE s (k UInt8, q AggregateFunction(quantileGK(100), UInt64)) ENGINE MergeTree ORDER BY k")
        .await?;
    client.command("INSERT INTO s SELECT 1, quantileGKState(100)(number) FROM numbers(10)").await?;
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
    assert_eq!(numbers, [4]);
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
    "sum(n::Decimal(50, 2))",
    "sumCount(n)",
    "sumKahan(n::Float32)",
    "sumKahan(n::Float64)",
    "avg(n::Int256)",
    "avg(n::Decimal(50, 3))",
    "avgWeighted(n, b)",
    "skewPop(n)",
    "skewSamp(n::Float32)",
    "kurtPop(n)",
    "kurtSamp(n::Float32)",
    "covarPop(n, b)",
    "covarSamp(n::Float32, n::Float32)",
    "corr(n, b)",
    "corr(n::Float32, b::Float64)",
    "uniqCombined(n)",
    "uniqCombined(b)",
    "uniqCombined(t)",
    "uniqCombined(n, t)",
    "uniqCombined(12)(n)",
    "uniqCombined(15)(t)",
    "uniqCombined(20)(n)",
    "uniqCombined(toIPv6('::1'))",
    "uniqCombined(n::Decimal(9, 2))",
    "uniqCombined(toUUID('00000000-0000-0000-0000-000000000001'))",
    "uniqCombined(toDate32(n))",
    "uniqCombined64(n)",
    "uniqCombined64(14)(t)",
    "uniqHLL12(n)",
    "uniqHLL12(b)",
    "uniqHLL12(t)",
    "uniqHLL12(n, t)",
    "uniqHLL12(toDate32(n))",
    "uniqHLL12(toDateTime64(n, 3))",
    "uniqExact(n, t)",
    "uniqExact([n])",
    "uniqExact((n, t))",
    "groupBitmap(n)",
    "groupBitmap(n::UInt8)",
    "groupBitmap(n::Int32)",
    "anyHeavy(n)",
    "anyHeavy(t)",
    "any((n, t))",
    "max([t])",
    "min(map(t, n))",
    "argMax((n, t), n)",
    "argMin(t, [n])",
    "entropy(n)",
    "entropy(t)",
    "entropy(n::UInt8)",
    "topK(3)(length(t))",
    "topK(3)(toString(length(t)))",
    "topK(3)((length(t), 'x'))",
    "topKWeighted(3)(length(t), 2)",
    "approx_top_k(3)(toString(length(t)))",
    "approx_top_sum(3)(toString(length(t)), 2)",
    "sumMap([n % 7], [n])",
    "sumMap([t], [n], [n::Float64])",
    "sumMap([n % 7], [n::Decimal(38, 2)])",
    "sumMapFiltered([1, 2])([n % 7], [n::Int64])",
    "minMap([t], [n])",
    "minMap([b], [t])",
    "maxMap([b], [n])",
    "sumMap(map(t, b))",
    "maxMap(map(t, n))",
    "avgMap(map('k', n))",
    "groupArrayMap(map('k', t))",
    "quantileTiming(b)",
    "quantileTiming(n * 3)",
    "quantileTimingWeighted(n, b)",
    "quantilesTiming(0.5, 0.9)(n)",
    "quantileBFloat16(n)",
    "quantileBFloat16Weighted(n, b)",
    "quantileExactWeighted(n, b)",
    "quantilesExactWeighted(0.1, 0.9)(n::UInt8, b)",
    "quantileInterpolatedWeighted(n, b)",
    "quantileExactLow(n)",
    "quantilesExactHigh(0.5)(n::Int8)",
    "quantileExactExclusive(n)",
    "quantilesExactInclusive(0.5)(n)",
    "quantileTDigestWeighted(n, b)",
    "medianTiming(b)",
    "groupArrayLast(3)(n)",
    "groupArrayLast(3)(t)",
    "groupArraySorted(3)(n)",
    "groupArraySorted(3)(t)",
    "groupArraySample(3)(n)",
    "groupArraySample(3)(t)",
    "groupArrayInsertAt(t, n % 9)",
    "groupArrayInsertAt(n, n % 9)",
    "groupArrayMovingSum(n)",
    "groupArray((n, t))",
    "groupArray([t])",
    "groupUniqArray([n])",
    "groupUniqArray((n, t))",
    "groupArray(CAST(b AS Enum8('a' = 0, 'b' = 1, 'c' = 2)))",
    "deltaSum(n)",
    "deltaSum(n::Float32)",
    "deltaSumTimestamp(n::Int32, toDateTime(n))",
    "sumArray([n, 1])",
    "groupArrayArray([t])",
    "groupUniqArrayArray([n])",
    "uniqArray([t])",
    "sumArray([toNullable(n)])",
    "sumForEach([n, 1])",
    "groupArrayForEach([t, 'x'])",
    "countDistinct(t)",
    "sumDistinct(n)",
    "sumDistinctIf(n, n > 5)",
    "sumArgMin(n, b)",
    "avgArgMax(n, t)",
    "sumArrayIf([n], n > 2)",
    "sumResample(0, 3, 1)(n, b)",
    "sum(toLowCardinality(b))",
    "uniqExact(toLowCardinality(t))",
    "groupUniqArray(toLowCardinality(t))",
    "min(toLowCardinality(toNullable(t)))",
    "countIf(toNullable(n) > 3)",
    "countOrNull(n)",
    "sumOrNullIf(toNullable(n), n > 2)",
    "uniqOrNull(toNullable(n))",
    "quantilesTiming(0.5, 0.9)(toNullable(n))",
    "groupArrayLast(2)(toNullable(n))",
    "anyHeavy(toNullable(n))",
    "avgWeighted(toNullable(n), b)",
    "deltaSum(toNullable(n))",
    "quantileExactWeighted(toNullable(n), b)",
    "uniq(toNullable(n))",
    "uniq(toNullable(n), t)",
    "uniqExact(toNullable(t))",
    "uniqCombined(toNullable(n))",
    "uniqHLL12(toNullable(t))",
    "groupBitmap(toNullable(n))",
    "argMin(toNullable(t), n)",
    "argMax(t, toNullable(n))",
    "quantile(toNullable(n))",
    "quantiles(0.5, 0.9)(toNullable(n))",
    "quantileTiming(toNullable(n))",
    "sumIf(n, toNullable(b))",
    "sumIf(toNullable(n), n > 2)",
    "uniqIf(toNullable(n), toNullable(b))",
    "groupArray(toNullable(n))",
    "groupArray(toNullable(t))",
    "groupUniqArray(toNullable(t))",
    "topK(2)(toNullable(toString(length(t))))",
    "sumOrNull(toNullable(n))",
    "sumOrDefault(toNullable(n))",
    "minOrNull(toNullable(t))",
    "corr(toNullable(n), b)",
    "varPop(toNullable(n))",
    "entropy(toNullable(n))",
    "sumForEach([toNullable(n), NULL])",
    "avgMap(map('k', toNullable(n)))",
    "sumCount(toNullable(n))",
];

#[derive(Row, Debug, Clone)]
struct Group {
    before: u8,
    state: AggregateState,
    after: String,
}

async fn ends_where_the_next_one_begins(client: &Client, place: usize, function: &str) -> Outcome {
    // `quantile(0.9)(n)` has its parameters first.
    let at = function.rfind(")(").map_or_else(|| function.find('('), |at| Some(at + 1)).unwrap_or_default();
    let begin = function.find('(').unwrap_or_default();
    let state = format!("{}State{}{}", &function[..begin], &function[begin..at], &function[at..]);
    // Groups of 0 (no row of which passes the conditions), 1, a few and many rows.
    let sql = format!(
        "SELECT g AS before, {state} AS state, toString(g) AS after FROM (SELECT number AS n, toString(number) AS t, \
         (number % 3)::UInt8 AS b, multiIf(n < 1, 0, n < 3, 1, n < 20, 2, 3) AS g FROM numbers(20000)) GROUP BY g ORDER BY g"
    );
    // In one thread the rows come in the same order each time.
    let groups = client.query_as::<Group>(sql.as_str()).setting("max_threads", 1).await?;
    let around: Vec<_> = groups.iter().map(|group| (group.before, group.after.as_str())).collect();
    assert_eq!(around, [(0, "0"), (1, "1"), (2, "2"), (3, "3")], "{function}");
    // What the server itself has stored is read from its bytes as ours is.
    for table in ["original", "copy"] {
        let create = format!("CREATE TABLE {table}{place} ENGINE MergeTree ORDER BY before EMPTY AS {sql}");
        client.command(create).await?;
    }
    client.command(format!("INSERT INTO original{place} {sql}")).setting("max_threads", 1).await?;
    client.insert(format!("copy{place}"), &groups).await?;
    let value = match function.split('(').next() {
        // Sets have an order of their own, which changes when they are stored.
        Some("groupUniqArray") => "toString(arraySort(finalizeAggregation(state)))",
        // Others are chosen each time.
        Some("groupArraySample") => "toString(length(finalizeAggregation(state)))",
        _ => "toString(finalizeAggregation(state))",
    };
    let values = |table: &str| format!("SELECT before, {value} FROM {table}{place}");
    let differences = format!("SELECT count() FROM ({} EXCEPT {})", values("original"), values("copy"));
    match client.query_as::<u64>(differences).fetch_one().await? {
        0 => Ok(()),
        count => Err(format!("{count} of the groups have another value").into()),
    }
}

/// What stands before and after a column of states of each known function is read as well, and an insert of the states
/// merges to the same value.
#[tokio::test]
async fn every_known_state_ends_where_the_next_one_begins() -> Outcome {
    let (_database, client) = database().await?;
    let mut failures = Vec::new();
    for (place, function) in KNOWN.iter().enumerate() {
        if let Err(error) = ends_where_the_next_one_begins(&client, place, function).await {
            failures.push(format!("{function}: {error}"));
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), KNOWN.len(), failures.join("\n"));
    Ok(())
}
