//! From an input to its page: reading, structure, and the fields that come from several places.

use super::reading::{self, Reading};
use super::stats::stats_of;
use super::{
    Article, Dateline, Evidence, Input, Keywords, Lexicon, Link, Page, Reject, Relation, Removed, SourceField,
};
use crate::dates::{self, Published};
use crate::display;
use crate::fingerprint::Fingerprint;
use crate::flags::{Flag, FlagSet};
use crate::html;
use crate::lexicon;
use crate::limits::Limits;
use crate::page::{self, Draft, Setting, keywords};
use crate::search::Folding;
use crate::units::Mapped;

/// A body shorter than this is flagged.
const SHORT_BODY_CHARS: u32 = 80;

pub(super) fn normalize(input: &Input<'_>, lexicon: &dyn Lexicon, limits: &Limits) -> Result<Page, Reject> {
    let decoded = reading::decode(input, limits)?;
    let mut reading = reading::read(&decoded.text, input, limits)?;
    let mut page_flags = reading::decode_flags(&decoded);
    page_flags.extend(reading.flags);
    let title = input
        .title
        .map(|title| display::line_of(title, &mut page_flags))
        .filter(|title| !title.text.is_empty());
    let title_source = match (&title, &reading.title) {
        (Some(_), _) => SourceField::Title,
        (None, Some(_)) => SourceField::Html,
        (None, None) => SourceField::Body,
    };
    let title = title.or_else(|| reading.title.take().map(|title| Mapped::unmapped(title.into())));
    let language = input.language.or(reading.language.as_deref());
    let address = input.url.or(reading.canonical_url.as_deref());
    let region = address.and_then(country_of);
    let context = dates::Context {
        language,
        region: region.as_deref(),
        fetched_at: input.fetched_at,
        is_for_machines: false,
    };
    let setting =
        Setting { names: lexicon, context: &context, limits, folding: Folding::of_language(language) };
    let structure = page::structure(std::mem::take(&mut reading.lines), title, &setting);
    let assembly = Assembly { input, reading: &reading, setting: &setting, page_flags, title_source };
    let articles = structure
        .drafts
        .into_iter()
        .enumerate()
        .map(|(position, draft)| assembly.article(position, draft))
        .collect();
    Ok(Page {
        articles,
        charset: decoded.charset,
        charset_method: decoded.method,
        language: reading.language.clone(),
        canonical_url: reading.canonical_url.clone(),
    })
}

/// Turns drafts into articles.
struct Assembly<'a> {
    input: &'a Input<'a>,
    reading: &'a Reading<'a>,
    setting: &'a Setting<'a>,
    page_flags: FlagSet,
    title_source: SourceField,
}

