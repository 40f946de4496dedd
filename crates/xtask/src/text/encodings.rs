//! Decoding of real text in legacy charsets: declared rightly, wrongly, or not at all, by length.

use super::corpus::rows;
use anyhow::Result;
use encoding_rs::Encoding;
use rafid_text::decode::decode;

/// Charset, corpus it is tried on, and what it may be taken for in a declaration.
const CASES: [(&str, &str, &str); 10] = [
    ("windows-1256", "saudinewsnet_ar", "windows-1252"),
    ("windows-1256", "iran_news_fa", "utf-8"),
    ("iso-8859-6", "saudinewsnet_ar", "windows-1256"),
    ("windows-1252", "fakebr_pt", "windows-1256"),
    ("windows-1252", "10kgnad_de", "windows-1251"),
    ("windows-1252", "masakhanews:fra", "gbk"),
    ("windows-1251", "ner:ru-uner-pud-dev", "windows-1252"),
    ("gbk", "ner:zh-transfer-dev", "shift_jis"),
    ("shift_jis", "ner:ja-stockmark-dev", "gbk"),
    ("euc-kr", "ner:ko-klue-dev", "windows-1252"),
];

const LENGTHS: [usize; 4] = [40, 100, 200, 1000];

pub fn run() -> Result<()> {
    println!("charset       corpus               bytes  texts   right  wrong   none");
    for (label, corpus, wrong) in CASES {
        let texts = texts(corpus)?;
        for length in LENGTHS {
            print_case(label, corpus, wrong, length, &texts);
        }
    }
    for length in LENGTHS {
        let texts = texts("saudinewsnet_ar")?;
        print_utf16(length, &texts);
    }
    Ok(())
}

/// Texts of a corpus; sentences of the entity sets are put together.
fn texts(corpus: &str) -> Result<Vec<String>> {
    if let Some(name) = corpus.strip_prefix("ner:") {
        return sentences(name);
    }
    let (name, language) = corpus.split_once(':').unwrap_or((corpus, ""));
    let rows = rows(name)?;
    let of_language = rows.iter().filter(|row| language.is_empty() || row.input().language == Some(language));
    Ok(of_language.map(|row| row.text().to_owned()).take(600).collect())
}

fn sentences(name: &str) -> Result<Vec<String>> {
    let shared =
        std::env::var_os("RAFID_SHARED").map_or_else(|| "../shared".into(), std::path::PathBuf::from);
    let bytes = std::fs::read(shared.join(format!("data/ner/{name}.conll.zst")))?;
    let text = String::from_utf8(zstd::decode_all(bytes.as_slice())?)?;
    let is_spaced = name.starts_with("ru") || name.starts_with("ko");
    let mut all = Vec::new();
    let mut current = String::new();
    for line in text.lines() {
        if let Some((token, _)) = line.split_once('\t') {
            current.push_str(token);
            if is_spaced {
                current.push(' ');
            }
        } else if line.is_empty() && current.len() > 3000 {
            all.push(std::mem::take(&mut current));
        }
    }
    Ok(all)
}

/// The start of a text in the charset; characters it lacks are left out. At most `length` bytes, whole characters.
fn encode(text: &str, encoding: &'static Encoding, length: usize) -> Option<(Vec<u8>, String)> {
    let mut bytes = Vec::new();
    let mut kept = String::new();
    for ch in text.chars() {
        let mut buffer = [0_u8; 4];
        let (encoded, _, failed) = encoding.encode(ch.encode_utf8(&mut buffer));
        if failed || (0x80..0xa0).contains(&(ch as u32)) {
            continue;
        }
        if bytes.len() + encoded.len() > length {
            break;
        }
        bytes.extend_from_slice(&encoded);
        kept.push(ch);
    }
    (bytes.len() + 4 >= length && !kept.is_ascii()).then_some((bytes, kept))
}

/// Decoded right: the text is the same (charsets that agree on these bytes are all right).
fn is_right(bytes: &[u8], declared: Option<&str>, want: &str) -> bool {
    decode(bytes, declared).is_ok_and(|decoded| decoded.text == want)
}

fn print_case(label: &str, corpus: &str, wrong: &str, length: usize, texts: &[String]) {
    let Some(encoding) = Encoding::for_label(label.as_bytes()) else { return };
    let cases: Vec<(Vec<u8>, String)> =
        texts.iter().filter_map(|text| encode(text, encoding, length)).collect();
    let share = |declared: Option<&str>| {
        let right = cases.iter().filter(|(bytes, want)| is_right(bytes, declared, want)).count();
        100.0 * right as f64 / cases.len().max(1) as f64
    };
    if std::env::var_os("RAFID_VERBOSE").is_some() {
        let failures = cases.iter().filter(|(bytes, want)| !is_right(bytes, None, want));
        for (bytes, want) in failures.take(12) {
            let found = decode(bytes, None).map_or("", |decoded| decoded.charset);
            let letters: String = want.chars().filter(|ch| !ch.is_ascii()).collect();
            println!("  {found}: {letters}");
        }
    }
    let shares = (share(Some(label)), share(Some(wrong)), share(None));
    println!(
        "{label:<13} {corpus:<20} {length:>5} {:>6} {:>7.1} {:>6.1} {:>6.1}",
        cases.len(),
        shares.0,
        shares.1,
        shares.2
    );
}

fn print_utf16(length: usize, texts: &[String]) {
    let (mut with_bom, mut declared, mut wrong, mut count) = (0, 0, 0, 0);
    for text in texts {
        let units: Vec<u16> = text.encode_utf16().take(length / 2).collect();
        let Ok(want) = String::from_utf16(&units) else { continue };
        let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let marked: Vec<u8> = [0xfe, 0xff].into_iter().chain(bytes.iter().copied()).collect();
        count += 1;
        with_bom += usize::from(is_right(&marked, Some("windows-1256"), &want));
        declared += usize::from(is_right(&bytes, Some("utf-16be"), &want));
        wrong += usize::from(is_right(&bytes, Some("utf-16le"), &want));
    }
    let share = |right: usize| 100.0 * right as f64 / f64::from(count.max(1));
    println!(
        "utf-16be      saudinewsnet_ar      {length:>5} {count:>6} {:>7.1} {:>6.1}        (byte order mark with a wrong declaration: {:.1})",
        share(declared),
        share(wrong),
        share(with_bom)
    );
}
