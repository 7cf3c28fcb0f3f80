use clickhouse_core::{Client, Error};

struct Level(u8);

async fn read(client: &Client) -> Result<u64, Error> {
    client.query_as::<u64>("SELECT count() FROM t WHERE x = {x:UInt8}").param("x", Level(1)).fetch_one().await
}

fn main() {}
