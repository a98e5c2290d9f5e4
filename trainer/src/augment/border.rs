//! Covered borders: markers, collimation and the frame of a film say where it was taken, not what it shows.

use rand::Rng;

/// Strips along the edges that are covered with one gray level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Border {
    /// Left, right, top and bottom, share of the side.
    widths: [f64; 4],
    /// What they are covered with, 0..255.
    level: f32,
}

impl Border {
    /// Every second film has a border, every second border is black.
    pub(super) fn draw(widest: f64, rng: &mut impl Rng) -> Self {
        let none = Self { widths: [0.0; 4], level: 0.0 };
        if widest <= 0.0 || rng.random_bool(0.5) {
            return none;
        }
        let widths = std::array::from_fn(|_| rng.random_range(0.0..=widest));
        let level = if rng.random_bool(0.5) { 0.0 } else { rng.random_range(0.0..=255.0) };
        Self { widths, level }
    }

    /// Covers the strips of a film of `[height, width]` levels.
    pub(super) fn cover(&self, levels: &mut [f32], width: usize, height: usize) {
        if self.widths == [0.0; 4] {
            return;
        }
        let strip = |share: f64, side: usize| ((share * side as f64).round() as usize).min(side);
        let [left, right, top, bottom] = self.widths;
        let (left, right) = (strip(left, width), width - strip(right, width));
        let (top, bottom) = (strip(top, height), height - strip(bottom, height));
        for (y, row) in levels.chunks_exact_mut(width).enumerate() {
            if y < top || y >= bottom {
                row.fill(self.level);
            } else {
                row[..left].fill(self.level);
                row[right..].fill(self.level);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn strips_are_covered_and_the_middle_stays() {
        let border = Border { widths: [0.1, 0.2, 0.25, 0.0], level: 9.0 };
        let mut film = vec![100.0; 10 * 8];
        border.cover(&mut film, 10, 8);
        for (i, level) in film.into_iter().enumerate() {
            let covered = i % 10 < 1 || i % 10 >= 8 || i / 10 < 2;
            assert_eq!(level, if covered { 9.0 } else { 100.0 }, "{i}");
        }
    }

    #[test]
    fn half_of_the_films_have_borders_within_the_limit() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let drawn: Vec<Border> = (0..400).map(|_| Border::draw(0.15, &mut rng)).collect();
        let (with, without): (Vec<&Border>, Vec<&Border>) =
            drawn.iter().partition(|border| border.widths != [0.0; 4]);
        assert!((150..250).contains(&with.len()) && !without.is_empty());
        assert!(with.iter().flat_map(|border| border.widths).all(|w| (0.0..=0.15).contains(&w)));
        let black = with.iter().filter(|border| border.level == 0.0).count();
        assert!(black > with.len() / 3 && black < with.len() * 2 / 3);
        assert_eq!(Border::draw(0.0, &mut rng).widths, [0.0; 4]);
    }
}
