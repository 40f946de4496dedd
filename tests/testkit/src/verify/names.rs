//! Header names of the contract, copied by hand from the documents: on purpose not the services' own constants.

pub(super) const CE_ID: &str = "ce_id";
pub(super) const RAW_TOPIC: &str = "rafid-raw-topic";
pub(super) const RAW_PARTITION: &str = "rafid-raw-partition";
pub(super) const RAW_OFFSET: &str = "rafid-raw-offset";
pub(super) const INPUT_TOPIC: &str = "rafid-input-topic";
pub(super) const INPUT_PARTITION: &str = "rafid-input-partition";
pub(super) const INPUT_OFFSET: &str = "rafid-input-offset";
pub(super) const DLQ_TOPIC: &str = "rafid-dlq-topic";
pub(super) const DLQ_PARTITION: &str = "rafid-dlq-partition";
pub(super) const DLQ_OFFSET: &str = "rafid-dlq-offset";
pub(super) const DLQ_CODE: &str = "rafid-dlq-code";
pub(super) const DLQ_SERVICE: &str = "rafid-dlq-service";
pub(super) const DLQ_VERSION: &str = "rafid-dlq-version";
pub(super) const DLQ_TIMESTAMP: &str = "rafid-dlq-timestamp";
pub(super) const DLQ_VALUE_OMITTED: &str = "rafid-dlq-value-omitted";
