//! Dates that a page shows its readers: `<time>` elements, and lines near the headline.

use super::body::View;
use super::hints::Hints;
use super::own::Own;
use super::people;
use super::tag::Tag;
use super::tree::Id;
use super::when::has_date;
use super::words;
use super::{Method, Pick};
use crate::dates::{self, Context, Label, Mark};

/// Places whose dates are those of something else.
const ELSEWHERE: Hints = Hints::CAPTION.with(Hints::RELATED).with(Hints::COMMENT).with(Hints::FOOTER);

/// Places of a page's frame, where a `<time>` is the clock on the wall or a teaser's.
const FRAME: Hints = ELSEWHERE
    .without(Hints::FOOTER)
    .with(Hints::NAVIGATION)
    .with(Hints::NEWSLETTER)
    .with(Hints::ADVERT)
    .with(Hints::CONSENT);

/// Lines before and after the headline, or the article's start, in which its date may stand.
const WINDOW: usize = 15;

/// `<time>` elements read at most.
const TIMES: usize = 100;

/// Bytes of the longest line that is a date and little else.
const LONGEST: usize = 120;

/// Letters of the longest line that is read for its date alone, where no element says that it holds one.
const SHORT: u32 = 60;

/// Letters of a column beside the article that may be its own facts.
const FACTS: u32 = 200;

/// Days between a `<time>` and the day in the address from which on it is that of something else.
const APART: i64 = 366;

/// What a page shows of its dates.
#[derive(Default)]
pub(crate) struct Shown {
    /// Dates of publication, most trusted first.
    pub(crate) published: Vec<Pick>,
    /// Dates of the last change.
    pub(crate) modified: Vec<Pick>,
    /// Whether lines of equal trust name different days, so that none is believed.
    pub(crate) is_torn: bool,
}

/// How far a shown date is trusted to be that of publication, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    /// The page says so in a word, a property or a class.
    Said,
    /// An element is there for a date, at the headline or after it.
    Marked,
    /// The same before the headline: perhaps today's date, at the top of the page.
    Above,
    /// A line alone.
    Bare,
}

/// The date of an update, and its block.
struct Change {
    value: String,
    at: usize,
}

struct Seen {
    pick: Pick,
    trust: Trust,
    day: Option<String>,
    at: usize,
}

/// Reads them. `start` is the article's first block, `address` the day in the page's address.
pub(crate) fn shown(
    view: &View,
    own: &Own,
    start: usize,
    language: Option<&str>,
    address: Option<&str>,
) -> Shown {
    let reader = Reader {
        view,
        own,
        context: Context { language, ..Context::default() },
        headline: headline(view),
        start,
    };
    let mut out = Shown::default();
    let mut seen: Vec<Seen> = Vec::new();
    let mut changes: Vec<Change> = Vec::new();
    let times: Vec<Id> = view.tree.all(Tag::Time).take(TIMES).collect();
    for (index, id) in times.iter().enumerate() {
        let beside =
            (index.checked_sub(1).and_then(|x| times.get(x)).copied(), times.get(index + 1).copied());
        reader.time(*id, beside, &mut seen, &mut changes);
    }
    let is_change =
        |at: usize, seen: &[Seen]| changes.iter().any(|x| x.at == at) && !seen.iter().any(|x| x.at == at);
    reader.lines(&mut seen, &is_change);
    for change in &changes {
        if !out.modified.iter().any(|x| x.value == change.value) {
            out.modified.push(Pick { value: change.value.clone(), method: Method::Time });
        }
    }
    let far = |seen: &Seen| {
        let days = seen.day.as_deref().and_then(day_number).zip(address.and_then(day_number));
        seen.trust > Trust::Said && days.is_some_and(|(day, address)| (day - address).abs() > APART)
    };
    seen.retain(|x| !far(x));
    seen.sort_by_key(|x| x.trust);
    let Some(best) = seen.iter().find(|x| x.day.is_some()) else {
        out.published = seen.into_iter().map(|x| x.pick).collect();
        return out;
    };
    let (trust, mut day) = (best.trust, best.day.clone());
    let mut equal = seen.iter().filter(|x| x.trust == trust && x.day.is_some());
    if trust > Trust::Said && equal.any(|x| x.day != day) {
        let confirmed = seen.iter().find(|x| x.trust == trust && x.day.as_deref() == address);
        let Some(confirmed) = confirmed.or_else(|| first_of_pair(&seen, trust)) else {
            out.is_torn = true;
            return out;
        };
        day.clone_from(&confirmed.day);
    }
    out.published = seen.into_iter().filter(|x| x.day.is_none() || x.day == day).map(|x| x.pick).collect();
    out
}

