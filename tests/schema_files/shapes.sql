-- Odd shapes of tables as public projects have them, in words of our own. Each statement runs on the server by itself.

CREATE TABLE id_is_key (id UInt64 PRIMARY KEY, name String, at DateTime DEFAULT now()) ENGINE = MergeTree;

CREATE TABLE key_in_list (tenant LowCardinality(String), id UUID DEFAULT generateUUIDv4(), body String CODEC(ZSTD(9)), PRIMARY KEY (tenant, id)) ENGINE = ReplacingMergeTree;

CREATE TABLE without_engine (a UInt8, b String) ORDER BY a;

CREATE TABLE untyped_columns
(
    raw String,
    ip DEFAULT toIPv4('0.0.0.0'),
    parts MATERIALIZED splitByChar('/', raw),
    first_part ALIAS parts[1],
    size DEFAULT length(raw) + 1 CODEC(T64, LZ4),
    pair DEFAULT (1, 'a')
)
ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE ephemeral_kinds (id UInt64, hex EPHEMERAL 5, plain String EPHEMERAL, with_value UInt8 EPHEMERAL 5, bytes FixedString(4) DEFAULT unhex(plain)) ENGINE = MergeTree ORDER BY id;

CREATE TABLE constraints_between
(
    url String,
    CONSTRAINT is_web CHECK startsWith(url, 'http'),
    host String,
    CONSTRAINT same ASSUME host = domain(url),
    weight Int8 DEFAULT -1,
    CONSTRAINT `odd name` CHECK weight IN (-1, 0, 1) AND (host != '' OR url = ',)')
)
ENGINE = MergeTree ORDER BY host;

CREATE TABLE indexes_of_all_kinds
(
    a UInt64,
    INDEX a_minmax a TYPE minmax,
    s String,
    INDEX s_set s TYPE set(100) GRANULARITY 4,
    INDEX s_bloom lower(s) TYPE bloom_filter(0.01),
    m Map(String, String),
    INDEX m_keys mapKeys(m) TYPE bloom_filter GRANULARITY 1,
    INDEX m_values mapValues(m) TYPE ngrambf_v1(3, 1024, 2, 0) GRANULARITY 1,
    INDEX two (a, s) TYPE minmax GRANULARITY 2,
    INDEX tokens (concat(s, ' ', m['x'])) TYPE tokenbf_v1(32768, 3, 0),
    index_of_page UInt8
)
ENGINE = MergeTree ORDER BY a;

CREATE TABLE projections_of_all_kinds
(
    t DateTime,
    u UInt64,
    v Float64,
    PROJECTION by_user (SELECT * ORDER BY u),
    PROJECTION totals (SELECT toStartOfHour(t) AS h, sum(v), quantile(0.5)(v) GROUP BY h),
    z UInt8
)
ENGINE = MergeTree ORDER BY t;

CREATE TABLE statistics_and_settings
(
    a Int64 STATISTICS(tdigest),
    b String CODEC(ZSTD(1)) SETTINGS (min_compress_block_size = 65536, max_compress_block_size = 1048576),
    c UInt32 DEFAULT 0 COMMENT 'c, (the third)' CODEC(Delta(4), ZSTD) TTL d + INTERVAL 1 DAY,
    d DateTime
)
ENGINE = MergeTree ORDER BY a;

CREATE TABLE ttl_of_all_kinds
(
    d DateTime,
    k UInt32,
    v UInt64 TTL d + toIntervalMonth(1),
    w UInt64
)
ENGINE = MergeTree ORDER BY (k, toDate(d))
TTL d + INTERVAL 1 WEEK DELETE WHERE k = 0,
    d + INTERVAL 1 MONTH RECOMPRESS CODEC(ZSTD(17));

CREATE TABLE ttl_with_sums (k1 UInt8, k2 UInt8, d DateTime, x UInt64) ENGINE = MergeTree PRIMARY KEY (k1, k2) ORDER BY (k1, k2, d) TTL d + INTERVAL 1 MONTH GROUP BY k1, k2 SET x = sum(x), d = min(d) SETTINGS merge_with_ttl_timeout = 3600;

CREATE TABLE commented (a UInt8 COMMENT 'it''s; "a"', b UInt8 COMMENT 'tab\t and \'quote\'') ENGINE = MergeTree ORDER BY a COMMENT 'of all; (tables)';

CREATE TABLE from_query_typed (n UInt64, s LowCardinality(String)) ENGINE = MergeTree ORDER BY n AS SELECT number AS n, toString(number) AS s FROM numbers(3);

