//! The command line of Rafid.

fn main() {}
