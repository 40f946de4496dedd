//! What stands around a name of the knowledge base and says which bearer is meant: cues ("governor of"), the country or
//! division named with it ("Paris, Texas", "the Lebanese city of Tripoli", "طرابلس اللبنانية"), countries near by.

use crate::analyse::FieldText;
use crate::cues::{Cue, Cues};
use crate::kb::Kb;
use crate::kb::format::{NameClass, NameRecord, Subtype};
use crate::language;
use crate::matcher::Hit;
use crate::token::{Case, Gap, Token};
use crate::types::Kind;

/// Least prior of a city that a division or country may be named with.
const KNOWN_CITY: u8 = 45;
/// Prior from which a town needs no look at what is said of it where nothing else has its name.
const KNOWN_TOWN: u8 = 61;
/// Most words between a place and what it lies in.
const MOST_WAY: usize = 5;
/// Tokens before and after a name that are near it.
const NEAR: usize = 7;

/// Most items of a list that are looked at before one.
const MOST_LISTED: usize = 8;
/// Words between the last two items of a list.
const AND: [&str; 16] =
    ["and", "e", "et", "y", "و", "und", "en", "и", "і", "та", "i", "ve", "dan", "och", "και", "और"];

/// What is known of the words around one hit.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
pub struct Surroundings {
    /// What sort of place the words beside it say.
    pub cue: Option<Cue>,
    /// Indices of the countries that it is said to lie in; several if that name is ambiguous itself.
    pub within: Vec<u16>,
    /// Whether a division says so: then it may be one of several places of that country.
    pub by_division: bool,
    /// Indices of countries that are named near by.
    pub near: Vec<u16>,
    /// Countries and sorts of the places that it is listed with: "Georgia and Alabama".
    pub listed_with: Vec<(u16, Subtype)>,
    /// Whether the words say where it lies with the name of a country or division, not with an adjective.
    pub explicit: bool,
    /// It is a part of the name of something that is named after people: a hospital, a foundation.
    pub memorial: bool,
    /// Marked as a name by the spelling: the apostrophe before a Turkish ending.
    pub marked: bool,
}

/// Looks around the hits of a field.
pub struct Look<'a> {
    kb: &'a Kb,
    field: &'a FieldText<'a>,
    cues: &'static Cues,
    language: &'a str,
}

impl<'a> Look<'a> {
    /// A view of one field in a document's language.
    pub fn new(kb: &'a Kb, field: &'a FieldText<'a>, language: &'a str) -> Self {
        Self { kb, field, cues: Cues::of(language), language: language::primary(language) }
    }

    /// The surroundings of a hit.
    pub fn around(&self, hit: &Hit) -> Surroundings {
        let mut around = Surroundings {
            cue: self.cues.find(self.field.words(), hit.first, hit.end),
            marked: self.is_marked(hit),
            memorial: self.is_memorial(hit),
            ..Surroundings::default()
        };
        if around.cue.is_none() && self.is_listed(hit) {
            around.cue = Some(Cue::Division);
        }
        if hit.names.len() > 1 || hit.names.iter().any(|name| name.common) {
            around.listed_with = self.listed_with(hit);
        }
        if hit.names.len() < 2 && around.cue.is_none() {
            // The only town that is known by a name may be none that is meant: "Noordwijk in den Niederlanden".
            if hit.names.first().is_some_and(|name| self.is_small_town(name)) {
                self.after(hit, &mut around);
                around
                    .within
                    .retain(|country| !hit.names.iter().any(|name| self.country_of(name) == *country));
            }
            return around;
        }
        self.after(hit, &mut around);
        self.before(hit, &mut around);
        around.near = self.near(hit);
        around
    }

    fn is_memorial(&self, hit: &Hit) -> bool {
        let is_person =
            |name: &NameRecord| self.kb.entity(name.entity).is_some_and(|row| row.kind == Kind::Person);
        hit.names.iter().any(is_person) && self.cues.is_memorial(self.field.words(), hit.first, hit.end)
    }