CREATE TABLE nested_deep
(
    id UInt64,
    attributes Nested(key LowCardinality(String), value String),
    events Nested(
        ts DateTime64(9),
        name LowCardinality(String),
        attrs Map(LowCardinality(String), String)
    ) CODEC(ZSTD(1)),
    inner Array(Nested(a UInt8, b String)),
    `links.trace_id` Array(String),
    `links.span id` Array(String)
)
ENGINE = MergeTree ORDER BY id;

CREATE TABLE tuples_deep
(
    t Tuple(a UInt8, b Tuple(c String, d Array(Tuple(e Nullable(UInt8), `f g` String)))),
    m Map(String, Tuple(n UInt8, l Array(Nullable(String)))),
    e Tuple()
)
ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE json_kinds
(
    plain JSON,
    limited JSON(max_dynamic_paths = 16, max_dynamic_types=4),
    typed JSON(user.id UInt64, `user.first name` LowCardinality(String), tags Array(String)),
    skipping JSON(SKIP debug, SKIP REGEXP '^tmp\\..*', a.b.c DateTime64(3)),
    listed Array(JSON),
    nullable Nullable(JSON),
    d Dynamic(max_types = 3)
)
ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE enums_without_spaces (a Enum8('x'=1,'y'=2),b Enum16('long name'=-1000,'it\'s'=0,'ü'=1000),c Enum('p','q','r'),d Enum8('n' = -1, 'o'),e Array(Enum8('k'=1)),f LowCardinality(Nullable(String))) ENGINE=MergeTree ORDER BY a;

CREATE TABLE sql_types
(
    a INT UNSIGNED,
    b INTEGER SIGNED NOT NULL,
    c TINYINT,
    d BIGINT UNSIGNED DEFAULT 0,
    e DOUBLE PRECISION,
    f REAL NULL,
    g CHAR(3),
    h CHARACTER VARYING(10),
    i NATIONAL CHAR VARYING(5),
    j TEXT,
    k LONGTEXT,
    l BLOB,
    m BINARY LARGE OBJECT,
    n NUMERIC(10, 2),
    o DEC(5),
    p TIMESTAMP,
    q BOOL DEFAULT false,
    r BYTEA,
    s DATETIME(6),
    t YEAR,
    u BIT(8),
    v INET4,
    w VARCHAR(255) NOT NULL DEFAULT '',
    x FIXED,
    y SMALLINT UNSIGNED,
    z MEDIUMINT
)
ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE nulls_around (a Nullable(UInt8) DEFAULT NULL, b UInt8 NULL DEFAULT 1, c String NOT NULL DEFAULT 'x', d Array(Nullable(UInt8)), e LowCardinality(Nullable(String)), f UInt8 NULL COMMENT 'f') ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE default_expressions
(
    a String,
    b UInt8 DEFAULT CASE WHEN a = '' THEN 0 WHEN a IN ('x', 'y') THEN 1 ELSE 2 END,
    c Array(String) DEFAULT arrayMap(x -> concat(x, ','), splitByChar(',', a)),
    d UInt64 DEFAULT cityHash64(a, b) % 16,
    e Map(String, UInt8) DEFAULT map('a', 1, 'b', 2),
    f String DEFAULT '); DROP TABLE x; --',
    g DateTime DEFAULT now() - INTERVAL 1 DAY,
    h DateTime64(3) DEFAULT '2020-01-01 00:00:00.123'::DateTime64(3),
    i Tuple(UInt8, String) DEFAULT (1, 'x'),
    j UInt8 DEFAULT if(a LIKE '%x%' AND NOT empty(a), 1, 0),
    k Float64 DEFAULT -1.5e-3,
    l Nullable(String) DEFAULT nullIf(a, ''),
    m Array(UInt8) DEFAULT [1, 2, 3],
    n String DEFAULT $$it's ; a heredoc$$,
    o UInt8 DEFAULT a BETWEEN 'a' AND 'z',
    p Bool DEFAULT a IS NOT NULL,
    q String DEFAULT e['a'] || 'z',
    r UInt32 DEFAULT toYYYYMM(g),
    t String MATERIALIZED (a || '-') || toString(b),
    u Float64 ALIAS k * 100. / (d + 1),
    v String DEFAULT i.2,
    w IPv6 DEFAULT toIPv6('::'),
    x UInt8 DEFAULT a ILIKE 'x%' ? 1 : 0,
    y String DEFAULT extract(a, '[^;]*;(.*)'),
    z Date DEFAULT DATE '2020-01-01'
)
ENGINE = MergeTree ORDER BY tuple();

