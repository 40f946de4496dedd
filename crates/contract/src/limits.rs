//! Every limit on what comes from outside, counted and not timed.

const MIB: u32 = 1024 * 1024;

/// The largest value of a raw message, in bytes. A larger one becomes a dead letter.
pub const RAW_VALUE_BYTES: u32 = 8 * MIB;
/// `max.message.bytes` of the raw topic: the value, the key, the headers and the frame of a record batch.
pub const RAW_MESSAGE_BYTES: u32 = 9 * MIB;
/// `max.message.bytes` of output and dead-letter topics.
pub const OUTPUT_MESSAGE_BYTES: u32 = 16 * MIB;
/// `message.max.bytes` of the clients.
pub const CLIENT_MESSAGE_BYTES: u32 = 16 * MIB;
/// Room that a record's frame (batch header, offsets, lengths) may take beside key, value and headers.
pub const RECORD_FRAME_BYTES: u32 = 1024;
/// The longest supplied id, in bytes.
pub const ID_BYTES: usize = 256;
/// The depth at which the nesting of JSON is too deep.
pub const JSON_DEPTH: usize = 128;
/// The longest body text of one article, in bytes of UTF-8.
pub const TEXT_BYTES: usize = 6 * MIB as usize;
/// The longest title, source or other single-line field of a raw message, in bytes; a longer one is a reject.
pub const LINE_FIELD_BYTES: usize = 16 * 1024;
/// The most authors or keywords taken from one raw message.
pub const LIST_ITEMS: usize = 1_000;
/// The most headers of one record that are carried along.
pub const HEADERS: usize = 100;
/// The most bytes of foreign headers of one record that are carried along.
pub const HEADER_BYTES: usize = 64 * 1024;
/// The longest `rafid-dlq-message`, in bytes.
pub const DEAD_LETTER_MESSAGE_BYTES: usize = 500;
