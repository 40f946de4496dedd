//! Letters with marks as one code point, for text that is not in normalisation form C, and letters that look alike.
//!
//! The pairs are canonical compositions of the Unicode Character Database, those of alphabets in use; lower case only,
//! since letters are folded before.

/// Mark, and letters each followed by what the two make.
const PAIRS: &[(u32, &str)] = &[
    (0x300, "aàeèiìoòuùnǹwẁyỳâầêềôồăằơờưừ"),
    (0x301, "aáeéiíoóuúyýcćlĺnńrŕsśzźgǵkḱmḿpṕwẃâấêếôốăắơớưứαάεέηήιίοόυύωώгѓкќ"),
    (0x302, "aâeêiîoôuûcĉgĝhĥjĵsŝwŵyŷzẑạậẹệọộ"),
    (0x303, "aãnñoõiĩuũeẽyỹvṽâẫêễôỗăẵơỡưữ"),
    (0x304, "aāeēiīoōuūyȳgḡиӣуӯ"),
    (0x306, "aăeĕgğiĭoŏuŭạặийуў"),
    (0x307, "cċeėgġzżii"),
    (0x308, "aäeëiïoöuüyÿеёії"),
    (0x309, "aảeẻiỉoỏuủyỷâẩêểôổăẳơởưử"),
    (0x30A, "aåuů"),
    (0x30B, "oőuű"),
    (0x30C, "cčsšzžeěrřnňdďtťlľaǎiǐoǒuǔgǧkǩ"),
    (0x31B, "oơuư"),
    (0x323, "aạeẹiịoọuụyỵsṣhḥdḍtṭnṇrṛlḷzẓkḳmṃbḅvṿơợưự"),
    (0x326, "sștț"),
    (0x327, "cçsştțgģkķlļnņrŗeȩ"),
    (0x328, "aąeęiįuųoǫ"),
    (0x331, "dḏtṯnṉlḻkḵzẕ"),
];

/// A letter and the mark behind it as one symbol: their code point, or a number for them where they have none.
pub(crate) fn compose(letter: u32, mark: u32) -> u32 {
    let pairs = PAIRS.iter().find(|(of, _)| *of == mark).map_or("", |(_, pairs)| *pairs);
    let mut rest = pairs.chars();
    while let (Some(from), Some(to)) = (rest.next(), rest.next()) {
        if from as u32 == letter {
            return to as u32;
        }
    }
    (letter << 7) ^ mark
}

/// The Cyrillic letter that looks like a Latin one, in lower case or in capitals.
pub(crate) fn cyrillic_twin(letter: u32) -> u32 {
    const TWINS: &[(char, char)] = &[
        ('a', 'а'),
        ('b', 'в'),
        ('c', 'с'),
        ('e', 'е'),
        ('h', 'н'),
        ('i', 'і'),
        ('j', 'ј'),
        ('k', 'к'),
        ('m', 'м'),
        ('o', 'о'),
        ('p', 'р'),
        ('s', 'ѕ'),
        ('t', 'т'),
        ('x', 'х'),
        ('y', 'у'),
        ('ï', 'ї'),
        ('ë', 'ё'),
    ];
    let twin = TWINS.iter().find(|(latin, _)| *latin as u32 == letter);
    twin.map_or(letter, |(_, cyrillic)| *cyrillic as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parts: &str, whole: char) {
        let mut parts = parts.chars().map(u32::from);
        let letter = parts.next().unwrap_or(0);
        assert_eq!(parts.fold(letter, compose), whole as u32);
    }

    #[test]
    fn composes_letters() {
        check("e\u{301}", 'é');
        check("e\u{323}\u{302}", 'ệ');
        check("и\u{306}", 'й');
        check("t\u{327}", 'ț');
        // The dot of a Turkish capital letter that was folded.
        check("i\u{307}", 'i');
        // What has no code point is still one symbol, and its own.
        assert_ne!(compose('ọ' as u32, 0x300), compose('ọ' as u32, 0x301));
    }

    #[test]
    fn pairs_are_complete() {
        assert!(PAIRS.iter().all(|(_, pairs)| pairs.chars().count().is_multiple_of(2)));
    }
}
