//! How much an article is about an entity.

use crate::types::{Field, Mention};

/// Salience, 0 to 1, rounded to three decimals: half for frequency (saturating), a quarter for the
/// title, a quarter for an early first mention.
pub fn salience(mentions: &[Mention]) -> f32 {
    let count = mentions.len() as f64;
    let frequency = count / (count + 2.0);
    let title = f64::from(u8::from(mentions.iter().any(|mention| mention.field == Field::Title)));
    let first = mentions.iter().map(|mention| match mention.field {
        Field::Title => 0.0,
        Field::Paragraph(index) => f64::from(index),
    });
    let position = first.fold(f64::INFINITY, f64::min);
    let early = if position.is_finite() { 1.0 / (1.0 + position * 0.5) } else { 0.0 };
    let score = 0.5 * frequency + 0.25 * title + 0.25 * early;
    ((score * 1000.0).round() / 1000.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(field: Field) -> Mention {
        Mention { field, start: 0, end: 1, byte_start: 0, byte_end: 1 }
    }

    #[test]
    fn title_frequency_and_position_count() {
        let title = salience(&[at(Field::Title)]);
        let early = salience(&[at(Field::Paragraph(0))]);
        let late = salience(&[at(Field::Paragraph(9))]);
        let often = salience(&[at(Field::Paragraph(9)), at(Field::Paragraph(10))]);
        assert!(title > early && early > late && often > late);
        assert!(salience(&[at(Field::Title); 500]) <= 1.0);
    }
}
