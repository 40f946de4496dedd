//! The lag of a consumer group, as Kafka's own `kafka-consumer-groups` shows it.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::Cluster;

/// One row of `kafka-consumer-groups --describe`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionLag {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// The committed offset, if there is one.
    pub committed: Option<i64>,
    /// The end of the partition.
    pub end: Option<i64>,
    /// What the tool prints as the lag, if it prints a number.
    pub lag: Option<i64>,
}

impl PartitionLag {
    /// Whether the tool shows nothing left to do: a lag of 0, or an empty partition nobody committed for.
    pub fn is_drained(&self) -> bool {
        self.lag == Some(0) || (self.committed.is_none() && self.end == Some(0))
    }
}

impl Cluster {
    /// The lag of a group on each partition it knows.
    pub fn lag(&self, group: &str) -> Result<Vec<PartitionLag>> {
        let text = self.tool("kafka-consumer-groups", &["--describe", "--group", group])?;
        Ok(parse(group, &text))
    }

    /// Waits until the group shows no lag on any of the `partitions` partitions of its topic, then returns the rows.
    /// Gives up, with the last rows, when nothing moved for `patience`.
    pub fn wait_drained(
        &self,
        group: &str,
        partitions: usize,
        patience: Duration,
    ) -> Result<Vec<PartitionLag>> {
        let mut last = Vec::new();
        let mut moved = Instant::now();
        loop {
            // A group that is not there yet is an error of the tool; it will come.
            let rows = self.lag(group).unwrap_or_default();
            if rows.len() >= partitions && rows.iter().all(PartitionLag::is_drained) {
                return Ok(rows);
            }
            if rows != last {
                moved = Instant::now();
                last = rows;
            } else if moved.elapsed() > patience {
                bail!("group {group} did not drain, nothing moved for {patience:?}: {last:?}");
            }
            std::thread::sleep(Duration::from_millis(500));
        }
    }
}

/// Rows begin with the group's name: `GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG …`.
fn parse(group: &str, text: &str) -> Vec<PartitionLag> {
    let number = |text: &str| text.parse().ok();
    let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter_map(|columns| match columns[..] {
        [name, topic, partition, committed, end, lag, ..] if name == group => Some(PartitionLag {
            topic: topic.to_owned(),
            partition: partition.parse().ok()?,
            committed: number(committed),
            end: number(end),
            lag: number(lag),
        }),
        _ => None,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_parsed_and_judged() {
        let text = "
GROUP     TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID  HOST        CLIENT-ID
tagger    a.v1    0          10              10              0    x-1          /127.0.0.1  x
tagger    a.v1    1          9               10              1    x-1          /127.0.0.1  x
tagger    a.v1    2          -               0               -    x-1          /127.0.0.1  x
tagger    a.v1    3          -               4               -    x-1          /127.0.0.1  x
other     a.v1    0          1               1               0    -            -           -
";
        let rows = parse("tagger", text);
        let drained: Vec<bool> = rows.iter().map(PartitionLag::is_drained).collect();
        assert_eq!(drained, [true, false, true, false]);
    }
}
