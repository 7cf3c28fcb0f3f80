//! Queries beside their rows, live: how far they have come, sessions, data sent along, parameters, many at a time.

mod progress;
#[path = "../support/mod.rs"]
mod support;
