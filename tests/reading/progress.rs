//! How far a query has come is told while it runs, and at its end, whatever the end.

use crate::support::{Outcome, database};
use clickhouse_core::Client;
use clickhouse_core::client::Progress;
use clickhouse_embedded::{Server, User};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const INTERVAL: Duration = Duration::from_millis(50);
/// About a second.
const SLOW: &str = "SELECT sum(number + sleepEachRow(0.001)) FROM numbers(1000) SETTINGS max_block_size = 50";

/// All that was told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<Progress>>>);

impl Told {
    fn hear(&self) -> impl FnMut(Progress) + Send + 'static {
        let told = self.0.clone();
        move |progress| told.lock().unwrap().push(progress)
    }

    fn all(&self) -> Vec<Progress> {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn figures_grow_while_a_query_runs_and_end_with_the_whole() -> Outcome {
    let (_database, client) = database().await?;
    let told = Told::default();
    let query = client.query_as::<u64>(SLOW).on_progress(INTERVAL, told.hear());
    let clone = query.clone();
    assert_eq!(query.await?.len(), 1);
    let all = told.all();
    assert!(all.len() > 3, "{all:?}");
    for pair in all.windows(2) {
        assert!(pair[0].read_rows <= pair[1].read_rows && pair[0].elapsed <= pair[1].elapsed, "{all:?}");
        assert!(!pair[0].is_final, "{all:?}");
    }
    assert!(all.iter().any(|told| (1..1000).contains(&told.read_rows) && told.total_rows == 1000), "{all:?}");
    assert!(all.iter().any(|told| told.memory > 0), "{all:?}");
    let last = all.last().unwrap();
    assert!(last.is_final && (last.read_rows, last.total_rows, last.read_bytes) == (1000, 1000, 8000), "{last:?}");
    tokio::time::sleep(3 * INTERVAL).await;
    assert_eq!(told.all().len(), all.len(), "nothing is told after the end");
    // A second run of the same query is told from its beginning.
    clone.await?;
    let second = told.all().split_off(all.len());
    assert!(second.len() > 3 && second[0].read_rows < 1000 && second.iter().filter(|told| told.is_final).count() == 1);
    Ok(())
}

#[tokio::test]
async fn a_quick_query_and_a_failed_one_are_told_once_for_all() -> Outcome {
    let (_database, client) = database().await?;
    let told = Told::default();
    client.query_as::<u64>("SELECT number FROM numbers(10)").on_progress(INTERVAL, told.hear()).await?;
    assert!(matches!(told.all()[..], [Progress { read_rows: 10, is_final: true, .. }]), "{:?}", told.all());
    let told = Told::default();
    assert!(client.query_as::<u64>("SELECT nowhere").on_progress(INTERVAL, told.hear()).await.is_err());
    assert!(matches!(told.all()[..], [Progress { is_final: true, .. }]), "{:?}", told.all());
    let told = Told::default();
    let query = client.query_bytes("SELECT number FROM numbers(3000000)", "TSV").on_progress(INTERVAL, told.hear());
    query.await?;
    assert_eq!(told.all().iter().filter(|told| told.is_final).count(), 1);
    Ok(())
}

#[tokio::test]
async fn a_dropped_query_is_told_of_no_more() -> Outcome {
    let (_database, client) = database().await?;
    let told = Told::default();
    let query = client.query_as::<u64>(SLOW).on_progress(INTERVAL, told.hear());
    assert!(tokio::time::timeout(4 * INTERVAL, query.fetch_all()).await.is_err());
    tokio::time::sleep(INTERVAL).await;
    let count = told.all().len();
    tokio::time::sleep(4 * INTERVAL).await;
    assert_eq!(told.all().len(), count);
    Ok(())
}

#[tokio::test]
async fn who_may_not_see_what_runs_is_told_the_end() -> Outcome {
    let server = Server::builder()
        .user(User::new("one").password("p").readonly(1).setting("max_block_size", "50"))
        .user(User::new("small").password("p").grant("SELECT ON system.numbers"))
        .start()
        .await?;
    for (user, is_told) in [("one", true), ("small", false)] {
        let client = Client::new(server.url_for(user)?)?;
        let told = Told::default();
        let sql = "SELECT sum(number + sleepEachRow(0.001)) FROM (SELECT * FROM system.numbers LIMIT 600)";
        assert_eq!(client.query_as::<u64>(sql).on_progress(INTERVAL, told.hear()).await?.len(), 1);
        let all = told.all();
        assert!(all.last().is_some_and(|told| told.is_final && told.read_rows >= 600), "{user}: {all:?}");
        assert_eq!(all.len() > 1, is_told, "{user}: {all:?}");
    }
    Ok(())
}
