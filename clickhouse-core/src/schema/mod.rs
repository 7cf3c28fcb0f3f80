//! What is known of tables: their columns, as `DESCRIBE TABLE` tells them.
//!
//! Knows no server; the client brings the rows. Source: ClickHouse `InterpreterDescribeQuery.cpp`, checked on 24.8,
//! 25.8 and 26.7.

mod storage;
mod table;

pub(crate) use storage::{Deduplicates, Storage};
pub(crate) use table::Table;