/// Two days in one line or in neighbours, the earlier first: of publication and of an update.
fn first_of_pair(seen: &[Seen], trust: Trust) -> Option<&Seen> {
    let days: Vec<&Seen> = seen.iter().filter(|x| x.trust == trust && x.day.is_some()).collect();
    let (first, last) = (days.first()?, days.last()?);
    let mut names: Vec<&str> = days.iter().filter_map(|x| x.day.as_deref()).collect();
    names.dedup();
    (trust == Trust::Marked && names.len() == 2 && names.is_sorted() && last.at <= first.at + 1)
        .then_some(*first)
}

/// The block of the headline.
fn headline(view: &View) -> Option<usize> {
    let h1 = view.tree.all(Tag::H1).find(|x| !view.leaves.range(view.tree, *x).is_empty())?;
    Some(view.leaves.range(view.tree, h1).start)
}

/// Days since some day, near enough to compare.
fn day_number(day: &str) -> Option<i64> {
    let number = |range: std::ops::Range<usize>| day.get(range)?.parse::<i64>().ok();
    Some(number(0..4)? * 365 + number(5..7)? * 30 + number(8..10)?)
}

struct Reader<'v, 't, 'a, 'c> {
    view: &'v View<'t, 'a>,
    own: &'v Own<'v>,
    context: Context<'c>,
    headline: Option<usize>,
    start: usize,
}

impl Reader<'_, '_, '_, '_> {
    fn day(&self, value: &str) -> Option<String> {
        let date = dates::find(value, &self.context)?;
        date.value.and_then(|x| x.get(..10).map(str::to_owned))
    }

    fn is_near(&self, at: usize) -> bool {
        let near = |x: usize| (x.saturating_sub(WINDOW)..x + WINDOW).contains(&at);
        near(self.start) || self.headline.is_some_and(near)
    }

    /// One `<time>`, with those before and after it.
    fn time(
        &self,
        id: Id,
        beside: (Option<Id>, Option<Id>),
        seen: &mut Vec<Seen>,
        changes: &mut Vec<Change>,
    ) {
        let view = self.view;
        let text = view.tree.text(id);
        let stated = view.tree.attribute(id, "datetime").filter(|x| !x.trim().is_empty());
        let value = stated.map_or_else(|| text.clone(), |x| x.trim().to_owned());
        if !value.chars().any(char::is_numeric) || value.len() >= LONGEST {
            return;
        }
        let range = view.leaves.range(view.tree, id);
        let at = if range.is_empty() { range.start.saturating_sub(1) } else { range.start };
        let line = view.leaf(at).map_or("", |x| view.leaves.text(x));
        let Some((before, after)) = line.split_once(text.as_str()).filter(|_| !text.is_empty()) else {
            // not shown: only what it says itself counts
            match self.said(id, beside) {
                Some(Label::Updated) => changes.push(Change { value, at }),
                Some(Label::Published) if !self.is_elsewhere(id, at) => {
                    self.add(seen, value, Method::Time, Trust::Said, at);
                }
                _ => {}
            }
            return;
        };
        let label = self.said(id, beside).or_else(|| self.label(before, at));
        if self.is_elsewhere(id, at) {
            return;
        }
        match label {
            Some(Label::Updated) => return changes.push(Change { value, at }),
            Some(Label::Published) => return self.add(seen, value, Method::Time, Trust::Said, at),
            None => {}
        }
        let is_hinted = self.is_hinted(id);
        if !(self.is_near(at) || is_hinted) {
            return;
        }
        // the element's own text may be "three hours ago"
        let before = before.rsplit('\n').next().unwrap_or_default();
        let after = after.split('\n').next().unwrap_or_default();
        let plain = format!("{before} 2000-01-01 {after}");
        let stands = if is_hinted {
            dates::find(&plain, &self.context).is_some()
        } else {
            dates::is_dateline(&plain, Mark::Element, &self.context)
        };
        if stands || !plain.chars().any(char::is_alphabetic) {
            let is_above = self.headline.is_some_and(|x| at < x);
            let trust = if is_above { Trust::Above } else { Trust::Marked };
            self.add(seen, value, Method::Time, trust, at);
        }
    }

