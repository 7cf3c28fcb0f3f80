-- Tables in the ways in which projects write them. Each statement runs on the server by itself.

CREATE TABLE metrics (timestamp DateTime CODEC(DoubleDelta, ZSTD), name LowCardinality(String) CODEC(ZSTD), tags Map(String, String) CODEC (ZSTD(3)), value Float64 CODEC (Gorilla, LZ4),) ENGINE = MergeTree() PRIMARY KEY (name, tags, timestamp);

CREATE TABLE IF NOT EXISTS `migration`
(
	`table`    String,
	`ddl`      String,
	`ddl_hash` String,
	`ts`       DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(ts)
ORDER BY (`table`);

create table if not exists logs (
    ts datetime64(9) codec(Delta(8), ZSTD(1)),
    trace_id String default '',
    severity Int32
) engine = Memory;

CREATE TABLE otel_logs (
    `Timestamp` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `TimestampTime` DateTime DEFAULT toDateTime(Timestamp),
    `TraceId` String CODEC(ZSTD(1)),
    `TraceFlags` UInt8,
    `SeverityText` LowCardinality(String) CODEC(ZSTD(1)),
    `Body` String CODEC(ZSTD(1)),
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_body Body TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8
)
ENGINE = MergeTree
PARTITION BY toDate(TimestampTime)
PRIMARY KEY (SeverityText, TimestampTime)
ORDER BY (SeverityText, TimestampTime, Timestamp)
TTL TimestampTime + toIntervalDay(3)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1;

CREATE TABLE otel_traces (
    Timestamp DateTime64(9), SpanId String, ParentSpanId String, SpanName LowCardinality(String),
    Duration UInt64 CODEC(ZSTD(1)),
    Events Nested (
        Timestamp DateTime64(9),
        Name LowCardinality(String),
        Attributes Map(LowCardinality(String), String)
    ) CODEC(ZSTD(1)),
    Links Nested (TraceId String, SpanId String) CODEC(ZSTD(1)),
    INDEX idx_duration Duration TYPE minmax GRANULARITY 1
) ENGINE MergeTree() PARTITION BY toDate(Timestamp) ORDER BY (SpanName, toDateTime(Timestamp));

CREATE TABLE samples_v4 (env LowCardinality(String) DEFAULT 'default', temporality LowCardinality(String) DEFAULT 'Unspecified', metric_name LowCardinality(String), fingerprint UInt64 CODEC(Delta(8), ZSTD(1)), unix_milli Int64 CODEC(DoubleDelta, ZSTD(1)), value Float64 CODEC(Gorilla, ZSTD(1)), flags UInt32 DEFAULT 0 CODEC(ZSTD(1)), inserted_at_unix_milli Int64 MATERIALIZED toUnixTimestamp64Milli(now64())) ENGINE = MergeTree ORDER BY (env, metric_name, fingerprint, unix_milli);

CREATE TABLE cq (`_cq_id` UUID, `_cq_parent_id` Nullable(UUID), `_cq_sync_time` Nullable(DateTime64(6)), `inet_arr` Array(Nullable(String))) ENGINE = MergeTree() ORDER BY (`_cq_id`) SETTINGS allow_nullable_key=1;

CREATE TABLE proto (
	a Int32 COMMENT 'Description of field a -- this is an int32',
	b_a Array(Int32),
	e DateTime COMMENT 'TIMESTAMP (uint64 in proto) - required in ClickHouse',
	ctime DateTime DEFAULT now() COMMENT 'create time',
	deleted UInt8 COMMENT 'state: 0, deleted: 1'
) ENGINE = ReplacingMergeTree(e, deleted) ORDER BY ctime PARTITION BY toYYYYMM(ctime) TTL ctime + INTERVAL 3 MONTH SETTINGS index_granularity = '8192';

CREATE TABLE click_storage ( `PhraseID` UInt64, `PhraseProcessedID` UInt64 ALIAS if(PhraseID > 0, PhraseID, 0) ) ENGINE = MergeTree() ORDER BY tuple();

create table report
(
  `product` Enum8('IU' = 1, 'WS' = 2, 'PS' = 3) CODEC(ZSTD(19)),
  `machine` Enum16('mac mini' = 1, 'linux, big' = 1000, 'win''s' = -5) CODEC(ZSTD(19)),
  `build_c1` UInt8 CODEC(DoubleDelta, ZSTD(19)),
  `raw` JSON
) engine = MergeTree partition by product order by (product, machine);

CREATE TABLE events (uuid UUID, event VARCHAR, properties VARCHAR CODEC(ZSTD(3)), timestamp DateTime64(6, 'UTC'), team_id Int64, distinct_id VARCHAR, created_at DateTime64(6, 'UTC') DEFAULT now64(6), `$group_0` VARCHAR MATERIALIZED replaceRegexpAll(JSONExtractRaw(properties, '$group_0'), '^"|"$', '') COMMENT 'column_materializer::$group_0', `mat_$browser` Nullable(VARCHAR) DEFAULT JSONExtractString(properties, '$browser')) ENGINE = ReplacingMergeTree(created_at) PARTITION BY toYYYYMM(timestamp) ORDER BY (team_id, toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid)) SAMPLE BY cityHash64(distinct_id);

