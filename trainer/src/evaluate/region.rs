//! Where disease is on a film, by boxes or by a mask, on a grid that heatmaps are compared on.

use shared::cam::Heatmap;
use shared::image::GrayImage;
use shared::preprocess::area_average;

/// Cells of the grid, a side: the network's own input, of which a heatmap's cell is 16.
pub const SIDE: usize = 224;

/// A box in pixels of the film that it was drawn on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FindingBox {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Cells of the grid that belong to something, row-major.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region(Vec<bool>);

impl Region {
    /// The cells whose middle is in one of the boxes, drawn on a film of `side` x `side` pixels.
    pub fn of_boxes(boxes: &[FindingBox], side: f64) -> Self {
        let middle = |cell: usize| (cell as f64 + 0.5) * side / SIDE as f64;
        let inside = |x: f64, y: f64| {
            boxes.iter().any(|b| (b.x..b.x + b.width).contains(&x) && (b.y..b.y + b.height).contains(&y))
        };
        Self((0..SIDE * SIDE).map(|i| inside(middle(i % SIDE), middle(i / SIDE))).collect())
    }

    /// The cells of which at least half is marked on a mask. `None` of a mask smaller than the grid.
    pub fn of_mask(mask: &GrayImage) -> Option<Self> {
        if mask.width() < SIDE || mask.height() < SIDE {
            return None;
        }
        let marked = mask.pixels().iter().map(|&p| if p > 0 { 255 } else { 0 }).collect();
        let marked = GrayImage::new(mask.width(), mask.height(), marked).ok()?;
        Some(Self(area_average(&marked, SIDE, SIDE).pixels().iter().map(|&p| p >= 128).collect()))
    }

    /// The cells at or above a level.
    pub fn above(values: &[f32], level: f32) -> Self {
        Self(values.iter().map(|&v| v >= level && v > 0.0).collect())
    }

    /// Cells, row by row.
    pub fn cells(&self) -> &[bool] {
        &self.0
    }

    /// Whether it has no cell.
    pub fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }

    /// Share of the grid.
    pub fn area(&self) -> f64 {
        self.0.iter().filter(|&&c| c).count() as f64 / self.0.len() as f64
    }

    /// Intersection over union; 0 of two empty ones.
    pub fn iou(&self, other: &Self) -> f64 {
        let (mut both, mut either) = (0_usize, 0_usize);
        for (&a, &b) in self.0.iter().zip(&other.0) {
            both += usize::from(a & b);
            either += usize::from(a | b);
        }
        both as f64 / either.max(1) as f64
    }
}

/// The cell of the grid in the middle of the heatmap's highest cell, the first of equal ones; `None` of an empty map.
pub fn peak(map: &Heatmap) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (cell, &value) in map.values.iter().enumerate() {
        if value > 0.0 && best.is_none_or(|(_, highest)| value > highest) {
            best = Some((cell, value));
        }
    }
    let (cell, _) = best?;
    let middle = |cell: usize, cells: usize| (2 * cell + 1) * SIDE / (2 * cells);
    Some(middle(cell / map.width, map.height) * SIDE + middle(cell % map.width, map.width))
}

/// A heatmap on the grid, bilinear between the middles of its cells, edges repeated: as the page paints it.
pub fn spread(map: &Heatmap) -> Vec<f32> {
    let taps = |cells: usize| -> Vec<(usize, usize, f32)> {
        (0..SIDE)
            .map(|i| {
                let place =
                    ((i as f32 + 0.5) * cells as f32 / SIDE as f32 - 0.5).clamp(0.0, (cells - 1) as f32);
                (place.floor() as usize, place.ceil() as usize, place.fract())
            })
            .collect()
    };
    let (across, down) = (taps(map.width), taps(map.height));
    let at = |row: usize, column: usize| map.values[row * map.width + column];
    let mut grid = Vec::with_capacity(SIDE * SIDE);
    for &(above, below, v) in &down {
        for &(left, right, h) in &across {
            let mix = |row| at(row, left) * (1.0 - h) + at(row, right) * h;
            grid.push(mix(above) * (1.0 - v) + mix(below) * v);
        }
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(values: [f32; 4]) -> Heatmap {
        Heatmap { width: 2, height: 2, values: values.into() }
    }

    #[test]
    fn boxes_and_masks_of_the_same_place_are_the_same() {
        // A quarter of a film of 448 pixels.
        let boxes = Region::of_boxes(&[FindingBox { x: 224.0, y: 0.0, width: 224.0, height: 224.0 }], 448.0);
        let pixels = (0..448 * 448).map(|i| u8::from(i % 448 >= 224 && i / 448 < 224)).collect();
        let mask = Region::of_mask(&GrayImage::new(448, 448, pixels).unwrap()).unwrap();
        assert_eq!(boxes, mask);
        assert_eq!((boxes.area(), boxes.iou(&mask), boxes.is_empty()), (0.25, 1.0, false));
        assert_eq!(Region::of_mask(&GrayImage::new(100, 300, vec![1; 30_000]).unwrap()), None);
    }

    #[test]
    fn overlap_is_counted() {
        let strip =
            |x: f64| Region::of_boxes(&[FindingBox { x, y: 0.0, width: 112.0, height: 224.0 }], 224.0);
        // 56 of 168 columns are shared.
        assert!((strip(0.0).iou(&strip(56.0)) - 1.0 / 3.0).abs() < 1e-12);
        let none = Region::of_boxes(&[], 224.0);
        assert_eq!((none.iou(&none), none.is_empty(), strip(0.0).iou(&none)), (0.0, true, 0.0));
    }

    #[test]
    fn the_peak_is_the_middle_of_the_highest_cell() {
        assert_eq!(peak(&map([0.0, 2.0, 1.0, 2.0])), Some(56 * SIDE + 168));
        assert_eq!(peak(&map([0.0; 4])), None);
    }

    #[test]
    fn a_flat_map_stays_flat_and_ends_are_kept() {
        assert!(spread(&map([0.5; 4])).iter().all(|v| (v - 0.5).abs() < 1e-6));
        let grid = spread(&map([0.0, 1.0, 0.0, 1.0]));
        assert_eq!((grid[0], grid[SIDE - 1]), (0.0, 1.0));
        assert!(grid[..SIDE].windows(2).all(|w| w[0] <= w[1]));
        assert_eq!(Region::above(&grid, 0.5).area(), 0.5);
        assert!(Region::above(&[0.0; SIDE * SIDE], 0.0).is_empty());
    }
}
