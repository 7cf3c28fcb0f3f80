use clickhouse_core::query_as;

// The row must be known where the query stands.
fn rows<T: for<'a> clickhouse_core::row::ReadRow<'a>>() -> clickhouse_core::sql::TypedStatement<T> {
    query_as!(T, "SELECT host, count() AS hits FROM requests GROUP BY host ORDER BY host")
}

fn main() {}