CREATE TABLE person (id UUID, created_at DateTime64, team_id Int64, properties VARCHAR, is_identified Int8, is_deleted Int8 DEFAULT 0, version UInt64, _timestamp DateTime, _offset UInt64, INDEX kafka_timestamp_minmax _timestamp TYPE minmax GRANULARITY 3) ENGINE = ReplacingMergeTree(version) Order By (team_id, id);

CREATE TABLE groups_ (group_type_index UInt8, group_key VARCHAR, created_at DateTime64, team_id Int64, group_properties VARCHAR, PRIMARY KEY (team_id, group_key)) ENGINE = MergeTree;

CREATE TABLE cohorts (cohort_id Int64, sign Int8, version UInt64 NOT NULL) ENGINE = CollapsingMergeTree(sign) ORDER BY cohort_id;
CREATE TABLE versioned (key UInt64, sign Int8, version UInt8) ENGINE = VersionedCollapsingMergeTree(sign, version) ORDER BY key;
CREATE TABLE sums (day Date, key String, hits UInt64, bytes UInt64) ENGINE = SummingMergeTree((hits, bytes)) ORDER BY (day, key);

CREATE TABLE sessions (session_id String, min_timestamp SimpleAggregateFunction(min, DateTime64(6, 'UTC')), max_timestamp SimpleAggregateFunction(max, DateTime64(6, 'UTC')), urls SimpleAggregateFunction(groupUniqArrayArray, Array(String)), entry_url AggregateFunction(argMin, String, DateTime64(6, 'UTC')), pageviews SimpleAggregateFunction(sum, Int64), uniq_users AggregateFunction(uniq, UUID), q AggregateFunction(quantiles(0.5, 0.9), UInt64), cnt AggregateFunction(count)) ENGINE = AggregatingMergeTree() ORDER BY session_id;

CREATE TABLE candles (symbol String, minute DateTime, open AggregateFunction(argMin, Float64, DateTime64(3)), high AggregateFunction(max, Float64), ema AggregateFunction(exponentialMovingAverage(0.2), Float64, UInt32), m SimpleAggregateFunction(sumMap, Map(String, UInt64))) ENGINE = AggregatingMergeTree ORDER BY (symbol, minute);

CREATE TABLE sign_up (site_id UInt64, hostname String CODEC(ZSTD(3)), `meta.key` Array(String) CODEC(ZSTD(3)), `meta.value` Array(String) CODEC(ZSTD(3)), utm LowCardinality(Nullable(String)), country_code LowCardinality(FixedString(2)), city_geoname_id UInt32, click_id_param LowCardinality(String), channel LowCardinality(String) MATERIALIZED multiIf(utm = 'x', 'Paid', click_id_param != '', 'Ads', 'Direct'), acquisition LowCardinality(String) ALIAS channel) ENGINE = MergeTree PARTITION BY tuple() ORDER BY site_id;

