//! The messages, topics, headers, limits and reject codes of Rafid.
