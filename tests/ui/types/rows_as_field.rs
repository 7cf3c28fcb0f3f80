use clickhouse_core::Row;

#[derive(Row)]
struct Item {
    sku: String,
}
#[derive(Row)]
struct Order {
    items: Vec<Item>,
}

fn main() {}
