//! The topics, as data: what `topics create`, compose and the tests all use.

use crate::limits;

/// One of Rafid's topics. Its default name ends in the version of its messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// What crawlers send.
    Raw,
    /// Clean text with metadata, from the normalizer.
    Normalized,
    /// The same with language tags, from the tagger.
    Tagged,
    /// The same with entities, from the enricher.
    Enriched,
    /// One flat record a mention, from the enricher.
    Mentions,
    /// What the normalizer rejected.
    NormalizerDeadLetters,
    /// What the tagger rejected.
    TaggerDeadLetters,
    /// What the enricher rejected.
    EnricherDeadLetters,
    /// What the fused pipeline rejected.
    PipelineDeadLetters,
}

/// What Kafka does with old records of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CleanupPolicy {
    /// Delete by age.
    Delete,
    /// Keep the newest record of each key, and delete by age.
    CompactDelete,
}

impl CleanupPolicy {
    /// The value of Kafka's `cleanup.policy`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::CompactDelete => "compact,delete",
        }
    }
}

/// One row of the topic table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopicSpec {
    /// The topic.
    pub topic: Topic,
    /// Its default name.
    pub name: &'static str,
    /// Default number of partitions.
    pub partitions: u32,
    /// Default replication factor on a cluster of three brokers or more.
    pub replication: u32,
    /// Default `min.insync.replicas` on a cluster of three brokers or more.
    pub min_insync: u32,
    /// `retention.ms`, in days.
    pub retention_days: u32,
    /// `cleanup.policy`.
    pub cleanup: CleanupPolicy,
    /// `max.message.bytes`.
    pub max_message_bytes: u32,
}

const fn row(topic: Topic, name: &'static str, partitions: u32, retention_days: u32) -> TopicSpec {
    TopicSpec {
        topic,
        name,
        partitions,
        replication: 3,
        min_insync: 2,
        retention_days,
        cleanup: CleanupPolicy::Delete,
        max_message_bytes: limits::OUTPUT_MESSAGE_BYTES,
    }
}

/// The topic table.
pub const TOPICS: [TopicSpec; 9] = [
    TopicSpec { max_message_bytes: limits::RAW_MESSAGE_BYTES, ..row(Topic::Raw, "articles.raw.v1", 12, 7) },
    row(Topic::Normalized, "articles.normalized.v1", 12, 7),
    row(Topic::Tagged, "articles.tagged.v1", 12, 7),
    TopicSpec {
        cleanup: CleanupPolicy::CompactDelete,
        ..row(Topic::Enriched, "articles.enriched.v1", 12, 30)
    },
    row(Topic::Mentions, "articles.mentions.v1", 12, 30),
    row(Topic::NormalizerDeadLetters, "articles.normalizer.dlq.v1", 3, 30),
    row(Topic::TaggerDeadLetters, "articles.tagger.dlq.v1", 3, 30),
    row(Topic::EnricherDeadLetters, "articles.enricher.dlq.v1", 3, 30),
    row(Topic::PipelineDeadLetters, "articles.pipeline.dlq.v1", 3, 30),
];

impl Topic {
    /// Every topic, in the order of the table.
    pub const ALL: [Topic; 9] = [
        Topic::Raw,
        Topic::Normalized,
        Topic::Tagged,
        Topic::Enriched,
        Topic::Mentions,
        Topic::NormalizerDeadLetters,
        Topic::TaggerDeadLetters,
        Topic::EnricherDeadLetters,
        Topic::PipelineDeadLetters,
    ];

    /// Its row of the table.
    pub fn spec(self) -> &'static TopicSpec {
        let [raw, normalized, tagged, enriched, mentions, normalizer, tagger, enricher, pipeline] = &TOPICS;
        match self {
            Self::Raw => raw,
            Self::Normalized => normalized,
            Self::Tagged => tagged,
            Self::Enriched => enriched,
            Self::Mentions => mentions,
            Self::NormalizerDeadLetters => normalizer,
            Self::TaggerDeadLetters => tagger,
            Self::EnricherDeadLetters => enricher,
            Self::PipelineDeadLetters => pipeline,
        }
    }

    /// Its default name.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The topic with this default name.
    pub fn from_name(name: &str) -> Option<Topic> {
        TOPICS.iter().find(|spec| spec.name == name).map(|spec| spec.topic)
    }

    /// What stands in it, and under which key.
    pub fn about(self) -> (&'static str, &'static str) {
        match self {
            Self::Raw => ("any", "what crawlers send"),
            Self::Normalized => ("article id", "clean text with metadata, from the normalizer"),
            Self::Tagged => ("article id", "the same with language tags, from the tagger"),
            Self::Enriched => ("article id", "the same with entities, from the enricher"),
            Self::Mentions => ("article id", "one flat record a mention, from the enricher"),
            Self::NormalizerDeadLetters => ("as it came", "what the normalizer rejected"),
            Self::TaggerDeadLetters => ("as it came", "what the tagger rejected"),
            Self::EnricherDeadLetters => ("as it came", "what the enricher rejected"),
            Self::PipelineDeadLetters => ("as it came", "what the fused pipeline rejected"),
        }
    }

    /// The CloudEvents type of its messages.
    pub fn event_type(self) -> &'static str {
        match self {
            Self::Raw => "rafid.article.raw.v1",
            Self::Normalized => "rafid.article.normalized.v1",
            Self::Tagged => "rafid.article.tagged.v1",
            Self::Enriched => "rafid.article.enriched.v1",
            Self::Mentions => "rafid.article.mention.v1",
            Self::NormalizerDeadLetters
            | Self::TaggerDeadLetters
            | Self::EnricherDeadLetters
            | Self::PipelineDeadLetters => "rafid.dead-letter.v1",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_the_row_that_names_it() {
        for (topic, spec) in Topic::ALL.iter().zip(TOPICS.iter()) {
            assert_eq!(topic.spec().topic, *topic);
            assert_eq!(spec.topic, *topic);
            assert_eq!(Topic::from_name(topic.name()), Some(*topic));
            assert!(spec.max_message_bytes <= limits::CLIENT_MESSAGE_BYTES);
        }
    }
}
