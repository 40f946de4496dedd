//! The access list of `deploy/kafka/acls`, on the topics of a test.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use rafid_testkit::Grant;

use crate::World;

/// The contract's names of topics, with the names of their settings.
const NAMES: [(&str, &str); 9] = [
    ("articles.raw.v1", "raw"),
    ("articles.normalized.v1", "normalized"),
    ("articles.tagged.v1", "tagged"),
    ("articles.enriched.v1", "enriched"),
    ("articles.mentions.v1", "mentions"),
    ("articles.normalizer.dlq.v1", "normalizer_dead_letters"),
    ("articles.tagger.dlq.v1", "tagger_dead_letters"),
    ("articles.enricher.dlq.v1", "enricher_dead_letters"),
    ("articles.pipeline.dlq.v1", "pipeline_dead_letters"),
];

/// What the script grants a service of an application, given to another user.
pub fn access_list(world: &World<'_>, service: &str, application: &str, user: &str) -> Result<Vec<Grant>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/kafka/acls");
    let mut command = Command::new(script);
    let output = command.arg("broker:9092").env("RAFID__SERVICE__APPLICATION", application).output()?;
    ensure!(output.status.success(), "deploy/kafka/acls: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    let principal = format!("User:rafid-{service}");
    let of_service = text.lines().filter(|line| line.split(' ').any(|word| word == principal));
    of_service.map(|line| grant(world, line, user).with_context(|| line.to_owned())).collect()
}

/// Reads a `kafka-acls.sh` command.
fn grant(world: &World<'_>, line: &str, user: &str) -> Result<Grant> {
    let mut grant = Grant {
        principal: format!("User:{user}"),
        resource: "",
        name: String::new(),
        is_prefix: false,
        operations: Vec::new(),
    };
    let mut words = line.split(' ').skip(1);
    while let Some(option) = words.next() {
        if option == "--add" {
            continue;
        }
        let value = words.next().context("an option without a value")?;
        let (resource, name) = match option {
            "--operation" => {
                grant.operations.push(if value == "DescribeConfigs" {
                    "DESCRIBE_CONFIGS".into()
                } else {
                    value.to_uppercase()
                });
                continue;
            }
            "--resource-pattern-type" => {
                grant.is_prefix = value == "prefixed";
                continue;
            }
            "--bootstrap-server" | "--allow-principal" => continue,
            "--topic" => {
                let (_, setting) =
                    NAMES.iter().find(|(name, _)| *name == value).context("an unknown topic")?;
                ("TOPIC", world.topic(setting))
            }
            "--group" => ("GROUP", value.to_owned()),
            "--transactional-id" => ("TRANSACTIONAL_ID", value.to_owned()),
            other => bail!("unknown option {other}"),
        };
        (grant.resource, grant.name) = (resource, name);
    }
    ensure!(!grant.resource.is_empty() && !grant.operations.is_empty(), "grants nothing");
    Ok(grant)
}
