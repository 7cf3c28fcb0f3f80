CREATE TABLE requests
(
    at DateTime64(3, 'UTC'),
    host LowCardinality(String),
    status UInt16,
    seconds Float64,
    referrer Nullable(String),
    day Date MATERIALIZED toDate(at),
    is_error Bool ALIAS status >= 500
)
ENGINE = MergeTree
ORDER BY (host, at);
