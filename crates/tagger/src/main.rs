//! The Rafid tagger service.

fn main() {}
