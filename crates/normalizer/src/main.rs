//! The Rafid normalizer service.

fn main() {}
