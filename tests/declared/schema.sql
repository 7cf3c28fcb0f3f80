CREATE TABLE IF NOT EXISTS shop.visits
(
    day Date,
    `user.id` UInt64,
    `type` LowCardinality(String),
    url String CODEC(ZSTD(3)),
    referrer String NULL,
    level Enum('debug', 'info' = 5, 'warn' = 6),
    price Decimal64(4) DEFAULT 0,
    address IPv6,
    seen DateTime64(3, 'Europe/Berlin') DEFAULT now64(3),
    tags Array(LowCardinality(String)),
    counts Map(LowCardinality(String), UInt64),
    position Tuple(lat Float64, lon Float64),
    place Point,
    items Nested(sku String, number UInt32),
    state SimpleAggregateFunction(max, UInt64),
    digest FixedString(16),
    flag Boolean,
    month UInt8 MATERIALIZED toMonth(day),
    label String ALIAS concat(type, '!'),
    raw String EPHEMERAL,
    INDEX by_url url TYPE bloom_filter GRANULARITY 4
)
ENGINE = MergeTree PARTITION BY toYYYYMM(day) ORDER BY (day, `user.id`)
TTL day + INTERVAL 1 YEAR SETTINGS index_granularity = 8192;
