//! What an article says about where it plays: weights of countries.

use crate::kb::Kb;
use crate::kb::format::{NameClass, NameRecord, Subtype};
use crate::matcher::Hit;
use crate::types::Document;

/// Weights of countries, gathered before any mention is decided.
#[derive(Debug, Clone)]
pub struct Context {
    weights: Vec<u16>,
    source: u16,
}

impl Context {
    /// Gathers evidence: names of countries and demonyms (3 and 2 points each), capitals that
    /// nothing else is called (1), the country of the source (4), that of the language tag (2).
    pub fn gather<'a>(kb: &Kb, document: &Document<'_>, hits: impl Iterator<Item = &'a Hit>) -> Self {
        let mut context = Self { weights: vec![0; kb.country_count() + 1], source: 0 };
        context.source =
            document.source_country.and_then(|code| kb.country_index(&code.to_uppercase())).unwrap_or(0);
        context.add(context.source, 4);
        let region = document
            .language
            .split('-')
            .find(|part| part.len() == 2 && part.chars().all(|c| c.is_ascii_uppercase()));
        let region = region.and_then(|code| kb.country_index(code)).unwrap_or(0);
        context.add(region, 2);
        for hit in hits {
            let [name, rest @ ..] = hit.names.as_slice() else { continue };
            let Some(row) = kb.entity(name.entity) else { continue };
            // "عمان" is Oman or Amman: no evidence for either country.
            let rival = |other: &NameRecord| {
                kb.entity(other.entity).is_some_and(|other| other.prior >= 70 && other.country != row.country)
            };
            if rest.iter().any(rival) {
                continue;
            }
            let points = match (name.class, row.subtype) {
                (NameClass::Demonym, _) => 2,
                (
                    NameClass::Label | NameClass::Short | NameClass::Alias | NameClass::Acronym,
                    Subtype::Country,
                ) => 3,
                (NameClass::Label, Subtype::Capital) if rest.is_empty() => 1,
                _ => 0,
            };
            context.add(row.country, points);
        }
        context
    }

    fn add(&mut self, country: u16, points: u16) {
        if country == 0 {
            return;
        }
        if let Some(weight) = self.weights.get_mut(country as usize) {
            *weight = weight.saturating_add(points);
        }
    }

    /// How well a country fits the article: 0 to 20 points.
    pub fn country_points(&self, country: u16) -> i32 {
        if country == 0 {
            return 0;
        }
        let weight = self.weights.get(country as usize).copied().unwrap_or(0);
        match weight {
            0 => 0,
            1 => 4,
            2..=3 => 8,
            4..=6 => 12,
            7..=11 => 16,
            _ => 20,
        }
    }
}
