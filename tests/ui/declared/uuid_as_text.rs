use clickhouse_core::Row;

#[derive(Row)]
struct Visit {
    #[clickhouse(type = "UUID")]
    id: String,
    #[clickhouse(type = "IPv4")]
    ip: std::net::Ipv6Addr,
}

fn main() {}
