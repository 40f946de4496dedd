-- The stream into rafid.mentions. librdkafka, which ClickHouse reads with, reads committed transactions only.

CREATE TABLE IF NOT EXISTS rafid.mentions_queue
(
    article_id          String,
    fingerprint         String,
    ordinal             UInt32,
    url                 Nullable(String),
    source              Nullable(String),
    language            String,
    published           Nullable(String),
    published_precision Nullable(String),
    entity_id           String,
    entity_type         String,
    entity_name         String,
    linked              Bool,
    surface             String,
    field               String,
    paragraph           Nullable(UInt32),
    start               UInt32,
    end                 UInt32,
    salience            Float32,
    lat                 Nullable(Float64),
    lon                 Nullable(Float64),
    country             Nullable(String),
    knowledge_base      String,
    entity_model        String
)
ENGINE = Kafka
SETTINGS
    kafka_broker_list = 'kafka:9092',
    kafka_topic_list = 'articles.mentions.v1',
    kafka_group_name = 'clickhouse-mentions',
    kafka_format = 'JSONEachRow',
    kafka_num_consumers = 1,
    -- what does not parse goes to the view below instead of stopping the stream
    kafka_handle_error_mode = 'stream',
    -- fields of a newer contract are no error
    input_format_skip_unknown_fields = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS rafid.mentions_stream TO rafid.mentions AS
SELECT
    _headers.value[indexOf(_headers.name, 'ce_id')] AS delivery,
    article_id, fingerprint, ordinal, url, source, language, published, published_precision, entity_id, entity_type,
    entity_name, linked, surface, field, paragraph, start, end, salience, lat, lon, country, knowledge_base, entity_model
FROM rafid.mentions_queue
WHERE length(_error) = 0;

CREATE TABLE IF NOT EXISTS rafid.mentions_errors
(
    topic     LowCardinality(String),
    partition UInt64,
    offset    UInt64,
    error     String,
    raw       String,
    read_at   DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY read_at
TTL read_at + INTERVAL 30 DAY;

CREATE MATERIALIZED VIEW IF NOT EXISTS rafid.mentions_errors_stream TO rafid.mentions_errors AS
SELECT _topic AS topic, _partition AS partition, _offset AS offset, _error AS error, _raw_message AS raw
FROM rafid.mentions_queue
WHERE length(_error) > 0;
