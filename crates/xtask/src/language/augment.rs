//! Text made by rule where none was found or where damage is to be expected.

use super::random::Random;
use super::{bosnian, malay, ndebele};
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
        .flat_map(|(_, lines)| lines.iter().take(1500).map(|line| ndebele::from_zulu(line)))
        .collect();
    if let Some(ndebele) = files.get_mut("nde") {
        ndebele.insert("zul-rules".to_owned(), zulu);
    }
    bosnian::add(files);
    malay::add(files);
    let mut random = Random(0x6361_6E74);
    let chinese: Vec<String> = files
        .get("zho-Hant")
        .into_iter()
        .flatten()
        .filter(|(source, _)| ["flores", "ud", "cv"].contains(&source.as_str()))
        .flat_map(|(_, lines)| {
            lines.iter().take(2500).filter_map(|line| cantonese(line, &mut random)).collect::<Vec<_>>()
        })
        .collect();
    if let Some(sources) = files.get_mut("yue") {
        sources.insert("hant-rules".to_owned(), chinese);
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

/// Written Chinese with some of its function words in Cantonese, as Hong Kong prose has it; `None` without any.
fn cantonese(text: &str, random: &mut Random) -> Option<String> {
    const WORDS: &[(char, char)] = &[
        ('的', '嘅'),
        ('是', '係'),
        ('在', '喺'),
        ('他', '佢'),
        ('她', '佢'),
        ('們', '哋'),
        ('了', '咗'),
        ('不', '唔'),
        ('這', '呢'),
        ('那', '嗰'),
        ('和', '同'),
        ('給', '畀'),
        ('看', '睇'),
        ('些', '啲'),
    ];
    let part = 0.3 + random.unit() * 0.7;
    let mut changed = false;
    let mut letter = |c: char| match WORDS.iter().find(|(from, _)| *from == c) {
        Some((_, to)) if random.chance(part) => {
            changed = true;
            *to
        }
        _ => c,
    };
    let out: String = text.chars().map(&mut letter).collect();
    changed.then_some(out)
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

/// Text without tone marks, dots below kept: how Yoruba is often written.
pub fn without_tones(text: &str) -> String {
    text.nfd().filter(|c| !matches!(c, '\u{300}' | '\u{301}' | '\u{304}' | '\u{30C}')).nfc().collect()
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
