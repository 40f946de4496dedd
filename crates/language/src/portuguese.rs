//! Brazilian or European Portuguese, where the text tells.
//!
//! Most Portuguese sentences are the same on both sides of the ocean, and what differs is known: the accent before a
//! nasal consonant (`econômico`, `económico`), the first person plural of the past (`falámos`), the consonants that one
//! side has dropped (`facto`, `recepção`), and everyday words. Only those are counted; a model of the whole text would
//! learn the topics of its training text instead.

use std::cmp::Ordering;

/// Bytes of a text that are searched.
const BYTES: usize = 4000;
/// Least evidence for a variant, and how many times more than for the other.
const LEAST: u32 = 2;
const RATIO: u32 = 3;

const BRAZIL: &[&str] = &[
    "amsterdã",
    "aposentado",
    "aposentadoria",
    "bagdá",
    "banheiro",
    "bilhão",
    "bilhões",
    "cadastro",
    "caminhão",
    "caminhões",
    "celular",
    "celulares",
    "compartilhar",
    "contato",
    "contatos",
    "cotidiano",
    "dezenove",
    "dezesseis",
    "dezessete",
    "equipe",
    "equipes",
    "esporte",
    "esportes",
    "esportiva",
    "esportivo",
    "estadunidense",
    "estoque",
    "fato",
    "fatos",
    "faturamento",
    "gerenciar",
    "gol",
    "goleiro",
    "gols",
    "irã",
    "moscou",
    "mídia",
    "mídias",
    "planejamento",
    "prefeita",
    "prefeito",
    "prefeitura",
    "registro",
    "registros",
    "teerã",
    "time",
    "times",
    "trem",
    "trens",
    "usuário",
    "usuários",
    "varejo",
    "vietnã",
    "você",
    "vocês",
];

const PORTUGAL: &[&str] = &[
    "aceder",
    "amesterdão",
    "aspeto",
    "aspetos",
    "autarca",
    "autarcas",
    "autarquia",
    "autocarro",
    "autocarros",
    "bagdade",
    "camião",
    "camiões",
    "catorze",
    "comboio",
    "comboios",
    "concelho",
    "concelhos",
    "connosco",
    "contacto",
    "contactos",
    "desportiva",
    "desportivo",
    "desporto",
    "desportos",
    "dezanove",
    "dezasseis",
    "dezassete",
    "ecrã",
    "ecrãs",
    "equipa",
    "equipas",
    "facto",
    "factos",
    "ficheiro",
    "ficheiros",
    "freguesia",
    "freguesias",
    "golo",
    "golos",
    "moscovo",
    "objetiva",
    "partilhar",
    "perspetiva",
    "perspetivas",
    "planeamento",
    "quotidiano",
    "receção",
    "registo",
    "registos",
    "respetiva",
    "respetivas",
    "respetivo",
    "respetivos",
    "secção",
    "teerão",
    "telemóveis",
    "telemóvel",
    "utilizador",
    "utilizadores",
    "vietname",
];

/// The tag of a Portuguese text: `pt-BR`, `pt-PT`, or `pt` if it does not tell.
pub(crate) fn variant<'t>(texts: impl Iterator<Item = &'t str>) -> &'static str {
    let (mut brazil, mut portugal, mut bytes) = (0, 0, 0);
    for text in texts {
        let mut before = ["", ""];
        for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            bytes += word.len() + 1;
            if bytes > BYTES {
                break;
            }
            match side(word, before) {
                Ordering::Less => brazil += 1,
                Ordering::Greater => portugal += 1,
                Ordering::Equal => {}
            }
            before = [before[1], word];
        }
    }
    if brazil >= LEAST && brazil >= portugal * RATIO {
        "pt-BR"
    } else if portugal >= LEAST && portugal >= brazil * RATIO {
        "pt-PT"
    } else {
        "pt"
    }
}

/// `Less` for Brazil, `Greater` for Portugal.
fn side(word: &str, before: [&str; 2]) -> Ordering {
    if word.is_ascii() && word.len() < 3 {
        return Ordering::Equal;
    }
    let word = word.to_lowercase();
    let is = |list: &[&str]| list.binary_search(&word.as_str()).is_ok();
    let progressive =
        before[1] == "a" && matches!(before[0], "está" | "estão" | "estava" | "estavam" | "estou");
    if is(BRAZIL) || before_nasal(&word, ['ê', 'ô']) {
        Ordering::Less
    } else if is(PORTUGAL)
        || before_nasal(&word, ['é', 'ó'])
        || word.ends_with("ámos")
        || (progressive && ["ar", "er", "ir"].iter().any(|ending| word.ends_with(ending)))
    {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

/// Whether one of the vowels stands before `m` or `n` and another vowel, as in `gênero` and `género`.
fn before_nasal(word: &str, accented: [char; 2]) -> bool {
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        if accented.contains(&c) {
            let mut rest = chars.clone();
            let nasal = matches!(rest.next(), Some('m' | 'n'));
            if nasal && rest.next().is_some_and(|vowel| "aeiouáéíóúâêôãõ".contains(vowel)) {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(variant(std::iter::once(text)), expected, "{text}");
    }

    #[test]
    fn lists_are_sorted() {
        assert!(BRAZIL.is_sorted() && PORTUGAL.is_sorted());
    }

    #[test]
    fn says_only_what_the_text_tells() {
        check("O prefeito disse que a equipe vai viajar de trem.", "pt-BR");
        check("O presidente disse que a equipa vai viajar de comboio.", "pt-PT");
        check("A crise econômica atinge também o gênero e Antônio.", "pt-BR");
        check("A crise económica atinge também o género e António.", "pt-PT");
        check("Ontem falámos com ele, que está a trabalhar muito.", "pt-PT");
        check("A cidade vai renovar a ponte velha no próximo ano.", "pt");
        check("A equipe falou da equipa.", "pt");
        check("", "pt");
    }
}