    /// Whether it stands in a list that begins with "the provinces of" and is no country: "the states of the Gulf, Iran".
    fn is_listed(&self, hit: &Hit) -> bool {
        let subtype = |name: &NameRecord| self.kb.entity(name.entity).map(|row| row.subtype);
        if hit.names.iter().any(|name| subtype(name) == Some(Subtype::Country)) {
            return false;
        }
        let mut first = hit.first;
        for _ in 0..MOST_LISTED {
            let Some(item) = self.item_before(first).and_then(|end| self.ending(end)) else { return false };
            if self.cues.lists_divisions(self.field.words(), item.first) {
                return true;
            }
            first = item.first;
        }
        false
    }

    /// The end of the item of a list that stands before a token: at a comma, at "and".
    fn item_before(&self, first: usize) -> Option<usize> {
        let token = self.token(first)?;
        if token.gap == Gap::Comma
            || token.gap == Gap::Space && token.text(self.field.text).starts_with(['و', 'ו'])
        {
            return Some(first);
        }
        let and = self.token(first.checked_sub(1)?)?;
        let joins = token.gap == Gap::Space && AND.contains(&and.text(self.field.text));
        joins.then_some(first - 1)
    }

    /// Countries and sorts of the towns and divisions right before and after in a list.
    fn listed_with(&self, hit: &Hit) -> Vec<(u16, Subtype)> {
        let before = self.item_before(hit.first).and_then(|end| self.ending(end));
        let after =
            self.item_after(hit.end).and_then(|first| self.starting(first).max_by_key(|item| item.end));
        let items = before.into_iter().chain(after);
        items.flat_map(|item| self.readings(item)).collect()
    }

    /// What the name of a town or division may mean, without those that are far less known.
    fn readings(&self, item: &'a Hit) -> Vec<(u16, Subtype)> {
        let named = |name: &NameRecord| {
            let given = matches!(name.class, NameClass::Label | NameClass::Alias | NameClass::Short);
            self.kb.entity(name.entity).filter(|_| given && !name.common)
        };
        let rows: Vec<_> = item.names.iter().filter_map(named).collect();
        let most = rows.iter().map(|row| row.prior).max().unwrap_or(0);
        let known = rows.iter().filter(|row| row.prior + 12 >= most && row.country != 0);
        let countries: Vec<(u16, Subtype)> = known.map(|row| (row.country, row.subtype)).collect();
        let local = |(_, subtype): &(u16, Subtype)| matches!(subtype, Subtype::City | Subtype::Division);
        if countries.iter().all(local) { countries } else { Vec::new() }
    }

    /// The first token of the item of a list that stands after one that ends before `end`.
    fn item_after(&self, end: usize) -> Option<usize> {
        let token = self.token(end)?;
        let text = token.text(self.field.text);
        match token.gap {
            Gap::Comma => Some(end),
            Gap::Space if AND.contains(&text) => Some(end + 1),
            Gap::Space if text.starts_with(['و', 'ו']) => Some(end),
            _ => None,
        }
    }

    fn token(&self, index: usize) -> Option<&Token> {
        self.field.tokens.get(index)
    }

    fn is_marked(&self, hit: &Hit) -> bool {
        matches!(self.language, "tr" | "az")
            && self.token(hit.end).is_some_and(|next| {
                next.gap == Gap::Tight
                    && next.case == Case::Lower
                    && self
                        .field
                        .text
                        .get(hit.span.byte_end as usize..next.byte_start as usize)
                        .is_some_and(|between| matches!(between, "'" | "’"))
            })
    }

    /// The country of the adjective that a token is.
    fn adjective(&self, at: usize) -> Option<u16> {
        let known = self.field.adjectives.binary_search_by_key(&at, |(index, _)| *index).ok();
        if let Some((_, country)) = known.and_then(|known| self.field.adjectives.get(known)) {
            return Some(*country);
        }
        let demonym = self.starting(at).find(|hit| is_demonym(hit))?;
        demonym.names.first().map(|name| self.country_of(name))
    }

