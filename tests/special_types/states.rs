//! States of aggregate functions: read, kept and inserted again as bytes.

use crate::functions::{KNOWN, WITHOUT_A_STATE};
use crate::support::{Outcome, database};
use crate::{golden, read};
use clickhouse_core::block::BlockDecoder;
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

#[derive(Row, Debug, PartialEq)]
struct WithState {
    k: u8,
    q: AggregateState,
    after: String,
}

#[derive(Row, Debug, PartialEq)]
#[clickhouse(partial)]
struct Key {
    k: u8,
}

/// A table `s` of a state between other columns, with a row of it.
async fn table_of(client: &Client, state: &str, select: &str) -> Outcome {
    let columns = format!("k UInt8, q {state}, after String DEFAULT 'x'");
    client.command(format!("CREATE TABLE s ({columns}) ENGINE Memory")).await?;
    client.command(format!("INSERT INTO s SELECT 1, {select}, 'a' FROM numbers(10)")).await?;
    Ok(())
}

/// What names the other columns only can be inserted and selected.
async fn others_are_within_reach(client: &Client) -> Outcome {
    client.insert("s", &[Key { k: 2 }]).await?;
    assert_eq!(client.query_as::<Key>("SELECT k FROM s ORDER BY k").await?, [Key { k: 1 }, Key { k: 2 }]);
    let others = client.query("SELECT * EXCEPT (q) FROM s ORDER BY k").await?;
    assert_eq!(others.iter().map(|row| row.get::<String>("after").unwrap()).collect::<Vec<_>>(), ["a", "x"]);
    Ok(())
}

#[tokio::test]
async fn a_state_without_a_known_end_is_refused_by_name() -> Outcome {
    let (_database, client) = database().await?;
    // Throws where it is calculated, and never does so here.
    table_of(&client, "AggregateFunction(aggThrow(0.), UInt64)", "aggThrowState(0.)(number)").await?;
    let expected = "column `q`, byte 53: nothing says where the states of AggregateFunction(aggThrow(0.), UInt64) end, so \
                    that neither they nor the columns behind them can be read in this answer; select \
                    finalizeAggregation(..) or hex(..) of the column instead, or leave it out by SELECT * EXCEPT (..)";
    let typed = client.query_as::<WithState>("SELECT * FROM s").await.unwrap_err().to_string();
    let partial = client.query_as::<Key>("SELECT * FROM s").await.unwrap_err().to_string();
    let untyped = client.query("SELECT * FROM s").await.unwrap_err().to_string();
    for error in [typed, partial, untyped] {
        assert!(error.ends_with(expected), "{error}");
    }
    others_are_within_reach(&client).await
}

/// Sums of a sumMap come as narrow as the values: 600 as the byte 88. The server's own value is right.
#[tokio::test]
async fn states_that_do_not_come_whole_are_refused_and_hide_nothing_behind_them() -> Outcome {
    let (_database, client) = database().await?;
    let state = "AggregateFunction(sumMap, Array(UInt8), Array(UInt8))";
    table_of(&client, state, "sumMapState([1::UInt8], [60::UInt8])").await?;
    let reason = format!(
        "the sums in states of {state} come over HTTP as narrow as the values that are summed, so that larger ones have \
         lost their high bits; select finalizeAggregation(..) of the column instead"
    );
    let error = client.query_as::<WithState>("SELECT * FROM s").await.unwrap_err().to_string();
    assert!(error.contains("column 2 `q`") && error.contains(&reason), "{error}");
    assert_eq!(client.query_as::<Key>("SELECT * FROM s").await?, [Key { k: 1 }]);
    let rows = client.query("SELECT * FROM s").await?;
    let row = rows.iter().next().unwrap();
    assert_eq!((row.get::<u8>("k")?, row.get::<String>("after")?), (1, "a".to_owned()));
    let error = row.get::<AggregateState>("q").unwrap_err().to_string();
    assert!(error.contains("`q`") && error.contains(&reason), "{error}");
    let error = row.values().unwrap_err().to_string();
    assert!(error.contains("`q`") && error.contains(&reason), "{error}");
    let value = client.query_as::<((Vec<u8>, Vec<u64>),)>("SELECT finalizeAggregation(q) AS value FROM s");
    assert_eq!(value.fetch_one().await?.0, (vec![1], vec![600]));
    others_are_within_reach(&client).await
}

/// The name before the combinators, which are tested with one function or another.
fn without_combinators(function: &str) -> &str {
    function.split('(').next().unwrap_or_default()
}

#[tokio::test]
async fn every_function_of_the_server_is_known_or_has_no_state() -> Outcome {
    let (_database, client) = database().await?;
    let functions = "SELECT name FROM system.functions WHERE is_aggregate AND alias_to = '' ORDER BY name";
    let functions = client.query_as::<String>(functions).await?;
    assert!(functions.len() > 150, "{}", functions.len());
    let known: Vec<_> = KNOWN.iter().map(|function| without_combinators(function)).collect();
    let is_listed =
        |name: &String| known.contains(&name.as_str()) || WITHOUT_A_STATE.iter().any(|(function, _)| function == name);
    let others: Vec<_> = functions.iter().filter(|name| !is_listed(name)).collect();
    assert!(others.is_empty(), "{others:?}");
    Ok(())
}

