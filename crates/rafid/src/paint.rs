//! An article for people: its entities marked in the text.

use std::fmt::Write as _;

use rafid_contract::{Article, Entity, EntityType, FieldName};

/// How many entities are listed below an article.
const LISTED: usize = 12;

/// Terminal colours of a type, as SGR parameters.
fn colour(kind: EntityType) -> &'static str {
    match kind {
        EntityType::Person => "33",
        EntityType::Organisation => "36",
        EntityType::Location => "32",
    }
}

/// The article as text, with a blank line at the end.
pub fn article(article: &Article, colours: bool) -> String {
    let painter = Painter { colours };
    let mut out = String::new();
    let title = article.title.as_ref().map_or("(no title)", |title| title.text.as_str());
    let title = painter.marked(title, article, FieldName::Title, None);
    let head = painter.paint("1", &title);
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{head}");
    let _ = writeln!(out, "{}", painter.paint("2", &facts(article)));
    for (index, paragraph) in (0_u32..).zip(&article.paragraphs) {
        let text = painter.marked(&paragraph.text, article, FieldName::Paragraph, Some(index));
        let _ = writeln!(out, "  {text}");
    }
    let entities = article.entities.as_deref().unwrap_or_default();
    for entity in entities.iter().take(LISTED) {
        let _ = writeln!(out, "    {}", painter.entity(entity));
    }
    if entities.len() > LISTED {
        let _ = writeln!(out, "    and {} more", entities.len() - LISTED);
    }
    out.push('\n');
    out
}

fn facts(article: &Article) -> String {
    let mut facts = vec![article.id.clone()];
    if let Some(language) = &article.language {
        let doubt = if language.reliable { "" } else { "?" };
        facts.push(format!("{}{doubt}", language.tag));
    }
    let published = &article.published;
    match (&published.value, &published.constraints) {
        (Some(value), _) => facts.push(value.clone()),
        (None, Some(_)) => facts.push("date constrained, not determined".to_owned()),
        (None, None) => {}
    }
    let dateline = article.dateline.as_ref();
    facts.extend(article.source.name.clone());
    facts.extend(article.source.outlet.clone());
    facts.extend(dateline.and_then(|dateline| dateline.agency.clone()));
    facts.extend(dateline.and_then(|dateline| dateline.place.clone()));
    if !article.authors.is_empty() {
        facts.push(article.authors.join(", "));
    }
    if let Some(keywords) = &article.keywords {
        facts.push(format!("keywords: {}", keywords.items.join(", ")));
    }
    if let Some(parent) = &article.parent_id {
        facts.push(format!("found in {parent}"));
    }
    if !article.quality.flags.is_empty() {
        let flags: Vec<&str> = article.quality.flags.iter().map(|flag| flag.as_str()).collect();
        facts.push(flags.join(", "));
    }
    facts.join(" · ")
}

struct Painter {
    colours: bool,
}

impl Painter {
    fn paint(&self, sgr: &str, text: &str) -> String {
        if self.colours { format!("\u{1b}[{sgr}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// The text with its mentions in colour, or in brackets.
    fn marked(&self, text: &str, article: &Article, field: FieldName, paragraph: Option<u32>) -> String {
        let entities = article.entities.as_deref().unwrap_or_default();
        let mut spans: Vec<(u32, u32, &Entity)> = entities
            .iter()
            .flat_map(|entity| entity.mentions.iter().map(move |mention| (mention, entity)))
            .filter(|(mention, _)| mention.field == field && mention.paragraph == paragraph)
            .map(|(mention, entity)| (mention.start, mention.end, entity))
            .collect();
        spans.sort_by_key(|(start, end, _)| (*start, *end));
        let mut out = String::with_capacity(text.len() * 2);
        let mut spans = spans.into_iter().peekable();
        let mut open: Option<(u32, String, &Entity)> = None;
        for (position, character) in (0_u32..).zip(text.chars()) {
            if open.as_ref().is_some_and(|(end, ..)| *end <= position) {
                self.close(&mut out, open.take());
            }
            while open.is_none() && spans.peek().is_some_and(|(start, ..)| *start <= position) {
                // A span that begins inside another one is not shown.
                open = spans
                    .next()
                    .filter(|(start, ..)| *start == position)
                    .map(|(_, end, entity)| (end, String::new(), entity));
            }
            match &mut open {
                Some((_, inside, _)) => inside.push(character),
                None => out.push(character),
            }
        }
        self.close(&mut out, open);
        out
    }

    fn close(&self, out: &mut String, span: Option<(u32, String, &Entity)>) {
        let Some((_, text, entity)) = span else { return };
        if self.colours {
            out.push_str(&self.paint(colour(entity.kind), &text));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "[{text}|{}]", entity.kind.as_str());
        }
    }

    fn entity(&self, entity: &Entity) -> String {
        let kind = self.paint(colour(entity.kind), entity.kind.as_str());
        let place = entity.coordinates.map_or(String::new(), |at| format!(" ({:.2}, {:.2})", at.lat, at.lon));
        let country = entity.country.as_ref().map_or(String::new(), |country| format!(" {country}"));
        let times = entity.mentions.len();
        format!(
            "{kind} {} [{}]{country}{place} ×{times} salience {}",
            entity.name, entity.id, entity.salience
        )
    }
}

#[cfg(test)]
mod tests {
    use rafid_contract::{Mention, Paragraph};

    use super::*;

    #[test]
    fn mentions_are_marked_by_code_points() {
        let mention = |start, end| Mention {
            field: FieldName::Paragraph,
            paragraph: Some(0),
            start,
            end,
            text: String::new(),
        };
        let entity = Entity {
            id: "wd:Q649".to_owned(),
            ids: rafid_contract::EntityIds::default(),
            kind: EntityType::Location,
            name: "Moscow".to_owned(),
            names: std::collections::BTreeMap::new(),
            linked: true,
            coordinates: None,
            country: Some("RU".to_owned()),
            salience: 0.5,
            mentions: vec![mention(3, 8), mention(9, 10)],
        };
        let shown = Article {
            paragraphs: vec![Paragraph { text: "في موسكو x".to_owned(), ..Paragraph::default() }],
            entities: Some(vec![entity]),
            ..Article::default()
        };
        let text = article(&shown, false);
        assert!(text.contains("  في [موسكو|LOC] [x|LOC]\n"), "{text}");
        assert!(text.contains("LOC Moscow [wd:Q649] RU ×2 salience 0.5"), "{text}");
    }
}
