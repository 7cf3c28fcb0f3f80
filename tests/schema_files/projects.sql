-- Tables in the shapes of public projects: telemetry, analytics, billing, chains, logs. Where a statement needs a cluster,
-- a replica or a database of its own, the test runs it without.

-- telemetry

CREATE TABLE IF NOT EXISTS obs_logs.logs_v2 ON CLUSTER {{.CLUSTER}} (
    `ts_bucket_start` UInt64 CODEC(DoubleDelta, LZ4),
    `resource_fingerprint` String CODEC(ZSTD(1)),
    `timestamp` UInt64 CODEC(DoubleDelta, LZ4),
    `id` String CODEC(ZSTD(1)),
    `trace_flags` UInt32,
    `severity_number` UInt8,
    `body` String CODEC(ZSTD(2)),
    `attributes_string` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `attributes_number` Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
    `attributes_bool` Map(LowCardinality(String), Bool) CODEC(ZSTD(1)),
    `resources_string` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    INDEX body_idx lower(body) TYPE ngrambf_v1(4, 60000, 5, 0) GRANULARITY 1,
    INDEX id_minmax id TYPE minmax GRANULARITY 1,
    INDEX severity_number_idx severity_number TYPE set(25) GRANULARITY 4,
    INDEX attributes_string_idx_key mapKeys(attributes_string) TYPE tokenbf_v1(1024, 2, 0) GRANULARITY 1
) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/logs_v2', '{replica}')
PARTITION BY toDate(timestamp / 1000000000)
ORDER BY (ts_bucket_start, resource_fingerprint, severity_number, timestamp, id)
TTL toDateTime(timestamp / 1000000000) + INTERVAL 1296000 SECOND DELETE
SETTINGS ttl_only_drop_parts = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS obs_traces.span_attributes ON CLUSTER cluster (
	timestamp DateTime CODEC(DoubleDelta, ZSTD(1)),
	tagKey LowCardinality(String) CODEC(ZSTD(1)),
	tagType Enum('tag', 'resource') CODEC(ZSTD(1)),
	dataType Enum('string', 'bool', 'float64') CODEC(ZSTD(1)),
	stringTagValue String CODEC(ZSTD(1)),
	float64TagValue Nullable(Float64) CODEC(ZSTD(1)),
	isColumn bool CODEC(ZSTD(1)),
) ENGINE ReplacingMergeTree
ORDER BY (tagKey, tagType, dataType, stringTagValue, float64TagValue, isColumn)
TTL toDateTime(timestamp) + INTERVAL 172800 SECOND DELETE
SETTINGS ttl_only_drop_parts = 1, allow_nullable_key = 1;

CREATE TABLE obs_error_index (
  timestamp DateTime64(9) CODEC(DoubleDelta, LZ4),
  errorID FixedString(32) CODEC(ZSTD(1)),
  groupID FixedString(32) CODEC(ZSTD(1)),
  traceID FixedString(32) CODEC(ZSTD(1)),
  exceptionEscaped bool CODEC(T64, ZSTD(1)),
  resourceTagsMap Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  INDEX idx_error_id errorID TYPE bloom_filter GRANULARITY 4,
  INDEX idx_resourceTagsMapKeys mapKeys(resourceTagsMap) TYPE bloom_filter(0.01) GRANULARITY 64
) ENGINE MergeTree
PARTITION BY toDate(timestamp)
ORDER BY (timestamp, groupID)
SETTINGS index_granularity = 8192;