CREATE TABLE ingest (key UInt64, payload String EPHEMERAL, size UInt64 MATERIALIZED length(payload), hash FixedString(16) DEFAULT MD5(payload), raw EPHEMERAL 'abc', other UInt8 EPHEMERAL 5 COMMENT 'five') ENGINE = MergeTree ORDER BY key;

CREATE TABLE nulls (a Int32 NULL, b Int32 NOT NULL, c Nullable(Int32) DEFAULT NULL, d String NULL DEFAULT 'x', e LowCardinality(Nullable(String)), f String DEFAULT 'NOT NULL' NOT NULL, g Int8 DEFAULT 1 NULL) ENGINE = Memory;

CREATE TABLE mysql_like (id BIGINT UNSIGNED NOT NULL, n INT, m INTEGER UNSIGNED, s VARCHAR(255) NOT NULL DEFAULT '', t TEXT, b BLOB, c CHAR(10), d DOUBLE, f FLOAT, r REAL, dp DOUBLE PRECISION, k TINYINT(1), y YEAR, ts TIMESTAMP, dt DATETIME(3), bo BOOLEAN DEFAULT true, bb BOOL, num NUMERIC(10, 2), de DEC(8), by BYTEA, l LONGTEXT, sm SMALLINT, mi MEDIUMINT UNSIGNED, si INT SIGNED) ENGINE = MergeTree ORDER BY id;

CREATE TABLE pg_like (i BIGINT SIGNED, j INT1, nv NVARCHAR(10), cv CHARACTER VARYING, cl CHARACTER LARGE OBJECT, nc NATIONAL CHAR VARYING, bl BINARY LARGE OBJECT, bv BINARY VARYING, fixed BINARY(8), v4 INET4, v6 INET6) ENGINE = Log;

CREATE TABLE decimals (a Decimal(9, 2), b Decimal32(2), c Decimal64(4), d Decimal128(10), e Decimal256(20), f Decimal(5), g Decimal, h Array(Decimal(76, 0))) ENGINE = TinyLog;

CREATE TABLE times (a Date, b Date32, c DateTime, d DateTime('Asia/Tokyo'), e DateTime64, f DateTime64(0), g DateTime64(9, 'Europe/Berlin'), h DateTime32, i DateTime(3)) ENGINE = StripeLog;

CREATE TABLE wide (a UInt128, b UInt256, c Int128, d Int256, e BFloat16, f Float32, g IPv4, h IPv6, i UUID, j Nullable(IPv6)) ENGINE = Memory;

CREATE TABLE nested (id UInt64, n Nested(a UInt8, b Array(String)), `m` Nested(`select` UInt8, `x y` Nullable(String)), t Tuple(UInt8, String), nt Tuple(a UInt8, `b c` Tuple(d Array(UInt8), e Map(String, UInt8)))) ENGINE = MergeTree ORDER BY id;

CREATE TABLE deep_nested (n Nested(a UInt8, inner Nested(x UInt8, y String))) ENGINE = Memory;

CREATE TABLE enums (a Enum('x', 'y', 'z'), b Enum8('a' = 7, 'b', 'c'), c Enum16('it\'s' = -32768, 'tab\there' = 0, 'é, (x)' = 32767), d Nullable(Enum('on' = 1, 'off' = 0)), e Array(Enum8('' = 0, 'x' = 1)), f Enum('big' = 1000)) ENGINE = Memory;

CREATE TABLE geo (p Point, r Ring, l LineString, pg Polygon, mp MultiPolygon, ml MultiLineString) ENGINE = Memory;

