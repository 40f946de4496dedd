//! Names of the classes: file name of the training data → BCP 47 tag, and the groups that are easily confused.

/// Two-letter codes of ISO 639-1 by class.
const TWO: &str = "afr:af amh:am ara:ar aze:az bak:ba bel:be bul:bg ben:bn bod:bo bos:bs cat:ca ces:cs cym:cy \
    dan:da deu:de div:dv dzo:dz ewe:ee ell:el eng:en spa:es est:et eus:eu fas:fa fuc:ff fin:fi fij:fj fao:fo \
    fra:fr gle:ga glg:gl guj:gu hau:ha heb:he hin:hi hrv:hr hun:hu hye:hy ind:id ibo:ig isl:is ita:it jpn:ja \
    kat:ka kaz:kk khm:km kan:kn kor:ko kmr:ku kir:ky ltz:lb lao:lo lit:lt lav:lv mlg:mg mri:mi mkd:mk mal:ml \
    mon:mn ron:ro mar:mr msa:ms mlt:mt mya:my nob:nb nde:nd nep:ne nld:nl nno:nn nya:ny orm:om pan:pa pol:pl \
    pus:ps por:pt rus:ru kin:rw snd:sd sin:si slk:sk slv:sl smo:sm sna:sn som:so sqi:sq srp:sr ssw:ss sot:st \
    swe:sv swa:sw tam:ta tel:te tgk:tg tha:th tir:ti tuk:tk tsn:tn ton:to tur:tr tat:tt tah:ty uig:ug ukr:uk \
    urd:ur uzb:uz ven:ve vie:vi wol:wo xho:xh yor:yo zho:zh zul:zu aka:ak asm:as aym:ay abk:ab aar:aa arg:an \
    bam:bm bre:br chv:cv epo:eo fry:fy gla:gd grn:gn hat:ht ina:ia jav:jv kas:ks kau:kr kik:ki kon:kg lim:li \
    lin:ln lug:lg nbl:nr oci:oc ori:or que:qu roh:rm run:rn sag:sg san:sa srd:sc sun:su tso:ts yid:yi";

/// Languages that readers of one read much of the other; a wrong answer among them is the usual one.
const GROUPS: &[(&str, &str)] = &[
    ("serbo-croatian", "bos hrv srp-Latn"),
    ("malay", "ind msa bjn-Latn min-Latn"),
    ("nguni", "zul xho nde nbl ssw"),
    ("scandinavian", "nob nno dan"),
    ("rwanda-rundi", "kin run"),
    ("hindi", "hin bho awa mag mai hne"),
    ("chinese", "zho-Hans zho-Hant yue"),
    ("czech-slovak", "ces slk"),
    ("iberian", "spa ast arg glg por por-BR"),
    ("sotho-tswana", "sot nso tsn"),
    ("tibetan", "bod dzo"),
    ("gallo-italic", "ita vec lij lmo fur"),
    ("manding", "bam dyu"),
    ("chewa-tumbuka", "nya tum"),
    ("arabic-tashelhit", "ara shi"),
    ("turkic", "tur aze crh tuk uzb"),
];

/// Classes of the languages that news is written in most: they are drawn twice as often in training.
pub const NEWS: &str = "afr amh ara aze bak bel bem ben bod bos bul cat ces ckb cym dan deu div dzo ell eng est eus \
    ewe fao fas fij fil fin fra fuc gle glg guj hau heb hin hmn hrv hun hye ibo ind isl ita jpn kan kat kaz khm kin \
    kir kmr kor lao lav lit ltz mal mar mkd mlg mlt mon mri msa mya nde nep nld nno nob nya orm pan pol por por-BR \
    pus ron rus shi sin slk slv smo sna snd som sot spa sqi srp-Cyrl srp-Latn ssw swa swe tah tam tat tel tgk tha \
    tir ton tsn tuk tur uig ukr urd uzb ven vie wol xho yor yue zho-Hans zho-Hant zul";

/// BCP 47 tag of a class that is written in `script` (ISO 15924).
pub fn tag(class: &str) -> String {
    if class.starts_with("und") {
        return "und".to_owned();
    }
    let (base, rest) = class.split_once('-').map_or((class, None), |(base, rest)| (base, Some(rest)));
    let two =
        TWO.split_whitespace().filter_map(|pair| pair.split_once(':')).find(|(three, _)| *three == base);
    let base = two.map_or(base, |(_, two)| two);
    match (class, rest) {
        ("por", _) => "pt-PT".to_owned(),
        // The usual script of a language is not part of its tag.
        ("ace-Latn" | "bjn-Latn" | "min-Latn" | "kau-Latn", _) | (_, None) => base.to_owned(),
        (_, Some(rest)) => format!("{base}-{rest}"),
    }
}

/// ISO 15924 code that goes with a class whose letters are `script`.
pub fn tag_script(class: &str, script: &'static str) -> &'static str {
    match class {
        "jpn" => "Jpan",
        "zho-Hans" => "Hans",
        "zho-Hant" | "yue" => "Hant",
        _ => script,
    }
}

/// Languages and written forms in which hardly any news is written: a text must say so clearly.
const RARE: &str = "ace-Arab ace-Latn arg awa azb ban bjn-Arab bjn-Latn bug crh dyu epo fur hne ina kas-Arab kas-Deva \
    kau-Arab kau-Latn lij lmo ltg mag min-Arab min-Latn roh san scn srd szl taq-Latn taq-Tfng vec";

/// Whether hardly any news is written in a class.
pub fn is_rare(class: &str) -> bool {
    RARE.split_whitespace().any(|name| name == class)
}

/// Logarithm of how much more often than others a class is to be expected in news; `second`: within its group.
pub fn prior(class: &str, second: bool) -> f32 {
    const WITHIN: &[(&str, f32)] = &[("ara", 0.3)];
    let within = WITHIN.iter().find(|(name, _)| second && *name == class).map_or(0.0, |(_, prior)| *prior);
    within + if is_rare(class) { -2.0 } else { 0.0 }
}

/// Names and members of the confusable groups.
pub fn groups() -> impl Iterator<Item = (&'static str, &'static str)> {
    GROUPS.iter().copied()
}

/// Whether a class is written in Han characters, of which one may decide.
pub fn is_han(class: &str) -> bool {
    matches!(class, "yue" | "zho-Hans" | "zho-Hant" | "jpn")
}

/// How often a class is drawn against others: more where its text is scarce and its neighbours are large.
pub fn emphasis(class: &str) -> f32 {
    const MORE: &[(&str, f32)] = &[
        ("yue", 2.0),
        ("ara", 2.5),
        ("eng", 2.0),
        ("spa", 1.5),
        ("nld", 1.4),
        ("deu", 1.3),
        ("fra", 1.3),
        ("msa", 2.1),
        ("bos", 1.8),
        ("por", 1.2),
        ("srp-Latn", 1.4),
        ("hrv", 1.4),
        ("tah", 2.5),
        ("kin", 1.5),
        ("xho", 1.3),
    ];
    MORE.iter().find(|(name, _)| *name == class).map_or(1.0, |(_, factor)| *factor)
}

/// Group of a class; empty if it has none.
pub fn group(class: &str) -> &'static str {
    let found = GROUPS.iter().find(|(_, members)| members.split_whitespace().any(|member| member == class));
    found.map_or("", |(name, _)| name)
}
