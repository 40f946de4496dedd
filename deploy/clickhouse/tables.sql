-- Mentions for analytics: one flat table, no joins.
--
-- ClickHouse's Kafka engine reads at least once: after a crash it may insert records again. The table therefore
-- replaces by delivery and ordinal: `delivery` is the raw topic, partition, offset and place in the page (header
-- ce_id), `ordinal` the place among the mentions of the article. Both are the same whenever a record is read again.
-- Query with FINAL, or count deliveries, where a duplicate of the last minutes would matter.

CREATE DATABASE IF NOT EXISTS rafid;

CREATE TABLE IF NOT EXISTS rafid.mentions
(
    entity_id           LowCardinality(String),
    delivery            String,
    ordinal             UInt32,
    article_id          String,
    fingerprint         String,
    url                 Nullable(String),
    source              LowCardinality(Nullable(String)),
    language            LowCardinality(String),
    published           Nullable(String) COMMENT 'ISO 8601, as exact as published_precision says',
    published_precision LowCardinality(Nullable(String)),
    published_day       Nullable(Date) MATERIALIZED toDateOrNull(left(published, 10)),
    entity_type         LowCardinality(String),
    entity_name         LowCardinality(String),
    linked              Bool,
    surface             String,
    field               LowCardinality(String),
    paragraph           Nullable(UInt32),
    start               UInt32 COMMENT 'Unicode code points',
    end                 UInt32,
    salience            Float32,
    lat                 Nullable(Float64),
    lon                 Nullable(Float64),
    country             LowCardinality(Nullable(String)),
    knowledge_base      LowCardinality(String),
    entity_model        LowCardinality(String),
    read_at             DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(read_at)
ORDER BY (entity_id, delivery, ordinal);
