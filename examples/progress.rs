//! A query that takes a while, and a bar that shows how far it has come.
//!
//! ```sh
//! cargo run --release --example progress
//! ```

use clickhouse_core::client::Progress;
use clickhouse_core::{Client, Row};
use clickhouse_embedded::Server;
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use std::time::Duration;

#[derive(Row, Debug)]
struct Bucket {
    bucket: u8,
    values: u64,
    mean: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::shared().await?;
    let client = Client::new(server.url())?;
    let bar = ProgressBar::new(0)
        .with_style(ProgressStyle::with_template("{elapsed_precise} {wide_bar} {human_pos}/{human_len} rows {msg}")?);
    let shown = bar.clone();
    let show = move |Progress { read_rows, total_rows, read_bytes, memory, is_final, .. }| {
        shown.set_length(total_rows.max(read_rows));
        shown.set_position(read_rows);
        shown.set_message(format!("{} read, {} of memory", HumanBytes(read_bytes), HumanBytes(memory)));
        if is_final {
            shown.finish();
        }
    };
    let buckets = client
        .query_as::<Bucket>(
            "SELECT toUInt8(cityHash64(number) % 5) AS bucket, count() AS values, avg(sqrt(number)) AS mean \
             FROM numbers({rows:UInt64}) GROUP BY bucket ORDER BY bucket",
        )
        .param("rows", 300_000_000)
        .on_progress(Duration::from_millis(100), show)
        .await?;
    for Bucket { bucket, values, mean } in buckets {
        println!("{bucket}: {values} values, {mean:.1} on average");
    }
    Ok(())
}
