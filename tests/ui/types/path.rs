use clickhouse_core::Row;

#[derive(Row)]
struct File {
    path: std::path::PathBuf,
    name: std::ffi::OsString,
}

fn main() {}
