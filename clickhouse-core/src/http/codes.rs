//! What ClickHouse's error codes mean for a client that could try again.
//!
//! Knows no HTTP. Source: ClickHouse `src/Common/ErrorCodes.cpp`; the names as `errorCodeToName` gives them on 26.7.

use crate::error::ServerError;

/// The codes after which the same statement can succeed later without any change by anybody, and why it can.
#[rustfmt::skip]
const RETRYABLE: [(u32, &str, &str); 24] = [
    (202, "TOO_MANY_SIMULTANEOUS_QUERIES",          "others finish; nothing was begun"),
    (203, "NO_FREE_CONNECTION",                     "others give their connections back"),
    (209, "SOCKET_TIMEOUT",                         "a network between servers, or to this client, was slow"),
    (210, "NETWORK_ERROR",                          "a network between servers failed"),
    (225, "NO_ZOOKEEPER",                           "the session with Keeper comes back"),
    (236, "ABORTED",                                "the server shuts down, and comes back or has a neighbour"),
    (242, "TABLE_IS_READ_ONLY",                     "the replica has lost Keeper and looks for it"),
    (252, "TOO_MANY_PARTS",                         "merges catch up with the inserts"),
    (254, "NO_ACTIVE_REPLICAS",                     "a replica comes back"),
    (279, "ALL_CONNECTION_TRIES_FAILED",            "a server of the cluster comes back"),
    (285, "TOO_FEW_LIVE_REPLICAS",                  "the quorum comes back"),
    (286, "UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE",  "the insert before reaches its quorum"),
    (289, "REPLICA_IS_NOT_IN_QUORUM",               "the replica catches up"),
    (319, "UNKNOWN_STATUS_OF_INSERT",               "Keeper went away during the insert: with its token it can be repeated"),
    (364, "RECEIVED_ERROR_TOO_MANY_REQUESTS",       "object storage asks for patience"),
    (369, "ALL_REPLICAS_ARE_STALE",                 "a replica catches up"),
    (373, "SESSION_IS_LOCKED",                      "the session's other call ends"),
    (384, "PART_IS_TEMPORARILY_LOCKED",             "the lock is let go"),
    (439, "CANNOT_SCHEDULE_TASK",                   "threads become free"),
    (473, "DEADLOCK_AVOIDED",                       "the other statement lets its lock go"),
    (574, "DISTRIBUTED_TOO_MANY_PENDING_BYTES",     "the queue to the shards drains"),
    (700, "USER_SESSION_LIMIT_EXCEEDED",            "the user's other sessions end"),
    (745, "SERVER_OVERLOADED",                      "load goes down; nothing was begun"),
    (999, "KEEPER_EXCEPTION",                       "the session with Keeper comes back"),
];

/// The codes with which the server refuses a statement before anything of it is done, whatever the table.
#[rustfmt::skip]
const BEGINS_NOTHING: [(u32, &str, &str); 19] = [
    (16,  "NO_SUCH_COLUMN_IN_TABLE",               "the list of columns is looked at first"),
    (47,  "UNKNOWN_IDENTIFIER",                    "the same"),
    (60,  "UNKNOWN_TABLE",                         "there is nothing to write to"),
    (62,  "SYNTAX_ERROR",                          "not understood"),
    (73,  "UNKNOWN_FORMAT",                        "not understood"),
    (81,  "UNKNOWN_DATABASE",                      "there is nothing to write to"),
    (115, "UNKNOWN_SETTING",                       "settings come before the statement"),
    (164, "READONLY",                              "the user may not write"),
    (192, "UNKNOWN_USER",                          "nobody is let in"),
    (194, "REQUIRED_PASSWORD",                     "nobody is let in"),
    (201, "QUOTA_EXCEEDED",                        "the quota is looked at first"),
    (202, "TOO_MANY_SIMULTANEOUS_QUERIES",         "there was no place to begin"),
    (373, "SESSION_IS_LOCKED",                     "the session comes before the statement"),
    (452, "SETTING_CONSTRAINT_VIOLATION",          "settings come before the statement"),
    (497, "ACCESS_DENIED",                         "the user may not write"),
    (511, "UNKNOWN_ROLE",                          "nobody is let in"),
    (516, "AUTHENTICATION_FAILED",                 "nobody is let in"),
    (700, "USER_SESSION_LIMIT_EXCEEDED",           "nobody is let in"),
    (745, "SERVER_OVERLOADED",                     "there was no place to begin"),
];