    /// Whether a line that no element speaks for is about the date of publication.
    fn is_dateline(&self, line: &str) -> bool {
        let names = people::strip_prefix(line);
        dates::is_dateline(line, Mark::None, &self.context)
            || (names.len() < line.len() && dates::is_dateline(names, Mark::Byline, &self.context))
    }

    /// Dates in lines near the headline.
    fn lines(&self, seen: &mut Vec<Seen>, is_change: &dyn Fn(usize, &[Seen]) -> bool) {
        let view = self.view;
        for at in self.start.saturating_sub(WINDOW)..self.start + WINDOW {
            let Some(leaf) = view.leaf(at) else { continue };
            let text = view.leaves.text(leaf);
            if view.around(at).any(ELSEWHERE)
                || text.len() >= LONGEST
                || !text.chars().any(char::is_numeric)
                || is_change(at, seen)
                || self.is_elsewhere(leaf.first, at)
            {
                continue;
            }
            let is_heading = view.tag(leaf).is_heading();
            let is_hinted = view.around(at).any(Hints::DATE.with(Hints::BYLINE));
            let is_line = leaf.size < SHORT && has_date(text);
            if !(is_hinted && (is_line || view.around(at).any(Hints::DATE)))
                && !(is_line && !is_heading && text.lines().any(|x| has_date(x) && self.is_dateline(x)))
            {
                continue;
            }
            let is_said = dates::label(text, &self.context) == Some(Label::Published)
                || text.lines().any(|x| dates::label(x, &self.context) == Some(Label::Published));
            let is_above = self.headline.is_some_and(|x| at < x);
            let trust = match (is_said, is_hinted) {
                (true, _) => Trust::Said,
                (false, true) if is_above => Trust::Above,
                (false, true) => Trust::Marked,
                (false, false) => Trust::Bare,
            };
            self.add(seen, text.to_owned(), Method::Visible, trust, at);
        }
    }

    fn add(&self, seen: &mut Vec<Seen>, value: String, method: Method, trust: Trust, at: usize) {
        if !seen.iter().any(|x| x.pick.value == value && x.trust <= trust) {
            let day = self.day(&value);
            seen.push(Seen { pick: Pick { value, method }, trust, day, at });
        }
    }

    /// What an element and those around it alone say of its date.
    fn said(&self, id: Id, (before, after): (Option<Id>, Option<Id>)) -> Option<Label> {
        let tree = self.view.tree;
        let holds = |node: Id, other: Option<Id>| other.is_some_and(|x| x > node && x < tree.node(node).end);
        let own = tree.ancestors(id).take(3).take_while(|x| !holds(*x, before) && !holds(*x, after));
        let labels: Vec<Label> = own
            .filter(|x| !tree.node(*x).tag.is_heading())
            .flat_map(|x| ["itemprop", "class"].map(|name| tree.attribute_raw(x, name).and_then(of_names)))
            .flatten()
            .collect();
        labels.iter().find(|x| **x == Label::Published).or(labels.first()).copied()
    }