impl Assembly<'_> {
    fn article(&self, position: usize, draft: Draft<'_>) -> Article {
        let is_main = position == 0;
        let mut flags = draft.flags;
        flags.extend(self.page_flags);
        let mut evidence: Vec<Evidence> = draft
            .findings
            .iter()
            .map(|finding| Evidence {
                field: finding.field,
                rule: finding.rule,
                source: self.body_field(),
                range: finding.range,
            })
            .collect();
        let keywords = self.keywords(is_main, &draft, &mut evidence);
        let published = self.published(is_main, &draft, &mut evidence);
        let stats = stats_of(&draft.paragraphs);
        let texts = draft.paragraphs.iter().map(|paragraph| paragraph.text.as_ref());
        let fingerprint = Fingerprint::of(texts, self.setting.folding);
        if published.value.is_none() && published.raw.is_some() {
            flags.insert(Flag::DateUnresolved);
        }
        if stats.chars < SHORT_BODY_CHARS {
            flags.insert(Flag::BodyShort);
        }
        if draft.title.is_none() {
            flags.insert(Flag::TitleMissing);
        }
        let title_source =
            if is_main && draft.title.is_some() { self.title_source } else { SourceField::Body };
        match title_source {
            SourceField::Title => evidence.push(supplied("title", SourceField::Title)),
            SourceField::Html => evidence.push(from_html("title", self.reading.title_rule)),
            SourceField::Body | SourceField::Other => {}
        }
        let authors = self.authors(is_main, draft.authors, &mut evidence);
        let source_name = self.source_name(is_main, draft.source_name, &mut evidence);
        let mut links: Vec<Link> = draft
            .links
            .into_iter()
            .map(|(to_position, title)| Link {
                relation: Relation::Related,
                to_position,
                url: None,
                title: Some(title.text.into_owned()),
            })
            .collect();
        let mut removed: Vec<Removed> = draft
            .removed
            .into_iter()
            .map(|taken| Removed {
                range: taken.text.source_range(),
                reason: taken.reason,
                text: taken.text.text.into_owned(),
            })
            .collect();
        if is_main {
            links.extend_from_slice(&self.reading.links);
            links.truncate(self.setting.limits.links);
            removed.extend_from_slice(&self.reading.removed);
            removed.truncate(self.setting.limits.removed);
        }
        Article {
            title: draft.title.map(Mapped::into_line),
            title_source,
            paragraphs: draft.paragraphs.into_iter().map(Mapped::into_line).collect(),
            source_name,
            outlet: draft.outlet,
            dateline: draft.dateline.map(|dateline| Dateline {
                raw: dateline.raw.text.into_owned(),
                agency: dateline.agency,
                place: dateline.place,
            }),
            authors,
            keywords,
            links,
            published,
            removed,
            flags: flags.to_vec(),
            stats,
            fingerprint,
            evidence,
        }
    }

    /// The field that ranges of the body point into.
    fn body_field(&self) -> SourceField {
        if self.reading.is_html { SourceField::Html } else { SourceField::Body }
    }

    /// Supplied authors, else those of the page's metadata, else labelled ones.
    fn authors(&self, is_main: bool, labelled: Vec<String>, evidence: &mut Vec<Evidence>) -> Vec<String> {
        if !is_main {
            return labelled;
        }
        let supplied_authors = tidy_names(self.input.authors.iter().map(|author| clean_text(author)));
        if !supplied_authors.is_empty() {
            evidence.push(supplied("authors", SourceField::Other));
            return supplied_authors;
        }
        let declared = tidy_names(self.reading.authors.iter().map(|(author, _)| author.clone()));
        if let Some((_, rule)) = self.reading.authors.first().filter(|_| !declared.is_empty()) {
            evidence.push(from_html("authors", rule));
            return declared;
        }
        labelled
    }

    /// The source that the text names if it is an agency or a name that is known, else the supplied one, else whatever
    /// the text names, else the site's name for itself.
    fn source_name(
        &self,
        is_main: bool,
        labelled: Option<String>,
        evidence: &mut Vec<Evidence>,
    ) -> Option<String> {
        let is_known = |name: &str| lexicon::agency(name).is_some() || self.setting.names.is_name(name);
        if !is_main || labelled.as_deref().is_some_and(is_known) {
            return labelled;
        }
        if let Some(given) = self.input.source.map(clean_text).filter(|given| !given.is_empty()) {
            evidence.retain(|found| found.field != "source");
            evidence.push(supplied("source", SourceField::Other));
            return Some(given);
        }
        if labelled.is_some() {
            return labelled;
        }
        let site = self.reading.site_name.clone()?;
        evidence.push(from_html("source", "site_name"));
        Some(site)
    }

    fn keywords(&self, is_main: bool, draft: &Draft<'_>, evidence: &mut Vec<Evidence>) -> Keywords {
        let given: Vec<String> = self.input.keywords.iter().map(|keyword| clean_text(keyword)).collect();
        let limit = self.setting.limits.keywords;
        if is_main && given.iter().any(|keyword| !keyword.is_empty()) {
            evidence.push(supplied("keywords", SourceField::Other));
            let items = given.into_iter().filter(|keyword| !keyword.is_empty()).take(limit).collect();
            return Keywords { raw: None, items, method: keywords::Method::Given };
        }
        if is_main && draft.keywords.is_none() && !self.reading.keywords.is_empty() {
            evidence.push(from_html("keywords", "metadata"));
            let items = self.reading.keywords.iter().take(limit).cloned().collect();
            return Keywords { raw: None, items, method: keywords::Method::Given };
        }
        let (mut items, method) = page::cut_keywords(draft, self.setting.names);
        items.truncate(limit);
        Keywords { raw: draft.keywords.as_ref().map(|raw| raw.text.clone().into_owned()), items, method }
    }

    /// A supplied date: the field says that it is one, so other words may stand around it.
    fn given(&self, raw: &str) -> Published {
        let whole = dates::parse(raw, self.setting.context);
        if whole.value.is_some() {
            return whole;
        }
        dates::find(raw, self.setting.context).unwrap_or(whole)
    }

    /// The day of the last change that a page declares: it was published no later.
    fn changed(&self, is_main: bool) -> Option<(Published, &'static str)> {
        self.reading.modified.iter().filter(|_| is_main).find_map(|(raw, rule)| {
            let date = self.declared(raw, rule);
            let day = date.value.as_deref().filter(|value| value.len() >= "2024-01-19".len())?.get(..10)?;
            let not_after = Some(day.to_owned());
            let constraints = dates::Constraints { not_after, ..dates::Constraints::default() };
            Some((
                Published { raw: date.raw, method: date.method, constraints, ..Published::default() },
                *rule,
            ))
        })
    }

    /// A date that the page declares.
    fn declared(&self, raw: &str, rule: &str) -> Published {
        let is_for_machines = !is_shown(rule);
        dates::parse(raw, &dates::Context { is_for_machines, ..*self.setting.context })
    }

    /// The supplied date, else a labelled one, else what the body tells of its day. A further article of a page inherits
    /// nothing.
    fn published(&self, is_main: bool, draft: &Draft<'_>, evidence: &mut Vec<Evidence>) -> Published {
        let given = self.input.published_at.filter(|_| is_main).map(|raw| self.given(&clean_text(raw)));
        if let Some(given) = given.as_ref().filter(|given| given.value.is_some()) {
            evidence.push(supplied("published", SourceField::Other));
            return given.clone();
        }
        let declared = self.reading.published.iter().filter(|_| is_main);
        let declared: Vec<(Published, &str)> =
            declared.map(|(raw, rule)| (self.declared(raw, rule), *rule)).collect();
        if let Some((date, rule)) = declared.iter().find(|(date, _)| date.value.is_some()) {
            evidence.push(from_html("published", rule));
            return date.clone();
        }
        if let Some(labelled) = draft.published.as_ref().filter(|labelled| labelled.value.is_some()) {
            return labelled.clone();
        }
        let mut shown = self.reading.published.iter().filter(|(_, rule)| is_main && is_shown(rule));
        if let Some((date, rule)) =
            shown.find_map(|(raw, rule)| Some((dates::find(raw, self.setting.context)?, *rule)))
        {
            evidence.push(from_html("published", rule));
            return date;
        }
        let declared = declared.into_iter().map(|(date, _)| date).find(Published::is_date);
        let undetermined = given.filter(Published::is_date).or(declared).or_else(|| draft.published.clone());
        let mut constraints =
            dates::constrain(draft.paragraphs.iter().map(|line| line.text.as_ref()), self.setting.context);
        if undetermined.is_none()
            && constraints.is_empty()
            && let Some((changed, rule)) = self.changed(is_main)
        {
            evidence.push(from_html("published", rule));
            return changed;
        }
        if constraints.not_after.is_none() {
            constraints.not_after =
                self.changed(is_main).and_then(|(changed, _)| changed.constraints.not_after);
        }
        if let Some(mut undetermined) = undetermined {
            if undetermined.constraints.is_empty() {
                undetermined.constraints = constraints;
            }
            return undetermined;
        }
        if constraints.is_empty() {
            let raw =
                self.input.published_at.filter(|_| is_main).map(clean_text).filter(|raw| !raw.is_empty());
            return Published { raw, ..Published::default() };
        }
        evidence.push(Evidence {
            field: "published",
            rule: "body_constraints",
            source: SourceField::Body,
            range: None,
        });
        Published { method: dates::Method::Body, constraints, ..Published::default() }
    }
}

