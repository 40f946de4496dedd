//! The pass over the lines of a page.

use super::{Lexicon, Reason, dateline, keywords, labels, related, title};
use crate::dates::{self, Published};
use crate::flags::{Flag, FlagSet};
use crate::lexicon::Kind;
use crate::limits::Limits;
use crate::search::{Folding, key};
use crate::units::Mapped;
use std::collections::HashSet;

/// Authors of one article that labelled lines name.
const AUTHORS: usize = 100;

/// No dateline is as long.
const HEAD_BYTES: usize = 400;

/// What the pass knows besides the lines.
pub(crate) struct Setting<'a> {
    pub names: &'a dyn Lexicon,
    pub context: &'a dates::Context<'a>,
    pub limits: &'a Limits,
    pub folding: Folding,
}

/// A field with its evidence: which rule found it where.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub field: &'static str,
    pub rule: &'static str,
    pub range: Option<[u32; 2]>,
}

/// A piece taken out of the text.
#[derive(Debug, Clone)]
pub(crate) struct Taken<'a> {
    pub text: Mapped<'a>,
    pub reason: Reason,
}

/// A dateline as written, and its parts.
#[derive(Debug, Clone)]
pub(crate) struct Dateline<'a> {
    pub raw: Mapped<'a>,
    pub agency: Option<String>,
    pub place: Option<String>,
}

/// One article in the making.
#[derive(Debug, Default)]
pub(crate) struct Draft<'a> {
    pub title: Option<Mapped<'a>>,
    pub paragraphs: Vec<Mapped<'a>>,
    pub source_name: Option<String>,
    pub outlet: Option<String>,
    pub dateline: Option<Dateline<'a>>,
    pub authors: Vec<String>,
    pub keywords: Option<Mapped<'a>>,
    pub published: Option<Published>,
    /// Headlines of other articles; `Some(n)` if that article is on this page.
    pub links: Vec<(Option<u32>, Mapped<'a>)>,
    pub removed: Vec<Taken<'a>>,
    pub findings: Vec<Finding>,
    pub flags: FlagSet,
    /// A source, keyword or rights line has been seen after the first paragraph.
    has_ended: bool,
    title_key: String,
}

/// A page taken apart: at least one draft.
pub(crate) struct Structure<'a> {
    pub drafts: Vec<Draft<'a>>,
}

/// Takes the lines of a page apart. `title` is one that is known already; `lines` may hold blank ones.
pub(crate) fn structure<'a>(
    lines: Vec<Mapped<'a>>,
    title: Option<Mapped<'a>>,
    setting: &Setting<'_>,
) -> Structure<'a> {
    let mut main = Draft::default();
    if let Some(title) = title {
        main.title_key = key(&title.text, setting.folding);
        main.title = Some(title);
    }
    let mut pass = Pass { lines, at: 0, drafts: vec![main], setting, spoken: None };
    while pass.at < pass.lines.len() {
        pass.step();
    }
    pass.finish()
}

pub(super) struct Pass<'a, 'b> {
    pub(super) lines: Vec<Mapped<'a>>,
    pub(super) at: usize,
    pub(super) drafts: Vec<Draft<'a>>,
    pub(super) setting: &'b Setting<'b>,
    /// Places of lines that someone speaks, looked for once an author is announced.
    pub(super) spoken: Option<HashSet<usize>>,
}