#[derive(Row, Debug, Clone)]
struct Group {
    before: u8,
    state: AggregateState,
    after: String,
}

const ROWS: &str = "(SELECT number AS n, toString(number) AS t, (number % 3)::UInt8 AS b, number * 1.5 AS f, \
    multiIf(n < 1, 0, n < 3, 1, n < 20, 2, 3) AS g FROM numbers(20000))";

/// The call that gives the state of `function`, which has its parameters first: `quantile(0.9)(n)`.
fn state_of(function: &str) -> String {
    let at = function.rfind(")(").map_or_else(|| function.find('('), |at| Some(at + 1)).unwrap_or_default();
    let begin = function.find('(').unwrap_or_default();
    format!("{}State{}{}", &function[..begin], &function[begin..at], &function[at..])
}

async fn ends_where_the_next_one_begins(client: &Client, place: usize, function: &str) -> Outcome {
    // Groups of 0 (no row of which passes the conditions), 1, a few and many rows.
    let sql = format!(
        "SELECT g AS before, {} AS state, toString(g) AS after FROM {ROWS} GROUP BY g ORDER BY g",
        state_of(function)
    );
    // In one thread the rows come in the same order each time.
    let allowed = ["allow_experimental_time_series_aggregate_functions", "allow_experimental_funnel_functions"];
    let query = client.query_as::<Group>(sql.as_str()).setting("max_threads", 1);
    let groups = query.setting(allowed[0], 1).setting(allowed[1], 1).await?;
    let around: Vec<_> = groups.iter().map(|group| (group.before, group.after.as_str())).collect();
    assert_eq!(around, [(0, "0"), (1, "1"), (2, "2"), (3, "3")], "{function}");
    // What the server itself has stored is read from its bytes as ours is.
    for table in ["original", "copy"] {
        let create = format!("CREATE TABLE {table}{place} ENGINE MergeTree ORDER BY before EMPTY AS {sql}");
        client.command(create).setting(allowed[0], 1).setting(allowed[1], 1).await?;
    }
    let insert = client.command(format!("INSERT INTO original{place} {sql}")).setting("max_threads", 1);
    insert.setting(allowed[0], 1).setting(allowed[1], 1).await?;
    let insert = client.insert(format!("copy{place}"), &groups);
    insert.setting(allowed[0], 1).setting(allowed[1], 1).await?;
    let value = match function.split('(').next() {
        // Sets have an order of their own, which changes when they are stored.
        Some("groupUniqArray") => "toString(arraySort(finalizeAggregation(state)))",
        // Sums in the order of a set, too.
        Some("timeSeriesDerivToGrid" | "timeSeriesPredictLinearToGrid") => {
            "toString(arrayMap(x -> round(x, 6), finalizeAggregation(state)))"
        }
        // Others are chosen each time.
        Some("groupArraySample") => "toString(length(finalizeAggregation(state)))",
        _ => "toString(finalizeAggregation(state))",
    };
    // Some have a value only where there are rows of both samples, or of all.
    let from = match function.split('(').next() {
        Some("kolmogorovSmirnovTest" | "mannWhitneyUTest") => 1,
        Some("analysisOfVariance") => 2,
        _ => 0,
    };
    let values = |table: &str| format!("SELECT before, {value} FROM {table}{place} WHERE before >= {from}");
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

/// As a server that was broken, or a body that was, would have it.
#[tokio::test]
async fn broken_states_are_read_or_refused() -> Outcome {
    let (_database, client) = database().await?;
    for function in KNOWN.iter().filter(|function| !function.starts_with("timeSeries")) {
        let sql = format!("SELECT {} AS state, 'x' AS after FROM {ROWS} WHERE n < 5", state_of(function));
        let query = client.query_bytes(sql, "Native").setting("allow_experimental_funnel_functions", 1);
        let Ok(body) = query.await else { panic!("{function}") };
        for at in 0..body.len().min(400) {
            for change in [0x01, 0x40, 0x80, 0xff] {
                let mut decoder = BlockDecoder::new();
                decoder.input().extend_from_slice(&body);
                decoder.input()[at] ^= change;
                // Whatever comes of it, it comes soon, and nothing panics.
                let Ok(Some(block)) = decoder.next_block() else { continue };
                let Ok(rows) = block.rows::<(AggregateState, String)>() else { continue };
                assert!(rows.filter_map(Result::ok).count() <= block.row_count());
            }
            let mut decoder = BlockDecoder::new();
            decoder.input().extend_from_slice(&body[..at]);
            assert!(matches!(decoder.next_block(), Ok(None)), "{function}: {at} of {} bytes are enough", body.len());
        }
    }
    Ok(())
}
