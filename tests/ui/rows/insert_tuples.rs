use clickhouse_core::{Client, Error};

async fn write(client: &Client) -> Result<(), Error> {
    client.insert("visits", &[(1u64, "a"), (2, "b")]).await?;
    Ok(())
}

fn main() {}
