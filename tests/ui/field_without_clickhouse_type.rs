//! A field whose type no ClickHouse type stands for is refused at the type, once.

use clickhouse_core::Row;

struct Session;

#[derive(Row)]
struct Visit<'a> {
    url: &'a str,
    count: usize,
    session: Session,
    sessions: Vec<Option<Session>>,
    #[clickhouse(skip)]
    cache: Option<Session>,
}

fn main() {}

fn columns(visit: &Visit<'_>) -> usize {
    let _ = (visit.url, visit.count, &visit.session, &visit.sessions, &visit.cache);
    Visit::columns().len()
}
