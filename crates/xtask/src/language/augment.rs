//! Text made by rule where none was found or where damage is to be expected.

use super::random::Random;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

type Files = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// Adds Serbian in Latin letters from Serbian in Cyrillic, North Ndebele from Zulu, and noise.
pub fn add_made_text(files: &mut Files) {
    let cyrillic: Vec<(String, Vec<String>)> = files
        .get("srp-Cyrl")
        .into_iter()
        .flatten()
        .map(|(source, lines)| {
            (format!("{source}-latn"), lines.iter().map(|line| serbian_latin(line)).collect())
        })
        .collect();
    if let Some(latin) = files.get_mut("srp-Latn") {
        latin.extend(cyrillic);
    }
    let zulu: Vec<String> = files
        .get("zul")
        .into_iter()
        .flatten()
        .filter(|(source, _)| ["flores", "sona", "tico"].contains(&source.as_str()))
        .flat_map(|(_, lines)| lines.iter().take(1500).map(|line| northern_ndebele(line)))
        .collect();
    if let Some(ndebele) = files.get_mut("nde") {
        ndebele.insert("zul-rules".to_owned(), zulu);
    }
    let noise = noise(files);
    for (name, lines) in noise {
        files.entry(name).or_default().insert("noise".to_owned(), lines);
    }
}

/// Serbian Cyrillic letter by letter into Latin, the standard of both scripts.
pub fn serbian_latin(text: &str) -> String {
    const PAIRS: &[(char, &str)] = &[
        ('а', "a"),
        ('б', "b"),
        ('в', "v"),
        ('г', "g"),
        ('д', "d"),
        ('ђ', "đ"),
        ('е', "e"),
        ('ж', "ž"),
        ('з', "z"),
        ('и', "i"),
        ('ј', "j"),
        ('к', "k"),
        ('л', "l"),
        ('љ', "lj"),
        ('м', "m"),
        ('н', "n"),
        ('њ', "nj"),
        ('о', "o"),
        ('п', "p"),
        ('р', "r"),
        ('с', "s"),
        ('т', "t"),
        ('ћ', "ć"),
        ('у', "u"),
        ('ф', "f"),
        ('х', "h"),
        ('ц', "c"),
        ('ч', "č"),
        ('џ', "dž"),
        ('ш', "š"),
    ];
    let letter = |c: char| PAIRS.iter().find(|(from, _)| c.to_lowercase().eq([*from])).map(|(_, to)| *to);
    text.chars().map(|c| letter(c).map_or(c.to_string(), ToOwned::to_owned)).collect()
}

