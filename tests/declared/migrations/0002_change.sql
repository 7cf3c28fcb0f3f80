-- +goose Up
ALTER TABLE events
    ADD COLUMN IF NOT EXISTS host LowCardinality(String) AFTER day,
    DROP COLUMN old,
    MODIFY COLUMN kind Enum8('start' = 1, 'stop' = 2);
ALTER TABLE events RENAME COLUMN kind TO what;
-- +goose Down
ALTER TABLE events DROP COLUMN host;