/// Whether a statement that failed with this code has done nothing.
pub(crate) fn begins_nothing(code: u32) -> bool {
    BEGINS_NOTHING.iter().any(|(begins_nothing, _, _)| *begins_nothing == code)
}

/// The limit of partitions for one block has the code of too many parts, but holds for every further try as well.
const TOO_MANY_PARTS: u32 = 252;
/// Out of memory is worth another try only where the limit is shared with other statements.
const MEMORY_LIMIT_EXCEEDED: u32 = 241;

/// Whether the same statement can succeed later without any change. Whether it may be sent again is another question:
/// a failed insert may have stored rows.
///
/// Not retryable, though they sound like it: 159 TIMEOUT_EXCEEDED and 160 TOO_SLOW (the statement's own limits: it would
/// take as long again), 394 QUERY_WAS_CANCELLED (somebody wanted that), 216 QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING (it may
/// be this very statement, still running), 499 S3_ERROR (the server has tried again itself, what is left is mostly access).
pub(crate) fn is_retryable(error: &ServerError) -> bool {
    match error.code {
        TOO_MANY_PARTS => !error.message.contains("Too many partitions for single INSERT block"),
        // "(total) memory limit exceeded" and "User memory limit exceeded" from 25.x on, before "Memory limit (total)
        // exceeded" and "Memory limit (for user) exceeded"; "Query memory limit exceeded" is the statement's own (26.7).
        MEMORY_LIMIT_EXCEEDED => {
            ["(total)", "(for user)", "User memory limit"].iter().any(|shared| error.message.contains(shared))
        }
        code => RETRYABLE.iter().any(|(retryable, _, _)| *retryable == code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retryable(code: u32, message: &str) -> bool {
        is_retryable(&ServerError { code, name: String::new(), message: message.to_owned() })
    }

    #[test]
    fn what_passes_by_itself_is_retryable() {
        for (code, ..) in RETRYABLE {
            assert!(retryable(code, "x"), "{code}");
        }
        for code in [0, 47, 60, 62, 159, 160, 216, 241, 394, 395, 497, 516, u32::MAX] {
            assert!(!retryable(code, "x"), "{code}");
        }
    }

    #[test]
    fn too_many_partitions_are_as_many_the_next_time() {
        assert!(retryable(
            252,
            "Too many parts (3000 with average size of 1.00 MiB). Merges are processing slower than inserts"
        ));
        assert!(!retryable(252, "Too many partitions for single INSERT block (more than 100)."));
    }

    #[test]
    fn memory_is_worth_another_try_where_others_use_it_too() {
        assert!(retryable(241, "Code: 241. DB::Exception: (total) memory limit exceeded: would use 9 GiB"));
        assert!(retryable(241, "Code: 241. DB::Exception: Memory limit (total) exceeded: would use 9 GiB"));
        assert!(retryable(241, "Code: 241. DB::Exception: User memory limit exceeded: would use 9 GiB"));
        assert!(!retryable(241, "Code: 241. DB::Exception: Query memory limit exceeded: would use 9.59 MiB"));
        assert!(!retryable(241, "Code: 241. DB::Exception: Memory limit (for query) exceeded: would use 9.59 MiB"));
    }

    #[test]
    fn the_tables_are_sorted_and_without_repetition() {
        assert!(RETRYABLE.is_sorted_by(|(before, ..), (after, ..)| before < after));
        assert!(BEGINS_NOTHING.is_sorted_by(|(before, ..), (after, ..)| before < after));
    }
}
