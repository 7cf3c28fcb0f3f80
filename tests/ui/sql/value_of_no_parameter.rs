use clickhouse_core::sql;

struct Host(&'static str);

fn main() {
    let host = Host("a");
    sql!("SELECT * FROM t WHERE host = {host:String}");
    println!("{}", host.0);
}
