-- The tables of the refusals in this folder's `table`.
CREATE TABLE metrics
(
    `day` Date,
    `host` LowCardinality(String),
    `level` Enum8('debug' = 1, 'info' = 2, 'warn' = 3) DEFAULT 'info',
    `value` Float64 CODEC(Gorilla, ZSTD),
    `note` Nullable(String),
    `digest` FixedString(16) DEFAULT '',
    `tags` Array(String),
    `counts` Map(String, UInt64),
    `month` UInt8 MATERIALIZED toMonth(day),
    `label` String ALIAS concat(host, '!'),
    `raw` String EPHEMERAL,
    `spread` Nested(x UInt8, y Nullable(String)),
    `found` DEFAULT toUInt8(5)
)
ENGINE = MergeTree
ORDER BY (host, day);

CREATE TABLE small (key UInt32, text String) ENGINE = Memory;
ALTER TABLE small ADD COLUMN added UInt64 AFTER key, RENAME COLUMN text TO note;
CREATE TABLE of_query ENGINE = Memory AS SELECT 1 AS one;
