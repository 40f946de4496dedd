//! One generic service: configuration, a stage, lanes and operations.