/// Zulu towards Northern Ndebele by the regular differences of the two standards: the associative and copulative
/// `n` is `l`, `sh` is `tsh`, class 5 nouns keep `ili-`, and everyday function words differ.
/// A stand-in: the words that Ndebele does not share with Zulu come from its word list alone.
fn northern_ndebele(text: &str) -> String {
    const WORDS: &[(&str, &str)] = &[
        ("futhi", "njalo"),
        ("noma", "loba"),
        ("kodwa", "kodwa"),
        ("manje", "khathesi"),
        ("uma", "nxa"),
        ("hhayi", "hatshi"),
        ("izwe", "ilizwe"),
        ("ezweni", "elizweni"),
        ("igama", "ibizo"),
        ("kanye", "kanye"),
        ("unyaka", "umnyaka"),
        ("onyakeni", "emnyakeni"),
        ("isikole", "isikolo"),
        ("uhulumeni", "uhulumende"),
        ("imali", "imali"),
        ("amaphesenti", "amaphesenti"),
        ("nje", "nje"),
        ("ukuze", "ukuze"),
        ("lapho", "lapho"),
        ("ukusho", "ukutsho"),
        ("njengoba", "njengoba"),
        ("kusukela", "kusukela"),
        ("sonto", "viki"),
        ("isonto", "iviki"),
        ("usuku", "ilanga"),
        ("namuhla", "lamuhla"),
        ("namhlanje", "lamuhla"),
        ("izolo", "izolo"),
        ("kakhulu", "kakhulu"),
        ("phakathi", "phakathi"),
        ("ngesikhathi", "ngesikhathi"),
        ("abesifazane", "abesifazana"),
        ("amantombazane", "amankazana"),
        ("indoda", "indoda"),
    ];
    let words = text.split(' ').map(|word| {
        let lower = word.to_lowercase();
        let bare = lower.trim_matches(|c: char| !c.is_alphabetic());
        if let Some((_, to)) = WORDS.iter().find(|(from, _)| *from == bare) {
            return lower.replace(bare, to);
        }
        let mut out = lower.replace("sh", "tsh").replace("ttsh", "tsh");
        for (from, to) in [("na", "la"), ("ne", "le"), ("no", "lo")] {
            if out.len() > 4 && out.starts_with(from) {
                out = format!("{to}{}", &out[from.len()..]);
            }
        }
        for (from, to) in [("iphe", "iliphe"), ("idolo", "idolo"), ("izw", "ilizw"), ("iqem", "iqem")] {
            if out.starts_with(from) {
                out = format!("{to}{}", &out[from.len()..]);
            }
        }
        out
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Text without its diacritics, as it is typed on a keyboard that lacks them.
pub fn without_diacritics(text: &str) -> String {
    let plain = text.nfd().filter(|c| !is_combining_mark(*c)).map(|c| match c {
        'ı' => 'i',
        'ł' => 'l',
        'Ł' => 'L',
        'đ' | 'ɗ' => 'd',
        'Đ' => 'D',
        'ø' => 'o',
        'Ø' => 'O',
        'ə' => 'e',
        'ħ' => 'h',
        other => other,
    });
    plain.collect()
}

/// Persian with the yeh and keheh of an Arabic keyboard.
pub fn arabic_keyboard(text: &str) -> String {
    text.replace('ی', "ي").replace('ک', "ك")
}

/// Loan words: Tashelhit in Arabic letters takes many words from Arabic, which transliterated Tamazight lacks.
pub fn with_loans(text: &str, other: &str, part: f32, random: &mut Random) -> String {
    let loans: Vec<&str> = other.split_whitespace().collect();
    if loans.is_empty() {
        return text.to_owned();
    }
    let words =
        text.split_whitespace().map(|word| if random.chance(part) { *random.pick(&loans) } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// A class `und-SCRIPT` of text that is no language, for the scripts that have such damage.
fn noise(files: &Files) -> BTreeMap<String, Vec<String>> {
    let mut random = Random(0x006E_6F69_7365);
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for _ in 0..1500 {
        out.entry("und-Latn".to_owned()).or_default().push(random_letters(&mut random));
    }
    for (class, sources) in files {
        for line in sources.values().flat_map(|lines| lines.iter().take(12)) {
            if line.len() < 30 {
                continue;
            }
            let bytes = line.as_bytes();
            let (as_1252, _, _) = encoding_rs::WINDOWS_1252.decode(bytes);
            let (as_1251, _, _) = encoding_rs::WINDOWS_1251.decode(bytes);
            let (as_1256, _, _) = encoding_rs::WINDOWS_1256.decode(bytes);
            let (as_gbk, _, _) = encoding_rs::GBK.decode(bytes);
            let foreign = line.chars().filter(|c| !c.is_ascii()).count() * 3 > line.chars().count();
            if foreign {
                out.entry("und-Latn".to_owned()).or_default().push(as_1252.into_owned());
                out.entry("und-Cyrl".to_owned()).or_default().push(as_1251.into_owned());
                out.entry("und-Arab".to_owned()).or_default().push(as_1256.into_owned());
                out.entry("und-Hani".to_owned()).or_default().push(as_gbk.into_owned());
            }
            let cyrillic = ["rus", "ukr", "bul", "bel", "mkd", "srp-Cyrl"].contains(&class.as_str());
            if cyrillic {
                let (encoded, _, _) = encoding_rs::WINDOWS_1251.encode(line);
                let (wrong, _, _) = encoding_rs::WINDOWS_1252.decode(&encoded);
                out.entry("und-Latn".to_owned()).or_default().push(wrong.into_owned());
                let (wrong, _, _) = encoding_rs::KOI8_R.decode(&encoded);
                out.entry("und-Cyrl".to_owned()).or_default().push(wrong.into_owned());
            }
            if ["ara", "fas"].contains(&class.as_str()) {
                let (encoded, _, _) = encoding_rs::WINDOWS_1256.encode(line);
                let (wrong, _, _) = encoding_rs::WINDOWS_1252.decode(&encoded);
                out.entry("und-Latn".to_owned()).or_default().push(wrong.into_owned());
            }
        }
    }
    out
}

/// Letters drawn at random, in words of random length: what is left of codes, keys and base64 without the digits.
fn random_letters(random: &mut Random) -> String {
    let alphabets = [
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "abcdef",
        "bcdfghjklmnpqrstvwxz",
        "asdfghjkl qwerty",
    ];
    let letters: Vec<char> = random.pick(&alphabets).chars().collect();
    let words = 2 + random.below(14);
    let mut out = String::new();
    for _ in 0..words {
        let length = 1 + random.below(14);
        (0..length).for_each(|_| out.push(*random.pick(&letters)));
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_serbian_in_latin_letters() {
        assert_eq!(serbian_latin("Људи и џеп, 5"), "ljudi i džep, 5");
    }

    #[test]
    fn drops_diacritics() {
        assert_eq!(without_diacritics("Điện İŞ łódź"), "Dien IS lodz");
    }
}
