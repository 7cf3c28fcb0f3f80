use clickhouse_core::{Client, sql};

// A parameter's error is the only one.
async fn rows(client: &Client) -> Vec<String> {
    let host = 1u8;
    client.query_as::<String>(sql!("SELECT host FROM t WHERE host = {host:String}")).await.unwrap()
}

fn main() {}
