use super::*;

fn names(text: &str, language: &str, hits: &[GazetteerHit]) -> Vec<(String, &'static str)> {
    let spans = Recogniser::embedded().recognise(text, language, hits);
    spans.iter().map(|s| (text[s.start..s.end].to_owned(), s.kind.as_str())).collect()
}

#[test]
fn weights_of_a_group_are_shared_and_own_together() {
    let model = Model::from_bytes(include_bytes!("../../../../models/entities.bin")).unwrap();
    for group in ["ar", "zh"] {
        let language = model.languages.iter().find(|language| language.code == group).unwrap();
        let together = model.together(language);
        for (feature, own) in &language.rows {
            let shared = model.weights.get(*feature).unwrap();
            let sum: Vec<i8> = own.iter().zip(shared).map(|(own, shared)| own + shared).collect();
            assert_eq!(together.get(*feature).unwrap(), sum[..], "{group} {feature}");
        }
        assert_eq!(together.len(), language.rows.len(), "{group}");
        assert!(together.len() > 1_000, "{group} {}", together.len());
    }
}

#[test]
fn embedded_weights_are_whole() {
    let bytes = include_bytes!("../../../../models/entities.bin");
    let model = Model::from_bytes(bytes).unwrap();
    assert_eq!(model.to_bytes(), bytes, "reading and writing gives the same file");
    assert!(!Recogniser::embedded().model_version().is_empty());
    assert!(bytes.len() <= 5_000_000);
}

#[test]
fn damaged_weights_are_refused() {
    let bytes = include_bytes!("../../../../models/entities.bin");
    assert_eq!(Model::from_bytes(b"").unwrap_err(), ModelError::Magic);
    assert_eq!(Model::from_bytes(b"RKB1....").unwrap_err(), ModelError::Magic);
    assert_eq!(Model::from_bytes(&bytes[..bytes.len() - 1]).unwrap_err(), ModelError::Damaged);
    let mut longer = bytes.to_vec();
    longer.push(0);
    assert_eq!(Model::from_bytes(&longer).unwrap_err(), ModelError::Trailing);
    let mut huge = bytes[..10].to_vec();
    huge.extend([0xff; 600]);
    assert!(Model::from_bytes(&huge).is_err());
}

#[test]
fn names_in_many_scripts() {
    let check = |text: &str, language: &str, name: &str, kind: &str| {
        let found = names(text, language, &[]);
        assert!(found.iter().any(|(n, k)| n == name && *k == kind), "{name} in {text}: {found:?}");
    };
    check("Angela Merkel visited Oslo on Monday.", "en", "Angela Merkel", "PER");
    check("وصل الرئيس الفرنسي إلى لندن أمس", "ar", "لندن", "LOC");
    check("Президент Владимир Путин прибыл в Москву.", "ru", "Владимир Путин", "PER");
    check("O presidente visitou Lisboa na segunda-feira.", "pt", "Lisboa", "LOC");
    check("한국 정부는 오늘 서울에서 회의를 열었다.", "ko", "서울", "LOC");
}

#[test]
fn proclitics_stay_outside() {
    let text = "قال مسؤول في لندن وواشنطن إن المحادثات مستمرة";
    let spans = Recogniser::embedded().recognise(text, "ar", &[]);
    let washington = spans.iter().find(|s| text[s.start..s.end] == *"واشنطن");
    assert!(washington.is_some_and(|s| s.word_start + 'و'.len_utf8() == s.start), "{spans:?}");
}

#[test]
fn endings_after_an_apostrophe_stay_outside() {
    let text = "Cumhurbaşkanı dün Ankara'da konuştu.";
    let spans = Recogniser::embedded().recognise(text, "tr", &[]);
    let ankara = spans.iter().find(|s| text[s.start..s.end] == *"Ankara");
    assert!(ankara.is_some_and(|s| text[s.start..s.word_end] == *"Ankara'da"), "{spans:?}");
}

#[test]
fn a_persons_name_ends_before_a_colon() {
    for (text, language, name) in [
        ("Läs även K. L. Holmberg: Islandmemories - Lifestory to Come.", "sv", "K. L. Holmberg"),
        ("Angela Merkel: Europa muss zusammenstehen", "de", "Angela Merkel"),
    ] {
        let found = names(text, language, &[]);
        assert!(found.contains(&(name.to_owned(), "PER")), "{found:?}");
    }
}

#[test]
fn any_text_gives_spans_in_order_within_it() {
    let pieces = [
        "",
        " ",
        "\n",
        "Oslo",
        "OSLO",
        "م",
        "وواشنطن",
        "e\u{301}",
        "\u{200f}",
        "東京",
        "…",
        "\u{1f600}",
        ".",
        "Dr",
        "ไทย",
        "0",
        "한",
    ];
    let mut state = 1_u32;
    for _ in 0..500 {
        let mut text = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(state >> 16) as usize % pieces.len()]);
            if state & 1 == 0 {
                text.push(' ');
            }
        }
        let end = text.len();
        let hits = [
            GazetteerHit { start: 0, end, kinds: 7, strength: 3 },
            GazetteerHit { start: 1, end: 1, kinds: 255, strength: 255 },
            GazetteerHit { start: end, end: usize::MAX, kinds: 1, strength: 0 },
            GazetteerHit { start: 5, end: 2, kinds: 4, strength: 1 },
        ];
        let spans = Recogniser::embedded().recognise(&text, "ar", &hits);
        let mut last = 0;
        for span in &spans {
            assert!(
                last <= span.word_start && span.word_start <= span.start && span.start < span.end,
                "{text}"
            );
            assert!(text.get(span.start..span.end).is_some() && (0.0..=1.0).contains(&span.score), "{text}");
            last = span.end;
        }
        assert_eq!(spans, Recogniser::embedded().recognise(&text, "ar", &hits));
    }
}

#[test]
fn long_texts_are_read_in_pieces() {
    let line = "The ferry to Velmouth was late again.\n";
    let text = line.repeat(2 * LONGEST_PIECE / line.len()) + &"(é".repeat(LONGEST_PIECE);
    let cut: Vec<_> = pieces(&text).collect();
    assert!(cut.len() > 4 && cut.iter().all(|piece| !piece.is_empty() && piece.len() <= LONGEST_PIECE));
    assert!(cut.windows(2).all(|pair| pair[0].end == pair[1].start));
    assert_eq!((cut[0].start, cut[cut.len() - 1].end), (0, text.len()));
    assert!(cut.iter().all(|piece| text.is_char_boundary(piece.start)));
    assert!(text[..cut[0].end].ends_with('\n'));

    let name = "Angela Merkel";
    let before = "Es regnet seit Tagen im Norden. ".repeat(LONGEST_PIECE / 20);
    let text = format!("{before}{name} kam nach Hause.");
    let start = before.len();
    let hit = GazetteerHit { start, end: start + name.len(), kinds: bit(Kind::Person), strength: 3 };
    let spans = Recogniser::embedded().recognise(&text, "de", &[hit]);
    let found = spans.iter().find(|span| span.start == start).expect("a name in the second piece");
    assert_eq!((&text[found.start..found.end], found.kind), (name, Kind::Person));
    assert!(found.word_start == found.start && found.word_end == found.end);
}
