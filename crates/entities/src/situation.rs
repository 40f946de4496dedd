//! What is known of a hit besides its names: what the recogniser saw there, how it is written, what stands beside it.

use crate::analyse::FieldText;
use crate::cues::Cue;
use crate::fold::{Script, fold};
use crate::kb::format::NameRecord;
use crate::kb::{EntityIndex, Kb};
use crate::language;
use crate::matcher::Hit;
use crate::recognise;
use crate::surroundings::{Look, Surroundings};
use crate::token::{Case, Gap, Token};
use crate::types::Kind;

/// Score from which a span that the knowledge base does not know is a mention.
pub const MENTION: f32 = 0.5;

/// What is known of a span besides its names.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
pub struct Situation {
    /// Type that the recogniser saw, if it saw the span.
    pub recognised: Option<Kind>,
    /// The script has no capitals, so that words and names look alike.
    pub caseless: bool,
    /// Stands beside another capitalised word that belongs to no name ("Paris Hilton").
    pub crowded: bool,
    /// Alone between quotation marks, in a language that quotes the names of papers and clubs.
    pub quoted: bool,
    /// Goes on with "do", "upon" and another name, as names of towns do.
    pub continued: bool,
    /// Stands between "the" and another capitalised word: "the New York Yankees".
    pub modifies: bool,
    /// Stands behind an article in German, unseen by the recogniser.
    pub after_article: bool,
    /// The whole line is the name, as headings, tags and captions are.
    pub alone: bool,
    /// So long, in another script than Latin, that no word is likely to be written alike.
    pub long: bool,
    /// Written in capitals.
    pub capitals: bool,
    /// Stands in a line most words of which begin with capitals.
    pub titled: bool,
    /// Stands in a line that is written in capitals.
    pub shouted: bool,
    /// Written in Arabic letters.
    pub arabic: bool,
    /// Begins with the Arabic article, as words do too.
    pub articled: bool,
    /// Written in Latin letters.
    pub latin: bool,
    /// The recogniser is rather sure of the type.
    pub sure: bool,
    /// What the recogniser saw here.
    pub sight: Sight,
    /// The words around it.
    pub around: Surroundings,
    /// What the same name surely means elsewhere in the document.
    pub sense: Option<EntityIndex>,
}

/// What the recogniser saw where a hit stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sight {
    /// A name.
    #[default]
    Name,
    /// None.
    Nothing,
    /// None, after the Arabic preposition "with", as adverbs are made ("with zeal", "with Hamas").
    Adverb,
}

/// Reads the situations of the hits of one field.
pub struct Reader<'a> {
    kb: &'a Kb,
    field: &'a FieldText<'a>,
    language: &'a str,
    look: Look<'a>,
    titled: bool,
    shouted: bool,
}

impl<'a> Reader<'a> {
    /// A view of one field in a document's language.
    pub fn new(kb: &'a Kb, field: &'a FieldText<'a>, language: &'a str) -> Self {
        Self {
            kb,
            field,
            language,
            look: Look::new(kb, field, language),
            titled: is_title_case(&field.tokens),
            shouted: is_shouted(&field.tokens),
        }
    }

    /// The situation of a hit: `overlapping` is the recogniser's span there, `same` the one that is just the hit, `sense`
    /// what the name means elsewhere in the document.
    pub fn situation(
        &self,
        hit: &Hit,
        overlapping: Option<&recognise::Span>,
        same: Option<&recognise::Span>,
        sense: Option<EntityIndex>,
    ) -> Situation {
        let field = self.field;
        let first = field.tokens.get(hit.first);
        let around = self.look.around(hit);
        let is_german = language::primary(self.language) == "de";
        // German nouns have capitals: in "Bundesland Sachsen" the first is no part of the name.
        let is_beside_noun =
            is_german && matches!(around.cue, Some(Cue::Division | Cue::City | Cue::Capital));
        let unseen = same.is_none();
        Situation {
            recognised: same.map(|span| span.kind),
            alone: hit.first == 0 && hit.end == field.tokens.len(),
            long: is_long(field, hit),
            arabic: first.is_some_and(|token| token.script == Script::Arabic),
            articled: hit.span.text(field.text).starts_with("ال"),
            latin: first.is_some_and(|token| token.script == Script::Latin),
            capitals: first.is_some_and(|token| token.case == Case::Upper),
            sure: same.is_some_and(|span| span.score >= MENTION),
            caseless: first.is_none_or(|token| !token.script.is_cased()),
            titled: self.titled,
            shouted: self.shouted,
            crowded: unseen && !self.titled && !is_beside_noun && is_crowded(&field.tokens, hit),
            quoted: is_quoted(field, hit, self.language),
            continued: is_continued(self.kb, field, hit, self.language),
            modifies: unseen && !self.titled && is_modifier(field, hit),
            after_article: unseen && is_german && is_after_article(field, hit),
            around,
            sense,
            sight: sight(field, hit, overlapping),
        }
    }
}

