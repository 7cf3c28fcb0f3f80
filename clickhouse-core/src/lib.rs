//! Typed ClickHouse client.
#![forbid(unsafe_code)]

pub mod column;
pub mod error;
pub mod row;
pub mod types;
pub mod value;
mod wire;

pub use error::{Error, ErrorKind};
pub use row::Row;
