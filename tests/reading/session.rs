//! A session keeps tables and settings, is one call's at a time, and says so when it is gone.

use crate::support::{Outcome, database};
use clickhouse_core::Row;
use futures_util::StreamExt;
use std::time::Duration;

#[derive(Row, Debug, Clone, PartialEq)]
struct Kept {
    n: u64,
}

const ENDLESS: &str = "SELECT number + sleepEachRow(0.001) FROM system.numbers SETTINGS max_block_size = 10";

#[tokio::test]
async fn tables_and_settings_last_from_call_to_call() -> Outcome {
    let (_database, client) = database().await?;
    let mut session = client.session().setting("max_threads", 3);
    assert!(!session.id().is_empty());
    session.command("CREATE TEMPORARY TABLE kept (n UInt64)").await?;
    session.insert("kept", &[Kept { n: 7 }, Kept { n: 8 }]).await?;
    session.command("SET max_block_size = 5").await?;
    assert_eq!(session.query_as::<Kept>("SELECT n FROM kept ORDER BY n").await?, [Kept { n: 7 }, Kept { n: 8 }]);
    let settings = "SELECT getSetting('max_block_size')::UInt64, getSetting('max_threads')::UInt64";
    assert_eq!(session.query_as::<(u64, u64)>(settings).fetch_one().await?, (5, 3));
    let sum = session.query_as::<u64>("SELECT sum(n) FROM kept WHERE n > {min:UInt64}").param("min", 7);
    assert_eq!(sum.setting("max_threads", 1).query_id("in session").fetch_optional().await?, Some(8));
    assert_eq!(session.query_bytes("SELECT n FROM kept ORDER BY n", "CSV").await?, b"7\n8\n");
    assert_eq!(session.query("SELECT n FROM kept WHERE n = {n:UInt64}").param("n", 7).await?.len(), 1);
    let mut stream = session.query_as::<u64>("SELECT n FROM kept ORDER BY n").stream();
    assert_eq!(StreamExt::next(&mut stream).await.transpose()?, Some(7));
    assert_eq!(stream.next().await.transpose()?, Some(8));
    let mut blocks = session.query_as::<u64>("SELECT n FROM kept").with(|query| query.max_block_rows(1)).blocks();
    let mut rows = 0;
    while let Some(block) = blocks.next().await? {
        rows += block.row_count();
        blocks.recycle(block);
    }
    assert_eq!(rows, 2);
    assert_eq!(client.query_as::<u64>("SELECT n FROM kept").await.unwrap_err().code(), Some(60));
    session.close().await?;
    client.session().close().await?;
    Ok(())
}

#[tokio::test]
async fn a_dropped_call_does_not_lock_the_next_one_out() -> Outcome {
    let (_database, client) = database().await?;
    let mut session = client.session();
    session.command("CREATE TEMPORARY TABLE kept (n UInt64)").await?;
    for _ in 0..3 {
        let endless = session.query_as::<u64>(ENDLESS);
        assert!(tokio::time::timeout(Duration::from_millis(100), endless.into_future()).await.is_err());
        assert_eq!(session.query_as::<u64>("SELECT count() FROM kept").await?, [0]);
        let mut stream = session.query_as::<u64>("SELECT number FROM system.numbers").stream();
        assert!(stream.next().await.is_some());
        drop(stream);
        assert_eq!(session.query_as::<u64>("SELECT count() FROM kept").await?, [0]);
    }
    Ok(())
}

#[tokio::test]
async fn an_expired_session_is_an_error_until_it_is_renewed() -> Outcome {
    let (_database, client) = database().await?;
    let mut session = client.session().timeout(Duration::from_secs(1));
    session.command("CREATE TEMPORARY TABLE kept (n UInt64)").await?;
    tokio::time::sleep(Duration::from_millis(3500)).await;
    for _ in 0..2 {
        let error = session.query_as::<u64>("SELECT n FROM kept").await.unwrap_err();
        assert_eq!(error.code(), Some(372), "{error}");
        assert!(error.to_string().contains("`renew` it and make them again"), "{error}");
    }
    let id = session.id().to_owned();
    session.renew();
    assert_ne!(session.id(), id);
    assert_eq!(session.query_as::<u64>("SELECT n FROM kept").await.unwrap_err().code(), Some(60));
    session.command("CREATE TEMPORARY TABLE kept (n UInt64)").await?;
    assert_eq!(session.query_as::<u64>("SELECT n FROM kept").await?, [0; 0]);
    let error = client.session().timeout(Duration::from_secs(7200)).command("SELECT 1").await.unwrap_err();
    assert_eq!(error.code(), Some(374), "{error}");
    Ok(())
}

#[tokio::test]
async fn two_calls_of_one_session_id_are_told_apart() -> Outcome {
    let (database, client) = database().await?;
    let id = database.name().to_owned();
    let first = tokio::spawn(client.query_as::<u64>(ENDLESS).session(&id).query_id(&id).fetch_all());
    let running = "SELECT count() FROM system.processes WHERE query_id = {id:String}";
    while client.query_as::<u64>(running).param("id", &id).await? == [0] {
        assert!(!first.is_finished(), "it has no end");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let error = client.query_as::<u8>("SELECT 1").session(&id).await.unwrap_err();
    assert_eq!(error.code(), Some(373), "{error}");
    assert!(error.to_string().contains("a session takes one at a time"), "{error}");
    first.abort();
    Ok(())
}