CREATE TABLE IF NOT EXISTS "otel"."otel_metrics_histogram" (
    ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    ResourceSchemaUrl String CODEC(ZSTD(1)),
    ScopeDroppedAttrCount UInt32 CODEC(ZSTD(1)),
    MetricName String CODEC(ZSTD(1)),
    StartTimeUnix DateTime64(9) CODEC(Delta, ZSTD(1)),
    TimeUnix DateTime64(9) CODEC(Delta, ZSTD(1)),
    Count UInt64 CODEC(Delta, ZSTD(1)),
    Sum Float64 CODEC(ZSTD(1)),
    BucketCounts Array(UInt64) CODEC(ZSTD(1)),
    ExplicitBounds Array(Float64) CODEC(ZSTD(1)),
    Exemplars Nested (
        FilteredAttributes Map(LowCardinality(String), String),
        TimeUnix DateTime64(9),
        Value Float64,
        SpanId String,
        TraceId String
    ) CODEC(ZSTD(1)),
    Flags UInt32 CODEC(ZSTD(1)),
    Min Float64 CODEC(ZSTD(1)),
    AggTemp Int32 CODEC(ZSTD(1)),
    INDEX idx_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = MergeTree() TTL toDateTime(TimeUnix) + toIntervalDay(30) PARTITION BY toDate(TimeUnix) ORDER BY (MetricName, toUnixTimestamp64Nano(TimeUnix)) SETTINGS index_granularity=8192, ttl_only_drop_parts = 1;

CREATE TABLE otel_exp_histogram (Scale Int32 CODEC(ZSTD(1)), ZeroCount UInt64, PositiveOffset Int32, PositiveBucketCounts Array(UInt64), ValueAtQuantiles Nested(Quantile Float64, Value Float64) CODEC(ZSTD(1)), Attributes Map(LowCardinality(String), String)) ENGINE MergeTree ORDER BY tuple();

create table if not exists traces_ts (
     TraceId String codec(ZSTD(1)),
     Start DateTime64(9) codec(Delta, ZSTD(1)),
     End DateTime64(9) codec(Delta, ZSTD(1)),
     index idx_trace_id TraceId type bloom_filter(0.01) granularity 1
) engine MergeTree()
ttl toDateTime(Start) + toIntervalDay(3)
order by (TraceId, toUnixTimestamp(Start))
settings index_granularity=8192;

CREATE TABLE spans_index ON CLUSTER 'default'
(
  project_id UInt32 Codec(DoubleDelta, ZSTD(1)),
  "system" LowCardinality(String) Codec(ZSTD(1)),
  group_id UInt64 Codec(Delta, ZSTD(1)),
  trace_id UUID Codec(ZSTD(1)),
  id Int64 Codec(T64, ZSTD(1)),
  parent_id Int64 Codec(T64, ZSTD(1)),
  kind LowCardinality(String) Codec(ZSTD(1)),
  time DateTime Codec(Delta, ZSTD(1)),
  all_keys Array(LowCardinality(String)) Codec(ZSTD(1)),
  string_keys Array(LowCardinality(String)) Codec(ZSTD(1)),
  string_values Array(String) Codec(ZSTD(1)),
  count Float32 Codec(Gorilla, ZSTD(1)),
  status_code Enum8('unset' = 0, 'error' = 1, 'ok' = 2) DEFAULT 'unset' Codec(ZSTD(1)),
  service_graph_edges AggregateFunction(uniq, UInt64),
  INDEX idx_attr_keys all_keys TYPE bloom_filter(0.01) GRANULARITY 64,
  INDEX idx_duration count TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree()
ORDER BY (project_id, "system", group_id, time)
PARTITION BY toDate(time)
TTL toDate(time) + INTERVAL 30 DAY DELETE
SETTINGS ttl_only_drop_parts = 1,
         storage_policy = 'default';

CREATE TABLE measure_minutes (project_id UInt32, metric LowCardinality(String), time DateTime, attrs_hash UInt64, min SimpleAggregateFunction(min, Float64), max SimpleAggregateFunction(max, Float64), sum SimpleAggregateFunction(sum, Float64), count SimpleAggregateFunction(sum, UInt64), gauge SimpleAggregateFunction(anyLast, Float64), histogram AggregateFunction(quantilesBFloat16(0.5), Float32), annotations SimpleAggregateFunction(max, String)) ENGINE = AggregatingMergeTree ORDER BY (project_id, metric, time, attrs_hash);

CREATE TABLE IF NOT EXISTS jaeger_index_local
(
    timestamp  DateTime CODEC (Delta, ZSTD(1)),
    traceID    String CODEC (ZSTD(1)),
    service    LowCardinality(String) CODEC (ZSTD(1)),
    operation  LowCardinality(String) CODEC (ZSTD(1)),
    durationUs UInt64 CODEC (ZSTD(1)),
    tags Nested
    (
        key LowCardinality(String),
        value String
    ) CODEC (ZSTD(1)),
    INDEX idx_tag_keys tags.key TYPE bloom_filter(0.01) GRANULARITY 64,
    INDEX idx_duration durationUs TYPE minmax GRANULARITY 1
) ENGINE MergeTree() PARTITION BY toDate(timestamp)
      ORDER BY (service, -toUnixTimestamp(timestamp))
      SETTINGS index_granularity = 1024;

CREATE TABLE jaeger_operations (date Date CODEC (Delta, ZSTD(1)), service LowCardinality(String), operation LowCardinality(String), count UInt64 CODEC (ZSTD(1)), spankind String) ENGINE SummingMergeTree PARTITION BY toYYYYMM(date) ORDER BY (date, service, operation) SETTINGS index_granularity = 32;

CREATE TABLE samples_v3 (fingerprint UInt64, timestamp_ns Int64 CODEC(DoubleDelta), value Float64 CODEC(Gorilla), string String, type UInt8 DEFAULT 0) ENGINE = MergeTree PARTITION BY toStartOfDay(toDateTime(timestamp_ns / 1000000000)) ORDER BY (timestamp_ns) TTL toDateTime(timestamp_ns / 1000000000) + INTERVAL 7 DAY SETTINGS ttl_only_drop_parts = 1, merge_with_ttl_timeout = 3600, index_granularity = 8192;

CREATE TABLE time_series (date Date, fingerprint UInt64, labels String, name String, type UInt8 DEFAULT 0) ENGINE = ReplacingMergeTree(date) PARTITION BY date ORDER BY fingerprint;

CREATE TABLE metrics_15s (fingerprint UInt64, timestamp_ns Int64 CODEC(DoubleDelta), last AggregateFunction(argMax, Float64, Int64), max SimpleAggregateFunction(max, Float64), min SimpleAggregateFunction(min, Float64), count AggregateFunction(count), sum SimpleAggregateFunction(sum, Float64), bytes SimpleAggregateFunction(sum, Float64), type UInt8 DEFAULT 0) ENGINE = AggregatingMergeTree PARTITION BY toStartOfDay(toDateTime(timestamp_ns / 1000000000)) ORDER BY (fingerprint, timestamp_ns) SETTINGS allow_dimensions_outside_sorting_key = 1;

CREATE TABLE tempo_traces (oid String DEFAULT '0', trace_id FixedString(16), span_id FixedString(8), parent_id String, name String, timestamp_ns Int64 CODEC(Delta(8), ZSTD), duration_ns Int64 CODEC(T64, ZSTD), service_name String, payload_type Int8, payload String) ENGINE = MergeTree() PARTITION BY (oid, toDate(FROM_UNIXTIME(intDiv(timestamp_ns, 1000000000)))) ORDER BY (oid, trace_id, timestamp_ns);

CREATE TABLE profiles_input (timestamp_ns UInt64, type LowCardinality(String), service_name LowCardinality(String), sample_types_units Array(Tuple(String, String)), period_type LowCardinality(String), tags Array(Tuple(String, String)), duration_ns UInt64, payload_type LowCardinality(String), payload String, values_agg Array(Tuple(String, Int64, Int32)) CODEC(ZSTD(1)), tree Array(Tuple(UInt64, UInt64, UInt64, Array(Tuple(String, Int64, Int64)))), functions Array(Tuple(UInt64, String))) ENGINE = Null;

CREATE TABLE graphite_data (Path LowCardinality(String), Value Float64, Time UInt32, Date Date, Timestamp UInt32) ENGINE = MergeTree PARTITION BY toYYYYMM(Date) ORDER BY (Path, Time);

CREATE TABLE statsd (name String, `type` Enum8('counter'=1,'gauge'=2,'timer'=3,'set'=4), `value` Float32, ts DateTime DEFAULT now(), tags Map(String,String)) Engine=MergeTree() Order by (name,ts);

CREATE TABLE flows_5m (
    Date Date,
    TimeReceived DateTime CODEC(DoubleDelta, LZ4),
    SrcNetMask UInt8,
    SrcVlan UInt16,
    EType UInt32,
    InIfBoundary Enum8('undefined' = 0, 'external' = 1, 'internal' = 2),
    SrcCountry FixedString(2),
    DstGeoCity LowCardinality(String),
    DstCommunities Array(UInt32) CODEC(ZSTD(1)),
    SrcMAC UInt64,
    SrcAddrNAT IPv6 CODEC(ZSTD(1)),
    ExporterAddress LowCardinality(IPv6),
    ForwardingStatus UInt32,
    SamplingRate UInt64,
    Packets UInt64 CODEC(T64, LZ4)
)
ENGINE = SummingMergeTree((Packets))
PARTITION BY toYYYYMMDDhhmmss(toStartOfInterval(TimeReceived, INTERVAL 6 hour))
PRIMARY KEY (TimeReceived, ExporterAddress, EType)
ORDER BY (TimeReceived, ExporterAddress, EType, SrcVlan)
TTL TimeReceived + toIntervalSecond(604800)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1;

-- web analytics

CREATE TABLE plausible_events (
    `timestamp` DateTime CODEC(Delta(4), LZ4),
    `name` LowCardinality(String),
    `site_id` UInt64,
    `user_id` UInt64,
    `session_id` UInt64,
    `hostname` String CODEC(ZSTD(3)),
    `pathname` String CODEC(ZSTD(3)),
    `referrer` String CODEC(ZSTD(3)),
    `country_code` FixedString(2),
    `screen_size` LowCardinality(String),
    `meta.key` Array(String) CODEC(ZSTD(3)),
    `meta.value` Array(String) CODEC(ZSTD(3)),
    `subdivision1_code` LowCardinality(String),
    `city_geoname_id` UInt32,
    `revenue_source_amount` Nullable(Decimal(18, 3)),
    `revenue_source_currency` FixedString(3),
    `scroll_depth` UInt8,
    `engagement_time` UInt32,
    `acquisition_channel` LowCardinality(String) MATERIALIZED multiIf(startsWith(lower(referrer), 'x'), 'Social', ''),
    `interactive?` Bool DEFAULT true
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
PRIMARY KEY (site_id, toDate(timestamp), name, user_id)
ORDER BY (site_id, toDate(timestamp), name, user_id, timestamp)
SAMPLE BY user_id
SETTINGS index_granularity = 8192;

CREATE TABLE sessions_v2 (sign Int8, session_id UInt64, start DateTime CODEC(Delta(4), LZ4), duration UInt32, is_bounce UInt8, `entry_meta.key` Array(String), `entry_meta.value` Array(String), events Int32, pageviews Int32, exit_page_hostname String CODEC(ZSTD(3)), INDEX minmax_timestamp start TYPE minmax GRANULARITY 1) ENGINE = VersionedCollapsingMergeTree(sign, events) PARTITION BY toYYYYMM(start) PRIMARY KEY (toDate(start), session_id) ORDER BY (toDate(start), session_id) SETTINGS index_granularity = 8192;

CREATE TABLE imported_visitors (site_id UInt64, date Date, visitors UInt64, pageviews UInt64, bounces UInt64, visits UInt64, visit_duration UInt64, import_id UInt64) ENGINE = MergeTree() ORDER BY (site_id, date);

CREATE TABLE sharded_events
(
    uuid UUID,
    event VARCHAR,
    properties VARCHAR CODEC(ZSTD(3)),
    timestamp DateTime64(6, 'UTC'),
    team_id Int64,
    distinct_id VARCHAR,
    elements_chain VARCHAR,
    created_at DateTime64(6, 'UTC'),
    person_id UUID,
    person_created_at DateTime64,
    person_properties VARCHAR Codec(ZSTD(3)),
    group0_properties VARCHAR Codec(ZSTD(3)),
    person_mode Enum8('full' = 0, 'propertyless' = 1, 'force_upgrade' = 2),
    historical_migration Bool,
    -- materialized for speed
    $group_0 VARCHAR MATERIALIZED replaceRegexpAll(JSONExtractRaw(properties, '$group_0'), '^"|"$', '') COMMENT 'column_materializer::$group_0',
    $window_id VARCHAR MATERIALIZED replaceRegexpAll(JSONExtractRaw(properties, '$window_id'), '^"|"$', ''),
    elements_chain_href String MATERIALIZED extract(elements_chain, '(?::|\")href="(.*?)"'),
    elements_chain_texts Array(String) MATERIALIZED arrayDistinct(extractAll(elements_chain, '(?::|\")text="(.*?)"')),
    elements_chain_elements Array(Enum('a', 'button', 'form', 'input', 'select', 'textarea', 'label')) MATERIALIZED arrayDistinct(extractAll(elements_chain, '(?:^|;)(a|button|form|input|select|textarea|label)(?:\\.|$|:)')),
    properties_group_custom Map(String, String) MATERIALIZED mapSort(mapFilter((key, _) -> key NOT LIKE '$%' AND key NOT IN ('token', 'distinct_id'), CAST(JSONExtractKeysAndValues(properties, 'String'), 'Map(String, String)'))) CODEC(ZSTD(1)),
    inserted_at Nullable(DateTime64(6, 'UTC')) DEFAULT now64(),
    _timestamp DateTime,
    _offset UInt64,
    INDEX `minmax_$group_0` `$group_0` TYPE minmax GRANULARITY 1,
    INDEX properties_group_custom_keys_bf mapKeys(properties_group_custom) TYPE bloom_filter,
    INDEX kafka_timestamp_minmax_sharded_events _timestamp TYPE minmax GRANULARITY 3
) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/prod/tables/{shard}/posthog.sharded_events', '{replica}', _timestamp)
PARTITION BY toYYYYMM(timestamp)
ORDER BY (team_id, toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid))
SAMPLE BY cityHash64(distinct_id)
SETTINGS storage_policy = 'default';

CREATE TABLE session_replay_events (
    session_id VARCHAR,
    team_id Int64,
    min_first_timestamp SimpleAggregateFunction(min, DateTime64(6, 'UTC')),
    block_first_timestamps SimpleAggregateFunction(groupArrayArray, Array(DateTime64(6, 'UTC'))),
    block_urls SimpleAggregateFunction(groupArrayArray, Array(String)),
    first_url AggregateFunction(argMin, Nullable(VARCHAR), DateTime64(6, 'UTC')),
    all_urls SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
    click_count SimpleAggregateFunction(sum, Int64),
    size SimpleAggregateFunction(sum, Int64),
    snapshot_source AggregateFunction(argMin, LowCardinality(Nullable(String)), DateTime64(6, 'UTC')),
    retention_period_days SimpleAggregateFunction(max, Nullable(Int64)),
    _timestamp SimpleAggregateFunction(max, DateTime)
) ENGINE = AggregatingMergeTree()
PARTITION BY toYYYYMM(min_first_timestamp)
ORDER BY (toDate(min_first_timestamp), team_id, session_id);

CREATE TABLE person_distinct_id_overrides (team_id Int64, distinct_id VARCHAR, person_id UUID, is_deleted Int8, version Int64, _timestamp DateTime, _offset UInt64, _partition UInt64, INDEX kafka_timestamp_minmax _timestamp TYPE minmax GRANULARITY 3) ENGINE = ReplacingMergeTree(version) ORDER BY (team_id, distinct_id) SETTINGS index_granularity = 512;

CREATE TABLE app_metrics (team_id Int64, timestamp DateTime64(6, 'UTC'), plugin_config_id Int64, category LowCardinality(String), job_id String, successes SimpleAggregateFunction(sum, Int64), error_uuid AggregateFunction(groupUniqArray, UUID), error_type AggregateFunction(groupUniqArray, String)) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(timestamp) ORDER BY (team_id, plugin_config_id, job_id, category, toStartOfHour(timestamp));

CREATE TABLE raw_sessions (session_id_v7 UInt128, team_id Int64, session_timestamp DateTime64 MATERIALIZED fromUnixTimestamp64Milli(toUInt64(bitShiftRight(session_id_v7, 80))), initial_geoip_subdivision_1_code AggregateFunction(argMin, String, DateTime64(6, 'UTC')), page_screen_autocapture_uniq_up_to AggregateFunction(uniqUpTo(1), Nullable(UUID)), vitals_lcp AggregateFunction(argMin, Nullable(Float64), DateTime64(6, 'UTC')), maybe_has_session_replay SimpleAggregateFunction(max, Bool)) ENGINE = AggregatingMergeTree ORDER BY (team_id, session_id_v7);

CREATE TABLE umami.website_event
(
    website_id UUID,
    session_id UUID,
    visit_id UUID,
    event_id UUID,
    --sessions
    hostname LowCardinality(String),
    browser LowCardinality(String),
    device LowCardinality(String),
    --pageviews
    url_path String,
    page_title String,
    gclid String,
    --events
    event_type UInt32,
    tag String,
    distinct_id String,
    created_at DateTime('UTC'),
    job_id Nullable(UUID)
)
ENGINE = MergeTree
    PARTITION BY toYYYYMM(created_at)
    ORDER BY (toStartOfHour(created_at), website_id, session_id, visit_id, created_at)
    PRIMARY KEY (toStartOfHour(created_at), website_id, session_id, visit_id)
    SETTINGS index_granularity = 8192;

CREATE TABLE umami_stats_hourly (website_id UUID, url_path SimpleAggregateFunction(groupArrayArray, Array(String)), entry_url AggregateFunction(argMin, String, DateTime('UTC')), views SimpleAggregateFunction(sum, UInt64), min_time SimpleAggregateFunction(min, DateTime('UTC')), created_at Datetime('UTC')) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(created_at) ORDER BY (website_id, created_at);

CREATE TABLE rybbit (site_id UInt16, timestamp DateTime, session_id String, lat Nullable(Float64), type LowCardinality(String) DEFAULT 'pageview', props JSON, lcp Nullable(Float64), url_parameters Map(String, String) DEFAULT map()) ENGINE = MergeTree() PARTITION BY toYYYYMM(timestamp) ORDER BY (site_id, timestamp);

CREATE TABLE clicks_mongo (`_id` FixedString(24), `ip` IPv4, `ua` LowCardinality(Nullable(String)), `when` DateTime64(3), `geo` Tuple(lat Float32, lon Float32, `city name` String)) ENGINE=ReplacingMergeTree(`when`) ORDER BY(`_id`);

CREATE TABLE heatmaps (session_id VARCHAR, timestamp DateTime64(6, 'UTC'), team_id Int64, x Int16, y Int16, scale_factor Int16, viewport_width Int16, pointer_target_fixed Bool, current_url VARCHAR, type LowCardinality(String)) ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp) ORDER BY (type, team_id, toDate(timestamp)) TTL toDate(timestamp) + INTERVAL 90 DAY;

-- llm and feature tables

CREATE TABLE scores (
    `id` String,
    `timestamp` DateTime64(3),
    `project_id` String,
    `trace_id` String,
    `observation_id` Nullable(String),
    `name` String,
    `value` Float64,
    `source` String,
    `comment` Nullable(String) CODEC(ZSTD(1)),
    `data_type` String,
    `string_value` Nullable(String),
    `created_at` DateTime64(3) DEFAULT now(),
    `event_ts` DateTime64(3),
    is_deleted UInt8,
    INDEX idx_id id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_project_trace_observation (project_id, trace_id, observation_id) TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = ReplacingMergeTree(event_ts, is_deleted) Partition by toYYYYMM(timestamp)
PRIMARY KEY (project_id, toDate(timestamp), name)
ORDER BY (project_id, toDate(timestamp), name, id);

CREATE TABLE llm_observations (id String, parent_observation_id Nullable(String), start_time DateTime64(3), end_time Nullable(DateTime64(3)), metadata Map(LowCardinality(String), String), level LowCardinality(String), provided_usage_details Map(LowCardinality(String), UInt64), cost_details Map(LowCardinality(String), Decimal64(12)), total_cost Nullable(Decimal64(12)), prompt_version Nullable(UInt16), tool_definitions Map(String, String), metadata_names Array(String), item_type LowCardinality(String) DEFAULT 'span' COMMENT 'span, event or generation') ENGINE = ReplacingMergeTree ORDER BY id;

CREATE TABLE cipx_spends (workspace_id String, span_id FixedString(36), start_time DateTime64(9, 'UTC'), blocks Array(Tuple(
        category        String,
        side            String,
        chars           Int64, -- as written
        tool_use_id     String
    )), last_updated_at  DateTime64(6, 'UTC') DEFAULT now64(6))
ENGINE = ReplicatedReplacingMergeTree(
    '/clickhouse/tables/{shard}/${ANALYTICS_DB}/cipx_spends',
    '{replica}',
    last_updated_at
)
ORDER BY (workspace_id, span_id);
--rollback DROP TABLE IF EXISTS ${ANALYTICS_DB}.cipx_spends ON CLUSTER '{cluster}'; of another migration

CREATE TABLE embeddings (id UUID, chunk UInt32, text String, embedding Array(Float32), model LowCardinality(String), CONSTRAINT dims CHECK length(embedding) = 384, INDEX ann embedding TYPE vector_similarity('hnsw', 'cosineDistance', 384) GRANULARITY 100000000) ENGINE = MergeTree ORDER BY (id, chunk);

CREATE TABLE text_search (id UInt64, title String, body String, INDEX idx_body body TYPE text(tokenizer = 'splitByNonAlpha') GRANULARITY 1, INDEX idx_title(title) TYPE text(tokenizer = 'ngrams', preprocessor = lower(title))) ENGINE = MergeTree ORDER BY id SETTINGS enable_full_text_index = 1;

CREATE TABLE feature_store (entity_id String, feature_name LowCardinality(String), value Variant(Float64, Int64, String, Array(Float64)), event_time DateTime64(3, 'UTC'), written DateTime MATERIALIZED now(), PRIMARY KEY (entity_id, feature_name)) ENGINE = MergeTree ORDER BY (entity_id, feature_name, event_time);

CREATE TABLE bluesky (data JSON(`commit.collection` LowCardinality(String), `did` String, `time_us` UInt64, SKIP `commit.record.facets`, SKIP REGEXP '^embed'), kind LowCardinality(String) MATERIALIZED data.kind::String) ENGINE = MergeTree ORDER BY (data.did, fromUnixTimestamp64Micro(data.time_us));

CREATE TABLE json_many (a JSON(max_dynamic_types=10, max_dynamic_paths=3, a.b.c UInt32), b Nullable(JSON), c Array(JSON), d Tuple(x JSON, y String), e Map(String, JSON)) ENGINE = Memory;

-- errors and issues

CREATE TABLE errors_local (project_id UInt64, timestamp DateTime, event_id UUID, platform LowCardinality(String), environment LowCardinality(Nullable(String)), release LowCardinality(Nullable(String)), dist LowCardinality(Nullable(String)), ip_address_v4 Nullable(IPv4), ip_address_v6 Nullable(IPv6), user String DEFAULT '', user_hash UInt64 MATERIALIZED cityHash64(user), tags Nested(key String, value String), _tags_flattened String, _tags_hash_map Array(UInt64) MATERIALIZED arrayMap((k, v) -> cityHash64(concat(replaceRegexpAll(k, '(\\=|\\\\)', '\\\\\\1'), '=', v)), tags.key, tags.value), contexts Nested(key String, value String), partition UInt16, message_timestamp DateTime, retention_days UInt16, deleted UInt8, group_id UInt64, primary_hash UUID, hierarchical_hashes Array(UUID), exception_stacks Nested(type Nullable(String), value Nullable(String), mechanism_handled Nullable(UInt8)), sdk_integrations Array(String), modules Nested(name String, version String), trace_sampled Nullable(UInt8), num_processing_errors Nullable(UInt64), INDEX bf_tags_hash_map _tags_hash_map TYPE bloom_filter GRANULARITY 1, INDEX minmax_group_id group_id TYPE minmax GRANULARITY 1) ENGINE ReplicatedReplacingMergeTree('/clickhouse/tables/events/{shard}/default/errors_local', '{replica}', deleted) ORDER BY (project_id, toStartOfDay(timestamp), primary_hash, cityHash64(event_id)) PARTITION BY (retention_days, toMonday(timestamp)) SAMPLE BY cityHash64(event_id) TTL timestamp + toIntervalDay(retention_days) SETTINGS index_granularity=8192;

CREATE TABLE outcomes_raw_local (org_id UInt64, project_id UInt64, key_id Nullable(UInt64), timestamp DateTime, outcome UInt8, reason LowCardinality(Nullable(String)), event_id Nullable(UUID), quantity UInt32, category UInt8, INDEX minmax_key_id key_id TYPE minmax GRANULARITY 1) ENGINE MergeTree() ORDER BY (org_id, project_id, timestamp) PARTITION BY (toMonday(timestamp)) SETTINGS index_granularity=16384;

CREATE TABLE generic_metric_distributions_aggregated (use_case_id LowCardinality(String), org_id UInt64, metric_id UInt64, granularity UInt8, rounded_timestamp DateTime CODEC (DoubleDelta), tags Nested(key UInt64, indexed_value UInt64, raw_value String), percentiles AggregateFunction(quantiles(0.5, 0.75, 0.9, 0.95, 0.99), Float64), histogram_buckets AggregateFunction(histogram(250), Float64), min AggregateFunction(min, Float64), _raw_tags_hash Array(UInt64) MATERIALIZED arrayMap((k, v) -> cityHash64(concat(toString(k), '=', v)), tags.key, tags.raw_value)) ENGINE AggregatingMergeTree ORDER BY (org_id, metric_id, granularity, rounded_timestamp) SETTINGS allow_dimensions_outside_sorting_key = 1;

CREATE TABLE group_attributes (project_id UInt64, group_id UInt64, group_status UInt8, group_substatus Nullable(UInt8), group_first_seen DateTime, assignee_user_id Nullable(UInt64), message_timestamp DateTime, partition UInt16, offset UInt64, deleted UInt8) ENGINE ReplacingMergeTree(message_timestamp, deleted) PRIMARY KEY (project_id, group_id) ORDER BY (project_id, group_id);

CREATE TABLE eap_items (organization_id UInt64, item_type UInt8, timestamp DateTime CODEC (DoubleDelta, ZSTD(1)), trace_id UUID, item_id UInt128, sampling_weight UInt64 CODEC (ZSTD(1)), attributes_bool Map(String, Bool), attributes_int Map(String, Int64), attributes_string_0 Map(String, String) CODEC (ZSTD(1)), attributes_float_0 Map(String, Float64), hashed_keys_1 Array(UInt64) ALIAS arrayMap(k -> cityHash64(k), mapKeys(attributes_string_0)), INDEX bf_implicit_project_id organization_id TYPE bloom_filter GRANULARITY 1) ENGINE ReplacingMergeTree ORDER BY (organization_id, item_type, timestamp, trace_id, item_id);

CREATE TABLE replays (replay_id UUID, error_ids Array(UUID), segment_id Nullable(UInt16), click_nodes Nested(id UInt32, tag LowCardinality(String), testid String), urls Array(String), title Nullable(String), agent Tuple(`os name` LowCardinality(Nullable(String)), version Nullable(String))) ENGINE MergeTree ORDER BY replay_id;

-- billing, shops, people

CREATE TABLE IF NOT EXISTS openmeter.om_events
(
    namespace String,
    id String,
    type LowCardinality(String),
    subject String,
    source String,
    time DateTime,
    data String,
    ingested_at DateTime,
    stored_at DateTime,
    INDEX om_events_stored_at stored_at TYPE minmax GRANULARITY 4,
    store_row_id String
) ENGINE = MergeTree PARTITION BY toYYYYMM(time) ORDER BY (namespace, type, subject, toStartOfHour(time));

CREATE TABLE lago_events_raw (organization_id String, external_subscription_id String, code String, timestamp DateTime64(3) DEFAULT now64(), transaction_id String, properties String DEFAULT '{}', precise_total_amount_cents Nullable(Decimal(40, 15)), ingested_at DateTime64(3) DEFAULT now64()) ENGINE = MergeTree PRIMARY KEY (organization_id, external_subscription_id, code, toStartOfDay(timestamp)) ORDER BY (organization_id, external_subscription_id, code, toStartOfDay(timestamp), timestamp, transaction_id);

CREATE TABLE `Order Lines` (`Order ID` UInt64, `Line #` UInt16, `Unit price (€)` Decimal(9,2), `Qty` UInt16, `Total` Decimal(18, 2) ALIAS `Unit price (€)` * Qty) ENGINE = MergeTree ORDER BY (`Order ID`, `Line #`);

CREATE TABLE customers(
 id INTEGER NOT NULL,
 email VARCHAR(320) NOT NULL,
 full_name CHAR VARYING(80) NULL,
 notes TINYTEXT DEFAULT NULL NULL,
 balance DECIMAL(12,2) NOT NULL DEFAULT 0.00,
 vip BOOLEAN NOT NULL DEFAULT FALSE,
 born DATE NULL DEFAULT NULL,
 created TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP(),
 rating SMALLINT SIGNED NOT NULL,
 visits BIGINT UNSIGNED DEFAULT 0 NOT NULL,
 PRIMARY KEY(id)
)ENGINE=MergeTree;

CREATE TABLE subscriptions (id UUID DEFAULT generateUUIDv4(), plan Enum8('free'=1,'pro'=2,'team'=3), started Date32, ended Nullable(Date32), price Decimal32(2), tax_rate Decimal(5, 4) DEFAULT 0.19, currency FixedString(3) DEFAULT 'EUR', gross Decimal(18, 6) MATERIALIZED price * (1 + tax_rate)) ENGINE = ReplacingMergeTree PRIMARY KEY id;

CREATE TABLE ledger (account UInt64, amount Int256, booked_at DateTime64(6, 'Europe/Zurich'), memo Nullable(FixedString(16)), CONSTRAINT not_zero CHECK amount != 0, CONSTRAINT in_time CHECK booked_at > '2000-01-01 00:00:00') ENGINE = MergeTree ORDER BY (account, booked_at);

CREATE TABLE inventory (sku String, warehouse LowCardinality(FixedString(4)), qty Int32, `updated at` DateTime DEFAULT now() ) ENGINE = SummingMergeTree(qty) ORDER BY (sku, warehouse);

CREATE TABLE carts (cart_id UInt64, items Nested(sku String, qty UInt16, price Decimal(10, 2), attrs Map(String, String)), `items.total` Array(Decimal(10, 2)) ALIAS arrayMap((q, p) -> p, `items.qty`, `items.price`)) ENGINE = MergeTree ORDER BY cart_id;

CREATE TABLE employees (name String, address Tuple(street String, zip Nullable(UInt32), geo Tuple(lat Float64, lon Float64)), phones Array(Tuple(kind Enum8('home' = 0, 'work' = 1), number String)), manager Nullable(UInt32), skills Array(Array(LowCardinality(String)))) ENGINE = Memory;

-- chains and markets

CREATE TABLE `${NETWORK_NAME}`.int_block_local ON CLUSTER '{cluster}' (
    `updated_date_time` DateTime COMMENT 'Timestamp when the record was last updated' CODEC(DoubleDelta, ZSTD(1)),
    `slot` UInt32 COMMENT 'The slot number (e.g., 5)' CODEC(DoubleDelta, ZSTD(1)),
    `block_root` FixedString(66) COMMENT 'The root hash of the block' CODEC(ZSTD(1)),
    `beacon_block_version` Nullable(String) COMMENT 'The version; may be missing' CODEC(ZSTD(1)),
    `meta_client_ip` Nullable(IPv6) CODEC(ZSTD(1)),
    `base_fee_per_gas` Nullable(UInt256) CODEC(ZSTD(1)),
    `client_meta_labels` Map(String, String) CODEC(ZSTD(1))
) ENGINE = ReplicatedReplacingMergeTree(
    '/clickhouse/{installation}/{cluster}/tables/{shard}/{database}/{table}',
    '{replica}',
    `updated_date_time`
) PARTITION BY toYYYYMM(updated_date_time)
ORDER BY (slot)
SETTINGS
    deduplicate_merge_projection_mode = 'rebuild'
COMMENT 'Block details for the chain, this includes before and after the merge.';

CREATE TABLE spl_balances (
    block_num       UInt32,
    program_id      FixedString(44) MATERIALIZED '11111111111111111111111111111111',
    account         FixedString(44),
    amount          UInt64,
    decimals        UInt8 MATERIALIZED 9,

    -- indexes --
    INDEX idx_account (account) TYPE bloom_filter(0.005) GRANULARITY 1,
    INDEX idx_amount (amount) TYPE minmax GRANULARITY 1,
    PROJECTION prj_amount (SELECT * ORDER BY (amount, account)),
    PROJECTION prj_count ( SELECT program_id, count(), min(block_num), max(block_num) GROUP BY program_id )
)
ENGINE = ReplacingMergeTree(block_num)
ORDER BY (account)
SETTINGS deduplicate_merge_projection_mode = 'drop'
COMMENT 'Balances (tokens, not native)';

CREATE TABLE erc_transfers (`from` String, `to` String, token_id UInt256, amount UInt256 DEFAULT 1, `timestamp` DateTime('UTC'), minute UInt32 MATERIALIZED toRelativeMinuteNum(timestamp), `index` UInt32) ENGINE = ReplacingMergeTree ORDER BY (timestamp, `index`);

CREATE TABLE traces_evm (chain_id UInt64, block_number UInt64, trace_address Array(UInt32), action Tuple(call_type LowCardinality(String), value UInt256, input String), error Nullable(String), gas_used Nullable(UInt64)) ENGINE = MergeTree ORDER BY (chain_id, block_number, trace_address);

CREATE TABLE agg_trades (symbol LowCardinality(String), event_time DateTime64(3, 'UTC'), price Decimal(38, 18), quantity Decimal128(18), is_buyer_maker UInt8, ingest_time DateTime64(3) DEFAULT now64(3)) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/demo/agg', '{replica}') PARTITION BY toDate(event_time) ORDER BY (symbol, event_time);

CREATE TABLE candles_1m (ts DateTime, sym LowCardinality(String), open AggregateFunction(argMin, Decimal(18,8), DateTime64(3)), vwap AggregateFunction(avgWeighted, Float64, Float64), trades SimpleAggregateFunction(sum, UInt64), top AggregateFunction(topK(10), String), med AggregateFunction(medianExact, Float64), sk AggregateFunction(quantilesTDigestWeighted(0.5, 0.99), Float64, UInt32)) ENGINE = AggregatingMergeTree ORDER BY (sym, ts);

CREATE TABLE orderbook (ts DateTime64(9), bids Array(Tuple(price Float64, size Float64)), asks Nested(price Float64, size Float64), raw String EPHEMERAL '' CODEC(ZSTD(1)), depth UInt16 DEFAULT length(raw)) ENGINE = MergeTree ORDER BY ts;

-- devices and places

CREATE TABLE sensors (sensor_id UInt16, sensor_type Enum('BME280' = 3, 'BMP180', 'BMP280', 'DHT22'), location UInt32, lat Float32, lon Float32, timestamp DateTime, P1 Float32, temperature Float32, date Date MATERIALIZED toDate(timestamp)) ENGINE = MergeTree ORDER BY (timestamp, sensor_id);

CREATE TABLE noaa (`station_id` LowCardinality(String), `date` Date32, `tempAvg` Int32 COMMENT 'Average temperature (tenths of a degrees C)', `weatherType` Enum8('Normal' = 0, 'Fog' = 1, 'Freezing Fog' = 10, 'Rain or Snow Shower' = 18), `location` Point, `elevation` Float32, `name` LowCardinality(String)) ENGINE = MergeTree() ORDER BY date;

CREATE TABLE vehicles (vin FixedString(17), telemetry Map(LowCardinality(String), Tuple(value Float64, ts DateTime64(3))), route LineString, area Polygon, seen DateTime64(3) CODEC(DoubleDelta, LZ4HC(9))) ENGINE = MergeTree ORDER BY vin;

CREATE TABLE pocsag ( timestamp DateTime64(3) DEFAULT now64(3), freq_hz UInt32,                     -- tuned channel, stamped by ingest
    capcode UInt32,                     /* pager; address */ msg_type LowCardinality(String),     -- alpha / numeric / tone
    message String ) ENGINE = MergeTree() PARTITION BY toYYYYMMDD(timestamp) ORDER BY (timestamp, capcode) TTL toDateTime(timestamp) + INTERVAL 180 DAY SETTINGS index_granularity = 8192;

CREATE TABLE stats_by_day (d Date, u AggregateFunction(uniqCombined64(14), UInt64), b AggregateFunction(groupBitmap, UInt32), s AggregateFunction(sumMap, Array(UInt16), Array(UInt64)), m AggregateFunction(maxIf, Float64, UInt8), m2 AggregateFunction(sumMapIf, Array(String), Array(UInt64), UInt8), m3 AggregateFunction(sumMap, Map(String, UInt64)), c AggregateFunction(COUNT), f SimpleAggregateFunction(first_value, String),  a AggregateFunction(anyLast, Nullable(String)), q AggregateFunction(quantileTiming(0.95), Float64), x AggregateFunction(sequenceMatch('(?1).*(?2)'), DateTime, UInt8, UInt8), l AggregateFunction(groupArrayLast(5), String)) ENGINE = AggregatingMergeTree ORDER BY d;

-- engines without a sorting key, and other odd ones

CREATE TABLE queue_kafka (value String, `_headers.name` Array(String)) ENGINE = Kafka SETTINGS kafka_broker_list = 'kafka:9092', kafka_topic_list = 'events', kafka_group_name = 'ch', kafka_format = 'JSONAsString', kafka_num_consumers = 1;
CREATE TABLE buffered AS inventory ENGINE = Buffer(currentDatabase(), inventory, 16, 10, 100, 10000, 1000000, 10000000, 100000000);
CREATE TABLE merged (day Date, value Float64) ENGINE = Merge(currentDatabase(), '^shard_');
CREATE TABLE from_url (a UInt8, b String) ENGINE = URL('http://127.0.0.1:1/x.csv', CSV);
CREATE TABLE files_in (line String) ENGINE = File(LineAsString);
CREATE TABLE dict_source (id UInt64, parent UInt64 DEFAULT 0, name String) ENGINE = MergeTree ORDER BY id;
CREATE TABLE rocks (key String, value UInt32) ENGINE = EmbeddedRocksDB() PRIMARY KEY (key);
CREATE TABLE generated (a Array(Int8), d Decimal32(4), c Tuple(DateTime64(3), UUID)) ENGINE = GenerateRandom(1, 5, 3);
CREATE TABLE clone_of CLONE AS inventory;
CREATE TABLE like_other AS dict_source ENGINE = Memory;
CREATE TABLE twice_as AS like_other;
CREATE TABLE IF NOT EXISTS like_other (never UInt8) ENGINE = Memory;

-- what the server prints

CREATE TABLE default.show_create
(
    `id` UInt64,
    `flag` Bool DEFAULT true COMMENT 'it\'s on',
    `raw` String EPHEMERAL,
    `size` UInt64 MATERIALIZED length(raw) CODEC(Delta(8), ZSTD(1)),
    `label` String ALIAS concat(toString(id), ': ', `weird name`),
    `weird name` String DEFAULT '`',
    `at` DateTime64(3, 'UTC') DEFAULT now64(3) TTL toDateTime(at) + toIntervalDay(1),
    `other` DateTime,
    INDEX idx size TYPE minmax GRANULARITY 4,
    PROJECTION by_size
    (
        SELECT *
        ORDER BY size
    ),
    PROJECTION sums
    (
        SELECT
            flag,
            sum(id)
        GROUP BY flag
    ),
    CONSTRAINT positive CHECK id > 0
)
ENGINE = MergeTree
ORDER BY id
TTL toDateTime(other) + toIntervalMonth(1)
SETTINGS index_granularity = 8192, min_bytes_for_wide_part = '10M'
COMMENT 'printed; by (the) server';

ATTACH TABLE _ UUID '00000000-0000-0000-0000-00000000a001'
(
    `symbol` String,
    `open` AggregateFunction(argMin, Float64, DateTime64(3)),
    `n` SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY symbol
SETTINGS index_granularity = 8192;

-- words in odd places

CREATE TABLE odd_names (`1st` UInt8, `a-b` UInt8, `a b` UInt8, `ä` UInt8, `日本` String, `$x` UInt8, _u UInt8, `SELECT` UInt8, `a.b.c` UInt8, `'` UInt8, `"` UInt8, `tab	in` UInt8) ENGINE = Memory;
CREATE TABLE soft_keywords (date Date, year UInt16, month UInt8, day UInt8, hour UInt8, first UInt8, last UInt8, user String, role String, database String, `table` String, columns UInt8, rows UInt64, status UInt8, level UInt8, version UInt8, key UInt8, keys Array(UInt8), id UInt8, `to` UInt8, type Int8, comment String COMMENT 'comment', codec String CODEC(NONE), ttl Date TTL date + INTERVAL 1 DAY) ENGINE = MergeTree ORDER BY key;
CREATE TABLE words_as_names (alias String DEFAULT 'x', materialized String DEFAULT 'y', ephemeral UInt8, `default` UInt8 DEFAULT 1, settings Map(String, String), statistics Float64, primary_key UInt8, projections Array(String), constraints UInt8, indexes UInt8, `primary` UInt8) ENGINE = Memory;
CREATE TABLE default_words (a String DEFAULT 'DEFAULT', b String DEFAULT 'CODEC(ZSTD)' CODEC(ZSTD), c String DEFAULT upper('ttl') TTL d + INTERVAL 1 DAY, d Date DEFAULT today() COMMENT 'TTL d', e String DEFAULT 'e' COMMENT 'it''s, (odd', f UInt8 DEFAULT (a = 'COMMENT') COMMENT 'x') ENGINE = MergeTree ORDER BY d;
CREATE TABLE hashes (# a comment as MySQL has it
  a UInt8, #! another
  b UInt8 -- last
) ENGINE = Memory;
CREATE TABLE nested_comments (a /* one */ UInt8 /* two, three) */ DEFAULT /* four */ 4, b String /* ' */ ) ENGINE = Memory /* done; */;
CREATE TABLE numbers_as_defaults (a Int64 DEFAULT -9223372036854775808, b Float64 DEFAULT 1e10, c Float64 DEFAULT 5., d Float64 DEFAULT -inf, e UInt64 DEFAULT 0b101, f UInt64 DEFAULT 1_000_000, g Decimal(9, 3) DEFAULT 1.500, h Float64 DEFAULT nan, i Int8 DEFAULT +5, j UInt8 DEFAULT true) ENGINE = Memory;
CREATE TABLE lambdas (a Array(UInt8), b Array(UInt8) DEFAULT arrayFilter(x -> (x > 1) AND (x < 5), a), c Array(Tuple(UInt8, UInt8)) DEFAULT arrayMap((x, y) -> (x, y), a, b), d UInt8 DEFAULT arrayExists(x -> x IN (1, 2), a), e String DEFAULT if(length(a) > 0, 'some', 'none')) ENGINE = Memory;
CREATE TABLE casts (a String, b UInt8 DEFAULT a::UInt8, c Array(String) DEFAULT ['x']::Array(String), d DateTime DEFAULT toDateTime('2020-01-01 00:00:00', 'UTC'), e Date DEFAULT '2020-01-01', f Map(String, UInt8) DEFAULT map('a', 1), g Tuple(a UInt8, b String) DEFAULT tuple(1, 'x'), h DEFAULT toUInt32(5), i MATERIALIZED now64(3), j ALIAS concat(a, 'x'), k DEFAULT CAST(1 AS Nullable(UInt8))) ENGINE = Memory;
CREATE TABLE operators (a UInt8, b UInt8 DEFAULT a % 2 = 0, c UInt8 DEFAULT NOT (a > 1 OR a = 0), d UInt8 DEFAULT a IS NULL, e UInt8 DEFAULT a NOT IN (1, 2), f UInt8 DEFAULT a BETWEEN 1 AND 5, g String DEFAULT 'a' || 'b' || toString(a), h UInt8 DEFAULT a ? a : 1, i UInt8 DEFAULT a <=> 1, j UInt8 DEFAULT a DIV 2, k Int64 DEFAULT -a + 1, l UInt8 DEFAULT CASE a WHEN 1 THEN 2 WHEN 2 THEN 3 ELSE 4 END COMMENT 'case', m Date DEFAULT toDate('2020-01-01') + INTERVAL 1 YEAR - INTERVAL '1' DAY, n DateTime DEFAULT DATE '2020-01-01' + INTERVAL 1 HOUR) ENGINE = Memory;
CREATE TABLE no_spaces(a UInt8,b String DEFAULT'x',c Array(UInt8)DEFAULT[1],d Nullable(String)DEFAULT NULL,e UInt8 MATERIALIZED(a+1),f String CODEC(ZSTD(1)))ENGINE=MergeTree()ORDER BY(a);
CREATE TABLE tabs	(	a	UInt8	,	b	String	DEFAULT	'x'	)	ENGINE	=	Memory	;
CREATE TABLE upper_types (A INT1, B INT UNSIGNED, C VARCHAR, D FLOAT, E DOUBLE, F BOOL, G DATETIME) ENGINE = Memory;

-- small tables of many kinds

CREATE TABLE schema_migrations (version String, ts DateTime DEFAULT now(), applied UInt8 DEFAULT 1) ENGINE = ReplacingMergeTree(ts) PRIMARY KEY(version) ORDER BY (version);
CREATE TABLE IF NOT EXISTS schema_migrations_golang (version Int64, dirty UInt8, sequence UInt64) Engine=TinyLog;
CREATE TABLE IF NOT EXISTS goose_db_version (version_id Int64, is_applied UInt8, date Date default now(), tstamp DateTime default now()) ENGINE = MergeTree() ORDER BY (date);
CREATE TABLE IF NOT EXISTS distributed_ddl_log ON CLUSTER '{cluster}' (id UUID, query String CODEC(ZSTD(9)), finished Bool) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}') ORDER BY id;
CREATE TABLE api_requests
(
    `ts` DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `method` Enum8('GET' = 1, 'POST' = 2, 'PUT' = 3, 'DELETE' = 4, 'PATCH' = 5, 'HEAD' = 6, 'OPTIONS' = 7),
    `path` String,
    `status` UInt16,
    `latency_ms` Float32,
    `user_id` Nullable(UUID),
    `headers` Map(String, Array(String)),
    `is_error` UInt8 MATERIALIZED status >= 500,
    `status_class` LowCardinality(String) ALIAS concat(toString(intDiv(status, 100)), 'xx')
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(ts)
ORDER BY (path, ts)
TTL toDateTime(ts) + INTERVAL 14 DAY;
CREATE TABLE nginx (remote_addr IPv4, remote_user LowCardinality(String), time_local DateTime('Europe/Moscow'), request String, http_status UInt16, body_bytes_sent UInt64, http_referer String DEFAULT '-', ua String CODEC(LZ4HC(9)), upstream Array(Tuple(addr String, status UInt16, time Float32))) ENGINE MergeTree ORDER BY time_local PARTITION BY toMonday(time_local);
CREATE TABLE syslog(priority UInt8, facility Enum8('kern','user','mail','daemon'), severity Enum8('emerg'=0,'alert'=1,'crit'=2), host LowCardinality(String), app LowCardinality(Nullable(String)), pid Nullable(UInt32), sd Map(String, Map(String, String)), msg String) ENGINE=MergeTree ORDER BY(host,app) SETTINGS allow_nullable_key=1;
CREATE TABLE dns_queries (ts DateTime, src IPv6, name String, qtype UInt16, answers Array(IPv6), edns Tuple(udp UInt16, flags UInt16, opts Array(Tuple(code UInt16, data String))), rcode Enum16('NOERROR' = 0, 'SERVFAIL' = 2, 'NXDOMAIN' = 3, 'BADVERS' = 16, 'PRIVATE' = 3841)) ENGINE = MergeTree ORDER BY (name, ts);
CREATE TABLE ad_impressions (imp_id UUID, ts DateTime CODEC(DoubleDelta), campaign UInt32, creative UInt32, bid Decimal64(6), won Bool, geo Tuple(country FixedString(2), region LowCardinality(String), city String), segments Array(UInt32) CODEC(Delta, LZ4)) ENGINE = MergeTree ORDER BY (campaign, ts) SAMPLE BY campaign;
CREATE TABLE experiments (exp LowCardinality(String), variant Enum8('control' = 0, 'treatment' = 1), user UInt64, exposures SimpleAggregateFunction(sum, UInt64), first_seen SimpleAggregateFunction(min, DateTime), metrics SimpleAggregateFunction(sumMap, Tuple(Array(String), Array(Float64)))) ENGINE = AggregatingMergeTree ORDER BY (exp, variant, user);
CREATE TABLE users_dim (id UInt64, email String, deleted_at Nullable(DateTime), sign Int8 DEFAULT 1, ver UInt64 MATERIALIZED toUnixTimestamp(now())) ENGINE = CollapsingMergeTree(sign) ORDER BY id;
CREATE TABLE geo_blocks (network String, start_ip UInt32, end_ip UInt32, `geoname id` Nullable(UInt32), is_anonymous_proxy UInt8, latitude Nullable(Float64), polygon MultiPolygon) ENGINE = Log;
CREATE TABLE weather (station UInt32, ts DateTime, t Nullable(Decimal(4, 1)), rh Nullable(UInt8), wind Tuple(speed Float32, dir UInt16), flags Array(Enum8('ok' = 1, 'suspect' = 2, 'bad' = 3)), raw String CODEC(ZSTD(19)), obs Nested(kind LowCardinality(String), value Float32, unit FixedString(4))) ENGINE = ReplacingMergeTree ORDER BY (station, ts);
CREATE TABLE bench_hits (id UInt64 CODEC(Delta(8), LZ4), u8 UInt8 CODEC(T64), f Float64 CODEC(FPC), g Float32 CODEC(Gorilla(4)), n Nullable(Int64) CODEC(NONE), d DateTime64(9) CODEC(DoubleDelta(8), ZSTD(6)), s String CODEC(ZSTD(22)), m Int32 CODEC(GCD, LZ4)) ENGINE = MergeTree ORDER BY id;
CREATE TABLE k8s_events (cluster LowCardinality(String), ns LowCardinality(String), labels Map(LowCardinality(String), LowCardinality(String)), annotations Map(LowCardinality(String), String), first DateTime, last DateTime, `type` Enum8('Normal' = 0, 'Warning' = 1), `object.kind` LowCardinality(String), `object.name` String) ENGINE = MergeTree ORDER BY (cluster, ns, last);
CREATE TABLE ci_jobs (`id` Int64, `name` String, `steps` Array(Tuple(name String, number Int64, started_at DateTime64(9), conclusion String)), `labels` Array(String), `torchci_classification` Tuple(line String, line_num Int64, captures Array(String)), `_meta` Tuple(bucket String, key String), `_inserted_at` DateTime MATERIALIZED now(), INDEX started `id` TYPE minmax) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}') ORDER BY id;
CREATE TABLE usage_hourly (org UUID, metric LowCardinality(String), hour DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)), total SimpleAggregateFunction(sum, Decimal(38, 10)), peak SimpleAggregateFunction(max, Float64), users AggregateFunction(uniqExact, UUID), p AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), Float32), latest AggregateFunction(argMax, String, DateTime64(3))) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(hour) ORDER BY (org, metric, hour);
CREATE TABLE messages (channel UInt64, id UInt64 DEFAULT generateSnowflakeID(), author Tuple(id UInt64, name String, bot Bool), content String, mentions Array(UInt64), reactions Map(String, UInt32), edited Nullable(DateTime64(3)), reply_to Nullable(UInt64), embeds Array(JSON)) ENGINE = MergeTree ORDER BY (channel, id);
CREATE TABLE files_meta (sha256 FixedString(32), path String, size UInt64, mode UInt16, mtime DateTime64(9), xattrs Map(String, String), chunks Array(Tuple(UInt64, UInt32, FixedString(16)))) ENGINE = ReplacingMergeTree(mtime) ORDER BY sha256;
CREATE TABLE emails (`Message-ID` String, `From` Tuple(name String, addr String), `To` Array(Tuple(name String, addr String)), `Date` DateTime, `X-Spam` Nullable(Float32), body String CODEC(ZSTD(9)) TTL `Date` + INTERVAL 1 YEAR) ENGINE = MergeTree ORDER BY (`Date`, `Message-ID`);
CREATE TABLE poi (id UInt64, name Map(FixedString(2), String), tags Map(String, String), at Point, outline Nullable(String), area Geometry, lines MultiLineString) ENGINE = MergeTree ORDER BY id;
CREATE TABLE ml_runs (run UUID, params JSON, metrics Map(String, Array(Tuple(step UInt32, value Float64))), artifacts Nested(name String, uri String, bytes UInt64), vec QBit(BFloat16, 16), status Enum8('running'=1,'failed'=2,'finished'=3) DEFAULT 'running', notes Dynamic, extra Variant(Array(String), Map(String, String), UInt64)) ENGINE = MergeTree ORDER BY run;
CREATE TABLE prices (instrument LowCardinality(String), at DateTime64(6), bid Decimal(20, 8), ask Decimal(20, 8), mid Decimal(20, 8) ALIAS (bid + ask) / 2, spread_bps Float64 MATERIALIZED toFloat64(ask - bid) / toFloat64(bid) * 10000, `session` Enum('pre' = -1, 'regular' = 0, 'post' = 1) DEFAULT 'regular') ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY (instrument, at);
CREATE TABLE cdc_orders (`before.id` Nullable(UInt64), `after.id` Nullable(UInt64), `after.total` Nullable(Decimal(12, 2)), op LowCardinality(String), ts_ms UInt64, `source.lsn` UInt64, _peerdb_is_deleted Int8, _peerdb_version Int64, _peerdb_synced_at DateTime64(9) DEFAULT now64()) ENGINE = ReplacingMergeTree(_peerdb_version) ORDER BY tuple();
CREATE TABLE airbyte_raw (_airbyte_raw_id String, _airbyte_extracted_at DateTime64(3), _airbyte_loaded_at DateTime64(3) NULL, _airbyte_data String, _airbyte_meta String, _airbyte_generation_id Nullable(UInt32)) ENGINE = MergeTree ORDER BY _airbyte_raw_id;
CREATE TABLE dbt_snapshot (id Int32, name String, dbt_scd_id String, dbt_updated_at DateTime, dbt_valid_from DateTime, dbt_valid_to Nullable(DateTime)) ENGINE = MergeTree ORDER BY (tuple());
CREATE TABLE grafana_alerts (`id` UInt64, `labels.name` Array(LowCardinality(String)), `labels.value` Array(String), state Enum8('Normal' = 1, 'Pending' = 2, 'Alerting' = 3, 'NoData' = 4, 'Error' = 5), at DateTime64(3) ) ENGINE = MergeTree ORDER BY (id, at);
CREATE TABLE wide_decimals (a Decimal256(50), b Decimal(60, 30), c Decimal(1), d Nullable(Decimal(38)), e Array(Nullable(Decimal32(9))), g Numeric(12, 4), h DEC(20, 10), i FIXED(18, 9)) ENGINE = Memory;
CREATE TABLE times_of_day (opens Time, closes Time64(3), days Array(IntervalDay), every IntervalMinute, at Nullable(Time64(9)), zones Map(LowCardinality(String), DateTime('America/New_York'))) ENGINE = Memory;
CREATE TABLE with_settings (a UInt8, b String) ENGINE = MergeTree ORDER BY a SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 0, min_rows_for_wide_part = 0, storage_policy = 'default', ttl_only_drop_parts = true, merge_with_ttl_timeout = 86400;
CREATE TABLE ordered_desc (a UInt8, b DateTime, c String) ENGINE = MergeTree ORDER BY (a, b DESC) SETTINGS allow_experimental_reverse_key = 1;
CREATE TABLE group_by_ttl (k UInt8, d DateTime, v Int64, m SimpleAggregateFunction(max, Int64)) ENGINE = MergeTree ORDER BY (k, d) TTL d + INTERVAL 1 DAY GROUP BY k SET v = sum(v), m = max(m), d + INTERVAL 30 DAY DELETE WHERE v = 0;
CREATE TABLE recompressed (d DateTime, s String) ENGINE = MergeTree ORDER BY d TTL d + INTERVAL 1 DAY RECOMPRESS CODEC(ZSTD(17)), d + toIntervalMonth(1) RECOMPRESS CODEC(LZ4HC(10));
CREATE TABLE IF NOT EXISTS comment_first ( -- the first, with (
/* a, b */ a UInt8 COMMENT '-- not a comment', b String COMMENT '/* nor this */' /* but, this */, c UInt8 COMMENT 'a `quoted` "name"' ) ENGINE = Memory COMMENT '';
CREATE TABLE heredocs (a String DEFAULT $doc$it's, ( a $dollar$ text$doc$, b String DEFAULT $$,$$) ENGINE = Memory;
CREATE TABLE escapes (`a\`b` String DEFAULT 'x\'y', `c\\d` String DEFAULT '\\', `e"f` UInt8, "g`h" UInt8) ENGINE = Memory;
CREATE TABLE enum_escapes (e Enum8('a\'b' = 1, 'c''d' = 2, 'e\\f' = 3, 'g
h' = 4, 'i\tj' = 5, '' = 6, ' ' = 7, 'ü' = 8, '=' = 9, ', ' = 10, ')' = 11)) ENGINE = Memory;
CREATE TABLE tuple_names (a Tuple(`x y` UInt8, `z` String, "w" Date), b Tuple(UInt8), c Tuple(a Tuple(b Tuple(c UInt8))), d Array(Tuple(`1` UInt8, `2` UInt8)), e Nested(`p q` UInt8, r Nested(s UInt8, t String))) ENGINE = Memory;
CREATE TABLE map_kinds (a Map(UInt8, String), b Map(LowCardinality(String), Nullable(String)), c Map(Date, Array(UInt8)), d Map(UUID, Map(IPv4, String)), e Map(FixedString(2), Tuple(a UInt8, b String)), f Map(Enum8('a' = 1), UInt8), g Array(Map(String, String)), h Map(String, LowCardinality(String))) ENGINE = Memory;
CREATE TABLE state_kinds (a AggregateFunction(any, String), b AggregateFunction(groupUniqArray(5), LowCardinality(String)), c AggregateFunction(sumOrNull, Nullable(Int32)), d AggregateFunction(uniqHLL12, String, UInt8), e AggregateFunction(countIf, UInt8), f AggregateFunction(avgArray, Array(Float64)), g AggregateFunction(sumForEach, Array(UInt8)), h AggregateFunction(topKWeighted(3, 5), String, UInt64), i AggregateFunction(stddev_pop, Float64), j AggregateFunction(anyLast, Tuple(UInt8, String))) ENGINE = AggregatingMergeTree ORDER BY tuple();
CREATE TABLE interval_words (d DateTime, day UInt8 DEFAULT 1 TTL d + INTERVAL 1 DAY, week UInt8 DEFAULT dateDiff('week', d, now()), month UInt8 DEFAULT toMonth(d), x UInt8 DEFAULT d > now() - INTERVAL 1 HOUR) ENGINE = MergeTree ORDER BY d;
CREATE TABLE subqueries (a UInt8, b UInt8 DEFAULT a + length('(SELECT 1)'), c String DEFAULT concat('CREATE TABLE x', ' (y)')) ENGINE = Memory;
CREATE TABLE between_and (a UInt8, b UInt8 DEFAULT a BETWEEN 1 AND 2 AND a != 3 COMMENT 'b', c UInt8 DEFAULT NOT a BETWEEN 5 AND 6, d UInt8 DEFAULT a IS NOT NULL AND a NOT IN (1) CODEC(NONE), e UInt8 DEFAULT a NULL) ENGINE = Memory;
CREATE TABLE a1 (x UInt8)ENGINE=Memory;
CREATE TABLE a2 (x UInt8)ENGINE=Memory;
CREATE TABLE lower_case_all (id UInt64 default 0, name String default '' comment 'n' codec(ZSTD(1)), d Date materialized today(), e String alias name, f String ephemeral) engine = MergeTree order by id;
CREATE TABLE MiXeD (Id UInt64 Default 0, Name String Materialized 'x' Codec(ZSTD), At DateTime Default Now() Comment 'at') Engine = MergeTree Order By Id;
