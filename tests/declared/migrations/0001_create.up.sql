CREATE TABLE events (day Date, kind String, old UInt8) ENGINE = MergeTree ORDER BY day;
