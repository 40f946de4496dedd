//! Inflected forms of names of places in languages whose endings are few and regular, and whose
//! script the stems of [`crate::stem`] do not cover.

/// The forms of a name other than the one given: Bengali genitive, locative and objective; Irish, Maltese and Zulu names
/// without their articles.
pub fn forms(language: &str, name: &str) -> Vec<String> {
    match language {
        "bn" => bengali(name),
        "ga" | "mt" | "zu" => without_article(language, name).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// "an Fhrainc", "il-Latvja" and "i-Recife" without what stands before the capital.
fn without_article(language: &str, name: &str) -> Option<String> {
    let border = if language == "ga" { ' ' } else { '-' };
    let (article, rest) = name.split_once(border)?;
    let fits = article.chars().count() <= 4 && article.chars().all(char::is_lowercase);
    (fits && rest.chars().count() >= 4).then(|| rest.to_owned())
}

fn bengali(name: &str) -> Vec<String> {
    let endings: &[&str] = match name.chars().next_back() {
        Some('\u{9be}') => &["র", "য়", "তে", "কে"],
        Some('\u{9bf}'..='\u{9cc}' | '\u{985}'..='\u{994}') => &["র", "তে", "কে"],
        Some('\u{995}'..='\u{9b9}' | '\u{9dc}'..='\u{9df}' | '\u{982}' | '\u{9ce}' | '\u{9bc}') => {
            &["ের", "ে", "কে"]
        }
        _ => return Vec::new(),
    };
    endings.iter().map(|ending| format!("{name}{ending}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_follow_the_last_letter() {
        let check = |name: &str, form: &str| {
            assert!(forms("bn", name).iter().any(|known| known == form), "{name} {form}");
        };
        check("ঢাকা", "ঢাকায়");
        check("ঢাকা", "ঢাকার");
        check("ইরান", "ইরানের");
        check("ইরান", "ইরানে");
        check("দিল্লি", "দিল্লিতে");
        assert!(forms("hi", "दिल्ली").is_empty());
        assert_eq!(forms("ga", "an Fhrainc"), ["Fhrainc"]);
        assert_eq!(forms("mt", "l-Istati Uniti"), ["Istati Uniti"]);
        assert_eq!(forms("zu", "i-Recife"), ["Recife"]);
        assert!(forms("mt", "Malta").is_empty());
    }
}
