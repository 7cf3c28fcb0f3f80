#![deny(unused_must_use)]
use clickhouse_core::{Client, Error};

async fn write(client: &Client) -> Result<(), Error> {
    client.command("CREATE TABLE t (a UInt8) ENGINE Memory");
    Ok(())
}

fn main() {}
