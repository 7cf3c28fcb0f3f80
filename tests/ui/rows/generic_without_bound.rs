use clickhouse_core::{Client, Error};

async fn read<T>(client: &Client, sql: &str) -> Result<Vec<T>, Error> {
    client.query_as::<T>(sql).await
}

async fn write<T>(client: &Client, rows: &[T]) -> Result<(), Error> {
    client.insert("visits", rows).await?;
    Ok(())
}

fn main() {}
