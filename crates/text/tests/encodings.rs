//! Charsets: text of our own in each of them, declared rightly, wrongly, or not at all; and the repair of UTF-8 that was
//! read in a wrong one. The share on real corpora is printed by `cargo xtask text encodings`.
#![allow(clippy::expect_used, clippy::print_stderr)] // tests fail by panicking and say what they skip

mod common;

use encoding_rs::Encoding;
use rafid_text::decode::{Method, decode};
use rafid_text::display::display;
use rafid_text::repair::repaired;

const ARABIC: &str = "أعلنت بلدية المدينة أن جسر الميناء القديم سيفتح أمام السيارات صباح الجمعة بعد عامين من أعمال \
    الصيانة، وقالت المهندسة المشرفة إن الشاحنات ستبقى في النفق حتى نهاية الشهر.";
const PERSIAN: &str = "شهرداری اعلام کرد پل قدیمی بندر پس از دو سال تعمیر صبح جمعه برای خودروها باز می شود و کامیون ها \
    تا پایان ماه از تونل گذر خواهند کرد. چند پژوهشگر گفتند که این پل به زودی نیاز به بازبینی دارد.";
const PORTUGUESE: &str = "A prefeitura informou que a ponte do antigo porto será reaberta na manhã de sexta-feira, após \
    dois anos de reparações. Os caminhões não poderão usá-la até o fim do mês, disse a engenheira responsável.";
const FRENCH: &str = "La mairie a annoncé que le pont du vieux port rouvrirait vendredi matin, après deux années de \
    travaux. Les camions devront emprunter le tunnel jusqu'à la fin du mois, a précisé l'ingénieure chargée du chantier.";
const GERMAN: &str = "Die Stadt teilte mit, dass die Brücke am alten Hafen am Freitagmorgen für Autos geöffnet wird. \
    Lastwagen müssen bis zum Monatsende den Tunnel nehmen, größere Fahrzeuge über die Außenstraße fahren.";
const RUSSIAN: &str = "Городские власти сообщили, что мост в старом порту откроется для автомобилей утром в пятницу после \
    двух лет ремонта. Грузовики до конца месяца будут ездить через туннель, уточнила главный инженер.";
const CHINESE: &str = "市政府宣布，老港大桥经过两年维修，将于星期五上午重新开放，允许小汽车通行。负责工程的工程师表示，\
    卡车在月底之前仍须使用隧道，工作人员将继续观察桥梁的情况，并及时向市民公布结果，请大家耐心等待。";
const JAPANESE: &str = "市は、旧港の橋が二年間の修理を終え、金曜日の朝から自動車の通行を再開すると発表した。担当の技術者によると、\
    トラックは月末までトンネルを使う必要がある。職員は橋の状態を引き続き観察し、結果を市民に知らせる予定だという。";
const KOREAN: &str = "시는 옛 항구의 다리가 이 년 동안의 수리를 마치고 금요일 아침부터 승용차에 다시 열린다고 밝혔다. 담당 기술자는 \
    화물차는 월말까지 터널을 이용해야 하며 직원들이 다리의 상태를 계속 지켜보고 결과를 시민에게 알릴 것이라고 말했다.";

#[test]
fn decodes_declared_misdeclared_and_undeclared() {
    let check = |text: &str, charset: &str, wrong: &str| {
        let encoding = Encoding::for_label(charset.as_bytes()).expect("a charset");
        let (bytes, _, failed) = encoding.encode(text);
        assert!(!failed, "{charset} has all letters of: {text}");
        for declared in [Some(charset), Some(wrong), Some("no-such-charset"), None] {
            let decoded = decode(&bytes, declared).expect("text");
            assert_eq!(decoded.text, text, "{charset} declared as {declared:?}");
            assert_eq!(decoded.replaced, 0);
            assert_eq!(decoded.is_mismatch, declared == Some(wrong), "{charset} declared as {declared:?}");
        }
    };
    check(ARABIC, "windows-1256", "windows-1252");
    check(ARABIC, "windows-1256", "utf-8");
    check(ARABIC, "iso-8859-6", "windows-1256");
    check(&PERSIAN.replace('ی', "ي"), "windows-1256", "windows-1251");
    check(PORTUGUESE, "windows-1252", "windows-1256");
    check(FRENCH, "windows-1252", "gbk");
    check(GERMAN, "windows-1252", "windows-1251");
    check(RUSSIAN, "windows-1251", "windows-1252");
    check(CHINESE, "gbk", "shift_jis");
    check(JAPANESE, "shift_jis", "gbk");
    check(KOREAN, "euc-kr", "windows-1252");
}

