CREATE TABLE requests
(
    at DateTime64(3, 'UTC'),
    host LowCardinality(String),
    status UInt16,
    seconds Float64,
    referrer Nullable(String)
)
ENGINE = MergeTree
ORDER BY (host, at);