# a comment of a shell
CREATE TABLE comments_everywhere -- of the table
( -- before the columns
    a /* the a */ UInt8, # after a
    -- b UInt8,
    c String /* ) */ DEFAULT /* , */ 'c' -- ; no end
    , d Date
) /* of the engine */ ENGINE /* = */ = MergeTree -- as usual
ORDER BY a;

CREATE TABLE `quoted``names` ("a" UInt8, `b.c` String, "d e" Date, `f\`g` UInt8, "h""i" UInt8, `Ω` String, `1st` UInt8) ENGINE = MergeTree ORDER BY "a";

CREATE TABLE keywords_as_names
(
    date Date, timestamp DateTime, `index` UInt32, key String, value String, type String, default UInt8, comment String, ttl UInt32, codec String,
    order UInt8, group UInt8, from String, to String, select UInt8, where UInt8, primary UInt8, null UInt8, `constraint` UInt8, projection_ UInt8,
    interval UInt16, end DateTime, desc String, alias String, materialized UInt8, settings String, column String, table String, array UInt8, format String
)
ENGINE = MergeTree ORDER BY (date, key);

CREATE TABLE trailing_comma (a UInt8, b UInt8, ) ENGINE = MergeTree ORDER BY a;

CREATE OR REPLACE TABLE replaced (a UInt8) ENGINE = MergeTree ORDER BY a;

CREATE TABLE sampled (id UInt64, h UInt64) ENGINE = MergeTree PRIMARY KEY (id, intHash64(h)) ORDER BY (id, intHash64(h)) SAMPLE BY intHash64(h) SETTINGS min_bytes_for_wide_part = 0, index_granularity_bytes = 10485760;

CREATE TABLE no_key (a UInt8) ENGINE = MergeTree() ORDER BY ();

CREATE TABLE descending (a UInt8, b DateTime) ENGINE = MergeTree ORDER BY (a, b DESC) SETTINGS allow_experimental_reverse_key = 1;

CREATE TABLE engines_log (a String) ENGINE=TinyLog;

CREATE TABLE engines_null(a String)ENGINE=Null;

CREATE TABLE engines_set (a UInt64) ENGINE = Set;

CREATE TABLE engines_join (id UInt64, v String) ENGINE = Join(ANY, LEFT, id);

CREATE TABLE engines_file (a UInt8, b Nullable(String)) ENGINE = File(CSVWithNames);

CREATE TABLE engines_collapsing (id UInt64, v String, sign Int8, version UInt32) ENGINE = VersionedCollapsingMergeTree(sign, version) ORDER BY id;

CREATE TABLE engines_summing (day Date, k String, hits UInt64, bytesMap Nested(key String, value UInt64)) ENGINE = SummingMergeTree((hits)) PARTITION BY toMonday(day) ORDER BY (day, k);

CREATE TABLE states
(
    site UInt32,
    hour DateTime,
    visitors AggregateFunction(uniq, UInt64),
    latency AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), Float32),
    top AggregateFunction(topK(10), String),
    first AggregateFunction(argMin, String, DateTime64(3)),
    last SimpleAggregateFunction(anyLast, Nullable(String)),
    hits SimpleAggregateFunction(sum, UInt64),
    seen SimpleAggregateFunction(max, DateTime('UTC')),
    all_tags SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
    by_key SimpleAggregateFunction(sumMap, Map(String, UInt64)),
    errors AggregateFunction(countIf, UInt8),
    average AggregateFunction(avgIf, Float64, UInt8)
)
ENGINE = AggregatingMergeTree ORDER BY (site, hour);

CREATE MATERIALIZED VIEW view_with_columns (site UInt32, hits UInt64) ENGINE = SummingMergeTree ORDER BY site AS SELECT site, 1::UInt64 AS hits FROM states;

CREATE VIEW view_typed (site UInt32, more String) AS SELECT site, 'x' AS more FROM states;

