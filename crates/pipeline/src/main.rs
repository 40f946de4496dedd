//! The Rafid pipeline service.

fn main() {}
