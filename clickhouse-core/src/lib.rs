//! Typed ClickHouse client.