CREATE TABLE log_of_requests
(
    `Timestamp` DateTime64(9) CODEC(Delta, ZSTD(1)),
    `TimestampTime` DateTime DEFAULT toDateTime(Timestamp),
    `TraceFlags` UInt8,
    `SeverityText` LowCardinality(String) CODEC(ZSTD(1)),
    `Body` String CODEC(ZSTD(1)),
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `__k8s_pod` LowCardinality(String) MATERIALIZED ResourceAttributes['k8s.pod.name'] CODEC(ZSTD(1)),
    INDEX idx_body Body TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8,
    INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(TimestampTime)
PRIMARY KEY (SeverityText, TimestampTime)
ORDER BY (SeverityText, TimestampTime, Timestamp)
TTL TimestampTime + toIntervalDay(30)
SETTINGS ttl_only_drop_parts = 1;

create table if not exists github_like
(
    file_time DateTime,
    event_type Enum('CommitComment' = 1, 'Create' = 2, 'Delete' = 3, 'Fork' = 4,
        'Push' = 15, 'Watch' = 22),
    actor_login
        LowCardinality(String),
    labels Array(LowCardinality(String)),
    state Enum8('none' = 0, 'open' = 1, 'closed' = 2),
    merged_at DateTime default 0
) engine = MergeTree order by (event_type, file_time);

CREATE TABLE trips_like (trip_id UInt32, pickup_date Date, pickup_datetime DateTime, vendor_id Enum8('1' = 1, '2' = 2, 'CMT' = 3, '' = 5), store_and_fwd_flag UInt8, pickup_longitude Float64, payment_type Enum8('UNK' = 0, 'CSH' = 1), pickup_ntaname LowCardinality(String), dropoff Tuple(x Float64, y Float64), cab_type Enum8('yellow' = 1, 'green' = 2)) ENGINE = MergeTree PARTITION BY toYYYYMM(pickup_date) ORDER BY pickup_datetime SETTINGS index_granularity=8192;

CREATE TABLE edge_log (ts DateTime CODEC(DoubleDelta), colo UInt16, ray UInt64, client_ip IPv6, method LowCardinality(String), status UInt16, path String, ua String CODEC(ZSTD(3)), bytes UInt64 CODEC(T64, ZSTD), cache Enum8('miss' = 0, 'hit' = 1, 'expired' = 2), asn UInt32, geo Point, body_hash FixedString(32), took Time64(3), q BFloat16, embedding Array(BFloat16)) ENGINE = MergeTree ORDER BY (colo, ts) PARTITION BY toStartOfDay(ts);

CREATE TABLE intervals_and_zones (a IntervalDay, b DateTime('Asia/Kolkata'), c DateTime64(6, 'America/New_York'), d Nullable(DateTime('UTC')), e DateTime64, f Date32, g Array(DateTime64(0))) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE decimals (a Decimal(9), b Decimal(18,4), c Decimal32(2), d Decimal128( 10 ), e Nullable(Decimal256(20)), f Array(Decimal(76, 76)), g Decimal) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE geo (p Point, r Ring, l LineString, ml MultiLineString, po Polygon, mp MultiPolygon, n Nested(p Point)) ENGINE = Memory;

CREATE TABLE variants (v Variant(UInt64, String, Array(UInt64), Tuple(a UInt8)), w Array(Variant(String, Date)), x Map(String, Variant(Bool, Float64))) ENGINE = Memory;

CREATE TABLE low (a LowCardinality(FixedString(2)), b LowCardinality(UInt32), c LowCardinality(Nullable(Date)), d Map(LowCardinality(String), LowCardinality(String)), e Array(LowCardinality(Nullable(String)))) ENGINE = Memory;

CREATE TABLE uuid_said UUID '7a5bd8f1-8b1c-4c7c-9f2e-0d9b1a2c3d4e' (a UInt8) ENGINE = Memory;

CREATE TABLE qbits (v QBit(Float32, 8), w QBit(BFloat16, 16)) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE casts_of_defaults (a UInt8, b String DEFAULT CAST(a AS String), c Nullable(String) DEFAULT CAST(NULL, 'Nullable(String)'), d Array(Tuple(k String, v UInt8)) DEFAULT CAST([], 'Array(Tuple(k String, v UInt8))'), e DateTime DEFAULT toDateTime('2020-01-01 00:00:00', 'UTC'), f String DEFAULT concat('a', 'b,c)', "a"), g UInt64 DEFAULT a::UInt64 + 1, h Array(String) DEFAULT ['a,b', 'c)']) ENGINE = Memory;

CREATE DICTIONARY of_codes (code UInt64, name String DEFAULT 'n/a', parent Nullable(UInt64), valid_from Date, valid_to Nullable(Date)) PRIMARY KEY code SOURCE(CLICKHOUSE(QUERY 'SELECT 1 AS code, \'x\' AS name, NULL AS parent, today() AS valid_from, NULL AS valid_to')) LAYOUT(SPARSE_HASHED(MAX_LOAD_FACTOR 0.9)) LIFETIME(MIN 300 MAX 600);
