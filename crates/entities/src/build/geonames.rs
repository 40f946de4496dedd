//! Importers of the dumps of `GeoNames` (CC BY 4.0): `allCountries.txt`, `cities*.txt` and
//! `alternateNamesV2.txt`, as <https://download.geonames.org/export/dump/readme.txt> describes.

use std::io::BufRead;

use super::Builder;
use super::geonamescache::{city_prior, is_dependent, language_by_letters, usable_alias};
use crate::error::Error;
use crate::kb::format::{NameClass, Subtype};

/// Reads places of a dump: populated places, countries, first-order divisions, regions. Populated
/// places under `least_population` are left out unless they are capitals.
///
/// # Errors
/// [`Error::Source`] with the line that has too few columns or no number where one belongs.
pub fn geonames_dump(
    builder: &mut Builder,
    reader: impl BufRead,
    least_population: u64,
) -> Result<(), Error> {
    let source = "GeoNames dump";
    for (index, line) in reader.lines().enumerate() {
        let line = line.map_err(|error| Error::source(source, index + 1, error))?;
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, name, _ascii, aliases, latitude, longitude, class, code, country, rest @ ..] =
            columns.as_slice()
        else {
            return Err(Error::source(source, index + 1, "fewer than 15 columns"));
        };
        let number = id.parse::<u32>().map_err(|error| Error::source(source, index + 1, error))?;
        let population = rest.get(5).and_then(|cell| cell.parse::<u64>().ok()).unwrap_or(0);
        let Some((subtype, prior)) = sort_of(class, code, country, population) else { continue };
        let kept = match subtype {
            Subtype::City => population >= least_population,
            _ => true,
        };
        if !kept {
            continue;
        }
        if subtype == Subtype::Country {
            builder.by_country(country);
            builder.set_country_geonames(country, number);
        }
        let draft = builder.by_geonames(number);
        draft.subtype = subtype;
        draft.prior = prior;
        draft.country = Some((*country).to_owned()).filter(|code| !code.is_empty());
        draft.coordinates = latitude.parse().ok().zip(longitude.parse().ok());
        draft.name("en", name, NameClass::Label, true);
        for alias in aliases.split(',').filter(|alias| usable_alias(alias, population)) {
            draft.name(language_by_letters(alias), alias, NameClass::Alias, false);
        }
    }
    Ok(())
}

fn sort_of(class: &str, code: &str, country: &str, population: u64) -> Option<(Subtype, u8)> {
    match (class, code) {
        ("A", "PCLI" | "PCLD" | "PCLS" | "PCLF" | "PCL" | "PCLIX" | "TERR") => Some((Subtype::Country, 90)),
        ("A", "ADM1") => Some((Subtype::Division, 55)),
        ("L", "CONT" | "RGN") => Some((Subtype::Region, 60)),
        ("P", "PPLC") => Some((Subtype::Capital, city_prior(population, !is_dependent(country)))),
        ("P", "PPLH" | "PPLQ" | "PPLW" | "PPLCH" | "PPLX") => None,
        ("P", _) => Some((Subtype::City, city_prior(population, false))),
        _ => None,
    }
}

/// Reads `alternateNamesV2.txt` for the places that the builder knows. Codes (IATA, ICAO, post),
/// links, historic and colloquial names are left out; `wkdt` rows give the Wikidata id.
///
/// # Errors
/// [`Error::Source`] with the line that has too few columns.
pub fn geonames_alternate_names(builder: &mut Builder, reader: impl BufRead) -> Result<(), Error> {
    let source = "GeoNames alternate names";
    for (index, line) in reader.lines().enumerate() {
        let line = line.map_err(|error| Error::source(source, index + 1, error))?;
        let columns: Vec<&str> = line.split('\t').collect();
        let [_row, id, language, name, rest @ ..] = columns.as_slice() else {
            return Err(Error::source(source, index + 1, "fewer than 4 columns"));
        };
        let Ok(id) = id.parse::<u32>() else {
            return Err(Error::source(source, index + 1, "the second column is no number"));
        };
        if *language == "wkdt" {
            if let Some(number) = super::json::item(name) {
                builder.set_geonames_wikidata(id, number);
            }
            continue;
        }
        let flag = |position: usize| rest.get(position).is_some_and(|cell| *cell == "1");
        let (preferred, short, colloquial, historic) = (flag(0), flag(1), flag(2), flag(3));
        let language_like = matches!(language.len(), 0 | 2 | 3) || language.contains('-');
        let code = matches!(
            *language,
            "post" | "iata" | "icao" | "faac" | "tcid" | "abbr" | "link" | "unlc" | "phon"
        );
        if colloquial || historic || code || !language_like {
            continue;
        }
        let Some(draft) = builder.find_geonames(id) else { continue };
        let class = if preferred || short { NameClass::Label } else { NameClass::Alias };
        draft.name(language, name, class, preferred);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "\
1\tOnetown\tOnetown\tONT,Уантаун\t1.5\t2.5\tP\tPPLC\tXA\t\t01\t\t\t\t900000\t\t5\tUTC\t2026-01-01\n\
2\tAland\tAland\t\t1\t2\tA\tPCLI\tXA\t\t00\t\t\t\t5000000\t\t5\tUTC\t2026-01-01\n\
3\tHamlet\tHamlet\t\t1\t2\tP\tPPL\tXA\t\t01\t\t\t\t20\t\t5\tUTC\t2026-01-01\n\
4\tOld Bridge\tOld Bridge\t\t1\t2\tS\tBDG\tXA\t\t01\t\t\t\t0\t\t5\tUTC\t2026-01-01\n";

    const NAMES: &str = "\
10\t1\tar\tأونتاون\t1\t\t\t\t\t\n\
11\t1\tiata\tONE\t\t\t\t\t\t\n\
12\t1\tde\tAltstadt\t\t\t\t1\t\t\n\
13\t1\twkdt\tQ77\t\t\t\t\t\t\n\
14\t9\tar\tلا\t\t\t\t\t\t\n";

    #[test]
    fn reads_both_dumps() {
        let mut builder = Builder::new();
        geonames_dump(&mut builder, DUMP.as_bytes(), 1_000).unwrap();
        geonames_alternate_names(&mut builder, NAMES.as_bytes()).unwrap();
        assert_eq!(builder.len(), 2);
        let city = builder.by_geonames(1);
        assert_eq!(
            (city.wikidata, city.subtype, city.coordinates),
            (Some(77), Subtype::Capital, Some((1.5, 2.5)))
        );
        let names: Vec<_> =
            city.names.iter().map(|name| (name.language.as_str(), name.text.as_str())).collect();
        assert_eq!(names, [("en", "Onetown"), ("", "Уантаун"), ("ar", "أونتاون")]);
        assert_eq!(builder.by_country("XA").geonames, Some(2));
    }

    #[test]
    fn says_which_line_is_wrong() {
        let wrong = geonames_dump(&mut Builder::new(), "1\tx\n".as_bytes(), 0);
        assert!(matches!(wrong, Err(Error::Source { line: 1, .. })), "{wrong:?}");
    }
}
