//! A label whose values come from outside, held to a fixed number.

use std::collections::BTreeSet;

/// Lets a fixed number of values through as labels; all others become `other`.
#[derive(Clone, Debug)]
pub struct Bounded {
    known: BTreeSet<String>,
    free: usize,
}

impl Bounded {
    /// The label of everything that has none of its own.
    pub const OTHER: &'static str = "other";

    /// Lets only these through.
    pub fn of(known: impl IntoIterator<Item = String>) -> Self {
        Self { known: known.into_iter().collect(), free: 0 }
    }

    /// Lets the first `most` different values through.
    pub fn first(most: usize) -> Self {
        Self { known: BTreeSet::new(), free: most }
    }

    /// The label of a value.
    pub fn label<'a>(&mut self, value: &'a str) -> &'a str {
        if self.known.contains(value) {
            return value;
        }
        if self.free == 0 || value.is_empty() || value.len() > 64 {
            return Self::OTHER;
        }
        self.free -= 1;
        self.known.insert(value.to_owned());
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_to_its_number() {
        let mut first = Bounded::first(2);
        let labels: Vec<&str> = ["ar", "en", "fr", "ar", "", "en"].map(|tag| first.label(tag)).to_vec();
        assert_eq!(labels, ["ar", "en", "other", "ar", "other", "en"]);
        let mut named = Bounded::of(["CNN".to_owned()]);
        assert_eq!([named.label("CNN"), named.label("BBC")], ["CNN", "other"]);
    }
}
