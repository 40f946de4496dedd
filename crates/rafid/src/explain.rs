//! `rafid explain`: where everything in an article came from.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use rafid_local::{Input, RawRecord, Value};
use rafid_stage::{Explained, Explanation, Pipeline, Record};

use crate::cli::ExplainOptions;
use crate::error::Error;

/// The longest quotation of the source, in characters.
const QUOTED: usize = 70;

/// Explains one record of a file.
pub fn explain(options: &ExplainOptions) -> Result<(), Error> {
    let record = record(options)?;
    let RawRecord { name, value: Value::Bytes(value), headers } = record else {
        return Err(Error::Data(format!("{} is larger than a raw message may be", record.name)));
    };
    let raw = Record { key: None, value: Some(&value), headers: &headers };
    let explanation = Pipeline::embedded()
        .explain(&raw, &value)
        .map_err(|reject| Error::Data(format!("{name} is a reject: {reject}")))?;
    let text = page(&name, &explanation);
    io::stdout().lock().write_all(text.as_bytes()).map_err(|cause| Error::output("standard output", &cause))
}

fn record(options: &ExplainOptions) -> Result<RawRecord, Error> {
    let input = Input::open(std::slice::from_ref(&options.input));
    let mut input = input.map_err(|error| Error::Input(error.to_string()))?;
    // Counted from 1.
    let Some(record) = input.nth(options.record.saturating_sub(1)) else {
        let shown = options.input.display();
        return Err(Error::Input(format!("{shown} has fewer than {} records", options.record)));
    };
    record.map_err(|error| Error::Input(error.to_string()))
}

// Writing to a String cannot fail, so the results of writeln! are not looked at below.

fn page(name: &str, explanation: &Explanation) -> String {
    let mut out = String::new();
    let (charset, how) = &explanation.charset;
    let bytes = explanation.source.len();
    let _ = writeln!(out, "{name}: field {}, {charset} ({how}), {bytes} bytes decoded", explanation.field);
    for explained in &explanation.articles {
        article(&mut out, explained, &explanation.source);
    }
    out
}

fn article(out: &mut String, explained: &Explained, source: &str) {
    let article = &explained.article;
    let title = article.title.as_ref().map_or("(no title)", |title| title.text.as_str());
    let _ = writeln!(out, "\narticle {} [{}] {title}", article.position, article.id);
    if let Some(parent) = &article.parent_id {
        let _ = writeln!(out, "  found in the page of {parent}");
    }
    let _ = writeln!(out, "  fields");
    for evidence in &explained.fields {
        let quoted = quoted(source, evidence.range.filter(|_| evidence.source.as_str() == "body"));
        let place = evidence.source.as_str();
        let _ = writeln!(out, "    {:<12} by {:<24} in {place}{quoted}", evidence.field, evidence.rule);
    }
    let published = &article.published;
    if let Ok(json) = serde_json::to_string(published) {
        let _ = writeln!(out, "    {:<12} is {json}", "published");
    }
    if !explained.removed.is_empty() {
        let _ = writeln!(out, "  removed");
    }
    for removed in &explained.removed {
        let at = removed.range.map_or(String::new(), |[start, end]| format!(" bytes {start}..{end}"));
        let _ = writeln!(out, "    {:<18}{at} {}", removed.reason.as_str(), shortened(&removed.text));
    }
    language(out, explained);
    entities(out, explained);
    if !article.quality.flags.is_empty() {
        let flags: Vec<&str> = article.quality.flags.iter().map(|flag| flag.as_str()).collect();
        let _ = writeln!(out, "  flags {}", flags.join(", "));
    }
}

fn language(out: &mut String, explained: &Explained) {
    let Some(tag) = &explained.article.language else { return };
    let evidence = &explained.language;
    let candidates: Vec<String> = evidence
        .candidates
        .iter()
        .map(|candidate| format!("{} {:.3}", candidate.tag, candidate.probability))
        .collect();
    let reliable = if tag.reliable { "reliable" } else { "not reliable" };
    let (seen, known) = evidence.features;
    let _ =
        writeln!(out, "  language {} ({}), confidence {}, {reliable}", tag.tag, tag.script, tag.confidence);
    let _ = writeln!(out, "    candidates {}; {known} of {seen} features known", candidates.join(", "));
    for (index, paragraph) in explained.article.paragraphs.iter().enumerate() {
        if let Some(other) = &paragraph.language {
            let _ = writeln!(out, "    paragraph {index} is {} ({})", other.tag, other.confidence);
        }
    }
}

fn entities(out: &mut String, explained: &Explained) {
    let entities = explained.article.entities.as_deref().unwrap_or_default();
    let _ = writeln!(out, "  entities {}", entities.len());
    for evidence in &explained.entities {
        let entity = entities.iter().find(|entity| entity.id == evidence.id);
        let name = entity.map_or("", |entity| entity.name.as_str());
        let kind = entity.map_or("", |entity| entity.kind.as_str());
        let salience = entity.map_or(0.0, |entity| entity.salience);
        let _ = writeln!(out, "    {kind} {name} [{}] salience {salience}", evidence.id);
        for mention in &evidence.mentions {
            let (found, decided) = (mention.found_by.as_str(), mention.decided_by.as_str());
            let field = match mention.mention.field {
                rafid_entities::Field::Title => "title".to_owned(),
                rafid_entities::Field::Paragraph(index) => format!("paragraph {index}"),
            };
            let (start, end) = (mention.mention.start, mention.mention.end);
            let surface = shortened(&mention.surface);
            let _ = writeln!(
                out,
                "      {surface} in {field} {start}..{end}, found by {found}, decided by {decided}"
            );
            for candidate in mention.candidates.iter().take(4) {
                let parts: Vec<String> =
                    candidate.parts.iter().map(|(part, points)| format!("{part} {points:+}")).collect();
                let (id, name, score) = (&candidate.id, &candidate.name, candidate.score);
                let _ = writeln!(out, "        {score:>5} {name} [{id}] {}", parts.join(" "));
            }
        }
    }
}

fn quoted(source: &str, range: Option<[u32; 2]>) -> String {
    let Some([start, end]) = range else { return String::new() };
    let text = source.get(start as usize..end as usize).unwrap_or_default();
    format!(" bytes {start}..{end} “{}”", shortened(text))
}

/// One line, of bounded length.
fn shortened(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(QUOTED + 1).collect();
    if flat.chars().count() <= QUOTED {
        return flat;
    }
    flat.chars().take(QUOTED).chain(['…']).collect()
}