/// Whether a name in another script than Latin has so many letters that no word is likely to be written alike.
fn is_long(field: &FieldText<'_>, hit: &Hit) -> bool {
    let least = match field.tokens.get(hit.first).map(|token| token.script) {
        Some(Script::Han | Script::Katakana | Script::Hiragana | Script::Hangul) => 4,
        Some(Script::Hebrew) => 5,
        Some(Script::Arabic | Script::Unspaced | Script::Other) => 6,
        Some(Script::Cyrillic | Script::Greek | Script::Armenian) => 7,
        _ => return false,
    };
    hit.span.text(field.text).chars().filter_map(fold).count() >= least
}

/// Languages that quote names of papers, clubs and ships and write no mark or capital to tell them from places.
const QUOTES_NAMES: [&str; 7] = ["ar", "fa", "ru", "uk", "be", "bg", "kk"];

/// Whether a hit alone fills quotation marks in one of these: «الشرق الأوسط» is the paper, «Ростов» the club.
fn is_quoted(field: &FieldText<'_>, hit: &Hit, language: &str) -> bool {
    let before = field.text.get(..hit.span.byte_start as usize).and_then(|before| before.chars().next_back());
    let after = field.text.get(hit.span.byte_end as usize..).and_then(|after| after.chars().next());
    let is_pair =
        matches!((before, after), (Some('«'), Some('»')) | (Some('“'), Some('”')) | (Some('"'), Some('"')));
    is_pair && QUOTES_NAMES.contains(&language::primary(language))
}

/// Words between the two parts of a town's name, by language; of those that stand between any two names, none.
fn continuing(language: &str) -> &'static [&'static str] {
    match language::primary(language) {
        "pt" | "gl" => &["do", "da", "dos", "das"],
        "es" => &["del"],
        "en" => &["upon"],
        _ => &[],
    }
}

/// Whether a hit goes on with such a word and a name, which is that of no country or division ("Salvador da Bahia").
fn is_continued(kb: &Kb, field: &FieldText<'_>, hit: &Hit, language: &str) -> bool {
    let words = continuing(language);
    let (Some(link), Some(next)) = (field.tokens.get(hit.end), field.tokens.get(hit.end + 1)) else {
        return false;
    };
    let is_name = link.gap == Gap::Space && next.gap == Gap::Space && next.case == Case::Title;
    if !is_name || !words.contains(&link.text(field.text)) {
        return false;
    }
    let is_area = |name: &NameRecord| kb.entity(name.entity).is_some_and(|row| row.subtype.is_area());
    let from = field.hits.partition_point(|other| other.first <= hit.end);
    let mut next = field.hits.iter().skip(from).take_while(|other| other.first == hit.end + 1);
    !next.any(|other| other.names.iter().any(is_area))
}

/// German articles, alone and in one word with a preposition, and words that stand in their place.
const ARTICLES: [&str; 38] = [
    "das", "die", "der", "dem", "den", "des", "ein", "eine", "einem", "einen", "einer", "eines", "im", "am",
    "beim", "vom", "zum", "zur", "fürs", "ins", "ans", "aufs", "ihr", "ihre", "ihrem", "ihren", "ihrer",
    "sein", "seine", "seinem", "seinen", "seiner", "unser", "unsere", "kein", "keine", "dieses", "jedes",
];