#[test]
fn decodes_utf16_and_marks() {
    for (text, is_big) in [(ARABIC, true), (ARABIC, false), (GERMAN, true), (CHINESE, false)] {
        let bytes: Vec<u8> = text
            .encode_utf16()
            .flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect();
        let mark: [u8; 2] = if is_big { [0xfe, 0xff] } else { [0xff, 0xfe] };
        let marked: Vec<u8> = mark.into_iter().chain(bytes.iter().copied()).collect();
        for declared in [None, Some("windows-1256"), Some("utf-8")] {
            let decoded = decode(&marked, declared).expect("text");
            assert_eq!((decoded.text.as_ref(), decoded.method), (text, Method::ByteOrderMark));
        }
        assert_eq!(decode(&bytes, Some("utf-16")).expect("text").text, text);
    }
    assert_eq!(decode("\u{feff}été".as_bytes(), None).expect("text").text, "été");
}

#[test]
fn refuses_bytes_that_are_no_text() {
    let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let broken = [b"\xff\xfe\x00\xd8".repeat(50)].concat();
    assert!(decode(&broken, Some("utf-16")).is_err());
    // noise is legal in single-byte charsets; it must not panic, whatever comes of it
    let _ = decode(&noise, None);
    let _ = decode(&noise, Some("utf-8"));
}

