//! The exactly-once consume, process, commit loop against a narrow broker trait.
