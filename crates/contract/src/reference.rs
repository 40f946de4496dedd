//! The contract for people: the tables of `docs/messages.md`.

use std::fmt::Write as _;

use crate::{RAW_SYNONYMS, RawField, RejectCode, TOPICS, dead_letter, header, limits};

// Writing to a String cannot fail, so the results of write! are not looked at below.

/// The fields of a raw message, the topics, headers, reject codes and limits, as Markdown tables.
pub fn reference() -> String {
    let mut page = String::new();
    table(&mut page, "Fields of a raw JSON message", "field | may hold | synonyms", fields());
    table(&mut page, "Topics", TOPIC_COLUMNS, topics());
    let sizes = sizes().map(|(what, limit)| format!("{what} | {limit}"));
    table(&mut page, "Limits", "what | limit", sizes.to_vec());
    for (heading, rows) in [
        ("Headers of a raw text or HTML message", header::ABOUT_RAW),
        ("Headers of normalized, tagged, enriched and mention records", header::ABOUT_OWN),
        ("Headers of a dead letter", dead_letter::ABOUT_HEADERS),
    ] {
        let rows = rows.iter().map(|(name, about)| format!("`{name}` | {}", about.trim()));
        table(&mut page, heading, "header | what it holds", rows.collect());
    }
    let codes = RejectCode::ALL.iter().map(|code| format!("`{code}` | {}", code.about().trim()));
    table(&mut page, "Reject codes", "code | meaning", codes.collect());
    page
}

const TOPIC_COLUMNS: &str =
    "topic | key | what | CloudEvents type | partitions | days kept | cleanup | largest message, bytes";

fn table(page: &mut String, heading: &str, columns: &str, rows: Vec<String>) {
    let line = columns.split('|').map(|_| "---").collect::<Vec<_>>().join("|");
    let _ = write!(page, "### {heading}\n\n| {columns} |\n|{line}|\n");
    for row in rows {
        let _ = writeln!(page, "| {row} |");
    }
    page.push('\n');
}

fn fields() -> Vec<String> {
    let mut fields: Vec<RawField> = Vec::new();
    for (_, field) in RAW_SYNONYMS {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let row = |field: RawField| {
        let names = RAW_SYNONYMS.iter().filter(|(name, of)| *of == field && *name != field.name());
        let names: Vec<String> = names.map(|(name, _)| format!("`{name}`")).collect();
        format!("`{}` | {} | {}", field.name(), field.holds().about(), names.join(", "))
    };
    fields.into_iter().map(row).collect()
}

fn topics() -> Vec<String> {
    let row = |spec: &crate::TopicSpec| {
        let (key, what) = spec.topic.about();
        let (name, kind, cleanup) = (spec.name, spec.topic.event_type(), spec.cleanup.as_str());
        let (partitions, days, bytes) = (spec.partitions, spec.retention_days, spec.max_message_bytes);
        format!("`{name}` | {key} | {what} | `{kind}` | {partitions} | {days} | `{cleanup}` | {bytes}")
    };
    TOPICS.iter().map(row).collect()
}

fn sizes() -> [(&'static str, String); 9] {
    let bytes = |number: usize| match number {
        number if number.is_multiple_of(1 << 20) => format!("{} MiB", number >> 20),
        number if number.is_multiple_of(1 << 10) => format!("{} KiB", number >> 10),
        number => format!("{number} bytes"),
    };
    [
        ("value of a raw message", bytes(limits::RAW_VALUE_BYTES as usize)),
        ("body text of one article, UTF-8", bytes(limits::TEXT_BYTES)),
        ("supplied id", format!("1 to {}", bytes(limits::ID_BYTES))),
        ("title, source or another single-line field", bytes(limits::LINE_FIELD_BYTES)),
        (
            "authors or keywords taken from one raw message; the rest is left out",
            limits::LIST_ITEMS.to_string(),
        ),
        ("levels of nested JSON", (limits::JSON_DEPTH - 1).to_string()),
        (
            "foreign headers carried along",
            format!("{}, of {} together", limits::HEADERS, bytes(limits::HEADER_BYTES)),
        ),
        ("`rafid-dlq-message`", bytes(limits::DEAD_LETTER_MESSAGE_BYTES)),
        ("message of a client (`message.max.bytes`)", bytes(limits::CLIENT_MESSAGE_BYTES as usize)),
    ]
}
