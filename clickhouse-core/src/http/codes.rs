//! What ClickHouse's error codes mean for a client that could try again.
//!
//! Knows no HTTP. Source: ClickHouse `src/Common/ErrorCodes.cpp`, 26.7.

/// The codes after which the same statement can succeed later without any change by anybody.
///
/// Not here, though they sound like it: 159 TIMEOUT_EXCEEDED (the statement's own limit: it would take as long again),
/// 241 MEMORY_LIMIT_EXCEEDED (as a rule the statement's own appetite), 394 QUERY_WAS_CANCELLED (somebody wanted that),
/// 216 QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING (it may be this very statement, still running).
const RETRYABLE: [(u32, &str); 0] = [];

/// Whether the same statement can succeed later without any change. Whether it may be sent again is another question:
/// a failed insert may have stored rows.
pub(crate) fn is_retryable(code: u32) -> bool {
    RETRYABLE.iter().any(|(retryable, _)| *retryable == code)
}
