//! A real Kafka for tests, and a verifier that shares no code with the services.
