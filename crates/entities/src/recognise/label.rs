//! Labels of the sequence tagger: BIOES for the three kinds, BI for names of other things.

use super::Kind;

/// Width of a row of weights: fifteen labels and one lane of padding.
pub const LANES: usize = 16;
/// Number of labels.
pub const LABELS: usize = 15;
/// Outside every name.
pub const OUTSIDE: u8 = 0;

/// Place of a label in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Outside.
    Outside,
    /// First token of several.
    Begin,
    /// Neither first nor last.
    Inside,
    /// Last token of several.
    End,
    /// The only token.
    Single,
    /// First token of a name of another kind, however long.
    OtherBegin,
    /// Further token of a name of another kind.
    OtherInside,
}

/// Place of `label` (any value; beyond the last label: outside).
pub const fn place(label: u8) -> Place {
    match label {
        1 | 5 | 9 => Place::Begin,
        2 | 6 | 10 => Place::Inside,
        3 | 7 | 11 => Place::End,
        4 | 8 | 12 => Place::Single,
        13 => Place::OtherBegin,
        14 => Place::OtherInside,
        _ => Place::Outside,
    }
}

/// Kind of `label`; none outside and for names of other things.
pub const fn kind(label: u8) -> Option<Kind> {
    match label {
        1..=4 => Some(Kind::Person),
        5..=8 => Some(Kind::Organisation),
        9..=12 => Some(Kind::Location),
        _ => None,
    }
}

/// The label of a token at `place` in a name of `kind` (none: a name of another kind).
pub const fn label(kind: Option<Kind>, place: Place) -> u8 {
    let base = match kind {
        Some(Kind::Person) => 1,
        Some(Kind::Organisation) => 5,
        Some(Kind::Location) => 9,
        None => {
            return match place {
                Place::Outside => OUTSIDE,
                Place::Begin | Place::Single | Place::OtherBegin => 13,
                Place::Inside | Place::End | Place::OtherInside => 14,
            };
        }
    };
    match place {
        Place::Begin | Place::OtherBegin => base,
        Place::Inside | Place::OtherInside => base + 1,
        Place::End => base + 2,
        Place::Single => base + 3,
        Place::Outside => OUTSIDE,
    }
}

/// Whether `next` may follow `previous` in a labelling.
pub const fn allowed(previous: u8, next: u8) -> bool {
    let inner = matches!(place(next), Place::Inside | Place::End);
    match place(previous) {
        Place::Begin | Place::Inside => {
            // Same kind: the labels of a kind are four in a row.
            inner && (previous - 1) / 4 == (next - 1) / 4
        }
        Place::OtherBegin | Place::OtherInside => !inner,
        _ => !inner && !matches!(place(next), Place::OtherInside),
    }
}

/// Whether a labelling may end with `label`.
pub const fn final_label(label: u8) -> bool {
    !matches!(place(label), Place::Begin | Place::Inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_round_trip() {
        for value in 0..LABELS as u8 {
            assert_eq!(label(kind(value), place(value)), value);
        }
    }

    #[test]
    fn transitions_keep_names_whole() {
        let person = |p| label(Some(Kind::Person), p);
        let place_ = |p| label(Some(Kind::Location), p);
        assert!(allowed(person(Place::Begin), person(Place::End)));
        assert!(!allowed(person(Place::Begin), place_(Place::End)));
        assert!(!allowed(person(Place::Begin), OUTSIDE));
        assert!(!allowed(OUTSIDE, person(Place::Inside)));
        assert!(allowed(person(Place::End), place_(Place::Single)));
        assert!(!allowed(OUTSIDE, 14));
        assert!(allowed(13, 14));
    }
}