    /// What the words before a date say, or else the short block before its own.
    fn label(&self, before: &str, at: usize) -> Option<Label> {
        let here = before.rsplit('\n').next().unwrap_or_default();
        if here.chars().any(char::is_alphanumeric) {
            return dates::label(here, &self.context);
        }
        let leaf = self.view.leaf(at.checked_sub(1)?)?;
        let text = self.view.leaves.text(leaf);
        let is_label = leaf.size < 30 && !text.chars().any(char::is_numeric);
        is_label.then(|| dates::label(text, &self.context)).flatten()
    }

    /// Whether the class of a `<time>`, or an element around it, is there for dates or bylines.
    fn is_hinted(&self, id: Id) -> bool {
        let tree = self.view.tree;
        let own = |x: Id| self.view.own(x).any(Hints::DATE.with(Hints::BYLINE));
        let names = tree.attribute_raw(id, "class").unwrap_or_default();
        let is_date = |x: &str| words::of_word(&x.to_ascii_lowercase()).any(Hints::DATE);
        names.split(|x: char| !x.is_ascii_alphanumeric()).any(is_date)
            || tree.ancestors(id).skip(1).take(4).any(|x| tree.node(x).tag != Tag::Time && own(x))
    }

    /// Whether a date stands in a place that is not the article's.
    fn is_elsewhere(&self, id: Id, at: usize) -> bool {
        let (view, tree) = (self.view, self.view.tree);
        if view.around(at).any(ELSEWHERE.without(Hints::FOOTER)) || self.own.is_other(tree, id) {
            return true;
        }
        let is_article = |x: Id| matches!(tree.node(x).tag, Tag::Article | Tag::Main);
        let mut is_inside = false;
        let mut header = None;
        for node in tree.ancestors(id).skip(1) {
            is_inside |= is_article(node);
            let own = view.own(node);
            let is_column = own.any(Hints::SIDEBAR) && !self.is_facts(node);
            let is_foot = own.any(Hints::FOOTER) && !tree.ancestors(node).skip(1).any(is_article);
            if own.any(FRAME) || is_foot || is_column {
                return true;
            }
            if tree.node(node).tag == Tag::Header && header.is_none() && !is_inside {
                header = Some(node);
            }
        }
        // the page's own header, not the article's
        header.is_some_and(|x| !is_inside && !tree.all(Tag::H1).any(|h1| h1 > x && h1 < tree.node(x).end))
    }

    /// Whether a column beside the article is so small that it holds facts about it, and no headlines.
    fn is_facts(&self, node: Id) -> bool {
        let (view, tree) = (self.view, self.view.tree);
        let blocks = view.leaves.list.get(view.leaves.range(tree, node)).unwrap_or_default();
        let size: u32 = blocks.iter().map(|x| x.size).sum();
        let linked: u32 = blocks.iter().map(|x| x.linked).sum();
        size <= FACTS && linked * 2 <= size && !blocks.iter().any(|x| view.tag(x).is_heading())
    }
}

/// What names of properties and classes say of a date.
fn of_names(names: &str) -> Option<Label> {
    let is_any = |words: &[&str]| {
        names.split(|x: char| !x.is_ascii_alphanumeric()).any(|x| {
            let name = x.to_ascii_lowercase();
            words.contains(&name.as_str())
        })
    };
    let published = [
        "published",
        "datepublished",
        "pubdate",
        "publish",
        "publishdate",
        "posted",
        "publication",
        "datecreated",
    ];
    let updated =
        ["updated", "modified", "datemodified", "lastmodified", "lastupdated", "update", "dateupdated"];
    if is_any(&published) {
        return Some(Label::Published);
    }
    is_any(&updated).then_some(Label::Updated)
}
