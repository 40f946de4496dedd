//! Configuration, metrics, tracing, health endpoints and shutdown.
