//! The nearest known key to one that nobody knows.

/// The known key that a person most likely meant, if any is near enough: at most two letters differ, or a third.
pub(crate) fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (distance(unknown, candidate), candidate))
        .filter(|(edits, candidate)| *edits <= (candidate.len() / 3).max(2) && *edits < candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}

/// The Levenshtein distance in characters; `-` and `_` count as the same, and so do upper and lower case.
fn distance(a: &str, b: &str) -> usize {
    let fold = |text: &str| {
        text.chars().map(|c| if c == '-' { '_' } else { c.to_ascii_lowercase() }).collect::<Vec<char>>()
    };
    let (a, b) = (fold(a), fold(b));
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (row, left) in a.iter().enumerate() {
        let mut current = Vec::with_capacity(previous.len());
        let mut beside = row + 1;
        current.push(beside);
        for (right, above) in b.iter().zip(previous.windows(2)) {
            let &[diagonal, above] = above else { continue };
            let change = usize::from(left != right);
            beside = (diagonal + change).min(above + 1).min(beside + 1);
            current.push(beside);
        }
        previous = current;
    }
    previous.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["kafka.brokers", "kafka.group", "batch.max_records", "batch.max_bytes"];
        let check = |unknown: &str, expected: Option<&str>| {
            assert_eq!(nearest(unknown, known), expected, "{unknown}");
        };
        check("kafka.broker", Some("kafka.brokers"));
        check("kafka.borkers", Some("kafka.brokers"));
        check("Batch.Max-Records", Some("batch.max_records"));
        check("batch.max_byte", Some("batch.max_bytes"));
        check("colour", None);
        check("kafak.group", Some("kafka.group"));
        check("", None);
    }

    #[test]
    fn measures_edits() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("رافد", "رافدين"), 2);
    }
}
