//! The only crate that names rdkafka: the broker trait on a real Kafka, and admin calls.
