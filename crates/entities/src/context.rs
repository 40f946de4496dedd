//! What an article says about where it plays: weights of countries.

use crate::analyse::FieldText;
use crate::kb::format::{NameClass, NameRecord, Subtype};
use crate::kb::{EntityRow, Kb};
use crate::language;
use crate::spans;
use crate::types::{Document, Kind};

/// Weights of countries, gathered before any mention is decided.
#[derive(Debug, Clone)]
pub struct Context {
    weights: Vec<u16>,
    /// Countries that are named, by name, adjective or division, or that the source or language is of.
    named: Vec<bool>,
}

impl Context {
    /// Gathers evidence: names of countries (3 points each), demonyms, divisions and capitals (2
    /// each), cities that the recogniser takes for places (1), the country of
    /// the source (4), that of the language tag or the one where most write the language (2).
    pub fn gather(kb: &Kb, document: &Document<'_>, fields: &[FieldText<'_>]) -> Self {
        let countries = kb.country_count() + 1;
        let mut context = Self { weights: vec![0; countries], named: vec![false; countries] };
        let source = document.source_country.and_then(|code| kb.country_index(&code.to_uppercase()));
        context.name(source.unwrap_or(0), 4);
        let region = document
            .language
            .split('-')
            .find(|part| part.len() == 2 && part.chars().all(|c| c.is_ascii_uppercase()));
        let region = region.or_else(|| languages_country(document.language));
        context.name(region.and_then(|code| kb.country_index(code)).unwrap_or(0), 2);
        for field in fields {
            for (_, country) in &field.adjectives {
                context.name(*country, 2);
            }
            for hit in &field.hits {
                let [name, rest @ ..] = hit.names.as_slice() else { continue };
                let Some(row) = kb.entity(name.entity).filter(|row| row.country != 0) else { continue };
                if rest.iter().any(|other| is_rival(kb, other, &row)) {
                    continue;
                }
                let points = match evidence(name, &row) {
                    // What the recogniser does not see, and what is a part of a person's name, is none.
                    1 if !spans::is_recognised(field, hit, Kind::Location) => 0,
                    points if points > 0 && spans::is_part_of_person(field, hit) => 0,
                    points => points,
                };
                if matches!(row.subtype, Subtype::Capital | Subtype::City) {
                    context.add(row.country, points);
                } else if points > 0 {
                    context.name(row.country, points);
                }
            }
        }
        context
    }

    fn name(&mut self, country: u16, points: u16) {
        self.add(country, points);
        if let Some(named) = self.named.get_mut(country as usize) {
            *named = true;
        }
    }

    /// Whether a country is named, or the source or language is of it.
    pub fn is_named(&self, country: u16) -> bool {
        country != 0 && self.named.get(country as usize).copied().unwrap_or(false)
    }

    fn add(&mut self, country: u16, points: u16) {
        if country == 0 {
            return;
        }
        if let Some(weight) = self.weights.get_mut(country as usize) {
            *weight = weight.saturating_add(points);
        }
    }

    /// Points gathered for a country.
    pub fn weight(&self, country: u16) -> u16 {
        if country == 0 { 0 } else { self.weights.get(country as usize).copied().unwrap_or(0) }
    }

    /// How well a country fits the article: 0 to 20 points.
    pub fn country_points(&self, country: u16) -> i32 {
        match self.weight(country) {
            0 => 0,
            1 => 4,
            2..=3 => 8,
            4..=6 => 12,
            7..=11 => 16,
            _ => 20,
        }
    }
}

/// "عمان" is Oman or Amman, "Georgia" a country or a state: no evidence for either country.
fn is_rival(kb: &Kb, other: &NameRecord, row: &EntityRow) -> bool {
    let Some(other) = kb.entity(other.entity) else { return false };
    let near = other.prior.saturating_add(if row.prior >= 70 { 25 } else { 12 }) >= row.prior;
    let area = matches!(other.subtype, Subtype::Country | Subtype::Capital | Subtype::Division);
    other.kind == Kind::Location && other.country != row.country && (near || (area && other.prior >= 50))
}

fn evidence(name: &NameRecord, row: &EntityRow) -> u16 {
    let given =
        matches!(name.class, NameClass::Label | NameClass::Short | NameClass::Alias | NameClass::Acronym);
    match (name.class, row.subtype) {
        (NameClass::Demonym, _) | (NameClass::Label, Subtype::Capital) => 2,
        (_, Subtype::Country) if given => 3,
        (NameClass::Label, Subtype::Division) if !name.common => 2,
        (_, Subtype::City) if given && !name.common && row.prior >= 47 => 1,
        _ => 0,
    }
}

/// The country where most news of a language is written; none for languages of many countries.
fn languages_country(language: &str) -> Option<&'static str> {
    Some(match language::primary(language) {
        "fr" => "FR",
        "de" => "DE",
        "it" => "IT",
        "nl" => "NL",
        "pl" => "PL",
        "cs" => "CZ",
        "sk" => "SK",
        "hu" => "HU",
        "ro" => "RO",
        "bg" => "BG",
        "el" => "GR",
        "hr" => "HR",
        "sr" => "RS",
        "uk" => "UA",
        "be" => "BY",
        "ru" => "RU",
        "tr" => "TR",
        "az" => "AZ",
        "fa" => "IR",
        "he" => "IL",
        "hi" | "mr" | "gu" | "te" => "IN",
        "ur" => "PK",
        "bn" => "BD",
        "id" => "ID",
        "th" => "TH",
        "vi" => "VN",
        "ja" => "JP",
        "ko" => "KR",
        "sv" => "SE",
        "da" => "DK",
        "no" | "nb" | "nn" => "NO",
        "fi" => "FI",
        "et" => "EE",
        "lv" => "LV",
        "lt" => "LT",
        _ => return None,
    })
}