    /// The hits that start at a token.
    fn starting(&self, first: usize) -> impl Iterator<Item = &'a Hit> {
        let from = self.field.hits.partition_point(|hit| hit.first < first);
        self.field.hits.iter().skip(from).take_while(move |hit| hit.first == first)
    }

    /// The longest hit that ends before a token.
    fn ending(&self, end: usize) -> Option<&'a Hit> {
        let to = self.field.hits.partition_point(|hit| hit.first < end);
        let known = self.field.hits.get(..to)?;
        known.iter().rev().take(12).filter(|hit| hit.end == end).min_by_key(|hit| hit.first)
    }

    fn is_area(&self, name: &NameRecord) -> bool {
        let is_area = || self.kb.entity(name.entity).is_some_and(|row| row.subtype.is_area());
        name.class != NameClass::Demonym && is_area()
    }

    fn is_small_town(&self, name: &NameRecord) -> bool {
        self.kb.entity(name.entity).is_some_and(|row| row.subtype == Subtype::City && row.prior < KNOWN_TOWN)
    }

    fn country_of(&self, name: &NameRecord) -> u16 {
        self.kb.entity(name.entity).map_or(0, |row| row.country)
    }

    /// "Tripoli, Lebanon", "Tripoli (Lebanon)", "Tripoli in the north of Lebanon", "طرابلس اللبنانية"; of a division or
    /// country, the city before it.
    fn after(&self, hit: &Hit, around: &mut Surroundings) {
        for (way, at) in (hit.end..=hit.end + MOST_WAY).enumerate() {
            let Some(token) = self.token(at) else { return };
            let bracket = way == 0 && self.is_bracket(hit, token);
            if token.gap > Gap::Space && !(way == 0 && token.gap == Gap::Comma) && !bracket {
                return;
            }
            let area = self
                .starting(at)
                .filter(|other| !other.cut && self.names_area(other))
                .max_by_key(|other| other.end);
            if let Some(area) = area {
                let closed = way > 0 || bracket || token.gap != Gap::Comma || self.is_closed(area);
                if closed {
                    self.lies_in(hit, area, around);
                }
                return;
            }
            if way == 0
                && token.gap == Gap::Space
                && self.follows_noun()
                && let Some(country) = self.adjective(at)
            {
                around.within.push(country);
                return;
            }
            if !self.cues.is_way(token) {
                return;
            }
        }
    }

    /// Adjectives stand behind their nouns.
    fn follows_noun(&self) -> bool {
        matches!(self.language, "ar" | "fa" | "he" | "fr" | "es" | "pt" | "it" | "ca" | "ro" | "ur")
    }

    fn is_bracket(&self, hit: &Hit, next: &Token) -> bool {
        let between = self.field.text.get(hit.span.byte_end as usize..next.byte_start as usize);
        between.is_some_and(|between| between.trim() == "(")
    }

    /// After "Paris, Texas" comes a comma or the end: else it may be a list ("Mexico, Texas, and Arizona") or the next
    /// clause.
    fn is_closed(&self, area: &Hit) -> bool {
        let after = self.token(area.end);
        let is_list = |next: &Token| {
            AND.contains(&next.text(self.field.text))
                && self.starting(area.end + 1).any(|item| self.names_area(item))
        };
        after.is_none_or(|next| match next.gap {
            Gap::Comma => !is_list(next),
            gap => matches!(gap, Gap::Stop | Gap::Hard),
        }) || self.token(area.first).is_some_and(|token| !token.script.is_cased())
    }

    fn names_area(&self, hit: &Hit) -> bool {
        hit.names.first().is_some_and(|name| self.is_area(name) && name.class != NameClass::Weak)
    }

    fn lies_in(&self, hit: &Hit, area: &Hit, around: &mut Surroundings) {
        let inner = hit.names.iter().any(|name| !self.is_area(name));
        around.explicit |= inner;
        for name in area.names.iter().filter(|name| inner && self.is_area(name)) {
            let Some(row) = self.kb.entity(name.entity) else { continue };
            around.by_division |= row.subtype == Subtype::Division;
            if row.country != 0 {
                around.within.push(row.country);
            }
        }
    }

    /// "the Lebanese city of Tripoli", "Lebanon's Tripoli"; "Atlanta, Georgia" seen from Georgia.
    fn before(&self, hit: &Hit, around: &mut Surroundings) {
        let Some(first) = self.token(hit.first) else { return };
        let Some(at) = hit.first.checked_sub(1) else { return };
        let Some(token) = self.token(at) else { return };
        if first.gap == Gap::Comma && hit.names.iter().any(|name| self.is_area(name)) {
            let cities = self.ending(hit.first).map(|city| &city.names).into_iter().flatten();
            let countries = cities
                .filter_map(|name| self.kb.entity(name.entity))
                .filter(|row| row.subtype.is_town() && row.prior >= KNOWN_CITY);
            around.within.extend(countries.map(|row| row.country).filter(|country| *country != 0));
            return;
        }
        let possessive = token.gap == Gap::Tight && token.text(self.field.text) == "s";
        if possessive && first.gap == Gap::Space {
            let owner = self.ending(at).filter(|owner| self.names_area(owner));
            around
                .within
                .extend(owner.and_then(|owner| owner.names.first()).map(|name| self.country_of(name)));
            return;
        }
        let adjective = self.adjective(at).filter(|_| first.gap == Gap::Space && !self.follows_noun());
        if let Some(country) = adjective.filter(|_| token.case == Case::Lower) {
            around.within.push(country);
        } else if matches!(around.cue, Some(Cue::City | Cue::Division | Cue::Capital)) {
            self.adjective_before(hit, around);
        }
    }

    fn adjective_before(&self, hit: &Hit, around: &mut Surroundings) {
        let mut at = hit.first;
        for _ in 0..4 {
            let stops = self.token(at).is_none_or(|token| token.gap > Gap::Comma);
            let Some(before) = at.checked_sub(1).filter(|_| !stops) else { return };
            at = before;
            if let Some(country) = self.adjective(at) {
                around.within.push(country);
                return;
            }
        }
    }

    /// The countries that stand within a few words, in the same sentence.
    fn near(&self, hit: &Hit) -> Vec<u16> {
        let mut countries = Vec::new();
        let mut from = hit.first;
        while from > 0
            && hit.first - from < NEAR
            && self.token(from).is_some_and(|token| !matches!(token.gap, Gap::Stop | Gap::Hard))
        {
            from -= 1;
        }
        let mut to = hit.end;
        while to - hit.end < NEAR
            && self.token(to).is_some_and(|token| !matches!(token.gap, Gap::Stop | Gap::Hard))
        {
            to += 1;
        }
        let start = self.field.hits.partition_point(|other| other.first < from);
        for other in self.field.hits.iter().skip(start).take_while(|other| other.first < to) {
            let apart = other.end <= hit.first || other.first >= hit.end;
            if apart && (self.names_area(other) || is_demonym(other)) {
                countries.extend(other.names.first().map(|name| self.country_of(name)));
            }
        }
        let start = self.field.adjectives.partition_point(|(index, _)| *index < from);
        let adjectives = self.field.adjectives.iter().skip(start).take_while(|(index, _)| *index < to);
        countries.extend(adjectives.map(|(_, country)| *country));
        countries.retain(|country| *country != 0);
        countries
    }
}

fn is_demonym(hit: &Hit) -> bool {
    !hit.names.is_empty() && hit.names.iter().all(|name| name.class == NameClass::Demonym)
}
