//! The floor: the same Native bytes, received and dropped, or made beforehand and sent.

use super::{INSERTED_AT_ONCE, Task};
use crate::Outcome;
use crate::case::Work;
use crate::figures::{Figures, Turn};
use reqwest::Client;

pub async fn run(task: &Task<'_>) -> Outcome<Figures> {
    // Built with rustls but without a provider for it, as this client asks for it; no request here is encrypted.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = Client::builder().no_proxy().build()?;
    client.get(task.bare_url()).send().await?;
    match task.work {
        Work::Select(_) | Work::StreamOut => {
            let turn = Turn::begin();
            receive(&client, task, &task.select()).await?;
            task.end(turn, task.count)
        }
        Work::Insert(_) | Work::StreamIn => send(&client, task).await,
        Work::Small { at_once } => small(&client, task, at_once).await,
    }
}

fn post(client: &Client, task: &Task<'_>, parameters: &str) -> reqwest::RequestBuilder {
    let (user, password) = task.user();
    client.post(format!("{}?{parameters}", task.bare_url())).basic_auth(user, Some(password))
}

/// The bytes of an answer, counted.
async fn receive(client: &Client, task: &Task<'_>, sql: &str) -> Outcome<usize> {
    let compress = u8::from(task.lz4);
    let parameters = format!("default_format=Native&compress={compress}&network_compression_method=LZ4");
    let mut answer = post(client, task, &parameters).body(sql.to_owned()).send().await?.error_for_status()?;
    let mut bytes = 0;
    while let Some(chunk) = answer.chunk().await? {
        bytes += chunk.len();
    }
    if bytes == 0 { Err("no bytes came".into()) } else { Ok(bytes) }
}

async fn send(client: &Client, task: &Task<'_>) -> Outcome<Figures> {
    let compress = u8::from(task.lz4);
    let select = format!("SELECT * FROM {} LIMIT {INSERTED_AT_ONCE}", task.table().name());
    let parameters = format!("default_format=Native&compress={compress}&network_compression_method=LZ4");
    let bytes = post(client, task, &parameters).body(select).send().await?.error_for_status()?.bytes().await?;
    let parameters = format!("decompress={compress}&query=INSERT+INTO+{}+FORMAT+Native", task.null_table());
    let turn = Turn::begin();
    let mut written = 0;
    while written < task.count {
        let answer = post(client, task, &parameters).body(bytes.clone()).send().await?;
        if !answer.status().is_success() {
            return Err(answer.text().await?.into());
        }
        written += INSERTED_AT_ONCE;
    }
    task.end(turn, written)
}

async fn small(client: &Client, task: &Task<'_>, at_once: usize) -> Outcome<Figures> {
    let turn = Turn::begin();
    // All belong to this one task, since `Task` is borrowed; the work of a floor is small enough for one thread.
    let each = |first: usize| async move {
        let mut answers = 0;
        for number in (first..task.count).step_by(at_once) {
            answers += usize::from(receive(client, task, &format!("SELECT toUInt64({number})")).await? > 0);
        }
        Outcome::Ok(answers)
    };
    let mut answers = 0;
    for found in futures_util::future::join_all((0..at_once).map(each)).await {
        answers += found?;
    }
    task.end(turn, answers)
}
