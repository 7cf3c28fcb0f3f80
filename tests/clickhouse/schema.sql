-- What the queries of tests/sql/checked.rs and tests/ui/query_as/ ask.
CREATE TABLE requests
(
    host LowCardinality(String),
    status UInt16,
    level Enum8('info' = 1, 'warn' = 2),
    seconds Nullable(Float64),
    tags Array(String)
)
ENGINE = Memory;
