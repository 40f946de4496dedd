//! The embedded runner: an ordered parallel map of a function over records from files and streams.
//!
//! - [`input`]: from paths to a stream of raw records. Directories, JSON lines and arrays, `.json`, `.txt`, `.html`,
//!   plain or compressed with gzip or zstd, and standard input. A value over the limit is never held in memory.
//! - [`map`]: runs a function on every record on all cores and hands the results over in input order, with a bounded
//!   number of records in flight, however large the input.
//!
//! There is no Kafka here and nothing asynchronous: the same stages that the services run are called directly, which
//! makes this runner the oracle for the tests of the services.

mod elements;
mod format;
pub mod input;
mod lines;
mod parallel;
mod stream;

pub use input::{Input, InputError, RawRecord, Value, open_file};
pub use parallel::map;
