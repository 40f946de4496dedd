//! The topics of a stage, and how many lanes they are worth.

use rafid_contract::Topic;
use rafid_lane::TopicMap;
use rafid_stage::Stage;

/// What the lanes need to know of the topics as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Topology {
    /// Names and limits.
    pub(crate) topics: TopicMap,
    /// Partitions of the input topic.
    pub(crate) input_partitions: usize,
}

/// Every topic that a stage reads or writes, the input first.
pub(crate) fn needed(stage: &dyn Stage) -> Vec<Topic> {
    let mut topics = vec![stage.input()];
    topics.extend(stage.outputs().iter().copied().chain([stage.dead_letters()]));
    topics
}

/// How many lanes to run: as configured, else twice the cores but no more than the input has partitions.
pub(crate) fn lanes(configured: u32, input_partitions: usize) -> usize {
    if configured > 0 {
        return configured as usize;
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    (2 * cores).min(input_partitions).max(1)
}

#[cfg(test)]
mod tests {
    use rafid_stage::Tagger;

    use super::*;

    #[test]
    fn a_stage_needs_input_outputs_and_dead_letters() {
        let tagger = Tagger::embedded();
        assert_eq!(needed(&tagger), [Topic::Normalized, Topic::Tagged, Topic::TaggerDeadLetters]);
    }

    #[test]
    fn lanes_follow_partitions() {
        assert_eq!(lanes(7, 1), 7);
        assert_eq!(lanes(0, 1), 1);
        assert_eq!(lanes(0, 0), 1);
        assert!(lanes(0, 1_000) >= 2);
    }
}