fn is_after_article(field: &FieldText<'_>, hit: &Hit) -> bool {
    let Some(first) = field.tokens.get(hit.first).filter(|first| first.gap == Gap::Space) else {
        return false;
    };
    let before = hit.first.checked_sub(1).and_then(|index| field.tokens.get(index));
    let word = before.filter(|before| before.len() <= 6).map(|before| before.text(field.text).to_lowercase());
    first.case == Case::Title && word.is_some_and(|word| ARTICLES.contains(&word.as_str()))
}

/// Whether a hit stands between the English article and another word with a capital, right behind it.
fn is_modifier(field: &FieldText<'_>, hit: &Hit) -> bool {
    let (Some(first), Some(next)) = (field.tokens.get(hit.first), field.tokens.get(hit.end)) else {
        return false;
    };
    let before = hit.first.checked_sub(1).and_then(|index| field.tokens.get(index));
    let article = || before.is_some_and(|before| matches!(before.text(field.text), "the" | "The"));
    next.gap == Gap::Space
        && next.case == Case::Title
        && next.len() > 1
        && first.gap == Gap::Space
        && article()
}

fn sight(field: &FieldText<'_>, hit: &Hit, overlapping: Option<&recognise::Span>) -> Sight {
    match overlapping {
        Some(_) => Sight::Name,
        None if is_after_with(field, hit) => Sight::Adverb,
        None => Sight::Nothing,
    }
}

/// Whether the Arabic preposition "with" is glued to a hit.
fn is_after_with(field: &FieldText<'_>, hit: &Hit) -> bool {
    let token = field.tokens.get(hit.first).filter(|token| hit.cut && token.script == Script::Arabic);
    token.is_some_and(|token| {
        let glued = field.text.get(token.byte_start as usize..hit.span.byte_start as usize);
        glued.is_some_and(|glued| glued.ends_with('ب'))
    })
}

/// Whether most words of a text in a script with capitals start with one, as in English headlines.
fn is_title_case(tokens: &[Token]) -> bool {
    let cased = tokens.iter().filter(|token| token.script.is_cased() && token.len() > 3);
    let (mut upper, mut all) = (0, 0);
    for token in cased {
        all += 1;
        upper += u32::from(token.case != Case::Lower);
    }
    all >= 3 && tokens.len() <= 25 && upper * 10 >= all * 7
}

/// Whether most words of a text in a script with capitals are written in capitals, where acronyms look like words ("UN
/// MUERTO").
fn is_shouted(tokens: &[Token]) -> bool {
    let cased = tokens.iter().filter(|token| token.script.is_cased() && token.len() > 1);
    let (mut upper, mut all) = (0, 0);
    for token in cased {
        all += 1;
        upper += u32::from(token.case == Case::Upper);
    }
    all >= 3 && upper * 10 >= all * 8
}

/// Whether a capitalised word that does not start a sentence stands right beside a hit.
fn is_crowded(tokens: &[Token], hit: &Hit) -> bool {
    let touches = |token: &Token, gap: Gap| {
        gap == Gap::Space && token.case == Case::Title && token.script.is_cased() && token.len() > 1
    };
    let after = tokens.get(hit.end).is_some_and(|next| touches(next, next.gap));
    if is_after_initial(tokens, hit.first) {
        return true;
    }
    let gap = tokens.get(hit.first).map_or(Gap::Hard, |token| token.gap);
    let before = hit.first.checked_sub(1).and_then(|index| tokens.get(index));
    after
        || before.is_some_and(|token| {
            touches(token, gap)
                && !matches!(token.gap, Gap::Hard | Gap::Stop)
                && token.script != Script::Digit
        })
}

/// Whether an initial between two names stands before a token: "Michael B. Jordan".
fn is_after_initial(tokens: &[Token], first: usize) -> bool {
    let at = |back: usize| first.checked_sub(back).and_then(|index| tokens.get(index));
    let (Some(given), Some(initial), Some(token)) = (at(2), at(1), tokens.get(first)) else { return false };
    initial.len() == 1
        && initial.case != Case::Lower
        && initial.script.is_cased()
        && initial.gap == Gap::Space
        && given.case == Case::Title
        && given.len() > 1
        && matches!(token.gap, Gap::Stop | Gap::Space)
}