impl<'a> Pass<'a, '_> {
    /// Deals with the line at hand and goes on.
    fn step(&mut self) {
        let Some(line) = self.lines.get(self.at).cloned() else { return };
        self.at += 1;
        if line.text.is_empty() {
            return;
        }
        if let Some(label) = labels::label_of(&line.text, self.setting.context)
            && self.is_in_place(&line, &label)
        {
            self.labelled(&line, &label);
            return;
        }
        let Some(draft) = self.drafts.last() else { return };
        if draft.paragraphs.is_empty() && self.head_line(&line) {
            return;
        }
        self.paragraph(line);
    }

    fn current(&mut self) -> &mut Draft<'a> {
        if self.drafts.is_empty() {
            self.drafts.push(Draft::default());
        }
        let last = self.drafts.len() - 1;
        &mut self.drafts[last]
    }

    fn take(&mut self, line: &Mapped<'a>, reason: Reason) {
        let limit = self.setting.limits.removed;
        let draft = self.current();
        if draft.removed.len() < limit {
            draft.removed.push(Taken { text: line.clone(), reason });
        } else {
            draft.flags.insert(Flag::LimitReached);
        }
    }

    fn found(&mut self, field: &'static str, rule: &'static str, at: &Mapped<'a>) {
        let range = at.source_range();
        self.current().findings.push(Finding { field, rule, range });
    }

    /// Puts a labelled line where it belongs.
    fn labelled(&mut self, line: &Mapped<'a>, label: &labels::Label) {
        let value = line.slice(label.value.clone()).trimmed();
        let has_body = self.drafts.last().is_some_and(|draft| !draft.paragraphs.is_empty());
        match label.kind {
            Kind::Published => {
                let published = dates::parse(&value.text, self.setting.context);
                let draft = self.current();
                if draft.published.as_ref().is_none_or(|known| known.value.is_none()) {
                    draft.published = Some(published);
                    self.found("published", "published_label", &value);
                }
                self.take(line, Reason::PublishedLabel);
            }
            Kind::Source => {
                let draft = self.current();
                if draft.source_name.is_none() {
                    draft.source_name = Some(value.text.trim_end_matches(['.', '،', ',']).to_owned());
                    draft.has_ended |= has_body;
                    self.found("source", "source_label", &value);
                }
                self.take(line, Reason::SourceLabel);
            }
            Kind::Author | Kind::Byline => {
                let names = split_authors(&value.text);
                let draft = self.current();
                for name in names {
                    if draft.authors.len() < AUTHORS && !draft.authors.contains(&name) {
                        draft.authors.push(name);
                    }
                }
                self.found("authors", "author_label", &value);
                self.take(line, Reason::AuthorLabel);
            }
            Kind::Keywords => {
                let draft = self.current();
                if draft.keywords.is_none() {
                    draft.keywords = Some(value.clone());
                    draft.has_ended |= has_body;
                    self.found("keywords", "keywords_label", &value);
                }
                self.take(line, Reason::KeywordsLabel);
            }
            Kind::Related => self.related(line, &value),
            Kind::Credit => self.take(line, Reason::Caption),
            Kind::Share => self.take(line, Reason::Share),
            Kind::Rights => {
                self.current().has_ended |= has_body;
                self.take(line, Reason::Rights);
            }
            Kind::Furniture => self.take(line, Reason::Furniture),
        }
    }

    /// A "read also" marker: links, or the start of another article.
    fn related(&mut self, line: &Mapped<'a>, value: &Mapped<'a>) {
        let context = self.setting.context;
        let names = self.setting.names;
        let is_signature = |text: &str| is_signature(text, names, context);
        let mut after: Vec<&str> = Vec::new();
        for next in self.lines.iter().skip(self.at).filter(|next| !next.text.is_empty()).take(40) {
            let label = labels::label_of(&next.text, context);
            // labels of a date, an author or a source may belong to the article that follows; others end a list
            let ends_list = |label: labels::Label| {
                !matches!(label.kind, Kind::Published | Kind::Author | Kind::Byline | Kind::Source)
            };
            if label.is_some_and(ends_list) {
                break;
            }
            after.push(&next.text);
        }
        let Some(draft) = self.drafts.last() else { return };
        let before: Vec<&str> = draft
            .title
            .iter()
            .chain(draft.paragraphs.iter().rev().take(30))
            .map(|part| part.text.as_ref())
            .collect();
        let inline = Some(value.text.as_ref()).filter(|text| !text.is_empty());
        let verdict = related::judge(&related::Scene {
            inline,
            after: &after,
            has_ended: draft.has_ended,
            is_signature: &is_signature,
            before: &before,
        });
        let may_split = self.drafts.len() < self.setting.limits.articles && !draft.paragraphs.is_empty();
        let takes_inline = verdict.is_article && inline.is_some();
        self.take(line, Reason::RelatedMarker);
        if inline.is_some() && !takes_inline {
            self.link(None, value.clone());
        }
        for _ in 0..verdict.links {
            let Some(headline) = self.next_filled() else { break };
            self.take(&headline, Reason::RelatedLink);
            self.link(None, headline);
        }
        if !verdict.is_article {
            return;
        }
        let Some(title) = (if takes_inline { Some(value.clone()) } else { self.next_filled() }) else {
            return;
        };
        if may_split { self.split(title) } else { self.link(None, title) }
    }

    fn link(&mut self, to: Option<u32>, title: Mapped<'a>) {
        let limit = self.setting.limits.links;
        let draft = self.current();
        if draft.links.len() < limit {
            draft.links.push((to, title));
        } else {
            draft.flags.insert(Flag::LimitReached);
        }
    }

    /// Starts the next article of the page.
    fn split(&mut self, title: Mapped<'a>) {
        let position = self.drafts.len() as u32;
        if let Some(main) = self.drafts.first_mut() {
            main.links.push((Some(position), title.clone()));
            main.flags.insert(Flag::SplitPage);
        }
        let mut child = Draft { title_key: key(&title.text, self.setting.folding), ..Draft::default() };
        child.flags.insert(Flag::SplitPage);
        child.findings.push(Finding {
            field: "title",
            rule: "related_headline",
            range: title.source_range(),
        });
        child.title = Some(title);
        self.drafts.push(child);
    }

    fn next_filled(&mut self) -> Option<Mapped<'a>> {
        while let Some(line) = self.lines.get(self.at) {
            self.at += 1;
            if !line.text.is_empty() {
                return Some(line.clone());
            }
        }
        None
    }

    /// Lines before the first paragraph: title, outlet, date, dateline.
    fn head_line(&mut self, line: &Mapped<'a>) -> bool {
        let setting = self.setting;
        let text = line.text.as_ref();
        let has_title = self.drafts.last().is_some_and(|draft| draft.title.is_some());
        if has_title && self.repeats_title(text) {
            self.take(line, Reason::TitleRepeated);
            return true;
        }
        if let Some(outlet) = outlet_line(text) {
            self.current().outlet.get_or_insert_with(|| outlet.to_owned());
            self.found("outlet", "outlet_line", line);
            self.take(line, Reason::OutletLine);
            return true;
        }
        let pause = if text.len() > HEAD_BYTES {
            None
        } else {
            dateline::find(&format!("{text} "), setting.names, setting.context)
                .filter(|found| found.end > text.len() && found.outlet.is_some())
        };
        if let Some(found) = pause.or_else(|| dateline::is_whole_line(text, setting.names, setting.context)) {
            self.dateline(line, &found);
            self.take(line, if found.outlet.is_some() { Reason::OutletLine } else { Reason::Dateline });
            return true;
        }
        if text.len() <= 80 && text.chars().any(char::is_numeric) {
            let published = dates::parse(text, setting.context);
            // a number alone may be anything
            let has_signs = text.chars().filter(|ch| !ch.is_numeric()).count() >= 2;
            if published.is_day() && published.is_whole && has_signs {
                self.current().published.get_or_insert(published);
                self.found("published", "date_line", line);
                self.take(line, Reason::PublishedLabel);
                return true;
            }
        }
        if !has_title && self.is_title(line) {
            let draft = self.current();
            draft.title_key = key(&line.text, setting.folding);
            draft.title = Some(line.clone());
            self.found("title", "first_line", line);
            return true;
        }
        false
    }

    fn repeats_title(&self, text: &str) -> bool {
        let Some(draft) = self.drafts.last() else { return false };
        text.len() <= draft.title_key.len() * 4 + 16
            && key(text, self.setting.folding) == draft.title_key
            && !draft.title_key.is_empty()
    }

    pub(super) fn is_title(&self, line: &Mapped<'a>) -> bool {
        let blank_follows = self.lines.get(self.at).is_some_and(|next| next.text.is_empty());
        let following = self.lines.iter().skip(self.at).filter(|next| !next.text.is_empty());
        let context = self.setting.context;
        let next = following
            .take(8)
            .find(|next| labels::label_of(&next.text, context).is_none() && next.text.chars().count() >= 40);
        next.is_some_and(|next| {
            title::is_title(&line.text, &next.text, blank_follows, self.setting.limits.title_chars)
        })
    }

    fn paragraph(&mut self, line: Mapped<'a>) {
        let setting = self.setting;
        let is_first =
            self.drafts.last().is_some_and(|draft| draft.paragraphs.is_empty() && draft.dateline.is_none());
        let found = if is_first { dateline::find(&line.text, setting.names, setting.context) } else { None };
        let Some(found) = found else {
            self.current().paragraphs.push(line);
            return;
        };
        self.dateline(&line, &found);
        let removed = line.slice(0..found.end);
        self.take(&removed, Reason::Dateline);
        let body = line.slice(found.end..line.text.len()).trimmed();
        self.current().paragraphs.push(body);
    }

    fn dateline(&mut self, line: &Mapped<'a>, found: &dateline::Found) {
        let raw = line.slice(0..found.raw_end.min(line.text.len()));
        self.found("dateline", "dateline", &raw);
        if found.outlet.is_some() {
            self.found("outlet", "outlet_pause", &raw);
        }
        let draft = self.current();
        if let Some(outlet) = &found.outlet {
            draft.outlet.get_or_insert_with(|| outlet.clone());
        }
        draft.dateline.get_or_insert(Dateline {
            raw,
            agency: found.agency.clone(),
            place: found.place.clone(),
        });
    }

    /// A page that is nothing but labels is text all the same.
    fn finish(mut self) -> Structure<'a> {
        let is_bare = self.drafts.iter().all(|draft| draft.paragraphs.is_empty());
        if is_bare {
            let title = self.drafts.first_mut().and_then(|draft| draft.title.take());
            let lines = self.lines.into_iter().filter(|line| !line.text.is_empty());
            let mut main = Draft { title, ..Draft::default() };
            main.paragraphs.extend(lines);
            if main.paragraphs.len() == 1
                && main.title.as_ref().is_some_and(|title| {
                    main.paragraphs
                        .first()
                        .is_some_and(|only| only.text == title.text && only.map == title.map)
                })
            {
                main.title = None;
            }
            self.drafts = vec![main];
        }
        Structure { drafts: self.drafts }
    }
}

