//! Captions of a contact sheet: the few letters that it needs, five dots wide and seven high, doubled.

/// Height of a line, pixels.
pub(super) const HEIGHT: usize = 18;

/// Pixels a dot.
const DOT: usize = 2;
/// Dots from one letter to the next.
const ADVANCE: usize = 6;

/// Rows from top to bottom, nine of them so that letters may reach below the line; the highest of five bits is left.
const LETTERS: &[(char, [u8; 9])] = &[
    ('a', [0, 0, 14, 1, 15, 17, 15, 0, 0]),
    ('c', [0, 0, 14, 16, 16, 17, 14, 0, 0]),
    ('e', [0, 0, 14, 17, 31, 16, 14, 0, 0]),
    ('g', [0, 0, 15, 17, 17, 17, 15, 1, 14]),
    ('i', [4, 0, 12, 4, 4, 4, 14, 0, 0]),
    ('l', [12, 4, 4, 4, 4, 4, 14, 0, 0]),
    ('m', [0, 0, 26, 21, 21, 21, 21, 0, 0]),
    ('n', [0, 0, 22, 25, 17, 17, 17, 0, 0]),
    ('o', [0, 0, 14, 17, 17, 17, 14, 0, 0]),
    ('p', [0, 0, 30, 17, 17, 17, 30, 16, 16]),
    ('r', [0, 0, 22, 25, 16, 16, 16, 0, 0]),
    ('u', [0, 0, 17, 17, 17, 19, 13, 0, 0]),
    ('y', [0, 0, 17, 17, 17, 17, 15, 1, 14]),
    ('0', [14, 17, 19, 21, 25, 17, 14, 0, 0]),
    ('1', [4, 12, 4, 4, 4, 4, 14, 0, 0]),
    ('2', [14, 17, 1, 2, 4, 8, 31, 0, 0]),
    ('3', [31, 2, 4, 2, 1, 17, 14, 0, 0]),
    ('4', [2, 6, 10, 18, 31, 2, 2, 0, 0]),
    ('5', [31, 16, 30, 1, 1, 17, 14, 0, 0]),
    ('6', [6, 8, 16, 30, 17, 17, 14, 0, 0]),
    ('7', [31, 1, 2, 4, 8, 8, 8, 0, 0]),
    ('8', [14, 17, 17, 14, 17, 17, 14, 0, 0]),
    ('9', [14, 17, 17, 15, 1, 2, 12, 0, 0]),
];

/// The pixels of a line of text, from its upper left corner. What is no letter of the few is a space.
pub(super) fn dots(text: &str) -> Vec<(usize, usize)> {
    let mut pixels = Vec::new();
    for (n, letter) in text.chars().enumerate() {
        let rows = LETTERS.iter().find(|(l, _)| *l == letter).map(|(_, rows)| rows);
        for (y, row) in rows.into_iter().flatten().enumerate() {
            for x in (0..5).filter(|x| (row >> (4 - x)) & 1 == 1) {
                let (left, top) = ((n * ADVANCE + x) * DOT, y * DOT);
                pixels.extend((0..DOT * DOT).map(|i| (left + i % DOT, top + i / DOT)));
            }
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_captions_is_there() {
        for text in ["original", "copy", "no", "pneumonia", "0123456789"] {
            for letter in text.chars() {
                assert!(!dots(&letter.to_string()).is_empty(), "{letter}");
            }
            assert!(dots(text).iter().all(|&(x, y)| x < text.len() * ADVANCE * DOT && y < HEIGHT));
        }
    }
}
