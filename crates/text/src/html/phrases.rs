//! Lines that pages repeat around every article, in the languages of the press: labels and offers, not sentences of
//! one site. The phrases are in `phrases.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Reason;

/// A line longer than this, in bytes, is no label.
const LABEL: usize = 60;
/// A line longer than this is not dropped for its beginning.
const START: usize = 240;
/// A line longer than this is no offer.
const OFFER: usize = 600;

struct Phrases {
    whole: HashMap<&'static str, Reason>,
    starts: Vec<(&'static str, Reason)>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| read(include_str!("phrases.txt")));

fn read(text: &'static str) -> Phrases {
    let mut out = Phrases { whole: HashMap::new(), starts: Vec::new() };
    let (mut place, mut reason) = ("", Reason::Furniture);
    for line in text.lines().filter(|x| !x.is_empty() && !x.starts_with('#')) {
        if let Some(head) = line.strip_prefix('[').and_then(|x| x.strip_suffix(']')) {
            let (left, right) = head.split_once(' ').unwrap_or((head, ""));
            place = left;
            reason = match right {
                "advert" => Reason::Advert,
                "caption" => Reason::Caption,
                "byline" => Reason::Byline,
                "comments" => Reason::Comments,
                "newsletter" => Reason::Newsletter,
                "related" => Reason::Related,
                "share" => Reason::Share,
                _ => Reason::Furniture,
            };
        } else if place == "whole" {
            out.whole.insert(line, reason);
        } else {
            out.starts.push((line, reason));
        }
    }
    out
}

/// Why a line is furniture, if it is.
pub(crate) fn of_line(text: &str) -> Option<Reason> {
    if text.len() > OFFER {
        return None;
    }
    let line = text.to_lowercase();
    let line = line.trim_matches(|x: char| !x.is_alphanumeric() && !matches!(x, '+' | '>' | '©'));
    // "12 comments" is "comments".
    let uncounted = line.trim_start_matches(|x: char| x.is_numeric() || x.is_whitespace());
    if line.len() <= LABEL
        && let Some(reason) = PHRASES.whole.get(line).or_else(|| PHRASES.whole.get(uncounted))
    {
        return Some(*reason);
    }
    if line.len() <= START
        && let Some((_, reason)) = PHRASES.starts.iter().find(|x| starts(line, x.0))
        && (*reason != Reason::Byline || super::when::has_date(line))
    {
        return Some(*reason);
    }
    offer(line)
}

/// Whether a line starts with a phrase, and not with a longer word.
fn starts(line: &str, phrase: &str) -> bool {
    line.strip_prefix(phrase)
        .is_some_and(|x| phrase.ends_with([':', '.', ' ']) || !x.starts_with(char::is_alphanumeric))
}

/// Offers are known by two things said together.
fn offer(line: &str) -> Option<Reason> {
    let has = |words: &[&str]| words.iter().any(|x| line.contains(x));
    let join = has(&[
        "sign up",
        "subscribe",
        "abonn",
        "anmeld",
        "inscri",
        "suscr",
        "assine",
        "iscriv",
        "tilmeld",
        "prenumerer",
        "zapisz",
        "abone",
        "подпис",
        "підпис",
        "اشترك",
        "عضویت",
        "delivered",
        "register for",
        "schrijf je in",
        "meld je aan",
        "get the latest",
        "daftar",
        "erhalten sie",
        "recevez",
        "recibe",
        "receba",
        "get our",
        "our free",
    ]);
    let news = has(&[
        "newsletter",
        "nyhedsbrev",
        "nyhetsbrev",
        "nieuwsbrief",
        "boletín",
        "infolettre",
        "bülten",
        "рассылк",
        "розсилк",
        "النشرة البريدية",
        "خبرنامه",
        "your inbox",
        "posteingang",
        "boîte mail",
        "tu correo",
        "seu e-mail",
    ]);
    if news && join && line.chars().count() < 260 {
        return Some(Reason::Newsletter);
    }
    let channel = has(&[
        "whatsapp channel",
        "whatsapp-kanal",
        "whatsapp kanal",
        "canal de whatsapp",
        "chaîne whatsapp",
        "canale whatsapp",
        "telegram channel",
        "telegram-kanal",
        "canal de telegram",
        "telegram-канал",
    ]);
    if channel {
        return Some(Reason::Share);
    }
    let account = has(&[
        "create an account or sign in",
        "sign in or create an account",
        "already a subscriber",
        "already have an account",
        "bereits abonnent",
        "sie sind bereits",
        "déjà abonné",
        "ya eres suscriptor",
        "já é assinante",
        "sei già abbonato",
        "don't have an account",
        "sign in to unlock",
    ]);
    if account {
        return Some(Reason::Paywall);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{PHRASES, of_line};
    use crate::html::Reason;

    #[test]
    fn furniture_is_told_from_sentences() {
        let cases = [
            ("Advertisement", Some(Reason::Advert)),
            ("- Anzeige -", Some(Reason::Advert)),
            ("Lesen Sie auch: Der Fluss steigt", Some(Reason::Related)),
            ("Leia também", Some(Reason::Related)),
            ("اقرأ أيضاً: النهر يرتفع", Some(Reason::Related)),
            ("Sign up for our free newsletter and read it every morning.", Some(Reason::Newsletter)),
            ("Share", Some(Reason::Share)),
            ("71 Kommentare", Some(Reason::Comments)),
            ("Updated: 2 May 2024", Some(Reason::Byline)),
            ("The town will share the cost of the bridge.", None),
            ("She wrote in an email that the newsletter had been late.", None),
            ("Posted on the wall of the church by a stranger.", None),
            ("Related companies paid the fine.", None),
        ];
        for (line, reason) in cases {
            assert_eq!(of_line(line), reason, "{line}");
        }
        assert!(
            PHRASES.whole.keys().chain(PHRASES.starts.iter().map(|x| &x.0)).all(|x| *x == x.to_lowercase())
        );
    }
}
