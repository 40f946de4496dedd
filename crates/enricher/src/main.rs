//! The Rafid enricher service.

fn main() {}
