//! Rows in use: queries, inserts, inserters.

mod query_forms {
    use clickhouse_core::{Client, Error, Row};
    use std::borrow::Cow;
    #[derive(Row, Clone, Copy)]
    struct Visit {
        id: u64,
    }
    async fn go(client: Client, name: String, cow: Cow<'_, str>, sql: &'static str) -> Result<(), Error> {
        client.query_as::<Visit>(&name).await?;
        client.query_as::<Visit>(name.clone()).await?;
        client.query_as::<Visit>(cow).await?;
        client.query_as::<(u8,)>(sql).await?;
        client.query_as::<Option<String>>(sql).fetch_one().await?;
        client.query_as::<Vec<String>>(sql).fetch_optional().await?;
        client.query_as::<(Visit, u8, Option<String>)>(sql).await?;
        client.query_as::<(String, Vec<(u8, Option<f64>)>)>(sql).await?;
        client.query_as::<std::collections::HashMap<String, u64>>(sql).await?;
        client.query_as::<()>(sql).await?;
        client.query_as::<((u8, u8),)>(sql).await?;
        client.query_as::<[u8; 4]>(sql).await?;
        client.query_as::<Box<Visit>>(sql).await?;
        client.query_as::<std::sync::Arc<Visit>>(sql).await?;
        let visits: Vec<Visit> = client.query_as(sql).await?;
        client.insert("t", &visits).await?;
        client.insert::<Visit>(("db", "t"), &visits[..1]).await?;
        client.insert(format!("t{}", 1), visits.as_slice()).await?;
        client.insert("t", &[Visit { id: 1 }; 3].to_vec()).await?;
        client.insert("t", &Vec::<Visit>::new()).await?;
        Ok(())
    }
}

mod insert_stream_and_inserter {
    use clickhouse_core::{Client, Error, Row};
    #[derive(Row, Clone)]
    struct Visit {
        id: u64,
        host: String,
    }
    #[derive(Row)]
    struct Lent<'a> {
        id: u64,
        host: &'a str,
    }
    async fn go(client: &Client) -> Result<(), Error> {
        let inserter = client.inserter::<Lent<'_>>("t").max_rows(10);
        for n in 0..10 {
            let host = n.to_string();
            inserter.write(&Lent { id: n, host: &host }).await?;
        }
        inserter.end().await?;
        let inserter = client.inserter::<Visit>("t");
        inserter.write_all(&[Visit { id: 1, host: String::new() }]).await?;
        inserter.end().await?;
        Ok(())
    }
}
