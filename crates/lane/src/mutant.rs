//! Deliberate defects.

/// A deliberate defect of a lane. A verifier that does not notice it proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// Offsets are committed in a transaction of their own, after the outputs.
    AtLeastOnce,
    /// Offsets are never committed.
    OffsetsNotSent,
    /// `commit` is called while messages are still in flight.
    CommitBeforeDrain,
    /// The suspicion latch is not read.
    NoGuard,
    /// A batch whose commit was ambiguous is produced again from memory.
    RetriedFromMemory,
    /// Records of partitions that were taken away are processed.
    StaleAssignmentKept,
}

#[cfg(any(test, feature = "sim"))]
impl Mutant {
    /// Every mutant.
    pub const ALL: [Mutant; 6] = [
        Self::AtLeastOnce,
        Self::OffsetsNotSent,
        Self::CommitBeforeDrain,
        Self::NoGuard,
        Self::RetriedFromMemory,
        Self::StaleAssignmentKept,
    ];
}
