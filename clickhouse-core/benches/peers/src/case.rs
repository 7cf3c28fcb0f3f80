//! What is measured: each case, how much of it is one turn, and who takes part.

/// One table of the report.
#[derive(Debug)]
pub struct Case {
    pub name: &'static str,
    pub work: Work,
    /// Every client asks for LZ4, its default, or for none.
    pub lz4: bool,
    /// Rows or queries of one turn.
    pub count: usize,
    /// Ours first.
    pub clients: &'static [&'static str],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    Select(Table),
    /// Slices of [`INSERTED_AT_ONCE`](crate::clients::INSERTED_AT_ONCE) rows, each an INSERT.
    Insert(Table),
    /// Narrow rows one by one, none of them kept.
    StreamOut,
    /// Narrow rows one by one, into one INSERT or as many as the client makes of them.
    StreamIn,
    Small {
        at_once: usize,
    },
}

/// The rows of `benches/support`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Narrow,
    Numbers,
    Telemetry,
}

impl Table {
    pub fn name(self) -> &'static str {
        match self {
            Table::Narrow => "narrow",
            Table::Numbers => "numbers",
            Table::Telemetry => "telemetry",
        }
    }
}

const SELECT_LZ4: &[&str] = &[
    "ours",
    "ours, stream",
    "ours, borrowed",
    "clickhouse",
    "clickhouse, unvalidated",
    "clickhouse, borrowed and unvalidated",
    "clickhouse, fetch_native",
    "klickhouse",
    "clickhouse-arrow, rows",
    "clickhouse-arrow, record batches",
    "clickhouse-connect",
    "reqwest alone",
];
/// All but klickhouse, whose compression is chosen when it is built.
const SELECT_PLAIN: &[&str] = &[
    "ours",
    "ours, stream",
    "ours, borrowed",
    "clickhouse",
    "clickhouse, unvalidated",
    "clickhouse, borrowed and unvalidated",
    "clickhouse, fetch_native",
    "clickhouse-arrow, rows",
    "clickhouse-arrow, record batches",
    "clickhouse-connect",
    "reqwest alone",
];
const INSERT_LZ4: &[&str] = &[
    "ours",
    "clickhouse",
    "clickhouse, unvalidated",
    "klickhouse",
    "clickhouse-arrow, rows",
    "clickhouse-connect",
    "reqwest alone",
];
/// insert_native cannot compress.
const INSERT_PLAIN: &[&str] = &[
    "ours",
    "clickhouse",
    "clickhouse, unvalidated",
    "clickhouse, insert_native",
    "clickhouse-arrow, rows",
    "clickhouse-connect",
    "reqwest alone",
];
const STREAM_OUT: &[&str] = &[
    "ours, stream",
    "ours, borrowed",
    "clickhouse",
    "clickhouse, borrowed and unvalidated",
    "klickhouse",
    "reqwest alone",
];
const STREAM_IN: &[&str] =
    &["ours", "ours, insert_stream", "clickhouse", "clickhouse, unvalidated", "clickhouse, inserter", "reqwest alone"];
const SMALL: &[&str] = &["ours", "clickhouse", "klickhouse", "reqwest alone"];

const fn select(name: &'static str, table: Table, lz4: bool, count: usize) -> Case {
    Case { name, work: Work::Select(table), lz4, count, clients: if lz4 { SELECT_LZ4 } else { SELECT_PLAIN } }
}

const fn insert(name: &'static str, table: Table, lz4: bool, count: usize) -> Case {
    Case { name, work: Work::Insert(table), lz4, count, clients: if lz4 { INSERT_LZ4 } else { INSERT_PLAIN } }
}

/// In the order of the report.
pub const CASES: &[Case] = &[
    select("select narrow, LZ4", Table::Narrow, true, 3_000_000),
    select("select numbers, LZ4", Table::Numbers, true, 2_000_000),
    select("select telemetry, LZ4", Table::Telemetry, true, 500_000),
    select("select narrow, plain", Table::Narrow, false, 3_000_000),
    select("select numbers, plain", Table::Numbers, false, 2_000_000),
    select("select telemetry, plain", Table::Telemetry, false, 500_000),
    insert("insert narrow, LZ4", Table::Narrow, true, 3_000_000),
    insert("insert numbers, LZ4", Table::Numbers, true, 2_000_000),
    insert("insert telemetry, LZ4", Table::Telemetry, true, 500_000),
    insert("insert narrow, plain", Table::Narrow, false, 3_000_000),
    insert("insert numbers, plain", Table::Numbers, false, 2_000_000),
    insert("insert telemetry, plain", Table::Telemetry, false, 500_000),
    Case { name: "stream out narrow, LZ4", work: Work::StreamOut, lz4: true, count: 20_000_000, clients: STREAM_OUT },
    Case { name: "stream in narrow, LZ4", work: Work::StreamIn, lz4: true, count: 20_000_000, clients: STREAM_IN },
    Case {
        name: "small queries, 1 at a time",
        work: Work::Small { at_once: 1 },
        lz4: true,
        count: 10_000,
        clients: SMALL,
    },
    Case {
        name: "small queries, 32 at a time",
        work: Work::Small { at_once: 32 },
        lz4: true,
        count: 10_000,
        clients: SMALL,
    },
];