/// Whether a rule of the page reads what people see: then other words may stand around a date.
fn is_shown(rule: &str) -> bool {
    [html::Method::Visible, html::Method::Time].iter().any(|method| method.as_str() == rule)
}

/// The country that an address is registered in, by its top-level domain; none for those that are sold for their letters.
fn country_of(url: &str) -> Option<String> {
    const SOLD: [&str; 18] = [
        "ai", "ac", "am", "cc", "cd", "co", "dj", "eu", "fm", "gg", "io", "la", "ly", "me", "sh", "to", "tv",
        "ws",
    ];
    let host = url.split_once("//")?.1.split(['/', '?', '#']).next()?.split(':').next()?;
    let domain = host.rsplit('.').next()?.to_ascii_lowercase();
    let is_country = domain.len() == 2 && domain.bytes().all(|byte| byte.is_ascii_lowercase());
    (is_country && !SOLD.contains(&domain.as_str())).then(|| domain.to_ascii_uppercase())
}

fn supplied(field: &'static str, source: SourceField) -> Evidence {
    Evidence { field, rule: "supplied", source, range: None }
}

/// Display form of a short supplied field.
fn clean_text(text: &str) -> String {
    display::line_of(text, &mut FlagSet::default()).text.into_owned()
}

fn from_html(field: &'static str, rule: &'static str) -> Evidence {
    Evidence { field, rule, source: SourceField::Html, range: None }
}

/// Names without the marks that follow them in bylines, none twice.
fn tidy_names(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut tidy: Vec<String> = Vec::new();
    for name in names {
        let name = name.trim_end_matches([':', '-', '–', '،', ',']).trim().to_owned();
        if !name.is_empty() && !tidy.contains(&name) {
            tidy.push(name);
        }
    }
    tidy
}