/// An outlet, a dateline, or a labelled date, author or source.
fn is_signature(text: &str, names: &dyn Lexicon, context: &dates::Context<'_>) -> bool {
    if outlet_line(text).is_some() {
        return true;
    }
    let label = labels::label_of(text, context);
    if label.is_some_and(|label| {
        matches!(label.kind, Kind::Published | Kind::Author | Kind::Source | Kind::Byline)
    }) {
        return true;
    }
    dateline::find(&format!("{text} "), names, context).is_some()
        || dateline::is_whole_line(text, names, context).is_some()
}

/// A line that is nothing but a domain name, or one followed by a dash and a few words ("EXAMPLE.COM - special").
fn outlet_line(text: &str) -> Option<&str> {
    if text.len() > 100 {
        return None;
    }
    let end = text.find([' ', '-', '–']).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    let has_dash = rest.trim_start().starts_with(['-', '–']);
    if rest.is_empty() || has_dash && super::word_count(rest) <= 4 { domain(name) } else { None }
}

pub(super) fn domain(text: &str) -> Option<&str> {
    let (host, suffix) = text.rsplit_once('.')?;
    let is_host =
        !host.is_empty() && host.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '.' | '-'));
    let is_suffix = (2..=6).contains(&suffix.len()) && suffix.chars().all(|ch| ch.is_ascii_alphabetic());
    (is_host && is_suffix && text.len() <= 60 && host.chars().any(|ch| ch.is_ascii_alphabetic()))
        .then_some(text)
}

/// "A and B", "A, B".
pub(crate) fn split_authors(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in text.split([',', '،', '、', ';', '؛', '/', '|', '&']) {
        for name in split_at_and(part) {
            let name = name.trim().trim_end_matches([':', '-', '–']).trim();
            if !name.is_empty() && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

fn split_at_and(part: &str) -> Vec<&str> {
    for conjunction in [" and ", " und ", " et ", " y ", " och ", " og ", " ve ", " и ", " e "] {
        if let Some((first, second)) = part.split_once(conjunction) {
            return vec![first, second];
        }
    }
    vec![part]
}

/// The keywords of a draft, cut.
pub(crate) fn cut_keywords(draft: &Draft<'_>, names: &dyn Lexicon) -> (Vec<String>, keywords::Method) {
    let Some(raw) = &draft.keywords else { return (Vec::new(), keywords::Method::None) };
    let body: Vec<&str> =
        draft.title.iter().chain(&draft.paragraphs).map(|part| part.text.as_ref()).collect();
    keywords::split(&raw.text, names, &body)
}
