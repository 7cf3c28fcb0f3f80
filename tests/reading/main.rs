//! Queries beside their rows, live: how far they have come, sessions, data sent along, parameters, many at a time.

mod external;
mod many;
mod params;
mod progress;
mod session;
#[path = "../support/mod.rs"]
mod support;