fn misread(text: &str, charset: &str) -> String {
    let encoding = Encoding::for_label(charset.as_bytes()).expect("a charset");
    encoding.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

#[test]
fn repairs_utf8_read_in_a_wrong_charset() {
    let latin1 = |text: &str| text.bytes().map(char::from).collect::<String>();
    for text in [ARABIC, PERSIAN, PORTUGUESE, FRENCH, GERMAN, RUSSIAN, CHINESE, JAPANESE, KOREAN] {
        assert_eq!(repaired(&misread(text, "windows-1252")).as_deref(), Some(text));
        assert_eq!(repaired(&latin1(text)).as_deref(), Some(text));
        assert_eq!(display(&misread(text, "windows-1252")), text);
        assert_eq!(repaired(&misread(&misread(text, "windows-1252"), "windows-1252")).as_deref(), Some(text));
    }
    for text in [ARABIC, PERSIAN] {
        assert_eq!(repaired(&misread(text, "windows-1256")).as_deref(), Some(text));
        assert_eq!(display(&misread(text, "windows-1256")), text);
    }
}

#[test]
fn repairs_windows_1251_and_its_misreadings() {
    assert_eq!(repaired(&misread(RUSSIAN, "windows-1251")).as_deref(), Some(RUSSIAN));
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(RUSSIAN);
    let read = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0;
    assert_eq!(repaired(&read).as_deref(), Some(RUSSIAN));
    let field = |text: &str| format!("{text}\n{text}");
    assert_eq!(display(&field(&misread(RUSSIAN, "windows-1251"))), field(RUSSIAN));
    assert_eq!(display(&field(&read)), field(RUSSIAN));
}

/// Bytes of other charsets that were read as windows-1252 hold pairs that look like UTF-8.
#[test]
fn leaves_other_damage_as_it_is() {
    let greek = "Ο δήμος ανακοίνωσε ότι η γέφυρα του παλιού λιμανιού θα ανοίξει ξανά την Παρασκευή το πρωί.";
    let hebrew = "העירייה הודיעה כי הגשר בנמל הישן ייפתח מחדש ביום שישי בבוקר לאחר שנתיים של שיפוצים.";
    let thai = "เทศบาลประกาศว่าสะพานท่าเรือเก่าจะเปิดอีกครั้งในเช้าวันศุกร์หลังจากซ่อมแซมเป็นเวลาสองปี";
    for (text, charset) in [
        (CHINESE, "gbk"),
        (CHINESE, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (KOREAN, "euc-kr"),
        (thai, "windows-874"),
        (greek, "windows-1253"),
        (hebrew, "windows-1255"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "ibm866"),
        (RUSSIAN, "iso-8859-5"),
        (ARABIC, "windows-1256"),
        (FRENCH, "macintosh"),
        (GERMAN, "macintosh"),
    ] {
        let (bytes, ..) = Encoding::for_label(charset.as_bytes()).expect("a charset").encode(text);
        let read = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0;
        assert_eq!(repaired(&read), None, "{charset}");
    }
}

#[test]
fn escape_sequences_tell_iso_2022_jp() {
    let (bytes, ..) = encoding_rs::ISO_2022_JP.encode(JAPANESE);
    for declared in [None, Some("utf-8"), Some("shift_jis"), Some("windows-1252"), Some("iso-2022-jp")] {
        let decoded = decode(&bytes, declared).expect("text");
        assert_eq!((decoded.text.as_ref(), decoded.charset), (JAPANESE, "ISO-2022-JP"), "{declared:?}");
    }
    assert_eq!(decode(b"\x1b[1mbold\x1b[0m $B", None).expect("text").charset, "UTF-8");
}

#[test]
fn leaves_good_text_alone() {
    let ukrainian = "Рівне, СІЧЕНЬ. Сім років тому в місті Рій відкрили порт; Рєпін і Сєров були там.";
    let serbian = "Сљеме и Рђава. Србија је отворила мост у Рњу, СЈЕВЕР и РЈЕКА су мирни.";
    for text in [
        ukrainian,
        serbian,
        "Créée à Orléans, l’œuvre agréée fut créée.",
        "ÄÖÜ äöü ÀÉÈ",
        "Það er svo að öll þessi ný orð eru góð.",
        ARABIC,
        PERSIAN,
        PORTUGUESE,
        FRENCH,
        GERMAN,
        RUSSIAN,
        CHINESE,
        JAPANESE,
        KOREAN,
        "CAFÉ®",
        "“…AMANHÃ”",
        "«CAFÉ»",
        "فقط، ضغط؟",
        "ÀÂÇ «É»…",
        "É™",
        "2×²",
        "ESPAÑ»A",
        "São Tomé",
        "„Straße“",
        "lá”…",
        "ÃO",
        "×¢",
    ] {
        assert_eq!(repaired(text), None, "{text}");
    }
}

/// Bodies of real articles: what the repair touches is counted and printed, and must be damaged beyond doubt.
#[test]
fn repairs_nothing_but_damage_in_the_corpora() {
    let names = [
        "saudinewsnet_ar",
        "iran_news_fa",
        "fakebr_pt",
        "turkish_tr",
        "indo_id",
        "vfnd_vi",
        "ahdath_ma_ar",
        "10kgnad_de",
        "bbc_hi",
        "kurdistan_en_ar_ku",
        "masakhanews",
    ];
    for name in names {
        let Some(rows) = common::corpus(name) else { continue };
        let (mut touched, mut lines) = (0, 0);
        for row in &rows {
            let text = row.get("text").and_then(serde_json::Value::as_str).unwrap_or("");
            for line in text.lines() {
                lines += 1;
                let Some(fixed) = repaired(line) else { continue };
                touched += 1;
                let is_damage = |pair: &[char]| {
                    matches!(pair, ['Â'..='ô', second]
                    if ('\u{80}'..='\u{bf}').contains(second) || "€™œžšŸ‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜›".contains(*second))
                };
                let chars: Vec<char> = line.chars().collect();
                assert!(chars.windows(2).any(is_damage), "{name}: {line} was repaired to {fixed}");
            }
        }
        eprintln!("{name}: {} articles, {lines} lines, {touched} repaired", rows.len());
    }
}