CREATE TABLE dynamic (j JSON, jt JSON(max_dynamic_paths = 16, a.b UInt32, SKIP c.d, SKIP REGEXP 'x.*'), d Dynamic, dm Dynamic(max_types = 5), v Variant(UInt64, String, Array(UInt8))) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE "double quoted" ("id" UInt64, "select" String, "a""b" UInt8, "c.d" UInt8) ENGINE = Memory;
CREATE TABLE `back``tick` (`a``b` UInt8, `c\`d` UInt8, `e\\f` UInt8, `ключ` String, `имя поля` String) ENGINE = Memory;

CREATE TABLE keywords (key UInt8, value String, order_ UInt8, `index` UInt8, date Date, timestamp DateTime, comment String, ttl UInt32, codec String, type String, table_ String, default_ UInt8, alias String, format String, settings String, interval UInt8, first String, after String, partition UInt8, sample Float32, primary_ UInt8, engine String, columns Array(String), values Array(UInt8)) ENGINE = Memory;

CREATE TABLE expressions (
    a UInt8 DEFAULT 1 + 2 * 3,
    b String DEFAULT concat('a', ')', ',', '(', '''', '\''),
    c Array(UInt8) DEFAULT [1, 2, 3],
    d Tuple(UInt8, String) DEFAULT (1, 'x'),
    e Map(String, UInt8) DEFAULT map('k', 1),
    f DateTime DEFAULT now() + INTERVAL 1 DAY,
    g UInt8 DEFAULT CASE WHEN a > 1 THEN 2 ELSE 3 END,
    h UInt8 DEFAULT a IN (1, 2, 3),
    i UInt8 DEFAULT a BETWEEN 1 AND 2,
    j UInt8 DEFAULT b LIKE '%x%' AND b NOT LIKE '%y%',
    k UInt8 DEFAULT b IS NOT NULL,
    l UInt64 DEFAULT a::UInt64,
    m String DEFAULT CAST(a AS String),
    n UInt8 DEFAULT a ? 1 : 0,
    o Int8 DEFAULT -1,
    p Float64 DEFAULT 1.5e-3,
    q Array(String) DEFAULT arrayMap(x -> toString(x), c),
    r UInt64 DEFAULT 0xFF,
    s UInt8 DEFAULT NOT a,
    t String DEFAULT b || '!' COMMENT 'with, (comment)' CODEC(ZSTD),
    u UInt8 MATERIALIZED (a + 1) % 2 CODEC(T64, LZ4),
    w String ALIAS toString(a) COMMENT 'w',
    x UUID DEFAULT generateUUIDv4(),
    y Nullable(String) DEFAULT NULL,
    z UInt8 DEFAULT tupleElement(d, 1) /* inner, comment ) */ -- and another, )
) ENGINE = MergeTree ORDER BY a;

CREATE TABLE column_ttl (d DateTime, a Int TTL d + INTERVAL 1 MONTH, b Int COMMENT 'b' TTL d + toIntervalDay(1), c String CODEC(ZSTD) TTL d + INTERVAL 1 DAY) ENGINE = MergeTree PARTITION BY toYYYYMM(d) ORDER BY d TTL d + INTERVAL 1 MONTH DELETE WHERE a = 1, d + INTERVAL 1 WEEK GROUP BY d SET a = max(a);

CREATE TABLE projections (d Date, a UInt8, b String, PROJECTION p1 (SELECT a, count() GROUP BY a), PROJECTION p2 (SELECT * ORDER BY b), CONSTRAINT c1 CHECK a > 0, CONSTRAINT c2 ASSUME length(b) < 100, INDEX i1 (a, b) TYPE set(100) GRANULARITY 2, INDEX i2 lower(b) TYPE ngrambf_v1(3, 256, 2, 0)) ENGINE = MergeTree ORDER BY d;

CREATE TABLE statistics_ (a Int64 STATISTICS(tdigest, uniq), b Float64 CODEC(Gorilla) STATISTICS(minmax)) ENGINE = MergeTree ORDER BY a SETTINGS allow_experimental_statistics = 1;

CREATE TABLE column_settings (a String SETTINGS (min_compress_block_size = 1024), b UInt8 COMMENT 'x' CODEC(NONE)) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE copied AS metrics;
CREATE TABLE copied_too AS nested ENGINE = Log;
CREATE OR REPLACE TABLE replaced (a UInt8) ENGINE = MergeTree ORDER BY a COMMENT 'replaced, once';
CREATE TABLE selected (a UInt8, b String) ENGINE = Memory AS SELECT 1 AS a, 'x' AS b;
CREATE TABLE buffer_ (key UInt32, text String) ENGINE = Null;
CREATE TABLE joined (id UInt64, val UInt8) ENGINE = Join(ANY, LEFT, id);
CREATE TABLE set_ (id UInt64) ENGINE = Set;
CREATE TABLE file_ (name String, value UInt32) ENGINE = File(TabSeparated);

CREATE TABLE auctions(date Date, UserId Int64,EventType String,Cnt UInt64)ENGINE=MergeTree PARTITION BY date ORDER BY(UserId,EventType)SETTINGS index_granularity=8192;

CREATE TABLE
spread_out
(
    -- the key
    id            UInt64          -- trailing comment
  , name          String /* between */ DEFAULT /* and here */ 'x'
  , # a comment of another kind
    price         Decimal ( 18 , 4 )
  , list          Array
      (
          Nullable ( String )
      )
)
ENGINE = MergeTree
ORDER BY
    id
;

CREATE TABLE hits (`WatchID` UInt64, `JavaEnable` UInt8, `Title` String, `GoodEvent` Int16, `EventTime` DateTime, `EventDate` Date, `CounterID` UInt32, `ClientIP` UInt32, `ClientIP6` FixedString(16), `GeneralInterests` Array(UInt16), `RequestTry` UInt8, `ParsedParams` Nested(Key1 String, Key2 String, Key3 String, Key4 String, Key5 String, ValueDouble Float64), `IslandID` FixedString(16)) ENGINE = MergeTree PARTITION BY toYYYYMM(EventDate) ORDER BY (CounterID, EventDate, intHash32(WatchID)) SAMPLE BY intHash32(WatchID);

CREATE TABLE trips (`trip_id` UInt32, `vendor_id` Enum8('1' = 1, '2' = 2, 'CMT' = 3, 'VTS' = 4, 'DDS' = 5), `pickup_datetime` DateTime, `rate_code_id` UInt8, `pickup_longitude` Float64, `fare_amount` Float32, `payment_type_` Enum8('UNK' = 0, 'CSH' = 1, 'CRE' = 2, 'NOC' = 3, 'DIS' = 4), `cab_type` Enum8('yellow' = 1, 'green' = 2, 'uber' = 3), `pickup_ntaname` LowCardinality(String)) ENGINE = MergeTree ORDER BY pickup_datetime;

CREATE TABLE uk_price_paid (price UInt32, date Date, postcode1 LowCardinality(String), type Enum8('terraced' = 1, 'semi-detached' = 2, 'detached' = 3, 'flat' = 4, 'other' = 0), is_new UInt8, duration Enum8('freehold' = 1, 'leasehold' = 2, 'unknown' = 0), street LowCardinality(String)) ENGINE = MergeTree ORDER BY (postcode1, date);

CREATE TABLE github_events (file_time DateTime, event_type Enum('CommitCommentEvent' = 1, 'CreateEvent' = 2, 'DeleteEvent' = 3, 'ForkEvent' = 4), actor_login LowCardinality(String), labels Array(LowCardinality(String)), number UInt32, action Enum('none' = 0, 'created' = 1), merged_at Nullable(DateTime), author_association Enum('NONE' = 0, 'OWNER' = 3)) ENGINE = MergeTree ORDER BY (event_type, file_time);

CREATE TABLE traces (id String, timestamp DateTime64(3), name String, user_id Nullable(String), metadata Map(LowCardinality(String), String), release Nullable(String), project_id String, public Bool, bookmarked Bool, tags Array(String), input Nullable(String) CODEC(ZSTD(3)), created_at DateTime64(3) DEFAULT now(), updated_at DateTime64(3) DEFAULT now(), event_ts DateTime64(3), is_deleted UInt8, INDEX idx_id id TYPE bloom_filter(0.001) GRANULARITY 1, INDEX idx_metadata_key mapKeys(metadata) TYPE bloom_filter(0.01) GRANULARITY 1) ENGINE = ReplacingMergeTree(event_ts, is_deleted) Partition by toYYYYMM(timestamp) PRIMARY KEY (project_id, toDate(timestamp)) ORDER BY (project_id, toDate(timestamp), id);

CREATE TABLE observations (id String, usage_details Map(LowCardinality(String), UInt64), cost_details Map(LowCardinality(String), Decimal64(12)), total_cost Nullable(Decimal64(12)), tool_calls Array(Tuple(name String, arguments String)), scores Array(Tuple(String, Float64))) ENGINE = MergeTree ORDER BY id;

CREATE TABLE jaeger_spans (timestamp DateTime CODEC(Delta, ZSTD(1)), traceID String CODEC(ZSTD(1)), service LowCardinality(String) CODEC(ZSTD(1)), durationUs UInt64 CODEC(ZSTD(1)), tags Nested(key LowCardinality(String), value String) CODEC(ZSTD(1)), INDEX idx_duration durationUs TYPE minmax GRANULARITY 1) ENGINE MergeTree() TTL toDate(timestamp) + toIntervalDay(3) PARTITION BY toDate(timestamp) ORDER BY (service, -toUnixTimestamp(timestamp)) SETTINGS index_granularity = 1024;

CREATE TABLE flows (TimeReceived UInt64, TimeFlowStart DateTime, SrcAddr IPv6, DstAddr IPv6, SrcAS UInt32, EType UInt16, Proto LowCardinality(String), Bytes UInt64 CODEC(T64, LZ4), DstASPath Array(UInt32) ALIAS [SrcAS], DstLargeCommunities Nested(ASN UInt32, LocalData1 UInt32), PacketSize UInt64 ALIAS intDiv(Bytes, 1), PacketSizeBucket LowCardinality(String) ALIAS multiIf(PacketSize < 64, '0-63', 'big')) ENGINE = MergeTree ORDER BY TimeReceived;

CREATE TABLE blocks (number UInt64, hash FixedString(32), base_fee Nullable(UInt256), logs_bloom String, extra Array(FixedString(4)), difficulty UInt256 DEFAULT toUInt256(0), gas Array(Tuple(from_ FixedString(20), to_ Nullable(FixedString(20)), value UInt256))) ENGINE = ReplacingMergeTree PRIMARY KEY number ORDER BY (number, hash);

CREATE TABLE sensor (id UInt32, at DateTime64(6) CODEC(DoubleDelta), v Array(Array(Float32)), m Map(UInt8, Map(String, Array(Nullable(Float64)))), status Enum8('ok' = 0, 'fail' = -1) DEFAULT 'ok', raw Array(LowCardinality(Nullable(String)))) ENGINE = MergeTree ORDER BY (id, at);

CREATE TABLE quoted_defaults (a String DEFAULT 'it''s', b String DEFAULT 'back\\slash', c String DEFAULT 'line\nfeed', d String DEFAULT '/* no comment */', e String DEFAULT '-- none', f String DEFAULT '`', g String DEFAULT '"', h String DEFAULT $$heredoc, with ) inside$$) ENGINE = Memory;

CREATE TABLE comment_last (a UInt8) ENGINE = Memory COMMENT 'it has ; and ( in it';
CREATE TABLE primary_inside (a UInt8, b UInt8, PRIMARY KEY a) ENGINE = MergeTree;
CREATE TABLE primary_at_column (a UInt8 PRIMARY KEY, b UInt8) ENGINE = MergeTree;
CREATE TABLE empty_key (a UInt8) ENGINE = MergeTree ORDER BY ();
CREATE TABLE empty_tuple (a UInt8, b Tuple()) ENGINE = Memory;
CREATE TABLE intervals (a IntervalDay, b IntervalSecond) ENGINE = Memory;
CREATE TABLE vectors (id UInt64, embedding Array(Float32), q QBit(Float32, 8), INDEX v embedding TYPE vector_similarity('hnsw', 'L2Distance', 8)) ENGINE = MergeTree ORDER BY id;
CREATE TABLE time_of_day (a Time, b Time64(6), c Nullable(Time64(3))) ENGINE = Memory;
CREATE TABLE nullable_all (a Nullable(UInt8), b Nullable(FixedString(3)), c Nullable(Decimal(9, 2)), d Nullable(DateTime64(3, 'UTC')), e Nullable(Enum8('a' = 1)), f Nullable(UUID), g Nullable(Bool), h Nullable(Date32)) ENGINE = Memory;
CREATE TABLE lc_all (a LowCardinality(String), b LowCardinality(FixedString(2)), c LowCardinality(Nullable(String)), d LowCardinality(UInt32), e LowCardinality(Date), f Array(LowCardinality(String)), g Map(LowCardinality(String), LowCardinality(Nullable(String)))) ENGINE = Memory SETTINGS allow_suspicious_low_cardinality_types = 1;
CREATE TABLE users (id UInt64, email String, `is_admin` Bool DEFAULT false, settings String DEFAULT '{}', created DateTime DEFAULT now(), roles Array(Enum8('admin' = 1, 'user' = 2)), last_login Nullable(DateTime)) ENGINE = ReplacingMergeTree(created) ORDER BY id;
CREATE TABLE orders (order_id UUID DEFAULT generateUUIDv7(), customer_id UInt64, status Enum8('new' = 1, 'paid' = 2, 'shipped' = 3, 'cancelled' = 4) DEFAULT 'new', items Array(Tuple(sku String, qty UInt16, price Decimal(10, 2))), total Decimal(12, 2) MATERIALIZED arraySum(x -> x.3 * x.2, items), currency FixedString(3) DEFAULT 'EUR', created_at DateTime64(3) DEFAULT now64(3), created_date Date MATERIALIZED toDate(created_at), note Nullable(String), INDEX by_customer customer_id TYPE bloom_filter GRANULARITY 4) ENGINE = MergeTree PARTITION BY toYYYYMM(created_date) ORDER BY (customer_id, created_at, order_id);
CREATE TABLE page_views (site LowCardinality(String), path String, visitor UInt64, viewed DateTime, country LowCardinality(FixedString(2)) DEFAULT 'XX', referrer String DEFAULT '', screen Tuple(width UInt16, height UInt16), duration Nullable(UInt32), utm Map(LowCardinality(String), String)) ENGINE = MergeTree PARTITION BY toYYYYMM(viewed) ORDER BY (site, path, viewed);
CREATE TABLE audit (at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'), who String, what LowCardinality(String), `old value` Nullable(String), `new value` Nullable(String), ip IPv4 DEFAULT toIPv4('0.0.0.0')) ENGINE = MergeTree ORDER BY at TTL toDateTime(at) + INTERVAL 2 YEAR;
CREATE TABLE stock (ts DateTime64(3), sym LowCardinality(String), o Decimal64(8), h Decimal64(8), l Decimal64(8), c Decimal64(8), v Decimal128(8) DEFAULT 0) ENGINE = ReplacingMergeTree ORDER BY (sym, ts);
CREATE TABLE ips (network IPv6, prefix UInt8, asn UInt32, org LowCardinality(String)) ENGINE = EmbeddedRocksDB PRIMARY KEY network;
CREATE TABLE memory_limits (a UInt8) ENGINE = Memory SETTINGS min_bytes_to_keep = 4096, max_bytes_to_keep = 16384;
CREATE TEMPORARY TABLE IF NOT EXISTS temporary_ (a UInt8) ENGINE = Memory;
