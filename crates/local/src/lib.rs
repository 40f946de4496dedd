//! The embedded runner: an ordered parallel map of stages over files and streams.
